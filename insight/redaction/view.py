"""The view: a text as it reads, and where each of its characters stands in the source.

In comes a message or a raw row; out comes the text that patterns are matched on: character references, percent codes
and (in raw rows) JSON escapes decoded, invisible characters and bare inline tags left out, look-alike digits and signs
made plain. So `ada&#64;example.com` and `ada<b>@</b>example.com` are addresses, yet only their own characters are
replaced and the mark-up around them stays as it was.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]

# Stands for each character of a placeholder, so that no pattern reaches into or across one. A private-use character:
# in a text of its own accord it means nothing and is matched by no pattern.
MASK = "\ue000"

_INLINE = "b|i|u|em|strong|span|font|wbr|small|code|tt"
_TAG = rf"</?(?:{_INLINE})\s{{0,3}}/?>"
_LONG_TAG = rf"</?(?:a|{_INLINE})(?:\s[^<>]{{0,2000}})?>"  # what its attributes hold does not show
_INVISIBLE = "\x00\xad\u0300-\u036f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_LOOK_ALIKE = (
    "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"  # spaces
    "\u2010-\u2015\u2212\ufe58\ufe63"  # dashes
    "\u3002\ufe52\ufe6b\uff01-\uff61"  # full-width letters, digits and signs, ideographic full stops
    "\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef"  # digits: Arabic, Persian, Devanagari, Bengali
)
_REFERENCE = r"&(?:\#\d{1,7};?|\#[xX][0-9a-fA-F]{1,6};?|[A-Za-z]{2,31}[0-9]{0,2};)"
_MESSAGE = rf"{_REFERENCE}|%[2-7][0-9A-Fa-f]|{_TAG}|[{_INVISIBLE}]|[{_LOOK_ALIKE}]"

MESSAGE_ESCAPES = re.compile(_MESSAGE)
# As a page shows it. What attributes hold is not seen so: a text is looked at as it stands first.
SHOWN_ESCAPES = re.compile(rf"{_LONG_TAG}|{_MESSAGE}")
# Mark-up inside of what reads as one word: "ada@exam<a href="http://ple.com">ple.com</a>".
SPLIT_WORD = re.compile(rf"[\w@.+\-]{_LONG_TAG}[\w@.+\-]")
ROW_ESCAPES = re.compile(rf"\\u00[0-7][0-9a-fA-F]|\\[nrt\"/\\]|{_MESSAGE}")

# The references that mark-up is full of, so that most need no look into the table of all 2,231.
_COMMON = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&nbsp;": " ", "&#39;": "'"}
_JSON = {"n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, slots=True)
class View:
    """`text` as it reads. Runs of it begin at `begins` and stand in the source from `sources` on.

    `is_decoded` tells a run that stands for an escape as a whole from one that stands there letter by letter.
    """

    source: str
    text: str
    begins: Sequence[int] = (0,)
    sources: Sequence[int] = (0,)
    is_decoded: Sequence[bool] = (False,)
    tags: str = _TAG  # what is left out of the text and kept in the source

    def in_source(self, span: Span) -> Span:
        """Return the span of the source that reads as `span` of the text."""
        return self._at(span[0])[0], self._at(span[1] - 1)[1]

    def _at(self, index: int) -> Span:
        run = bisect_right(self.begins, index) - 1
        if self.is_decoded[run]:
            end = self.sources[run + 1] if run + 1 < len(self.sources) else len(self.source)
            return self.sources[run], end
        start = self.sources[run] + index - self.begins[run]
        return start, start + 1

    def replace(self, changes: Iterable[tuple[Span, str]]) -> str:
        """Return the source with each span of the text replaced; tags that stood inside a span are kept after it."""
        pieces: list[str] = []
        done = 0
        for span, new in sorted(changes):
            start, end = self.in_source(span)
            if start < done:  # the second half of one escape that reads as several characters
                start = done
            pieces += (self.source[done:start], new)
            if "<" in self.source[start:end]:
                pieces += re.findall(self.tags, self.source[start:end])
            done = end
        return "".join((*pieces, self.source[done:]))


def view_text(source: str, escapes: re.Pattern[str] = MESSAGE_ESCAPES) -> View:
    """Decode what hides characters in `source`."""
    if not escapes.search(source):
        return View(source, source)
    pieces: list[str] = []
    begins, sources, is_decoded = [0], [0], [False]
    length = done = 0
    for found in escapes.finditer(source):
        start, end = found.span()
        plain, read = source[done:start], _decode(found.group())
        pieces += (plain, read)
        length += len(plain)
        if read:
            begins.append(length)
            sources.append(start)
            is_decoded.append(True)
            length += len(read)
        begins.append(length)
        sources.append(end)
        is_decoded.append(False)
        done = end
    pieces.append(source[done:])
    tags = _LONG_TAG if escapes is SHOWN_ESCAPES else _TAG
    return View(source, "".join(pieces), begins, sources, is_decoded, tags)


def _decode(escape: str) -> str:
    """Return what an escape reads as: nothing for a tag or an invisible character."""
    if escape in _COMMON:
        return _COMMON[escape]
    if len(escape) == 1:
        return _plain(escape)
    if escape[0] == "&":
        read = html.unescape(escape)
        return "".join(_plain(c) for c in read) if len(read) < len(escape) else escape
    if escape[0] == "%":
        return chr(int(escape[1:], 16))
    if escape[0] == "\\":
        return chr(int(escape[2:], 16)) if escape[1] == "u" else _JSON.get(escape[1], escape[1])
    return ""


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    category = unicodedata.category(character)
    if category in ("Cf", "Mn") or character == "\0":
        return ""
    if category == "Zs":
        return " "
    if category == "Pd" or character == "\u2212":
        return "-"
    if character in "\u3002\uff61":
        return "."
    return unicodedata.normalize("NFKC", character) if "\uff00" < character < "\uff5f" else character
