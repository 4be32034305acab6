"""Measure how well and how fast statements are grouped and named: `python -m benchmarks.themes [--peers] [--names]`.

Reads banking77 and clinc150 below INSIGHT_DATA (default ../shared/data beside the repository) and says so where they
are missing. Vectors are encoded once and kept in insight-data/benchmarks. Prints one table for quality, and what must
not change; with --peers the same vectors also go through EVoC, k-means with the true number, greedy first fit, and
plain BERTopic (benchmarks/peers.txt says how to install them); with --names the names are held against the intents'
(benchmarks/naming.py). `--planted` holds the themes of the bundled sample against what was planted in it, and nothing
else (benchmarks/planted.py).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks import naming, planted
from insight.config import ThemeSettings
from insight.encoder import open_encoder
from insight.records import Statement, content_hash
from insight.themes import Grouping, KnownThemes, ThemesFound, assign, find_themes, group_statements
from insight.themes.space import Labels, Vectors

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("INSIGHT_DATA", ROOT.parent / "shared" / "data"))
CACHE = ROOT / "insight-data" / "benchmarks"
Quality: TypeAlias = tuple[float, float]  # NMI and ARI


@dataclass(frozen=True)
class Corpus:
    name: str
    texts: list[str]
    truth: NDArray[np.str_]
    vectors: Vectors
    strange: Vectors  # vectors of texts outside every intent

    @property
    def count(self) -> int:
        return len(np.unique(self.truth))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peers", action="store_true", help="also measure EVoC, k-means and plain BERTopic")
    parser.add_argument("--names", action="store_true", help="also measure names")
    parser.add_argument("--planted", action="store_true", help="measure the bundled sample alone")
    arguments = parser.parse_args()
    if arguments.planted:
        for line in planted.lines(CACHE / "sample"):
            print(line)
        return
    if arguments.peers:
        import bertopic  # noqa: F401  # before themes.keywords does, which imports it without what reduces and clusters
    found = [corpus for read in (read_banking, read_clinc) if (corpus := read())]
    for corpus in found:
        print(f"\n{corpus.name}: {len(corpus.texts):,} texts, {corpus.count} intents")
        print(f"{'method':<34}{'groups':>8}{'NMI':>8}{'ARI':>8}{'seconds':>9}{'CPU':>7}")
        group_statements(corpus.texts[:500], corpus.vectors[:500], min_statements=30)  # warm-up
        for name, method in methods(corpus, peers=arguments.peers):
            start, busy = time.perf_counter(), time.process_time()
            labels = method()
            print_row(name, corpus.truth, labels, time.perf_counter() - start, time.process_time() - busy)
        for line in invariants(corpus):
            print("  " + line)
        if arguments.names:
            for line in naming.lines(corpus.texts, corpus.truth, corpus.vectors, open_encoder()):
                print("  " + line)


def read_banking() -> Corpus | None:
    files = [DATA / "banking77" / f"{split}.csv" for split in ("train", "test")]
    if not all(file.exists() for file in files):
        print(f"banking77 is not below {DATA}: skipped")
        return None
    rows = [row for file in files for row in csv.DictReader(file.open(encoding="utf-8"))]
    texts = [row["text"] for row in rows]
    nothing = np.zeros((0, 384), dtype=np.float32)
    return Corpus("banking77", texts, np.array([row["category"] for row in rows]), vectors_of(texts), nothing)


def read_clinc() -> Corpus | None:
    file = DATA / "clinc150" / "utterances.csv.gz"
    if not file.exists():
        print(f"clinc150 is not below {DATA}: skipped")
        return None
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    inside = [row for row in rows if row["intent"] != "oos"]
    outside = [row["text"] for row in rows if row["intent"] == "oos"]
    texts = [row["text"] for row in inside]
    truth = np.array([row["intent"] for row in inside])
    return Corpus("clinc150", texts, truth, vectors_of(texts), vectors_of(outside))


def vectors_of(texts: list[str]) -> Vectors:
    encoder = open_encoder()
    file = CACHE / f"{content_hash(encoder.name, *texts)}.npy"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        start = time.perf_counter()
        np.save(file, encoder.encode(texts))
        print(f"encoded {len(texts):,} texts, {len(texts) / (time.perf_counter() - start):.0f} a second")
    vectors: Vectors = np.load(file)
    return vectors


def methods(corpus: Corpus, *, peers: bool) -> Iterator[tuple[str, Callable[[], Labels]]]:
    yield "insight, everything assigned", lambda: group(corpus).nearest
    if peers:
        yield "EVoC, rest to nearest centroid", lambda: evoc(corpus)
        yield "k-means, true number given", lambda: kmeans(corpus)
        yield "greedy first fit at cosine .6", lambda: first_fit(corpus.vectors)
        yield "BERTopic default, rest is a group", lambda: bertopic(corpus)


def group(corpus: Corpus) -> Grouping:
    return group_statements(corpus.texts, corpus.vectors, min_statements=30)


def evoc(corpus: Corpus) -> Labels:
    from evoc import EVoC

    model = EVoC(base_min_cluster_size=20, random_state=0)
    model.fit_predict(corpus.vectors)
    labels = np.asarray(model.cluster_layers_[0])
    centres = np.vstack([corpus.vectors[labels == label].mean(axis=0) for label in range(labels.max() + 1)])
    return np.where(labels < 0, assign(corpus.vectors, centres.astype(np.float32), -1).labels, labels)


def kmeans(corpus: Corpus) -> Labels:
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(corpus.count, n_init=3, random_state=0).fit_predict(corpus.vectors))


def first_fit(vectors: Vectors, floor: float = 0.6) -> Labels:
    sums = vectors[:1].copy()
    labels = np.zeros(len(vectors), dtype=np.int64)
    for row in range(1, len(vectors)):
        similarity = sums @ vectors[row] / np.linalg.norm(sums, axis=1)
        best = int(similarity.argmax())
        if similarity[best] < floor:
            best, sums = len(sums), np.vstack([sums, np.zeros_like(sums[:1])])
        sums[best] += vectors[row]
        labels[row] = best
    return labels


def bertopic(corpus: Corpus) -> Labels:
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder

    return np.array(BERTopic(embedding_model=BaseEmbedder()).fit_transform(corpus.texts, corpus.vectors)[0])


def quality(truth: NDArray[np.str_], labels: Labels) -> Quality:
    """Return how well labels agree with the truth: NMI and ARI."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    return float(normalized_mutual_info_score(truth, labels)), float(adjusted_rand_score(truth, labels))


