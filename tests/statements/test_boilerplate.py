from __future__ import annotations

import pytest

from insight.statements import Reader
from insight.statements.boilerplate import THANKS, worth_mining
from insight.statements.cleaning import clean_message
from insight.statements.reading import read_message
from tests.statements.conftest import message, sentences


def kept(text: str) -> list[str]:
    cleaned = clean_message(text, is_html=False, max_characters=20_000)
    return [cleaned.text[block.start : block.end] for block in worth_mining(cleaned.text, cleaned.blocks)]


def test_a_reply_above_a_quoted_mail_is_all_that_is_mined() -> None:
    text = "Still broken.\n\nOn Mon, 3 May 2024 at 10:00, Support wrote:\n> Did you restart?\n> Please try."
    assert kept(text) == ["Still broken."]


def test_words_below_marked_quotes_are_mined() -> None:
    text = "Support wrote:\n> Did you restart?\nYes, it did not help with the export."
    assert kept(text) == ["Yes, it did not help with the export."]


@pytest.mark.parametrize(
    "header",
    [
        "-----Original Message-----\nHi",
        "From: A\nSent: Monday\nTo: B\nSubject: C\nHi",
        "Am 3. Mai 2024 um 10:00 schrieb Anna:\nHallo",
        "El 3 de mayo Ana escribió:\nHola",
        "Le 3 mai 2024, Anne a écrit :\nBonjour",
    ],
)
def test_forwarded_and_quoted_mails_end_what_is_mined(header: str) -> None:
    assert kept(f"The import fails.\n{header}\nThis is what somebody else said.") == ["The import fails."]


@pytest.mark.parametrize(
    "ending",
    [
        "--\nAnn Lee\nHead of Sales",
        "Kind regards,\nAnn Lee\nHead of Sales",
        "Mit freundlichen Grüßen\nAnna",
        "Sent from my iPhone",
        "Get Outlook for Android",
        "Enviado desde mi iPhone",
        "This e-mail is intended solely for the person to whom it is addressed.",
        "Thanks in advance!",
        "Thank you very much for your help.",
    ],
)
def test_signatures_device_lines_disclaimers_and_thanks_are_not_mined(ending: str) -> None:
    assert kept(f"The import fails.\n\n{ending}") == ["The import fails."]


@pytest.mark.parametrize(
    "ending",
    ["Regards, Tom", "Kind regards\nTom Lee", "Thanks in advance, Ann Lee", "Best, tom", "Viele Grüße <PERSON_1>"],
)
def test_a_farewell_behind_the_last_sentence_of_a_line_is_not_mined(ending: str) -> None:
    assert kept(f"The import fails. {ending}") == ["The import fails."]


@pytest.mark.parametrize("line", ["Best app ever", "Best calendar so far!", "LG G6 crashes", "Thanks, it works again"])
def test_what_only_starts_like_a_farewell_is_mined(line: str) -> None:
    assert kept(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "2024-05-03 10:00:01,123 ERROR sync worker died",
        "[10:00:01] connection reset",
        "main WARN render - glyph U+00138 missing in font 'Inter'",
        "[worker-3] ERROR sync.Client: connection reset",
        "Traceback (most recent call last):",
        'File "/srv/app/main.py", line 12, in run',
        "at com.example.Sync.run(Sync.java:12)",
        "E/AndroidRuntime(2310): FATAL EXCEPTION: main",
        "java.lang.IllegalStateException: closed",
        "ERROR: worker 3 is gone",
        'user_pref("privacy.clearOnShutdown.cache", true);',
        "0x80070005 0x00000000",
        "https://example.org/very/long/link",
        "Version: 115.3",
        "Name: Mail Type: storage Disabled: no Username: none Interval: 30 Cache: on",
        "GL_OES_depth24 GL_OES_depth32 GL_EXT_draw_buffers GL_OES_texture_float",
    ],
)
def test_logs_traces_dumps_and_links_are_not_mined(reader: Reader, line: str) -> None:
    (read,) = reader.read([message(f"The import fails on Monday.\n{line}")])
    assert sentences(read) == ["The import fails on Monday."]


@pytest.mark.parametrize(
    "line",
    [
        "Need: a ruler in the margin.",
        "Feature request: list of parcels as CSV",
        "Perfect :)",
        "Tours: one moved, all moved.",
    ],
)
def test_a_wish_or_a_complaint_behind_a_colon_is_no_field(reader: Reader, line: str) -> None:
    (read,) = reader.read([message(line)])
    assert sentences(read) == [line]


