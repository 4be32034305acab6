"""Reach in people and money on the bundled sample: does who counts most count most in the planted truth too?

    python -m benchmarks.reach --folder FOLDER    # FOLDER is kept; a second measurement mines again what has changed

A planted theme is paired with the theme that holds it (benchmarks/planted.py), and with the idea that most of this
theme's statements support. One that is not found counts as nobody and no money: the strict figure; the other is of
those found alone. The truth counts repeats of one person once and each review as a voice of its own.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from benchmarks.planted import read_places, recover
from insight import pipeline
from insight.config import load_settings
from insight.sample import write_sample
from insight.sample.releases import LAST_DAY

BAR = 0.95


@dataclass(frozen=True, slots=True)
class Reach:
    """A planted theme: how many people and how much money, in truth and as published (None: not found)."""

    key: str
    people: int
    money: int
    found_people: int | None
    found_money: float | None


def measure(folder: Path) -> list[Reach]:
    """Run the whole job on the sample in `folder`, and hold its ideas against the truth."""
    paths = write_sample(folder)
    settings = load_settings(paths.settings)
    as_of = datetime.combine(LAST_DAY, time(23, 59, 59), UTC)
    with pipeline.hold_run(settings, as_of=as_of) as run, pipeline.join_run(settings, run) as session:
        pipeline.ingest(session)
        pipeline.mine(session)
        pipeline.build_marts(session)
        places = read_places(session.warehouse, paths.truth)
        ideas = {row["answered_theme_id"]: row for row in session.warehouse.rows(_IDEAS)}
    holders = recover((theme, place) for theme, place in places if theme)
    truth = json.loads((paths.truth / "themes.json").read_text(encoding="utf-8"))
    found = []
    for one in (one for one in truth if not one["is_noise"]):
        idea = ideas.get(holders.get(one["key"], ""))
        people = idea["customer_count"] if idea else None
        money = float(idea["revenue_at_stake"] or 0) if idea else None
        found.append(Reach(one["key"], one["voice_count"], one["revenue_at_stake"], people, money))
    return found


def lines(found: Sequence[Reach]) -> Iterator[str]:
    """The table, and the rank correlations under it."""
    from scipy.stats import spearmanr

    yield f"{'planted theme':<24}{'people':>8}{'found':>8}{'revenue':>12}{'found':>12}"
    for one in sorted(found, key=lambda one: (-one.people, one.key)):
        people = "-" if one.found_people is None else f"{one.found_people:,}"
        money = "-" if one.found_money is None else f"{one.found_money:,.0f}"
        yield f"{one.key:<24}{one.people:>8,}{people:>8}{one.money:>12,}{money:>12}"
    for name, kept in (("all", found), ("found", [one for one in found if one.found_people is not None])):
        people = spearmanr([one.people for one in kept], [one.found_people or 0 for one in kept]).statistic
        money = spearmanr([one.money for one in kept], [one.found_money or 0 for one in kept]).statistic
        yield f"Spearman, {len(kept)} {name}: customer_count {people:.3f}, revenue_at_stake {money:.3f} (bar {BAR:.2f})"


def main() -> None:
    reader = argparse.ArgumentParser(description="Rank correlation of reach with the planted truth.")
    reader.add_argument("--folder", type=Path, required=True, help="Where the sample and its work file are kept.")
    for line in lines(measure(reader.parse_args().folder)):
        print(line)


_IDEAS = """
select members.theme_id as answered_theme_id, ideas.customer_count, ideas.revenue_at_stake
from mined.theme_members as members
join marts.evidence as evidence
    on evidence.statement_id = members.statement_id and evidence.subject_type = 'idea' and evidence.stance = 'supports'
join marts.feature_ideas as ideas on ideas.idea_id = evidence.subject_id and ideas.status != 'merged'
where members.theme_id is not null
group by members.theme_id, ideas.idea_id, ideas.customer_count, ideas.revenue_at_stake
qualify row_number() over (partition by members.theme_id order by count(*) desc, ideas.idea_id) = 1
"""

if __name__ == "__main__":
    main()
