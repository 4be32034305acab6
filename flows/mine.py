"""Mine as a flow: statements, themes, ideas, trends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from prefect import flow, task

from flows.runs import CACHE, hold, join
from insight import pipeline
from insight.records import Run


@flow(name="mine")
def mine(config: str = "insight.toml", as_of: datetime | None = None) -> None:
    """Find statements, themes and ideas in what has landed, and what rises or fades of them."""
    with hold(config, as_of) as (_, run):
        mine_landed(config, run)


def mine_landed(config: str, run: Run) -> Mapping[str, int]:
    """Read the new messages, group what they say, word the ideas, test the trends; return the counts."""
    return {
        **find_statements(config, run),
        **find_themes(config, run),
        **find_ideas(config, run),
        **find_trends(config, run),
    }


@task(name="find statements", cache_policy=CACHE)
def find_statements(config: str, run: Run) -> Mapping[str, int]:
    with join(config, run) as session:
        return pipeline.find_statements(session)


@task(name="find themes", cache_policy=CACHE)
def find_themes(config: str, run: Run) -> Mapping[str, int]:
    with join(config, run) as session:
        return pipeline.find_themes(session)


@task(name="find ideas", cache_policy=CACHE)
def find_ideas(config: str, run: Run) -> Mapping[str, int]:
    with join(config, run) as session:
        return pipeline.find_ideas(session)


@task(name="find trends", cache_policy=CACHE)
def find_trends(config: str, run: Run) -> Mapping[str, int]:
    with join(config, run) as session:
        return pipeline.find_trends(session)
