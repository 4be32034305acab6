"""Why a statement is what it is: its message is read and judged again by the code that mines, and the reasons kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from insight.config import Settings
from insight.errors import ContractError
from insight.pipeline.judging import Reading, open_reader
from insight.pipeline.statements import open_judges, read_batch
from insight.records import Run, Statement
from insight.runs import Session
from insight.warehouse import Row, Warehouse
from insight.workers import one_thread

if TYPE_CHECKING:
    from insight.statements import Explanation

COMPARED = (
    "kind",
    "kinds",
    "is_specific",
    "vague_reason",
    "aspect",
    "pain_type",
    "severity",
    "app_version",
    "platform",
)


def explain_statement(settings: Settings, warehouse: Warehouse, row: Row) -> tuple[Explanation, Mapping[str, Any]]:
    """Explain the statement of `row` (of staging.statements); return it with its place among all others.

    The place: `duplicate_of`, `theme` with its label and how sure it is, and what has `changed` since it was mined,
    where the code, the settings or the examples are others now. Raises ContractError where its message is split
    otherwise by now.
    """
    session = Session(settings, warehouse, {}, _run_of(warehouse, row))
    with one_thread():
        explanation = _judge_again(session, row)
    stored = warehouse.rows("from mined.statements where statement_id = $id", {"id": row["statement_id"]})[0]
    place = {
        "duplicate_of": row["duplicate_of"],
        "theme": _theme_of(warehouse, row),
        "changed": _changes(explanation.statement, stored),
    }
    return explanation, place


def _run_of(warehouse: Warehouse, row: Row) -> Run:
    """The run that mined the statement."""
    (found,) = warehouse.rows(
        "select runs.run_id, runs.as_of from mined.messages as messages "
        "join audit.runs as runs using (run_id) where messages.message_id = $id",
        {"id": row["message_id"]},
    )
    return Run(found["run_id"], found["as_of"])


def _judge_again(session: Session, row: Row) -> Explanation:
    reading = Reading.by(session.settings)
    reader = open_reader(reading)
    judges = open_judges(session, reading)
    batch = read_batch(reading, judges, session.warehouse.rows(_MESSAGE, {"id": row["message_id"]}))
    stores = {True: judges.english[0], False: judges.others[0]}
    for group in batch.groups:
        for one in group.statements:
            if one.statement_id != row["statement_id"]:
                continue
            message = batch.messages[one.message_id]
            if group.lookup is None:
                return reader.explain(one, None, message, group.model)
            vector = stores[group.is_english].read([one.clean], or_told=True)[0]
            return reader.explain(one, vector, message, group.model)
    raise ContractError(
        f"the message of {row['statement_id']} is split otherwise since the program or its settings changed. "
        "Run: insight mine"
    )


def _theme_of(warehouse: Warehouse, row: Row) -> Mapping[str, Any] | None:
    if row["theme_id"] is None:
        return None
    (theme,) = warehouse.rows(
        "select theme_id, label from mined.themes where theme_id = $id and level = 2", {"id": row["theme_id"]}
    )
    return {**theme, "similarity": row["assign_similarity"], "method": row["assign_method"]}


def _changes(now: Statement, stored: Row) -> Mapping[str, Any]:
    """What is judged otherwise now, as it was stored."""
    judged = {name: getattr(now, name) for name in COMPARED}
    judged["kinds"] = list(now.kinds)
    return {name: stored[name] for name in COMPARED if stored[name] != judged[name]}


_MESSAGE = "select *, md5(text) as text_hash from staging.customer_messages where message_id = $id"
