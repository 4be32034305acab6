"""The story: one function a stage; each reads a table, calls the stage, writes a table.

    with hold_run(settings, as_of=...) as run:          # the writer's lock and a row in audit.runs
        with join_run(settings, run) as session:        # the open work file
            ingest(session); mine(session); publish(session)

Only this module knows the order. A stage with nothing new does nothing. Prefect is not needed here, and not known.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from insight import landing, relations
from insight.config import Settings
from insight.errors import ConfigError, ContractError, InsightError, WarehouseError
from insight.records import Counts, Feedback, Finding, MessageToRead, Rejected, Run, Statement, as_utc, content_hash
from insight.relations import Relation
from insight.warehouse import Row, Warehouse, hold_lock, open_work_file, prepare_data_dir

if TYPE_CHECKING:
    from insight.encoder import Encoder, Vectors
    from insight.redaction import Redactor

Listener = Callable[[str, int, int | None], None]  # (what is going on, done so far, how many in all if known)

READ_AT_ONCE = 1_000  # messages mined in one transaction


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


# --- the whole ------------------------------------------------------------------------------------------------------


def refresh(settings: Settings, *, as_of: datetime | None = None, tell: Listener = be_silent) -> Outcome:
    """Bring the published tables up to date: ingest, mine, publish."""
    with hold_run(settings, as_of=as_of) as run, join_run(settings, run, tell) as session:
        landed = ingest(session)
        mined = mine(session)
        snapshot, findings = publish(session)
        return describe_outcome(session, landed, mined, snapshot, findings)


def ingest(session: Session) -> Mapping[str, Counts]:
    """Land what is new in every source, and see that it can be used."""
    if not session.settings.sources:
        raise ConfigError("no source is configured. Write a settings file with: insight init FILE ...")
    landed = {name: ingest_source(session, name) for name in session.settings.sources}
    if session.settings.accounts:
        landed["accounts"] = ingest_accounts(session)
    check_landed(session)
    return landed


def mine(session: Session) -> Mapping[str, int]:
    """Find statements, themes and ideas in what has landed."""
    return {**find_statements(session), **find_themes(session), **find_ideas(session)}


def publish(session: Session) -> tuple[Path | None, tuple[Finding, ...]]:
    """Build and check the marts and make a snapshot of them; no snapshot where nothing is new."""
    if not _is_new(session, "publish", _publish_fingerprint(session)):
        return None, ()
    findings = build_marts(session)
    return write_snapshot(session, findings), tuple(findings)


def describe_outcome(
    session: Session,
    landed: Mapping[str, Counts],
    mined: Mapping[str, int],
    snapshot: Path | None,
    findings: Sequence[Finding],
) -> Outcome:
    """Say what became of the run, and with which exit code it should end."""
    share = quarantine_share(session)
    is_over = share > session.settings.limits.quarantine_warn_share
    notes = [f"published {snapshot.name}" if snapshot else "nothing new: the last snapshot stands"]
    if mined.get("themes") == 0:
        needed = session.settings.themes.min_statements
        notes.append(f"too few messages to group: {mined['specific']} specific statements, {needed} are needed")
    if is_over:
        notes.append(f"{share:.1%} of the rows wait in quarantine (insight quarantine)")
    return Outcome(
        session.run.run_id, landed, mined, snapshot, tuple(findings), "; ".join(notes), 2 if is_over else 0
    )


# --- the run --------------------------------------------------------------------------------------------------------


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
            # The message of the house's errors is made for people and holds no customer's words; others may.
            said = f"{type(error).__name__}: {error}" if isinstance(error, InsightError) else type(error).__name__
            _end_run(settings, run, "failed" if isinstance(error, Exception) else "cancelled", said)
            raise
        _end_run(settings, run, "completed", None)


@contextmanager
def join_run(settings: Settings, run: Run, tell: Listener = be_silent) -> Iterator[Session]:
    """Open the work file for a stage of a run that this process holds."""
    with open_work_file(settings) as warehouse:
        yield Session(settings, warehouse, _relations(), run, tell)


def _begin_run(warehouse: Warehouse, settings: Settings, as_of: datetime | None) -> Run:
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
        "config_hash": content_hash(settings.model_dump_json(exclude={"root", "pseudonym_key"})),
        "encoder": _encoder_name(),
    }
    warehouse.append("audit.runs", [row])
    return run


def _end_run(settings: Settings, run: Run, state: str, error: str | None) -> None:
    with open_work_file(settings) as warehouse:
        warehouse.run(
            "update audit.runs set state = $state, error = $error, ended_at = $now where run_id = $run_id",
            {"state": state, "error": error, "now": datetime.now(UTC).replace(tzinfo=None), "run_id": run.run_id},
        )


def _refuse_gaps(warehouse: Warehouse, settings: Settings) -> None:
    gaps = landing.find_ledger_gaps(warehouse)
    if gaps:
        raise WarehouseError(
            f"{warehouse.path} has lost rows ({'; '.join(gaps)}), as when its .wal file was cut or deleted. "
            f"Nothing is published. Restore it from a copy, or remove {settings.data} and ingest again"
        )


def _reach(session: Session, stage: str) -> None:
    session.warehouse.run(
        "update audit.runs set stage = $stage where run_id = $run_id", {"stage": stage, "run_id": session.run.run_id}
    )


# --- landing --------------------------------------------------------------------------------------------------------


def ingest_source(session: Session, name: str) -> Counts:
    """Read what is new in one source, redact it, land it; batch by batch."""
    from insight import sources

    _reach(session, f"ingest {name}")
    redactor = _open_redactor(session.settings)
    cursor = sources.Cursor.from_json(landing.read_cursor(session.warehouse, name))
    counts, files = Counts(), []
    for number, batch in enumerate(sources.read_source(name, session.settings, cursor, session.run.as_of)):
        rows: list[Feedback | Rejected] = [
            redactor.redact_feedback(row) if isinstance(row, Feedback) else row for row in batch.rows
        ]
        counts += landing.land_batch(
            session.warehouse,
            session.run,
            name,
            rows,
            file=batch.file,
            batch=number,
            cursor=batch.cursor.to_json(),
            redact_payload=redactor.redact_payload,
        )
        if batch.ended:
            files.append(batch.file)
        session.tell(f"reading {name}", counts.read, None)
    landing.settle_quarantine(session.warehouse, session.run, name, files)
    if not counts.balances:
        raise ContractError(f"{name}: rows do not balance: {counts}")
    return counts


def ingest_accounts(session: Session) -> Counts:
    """Replace the accounts by what the accounts file says now."""
    from insight import sources

    _reach(session, "ingest accounts")
    return landing.land_accounts(session.warehouse, session.run, list(sources.read_accounts(session.settings)))


def check_landed(session: Session) -> list[Finding]:
    """Hold what this run landed against the expectations; rows that fail go to quarantine, a failed batch stops."""
    warehouse, run = session.warehouse, session.run
    mine = {"run_id": run.run_id}
    if not warehouse.value("select count(*) from raw.feedback where landed_run_id = $run_id", mine):
        return []
    from insight import validation

    _reach(session, "validate")
    feedback = warehouse.arrow("select * from raw.feedback where landed_run_id = $run_id", mine).to_pandas()
    messages = warehouse.arrow(
        "select messages.* from raw.messages as messages join raw.feedback as feedback using (feedback_id) "
        "where feedback.landed_run_id = $run_id",
        mine,
    ).to_pandas()
    findings = validation.check_landed(feedback, messages, as_of=run.as_of)
    _record_findings(session, findings)
    validation.raise_if_failed([finding for finding in findings if finding.scope == "batch"])
    for finding in findings:
        if finding.scope == "row" and finding.severity == "fail" and finding.bad_keys:
            landing.set_aside_rows(warehouse, run, finding.bad_keys, finding.name)
    return findings


def quarantine_share(session: Session) -> float:
    """Share of all rows that wait in quarantine."""
    waiting, landed = session.warehouse.rows(
        "select (select count(*) from audit.quarantine where state = 'waiting') as n "
        "union all select count(*) from raw.feedback"
    )
    total = waiting["n"] + landed["n"]
    return waiting["n"] / total if total else 0.0


def _open_redactor(settings: Settings) -> Redactor:
    from insight.redaction import Redactor

    return Redactor(pseudonym_key(settings), settings.redaction.extra_patterns)


def pseudonym_key(settings: Settings) -> bytes:
    """The key of the pseudonyms: from the environment, else the one in the data folder, made there once (mode 0600)."""
    if settings.pseudonym_key is not None:
        return settings.pseudonym_key.get_secret_value().encode()
    prepare_data_dir(settings.data)
    path = settings.data / "pseudonym.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_bytes().strip()


# --- statements -----------------------------------------------------------------------------------------------------


def find_statements(session: Session) -> Mapping[str, int]:
    """Mine the customers' messages that are new or changed; forget those that are gone."""
    warehouse = session.warehouse
    reader_hash = _reader_hash(session.settings)
    with warehouse.transaction():
        for statement in _FORGET_STALE:
            warehouse.run(statement, {"reader_hash": reader_hash})
    waiting = int(warehouse.value(f"select count(*) from ({_TO_MINE})", {"reader_hash": reader_hash}))
    if waiting:
        _reach(session, "statements")
        _read_messages(session, reader_hash, waiting)
        _mark_duplicates(session)
    counted = warehouse.rows("select kind, count(*) as n from mined.statements group by kind order by kind")
    return {"messages": waiting, "statements": sum(row["n"] for row in counted)}


