"""The second part of the story: from messages to statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from insight import rows
from insight.config import Settings
from insight.pipeline.vectors import vector_stores
from insight.records import MessageToRead, Statement, content_hash
from insight.runs import Session, code_hash, is_new, reach, remember
from insight.warehouse import Row, Warehouse
from insight.workers import dismiss, one_thread, prepare, spread

if TYPE_CHECKING:
    from insight.encoder import Encoder, EngineName, Vectors
    from insight.statements import KindModel, Reader, ReadMessage, Signs
    from insight.vectors import Lookup, VectorStore

READ_AT_ONCE = 1_000  # messages mined in one transaction, by one worker
GROUPED = ("pain", "request", "praise")  # kinds of statements that themes hold


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
        dismiss()  # no later stage has work for them, and they hold half a gigabyte each
    _mark_duplicates(session)
    (count,) = warehouse.rows(
        "select count(*) as statements, count(*) filter (is_specific and kind in ('pain', 'request')) as specific "
        "from mined.statements"
    )
    return {"messages": len(waiting), **count}


def _mine_messages(session: Session, reader_hash: str, message_ids: Sequence[str]) -> None:
    """Read batch after batch here; let workers encode and judge them; write what they found, batch by batch."""
    # One batch is done here before a worker has loaded what it needs.
    workers, read_count = session.settings.workers if len(message_ids) > READ_AT_ONCE else 1, 0
    session.tell("reading messages", 0, len(message_ids))
    reading = Reading.by(session.settings)
    with one_thread():
        prepare(_load, reading, workers=workers)
        judges = open_judges(session, reading)
        batches = (
            read_batch(session, reading, judges, message_ids[at : at + READ_AT_ONCE])
            for at in range(0, len(message_ids), READ_AT_ONCE)
        )
        for batch, judged in spread(_judge_batch, batches, workers=workers):
            _write_batch(session, batch, judged, reader_hash)
            read_count += len(batch.read)
            session.tell("reading messages", read_count, len(message_ids))
    open_reader.cache_clear()  # the grammar has no further work in this run


@dataclass(frozen=True)
class Reading:
    """What a reader and its encoders are opened by, here or in a worker."""

    engine: EngineName
    encoder_path: Path | None
    max_characters: int
    kind_floor: float
    exemplars: tuple[Path, ...]
    product: str
    threads: int

    @classmethod
    def by(cls, settings: Settings) -> Self:
        model = settings.encoder_path
        return cls(
            settings.encoder,
            settings.at(model) if model else None,
            settings.statements.max_characters,
            settings.statements.kind_floor,
            settings.exemplar_files,
            settings.product,
            threads=1 if settings.workers > 1 else 2,
        )

    def open_encoder(self, is_english: bool) -> Encoder:
        from insight.encoder import open_encoder, open_multilingual

        if is_english:
            return open_encoder(self.engine, self.encoder_path, threads=self.threads)
        return open_multilingual()


@dataclass(frozen=True)
class _Group:
    """Statements that are judged by the same evidence: the vectors of one encoder, or cues alone (no lookup)."""

    statements: Sequence[Statement]
    signs: Sequence[Signs]
    model: KindModel
    lookup: Lookup | None = None
    is_english: bool = True


@dataclass(frozen=True)
class _Batch:
    """Messages that have been read, with their statements ready to be judged."""

    reading: Reading
    landed: Sequence[Row]
    messages: Mapping[str, MessageToRead]
    read: Sequence[ReadMessage]
    groups: Sequence[_Group]


@dataclass(frozen=True)
class _Judged:
    """What a worker made of a batch: its statements, and the vectors that were new, for each group."""

    statements: Sequence[Statement]
    encoded: Sequence[Vectors | None]
    in_context: tuple[Sequence[str], Vectors] | None  # texts that themes will group by and that are new, with vectors


@dataclass(frozen=True)
class _Judges:
    """What kinds are judged by: two encoders' vectors with the model that goes with each, and cues alone."""

    english: tuple[VectorStore, KindModel]
    others: tuple[VectorStore, KindModel]
    cues: KindModel


@cache
def open_reader(reading: Reading) -> Reader:
    """One reader a process: it holds the grammar, and what it has parsed."""
    from insight.statements import Reader

    return Reader(
        max_characters=reading.max_characters,
        kind_floor=reading.kind_floor,
        exemplars=reading.exemplars,
        products=[reading.product],
    )


def make_ready(settings: Settings) -> None:
    """Let the workers load what mining needs, in the background: for a run that is known to have much to mine."""
    prepare(_load, Reading.by(settings), workers=settings.workers)


def _load(reading: Reading) -> None:
    """Load what a worker always needs, which takes seconds."""
    open_reader(reading).load()
    reading.open_encoder(is_english=True)


