"""What the publish flow leaves at Prefect: overviews, and none of the customers' words."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

from flows import publish as flow
from insight import publish
from insight.config import Settings
from insight.records import Run
from insight.relations import build_marts, install, read_relations, sql_folder
from insight.warehouse import open_work_file
from tests.digest.made_weeks import AS_OF, SAID, VARIABLES, fill


def test_s1_the_digest_goes_to_prefect_without_quotes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings, run = Settings(root=tmp_path), Run("run_000001", AS_OF.replace(tzinfo=UTC))
    relations = read_relations(sql_folder())
    with open_work_file(settings) as warehouse:
        install(warehouse, relations)
        with warehouse.transaction():
            fill(warehouse)
            build_marts(warehouse, relations, VARIABLES)
        snapshot = publish.write_snapshot(warehouse, run, settings, report="# Checks\n")
    kept: dict[str, str] = {}
    monkeypatch.setattr(flow, "make_snapshot", lambda config, run: (snapshot, ()))
    monkeypatch.setattr(
        flow, "create_markdown_artifact", lambda key, markdown, description=None: kept.update({key: markdown})
    )
    flow.publish_mined("insight.toml", settings, run)
    assert set(kept) == {"digest", "top-ideas"}
    assert "▲ Rising: Crash after 2.0" in kept["digest"]
    assert [text for text in SAID.values() if any(text in markdown for markdown in kept.values())] == []
