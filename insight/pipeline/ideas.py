"""The fourth part of the story: from themes to ideas."""

from __future__ import annotations

from collections.abc import Mapping

from insight import rows
from insight.records import content_hash
from insight.runs import Session, code_hash, is_new, reach, read_fingerprint, remember


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


_ACTIVE_THEMES = "select * from mined.themes where level = 2 and state = 'active' and not is_noise order by theme_id"

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
