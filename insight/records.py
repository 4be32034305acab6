"""The nouns: frozen records, and their ids as pure functions of content.

Nothing comes in and nothing goes out: every stage speaks in these. Words are those of the glossary; times are
aware datetimes in UTC; an id never depends on order, clock or chance.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cached_property
from operator import attrgetter
from typing import Literal

FeedbackKind = Literal["ticket", "review", "survey", "post"]
AuthorRole = Literal["customer", "agent", "system"]
MessagePart = Literal["title", "body"]
Kind = Literal["pain", "request", "praise", "question", "other"]
RatingScale = Literal["stars", "nps", "csat"]
IdeaKind = Literal["new", "improve", "fix", "remove"]
Stance = Literal["supports", "opposes"]
PainType = Literal["bug", "usability", "performance", "missing", "pricing", "service", "docs", "security"]

Listener = Callable[[str, int, int | None], None]  # (what is going on, done so far, how many in all if known)

KINDS: tuple[Kind, ...] = ("pain", "request", "praise", "question", "other")


def content_hash(*parts: object) -> str:
    """Hash `parts` to 32 hexadecimal characters (BLAKE2b, 128 bits).

    Each part is length-prefixed, so ("ab", "c") and ("a", "bc") differ; None and "" differ too.
    """
    prefixed: list[bytes] = []
    for part in parts:
        data = b"\xff" if part is None else str(part).encode("utf-8", "surrogatepass")
        prefixed += (len(data).to_bytes(8, "big"), data)
    return hashlib.blake2b(b"".join(prefixed), digest_size=16).hexdigest()


def content_id(prefix: str, *parts: object) -> str:
    """Name a thing by what it is: `prefix`, an underscore and 16 hexadecimal characters of its content hash."""
    return f"{prefix}_{content_hash(*parts)[:16]}"


def text_key(text: str) -> str:
    """Return the text as it counts for sameness: NFC, case folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Message:
    """One part of a feedback, written by one author.

    `key` tells it apart within its feedback (the source's own message id, or "title"). A ticket's title is a message
    of its own, so that every statement is a span of a message.
    """

    key: str
    author_role: AuthorRole
    text: str
    said_at: datetime | None = None
    part: MessagePart = "body"
    is_html: bool = False
    author_id: str | None = None  # the source's own id until redaction, a keyed-hash pseudonym from then on


@dataclass(frozen=True)
class Feedback:
    """One support ticket, review, survey answer or post, with its messages in order.

    Before redaction `customer_id` is the source's own id and `personal` holds the requester's own names and
    addresses; after it `customer_id` is a keyed-hash pseudonym and `personal` is empty. A deletion (tombstone) has
    `is_deleted` and no messages.
    """

    source: str
    source_id: str
    feedback_kind: FeedbackKind
    created_at: datetime | None
    updated_at: datetime | None
    messages: tuple[Message, ...] = ()
    customer_id: str | None = None
    personal: tuple[str, ...] = ()
    account_id: str | None = None
    product: str | None = None
    app_version: str | None = None
    device: str | None = None
    country: str | None = None
    language: str | None = None  # as the source declares it
    rating: float | None = None
    rating_scale: RatingScale | None = None
    tags: tuple[str, ...] = ()
    url: str | None = None
    flags: tuple[str, ...] = ()  # what was odd but kept: "nul_removed", "invalid_utf8", "mojibake", "future_date"
    is_deleted: bool = False
    file: str = ""  # where it was read: the file's name under the source's root, and its line (or row) there
    line: int = 0
    came_as: str = ""  # keyed hash of it before redaction, by which the same row is known when it comes again

    @cached_property
    def feedback_id(self) -> str:
        return content_id("f", self.source, self.source_id)

    @cached_property
    def content_hash(self) -> str:
        """Hash of all that would be stored; where it was read from does not count."""
        return content_hash(repr((_stored_of_feedback(self), [_stored_of_message(one) for one in self.messages])))

    def message_id(self, message: Message) -> str:
        return content_id("m", self.feedback_id, message.key)


_stored_of_message = attrgetter(*(one.name for one in fields(Message)))
_stored_of_feedback = attrgetter(
    *(one.name for one in fields(Feedback) if one.name not in ("messages", "file", "line", "came_as"))
)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot land: where it stood, why, and its bytes as read (redacted before they are stored)."""

    source: str
    file: str
    line: int  # first line (or row) of it, counted from 1; 0 speaks of the whole file
    reason: str  # one of a few fixed names, such as "too_many_fields"; see docs/sources.md
    detail: str  # the sentence that a person reads
    payload: bytes

    @property
    def quarantine_id(self) -> str:
        return content_id("q", self.source, self.file, self.line, self.reason, self.payload)


@dataclass(frozen=True, slots=True)
class Account:
    """What an account was from `valid_from` on, until its next row."""

    account_id: str
    valid_from: datetime
    plan: str | None = None
    revenue: str | None = None  # a decimal number as text: money never becomes a float
    currency: str | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the product and when it came out, as the releases file says or as customers name it."""

    version: str
    released_at: datetime
    notes: str | None = None
    is_listed: bool = True  # False: found in what customers name; released_at is when three of them had


