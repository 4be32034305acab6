"""What a digest is made of: a few kinds of block, which both papers (Markdown and HTML) know how to write.

A line is plain text of ours and `Words`: text from outside, such as names and quotes, which is only ever shown as
words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Words:
    """Text from outside: what a customer said, or a name made of it."""

    text: str
    language: str | None = None


Line = tuple["str | Words", ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """Customers a week, oldest first; the last is the digest's week."""

    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line
    is_note: bool = False  # how something was counted, in small print


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its name, and what to compare it with; `section` is where its query stands."""

    name: str
    value: str
    note: str
    section: str


@dataclass(frozen=True, slots=True)
class Tiles:
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    words: Words
    where: Words
    url: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that happened: its mark (alert, new, rising, noise, idea ...), name, facts and a quote."""

    mark: str
    title: Words
    facts: tuple[Line, ...]
    curve: Curve | None = None
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Cards:
    cards: tuple[Card, ...]


Cell = Line | Curve


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows; a heading that ends in a space stands over numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar a week: the Monday and the count; the last is the digest's week."""

    name: str
    bars: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Themes by area, sized by customers: area, name, customers, change."""

    name: str
    leaves: tuple[tuple[str, str, int, str | None], ...]


Block = Paragraph | Tiles | Cards | Table | Bars | Tree


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands beneath it, and the queries that give each of its figures."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole digest, ready to be written."""

    product: str
    week: str  # 2026-W26
    days: str  # 22 to 28 June 2026
    is_over: bool  # whether the week was over at as_of
    run_id: str
    as_of: datetime
    sections: tuple[Section, ...]
