"""Ideas are worded as a person would: imperative, specific, from the grammar of what most customers say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.ideas import find_ideas, gerund, read_voices, title_flaws, word_title
from insight.ideas.claims import Claim
from insight.ideas.conditions import fit_condition
from insight.ideas.empathy import read_empathy
from insight.ideas.english import plural
from insight.ideas.gladness import says_it_works
from insight.ideas.identity import keep_ids
from insight.ideas.orders import order_of
from insight.ideas.pains import happens_by_itself
from insight.ideas.product import is_short_for
from insight.ideas.quotes import choose_quotes
from insight.ideas.sayings import said_at_once, says_the_reverse
from insight.ideas.senses import told_by
from insight.ideas.service import is_left_alone
from insight.ideas.titles import is_too_broad
from insight.ideas.usage import read_usage
from insight.ideas.votes import meaning_of
from insight.records import Gist, Theme, Voice, content_id

THEME = Theme("th_1", "Drafts disappear", "Drafts disappear.", ("draft",), 2, None, 3)
GIST = ("subject", "verb", "object", "condition", "is_negated")


def voice(kind: Any = "pain", number: int = 1, clean: str = "Drafts vanish", **changes: Any) -> Voice:
    gist = Gist(**{name: changes.pop(name) for name in GIST if name in changes})
    base = Voice(
        f"st_{number}", "th_1", kind, clean, "en", f"c_{number}", None, None, gist, None, None, None, None, 0.8
    )
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("clean", "said", "title", "kind"),
    [
        ("Let me export invoices as CSV",
         {"kind": "request", "verb": "export", "object": "invoices", "condition": "as CSV"},
         "Let people export invoices as CSV", "new"),
        ("Please add dark mode", {"kind": "request", "verb": "add", "object": "dark mode"}, "Add dark mode", "new"),
        ("Bring back the old toolbar", {"kind": "request", "verb": "bring back", "object": "old toolbar"},
         "Bring back the old toolbar", "improve"),
        ("Remove the ads", {"kind": "request", "verb": "remove", "object": "ads"}, "Remove ads", "remove"),
        ("Make the font adjustable", {"kind": "request", "verb": "make", "object": "font", "condition": "adjustable"},
         "Make the font adjustable", "improve"),
        ("Stop mailing me", {"kind": "request", "verb": "mail", "is_negated": True}, "Stop mailing people", "improve"),
        ("Remind clients who pay late", {"verb": "remind", "object": "clients"}, "Remind clients who pay late", "improve"),
        ("Drafts disappear when the connection drops",
         {"subject": "Drafts", "verb": "disappear", "condition": "when the connection drops"},
         "Stop drafts from disappearing when the connection drops", "fix"),
        ("Drafts are lost when the connection drops",
         {"verb": "lose", "object": "Drafts", "condition": "when the connection drops"},
         "Stop losing drafts when the connection drops", "fix"),
        ("Calendar sync does not work on Android",
         {"subject": "Calendar sync", "verb": "work", "is_negated": True, "condition": "on Android"},
         "Make calendar sync work on Android", "fix"),
        ("I cannot open attachments", {"verb": "open", "object": "attachments", "is_negated": True},
         "Let people open attachments", "fix"),
        ("A recurring event cannot be changed", {"verb": "change", "object": "recurring event", "is_negated": True},
         "Let people change recurring events", "fix"),
        ("The invoice PDFs have no line items",
         {"subject": "invoice PDFs", "verb": "have", "object": "line items", "is_negated": True},
         "Show line items in invoice PDFs", "fix"),
        ("The history shows nothing", {"subject": "history", "verb": "show", "object": "nothing"},
         "Stop history from showing nothing", "fix"),
        ("The invoice PDFs are empty", {"subject": "invoice PDFs", "verb": "be", "object": "empty"},
         "Fix empty invoice PDFs", "fix"),
        ("The font is too small", {"subject": "font", "verb": "be", "object": "too small"},
         "Make the font larger", "improve"),
        ("I was charged twice", {"verb": "charge", "condition": "twice"}, "Stop charging people twice", "fix"),
        ("No password reset mails", {"object": "password reset mails", "is_negated": True},
         "Deliver password reset mails", "fix"),
        ("crash on start", {"object": "crash", "condition": "on start"}, "Stop the app from crashing on start", "fix"),
        ("Search takes ages", {"subject": "Search", "verb": "take", "object": "ages", "pain_type": "performance"},
         "Make search faster", "improve"),
    ],
)  # fmt: skip
def test_a_title_is_imperative_and_says_what_the_statements_say(
    clean: str, said: dict[str, Any], title: str, kind: str
) -> None:
    wording = word_title(THEME, [voice(clean=clean, **said)])
    assert (wording.title, wording.kind) == (title, kind)


@pytest.mark.parametrize(
    ("clean", "said"),
    [
        ("I forgot my password", {"verb": "forget", "object": "password"}),
        ("I tried two computers", {"verb": "try", "object": "computers"}),
        ("I never close the app", {"verb": "close", "object": "app", "is_negated": True}),
        ("It crashes for Müller", {"subject": "it", "verb": "be"}),
        ("Search shows the list", {"subject": "search", "verb": "show", "object": "list"}),
    ],
)  # fmt: skip
def test_what_is_no_failing_of_the_product_gives_no_title_but_the_label(clean: str, said: dict[str, Any]) -> None:
    theme = replace(THEME, label="Drafts and the like")
    assert word_title(theme, [voice(clean=clean, **said)]).title == "Fix “Drafts and the like”"


@pytest.mark.parametrize(
    ("label", "kind", "title"),
    [
        ("Cannot find documents with search", "pain", "Let people find documents with search"),
        ("Sync does not work on Android", "pain", "Make sync work on Android"),
        ("Add dark mode", "request", "Add dark mode"),
        ("My link is <KEY_1>", "pain", "Fix “draft”"),
    ],
)
def test_the_last_resort_is_the_label_as_an_order(label: str, kind: str, title: str) -> None:
    assert word_title(replace(THEME, label=label), [voice(kind)]).title == title


def test_what_most_customers_say_becomes_the_title() -> None:
    few = [voice(number=1, clean="Search freezes", subject="search", verb="freeze", weight=0.99)]
    many = [voice(number=n, subject="drafts", verb="disappear", weight=0.5) for n in range(2, 6)]
    assert word_title(THEME, few + many).title == "Stop drafts from disappearing"


def test_one_loud_customer_does_not_decide_the_title() -> None:
    loud = [voice(number=n, subject="search", verb="freeze", customer_id="c_loud") for n in range(10, 20)]
    others = [voice(number=n, subject="drafts", verb="disappear") for n in range(2, 5)]
    assert word_title(THEME, loud + others).title == "Stop drafts from disappearing"


def test_a_condition_stands_in_a_title_only_where_three_in_ten_name_it() -> None:
    def told(count: int) -> list[Voice]:
        named = [voice(number=n, subject="drafts", verb="vanish", condition="on Android") for n in range(count)]
        return named + [voice(number=n, subject="drafts", verb="vanish") for n in range(count, 10)]

    assert word_title(THEME, told(2)).title == "Stop drafts from vanishing"
    assert word_title(THEME, told(3)).title == "Stop drafts from vanishing on Android"


def test_a_version_stands_in_a_title_only_where_half_name_it() -> None:
    mixed = [
        voice(number=n, object="crash", clean="crash on start", condition=f"on start since 6.{n % 4}.1")
        for n in range(8)
    ]
    same = [replace(one, gist=replace(one.gist, condition="on start since 6.4.1")) for one in mixed]
    assert word_title(THEME, mixed).title == "Stop the app from crashing on start"
    assert word_title(THEME, same).title == "Stop the app from crashing on start since 6.4.1"


@pytest.mark.parametrize(
    ("condition", "fit"),
    [
        ("when I print", "when printing"),
        ("every time I open my calendar", "when opening the calendar"),
        ("on my tablet", "on the tablet"),
        ("when the connection drops", "when the connection drops"),
        ("because I was away", None),
        ("as a physiotherapist", None),
        ("when it", None),
        ("after the", None),
        ("since the 'cancel", None),
        ("when I went", None),
    ],
)
def test_conditions_lose_the_first_person_and_fragments_go(condition: str, fit: str | None) -> None:
    assert fit_condition(condition) == fit


@pytest.mark.parametrize(
    ("title", "flaw"),
    [
        ("Stop drafts from", "cut off"),
        ("Let people open my drafts", "pronoun"),
        ("Stop emailing <NAME_1>", "placeholder"),
        ("Fix PDF of invoice 26/598", "one-off number"),
        ("Stop charging 45 euros", "one-off number"),
        ("Fix the upload on Galaxy A54", "one-off number"),
        ("Fix work on menu-spring.pdf", "names one file"),
        ("Stop drafts from disappearing " + "again and " * 6 + "again", "too long"),
        ("Fix problems of the app", "generic"),
        ("Stop the sync from syncing", "repeated word"),
        ("Fix the 'end trial link", "unfinished quote"),
        ("Fix KEY_1>&expires", "markup"),
        ("Crash", "too short"),
    ],
)
def test_the_lint_names_why_a_title_cannot_stand(title: str, flaw: str) -> None:
    assert flaw in title_flaws(title)


@pytest.mark.parametrize(
    "title",
    [
        "Let people export invoices as CSV",
        "Make the app start after the 6.4.0 update",
        "Let people open MP4 files on Windows 11",
        "Fix crashes on start since 115.3.1",
        "Stop charging twice",
        "Stop losing drafts when the connection drops",
    ],
)
def test_versions_and_formats_may_stand_in_a_title(title: str) -> None:
    assert title_flaws(title) == ()


def test_an_idea_carries_who_is_for_and_who_is_against() -> None:
    voices = [
        voice("pain", 1),
        voice("pain", 5),
        voice("request", 2),
        voice("praise", 3, "Drafts are fine"),
        voice("question", 4),
    ]
    (idea,) = find_ideas([THEME], voices)
    assert (idea.supporting, idea.opposing) == (("st_1", "st_2", "st_5"), ("st_3",))


def empathy(*voices: Voice) -> tuple[str | None, ...]:
    """Job, obstacle, workaround and feeling of the idea "Fix the leaking tap" with these voices."""
    usage = read_usage(one.clean for one in voices)
    found = read_empathy("Fix the leaking tap", voices, usage)
    return found.job, found.obstacle, found.workaround, found.feeling


def test_an_ideas_view_is_told_by_who_speaks_of_what_its_title_names() -> None:
    other = voice(
        number=1, clean="Sadly I climb out of the cellar to close the door, so I wedge it, annoying",
        job="close the door", obstacle="the door shuts", workaround="I wedge it", feeling="sad",
    )  # fmt: skip
    tap = voice(
        number=2, clean="The tap leaks when I try to fix the leaking taps, so I put a bucket under the tap, annoying",
        job="fix leaking taps", obstacle="The tap leaks", feeling="annoying",
    )  # fmt: skip
    bucket = voice(number=3, clean="I put a bucket under the tap", workaround="I put a bucket under the tap")
    assert empathy(other, tap, bucket) == (
        "fix leaking taps", "The tap leaks", "I put a bucket under the tap", "annoying"
    )  # fmt: skip
    assert empathy(other) == (None, None, None, None)


def test_a_way_round_is_an_ideas_where_it_says_what_only_its_customers_say() -> None:
    """They seldom name it; a word that three of them use, and others do not, is the idea's own."""
    taps = [voice(number=n, clean=f"The tap leaks in room {n}") for n in range(4)]
    buckets = [
        voice(number=n, clean=f"I empty a bucket at {n} o'clock", workaround="I empty a bucket") for n in (10, 11, 12)
    ]
    doors = [voice(number=n, clean=f"The door of room {n} is stuck", theme_id="th_2") for n in range(20, 60)]
    usage = read_usage(one.clean for one in (*taps, *buckets, *doors))
    assert read_empathy("Fix the leaking tap", [*taps, *buckets], usage).workaround == "I empty a bucket"
    assert read_empathy("Fix the leaking tap", [*taps, buckets[0]], usage).workaround is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"job": "mend a leaking tap"}, "mend a leaking tap"),
        ({"job": "mend a leaking tap and"}, None),
        ({"job": "mend the tap and dry it"}, None),
        ({"obstacle": "the tap keeps leaking so"}, None),
        ({"feeling": "happy"}, None),
        ({"feeling": "fed up"}, "fed up"),
    ],
)
def test_what_breaks_off_and_who_is_glad_tells_nothing_of_it(said: dict[str, str], kept: str | None) -> None:
    found = empathy(voice(clean="The tap keeps leaking", **said))
    assert next((value for value in found if value), None) == kept


