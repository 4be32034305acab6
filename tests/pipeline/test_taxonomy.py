"""Edits through the whole stage: tables in, tables out, run after run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.edits import forty_edits, holds, read_places, read_standing
from insight.config import Settings
from insight.errors import ConfigError
from insight.taxonomy import read_edits
from insight.themes import Proposal
from insight.warehouse import Warehouse, open_work_file
from tests.pipeline.made_statements import ABOUT, make_statements, run_themes

META = "\n    id: {}\n    author: Mara\n    on: 2026-06-01\n    reason: our words\n"


def day(number: int) -> datetime:
    return datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=number)


@contextmanager
def tables(root: Path) -> Iterator[Warehouse]:
    with open_work_file(Settings(root=root)) as warehouse:
        yield warehouse


def theme_about(warehouse: Warehouse, verb: str, thing: str) -> str:
    """The theme of most statements about that."""
    return str(
        warehouse.value(
            "select mode(members.theme_id) from mined.theme_members as members "
            "join mined.statements as statements on statements.statement_id = members.statement_id "
            "where statements.clean like $like",
            {"like": f"I cannot {verb} {thing}%"},
        )
    )


@pytest.mark.slow
def test_forty_edits_survive_ten_weekly_runs(tmp_path: Path) -> None:
    run_themes(tmp_path, make_statements(12), edits="")
    with tables(tmp_path) as warehouse:
        text = forty_edits(warehouse)
        places = read_places(warehouse)
    edits = read_edits(text, "taxonomy.yaml")
    assert len(edits) == 40
    for week in range(1, 11):
        run_themes(tmp_path, make_statements(12 + 2 * week), edits=text)
        with tables(tmp_path) as warehouse:
            assert [edit.edit_id for edit in edits if not holds(warehouse, edit)] == [], f"week {week}"
            assert warehouse.rows("select edit_ref, reason from mined.taxonomy_edits where not is_applied") == []
            after = read_places(warehouse)
            if week > 1:  # in the first week it is the edits that move statements
                kept = [after[one] == theme for one, theme in places.items() if theme]
                assert sum(kept) >= 0.98 * len(kept), f"week {week}"
            places = after
            created = warehouse.rows("select unnest(to_ids) as theme_id from mined.theme_lineage where op = 'created'")
            assert len(created) == len({row["theme_id"] for row in created}), "an id was given twice"
            ended = warehouse.rows("select theme_id from mined.themes where successor_id is null and state = 'merged'")
            assert ended == []


def test_taking_an_edit_out_undoes_it_and_lineage_says_so(tmp_path: Path) -> None:
    about = ABOUT[:6]
    run_themes(tmp_path, make_statements(12, about))
    with tables(tmp_path) as warehouse:
        before, standing = read_places(warehouse), read_standing(warehouse)
        one, other = theme_about(warehouse, *about[0]), theme_about(warehouse, *about[1])
    run_themes(tmp_path, make_statements(12, about), f"edits:\n  - merge: {one}\n    into: {other}{META.format('e1')}")
    with tables(tmp_path) as warehouse:
        merged = read_places(warehouse)
        assert merged == {key: other if theme == one else theme for key, theme in before.items()}
        assert warehouse.rows("select state, successor_id from mined.themes where theme_id = $id", {"id": one}) == [
            {"state": "merged", "successor_id": other}
        ]
    run_themes(tmp_path, make_statements(12, about), "# nothing any more\n")
    with tables(tmp_path) as warehouse:
        assert (read_places(warehouse), read_standing(warehouse)) == (before, standing)
        told = warehouse.rows(
            "select op, actor, edit_ref from mined.theme_lineage where list_contains(from_ids || to_ids, $id) "
            "and op != 'kept' order by \"at\", run_id, op",
            {"id": one},
        )
    assert [(row["op"], row["actor"], row["edit_ref"]) for row in told] == [
        ("created", "insight", None),
        ("merged", "Mara", "e1"),
        ("restored", "insight", None),
    ]


def test_another_encoder_keeps_every_theme_every_place_and_every_edit(tmp_path: Path) -> None:
    about = ABOUT[:6]
    run_themes(tmp_path, make_statements(12, about))
    with tables(tmp_path) as warehouse:
        one = theme_about(warehouse, *about[0])
    text = f"edits:\n  - split: {one}\n    into: After the update\n    phrases: after the update{META.format('e1')}"
    run_themes(tmp_path, make_statements(12, about), text)
    with tables(tmp_path) as warehouse:
        before, standing = read_places(warehouse), read_standing(warehouse)
    run_themes(tmp_path, make_statements(14, about), text, encoder="onnx")
    with tables(tmp_path) as warehouse:
        after = read_places(warehouse)
        assert {key: after[key] for key in before} == before
        assert read_standing(warehouse) == standing
        new = sorted(key for key in after if key not in before)
        assert len(new) == 12
        assert all(after[key] for key in new)


def test_a_lost_file_of_edits_stops_the_run_instead_of_undoing_them(tmp_path: Path) -> None:
    about = ABOUT[:6]
    text = f"edits:\n  - define: Add a dark mode\n    phrases: dark mode{META.format('e1')}"
    run_themes(tmp_path, make_statements(6, about), text)
    with tables(tmp_path) as warehouse:
        assert warehouse.value("select taxonomy_hash is not null from audit.runs")
    (tmp_path / "taxonomy.yaml").unlink()
    with pytest.raises(ConfigError, match=r"taxonomy\.yaml is gone, and the last run applied its 1 edits"):
        run_themes(tmp_path, make_statements(6, about))
    run_themes(tmp_path, make_statements(6, about), edits="")
    with tables(tmp_path) as warehouse:
        assert warehouse.rows("from mined.taxonomy_edits") == []


def test_a_pinned_theme_stays_when_nobody_speaks_of_it_and_is_spoken_of_again(tmp_path: Path) -> None:
    about = ABOUT[:6]
    everything = make_statements(12, about)
    run_themes(tmp_path, everything)
    with tables(tmp_path) as warehouse:
        one, places = theme_about(warehouse, *about[0]), read_places(warehouse)
    without = [statement for statement in everything if places[statement.statement_id] != one]
    text = f"edits:\n  - pin: {one}{META.format('e1')}"
    for statements in (everything, without, without):
        run_themes(tmp_path, statements, text)
    with tables(tmp_path) as warehouse:
        (pinned,) = warehouse.rows("from mined.themes where is_pinned")
        assert (pinned["theme_id"], pinned["state"], pinned["statement_count"]) == (one, "active", 0)
    run_themes(tmp_path, everything, text)
    with tables(tmp_path) as warehouse:
        again = read_places(warehouse)
    spoken_again = [statement for statement, theme_id in places.items() if theme_id == one]
    assert sum(again[statement] == one for statement in spoken_again) >= 0.9 * len(spoken_again)


def test_what_is_proposed_waits_for_its_days_and_then_comes_to_be(tmp_path: Path) -> None:
    about = ABOUT[:6]
    statements = make_statements(12, about)
    run_themes(tmp_path, statements, as_of=day(0))
    with tables(tmp_path) as warehouse:
        whole = read_places(warehouse)
        split, standing = theme_about(warehouse, *about[0]), read_standing(warehouse)
        other = theme_about(warehouse, *about[1])
        for table in ("mined.found_members", "mined.theme_members"):  # one theme holds two things
            warehouse.run(f"update {table} set theme_id = $one where theme_id = $two", {"one": split, "two": other})
        warehouse.run("delete from mined.found_themes where theme_id = $id", {"id": other})
        warehouse.run("update mined.themes set state = 'retired' where theme_id = $id", {"id": other})
    more = make_statements(13, about)
    run_themes(tmp_path, more, as_of=day(7))  # a week is over: changes are looked for
    with tables(tmp_path) as warehouse:
        proposals = warehouse.rows("from mined.theme_proposals")
        (proposed,) = [row for row in proposals if row["op"] == "split" and row["from_ids"] == [split]]
        shown = warehouse.rows("select theme_id, statement_count from mined.themes where state = 'proposed'")
        assert {"theme_id": proposed["theme_id"], "statement_count": 0} in shown
        assert read_standing(warehouse) == standing - {other}
    run_themes(tmp_path, more, as_of=day(13))
    state = f"select state from mined.theme_proposals where proposal_id = '{proposed['proposal_id']}'"
    with tables(tmp_path) as warehouse:
        assert warehouse.value(state) == "open"
    run_themes(tmp_path, more, as_of=day(14))
    with tables(tmp_path) as warehouse:
        assert warehouse.value(state) == "accepted"
        assert proposed["theme_id"] in read_standing(warehouse)
        apart = {one for one, place in read_places(warehouse).items() if place == proposed["theme_id"]}
        assert {one for one in apart if one in whole} in (
            {one for one, place in whole.items() if place == split},
            {one for one, place in whole.items() if place == other},
        )
        told = "select from_ids from mined.theme_lineage where op = 'created' and list_contains(to_ids, $id)"
        assert warehouse.rows(told, {"id": proposed["theme_id"]}) == [{"from_ids": [split]}]


def test_a_pin_speaks_against_a_proposal(tmp_path: Path) -> None:
    about = ABOUT[:6]
    statements = make_statements(12, about)
    run_themes(tmp_path, statements, as_of=day(0))
    with tables(tmp_path) as warehouse:
        one, other = theme_about(warehouse, *about[0]), theme_about(warehouse, *about[1])
        merge = Proposal("merge", (one,), other, "Both", (), "alike")
        row = dict(
            proposal_id=merge.proposal_id, op="merge", from_ids=[one], theme_id=other, label="Both", statement_ids=[], reason="alike",
            state="open", proposed_at=day(0), proposed_run_id="run_000001",
        )  # fmt: skip
        warehouse.append("mined.theme_proposals", [row])
        before = read_places(warehouse)
    run_themes(tmp_path, statements, f"edits:\n  - pin: {one}{META.format('e1')}", as_of=day(30))
    with tables(tmp_path) as warehouse:
        assert read_places(warehouse) == before
        assert warehouse.value("select state from mined.theme_proposals where op = 'merge'") == "refused"
    run_themes(tmp_path, statements, "# no pin any more\n", as_of=day(31))
    with tables(tmp_path) as warehouse:
        assert read_places(warehouse) == before
