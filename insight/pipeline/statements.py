"""The second part of the story: from messages to statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from insight import rows
from insight.config import Settings
from insight.pipeline.judging import Batch, Group, Judged, Reading, load, open_reader
from insight.pipeline.spreading import open_spreading
from insight.pipeline.vectors import vector_stores
from insight.records import content_hash
from insight.runs import Session, code_hash, is_new, reach, remember
from insight.warehouse import Row, Warehouse
from insight.workers import dismiss, one_thread, prepare

if TYPE_CHECKING:
    from insight.encoder import Vectors
    from insight.statements import KindModel
    from insight.vectors import VectorStore

READ_AT_ONCE = 1_000  # messages mined in one transaction, by one worker
# From so many texts on vectors are told from words, where at least as many messages are left as were read; what may be
# a specific pain or request is encoded then, because themes lie closer together than kinds. Of more messages than
# TOLD_FROM, themes do with what was told too.
ENCODED_FIRST = 20_000
ENCODED_MEANWHILE = 4  # batches that keep the workers busy while the words are learned from
TOLD_FROM = 150_000


def find_statements(session: Session) -> Mapping[str, int]:
    """Mine the customers' messages that are new or changed; forget those that are gone."""
    warehouse = session.warehouse
    reader_hash = _reader_hash(session.settings)
    with warehouse.transaction():
        warehouse.run(_FORGET_MESSAGES, {"reader_hash": reader_hash})
        warehouse.run(_FORGET_STATEMENTS)
    warehouse.run(_TO_MINE)
    waiting = [row["message_id"] for row in warehouse.rows("select message_id from to_mine order by message_id")]
    if waiting:
        reach(session, "statements")
        _mine_messages(session, reader_hash, waiting)
        dismiss()  # no later stage has work for them, and they hold half a gigabyte each
    warehouse.run("drop table to_mine")
    _set_boilerplate_aside(session)
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
    spreading = open_spreading(session, reader_hash, workers=workers)
    with one_thread(), TemporaryDirectory(dir=spreading.shared_folder) as folder:
        if spreading.cluster is None:
            prepare(load, reading, workers=workers)
        judges = open_judges(session, reading)
        batches = _read_batches(session, reading, judges, message_ids, Path(folder) / "distilled.npz")
        for batch, judged in spreading.judge(batches, lambda ids: read_batch(reading, judges, _to_mine(session, ids))):
            _write_batch(session, judges, batch, judged, reader_hash)
            read_count += len(batch.read)
            session.tell("reading messages", read_count, len(message_ids))
    open_reader.cache_clear()  # the grammar has no further work in this run
    spreading.set_refused_aside(session)


def _read_batches(
    session: Session, reading: Reading, judges: _Judges, message_ids: Sequence[str], path: Path
) -> Iterator[Batch]:
    """Yield batches to be encoded as they are and, of many messages, those whose vectors are told from what these say.

    Ids are hashes of content: the first of them are as good as drawn by lot, and the same ones in every run.
    """
    parts = [message_ids[at : at + READ_AT_ONCE] for at in range(0, len(message_ids), READ_AT_ONCE)]
    texts, learned_at, distilled = set[str](), len(parts), None
    for place, part in enumerate(parts):
        if place == learned_at + ENCODED_MEANWHILE:
            session.tell("learning from the words", 0, None)
            _distil(judges.english[0], sorted(texts), path)
            distilled = path
        batch = read_batch(reading, judges, _to_mine(session, part), distilled)
        if place < learned_at:
            english = (group for group in batch.groups if group.is_encoded_english)
            texts.update(one.clean for group in english for one in group.statements)
            if len(texts) >= ENCODED_FIRST and 2 * (place + 1) <= len(parts):
                learned_at = place + 1
        yield replace(batch, are_told_kept=len(message_ids) > TOLD_FROM)


def _distil(store: VectorStore, texts: Sequence[str], path: Path) -> None:
    from insight.distilled import distil, vocabulary

    words = vocabulary(texts)
    distil(texts, store.read(texts), words, store.read(words)).save(path)


@dataclass(frozen=True)
class _Judges:
    """What kinds are judged by: two encoders' vectors with the model that goes with each, and cues alone."""

    english: tuple[VectorStore, KindModel]
    others: tuple[VectorStore, KindModel]
    cues: KindModel


def make_ready(settings: Settings) -> None:
    """Let the workers load what mining needs, in the background: for a run that is known to have much to mine."""
    prepare(load, Reading.by(settings), workers=settings.workers)


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


def read_batch(reading: Reading, judges: _Judges, landed: Sequence[Row], distilled: Path | None = None) -> Batch:
    """Read messages, and look up the vectors of those of their statements that are worth one."""
    reader = open_reader(reading)
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
            of_them = [signs[at] for at in mine]
            told_by = distilled if is_english else None
            groups.append(Group(statements, of_them, model, lookup, is_english is not False, told_by))
    return Batch(reading, landed, messages, read, groups)


def _to_mine(session: Session, message_ids: Sequence[str]) -> list[Row]:
    asked = {"ids": list(message_ids), "first": min(message_ids), "last": max(message_ids)}
    return session.warehouse.rows(_MESSAGES, asked)


