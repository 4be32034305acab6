"""Themes: found without a number, the same in any order, with names and ids that last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from insight.config import ThemeSettings
from insight.encoder import open_encoder
from insight.records import Gist, Kind, Member, Statement, content_hash
from insight.themes import (
    KnownThemes,
    ThemesFound,
    assign,
    find_themes,
    group_areas,
    group_statements,
    join_known,
    join_themes,
    join_translated,
    space,
)
from insight.themes.grouping import UNCLEAR, Grouping
from insight.themes.headlines import clause_of, headline_of
from insight.themes.identity import found_id
from insight.themes.lint import is_good_name
from insight.themes.merging import merge_alike
from insight.themes.names import Told, name_themes
from insight.themes.phrases import phrase_of
from insight.themes.space import Vectors

DIMENSION = 48
THINGS = ["invoices", "calendar events", "attachments", "search results", "contact groups", "signatures"]
VERBS = ["export", "print", "open", "sync", "delete", "share"]


def statement(
    text: str, number: int, kind: Kind = "pain", gist: Gist | None = None, aspect: str | None = None
) -> Statement:
    return Statement(
        message_id=f"m_{number}",
        feedback_id=f"f_{number}",
        start=0,
        end=len(text),
        text=text,
        clean=text,
        language="en",
        kind=kind,
        kind_confidence=0.9,
        is_specific=True,
        aspect=aspect,
        gist=gist or Gist(),
    )


def direction(seed: object) -> Vectors:
    generator = np.random.default_rng(int(content_hash(seed)[:8], 16))
    return generator.standard_normal(DIMENSION).astype(np.float32)


def vector(theme: object, text: str, noise: float = 0.45) -> Vectors:
    mixed = direction(theme) + noise * direction(text)
    return np.divide(mixed, np.linalg.norm(mixed), dtype=np.float32)


def corpus(per_theme: int, themes: int = 6, start: int = 0) -> tuple[list[Statement], Vectors]:
    """Statements about `themes` different things, worded differently."""
    statements, rows = [], []
    for theme in range(themes):
        verb, thing = VERBS[theme], THINGS[theme]
        for number in range(start, start + per_theme):
            text = f"I cannot {verb} {thing} in case {number}"
            gist = Gist(verb=verb, object=thing, condition=f"in case {number}", is_negated=True)
            statements.append(statement(text, 1_000 * theme + number, gist=gist, aspect=thing))
            rows.append(vector(thing, text))
    return statements, np.vstack(rows)


def known_from(found: ThemesFound) -> KnownThemes:
    return KnownThemes(
        themes=found.themes,
        centroids=found.centroids,
        members={member.statement_id: member.theme_id for member in found.members},
        ever_used=frozenset(theme.theme_id for theme in found.themes),
        floor=found.floor,
        grouped_count=found.grouped_count,
    )


def find(statements: Sequence[Statement], vectors: Vectors, known: KnownThemes | None = None) -> ThemesFound:
    return find_themes(statements, vectors, known or KnownThemes(), ThemeSettings())


def theme_of(found: ThemesFound) -> dict[str, str | None]:
    return {member.statement_id: member.theme_id for member in found.members}


@pytest.fixture(scope="module")
def found() -> ThemesFound:
    return find(*corpus(40))


def test_the_number_of_themes_is_found(found: ThemesFound) -> None:
    truth = {one.statement_id: one.aspect for one in corpus(40)[0]}
    by_theme: dict[str | None, set[str | None]] = {}
    for member in found.members:
        by_theme.setdefault(member.theme_id, set()).add(truth[member.statement_id])
    assert len(found.leaves) == 6
    assert all(len(things) == 1 for theme, things in by_theme.items() if theme)


@given(st.permutations(range(60)))
@settings(max_examples=10, deadline=None)
def test_b47_row_order_changes_nothing(order: list[int]) -> None:
    statements, vectors = corpus(10)
    shuffled = find([statements[row] for row in order], vectors[order])
    straight = find(statements, vectors)
    assert shuffled.themes == straight.themes
    assert shuffled.members == straight.members
    assert np.array_equal(shuffled.centroids, straight.centroids)


def test_b47_row_order_changes_nothing_where_neighbours_are_looked_for_in_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(space, "EXACT_ROWS", 500)
    texts = [f"text {number}" for number in range(1_200)]
    vectors = np.vstack([vector(number % 24, text, 0.6) for number, text in enumerate(texts)])
    order = np.random.default_rng(5).permutation(len(texts))
    straight = group_statements(texts, vectors, min_statements=30)
    shuffled = group_statements([texts[row] for row in order], vectors[order], min_statements=30)
    assert 18 <= straight.count <= 36
    assert np.array_equal(shuffled.labels, straight.labels[order])
    assert np.array_equal(shuffled.centroids, straight.centroids)


def test_threads_change_nothing() -> None:
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    statements, vectors = corpus(30)
    texts = [one.clean for one in statements]
    with threadpool_limits(1):
        one = group_statements(texts, vectors, min_statements=30)
    with threadpool_limits(2):
        two = group_statements(texts, vectors, min_statements=30)
    assert np.array_equal(one.labels, two.labels)
    assert np.array_equal(one.similarity, two.similarity)


@given(st.integers(0, 35), st.integers(1, 6))
@settings(max_examples=25, deadline=None)
def test_every_statement_is_a_member_or_unclear_whatever_their_number(size: int, themes: int) -> None:
    statements, vectors = corpus(6, themes)
    statements, vectors = statements[:size], vectors[:size]
    result = find(statements, vectors)
    assert [member.statement_id for member in result.members] == sorted(one.statement_id for one in statements)
    assert sum(theme.statement_count for theme in result.leaves) + sum(
        member.theme_id is None for member in result.members
    ) == len(statements)
    assert len(result.centroids) == len(result.leaves)
    if len(statements) < 30:
        assert result.themes == ()
        assert result.note


def test_no_statements_give_no_themes_and_say_so() -> None:
    empty = find([], np.zeros((0, DIMENSION), dtype=np.float32))
    assert (empty.themes, empty.members) == ((), ())
    assert empty.note == "There are no specific pains or requests to group."


def test_b43_too_few_statements_give_no_themes_and_say_why() -> None:
    statements, vectors = corpus(3)
    result = find(statements, vectors)
    assert result.themes == ()
    assert result.note == "Too few statements to group: 18 with usable words, 30 needed."
    assert all(member.theme_id is None for member in result.members)


def test_b43_a_few_dozen_unalike_statements_are_no_theme() -> None:
    texts = [f"Something else {number}" for number in range(40)]
    unalike = group_statements(texts, np.vstack([vector(text, text) for text in texts]), min_statements=30)
    assert (unalike.count, set(unalike.labels.tolist())) == (0, {UNCLEAR})
    assert unalike.note == "40 statements are no more alike than chance makes them: no theme."
    alike = group_statements(
        texts, np.vstack([vector(row % 4, text) for row, text in enumerate(texts)]), min_statements=30
    )
    assert alike.count == 4


def test_what_customers_say_in_one_breath_is_one_theme() -> None:
    """Two wordings that are too far apart for one theme are one when the same people use both."""
    wordings = [(thing, way) for thing in THINGS for way in ("one way", "other way")]
    rows = [(thing, way, number) for thing, way in wordings for number in range(20)]
    texts = [f"{thing}, said the {way}, {number}" for thing, way, number in rows]
    mixed = [direction(thing) * 0.8 + direction((thing, way)) for thing, way, _ in rows]
    vectors = np.vstack([v + 0.4 * direction(text) for v, text in zip(mixed, texts, strict=True)])
    vectors = np.divide(vectors, np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
    told_in = [f"f_{thing}_{number}" for thing, _, number in rows]
    alone = group_statements(texts, vectors, min_statements=30)
    together = group_statements(texts, vectors, min_statements=30, told_in=told_in)
    things = np.array([THINGS.index(thing) for thing, _, _ in rows])
    assert alone.count == 12
    assert together.count == 6
    assert all(len(set(together.nearest[things == thing].tolist())) == 1 for thing in range(6))


@pytest.mark.parametrize("text", ["🙂🙂", "!!! ???", "12 34 56"])
def test_b40_statements_without_words_are_unclear(text: str) -> None:
    statements = [statement(f"{text}{'!' * number}", number) for number in range(40)]
    result = find(statements, np.tile(vector("x", text), (40, 1)))
    assert result.themes == ()
    assert result.note == "None of 40 statements holds a usable word."
    assert len(result.members) == 40


def test_b40_stop_words_only_make_no_crash() -> None:
    statements = [statement("it is the " + "and " * number, number) for number in range(40)]
    result = find(statements, np.vstack([vector("x", one.clean) for one in statements]))
    assert len(result.members) == 40


def test_b41_all_duplicates_are_one_theme_with_every_vote() -> None:
    text = "The app crashes when I open an attachment"
    statements = [statement(text, number) for number in range(60)]
    result = find(statements, np.tile(vector("crash", text), (60, 1)))
    (theme,) = result.leaves
    assert theme.statement_count == 60
    assert theme.label == "The app crashes when I open an attachment"
    assert {member.theme_id for member in result.members} == {theme.theme_id}
    assert result.note == "All statements say the same: one theme."


COMPLAINTS = [
    ["The export to PDF fails with error 500", "PDF export gives an error"],
    ["I cannot log in with SSO since Monday", "SSO login is broken"],
    ["The calendar does not sync with Outlook", "Outlook calendar events are missing"],
    ["The app crashes when I open the settings", "The settings page crashes the app"],
    ["Invoices are sent twice to our clients", "Customers get the same invoice two times"],
    ["Search finds nothing since the update", "search is broken, no results"],
    ["Please add a dark mode", "A dark theme would be nice"],
    ["It would be great to have an export to CSV", "Please let us export to CSV"],
    ["We need roles and permissions for our team", "Roles and permissions are missing"],
]


@pytest.mark.parametrize("phrasings", [1, 2])
def test_few_sentences_that_many_say_are_as_many_groups_as_things(phrasings: int) -> None:
    said = [text for both in COMPLAINTS for text in both[:phrasings] for _ in range(12)]
    groups = group_statements(said, open_encoder().encode(said), min_statements=10)
    expected = np.repeat(np.arange(len(COMPLAINTS)), 12 * phrasings)
    assert groups.count == len(COMPLAINTS)
    assert len({(label, thing) for label, thing in zip(groups.labels.tolist(), expected.tolist(), strict=True)}) == 9


def test_equal_texts_share_a_theme_and_count_each() -> None:
    statements, vectors = corpus(20)
    copies = [
        replace(statements[0], message_id=f"copy_{number}", clean=statements[0].clean.upper()) for number in range(25)
    ]
    result = find([*statements, *copies], np.vstack([vectors, np.tile(vectors[0], (25, 1))]))
    places = theme_of(result)
    assert {places[one.statement_id] for one in copies} == {places[statements[0].statement_id]}
    assert len(result.members) == 145


def test_what_is_far_from_everything_is_unclear() -> None:
    statements, vectors = corpus(40)
    strange = statement("Lorem ipsum dolor", 99_999)
    result = find([*statements, strange], np.vstack([vectors, -vectors.mean(axis=0, keepdims=True)]))
    assert theme_of(result)[strange.statement_id] is None


def test_names_are_unique_phrases_that_pass_the_lint(found: ThemesFound) -> None:
    labels = [theme.label for theme in found.leaves]
    assert len({label.casefold() for label in labels}) == len(labels)
    assert all(is_good_name(label) for label in labels)
    assert all(theme.description and theme.keywords for theme in found.leaves)
    assert any(label.startswith("Cannot export invoices") for label in labels)


def test_every_theme_has_an_area_and_areas_add_up(found: ThemesFound) -> None:
    areas = {theme.theme_id: theme for theme in found.themes if theme.level == 1}
    assert {theme.parent_id for theme in found.leaves} == set(areas)
    for area in areas.values():
        inside = [theme.statement_count for theme in found.leaves if theme.parent_id == area.theme_id]
        assert area.statement_count == sum(inside)


def test_areas_join_themes_that_are_near() -> None:
    centroids = np.vstack([vector(area, f"theme {area} {number}", 0.5) for area in range(4) for number in range(5)])
    labels = group_areas(centroids, np.ones(20))
    assert [len(set(labels[start : start + 5].tolist())) for start in range(0, 20, 5)] == [1, 1, 1, 1]
    assert len(set(labels.tolist())) == 4


def test_ids_and_old_places_are_kept_when_five_percent_come(found: ThemesFound) -> None:
    old, old_vectors = corpus(40)
    new, new_vectors = corpus(2, start=40)
    again = find([*old, *new], np.vstack([old_vectors, new_vectors]), known_from(found))
    before, after = theme_of(found), theme_of(again)
    assert {theme.theme_id: theme.label for theme in again.themes} == {t.theme_id: t.label for t in found.themes}
    assert {key: after[key] for key in before} == before
    assert all(after[one.statement_id] for one in new)
    assert {event.op for event in again.lineage} == {"kept"}


def test_what_came_joins_by_its_own_vectors_as_it_does_by_those_of_all(found: ThemesFound) -> None:
    old, old_vectors = corpus(40)
    new, new_vectors = corpus(2, start=40)
    yesterday = find(old, old_vectors, known_from(found))
    places = {member.statement_id: member for member in yesterday.members}
    again = old[3]  # its message changed, so its place is not kept
    kept = {one: member for one, member in places.items() if one != again.statement_id}
    came = join_known([*new, *old], np.vstack([new_vectors, old_vectors[3:4]]), known_from(yesterday), kept)
    everything = find([*new, *old], np.vstack([new_vectors, old_vectors]), known_from(yesterday))
    assert came is not None
    assert (came.themes, came.members, came.lineage) == (everything.themes, everything.members, everything.lineage)
    assert np.array_equal(came.centroids, everything.centroids)


def test_all_are_looked_at_where_a_theme_is_founded_or_left(found: ThemesFound) -> None:
    old, vectors = corpus(40)
    kept = {member.statement_id: member for member in found.members}
    texts = [f"The dark mode flickers at night {number}" for number in range(45)]
    new = [statement(text, 50_000 + number, aspect="dark mode") for number, text in enumerate(texts)]
    founding = np.stack([vector("dark", text) for text in texts])
    assert join_known([*old, *new], founding, known_from(found), kept) is None
    some = [one for one in old if kept[one.statement_id].theme_id != found.leaves[0].theme_id]
    assert join_known(some, vectors[:0], known_from(found), kept) is None
    assert join_known(old, vectors[:0], known_from(found), kept) is not None


def test_praise_that_was_there_stays_where_it_was(found: ThemesFound) -> None:
    praise = [statement(f"Exporting invoices works great {n}", 70_000 + n, kind="praise") for n in range(3)]
    vectors = np.stack([vector("invoices", one.clean) for one in praise])
    joined = join_themes(found, praise, vectors)
    kept = {member.statement_id: member for member in joined.members if member.statement_id != praise[1].statement_id}
    assert join_themes(found, praise, vectors[1:2], kept) == joined


def test_ids_are_kept_when_everything_is_grouped_again(found: ThemesFound) -> None:
    again = find(*corpus(85), known_from(found))
    assert {theme.theme_id for theme in found.leaves} <= {theme.theme_id for theme in again.leaves}
    assert again.grouped_count == 510


def test_another_encoder_maps_themes_over_by_their_members(found: ThemesFound) -> None:
    statements, vectors = corpus(40)
    turned = np.ascontiguousarray(vectors[:, ::-1])
    known = replace(known_from(found), centroids=np.zeros(0, dtype=np.float32))
    again = find(statements, turned, known)
    assert {theme.theme_id for theme in again.leaves} == {theme.theme_id for theme in found.leaves}


def test_new_statements_about_something_else_found_a_theme(found: ThemesFound) -> None:
    old, old_vectors = corpus(40)
    texts = [f"The dark mode flickers at night {number}" for number in range(45)]
    new = [statement(text, 50_000 + number, aspect="dark mode") for number, text in enumerate(texts)]
    again = find([*old, *new], np.vstack([old_vectors, *(vector("dark", text) for text in texts)]), known_from(found))
    created = [event for event in again.lineage if event.op == "created"]
    assert {theme.theme_id for theme in found.leaves} < {theme.theme_id for theme in again.leaves}
    assert len(created) >= 1
    places = theme_of(again)
    assert sum(places[one.statement_id] in {event.to_ids[0] for event in created} for one in new) > 25


def test_what_is_only_read_otherwise_founds_no_theme(found: ThemesFound) -> None:
    old, old_vectors = corpus(40)
    texts = [f"The dark mode flickers at night {number}" for number in range(45)]
    again = [statement(text, 50_000 + number, aspect="dark mode") for number, text in enumerate(texts)]
    vectors = np.vstack([old_vectors, *(vector("dark", text) for text in texts)])
    upgraded = find([*old, *again], vectors, replace(known_from(found), heard_since=frozenset()))
    assert {theme.theme_id for theme in upgraded.leaves} == {theme.theme_id for theme in found.leaves}
    assert [event.op for event in upgraded.lineage if event.op == "created"] == []


def test_a_theme_that_ends_names_its_successor() -> None:
    statements, vectors = corpus(40)
    truth = find(statements, vectors)
    halves: dict[str, str | None] = {}
    for member in truth.members:
        halves[member.statement_id] = "th_old" if member.theme_id == truth.leaves[0].theme_id else member.theme_id
    part = [one for one in halves if halves[one] == "th_old"][:12]
    halves.update(dict.fromkeys(part, "th_part"))
    leaves = (replace(truth.leaves[0], theme_id="th_old"), replace(truth.leaves[0], theme_id="th_part"))
    known = KnownThemes(
        themes=(*leaves, *truth.leaves[1:]), members=halves, ever_used=frozenset({"th_old", "th_part"}), grouped_count=1
    )
    again = find(statements, vectors, known)
    (end,) = [event for event in again.lineage if event.op in ("merged", "retired") and event.from_ids == ("th_part",)]
    assert (end.op, end.successor_id, end.statements_moved) == ("merged", "th_old", 12)


def test_a_theme_without_statements_is_retired(found: ThemesFound) -> None:
    statements, vectors = corpus(40)
    gone = found.leaves[0].theme_id
    places = theme_of(found)
    keep = [row for row, one in enumerate(statements) if places[one.statement_id] != gone]
    again = find([statements[row] for row in keep], vectors[keep], known_from(found))
    (end,) = [event for event in again.lineage if event.from_ids == (gone,)]
    assert (end.op, end.to_ids) == ("retired", ())
    assert gone not in {theme.theme_id for theme in again.leaves}


def test_an_id_is_never_given_twice() -> None:
    first = found_id("th", ["b", "a"], set())
    assert first == found_id("th", ["a", "b"], set())
    assert found_id("th", ["a", "b"], {first}) != first


def test_praise_joins_the_theme_that_it_is_about(found: ThemesFound) -> None:
    praise = statement("Exporting invoices works great", 70_000, kind="praise")
    joined = join_themes(found, [praise], vector("invoices", praise.clean)[None, :])
    place = theme_of(joined)[praise.statement_id]
    names = {theme.theme_id: theme for theme in joined.leaves}
    assert place
    assert "invoices" in names[place].label
    assert sum(theme.statement_count for theme in joined.leaves) == 1 + sum(t.statement_count for t in found.leaves)


def test_other_languages_join_by_the_vectors_of_their_own_encoder(found: ThemesFound) -> None:
    statements, vectors = corpus(40)
    turned = np.ascontiguousarray(vectors[:, ::-1])
    foreign = statement("Rechnungen lassen sich nicht exportieren", 80_000)
    its_own = vector("invoices", foreign.clean)[None, ::-1].copy()
    joined = join_translated(found, [foreign], its_own, turned[::2], vectors[::2])
    place = theme_of(joined)[foreign.statement_id]
    assert place == theme_of(found)[statements[0].statement_id]


def test_the_name_of_the_product_makes_no_theme_of_its_own() -> None:
    statements, vectors = corpus(40)
    is_named = np.arange(len(statements)) % 2 == 1
    named = [
        replace(one, clean=f"{one.clean} in Harbor") if names_it else one
        for one, names_it in zip(statements, is_named, strict=True)
    ]
    moved = vectors + np.where(is_named, 0.3, 0)[:, None] * direction("Harbor")
    moved = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
    assert len(find(named, moved).leaves) > 6
    places = theme_of(find_themes(named, moved, KnownThemes(), ThemeSettings(), product="Harbor"))
    for start in range(0, 240, 40):
        assert len({place for one in named[start : start + 40] if (place := places[one.statement_id])}) == 1


def test_near_groups_merge_only_where_the_same_happens_to_the_same() -> None:
    texts = [f"{verb} {number}" for verb in ("send", "lose", "print") for number in range(4)]
    gists = [Gist(verb=text.split()[0], object="mails") for text in texts]
    gists[4:8] = [Gist(verb="send", object="my mails")] * 4
    vectors = np.vstack([vector("mails", text, noise=0.1) for text in texts])
    labels = np.repeat([0, 1, 2], 4)
    centres = np.vstack([vectors[labels == label].mean(axis=0) for label in range(3)])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    similarity = np.einsum("ij,ij->i", vectors, centres[labels])
    merged = merge_alike(Grouping(labels, labels, similarity, similarity, centres, 0.0), vectors, gists)
    assert merged.labels.tolist() == [0] * 8 + [1] * 4
    assert merged.centroids @ merged.centroids.T == pytest.approx(np.array([[1, 0.99], [0.99, 1]]), abs=0.02)


@pytest.mark.parametrize(
    ("verb", "thing", "count"),
    [("send", "mails", 1), ("send", "a message", 1), ("lose", "mails", 2), ("send", "it", 2)],
)
def test_groups_that_are_less_near_merge_where_quite_the_same_is_said(verb: str, thing: str, count: int) -> None:
    centres = np.array([[1, 0, 0], [0.87, 0.493, 0]], dtype=np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    labels = np.repeat([0, 1], 4)
    vectors = centres[labels]
    gists = [Gist(verb="send", object="mails")] * 4 + [Gist(verb=verb, object=thing)] * 4
    similarity = np.ones(8, dtype=np.float32)
    assert merge_alike(Grouping(labels, labels, similarity, similarity, centres, 0.0), vectors, gists).count == count


def two_groups(spread: float, apart: float) -> tuple[Grouping, NDArray[np.float32]]:
    """Two groups of sixty rows, scattered by `spread` around middles that lie `apart`; and the rows."""
    draw = np.random.default_rng(0)
    middles = np.zeros((2, DIMENSION))
    middles[:, 0], middles[1, 1] = 1, apart
    labels = np.repeat([0, 1], 60)
    vectors = middles[labels] + spread * draw.standard_normal((120, DIMENSION)) / DIMENSION**0.5
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    centres = np.vstack([vectors[labels == label].sum(axis=0) for label in range(2)])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    similarity = np.einsum("ij,ij->i", vectors, centres[labels])
    return Grouping(labels, labels, similarity, similarity, centres, 0.0), vectors


@pytest.mark.parametrize(("spread", "thing", "count"), [(1.6, "messages", 1), (0.1, "messages", 2), (1.6, "wifi", 2)])
def test_groups_whose_statements_run_into_each_other_merge_where_much_the_same_is_said(
    spread: float, thing: str, count: int
) -> None:
    groups, vectors = two_groups(spread, 0.7)
    gists = [Gist(verb="lose", object="emails")] * 60 + [Gist(subject=thing, verb="vanish")] * 60
    assert 0.72 < float(groups.centroids[0] @ groups.centroids[1]) < 0.85
    assert merge_alike(groups, vectors, gists).count == count


@pytest.mark.parametrize(("spread", "count"), [(1.6, 1), (0.1, 2)])
def test_close_groups_merge_where_their_statements_lie_deep_in_each_other_whatever_they_say(
    spread: float, count: int
) -> None:
    groups, vectors = two_groups(spread, 0.6)
    gists = [Gist(verb="ask", object="password")] * 60 + [Gist(subject="popup", verb="want", object="credentials")] * 60
    assert 0.8 <= float(groups.centroids[0] @ groups.centroids[1]) < 0.87
    assert merge_alike(groups, vectors, gists).count == count


def test_assign_gives_the_nearest_centroid_or_none_under_the_floor() -> None:
    centroids = np.eye(3, dtype=np.float32)
    points = np.array([[0.8, 0.6, 0], [0.577, 0.577, 0.578]], dtype=np.float32)
    places = assign(points, centroids, 0.7)
    assert places.labels.tolist() == [0, UNCLEAR]
    assert np.allclose(places.similarity, [0.8, 0.578], atol=1e-3)
    assert np.allclose(places.margin, [0.2, 0.001], atol=1e-3)


@pytest.mark.parametrize(
    ("kind", "gist", "name"),
    [
        ("pain", Gist(None, "export", "invoices", "as CSV", True), "Cannot export invoices as CSV"),
        ("pain", Gist("printer", "show", "blank page", None, False), "Printer shows blank page"),
        (
            "pain",
            Gist("messages", "show up", None, "after the update", True),
            "Messages do not show up after the update",
        ),
        ("pain", Gist("I", "lose", "drafts", "when offline", False), "Losing drafts when offline"),
        ("pain", Gist("search", "find", "nothing", None, False), "Search finds nothing"),
        ("pain", Gist("invoice", "have", "wrong total", None, False), "Invoice has wrong total"),
        ("request", Gist(None, "have", "dark mode", None, False), "Add dark mode"),
        ("request", Gist(None, "ask for", "dark mode", "for years", False), "Add dark mode"),
        ("request", Gist("calendar", "show", "week numbers", None, False), "Calendar should show week numbers"),
        ("pain", Gist("it", "happen", None, None, False), None),
        (
            "pain",
            Gist("reminder for meeting", "come", None, "17 minutes after it had started", False),
            "Reminder for meeting comes after it had started",
        ),
        ("pain", Gist("help desk", "answer", "calls", "on Tuesday", True), "Help desk does not answer calls"),
        ("pain", Gist(None, "press", "print", None, False), None),
        ("pain", Gist(), None),
    ],
)
def test_a_gist_becomes_a_phrase(kind: Kind, gist: Gist, name: str | None) -> None:
    assert phrase_of(statement("text", 1, kind=kind, gist=gist)) == name


@pytest.mark.parametrize(
    "name",
    [
        "Issues with app",
        "App problem",
        "Error",
        "Login <EMAIL_1> fails",
        "It does not work",
        "PDF of invoice 2026-0543 is empty",
        "44 seconds until the calendar opens",
        "Harbor uses % of battery",
        "Stay signed in' does nothing",
        "Help pages be from version 5",
        "After restarting the system",
        "Emails disappear when this happens",
        "Don't want to delete the account",
        "Water bill is how much",
        "Way the message list is displayed",
        "Search finds",
        "Search is not acceptable",
        "Main WARN render",
        "Get moved to the spam folder",
        "Spam folder/mail",
        "Not ALL folders have disappeared",
        "Some emails are coming through normally",
        "Thunderbird behaves",
        "Messages, deletes",
        "Sales tax is cent more",
        "Mail " + "very " * 15 + "long",
    ],
)
def test_the_lint_refuses_what_says_nothing_or_too_much(name: str) -> None:
    assert not is_good_name(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("No password reset e-mail!", "No password reset e-mail"),
        ("I can't upload files", "Cannot upload files"),
        ("My invoices are gone", "Invoices are gone"),
        ("Your support does not respond", "Support does not respond"),
        ("I have to sign in again every morning.", "Having to sign in again every morning"),
        ("The reminder came 18 minutes after it had started", None),
        ("WRONG TAX AMOUNT ON INVOICE", None),
        ("Problem with folder size", "Folder size"),
        ("The export of invoices stops when I click on the third page of the list of all customers", None),
    ],
)
def test_a_short_statement_is_a_name_unless_it_speaks_or_shouts(text: str, name: str | None) -> None:
    assert headline_of(statement(text, 1)) == name


def test_a_name_that_several_members_give_comes_before_one_that_one_gives() -> None:
    given = [("No quiet hours", 1), ("Quiet hours missing", 2), ("No quiet hours?", 3), ("No quiet hours at all", 4)]
    members = tuple(statement(text, number) for text, number in given)
    rows = np.vstack([vector("quiet", "same", 0)] * 4)
    told = Told(members, (0.9, 0.91, 0.9, 0.9), rows, rows[0], ("quiet hours",), 4, None)
    assert name_themes([told]) == ["No quiet hours"]


def test_a_name_that_many_customers_say_word_for_word_comes_before_one_that_one_says() -> None:
    texts = ["Sales tax comes out higher", "Wrong tax amount on invoice", "Tax of invoice rounded up"]
    members = tuple(statement(text, number) for number, text in enumerate(texts))
    rows = np.vstack([vector("tax", "same", 0)] * 3)
    told = Told(members, (0.9, 0.85, 0.85), rows, rows[0], ("tax",), 90, None, (1, 88, 1))
    assert name_themes([told]) == ["Wrong tax amount on invoice"]


def test_a_short_form_of_the_products_name_is_spelled_out() -> None:
    members = tuple(statement(f"TB freezes on folder {'abcdefgh'[row % 8] * (row // 8 + 3)}", row) for row in range(60))
    rows = np.vstack([vector("freeze", "same", 0)] * 60)
    told = Told(members, (0.9,) * 60, rows, rows[0], (), 60, None)
    assert name_themes([told], product="Thunderbird")[0].startswith("Thunderbird freezes on folder")


def test_a_theme_of_failures_is_named_by_one() -> None:
    texts = ["Emails arrive with attachments", "Attachments of emails missing", "Emails arrive without attachments"]
    members = tuple(statement(text, number) for number, text in enumerate(texts))
    rows = np.vstack([vector("mail", "same", 0)] * 3)
    told = Told(members, (0.9, 0.88, 0.87), rows, rows[0], (), 3, None)
    assert name_themes([told])[0] != "Emails arrive with attachments"


def test_without_grammar_a_clause_is_the_name() -> None:
    assert clause_of("Hello, I think the invoice export fails, and I am upset") == "The invoice export fails"
    assert clause_of("No puedo exportar facturas. Ayuda por favor") == "No puedo exportar facturas"


def test_members_know_how_near_they_are(found: ThemesFound) -> None:
    assert all(isinstance(member, Member) and -1 <= member.similarity <= 1.001 for member in found.members)
    for theme in found.leaves:
        assert theme.cohesion
        assert theme.nearest_similarity
        assert theme.cohesion > theme.nearest_similarity
        assert theme.nearest_theme_id in {other.theme_id for other in found.leaves} - {theme.theme_id}
