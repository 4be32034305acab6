"""Redaction of one feedback: find what is personal, give each value its placeholder, repeat until nothing is left."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from insight.errors import ConfigError
from insight.records import Feedback, Message
from insight.redaction.emails import EMAILS
from insight.redaction.identities import IDENTITIES
from insight.redaction.keys import KEYS
from insight.redaction.kinds import Kind, compact, read_clues, words
from insight.redaction.networks import NETWORKS
from insight.redaction.payments import PAYMENTS
from insight.redaction.people import People, read_people
from insight.redaction.phones import PHONES
from insight.redaction.streets import STREETS
from insight.redaction.view import MASK, MESSAGE_ESCAPES, ROW_ESCAPES, SHOWN_ESCAPES, SPLIT_WORD, Span, view_text

# First come, first served: a kind that could be read as a part of another stands after it.
KINDS: tuple[Kind, ...] = (*KEYS, *EMAILS, *PAYMENTS, *NETWORKS, *IDENTITIES, *PHONES, *STREETS)
_WITHOUT_DIGITS = tuple(kind for kind in KINDS if not kind.digits)

# A replacement can bring something to light that stood in its shadow. Ordinary text settles in two rounds.
_MAX_ROUNDS = 12
_REST = "TEXT"

_PSEUDONYM = re.compile(r"c_[0-9a-f]{16}")
_MAY_HOLD_PLACEHOLDER = re.compile(r"[_&%\\]")  # its underscore, or an escape that could read as one
_UNMASKED = re.compile(f"[^{MASK}]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_TAGS = words(
    "abbr address area article aside audio base body button canvas caption center cite code col data del details dfn "
    "div font footer form frame head header hgroup img input ins kbd label legend link main map mark menu meta nav "
    "object option param picture pre samp section select small source span strike strong style sub summary sup svg "
    "table tbody template time title track var video"
)
_ATTRIBUTES = words(
    "abbr alt border class color cols content data dir face for height href label lang name rel rows scope size span "
    "src start style summary target title type value width"
)
_PLACEHOLDER_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,30}")


@dataclass(slots=True)
class Numbering:
    """Numbers given out within one feedback: the same value gets the same number, and no number that is taken."""

    taken: set[tuple[str, int]] = field(default_factory=set)
    given: dict[tuple[str, str], int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def number(self, kind: str, value: str) -> int:
        key = kind, _sameness(kind, value)
        if key not in self.given:
            free = next(n for n in count(self.last.get(kind, 0) + 1) if (kind, n) not in self.taken)
            self.given[key] = self.last[kind] = free
        return self.given[key]


def _sameness(kind: str, value: str) -> str:
    """Return what two spellings of one value share."""
    if kind in ("EMAIL", "KEY"):
        return value.casefold() if kind == "EMAIL" else value
    if kind == "PHONE":
        digits = compact(value.replace("(0)", ""))
        return digits.removeprefix("00") if value.lstrip().startswith("00") else digits
    return compact(value) or value


class Redactor:
    """Compiled patterns and the key of the pseudonyms, held over many calls."""

    def __init__(self, key: bytes, extra_patterns: Mapping[str, str]) -> None:
        """Raise ConfigError for an empty key, or for an extra pattern that is not one, naming it."""
        if not key:
            raise ConfigError("the pseudonym key is empty; set INSIGHT_PSEUDONYM_KEY to a long random text")
        self._key = hashlib.blake2b(key, digest_size=64).digest()
        self._extra = [(name, _compile_extra(name, pattern)) for name, pattern in extra_patterns.items()]
        names = sorted({_REST, "NAME", *(kind.name for kind in KINDS), *extra_patterns})
        self._placeholder = re.compile(rf"<({'|'.join(names)})_([1-9]\d{{0,6}})>")

    def redact_feedback(self, feedback: Feedback) -> Feedback:
        """Replace what is personal in every text, and ids of people by pseudonyms; `personal` becomes empty."""
        people, numbering = read_people(feedback.personal), Numbering()
        texts = [*(m.text for m in feedback.messages), *feedback.tags, feedback.device or "", feedback.url or ""]
        self._take_numbers(texts, numbering)

        def redact(text: str, *, is_html: bool = False) -> str:
            return self._settle(text, people, numbering, MESSAGE_ESCAPES, is_html=is_html)

        messages = tuple(self._redact_message(m, redact(m.text, is_html=m.is_html)) for m in feedback.messages)
        return replace(
            feedback,
            messages=messages,
            tags=tuple(redact(tag) for tag in feedback.tags),
            device=feedback.device and redact(feedback.device),
            url=feedback.url and redact(feedback.url),
            customer_id=self.pseudonym(feedback.customer_id),
            personal=(),
        )

    def redact_text(self, text: str) -> str:
        """Replace what is personal in a raw row or in the detail of an error."""
        numbering = Numbering()
        self._take_numbers([text], numbering, ROW_ESCAPES)
        return self._settle(text, People(), numbering, ROW_ESCAPES, is_html=False)

    def redact_payload(self, payload: bytes) -> bytes:
        """Replace what is personal in the bytes of a row; all other bytes, valid UTF-8 or not, stay as they are."""
        return self.redact_text(payload.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def pseudonym(self, person_id: str | None) -> str | None:
        """Return the keyed hash (BLAKE2b, 64 bits) that stands for a person in every source; one stays as it is."""
        if person_id is None or _PSEUDONYM.fullmatch(person_id):
            return person_id
        data = person_id.encode("utf-8", "surrogatepass")
        return f"c_{hashlib.blake2b(data, key=self._key, digest_size=8).hexdigest()}"

    def _redact_message(self, message: Message, text: str) -> Message:
        author_id = self.pseudonym(message.author_id)
        if text == message.text and author_id == message.author_id:
            return message
        return replace(message, text=text, author_id=author_id)

    def _take_numbers(
        self, texts: Iterable[str], numbering: Numbering, escapes: re.Pattern[str] = MESSAGE_ESCAPES
    ) -> None:
        for text in texts:
            if _MAY_HOLD_PLACEHOLDER.search(text):
                found = self._placeholder.findall(view_text(text, escapes).text)
                numbering.taken.update((name, int(number)) for name, number in found)

    def _settle(
        self, text: str, people: People, numbering: Numbering, escapes: re.Pattern[str], *, is_html: bool
    ) -> str:
        """Redact until a round changes nothing: that makes redacted text a fixed point."""
        for _ in range(_MAX_ROUNDS):
            before = text
            if is_html and SPLIT_WORD.search(text):
                text = self._redact_once(text, people, numbering, SHOWN_ESCAPES, is_html=True)
            text = self._redact_once(text, people, numbering, escapes, is_html=is_html)
            if text == before:
                return text
        # Only text made for it does not settle. Rather too little of it than too much.
        return _written(_REST, numbering.number(_REST, text), is_html=is_html)

    def _redact_once(
        self, text: str, people: People, numbering: Numbering, escapes: re.Pattern[str], *, is_html: bool
    ) -> str:
        view = view_text(text, escapes)
        masked = view.text
        if "_" in masked:
            masked = self._placeholder.sub(lambda found: MASK * len(found.group()), masked)
        changes = [
            (span, _written(name, numbering.number(name, view.text[span[0] : span[1]]), is_html=is_html))
            for span, name in sorted(self._find(masked, people, is_html=is_html))
        ]
        return view.replace(changes) if changes else text

    def _find(self, masked: str, people: People, *, is_html: bool) -> list[tuple[Span, str]]:
        """Return the spans to replace and their kinds, in any order; none overlaps another or a placeholder."""
        finds: list[tuple[Span, str]] = []

        def take(name: str, spans: Sequence[Span]) -> None:
            nonlocal masked
            finds.extend((span, name) for span in spans)
            masked = _mask(masked, spans)

        for name, pattern in self._extra:
            take(name, list(_find_extra(masked, pattern)))
        clues = read_clues(masked)
        for kind in KINDS if clues.clusters else _WITHOUT_DIGITS:
            if (not kind.digits or clues.windows(kind.digits)) and (spans := kind.find(masked, clues)):
                take(kind.name, spans)
        end = 0
        for span, name in sorted(people.find(masked), key=lambda find: (find[0][0], -find[0][1])):
            if span[0] >= end and MASK not in masked[slice(*span)] and not (is_html and _is_markup(masked, span)):
                finds.append((span, name))
                end = span[1]
        return finds


def _mask(text: str, spans: Sequence[Span]) -> str:
    if not spans:
        return text
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces += (text[done:start], MASK * (end - start))
        done = end
    return "".join((*pieces, text[done:]))


def _written(name: str, number: int, *, is_html: bool) -> str:
    """Write a placeholder so that it reads as `<EMAIL_1>`: bare, it would be an unknown tag of the mark-up."""
    return f"&lt;{name}_{number}&gt;" if is_html else f"<{name}_{number}>"


def _is_markup(text: str, span: Span) -> bool:
    """Tell the tag <mark> and the attribute title="..." from people called Mark and Title."""
    before, word = text[max(0, span[0] - 2) : span[0]], text[slice(*span)].lower()
    is_tag = before.endswith(("<", "</")) and word.split()[0] in _TAGS
    return is_tag or (before[-1:].isspace() and word in _ATTRIBUTES and text[span[1] : span[1] + 2] in ('="', "='"))


def _compile_extra(name: str, pattern: str) -> Any:
    """Compile a user's pattern with RE2, which takes linear time whatever the pattern."""
    import re2

    if not _PLACEHOLDER_NAME.fullmatch(name):
        raise ConfigError(f"redaction.extra_patterns.{name}: its name must be at most 31 of A-Z, 0-9 and _")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if error.args else "no reason given"
        raise ConfigError(f"redaction.extra_patterns.{name}: not a regular expression of RE2: {reason}") from None


def _find_extra(masked: str, pattern: Any) -> Iterator[Span]:
    """Yield what a user's pattern matches, without the placeholders inside a match."""
    for found in pattern.finditer(_SURROGATES.sub("\ufffd", masked)):
        for piece in _UNMASKED.finditer(masked, *found.span()):
            yield piece.span()
