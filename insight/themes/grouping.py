"""Grouping: statements to groups, whose number is found and not set.

In go texts and their unit vectors, out comes one group per row, with similarity and margin. Equal texts are one row
that weighs as much as they are many. The result depends on content alone: not on row order, threads or batches. Too
few statements, or none with a word in it, are not grouped, and `note` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight.records import content_hash, text_key
from insight.themes import space
from insight.themes.space import Labels, Merge, Neighbours, Vectors, Weights

UNCLEAR = -1
SMALLEST = 3  # voices that make a group
SUMMARY = 1_000  # small groups that stand for all rows when the tree is built
NEARLY_AS_STABLE = 0.95  # of the best agreement: from here on a number of groups has a say
MOST_UNCLEAR = 0.1  # share of the rows that were grouped which may lie under the floor
SPLITS = 3  # how often the rows are halved to see which number of groups both halves find


@dataclass(frozen=True, slots=True)
class Grouping:
    """A group for each row, or UNCLEAR, and how sure that is.

    `similarity` is the cosine to the centroid of the row's group (of the nearest group for an unclear row), `margin`
    by how much it exceeds the next group's. `floor` is the similarity under which a row is unclear.
    """

    labels: Labels
    similarity: Vectors
    margin: Vectors
    centroids: Vectors  # unit rows, one per group
    floor: float
    note: str = ""

    @property
    def count(self) -> int:
        return len(self.centroids)


def group_statements(
    texts: Sequence[str],
    vectors: Vectors,
    *,
    min_statements: int,
    weights: NDArray[np.floating] | None = None,
    seed: int = 0,
) -> Grouping:
    """Group rows by what they say; `weights` counts each row's voices.

    Neighbours smooth the vectors, small groups sum them up, Ward's tree joins those, and the tree is cut where two
    random halves of the rows agree most (Lange et al. 2004). A row is UNCLEAR when its similarity is what chance gives.
    """
    unique, inverse = _collapse(texts, seed)
    heavy = np.bincount(inverse, weights=weights, minlength=len(unique)).astype(np.float64)
    has_words = np.array([any(map(str.isalpha, texts[row])) for row in unique], dtype=bool)
    voices = float(heavy[has_words].sum())
    if voices < min_statements:
        return _ungrouped(len(texts), vectors.shape[1], _too_few(len(texts), int(voices), min_statements))
    points = space.on_grid(vectors[unique[has_words]])
    labels, note = _group_points(points, heavy[has_words])
    centroids = space.centroids_of(points, labels, heavy[has_words])
    return _place(points, labels, centroids, has_words, inverse, note)


def assign(points: Vectors, centroids: Vectors, floor: float) -> Grouping:
    """Give unit vectors to the nearest of given centroids, or to none under `floor`."""
    if not len(centroids):
        return _ungrouped(len(points), points.shape[1], "There are no themes yet.")
    labels, best, second = space.nearest(space.on_grid(points), space.on_grid(centroids))
    return Grouping(np.where(best >= floor, labels, UNCLEAR), best, best - second, centroids, floor)


def chance_floor(points: Vectors, centroids: Vectors) -> float:
    """Return the similarity that the best of k unrelated centroids reaches by chance.

    The similarities of statements to all centroids but their two nearest have mean m and deviation s; the largest of
    k - 1 such draws is expected at m + s * sqrt(2 ln k). A statement that no centroid beats this for belongs to none.
    """
    if len(centroids) < 4:
        return 0.0
    sample = points[: space.BLOCK]
    others = np.sort(sample @ centroids.T, axis=1)[:, :-2].astype(np.float64) / space.GRID**2
    return float(others.mean() + others.std() * np.sqrt(2 * np.log(len(centroids))))


def _collapse(texts: Sequence[str], seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return one row per distinct text, in the order of content hashes, and for each row the place of its text there.

    The hash order is a shuffle that content alone decides; of texts that differ in case only, the first in the
    alphabet stands for all.
    """
    first: dict[str, int] = {}
    keys = [text_key(text) for text in texts]
    for row, key in enumerate(keys):
        if key not in first or texts[row] < texts[first[key]]:
            first[key] = row
    order = sorted(first, key=lambda key: content_hash(seed, key))
    place = {key: index for index, key in enumerate(order)}
    rows = np.array([first[key] for key in order], dtype=np.int64)
    return rows, np.array([place[key] for key in keys], dtype=np.int64)


def _group_points(points: Vectors, weights: Weights) -> tuple[Labels, str]:
    """Label distinct points that are sorted by content."""
    if len(points) < 4 or np.array_equal(points.min(axis=0), points.max(axis=0)):
        return np.zeros(len(points), dtype=np.int64), "All statements say the same: one theme."
    # What all statements share, such as the product's name, tells none of them apart.
    points = space.on_grid(points - points.mean(axis=0, dtype=np.float64).astype(np.float32))
    k = int(np.clip(round(len(points) ** 0.5 / 4), 4, 15))
    neighbours = space.find_neighbours(points, 2 * k)
    near = Neighbours(neighbours.rows[:, :k], neighbours.similarity[:, :k])
    smoothed = space.smooth(points, near)
    small = space.summarise(smoothed, weights, count=SUMMARY)
    tree = _tree(smoothed, small, weights)
    count = _stable_count(smoothed, small, weights, points, neighbours, k)
    labels = space.refine(smoothed, space.cut_tree(tree, count)[small], weights, rounds=5)
    return _dissolve_small(smoothed, labels, weights), ""


