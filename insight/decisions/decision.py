"""Decisions as records: what a person says about an idea, what became of it, and how the idea stands then.

Nothing comes in and nothing goes out: `reading` makes decisions from a file, `settling` applies them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Status = Literal["new", "reviewing", "planned", "shipped", "declined", "merged"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person decided about an idea; what it does not speak of stays as it was.

    `release` is a version of the releases file, `released_on` the day where none lists it; both speak of what is
    shipped. `merged_into` is the idea that takes over one that is merged.
    """

    idea_id: str
    author: str
    decided_on: date
    status: Status | None = None
    owner: str | None = None
    effort: float | None = None  # person-months
    release: str | None = None
    released_on: date | None = None
    merged_into: str | None = None
    note: str | None = None
    line: int = field(default=0, compare=False)  # where it stands in its file


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a decision; a `gap` is what it leaves unknown, though it was applied."""

    decision: Decision
    is_applied: bool
    reason: str
    gap: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an idea stands after all decisions. `released_on` is null where nothing tells when it was shipped."""

    idea_id: str
    status: Status = "new"
    owner: str | None = None
    effort: float | None = None
    release: str | None = None
    released_on: date | None = None
    merged_into: str | None = None  # the idea that is not merged itself, at the end of a chain
    note: str | None = None
    decided_on: date | None = None
