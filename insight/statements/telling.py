"""How a ticket tells: what went wrong or is wished for, against what was done, with what, and what else works.

In go the words of one statement (lower case, no apostrophes); out comes a hint at its kind, or the reason why it is
told beside the point. Tickets narrate, and words alone do not tell "I cannot open the folder" from "I opened the
folder": the shapes of sentences in `shapes.toml` do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from insight.records import Kind

ASKS_FOR_AN_ABILITY = "asks for an ability"
# Shapes that tell the same in a review or an answer; the others were made for tickets.
EVERYWHERE = frozenset(("asks why it is so", "a way round"))
_MAX_WORDS = 60  # of a statement: what it says stands in these


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind that the shape of a sentence speaks for, and the shape's name."""

    kind: Kind
    shape: str


@dataclass(frozen=True, slots=True)
class Telling:
    """What the shape of a sentence tells: a hint at its kind, and why it is told beside the point, if it is."""

    hint: Hint | None = None
    aside: str | None = None


UNTOLD = Telling()


@dataclass(frozen=True, slots=True)
class _Shape:
    name: str
    kind: Kind
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Aside:
    reason: str
    pattern: re.Pattern[str]
    is_always: bool  # also where something is said to be wrong besides


@dataclass(frozen=True, slots=True)
class _Shapes:
    """What `shapes.toml` holds. In the order of the file, the first that fits counts; wishes come before faults."""

    told: tuple[_Shape, ...]
    why: _Shape
    asks: dict[str, re.Pattern[str]]
    besides: dict[str, re.Pattern[str]]
    asides: tuple[_Aside, ...]


def read_telling(words: Sequence[str], *, is_question: bool) -> Telling:
    """Read the shape of one statement. A question for an ability is to the point, whatever else it says."""
    hint = find_hint(words, is_question=is_question)
    asks = hint is not None and hint.shape == ASKS_FOR_AN_ABILITY
    return Telling(hint, None if asks else find_aside(words))


def find_hint(words: Sequence[str], *, is_question: bool) -> Hint | None:
    """Tell which kind the shape of a sentence speaks for; None where it speaks for none."""
    shapes = _shapes()
    told = " " + " ".join(words[:_MAX_WORDS])
    ability = shapes.asks["ability"].match(told)
    if ability is not None and not shapes.asks["to_repair"].search(ability["rest"]):
        return Hint("request", ASKS_FOR_AN_ABILITY)
    if shapes.why.pattern.match(told):
        return Hint(shapes.why.kind, shapes.why.name)
    if is_question and (ability is not None or shapes.asks["plainly"].match(told)):
        return None
    # A condition in a question asks what would happen; it tells nothing.
    fitting = (one for one in shapes.told if one.pattern.search(told) and not (is_question and "condition" in one.name))
    shape = next(fitting, None)
    return None if shape is None else Hint(shape.kind, shape.name)


def find_aside(words: Sequence[str]) -> str | None:
    """Return why a statement is told beside the point, or None: steps, remedies, environment, calls for help.

    Most reasons yield where something is said to be wrong or wanted besides: "I restarted it but it still crashes".
    """
    shapes = _shapes()
    besides = shapes.besides
    told = besides["lead"].sub(" ", " " + " ".join(words[:_MAX_WORDS]))
    has_condition = besides["condition"].match(told) is not None
    for aside in shapes.asides:
        match = aside.pattern.search(told)
        if match is None or (has_condition and aside.reason == "tells_what_was_done"):
            continue
        rest = besides["failed_remedy"].sub(" ", f"{told[: match.start()]} {told[match.end() :]}")
        if aside.is_always or not besides["wrong"].search(rest):
            return aside.reason
    return None


@cache
def _shapes() -> _Shapes:
    text = files("insight.statements").joinpath("shapes.toml").read_text(encoding="utf-8")
    tables: dict[str, Any] = tomllib.loads(text)
    parts = {name: _joined(part) for name, part in tables["parts"].items()}

    def compiled(pattern: str) -> re.Pattern[str]:
        pattern = _joined(pattern)
        for name, part in parts.items():
            pattern = pattern.replace(f"<{name}>", part)
        return re.compile(pattern)

    kinds: tuple[Kind, ...] = ("request", "pain")
    told = [_Shape(name, kind, compiled(pattern)) for kind in kinds for name, pattern in tables[kind].items()]
    (why,) = (shape for shape in told if shape.name == "asks why it is so")
    return _Shapes(
        tuple(shape for shape in told if shape is not why),
        why,
        {name: compiled(pattern) for name, pattern in tables["asks"].items()},
        {name: compiled(pattern) for name, pattern in tables["besides"].items()},
        tuple(
            _Aside(reason, compiled(pattern), table == "always_aside")
            for table in ("aside", "always_aside")
            for reason, patterns in tables[table].items()
            for pattern in patterns
        ),
    )


def _joined(pattern: str) -> str:
    """Undo the line breaks that make a long pattern readable."""
    return pattern.replace("\n", "")
