"""The fourth part of the story: from themes to ideas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from insight import rows
from insight.pipeline.polishing import polish_key, polish_titles
from insight.records import content_hash
from insight.runs import Session, code_hash, is_new, reach, read_fingerprint, remember
from insight.warehouse import Row, Warehouse

if TYPE_CHECKING:
    from insight.ideas import Reading


def find_ideas(session: Session) -> Mapping[str, int]:
    """Word what the themes ask for, with the statements for and against each idea; what goes on keeps its id."""
    from insight import ideas

    warehouse, run = session.warehouse, session.run
    fingerprint = content_hash(
        read_fingerprint(warehouse, "themes"), code_hash("ideas", "denials"), polish_key(session)
    )
    if is_new(session, "ideas", fingerprint):
        reach(session, "ideas")
        themes = [rows.theme_from(row) for row in warehouse.rows(_ACTIVE_THEMES)]
        known = {row["idea_id"]: row["statement_ids"] for row in warehouse.rows(_KNOWN)}
        heard = warehouse.rows(_VOICES, {"code": code_hash("ideas", "denials")})
        voices = [rows.voice_from(row) for row in heard]
        kept = {row["statement_id"]: _reading_from(row) for row in heard if row["is_glad"] is not None}
        readings = ideas.read_voices(voices, kept)
        found = ideas.find_ideas(themes, voices, known, readings)
        found = polish_titles(session, found, {one.statement_id: one.clean for one in voices})
        keys = {row["statement_id"]: row["reading_key"] for row in heard}
        fresh = [_reading_row(one, keys[one], read) for one, read in readings.items() if read is not kept.get(one)]
        with warehouse.transaction():
            _keep_readings(warehouse, fresh)
            created = {row["idea_id"]: row["created_run_id"] for row in warehouse.rows("from mined.ideas")}
            warehouse.run("delete from mined.ideas")
            warehouse.run("delete from mined.idea_evidence")
            warehouse.run("delete from mined.idea_quotes")
            warehouse.append("mined.ideas", [rows.idea_row(idea, created, run) for idea in found])
            warehouse.append("mined.idea_evidence", [row for idea in found for row in rows.idea_evidence_rows(idea)])
            warehouse.append("mined.idea_quotes", [row for idea in found for row in rows.idea_quote_rows(idea)])
            remember(session, "ideas", fingerprint)
    return {"ideas": int(warehouse.value("select count(*) from mined.ideas"))}


def _reading_row(statement_id: str, reading_key: int, reading: Reading) -> Row:
    """What a voice says as a row of mined.voice_readings."""
    listed = reading.claims and [
        (one.form, one.kind, one.verb, one.thing, one.target, one.sureness) for one in reading.claims
    ]
    claims = None if listed is None else json.dumps(listed)
    return {"statement_id": statement_id, "reading_key": reading_key, "is_glad": reading.is_glad, "claims": claims}


def _reading_from(row: Row) -> Reading:
    """What a voice says, from a row with the columns of mined.voice_readings."""
    from insight.ideas import Claim, Reading

    claims = row["claims"]
    return Reading(row["is_glad"], claims and tuple(Claim(*one) for one in json.loads(claims)))


def _keep_readings(warehouse: Warehouse, fresh: list[Row]) -> None:
    """Keep what was read for the next run, and forget what nobody says any more."""
    warehouse.run(
        "delete from mined.voice_readings where statement_id in (select unnest($fresh::varchar[])) "
        "or statement_id not in (select statement_id from mined.statements)",
        {"fresh": [row["statement_id"] for row in fresh]},
    )
    warehouse.append("mined.voice_readings", fresh)


_ACTIVE_THEMES = "select * from mined.themes where level = 2 and state = 'active' and not is_noise order by theme_id"

_KNOWN = """
select idea_id, list(statement_id order by statement_id) as statement_ids
from mined.idea_evidence
where stance = 'supports'
group by idea_id
order by idea_id
"""

# What was read of a voice holds while its words, kind and grammar, and the code that reads them, are the same.
_VOICES = """
with heard as (
    select
        statements.statement_id,
        statements.theme_id,
        statements.kind,
        statements.clean,
        statements.language,
        statements.customer_id,
        statements.segment,
        statements.pain_type,
        statements.job,
        statements.obstacle,
        statements.workaround,
        statements.feeling,
        mined.gist_subject,
        mined.gist_verb,
        mined.gist_object,
        mined.gist_condition,
        mined.gist_is_negated,
        coalesce(statements.assign_similarity, 0) * statements.kind_confidence as weight,
        hash(
            $code,
            statements.clean,
            statements.language,
            statements.kind,
            statements.pain_type,
            mined.gist_subject,
            mined.gist_verb,
            mined.gist_object,
            mined.gist_condition,
            mined.gist_is_negated
        ) as reading_key,
    from staging.statements as statements
    join mined.statements as mined on mined.statement_id = statements.statement_id
    where
        statements.theme_id is not null
        or statements.kind = 'praise'
        or (statements.kind = 'pain' and statements.sentiment > -0.2)  -- of what sounds worse none says that it works
)

select heard.*, readings.is_glad, readings.claims
from heard
left join mined.voice_readings as readings
    on readings.statement_id = heard.statement_id and readings.reading_key = heard.reading_key
-- A pain of no theme that is known not to say that something works says nothing of ideas.
where heard.theme_id is not null or heard.kind = 'praise' or readings.is_glad is distinct from false
order by heard.statement_id
"""
