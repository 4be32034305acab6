"""Proposals: what grouping everything again would change, for people to look at before it does.

In go statements with their vectors and the themes that stand; out come new themes, splits and merges, each with the
statements that would move. Accepting them changes the known themes that the next run goes on from. Themes that are
held (a person has spoken of them) are in no proposal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from insight.config import ThemeSettings
from insight.records import Statement, Theme, content_id, text_key
from insight.themes.finding import find_themes
from insight.themes.identity import KnownThemes, map_over
from insight.themes.space import Vectors
from insight.themes.telling import ThemesFound

ProposalOp = Literal["new", "split", "merge"]

MOVED_AT_ONCE = 0.01  # share of the statements that accepted proposals may take from one theme to another in one run
MOST = 0.5  # share of a group's statements from which on it comes from, or goes to, one place


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that the statements suggest. `theme_id` is the theme that would come to be, or take over."""

    op: ProposalOp
    from_ids: tuple[str, ...]
    theme_id: str
    label: str
    statement_ids: tuple[str, ...]  # those that would move
    reason: str

    @property
    def proposal_id(self) -> str:
        return content_id("pr", self.op, *self.from_ids, "to", self.theme_id)


def propose_changes(
    statements: Sequence[Statement],
    vectors: Vectors,
    known: KnownThemes,
    settings: ThemeSettings,
    seed: int = 0,
    *,
    product: str = "",
) -> tuple[Proposal, ...]:
    """Group everything again, and tell what that would change in the themes that stand."""
    fresh = find_themes(statements, vectors, known, settings, seed, product=product, is_anew=True)
    inside: dict[str, list[str]] = {}
    for member in fresh.members:
        if member.theme_id:
            inside.setdefault(member.theme_id, []).append(member.statement_id)
    new = [_propose_theme(theme, inside[theme.theme_id], known) for theme in fresh.leaves if _is_new(theme, known)]
    return (*(one for one in new if one), *_propose_merges(fresh, known))


def accept_proposals(
    known: KnownThemes, proposals: Sequence[Proposal], statements: Sequence[Statement], vectors: Vectors
) -> KnownThemes:
    """Change the known themes as proposed; row i of `vectors` (unit rows) belongs to statement i.

    A proposal about a theme that is held, or that does not stand any more, changes nothing.
    """
    if not proposals:
        return known
    members, leaves = dict(known.members), {theme.theme_id: theme for theme in known.leaves}
    changed: set[str] = set()
    for one in fitting_proposals(known, proposals):
        if not leaves.keys() >= {*one.from_ids, *((one.theme_id,) if one.op == "merge" else ())}:
            continue
        sources = {*one.from_ids, None}
        moving = [statement for statement in one.statement_ids if members.get(statement) in sources]
        if one.op == "merge":
            moving = [statement for statement, place in members.items() if place in one.from_ids]
            del leaves[one.from_ids[0]]
        elif moving:
            leaves[one.theme_id] = _new_leaf(one, leaves)
        members |= dict.fromkeys(moving, one.theme_id)
        changed |= {one.theme_id, *one.from_ids} & leaves.keys()
    after = replace(known, themes=(*known.areas, *leaves.values()), members=members)
    return _with_centres(after, known, changed, [one.statement_id for one in statements], vectors)