def test_what_people_do_instead_is_not_what_stands_in_the_way() -> None:
    way_round = "I catch what the leaking tap loses"
    assert empathy(voice(clean=way_round, obstacle=way_round, workaround=way_round))[1:3] == (None, way_round)


def test_the_problem_statement_says_who_needs_what_because_why_in_their_words() -> None:
    clean = "The draft is gone when the train enters a tunnel."
    said = voice(clean=clean, job="save a draft", segment="Agencies", verb="save", object="drafts", is_negated=True)
    (idea,) = find_ideas([THEME], [said])
    expected = "Customers (Agencies) need to save a draft because “The draft is gone when the train enters a tunnel”."
    assert idea.problem_statement == expected


def test_what_people_are_to_be_let_do_is_what_they_need_to_do() -> None:
    said = [voice(number=n, clean="I can't export the invoices", verb="export", object="invoices", is_negated=True)
            for n in range(3)]  # fmt: skip
    (idea,) = find_ideas([THEME], said)
    assert (idea.title, idea.problem_statement) == (
        "Let people export invoices", "Customers need to export invoices because “I can't export the invoices”."
    )  # fmt: skip


def test_a_segment_is_named_only_where_most_of_the_known_are_in_it() -> None:
    told = [voice(number=n, segment=name) for n, name in enumerate(["Agencies", "Shops", None])]
    (idea,) = find_ideas([THEME], told)
    assert idea.problem_statement.startswith("Customers in several segments need ")