def open_judges(session: Session, reading: Reading) -> _Judges:
    """Learn what kinds are judged by, from the examples."""
    reader = open_reader(reading)
    english, others = (
        (store, reader.learn_kinds(exemplar_vectors(store, reader.exemplar_texts())))
        for store in vector_stores(session)
    )
    return _Judges(english, others, reader.learn_kinds(None))


def exemplar_vectors(store: VectorStore, texts: Sequence[str]) -> Vectors:
    """Vectors of the examples: the built-in ones came with the program, a team's own are encoded once."""
    import numpy as np

    from insight.statements.exemplars import known_vectors

    known = known_vectors(store.name)
    own = [text for text in texts if text not in known]
    new = dict(zip(own, store.read(own), strict=True))
    return np.array([known[text] if text in known else new[text] for text in texts])


def read_batch(session: Session, reading: Reading, judges: _Judges, message_ids: Sequence[str]) -> _Batch:
    """Read messages, and look up the vectors of those of their statements that are worth one."""
    reader = open_reader(reading)
    landed = session.warehouse.rows(_MESSAGES, {"ids": list(message_ids)})
    messages = {row["message_id"]: rows.message_from(row) for row in landed}
    read = reader.read(messages.values())
    candidates = [candidate for message in read for candidate in message.candidates]
    signs = reader.signs_of(candidates)
    promising = reader.is_promising(candidates, signs, messages, judges.cues)
    # By what judges them: English vectors, those of many languages, or cues alone.
    judged_by = [(one.language == "en") if is_so else None for one, is_so in zip(candidates, promising, strict=True)]
    groups = []
    for is_english, (store, model) in ((None, (None, judges.cues)), (True, judges.english), (False, judges.others)):
        mine = [at for at, by in enumerate(judged_by) if by is is_english]
        statements = [candidates[at] for at in mine]
        lookup = store.look_up([one.clean for one in statements]) if store is not None and mine else None
        if mine:
            groups.append(_Group(statements, [signs[at] for at in mine], model, lookup, is_english is not False))
    return _Batch(reading, landed, messages, read, groups)


def _judge_batch(batch: _Batch) -> _Judged:
    """Encode what is new and judge what was read: the work of a worker."""
    reader = open_reader(batch.reading)
    statements: list[Statement] = []
    encoded: list[Vectors | None] = []
    for group in batch.groups:
        vectors, new = None, None
        if group.lookup is not None:
            if group.lookup.missing:
                new = batch.reading.open_encoder(group.is_english).encode(list(group.lookup.missing.values()))
            vectors = group.lookup.complete(new)
        encoded.append(new)
        statements += reader.judge(group.statements, vectors, batch.messages, group.model, group.signs)
    return _Judged(statements, encoded, _encode_in_context(batch, statements))


def _encode_in_context(batch: _Batch, statements: Sequence[Statement]) -> tuple[Sequence[str], Vectors] | None:
    """Encode what English statements say in context, where that is not what they were judged by.

    Left to the themes, it would be done in one process, which would have to open the encoder for it.
    """
    known = {one.clean for group in batch.groups if group.lookup and group.is_english for one in group.statements}
    grouped = [one for one in statements if one.is_specific and one.language == "en" and one.kind in GROUPED]
    texts = sorted({one.in_context for one in grouped} - known)
    return (texts, batch.reading.open_encoder(is_english=True).encode(texts)) if texts else None


def _write_batch(session: Session, batch: _Batch, judged: _Judged, reader_hash: str) -> None:
    landed = {row["message_id"]: row for row in batch.landed}
    became = [rows.read_row(one, landed[one.message_id], reader_hash, session.run) for one in batch.read]
    stores = vector_stores(session)
    with session.warehouse.transaction():
        for group, vectors in zip(batch.groups, judged.encoded, strict=True):
            if group.lookup is not None and vectors is not None:
                stores[0 if group.is_english else 1].keep(list(group.lookup.missing), vectors)
        if judged.in_context:
            texts, vectors = judged.in_context
            stores[0].keep([content_hash(text) for text in texts], vectors)
        session.warehouse.append("mined.statements", [rows.statement_row(statement) for statement in judged.statements])
        session.warehouse.append("mined.messages", became)


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
    examples = (path.read_bytes() if path.exists() else None for path in settings.exemplar_files)
    return content_hash(code_hash("statements", "encoder"), *parts, *examples)


def statements_fingerprint(warehouse: Warehouse) -> str:
    """Changes when a statement comes, goes or is judged otherwise; the order of rows does not count."""
    return str(
        warehouse.value(
            "select concat_ws(' ', count(*), bit_xor(hash(statement_id, kind, is_specific))) from mined.statements"
        )
    )
