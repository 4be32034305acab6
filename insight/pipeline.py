"""The story: one function a stage; each reads a table, calls the stage, writes a table.

    with hold_run(settings, as_of=...) as run:          # the writer's lock and a row in audit.runs
        with join_run(settings, run) as session:        # the open work file
            ingest(session); mine(session); publish(session)

Only this module knows the order. A stage with nothing new does nothing. Prefect is not needed here, and not known.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from insight import landing, relations, rows
from insight.config import Settings
from insight.errors import ConfigError, ContractError
from insight.records import Counts, Feedback, Finding, MessageToRead, Rejected, Statement, content_hash
from insight.runs import (
    Listener,
    Session,
    be_silent,
    code_hash,
    hold_run,
    is_new,
    join_run,
    reach,
    read_fingerprint,
    remember,
)
from insight.warehouse import Warehouse, prepare_data_dir

if TYPE_CHECKING:
    from insight.redaction import Redactor
    from insight.statements import KindModel, Reader
    from insight.themes import KnownThemes, ThemesFound
    from insight.vectors import VectorStore

__all__ = ["Listener", "Outcome", "Session", "hold_run", "join_run", "refresh"]

Judged = list[Statement]
Judge = Callable[[Sequence[Statement], Mapping[str, MessageToRead]], Judged]

READ_AT_ONCE = 1_000  # messages mined in one transaction


@dataclass(frozen=True)
class Outcome:
    """What became of a run."""

    run_id: str
    landed: Mapping[str, Counts]
    mined: Mapping[str, int]
    snapshot: Path | None  # None: nothing new, the last snapshot stands
    findings: tuple[Finding, ...]
    note: str
    exit_code: int  # 0 fine, 2 published with quarantine above the warn level


# --- the whole ------------------------------------------------------------------------------------------------------


def refresh(settings: Settings, *, as_of: datetime | None = None, tell: Listener = be_silent) -> Outcome:
    """Bring the published tables up to date: ingest, mine, publish."""
    with hold_run(settings, as_of=as_of) as run, join_run(settings, run, tell) as session:
        landed = ingest(session)
        mined = mine(session)
        snapshot, findings = publish(session)
        return describe_outcome(session, landed, mined, snapshot, findings)


def ingest(session: Session) -> Mapping[str, Counts]:
    """Land what is new in every source, and see that it can be used."""
    landed = {name: ingest_source(session, name) for name in source_names(session.settings)}
    if session.settings.accounts:
        landed["accounts"] = ingest_accounts(session)
    check_landed(session)
    return landed


def mine(session: Session) -> Mapping[str, int]:
    """Find statements, themes and ideas in what has landed."""
    return {**find_statements(session), **find_themes(session), **find_ideas(session)}


def publish(session: Session) -> tuple[Path | None, tuple[Finding, ...]]:
    """Build and check the marts and make a snapshot of them; no snapshot where nothing is new."""
    from insight import publish

    fingerprint = _publish_fingerprint(session)
    has_snapshot = publish.current_snapshot(session.settings.data) is not None
    if has_snapshot and not is_new(session, "publish", fingerprint):
        return None, ()
    findings = build_marts(session)
    return write_snapshot(session, findings, fingerprint), tuple(findings)


def describe_outcome(
    session: Session,
    landed: Mapping[str, Counts],
    mined: Mapping[str, int],
    snapshot: Path | None,
    findings: Sequence[Finding],
) -> Outcome:
    """Say what became of the run, and with which exit code it should end."""
    share = quarantine_share(session.warehouse)
    is_over = share > session.settings.limits.quarantine_warn_share
    notes = [f"published {snapshot.name}" if snapshot else "nothing new: the last snapshot stands"]
    if not mined.get("themes"):
        needed = session.settings.themes.min_statements
        notes.append(f"too few messages to group: {mined.get('specific', 0)} specific statements, {needed} are needed")
    if is_over:
        notes.append(f"{share:.1%} of the rows wait in quarantine: insight quarantine")
    return Outcome(session.run.run_id, landed, mined, snapshot, tuple(findings), "; ".join(notes), 2 if is_over else 0)


# --- landing --------------------------------------------------------------------------------------------------------


def source_names(settings: Settings) -> list[str]:
    """Names of the configured sources; a project without any is refused."""
    if not settings.sources:
        raise ConfigError("no source is configured. Write a settings file with: insight init FILE ...")
    return list(settings.sources)


def ingest_source(session: Session, name: str) -> Counts:
    """Read what is new in one source, redact it, land it; batch by batch."""
    from insight import sources

    reach(session, f"ingest {name}")
    warehouse, run = session.warehouse, session.run
    redactor = _open_redactor(session.settings)
    cursor = sources.Cursor.from_json(landing.read_cursor(warehouse, name))
    counts, ended = Counts(), []
    for number, batch in enumerate(sources.read_source(name, session.settings, cursor, run.as_of)):
        redacted: list[Feedback | Rejected] = [
            redactor.redact_feedback(row) if isinstance(row, Feedback) else row for row in batch.rows
        ]
        counts += landing.land_batch(
            warehouse,
            run,
            name,
            redacted,
            file=batch.file,
            batch=number,
            cursor=batch.cursor.to_json(),
            redact_payload=redactor.redact_payload,
        )
        if batch.file_read:
            ended.append(batch.file_read)
        session.tell(f"reading {name}", counts.read, None)
    warehouse.append("audit.files", [rows.file_row(run, name, read) for read in ended])
    landing.settle_quarantine(warehouse, run, name, [read.file for read in ended])
    if not counts.balances:
        raise ContractError(f"{name}: rows do not balance: {counts}")
    return counts


def ingest_accounts(session: Session) -> Counts:
    """Replace the accounts by what the accounts file says now."""
    from insight import sources

    reach(session, "ingest accounts")
    redactor = _open_redactor(session.settings)
    found = list(sources.read_accounts(session.settings))
    return landing.land_accounts(session.warehouse, session.run, found, redactor.redact_payload)


def check_landed(session: Session) -> list[Finding]:
    """Hold what this run landed against the expectations: rows that fail go to quarantine, a failed batch stops."""
    warehouse, run = session.warehouse, session.run
    landed = {"run_id": run.run_id}
    if not warehouse.value("select count(*) from raw.feedback where landed_run_id = $run_id", landed):
        return []
    from insight import validation

    reach(session, "validate")
    session.tell("checking what landed", 0, None)
    findings = validation.check_landed(
        warehouse.arrow(_LANDED_FEEDBACK, landed).to_pandas(),
        warehouse.arrow(_LANDED_MESSAGES, landed).to_pandas(),
        as_of=run.as_of,
        future_days=session.settings.limits.future_days,
        min_rows=1,
    )
    _record(session, findings)
    validation.raise_if_failed(findings)
    for finding in findings:
        if finding.scope == "row" and finding.severity == "fail" and finding.bad_keys:
            landing.set_aside_rows(warehouse, run, finding.bad_keys, finding.name)
    return findings


_LANDED_FEEDBACK = "select *, feedback_id as row_key from raw.feedback where landed_run_id = $run_id order by row_key"
_LANDED_MESSAGES = """
select messages.*, messages.feedback_id as row_key
from raw.messages as messages
join raw.feedback as feedback on feedback.feedback_id = messages.feedback_id
where feedback.landed_run_id = $run_id
order by row_key, messages.position
"""


def quarantine_share(warehouse: Warehouse) -> float:
    """Share of all rows that wait in quarantine."""
    (count,) = warehouse.rows(
        "select (select count(*) from audit.quarantine where state = 'waiting') as waiting, "
        "(select count(*) from raw.feedback) as landed"
    )
    total = count["waiting"] + count["landed"]
    return float(count["waiting"] / total) if total else 0.0


def pseudonym_key(settings: Settings) -> bytes:
    """The key of the pseudonyms: from the environment, else the one in the data folder, made there once (mode 0600)."""
    if settings.pseudonym_key is not None:
        return settings.pseudonym_key.get_secret_value().encode()
    prepare_data_dir(settings.data)
    path = settings.data / "pseudonym.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_bytes().strip()


def _open_redactor(settings: Settings) -> Redactor:
    from insight.redaction import Redactor

    return Redactor(pseudonym_key(settings), settings.redaction.extra_patterns)


# --- statements -----------------------------------------------------------------------------------------------------


def find_statements(session: Session) -> Mapping[str, int]:
    """Mine the customers' messages that are new or changed; forget those that are gone."""
    warehouse = session.warehouse
    reader_hash = _reader_hash(session.settings)
    with warehouse.transaction():
        warehouse.run(_FORGET_MESSAGES, {"reader_hash": reader_hash})
        warehouse.run(_FORGET_STATEMENTS)
    waiting = int(warehouse.value(f"select count(*) from ({_TO_MINE})"))
    if waiting:
        reach(session, "statements")
        _read_messages(session, reader_hash, waiting)
    _mark_duplicates(session)
    (count,) = warehouse.rows(
        "select count(*) as statements, count(*) filter (is_specific and kind in ('pain', 'request')) as specific "
        "from mined.statements"
    )
    return {"messages": waiting, **count}


