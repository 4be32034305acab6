from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.statements import Reader
from insight.statements.reading import read_message
from tests.statements.conftest import message, sentences

HTML = (
    "<p>Hello,</p><p>The calendar &amp; the mail do <b>not</b> sync.\nSince 115 I can&rsquo;t print.</p>"
    "<ul><li>Please add tabs</li><li>caf&eacute; is shown as caf?</li></ul><p>Thanks<br>Ann</p>"
)


def test_offsets_cut_the_statement_out_of_the_landed_html() -> None:
    landed = message(HTML, is_html=True)
    read = read_message(landed, 20_000)
    assert [landed.text[one.start : one.end] for one in read.candidates] == [one.text for one in read.candidates]
    assert [(one.text, one.clean) for one in read.candidates] == [
        ("The calendar &amp; the mail do <b>not</b> sync.", "The calendar & the mail do not sync."),
        ("Since 115 I can&rsquo;t print.", "Since 115 I can’t print."),
        ("Please add tabs", "Please add tabs"),
        ("caf&eacute; is shown as caf?", "café is shown as caf?"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab .,!?<>/&;#\n'é😀-1", max_size=300), st.booleans())
def test_offsets_cut_whatever_the_text_holds(text: str, is_html: bool) -> None:
    landed = message(text, is_html=is_html)
    for one in read_message(landed, 20_000).candidates:
        assert one.text == text[one.start : one.end]
        assert one.text
        assert one.clean


def test_a_body_that_repeats_its_title_says_it_once() -> None:
    body = message("Sync is broken! It lost my notes.", title="sync is broken")
    assert sentences(read_message(body, 20_000)) == ["It lost my notes."]


def test_a_title_is_mined_like_a_message() -> None:
    title = message("Drafts are lost when offline", part="title", title="Drafts are lost when offline")
    assert sentences(read_message(title, 20_000)) == ["Drafts are lost when offline"]


@pytest.mark.parametrize("marks", ["Fwd: ", "Re: AW: ", "RE : WG:", "Re[2]: Fwd: "])
def test_what_mail_programs_put_before_a_title_is_none_of_it(marks: str) -> None:
    said = f"{marks}Drafts are lost when offline"
    (title,) = read_message(message(said, part="title", title=said), 20_000).candidates
    assert (title.clean, said[title.start : title.end]) == ("Drafts are lost when offline", title.text)
    body = message("Drafts are lost when offline. It took a day.", title=said)
    assert sentences(read_message(body, 20_000)) == ["It took a day."]


def test_b16_only_the_first_part_of_a_huge_message_is_analysed() -> None:
    read = read_message(message("Sync fails on Android. " * 450_000), 20_000)
    assert (read.status, read.is_cut, read.candidates[0].clean) == ("mined", True, "Sync fails on Android.")
    assert all(one.end <= 20_000 for one in read.candidates)
    assert not read_message(message("Sync fails on Android."), 20_000).is_cut


@pytest.mark.parametrize("text", ["!" * 20_000, "a" * 1_000_000, "ab!" * 300_000], ids=["marks", "token", "both"])
def test_b17_unspaced_runs_take_less_than_a_second(reader: Reader, text: str) -> None:
    started = time.process_time()
    (read,) = reader.read([message(text + " printing fails")])
    assert time.process_time() - started < 1
    assert all(len(word) <= 200 for one in read.candidates for word in one.clean.split())


@pytest.mark.parametrize(
    "unit",
    ["<", "<a ", "<!--", "&", "> ", "1. ", "but ", "please ", "can't and ", ". ", "On ", "\n", "- ", "crash, ",
     "<script>", "a.", "-- ", "www.", "cant ", "hi ", "thanks ", "it is ", "From: ", "0x", "a_", "(", "version ",
     "have to ", "<!-"],
)  # fmt: skip
def test_s14_repeated_input_takes_linear_time(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    started = time.process_time()
    for is_html in (False, True):
        read_message(message(text, is_html=is_html), 20_000)
    assert time.process_time() - started < 2


def test_b39_odd_characters_stay_in_the_text_and_leave_the_readable_version() -> None:
    text = "Sync \u202efails\u202c 👩\u200d💻 e\u0301te\u0301 z\u0336a\u0336lgo"
    (one,) = read_message(message(text), 20_000).candidates
    assert one.text == text
    assert one.clean == "Sync fails 👩\u200d💻 été z\u0336a\u0336lgo"


@pytest.mark.parametrize("text", ["😀😀 👍", "?!?... ---", "12345 6.7", "<EMAIL_1>", " ", "", "<p></p>"])
def test_b40_text_without_words_is_set_aside_with_its_reason(text: str) -> None:
    read = read_message(message(text, is_html=text.startswith("<p")), 20_000)
    assert (read.status, read.candidates) == ("set_aside", ())
    assert read.reason in ("no_usable_words", "empty")


def test_b40_stop_words_alone_are_vague(reader: Reader) -> None:
    landed = message("it is and the of to a")
    (read,) = reader.read([landed])
    (one,) = reader.judge(read.candidates, None, {"m_1": landed}, reader.learn_kinds(None))
    assert (one.is_specific, one.vague_reason) == (False, "needs_context")


@pytest.mark.parametrize(
    ("text", "declared", "language", "status"),
    [
        ("Die Suche funktioniert seit dem Update nicht mehr.", None, "de", "mined"),
        ("No puedo exportar mis facturas desde la actualización.", "en", "es", "mined"),
        ("Je ne peux plus imprimer mes factures depuis hier soir.", None, "fr", "mined"),
        ("Não consigo abrir o calendário no meu telefone.", "pt-BR", "pt", "mined"),
        ("カレンダーが同期されません。印刷できません。", None, "ja", "mined"),
        ("A naptár nem működik a frissítés óta, és nem tudok nyomtatni.", None, "hu", "set_aside"),
        ("ok", "en-US", "en", "mined"),
    ],
)
def test_b42_language_is_recorded_and_what_cannot_be_read_is_set_aside(
    text: str, declared: str | None, language: str, status: str
) -> None:
    read = read_message(message(text, language=declared), 20_000)
    assert (read.language, read.status) == (language, status)
    assert read.reason == ("language_not_read" if status == "set_aside" else None)


def test_b42_no_space_scripts_are_split() -> None:
    read = read_message(message("カレンダーが同期されません。印刷できません。", language=None), 20_000)
    assert sentences(read) == ["カレンダーが同期されません。", "印刷できません。"]


def test_b44_markup_stays_in_the_landed_text_and_script_is_not_mined() -> None:
    landed = message("The <b>export</b> fails <script>steal()</script>on Monday", is_html=True)
    (one,) = read_message(landed, 20_000).candidates
    assert one.text == landed.text
    assert one.clean == "The export fails on Monday"


def test_b45_mail_chains_are_stripped_and_offsets_point_into_the_whole_text() -> None:
    text = "Hi,\nthe import fails.\n\nBest regards\nAnn\n\nOn 1 May 2024, Bob wrote:\n> Try again, it crashes."
    (one,) = read_message(message(text), 20_000).candidates
    assert (one.clean, text[one.start : one.end]) == ("the import fails.", "the import fails.")


def test_b45_a_message_of_nothing_but_a_signature_is_set_aside() -> None:
    read = read_message(message("> all of this\n> was said by others\nSent from my iPhone"), 20_000)
    assert (read.status, read.reason) == ("set_aside", "only_quotes_or_signature")


def test_b46_composed_and_decomposed_letters_read_the_same() -> None:
    text = "Le café n'est pas affiché dans la liste des reçus"
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    (one,) = read_message(message(composed, language="fr"), 20_000).candidates
    (other,) = read_message(message(decomposed, language="fr"), 20_000).candidates
    assert one.clean == other.clean
    assert one.text_hash == other.text_hash
    assert other.text == decomposed
