"""The second part of the story: from messages to statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from insight import rows
from insight.config import Settings
from insight.pipeline.vectors import vector_stores
from insight.records import MessageToRead, Statement, content_hash
from insight.runs import Session, code_hash, is_new, reach, remember
from insight.warehouse import Row, Warehouse

if TYPE_CHECKING:
    from insight.encoder import Vectors
    from insight.statements import KindModel, Reader, ReadMessage
    from insight.vectors import VectorStore

READ_AT_ONCE = 2_000  # messages mined in one transaction


def find_statements(session: Session) -> Mapping[str, int]:
    """Mine the customers' messages that are new or changed; forget those that are gone."""
    warehouse = session.warehouse
    reader_hash = _reader_hash(session.settings)
    with warehouse.transaction():
        warehouse.run(_FORGET_MESSAGES, {"reader_hash": reader_hash})
        warehouse.run(_FORGET_STATEMENTS)
    waiting = [row["message_id"] for row in warehouse.rows(_TO_MINE)]
    if waiting:
        reach(session, "statements")
        _mine_messages(session, reader_hash, waiting)
    _mark_duplicates(session)
    (count,) = warehouse.rows(
        "select count(*) as statements, count(*) filter (is_specific and kind in ('pain', 'request')) as specific "
        "from mined.statements"
    )
    return {"messages": len(waiting), **count}


def _mine_messages(session: Session, reader_hash: str, message_ids: Sequence[str]) -> None:
    """Read and encode one batch while the one before is parsed, judged and written: encoding leaves Python's lock."""
    with _open_reader(session.settings) as reader, session.warehouse.beside() as beside:
        judges = _open_judges(replace(session, warehouse=beside), reader)
        starts = range(0, len(message_ids), READ_AT_ONCE)
        batches = (_read_batch(beside, reader, judges, message_ids[at : at + READ_AT_ONCE]) for at in starts)
        for done, batch in enumerate(_one_ahead(batches), 1):
            judged = [
                statement
                for group in batch.groups
                for statement in reader.judge(group.statements, group.vectors, batch.messages, group.model)
            ]
            _write_batch(session, batch, judged, reader_hash)
            session.tell("reading messages", min(done * READ_AT_ONCE, len(message_ids)), len(message_ids))


@dataclass(frozen=True)
class _Group:
    """Statements that are judged by the same evidence: the vectors of one encoder, or cues alone."""

    statements: Sequence[Statement]
    vectors: Vectors | None
    model: KindModel


@dataclass(frozen=True)
class _Batch:
    """Messages that have been read, with their statements ready to be judged."""

    landed: Sequence[Row]
    messages: Mapping[str, MessageToRead]
    read: Sequence[ReadMessage]
    groups: Sequence[_Group]


@dataclass(frozen=True)
class _Judges:
    """What kinds are judged by: two encoders' vectors with the model that goes with each, and cues alone."""

    english: tuple[VectorStore, KindModel]
    others: tuple[VectorStore, KindModel]
    cues: KindModel


def _open_judges(session: Session, reader: Reader) -> _Judges:
    english, others = vector_stores(session)
    exemplars = reader.exemplar_texts()
    return _Judges(
        (english, reader.learn_kinds(english.read(exemplars))),
        (others, reader.learn_kinds(others.read(exemplars))),
        reader.learn_kinds(None),
    )


def _read_batch(warehouse: Warehouse, reader: Reader, judges: _Judges, message_ids: Sequence[str]) -> _Batch:
    """Read messages, and encode those of their statements that are worth a vector."""
    landed = warehouse.rows(_MESSAGES, {"ids": list(message_ids)})
    messages = {row["message_id"]: rows.message_from(row) for row in landed}
    read = reader.read(messages.values())
    candidates = [candidate for message in read for candidate in message.candidates]
    promising = reader.is_promising(candidates, messages, judges.cues)
    chosen = [one for one, is_chosen in zip(candidates, promising, strict=True) if is_chosen]
    groups = [
        _Group([one for one, is_chosen in zip(candidates, promising, strict=True) if not is_chosen], None, judges.cues)
    ]
    for (store, model), is_english in ((judges.english, True), (judges.others, False)):
        mine = [one for one in chosen if (one.language == "en") == is_english]
        if mine:
            groups.append(_Group(mine, store.read([one.clean for one in mine]), model))
    return _Batch(landed, messages, read, groups)


def _write_batch(session: Session, batch: _Batch, judged: Sequence[Statement], reader_hash: str) -> None:
    landed = {row["message_id"]: row for row in batch.landed}
    became = [rows.read_row(one, landed[one.message_id], reader_hash, session.run) for one in batch.read]
    with session.warehouse.transaction():
        session.warehouse.append("mined.statements", [rows.statement_row(statement) for statement in judged])
        session.warehouse.append("mined.messages", became)


def _one_ahead(items: Iterator[_Batch]) -> Iterator[_Batch]:
    """Yield items while the next one is made in a thread."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        upcoming = pool.submit(next, items, None)
        while (item := upcoming.result()) is not None:
            upcoming = pool.submit(next, items, None)
            yield item


def _open_reader(settings: Settings) -> Reader:
    from insight.statements import Reader

    own = settings.statements.exemplars
    return Reader(
        max_characters=settings.statements.max_characters,
        kind_floor=settings.statements.kind_floor,
        exemplars=settings.at(own) if own else None,
        products=[settings.product],
    )


_FORGET_MESSAGES = """
delete from mined.messages where not exists (
    select 1
    from staging.customer_messages as messages
    where messages.message_id = mined.messages.message_id
        and md5(messages.text) = mined.messages.text_hash
        and mined.messages.reader_hash = $reader_hash
)
"""

_FORGET_STATEMENTS = "delete from mined.statements where message_id not in (select message_id from mined.messages)"

_TO_MINE = """
select messages.message_id
from staging.customer_messages as messages
anti join mined.messages as read on read.message_id = messages.message_id
order by messages.message_id
"""

_MESSAGES = """
select messages.*, md5(messages.text) as text_hash
from staging.customer_messages as messages
where messages.message_id in (select unnest($ids::varchar[]))
order by messages.message_id
"""


def _mark_duplicates(session: Session) -> None:
    """Find what a customer says again, over all that was ever said; nothing to do where no statement is new."""
    from insight.statements import Said, mark_duplicates

    warehouse = session.warehouse
    fingerprint = content_hash(statements_fingerprint(warehouse), code_hash("statements"))
    if not is_new(session, "duplicates", fingerprint):
        return
    duplicates = mark_duplicates([Said(**row) for row in warehouse.rows(_SAID)])
    with warehouse.transaction():
        warehouse.run("delete from mined.duplicates")
        warehouse.append(
            "mined.duplicates", [{"statement_id": one, "duplicate_of": first} for one, first in duplicates.items()]
        )
        remember(session, "duplicates", fingerprint)


_SAID = """
select statement_id, customer_id, said_at, clean as text
from staging.statements
where customer_id is not null and kind in ('pain', 'request', 'praise')
order by statement_id
"""


def _reader_hash(settings: Settings) -> str:
    parts = (settings.encoder, settings.product, settings.statements.model_dump_json())
    return content_hash(code_hash("statements", "encoder"), *parts)


def statements_fingerprint(warehouse: Warehouse) -> str:
    """Changes when a statement comes, goes or is judged otherwise; the order of rows does not count."""
    return str(
        warehouse.value(
            "select concat_ws(' ', count(*), bit_xor(hash(statement_id, kind, is_specific))) from mined.statements"
        )
    )