def choose_proposals(known: KnownThemes, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Choose, in their order, those that fit and together move few statements; one that moves any is always among them.

    Themes are to stay: what is left waits. A theme that was unclear before moves nothing.
    """
    budget = MOVED_AT_ONCE * len(known.members)
    chosen, spent = [], 0
    for one in fitting_proposals(known, proposals):
        cost = sum(known.members.get(statement) is not None for statement in one.statement_ids)
        if spent == 0 or cost == 0 or spent + cost <= budget:
            chosen.append(one)
            spent += cost
    return chosen


def fitting_proposals(known: KnownThemes, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Those that no person has spoken against, by pinning or editing a theme that they would change."""
    standing = set(known.ids)
    return [
        one
        for one in proposals
        if standing.issuperset(one.from_ids)
        and not known.held.intersection((*one.from_ids, *((one.theme_id,) if one.op == "merge" else ())))
        and (one.theme_id in standing) == (one.op == "merge")
    ]


def _is_new(theme: Theme, known: KnownThemes) -> bool:
    return theme.theme_id not in known.ids


def _propose_theme(theme: Theme, statements: Sequence[str], known: KnownThemes) -> Proposal | None:
    """Propose a group that continues no theme: new where most of it was unclear, else split from where it was."""
    sources = Counter(known.members.get(one) for one in statements)
    unclear = sources.pop(None, 0)
    largest = min(sources, key=lambda one: (-sources[one], one or ""), default=None)
    is_split = largest is not None and unclear < MOST * len(statements)
    from_ids = tuple(
        sorted(one for one in sources if one and (one == largest or sources[one] > MOST * sources[largest]))
    )
    kept = {None, *from_ids} if is_split else {None}
    moving = tuple(one for one in statements if known.members.get(one) in kept)
    if not is_split:
        reason = f"{unclear:,} statements that fitted no theme are alike"
        return Proposal("new", (), theme.theme_id, theme.label, moving, reason)
    labels = {one.theme_id: one.label for one in known.leaves}
    names = " and ".join(f"“{labels[one]}”" for one in from_ids)
    reason = f"{len(moving):,} statements, most of them in {names}, are a group of their own"
    return Proposal("split", from_ids, theme.theme_id, theme.label, moving, reason)


def _propose_merges(fresh: ThemesFound, known: KnownThemes) -> list[Proposal]:
    """Propose to end themes most of whose statements another theme that stands would take."""
    now = {member.statement_id: member.theme_id for member in fresh.members}
    went: dict[str, Counter[str | None]] = {}
    for statement, theme_id in known.members.items():
        if theme_id and statement in now:
            went.setdefault(theme_id, Counter())[now[statement]] += 1
    standing = {theme.theme_id for theme in fresh.leaves}
    labels = {theme.theme_id: theme.label for theme in known.leaves}
    found = []
    for theme_id, counts in sorted(went.items()):
        if theme_id in standing or theme_id not in labels:
            continue
        into, count = min(counts.items(), key=lambda item: (-item[1], item[0] or ""))
        if into in labels and count > MOST * counts.total():
            statements = tuple(sorted(one for one, place in known.members.items() if place == theme_id))
            reason = f"{count:,} of its {counts.total():,} statements go with “{labels[into]}”"
            found.append(Proposal("merge", (theme_id,), into, labels[into], statements, reason))
    return found


def _new_leaf(proposal: Proposal, leaves: Mapping[str, Theme]) -> Theme:
    """The theme that a proposal founds, in the area of the one that it comes from, under a name of its own."""
    used = {text_key(theme.label) for theme in leaves.values()}
    label = proposal.label if text_key(proposal.label) not in used else f"{proposal.label} ({proposal.theme_id[-4:]})"
    parent = leaves[proposal.from_ids[0]].parent_id if proposal.from_ids else None
    return Theme(
        theme_id=proposal.theme_id,
        label=label,
        description=proposal.reason,
        keywords=(),
        level=2,
        parent_id=parent,
        statement_count=len(proposal.statement_ids),
    )


def _with_centres(
    after: KnownThemes, before: KnownThemes, changed: set[str], statements: Sequence[str], vectors: Vectors
) -> KnownThemes:
    """Give themes whose statements changed the middle of those that they have now; the others keep their centroid."""
    if before.centroids.shape != (len(before.ids), vectors.shape[1]):
        return after  # another encoder made them: all get theirs from their members
    old = dict(zip(before.ids, before.centroids, strict=True))
    middle = dict(zip(after.ids, map_over(after, statements, vectors).centroids, strict=True))
    rows = [middle[one] if one in changed or one not in old else old[one] for one in after.ids]
    return replace(after, centroids=np.vstack(rows) if rows else before.centroids[:0])
