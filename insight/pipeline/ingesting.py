"""The first part of the story: from sources to `raw`, redacted and held against what is expected."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from insight import landing, rows
from insight.config import Settings
from insight.errors import ConfigError, ContractError
from insight.records import Counts, Feedback, Finding, Rejected
from insight.runs import Session, reach
from insight.warehouse import Warehouse, prepare_data_dir

if TYPE_CHECKING:
    from insight.redaction import Redactor


def source_names(settings: Settings) -> list[str]:
    """Names of the configured sources; a project without any is refused."""
    if not settings.sources:
        raise ConfigError("no source is configured. Write a settings file with: insight init FILE ...")
    return list(settings.sources)


def ingest_source(session: Session, name: str) -> Counts:
    """Read what is new in one source, redact it, land it; batch by batch."""
    from insight import sources

    reach(session, f"ingest {name}")
    warehouse, run = session.warehouse, session.run
    redactor = _open_redactor(session.settings)
    cursor = sources.Cursor.from_json(landing.read_cursor(warehouse, name))
    counts, ended = Counts(), []
    for number, batch in enumerate(sources.read_source(name, session.settings, cursor, run.as_of)):
        redacted: list[Feedback | Rejected] = [
            redactor.redact_feedback(row) if isinstance(row, Feedback) else row for row in batch.rows
        ]
        counts += landing.land_batch(
            warehouse,
            run,
            name,
            redacted,
            file=batch.file,
            batch=number,
            cursor=batch.cursor.to_json(),
            redact_payload=redactor.redact_payload,
        )
        if batch.file_read:
            ended.append(batch.file_read)
        session.tell(f"reading {name}", counts.read, None)
    warehouse.append("audit.files", [rows.file_row(run, name, read) for read in ended])
    landing.settle_quarantine(warehouse, run, name, [read.file for read in ended])
    if not counts.balances:
        raise ContractError(f"{name}: rows do not balance: {counts}")
    return counts


def ingest_accounts(session: Session) -> Counts:
    """Replace the accounts by what the accounts file says now."""
    from insight import sources

    reach(session, "ingest accounts")
    redactor = _open_redactor(session.settings)
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


def refuse_quarantine(session: Session) -> None:
    """Raise ContractError where more rows wait in quarantine than the limit: nothing is published then."""
    share, limit = quarantine_share(session.warehouse), session.settings.limits.quarantine_fail_share
    if share > limit:
        raise ContractError(
            f"{share:.1%} of the rows wait in quarantine, more than {limit:.1%} (limits.quarantine_fail_share): "
            "nothing is published, the last snapshot stands. See: insight quarantine"
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


def _open_redactor(settings: Settings) -> Redactor:
    from insight.redaction import Redactor

    return Redactor(pseudonym_key(settings), settings.redaction.extra_patterns)


def record_findings(session: Session, findings: Sequence[Finding]) -> None:
    """Keep what the checks of a run said."""
    found = [rows.finding_row(finding, session.run) for finding in findings]
    session.warehouse.append("audit.check_results", found)
