"""Settling: decisions to how each idea stands, in the order of the file.

In go decisions, the ideas that there are and were, and the releases; out come a verdict on each and the standings.
Nothing is refused: what does not fit (an idea that there is not, a merge in a circle, a day that is not over by as_of)
changes nothing and says why. Nothing is guessed: a release without a known day leaves the day unknown.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from insight.decisions.decision import Decision, Standing, Verdict


@dataclass(frozen=True)
class Ground:
    """What decisions are held against: titles by idea, and the days of releases by version."""

    ideas: Mapping[str, str]
    former: Mapping[str, str]  # ideas that the last run still knew
    releases: Mapping[str, date] = field(default_factory=dict)


def settle(decisions: Sequence[Decision], ground: Ground, as_of: date) -> tuple[list[Verdict], list[Standing]]:
    """Apply decisions of up to the day `as_of`; return one verdict each, and a standing for each idea decided on."""
    verdicts: list[Verdict] = []
    standings: dict[str, Standing] = {}
    for decision in decisions:
        problem = _find_problem(decision, ground, standings, as_of)
        if problem:
            verdicts.append(Verdict(decision, False, problem))
            continue
        standing, gap = _move(standings.get(decision.idea_id, Standing(decision.idea_id)), decision, ground)
        standings[decision.idea_id] = standing
        verdicts.append(Verdict(decision, True, _say(decision), gap))
    final = [replace(one, merged_into=_end_of(one.idea_id, standings)) for one in standings.values()]
    return verdicts, sorted(final, key=lambda one: one.idea_id)


def _find_problem(decision: Decision, ground: Ground, standings: Mapping[str, Standing], as_of: date) -> str | None:
    if decision.decided_on > as_of:
        return f"decided on {decision.decided_on}, after the day that the run speaks for"
    for idea_id in (decision.idea_id, decision.merged_into):
        if idea_id is not None and idea_id not in ground.ideas:
            return _say_missing(idea_id, ground)
    if decision.merged_into and (_end_of(decision.merged_into, standings) or decision.merged_into) == decision.idea_id:
        return "it would be merged into itself"
    return None


def _say_missing(idea_id: str, ground: Ground) -> str:
    if idea_id in ground.former:
        return f"the idea {idea_id} ('{ground.former[idea_id]}') is not there any more"
    near = difflib.get_close_matches(idea_id, ground.ideas, n=1, cutoff=0.8)
    return f"there is no idea {idea_id}" + (f"; the nearest is {near[0]} ('{ground.ideas[near[0]]}')" if near else "")


def _move(standing: Standing, decision: Decision, ground: Ground) -> tuple[Standing, str | None]:
    """The idea's standing after a decision, and what it leaves unknown."""
    said = {
        name: getattr(decision, name) for name in ("owner", "effort", "note") if getattr(decision, name) is not None
    }
    moved = replace(standing, decided_on=decision.decided_on, **said)
    if decision.status is None:
        return moved, None
    released_on, gap = _date_release(decision, ground) if decision.status == "shipped" else (None, None)
    return replace(
        moved,
        status=decision.status,
        release=decision.release,
        released_on=released_on,
        merged_into=decision.merged_into,
    ), gap


def _date_release(decision: Decision, ground: Ground) -> tuple[date | None, str | None]:
    """The day on which it was shipped, or why it is not known."""
    listed = ground.releases.get(decision.release) if decision.release else None
    if listed and decision.released_on and listed != decision.released_on:
        return (
            None,
            f"release {decision.release} came on {listed} by the releases file, on {decision.released_on} here",
        )
    if listed or decision.released_on:
        return listed or decision.released_on, None
    if decision.release:
        near = difflib.get_close_matches(decision.release, ground.releases, n=1, cutoff=0.6)
        hint = f"; the nearest listed is {near[0]}" if near else ""
        return None, f"release {decision.release} has no date: no releases file lists it{hint}"
    return None, "no release or day says when it was shipped"


def _say(decision: Decision) -> str:
    said = [
        decision.status,
        decision.owner and f"owner {decision.owner}",
        decision.effort and f"effort {decision.effort:g} person-months",
        decision.note and "note",
    ]
    return ", ".join(one for one in said if one)


def _end_of(idea_id: str, standings: Mapping[str, Standing]) -> str | None:
    """The idea at the end of a chain of merges; None where it is not merged."""
    end = None
    while idea_id in standings and standings[idea_id].merged_into:
        idea_id = end = standings[idea_id].merged_into or idea_id
    return end
