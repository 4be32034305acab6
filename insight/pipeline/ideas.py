"""The fourth part of the story: from themes to ideas."""

from __future__ import annotations

from collections.abc import Mapping

from insight import rows
from insight.pipeline.polishing import polish_key, polish_titles
from insight.records import content_hash
from insight.runs import Session, code_hash, is_new, reach, read_fingerprint, remember


def find_ideas(session: Session) -> Mapping[str, int]:
    """Word what the themes ask for, with the statements for and against each idea; what goes on keeps its id."""
    from insight import ideas

    warehouse, run = session.warehouse, session.run
    fingerprint = content_hash(read_fingerprint(warehouse, "themes"), code_hash("ideas"), polish_key(session))
    if is_new(session, "ideas", fingerprint):
        reach(session, "ideas")
        themes = [rows.theme_from(row) for row in warehouse.rows(_ACTIVE_THEMES)]
        voices = [rows.voice_from(row) for row in warehouse.rows(_VOICES)]
        known = {row["idea_id"]: row["statement_ids"] for row in warehouse.rows(_KNOWN)}
        found = polish_titles(
            session, ideas.find_ideas(themes, voices, known), {one.statement_id: one.clean for one in voices}
        )
        with warehouse.transaction():
            created = {row["idea_id"]: row["created_run_id"] for row in warehouse.rows("from mined.ideas")}
            warehouse.run("delete from mined.ideas")
            warehouse.run("delete from mined.idea_evidence")
            warehouse.run("delete from mined.idea_quotes")
            warehouse.append("mined.ideas", [rows.idea_row(idea, created, run) for idea in found])
            warehouse.append("mined.idea_evidence", [row for idea in found for row in rows.idea_evidence_rows(idea)])
            warehouse.append("mined.idea_quotes", [row for idea in found for row in rows.idea_quote_rows(idea)])
            remember(session, "ideas", fingerprint)
    return {"ideas": int(warehouse.value("select count(*) from mined.ideas"))}


_ACTIVE_THEMES = "select * from mined.themes where level = 2 and state = 'active' and not is_noise order by theme_id"

_KNOWN = """
select idea_id, list(statement_id order by statement_id) as statement_ids
from mined.idea_evidence
where stance = 'supports'
group by idea_id
order by idea_id
"""

_VOICES = """
select
    statements.*,
    mined.gist_subject,
    mined.gist_verb,
    mined.gist_object,
    mined.gist_condition,
    mined.gist_is_negated,
    coalesce(statements.assign_similarity, 0) * statements.kind_confidence as weight,
from staging.statements as statements
join mined.statements as mined on mined.statement_id = statements.statement_id
where
    statements.theme_id is not null
    or statements.kind = 'praise'
    or (statements.kind = 'pain' and statements.sentiment > -0.2)  -- of what sounds worse none says that it works
order by statements.statement_id
"""
