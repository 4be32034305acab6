"""Measure what large corpora lose by vectors that are told from words: `python -m benchmarks.distilled`.

On banking77 and clinc150 a part of the texts, drawn by content hash, is encoded, is learned from and founds the themes;
the rest joins by told vectors, and of these the least certain by their own. Held against the same with all texts
encoded, by the true intents. The part is smaller than what a large corpus encodes of itself would be, since twenty
thousand texts are more than either set has.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.themes import Corpus, group, read_banking, read_clinc
from insight.distilled import distil
from insight.records import content_hash
from insight.themes import assign, group_statements
from insight.themes.space import Labels

SHARES = (0.2, 0.4)  # of all texts: encoded, learned from, and founding the themes
DOUBTED = (0.0, 0.2, 0.4)  # of the rest: encoded after all


def main() -> None:
    for corpus in (read_banking(), read_clinc()):
        if corpus:
            print(f"\n{corpus.name}: {len(corpus.texts):,} texts, {corpus.count} intents")
            print(f"{'encoded first':>14}{'then':>7}{'groups':>8}{'NMI':>8}{'ARI':>8}{'kept':>9}{'kept':>9}")
            for line in lines(corpus):
                print(line)


def lines(corpus: Corpus) -> Iterator[str]:
    """Yield a line for all texts encoded, then one for each share and each part of doubted ones."""
    whole = _quality(corpus.truth, group(corpus).nearest)
    yield f"{1:>14.0%}{'':>7}{len(np.unique(group(corpus).nearest)):>8}{whole[0]:>8.3f}{whole[1]:>8.3f}"
    order = np.argsort([content_hash(text) for text in corpus.texts], kind="stable")
    for share in SHARES:
        first = order[: int(len(order) * share)]
        for doubted in DOUBTED:
            labels = told_labels(corpus, first, doubted)
            nmi, ari = _quality(corpus.truth, labels)
            yield (
                f"{share:>14.0%}{doubted:>7.0%}{len(np.unique(labels)):>8}{nmi:>8.3f}{ari:>8.3f}"
                f"{nmi / whole[0]:>9.1%}{ari / whole[1]:>9.1%}"
            )


def told_labels(corpus: Corpus, first: NDArray[np.int64], doubted: float) -> Labels:
    """Group the texts `first`; let the others join by told vectors, the doubted share of them by their own."""
    texts = [corpus.texts[row] for row in first]
    founded = group_statements(texts, corpus.vectors[first], min_statements=30)
    vectors = distil(texts, corpus.vectors[first]).tell(corpus.texts)
    vectors[first] = corpus.vectors[first]
    rest = np.setdiff1d(np.arange(len(corpus.texts)), first)
    margin = assign(vectors[rest], founded.centroids, -1).margin
    least = rest[np.argsort(margin, kind="stable")[: int(len(rest) * doubted)]]
    vectors[least] = corpus.vectors[least]
    labels = assign(vectors, founded.centroids, -1).labels
    labels[first] = founded.nearest
    return labels


def _quality(truth: NDArray[np.str_], labels: Labels) -> tuple[float, float]:
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    return float(normalized_mutual_info_score(truth, labels)), float(adjusted_rand_score(truth, labels))


if __name__ == "__main__":
    main()
