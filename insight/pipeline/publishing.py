"""The third part of the story: from what was mined to checked tables and a snapshot of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from insight import relations, rows
from insight.config import Settings
from insight.pipeline.ingesting import record_findings, refuse_quarantine
from insight.records import Finding, Run, content_hash
from insight.runs import Session, code_hash, reach, read_fingerprint, remember
from insight.warehouse import as_naive


def build_marts(session: Session) -> list[Finding]:
    """Build the marts and hold them against every check; a failed one leaves the last marts as they were."""
    from insight import validation

    reach(session, "marts")
    warehouse, run = session.warehouse, session.run
    variables = marts_variables(session.settings, run)
    refuse_quarantine(session)
    session.tell("building tables", 0, None)
    findings: list[Finding] = []
    try:
        with warehouse.transaction():
            built = relations.build_marts(warehouse, session.relations, variables)
            findings += relations.run_checks(warehouse, session.relations)
            session.tell("checking tables", 0, None)
            tables = {name: warehouse.arrow(f"from {name}").to_pandas() for name in built}
            findings += validation.check_published(
                tables, as_of=run.as_of, future_days=session.settings.limits.future_days
            )
            validation.raise_if_failed(findings)
    finally:
        record_findings(session, findings)
    with warehouse.transaction():  # what the checks said is itself published
        relations.build_marts(warehouse, session.relations, variables, only=("marts.quality_report",))
    return findings


def write_snapshot(session: Session, findings: Sequence[Finding], fingerprint: str) -> Path:
    """Publish the marts as this run's snapshot, and let go of the oldest."""
    from insight import digest, publish, validation

    reach(session, "snapshot")
    session.tell("writing the snapshot", 0, None)
    data = session.settings.data
    report = validation.write_report([*_landed_findings(session), *findings])
    week = digest.make_digest(session.warehouse, session.run, session.settings.product)
    documents = {"digest.md": digest.write_markdown(week), "digest.html": digest.write_html(week)}
    snapshot = publish.write_snapshot(
        session.warehouse, session.run, session.settings, report=report, documents=documents
    )
    with session.warehouse.transaction():
        remember(session, "publish", fingerprint)
    publish.prune(data, session.settings.publish.keep)
    return snapshot


def marts_variables(settings: Settings, run: Run) -> dict[str, Any]:
    """What the SQL of the marts asks for by name."""
    return {
        "as_of": as_naive(run.as_of),
        "run_id": run.run_id,
        "currency": settings.currency,
        "product": settings.product,
        "min_people": settings.publish.min_people,
        "max_unclear_share": settings.themes.max_unclear_share,
        **settings.ideas.model_dump(),
    }


def _landed_findings(session: Session) -> list[Finding]:
    found = session.warehouse.rows(
        "select * exclude (run_id) from audit.check_results where run_id = $run_id and suite like 'landed.%'",
        {"run_id": session.run.run_id},
    )
    return [rows.finding_from(row) for row in found]


def publish_fingerprint(session: Session) -> str:
    """Changes with the data, the code, the settings of publishing and the day that is spoken for."""
    warehouse, settings = session.warehouse, session.settings
    landed = warehouse.value(
        "select concat_ws(' ', (select bit_xor(hash(feedback_id, content_hash)) from raw.feedback), "
        "(select bit_xor(hash(accounts)) from raw.accounts as accounts), "
        "(select bit_xor(hash(quarantine_id, state)) from audit.quarantine), "
        "(select bit_xor(hash(evaluations)) from audit.evaluations as evaluations))"
    )
    parts = (settings.publish, settings.ideas, settings.themes, settings.limits)
    return content_hash(
        landed,
        read_fingerprint(warehouse, "ideas"),
        read_fingerprint(warehouse, "duplicates"),
        read_fingerprint(warehouse, "trends"),
        code_hash(),
        session.run.as_of.date(),
        settings.currency,
        settings.product,
        *(part.model_dump_json() for part in parts),
    )
