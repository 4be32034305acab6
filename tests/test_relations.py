"""The runner of sql/: order is read from the queries, and what a file promises is held."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from insight.errors import RelationError
from insight.relations import build_marts, find_dependencies, install, order_relations, read_relations, run_checks

VARIABLES = {"as_of": datetime(2026, 7, 1), "run_id": "run_000001"}


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        schema, _, relation = name.partition("__")
        path = folder / schema / f"{relation}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


NUMBERS = "-- One row per number.\ncreate table if not exists raw.numbers (n integer)"
SMALL = "-- One row per small number.\nselect n from raw.numbers where n < 10"


def test_a_relation_is_built_after_all_that_it_reads(warehouse, tmp_path):
    folder = write(
        tmp_path / "sql",
        raw__numbers=NUMBERS,
        marts__a="-- One row per number.\n-- n: it\nselect n from marts.b order by n",
        marts__b="-- One row per number.\n-- n: it\nwith small as (select n from staging.c) select n from small order by n",
        staging__c=SMALL,
    )
    relations = read_relations(folder)
    order = [relation.full_name for relation in order_relations(warehouse, relations)]
    assert order == ["staging.c", "marts.b", "marts.a"]
    install(warehouse, relations)
    warehouse.run("insert into raw.numbers values (1), (20), (3)")
    assert build_marts(warehouse, relations, VARIABLES) == ["marts.b", "marts.a"]
    assert warehouse.rows("select n from marts.a") == [{"n": 1}, {"n": 3}]


def test_dependencies_are_the_schema_qualified_tables_and_no_ctes(warehouse, tmp_path):
    text = "-- One row per x.\nwith x as (select * from raw.numbers) select * from x join staging.c using (n)"
    relations = read_relations(write(tmp_path / "sql", staging__d=text))
    assert find_dependencies(warehouse, relations["staging.d"]) == {"raw.numbers", "staging.c"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"staging__c": "select 1"}, "first line must say the grain"),
        ({"staging__c": "-- One row per x.\nselect 1; select 2"}, "holds several statements"),
        ({"staging__c": "-- One row per x.\nselect * from raw.nowhere"}, "reads raw.nowhere, which has no file"),
        (
            {"staging__c": "-- One row per x.\nfrom staging.d", "staging__d": "-- One row per x.\nfrom staging.c"},
            "in a circle",
        ),
        ({"staging__c": "-- One row per x.\nselec 1"}, "c.sql"),
    ],
)
def test_a_wrong_file_is_refused_by_name(warehouse, tmp_path, files, said):
    with pytest.raises(RelationError, match=said):
        order_relations(warehouse, read_relations(write(tmp_path / "sql", **files)))


def test_a_mart_whose_columns_differ_from_its_notes_is_refused_and_rolled_back(warehouse, tmp_path):
    folder = write(tmp_path / "sql", marts__a="-- One row.\n-- n: it\nselect 1 as n, 2 as secret")
    with pytest.raises(RelationError, match="secret"), warehouse.transaction():
        build_marts(warehouse, read_relations(folder), VARIABLES)
    assert warehouse.rows("select * from information_schema.tables where table_schema = 'marts'") == []


def test_notes_become_comments_in_the_database(warehouse, tmp_path):
    folder = write(tmp_path / "sql", marts__a="-- One row.\n-- n: it's the number\nselect 1 as n")
    build_marts(warehouse, read_relations(folder), VARIABLES)
    comments = warehouse.rows("select comment from duckdb_columns() where table_name = 'a' and schema_name = 'marts'")
    assert comments == [{"comment": "it's the number"}]


def test_a_check_returns_its_bad_rows_and_none_is_a_pass(warehouse, tmp_path):
    folder = write(
        tmp_path / "sql",
        checks__fine="-- fail: Never.\nselect 1 as n where false",
        checks__poor="-- warn: A number is odd.\nselect n::varchar as n from range(4) as t(n) where n % 2 = 1 order by n",
        checks__raises="-- fail: It raises.\nselect error('broken') as n",
    )
    fine, poor, raises = run_checks(warehouse, read_relations(folder))
    assert (fine.is_met, fine.observed) == (True, "no bad rows")
    assert (poor.is_met, poor.severity, poor.bad_keys) == (False, "warn", ("1", "3"))
    assert (raises.is_met, raises.severity) == (False, "fail")
    assert "broken" in raises.error


def test_marts_see_the_instant_and_the_run_that_they_speak_for(warehouse, tmp_path):
    text = "-- One row.\n-- at: when\n-- run: who\nselect getvariable('as_of') as at, getvariable('run_id') as run"
    build_marts(warehouse, read_relations(write(tmp_path / "sql", marts__a=text)), VARIABLES)
    assert warehouse.rows("select * from marts.a") == [{"at": VARIABLES["as_of"], "run": "run_000001"}]


def test_a_view_that_is_computed_once_says_the_same_to_all_marts_and_is_a_view_again(warehouse, tmp_path):
    mart = "-- One row.\n-- drawn: it\nselect drawn from staging.lot"
    folder = write(
        tmp_path / "sql",
        staging__lot="-- One row.\n-- Computed once for all marts.\nselect uuid() as drawn",
        marts__a=mart,
        marts__b=mart,
    )
    relations = read_relations(folder)
    install(warehouse, relations)
    for _ in range(2):
        build_marts(warehouse, relations, VARIABLES)
        assert warehouse.rows("from marts.a") == warehouse.rows("from marts.b")
        assert warehouse.rows("from staging.lot") != warehouse.rows("from marts.a")
