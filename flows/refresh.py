"""Refresh as a flow: ingest, mine, publish, under one lock. This is the flow that is scheduled."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.ingest import land_sources
from flows.mine import mine_landed
from flows.publish import publish_mined
from flows.runs import hold, join
from insight import pipeline
from insight.pipeline import Outcome


@flow(name="refresh")
def refresh(config: str = "insight.toml", as_of: datetime | None = None) -> Outcome:
    """Bring the published tables up to date."""
    with hold(config, as_of) as (settings, run):
        landed = land_sources(config, settings, run)
        mined = mine_landed(config, run)
        snapshot, findings = publish_mined(config, settings, run)
        with join(config, run) as session:
            return pipeline.describe_outcome(session, landed, mined, snapshot, findings)