@dataclass(frozen=True, slots=True)
class MessageToRead:
    """A landed message as the statements stage sees it, with the context that gives a vague statement its meaning."""

    message_id: str
    feedback_id: str
    text: str
    is_html: bool
    part: MessagePart
    feedback_kind: FeedbackKind
    customer_id: str | None
    language: str | None  # declared by the source
    rating: float | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Gist:
    """The grammar of what a statement says, as an idea's title needs it: "cannot | export | invoices | as CSV"."""

    subject: str | None = None
    verb: str | None = None  # lemma
    object: str | None = None  # noun phrase without determiner
    condition: str | None = None  # "when the connection drops", "after the 115 update", "as CSV"
    is_negated: bool = False


@dataclass(frozen=True)
class Statement:
    """A span of a customer's message that says one thing.

    `start` and `end` are character offsets into the landed message: `text == message.text[start:end]`. `clean` is the
    same words without mark-up, line breaks and doubled spaces: what is encoded and shown.
    """

    message_id: str
    feedback_id: str
    start: int
    end: int
    text: str
    clean: str
    language: str
    kind: Kind = "other"
    kind_confidence: float = 0.0  # calibrated probability, 0 to 1
    kinds: tuple[Kind, ...] = ()
    is_specific: bool = False
    vague_reason: str | None = None  # why it is not specific
    aspect: str | None = None
    pain_type: PainType | None = None
    severity: int | None = None  # 1 annoyance, 2 degraded, 3 blocked, 4 money, 5 data loss
    sentiment: float = 0.0  # -1 to 1
    has_churn_language: bool = False
    app_version: str | None = None
    platform: str | None = None
    job: str | None = None
    obstacle: str | None = None
    workaround: str | None = None
    feeling: str | None = None
    gist: Gist = field(default_factory=Gist)

    @cached_property
    def statement_id(self) -> str:
        return content_id("st", self.message_id, self.start, self.end)

    @cached_property
    def in_context(self) -> str:
        """The words, with what they are about in front where they do not name it ("It does not work")."""
        if self.aspect is None:
            return self.clean
        # Four letters see through plural, tense and case.
        said = {word[:4] for word in text_key(self.clean).split()}
        is_named = any(word[:4] in said for word in text_key(self.aspect).split())
        return self.clean if is_named else f"{self.aspect}: {self.clean}"

    @property
    def text_hash(self) -> str:
        """Key of its vector and its parse: equal for texts that differ in case or white space only."""
        return content_hash(text_key(self.clean))


@dataclass(frozen=True, slots=True)
class Theme:
    """A named group of statements about the same thing. `level` 1 is an area, 2 a theme."""

    theme_id: str
    label: str
    description: str
    keywords: tuple[str, ...]
    level: int
    parent_id: str | None
    statement_count: int
    cohesion: float | None = None  # mean cosine of members to the centroid
    nearest_theme_id: str | None = None
    nearest_similarity: float | None = None


def leaves_of(themes: Iterable[Theme]) -> tuple[Theme, ...]:
    """The themes that hold statements themselves; areas do not."""
    return tuple(theme for theme in themes if theme.level == 2)


@dataclass(frozen=True, slots=True)
class Member:
    """A statement's place in a theme, or None for unclear, with how sure it is."""

    statement_id: str
    theme_id: str | None
    similarity: float
    method: Literal["topic", "rule", "person"] = "topic"


@dataclass(frozen=True, slots=True)
class Voice:
    """A statement of a theme, or praise of none, as an idea needs it."""

    statement_id: str
    theme_id: str | None
    kind: Kind
    clean: str
    language: str
    customer_id: str
    segment: str | None
    pain_type: PainType | None
    gist: Gist
    job: str | None
    obstacle: str | None
    workaround: str | None
    feeling: str | None
    weight: float  # similarity to the theme's centre times confidence of the kind, 0 to 1


@dataclass(frozen=True, slots=True)
class Idea:
    """What to add, fix, change or remove, and the statements for and against it."""

    idea_id: str
    title: str
    problem_statement: str
    idea_kind: IdeaKind
    theme_id: str
    supporting: tuple[str, ...]  # statement ids
    opposing: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()  # of the supporting ones, which are read first, the clearest first
    job: str | None = None
    obstacle: str | None = None
    workaround: str | None = None
    feeling: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of one load. They balance: read = stored + unchanged + quarantined."""

    read: int = 0
    stored: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def balances(self) -> bool:
        return self.read == self.stored + self.unchanged + self.quarantined


@dataclass(frozen=True, slots=True)
class Run:
    """One execution: `run_id` by sequence, `as_of` the instant that it speaks for."""

    run_id: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One answered expectation or check."""

    suite: str
    name: str
    severity: Literal["fail", "warn"]
    is_met: bool
    observed: str
    bad_keys: tuple[str, ...] = ()
    error: str | None = None  # the check raised instead of answering
    scope: Literal["row", "batch"] = "batch"  # "row": the rows of `bad_keys` can be set aside; "batch": the run stops


def as_utc(moment: datetime) -> datetime:
    """Return an aware datetime in UTC; a naive one is taken as UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def count_of(number: int, nouns: str) -> str:
    """Write a number with its noun, given in the plural: "2 alerts", "1 alert", "1,204 feedback"."""
    is_one = number == 1 and nouns.endswith("s") and not nouns.endswith(("ss", "us"))
    return f"{number:,} {nouns[:-1] if is_one else nouns}"


def describe_counts(counts: Mapping[str, int]) -> str:
    """Write counts for a person: "3 stored, 1 quarantined"; zeros are left out."""
    return ", ".join(count_of(number, nouns) for nouns, number in counts.items() if number) or "nothing"
