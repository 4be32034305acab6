"""Weeks: Monday to Sunday, UTC, named as ISO 8601 has it (2024-W18)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
DAYS = timedelta(days=7)


def read_week(given: str) -> date:
    """The Monday of a week that is given as 2024-W18, or as any of its days; ValueError for anything else."""
    try:
        if match := _WEEK.fullmatch(given.strip()):
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday_of(date.fromisoformat(given.strip()))
    except ValueError:
        raise ValueError(f"'{given}' is no week: write it as 2024-W18, or as one of its days, 2024-04-29") from None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_whole_week(as_of: datetime) -> date:
    """The Monday of the last week that was over at `as_of`; the last second of a Sunday counts as its end."""
    return monday_of((as_of + timedelta(seconds=1)).date()) - DAYS


def name_week(week_on: date) -> str:
    year, week, _ = week_on.isocalendar()
    return f"{year}-W{week:02d}"


def describe_week(week_on: date) -> str:
    """22 to 28 June 2026."""
    end = week_on + timedelta(days=6)
    if week_on.year != end.year:
        return f"{week_on.day} {week_on:%B %Y} to {end.day} {end:%B %Y}"
    first = f"{week_on.day}" if week_on.month == end.month else f"{week_on.day} {week_on:%B}"
    return f"{first} to {end.day} {end:%B %Y}"
