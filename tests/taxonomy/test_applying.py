"""Applying edits: what must hold whatever the edits are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.taxonomy import Ground, Memory, apply_edits, read_edits
from insight.taxonomy.likeness import part_like_examples
from tests.taxonomy.made_ground import Said, Team, make_ground, make_theme, places, vector_of

AREA = make_theme("ar_app", "App")
THEMES = [AREA, *(make_theme(f"th_{name}", name.capitalize(), "ar_app") for name in ("export", "login", "sync"))]
WORDS = {"export": "invoice export pdf", "login": "login password loop", "sync": "calendar sync twice"}
SAID = [
    Said(f"st_{name}{number}", f"th_{name}", f"{words} {'csv' if number % 3 == 0 else 'case'} {number}")
    for name, words in WORDS.items()
    for number in range(7)
] + [Said("st_strange", None, "hello you there")]
META = "\n    author: Mara\n    on: 2026-06-01\n    reason: ours\n"
ASKED = (
    "rename: th_login\n    to: Cannot sign in",
    "split: th_export\n    into: Exporting CSV\n    phrases: csv",
    "split: th_sync\n    into: Sync case 4\n    examples: [st_sync4, sync case 5]",
    "move: [st_login1, st_login2]\n    to: th_sync",
    "merge: th_login\n    into: th_sync",
    "define: Add a dark mode\n    examples: [please add dark mode, st_export5]",
    "noise: th_sync",
    "pin: th_export",
    "retire: th_export\n    successor: th_sync",
    "move: th_sync\n    to: Calendars",
)


def read_asked(*asked: str) -> str:
    return "edits:\n" + "".join(f"  - {one}\n    id: e{number}{META}" for number, one in enumerate(asked))


def edits_of(*asked: str):
    return read_edits(read_asked(*asked), "taxonomy.yaml")


def shuffled(ground: Ground, order: list[int]) -> Ground:
    """The same ground with its rows in another order."""
    back = {old: new for new, old in enumerate(order)}
    return replace(ground, vectors=ground.vectors[order], rows={one: back[row] for one, row in ground.rows.items()})


@given(st.permutations(range(len(SAID))), st.sets(st.sampled_from(ASKED)))
@settings(max_examples=25, deadline=None)
def test_shuffled_rows_give_the_same_themes_and_places(order: list[int], asked: set[str]) -> None:
    edits = edits_of(*sorted(asked))
    ground = make_ground(THEMES, SAID, edits)
    straight, turned = (apply_edits(edits, one, Memory()) for one in (ground, shuffled(ground, order)))
    assert turned.themes == straight.themes
    assert turned.members == straight.members
    assert turned.verdicts == straight.verdicts


@given(st.permutations(ASKED), st.integers(0, len(ASKED)))
@settings(max_examples=40, deadline=None)
def test_whatever_is_asked_every_statement_has_one_place_and_figures_add_up(asked: list[str], count: int) -> None:
    edits = edits_of(*asked[:count])
    governed = apply_edits(edits, make_ground(THEMES, SAID, edits), Memory())
    standing = {theme.theme_id for theme in governed.leaves}
    assert [member.statement_id for member in governed.members] == sorted(one.statement_id for one in SAID)
    assert {member.theme_id for member in governed.members} <= standing | {None}
    assert len({theme.label.casefold() for theme in governed.leaves}) == len(governed.leaves)
    assert [verdict.edit for verdict in governed.verdicts] == list(edits)
    unclear = sum(member.theme_id is None for member in governed.members)
    assert sum(theme.statement_count for theme in governed.leaves) + unclear == len(SAID)
    for area in (theme for theme in governed.themes if theme.level == 1):
        inside = [theme.statement_count for theme in governed.leaves if theme.parent_id == area.theme_id]
        assert area.statement_count == sum(inside)
    for theme_id, end in governed.ended.items():
        assert theme_id not in standing
        assert end.successor_id is None or end.successor_id in standing | set(governed.ended)


@given(st.permutations(ASKED))
@settings(max_examples=25, deadline=None)
def test_a_second_run_with_nothing_new_changes_nothing(asked: list[str]) -> None:
    team, edits = Team(THEMES), edits_of(*asked)
    first = team.run(SAID, edits)
    second = team.run(SAID, edits)
    assert places(second) == places(first)
    assert [one.is_applied for one in second.verdicts] == [one.is_applied for one in first.verdicts]


def test_without_edits_everything_is_as_it_was_found() -> None:
    ground = make_ground(THEMES, SAID, ())
    governed = apply_edits((), ground, Memory())
    assert (governed.themes, governed.members) == (ground.themes, ground.members)


def test_taking_an_edit_out_undoes_it() -> None:
    team = Team(THEMES)
    before = places(team.run(SAID, ()))
    during = places(team.run(SAID, edits_of(ASKED[1], ASKED[4])))
    assert during != before
    assert places(team.run(SAID, ())) == before


def test_new_statements_move_no_old_one() -> None:
    edits = edits_of(*ASKED[1:4])
    team = Team(THEMES)
    first = places(team.run(SAID, edits))
    more = [Said(f"st_sync{number}", "th_sync", f"calendar sync twice case {number}") for number in range(10, 40)]
    second = places(team.run([*SAID, *more], edits))
    assert {one: second[one] for one in first} == first


def test_an_id_is_never_reused_by_another_edit_of_the_same_name() -> None:
    texts = [
        read_asked("define: Dark mode\n    phrases: dark"),
        read_asked("define: Dark mode\n    phrases: dark").replace("2026-06-01", "2026-07-01"),
        read_asked("split: th_sync\n    into: Dark mode\n    phrases: dark"),
    ]
    assert len({read_edits(text, "t.yaml")[0].theme_id for text in texts}) == 3
    renamed = read_edits(read_asked("define: Night mode\n    phrases: night"), "t.yaml")
    assert renamed[0].theme_id == read_edits(texts[0], "t.yaml")[0].theme_id


def test_a_moved_statement_is_found_again_by_its_words() -> None:
    edits = edits_of("move: st_login1\n    to: th_sync")
    team = Team(THEMES)
    team.run(SAID, edits)
    cut_anew = [replace(one, statement_id="st_other") if one.statement_id == "st_login1" else one for one in SAID]
    governed = team.run(cut_anew, edits)
    assert places(governed)["st_other"] == "Sync"
    assert [one.is_applied for one in governed.verdicts] == [True]


@pytest.mark.parametrize("shown", [1, 2, 5])
def test_a_split_by_examples_finds_the_other_half(shown: int) -> None:
    halves = [f"{words} case {number}" for words in ("pdf empty pages", "csv umlauts broken") for number in range(20)]
    vectors = np.vstack([vector_of(f"invoice export {text}") for text in halves])
    chosen = part_like_examples(vectors, vectors[20 : 20 + shown])
    assert chosen.tolist() == [False] * 20 + [True] * 20
