"""The stage that words ideas: what it reads once and keeps, and that a kept reading is as good as a new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.config import Settings
from insight.pipeline.ideas import find_ideas
from insight.records import Run
from insight.relations import install, read_relations, set_variables, sql_folder
from insight.runs import Session
from insight.warehouse import Warehouse, as_naive, open_work_file
from tests.sql.made_rows import AS_OF, make_rows

RELATIONS = read_relations(sql_folder())
MADE = make_rows(24, theme_count=3)
PRODUCED = ("ideas", "idea_evidence", "idea_quotes")


def fill(warehouse: Warehouse) -> None:
    install(warehouse, RELATIONS)
    set_variables(warehouse, {"as_of": as_naive(AS_OF.replace(tzinfo=UTC))})
    kept = {name: rows for name, rows in MADE.items() if name not in ("mined.ideas", "mined.idea_evidence")}
    for table, rows in kept.items():
        warehouse.append(table, _with_grammar(rows) if table == "mined.statements" else rows)


def _with_grammar(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**one, "gist_subject": "export of invoices", "gist_verb": "stop"} for one in statements]


def find(root: Path, warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    """Word ideas as if none were known, and return what was written."""
    for name in PRODUCED:
        warehouse.run(f"delete from mined.{name}")
    warehouse.run("delete from mined.fingerprints where stage = 'ideas'")
    find_ideas(Session(Settings(root=root), warehouse, RELATIONS, Run("run_9", AS_OF.replace(tzinfo=UTC))))
    return {name: warehouse.rows(f"from mined.{name} order by all") for name in PRODUCED}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Warehouse]]:
    root = tmp_path_factory.mktemp("ideas")
    with open_work_file(Settings(root=root)) as warehouse:
        fill(warehouse)
        yield root, warehouse


@settings(max_examples=4, deadline=None)
@given(later=st.sets(st.integers(0, 30)), changed=st.sets(st.integers(0, 30)))
def test_ideas_of_a_day_are_those_of_a_full_run(
    filled: tuple[Path, Warehouse], later: set[int], changed: set[int]
) -> None:
    root, warehouse = filled
    everything = warehouse.rows("from mined.statements order by statement_id")
    late = [row for place, row in enumerate(everything) if place in later]
    for place in changed:  # read once in other words, then corrected
        _say(warehouse, everything[place]["statement_id"], "The export of invoices stops, it is all lost")
    for row in late:
        warehouse.run("delete from mined.statements where statement_id = $id", {"id": row["statement_id"]})
    find(root, warehouse)
    warehouse.append("mined.statements", late)
    for place in changed:
        _say(warehouse, everything[place]["statement_id"], everything[place]["clean"])
    day = find(root, warehouse)
    warehouse.run("delete from mined.voice_readings")
    assert day == find(root, warehouse)
    assert day["ideas"]


def test_a_voice_is_read_once_and_forgotten_with_its_statement(tmp_path: Path) -> None:
    with open_work_file(Settings(root=tmp_path)) as warehouse:
        fill(warehouse)
        find(tmp_path, warehouse)
        kept = warehouse.rows("from mined.voice_readings order by statement_id")
        find(tmp_path, warehouse)
        assert warehouse.rows("from mined.voice_readings order by statement_id") == kept
        gone = kept[0]["statement_id"]
        warehouse.run("delete from mined.statements where statement_id = $id", {"id": gone})
        find(tmp_path, warehouse)
        assert warehouse.rows("from mined.voice_readings order by statement_id") == kept[1:]


def _say(warehouse: Warehouse, statement_id: str, clean: str) -> None:
    warehouse.run(
        "update mined.statements set clean = $clean where statement_id = $id", {"clean": clean, "id": statement_id}
    )