def _read_messages(session: Session, reader_hash: str, waiting: int) -> None:
    from insight.statements import Reader

    warehouse, done = session.warehouse, 0
    with Reader(session.settings.statements) as reader:
        english, others = _open_encoders()
        exemplars = english().encode(reader.exemplar_texts())
        while batch := warehouse.rows(f"{_TO_MINE} limit {READ_AT_ONCE}", {"reader_hash": reader_hash}):
            messages = [_message_to_read(row) for row in batch]
            read = reader.read(messages)
            candidates = [candidate for message in read for candidate in message.candidates]
            vectors = _vectors(session, english, [c for c in candidates if c.language == "en"])
            judged = reader.judge(candidates, vectors, exemplars, {message.message_id: message for message in messages})
            hashes = {row["message_id"]: row["text_hash"] for row in batch}
            with warehouse.transaction():
                warehouse.append("mined.statements", [_statement_row(statement) for statement in judged])
                warehouse.append(
                    "mined.messages",
                    [
                        {
                            "message_id": message.message_id,
                            "feedback_id": message.feedback_id,
                            "text_hash": hashes[message.message_id],
                            "reader_hash": reader_hash,
                            "language": message.language,
                            "state": message.state,
                            "reason": message.reason,
                            "run_id": session.run.run_id,
                        }
                        for message in read
                    ],
                )
            done += len(batch)
            session.tell("reading messages", done, waiting)
