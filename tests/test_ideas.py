"""Ideas are worded as a person would: imperative, specific, from the grammar of what customers say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from insight.ideas import find_ideas, gerund, word_title
from insight.records import Gist, Theme, Voice

THEME = Theme("th_1", "Drafts disappear", "Drafts disappear.", ("draft",), 2, None, 3)


def voice(kind="pain", number=1, clean="Drafts vanish", weight=0.8, **changes):
    gist = Gist(**{name: changes.pop(name) for name in ("subject", "verb", "object", "condition", "is_negated") if name in changes})
    base = Voice(
        f"st_{number}", "th_1", kind, clean, "en", f"c_{number}", None, None, gist, None, None, None, None, weight
    )
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("said", "title", "kind"),
    [
        ({"kind": "request", "verb": "export", "object": "invoices", "condition": "as CSV"}, "Let people export invoices as CSV", "new"),
        ({"kind": "request", "verb": "add", "object": "dark mode"}, "Add dark mode", "new"),
        ({"kind": "request", "verb": "bring", "object": "the old toolbar"}, "Bring back the old toolbar", "improve"),
        ({"kind": "request", "verb": "remove", "object": "ads"}, "Remove ads", "remove"),
        ({"subject": "drafts", "verb": "disappear", "condition": "when the connection drops"}, "Stop drafts from disappearing when the connection drops", "fix"),
        ({"subject": "drafts", "verb": "lose", "condition": "when the connection drops"}, "Stop losing drafts when the connection drops", "fix"),
        ({"subject": "calendar sync", "verb": "work", "is_negated": True, "condition": "on Android"}, "Make calendar sync work on Android", "fix"),
        ({"subject": "I", "verb": "open", "object": "attachments", "is_negated": True}, "Make opening attachments work", "fix"),
        ({"subject": "search", "verb": "take", "object": "minutes", "pain_type": "performance"}, "Make search faster", "improve"),
        ({"subject": "it", "verb": "be"}, "Fix drafts disappear", "fix"),
    ],
)  # fmt: skip
def test_a_title_is_imperative_and_says_what_the_statements_say(said, title, kind):
    wording = word_title(THEME, [voice(**said)])
    assert (wording.title, wording.kind) == (title, kind)


def test_what_most_customers_say_becomes_the_title():
    few = [voice(number=1, subject="search", verb="freeze", weight=0.99)]
    many = [voice(number=n, subject="drafts", verb="disappear", weight=0.5) for n in (2, 3)]
    assert word_title(THEME, few + many).title == "Stop drafts from disappearing"


def test_one_loud_customer_does_not_decide_the_title():
    loud = [voice(number=n, subject="search", verb="freeze", customer_id="c_loud") for n in range(10, 20)]
    others = [voice(number=n, subject="drafts", verb="disappear") for n in (2, 3)]
    assert word_title(THEME, loud + others).title == "Stop drafts from disappearing"


def test_a_placeholder_never_stands_in_a_title():
    named = [voice(number=n, subject="<NAME_1>", verb="crash") for n in (1, 2)]
    assert "<" not in word_title(THEME, named).title


def test_an_idea_carries_who_is_for_and_who_is_against():
    voices = [voice("pain", 1), voice("request", 2), voice("praise", 3), voice("question", 4)]
    (idea,) = find_ideas([THEME], voices)
    assert (idea.supporting, idea.opposing) == (("st_1", "st_2"), ("st_3",))


def test_the_problem_statement_says_who_needs_what_because_why_in_their_words():
    said = voice(job="invoice a client", obstacle="the draft is gone", segment="Agencies", subject="drafts", verb="vanish")
    (idea,) = find_ideas([THEME], [said])
    assert idea.problem_statement == "Customers (Agencies) need to invoice a client because “the draft is gone”."


def test_a_theme_of_praise_alone_is_no_idea():
    assert find_ideas([THEME], [voice("praise")]) == []


def test_no_two_ideas_share_a_title():
    other = replace(THEME, theme_id="th_2")
    voices = [voice(number=1, subject="drafts", verb="vanish"), voice(number=2, subject="drafts", verb="vanish", theme_id="th_2")]
    titles = [idea.title for idea in find_ideas([THEME, other], voices)]
    assert len(set(titles)) == 2


@given(st.permutations([voice(number=n, subject="drafts", verb=verb) for n, verb in enumerate(["vanish", "crash", "freeze"])]))
def test_ideas_do_not_depend_on_the_order_of_voices(voices):
    assert find_ideas([THEME], voices) == find_ideas([THEME], sorted(voices, key=lambda v: v.statement_id))


@pytest.mark.parametrize(
    ("verb", "form"),
    [("lose", "losing"), ("stop", "stopping"), ("die", "dying"), ("see", "seeing"), ("log out", "logging out"),
     ("crash", "crashing"), ("open", "opening"), ("delete", "deleting"), ("set", "setting"), ("show", "showing"),
     ("be", "being"), ("sync", "syncing"), ("appear", "appearing"), ("fail", "failing"), ("fix", "fixing")],
)  # fmt: skip
def test_the_ing_form_of_a_verb(verb, form):
    assert gerund(verb) == form
