"""What the team decided about its ideas: applied at every run, and written into its file by a command."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from insight import decisions, trends
from insight.config import Settings
from insight.decisions import Decision, Ground, Standing
from insight.errors import ConfigError
from insight.records import Release
from insight.runs import Session
from insight.warehouse import Row, Warehouse

if TYPE_CHECKING:
    from insight.decisions import Verdict


def read_file(settings: Settings) -> str:
    """The text of the team's decisions; a project without the file has none."""
    path = settings.at(settings.decisions)
    try:
        return path.read_text(encoding="utf-8-sig") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None


def settle_decisions(session: Session, text: str, released: Sequence[Release]) -> None:
    """Apply the decisions, and keep what became of them and how each idea stands. The caller holds the transaction."""
    warehouse, path = session.warehouse, session.settings.at(session.settings.decisions)
    _refuse_lost(warehouse, path)
    ground = Ground(
        ideas={row["idea_id"]: row["title"] for row in warehouse.rows("select idea_id, title from mined.ideas")},
        former={row["idea_id"]: row["title"] for row in warehouse.rows(_FORMER)},
        releases={release.version: release.released_at.date() for release in released},
    )
    verdicts, standings = decisions.settle(decisions.read_decisions(text, str(path)), ground, session.run.as_of.date())
    titles = {**ground.former, **ground.ideas}
    warehouse.run("delete from mined.decisions")
    warehouse.run("delete from mined.idea_standings")
    told = [_verdict_row(at, one, titles, session.run.run_id) for at, one in enumerate(verdicts, start=1)]
    warehouse.append("mined.decisions", told)
    warehouse.append("mined.idea_standings", [_standing_row(one) for one in standings])


def measure_releases(session: Session) -> None:
    """Compare what was heard before and after the release of each shipped idea. The caller holds the transaction."""
    warehouse = session.warehouse
    shipped = warehouse.rows(_SHIPPED)
    found = [row for one in shipped if (row := _measure(warehouse, one, session.run.as_of.date()))]
    warehouse.run("delete from mined.release_effects")
    warehouse.append("mined.release_effects", found)


def write_decision(settings: Settings, values: Mapping[str, str], note: str = "") -> tuple[Path, Decision]:
    """Add a decision to the team's file, with `note` as a comment; what could not be read back is not written."""
    path = settings.at(settings.decisions)
    whole, decision = decisions.add_decision(read_file(settings), values, str(path), note)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(whole, encoding="utf-8")
        os.replace(beside, path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error}") from None
    return path, decision


def export_customers_to_tell(warehouse: Warehouse, settings: Settings, idea_id: str, path: Path) -> int:
    """Write whom to tell as CSV, with the ids under which the sources know their feedback; return how many."""
    from insight.targets.files import write_csv

    warehouse.run(_EXPORT, {"idea_id": idea_id})
    # DuckDB may write in its own folder only.
    beside = settings.data / f".tell-{os.getpid()}.csv"
    try:
        write_csv(warehouse, "customers_of_one_idea", beside)
        shutil.move(beside, path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error}") from None
    finally:
        beside.unlink(missing_ok=True)
    path.chmod(0o600)
    return int(warehouse.value("select count(*) from customers_of_one_idea"))


def _refuse_lost(warehouse: Warehouse, path: Path) -> None:
    """Stop where the file of the last run is gone: to go on would forget what was decided."""
    count = 0 if path.exists() else int(warehouse.value("select count(*) from mined.decisions"))
    if count:
        raise ConfigError(
            f"{path} is gone, and the last run applied its {count} decisions. Restore it; or, to undo them all, "
            "write an empty file in its place"
        )


def _verdict_row(position: int, verdict: Verdict, titles: Mapping[str, str], run_id: str) -> Row:
    row = asdict(verdict.decision)
    effort, merged_into = row.pop("effort"), row.pop("merged_into")
    return {
        **row,
        "position": position,
        "title": titles.get(verdict.decision.idea_id),
        "effort_person_months": effort,
        "merged_into_id": merged_into,
        "is_applied": verdict.is_applied,
        "reason": verdict.reason,
        "gap": verdict.gap,
        "run_id": run_id,
    }


