"""Merging: groups that say the same thing of the same thing, which more statements alone would keep apart.

The more statements there are, the more groups halves of them agree on, until two of them differ in nothing that a
person would call a difference. In go groups with the grammar of their statements, out come groups of which no two are
so near and share both what happens and to what; the less near they are, the more they must share, and the more must
their statements run into each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from insight.records import Gist
from insight.themes import space
from insight.themes.grouping import UNCLEAR, Grouping
from insight.themes.lint import stem
from insight.themes.space import Labels, Vectors
from insight.themes.synonyms import ONE

NEAR = 0.9  # cosine of centroids: of the groups found in banking77's training texts and in clinc150, no two reach it
SAME = 0.68  # mean of the cosines of their counts of verbs and of objects; chosen by reading themes of Thunderbird
NEARLY = 0.85  # cosine from which on two groups are one if what they say is
QUITE = 0.95  # the same; on the training parts of banking77 and clinc150 no two are so near
RUNNING = 0.72  # cosine from which on two groups are one if they say ALSO the same and run INTO each other
ALSO = 0.925  # as SAME, of subjects too and with words of one meaning; chosen by reading themes of Thunderbird
# Share of chance at which the nearest statements of a statement lie in the other group. Of planted themes of the sample
# no two reach .09, of groups found in banking77 .12 and in clinc150 .19.
INTO = 0.3
CLOSE, DEEP = 0.8, 0.42  # cosine, and share of chance, from which on two groups are one whatever their words; as SAME
READ = 600  # statements of a group that are asked for their NEAREST
NEAREST = 5
# Verbs of one meaning, where all else is the same.
_GONE = dict.fromkeys("go lose miss vanish".split(), "disappear")
_EMPTY = frozenset("be have get do go make try use want need".split())


@dataclass(slots=True)
class _Group:
    labels: list[int]
    total: Vectors  # sum of the unit vectors of its rows
    verbs: Counter[str]
    objects: Counter[str]
    happens: Counter[str]  # verbs, those of one meaning as one
    things: Counter[str]  # subjects and objects, those of one meaning as one
    rows: Labels  # READ of its rows


def merge_alike(groups: Grouping, vectors: Vectors, gists: Sequence[Gist]) -> Grouping:
    """Merge groups, nearest first: NEAR and SAME, NEARLY and QUITE, RUNNING and ALSO the same, or CLOSE and DEEP.

    Row i of `vectors` and `gists` belongs to row i.
    """
    if groups.count < 2:
        return groups
    kept = [_read(label, groups, gists) for label in range(groups.count)]
    merged = _merge_nearest(kept, vectors)
    if len(merged) == len(kept):
        return groups
    place = np.empty(groups.count + 1, dtype=np.int64)
    place[UNCLEAR] = UNCLEAR
    for number, group in enumerate(merged):
        place[group.labels] = number
    centroids = np.vstack([group.total / np.linalg.norm(group.total) for group in merged]).astype(np.float32)
    nearest = place[groups.nearest]
    is_moved = np.isin(nearest, [number for number, group in enumerate(merged) if len(group.labels) > 1])
    similarity = groups.similarity.copy()
    similarity[is_moved] = np.einsum("ij,ij->i", vectors[is_moved], centroids[nearest[is_moved]])
    return replace(groups, labels=place[groups.labels], nearest=nearest, similarity=similarity, centroids=centroids)


def _read(label: int, groups: Grouping, gists: Sequence[Gist]) -> _Group:
    rows = np.flatnonzero(groups.labels == label)
    said = [gists[row] for row in rows.tolist()]
    # A centroid is the direction of the sum of its rows, and their similarity says how long that sum is.
    return _Group(
        [label],
        groups.centroids[label] * groups.similarity[rows].sum(dtype=np.float64),
        Counter(one.verb for one in said if one.verb and one.verb not in _EMPTY),
        Counter(one.object.split()[-1].lower() for one in said if one.object),
        Counter(_GONE.get(verb, verb) for one in said if (verb := _main_verb(one)) and verb not in _EMPTY - {"go"}),
        _folded(Counter(phrase.split()[-1] for one in said for phrase in (one.object, one.subject) if phrase)),
        rows[:READ],
    )


def _main_verb(gist: Gist) -> str | None:
    return gist.verb.split()[0] if gist.verb else None


def _are_one(one: _Group, other: _Group, near: float, vectors: Vectors) -> bool:
    verbs = _likeness(one.verbs, other.verbs)
    if near >= NEAR and verbs + _likeness(one.objects, other.objects) >= 2 * SAME:
        return True
    if near >= NEARLY and verbs + _likeness(_folded(one.objects), _folded(other.objects)) >= 2 * QUITE:
        return True
    are_also_same = _likeness(one.happens, other.happens) + _likeness(one.things, other.things) >= 2 * ALSO
    # What is nearest to the statements of a few must lie beside them.
    can_lie_deep = near >= CLOSE and min(len(one.rows), len(other.rows)) >= 10 * NEAREST
    if not are_also_same and not can_lie_deep:
        return False
    crossing = _crossing(space.on_grid(vectors[one.rows]), space.on_grid(vectors[other.rows]))
    return crossing >= (INTO if are_also_same else DEEP)


def _crossing(one: Vectors, other: Vectors) -> float:
    """How often the NEAREST statements of a statement lie in the other group, of how often chance would have it so."""
    points, is_other = np.vstack([one, other]), np.arange(len(one) + len(other)) >= len(one)
    similarity = points @ points.T
    np.fill_diagonal(similarity, -np.inf)
    nearest = np.argpartition(-similarity, NEAREST, axis=1)[:, :NEAREST]
    chance = 2 * is_other.mean() * (1 - is_other.mean())
    return float((is_other[nearest] != is_other[:, None]).mean() / chance)


def _folded(nouns: Counter[str]) -> Counter[str]:
    """Count singular and plural as one, and words of one meaning."""
    folded = Counter[str]()
    for noun, count in nouns.items():
        folded[ONE.get(stem(noun), stem(noun))] += count
    return folded


def _merge_nearest(groups: list[_Group], vectors: Vectors) -> list[_Group]:
    """Join the nearest two that are the same, until no two are."""
    groups = list(groups)
    apart: set[tuple[int, int]] = set()  # pairs of first labels that were looked at and are two things
    while len(groups) > 1:
        units = np.vstack([group.total / np.linalg.norm(group.total) for group in groups])
        near = units @ units.T
        near[np.tril_indices(len(groups))] = -1
        candidates = [
            (a, b)
            for a, b in np.argwhere(near >= RUNNING).tolist()
            if (groups[a].labels[0], groups[b].labels[0]) not in apart
        ]
        if not candidates:
            return groups
        a, b = max(candidates, key=lambda pair: (near[pair], -pair[0], -pair[1]))
        one, other = groups[a], groups[b]
        if not _are_one(one, other, float(near[a, b]), vectors):
            apart.add((one.labels[0], other.labels[0]))
            continue
        groups[a] = _joined(one, other)
        del groups[b]
    return groups


def _joined(one: _Group, other: _Group) -> _Group:
    return _Group(
        one.labels + other.labels,
        one.total + other.total,
        one.verbs + other.verbs,
        one.objects + other.objects,
        one.happens + other.happens,
        one.things + other.things,
        np.concatenate([one.rows[: READ // 2], other.rows[: READ // 2]]),
    )


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Cosine of two counts."""
    shared = sum(count * other[word] for word, count in one.items())
    lengths = sum(count**2 for count in one.values()) * sum(count**2 for count in other.values())
    return float(shared / lengths**0.5) if lengths else 0.0
