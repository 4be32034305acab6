"""Measure what large corpora lose by vectors that are told from words: `python -m benchmarks.distilled`.

On banking77 and clinc150 a part of the texts, drawn by content hash, is encoded, is learned from and founds the themes;
the rest joins by told vectors, and of these the least certain by their own. Held against the same with all texts
encoded: where all of them found the themes, and where the part does, so that what is lost by few founders and what is
lost by told vectors stand apart. The part is smaller than what a large corpus encodes of itself, since twenty thousand
texts are more than either set has to spare.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.themes import Corpus, Quality, group, quality, read_banking, read_clinc
from insight.distilled import distil, vocabulary
from insight.encoder import open_encoder
from insight.records import content_hash
from insight.themes import assign, group_statements
from insight.themes.space import Labels

SHARES = (0.2, 0.4)  # of all texts: encoded, learned from, and founding the themes
DOUBTED = (0.0, 0.2, 1.0)  # of the rest: encoded after all


def main() -> None:
    for corpus in (read_banking(), read_clinc()):
        if corpus:
            print(f"\n{corpus.name}: {len(corpus.texts):,} texts, {corpus.count} intents")
            print(
                f"{'encoded':>8}{'of rest':>8}{'groups':>8}{'NMI':>7}{'ARI':>7}{'kept of all':>17}{'of all joined':>17}"
            )
            for line in lines(corpus):
                print(line)


def lines(corpus: Corpus) -> Iterator[str]:
    """Yield a line for all texts encoded, then one for each share and each part of doubted ones."""
    nearest = group(corpus).nearest
    whole = quality(corpus.truth, nearest)
    yield f"{1:>8.0%}{'':>8}{len(np.unique(nearest)):>8}{whole[0]:>7.3f}{whole[1]:>7.3f}"
    order = np.argsort([content_hash(text) for text in corpus.texts], kind="stable")
    for share in SHARES:
        found = {doubted: told_labels(corpus, order[: int(len(order) * share)], doubted) for doubted in DOUBTED}
        qualities = {doubted: quality(corpus.truth, labels) for doubted, labels in found.items()}
        for doubted, (nmi, ari) in qualities.items():
            kept = (_kept((nmi, ari), other) for other in (whole, qualities[1.0]))
            yield (
                f"{share:>8.0%}{doubted:>8.0%}{len(np.unique(found[doubted])):>8}{nmi:>7.3f}{ari:>7.3f}"
                + "".join(f"{one:>17}" for one in kept)
            )


def told_labels(corpus: Corpus, first: NDArray[np.int64], doubted: float) -> Labels:
    """Group the texts `first`; let the others join by told vectors, the doubted share of them by their own."""
    texts = [corpus.texts[row] for row in first]
    founded = group_statements(texts, corpus.vectors[first], min_statements=30)
    words = vocabulary(texts)
    vectors = distil(texts, corpus.vectors[first], words, open_encoder().encode(words)).tell(corpus.texts)
    vectors[first] = corpus.vectors[first]
    rest = np.setdiff1d(np.arange(len(corpus.texts)), first)
    margin = assign(vectors[rest], founded.centroids, -1).margin
    least = rest[np.argsort(margin, kind="stable")[: int(len(rest) * doubted)]]
    vectors[least] = corpus.vectors[least]
    labels = assign(vectors, founded.centroids, -1).labels
    labels[first] = founded.nearest
    return labels


def _kept(part: Quality, whole: Quality) -> str:
    return " ".join(f"{one / other:.1%}" for one, other in zip(part, whole, strict=True))


if __name__ == "__main__":
    main()
