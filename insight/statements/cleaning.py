"""Landed text to plain text, with a way back.

In goes a message as it was landed (HTML or plain); out comes its text without mark-up, cut into blocks (paragraphs and
list items), and the map that turns a span of that text into the span of the landed message that it came from. Refuses
nothing: broken mark-up is text. All patterns are bounded, so hostile text costs linear time.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from insight.statements.vocabulary import word_list

BlockKind = Literal["paragraph", "item", "quote", "code"]

LONGEST_WORD = 200  # spaCy's tokenizer is quadratic in unspaced runs; nothing longer is a word of any language

_BREAKING = word_list("html_breaking")
_INLINE = word_list("html_inline")
_HIDDEN = frozenset(("script", "style", "head", "title", "template", "svg", "textarea"))

# A tag, a comment, an entity, a line break, or a run that no tokenizer should see. Redaction's placeholders
# ("<EMAIL_1>") are no tags: their names are unknown to HTML, so they stay as the text that they are.
_TOKEN = re.compile(
    r"<!--.{0,2000}?-->"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9:]{0,15})(?P<rest>(?:[\s/][^<>]{0,3000})?)>"
    r"|&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|\r\n?|\n"
    r"|\S{201,}",
    re.DOTALL,
)
_UNSEEN = re.compile(
    "\x1b(?:\\[[0-9;?]{0,32}[@-~]|\\][^\x07\x1b]{0,500}(?:\x07|\x1b\\\\))"  # what a terminal takes as a command
    "|[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_MANGLED = re.compile("[\u00c3\u00c2\u00e2][\u0080-\u00bf\u20ac\u2122\u0153\u201a-\u201e]")
_LINK = re.compile(r"<?\b(?:https?://|www\.)[^\s<>]{1,2000}>?", re.IGNORECASE)
_LIST_MARK = re.compile(r"[ \t]*(?:[-*•·▪►–+]|\(?\d{1,2}[.):]|\(?[a-zA-Z][.)])[ \t]+(?=\S)")
_INLINE_LIST = re.compile(r"(?<=\s)\(?(\d{1,2})[.)](?=\s+\S)")
_LINE_ENDS_SENTENCE = re.compile(r"[.!?:;。！？…]['\")\]]?\s*$")

_SHORTEST_WRAPPED_LINE = 55  # mail programs wrap at 72 to 78; a shorter line was ended by its author


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item: a span of the cleaned text that sentences do not cross."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class CleanedText:
    """Text without mark-up. `blocks` are its paragraphs; `locate` finds a span's place in the landed message."""

    text: str
    blocks: tuple[Block, ...]
    is_cut: bool  # longer than the limit: only the first part was read
    _starts: tuple[int, ...]  # of the pieces, in `text`
    _origins: tuple[int, ...]  # of the pieces, in the landed message
    _lengths: tuple[int, ...]  # of the pieces in the landed message, 0 where character by character

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return the landed span of `text[start:end]`; it may hold mark-up that the cleaned text does not."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        landed_start = self._origins[first] + (0 if self._lengths[first] else start - self._starts[first])
        past_last = self._lengths[last] or end - self._starts[last]
        return landed_start, self._origins[last] + past_last


