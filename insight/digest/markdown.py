"""A digest as Markdown: to read as text, to keep in a repository, for Prefect. Words from outside stay words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from insight.digest.blocks import (
    Bars,
    Block,
    Card,
    Cards,
    Curve,
    Line,
    Paper,
    Paragraph,
    Quote,
    Section,
    Table,
    Tiles,
    Tree,
    Words,
)
from insight.digest.cells import guard
from insight.targets.markdown import escape, escape_paragraph, link_to, shorten

MARKS = {"alert": "Alert", "new": "New", "rising": "▲ Rising", "fading": "▼ Fading", "resolved": "✓ Resolved"}
_LEVELS = "▁▂▃▄▅▆▇█"


def write(paper: Paper, *, with_quotes: bool = True, with_queries: bool = True) -> str:
    """Write the digest; without quotes where customers' words must not go, without queries for a terminal."""
    so_far = "" if paper.is_over else ", so far"
    behind = (
        "Each section ends with the query that gives its figures; `insight sql` runs it."
        if with_queries
        else "The query behind each figure: `insight digest --to FOLDER`."
    )
    lines = [
        f"# {escape(paper.product)}: the week of {paper.days}{so_far}",
        "",
        f"{paper.week}, as known on {paper.as_of:%Y-%m-%d} ({paper.run_id}). {behind}",
    ]
    for section in paper.sections:
        lines += ["", f"## {section.title}"]
        for block in section.blocks:
            lines += ["", *_block(block, with_quotes=with_quotes)]
        lines += _queries(section) if with_queries else ()
    return "\n".join(lines) + "\n"


def _queries(section: Section) -> Iterator[str]:
    yield ""
    yield "<details><summary>The query behind it</summary>"
    for query in section.queries:
        yield ""
        yield "```sql"
        yield query
        yield "```"
    yield ""
    yield "</details>"


def _block(block: Block, *, with_quotes: bool) -> Iterator[str]:
    match block:
        case Paragraph(line, is_note):
            yield f"*{_line(line)}*" if is_note else _opening(line)
        case Tiles(tiles):
            yield "| | | |\n|--:|---|---|"
            yield from (f"| **{tile.value}** | {tile.name} | {tile.note} |" for tile in tiles)
        case Cards(cards):
            for card in cards:
                yield from _card(card, with_quotes=with_quotes)
        case Table(headings, rows):
            yield from _table(headings, rows)
        case Bars(name, bars):
            yield f"{name}: {_spark([count for _, count in bars])}"
        case Tree(_, leaves):
            areas = list(dict.fromkeys(leaf[0] for leaf in leaves))
            yield "| Area | Customers in four weeks, by theme |\n|---|---|"
            for area in areas:
                themes = ", ".join(f"{escape(label)} {count:,}" for one, label, count, _ in leaves if one == area)
                yield f"| {escape(guard(area))} | {themes} |"


def _card(card: Card, *, with_quotes: bool) -> Iterator[str]:
    curve = f" {_spark(card.curve.counts)}" if card.curve else ""
    mark = "" if card.mark == "idea" else f"{MARKS.get(card.mark, card.mark.capitalize())}: "
    yield f"- **{mark}{_line((card.title,))}**{curve}"
    yield from (f"  - {_opening(fact)}" for fact in card.facts)
    if with_quotes and card.quote:
        yield from _quoted(card.quote)


def _quoted(quote: Quote) -> Iterator[str]:
    link = link_to(quote.url)
    yield f"  - “{escape(shorten(quote.words.text))}” ({_line((quote.where,))}{f', [open]({link})' if link else ''})"


def _table(headings: Sequence[str], rows: Sequence[Sequence[Line | Curve]]) -> Iterator[str]:
    yield f"| {' | '.join(heading.strip() for heading in headings)} |"
    yield f"|{'|'.join('--:' if heading.endswith(' ') else '---' for heading in headings)}|"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(cell: Line | Curve) -> str:
    if isinstance(cell, Curve):
        return _spark(cell.counts)
    return "".join(escape(guard(part.text)) if isinstance(part, Words) else part for part in cell)


def _line(line: Line) -> str:
    return "".join(escape(part.text) if isinstance(part, Words) else part for part in line)


def _opening(line: Line) -> str:
    """A line that begins a paragraph."""
    first, *rest = line
    return (escape_paragraph(first.text) if isinstance(first, Words) else first) + _line(tuple(rest))


def _spark(counts: Sequence[int]) -> str:
    """Counts as a row of bars, the tallest of them full."""
    top = max(counts, default=0) or 1
    return "".join(_LEVELS[round(count / top * (len(_LEVELS) - 1))] for count in counts)
