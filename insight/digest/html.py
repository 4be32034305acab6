"""A digest as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.

Its own policy forbids whatever is not the style in its head, so that text which slipped through could still load and
run nothing. Reads on a phone, in print, in the dark and by keyboard.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from insight.digest.blocks import (
    Bars,
    Block,
    Card,
    Cards,
    Cell,
    Curve,
    Line,
    Paper,
    Paragraph,
    Quote,
    Section,
    Table,
    Tile,
    Tiles,
    Tree,
    Words,
)
from insight.digest.pictures import draw_bars, draw_curve, draw_tree
from insight.digest.words import show_text, show_words
from insight.targets.markdown import is_web_address, shorten

MARKS = {
    "alert": "! Alert",
    "new": "✦ New",
    "rising": "▲ Rising",
    "fading": "▼ Fading",
    "resolved": "✓ Resolved",
    "noise": "~ Noise",
    "idea": "",  # its number stands in its name
}
MOST_ON_A_PHONE = 4  # columns; a row of more is written as lines there


def write(paper: Paper) -> str:
    """Write the digest as a page."""
    style = _style()
    checksum = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{checksum}'; base-uri 'none'; form-action 'none'"
    so_far = "" if paper.is_over else ", so far"
    return "\n".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">',
            f"<title>{show_text(paper.product)}: {paper.week}</title>\n<style>{style}</style>\n</head>\n<body>",
            '<a class="skip" href="#main">To the digest</a>',
            f'<header><p class="over">{show_words(Words(paper.product))} · what customers say · {paper.week}</p>',
            f"<h1>The week of {paper.days}{so_far}</h1>",
            f'<nav aria-label="Sections"><ul>{"".join(_anchor(one) for one in paper.sections[1:])}</ul></nav></header>',
            '<main id="main">',
            *map(_section, paper.sections),
            "</main>",
            f"<footer><p>As known on {paper.as_of:%Y-%m-%d %H:%M} UTC, from the published tables of {paper.run_id}. "
            "Each section ends with the query that gives its figures; <code>insight sql</code> runs it.</p></footer>",
            "</body>\n</html>\n",
        )
    )


@cache
def _style() -> str:
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def _anchor(section: Section) -> str:
    return f'<li><a href="#{section.key}">{section.title}</a></li>'


def _section(section: Section) -> str:
    blocks = "\n".join(part for block in section.blocks for part in _block(block))
    queries = "".join(f'<pre tabindex="0"><code>{html.escape(query)}</code></pre>' for query in section.queries)
    noun = "query" if len(section.queries) == 1 else "queries"
    return (
        f'<section id="{section.key}" aria-labelledby="{section.key}-title">'
        f'<h2 id="{section.key}-title">{section.title}</h2>\n{blocks}\n'
        f'<details class="sql"><summary>The {noun} behind it</summary>{queries}</details></section>'
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(line, is_note):
            yield f'<p class="note">{_line(line)}</p>' if is_note else f"<p>{_line(line)}</p>"
        case Tiles(tiles):
            yield f'<ul class="tiles">{"".join(map(_tile, tiles))}</ul>'
        case Cards(cards):
            yield f'<ul class="cards">{"".join(map(_card, cards))}</ul>'
        case Table():
            yield _table(block)
        case Bars(name):
            yield f"<figure>{draw_bars(block)}<figcaption>{name}</figcaption></figure>"
        case Tree(name, leaves):
            rows = tuple(
                ((Words(area),), (Words(label),), (f"{count:,}",), (change or "–",))
                for area, label, count, change in leaves
            )
            table = _table(Table(("Area", "Theme", "Customers ", "Change"), rows))
            yield f"<figure>{draw_tree(block)}<figcaption>{name}. {_KEY}</figcaption></figure>"
            yield f"<details><summary>The map as a table</summary>{table}</details>"


_KEY = (
    '<span class="key new">✦ new</span> <span class="key rising">▲ rising</span> '
    '<span class="key fading">▼ fading</span> <span class="key steady">steady</span>'
)


def _tile(tile: Tile) -> str:
    return (
        f'<li><a href="#{tile.section}"><strong>{tile.value}</strong> <span>{tile.name}</span> '
        f"<small>{tile.note}</small></a></li>"
    )


def _card(card: Card) -> str:
    facts = "".join(f"<p>{_line(fact)}</p>" for fact in card.facts)
    curve = draw_curve(card.curve) if card.curve and card.curve.counts else ""
    mark = f'<p class="mark">{MARKS[card.mark]}</p>' if MARKS[card.mark] else ""
    return (
        f'<li class="card {card.mark}">{mark}<h3>{show_words(card.title)}</h3>'
        f'{curve}<div class="facts">{facts}</div>{_quote(card.quote)}</li>'
    )


def _quote(quote: Quote | None) -> str:
    if quote is None:
        return ""
    words = show_words(Words(shorten(quote.words.text), quote.words.language))
    link = ""
    if quote.url and is_web_address(quote.url):
        link = f', <a href="{html.escape(quote.url, quote=True)}" rel="noopener noreferrer nofollow">open</a>'
    return f"<blockquote><p>“{words}”</p><footer>{show_words(quote.where)}{link}</footer></blockquote>"


def _table(table: Table) -> str:
    kinds = ["number" if heading.endswith(" ") else "text" for heading in table.headings]
    head = "".join(
        f'<th scope="col" class="{kind}">{heading.strip()}</th>'
        for heading, kind in zip(table.headings, kinds, strict=True)
    )
    body = "".join(f"<tr>{_row(row, kinds, table.headings)}</tr>" for row in table.rows)
    wide = ' class="stack"' if len(kinds) > MOST_ON_A_PHONE else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Table: {table.headings[0].strip()}">'
        f"<table{wide}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[Cell], kinds: Sequence[str], names: Sequence[str]) -> str:
    return "".join(
        f'<td class="{kind}" data-name="{name.strip()}">{_cell(cell)}</td>'
        for cell, kind, name in zip(row, kinds, names, strict=True)
    )


def _cell(cell: Cell) -> str:
    if isinstance(cell, Curve):
        return draw_curve(cell)
    return "".join(show_words(part, is_cell=True) if isinstance(part, Words) else html.escape(part) for part in cell)


def _line(line: Line) -> str:
    return "".join(show_words(part) if isinstance(part, Words) else html.escape(part) for part in line)
