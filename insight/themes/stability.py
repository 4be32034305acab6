"""Stability: how many groups there are, by asking which of them halves of the phrasings find without each other.

In go small groups of near-equal statements (phrasings) with their weights, out comes a number of groups. A split of
the statements would find every phrasing in both halves, and take each for a theme; a split of the phrasings only
finds again what several ways of saying it have in common. The same phrasings give the same number.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from insight.themes import space
from insight.themes.space import Labels, Vectors, Weights

NEARLY_AS_STABLE = 0.2  # of what the best agreement lacks to 1: a number of groups that lacks no more beside it votes
SPLITS = 10  # how often the phrasings are halved


def stable_count(smoothed: Vectors, plain: Vectors, weights: Weights, counts: list[int]) -> int:
    """Find the number of groups, of these `counts`, on which halves of the phrasings agree best (Lange et al. 2004).

    Each half builds its tree on its own `plain` centroids, which know nothing of the other half, and says where all
    `smoothed` centroids go. Agreement is a plateau rather than a peak: its centre of gravity is taken, which moves
    little when the data do.
    """
    agreement = np.zeros((SPLITS, len(counts)))
    draw = np.random.default_rng(0)
    for split in range(SPLITS):
        is_left = draw.permutation(len(weights)) < len(weights) // 2
        left, right = (list(_places(smoothed, plain[keep], weights[keep], counts)) for keep in (is_left, ~is_left))
        agreement[split] = [adjusted_rand(one, other, weights) for one, other in zip(left, right, strict=True)]
    mean = agreement.mean(axis=0)
    best = mean.max()
    votes = np.maximum(mean - best + NEARLY_AS_STABLE * (1 - best), 0)
    if not votes.any():
        return counts[int(np.flatnonzero(mean == best)[-1])]
    return round(float((votes * counts).sum() / votes.sum()))


def candidate_counts(rows: int, phrasings: int) -> list[int]:
    """The numbers of groups to try for so many rows in so many phrasings.

    Few large groups are always stable and never of one mind, so the search starts at a third of the square root.
    """
    lowest = max(2, round(rows**0.5 / 3))
    highest = max(lowest, min(phrasings // 2, rows // 5, round(4 * rows**0.5)))
    steps = max(2, round(np.log(highest / lowest) / np.log(1.12)))
    return sorted({round(value) for value in np.geomspace(lowest, highest, steps)})


def _places(points: Vectors, centres: Vectors, weights: Weights, counts: list[int]) -> Iterator[Labels]:
    """For each number of groups, coarsest first, say in which group of the tree on `centres` each point belongs.

    Dot products with a group's sum are sums of dot products, so one pass up the tree serves every number.
    """
    similarity = (centres @ points.T) * weights[:, None]  # one row a group
    dots = (centres @ centres.T) * np.outer(weights, weights)
    alive = np.ones(len(centres), dtype=bool)
    places: dict[int, Labels] = {}
    wanted = {min(count, len(centres)) for count in counts}
    for groups, merge in zip(range(len(centres), 0, -1), [*space.ward_tree(centres, weights), None], strict=True):
        if groups in wanted:
            lengths = np.sqrt(np.maximum(dots.diagonal()[alive], 1))
            places[groups] = (similarity[alive] / lengths[:, None]).argmax(axis=0)
        if groups == min(wanted):
            break
        if merge:
            similarity[merge.a] += similarity[merge.b]
            dots[merge.a] += dots[merge.b]
            dots[:, merge.a] += dots[:, merge.b]
            alive[merge.b] = False
    yield from (places[min(count, len(centres))] for count in counts)


def adjusted_rand(left: Labels, right: Labels, weights: Weights) -> float:
    """Agreement of two groupings over weighted points, 0 by chance and 1 when equal (Hubert and Arabie 1985)."""
    table = np.zeros((int(left.max()) + 1, int(right.max()) + 1))
    np.add.at(table, (left, right), weights)
    both, rows, columns = ((counts**2).sum() for counts in (table, table.sum(axis=1), table.sum(axis=0)))
    expected = rows * columns / weights.sum() ** 2
    highest = (rows + columns) / 2
    return float((both - expected) / (highest - expected)) if highest > expected else 1.0
