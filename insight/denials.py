"""Denials: where English says of a trouble that it does not happen: "I was never charged twice", "it no longer hangs".

In goes a text; out come the phrases by which it denies troubles, and those that it takes back. What is denied must
itself be a trouble: "it never syncs", "no longer works" and "not once did it start" deny what should be, and are none.
Refuses to hear one where the text takes it back ("until the update"), asks or wishes for it, or says it of the
customer's own things. It goes by words (`denials.toml`), not by a parse: kinds are judged before anything is parsed,
and most of it never is.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# A cheap look for a word that denies: most texts hold none.
_DENYING = re.compile(
    r"n['’`´]?t\b|\b(?:n(?:ever|o|ot|one|othing|obody)|zero|without|stopped|quit|ceased)\b|\bgone|over\b"
)
_APOSTROPHES = re.compile(r"(?<=\w)['’`´](?=\w)")
_JOINED = re.compile(r"(?<=\w)[-‐‑](?=\w)")
_MARKS = re.compile(r"[^\w\s]+")
_MARK = re.compile(r" [^\w\s] ")
_LONGEST = 1_000  # characters that are read


@dataclass(frozen=True, slots=True)
class Denials:
    """Phrases by which a text denies a trouble, and those that it takes back or only wishes for."""

    held: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


NO_DENIALS = Denials()


@dataclass(frozen=True, slots=True)
class _Forms:
    """What `denials.toml` holds: the denials, and what takes them back."""

    denials: tuple[re.Pattern[str], ...]
    taken_back: dict[str, re.Pattern[str]]


def find_denials(text: str) -> Denials:
    """Find the phrases that deny a trouble, lower case, without apostrophes; a question denies none."""
    text = text[:_LONGEST].lower()
    if "?" in text or not _DENYING.search(text):
        return NO_DENIALS
    words = _MARKS.sub(lambda mark: f" {mark[0]} ", _JOINED.sub(" ", _APOSTROPHES.sub("", text))).split()
    told, forms = f" {' '.join(words)} ", _forms()
    held: list[str] = []
    withdrawn: list[str] = []
    end = 0
    matches = (match for form in forms.denials for match in form.finditer(told))
    for match in sorted(matches, key=lambda one: (one.start(), -one.end())):
        own = match.groupdict().get("own") or ""
        if match.start() < end or (own and not forms.taken_back["befalls"].search(match[0])):
            continue  # what lies within another says nothing of its own, nor does what people did themselves
        is_withdrawn = _is_taken_back(match, told, forms.taken_back)
        (withdrawn if is_withdrawn else held).append(match[0].removeprefix(own).strip())
        end = match.end()
    return Denials(tuple(held), tuple(withdrawn))


def _is_taken_back(match: re.Match[str], told: str, taken_back: dict[str, re.Pattern[str]]) -> bool:
    """Tell whether a denial is denied in its turn, taken back, wished for, hearsay, or not of the product."""
    behind, before = told[match.end() :], told[: match.start()]
    near = f"{_MARK.split(before)[-1]} {match[0]}{_MARK.split(behind)[0]} "
    return (
        any(taken_back[name].search(told) for name in ("anywhere", "an_order", "own_gear"))
        or any(taken_back[name].search(part) for name, part in (("nearby", near), ("before", before)))
        or taken_back["behind"].search(behind) is not None
    )


@cache
def _forms() -> _Forms:
    tables = tomllib.loads(files("insight").joinpath("denials.toml").read_text(encoding="utf-8"))
    parts: dict[str, str] = {}
    for name, part in tables["parts"].items():
        parts[name] = _filled(part, parts)
    denials = tuple(re.compile(_filled(form, parts)) for form in tables["denials"].values())
    return _Forms(denials, {name: re.compile(_filled(form, parts)) for name, form in tables["taken_back"].items()})


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """Undo the line breaks that make a long pattern readable, and put in the parts that stand before it."""
    pattern = pattern.replace("\n", "")
    for name, part in parts.items():
        pattern = pattern.replace(f"<{name}>", part)
    return pattern
