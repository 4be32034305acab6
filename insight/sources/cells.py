"""Cells: single values of a row, from whatever type the file gives them to what a record holds.

Numbers that serve as names become text (12 and "12" and 12.0 are one id). Refused: lists and objects where text
belongs, an integer too large to be told apart exactly, a rating off its scale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from insight.records import RatingScale
from insight.sources.refusals import Refused

Path = tuple[str, ...]

EXACT = 1 << 53  # floats above it do not tell neighbouring integers apart
NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
# As people and shops write it: "4", "4.5 stars", "4/5", "Rated 4 out of 5 stars".
RATING = re.compile(r"(?:rated )?(\d+(?:\.\d+)?)(?: ?(?:/|out of|of) ?(\d+))?(?: stars?)?", re.ASCII | re.IGNORECASE)
SCALES: dict[RatingScale, tuple[float, float]] = {"stars": (1, 5), "nps": (0, 10), "csat": (0, 100)}
CSAT_WORDS = {"good": 5.0, "bad": 1.0}  # the ends of the scale, where only two answers were offered
CSAT_SILENCE = ("offered", "unoffered")
TRUE_WORDS = ("true", "t", "yes", "y", "1", "deleted")
# Cheap sign of UTF-8 that was once decoded as cp1252 or latin-1; only then is ftfy asked.
SUSPICIOUS = re.compile(
    "[\u00c2\u00c3\u00c5\u00d0\u00d1\u00e2\u00e3\u00ef\u00f0]"
    "[\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def value_at(values: Mapping[str, Any], path: Path) -> Any:
    """Follow `path` into nested objects, None if it ends; in a list of {"id": ..., "value": ...} a step picks by id."""
    here: Any = values
    for step in path:
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, list):
            objects = (one for one in here if isinstance(one, dict))
            here = next((one.get("value") for one in objects if str(one.get("id")) == step), None)
        else:
            return None
    return here


def as_text(value: Any) -> str | None:
    """Return a value as text, unchanged but for its type; None for nothing and for white space."""
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | dict):
        raise Refused("wrong_type", "a list or an object stands where text belongs")
    return str(value)


def as_name(value: Any) -> str | None:
    """Return a value as an id or a short name: text without white space around it."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and abs(value) >= EXACT:
        raise Refused("bad_id", f"the id {value:.0f} is beyond exact numbers; write it in quotes")
    text = as_text(value)
    return text.strip() if text is not None else None


def as_rating(value: Any, scale: RatingScale | None) -> float | None:
    """Return a rating on its scale; None for an empty cell."""
    text = as_name(value) if not isinstance(value, float) else repr(value)
    if text is None:
        return None
    if scale == "csat" and text.casefold() in CSAT_SILENCE:
        return None
    number = CSAT_WORDS.get(text.casefold()) if scale == "csat" else None
    low, high = SCALES[scale or "csat"]
    if number is None and (found := RATING.fullmatch(text)) and found[2] in (None, f"{high:g}"):
        number = float(found[1])
    if number is None or not low <= number <= high:
        raise Refused("bad_rating", f"'{text[:40]}' is no rating from {low:g} to {high:g}")
    return number


def as_tags(value: Any, separator: str) -> tuple[str, ...]:
    """Return tags in their order, each once: from a list (of names, or objects that have one), or text with them."""
    parts: Sequence[Any] = value if isinstance(value, list) else (as_text(value) or "").split(separator)
    names = (as_name(part.get("name") if isinstance(part, dict) else part) for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))


def is_true(value: Any) -> bool:
    """Whether a cell says yes: true, yes, 1, or "deleted"."""
    return not isinstance(value, list | dict) and (as_text(value) or "").strip().casefold() in TRUE_WORDS


def as_link(value: Any) -> str | None:
    """Return a web address; anything else is no link that could be followed."""
    text = as_name(value)
    return text if text and text.startswith(("https://", "http://")) else None


def is_mojibake(text: str) -> bool:
    """Whether the text looks decoded twice; the text itself is kept."""
    if text.isascii() or SUSPICIOUS.search(text) is None:
        return False
    from ftfy.badness import is_bad

    return bool(is_bad(text))
