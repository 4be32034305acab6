"""The ideas as a document that a product manager reads: `feature_ideas.md`.

In come rows of `marts.feature_ideas` and of the evidence chosen for them; out comes Markdown. Customers' words are
shown as words: nothing in them becomes mark-up, a link, an image or an invisible turn of the reading direction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from insight.records import Run

Row = Mapping[str, Any]

SEVERITIES = ("annoyance", "degraded", "blocked", "money", "data loss")  # 1 to 5
QUOTE_LENGTH = 400
QUOTES_SHOWN = 3  # of each stance
REPEATING = 0.6  # share of the shorter one's words from which on a quote only repeats another
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_OPENING = re.compile(r"^(\d*)([-+=.)])")  # begins a list or a rule where it begins a paragraph
_JOINERS = "\u200c\u200d"  # written languages and emoji need them


def write_ideas(run: Run, product: str, ideas: Sequence[Row], total: int, quotes: Sequence[Row]) -> str:
    """Write `ideas` (of `total`, best first) with the quotes for and against each, found by `subject_id`."""
    lines = write_overview(run, product, ideas, total).splitlines()
    for idea in ideas:
        lines += ["", *_section(idea, [quote for quote in quotes if quote["subject_id"] == idea["idea_id"]])]
    return "\n".join(lines).rstrip() + "\n"


def write_overview(run: Run, product: str, ideas: Sequence[Row], total: int) -> str:
    """Write `ideas` as a table of titles and figures, without what customers said."""
    lines = [
        f"# Feature ideas for {escape(product)}",
        "",
        f"What customers ask for and struggle with, as of {run.as_of:%Y-%m-%d} ({run.run_id}). "
        + (f"The first {len(ideas)} of {total:,} ideas, best first." if ideas else "No ideas yet."),
        "",
    ]
    if ideas:
        lines += ["| # | Idea | Kind | Customers | Revenue a year | Trend |", "|--:|---|---|--:|--:|---|"]
        lines += [_overview(idea) for idea in ideas]
    return "\n".join(lines).rstrip() + "\n"


def escape(text: str) -> str:
    """Return the text on one line, such that Markdown shows exactly its visible characters."""
    return _MARKUP.sub(lambda match: "\\" + match[0], visible(text))


def escape_paragraph(text: str) -> str:
    """Escape a text that begins a paragraph, where a dash or a number would begin a list."""
    return _OPENING.sub(r"\1\\\2", escape(text))


def link_to(url: str | None) -> str | None:
    """Return a web address in angle brackets; anything else that a source may hold is no link."""
    return f"<{url}>" if is_web_address(url) else None


def is_web_address(url: str | None) -> bool:
    """Whether it is an absolute http address with nothing in it that could end a link early."""
    if not url or re.search(r"[\s<>\\\x00-\x1f]", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def visible(text: str) -> str:
    """Return the text on one line, without what formats it unseen, such as marks that turn the reading direction."""
    return " ".join("".join(map(_visible, text)).split())


def _overview(idea: Row) -> str:
    revenue = idea["revenue_at_stake"]
    worth = "not known" if revenue is None else f"{idea['currency'] or ''} {revenue:,.0f}".strip()
    numbers = _number(idea["customer_count"]), escape(worth)
    cells = (str(idea["rank"]), escape(idea["title"]), idea["idea_kind"], *numbers, idea["trend"] or "")
    return f"| {' | '.join(cells)} |"


def _section(idea: Row, quotes: Sequence[Row]) -> Iterator[str]:
    yield f"## {idea['rank']}. {escape(idea['title'])}"
    yield ""
    yield escape_paragraph(idea["problem_statement"])
    yield ""
    for name, fact in (
        ("What", _join(idea["idea_kind"], idea["area"] and f"in {idea['area']}", _status(idea))),
        ("Who", _who(idea)),
        ("Worth", _worth(idea)),
        ("Since", _since(idea)),
        ("Severity", _severity(idea["severity_p90"])),
        ("Otherwise", "nobody was found who says so" if idea["counter_share"] == 0 else None),
        ("Score", _score(idea)),
    ):
        if fact:
            yield f"- **{name}:** {escape(fact)}"
    yield from _quoted("In their words", [quote for quote in quotes if quote["stance"] == "supports"][:QUOTES_SHOWN])
    against = [quote for quote in quotes if quote["stance"] == "opposes"]
    share = f" ({_share(idea['counter_share'])} of the voices)" if idea["counter_share"] else ""
    yield from _quoted(f"Who says otherwise{share}", _in_other_words(against))
    yield ""
    yield f"`{idea['idea_id']}`, {_number(idea['evidence_count'])} pieces of evidence"


def _quoted(heading: str, quotes: Sequence[Row]) -> Iterator[str]:
    if not quotes:
        return
    yield ""
    yield f"**{heading}**"
    for quote in quotes:
        said_on = f"{quote['said_at']:%Y-%m-%d}" if quote["said_at"] else None
        where = escape(_join(quote["source"], said_on))
        link = link_to(quote["source_url"])
        yield ""
        yield f"> “{escape(shorten(quote['quote']))}”"
        yield ">"
        yield f"> {where}{f', [open]({link})' if link else ''}"


def _in_other_words(quotes: Sequence[Row]) -> list[Row]:
    """The quotes that say more than those before them."""
    kept: list[tuple[Row, frozenset[str]]] = []
    for quote in quotes:
        words = frozenset(re.findall(r"[^\W\d_]+", quote["quote"].lower()))
        if all(len(words & said) < REPEATING * min(len(words), len(said)) for _, said in kept):
            kept.append((quote, words))
    return [quote for quote, _ in kept[:QUOTES_SHOWN]]


def _status(idea: Row) -> str | None:
    if idea["status"] in (None, "new"):
        return None
    return f"{idea['status']} by {idea['owner']}" if idea["owner"] else str(idea["status"])


def _who(idea: Row) -> str:
    parts = [_counted(idea["customer_count"], "customer")]
    if idea["account_count"]:
        parts.append(_counted(idea["account_count"], "account"))
    share = f" ({_share(idea['customer_share'])} of all customers heard)" if idea["customer_share"] else ""
    return _join(*parts, _counted(idea["mention_count"], "mention")) + share


def _worth(idea: Row) -> str:
    if idea["revenue_at_stake"] is None:
        return "unknown: no revenue of these customers is known"
    known = idea["revenue_known_share"]
    note = f" (revenue known for {_share(known)} of them)" if known is not None else ""
    return f"{idea['currency'] or ''} {idea['revenue_at_stake']:,.0f} of yearly revenue at stake{note}".strip()


def _since(idea: Row) -> str:
    if not idea["first_seen_at"]:
        return ""
    doubt = ", within chance" if idea["trend"] == "steady" else ""
    ratio = f" (×{idea['trend_ratio']:.1f}{doubt})" if idea["trend_ratio"] else ""
    last = f"last {idea['last_seen_at']:%Y-%m-%d}" if idea["last_seen_at"] else None
    return _join(f"{idea['first_seen_at']:%Y-%m-%d}", last, idea["trend"] and f"{idea['trend']}{ratio}")


def _severity(p90: float | None) -> str:
    if p90 is None:
        return ""
    return f"{SEVERITIES[min(max(round(p90), 1), 5) - 1]}, in the worst tenth of mentions ({p90:.1f} of 5)"


def _score(idea: Row) -> str:
    fragile = "other weights would move its rank" if idea["is_rank_fragile"] else None
    return _join(f"{idea['score']:.1f} of 100" if idea["score"] is not None else None, fragile)


def shorten(text: str) -> str:
    """Cut at a word, with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= QUOTE_LENGTH:
        return line
    return line[: QUOTE_LENGTH + 1].rsplit(maxsplit=1)[0] + " …"


def _visible(character: str) -> str:
    """Drop what formats without being seen, such as marks that reverse the reading direction."""
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category in ("Cf", "Cs") and character not in _JOINERS else character


def _join(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _counted(number: int | None, noun: str) -> str:
    return f"{_number(number)} {noun}{'' if number == 1 else 's'}"


def _number(number: int | None) -> str:
    return f"{number or 0:,}"


def _share(share: float) -> str:
    return "under 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")
