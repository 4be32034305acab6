"""The story: one function a stage; each reads a table, calls the stage, writes a table.

    with hold_run(settings, as_of=...) as run:          # the writer's lock and a row in audit.runs
        with join_run(settings, run) as session:        # the open work file
            ingest(session); mine(session); publish(session)

Only this module knows the order. A stage with nothing new does nothing. Prefect is not needed here, and not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from insight.config import Settings
from insight.pipeline.asking import QUESTIONS, Wish, write_edit
from insight.pipeline.evaluating import LabelFile, Learned, evaluate_labels, learn_labels
from insight.pipeline.explaining import explain_statement
from insight.pipeline.ideas import find_ideas
from insight.pipeline.ingesting import (
    check_landed,
    commonest_reason,
    ingest_accounts,
    ingest_source,
    pseudonym_key,
    quarantine_share,
    refuse_quarantine,
    source_names,
)
from insight.pipeline.publishing import build_marts, publish_fingerprint, write_snapshot
from insight.pipeline.statements import find_statements, make_ready
from insight.pipeline.themes import discover, find_themes
from insight.pipeline.trends import find_trends
from insight.records import Counts, Finding, Listener
from insight.runs import Session, be_silent, hold_run, is_new, join_run

__all__ = [
    "QUESTIONS",
    "LabelFile",
    "Learned",
    "Listener",
    "Outcome",
    "Session",
    "Wish",
    "build_marts",
    "check_landed",
    "describe_outcome",
    "discover",
    "evaluate_labels",
    "explain_statement",
    "find_ideas",
    "find_statements",
    "find_themes",
    "find_trends",
    "hold_run",
    "ingest",
    "ingest_accounts",
    "ingest_source",
    "join_run",
    "learn_labels",
    "make_ready",
    "mine",
    "pseudonym_key",
    "publish",
    "quarantine_share",
    "refresh",
    "refuse_quarantine",
    "source_names",
    "write_edit",
    "write_snapshot",
]


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


def refresh(settings: Settings, *, as_of: datetime | None = None, tell: Listener = be_silent) -> Outcome:
    """Bring the published tables up to date: ingest, mine, publish."""
    with hold_run(settings, as_of=as_of) as run, join_run(settings, run, tell) as session:
        landed = ingest(session)
        mined = mine(session)
        snapshot, findings = publish(session)
        return describe_outcome(session, landed, mined, snapshot, findings)


def ingest(session: Session) -> Mapping[str, Counts]:
    """Land what is new in every source, and see that it can be used."""
    landed = {name: ingest_source(session, name) for name in source_names(session.settings)}
    if session.settings.accounts:
        landed["accounts"] = ingest_accounts(session)
    check_landed(session)
    refuse_quarantine(session)
    return landed


def mine(session: Session) -> Mapping[str, int]:
    """Find statements, themes and ideas in what has landed, and what rises or fades of them."""
    return {**find_statements(session), **find_themes(session), **find_ideas(session), **find_trends(session)}


def publish(session: Session) -> tuple[Path | None, tuple[Finding, ...]]:
    """Build and check the marts and make a snapshot of them; no snapshot where nothing is new."""
    from insight import publish

    fingerprint = publish_fingerprint(session)
    has_snapshot = publish.current_snapshot(session.settings.data) is not None
    if has_snapshot and not is_new(session, "publish", fingerprint):
        return None, ()
    findings = build_marts(session)
    return write_snapshot(session, findings, fingerprint), tuple(findings)


def describe_outcome(
    session: Session,
    landed: Mapping[str, Counts],
    mined: Mapping[str, int],
    snapshot: Path | None,
    findings: Sequence[Finding],
) -> Outcome:
    """Say what became of the run, and with which exit code it should end."""
    share = quarantine_share(session.warehouse)
    is_over = share > session.settings.limits.quarantine_warn_share
    notes = [f"published {snapshot.name}" if snapshot else "nothing new: the last snapshot stands"]
    if snapshot and (hidden := mined.get("ideas", 0) - _published_ideas(session)):
        notes.append(f"{hidden} idea{'s' if hidden > 1 else ''} left out, told by a wave of noise alone")
    if not mined.get("themes"):
        notes.append(_why_no_theme(session))
    if is_over:
        reason = commonest_reason(session.warehouse)
        notes.append(f"{share:.1%} of the rows wait in quarantine ({reason}): insight quarantine")
    return Outcome(session.run.run_id, landed, mined, snapshot, tuple(findings), "; ".join(notes), 2 if is_over else 0)


def _published_ideas(session: Session) -> int:
    return int(session.warehouse.value("select count(*) from marts.feature_ideas"))


def _why_no_theme(session: Session) -> str:
    needed = session.settings.themes.min_statements
    founding = int(
        session.warehouse.value(
            "select count(*) from mined.statements "
            "where is_specific and kind in ('pain', 'request') and language = 'en'"
        )
    )
    if founding < needed:
        return f"too few messages to group: {founding} specific statements in English, {needed} are needed"
    return "no theme found: no statements are alike enough"
