"""The screen of `insight explain`: a statement in its message, and the reason for each thing that is said of it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from insight.screens.values import SEVERITIES, safe

if TYPE_CHECKING:
    from insight.statements import Explanation

_TAG = re.compile(r"<[^<>]{0,2000}>")
_AROUND = 200  # characters of the message before and after the statement
_PARTS_SHOWN = 12
_KINDS_NAMED = 3


def explanation_as_json(explanation: Explanation, place: Mapping[str, Any]) -> dict[str, Any]:
    """The whole explanation as plain values, for programs."""
    statement = explanation.statement
    whole = {field.name: getattr(explanation, field.name) for field in fields(explanation)}
    plain = asdict(explanation) | {"views": {name: asdict(view) for name, view in whole["views"].items()}}
    plain["parts"] = [{"source": part.source, "name": part.name, **dict(part.log_odds)} for part in explanation.parts]
    return {"statement_id": statement.statement_id, **plain, **place}


def show_explanation(console: Console, explanation: Explanation, place: Mapping[str, Any]) -> None:
    """The statement in its message, then a line for each thing that is known of it, with its reason."""
    statement = explanation.statement
    console.print(Text(f"{statement.statement_id} · {_where(explanation)}", style="dim"))
    console.print(_in_message(explanation))
    console.print()
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    for name, value, reason in _lines(explanation, place):
        grid.add_row(name, Text.assemble(safe(value), (f"  {safe(reason)}" if reason else "", "dim")))
    console.print(grid)
    console.print()
    console.print(Text("What spoke for each kind (log-odds)", style="bold"))
    console.print(_parts(explanation))
    if explanation.nearest:
        console.print()
        console.print(Text("Nearest examples", style="bold"))
        for near in explanation.nearest:
            kind = f"{near.kind}, {near.pain_type}" if near.pain_type else near.kind
            line = Text.assemble(f"{near.similarity:.2f}  ", near.text, (f"  {kind} {near.log_odds:+.2f}", "dim"))
            console.print(Padding(line, (0, 0, 0, 2)))
    if place["changed"]:
        said = ", ".join(f"{name} was {safe(value)}" for name, value in place["changed"].items())
        console.print()
        console.print(Text(f"Judged otherwise since it was mined: {said}. Judge all anew with: insight mine"))


def _where(explanation: Explanation) -> str:
    message, statement = explanation.message, explanation.statement
    rated = f", rated {message.rating:g}" if message.rating is not None else ""
    return f"{message.part} of a {message.feedback_kind}{rated}, characters {statement.start} to {statement.end}"


def _in_message(explanation: Explanation) -> Text:
    """The words of the message around the statement, and the statement in bold."""
    statement, text = explanation.statement, explanation.message.text
    is_html = explanation.message.is_html
    before, said, after = (
        safe(_read_html(part) if is_html else part)
        for part in (text[: statement.start], statement.text, text[statement.end :])
    )
    if len(before) > _AROUND:
        before = "... " + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + " ..."
    lead, tail = f"{before} " if before else "", f" {after}" if after else ""
    spaced = (lead, (said, "bold"), tail)
    return Text.assemble(*((part, "dim") if isinstance(part, str) else part for part in spaced))


def _read_html(text: str) -> str:
    """The words of a part of a message in HTML, for the eye only: offsets stay those of the message."""
    return html.unescape(_TAG.sub(" ", text))


def _lines(explanation: Explanation, place: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what is known: its name, its value, and the reason."""
    statement = explanation.statement
    yield "kind", ", ".join(statement.kinds), _shares(explanation.kinds)
    named = "yes" if statement.is_specific else f"no, {statement.vague_reason}"
    yield "specific", named, explanation.specificity.rule
    yield "about", statement.aspect or "-", explanation.aspect_rule or "nothing that the grammar names"
    if explanation.mentions:
        yield "names", "; ".join(mention.text for mention in explanation.mentions), ""
    if explanation.pain_types:
        yield "pain type", str(statement.pain_type), _shares(explanation.pain_types)
    if explanation.severity is not None:
        level = explanation.severity.level
        yield "severity", f"{level}, {SEVERITIES[level]}", "; ".join(explanation.severity.reasons)
    yield "sentiment", f"{statement.sentiment:.2f}", "; ".join(_sentiment(explanation))
    if explanation.churn_words:
        yield "churn", "says that it leaves", ", ".join(explanation.churn_words)
    for fact in explanation.facts:
        yield fact.name.replace("_", " "), fact.value, f"“{statement.clean[fact.start : fact.end]}”"
    for name, view in explanation.views.items():
        yield name, view.text, view.rule
    if place["duplicate_of"]:
        yield "repeats", place["duplicate_of"], "the same customer said it before: counted once"
    theme = place["theme"]
    if theme:
        yield (
            "theme",
            theme["label"],
            f"similarity {theme['similarity']:.2f}, by {theme['method']}, {theme['theme_id']}",
        )
    else:
        yield "theme", "none", ""


def _shares(chances: Mapping[str, float]) -> str:
    """How sure that is, and of what it might be instead."""
    (_, surest), *others = list(chances.items())[:_KINDS_NAMED]
    instead = ", ".join(f"{name} {share:.2f}" for name, share in others)
    return f"{surest:.2f}" + (f"; or {instead}" if instead else "")


def _sentiment(explanation: Explanation) -> Iterator[str]:
    parts = explanation.sentiment
    words = ", ".join(f"{word} {valence:+.1f}" for word, valence in parts.valences)
    is_english = explanation.statement.language == "en"
    yield (
        (f"VADER {parts.compound:+.2f}" + (f" ({words})" if words else ""))
        if is_english
        else f"cues {parts.compound:+.2f}"
    )
    if parts.vector is not None and parts.compound_weight is not None:
        yield f"joined: {parts.compound_weight:.2f} of that, vector {parts.vector:+.2f}, base {parts.intercept:+.2f}"


def _parts(explanation: Explanation) -> Table:
    kinds = list(explanation.kinds)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("")
    for kind in kinds:
        table.add_column(kind, justify="right")
    shown: Sequence[Any] = explanation.parts
    for part in [*[one for one in shown if one.source != "prior"][:_PARTS_SHOWN], *_of_priors(shown)]:
        label = part.name if part.source in ("words", "base") else f"{part.source} {part.name}"
        table.add_row(
            Text(safe(label)), *(f"{part.log_odds[kind]:+.2f}" if part.log_odds[kind] else "" for kind in kinds)
        )
    return table


def _of_priors(parts: Sequence[Any]) -> list[Any]:
    return [part for part in parts if part.source == "prior"]
