"""Between two groupings: what is proposed, how long it waits for somebody to speak against it, when to look again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from insight.records import Run, as_utc
from insight.runs import Session
from insight.warehouse import Row, Warehouse

if TYPE_CHECKING:
    from insight.themes import Proposal

MORE_UNCLEAR = 0.1  # rise of the share of unclear statements from which on themes are looked for before their time
LESS_ALIKE = 0.02  # fall of the mean similarity to the themes from which on they are, too: statements drift away


@dataclass(frozen=True)
class State:
    """How well the themes fit the statements of a run."""

    statement_count: int
    unclear_share: float
    similarity_mean: float


def due_proposals(session: Session, spoken_against: Collection[str]) -> list[Proposal]:
    """Proposals that have waited long enough, oldest first, but for themes that a person retires before they are."""
    waits = timedelta(days=session.settings.themes.review_days)
    latest = session.run.as_of - waits
    found = [(row, _proposal_from(row)) for row in open_proposals(session.warehouse)]
    return [one for row, one in found if as_utc(row["proposed_at"]) <= latest and one.theme_id not in spoken_against]


def open_proposals(warehouse: Warehouse) -> list[Row]:
    """Proposals that wait, oldest first."""
    return warehouse.rows("from mined.theme_proposals where state = 'open' order by proposed_at, op, proposal_id")


def settle_proposals(session: Session, due: Sequence[Proposal], waiting: Collection[Proposal]) -> None:
    """Note which of the proposals that were due came to be; let those that are `waiting` wait as long once more."""
    warehouse = session.warehouse
    standing = {row["theme_id"] for row in warehouse.rows("select theme_id from mined.found_themes")}
    for one in due:
        key = {"id": one.proposal_id}
        if one in waiting:
            again = "update mined.theme_proposals set proposed_at = $now where proposal_id = $id"
            warehouse.run(again, key | {"now": session.run.as_of.replace(tzinfo=None)})
            continue
        is_done = one.from_ids[0] not in standing if one.op == "merge" else one.theme_id in standing
        settled = "update mined.theme_proposals set state = $state, settled_run_id = $run_id where proposal_id = $id"
        state = {"state": "accepted" if is_done else "refused", "run_id": session.run.run_id}
        warehouse.run(settled, key | state)
    show_proposed(session)


def write_proposals(session: Session, proposals: Sequence[Proposal]) -> None:
    """Replace what is proposed; what was proposed before and still is waits no longer for that."""
    warehouse, run = session.warehouse, session.run
    since = {row["proposal_id"]: row for row in open_proposals(warehouse)}
    warehouse.run("delete from mined.theme_proposals where state = 'open'")
    warehouse.append(
        "mined.theme_proposals", [_proposal_row(one, since.get(one.proposal_id), run) for one in proposals]
    )
    show_proposed(session)


def show_proposed(session: Session) -> None:
    """Show themes that would come to be beside the others, as proposed."""
    warehouse = session.warehouse
    warehouse.run("delete from mined.themes where state = 'proposed'")
    standing = {row["theme_id"] for row in warehouse.rows("select theme_id from mined.themes")}
    warehouse.append(
        "mined.themes",
        [
            {
                "theme_id": row["theme_id"],
                "level": 2,
                "label": row["label"],
                "label_source": "found",
                "description": row["reason"],
                "keywords": [],
                "state": "proposed",
                "created_run_id": row["proposed_run_id"],
                "is_pinned": False,
                "is_noise": False,
                "statement_count": 0,
            }
            for row in open_proposals(warehouse)
            if row["op"] != "merge" and row["theme_id"] not in standing
        ],
    )


def read_state(warehouse: Warehouse) -> State:
    """How well the themes that were found fit now."""
    (row,) = warehouse.rows(
        "select count(*) as statement_count, coalesce(avg((theme_id is null)::integer), 0) as unclear_share, "
        "coalesce(avg(similarity), 0) as similarity_mean from mined.found_members"
    )
    return State(**row)


def is_discovery_due(session: Session) -> bool:
    """Whether it is time to look for new themes again, or the statements have moved away from those that there are."""
    last = session.warehouse.rows('from mined.discoveries order by "at" desc, run_id desc limit 1')
    if not last:
        return False
    now = read_state(session.warehouse)
    return (
        session.run.as_of - as_utc(last[0]["at"]) >= timedelta(days=session.settings.themes.discover_days)
        or now.unclear_share - last[0]["unclear_share"] > MORE_UNCLEAR
        or last[0]["similarity_mean"] - now.similarity_mean > LESS_ALIKE
    )


def note_discovery(session: Session) -> None:
    """Note that themes were looked for, and how things stood."""
    state = read_state(session.warehouse)
    row = {"run_id": session.run.run_id, "at": session.run.as_of}
    kept = {name: getattr(state, name) for name in ("statement_count", "unclear_share", "similarity_mean")}
    session.warehouse.append("mined.discoveries", [row | kept])


def _proposal_from(row: Row) -> Proposal:
    from insight.themes import Proposal

    return Proposal(
        op=row["op"],
        from_ids=tuple(row["from_ids"]),
        theme_id=row["theme_id"],
        label=row["label"],
        statement_ids=tuple(row["statement_ids"]),
        reason=row["reason"],
    )


def _proposal_row(proposal: Proposal, before: Row | None, run: Run) -> Row:
    return {
        "proposal_id": proposal.proposal_id,
        "op": proposal.op,
        "from_ids": list(proposal.from_ids),
        "theme_id": proposal.theme_id,
        "label": proposal.label,
        "statement_ids": list(proposal.statement_ids),
        "reason": proposal.reason,
        "state": "open",
        "proposed_at": before["proposed_at"] if before else run.as_of,
        "proposed_run_id": before["proposed_run_id"] if before else run.run_id,
        "settled_run_id": None,
    }
