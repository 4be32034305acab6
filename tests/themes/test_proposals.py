"""Proposals: what grouping everything again would change, told before it does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from insight.config import ThemeSettings
from insight.records import Statement
from insight.themes import KnownThemes, Proposal, accept_proposals, choose_proposals, find_themes, propose_changes
from insight.themes.identity import map_over
from insight.themes.space import Vectors
from tests.pipeline.made_statements import ABOUT, make_statements, make_vectors

SETTINGS = ThemeSettings()
STATEMENTS = sorted(make_statements(14, ABOUT[:8]), key=lambda one: one.statement_id)
NAMES = [one.statement_id for one in STATEMENTS]
VECTORS: Vectors = make_vectors(STATEMENTS)


def known_of(places: dict[str, str | None], base: KnownThemes) -> KnownThemes:
    """Themes that stand with these members, their centroids in the middle of them."""
    ids = sorted({place for place in places.values() if place})
    leaf = base.leaves[0]
    themes = tuple(replace(leaf, theme_id=one, label=one, parent_id=None) for one in ids)
    known = replace(base, themes=themes, members=places, ever_used=frozenset(ids))
    return map_over(known, NAMES, VECTORS)


@pytest.fixture(scope="module")
def base() -> KnownThemes:
    found = find_themes(STATEMENTS, VECTORS, KnownThemes(), SETTINGS)
    return KnownThemes(
        themes=found.themes,
        centroids=found.centroids,
        members={member.statement_id: member.theme_id for member in found.members},
        floor=found.floor,
        grouped_count=len(STATEMENTS),
    )


@pytest.fixture(scope="module")
def truth(base: KnownThemes) -> list[list[str]]:
    """The statements of each theme as they would be grouped anew."""
    groups: dict[str, list[str]] = {}
    for statement, theme_id in base.members.items():
        if theme_id:
            groups.setdefault(theme_id, []).append(statement)
    return sorted(groups.values())


def places_of(groups: dict[str | None, list[str]]) -> dict[str, str | None]:
    return dict.fromkeys(NAMES) | {one: theme_id for theme_id, names in groups.items() for one in names}


def test_themes_that_fit_give_nothing_to_propose(base: KnownThemes) -> None:
    assert propose_changes(STATEMENTS, VECTORS, base, SETTINGS) == ()


def test_a_theme_of_two_things_is_to_be_split(base: KnownThemes, truth: list[list[str]]) -> None:
    both = [*truth[0], *truth[1]]
    groups = {"th_both": both, **{f"th_{n}": names for n, names in enumerate(truth[2:], start=2)}}
    known = known_of(places_of(groups), base)
    (split,) = propose_changes(STATEMENTS, VECTORS, known, SETTINGS)
    assert (split.op, split.from_ids) == ("split", ("th_both",))
    assert sorted(split.statement_ids) in (sorted(truth[0]), sorted(truth[1]))
    assert "most of them in “th_both”" in split.reason
    after = accept_proposals(known, [split], STATEMENTS, VECTORS)
    assert set(after.ids) == {*groups, split.theme_id}
    assert {one for one, place in after.members.items() if place == split.theme_id} == set(split.statement_ids)
    assert propose_changes(STATEMENTS, VECTORS, after, SETTINGS) == ()


def test_a_thing_in_two_themes_is_to_be_merged(base: KnownThemes, truth: list[list[str]]) -> None:
    groups = {"th_large": truth[0][:9], "th_small": truth[0][9:]}
    groups |= {f"th_{n}": names for n, names in enumerate(truth[1:], start=1)}
    known = known_of(places_of(groups), base)
    (merge,) = propose_changes(STATEMENTS, VECTORS, known, SETTINGS)
    assert (merge.op, merge.from_ids, merge.theme_id) == ("merge", ("th_small",), "th_large")
    after = accept_proposals(known, [merge], STATEMENTS, VECTORS)
    assert set(after.ids) == set(groups) - {"th_small"}
    assert {one for one, place in after.members.items() if place == "th_large"} == set(truth[0])


def test_what_is_unclear_and_alike_is_to_be_a_new_theme(base: KnownThemes, truth: list[list[str]]) -> None:
    known = known_of(places_of({f"th_{n}": names for n, names in enumerate(truth[1:], start=1)}), base)
    (new,) = propose_changes(STATEMENTS, VECTORS, known, SETTINGS)
    assert (new.op, new.from_ids, set(new.statement_ids)) == ("new", (), set(truth[0]))
    assert new.theme_id not in known.ever_used


def test_a_theme_that_a_person_has_spoken_of_is_in_no_proposal(base: KnownThemes, truth: list[list[str]]) -> None:
    both = [*truth[0], *truth[1]]
    groups = {"th_both": both, **{f"th_{n}": names for n, names in enumerate(truth[2:], start=2)}}
    known = replace(known_of(places_of(groups), base), held=frozenset({"th_both"}))
    proposed = propose_changes(STATEMENTS, VECTORS, known, SETTINGS)
    assert [one for one in proposed if "th_both" in (*one.from_ids, one.theme_id)] == []
    split = Proposal("split", ("th_both",), "th_new", "New", tuple(truth[0]), "a group of its own")
    assert accept_proposals(known, [split], STATEMENTS, VECTORS).members == known.members


def test_a_proposal_about_a_theme_that_has_ended_changes_nothing(base: KnownThemes) -> None:
    gone = Proposal("merge", ("th_gone",), base.ids[0], "New", (), "a group of its own")
    after = accept_proposals(base, [gone], STATEMENTS, VECTORS)
    assert (after.ids, after.members) == (base.ids, base.members)
    assert np.array_equal(after.centroids, base.centroids)


def test_rows_in_another_order_give_the_same_proposals(base: KnownThemes, truth: list[list[str]]) -> None:
    known = known_of(places_of({"th_both": [*truth[0], *truth[1]], "th_2": truth[2]}), base)
    order = np.random.default_rng(3).permutation(len(STATEMENTS))
    turned: list[Statement] = [STATEMENTS[row] for row in order]
    assert propose_changes(turned, VECTORS[order], known, SETTINGS) == propose_changes(
        STATEMENTS, VECTORS, known, SETTINGS
    )


def test_no_run_moves_more_than_a_hundredth_by_itself_but_one_proposal_is_never_held_up(base: KnownThemes) -> None:
    (one, *_), (two, *_) = truth_of(base, 0), truth_of(base, 1)
    merges = [
        Proposal("merge", (theme_id,), base.ids[2], "x", tuple(truth_of(base, place)[1]), "alike")
        for place, theme_id in ((0, one), (1, two))
    ]
    free = Proposal("new", (), "th_new", "New", ("st_that_was_unclear",), "alike")
    assert choose_proposals(base, [*merges, free]) == [merges[0], free]
    assert choose_proposals(base, merges[1:]) == [merges[1]]
    many = replace(base, members=dict(base.members) | {f"st_{n}": base.ids[2] for n in range(4_000)})
    assert choose_proposals(many, [*merges, free]) == [*merges, free]


def truth_of(base: KnownThemes, place: int) -> tuple[str, list[str]]:
    theme_id = base.ids[place]
    return theme_id, sorted(one for one, other in base.members.items() if other == theme_id)
