"""The ideas, to be read one by one: `python -m benchmarks.ideas FOLDER [--top 25]`.

FOLDER holds a project that was mined and published (insight.toml, insight-data). Printed for each idea: its rank, its
title, how many customers, and two quotes. A title passes when it is imperative, specific, one thing, and both quotes
say it. Where the folder holds the sample's truth, the planted contradictions that were found are printed too, and how
much of what stands against ideas was planted so.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.bundled import OVERLAP, overlap_of, words_of
from insight.config import load_settings
from insight.reading import open_current
from insight.records import content_id
from insight.warehouse import Row, Warehouse

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
        told = contradictions(snapshot, truth)
        yield f"contradictions found: {told.found} of {told.planted} planted ({told.found / max(told.planted, 1):.1%})"
        yield f"  against the idea that they are about: {told.right} ({told.right / max(told.planted, 1):.1%})"
        share = told.planted_opposing / max(told.opposing, 1)
        yield f"statements against ideas: {told.opposing}, planted against what the idea is about: {share:.1%}"


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Planted statements against something: how many are, are found, and stand against the idea that they are about."""

    planted: int
    found: int
    right: int
    opposing: int  # statements that stand against an idea
    planted_opposing: int  # of these, those that were planted against what the idea is about


def contradictions(snapshot: Warehouse, truth: Path) -> Contradictions:
    """Hold what stands against ideas against what was planted.

    An idea is about the planted theme that most of its counted support is about. Statements are told by their words.
    """
    planted: dict[str, list[tuple[frozenset[str], Row]]] = defaultdict(list)
    for line in truth.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        planted[content_id("f", row["source"], row["source_id"])].append((words_of(row["text"]), row))
    stands: dict[int, set[str | None]] = defaultdict(
        set
    )  # by planted statement: what the ideas that it opposes are about
    about: dict[str, Counter[str | None]] = defaultdict(Counter)
    opposing = []
    for row in snapshot.rows(_EVIDENCE):
        words = words_of(row["quote"])
        said = [one for known, one in planted[row["feedback_id"]] if overlap_of(known, words) >= OVERLAP]
        if row["stance"] == "supports":
            about[row["subject_id"]].update(one["theme"] for one in said[:1])
        else:
            opposing.append((row["subject_id"], said))
    subjects = {idea: themes.most_common(1)[0][0] for idea, themes in about.items()}
    for idea, said in opposing:
        for one in said:
            stands[id(one)].add(subjects.get(idea))
    against = [one for rows in planted.values() for _, one in rows if one["stance"] == "opposes"]
    return Contradictions(
        planted=len(against),
        found=sum(id(one) in stands for one in against),
        right=sum(one["theme"] in stands[id(one)] for one in against if id(one) in stands),
        opposing=len(opposing),
        planted_opposing=sum(
            any(one["stance"] == "opposes" and one["theme"] == subjects.get(idea) for one in said)
            for idea, said in opposing
        ),
    )


_IDEAS = "select idea_id, rank, title, customer_count from marts.feature_ideas where rank <= $top order by rank"
_QUOTES = """
select evidence.subject_id, evidence.quote
from marts.evidence as evidence
join marts.feature_ideas as ideas on ideas.idea_id = evidence.subject_id and ideas.rank <= $top
where evidence.stance = 'supports' and evidence.is_counted
qualify row_number() over (
    partition by evidence.subject_id
    order by evidence.quote_place nulls last, evidence.evidence_id
) <= 2
order by evidence.subject_id, evidence.quote_place nulls last, evidence.evidence_id
"""
_EVIDENCE = """
select subject_id, stance, feedback_id, quote
from marts.evidence
where subject_type = 'idea'
order by evidence_id
"""

if __name__ == "__main__":
    main()
