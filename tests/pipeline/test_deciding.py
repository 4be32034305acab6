"""Decisions through a run: what is remembered, what is measured, what is exported."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from insight.config import Settings
from insight.errors import ConfigError
from insight.pipeline import find_trends
from insight.pipeline.deciding import export_customers_to_tell, write_decision
from insight.records import Run
from insight.relations import build_marts, install, read_relations, run_checks, sql_folder
from insight.runs import Session
from insight.warehouse import Warehouse, open_work_file
from tests.sql.made_rows import AS_OF, make_rows
from tests.sql.test_marts import VARIABLES

RELATIONS = read_relations(sql_folder())
SHIPPED = {"idea": "idea_0001", "status": "shipped", "released_on": "2024-01-08", "author": "Mara", "on": "2024-01-08"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[tuple[Settings, Warehouse]]:
    settings = Settings(root=tmp_path)
    with open_work_file(settings) as warehouse:
        install(warehouse, RELATIONS)
        for table, given in make_rows(300, theme_count=4).items():
            warehouse.append(table, given)
        yield settings, warehouse


def run(settings: Settings, warehouse: Warehouse) -> None:
    find_trends(Session(settings, warehouse, RELATIONS, Run("run_1", AS_OF.replace(tzinfo=UTC))))
    build_marts(warehouse, RELATIONS, VARIABLES)


def test_what_is_shipped_is_watched_and_who_asked_for_it_is_exported_with_the_sources_own_ids(
    project: tuple[Settings, Warehouse], tmp_path: Path
) -> None:
    settings, warehouse = project
    write_decision(settings, SHIPPED, note="Fix problem 1")
    run(settings, warehouse)
    watched = warehouse.rows("select subject_type, before_days, after_days from marts.release_effects")
    assert watched == [{"subject_type": name, "before_days": 84, "after_days": 84} for name in ("idea", "theme")]
    assert [finding for finding in run_checks(warehouse, RELATIONS) if not finding.is_met] == []
    count = export_customers_to_tell(warehouse, settings, "idea_0001", tmp_path / "tell.csv")
    with (tmp_path / "tell.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {row["source_id"] for row in warehouse.rows("select source_id from raw.feedback")}
    assert len(rows) == count > 0
    assert {row["source_id"] for row in rows} <= known
    assert (tmp_path / "tell.csv").stat().st_mode & 0o077 == 0
    published = [name for name in warehouse.columns("marts.customers_to_tell") if name == "source_id"]
    assert published == []


def test_a_decision_stands_until_another_one_and_a_lost_file_stops_the_run(
    project: tuple[Settings, Warehouse],
) -> None:
    settings, warehouse = project
    path, _ = write_decision(settings, SHIPPED)
    write_decision(settings, {"idea": "idea_0001", "owner": "Ben", "author": "Ben", "on": "2024-01-09"})
    run(settings, warehouse)
    stands = "select status, owner from marts.feature_ideas where idea_id = 'idea_0001'"
    assert warehouse.rows(stands) == [{"status": "shipped", "owner": "Ben"}]
    path.unlink()
    with pytest.raises(ConfigError, match=r"decisions.yaml is gone, and the last run applied its 2 decisions"):
        run(settings, warehouse)
    path.write_text("", encoding="utf-8")
    run(settings, warehouse)
    assert warehouse.rows(stands) == [{"status": "new", "owner": None}]


def test_what_could_not_be_read_back_is_not_written(project: tuple[Settings, Warehouse]) -> None:
    settings, _ = project
    path, _ = write_decision(settings, SHIPPED)
    before = path.read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match="there is no status 'done'"):
        write_decision(settings, {**SHIPPED, "status": "done"})
    assert path.read_text(encoding="utf-8") == before
