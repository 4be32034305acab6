"""Mining in parts: of many messages the later ones are judged by vectors that are told from words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from insight import pipeline, reading
from insight.config import load_settings
from insight.pipeline import statements as mining

SETTINGS = """
product = "Parcelo"
workers = {workers}
[sources.desk]
preset = "tickets"
path = "desk.csv"
"""
THINGS = ("calendar", "invoice list", "weekly report", "shared folder", "password page")
FAULTS = ("crashes when I open it", "does not load any more", "shows the wrong dates", "loses my changes")
COUNT = 240


def mine(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, workers: int, encoded_first: int, told_from: int = 100
) -> tuple[Any, int, int]:
    """Mine tickets; return the statements, and how many vectors were encoded and told."""
    root.mkdir()
    lines = [
        f'{at},About the {THINGS[at % 5]},"The {THINGS[at % 5]} {FAULTS[at % 4]} since version {at}.",2026-05-01'
        for at in range(COUNT)
    ]
    root.joinpath("desk.csv").write_text("\n".join(["id,subject,description,created_at", *lines]), encoding="utf-8")
    root.joinpath("insight.toml").write_text(SETTINGS.format(workers=workers), encoding="utf-8")
    monkeypatch.setattr(mining, "READ_AT_ONCE", 30)
    monkeypatch.setattr(mining, "ENCODED_MEANWHILE", 1)
    monkeypatch.setattr(mining, "ENCODED_FIRST", encoded_first)
    monkeypatch.setattr(mining, "TOLD_FROM", told_from)
    settings = load_settings(root / "insight.toml")
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        pipeline.ingest(session)
        pipeline.find_statements(session)
    with reading.open_idle_work_file(settings) as warehouse:
        found = warehouse.rows("from mined.statements order by statement_id")
        encoded = warehouse.value("select count(*) from mined.vectors where encoder like 'minilm%'")
        return found, int(encoded), int(warehouse.value("select count(*) from mined.told_vectors"))


def test_few_messages_are_all_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, encoded, told = mine(tmp_path / "few", monkeypatch, workers=1, encoded_first=10_000)
    assert len(found) >= COUNT
    assert encoded >= COUNT
    assert told == 0


def test_of_many_messages_most_vectors_are_told_and_what_themes_hold_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _, _ = mine(tmp_path / "whole", monkeypatch, workers=1, encoded_first=10_000)
    found, encoded, told = mine(tmp_path / "told", monkeypatch, workers=1, encoded_first=50)
    assert told > encoded / 2
    assert [one["statement_id"] for one in found] == [one["statement_id"] for one in whole]
    assert [(one["statement_id"], one["kind"]) for one in found if one["is_specific"]] == [
        (one["statement_id"], one["kind"]) for one in whole if one["is_specific"]
    ]
    same = sum(one["kind"] == other["kind"] for one, other in zip(found, whole, strict=True))
    assert same >= 0.9 * len(whole)


def test_what_themes_will_group_is_encoded_unless_there_is_very_much_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, encoded, told = mine(tmp_path / "some", monkeypatch, workers=1, encoded_first=50, told_from=10_000)
    grouped = {one["clean"] for one in found if one["is_specific"] and one["kind"] in ("pain", "request", "praise")}
    assert told == 0
    assert encoded >= len(grouped)


def test_only_what_themes_hold_is_kept_as_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _, told = mine(tmp_path / "kept", monkeypatch, workers=1, encoded_first=50)
    grouped = {one["clean"] for one in found if one["is_specific"] and one["kind"] in ("pain", "request", "praise")}
    assert 0 < told <= len(grouped)


@pytest.mark.slow
def test_workers_change_nothing_of_what_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = mine(tmp_path / "alone", monkeypatch, workers=1, encoded_first=50)
    assert mine(tmp_path / "together", monkeypatch, workers=2, encoded_first=50) == alone
