"""What trends speak in as rows of the warehouse, and back: the one place that knows both their names and the columns'.

In come records and arrays or rows, out come rows or records; numbers are rounded, nothing is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from insight.records import Release, content_id
from insight.trends import PATIENCE, Alarm, Effect, Flagged, Grid, KnownAlarm, Scan, Vote, ratio_interval
from insight.warehouse import Row

DIMENSIONS = ("app_version", "platform", "country", "plan", "segment", "source", "language")


def release_row(release: Release) -> Row:
    """A listed release as a row of raw.releases."""
    return {"version": release.version, "released_at": release.released_at, "notes": release.notes}


def tested_rows(grid: Grid, scan: Scan, flagged: Flagged, period: str, segment: str, since_on: date) -> list[Row]:
    """What was tested from `since_on` on as rows of mined.theme_tests."""
    low, high = ratio_interval(scan.counts, scan.expected, scan.dispersion)
    found = []
    for row, theme_id in enumerate(grid.theme_ids):
        for at in range(grid.counts.shape[2]):
            if grid.start_of(at) < since_on or not scan.p_value[row, at] >= 0:  # NaN: not tested
                continue
            expected = float(scan.expected[row, at])
            found.append(
                {
                    "theme_id": theme_id,
                    "period": period,
                    "period_start": grid.start_of(at),
                    "segment": segment,
                    "expected_count": round(expected, 6),
                    "ratio": round(float(scan.counts[row, at]) / expected, 4) if expected > 1e-6 else None,
                    "ci_lo": round(float(low[row, at]), 4),
                    "ci_hi": round(float(high[row, at]), 4),
                    "q_value": round(float(flagged.q_value[row, at]), 6),
                    "flag": "high" if flagged.is_level[row, at] else "drift" if flagged.is_drift[row, at] else None,
                }
            )
    return found


def effect_row(effect: Effect, subject: tuple[str, str], metric: str) -> Row:
    """An effect on a score as a row of mined.score_effects."""
    return {
        "subject_type": subject[0],
        "subject_id": subject[1],
        "metric": metric,
        "rated_count": effect.rated_count,
        "effect": round(effect.effect, 4),
        "effect_lo": round(effect.low, 4),
        "effect_hi": round(effect.high, 4),
    }


def vote_from(row: Row) -> Vote:
    """A vote with what is known of its customer, as the causes of an alarm are read from it."""
    return Vote(
        statement_id=row["statement_id"],
        customer_id=row["customer_id"],
        said_on=row["said_on"],
        words=frozenset(row["words"]),
        is_stranger=row["is_stranger"],
        segments={name: row[name] for name in DIMENSIONS if row[name] is not None},
        version=row["app_version"],
    )


def alert_row(
    alarm: Alarm, known_id: str | None, votes: Sequence[Vote], reason: str, top_segment: str | None, *, is_noise: bool
) -> Row:
    """An alarm as a row of mined.alerts; it is known on the morning after the day that it rests on."""
    opened_at, updated_at = _morning_after(alarm.opened_on), _morning_after(alarm.last_on)
    return {
        "alert_id": known_id or content_id("al", alarm.theme_id, alarm.opened_on),
        "theme_id": alarm.theme_id,
        "opened_at": opened_at,
        "updated_at": updated_at,
        "closed_at": None if alarm.is_open else updated_at + timedelta(days=PATIENCE),
        "state": "noise" if is_noise else "open" if alarm.is_open else "closed",
        "peak_ratio": round(alarm.peak_ratio, 4),
        "q_value": None if alarm.q_value is None else round(alarm.q_value, 6),
        "reason": reason,
        "top_segment": top_segment,
        "statement_ids": [vote.statement_id for vote in votes],
    }


def known_alarm_from(row: Row) -> KnownAlarm:
    """A row of mined.alerts as an alarm that an earlier run knew."""
    opened_on, last_on = ((row[name] - timedelta(days=1)).date() for name in ("opened_at", "updated_at"))
    return KnownAlarm(row["alert_id"], row["theme_id"], opened_on, last_on)


def _morning_after(on: date) -> datetime:
    return datetime.combine(on, time(), UTC) + timedelta(days=1)
