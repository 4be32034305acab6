"""Identity: which new group continues which known theme, and what became of each.

In go centroids and members of both sides, out come lasting ids and lineage. An id is founded on the content of a
theme's most central statements; it is never given twice, and a theme that ends points to its successor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from insight.records import Statement, Theme, content_id, leaves_of
from insight.themes.space import Vectors

LineageOp = Literal["created", "kept", "merged", "retired"]

FOUNDERS = 5  # most central statements that a new id is made from
SAME_CENTROID = 0.8  # cosine from which on two centroids are one theme
SAME_MEMBERS = 0.5  # share of common statements (Dice) from which on two groups are one theme


@dataclass(frozen=True, slots=True)
class LineageEvent:
    """What became of a theme in one run. `statements_moved` counts those that went from `from_ids` to `to_ids`."""

    op: LineageOp
    from_ids: tuple[str, ...]
    to_ids: tuple[str, ...]
    reason: str
    statements_moved: int = 0

    @property
    def successor_id(self) -> str | None:
        """The theme that took over from the one that ended."""
        return self.to_ids[0] if self.op in ("merged", "retired") and self.to_ids else None


@dataclass(frozen=True, slots=True)
class KnownThemes:
    """The active themes of the last run.

    `themes` holds levels 1 and 2; row i of `centroids` (unit rows) belongs to the i-th theme of level 2. Empty
    centroids say that another encoder made them: members alone then tell what continues what. `members` maps
    statement ids to theme ids (None for unclear), `ever_used` holds every id that was ever given, `floor` and
    `grouped_count` come from the `ThemesFound` that last grouped everything. `held` names themes that stay as they are
    when everything is grouped again: a person has spoken of them. `heard_since` holds the feedback that has come since
    these themes were found (None: all that `members` does not know): what is merely read otherwise is not new.
    """

    themes: tuple[Theme, ...] = ()
    centroids: Vectors = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    members: Mapping[str, str | None] = field(default_factory=dict)
    ever_used: frozenset[str] = frozenset()
    floor: float = 0.0
    grouped_count: int = 0
    held: frozenset[str] = frozenset()
    heard_since: frozenset[str] | None = None

    def is_new(self, statement: Statement, statement_id: str) -> bool:
        """Tell whether nobody had said this when these themes were found."""
        has_come = self.heard_since is None or statement.feedback_id in self.heard_since
        return has_come and statement_id not in self.members

    @property
    def leaves(self) -> tuple[Theme, ...]:
        return leaves_of(self.themes)

    @property
    def areas(self) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.themes if theme.level == 1)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(theme.theme_id for theme in self.leaves)


def map_over(known: KnownThemes, statements: Sequence[str], vectors: Vectors) -> KnownThemes:
    """Give known themes centroids in the space of another encoder: the middle of the members that are still there.

    Row i of `vectors` (unit rows) belongs to statement i. A theme without such a member is nowhere: its row is zero.
    """
    column = {theme_id: place for place, theme_id in enumerate(known.ids)}
    sums = np.zeros((len(column), vectors.shape[1]))
    for row, statement in enumerate(statements):
        theme_id = known.members.get(statement)
        if theme_id in column:
            sums[column[theme_id]] += vectors[row]
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return replace(known, centroids=np.divide(sums, lengths, out=sums, where=lengths > 0).astype(np.float32))


def match_themes(
    new: Vectors, known: KnownThemes, shared: NDArray[np.float64], *, floor: float = SAME_CENTROID
) -> dict[int, str | None]:
    """Pair each new group with the known theme that it continues, or None for a theme that is new.

    `shared` is the Dice share of common statements, shape (new, known). One-to-one, maximising cosine plus share
    (Kuhn 1955, by `linear_sum_assignment`); a pair needs a cosine of `floor` or half its statements in common.
    """
    from scipy.optimize import linear_sum_assignment

    similarity = np.zeros(shared.shape)
    if known.centroids.shape == (shared.shape[1], new.shape[1]):
        similarity = (new @ known.centroids.T).astype(np.float64)
    is_same = (similarity >= floor) | (shared >= SAME_MEMBERS)
    # Pairs that are no pairs count nothing, so that they never displace one that is.
    rows, columns = linear_sum_assignment(np.where(is_same, similarity + shared, 0), maximize=True)
    pairs = {int(r): known.ids[c] for r, c in zip(rows, columns, strict=True) if is_same[r, c]}
    return {row: pairs.get(row) for row in range(len(new))}


def shared_members(groups: Sequence[Collection[str]], known: KnownThemes) -> NDArray[np.float64]:
    """Return the Dice share of common statements of each group with each known theme."""
    column = {theme_id: place for place, theme_id in enumerate(known.ids)}
    sizes = Counter(theme_id for theme_id in known.members.values() if theme_id)
    shared = np.zeros((len(groups), len(column)))
    for row, group in enumerate(groups):
        for theme_id, count in Counter(known.members.get(statement) for statement in group).items():
            if theme_id in column:
                # Only statements that were there last time are compared: growth is no difference.
                old = sum(1 for statement in group if statement in known.members)
                shared[row, column[theme_id]] = 2 * count / (old + sizes[theme_id])
    return shared


def found_id(prefix: str, founders: Sequence[str], used: Collection[str]) -> str:
    """Make an id from the founding statements; where it was used before, from them and a number."""
    theme_id = content_id(prefix, *sorted(founders))
    number = 1
    while theme_id in used:
        number += 1
        theme_id = content_id(prefix, *sorted(founders), number)
    return theme_id


def trace_lineage(
    known: KnownThemes, members: Mapping[str, str | None], ids: Sequence[str]
) -> tuple[LineageEvent, ...]:
    """Tell what became of each theme: kept, created, or ended with the theme that took most of its members."""
    before, now = set(known.ids), set(ids)
    went: dict[str, Counter[str]] = {}
    moved = zip(known.members.values(), map(members.get, known.members), strict=True)
    for (old, target), count in Counter(moved).items():
        if old and target:
            went.setdefault(old, Counter())[target] = count
    events = [LineageEvent("kept", (one,), (one,), "the group continues") for one in sorted(before & now)]
    for one in sorted(now - before):
        sources = {old: counts[one] for old, counts in went.items() if counts[one]}
        from_ids = tuple(sorted(sources, key=lambda old: (-sources[old], old)))
        events.append(LineageEvent("created", from_ids, (one,), "a new group of statements", sum(sources.values())))
    for one in sorted(before - now):
        events.append(_end(one, went.get(one, Counter())))
    return tuple(events)


def _end(theme_id: str, went: Counter[str]) -> LineageEvent:
    if not went:
        return LineageEvent("retired", (theme_id,), (), "none of its statements is left")
    successor, count = min(went.items(), key=lambda item: (-item[1], item[0]))
    if count * 2 > went.total():
        return LineageEvent("merged", (theme_id,), (successor,), "most of its statements went there", count)
    return LineageEvent("retired", (theme_id,), (successor,), "its statements went to several themes", count)
