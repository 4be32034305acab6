"""The fifth part of the story: from what is counted to trends that were tested, alerts, and effects on scores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from insight import relations, rows, trends
from insight.config import Settings
from insight.pipeline import trend_rows
from insight.pipeline.alerts import write_alerts
from insight.pipeline.deciding import measure_releases, read_file, settle_decisions
from insight.records import Finding, Rejected, Release, content_hash
from insight.runs import Session, code_hash, is_new, reach, read_fingerprint, remember
from insight.warehouse import Row, Warehouse, as_naive

Counted = dict[tuple[str, str], tuple[list[trends.ThemeCount], list[trends.HeardCount]]]  # by period and segment

MOST_WEEKS = 260  # periods that are watched; older ones are the past of these only
MOST_DAYS = 730
SHOWN_DAYS = 112  # of the days, as in sql/marts/theme_trends.sql


def find_trends(session: Session) -> Mapping[str, int]:
    """Test what is heard more or less than was to be expected on the day of as_of, and open or close alerts."""
    warehouse = session.warehouse
    released, gaps = _read_releases(session.settings)
    decided = read_file(session.settings)
    fingerprint = _fingerprint(session, released, decided)
    if is_new(session, "trends", fingerprint):
        reach(session, "trends")
        session.tell("testing trends", 0, None)
        relations.set_variables(warehouse, {"as_of": as_naive(session.run.as_of)})
        end_on = session.run.as_of.date()  # the day of as_of is not over
        with warehouse.transaction():  # what is merged by a person is counted together from here on
            settle_decisions(session, decided, released)
        counts = _read_counts(warehouse)
        days = _lay_out_days(counts, end_on)
        scan = trends.scan_series(days.counts, days.volume, trends.DAYS)
        flagged = trends.flag_scans([scan], trends.DAYS)[0]
        shown = end_on - timedelta(days=SHOWN_DAYS)
        tests = [*_test_weeks(counts, end_on), *trend_rows.tested_rows(days, scan, flagged, "day", "all", shown)]
        with warehouse.transaction():
            _replace(warehouse, "raw.releases", [trend_rows.release_row(one) for one in released])
            _replace(warehouse, "mined.theme_tests", tests)
            # First, because what a wave of noise says counts for no idea.
            write_alerts(session, trends.find_alarms(scan, flagged, days.theme_ids, days.first_on), released)
            _replace(warehouse, "mined.subject_trends", _test_changes(warehouse))
            _replace(warehouse, "mined.score_effects", _measure_effects(warehouse))
            measure_releases(session)
            warehouse.append("audit.check_results", [rows.finding_row(gap, session.run) for gap in gaps])
            remember(session, "trends", fingerprint)
    return {"alerts": int(warehouse.value("select count(*) from mined.alerts where state = 'open'"))}


def _fingerprint(session: Session, released: list[Release], decided: str) -> str:
    """Changes with what was said, how it is grouped, who said it, what was decided, the code and the day."""
    warehouse = session.warehouse
    landed = warehouse.value(
        "select concat_ws(' ', (select bit_xor(hash(feedback_id, content_hash)) from raw.feedback), "
        "(select bit_xor(hash(accounts)) from raw.accounts as accounts))"
    )
    mined = [read_fingerprint(warehouse, stage) for stage in ("themes", "ideas", "duplicates")]
    return content_hash(
        landed, *mined, code_hash("trends", "decisions"), decided, session.run.as_of.date(), *map(repr, released)
    )


def _read_releases(settings: Settings) -> tuple[list[Release], list[Finding]]:
    """Read the releases file; a row that names no version or date is a gap that the quality report names."""
    from insight import sources

    found = list(sources.read_releases(settings))
    gaps = [
        Finding("landed.releases", f"row {row.line} of {row.file} can be read", "warn", False, row.detail)
        for row in found
        if isinstance(row, Rejected)
    ]
    return [row for row in found if isinstance(row, Release)], gaps


def _replace(warehouse: Warehouse, table: str, found: list[Row]) -> None:
    warehouse.run(f"delete from {table}")
    warehouse.append(table, found)


def _lay_out_days(counts: Counted, end_on: date) -> trends.Grid:
    said, heard = counts["day", "all"]
    first_on = max(min((on for _, on, _ in heard), default=end_on), end_on - timedelta(days=MOST_DAYS))
    return trends.lay_out(said, heard, days=1, first_on=first_on, end_on=end_on)


def _test_weeks(counts: Counted, end_on: date) -> list[Row]:
    """Test every theme and account segment of each whole week; the q-values of a week are over all of them."""
    end_on -= timedelta(days=end_on.weekday())  # the Monday of the week that is not over
    heard_on = [on for _, on, _ in counts["week", "all"][1]]
    first_on = max(min(heard_on, default=end_on), end_on - timedelta(weeks=MOST_WEEKS))
    grids = {
        segment: trends.lay_out(said, heard, days=7, first_on=first_on, end_on=end_on)
        for (period, segment), (said, heard) in counts.items()
        if period == "week"
    }
    scans = {segment: trends.scan_series(grid.counts, grid.volume, trends.WEEKS) for segment, grid in grids.items()}
    flags = dict(zip(scans, trends.flag_scans(list(scans.values()), trends.WEEKS), strict=True))
    return [
        row
        for segment, grid in grids.items()
        for row in trend_rows.tested_rows(grid, scans[segment], flags[segment], "week", segment, first_on)
    ]


def _read_counts(warehouse: Warehouse) -> Counted:
    """Who was heard, by period and segment; days and weeks of all are always there."""
    counts: Counted = {("day", "all"): ([], []), ("week", "all"): ([], [])}
    for row in warehouse.rows("from staging.theme_counts order by theme_id, period_start, segment, source"):
        said, _ = counts.setdefault((row["period"], row["segment"]), ([], []))
        said.append((row["theme_id"], row["source"], row["period_start"], row["customer_count"]))
    for row in warehouse.rows("from staging.heard_counts order by period_start, segment, source"):
        _, heard = counts.setdefault((row["period"], row["segment"]), ([], []))
        heard.append((row["source"], row["period_start"], row["customer_count"]))
    return dict(sorted(counts.items()))


def _test_changes(warehouse: Warehouse) -> list[Row]:
    """Test the last four weeks of each idea and theme against the twelve before; ideas and themes are two families."""
    import numpy as np

    weeks = warehouse.rows("from staging.subject_weeks order by subject_type, subject_id, weeks_ago")
    volume = np.zeros(16)
    counts: dict[str, dict[str, Any]] = {"idea": {}, "theme": {}}
    for row in (row for row in weeks if row["weeks_ago"] < 16):
        if row["subject_type"] == "all":
            volume[row["weeks_ago"]] = row["customer_count"]
        else:
            heard = counts[row["subject_type"]].setdefault(row["subject_id"], np.zeros(16))
            heard[row["weeks_ago"]] = row["customer_count"]
    return [
        {"subject_type": subject_type, "subject_id": subject_id, "trend_q": round(float(q_value), 6)}
        for subject_type, of_type in counts.items()
        if of_type
        for subject_id, q_value in zip(
            of_type, trends.judge_changes(np.stack(list(of_type.values())), volume), strict=True
        )
        if not np.isnan(q_value)
    ]


def _measure_effects(warehouse: Warehouse) -> list[Row]:
    """Measure what each idea and theme does to stars, CSAT and NPS; the score with most answers counts."""
    import numpy as np

    rated = warehouse.rows(_RATED)
    pairs = warehouse.rows(_SPOKEN_OF) if rated else []
    subjects = sorted({(row["subject_type"], row["subject_id"]) for row in pairs})
    number = {subject: at for at, subject in enumerate(subjects)}
    best: dict[tuple[str, str], Row] = {}
    for scale in sorted({row["rating_scale"] for row in rated}):
        answers = [row for row in rated if row["rating_scale"] == scale]
        place = {row["feedback_id"]: at for at, row in enumerate(answers)}
        spoken = [row for row in pairs if row["feedback_id"] in place]
        effects = trends.measure_effects(
            trends.score_points(np.array([row["rating"] for row in answers], dtype=np.float64), scale),
            np.array([number[row["subject_type"], row["subject_id"]] for row in spoken], dtype=np.int64),
            np.array([place[row["feedback_id"]] for row in spoken], dtype=np.int64),
            len(subjects),
        )
        for effect in effects:
            row = trend_rows.effect_row(effect, subjects[effect.subject], scale)
            known = best.get(subjects[effect.subject])
            if known is None or effect.rated_count > known["rated_count"]:
                best[subjects[effect.subject]] = row
    return [best[subject] for subject in sorted(best)]


_RATED = """
select feedback_id, rating_scale, rating
from staging.feedback
where rating is not null and rating_scale is not null and is_known(created_at) and not is_future
order by feedback_id
"""

_SPOKEN_OF = """
select distinct evidence.subject_type, evidence.subject_id, evidence.feedback_id
from staging.evidence as evidence
where evidence.stance = 'supports' and evidence.rating is not null
order by evidence.subject_type, evidence.subject_id, evidence.feedback_id
"""
