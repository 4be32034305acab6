"""The relations of sql/: read, order by their own dependencies, build, check.

In comes the folder `sql/`, one statement a file; out come tables, views and marts in the warehouse, each built before
whatever reads it. Refuses, with the file's name (RelationError): several statements in a file, a file whose first line
does not say its grain, a mart whose columns differ from its notes, a circle of dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal

import orjson

from insight.errors import RelationError
from insight.records import Finding
from insight.warehouse import Warehouse, quoted

SCHEMAS = ("raw", "audit", "mined", "staging", "marts")
SHOWN_KEYS = 20  # of the bad rows of a check


@dataclass(frozen=True)
class Relation:
    """One file of sql/: `schema.name` at `sql/schema/name.sql`."""

    schema: str
    name: str
    text: str
    path: Path

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @cached_property
    def header(self) -> list[str]:
        """The comment lines at the top, without their dashes."""
        lines = []
        for line in self.text.splitlines():
            if not line.startswith("--"):
                break
            lines.append(line.removeprefix("--").strip())
        return lines

    @property
    def grain(self) -> str:
        return self.header[0] if self.header else ""

    @cached_property
    def notes(self) -> dict[str, str]:
        """The sentence on each column, in order."""
        pairs = (line.split(":", 1) for line in self.header[1:] if re.match(r"\w+:", line))
        return {name.strip(): note.strip() for name, note in pairs}

    @property
    def is_computed_once(self) -> bool:
        """Whether a view says that it is read by many marts: it is a table while they are built."""
        return any(line.startswith("Computed once") for line in self.header)

    @property
    def body(self) -> str:
        return self.text.strip().rstrip(";")


def sql_folder() -> Path:
    """Where the SQL files are: beside the package in the repository, inside it once installed."""
    inside = Path(__file__).parent / "sql"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "sql"


def read_relations(folder: Path) -> dict[str, Relation]:
    """Read every relation under `folder`, by full name."""
    found = {}
    for path in sorted(folder.glob("*/*.sql")):
        relation = Relation(path.parent.name, path.stem, path.read_text(encoding="utf-8"), path)
        if relation.schema in SCHEMAS and not relation.grain.startswith("One row"):
            raise RelationError(f"{path}: the first line must say the grain: -- One row per ...")
        if ";" in re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", relation.body):
            raise RelationError(f"{path}: holds several statements; one a file")
        found[relation.full_name] = relation
    return found


def order_relations(warehouse: Warehouse, relations: Mapping[str, Relation]) -> list[Relation]:
    """Sort views and marts so that each comes after all that it reads."""
    selects = {name: relation for name, relation in relations.items() if relation.schema in ("staging", "marts")}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, relation in selects.items():
        needed = find_dependencies(warehouse, relation)
        missing = sorted(other for other in needed if other not in relations)
        if missing:
            raise RelationError(f"{relation.path}: reads {', '.join(missing)}, which has no file in sql/")
        sorter.add(name, *sorted(other for other in needed if other in selects))
    try:
        return [selects[name] for name in sorter.static_order()]
    except CycleError as error:
        raise RelationError("relations that read each other in a circle: " + " -> ".join(error.args[1])) from None


def find_dependencies(warehouse: Warehouse, relation: Relation) -> set[str]:
    """Names of the house's tables in the parsed select; CTEs have no schema and fall out by themselves."""
    parsed = orjson.loads(warehouse.parse(relation.body))
    if parsed.get("error"):
        raise RelationError(f"{relation.path}: {parsed.get('error_message')}")
    if len(parsed["statements"]) != 1:
        raise RelationError(f"{relation.path}: holds {len(parsed['statements'])} statements; one a file")
    return {name for name in _tables_in(parsed) if name.split(".")[0] in SCHEMAS}