def test_a_long_quote_ends_at_a_word() -> None:
    (idea,) = find_ideas([THEME], [voice(clean="Drafts vanish " + "whenever the connection drops " * 10)])
    quote = idea.problem_statement.rpartition("“")[2].rpartition("”")[0]
    assert len(quote) <= 160
    assert quote.removesuffix(" …").split()[-1] in ("whenever", "the", "connection", "drops")


def test_a_theme_of_praise_alone_is_no_idea() -> None:
    assert find_ideas([THEME], [voice("praise")]) == []


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("Messages in the inbox are not showing", "Get messages in the inbox showing again"),
        ("Thunderbird no longer syncing with Google Calendar", "Get Thunderbird syncing with Google Calendar again"),
        ("All emails in one folder disappeared", "Stop emails in one folder from disappearing"),
        ("Contacts are gone", "Stop contacts from disappearing"),
        ("The inbox is empty", "Fix empty inbox"),
        ("The program keeps crashing", "Stop the program from crashing"),
        ("Can't send message with photo", "Let people send messages with photo"),
        ("Can't believe no one else has the problem", ""),
        ("Emails will not download", "Make emails download"),
        ("Can not send emails", "Let people send emails"),
        ("Not receiving emails", "Let people receive emails"),
        ("Some emails are coming through normally", ""),
    ],
)
def test_a_label_that_says_a_failing_becomes_an_order(label: str, title: str) -> None:
    usage = read_usage(["Since then Thunderbird is slow", "A message came, and my messages are gone"])
    assert order_of(label, {"receive", "send"}, usage, is_asked_for=False) == title


