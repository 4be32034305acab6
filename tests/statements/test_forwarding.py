from __future__ import annotations

import pytest

from insight.statements.reading import read_message
from tests.statements.conftest import message, sentences

MARK = "---------- Forwarded message ---------\nFrom: Ann <ann@example.org>\nDate: Mon, 3 May 2024\nSubject: Export"
BELOW = "The export is empty since Monday.\n\nKind regards,\nAnn"


def mined(text: str, *, title: str | None = None, is_html: bool = False) -> list[str]:
    return sentences(read_message(message(text, title=title, is_html=is_html), 20_000))


@pytest.mark.parametrize(
    "own",
    [
        "", "FYI", "Fyi, please see below.", "Hi team,\n\nplease see the mail below from a customer.\n\nThanks,\nTom",
        "Zur Info", "Forwarding this from our customer.", "FYI\n\nBest,\nTom Lee",
    ],
)  # fmt: skip
def test_a_mail_that_is_only_handed_on_is_mined_without_its_header(own: str) -> None:
    assert mined(f"{own}\n\n{MARK}\n\n{BELOW}") == ["The export is empty since Monday."]


def test_offsets_cut_the_statement_out_of_the_forwarded_mail() -> None:
    text = f"<p>FYI</p><p>{MARK.replace(chr(10), '<br>')}</p><p>The export &amp; the import are empty.</p>"
    (one,) = read_message(message(text.replace("<ann@example.org>", "&lt;a@b.c&gt;"), is_html=True), 20_000).candidates
    assert (one.text, one.clean) == ("The export &amp; the import are empty.", "The export & the import are empty.")


def test_b45_whoever_says_something_of_their_own_is_heard_alone() -> None:
    assert mined(f"Printing fails too.\n\n{MARK}\n\n{BELOW}") == ["Printing fails too."]


def test_only_the_first_of_several_forwarded_mails_is_mined() -> None:
    older = "On Mon, 3 May 2024 at 10:00, Support wrote:\n> Did you restart?"
    assert mined(f"FYI\n\n{MARK}\n\nThe export is empty.\n\n{older}") == ["The export is empty."]
    assert mined(f"FYI\n\n{MARK}\n\nThe export is empty.\n\n{MARK}\n\nOlder words.") == ["The export is empty."]


def test_a_quoted_forward_is_freed_of_its_marks() -> None:
    text = "Begin forwarded message:\n\n> From: Ann\n> Subject: Export\n>\n> The export is empty."
    assert mined(text) == ["The export is empty."]


@pytest.mark.parametrize("sender", ["Parcelo Support <help@example.org>", "no-reply@example.org", "Help Desk"])
def test_b45_what_support_itself_sent_is_not_mined(sender: str) -> None:
    text = f"FYI\n\n{MARK.replace('Ann <ann@example.org>', sender)}\n\nWe close this ticket tomorrow."
    assert "We close this ticket tomorrow." not in mined(text)


def test_b45_an_empty_answer_above_a_quoted_mail_is_no_forward() -> None:
    quoted = "From: Ann\nSent: Monday\nSubject: Export\n\nThe export is empty."
    assert mined(quoted, title="Re: Export") == []
    assert mined(f"-----Original Message-----\n{quoted}") == []
    assert mined(quoted, title="FW: Export") == ["The export is empty."]
    assert mined(f"FYI\n-----Original Message-----\n{quoted}") == ["The export is empty."]
    assert mined("On Mon, 3 May 2024 at 10:00, Ann wrote:\n> The export is empty.") == []