def _dissolve_small(points: Vectors, labels: Labels, weights: Weights) -> Labels:
    """Give the points of groups with fewer than SMALLEST voices to the nearest of the others."""
    is_large = np.bincount(labels, weights=weights) >= SMALLEST
    if is_large.all() or not is_large.any():
        return labels
    centroids = space.centroids_of(points, labels, weights)[is_large]
    renumbered = np.cumsum(is_large) - 1
    return np.where(is_large[labels], renumbered[labels], space.nearest(points, centroids)[0])


def _tree(points: Vectors, small: Labels, weights: Weights) -> list[Merge]:
    sizes = space.weigh(small, weights)
    return space.ward_tree(space.centroids_of(points, small, weights), sizes)


def _stable_count(
    smoothed: Vectors, small: Labels, weights: Weights, points: Vectors, neighbours: Neighbours, k: int
) -> int:
    """Find the number of groups on which independent halves of the rows agree best.

    Few large groups are always stable and never of one mind, so the search starts at a third of the square root of the
    rows. Agreement is a plateau rather than a peak: its centre of gravity is taken, which moves little when the
    data do.
    """
    counts = _candidate_counts(len(points), int(small.max()) + 1)
    sizes = space.weigh(small, weights)
    centres = space.centroids_of(smoothed, small, weights)
    agreement = np.empty((SPLITS, len(counts)))
    draw = np.random.default_rng(0)
    for split in range(SPLITS):
        is_left = draw.random(len(points)) < 0.5
        halves = [_half(points, weights, neighbours, keep, k) for keep in (is_left, ~is_left)]
        for column, count in enumerate(counts):
            left, right = (space.nearest(centres, _cut_centroids(*half, count))[0] for half in halves)
            agreement[split, column] = _adjusted_rand(left, right, sizes)
    mean = agreement.mean(axis=0)
    votes = np.maximum(mean - NEARLY_AS_STABLE * mean.max(), 0)
    return round(float((votes * counts).sum() / votes.sum()))


def _candidate_counts(rows: int, most: int) -> list[int]:
    lowest = max(2, round(rows**0.5 / 3))
    highest = max(lowest, min(most // 2, rows // 5, round(4 * rows**0.5)))
    steps = max(2, round(np.log(highest / lowest) / np.log(1.12)))
    return sorted({round(value) for value in np.geomspace(lowest, highest, steps)})


def _half(
    points: Vectors, weights: Weights, neighbours: Neighbours, keep: NDArray[np.bool_], k: int
) -> tuple[Vectors, Weights, list[Merge]]:
    """Build the tree of one half from its own points and neighbours alone."""
    half = space.smooth(points[keep], space.among(neighbours, keep, k))
    small = space.summarise(half, weights[keep], count=SUMMARY // 2, rounds=2)
    centres = space.centroids_of(half, small, weights[keep])
    sizes = space.weigh(small, weights[keep])
    return centres, sizes, space.ward_tree(centres, sizes)


def _cut_centroids(centres: Vectors, sizes: Weights, tree: list[Merge], count: int) -> Vectors:
    return space.centroids_of(centres, space.cut_tree(tree, min(count, len(centres))), sizes)


def _adjusted_rand(left: Labels, right: Labels, weights: Weights) -> float:
    """Agreement of two groupings over weighted points, 0 by chance and 1 when equal (Hubert and Arabie 1985)."""
    table = np.zeros((int(left.max()) + 1, int(right.max()) + 1))
    np.add.at(table, (left, right), weights)
    both, rows, columns = ((counts**2).sum() for counts in (table, table.sum(axis=1), table.sum(axis=0)))
    expected = rows * columns / weights.sum() ** 2
    highest = (rows + columns) / 2
    return float((both - expected) / (highest - expected)) if highest > expected else 1.0


def _place(
    points: Vectors,
    labels: Labels,
    centroids: Vectors,
    has_words: NDArray[np.bool_],
    inverse: NDArray[np.int64],
    note: str,
) -> Grouping:
    """Spread groups, similarities and margins from distinct points back to all rows."""
    own = np.einsum("ij,ij->i", points.astype(np.float64), centroids[labels].astype(np.float64)) / space.GRID**2
    floor = min(chance_floor(points, centroids), float(np.quantile(own, MOST_UNCLEAR)))
    nearest_label, best, second = space.nearest(points, centroids)
    other = np.where(nearest_label == labels, second, best)
    everywhere = np.full(len(has_words), UNCLEAR, dtype=np.int64)
    everywhere[has_words] = np.where(best >= floor, labels, UNCLEAR)
    similarity, margin = np.zeros((2, len(has_words)), dtype=np.float32)
    similarity[has_words], margin[has_words] = own, own - other
    unit = centroids / np.linalg.norm(centroids, axis=1, keepdims=True)
    return Grouping(everywhere[inverse], similarity[inverse], margin[inverse], unit.astype(np.float32), floor, note)


def _ungrouped(rows: int, dimension: int, note: str) -> Grouping:
    nothing = np.zeros(rows, dtype=np.float32)
    return Grouping(
        np.full(rows, UNCLEAR, dtype=np.int64), nothing, nothing, np.zeros((0, dimension), dtype=np.float32), 0.0, note
    )


def _too_few(rows: int, voices: int, min_statements: int) -> str:
    if rows == 0:
        return "There are no specific pains or requests to group."
    if voices == 0:
        return f"None of {rows} statements holds a usable word."
    return f"Too few statements to group: {voices} with usable words, {min_statements} needed."
