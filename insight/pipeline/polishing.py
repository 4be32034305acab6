"""What a language model words better, where the settings name one: names of themes, titles of ideas.

What was asked once is kept, so that a phrase keeps its wording and costs nothing again. A model that does not answer
holds nothing up: the phrases stand as they were found, and a warning of the quality report says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from insight.errors import ModelUnavailable
from insight.pipeline.ingesting import open_redactor, record_findings
from insight.records import Finding, Idea, Statement, count_of, text_key
from insight.runs import Session

if TYPE_CHECKING:
    from insight.config import PolishSettings
    from insight.polish import Phrase
    from insight.taxonomy import Governed

_SUITE = "polish"


def polish_key(session: Session) -> str:
    """Changes with the model that is asked, so that themes and ideas are worded anew; empty where there is none."""
    polish = session.settings.polish
    return polish.model_dump_json(include={"url", "model"}) if polish else ""


def polish_names(
    session: Session, governed: Governed, statements: Sequence[Statement]
) -> tuple[Governed, frozenset[str]]:
    """Word the names that were found; return the themes, and the ids of those that have a wording.

    A person's name, and what an area is called, stays.
    """
    if session.settings.polish is None:
        return governed, frozenset()
    from insight.polish import Phrase

    quotes = _central_quotes(governed, statements)
    found = [one for one in governed.leaves if one.theme_id not in governed.named]
    phrases = {one.theme_id: Phrase("theme", one.label, quotes.get(one.theme_id, ())) for one in found}
    taken = [one.label for one in governed.themes if one.theme_id not in phrases]
    wordings = _word(session, list(phrases.values()), taken)
    worded = {key: wordings[phrase.text] for key, phrase in phrases.items() if phrase.text in wordings}
    themes = tuple(replace(one, label=worded.get(one.theme_id, one.label)) for one in governed.themes)
    return replace(governed, themes=themes), frozenset(worded)


def polish_titles(session: Session, ideas: Sequence[Idea], said: Mapping[str, str]) -> list[Idea]:
    """Word the titles of ideas; `said` has what each statement says."""
    if session.settings.polish is None:
        return list(ideas)
    from insight.polish import QUOTES, Phrase

    phrases = [Phrase("idea", one.title, tuple(said[key] for key in one.quotes[:QUOTES])) for one in ideas]
    wordings = _word(session, phrases, ())
    return [replace(one, title=wordings.get(one.title, one.title)) for one in ideas]


def _central_quotes(governed: Governed, statements: Sequence[Statement]) -> dict[str, tuple[str, ...]]:
    """The most central things that are said in each theme, in different words."""
    from insight.polish import QUOTES

    said = {one.statement_id: one.clean for one in statements if one.kind in ("pain", "request")}
    quotes: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for member in sorted(governed.members, key=lambda one: (-(one.similarity or 0), one.statement_id)):
        if member.theme_id is not None and (quote := said.get(member.statement_id)):
            quotes[member.theme_id].setdefault(text_key(quote), quote)
    return {theme_id: tuple(found.values())[:QUOTES] for theme_id, found in quotes.items()}


def _word(session: Session, phrases: Sequence[Phrase], taken: Sequence[str]) -> dict[str, str]:
    """Give phrases their wordings, asking for those that were never asked for; no two come to be the same."""
    polish = session.settings.polish
    assert polish is not None
    kind = phrases[0].kind if phrases else "theme"
    asked = "select phrase, wording from mined.wordings where kind = $kind and model = $model"
    given = {"kind": kind, "model": polish.model}
    known = {row["phrase"]: row["wording"] for row in session.warehouse.rows(asked, given)}
    known |= _ask(session, polish, [one for one in phrases if one.text not in known])
    used = {text_key(text) for text in (*taken, *(one.text for one in phrases))}
    wordings = {}
    for phrase in phrases:
        wording = known.get(phrase.text)
        if wording is not None and text_key(wording) not in used:
            used.add(text_key(wording))
            wordings[phrase.text] = wording
    return wordings


def _ask(session: Session, polish: PolishSettings, phrases: Sequence[Phrase]) -> dict[str, str | None]:
    """Ask for what is new, and keep each answer at once; stop where the model does not answer."""
    from insight.polish import open_model

    if not phrases:
        return {}
    secret, redactor = session.settings.polish_key, open_redactor(session.settings)
    answers: dict[str, str | None] = {}
    error = None
    with open_model(polish, secret.get_secret_value() if secret else None) as ask:
        for number, phrase in enumerate(phrases):
            session.tell("asking the model", number, len(phrases))
            try:
                wording = ask(phrase)
            except ModelUnavailable as reason:
                error = str(reason)
                break
            if wording is not None and redactor.redact_text(wording) != wording:
                wording = None
            answers[phrase.text] = wording
            row = {"kind": phrase.kind, "phrase": phrase.text, "model": polish.model, "wording": wording}
            session.warehouse.append("mined.wordings", [row])
    _note(session, phrases, answers, error)
    return answers


def _note(session: Session, phrases: Sequence[Phrase], answers: Mapping[str, str | None], error: str | None) -> None:
    """Tell in the quality report what the model made of the phrases: counts, and why it stopped answering."""
    named = f"{phrases[0].kind} phrases are worded by the model"
    worded = sum(wording is not None for wording in answers.values())
    refused = len(answers) - worded
    observed = f"{worded:,} of {count_of(len(phrases), 'phrases')} worded, {refused:,} answers refused"
    record_findings(
        session, [Finding(_SUITE, named, "warn", error is None, observed + (f"; {error}" if error else ""))]
    )
