"""Measure what examples in edits do: `python -m benchmarks.examples`.

On the training split of banking77 (the thresholds in insight/taxonomy were chosen there, so its test split is not
used): what a moved statement takes along, how well a split by examples finds one of two intents that lie together, and
whether a group that forms later is told to be what a person has defined. Examples are drawn with a fixed seed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.themes import DATA, read_banking
from insight.taxonomy import likeness
from insight.themes import Grouping, group_statements
from insight.themes.space import Vectors

SHOWN = (1, 3, 5)
TIMES = 2


def main() -> None:
    file = DATA / "banking77" / "train.csv"
    if not file.exists():
        print(f"banking77 is not below {DATA}: skipped")
        return
    count = sum(1 for _ in csv.DictReader(file.open(encoding="utf-8")))
    corpus = read_banking()  # the training split comes first; its vectors are kept with the others
    if corpus is None:
        return
    texts, truth, vectors = corpus.texts[:count], corpus.truth[:count], corpus.vectors[:count]
    groups = group_statements(texts, vectors, min_statements=30)
    for measure in (follow(vectors, truth, groups), split(vectors, truth), adopt(vectors, truth, groups)):
        for line in measure:
            print(line, flush=True)


def follow(vectors: Vectors, truth: NDArray[np.str_], groups: Grouping) -> Iterator[str]:
    """Of the statements that follow examples out of their themes: the share that has the examples' intent."""
    yield "what follows a moved statement: share with its intent (share of the intent that follows)"
    own = np.where(groups.labels >= 0, np.einsum("ij,ij->i", vectors, groups.centroids[groups.labels]), 0.0)
    for count in SHOWN:
        said = []
        for floor in (likeness.ALIKE, 0.7, 0.75, 0.8):
            draw = np.random.default_rng(0)
            right = taken = inside = 0
            for intent in np.repeat(np.unique(truth), TIMES):
                rows = np.flatnonzero(truth == intent)
                shown = draw.choice(rows, count, replace=False)
                chosen = likeness.like_examples(vectors, np.maximum(own, floor), vectors[shown])
                chosen[shown] = False
                right += int((truth[chosen] == intent).sum())
                taken += int(chosen.sum())
                inside += len(rows)
            said.append(f"from {floor:.2f}: {right / max(taken, 1):.2f} ({right / inside:.2f})")
        yield f"  {count} shown   " + "   ".join(said)


def split(vectors: Vectors, truth: NDArray[np.str_]) -> Iterator[str]:
    """How well examples of one intent find it in a theme that holds its nearest intent too."""
    yield "a split by examples, of two intents that are nearest to each other: F1"
    intents = np.unique(truth)
    centres = np.vstack([likeness.mean_of(vectors[truth == intent]) for intent in intents])
    near = likeness.similarity(centres, centres)
    np.fill_diagonal(near, -1)
    for count in SHOWN:
        draw, scores = np.random.default_rng(0), []
        for place, intent in enumerate(intents):
            rows = np.flatnonzero((truth == intent) | (truth == intents[near[place].argmax()]))
            is_meant = truth[rows] == intent
            shown = draw.choice(rows[is_meant], count, replace=False)
            chosen = likeness.part_like_examples(vectors[rows], vectors[shown]) | np.isin(rows, shown)
            scores.append(2 * (chosen & is_meant).sum() / (chosen.sum() + is_meant.sum()))
        yield f"  {count} shown   {np.mean(scores):.2f}"


def adopt(vectors: Vectors, truth: NDArray[np.str_], groups: Grouping) -> Iterator[str]:
    """Whether groups whose centre is like that of examples hold mostly the examples' intent."""
    yield "groups whose centre is like the examples': share with their intent (share of intents that are found)"
    main_intent = []
    for label in range(groups.count):
        names, counts = np.unique(truth[groups.labels == label], return_counts=True)
        main_intent.append(names[counts.argmax()])
    named = np.array(main_intent)
    for count in SHOWN:
        said = []
        for floor in (0.7, 0.75, 0.8, 0.85):
            draw, right, taken, found = np.random.default_rng(0), 0, 0, 0
            for intent in np.repeat(np.unique(named), TIMES):
                shown = draw.choice(np.flatnonzero(truth == intent), count, replace=False)
                middle = likeness.mean_of(vectors[shown])
                is_same = likeness.similarity(groups.centroids, middle[None, :])[:, 0] >= floor
                right += int((named[is_same] == intent).sum())
                taken += int(is_same.sum())
                found += bool((is_same & (named == intent)).any())
            share = found / (TIMES * len(np.unique(named)))
            said.append(f"from {floor:.2f}: {right / max(taken, 1):.2f} ({share:.2f})")
        yield f"  {count} shown   " + "   ".join(said)


if __name__ == "__main__":
    main()