def _read_messages(session: Session, reader_hash: str, waiting: int) -> None:
    warehouse, done = session.warehouse, 0
    with _open_reader(session.settings) as reader:
        judge = _open_judge(session, reader)
        while batch := warehouse.rows(f"{_TO_MINE} limit {READ_AT_ONCE}"):
            messages = {row["message_id"]: rows.message_from(row) for row in batch}
            read = reader.read(messages.values())
            candidates = [candidate for message in read for candidate in message.candidates]
            judged = judge(candidates, messages)
            landed = {row["message_id"]: row for row in batch}
            with warehouse.transaction():
                warehouse.append("mined.statements", [rows.statement_row(statement) for statement in judged])
                became = [rows.read_row(one, landed[one.message_id], reader_hash, session.run) for one in read]
                warehouse.append("mined.messages", became)
            done += len(batch)
            session.tell("reading messages", done, waiting)


def _open_judge(session: Session, reader: Reader) -> Judge:
    """Judge by English vectors, by those of the other languages, or by cues alone where a vector would be wasted."""
    english, others = _vector_stores(session)

    @cache
    def model_of(store: VectorStore | None) -> KindModel:
        return reader.learn_kinds(store.read(reader.exemplar_texts()) if store else None)

    def judge_by(store: VectorStore | None, mine: list[Statement], messages: Mapping[str, MessageToRead]) -> Judged:
        if not mine:
            return []
        vectors = store.read([one.clean for one in mine]) if store else None
        return reader.judge(mine, vectors, messages, model_of(store))

    def judge(candidates: Sequence[Statement], messages: Mapping[str, MessageToRead]) -> Judged:
        promising = reader.is_promising(candidates, messages, model_of(None))
        mine: dict[VectorStore | None, list[Statement]] = {english: [], others: [], None: []}
        for candidate, is_promising in zip(candidates, promising, strict=True):
            store = (english if candidate.language == "en" else others) if is_promising else None
            mine[store].append(candidate)
        return [one for store, own in mine.items() for one in judge_by(store, own, messages)]

    return judge


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
select messages.*, md5(messages.text) as text_hash
from staging.customer_messages as messages
anti join mined.messages as read on read.message_id = messages.message_id
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
    from insight.encoder import MULTILINGUAL_NAME, MultilingualEncoder, english_name, open_encoder
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
        VectorStore(session.warehouse, MULTILINGUAL_NAME, MultilingualEncoder, session.tell),
    )


