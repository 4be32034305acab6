"""Decisions: what may stand in the file, what is refused with its line, and how ideas stand after all of it."""

from __future__ import annotations

from datetime import date

import pytest

from insight.decisions import Decision, Ground, Standing, add_decision, read_decisions, settle
from insight.errors import ConfigError

DAY = date(2026, 6, 1)
GROUND = Ground(
    ideas={"idea_aaaaaaaaaaaa01": "Export CSV", "idea_bbbbbbbbbbbb02": "Add dark mode", "idea_c3": "Print"},
    former={"idea_gone4": "Old"},
    releases={"5.2": date(2026, 5, 4)},
)


def decide(idea_id: str, **said: object) -> Decision:
    return Decision(idea_id, "Mara", **{"decided_on": DAY, **said})  # type: ignore[arg-type]


def test_a_decision_is_read_as_it_is_written():
    text = (
        "decisions:\n"
        "  # Export\n"
        "  - idea: idea_a1\n    status: shipped\n    release: 5.10\n    effort: 1.5\n    owner: No\n"
        "    note: asked for by many\n    author: Mara\n    on: 2026-06-01\n"
    )
    assert read_decisions(text, "f") == (
        decide("idea_a1", status="shipped", release="5.10", effort=1.5, owner="No", note="asked for by many"),
    )
    assert read_decisions(text, "f")[0].line == 3
    assert read_decisions("", "f") == read_decisions("decisions:\n", "f") == ()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("status: shiped", "line 3: there is no status 'shiped'; .* did you mean 'shipped'"),
        ("statis: shipped", "line 3: unknown key 'statis'; did you mean 'status'"),
        ("effort: soon", "line 3: 'effort' is a number of person-months above 0"),
        ("effort: -1", "line 3: 'effort' is a number"),
        ("effort: nan", "line 3: 'effort' is a number"),
        ("status: planned\n    release: 5.2", "line 4: 'release' belongs to 'status: shipped'"),
        ("status: merged", "line 3: 'status: merged' does not say 'into' which idea"),
        ("status: merged\n    into: dark mode", "line 4: 'into' names an idea by its whole id"),
        ("status: shipped\n    released_on: 4 May", "line 4: 'released_on' is a day such as"),
        ("owner: [a, b]", "line 3: 'owner' holds one text, not a list"),
        ("status: new\n    status: new", "line 4: the key 'status' stands twice"),
        ("release: 5.2", "line 2: the decision says none of: status, owner, effort, note"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(said: str, told: str):
    with pytest.raises(ConfigError, match=f"d.yaml {told}"):
        read_decisions(f"decisions:\n  - idea: idea_a1\n    {said}\n    author: M\n    on: 2026-06-01\n", "d.yaml")


@pytest.mark.parametrize("key", ["idea", "author", "on"])
def test_a_decision_without_idea_author_or_day_is_refused(key: str):
    lines = {"idea": "idea_a1", "author": "M", "on": "2026-06-01", "note": "x"}
    body = "\n    ".join(f"{name}: {value}" for name, value in lines.items() if name != key)
    with pytest.raises(ConfigError, match=f"line 2: the decision has no '{key}'"):
        read_decisions(f"decisions:\n  - {body}\n", "d.yaml")


def test_a_decision_is_added_and_all_that_stands_there_stays():
    first, _ = add_decision("", {"idea": "idea_a1", "status": "planned", "author": "M", "on": "2026-06-01"}, "f")
    text = first.replace("status: planned", "status: planned  # in June")
    second, decision = add_decision(
        text, {"idea": "idea_b2", "note": "a: b # c", "author": "M", "on": "2026-06-02"}, "f", note="Add dark mode"
    )
    assert second.startswith(text.rstrip("\n"))
    assert "  # Add dark mode\n  - idea: idea_b2\n" in second
    assert decision.note == "a: b # c"
    assert len(read_decisions(second, "f")) == 2


def test_the_last_word_on_a_thing_counts_and_what_is_not_spoken_of_stays():
    _, (standing,) = settle(
        [
            decide("idea_c3", status="planned", owner="Mara", effort=2.0),
            decide("idea_c3", effort=3.0),
            decide("idea_c3", status="shipped", release="5.2", note="done"),
        ],
        GROUND,
        DAY,
    )
    assert standing == Standing("idea_c3", "shipped", "Mara", 3.0, "5.2", date(2026, 5, 4), None, "done", DAY)


def test_an_unknown_idea_changes_nothing_and_is_named():
    verdicts, standings = settle(
        [decide("idea_aaaaaaaaaaaa02", status="planned"), decide("idea_gone4", status="planned")], GROUND, DAY
    )
    assert standings == []
    assert [one.is_applied for one in verdicts] == [False, False]
    assert verdicts[0].reason == (
        "there is no idea idea_aaaaaaaaaaaa02; the nearest is idea_aaaaaaaaaaaa01 ('Export CSV')"
    )
    assert verdicts[1].reason == "the idea idea_gone4 ('Old') is not there any more"


def test_a_release_without_a_date_leaves_the_day_unknown_and_says_so():
    verdicts, standings = settle(
        [
            decide("idea_c3", status="shipped", release="5.3"),
            decide("idea_bbbbbbbbbbbb02", status="shipped"),
            decide("idea_aaaaaaaaaaaa01", status="shipped", release="5.2", released_on=date(2026, 5, 5)),
        ],
        GROUND,
        DAY,
    )
    assert [one.gap for one in verdicts] == [
        "release 5.3 has no date: no releases file lists it; the nearest listed is 5.2",
        "no release or day says when it was shipped",
        "release 5.2 came on 2026-05-04 by the releases file, on 2026-05-05 here",
    ]
    assert {one.status for one in standings} == {"shipped"}
    assert {one.released_on for one in standings} == {None}


def test_what_is_decided_later_is_not_known_yet():
    (verdict,), standings = settle([decide("idea_c3", status="planned", decided_on=date(2026, 6, 2))], GROUND, DAY)
    assert (verdict.is_applied, standings) == (False, [])


def test_merges_go_to_the_end_of_their_chain_and_never_in_a_circle():
    a, b, c = "idea_aaaaaaaaaaaa01", "idea_bbbbbbbbbbbb02", "idea_c3"
    verdicts, standings = settle(
        [
            decide(a, status="merged", merged_into=b),
            decide(b, status="merged", merged_into=c),
            decide(c, status="merged", merged_into=a),
            decide(c, status="merged", merged_into=c),
        ],
        GROUND,
        DAY,
    )
    assert [one.reason for one in verdicts][2:] == ["it would be merged into itself"] * 2
    assert {one.idea_id: one.merged_into for one in standings} == {a: c, b: c}
