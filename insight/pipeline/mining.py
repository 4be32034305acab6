"""The second part of the story: from messages to statements, themes and ideas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from insight import rows
from insight.config import Settings
from insight.records import MessageToRead, Statement, content_hash
from insight.runs import Session, code_hash, is_new, reach, read_fingerprint, remember
from insight.warehouse import Row, Warehouse

if TYPE_CHECKING:
    from insight.encoder import Vectors
    from insight.statements import KindModel, Reader, ReadMessage
    from insight.themes import KnownThemes, ThemesFound
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
    english, others = _vector_stores(session)
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
    fingerprint = content_hash(_statements_fingerprint(warehouse), code_hash("statements"))
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


def _statements_fingerprint(warehouse: Warehouse) -> str:
    """Changes when a statement comes, goes or is judged otherwise; the order of rows does not count."""
    return str(
        warehouse.value(
            "select concat_ws(' ', count(*), bit_xor(hash(statement_id, kind, is_specific))) from mined.statements"
        )
    )


def _vector_stores(session: Session) -> tuple[VectorStore, VectorStore]:
    """The vectors of the English encoder, and of the one for many languages; both open only when needed."""
    from insight.encoder import MULTILINGUAL_NAME, english_name, open_encoder, open_multilingual
    from insight.vectors import VectorStore

    settings = session.settings
    model = settings.at(settings.encoder_path) if settings.encoder_path else None
    return (
        VectorStore(
            session.warehouse,
            english_name(settings.encoder),
            lambda: open_encoder(settings.encoder, model),
            session.tell,
        ),
        VectorStore(session.warehouse, MULTILINGUAL_NAME, open_multilingual, session.tell),
    )


def find_themes(session: Session) -> Mapping[str, int]:
    """Group the specific pains and requests; keep the ids of the themes that go on; note what became of the others."""
    warehouse = session.warehouse
    fingerprint = content_hash(
        _statements_fingerprint(warehouse),
        code_hash("themes", "encoder"),
        session.settings.encoder,
        session.settings.themes.model_dump_json(),
    )
    if is_new(session, "themes", fingerprint):
        reach(session, "themes")
        session.tell("grouping statements", 0, None)
        found = _group_statements(session)
        with warehouse.transaction():
            _write_themes(session, found)
            remember(session, "themes", fingerprint)
    (count,) = warehouse.rows(
        "select count(*) filter (level = 2) as themes, count(*) filter (level = 1) as areas "
        "from mined.themes where state = 'active'"
    )
    return dict(count)


def _group_statements(session: Session) -> ThemesFound:
    """Group what is English by its vectors; let the other languages, praise and questions join what they are about."""
    from insight import themes

    english, others = _vector_stores(session)
    statements = [rows.statement_from(row) for row in session.warehouse.rows(_TO_GROUP)]
    grouped = [one for one in statements if one.language == "en" and one.kind in ("pain", "request")]
    joining = [one for one in statements if one.language == "en" and one.kind not in ("pain", "request")]
    foreign = [one for one in statements if one.language != "en"]
    found = themes.find_themes(
        grouped, english.read([one.in_context for one in grouped]), _known_themes(session), session.settings.themes
    )
    found = themes.join_themes(found, joining, english.read([one.in_context for one in joining]))
    if not foreign:
        return found
    # Two encoders, two spaces: each theme's English members give its centre in the space of the many languages.
    clean = {one.statement_id: one.clean for one in statements}
    shown = [(theme_id, one) for theme_id, ids in found.representatives().items() for one in ids]
    vectors = others.read([clean[one] for _, one in shown])
    places: dict[str, list[int]] = {}
    for place, (theme_id, _) in enumerate(shown):
        places.setdefault(theme_id, []).append(place)
    samples = {theme_id: vectors[found_at] for theme_id, found_at in places.items()}
    return themes.join_translated(found, foreign, others.read([one.clean for one in foreign]), samples)


_TO_GROUP = """
select *
from mined.statements
where is_specific and kind in ('pain', 'request', 'praise')
order by statement_id
"""


def _known_themes(session: Session) -> KnownThemes:
    """The themes of the last run; their centroids only where this encoder made them."""
    import numpy as np

    from insight.encoder import english_name
    from insight.themes import KnownThemes

    warehouse = session.warehouse
    known = warehouse.rows("select * from mined.themes where state = 'active' order by theme_id")
    if not known:
        return KnownThemes(ever_used=frozenset(_ids_ever_used(warehouse)))
    (grouping,) = warehouse.rows("from mined.grouping")
    is_same_space = grouping["encoder"] == english_name(session.settings.encoder)
    centroids = [row["centroid"] for row in known if row["level"] == 2]
    return KnownThemes(
        themes=tuple(rows.theme_from(row) for row in known),
        centroids=np.array(centroids if is_same_space else [], dtype=np.float32),
        members={row["statement_id"]: row["theme_id"] for row in warehouse.rows("from mined.theme_members")},
        ever_used=frozenset(_ids_ever_used(warehouse)),
        floor=grouping["similarity_floor"],
        grouped_count=grouping["grouped_count"],
    )


def _ids_ever_used(warehouse: Warehouse) -> list[str]:
    return [row["theme_id"] for row in warehouse.rows("select theme_id from mined.themes")]


def _write_themes(session: Session, found: ThemesFound) -> None:
    """Replace the active themes and all memberships; what ended stays, with its successor."""
    from insight.encoder import english_name

    warehouse, run = session.warehouse, session.run
    before = {row["theme_id"]: row for row in warehouse.rows("from mined.themes")}
    active = rows.theme_rows(found, before, run)
    ended = rows.ended_theme_rows(found, before)
    warehouse.run("delete from mined.themes")
    warehouse.run("delete from mined.theme_members")
    warehouse.run("delete from mined.grouping")
    warehouse.append("mined.themes", [*active, *ended])
    warehouse.append("mined.theme_members", [rows.member_row(member) for member in found.members])
    warehouse.append("mined.theme_lineage", rows.lineage_rows(found, run))
    encoder = english_name(session.settings.encoder)
    row = {"encoder": encoder, "similarity_floor": found.floor, "grouped_count": found.grouped_count}
    warehouse.append("mined.grouping", [row | {"note": found.note, "run_id": run.run_id}])


def find_ideas(session: Session) -> Mapping[str, int]:
    """Word one idea for each theme, with the statements for and against it."""
    from insight import ideas

    warehouse, run = session.warehouse, session.run
    fingerprint = content_hash(read_fingerprint(warehouse, "themes"), code_hash("ideas"))
    if is_new(session, "ideas", fingerprint):
        reach(session, "ideas")
        themes = [rows.theme_from(row) for row in warehouse.rows(_ACTIVE_THEMES)]
        found = ideas.find_ideas(themes, [rows.voice_from(row) for row in warehouse.rows(_VOICES)])
        with warehouse.transaction():
            created = {row["idea_id"]: row["created_run_id"] for row in warehouse.rows("from mined.ideas")}
            warehouse.run("delete from mined.ideas")
            warehouse.run("delete from mined.idea_evidence")
            warehouse.append("mined.ideas", [rows.idea_row(idea, created, run) for idea in found])
            warehouse.append("mined.idea_evidence", [row for idea in found for row in rows.idea_evidence_rows(idea)])
            remember(session, "ideas", fingerprint)
    return {"ideas": int(warehouse.value("select count(*) from mined.ideas"))}


_ACTIVE_THEMES = "select * from mined.themes where level = 2 and state = 'active' order by theme_id"

_VOICES = """
select
    statements.*,
    mined.gist_subject,
    mined.gist_verb,
    mined.gist_object,
    mined.gist_condition,
    mined.gist_is_negated,
    statements.assign_similarity * statements.kind_confidence as weight,
from staging.statements as statements
join mined.statements as mined on mined.statement_id = statements.statement_id
where statements.theme_id is not null
order by statements.statement_id
"""