@pytest.mark.parametrize(
    "claim",
    [
        Claim("fix", "fix", thing="local folders"),
        Claim("improve", "improve", thing="email addresses"),
        Claim("do", "fix", "show", "folders"),
        Claim("add", "new", thing="support request"),
        Claim("stop", "fix", "drop", "wifi"),
        Claim("fix", "fix", thing="duplicates"),
        Claim("make", "fix", "work", "height of messages"),
        Claim("make", "fix", "support", "Microsoft", "third-party apps"),
    ],
)
def test_a_claim_that_says_no_failing_or_is_no_product_is_refused(claim: Claim) -> None:
    usage = read_usage(["It says that Microsoft will no longer support it"] + ["It works"] * 30)
    assert is_too_broad(claim, usage)


def test_themes_that_ask_for_the_same_in_other_words_are_one_idea_of_the_largest() -> None:
    said = {"th_1": ("messages", "disappear"), "th_2": ("emails", "vanish"), "th_3": ("drafts", "crash")}
    voices = [
        voice(number=number, subject=said[theme_id][0], verb=said[theme_id][1], theme_id=theme_id)
        for number, theme_id in enumerate(["th_1", "th_1", "th_2", "th_3"])
    ]
    ideas = {idea.theme_id: idea for idea in find_ideas([replace(THEME, theme_id=name) for name in said], voices)}
    assert {name: idea.title for name, idea in ideas.items()} == {
        "th_1": "Stop messages from disappearing",
        "th_3": "Stop drafts from crashing",
    }
    assert ideas["th_1"].supporting == ("st_0", "st_1", "st_2")


def test_ideas_of_which_one_says_no_more_are_one_where_their_voices_speak_alike() -> None:
    said = {
        "th_1": ("emails", "they are gone from the inbox after compacting"),
        "th_2": ("inbox emails", "they are gone after compacting the inbox"),
        "th_3": ("archived emails", "the yearly archive shows an empty list"),
    }
    voices = [
        voice(number=10 * place + number, subject=thing, verb="disappear", theme_id=name,
              clean=f"{thing} disappear, {rest}")
        for place, (name, (thing, rest)) in enumerate(said.items())
        for number in range(9 - place)
    ]  # fmt: skip
    voices += [voice("praise", 100 + number, clean="Nice calendar", theme_id=None) for number in range(20)]
    ideas = {idea.theme_id: idea for idea in find_ideas([replace(THEME, theme_id=name) for name in said], voices)}
    assert {name: idea.title for name, idea in ideas.items()} == {
        "th_1": "Stop emails from disappearing",
        "th_3": "Stop archived emails from disappearing",
    }
    assert len(ideas["th_1"].supporting) == 17


def test_what_nobody_can_put_as_an_order_is_no_idea_beside_others() -> None:
    vague = replace(THEME, theme_id="th_2", label="Restarting and so on")
    voices = [voice(number=1, subject="drafts", verb="vanish"), voice(number=2, theme_id="th_2", clean="So it goes")]
    assert [idea.theme_id for idea in find_ideas([THEME, vague], voices)] == ["th_1"]
    assert [idea.title for idea in find_ideas([vague], voices)] == ["Fix “Restarting and so on”"]


SAID = [
    voice(number=number, subject=subject, verb=verb, clean=f"{subject} {verb} again")
    for number, (subject, verb) in enumerate(
        [("drafts", "vanish"), ("Draft", "vanish"), ("the draft", "crash"), ("sync", "freeze"), ("Sync", "freeze")]
    )
]


@given(st.permutations(SAID))
def test_ideas_do_not_depend_on_the_order_of_voices(voices: list[Voice]) -> None:
    assert find_ideas([THEME], voices) == find_ideas([THEME], SAID)


@given(st.sets(st.sampled_from([one.statement_id for one in SAID])))
def test_what_was_read_of_a_voice_before_changes_nothing(before: set[str]) -> None:
    kept = read_voices([one for one in SAID if one.statement_id in before], {})
    readings = read_voices(SAID, kept)
    assert all(readings[statement_id] is kept[statement_id] for statement_id in before)
    assert find_ideas([THEME], SAID, None, readings) == find_ideas([THEME], SAID)


@pytest.mark.parametrize(
    ("clean", "is_so"),
    [
        ("Your support does not reply", True),
        ("Your help desk promised to call back on Friday. No call.", True),
        ("Still no answer from customer service", True),
        ("It does not support answering with a template", False),
        ("Support answered within the hour", False),
        ("The server does not respond", False),
    ],
)
def test_whom_support_leaves_alone_wants_an_answer(clean: str, is_so: bool) -> None:
    assert is_left_alone(clean) is is_so
    title = word_title(replace(THEME, label="Other"), [voice(number=number, clean=clean) for number in range(3)]).title
    assert (title == "Answer support requests") is is_so


def test_nouns_are_written_as_customers_write_them() -> None:
    usage = read_usage(
        ["my draft is gone", "My drafts vanish", "Since then the Outlook sync is slow", "a PDF", "two PDFs"]
    )
    assert usage.written("Draft", "subject") == "drafts"
    assert usage.written("outlook sync", "object") == "Outlook sync"
    assert usage.written("PDF", "object") == "PDFs"
    assert usage.written("widget", "added") == "a widget"


@pytest.mark.parametrize(
    ("verb", "form"),
    [("lose", "losing"), ("stop", "stopping"), ("die", "dying"), ("see", "seeing"), ("log out", "logging out"),
     ("crash", "crashing"), ("open", "opening"), ("delete", "deleting"), ("set", "setting"), ("show", "showing"),
     ("be", "being"), ("sync", "syncing"), ("appear", "appearing"), ("fail", "failing"), ("fix", "fixing"),
     ("reset", "resetting"), ("quit", "quitting"), ("panic", "panicking")],
)  # fmt: skip
def test_the_ing_form_of_a_verb(verb: str, form: str) -> None:
    assert gerund(verb) == form


