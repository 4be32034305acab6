"""Messages to candidate statements: clean, tell the language, split. Kinds are judged later.

In go landed messages by customers; out comes, for each, its statements or the reason why it has none. Offsets cut each
statement out of the landed text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from insight.records import MessageToRead, Statement, text_key
from insight.statements.boilerplate import THANKS, find_quotations, worth_mining
from insight.statements.cleaning import CleanedText, clean_message, readable
from insight.statements.forwarding import find_handed_on
from insight.statements.languages import READABLE, UNSPACED, detect_language
from insight.statements.splitting import split_block

Status = Literal["mined", "set_aside"]
Reason = Literal["empty", "no_usable_words", "only_quotes_or_signature", "language_not_read"]

# What mail programs put before a title, in several languages, once or often: "Re: AW: Fwd[2]: Export is empty".
_REPLY_MARKS = re.compile(r"\s*(?:(?:re|fwd?|aw|wg|antw|sv|vs|tr|rv|enc|res)\s?(?:\[\d{1,3}\])?\s?:\s*)+", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")
_PLACEHOLDER = re.compile(r"<[A-Z]+_\d+>")


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """What became of one message: its candidate statements, or why it was set aside."""

    message_id: str
    language: str
    status: Status
    reason: Reason | None
    candidates: tuple[Statement, ...]
    is_cut: bool = False  # longer than max_characters: only the first part was read


def read_message(message: MessageToRead, max_characters: int) -> ReadMessage:
    """Clean and split one message; what cannot be read is set aside with its reason."""
    cleaned = clean_message(message.text, is_html=message.is_html, max_characters=max_characters)
    if not cleaned.blocks:
        reason: Reason = "no_usable_words" if message.text.strip() else "empty"
        return ReadMessage(message.message_id, "und", "set_aside", reason, (), cleaned.is_cut)
    if not _WORD.search(_PLACEHOLDER.sub(" ", cleaned.text)):
        return ReadMessage(message.message_id, "und", "set_aside", "no_usable_words", (), cleaned.is_cut)
    blocks = worth_mining(cleaned.text, cleaned.blocks)
    if message.part == "body" and (below := find_handed_on(cleaned.text, cleaned.blocks, blocks, message.title)):
        blocks = worth_mining(cleaned.text, below)
    if message.part == "title":
        blocks = [replace(one, start=_after_reply_marks(cleaned.text, one.start, one.end)) for one in blocks]
    own_words = readable(" ".join(cleaned.text[block.start : block.end] for block in blocks))
    language = detect_language(own_words or readable(cleaned.text), message.language)
    if not _WORD.search(_PLACEHOLDER.sub(" ", own_words)):
        return ReadMessage(message.message_id, language, "set_aside", "only_quotes_or_signature", (), cleaned.is_cut)
    if language not in READABLE:
        return ReadMessage(message.message_id, language, "set_aside", "language_not_read", (), cleaned.is_cut)
    spans = [span for block in blocks for span in split_block(cleaned.text, block.start, block.end, language)]
    for start, end in find_quotations(cleaned.text):
        spans = [span for span in spans if not start <= (span[0] + span[1]) // 2 < end]
    candidates = tuple(_statements(message, cleaned, spans, language))
    if not candidates:
        return ReadMessage(message.message_id, language, "set_aside", "no_usable_words", (), cleaned.is_cut)
    return ReadMessage(message.message_id, language, "mined", None, candidates, cleaned.is_cut)


def _statements(
    message: MessageToRead, cleaned: CleanedText, spans: list[tuple[int, int]], language: str
) -> Iterator[Statement]:
    """Yield the statements of `spans`; a body's sentence that repeats the title or an earlier one is no second one."""
    title = title_of(message)
    said = {_sameness(title)} if message.part == "body" and title else set()
    for start, end in spans:
        clean = readable(cleaned.text[start:end])
        if not _WORD.search(clean) and not (language in UNSPACED and clean):
            continue
        key = _sameness(clean)
        if key in said or THANKS.match(clean):
            continue
        said.add(key)
        landed_start, landed_end = cleaned.locate(start, end)
        yield Statement(
            message_id=message.message_id,
            feedback_id=message.feedback_id,
            start=landed_start,
            end=landed_end,
            text=message.text[landed_start:landed_end],
            clean=clean,
            language=language,
        )


def title_of(message: MessageToRead) -> str | None:
    """The title of a message's feedback, without what mail programs put before it."""
    return message.title and message.title[_after_reply_marks(message.title, 0, len(message.title)) :]


def _after_reply_marks(text: str, start: int, end: int) -> int:
    found = _REPLY_MARKS.match(text, start, end)
    return found.end() if found else start


def _sameness(text: str) -> str:
    """Key under which a sentence repeats another: letters and digits only."""
    return " ".join(re.findall(r"\w+", text_key(readable(text))))
