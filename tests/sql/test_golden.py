"""Golden cases of relations and checks, as small CSV files: an analyst can write one without any Python.

    tests/sql/<schema>/<relation>/<case>/
        raw.feedback.csv      rows that are given: one file a table or view, only the columns that matter
        expect.csv            rows that are expected, in order: only the columns that matter
        variables.toml        where a case needs other variables than VARIABLES below

The name of the case states the rule. An empty cell is null; a list is written [a, b]; numbers are compared to four
places; of a view the order does not count. A column that is not given is null, or, where it may not be, empty, zero or
false. What is given is taken as it is; all else that the relation reads is built from it. A check expects its bad rows:
a header alone means that it passes.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from insight.config import Settings, ThemeSettings
from insight.pipeline.publishing import marts_variables
from insight.records import Run
from insight.relations import build_marts, find_dependencies, install, read_relations, set_variables, sql_folder
from insight.warehouse import Warehouse, open_work_file

FOLDER = Path(__file__).parent
RELATIONS = read_relations(sql_folder())
CASES = sorted(path.parent for path in FOLDER.glob("*/*/*/expect.csv"))
HALF_MAY_BE_UNCLEAR = Settings(product="app", themes=ThemeSettings(max_unclear_share=0.5))
VARIABLES = marts_variables(HALF_MAY_BE_UNCLEAR, Run("run_2", datetime(2024, 7, 1)))
NEUTRAL = {"VARCHAR": "''", "BLOB": "''::blob", "BOOLEAN": "false", "TIMESTAMP": "timestamp '2024-01-01'"}


@dataclass(frozen=True)
class Bench:
    """A work file in which every relation is there and none has a row, and who reads whom."""

    warehouse: Warehouse
    marts: list[str]  # each after all that it reads
    reads: dict[str, set[str]]


@pytest.fixture(scope="module")
def shared_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with open_work_file(Settings(root=tmp_path_factory.mktemp("golden"))) as warehouse:
        install(warehouse, RELATIONS)
        selects = {name: one for name, one in RELATIONS.items() if one.schema in ("staging", "marts", "checks")}
        reads = {name: find_dependencies(warehouse, relation) for name, relation in selects.items()}
        yield Bench(warehouse, build_marts(warehouse, RELATIONS, VARIABLES), reads)


@pytest.fixture
def bench(shared_bench: Bench) -> Iterator[Bench]:
    """The same, for one case: what it does is undone."""
    shared_bench.warehouse.run("begin")
    try:
        yield shared_bench
    finally:
        shared_bench.warehouse.run("rollback")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(FOLDER)))
def test_golden_case(case: Path, bench: Bench) -> None:
    warehouse, target = bench.warehouse, RELATIONS[f"{case.parent.parent.name}.{case.parent.name}"]
    set_variables(warehouse, VARIABLES | _read_variables(case))
    given = {path.stem: path for path in sorted(case.glob("*.*.csv"))}
    for name, path in given.items():
        _give(warehouse, name, path)
    needed = _find_needed(target.full_name, given, bench.reads)
    for name in bench.marts:
        if name in needed:
            warehouse.run(f"create or replace table {name} as {RELATIONS[name].body}")
    select = target.body if target.schema == "checks" else f"from {target.full_name}"
    warehouse.run(f"create temp table answer as {select}")
    header, expected = _read_csv(case / "expect.csv")
    warehouse.run(f"create temp table expected as select {_columns(header)} from answer limit 0")
    _insert(warehouse, "expected", header, expected)
    answer = [_rounded(row) for row in warehouse.rows(f"select {_columns(header)} from answer")]
    wanted = [_rounded(row) for row in warehouse.rows("from expected")]
    if target.schema == "staging":  # a view has no order
        answer, wanted = sorted(answer, key=repr), sorted(wanted, key=repr)
    assert answer == wanted


def test_each_check_has_a_case_that_it_passes_and_one_that_it_does_not() -> None:
    lacking = []
    for name in (relation.name for relation in RELATIONS.values() if relation.schema == "checks"):
        bad_counts = {len(_read_csv(case / "expect.csv")[1]) > 0 for case in CASES if case.parent.name == name}
        if bad_counts != {True, False}:
            lacking.append(name)
    assert lacking == []


def test_each_case_is_of_a_relation() -> None:
    names = {f"{case.parent.parent.name}.{case.parent.name}" for case in CASES}
    assert names - RELATIONS.keys() == set()


def _find_needed(name: str, given: Collection[str], reads: Mapping[str, set[str]]) -> set[str]:
    """All that a relation is made from, itself included, as far as it is not given."""
    if name in given or name not in reads:
        return set()
    return {name}.union(*(_find_needed(other, given, reads) for other in reads[name]))


def _give(warehouse: Warehouse, name: str, path: Path) -> None:
    """Fill a table; a view makes room for a table with its columns."""
    schema, _, table = name.partition(".")
    if schema == "staging":
        warehouse.run(f"create table {schema}.given_{table} as select * from {name} limit 0")
        warehouse.run(f"drop view {name}")
        warehouse.run(f"alter table {schema}.given_{table} rename to {table}")
    header, rows = _read_csv(path)
    _insert(warehouse, name, header, rows)


def _insert(warehouse: Warehouse, table: str, header: list[str], rows: list[list[str]]) -> None:
    described = {row["column_name"]: row for row in warehouse.rows(f"describe {table}")}
    unknown = [name for name in header if name not in described]
    assert unknown == [], f"{table} has no such columns"
    missing = [name for name, row in described.items() if row["null"] == "NO" and name not in header]
    neutral = [_neutral(described[name]["column_type"]) for name in missing]
    for row in rows:
        cells = [f"nullif(?, '')::{described[name]['column_type']}" for name in header]
        warehouse.run(f"insert into {table} ({_columns(header + missing)}) select {', '.join(cells + neutral)}", row)


def _neutral(kind: str) -> str:
    return "[]" if kind.endswith("[]") else NEUTRAL.get(kind, "0")


def _read_csv(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return [name.strip() for name in header], [[cell.strip() for cell in row] for row in rows if row]


def _read_variables(case: Path) -> dict[str, Any]:
    path = case / "variables.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _columns(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float | Decimal) else value for name, value in row.items()}
