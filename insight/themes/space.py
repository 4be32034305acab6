"""Exact geometry on unit vectors: neighbours, k-means, Ward's tree, all the same on any number of threads.

In go unit vectors, out come labels, neighbours and trees. Vectors are first put on a grid of whole numbers that is
fine enough not to matter and coarse enough that every dot product is a whole number below 2**24: then float32 matrix
products are exact, whatever the order in which a library adds. Ties go to the lower row, so the caller sorts rows by
content to be free of their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
Labels: TypeAlias = NDArray[np.int64]
Weights: TypeAlias = NDArray[np.float64]
Links: TypeAlias = Any  # a scipy.sparse.csr_matrix (n, n), which has no types of its own

GRID = 2_048  # steps from 0 to 1: dot products of unit vectors stay below 2**22
BLOCK = 4_096  # rows multiplied at once, which bounds memory
SMALL_BLOCK = 512  # rows that stay in the cache of a processor while they are worked on
EXACT_ROWS = 4_000  # up to here neighbours are looked for among all rows
LEARNED = 20  # rows from which a small group is learned when many points are summed up
PROBED_CELLS = 24  # beyond, among the rows of so many nearest cells


@dataclass(frozen=True, slots=True)
class Merge:
    """One step of a tree: slots `a` < `b` join at `height` and live on as `a`."""

    height: float
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest other rows of each row, best first; `similarity` is 0 where a row has fewer."""

    rows: NDArray[np.int64]  # (n, k)
    similarity: Vectors  # (n, k), cosine


def on_grid(vectors: NDArray[np.floating]) -> Vectors:
    """Scale rows to length 1 and round them to whole steps of 1/GRID."""
    rounded = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(vectors), SMALL_BLOCK):
        wide = vectors[start : start + SMALL_BLOCK].astype(np.float64)
        norms = np.sqrt(np.einsum("ij,ij->i", wide, wide))
        wide *= (GRID / np.where(norms > 0, norms, 1))[:, None]
        np.rint(wide, out=rounded[start : start + SMALL_BLOCK], casting="same_kind")
    return rounded


def nearest(points: Vectors, centroids: Vectors) -> Labels:
    """Return for each point its nearest centroid."""
    labels = np.empty(len(points), dtype=np.int64)
    for start in range(0, len(points), SMALL_BLOCK):
        labels[start : start + SMALL_BLOCK] = (points[start : start + SMALL_BLOCK] @ centroids.T).argmax(axis=1)
    return labels


def nearest_two(points: Vectors, centroids: Vectors) -> tuple[Labels, Vectors, Vectors]:
    """Return for each point its nearest centroid, the cosine to it, and the cosine to the second nearest (or -1)."""
    labels = np.empty(len(points), dtype=np.int64)
    best = np.empty(len(points), dtype=np.float32)
    second = np.full(len(points), -1, dtype=np.float32)
    for start in range(0, len(points), BLOCK):
        similarity = points[start : start + BLOCK] @ centroids.T
        block = slice(start, start + len(similarity))
        rows = np.arange(len(similarity))
        labels[block] = similarity.argmax(axis=1)
        best[block] = similarity[rows, labels[block]] / GRID**2
        if len(centroids) > 1:
            similarity[rows, labels[block]] = -np.inf
            second[block] = similarity.max(axis=1) / GRID**2
    return labels, best, second


def centroids_of(points: Vectors, labels: Labels, weights: Weights) -> Vectors:
    """Return the mean direction of each label 0..max, weighted, on the grid."""
    from scipy.sparse import csr_matrix

    count = int(labels.max()) + 1
    sums = np.zeros((count, points.shape[1]))
    for start in range(0, len(points), BLOCK):
        block = slice(start, start + BLOCK)
        columns = np.arange(len(labels[block]))
        share = csr_matrix((weights[block], (labels[block], columns)), shape=(count, len(columns)))
        sums += share @ points[block].astype(np.float64)
    return on_grid(sums)


def weigh(labels: Labels, weights: Weights) -> Weights:
    """Sum the weights of each label 0..max."""
    return np.bincount(labels, weights=weights).astype(np.float64)


