"""Publish: one private folder a run, written aside, renamed whole, then pointed at by `current`.

In come the marts of the work file; out comes `snapshots/run_000001/` with `insight.duckdb`, Parquet, CSV, two documents
and a manifest. Nobody sees half of one: files are synced before the folder takes its name, and the pointer is replaced
in one step. `pending` holds the last intention for the pointer, so that a swap that was cut off is finished and a
rollback is never undone. Readers who hold an older snapshot open keep it. Refuses to move the pointer back unless asked
to (`roll_back`). The caller holds the writer's lock and no open transaction.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from insight import __version__
from insight.config import Settings
from insight.errors import InsightError, PublishError, WarehouseError
from insight.records import Run
from insight.targets.files import write_csv, write_parquet
from insight.targets.markdown import write_ideas
from insight.warehouse import Warehouse, quoted

SNAPSHOT_FILE = "insight.duckdb"
MANIFEST = "manifest.json"
QUOTES_READ = 12  # of each stance: feature_ideas.md shows the first few that say something else

_RUN_ID = re.compile(r"run_(\d+)")
_QUOTES = """
with one_a_person as (
    select evidence.*
    from marts.evidence as evidence
    join marts.feature_ideas as ideas on ideas.idea_id = evidence.subject_id
    where ideas.rank <= $top and (evidence.is_counted or evidence.stance = 'opposes')
    qualify row_number() over (
        partition by evidence.subject_id, evidence.stance, coalesce(evidence.customer_id, evidence.feedback_id)
        order by evidence.quote_place nulls last, evidence.assign_similarity desc nulls last, evidence.evidence_id
    ) = 1
)

select subject_id, stance, quote, source, source_url, said_at
from one_a_person
qualify row_number() over (
    partition by subject_id, stance
    order by quote_place nulls last, assign_similarity desc nulls last, evidence_id
) <= $shown
order by subject_id, stance, quote_place nulls last, assign_similarity desc nulls last, evidence_id
"""


def write_snapshot(
    warehouse: Warehouse, run: Run, settings: Settings, *, report: str, documents: Mapping[str, str] | None = None
) -> Path:
    """Write the marts as the snapshot of `run` and make it current; `report` becomes validation.md.

    `documents` are further texts that go beside it, by file name.

    Returns its folder. Raises PublishError, with the last snapshot untouched and nothing left behind.
    """
    data = settings.data.resolve()
    folder = data / "snapshots"
    _refuse_to_go_back(data, run.run_id)
    writing, target = folder / f".writing-{run.run_id}", folder / run.run_id
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        writing.mkdir(mode=0o700)
        _fill(writing, warehouse, run, settings, {**(documents or {}), "validation.md": report})
        _secure(writing)
        _note_pending(data, run.run_id)
        writing.rename(target)
        _sync(folder)
    except (OSError, WarehouseError) as error:
        reason = f"{error.strerror}: {error.filename or writing}" if isinstance(error, OSError) else str(error)
        raise PublishError(f"snapshot {run.run_id} was not written ({reason}); {what_stands(data)}") from error
    finally:
        shutil.rmtree(writing, ignore_errors=True)  # gone already when all went well
    make_current(data, run.run_id)
    return target


def make_current(data: Path, run_id: str) -> None:
    """Point `current` at a snapshot, in one step: readers see the old one or the new one."""
    if not _is_whole(data, run_id):
        raise PublishError(f"{data / 'snapshots' / run_id} is no snapshot. There are: {_names(data)}")
    link = data / f".current-{os.getpid()}"
    try:
        _note_pending(data, run_id)
        link.unlink(missing_ok=True)
        link.symlink_to(Path("snapshots") / run_id)
        link.replace(data / "current")
        _sync(data)
        _pending(data).unlink(missing_ok=True)
    except OSError as error:
        link.unlink(missing_ok=True)
        raise PublishError(f"{data / 'current'} could not be pointed at {run_id}: {error.strerror}") from error


def finish_interrupted(data: Path) -> str | None:
    """Clear what a crash left behind, and finish a swap that it cut off; return the run that became current by it."""
    for leftover in (*data.glob("snapshots/.writing-*"), *data.glob("snapshots/.removing-*")):
        shutil.rmtree(leftover)
    for leftover in (*data.glob(".current-*"), *data.glob(".pending-*")):
        leftover.unlink()
    pending = _pending(data)
    if not pending.exists():
        return None
    run_id = pending.read_text(encoding="utf-8")
    if not _is_whole(data, run_id):  # cut off before the folder had its name: there is nothing to point at
        pending.unlink()
        return None
    make_current(data, run_id)
    return run_id


def current_snapshot(data: Path) -> Path | None:
    """Return the folder that `current` points at, resolved, so that a reader's files all come from one snapshot."""
    pointer = data / "current"
    if not pointer.is_symlink():
        return None
    target = pointer.resolve()
    if not target.is_dir():
        raise PublishError(
            f"{pointer} points at {target}, which is gone. Remove {pointer}, or run: insight rollback --to RUN, "
            f"where there are: {_names(data)}"
        )
    return target


def what_stands(data: Path) -> str:
    """Say what readers see while nothing new is published."""
    current = current_snapshot(data)
    return f"snapshot {current.name} stands" if current else "nothing is published yet"


def list_snapshots(data: Path) -> list[str]:
    """Run ids of the snapshots that are there, oldest first."""
    found = [path.name for path in data.glob("snapshots/run_*") if _is_whole(data, path.name)]
    return sorted(found, key=_sequence)


