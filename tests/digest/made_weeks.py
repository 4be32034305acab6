"""Sixteen weeks of four themes, small enough to count by hand: one steady, one rising, one fading, one new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from insight.config import Settings, ThemeSettings
from insight.pipeline.publishing import marts_variables
from insight.records import Run
from insight.warehouse import Row, Warehouse

FIRST = datetime(2026, 3, 2)  # a Monday
WEEKS = 16
AS_OF = datetime(2026, 6, 22)  # the Monday after the last of them
LAST_WEEK_ON = datetime(2026, 6, 15).date()

STEADY, RISING, FADING, NEW = "th_steady", "th_rising", "th_fading", "th_new"
LABELS = {STEADY: "Blank pages", RISING: "Crash after 2.0", FADING: "Slow start", NEW: "No dark mode"}
SAID = {
    STEADY: "Printing shows blank pages",
    RISING: "It crashes since 2.0 came out",
    FADING: "The app takes a minute to start",
    NEW: "A dark mode would spare my eyes",
}
HALF_MAY_BE_UNCLEAR = Settings(product="Tidebook", themes=ThemeSettings(max_unclear_share=0.5))
VARIABLES = marts_variables(HALF_MAY_BE_UNCLEAR, Run("run_000001", AS_OF))


def customers_in(theme_id: str, week: int) -> int:
    """How many speak of a theme in a week, counted from 0."""
    last_four = week >= WEEKS - 4
    return {STEADY: 3, RISING: 9 if last_four else 1, FADING: 0 if last_four else 6, NEW: 2 if last_four else 0}[
        theme_id
    ]


def fill(warehouse: Warehouse, labels: Mapping[str, str] = LABELS, said: Mapping[str, str] = SAID, weeks: int = WEEKS):
    """Store the last `weeks` of them as what a run has mined."""
    warehouse.append(
        "mined.themes", [_theme("th_area", 1, None, "Area"), *(_theme(t, 2, "th_area", labels[t]) for t in labels)]
    )
    warehouse.append("mined.ideas", [_idea(theme_id, labels[theme_id], said[theme_id]) for theme_id in labels])
    spoken = [
        _said(theme_id, week, customer, said[theme_id])
        for week in range(WEEKS - weeks, WEEKS)
        for theme_id in labels
        for customer in range(customers_in(theme_id, week))
    ]
    for table in spoken[0]:
        warehouse.append(table, [rows[table] for rows in spoken])
    warehouse.append(
        "mined.subject_trends",
        [dict(subject_type="theme", subject_id=theme_id, trend_q=0.001) for theme_id in (RISING, FADING)],
    )
    if weeks == WEEKS:
        warehouse.append("mined.alerts", [*_alerts()])
    _log_run(warehouse)


def _alerts() -> Iterator[Row]:
    """One that is open and came with a release, and one that closed in the last week."""
    yield dict(
        alert_id="al_1", theme_id=RISING, opened_at=datetime(2026, 6, 16), updated_at=datetime(2026, 6, 20),
        state="open", peak_ratio=9.0, q_value=0.001, top_segment="app_version: 2.0",
        reason="follows release 2.0 of 2026-05-25: 9 customers in 7 days where 1.0 were to be expected",
        statement_ids=[f"st_{RISING}_15_{customer}" for customer in range(9)],
    )  # fmt: skip
    yield dict(
        alert_id="al_2", theme_id=FADING, opened_at=datetime(2026, 4, 7), updated_at=datetime(2026, 6, 2),
        closed_at=datetime(2026, 6, 16), state="closed", peak_ratio=3.0, q_value=0.01,
        reason="6 customers in 7 days where 2.0 were to be expected",
        statement_ids=[f"st_{FADING}_05_{customer}" for customer in range(6)],
    )  # fmt: skip


def _log_run(warehouse: Warehouse) -> None:
    count = int(warehouse.value("select count(*) from raw.feedback"))
    warehouse.append(
        "audit.loads",
        [dict(run_id="run_000001", source="desk", file="a.csv", batch=0, read_count=count, stored_count=count,
              unchanged_count=0, quarantined_count=0, feedback_total=count)],
    )  # fmt: skip
    warehouse.append(
        "audit.runs",
        [dict(run_id="run_000001", sequence=1, as_of=AS_OF, started_at=AS_OF, state="running", code_hash="c",
              config_hash="c", encoder="none")],
    )  # fmt: skip


def _said(theme_id: str, week: int, customer: int, text: str) -> dict[str, Row]:
    name = f"{theme_id}_{week:02}_{customer}"
    said_at = FIRST + timedelta(days=7 * week + customer % 5, hours=10)
    return {
        "raw.feedback": dict(
            feedback_id=f"f_{name}", source="desk", source_id=name, feedback_kind="ticket", created_at=said_at,
            updated_at=said_at, customer_id=f"c_{name}", app_version="2.0", device="phone", country="de", language="en",
            flags=[], file="a.csv", line=1, content_hash=name, landed_run_id="run_000001",
        ),
        "raw.messages": dict(
            message_id=f"m_{name}", feedback_id=f"f_{name}", position=0, key="0", part="body", author_role="customer",
            is_html=False, text=text,
        ),
        "mined.messages": dict(
            message_id=f"m_{name}", feedback_id=f"f_{name}", text_hash="t", reader_hash="r", language="en",
            state="mined", run_id="run_000001",
        ),
        "mined.statements": dict(
            statement_id=f"st_{name}", message_id=f"m_{name}", feedback_id=f"f_{name}", char_start=0,
            char_end=len(text), text=text, clean=text, text_hash="t", language="en", kind="pain", kind_confidence=0.9,
            kinds=["pain"], is_specific=True, pain_type="bug", severity=2, sentiment=-0.5, has_churn_language=False,
            gist_is_negated=False,
        ),
        "mined.theme_members": dict(
            statement_id=f"st_{name}", theme_id=theme_id, similarity=0.8, method="topic",
        ),
        "mined.idea_evidence": dict(idea_id=f"idea_{theme_id}", statement_id=f"st_{name}", stance="supports"),
    }  # fmt: skip


def _theme(theme_id: str, level: int, parent_id: str | None, label: str) -> Row:
    return dict(
        theme_id=theme_id, label=label, label_source="insight", description=label, keywords=[], level=level,
        parent_id=parent_id, state="active", created_run_id="run_000001", is_pinned=False, is_noise=False, statement_count=1, cohesion=0.7,
    )  # fmt: skip


def _idea(theme_id: str, label: str, said: str) -> Row:
    return dict(
        idea_id=f"idea_{theme_id}", theme_id=theme_id, title=f"Mend: {label}", problem_statement=f"People wait, because “{said}”.",
        idea_kind="fix", created_run_id="run_000001",
    )  # fmt: skip