def test_fields_beside_each_other_are_not_mined(reader: Reader) -> None:
    (read,) = reader.read([message("The import fails on Monday.\nServer: mail.example\nSecurity: none")])
    assert sentences(read) == ["The import fails on Monday."]


def test_thanks_for_something_is_a_statement() -> None:
    assert THANKS.match("Thank you so much in advance!")
    assert not THANKS.match("Thanks for the new calendar view")


def test_greetings_are_cut_off(reader: Reader) -> None:
    (read,) = reader.read([message("Hi there, the import fails.\n\nHello team!\n\nDear <PERSON_1>, sync is slow.")])
    assert sentences(read) == ["the import fails.", "sync is slow."]


@pytest.mark.parametrize(
    "lead_in",
    [
        "On Mon, May 8, 2023 at 10:12 AM, A Person <\n<EMAIL_1>> wrote:",
        "2023-05-08 10:12 GMT+03:00 A Person <<EMAIL_1>>:",
        "Op 8 mei 2023 om 10:12 heeft A Person <EMAIL_1> het volgende geschreven:",
        "W dniu 8 maja 2023 10:12 A Person <EMAIL_1>\nnapisał:",
        "---- A Person wrote ----",
        "Från: A Person\nSkickat: den 8 maj 2023 10:12\nÄmne: Re: Kalender",
    ],
)
def test_a_line_that_leads_into_a_quote_is_known_in_any_language_wrapped_or_not(lead_in: str) -> None:
    assert kept(f"The calendar is empty.\n\n{lead_in}\n\nDid you restart it?") == ["The calendar is empty."]


def test_a_date_with_an_address_in_a_sentence_leads_into_no_quote() -> None:
    text = "On 8 May 2023 at 10:12 the mail to <EMAIL_1> failed, and so did the next one."
    assert kept(text) == [text]


def test_a_mail_that_is_quoted_at_length_is_not_mined() -> None:
    theirs = "The old service ends in May. " * 20
    text = f'The printer vanished from the list. They wrote: "{theirs}Thank you." I want it back.'
    mined = sentences(read_message(message(text), 20_000))
    assert mined == ["The printer vanished from the list.", "I want it back."]


def test_the_words_of_an_error_in_quotation_marks_are_mined() -> None:
    text = 'It says "The scanner could not be found. Try again." and stops.'
    assert len(sentences(read_message(message(text), 20_000))) >= 1


def test_the_source_of_a_mail_is_not_mined() -> None:
    assert kept('Scanning fails.\n\nW= rite to us at <a href=3D"x"> for mo= re') == ["Scanning fails."]


def test_one_long_identifier_is_no_settings_page() -> None:
    line = "Since May the scanner sends ERR_SURFACE_SIZE_NOT_VALID instead of a warning."
    assert kept(line) == [line]


PYTHON_TRACE = """Traceback (most recent call last):
  File "/srv/app/main.py", line 12, in run
    total = invoices["sum"]
  File "/srv/app/money.py", line 3, in get
    return self.rows[key]
           ~~~~~~~~~^^^^^
KeyError: 'sum'"""
SCRIPT_TRACE = """TypeError: Cannot read properties of undefined (reading 'invoices')
    at Invoices.render (invoices.js:12:7)
    at async Page.open (page.js:3:1)
    at https://app.example/static/main.js:1:20331"""


@pytest.mark.parametrize(
    "trace", [PYTHON_TRACE, SCRIPT_TRACE, f"Uncaught {SCRIPT_TRACE}"], ids=["py", "js", "uncaught"]
)
def test_no_line_of_a_trace_is_mined_not_even_its_last(reader: Reader, trace: str) -> None:
    (read,) = reader.read([message(f"The import fails on Monday.\n{trace}\n\nIt worked last week.")])
    assert sentences(read) == ["The import fails on Monday.", "It worked last week."]


def test_an_error_without_a_trace_beside_it_is_what_the_customer_tells(reader: Reader) -> None:
    (read,) = reader.read([message("KeyError: 'sum' when I export an invoice")])
    assert sentences(read) == ["KeyError: 'sum' when I export an invoice"]


@pytest.mark.parametrize(
    "line",
    ["##- Please type your reply above this line -##", "-- Reply above this line --", "Please reply above this line"],
)
def test_the_line_that_replies_stand_above_is_not_mined(line: str) -> None:
    assert kept(f"{line}\nThe import fails.") == ["The import fails."]
    assert kept(f"The import fails.\n{line}\nYour request was updated.") == ["The import fails."]