@pytest.mark.parametrize(
    ("noun", "many"),
    [("draft", "drafts"), ("empty page", "empty pages"), ("entry", "entries"), ("box", "boxes"), ("day", "days"),
     ("drafts", "drafts"), ("PDFs", "PDFs"), ("status", "statuses")],
)  # fmt: skip
def test_the_plural_of_a_noun(noun: str, many: str) -> None:
    assert plural(noun) == many


def test_an_order_that_was_parsed_as_noun_and_verb_is_read_as_an_order() -> None:
    said = [
        voice(
            number=n, kind="request", clean="Download invoices as a spreadsheet",
            subject="Download", verb="invoice", condition="as a spreadsheet",
        )
        for n in range(4)
    ]  # fmt: skip
    assert word_title(THEME, said).title == "Let people download invoices"


def test_what_is_short_for_the_product_is_its_name() -> None:
    texts = ["Since then Thunderbird is slow", "And TB crashes", "My T-bird too", "But IMAP and the rest work"]
    usage = read_usage(texts * 5)
    assert usage.names == {"thunderbird": "Thunderbird", "tb": "Thunderbird", "t-bird": "Thunderbird"}
    assert usage.cased("TB") == "Thunderbird"


def test_a_product_is_short_for_itself_and_for_no_word_of_other_letters() -> None:
    assert is_short_for("tb", "thunderbird")
    assert not is_short_for("thunderbird", "thunderbird")
    assert not is_short_for("bt", "thunderbird")


def sending_and_filing() -> list[Voice]:
    """A theme of many: 60 cannot send e-mails, 60 want filters that sort newsletters, each in words of their own."""
    said = []
    for n in range(60):
        claims = {"verb": "send", "object": "emails", "is_negated": True} if n % 2 else {}
        said.append(voice(number=n, clean=f"I cannot send my emails, {n} times the outgoing server failed", **claims))
    for n in range(100, 160):
        claims = {"verb": "sort", "object": "newsletters", "is_negated": True} if n % 2 else {}
        said.append(voice(number=n, clean=f"No rule can sort newsletters of list {n} into a folder", **claims))
    return said


def test_a_theme_of_many_holds_an_idea_for_each_thing_that_enough_ask_for() -> None:
    ideas = find_ideas([THEME], sending_and_filing())
    by_title = {idea.title: idea for idea in ideas}
    assert sorted(by_title) == ["Let people send emails", "Let people sort newsletters"]
    assert [len(idea.supporting) for _, idea in sorted(by_title.items())] == [60, 60]
    assert not set(ideas[0].supporting) & set(ideas[1].supporting)


def test_a_formula_that_many_repeat_is_no_idea_of_its_own() -> None:
    said = [one for one in sending_and_filing() if one.gist.verb or "send" in one.clean]
    assert [idea.title for idea in find_ideas([THEME], said)] == ["Let people send emails"]


@pytest.mark.parametrize(
    ("kind", "clean", "says"),
    [
        ("praise", "PDF export works every single time here.", True),
        ("pain", "PDF export works every single time here.", True),
        ("pain", "PDF export works, but the pages are empty", False),
        ("praise", "A PDF export would be great", False),
        ("praise", "The PDF export worked perfectly until yesterday", False),
        ("praise", "Five stars when the PDF export comes", False),
        ("request", "PDF export works perfectly", False),
        ("praise", "PDF export is a joy", True),
        ("praise", "I also tried PDF export", False),
        ("praise", "Sometimes PDF export is fine", False),
        ("praise", "No PDF. Great.", False),
        ("praise", "The PDF export no longer freezes", True),
        ("praise", "It never sent me the PDF twice", True),
        ("praise", "The PDF export never froze until yesterday", False),
        ("pain", "So easy to print, and in the evening my PDFs were not there", False),
    ],
)
def test_only_what_works_now_is_said_to_work(kind: Any, clean: str, says: bool) -> None:
    assert says_it_works(voice(kind, clean=clean)) is says


def opposed(*against: Voice) -> dict[str, tuple[str, ...]]:
    """Two themes, PDFs that are empty and mail that is lost, and who is against the idea of each."""
    themes = [THEME, replace(THEME, theme_id="th_2", label="Mail is lost")]
    pdf = {"subject": "invoice PDFs", "verb": "be", "object": "empty"}
    mail = {"verb": "lose", "object": "mails"}
    said = [
        voice(number=n, clean="A PDF again" if n < 2 else f"Invoice PDFs are empty on page {n}", **pdf)
        for n in range(6)
    ]
    said += [
        voice(number=n, clean="The mails again" if n < 12 else f"Lost {n} mails in a folder", theme_id="th_2", **mail)
        for n in range(10, 16)
    ]
    slow = {"subject": "search", "verb": "take", "object": "ages", "pain_type": "performance"}
    said += [voice(number=n, clean=f"Search takes ages in list {n}", theme_id="th_3", **slow) for n in range(20, 40)]
    themes.append(replace(THEME, theme_id="th_3", label="Search is slow"))
    found = {idea.title: idea.opposing for idea in find_ideas(themes, [*said, *against])}
    assert found.pop("Make search faster") == ()
    return found


