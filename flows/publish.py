"""Publish as a flow: marts, checks, snapshot; the top ideas as an artifact."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

from flows.runs import CACHE, hold, join
from insight import digest, pipeline, reading
from insight.config import Settings
from insight.records import Finding, Run
from insight.targets.markdown import write_overview

TOP = 10


@flow(name="publish")
def publish(config: str = "insight.toml", as_of: datetime | None = None) -> None:
    """Build and check the marts and make a snapshot of them."""
    with hold(config, as_of) as (settings, run):
        publish_mined(config, settings, run)


def publish_mined(config: str, settings: Settings, run: Run) -> tuple[Path | None, tuple[Finding, ...]]:
    """Make the snapshot and report its top ideas."""
    snapshot, findings = make_snapshot(config, run)
    if snapshot:
        with reading.open_current(settings) as warehouse:
            ideas, total = reading.top_ideas(warehouse, TOP), reading.count_ideas(warehouse)
            week = digest.make_digest(warehouse, run, settings.product)
        overview = write_overview(run, settings.product, ideas, total)
        # Without quotes, as all that goes to Prefect.
        create_markdown_artifact(key="digest", markdown=digest.write_markdown(week, with_quotes=False))
        create_markdown_artifact(key="top-ideas", markdown=overview, description=f"Top ideas of {run.run_id}.")
    return snapshot, findings


@task(name="make snapshot", cache_policy=CACHE)
def make_snapshot(config: str, run: Run) -> tuple[Path | None, tuple[Finding, ...]]:
    with join(config, run) as session:
        return pipeline.publish(session)