def install(warehouse: Warehouse, relations: Mapping[str, Relation]) -> None:
    """Make schemas, macros, the tables that Python fills and the staging views, where they are missing."""
    with warehouse.transaction():
        for schema in SCHEMAS:
            warehouse.run(f"create schema if not exists {schema}")
        for relation in relations.values():
            if relation.schema in ("macros", "raw", "audit", "mined"):
                _run(warehouse, relation, relation.body)
        for relation in order_relations(warehouse, relations):
            if relation.schema == "staging":
                _create_view(warehouse, relation)


def build_marts(
    warehouse: Warehouse, relations: Mapping[str, Relation], variables: Mapping[str, Any], only: Sequence[str] = ()
) -> list[str]:
    """Build every mart, or only some, in order, with column notes; the caller holds the transaction. Returns names."""
    set_variables(warehouse, variables)
    built, computed = [], []
    for relation in order_relations(warehouse, relations):
        if relation.schema == "marts" and (not only or relation.full_name in only):
            _run(warehouse, relation, f"create or replace table {relation.full_name} as {relation.body}")
            _comment(warehouse, relation)
            built.append(relation.full_name)
        elif relation.is_computed_once and not only:
            warehouse.run(f"drop view {relation.full_name}")
            _run(warehouse, relation, f"create table {relation.full_name} as {relation.body}")
            computed.append(relation)
    for relation in computed:
        warehouse.run(f"drop table {relation.full_name}")
        _create_view(warehouse, relation)
    return built


def run_checks(warehouse: Warehouse, relations: Mapping[str, Relation]) -> list[Finding]:
    """Run every check; each returns its bad rows, and none is a pass."""
    return [_check(warehouse, relation) for relation in relations.values() if relation.schema == "checks"]


def set_variables(warehouse: Warehouse, variables: Mapping[str, Any]) -> None:
    """Set what SQL reads by `getvariable`: as_of, run_id, weights."""
    for name, value in variables.items():
        warehouse.run(f"set variable {name} = $value", {"value": value})


def _create_view(warehouse: Warehouse, relation: Relation) -> None:
    _run(warehouse, relation, f"create or replace view {relation.full_name} as {relation.body}")


def _check(warehouse: Warehouse, relation: Relation) -> Finding:
    match = re.match(r"(fail|warn): (.+)", relation.grain)
    if not match:
        raise RelationError(f"{relation.path}: the first line must be -- fail: sentence, or -- warn: sentence")
    severity: Literal["fail", "warn"] = "fail" if match[1] == "fail" else "warn"
    try:
        bad = warehouse.rows(relation.body)
    except RelationError as error:  # a check that raises is an error, never a pass
        return Finding("sql", relation.name, severity, False, "raised", error=str(error).splitlines()[0])
    # The first column names a bad row; a count in it names none.
    firsts = [next(iter(row.values())) for row in bad[:SHOWN_KEYS]]
    keys = tuple(first for first in firsts if isinstance(first, str))
    number = "1 bad row" if len(bad) == 1 else f"{len(bad)} bad rows"
    observed = f"{number}: {match[2]}" if bad else "no bad rows"
    return Finding("sql", relation.name, severity, not bad, observed, keys)


def _run(warehouse: Warehouse, relation: Relation, statement: str) -> None:
    try:
        warehouse.run(statement)
    except RelationError as error:
        raise RelationError(f"{relation.path}: {error}") from error


def _comment(warehouse: Warehouse, relation: Relation) -> None:
    columns = warehouse.columns(relation.full_name)
    if columns != list(relation.notes):
        odd = sorted(set(columns) ^ set(relation.notes)) or ["their order"]
        raise RelationError(f"{relation.path}: columns and notes differ: {', '.join(odd)}")
    warehouse.run(f"comment on table {relation.full_name} is {quoted(relation.grain)}")
    for column, note in relation.notes.items():
        warehouse.run(f"comment on column {relation.full_name}.{column} is {quoted(note)}")


def _tables_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE" and node.get("schema_name"):
            yield f"{node['schema_name']}.{node['table_name']}"
        for value in node.values():
            yield from _tables_in(value)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for value in node:
            yield from _tables_in(value)