class _Builder:
    """Collects pieces of text, each with its origin, and the breaks between blocks."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.origins: list[int] = []
        self.lengths: list[int] = []
        self.size = 0
        self.breaks: list[tuple[int, BlockKind]] = [(0, "paragraph")]

    def add(self, text: str, origin: int, landed_length: int = 0) -> None:
        """Append `text`; it stands for `landed_length` characters there, or for itself, one by one, when 0."""
        if text:
            self.parts.append(text)
            self.starts.append(self.size)
            self.origins.append(origin)
            self.lengths.append(landed_length)
            self.size += len(text)

    def break_block(self, kind: BlockKind, origin: int) -> None:
        self.add("\n", origin, 1)
        self.breaks.append((self.size, kind))


def clean_message(text: str, *, is_html: bool, max_characters: int) -> CleanedText:
    """Strip mark-up from the first `max_characters` of a landed message and find its paragraphs and list items.

    In HTML, blocks end where its elements say; in plain text, at line ends, unless the line looks wrapped.
    """
    seen = text[:max_characters]
    builder = _Builder()
    _strip_markup(seen, builder, is_html=is_html)
    cleaned = "".join(builder.parts)
    if not is_html:
        _break_lines(cleaned, builder)
    blocks = tuple(_blocks(cleaned, builder.breaks))
    return CleanedText(
        cleaned,
        blocks,
        len(text) > max_characters,
        tuple(builder.starts) or (0,),
        tuple(builder.origins) or (0,),
        tuple(builder.lengths) or (0,),
    )


def _strip_markup(text: str, builder: _Builder, *, is_html: bool) -> None:
    """Copy `text` to `builder` without tags; what stands inside scripts and styles is dropped with them."""
    position, hidden = 0, ""
    open_kinds: list[tuple[str, BlockKind]] = []
    for token in _TOKEN.finditer(text):
        if not hidden:
            builder.add(text[position : token.start()], position)
        position = token.end()
        tag = (token["tag"] or "").lower()
        if hidden:
            if tag == hidden and token["close"]:
                hidden = ""
            continue
        if tag:
            if tag not in _BREAKING and tag not in _INLINE:
                builder.add(token[0], token.start())
                continue
            if tag in _HIDDEN and not token["close"] and f"</{tag}" in text[position:].lower():
                hidden = tag
            _note_tag(tag, bool(token["close"]), open_kinds)
            if tag in _BREAKING:
                builder.break_block(open_kinds[-1][1] if open_kinds else "paragraph", token.start())
        elif token[0][0] == "&":
            builder.add(html.unescape(token[0]).replace("\xa0", " "), token.start(), len(token[0]))
        elif token[0][0] in "\r\n":
            in_code = bool(open_kinds) and open_kinds[-1][1] == "code"
            if is_html and not in_code:
                builder.add(" ", token.start(), len(token[0]))
            elif is_html:
                builder.break_block("code", token.start())
            else:
                builder.add("\n", token.start(), len(token[0]))
        else:
            builder.add(" ", token.start(), len(token[0]))  # a comment, or a run too long to be a word
    if not hidden:
        builder.add(text[position:], position)


def _note_tag(tag: str, is_close: bool, open_kinds: list[tuple[str, BlockKind]]) -> None:
    """Keep the stack of elements that give the text in them its kind."""
    kinds: dict[str, BlockKind] = {"blockquote": "quote", "pre": "code", "code": "code", "li": "item"}
    if tag not in kinds:
        return
    if not is_close:
        inside_quote = bool(open_kinds) and open_kinds[-1][1] == "quote"
        open_kinds.append((tag, "quote" if inside_quote else kinds[tag]))
    elif any(name == tag for name, _ in open_kinds):
        while open_kinds.pop()[0] != tag:
            pass


def _break_lines(text: str, builder: _Builder) -> None:
    """Break plain text at line ends, but not inside a paragraph that a mail program wrapped."""
    position = 0
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        position += len(line) + 1
        wrapped = (
            len(line) >= _SHORTEST_WRAPPED_LINE
            and following.strip()
            and not _LINE_ENDS_SENTENCE.search(line[-8:])
            and not _LIST_MARK.match(following)
            and following.lstrip()[0] != ">"
            and line.lstrip()[:1] != ">"
        )
        if not wrapped and position <= len(text):
            builder.breaks.append((position, "item" if _LIST_MARK.match(following) else "paragraph"))


def _blocks(text: str, breaks: list[tuple[int, BlockKind]]) -> Iterator[Block]:
    """Yield the blocks between `breaks`, trimmed; items lose their marks, and lists inside a line become items."""
    bounds = [*breaks[1:], (len(text) + 1, "paragraph")]
    for (start, kind), (end, _) in zip(breaks, bounds, strict=True):
        for piece_start, piece_end in _list_pieces(text, start, min(end, len(text))):
            found = _trim(text, piece_start, piece_end)
            if found is None:
                continue
            mark = _LIST_MARK.match(text, found[0], found[1])
            if mark and kind == "paragraph":
                yield Block(mark.end(), found[1], "item")
            elif mark and kind == "item":
                yield Block(mark.end(), found[1], kind)
            else:
                yield Block(*found, kind)


def _list_pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut "1. this 2. that 3. more" into its points; the numbers must count up from 1."""
    marks = _INLINE_LIST.finditer(text, start, end)
    cuts, wanted = [], 2 if _LIST_MARK.match(text, start, end) and text[start:end].lstrip(" \t(")[:1] == "1" else 1
    for mark in marks:
        if int(mark[1]) == wanted:
            cuts.append(mark.start())
            wanted += 1
    if wanted <= 2:  # one number alone is no list
        cuts = []
    yield from zip([start, *cuts], [*cuts, end], strict=True)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Shrink a span past the white space at both ends; None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def readable(text: str) -> str:
    """Return cleaned text as a person reads it: NFC, no links, no invisible characters, white space collapsed.

    Text that was decoded twice ("donâ€™t") is mended here alone; the landed message keeps it.
    """
    if not text.isascii() and _MANGLED.search(text):
        import ftfy

        text = ftfy.fix_encoding(text)
    if "://" in text or "www." in text.lower():
        text = _LINK.sub(" ", text)
    if not text.isprintable():  # of what is unseen all is
        text = _UNSEEN.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())
