"""The ideas, to be read one by one: `python -m benchmarks.ideas FOLDER [--top 25]`.

FOLDER holds a project that was mined and published (insight.toml, insight-data). Printed for each idea: its rank, its
title, how many customers, and two quotes. A title passes when it is imperative, specific, one thing, and both quotes
say it. Where the folder holds the sample's truth, the share of planted contradictions that were found is printed too.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from benchmarks.bundled import OVERLAP, overlap_of, words_of
from insight.config import load_settings
from insight.reading import open_current
from insight.records import content_id
from insight.warehouse import Warehouse

CONSOLE = Console(highlight=False, soft_wrap=True)


def main() -> None:
    """Print the ideas of a folder, and the contradictions found where they are known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--top", type=int, default=25)
    arguments = parser.parse_args()
    with open_current(load_settings(arguments.folder / "insight.toml")) as snapshot:
        for line in lines(snapshot, arguments.folder, arguments.top):
            CONSOLE.print(line, markup=False)


def lines(snapshot: Warehouse, folder: Path, top: int) -> Iterator[str]:
    """The first `top` ideas with two quotes each; then the planted contradictions, where there is a truth."""
    quotes: dict[str, list[str]] = defaultdict(list)
    for row in snapshot.rows(_QUOTES, {"top": top}):
        quotes[row["subject_id"]].append(row["quote"])
    for idea in snapshot.rows(_IDEAS, {"top": top}):
        yield f"{idea['rank']:>3}  {idea['title']} ({idea['customer_count']:,} customers)"
        yield from (f"       “{' '.join(quote.split())[:200]}”" for quote in quotes[idea["idea_id"]])
    truth = folder / "truth" / "statements.jsonl"
    if truth.is_file():
        found, planted = contradictions(snapshot, truth)
        yield f"contradictions found: {found} of {planted} planted ({found / max(planted, 1):.1%})"


def contradictions(snapshot: Warehouse, truth: Path) -> tuple[int, int]:
    """How many planted statements against something stand as opposing evidence of an idea, and how many there are."""
    said: dict[str, list[frozenset[str]]] = defaultdict(list)
    for row in snapshot.rows(_OPPOSING):
        said[row["feedback_id"]].append(words_of(row["quote"]))
    planted = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    against = [row for row in planted if row["stance"] == "opposes"]
    found = sum(
        any(
            overlap_of(words_of(row["text"]), words) >= OVERLAP
            for words in said[content_id("f", row["source"], row["source_id"])]
        )
        for row in against
    )
    return found, len(against)


_IDEAS = "select idea_id, rank, title, customer_count from marts.feature_ideas where rank <= $top order by rank"
_QUOTES = """
select evidence.subject_id, evidence.quote
from marts.evidence as evidence
join marts.feature_ideas as ideas on ideas.idea_id = evidence.subject_id and ideas.rank <= $top
where evidence.stance = 'supports' and evidence.is_counted
qualify row_number() over (
    partition by evidence.subject_id
    order by
        evidence.quote = ideas.best_quote desc,
        length(evidence.quote) between 40 and 240 desc,
        coalesce(evidence.assign_similarity, 0) * evidence.kind_confidence desc,
        evidence.evidence_id
) <= 2
order by evidence.subject_id, evidence.quote = ideas.best_quote desc, evidence.evidence_id
"""
_OPPOSING = """
select distinct feedback_id, quote
from marts.evidence
where subject_type = 'idea' and stance = 'opposes'
order by feedback_id, quote
"""

if __name__ == "__main__":
    main()