def test_praise_of_the_aspect_opposes_whatever_its_theme_and_other_praise_does_not() -> None:
    pdf = voice("praise", 50, "The invoice PDFs look beautiful", theme_id=None)
    product = voice("praise", 51, "Best program in years", theme_id=None)
    elsewhere = voice("praise", 52, "My mails are safe with this, lovely", theme_id="th_1")
    assert opposed(pdf, product, elsewhere) == {
        "Fix empty invoice PDFs": ("st_50",), "Stop losing mails": ("st_52",)
    }  # fmt: skip


def test_praise_that_says_the_opposite_of_a_complaint_speaks_of_it() -> None:
    stable = voice("praise", 50, "Runs stable here", theme_id=None)
    crash = {"subject": "drafts", "verb": "crash"}
    said = [voice(number=n, clean=f"Drafts crash on day {n}" if n > 1 else "A crash", **crash) for n in range(4)]
    other = [
        voice(number=n, clean=f"Mail {n} is late", subject="mail", verb="vanish", theme_id="th_2") for n in range(9, 19)
    ]
    themes = [THEME, replace(THEME, theme_id="th_2", label="Mail is late")]
    opposing = {idea.theme_id: idea.opposing for idea in find_ideas(themes, [*said, *other, stable])}
    assert opposing == {"th_1": ("st_50",), "th_2": ()}


def test_what_several_ideas_speak_of_alike_tells_none_of_them_apart() -> None:
    said = {"th_1": "Invoice totals are wrong", "th_2": "Invoice pages are empty", "th_3": "Mail is late"}
    gist = {"th_1": ("invoice totals", "wrong"), "th_2": ("invoice pages", "empty"), "th_3": ("mail", "wrong")}
    voices = [
        voice(number=10 * place + n, clean=f"{clean} ({n})" if n > 2 else f"The {clean.split()[-3]} again", theme_id=theme_id, subject=gist[theme_id][0], verb="be",
              object=gist[theme_id][1])
        for place, (theme_id, clean) in enumerate(said.items())
        for n in range(9)
    ]  # fmt: skip
    praise = [
        voice("praise", 50, "The invoice is lovely", theme_id=None), voice("praise", 51, "Totals are right", theme_id=None)
    ]  # fmt: skip
    found = find_ideas([replace(THEME, theme_id=name) for name in said], [*voices, *praise])
    assert {idea.theme_id: idea.opposing for idea in found}["th_1"] == ("st_51",)
    assert sum(len(idea.opposing) for idea in found) == 1


def test_a_pain_that_says_that_it_works_opposes_and_does_not_support() -> None:
    works = voice("pain", 50, "The invoice PDFs are perfect here")
    assert opposed(works)["Fix empty invoice PDFs"] == ("st_50",)


def test_quotes_are_of_several_people_in_several_words_and_the_clearest_first() -> None:
    claim = {"subject": "drafts", "verb": "disappear"}
    cleans = [
        "Drafts disappear", "My drafts disappear whenever the train enters a tunnel.",
        "My drafts disappear whenever the train enters the tunnel.", "And then drafts disappear, how can I stop that?",
        "Half of the drafts of our whole team disappear over night.",
    ]  # fmt: skip
    voices = [voice(number=n, clean=clean, **claim) for n, clean in enumerate(cleans)]
    again = [replace(voices[4], statement_id="st_9", clean="All drafts on my phone disappear when it is locked.")]
    (idea,) = find_ideas([THEME], voices + again)
    assert idea.quotes[:2] == ("st_1", "st_4")
    shouted = replace(
        voices[1], statement_id="st_0", customer_id="c_0", clean="MY DRAFTS DISAPPEAR WHEN A TRAIN STOPS!"
    )
    assert find_ideas([THEME], [shouted, *voices[1:], *again])[0].quotes[0] == "st_1"
    assert not {"st_2", "st_9"} & set(idea.quotes)


def test_an_idea_that_goes_on_keeps_its_id_and_a_merged_one_that_of_the_larger_part() -> None:
    known = {"idea_old": ["st_1", "st_2", "st_3"], "idea_small": ["st_4"], "idea_gone": ["st_9"]}
    assert keep_ids([("th_1",), ("th_2",)], [["st_1", "st_2", "st_3", "st_4"], ["st_5"]], known) == [
        "idea_old", content_id("idea", "th_2")
    ]  # fmt: skip


def test_of_two_ideas_that_continue_one_the_larger_keeps_its_id_and_no_id_is_given_twice() -> None:
    known = {content_id("idea", "th_1"): ["st_1", "st_2", "st_3", "st_4", "st_5"]}
    ids = keep_ids([("th_1",), ("th_2",)], [["st_4", "st_5"], ["st_1", "st_2", "st_3"]], known)
    assert ids[1] == content_id("idea", "th_1")
    assert ids[0] not in known


def test_the_ideas_of_the_next_run_keep_their_ids_when_their_theme_gets_another_one() -> None:
    (before,) = find_ideas([THEME], [voice(number=n, subject="drafts", verb="disappear") for n in range(5)])
    moved = [voice(number=n, subject="drafts", verb="disappear", theme_id="th_9") for n in range(7)]
    (after,) = find_ideas([replace(THEME, theme_id="th_9")], moved, {before.idea_id: before.supporting})
    assert after.idea_id == before.idea_id


