"""`insight explain`: the reasons come from the code that judged, and what was stored is what is explained."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from insight import pipeline, reading
from insight.cli import app
from insight.config import load_settings
from insight.screens.explanation import show_explanation

SETTINGS = """
product = "Parcelo"
workers = 1
[sources.desk]
preset = "tickets"
path = "desk.csv"
"""
DESK = """id,subject,description,created_at
1,Reports,"I cannot export the report as CSV since version 5.2.1. My name is on it, write to ann@example.com.",2026-05-01
2,Calendar,"Der Kalender stürzt beim Öffnen ab und alle Termine sind verschwunden.",2026-05-02
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose statements are found."""
    path = tmp_path_factory.mktemp("explained") / "insight.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    path.with_name("desk.csv").write_text(DESK, encoding="utf-8")
    settings = load_settings(path)
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        pipeline.ingest(session)
        pipeline.find_statements(session)
    return path


def explain(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--config", str(config), "explain", *arguments], env={"COLUMNS": "160"})


def statement_ids(config: Path) -> dict[str, str]:
    with reading.open_idle_work_file(load_settings(config)) as warehouse:
        return {row["clean"]: row["statement_id"] for row in warehouse.rows("from mined.statements")}


def test_every_statement_is_explained_as_it_was_stored(config: Path) -> None:
    settings = load_settings(config)
    with reading.open_idle_work_file(settings) as warehouse:
        for statement_id in statement_ids_in(warehouse):
            row = reading.find_statement(warehouse, statement_id)
            explanation, place = pipeline.explain_statement(settings, warehouse, row)
            assert explanation.statement.statement_id == statement_id
            assert place == {"duplicate_of": None, "theme": None, "changed": {}}


def statement_ids_in(warehouse: reading.Warehouse) -> list[str]:
    return [row["statement_id"] for row in warehouse.rows("select statement_id from mined.statements order by 1")]


def test_explain_shows_the_statement_in_its_redacted_message_and_the_reasons(config: Path) -> None:
    (statement_id,) = (one for text, one in statement_ids(config).items() if "export the report" in text)
    shown = explain(config, statement_id)
    assert shown.exit_code == 0, shown.output
    assert "ann@example.com" not in shown.output
    assert "<EMAIL_1>" in shown.output
    for line in ("export the report", "version", "5.2.1", "severity", "sentiment", "Nearest examples"):
        assert line in shown.output


def test_explain_answers_in_json_too(config: Path) -> None:
    statement_id = next(iter(statement_ids(config).values()))
    answer = json.loads(explain(config, statement_id, "--json").output)
    assert answer["statement_id"] == statement_id
    assert sum(answer["kinds"].values()) == pytest.approx(1.0, abs=0.001)
    assert {"parts", "nearest", "specificity", "sentiment", "facts", "views", "theme"} <= answer.keys()


def test_an_unknown_statement_is_one_line_and_exit_1(config: Path) -> None:
    shown = explain(config, "st_nothing")
    assert shown.exit_code == 1
    assert shown.output.startswith("insight: there is no statement 'st_nothing'; the nearest is st_")
    assert len(shown.output.splitlines()) == 1


def test_a_message_in_html_is_shown_by_its_words(config: Path) -> None:
    settings = load_settings(config)
    with reading.open_idle_work_file(settings) as warehouse:
        row = reading.find_statement(warehouse, statement_ids_in(warehouse)[0])
        explanation, place = pipeline.explain_statement(settings, warehouse, row)
    start = "<div class='body'><p>Hi &amp; hello</p>"
    said = explanation.statement
    written = replace(
        explanation,
        message=replace(explanation.message, is_html=True, text=f"{start}{said.text}<br>&lt;NAME_1&gt;</div>"),
        statement=replace(said, start=len(start), end=len(start) + len(said.text)),
    )
    console = Console(width=400, record=True, file=StringIO())
    show_explanation(console, written, place)
    assert f"Hi & hello {said.text} <NAME_1>" in console.export_text()