def roll_back(data: Path, to: str | None = None) -> str:
    """Point `current` at an earlier snapshot (by default the one before it) and return its run id."""
    snapshots = list_snapshots(data)
    if to is None:
        current = current_snapshot(data)
        earlier = [run_id for run_id in snapshots if current and _sequence(run_id) < _sequence(current.name)]
        if not earlier:
            raise PublishError(f"there is no snapshot before the current one. There are: {_names(data)}")
        to = earlier[-1]
    if to not in snapshots:
        raise PublishError(f"there is no snapshot {to}. There are: {_names(data)}")
    make_current(data, to)
    return to


def prune(data: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` snapshots, never the current one; return what was removed."""
    current = current_snapshot(data)
    removed = [run_id for run_id in list_snapshots(data)[:-keep] if not current or run_id != current.name]
    for run_id in removed:
        aside = data / "snapshots" / f".removing-{run_id}"
        (data / "snapshots" / run_id).rename(aside)  # gone at once; who holds its files open keeps them
        shutil.rmtree(aside)
    return removed


def _fill(folder: Path, warehouse: Warehouse, run: Run, settings: Settings, documents: Mapping[str, str]) -> None:
    names = _mart_names(warehouse)
    _write_database(warehouse, names, folder / SNAPSHOT_FILE)
    rows = {name: int(warehouse.value(f'select count(*) from marts."{name}"')) for name in names}
    writers = {"parquet": write_parquet} | ({"csv": write_csv} if settings.publish.csv else {})
    for kind, write in writers.items():
        (folder / kind).mkdir(mode=0o700)
        for name in names:
            write(warehouse, f'marts."{name}"', folder / kind / f"{name}.{kind}")
    top = {"top": settings.publish.top}
    ideas = warehouse.rows("select * from marts.feature_ideas where rank <= $top order by rank", top)
    quotes = warehouse.rows(_QUOTES, {**top, "shown": QUOTES_READ})
    document = write_ideas(run, settings.product, ideas, rows["feature_ideas"], quotes)
    (folder / "feature_ideas.md").write_text(document, encoding="utf-8")
    for name, text in documents.items():
        (folder / name).write_text(text, encoding="utf-8")
    manifest = _describe(folder, run, rows)
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


def _write_database(warehouse: Warehouse, names: list[str], path: Path) -> None:
    """Copy the marts, with their comments, into a new database file.

    One by one, because the work file also holds what readers must not get (raw texts, pseudonyms).
    """
    with _attached(warehouse, "snapshot", str(path)):
        warehouse.run("create schema snapshot.marts")
        for name in names:
            warehouse.run(f'create table snapshot.marts."{name}" as from marts."{name}"')
        for statement in _comments(warehouse):
            warehouse.run(statement)


def _comments(warehouse: Warehouse) -> Iterator[str]:
    of_marts = "database_name = current_database() and schema_name = 'marts' and comment is not null"
    for row in warehouse.rows(f"select table_name, comment from duckdb_tables() where {of_marts}"):
        yield f'comment on table snapshot.marts."{row["table_name"]}" is {quoted(row["comment"])}'
    for row in warehouse.rows(f"select table_name, column_name, comment from duckdb_columns() where {of_marts}"):
        column = f'"{row["table_name"]}"."{row["column_name"]}"'
        yield f"comment on column snapshot.marts.{column} is {quoted(row['comment'])}"


@contextmanager
def _attached(warehouse: Warehouse, name: str, path: str) -> Iterator[None]:
    warehouse.run(f"attach {quoted(path)} as {name}")
    try:
        yield
    except BaseException:
        with suppress(InsightError):  # the first error is the one to tell
            warehouse.run(f"detach {name}")
        raise
    warehouse.run(f"detach {name}")


def _mart_names(warehouse: Warehouse) -> list[str]:
    of_marts = "database_name = current_database() and schema_name = 'marts'"
    rows = warehouse.rows(f"select table_name from duckdb_tables() where {of_marts} order by table_name")
    return [str(row["table_name"]) for row in rows]


def _describe(folder: Path, run: Run, rows: dict[str, int]) -> dict[str, Any]:
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        files[name] = {"bytes": path.stat().st_size, "sha256": digest}
        if path.parent != folder:
            files[name]["rows"] = rows[path.stem]
    versions = {"insight": __version__, "duckdb": version("duckdb")}
    return {"run_id": run.run_id, "as_of": run.as_of.isoformat(), "versions": versions, "tables": rows, "files": files}


def _secure(folder: Path) -> None:
    """Make every file private to its owner, and have it on disk before the folder takes its name."""
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_to_go_back(data: Path, run_id: str) -> None:
    if not _RUN_ID.fullmatch(run_id):
        raise PublishError(f"'{run_id}' is no run id: run_ and a number")
    newest = list_snapshots(data)[-1:]
    if newest and _sequence(run_id) <= _sequence(newest[0]):
        raise PublishError(f"{run_id} is not newer than {newest[0]}, which is published. To go back: insight rollback")


def _note_pending(data: Path, run_id: str) -> None:
    aside = data / f".pending-{os.getpid()}"
    aside.write_text(run_id, encoding="utf-8")
    _sync(aside)
    aside.replace(_pending(data))


def _pending(data: Path) -> Path:
    return data / "pending"


def _is_whole(data: Path, run_id: str) -> bool:
    """A folder takes its name only when it is whole; the manifest tells it from a folder made by hand."""
    return bool(_RUN_ID.fullmatch(run_id)) and (data / "snapshots" / run_id / MANIFEST).is_file()


def _sequence(run_id: str) -> int:
    return int(run_id.removeprefix("run_"))


def _names(data: Path) -> str:
    return ", ".join(list_snapshots(data)) or "none"