@pytest.mark.parametrize(
    ("kind", "clean", "said", "title"),
    [
        ("request", "I would like to add an Exchange account", {"verb": "add", "object": "Exchange account"},
         "Let people add Exchange accounts"),
        ("request", "Please add an Exchange account", {"verb": "add", "object": "Exchange account"},
         "Add an Exchange account"),
        ("pain", "I copy last month's invoices by hand, it takes forever",
         {"verb": "copy", "object": "invoices", "pain_type": "performance"}, "Spare people copying invoices"),
        ("request", "We need to stop typing reminders", {"verb": "type", "object": "reminders", "is_negated": True},
         "Spare people typing reminders"),
        ("pain", "Too many notifications", {"object": "notifications"}, "Reduce notifications"),
        ("pain", "Outgoing mails have been sent as plain text", {"verb": "send", "object": "outgoing mails"}, None),
        ("request", "I have well over a dozen mail accounts", {"verb": "have", "object": "mail accounts"}, None),
        ("pain", "They are not visible in the inbox", {"verb": "be", "object": "visible", "is_negated": True}, None),
        ("pain", "The otter is not your toy", {"subject": "otter", "verb": "be", "object": "toy", "is_negated": True},
         None),
        ("pain", "I had a hard drive crash", {"object": "hard drive crash"}, None),
        ("request", "I want to hand her a printed calendar", {"verb": "hand", "object": "printed calendar"}, None),
        ("pain", "We will not stop posting", {"verb": "post", "is_negated": True}, None),
        ("pain", "The calendar invites", {"subject": "calendar", "verb": "invite"}, None),
        ("pain", "main WARN render - glyph missing", {"object": "main WARN render"}, None),
    ],
)  # fmt: skip
def test_who_is_to_do_it_and_what_is_none_of_the_products_doing(
    kind: str, clean: str, said: dict[str, Any], title: str | None
) -> None:
    theme = replace(THEME, label="Drafts and the like")
    asks = "Answer" if kind == "request" else "Fix"
    assert word_title(theme, [voice(kind, clean=clean, **said)]).title == (title or f"{asks} “Drafts and the like”")


@pytest.mark.parametrize(
    ("clean", "said", "title"),
    [
        ("The tax is calculated from the wrong base",
         {"subject": "tax", "verb": "calculate from", "object": "wrong base"}, "Stop calculating tax from the wrong base"),
        ("Two invoices carry the same number INV-7",
         {"subject": "invoices", "verb": "carry", "object": "same number INV-7"},
         "Stop invoices from carrying the same number"),
        ("The sync drains the phone empty", {"subject": "sync", "verb": "drain", "object": "phone empty"},
         "Stop sync from draining the phone"),
        ("I can't duplicate last month's invoices",
         {"verb": "duplicate", "object": "last month invoices", "is_negated": True},
         "Let people duplicate last month's invoices"),
        ("Whole series moved by mistake", {"subject": "whole series", "verb": "move"}, "Stop moving the whole series"),
    ],
)  # fmt: skip
def test_what_a_parse_left_out_or_mistook_stands_in_the_title_as_it_was_said(
    clean: str, said: dict[str, Any], title: str
) -> None:
    assert word_title(THEME, [voice(clean=clean, **said)]).title == title


def test_a_noun_alone_gets_what_a_fifth_of_its_customers_put_before_it() -> None:
    plain = [voice("request", number, "A widget please", object="widget") for number in range(10)]
    fuller = [voice("request", number, "Home screen widget", object="home screen widget") for number in range(10, 13)]
    assert word_title(THEME, [*plain, *fuller]).title == "Add a home screen widget"
    assert word_title(THEME, [*plain, *fuller[:2]]).title == "Add a widget"


def test_what_customers_call_theirs_is_not_asked_for_and_a_wide_word_names_no_part() -> None:
    usage = read_usage(["I see the menu bar and all local folders"] * 30 + ["Something else entirely"] * 300)
    assert is_too_broad(Claim("add", "new", thing="menu bar"), usage)
    assert not is_too_broad(Claim("add", "new", thing="dark mode"), usage)
    assert is_too_broad(Claim("make", "fix", "work", "local folders"), usage)
    assert not is_too_broad(Claim("make", "fix", "work", "calendar sync"), usage)


def test_who_does_not_want_what_others_ask_for_is_against_it() -> None:
    asking = [
        voice("request", number, f"Please add dark mode {number}", verb="add", object="dark mode")
        for number in range(5)
    ]
    against = voice("request", 9, "Please don't add a dark mode, I like it bright", verb="add", object="dark mode")
    beside = voice("request", 8, "Add dark mode, I don't need another theme", verb="add", object="dark mode")
    (idea,) = find_ideas([THEME], [*asking, against, beside])
    assert (idea.title, idea.opposing) == ("Add dark mode", (against.statement_id,))
    assert beside.statement_id in idea.supporting
    assert against.statement_id not in idea.supporting


def test_a_quote_that_is_spelled_as_usual_is_read_before_one_with_a_slip() -> None:
    said = [
        voice(number=number, clean=f"Drafts vanish when the wifi drops {'again ' * number}") for number in range(1, 250)
    ]
    slip = voice(number=0, clean="All of my drafts vannish when the wifi drops.", verb="vanish", subject="drafts")
    plain = voice(number=999, clean="All of my drafts vanish when the wifi drops.", verb="vanish", subject="drafts")
    usage = read_usage(one.clean for one in [*said, slip, plain])
    assert choose_quotes([slip, plain], frozenset(), (), None, usage)[0] == plain.statement_id