def compact(labels: Labels) -> Labels:
    """Renumber labels to 0..k-1, keeping their order."""
    renumbered: Labels = np.unique(labels, return_inverse=True)[1].reshape(-1)
    return renumbered


def refine(points: Vectors, labels: Labels, weights: Weights, *, rounds: int) -> Labels:
    """Move each point to its nearest centroid, `rounds` times (Lloyd's algorithm); empty groups vanish."""
    for _ in range(rounds):
        moved = compact(nearest(points, centroids_of(points, labels, weights)))
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels


def summarise(points: Vectors, weights: Weights, *, count: int, rounds: int = 3) -> Labels:
    """Sum up many points in about `count` small groups: k-means from the first rows, which content has shuffled.

    The groups are found by the first LEARNED rows a group, and then take in the rest.
    """
    if len(points) <= count:
        return np.arange(len(points))
    part, sizes = points[: LEARNED * count], weights[: LEARNED * count]
    labels = refine(part, compact(nearest(part, points[:count])), sizes, rounds=rounds)
    if len(part) == len(points):
        return labels
    return compact(nearest(points, centroids_of(part, labels, sizes)))


def find_neighbours(points: Vectors, k: int) -> Neighbours:
    """Find the `k` nearest other rows of each row: exactly when there are few, within the nearest cells when many."""
    k = min(k, len(points) - 1)
    found = Neighbours(np.zeros((len(points), k), dtype=np.int64), np.zeros((len(points), k), dtype=np.float32))
    if k == 0:
        return found
    if len(points) <= EXACT_ROWS:
        everything = np.arange(len(points))
        for start in range(0, len(points), BLOCK):
            _search(points, everything[start : start + BLOCK], everything, found)
        return found
    ones = np.ones(len(points))
    cells = summarise(points, ones, count=int(2 * len(points) ** 0.5), rounds=2)
    centres = centroids_of(points, cells, ones)
    near = np.argsort(-(centres @ centres.T), axis=1, kind="stable")[:, :PROBED_CELLS]
    order = np.argsort(cells, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(cells))[:-1])
    for cell, rows in enumerate(members):
        _search(points, rows, np.sort(np.concatenate([members[other] for other in near[cell]])), found)
    return found


def _search(points: Vectors, rows: NDArray[np.int64], candidates: NDArray[np.int64], found: Neighbours) -> None:
    """Fill in the neighbours of `rows` among `candidates` (sorted)."""
    similarity = points[rows] @ points[candidates].T
    similarity[np.arange(len(rows)), np.searchsorted(candidates, rows)] = -np.inf
    k = min(found.rows.shape[1], len(candidates) - 1)
    best = np.argpartition(similarity, len(candidates) - k, axis=1)[:, -k:] if k else np.empty((len(rows), 0), int)
    # Among equals the lower row comes first.
    best.sort(axis=1)
    values = np.take_along_axis(similarity, best, 1)
    order = np.argsort(-values, axis=1, kind="stable")
    found.rows[rows[:, None], np.arange(k)] = candidates[np.take_along_axis(best, order, 1)]
    found.similarity[rows[:, None], np.arange(k)] = np.take_along_axis(values, order, 1) / GRID**2


def link_neighbours(neighbours: Neighbours) -> Links:
    """Link each row with its neighbours, both ways, by similarity cubed."""
    from scipy.sparse import csr_matrix

    n, k = neighbours.rows.shape
    pull = np.maximum(neighbours.similarity, 0).astype(np.float64).ravel() ** 3
    graph = csr_matrix((pull, (np.repeat(np.arange(n), k), neighbours.rows.ravel())), shape=(n, n))
    return _shares(graph.maximum(graph.T).tocsr())


def link_siblings(points: Vectors, pairs: Links) -> Links:
    """Link each row with the rows that were told with it, by how often (`pairs`), and by similarity cubed."""
    from scipy.sparse import csr_matrix

    counts = pairs.tocoo()
    pull = np.empty(len(counts.data))
    for start in range(0, len(pull), BLOCK):
        block = slice(start, start + BLOCK)
        similarity = np.einsum("ij,ij->i", points[counts.row[block]], points[counts.col[block]]) / GRID**2
        pull[block] = counts.data[block] * np.maximum(similarity, 0) ** 3
    return _shares(csr_matrix((pull, (counts.row, counts.col)), shape=pairs.shape))


