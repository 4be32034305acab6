"""Apart: where a group holds two things, because its customers tell of one or of the other.

In go Ward's tree over phrasings, what they sum up, and which statements stand in the same feedback; out come groups.
Wording may take two things for one ("Guests lose their seat", "The booking page shows no seats"); who tells of one of
them in several sentences, and never of the other, knows better. Where feedback holds one statement there is nothing
to hear, and the tree is cut as it would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight.themes import space
from insight.themes.space import Labels, Links, Merge, Vectors, Weights

# Told together by this share of what chance makes of one thing. Halves of the sample's groups that are two planted
# themes are told together .04 to .40 times as often as chance would have it, halves of one .42 to 1.2 times.
APART = 0.41
HEARD = 20.0  # pairs across the halves that chance makes of one thing: fewer say nothing


@dataclass(frozen=True, slots=True)
class Told:
    """Distinct points by their own words, the voices of each, and how often two of them stand in the same feedback."""

    points: Vectors
    weights: Weights
    siblings: Links


def cut_apart(tree: Sequence[Merge], count: int, phrasings: Labels, told: Told) -> Labels:
    """Cut the tree into `count` groups of phrasings, and each of these on, while its two halves are told apart.

    `phrasings` says in which leaf of the tree each point is.
    """
    leaves = len(tree) + 1
    first = leaves - count
    if not told.siblings.nnz:
        return space.cut_tree(tree, count)
    nodes: list[NDArray[np.int64]] = [np.array([leaf]) for leaf in range(leaves)]
    halves = _halves(tree)
    for one, other in halves:
        nodes.append(np.concatenate([nodes[one], nodes[other]]))
    undone = set(range(first, len(tree)))
    waiting = [node for place in undone for node in halves[place] if node < leaves + first]
    waiting = waiting or [leaves + len(tree) - 1]
    while waiting:
        node = waiting.pop()
        if node < leaves:
            continue
        side = np.full(leaves, -1)
        for number, half in enumerate(halves[node - leaves]):
            side[nodes[half]] = number
        if _are_apart(side[phrasings], told):
            undone.add(node - leaves)
            waiting += halves[node - leaves]
    return space.join_points([merge for place, merge in enumerate(tree) if place not in undone], leaves)


def _halves(tree: Sequence[Merge]) -> list[tuple[int, int]]:
    """The two nodes that each merge joins: leaves are 0 to n - 1, the i-th merge makes node n + i."""
    latest = list(range(len(tree) + 1))
    halves = []
    for place, merge in enumerate(tree):
        halves.append((latest[merge.a], latest[merge.b]))
        latest[merge.a] = len(tree) + 1 + place
    return halves


def _are_apart(side: Labels, told: Told) -> bool:
    """Tell whether points on sides 0 and 1 (-1: neither) stand together far less often than if they were one thing.

    Links draw what stands together to one side, so the sides are asked for anew: by its own words alone, and without
    what it and its siblings say, which side is a point nearer to?
    """
    rows = np.flatnonzero(side >= 0)
    links = told.siblings[rows][:, rows]
    if links.sum() < 4 * HEARD:
        return False
    points = told.points[rows].astype(np.float64)
    pull, near = points * told.weights[rows, None], (links != 0).astype(np.float64)
    cosines = []
    for number in (0, 1):
        inside = pull * (side[rows] == number)[:, None]
        middle = inside.sum(axis=0) - near @ inside - inside
        lengths = np.sqrt(np.einsum("ij,ij->i", middle, middle))
        cosines.append(np.einsum("ij,ij->i", middle, points) / np.where(lengths > 0, lengths, 1))
    is_left = (cosines[0] > cosines[1]).astype(np.float64)
    across = float(is_left @ (links @ (1 - is_left)))
    told_with = links @ np.ones(len(rows))
    left, right = float(is_left @ told_with), float((1 - is_left) @ told_with)
    expected = left * right / (left + right)
    return expected >= HEARD and across < APART * expected
