"""The story: one function a stage; each reads a table, calls the stage, writes a table.

    with hold_run(settings, as_of=...) as run:          # the writer's lock and a row in audit.runs
        with join_run(settings, run) as session:        # the open work file
            ingest(session); mine(session); publish(session)

Only this module knows the order. A stage with nothing new does nothing. Prefect is not needed here, and not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from insight.config import Settings
from insight.records import Counts, Finding, Run
from insight.relations import Relation
from insight.warehouse import Warehouse

Listener = Callable[[str, int, int | None], None]  # (what is going on, done so far, how many in all if known)


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


@dataclass(frozen=True)
class Outcome:
    """What became of a run."""

    run_id: str
    landed: Mapping[str, Counts]
    mined: Mapping[str, int]
    snapshot: Path | None  # None: nothing new, the last snapshot stands
    findings: tuple[Finding, ...]
    note: str
    exit_code: int  # 0 fine, 2 published with quarantine above the warn level


@contextmanager
def hold_run(settings: Settings, *, as_of: datetime | None = None) -> Iterator[Run]:
    """Take the writer's lock and begin a run; note in audit.runs how it ended, and with which error."""
    raise NotImplementedError
    yield


@contextmanager
def join_run(settings: Settings, run: Run, tell: Listener = be_silent) -> Iterator[Session]:
    """Open the work file for a stage of a run that this process holds."""
    raise NotImplementedError
    yield


def ingest_source(session: Session, name: str) -> Counts: ...
def ingest_accounts(session: Session) -> Counts: ...
def check_landed(session: Session) -> list[Finding]: ...
def find_statements(session: Session) -> Mapping[str, int]: ...
def find_themes(session: Session) -> Mapping[str, int]: ...
def find_ideas(session: Session) -> Mapping[str, int]: ...
def build_marts(session: Session) -> list[Finding]: ...
def write_snapshot(session: Session, findings: list[Finding]) -> Path | None: ...
def ingest(session: Session) -> Mapping[str, Counts]: ...
def mine(session: Session) -> Mapping[str, int]: ...
def publish(session: Session) -> tuple[Path | None, tuple[Finding, ...]]: ...
def refresh(settings: Settings, *, as_of: datetime | None = None, tell: Listener = be_silent) -> Outcome: ...
