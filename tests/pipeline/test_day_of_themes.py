"""A day's statements join the themes alone, and all lie where a look at everything would have put them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from insight import pipeline, rows
from insight.config import Settings
from insight.pipeline import themes as stage
from insight.records import Statement
from insight.warehouse import Row, open_work_file
from tests.pipeline.made_statements import keep_vectors, make_statements

NOTHING_KEPT = stage._KEPT + "and false"


def a_day(root: Path, statements: list[Statement]) -> list[Row]:
    """A run that read the messages of these statements, and placed them; where all statements lie behind it."""
    settings = Settings(root=root)
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        warehouse = session.warehouse
        warehouse.append("mined.statements", [rows.statement_row(one) for one in statements])
        read = {"text_hash": "h", "reader_hash": "r", "language": "en", "state": "mined", "run_id": run.run_id}
        ids = [{"message_id": one.message_id, "feedback_id": one.feedback_id} for one in statements]
        warehouse.append("mined.messages", [one | read for one in ids])
        keep_vectors(session, "int8")
        pipeline.find_themes(session)
    with open_work_file(settings) as warehouse:
        return warehouse.rows("from mined.found_members order by statement_id")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many vectors each reading of them asked for."""
    found: list[int] = []
    real = stage._read_vectors

    def counted(english, statements):  # type: ignore[no-untyped-def]
        found.append(len(statements))
        return real(english, statements)

    monkeypatch.setattr(stage, "_read_vectors", counted)
    return found


def test_a_day_reads_the_vectors_of_what_came_and_places_all_as_a_look_at_everything(
    tmp_path: Path, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_statements(9)
    before = [one for one in made if not one.message_id.endswith("_8")]
    came = [one for one in made if one.message_id.endswith("_8")]
    a_day(tmp_path / "day", before)
    shutil.copytree(tmp_path / "day", tmp_path / "whole")
    asked.clear()
    day = a_day(tmp_path / "day", came)
    assert max(asked) == len(came)
    monkeypatch.setattr(stage, "_KEPT", NOTHING_KEPT)
    whole = a_day(tmp_path / "whole", came)
    assert day == whole
    assert len(day) == len(made)
    assert {row["theme_id"] for row in day} - {None}
