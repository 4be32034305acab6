"""The stage that tests trends: what it writes, what it knows on a past day, and that it does nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from insight.config import ReleaseSettings, Settings
from insight.pipeline import find_trends
from insight.records import Run
from insight.relations import install, read_relations, sql_folder
from insight.runs import Session
from insight.warehouse import Warehouse, open_work_file
from tests.sql.made_rows import AS_OF, Rows, make_rows

RELATIONS = read_relations(sql_folder())
BURST = AS_OF - timedelta(days=30)
PRODUCED = ("theme_tests", "alerts", "subject_trends", "score_effects")


def add_burst(rows: Rows) -> Rows:
    """Let twelve customers of the desk speak of theme 1 within three days."""
    for number in range(12):
        at = BURST + timedelta(hours=6 * number)
        feedback_id, message_id, statement_id = (f"{kind}_burst_{number:02}" for kind in ("f", "m", "st"))
        text = "The export stops half way since 2.1"
        rows["raw.feedback"].append(
            dict(feedback_id=feedback_id, source="desk", source_id=feedback_id, feedback_kind="ticket", created_at=at,
                 updated_at=at, customer_id=f"c_burst_{number}", account_id="acc_001", app_version="2.1", country="de",
                 language="en", flags=[], file="a.csv", line=number, content_hash=feedback_id, landed_run_id="run_1")
        )  # fmt: skip
        rows["raw.messages"].append(
            dict(message_id=message_id, feedback_id=feedback_id, position=0, key="0", part="body",
                 author_role="customer", is_html=False, text=text)
        )  # fmt: skip
        rows["mined.statements"].append(
            dict(statement_id=statement_id, message_id=message_id, feedback_id=feedback_id, char_start=0,
                 char_end=len(text), text=text, clean=text, text_hash="t", language="en", kind="pain",
                 kind_confidence=0.9, kinds=["pain"], is_specific=True, sentiment=-0.5, has_churn_language=False,
                 gist_is_negated=False)
        )  # fmt: skip
        rows["mined.theme_members"].append(
            dict(statement_id=statement_id, theme_id="th_0001", similarity=0.9, method="topic")
        )
    return rows


@pytest.fixture(scope="module")
def made() -> Rows:
    return add_burst(make_rows(900, theme_count=12))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, made: Rows) -> Iterator[tuple[Settings, Warehouse]]:
    """A work file with a burst, and a releases file of which one row has no date."""
    root = tmp_path_factory.mktemp("trends")
    listed = f"version,released_on\n2.0,2024-01-01\n2.1,{BURST - timedelta(days=1):%Y-%m-%d}\n2.2,\n"
    (root / "releases.csv").write_text(listed, encoding="utf-8")
    settings = Settings(root=root, releases=ReleaseSettings(path="releases.csv"))
    with open_work_file(settings) as warehouse:
        fill(warehouse, made)
        yield settings, warehouse


def fill(warehouse: Warehouse, rows: Rows) -> None:
    install(warehouse, RELATIONS)
    for table, given in rows.items():
        warehouse.append(table, given)


def find(settings: Settings, warehouse: Warehouse, as_of: datetime) -> dict[str, list[dict[str, Any]]]:
    """Find trends as of an instant and return what was written."""
    warehouse.run("delete from mined.fingerprints where stage = 'trends'")
    find_trends(Session(settings, warehouse, RELATIONS, Run("run_9", as_of.replace(tzinfo=UTC))))
    return {name: warehouse.rows(f"from mined.{name} order by all") for name in PRODUCED}


def test_a_burst_is_one_alert_with_its_release_and_its_statements(filled: tuple[Settings, Warehouse]) -> None:
    (alert,) = find(*filled, AS_OF)["alerts"]
    assert (alert["theme_id"], alert["state"]) == ("th_0001", "closed")
    assert BURST < alert["opened_at"] <= BURST + timedelta(days=3)
    assert f"follows release 2.1 of {BURST - timedelta(days=1):%Y-%m-%d}" in alert["reason"]
    assert {name for name in alert["statement_ids"] if "burst" in name} == {f"st_burst_{n:02}" for n in range(12)}


def test_an_alert_is_opened_moved_on_and_closed_under_one_id(filled: tuple[Settings, Warehouse]) -> None:
    assert find(*filled, BURST)["alerts"] == []
    seen = [find(*filled, BURST + timedelta(days=days))["alerts"] for days in (3, 4, 25)]
    assert {len(alerts) for alerts in seen} == {1}
    first, second, last = (alerts[0] for alerts in seen)
    assert first["alert_id"] == second["alert_id"] == last["alert_id"]
    assert [one["state"] for one in (first, second, last)] == ["open", "open", "closed"]
    assert first["opened_at"] == last["opened_at"] <= first["updated_at"] < last["updated_at"] < last["closed_at"]


def test_a_theme_that_a_person_marked_as_noise_opens_no_alert(filled: tuple[Settings, Warehouse]) -> None:
    settings, warehouse = filled
    warehouse.run("update mined.themes set is_noise = true where theme_id = 'th_0001'")
    try:
        assert find(settings, warehouse, AS_OF)["alerts"] == []
    finally:
        warehouse.run("update mined.themes set is_noise = false where theme_id = 'th_0001'")


def test_a_past_day_is_found_as_it_was_whatever_came_after(
    filled: tuple[Settings, Warehouse], tmp_path: Path, made: Rows
) -> None:
    day = BURST + timedelta(days=5)
    dates = {row["feedback_id"]: row["created_at"] for row in made["raw.feedback"]}
    then = {
        table: [row for row in given if (dates.get(row.get("feedback_id", "")) or day) <= day]
        for table, given in made.items()
    }
    known = {row["statement_id"] for row in then["mined.statements"]}
    for table in ("mined.theme_members", "mined.idea_evidence", "mined.duplicates"):
        then[table] = [row for row in made[table] if row["statement_id"] in known]
    settings = filled[0].model_copy(update={"data_dir": str(tmp_path)})
    with open_work_file(settings) as second:
        fill(second, then)
        assert find(settings, second, day) == find(*filled, day)


def test_with_nothing_new_nothing_is_done(filled: tuple[Settings, Warehouse]) -> None:
    settings, warehouse = filled
    find(settings, warehouse, AS_OF)
    warehouse.run("delete from mined.alerts")
    counts = find_trends(Session(settings, warehouse, RELATIONS, Run("run_10", AS_OF.replace(tzinfo=UTC))))
    assert counts == {"alerts": 0}
    assert warehouse.rows("from mined.alerts") == []


def test_a_release_without_a_date_is_a_gap_that_is_told(filled: tuple[Settings, Warehouse]) -> None:
    settings, warehouse = filled
    find(settings, warehouse, AS_OF)
    assert [row["version"] for row in warehouse.rows("from raw.releases order by released_at")] == ["2.0", "2.1"]
    told = warehouse.rows("select distinct observed, severity, is_met from audit.check_results")
    assert told == [{"observed": "release 2.2 has no date", "severity": "warn", "is_met": False}]


def test_an_empty_work_file_has_no_trends(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path)
    with open_work_file(settings) as warehouse:
        install(warehouse, RELATIONS)
        assert find(settings, warehouse, AS_OF) == {name: [] for name in PRODUCED}
