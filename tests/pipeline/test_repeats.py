"""Repeats over runs: only customers with something new are compared again, and the marks are those of a fresh run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from insight import pipeline, reading, statements
from insight.config import load_settings

SETTINGS = """
product = "Parcelo"
workers = 1
[sources.desk]
preset = "tickets"
path = "desk-*.csv"
"""
HEADER = "id,requester,subject,description,created_at,updated_at"
CRASH = "The invoice list crashes when I open it on my phone."
SLOW = "The weekly report takes ten minutes to load since May."


def ticket(number: int, customer: str, text: str, *, changed_in: str = "05") -> str:
    return f'{number},{customer},,"{text}",2026-05-{number:02d},2026-{changed_in}-{number:02d}'


def mine(root: Path, name: str, *tickets: str) -> list[tuple[str, str]]:
    """Bring one more file in; return the texts that are marked as repeats, with the customer's first ticket."""
    root.mkdir(exist_ok=True)
    root.joinpath(f"desk-{name}.csv").write_text("\n".join([HEADER, *tickets]), encoding="utf-8")
    root.joinpath("insight.toml").write_text(SETTINGS, encoding="utf-8")
    settings = load_settings(root / "insight.toml")
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        pipeline.ingest(session)
        pipeline.find_statements(session)
    with reading.open_idle_work_file(settings) as warehouse:
        return [
            (row["statement_id"], row["duplicate_of"])
            for row in warehouse.rows("from mined.duplicates order by statement_id")
        ]


def test_only_customers_with_something_new_are_compared_and_the_marks_are_those_of_a_fresh_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []
    really = statements.mark_duplicates

    def counted(said: Sequence[statements.Said]) -> dict[str, str]:
        compared.append(len(said))
        return really(said)

    monkeypatch.setattr(statements, "mark_duplicates", counted)
    first = (ticket(1, "ann", CRASH), ticket(2, "ann", CRASH), ticket(3, "bob", SLOW), ticket(4, "eve", CRASH))
    more = (ticket(5, "bob", SLOW), ticket(6, "eve", SLOW))
    grown = tmp_path / "grown"
    assert len(mine(grown, "a", *first)) == 1
    found = mine(grown, "b", *more)
    assert compared == [4, 4]  # of the second run: two of bob's, two of eve's, none of ann's
    assert len(found) == 2
    assert found == mine(grown, "b", *more)
    assert len(compared) == 2  # a run with nothing new compares nobody


def test_a_repeat_is_one_no_more_when_what_it_repeated_is_changed(tmp_path: Path) -> None:
    assert len(mine(tmp_path / "project", "a", ticket(1, "ann", CRASH), ticket(2, "ann", CRASH))) == 1
    assert mine(tmp_path / "project", "b", ticket(1, "ann", SLOW, changed_in="06")) == []