# --- themes and ideas -----------------------------------------------------------------------------------------------


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
    samples = {theme_id: others.read([clean[one] for one in ids]) for theme_id, ids in found.representatives().items()}
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


# --- publishing -----------------------------------------------------------------------------------------------------


def build_marts(session: Session) -> list[Finding]:
    """Build the marts and hold them against every check; a failed one leaves the last marts as they were."""
    from insight import validation

    reach(session, "marts")
    warehouse, run = session.warehouse, session.run
    _refuse_quarantine(session)
    session.tell("building tables", 0, None)
    findings: list[Finding] = []
    try:
        with warehouse.transaction():
            built = relations.build_marts(warehouse, session.relations, _variables(session))
            findings += relations.run_checks(warehouse, session.relations)
            session.tell("checking tables", 0, None)
            tables = {name: warehouse.arrow(f"from {name}").to_pandas() for name in built}
            findings += validation.check_published(
                tables, as_of=run.as_of, future_days=session.settings.limits.future_days
            )
            validation.raise_if_failed(findings)
    finally:
        _record(session, findings)
    with warehouse.transaction():  # what the checks said is itself published
        relations.build_marts(warehouse, session.relations, _variables(session), only=("marts.quality_report",))
    return findings


def write_snapshot(session: Session, findings: Sequence[Finding], fingerprint: str) -> Path:
    """Publish the marts as this run's snapshot, and let go of the oldest."""
    from insight import publish, validation

    reach(session, "snapshot")
    session.tell("writing the snapshot", 0, None)
    data = session.settings.data
    report = validation.write_report([*_landed_findings(session), *findings])
    snapshot = publish.write_snapshot(session.warehouse, session.run, session.settings, report=report)
    with session.warehouse.transaction():
        remember(session, "publish", fingerprint)
    publish.prune(data, session.settings.publish.keep)
    return snapshot