def _standing_row(standing: Standing) -> Row:
    row = asdict(standing)
    effort, merged_into = row.pop("effort"), row.pop("merged_into")
    return {**row, "effort_person_months": effort, "merged_into_id": merged_into}


def _measure(warehouse: Warehouse, shipped: Row, as_of: date) -> Row | None:
    """Customers by source and week of the release, before and after it; no ratio while it is too early."""
    import numpy as np

    released_on: date = shipped["released_on"]
    names = {"subject_type": shipped["subject_type"], "subject_id": shipped["subject_id"]}
    weeks = warehouse.rows(_WEEKS, {**names, "released_on": released_on, "days": trends.WATCHED_DAYS})
    if not weeks:
        return None
    after_days = min((as_of - released_on).days + 1, trends.WATCHED_DAYS)
    sources = sorted({row["source"] for row in weeks})
    numbers = sorted({row["week"] for row in weeks})
    counts, volume = np.zeros((2, len(sources), len(numbers)))
    for row in weeks:
        place = sources.index(row["source"]), numbers.index(row["week"])
        counts[place], volume[place] = row["customer_count"], row["heard_count"]
    is_after = np.array(numbers) >= 0
    found = trends.compare_rates(counts, volume, is_after) if after_days >= trends.LEAST_DAYS else None
    first_on = min(row["first_on"] for row in weeks)
    return {
        "idea_id": shipped["idea_id"],
        **names,
        "before_days": max((released_on - first_on).days, 0),
        "after_days": max(after_days, 0),
        "before_count": int(counts[:, ~is_after].sum()),
        "after_count": int(counts[:, is_after].sum()),
        "before_volume": int(volume[:, ~is_after].sum()),
        "after_volume": int(volume[:, is_after].sum()),
        "ratio": round(found.ratio, 4) if found else None,
        "ratio_lo": round(found.low, 4) if found and np.isfinite(found.low) else None,
        "ratio_hi": round(found.high, 4) if found and np.isfinite(found.high) else None,
    }


_EXPORT = """
create or replace temp table customers_of_one_idea as
select
    customers.customer_id,
    customers.account_id,
    customers.source,
    feedback.source_id,
    feedback.url as source_url,
    customers.mention_count,
    customers.first_said_at,
    customers.last_said_at,
    customers.has_said_since,
from marts.customers_to_tell as customers
left join raw.feedback as feedback on feedback.feedback_id = customers.feedback_id
where customers.idea_id = $idea_id
order by customers.mention_count desc, customers.customer_id
"""

_FORMER = "select idea_id, max(title) as title from mined.decisions where title is not null group by idea_id"

_SHIPPED = """
select standings.idea_id, 'idea' as subject_type, standings.idea_id as subject_id, standings.released_on
from mined.idea_standings as standings
where standings.status = 'shipped' and standings.released_on <= getvariable('as_of')::date

union all

select standings.idea_id, 'theme', ideas.theme_id, standings.released_on
from mined.idea_standings as standings
join mined.ideas as ideas on ideas.idea_id = standings.idea_id
where standings.status = 'shipped' and standings.released_on <= getvariable('as_of')::date
order by idea_id, subject_type
"""

# Weeks are counted from the day of the release: -1 ends the day before it, 0 begins with it.
_WEEKS = """
with said as (
    select
        source,
        customer_id,
        said_at::date as said_on,
        floor((said_on - $released_on::date) / 7)::bigint as week,
    from staging.statements
    where duplicate_of is null and is_known(said_at)
        and said_at::date between $released_on::date - $days::integer and $released_on::date + $days::integer - 1
),

heard as (
    select source, week, count(distinct customer_id) as heard_count, min(said_on) as first_on
    from said
    group by source, week
),

voiced as (
    select
        source,
        floor((said_at::date - $released_on::date) / 7)::bigint as week,
        count(distinct customer_id) as customer_count,
    from staging.evidence
    where subject_type = $subject_type and subject_id = $subject_id and is_vote
    group by source, week
)

select heard.*, coalesce(voiced.customer_count, 0) as customer_count
from heard
left join voiced on voiced.source = heard.source and voiced.week = heard.week
order by heard.source, heard.week
"""
