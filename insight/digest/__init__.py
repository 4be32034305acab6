"""The digest: what a product manager reads on Monday, with the query behind each figure.

In come the published tables and a week; out comes a `Paper`, to be written as Markdown or as one HTML page that
needs nothing else. What a table does not hold is not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from insight.digest import doubts, sections, weeks
from insight.digest.blocks import Block, Paper, Section
from insight.digest.html import write as write_html
from insight.digest.markdown import write as write_markdown
from insight.digest.queries import HAS_EFFECTS, LAST_HEARD, QUESTIONS, ask_for
from insight.digest.sections import Answers
from insight.digest.weeks import read_week
from insight.records import Run
from insight.warehouse import Warehouse

__all__ = ["compose", "make_digest", "questions", "read_week", "write_html", "write_markdown"]


def make_digest(tables: Warehouse, run: Run, product: str, week_on: date | None = None) -> Paper:
    """Make the digest of a week, by default the last whole one before `run.as_of` in which anything was heard.

    `tables` holds the published tables in its schema `marts`.
    """
    is_stale = False
    if week_on is None:
        last = weeks.last_whole_week(run.as_of)
        week_on = tables.value(LAST_HEARD, {"last": last}) or last
        is_stale = week_on < last
    asked = questions(week_on, has_effects=tables.value(HAS_EFFECTS))
    answers = {name: tables.rows(query) for name, query in asked.items()}
    return compose(asked, answers, run, product, week_on, is_stale=is_stale)


def questions(week_on: date, *, has_effects: bool = False) -> dict[str, str]:
    """Each query of the digest, by name; `has_effects` where the tables say what a release did."""
    return {name: ask_for(name, week_on, has_effects=has_effects) for name in QUESTIONS}


def compose(
    asked: Mapping[str, str], answers: Answers, run: Run, product: str, week_on: date, *, is_stale: bool = False
) -> Paper:
    """Put the answers to what was `asked` into words; `is_stale` where nothing has been heard since that week."""
    plan: list[tuple[str, str, list[Block], Sequence[str]]] = [
        (
            "heard",
            "The week",
            list(sections.say_overview(answers, week_on, is_stale=is_stale)),
            ["heard"],
        ),
        ("alerts", "Alerts and what is resolved", list(sections.say_alerts(answers)), ["alerts"]),
        ("changes", "New, rising, fading", list(sections.say_changes(answers)), ["changes"]),
        ("most", "Most heard this week", list(sections.say_most(answers)), ["most"]),
        ("map", "Theme map", list(sections.say_map(answers["map"])), ["map"]),
        ("ideas", "First ideas", list(sections.say_ideas(answers["ideas"])), ["ideas"]),
        ("shipped", "Shipped: did it help?", list(sections.say_shipped(answers)), ["shipped"]),
        ("moves", "What became of themes", list(sections.say_moves(answers["moves"])), ["moves"]),
        (
            "unknown",
            "What is not known",
            list(doubts.say_unknown(answers)),
            ["unclear", "doubts", "labelled", "sources", "rules"],
        ),
    ]
    silent = {name for name in ("map", "shipped", "moves") if not answers[name]}  # nothing to say, so no section
    return Paper(
        product=product,
        week=weeks.name_week(week_on),
        days=weeks.describe_week(week_on),
        is_over=weeks.last_whole_week(run.as_of) >= week_on,
        run_id=run.run_id,
        as_of=run.as_of,
        sections=tuple(
            Section(key, title, tuple(blocks), tuple(asked[name] for name in names))
            for key, title, blocks, names in plan
            if key not in silent
        ),
    )
