from __future__ import annotations

import pytest

from insight.records import Statement
from insight.statements import KindModel, Reader
from tests.statements.conftest import Judge, message


def only(statements: list[Statement]) -> Statement:
    (one,) = statements
    return one


@pytest.mark.parametrize(
    "text",
    [
        "Printing a PDF shows a blank page.",
        "I cannot log in with my company account.",
        "Please add an export of invoices as CSV.",
        "keeps crashing",
        "Messages stay in the outbox and are never sent.",
        "It drains my battery.",
        "The font is too small to read.",
        "Missing labels in the archive",
    ],
)
def test_a_statement_that_names_what_it_is_about_is_specific(judge: Judge, text: str) -> None:
    one = only(judge(text))
    assert (one.is_specific, one.vague_reason) == (True, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("How can I fix this issue?", "asks_for_help"),
        ("Please help me.", "asks_for_help"),
        ("I have attached a screenshot of the error.", "refers_to_attachment"),
        ("not working", "names_nothing"),
        ("Worst app ever.", "names_nothing"),
        ("It does not work.", "needs_context"),
        ("The problem persists on all folders.", "refers_to_problem"),
        ("Parcelo has bugs.", "names_nothing"),
        ("Other people report similar issues.", "refers_to_problem"),
    ],
)
def test_a_statement_that_names_nothing_is_vague_and_says_why(judge: Judge, text: str, reason: str) -> None:
    one = only(judge(text))
    assert (one.is_specific, one.vague_reason) == (False, reason)


def test_a_pronoun_takes_its_meaning_from_the_title(judge: Judge) -> None:
    one = only(judge("It does not work any more.", title="Calendar reminders"))
    assert (one.is_specific, one.aspect) == (True, "calendar reminders")
    repeated = only(judge("It does not work any more.", title="Calendar reminders are broken"))
    assert (repeated.is_specific, repeated.vague_reason) == (False, "said_in_title")
    alone = only(judge("It does not work any more.", title="Help!"))
    assert (alone.is_specific, alone.vague_reason) == (False, "needs_context")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("All my drafts are lost after the update.", 5),
        ("My changes were not saved after the crash.", 5),
        ("I lost two hours of writing.", 5),
        ("I was charged twice and want my money back.", 4),
        ("Our card was debited twice, that is a bug.", 4),
        ("I cannot log in to my account.", 3),
        ("I sometimes cannot open the map.", 2),
        ("Search returns the wrong results.", 2),
        ("The menu is confusing.", 1),
        ("The toolbar with the folder list has disappeared.", 2),
    ],
)
def test_severity_runs_from_annoyance_to_lost_data(judge: Judge, text: str, severity: int) -> None:
    one = only(judge(text))
    assert (one.kind, one.severity) == ("pain", severity)


def test_only_pains_have_a_severity_and_a_type(judge: Judge) -> None:
    one = only(judge("I love the new map, works great!"))
    assert (one.severity, one.pain_type) == (None, None)
    assert one.sentiment > 0.5


@pytest.mark.parametrize(
    ("text", "pain_type"),
    [
        ("The app crashes when I open the map.", "bug"),
        ("Loading the list is terribly slow and laggy.", "performance"),
        ("The new menu is confusing and complicated.", "usability"),
        ("I was charged twice for the same subscription.", "pricing"),
        ("Support never answered, still waiting for a reply.", "service"),
        ("My account was hacked by somebody with a virus.", "security"),
    ],
)
def test_pains_have_a_type(judge: Judge, text: str, pain_type: str) -> None:
    one = only(judge(text))
    assert (one.kind, one.pain_type) == ("pain", pain_type)


def test_the_customers_own_view_is_read_out(judge: Judge) -> None:
    one = only(judge("I am frustrated that I cannot export the labels as CSV since version 5.2 on Windows 11."))
    assert one.kind == "pain"
    assert (one.feeling, one.app_version, one.platform) == ("frustrated", "5.2", "Windows 11")
    assert one.obstacle is not None
    assert "cannot export the labels" in one.obstacle


def test_job_workaround_and_churn_are_spans_of_the_statement(judge: Judge) -> None:
    trying = only(judge("The map is blank when I try to plan a route."))
    assert trying.job == "plan a route"
    workaround = only(judge("Labels get stuck in the queue, so I have to restart the printer every time."))
    assert workaround.workaround == "I have to restart the printer every time"
    broken, leaving = judge("The export is broken again and we are switching to another provider.")
    assert (broken.has_churn_language, leaving.has_churn_language) == (False, True)


def test_stars_are_too_weak_to_turn_a_statement_round(reader: Reader, by_cues: KindModel) -> None:
    texts = "The map of parcels"
    judged = []
    for rating in (1.0, 5.0):
        landed = message(texts, kind="review", rating=rating)
        (read,) = reader.read([landed])
        judged += reader.judge(read.candidates, None, {"m_1": landed}, by_cues)
    assert judged[0].kind == judged[1].kind


def test_a_line_of_the_environment_in_a_ticket_is_no_pain(judge: Judge) -> None:
    assert only(judge("Version 6.1 on a Nokia 12")).kind == "other"


def test_other_languages_are_judged_by_their_own_cues(reader: Reader, by_cues: KindModel) -> None:
    kinds = []
    for text in (
        "Die Suche funktioniert seit dem letzten Update nicht mehr und stürzt ab.",
        "Estaría genial poder exportar las facturas, por favor agreguen la opción de descarga.",
        "J'adore cette application, elle est parfaite et très pratique.",
        "Não consigo imprimir as etiquetas, sempre dá erro e trava.",
    ):
        landed = message(text, language=None)
        (read,) = reader.read([landed])
        judged = reader.judge(read.candidates, None, {"m_1": landed}, by_cues)
        kinds.append((judged[0].language, judged[0].kind, judged[0].is_specific))
    assert kinds == [("de", "pain", True), ("es", "request", True), ("fr", "praise", True), ("pt", "pain", True)]