def _variables(session: Session) -> dict[str, Any]:
    settings = session.settings
    return {
        "as_of": rows.as_naive(session.run.as_of),
        "run_id": session.run.run_id,
        "currency": settings.currency,
        "product": settings.product,
        "min_people": settings.publish.min_people,
        "max_unclear_share": settings.themes.max_unclear_share,
        "weight_reach": settings.ideas.weight_reach,
        "weight_impact": settings.ideas.weight_impact,
        "weight_confidence": settings.ideas.weight_confidence,
    }


def _refuse_quarantine(session: Session) -> None:
    share, limit = quarantine_share(session.warehouse), session.settings.limits.quarantine_fail_share
    if share > limit:
        raise ContractError(
            f"{share:.1%} of the rows wait in quarantine, more than {limit:.1%} (limits.quarantine_fail_share): "
            "nothing is published, the last snapshot stands. See: insight quarantine"
        )


def _record(session: Session, findings: Sequence[Finding]) -> None:
    found = [rows.finding_row(finding, session.run) for finding in findings]
    session.warehouse.append("audit.check_results", found)


def _landed_findings(session: Session) -> list[Finding]:
    found = session.warehouse.rows(
        "select * exclude (run_id) from audit.check_results where run_id = $run_id and suite like 'landed.%'",
        {"run_id": session.run.run_id},
    )
    return [rows.finding_from(row) for row in found]


def _publish_fingerprint(session: Session) -> str:
    """Changes with the data, the code, the settings of publishing and the day that is spoken for."""
    warehouse, settings = session.warehouse, session.settings
    landed = warehouse.value(
        "select concat_ws(' ', (select bit_xor(hash(feedback_id, content_hash)) from raw.feedback), "
        "(select bit_xor(hash(accounts)) from raw.accounts as accounts), "
        "(select bit_xor(hash(quarantine_id, state)) from audit.quarantine))"
    )
    parts = (settings.publish, settings.ideas, settings.themes, settings.limits)
    return content_hash(
        landed,
        read_fingerprint(warehouse, "ideas"),
        read_fingerprint(warehouse, "duplicates"),
        code_hash(),
        session.run.as_of.date(),
        settings.currency,
        settings.product,
        *(part.model_dump_json() for part in parts),
    )
