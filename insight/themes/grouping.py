"""Grouping: statements to groups, whose number is found and not set.

In go texts and their unit vectors, out comes one group per row, with similarity and margin. Equal texts are one row
that weighs as much as they are many. The result depends on content alone: not on row order, threads or batches. Too
few statements, or none with a word in it, are not grouped, and `note` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from insight.records import content_hash, text_key
from insight.themes import space
from insight.themes.apart import Told, cut_apart
from insight.themes.product import take_names_out
from insight.themes.space import Labels, Links, Vectors, Weights
from insight.themes.stability import candidate_counts, stable_count
from insight.themes.synonyms import take_synonyms_out

UNCLEAR = -1
SMALLEST = 3  # voices that make a group
# Small groups of near-equal rows that stand for all when the tree is built: up to MANY rows, and beyond. Of 800 to
# 1,500 the latter gave clinc150 the best ARI; of fewer rows it finds fewer of the sample's planted themes.
PHRASINGS, MORE_PHRASINGS = 1_000, 1_250
MANY = 10_000
MOST_UNCLEAR = 0.1  # share of the rows that were grouped which may lie under the floor
# Of 18 sentences of our own on nine complaints (tests/test_themes.py), two on one lie at a cosine of .55 to .91, two on
# different ones at most at .40.
ALIKE = 0.4
FEW = 50  # distinct rows up to which they may all be about different things
MOST_SIBLINGS = 24  # rows of one telling that are linked: a file of complaints is no telling


@dataclass(frozen=True, slots=True)
class Grouping:
    """A group for each row, or UNCLEAR, and how sure that is.

    `nearest` is the group of every row, the unclear ones too. `similarity` is the cosine to that group's centroid,
    `margin` by how much it exceeds the next group's. `floor` is the similarity under which a row is unclear.
    """

    labels: Labels
    nearest: Labels
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
    told_in: Sequence[str] | None = None,
    product: str = "",
    seed: int = 0,
) -> Grouping:
    """Group rows by what they say; `weights` counts each row's voices, `told_in` names the feedback of each row.

    What customers say in one breath is mostly one thing in several ways: neighbours and rows of one feedback smooth
    the vectors. Small groups sum them up as phrasings, Ward's tree joins those, and is cut where halves of the
    phrasings agree most, and further where nobody tells of both halves in one feedback. A row is UNCLEAR when its
    similarity is what chance gives. The name of the `product` tells no rows apart, nor do words for one thing.
    """
    unique, inverse = _collapse(texts, seed)
    heavy = np.bincount(inverse, weights=weights, minlength=len(unique)).astype(np.float64)
    has_words = np.array([any(map(str.isalpha, texts[row])) for row in unique], dtype=bool)
    voices = float(heavy[has_words].sum())
    if voices < min_statements:
        return _ungrouped(len(texts), vectors.shape[1], _too_few(len(texts), int(voices), min_statements))
    rows = unique[has_words].tolist()
    said = [texts[row] for row in rows]
    points = take_synonyms_out(take_names_out(space.on_grid(vectors[rows]), said, product), said)
    are_few = _are_few_said_often(points, heavy[has_words])
    if not are_few and _are_unalike(points):
        return _ungrouped(
            len(texts), vectors.shape[1], f"{len(texts)} statements are no more alike than chance makes them: no theme."
        )
    siblings = _siblings(inverse, has_words, told_in)
    labels, note = _group_points(points, heavy[has_words], siblings, are_few=are_few)
    centroids = space.centroids_of(points, labels, heavy[has_words])
    return _place(points, labels, centroids, has_words, inverse, note)


def assign(points: Vectors, centroids: Vectors, floor: float) -> Grouping:
    """Give unit vectors to the nearest of given centroids, or to none under `floor`."""
    if not len(centroids):
        return _ungrouped(len(points), points.shape[1], "There are no themes yet.")
    labels, best, second = space.nearest_two(space.on_grid(points), space.on_grid(centroids))
    return Grouping(np.where(best >= floor, labels, UNCLEAR), labels, best, best - second, centroids, floor)


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


def _siblings(inverse: NDArray[np.int64], has_words: NDArray[np.bool_], told_in: Sequence[str] | None) -> Links:
    """Count how often two distinct texts with words stand in the same feedback."""
    from scipy.sparse import csr_matrix

    tellings: dict[str, set[int]] = {}
    place = np.cumsum(has_words) - 1
    for row, telling in zip(inverse.tolist(), told_in or (), strict=told_in is not None):
        if has_words[row]:
            tellings.setdefault(telling, set()).add(int(place[row]))
    pairs = [pair for rows in tellings.values() for pair in permutations(sorted(rows)[:MOST_SIBLINGS], 2)]
    left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return csr_matrix((np.ones(len(pairs)), (left, right)), shape=(int(has_words.sum()),) * 2)


def _are_unalike(points: Vectors) -> bool:
    """Tell whether few statements are each about something else: half have no neighbour that is nearer than chance.

    The best of p unrelated pairs is expected at m + s * sqrt(2 ln p). Middle and spread are read from the lower
    half of the pairs, which those within a theme do not reach; where nearly all pairs are alike, all is one thing.
    """
    if not 3 < len(points) <= FEW:
        return False
    similarity = (points @ points.T).astype(np.float64) / space.GRID**2
    pairs = similarity[np.triu_indices(len(points), 1)]
    low, middle = np.quantile(pairs, (0.1587, 0.5))
    np.fill_diagonal(similarity, -1)
    chance = middle + (middle - low) * np.sqrt(2 * np.log(len(pairs)))
    return bool(np.median(similarity.max(axis=1)) < chance and middle < 2 * (middle - low))


def _are_few_said_often(points: Vectors, weights: Weights) -> bool:
    """Tell whether it is a few sentences in many mouths: their own likeness tells them apart, halves of them cannot."""
    return len(points) <= FEW and float(np.median(weights)) >= SMALLEST


def _group_points(points: Vectors, weights: Weights, siblings: Links, *, are_few: bool) -> tuple[Labels, str]:
    """Label distinct points that are sorted by content; `are_few`: a few sentences in many mouths."""
    is_one = np.array_equal(points.min(axis=0), points.max(axis=0))
    if not is_one and are_few:
        return _dissolve_small(points, space.link_by_mean(points, ALIKE), weights), ""
    if is_one or len(points) < 4:
        return np.zeros(len(points), dtype=np.int64), "All statements say the same: one theme."
    # What all statements share, such as the product's name, tells none of them apart.
    points = space.on_grid(points - points.mean(axis=0, dtype=np.float64).astype(np.float32))
    neighbours = space.find_neighbours(points, int(np.clip(round(len(points) ** 0.5 / 4), 4, 15)))
    smoothed = space.smooth(points, [space.link_neighbours(neighbours), space.link_siblings(points, siblings)])
    small = space.summarise(smoothed, weights, count=PHRASINGS if len(points) <= MANY else MORE_PHRASINGS)
    # The square root of the size: how often something is said does not make it several things.
    sizes = np.sqrt(space.weigh(small, weights))
    centres = space.centroids_of(smoothed, small, weights)
    counts = candidate_counts(len(points), len(sizes))
    count = stable_count(centres, space.centroids_of(points, small, weights), sizes, counts)
    labels = cut_apart(space.ward_tree(centres, sizes), count, small, Told(points, weights, siblings))[small]
    labels = space.refine(smoothed, labels, weights, rounds=10)
    return _dissolve_small(smoothed, labels, weights), ""


def _dissolve_small(points: Vectors, labels: Labels, weights: Weights) -> Labels:
    """Give the points of groups with fewer than SMALLEST voices to the nearest of the others."""
    is_large = np.bincount(labels, weights=weights) >= SMALLEST
    if is_large.all() or not is_large.any():
        return labels
    centroids = space.centroids_of(points, labels, weights)[is_large]
    renumbered = np.cumsum(is_large) - 1
    return np.where(is_large[labels], renumbered[labels], space.nearest(points, centroids))


def _place(
    points: Vectors,
    labels: Labels,
    centroids: Vectors,
    has_words: NDArray[np.bool_],
    inverse: NDArray[np.int64],
    note: str,
) -> Grouping:
    """Spread groups, similarities and margins from distinct points back to all rows."""
    own = np.einsum("ij,ij->i", points, centroids[labels]).astype(np.float64) / space.GRID**2
    floor = min(chance_floor(points, centroids), float(np.quantile(own, MOST_UNCLEAR)))
    nearest_label, best, second = space.nearest_two(points, centroids)
    other = np.where(nearest_label == labels, second, best)
    everywhere, anyway = np.full((2, len(has_words)), UNCLEAR, dtype=np.int64)
    everywhere[has_words], anyway[has_words] = np.where(best >= floor, labels, UNCLEAR), labels
    similarity, margin = np.zeros((2, len(has_words)), dtype=np.float32)
    similarity[has_words], margin[has_words] = own, own - other
    unit = centroids / np.linalg.norm(centroids, axis=1, keepdims=True)
    return Grouping(
        everywhere[inverse],
        anyway[inverse],
        similarity[inverse],
        margin[inverse],
        unit.astype(np.float32),
        floor,
        note,
    )


def _ungrouped(rows: int, dimension: int, note: str) -> Grouping:
    nowhere, nothing = np.full(rows, UNCLEAR, dtype=np.int64), np.zeros(rows, dtype=np.float32)
    return Grouping(nowhere, nowhere, nothing, nothing, np.zeros((0, dimension), dtype=np.float32), 0.0, note)


def _too_few(rows: int, voices: int, min_statements: int) -> str:
    if rows == 0:
        return "There are no specific pains or requests to group."
    if voices == 0:
        return f"None of {rows} statements holds a usable word."
    return f"Too few statements to group: {voices} with usable words, {min_statements} needed."