def test_what_mostly_tells_a_way_round_supports_what_it_goes_round() -> None:
    copies = replace(THEME, theme_id="th_2", label="Deleting copies by hand")
    said = {"verb": "vanish", "subject": "drafts"}
    pains = [voice(number=number, **said) for number in range(10)]
    rounds = [
        voice("pain", 20 + number, "I keep deleting copies by hand", theme_id="th_2", customer_id=f"c_{number}",
              workaround="deleting copies by hand", verb="delete", object="copies")
        for number in range(6)
    ]  # fmt: skip
    (idea,) = find_ideas([THEME, copies], [*pains, *rounds])
    assert (idea.theme_id, len(idea.supporting)) == ("th_1", 16)
    strangers = [replace(one, customer_id=f"c_{50 + place}") for place, one in enumerate(rounds)]
    assert len(find_ideas([THEME, copies], [*pains, *strangers])) == 2


def test_a_device_that_few_of_a_theme_name_stands_in_no_title() -> None:
    few = [voice(number=n, clean="Drafts vanish on the shop tablet", subject="drafts", verb="vanish",
                 condition="on the shop tablet") for n in range(4)]  # fmt: skip
    many = [voice(number=n, clean=f"Each draft was gone by noon {n}") for n in range(4, 30)]
    assert word_title(THEME, few).title == "Stop drafts from vanishing on the shop tablet"
    assert word_title(THEME, [*few, *many]).title == "Stop drafts from vanishing"


def test_claims_of_one_meaning_are_counted_together_and_put_as_most_put_them() -> None:
    lost = [voice(number=n, clean="I have lost my emails", verb="lose", object="emails") for n in range(3)]
    gone = [voice(number=n, clean="My emails disappeared", subject="emails", verb="disappear") for n in range(3, 5)]
    other = [voice(number=n, clean="I cannot print emails", verb="print", object="emails", is_negated=True)
             for n in range(5, 9)]  # fmt: skip
    assert word_title(THEME, [*lost, *gone, *other]).title == "Stop losing emails"


def test_a_thing_that_fails_in_two_ways_is_two_claims() -> None:
    usage = read_usage(["The inbox is empty"])
    wrongs = ("empty inbox", "wrong inbox", "empty Inbox")
    empty, wrong, again = (meaning_of(Claim("fix", "fix", thing=thing), usage) for thing in wrongs)
    assert empty == again != wrong


@pytest.mark.parametrize(
    ("clean", "by_itself"),
    [
        ("Emails are deleted from the server", True),
        ("It often deletes more than one message", True),
        ("It keeps deleting my mail", True),
        ("I deleted an email and the list jumps", False),
        ("When I delete an older email the list scrolls", False),
    ],
)
def test_what_people_do_on_purpose_is_to_end_only_where_it_happens_by_itself(clean: str, by_itself: bool) -> None:
    assert happens_by_itself("delete", clean) is by_itself
    said = voice(clean=clean, verb="delete", object="emails")
    assert ("Stop deleting emails" in word_title(THEME, [said]).title) is by_itself


@pytest.mark.parametrize(
    ("clean", "share"),
    [
        ("My archive folder just disappeared", 1.0),
        ("I move an email to the archive folder, it disappears", 2 / 3),
        ("The archive is slow", 1 / 3),
        ("Nothing works", 0.0),
    ],
)
def test_a_statement_says_a_title_as_far_as_one_clause_of_it_does(clean: str, share: float) -> None:
    usage = read_usage([clean])
    assert said_at_once(clean, told_by("Stop archive folders from disappearing", usage), usage) == pytest.approx(share)


@pytest.mark.parametrize(
    ("claim", "clean", "is_reverse"),
    [
        (Claim("let", "fix", "delete", "emails"), "I can't delete emails", False),
        (Claim("let", "fix", "delete", "emails"), "When I delete an email the next one opens", True),
        (Claim("let", "new", "delete", "emails"), "I would like to delete emails after a month", False),
        (Claim("stop losing", "improve", "ask for", "donations"), "It asks for donations again", False),
        (Claim("stop losing", "improve", "ask for", "donations"), "I am not asking for donations", True),
        (None, "Whatever it is", False),
    ],
)
def test_what_is_denied_is_not_said(claim: Claim | None, clean: str, is_reverse: bool) -> None:
    assert says_the_reverse(clean, claim) is is_reverse


def test_the_problem_is_told_by_the_first_quote_that_says_a_pain() -> None:
    asked = voice("request", 1, "Please let us export all of our invoices as CSV.", verb="export", object="invoices")
    pained = voice("pain", 2, "We cannot export our invoices in any way that a spreadsheet reads.",
                   verb="export", object="invoices", is_negated=True, weight=0.5)  # fmt: skip
    (idea,) = find_ideas([THEME], [asked, pained])
    assert "“We cannot export our invoices in any way that a spreadsheet reads”" in idea.problem_statement


def test_of_many_customers_few_do_not_word_the_title() -> None:
    said = [voice(number=n, clean="I keep accounts apart by colour") for n in range(100)]
    few = [voice(number=n, clean="I cannot rearrange accounts", verb="rearrange", object="accounts", is_negated=True)
           for n in range(100, 103)]  # fmt: skip
    assert not word_title(replace(THEME, label="Accounts and so on"), [*said, *few]).is_order
    assert word_title(THEME, few).title == "Let people rearrange accounts"
