"""Alarms: flagged days of one theme, joined while they are of one issue.

In goes what a scan flagged, day by day; out come alarms, each opened once, moved on while it lasts, and over after
quiet days. An alarm knows nothing later than the last day of the scan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from insight.trends.scan import Flagged, Scan

PATIENCE = 14  # days without a flag after which an issue is over


@dataclass(frozen=True, slots=True)
class Alarm:
    """A theme that was heard more than usual, from `since_on` to `last_on`; known since the end of `opened_on`."""

    theme_id: str
    since_on: date  # first day of the window that was flagged first
    opened_on: date  # last day of that window
    last_on: date  # last day that was flagged
    is_open: bool
    peak_ratio: float
    q_value: float | None  # the smallest; None where only drift spoke
    expected: float  # customers to be expected from since_on to last_on


def find_alarms(scan: Scan, flagged: Flagged, theme_ids: Sequence[str], first_on: date) -> list[Alarm]:
    """Join the flagged days of each theme into alarms, ordered by opening and theme; column 0 is `first_on`."""
    found = []
    is_flagged = flagged.is_level | flagged.is_drift
    for row, theme_id in enumerate(theme_ids):
        days = np.flatnonzero(is_flagged[row])
        for spell in np.split(days, np.flatnonzero(np.diff(days) > PATIENCE) + 1):
            if len(spell):
                found.append(_alarm(scan, flagged, row, spell.tolist(), theme_id, first_on))
    return sorted(found, key=lambda one: (one.opened_on, one.theme_id))


def _alarm(scan: Scan, flagged: Flagged, row: int, days: list[int], theme_id: str, first_on: date) -> Alarm:
    opened, last = days[0], days[-1]
    since = opened + 1 - int(scan.window[row, opened])
    levels = [float(flagged.q_value[row, day]) for day in days if flagged.is_level[row, day]]
    return Alarm(
        theme_id=theme_id,
        since_on=first_on + timedelta(days=since),
        opened_on=first_on + timedelta(days=opened),
        last_on=first_on + timedelta(days=last),
        is_open=scan.counts.shape[1] - 1 - last < PATIENCE,
        peak_ratio=float(scan.ratio[row, days].max()),
        q_value=min(levels) if levels else None,
        expected=float(np.nansum(scan.expected[row, since : last + 1])),
    )


@dataclass(frozen=True, slots=True)
class KnownAlarm:
    """An alarm as an earlier run published it."""

    alert_id: str
    theme_id: str
    opened_on: date
    last_on: date


def keep_ids(alarms: Sequence[Alarm], known: Sequence[KnownAlarm]) -> Mapping[Alarm, str]:
    """Return the ids of alarms that an earlier run knew: same theme, and at most `PATIENCE` days between them.

    Late feedback may move the day on which an issue is first seen; its id stays. One id goes to the earliest alarm.
    """
    ids: dict[Alarm, str] = {}
    for alarm in sorted(alarms, key=lambda one: (one.opened_on, one.theme_id)):
        for one in sorted(known, key=lambda one: (one.opened_on, one.alert_id)):
            is_near = max(alarm.since_on - one.last_on, one.opened_on - alarm.last_on) <= timedelta(days=PATIENCE)
            if one.theme_id == alarm.theme_id and is_near and one.alert_id not in ids.values():
                ids[alarm] = one.alert_id
                break
    return ids


def end_themes(known: Sequence[KnownAlarm], successors: Mapping[str, str]) -> list[KnownAlarm]:
    """Return the known alarms under the themes that carry on theirs."""
    return [replace(one, theme_id=successors.get(one.theme_id, one.theme_id)) for one in known]