def _write_batch(session: Session, judges: _Judges, batch: Batch, judged: Judged, reader_hash: str) -> None:
    import numpy as np

    landed = {row["message_id"]: row for row in batch.landed}
    became = [rows.read_row(one, landed[one.message_id], reader_hash, session.run) for one in batch.read]
    stores = judges.english[0], judges.others[0]
    with session.warehouse.transaction():
        for group, found in zip(batch.groups, judged.found, strict=True):
            store = stores[0 if group.is_english else 1]
            for new, as_told in ((found.encoded, False), (found.told if batch.are_told_kept else {}, True)):
                if new:
                    store.keep(list(new), np.array(list(new.values())), as_told=as_told)
        if judged.grouped:
            texts, vectors = judged.grouped
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

# Laid out in the order in which they are read, so that a batch is read from where it lies.
_TO_MINE = """
create or replace temp table to_mine as
select messages.*, md5(messages.text) as text_hash
from staging.customer_messages as messages
anti join mined.messages as read on read.message_id = messages.message_id
order by messages.message_id
"""

_MESSAGES = """
from to_mine
where message_id between $first and $last and message_id in (select unnest($ids::varchar[]))
order by message_id
"""


def _set_boilerplate_aside(session: Session) -> None:
    """Call unspecific what a template wrote, and specific again what none wrote after all, over all that was said."""
    warehouse = session.warehouse
    if not is_new(session, "boilerplate", statements_fingerprint(warehouse)):
        return
    templates = [row["statement_id"] for row in warehouse.rows("from staging.boilerplate order by statement_id")]
    with warehouse.transaction():
        warehouse.run(_RESTORE, {"ids": templates})
        warehouse.run(_SET_ASIDE, {"ids": templates})
        remember(session, "boilerplate", statements_fingerprint(warehouse))


_RESTORE = """
update mined.statements set is_specific = true, vague_reason = null
where vague_reason = 'boilerplate' and not list_contains($ids::varchar[], statement_id)
"""

_SET_ASIDE = """
update mined.statements set is_specific = false, vague_reason = 'boilerplate'
where is_specific and statement_id in (select unnest($ids::varchar[]))
"""


def _mark_duplicates(session: Session) -> None:
    """Find what a customer says again, over all that was ever said; of customers with nothing new, nothing is read."""
    from insight.statements import Said, mark_duplicates

    warehouse = session.warehouse
    fingerprint = content_hash(statements_fingerprint(warehouse), code_hash("statements", "denials"))
    if not is_new(session, "duplicates", fingerprint):
        return
    with warehouse.transaction():
        warehouse.run(_CHANGED_CUSTOMERS, {"code_hash": code_hash("statements", "denials")})
        duplicates = mark_duplicates([Said(**row) for row in warehouse.rows(_SAID)])
        warehouse.run(_FORGET_DUPLICATES)
        warehouse.append(
            "mined.duplicates", [{"statement_id": one, "duplicate_of": first} for one, first in duplicates.items()]
        )
        warehouse.run("delete from mined.compared where customer_id in (select customer_id from changed_customers)")
        warehouse.run("insert into mined.compared from changed_customers where fingerprint is not null")
        warehouse.run("drop table changed_customers")
        remember(session, "duplicates", fingerprint)


_IS_COMPARED = "customer_id is not null and kind in ('pain', 'request', 'praise')"

_CHANGED_CUSTOMERS = f"""
create temp table changed_customers as
with said as (
    select
        customer_id,
        concat_ws(' ', $code_hash, count(*), bit_xor(hash(statement_id, said_at, clean))) as fingerprint
    from staging.statements
    where {_IS_COMPARED}
    group by customer_id
)

select coalesce(said.customer_id, compared.customer_id) as customer_id, said.fingerprint
from said
full join mined.compared as compared on compared.customer_id = said.customer_id
where said.fingerprint is distinct from compared.fingerprint
"""

_SAID = f"""
select statement_id, customer_id, said_at, clean as text
from staging.statements
where {_IS_COMPARED} and customer_id in (select customer_id from changed_customers)
order by statement_id
"""

# A statement that is gone had a customer too, whose others are compared anew.
_FORGET_DUPLICATES = f"""
delete from mined.duplicates where statement_id not in (
    select statement_id
    from staging.statements
    where {_IS_COMPARED} and customer_id not in (select customer_id from changed_customers)
)
"""


def _reader_hash(settings: Settings) -> str:
    parts = (settings.encoder, settings.product, settings.statements.model_dump_json())
    examples = (path.read_bytes() if path.exists() else None for path in settings.exemplar_files)
    return content_hash(code_hash("statements", "denials", "encoder"), *parts, *examples)


def statements_fingerprint(warehouse: Warehouse) -> str:
    """Changes when a statement comes, goes or is judged otherwise; the order of rows does not count."""
    return str(
        warehouse.value(
            "select concat_ws(' ', count(*), bit_xor(hash(statement_id, kind, is_specific))) from mined.statements"
        )
    )