def print_row(name: str, truth: NDArray[np.str_], labels: Labels, seconds: float, busy: float) -> None:
    nmi, ari = quality(truth, labels)
    print(f"{name:<34}{len(np.unique(labels)):>8}{nmi:>8.3f}{ari:>8.3f}{seconds:>9.1f}{busy:>7.1f}")


def invariants(corpus: Corpus) -> Iterator[str]:
    from sklearn.metrics import adjusted_rand_score, roc_auc_score
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    first = group(corpus)
    yield f"unclear: {np.mean(first.labels < 0):.1%}, floor {first.floor:.2f}"
    order = np.random.default_rng(7).permutation(len(corpus.texts))
    with threadpool_limits(1):
        turned = group_statements([corpus.texts[row] for row in order], corpus.vectors[order], min_statements=30)
    is_same = np.array_equal(turned.labels, first.labels[order]) and np.array_equal(turned.centroids, first.centroids)
    yield f"another order, on one thread: {'identical' if is_same else 'DIFFERENT'}"
    part = np.sort(order[: len(order) * 4 // 5])
    less = group_statements([corpus.texts[row] for row in part], corpus.vectors[part], min_statements=30)
    both = adjusted_rand_score(first.nearest[part], less.nearest)
    yield f"80 % subsample, shared texts: ARI {both:.3f}"
    if len(corpus.strange):
        inside = assign(corpus.vectors, first.centroids, -1).similarity
        outside = assign(corpus.strange, first.centroids, -1).similarity
        truth = np.repeat([1, 0], [len(inside), len(outside)])
        area = roc_auc_score(truth, np.append(inside, outside))
        yield f"in scope against out of scope, by similarity: AUC {area:.3f}"
    yield from append(corpus, order)


def append(corpus: Corpus, order: NDArray[np.int64]) -> Iterator[str]:
    """Start with three quarters, add a twentieth five times, and see which old statements keep their theme."""
    from sklearn.metrics import normalized_mutual_info_score

    statements = [as_statement(text, row) for row, text in enumerate(corpus.texts)]
    known, kept = KnownThemes(), []
    for step in range(6):
        rows = order[: len(order) * (15 + step) // 20]
        part = [statements[row] for row in rows]
        found = find_themes(part, corpus.vectors[rows], known, ThemeSettings())
        places = {member.statement_id: member.theme_id for member in found.members}
        kept.append(np.mean([places[key] == theme for key, theme in known.members.items() if theme]) if step else 1.0)
        known = known_from(found, known)
    end = [places[one.statement_id] or "none" for one in statements]
    nmi = normalized_mutual_info_score(corpus.truth, end)
    fresh = np.where(group(corpus).labels < 0, -1, group(corpus).labels)
    whole = normalized_mutual_info_score(corpus.truth, fresh)
    yield f"5 % more, five times: {min(kept):.1%} keep their theme; NMI {nmi:.3f}, grouped at once {whole:.3f}"


def as_statement(text: str, number: int) -> Statement:
    where = f"m_{number}"
    return Statement(where, where, 0, len(text), text, text, "en", kind="pain", is_specific=True)


def known_from(found: ThemesFound, before: KnownThemes) -> KnownThemes:
    return KnownThemes(
        themes=found.themes,
        centroids=found.centroids,
        members={member.statement_id: member.theme_id for member in found.members},
        ever_used=before.ever_used | {theme.theme_id for theme in found.themes},
        floor=found.floor,
        grouped_count=found.grouped_count,
    )


if __name__ == "__main__":
    main()
