"""Mails that are only handed on: "FYI" above a forwarded mail.

In go the blocks of one cleaned message and those of its sender's own words; out come the blocks of the mail below,
without its header, where the sender says nothing of their own. Refuses what support itself sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from insight.statements.boilerplate import MAIL_HEADER, SIGNED
from insight.statements.cleaning import Block
from insight.statements.cues import words_of
from insight.statements.vocabulary import word_list

_FLAGS = re.IGNORECASE

_MARK = re.compile(
    r"^[>\s*]{0,20}(?:-{2,}\s*(?P<sure>forwarded message|weitergeleitete nachricht|mensaje reenviado|message transféré"
    r"|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht)\b.{0,60}"
    r"|(?P<apple>begin forwarded message:?|anfang der weitergeleiteten nachricht:?|début du message réexpédié ?:?)"
    r"|-{2,}\s*(?:original message|ursprüngliche nachricht|mensaje original|message d'origine|mensagem original"
    r"|messaggio originale)\b.{0,20})\s*$",
    _FLAGS,
)
_FORWARDED_TITLE = re.compile(r"\s*(?:(?:re|aw|antw|sv|vs|res)\s?:\s*)*(?:fwd?|wg|tr|rv|enc|i)\s?:", _FLAGS)
_NAME_ALONE = re.compile(rf"{SIGNED}(?:\s+{SIGNED}){{0,2}}[,.]?")  # what is left of a signature
_POINTING = word_list("pointing_below")
_BESIDE = word_list("beside_pointing")
_MOST_HEADERS = 12
# Senders that are no customer: what they wrote is an answer of ours, or a notice.
_OURS = re.compile(
    r"\b(?:support|help ?-?desk|service ?-?desk|customer (?:service|care|success|support)|help ?cent(?:er|re)"
    r"|no-?reply|do-?not-?reply|notifications?|mailer-daemon|kundendienst|kundenservice|soporte|assistenza)\b",
    _FLAGS,
)
_SENDER = re.compile(r"^[>\s*]{0,20}(?:from|von|de|da|van|fra|från|od)\s?:\*?", _FLAGS)


def find_handed_on(text: str, blocks: Sequence[Block], own: Sequence[Block], title: str | None) -> tuple[Block, ...]:
    """Return the blocks of the first mail that is forwarded below, where the sender's `own` ones only point at it.

    A header alone, or "Original message", also stands above what is answered: it counts where the title or a pointing
    word says that the mail was forwarded.
    """
    lines = [text[one.start : one.end] for one in own]
    pointing = [_only_points(line) for line in lines]
    if not all(points or _NAME_ALONE.fullmatch(line) for points, line in zip(pointing, lines, strict=True)):
        return ()
    is_told = any(pointing) or bool(title and _FORWARDED_TITLE.match(title))
    for position, block in enumerate(blocks):
        line = text[block.start : block.end]
        mark = _MARK.match(line)
        is_header = MAIL_HEADER.match(line) is not None and _is_header(text, blocks, position + 1)
        if mark is None and not is_header:
            continue
        if not is_told and (mark is None or not (mark["sure"] or mark["apple"])):
            return ()
        return _behind_header(text, blocks, position + (mark is not None))
    return ()


def _only_points(line: str) -> bool:
    """Tell whether a line says only that something stands below: "FYI", "please see the mail below"."""
    words = words_of(line)
    return not _POINTING.isdisjoint(words) and (_POINTING | _BESIDE).issuperset(words)


def _is_header(text: str, blocks: Sequence[Block], position: int) -> bool:
    return position < len(blocks) and MAIL_HEADER.match(text[blocks[position].start : blocks[position].end]) is not None


def _behind_header(text: str, blocks: Sequence[Block], position: int) -> tuple[Block, ...]:
    """Return the blocks behind a mail's header, freed of one level of quoting where the header is quoted too."""
    first = blocks[position] if position < len(blocks) else None
    is_quoted = first is not None and (first.kind == "quote" or text[first.start] == ">")
    for place in range(position, min(position + _MOST_HEADERS, len(blocks))):
        line = text[blocks[place].start : blocks[place].end]
        if _SENDER.match(line) and _OURS.search(line):
            return ()
        if not MAIL_HEADER.match(line):
            position = place
            break
    else:
        return ()
    rest = blocks[position:]
    if not is_quoted:
        return tuple(rest)
    return tuple(one for block in rest for one in (_unquoted(text, block),) if one.start < one.end)


def _unquoted(text: str, block: Block) -> Block:
    start = block.start
    if text[start] == ">":
        start += 1
        while start < block.end and text[start] == " ":
            start += 1
    return replace(block, start=start, kind="paragraph" if block.kind == "quote" else block.kind)
