"""Ingest as a flow: one task a source, tried again where a source could not be reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from prefect import flow, task
from prefect.artifacts import create_table_artifact

from flows.runs import CACHE, PATIENCE, hold, is_unavailable, join
from insight import pipeline
from insight.config import Settings
from insight.records import Counts, Run


@flow(name="ingest")
def ingest(config: str = "insight.toml", as_of: datetime | None = None) -> None:
    """Land what is new in every source."""
    with hold(config, as_of) as (settings, run):
        land_sources(config, settings, run)


def land_sources(config: str, settings: Settings, run: Run) -> Mapping[str, Counts]:
    """Land each source and the accounts, check what landed, report the counts."""
    landed = {name: land_source(config, run, name) for name in pipeline.source_names(settings)}
    if settings.accounts:
        landed["accounts"] = land_accounts(config, run)
    check_landed(config, run)
    create_table_artifact(
        key="landed",
        table=[{"source": name, **asdict(counts)} for name, counts in landed.items()],
        description=f"Rows of {run.run_id}, per source: read = stored + unchanged + quarantined.",
    )
    return landed


@task(
    name="land source",
    task_run_name="land {name}",
    retries=len(PATIENCE),
    retry_delay_seconds=PATIENCE,
    retry_condition_fn=is_unavailable,
    cache_policy=CACHE,
)
def land_source(config: str, run: Run, name: str) -> Counts:
    with join(config, run) as session:
        return pipeline.ingest_source(session, name)


@task(
    name="land accounts",
    retries=len(PATIENCE),
    retry_delay_seconds=PATIENCE,
    retry_condition_fn=is_unavailable,
    cache_policy=CACHE,
)
def land_accounts(config: str, run: Run) -> Counts:
    with join(config, run) as session:
        return pipeline.ingest_accounts(session)


@task(name="check landed", cache_policy=CACHE)
def check_landed(config: str, run: Run) -> int:
    with join(config, run) as session:
        findings = pipeline.check_landed(session)
        pipeline.refuse_quarantine(session)
        return len(findings)