def _shares(graph: Links) -> Links:
    """Scale each row to a sum of 1, or of 0 where it has no links."""
    from scipy.sparse import diags

    graph.eliminate_zeros()
    total = np.asarray(graph.sum(axis=1)).ravel()
    return (diags(1 / np.where(total > 0, total, 1)) @ graph).tocsr().astype(np.float32)


def smooth(points: Vectors, links: Sequence[Links], *, steps: int = 4) -> Vectors:
    """Draw each point towards the mean of what it is linked with, in each kind of links as much as it weighs itself.

    What two ways of saying one thing have in common is what their neighbours share (the low-pass filter of simple
    graph convolution, Wu et al. 2019). On the grid again after each step.
    """
    from scipy.sparse import identity

    pull = sum(links, start=identity(len(points), dtype=np.float32, format="csr"))
    for _ in range(steps):
        points = on_grid(pull @ points)
    return points


def ward_tree(points: Vectors, weights: Weights) -> list[Merge]:
    """Join the two groups whose union costs least variance, until one is left (Ward 1963, by nearest-neighbour chains).

    Memory is quadratic in the points: sum up first.
    """
    size = weights.astype(np.float64).copy()
    unit = points / GRID
    lengths = np.einsum("ij,ij->i", unit.astype(np.float64), unit.astype(np.float64))
    dots = (points @ points.T).astype(np.float64) / GRID**2
    squares = np.maximum(lengths[:, None] + lengths[None, :] - 2 * dots, 0)
    cost = squares * (size[:, None] * size[None, :]) / (size[:, None] + size[None, :])
    np.fill_diagonal(cost, np.inf)
    alive = np.ones(len(points), dtype=bool)
    merges: list[Merge] = []
    chain: list[int] = []
    while len(merges) < len(points) - 1:
        a, b = _reciprocal_pair(cost, alive, chain)
        a, b = min(a, b), max(a, b)
        height = cost[a, b]
        merges.append(Merge(float(height), a, b))
        joined = ((size + size[a]) * cost[a] + (size + size[b]) * cost[b] - size * height) / (size + size[a] + size[b])
        cost[a] = cost[:, a] = joined
        cost[b] = cost[:, b] = np.inf
        cost[a, a] = np.inf
        size[a] += size[b]
        alive[b] = False
    return sorted(merges, key=lambda merge: merge.height)


def _reciprocal_pair(cost: NDArray[np.float64], alive: NDArray[np.bool_], chain: list[int]) -> tuple[int, int]:
    """Follow nearest neighbours until two are each other's; keep the rest of the chain for the next pair."""
    if not chain:
        chain.append(int(np.flatnonzero(alive)[0]))
    while True:
        here = chain[-1]
        there = int(cost[here].argmin())
        if len(chain) > 1 and cost[here, chain[-2]] <= cost[here, there]:
            return chain.pop(), chain.pop()
        chain.append(there)


def cut_tree(merges: Sequence[Merge], count: int) -> Labels:
    """Cut the tree into `count` groups; labels of its points."""
    points = len(merges) + 1
    return join_points(merges[: points - count], points)


def join_points(merges: Sequence[Merge], points: int) -> Labels:
    """Join so many points by these merges alone; labels of the points."""
    parent = np.arange(points)

    def root(point: int) -> int:
        while parent[point] != point:
            parent[point] = parent[parent[point]]
            point = int(parent[point])
        return point

    for merge in merges:
        parent[root(merge.b)] = root(merge.a)
    return compact(np.array([root(point) for point in range(points)], dtype=np.int64))


def link_by_mean(points: Vectors, at_least: float) -> Labels:
    """Join groups while the mean cosine of their points is `at_least` so much (average linkage, Sokal and Michener)."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(points) < 2:
        return np.zeros(len(points), dtype=np.int64)
    cosine = (points @ points.T).astype(np.float64) / GRID**2
    # Points on the grid are not quite of length 1, so that equal ones can seem nearer than nothing.
    tree = linkage(np.maximum(1 - cosine[np.triu_indices(len(points), 1)], 0), "average")
    return compact(fcluster(tree, 1 - at_least, "distance").astype(np.int64))
