"""The first part of the story: from sources to `raw`, redacted and held against what is expected."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Self

from insight import landing, rows
from insight.config import Settings
from insight.errors import ConfigError, ContractError
from insight.records import Counts, Feedback, Finding, Rejected, content_hash
from insight.runs import Session, code_hash, reach
from insight.warehouse import Warehouse, prepare_data_dir
from insight.workers import spread

if TYPE_CHECKING:
    from insight.redaction import Redactor
    from insight.sources import Batch


def source_names(settings: Settings) -> list[str]:
    """Names of the configured sources; a project without any is refused."""
    if not settings.sources:
        raise ConfigError("no source is configured. Write a settings file with: insight init FILE ...")
    return list(settings.sources)


def ingest_source(session: Session, name: str) -> Counts:
    """Read what is new in one source, redact it, land it; batch by batch."""
    from insight import sources, validation

    reach(session, f"ingest {name}")
    warehouse, run, settings = session.warehouse, session.run, session.settings
    redacting = _Redacting.by(settings)
    cursor = sources.Cursor.from_json(landing.read_cursor(warehouse, name))
    read = sources.read_source(name, settings, cursor, run.as_of)
    batches = ((redacting, batch) for batch in _leave_out_known(session, name, redacting, read))
    counts, ended = Counts(), []
    for number, ((_, batch), redacted) in enumerate(spread(_redact_batch, batches, workers=settings.workers)):
        counts += landing.land_batch(
            warehouse,
            run,
            name,
            redacted,
            file=batch.file,
            batch=number,
            cursor=batch.cursor.to_json(),
            known_count=batch.known_count,
            redact_payload=_open_redactor(redacting).redact_payload,
        )
        if counts.stored:
            validation.load_soon()  # what lands will be checked
        if batch.file_read:
            ended.append(batch.file_read)
        session.tell(f"reading {name}", counts.read, None)
    warehouse.append("audit.files", [rows.file_row(run, name, read) for read in ended])
    landing.settle_quarantine(warehouse, run, name, [read.file for read in ended])
    if not counts.balances:
        raise ContractError(f"{name}: rows do not balance: {counts}")
    return counts


def _leave_out_known(session: Session, name: str, redacting: _Redacting, batches: Iterable[Batch]) -> Iterator[Batch]:
    """Leave out of the batches what is in `raw` as it comes: redaction costs most of an ingest, and exports repeat.

    Batches are read ahead of those that land, so what a feedback has become in this run is not looked up: from its
    first row that is not known on, all its rows go to the landing, which decides by their order.
    """
    is_empty = not session.warehouse.value("select count(*) from raw.feedback where source = $source", {"source": name})
    moved = set[str]()
    for batch in batches:
        feedback = [row for row in batch.rows if isinstance(row, Feedback)]
        arrivals = {} if is_empty else landing.read_arrivals(session.warehouse, [row.feedback_id for row in feedback])
        rows: list[Feedback | Rejected] = []
        for row in batch.rows:
            if isinstance(row, Feedback):
                row = replace(row, came_as=redacting.seal(row))
                if row.feedback_id not in moved and arrivals.get(row.feedback_id) == row.came_as:
                    continue
                if not is_empty:
                    moved.add(row.feedback_id)
            rows.append(row)
        yield replace(batch, rows=tuple(rows), known_count=len(batch.rows) - len(rows))


def ingest_accounts(session: Session) -> Counts:
    """Replace the accounts by what the accounts file says now."""
    from insight import sources

    reach(session, "ingest accounts")
    redactor = _open_redactor(_Redacting.by(session.settings))
    found = list(sources.read_accounts(session.settings))
    return landing.land_accounts(session.warehouse, session.run, found, redactor.redact_payload)


def check_landed(session: Session) -> list[Finding]:
    """Hold what this run landed against the expectations: rows that fail go to quarantine, a failed batch stops."""
    warehouse, run = session.warehouse, session.run
    landed = {"run_id": run.run_id}
    if not warehouse.value("select count(*) from raw.feedback where landed_run_id = $run_id", landed):
        return []
    from insight import validation

    reach(session, "validate")
    session.tell("checking what landed", 0, None)
    findings = validation.check_landed(
        warehouse.arrow(_LANDED_FEEDBACK, landed).to_pandas(),
        warehouse.arrow(_LANDED_MESSAGES, landed).to_pandas(),
        as_of=run.as_of,
        future_days=session.settings.limits.future_days,
        min_rows=1,
    )
    record_findings(session, findings)
    validation.raise_if_failed(findings)
    for finding in findings:
        if finding.scope == "row" and finding.severity == "fail" and finding.bad_keys:
            landing.set_aside_rows(warehouse, run, finding.bad_keys, finding.name)
    return findings


_LANDED_FEEDBACK = "select *, feedback_id as row_key from raw.feedback where landed_run_id = $run_id order by row_key"
_LANDED_MESSAGES = """
select messages.*, messages.feedback_id as row_key
from raw.messages as messages
join raw.feedback as feedback on feedback.feedback_id = messages.feedback_id
where feedback.landed_run_id = $run_id
order by row_key, messages.position
"""


def quarantine_share(warehouse: Warehouse) -> float:
    """Share of all rows that wait in quarantine."""
    (count,) = warehouse.rows(
        "select (select count(*) from audit.quarantine where state = 'waiting') as waiting, "
        "(select count(*) from raw.feedback) as landed"
    )
    total = count["waiting"] + count["landed"]
    return float(count["waiting"] / total) if total else 0.0


def commonest_reason(warehouse: Warehouse) -> str:
    """Why most of the rows in quarantine wait, and for how many of them that is the reason."""
    reason = warehouse.rows(
        "select reason, count(*) as row_count from audit.quarantine where state = 'waiting' "
        "group by reason order by row_count desc, reason limit 1"
    )
    return ", ".join(f"{one['row_count']:,} as {one['reason']}" for one in reason)


def refuse_quarantine(session: Session) -> None:
    """Raise ContractError where more rows wait in quarantine than the limit: nothing is published then."""
    from insight import publish

    share, limit = quarantine_share(session.warehouse), session.settings.limits.quarantine_fail_share
    if share > limit:
        raise ContractError(
            f"{share:.1%} of the rows wait in quarantine ({commonest_reason(session.warehouse)}), "
            f"more than {limit:.1%} (limits.quarantine_fail_share): {publish.what_stands(session.settings.data)}. "
            "See: insight quarantine"
        )


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


@dataclass(frozen=True)
class _Redacting:
    """What a redactor is opened by, here or in a worker."""

    key: bytes
    extra_patterns: tuple[tuple[str, str], ...]

    @classmethod
    def by(cls, settings: Settings) -> Self:
        return cls(pseudonym_key(settings), tuple(settings.redaction.extra_patterns.items()))

    def seal(self, row: Feedback) -> str:
        """Hash a row before redaction, by the key: what it holds cannot be guessed and tried without that."""
        return content_hash(self.key.hex(), code_hash("redaction"), self.extra_patterns, row.content_hash)


@cache
def _open_redactor(redacting: _Redacting) -> Redactor:
    from insight.redaction import Redactor

    return Redactor(redacting.key, dict(redacting.extra_patterns))


def open_redactor(settings: Settings) -> Redactor:
    """The redactor of these settings."""
    return _open_redactor(_Redacting.by(settings))


def _redact_batch(given: tuple[_Redacting, Batch]) -> list[Feedback | Rejected]:
    """Redact the rows of a batch: the work of a worker."""
    redacting, batch = given
    redactor = _open_redactor(redacting)
    return [redactor.redact_feedback(row) if isinstance(row, Feedback) else row for row in batch.rows]


def record_findings(session: Session, findings: Sequence[Finding]) -> None:
    """Keep what the checks of a run said."""
    found = [rows.finding_row(finding, session.run) for finding in findings]
    session.warehouse.append("audit.check_results", found)
