"""Messages: pieces put into paragraphs, with everything that real mail has around what it says.

In go an intent and a speaker; out come paragraphs of pieces, and their text. A piece stands in the text unchanged.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from insight.records import Kind
from insight.sample.personal import PersonalKind
from insight.sample.phrases import PlantedTheme
from insight.sample.plan import Intent
from insight.sample.wording import Piece, Speaker, Wording

Paragraph = tuple[Piece, ...]

_KEPT = {"I", "Harbor", "Android", "Google", "Outlook", "Windows", "English", "Okta", "App"}
_ROLES = ("Office manager", "Owner", "Head of Operations", "IT", "Accounts", "Project lead", "Practice manager", "Administrator")
_MONEY_THEMES = ("double-charge", "cancel-plan", "price-rise")


def say_all(paragraphs: Iterable[Paragraph]) -> str:
    """Return the text: pieces by a space, paragraphs by an empty line."""
    return "\n\n".join(" ".join(piece.text for piece in paragraph) for paragraph in paragraphs if paragraph)


def as_html(text: str) -> str:
    """Write the plain text as a help desk shows it: paragraphs, line breaks, quotes as block quotes."""
    blocks = []
    for block in text.split("\n\n"):
        lines = block.split("\n")
        if all(line.startswith(">") for line in lines):
            inner = "<br>".join(html.escape(line.removeprefix(">").strip()) for line in lines)
            blocks.append(f"<blockquote><p>{inner}</p></blockquote>")
        elif len(lines) > 1 and all(line.startswith("- ") for line in lines):
            blocks.append("<ul>" + "".join(f"<li>{html.escape(line[2:])}</li>" for line in lines) + "</ul>")
        else:
            blocks.append('<p dir="auto">' + "<br>\n".join(html.escape(line) for line in lines) + "</p>")
    return '<div class="zd-comment" dir="auto">' + "".join(blocks) + "</div>"


def soften(piece: Piece) -> Piece:
    """Start the piece in lower case, as after "but", unless its first word is a name."""
    first = piece.text.split(" ")[0].split("'")[0]
    if first in _KEPT or not first[1:].islower() or not first[0].isupper():
        return piece
    return replace(piece, text=piece.text[0].lower() + piece.text[1:])


def say_problem(wording: Wording, theme: PlantedTheme, speaker: Speaker, rng: Random, problem: int = 1) -> list[Piece]:
    """Say one problem or wish, now and then with a second view of it and with what the customer does instead."""
    pieces = [wording.state(theme, speaker, problem)]
    if speaker.language == "en":
        if rng.random() < 0.1:
            pieces.append(wording.state(theme, speaker, problem))
        if theme.workarounds and rng.random() < 0.25:
            pieces.append(wording.workaround(theme, speaker, problem))
    return pieces


def say_several(wording: Wording, themes: Sequence[PlantedTheme], speaker: Speaker, rng: Random) -> list[Paragraph]:
    """Say different problems in one message: as a list, by paragraph, or in one go."""
    stated = [say_problem(wording, theme, speaker, rng, number) for number, theme in enumerate(themes, 1)]
    style = rng.choices(("bullets", "counted", "paragraphs", "run-on"), (3, 4, 2, 3))[0]
    if style == "bullets":
        lines = [Piece("- " + pieces[0].text) for pieces in stated]
        listed = Piece("\n".join(line.text for line in lines))
        # The list is one stretch of text; its statements are noted without the dashes.
        notes = tuple(replace(pieces[0], items=()) for pieces in stated)
        return [(_plain(wording, "list_lead", speaker),), (listed, *map(_unsaid, notes))]
    if style == "paragraphs":
        return [tuple(pieces) for pieces in stated]
    banks = ("first", "second", "third") if style == "counted" else ("", "second", "third")
    paragraphs: list[Paragraph] = []
    for bank, pieces in zip(banks, stated, strict=False):
        lead = (_plain(wording, bank, speaker),) if bank else ()
        paragraphs.append((*lead, soften(pieces[0]) if lead and lead[0].text.endswith(",") else pieces[0], *pieces[1:]))
    return paragraphs if style == "counted" else [tuple(piece for paragraph in paragraphs for piece in paragraph)]


class _Unsaid(Piece):
    """A statement that is noted here and said elsewhere in the same message."""


def _unsaid(piece: Piece) -> Piece:
    return piece


def _plain(wording: Wording, bank: str, speaker: Speaker) -> Piece:
    return wording.common(bank, speaker)
