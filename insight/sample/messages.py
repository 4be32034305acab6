"""Messages: pieces put into paragraphs, with everything that real mail has around what it says.

In go an intent and a speaker; out come paragraphs of pieces, and their text. A piece stands in the text unchanged.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from insight.records import Kind
from insight.sample.personal import PersonalKind
from insight.sample.phrases import Phrases, PlantedTheme
from insight.sample.plan import Intent
from insight.sample.wording import Piece, Speaker, Wording

Paragraph = tuple[Piece, ...]

_KEPT = {"I", "Harbor", "Android", "Google", "Outlook", "Windows", "English", "Okta", "Monday", "Birthdays"}
_ROLES = (
    "Office manager",
    "Owner",
    "Head of Operations",
    "IT",
    "Accounts",
    "Project lead",
    "Practice manager",
    "Administrator",
)
_MONEY_THEMES = ("double-charge", "cancel-plan", "price-rise")
_VAGUE: dict[str, Kind] = {"vague_pain": "pain", "vague_question": "question", "vague_other": "other"}


def say_paragraph(paragraph: Paragraph) -> str:
    text = ""
    for piece in paragraph:
        text += ("" if not text or piece.lead.startswith("\n") else " ") + piece.lead + piece.text
    return text


def say_all(paragraphs: Iterable[Paragraph]) -> str:
    """Return the text: pieces by a space, paragraphs by an empty line."""
    return "\n\n".join(say_paragraph(paragraph) for paragraph in paragraphs if paragraph)


def as_html(text: str) -> str:
    """Write the plain text as a help desk shows it: paragraphs, line breaks, lists, quotes as block quotes."""
    blocks = []
    for block in text.split("\n\n"):
        lines = block.split("\n")
        if all(line.startswith(">") for line in lines):
            inner = "<br>".join(html.escape(line.removeprefix(">").strip(), quote=False) for line in lines)
            blocks.append(f"<blockquote><p>{inner}</p></blockquote>")
        elif len(lines) > 1 and all(line.startswith("- ") for line in lines):
            inner = "".join(f"<li>{html.escape(line[2:], quote=False)}</li>" for line in lines)
            blocks.append(f"<ul>{inner}</ul>")
        else:
            blocks.append('<p dir="auto">' + "<br>\n".join(html.escape(line, quote=False) for line in lines) + "</p>")
    return '<div class="zd-comment" dir="auto">' + "".join(blocks) + "</div>"


def soften(piece: Piece) -> Piece:
    """Start the piece in lower case, as after "but", unless its first word is a name."""
    first = piece.text.split(" ")[0].split("'")[0].rstrip(",.!?")
    if first in _KEPT or not first[:1].isupper() or not (first[1:].islower() or len(first) == 1):
        return piece
    return replace(piece, text=piece.text[0].lower() + piece.text[1:])


def say_core(wording: Wording, intent: Intent, speaker: Speaker, rng: Random) -> list[Paragraph]:
    """Say what the intent is about, without greetings and trimmings."""
    phrases = wording.phrases
    themes = [phrases.themes[key] for key in intent.themes]
    match intent.form:
        case "single":
            return [(*say_problem(wording, themes[0], speaker, rng), *_trail(wording, speaker, rng))]
        case "two" | "three":
            return say_several(wording, themes, speaker, rng)
        case "mixed":
            return [_praise_but(wording, themes[0], speaker, rng)]
        case "opposes":
            more = (wording.common("praise", speaker, "praise"),) if rng.random() < 0.4 else ()
            return [(wording.oppose(themes[0], speaker), *more)]
        case "loud":
            opener = Piece(wording.fill(rng.choice(phrases.common["loud"]["openers"]), speaker))
            return [(opener, *say_problem(wording, themes[0], speaker, rng))]
        case "same_words":
            return [(say_same_words(phrases, themes[0]),)]
        case "noise":
            return [(say_noise(wording, speaker, rng),)]
        case "praise":
            return [tuple(wording.common("praise", speaker, "praise") for _ in range(rng.choice((1, 1, 2))))]
        case "question":
            return [(wording.common("questions", speaker, "question"),)]
        case _:
            banks = rng.sample(list(_VAGUE), rng.choice((1, 2, 2)))
            return [tuple(wording.common(bank, speaker, _VAGUE[bank]) for bank in banks)]


def say_problem(wording: Wording, theme: PlantedTheme, speaker: Speaker, rng: Random, problem: int = 1) -> list[Piece]:
    """Say one problem or wish, now and then with a second view of it and with what the customer does instead."""
    pieces = [wording.state(theme, speaker, problem)]
    if speaker.language == "en":
        if rng.random() < 0.1:
            pieces.append(wording.state(theme, speaker, problem))
        if theme.workarounds and rng.random() < 0.2:
            pieces.append(wording.workaround(theme, speaker, problem))
    return pieces


def say_several(wording: Wording, themes: Sequence[PlantedTheme], speaker: Speaker, rng: Random) -> list[Paragraph]:
    """Say different problems in one message: as a list, counted, by paragraph, or in one go."""
    stated = [say_problem(wording, theme, speaker, rng, number) for number, theme in enumerate(themes, 1)]
    style = rng.choices(("list", "counted", "paragraphs", "run-on"), (3, 4, 2, 3))[0]
    if style == "list":
        lines = [replace(pieces[0], lead="\n- " if number else "- ") for number, pieces in enumerate(stated)]
        return [(wording.common("list_lead", speaker),), tuple(lines)]
    if style == "paragraphs":
        return [tuple(pieces) for pieces in stated]
    paragraphs: list[Paragraph] = []
    for bank, pieces in zip(("first" if style == "counted" else "", "second", "third"), stated, strict=False):
        lead = (wording.common(bank, speaker),) if bank else ()
        said = soften(pieces[0]) if lead and lead[0].text.endswith(",") else pieces[0]
        paragraphs.append((*lead, said, *pieces[1:]))
    return paragraphs if style == "counted" else [tuple(piece for paragraph in paragraphs for piece in paragraph)]


def say_same_words(phrases: Phrases, theme: PlantedTheme) -> Piece:
    """Say the wording that went round: many people, the same words."""
    return Piece(
        phrases.common["same_words"][theme.key],
        theme.kind,
        theme.key,
        severity=theme.severity,
        is_specific=True,
        problem=1,
    )


def say_noise(wording: Wording, speaker: Speaker, rng: Random) -> Piece:
    noise = wording.phrases.common["noise"]
    return Piece(wording.fill(rng.choice(noise["say"]), speaker), "other", noise["key"])


def _praise_but(wording: Wording, theme: PlantedTheme, speaker: Speaker, rng: Random) -> Paragraph:
    """Praise and complaint in one breath, or one after the other."""
    if rng.random() < 0.6:
        praise = wording.common("praise_but", speaker, "praise")
        return (replace(praise, is_specific=False), soften(wording.state(theme, speaker)))
    return (wording.common("praise", speaker, "praise"), wording.state(theme, speaker))


def _trail(wording: Wording, speaker: Speaker, rng: Random) -> tuple[Piece, ...]:
    """What people add to a problem: how it feels, what they will do, a question that names nothing."""
    pieces = []
    if speaker.language == "en":
        if rng.random() < 0.14:
            pieces.append(wording.common("impact", speaker, "other"))
        if rng.random() < 0.06:
            pieces.append(wording.common("churn", speaker, "other"))
    if rng.random() < 0.2:
        bank = rng.choice(("vague_question", "vague_other"))
        pieces.append(wording.common(bank, speaker, _VAGUE[bank]))
    return tuple(pieces)


def dress(
    wording: Wording, core: list[Paragraph], intent: Intent, speaker: Speaker, rng: Random, *, is_mail: bool
) -> list[Paragraph]:
    """Put greeting, small talk, personal details, thanks, signature, device line and log lines around the core."""
    english = speaker.language == "en"
    paragraphs: list[Paragraph] = []
    if rng.random() < 0.6:
        paragraphs.append((wording.common("greetings", speaker),))
    opening = []
    if english and rng.random() < 0.1:
        opening.append(wording.personal("name", speaker))
    if english and rng.random() < 0.18:
        opening.append(wording.common("small_talk", speaker, "other"))
    paragraphs.append(tuple(opening))
    paragraphs += core
    extra = []
    if english and rng.random() < 0.28:
        extra.append(wording.common("context", speaker, "other"))
    if rng.random() < 0.2:
        extra.append(wording.personal(draw_kind(intent.themes, rng), speaker))
    paragraphs.append(tuple(extra))
    if english and rng.random() < 0.05:
        paragraphs.append((Piece(wording.fill(rng.choice(wording.phrases.common["log_lines"]), speaker)),))
    if rng.random() < 0.6:
        paragraphs.append((wording.common("thanks", speaker),))
    paragraphs += sign(speaker, rng, is_mail=is_mail)
    if is_mail and rng.random() < 0.12:
        paragraphs.append((Piece(rng.choice(wording.phrases.common["device_lines"])),))
    if is_mail and rng.random() < 0.05:
        paragraphs.append((Piece(rng.choice(wording.phrases.common["disclaimers"])),))
    return [paragraph for paragraph in paragraphs if paragraph]


def sign(speaker: Speaker, rng: Random, *, is_mail: bool) -> list[Paragraph]:
    """Sign a message: not at all, by first name, by name, or with a block."""
    person = speaker.person
    if person is None or rng.random() > (0.75 if is_mail else 0.3):
        return []
    style = rng.choices(("first", "name", "block"), (5, 3, 4 if is_mail else 0))[0]
    if style == "first":
        return [(Piece(person.first_name, items=(("name", person.first_name),)),)]
    if style == "name":
        return [(Piece(person.name, items=(("name", person.name),)),)]
    block = f"{rng.choice(('-- ', '--', '__'))}\n{person.name}\n{rng.choice(_ROLES)}\n{person.email}"
    return [(Piece(block, items=(("name", person.name), ("email", person.email))),)]


def draw_kind(themes: Sequence[str], rng: Random) -> PersonalKind:
    """Draw which personal detail someone gives away: money matters bring cards and IBANs."""
    if any(key in _MONEY_THEMES for key in themes) and rng.random() < 0.7:
        return rng.choice(("card", "card", "iban"))
    kinds: tuple[PersonalKind, ...] = (
        "email",
        "phone",
        "card",
        "iban",
        "ip",
        "national_id",
        "key",
        "url_token",
        "address",
    )
    return rng.choices(kinds, (6, 6, 2, 2, 3, 2, 3, 4, 2))[0]
