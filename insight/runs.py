"""Runs: who may write now, what a run is known by, and what each stage last worked on.

`hold_run` takes the writer's lock, opens a row in `audit.runs` and notes how the run ended; `join_run` opens the work
file for a stage of it. `is_new` and `remember` let a stage with nothing new do nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from insight import landing, relations
from insight.config import Settings
from insight.errors import InsightError, WarehouseError
from insight.records import Listener, Run, as_utc, content_hash
from insight.relations import Relation
from insight.warehouse import Warehouse, hold_lock, open_work_file


def be_silent(stage: str, done: int, total: int | None) -> None:
    """The listener that nobody reads."""


@dataclass(frozen=True)
class Session:
    """All that a stage needs: what is passed, never found."""

    settings: Settings
    warehouse: Warehouse
    relations: Mapping[str, Relation]
    run: Run
    tell: Listener = be_silent


@contextmanager
def hold_run(settings: Settings, *, as_of: datetime | None = None) -> Iterator[Run]:
    """Take the writer's lock and begin a run; note in audit.runs how it ended, and with which error."""
    from insight import publish

    with hold_lock(settings.data, wait_seconds=settings.limits.lock_wait_seconds):
        publish.finish_interrupted(settings.data)
        with open_work_file(settings) as warehouse:
            relations.install(warehouse, _relations())
            _refuse_gaps(warehouse, settings)
            run = _begin_run(warehouse, settings, as_of)
        try:
            yield run
        except BaseException as error:
            # The house's errors are made for people and hold no customer's words; others may.
            said = f"{type(error).__name__}: {error}" if isinstance(error, InsightError) else type(error).__name__
            _end_run(settings, run, "failed" if isinstance(error, Exception) else "cancelled", said)
            raise
        _end_run(settings, run, "completed", None)


@contextmanager
def join_run(settings: Settings, run: Run, tell: Listener = be_silent) -> Iterator[Session]:
    """Open the work file for a stage of a run that this process holds."""
    with open_work_file(settings) as warehouse:
        yield Session(settings, warehouse, _relations(), run, tell)


def today() -> date:
    """The day on which a person writes something down, in UTC."""
    return datetime.now(UTC).date()


def reach(session: Session, stage: str) -> None:
    """Note the stage that a run has come to, for whoever finds it cut off."""
    session.warehouse.run(
        "update audit.runs set stage = $stage where run_id = $run_id", {"stage": stage, "run_id": session.run.run_id}
    )


def read_fingerprint(warehouse: Warehouse, stage: str) -> str:
    """What a stage last worked on; empty where it never did."""
    found = warehouse.value("select fingerprint from mined.fingerprints where stage = $stage", {"stage": stage})
    return str(found or "")


def is_new(session: Session, stage: str, fingerprint: str) -> bool:
    """Whether a stage has something to do: its last fingerprint is another one."""
    return read_fingerprint(session.warehouse, stage) != fingerprint


def remember(session: Session, stage: str, fingerprint: str) -> None:
    """Note what a stage has worked on, in the transaction that writes its tables."""
    session.warehouse.run("delete from mined.fingerprints where stage = $stage", {"stage": stage})
    row = {"stage": stage, "fingerprint": fingerprint, "run_id": session.run.run_id}
    session.warehouse.append("mined.fingerprints", [row])


@cache
def code_hash(*modules: str) -> str:
    """Hash of this package's code and relations, or of the modules named: changed code mines again."""
    package = Path(__file__).parent
    if modules:
        found = [p for name in modules for p in [package / f"{name}.py", *(package / name).rglob("*")] if p.is_file()]
    else:
        found = [*package.rglob("*.py"), *relations.sql_folder().rglob("*.sql")]
    kept = sorted(path for path in found if path.suffix in (".py", ".toml", ".sql", ".txt"))
    return content_hash(*(part for path in kept for part in (path.name, path.read_text(encoding="utf-8"))))


@cache
def _relations() -> Mapping[str, Relation]:
    return relations.read_relations(relations.sql_folder())


def _begin_run(warehouse: Warehouse, settings: Settings, as_of: datetime | None) -> Run:
    from insight.encoder import english_name

    # The lock is ours, so a run that still says "running" was killed.
    warehouse.run("update audit.runs set state = 'crashed' where state = 'running'")
    sequence = int(warehouse.value("select coalesce(max(sequence), 0) + 1 from audit.runs"))
    now = datetime.now(UTC)
    run = Run(f"run_{sequence:06d}", as_utc(as_of or now))
    row = {
        "run_id": run.run_id,
        "sequence": sequence,
        "as_of": run.as_of,
        "started_at": now,
        "state": "running",
        "code_hash": code_hash(),
        "config_hash": content_hash(settings.model_dump_json(exclude={"root", "pseudonym_key", "polish_key"})),
        "taxonomy_hash": _file_hash(settings.at(settings.taxonomy)),
        "encoder": english_name(settings.encoder),
    }
    warehouse.append("audit.runs", [row])
    return run


def _file_hash(path: Path) -> str | None:
    return content_hash(path.read_bytes().hex()) if path.is_file() else None


def _end_run(settings: Settings, run: Run, state: str, error: str | None) -> None:
    with open_work_file(settings) as warehouse:
        warehouse.run(
            "update audit.runs set state = $state, error = $error, ended_at = $now where run_id = $run_id",
            {"state": state, "error": error, "now": datetime.now(UTC).replace(tzinfo=None), "run_id": run.run_id},
        )


def _refuse_gaps(warehouse: Warehouse, settings: Settings) -> None:
    from insight import publish

    gaps = landing.find_ledger_gaps(warehouse)
    if gaps:
        raise WarehouseError(
            f"{warehouse.path} has lost rows ({'; '.join(gaps)}), as when its .wal file was cut or deleted; "
            f"{publish.what_stands(settings.data)}. Restore the work file from a copy, or "
            "move it aside and ingest again"
        )
