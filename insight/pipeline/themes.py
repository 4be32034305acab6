"""The third part of the story: from statements to themes, as they are found and as the team wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

from insight import rows
from insight.pipeline.judging import Reading, open_reader
from insight.pipeline.polishing import polish_key, polish_names
from insight.pipeline.proposals import (
    due_proposals,
    is_discovery_due,
    note_discovery,
    open_proposals,
    settle_proposals,
    write_proposals,
)
from insight.pipeline.statements import exemplar_vectors, statements_fingerprint
from insight.pipeline.taxonomy import (
    Grouped,
    Taxonomy,
    govern,
    read_taxonomy,
    refuse_lost_edits,
    trace_governed,
    write_verdicts,
)
from insight.pipeline.vectors import vector_stores
from insight.records import Member, Statement, content_hash
from insight.runs import Session, code_hash, is_new, reach, remember
from insight.warehouse import Row, Warehouse
from insight.workers import one_thread

if TYPE_CHECKING:
    from insight.taxonomy import Governed
    from insight.themes import KnownThemes, Proposal, ThemesFound
    from insight.themes.space import Vectors
    from insight.vectors import VectorStore

MOST_FOUNDING = 150_000  # statements; bounds the memory and the time of grouping
MANY = 20_000  # statements from which on a second thread gains more by multiplying than it loses by waiting


def find_themes(session: Session) -> Mapping[str, int]:
    """Group the specific pains and requests, apply the team's edits, and note what became of each theme.

    Themes that are found keep their ids from run to run, and so do those that a person founds. What was found and what
    is shown are kept apart: edits are applied to what was found, in every run anew.
    """
    warehouse = session.warehouse
    refuse_lost_edits(warehouse, session.settings)
    taxonomy = read_taxonomy(session.settings)
    due = due_proposals(session, taxonomy.themes_retired)
    fingerprint = content_hash(
        statements_fingerprint(warehouse),
        code_hash("themes", "taxonomy", "encoder"),
        session.settings.encoder,
        session.settings.themes.model_dump_json(),
        session.settings.product,
        taxonomy.text_hash,
        polish_key(session),
        *(one.proposal_id for one in due),
    )
    if is_new(session, "themes", fingerprint):
        reach(session, "themes")
        session.tell("grouping statements", 0, None)
        known = known_themes(session, taxonomy)
        accepted, waiting = _choose(known, due)
        found, grouped = _group_statements(session, known, accepted)
        governed = govern(session, taxonomy, found, grouped)
        governed, worded = polish_names(session, governed, grouped.everyone)
        with warehouse.transaction():
            _write_shown(session, found, governed, worded)
            write_verdicts(session, governed, grouped.everyone)
            _write_found(session, found)
            settle_proposals(session, due, waiting)
            if found.grouped_count != known.grouped_count:
                note_discovery(session)  # everything was grouped anew: there is nothing to propose
            elif is_discovery_due(session):
                _propose(session, taxonomy, grouped)
            remember(session, "themes", fingerprint)
    (count,) = warehouse.rows(
        "select count(*) filter (level = 2) as themes, count(*) filter (level = 1) as areas "
        "from mined.themes where state = 'active'"
    )
    return dict(count)


def _choose(known: KnownThemes, due: Sequence[Proposal]) -> tuple[list[Proposal], list[Proposal]]:
    """Of the proposals that are due: those that this run accepts, and those that must wait for a later one."""
    from insight.themes import choose_proposals, fitting_proposals

    chosen = choose_proposals(known, due)
    return chosen, [one for one in fitting_proposals(known, due) if one not in chosen]


def discover(session: Session) -> list[Row]:
    """Look for new themes, splits and merges now; return all that is proposed and waits, oldest first."""
    find_themes(session)
    statements = [one for one in _to_group(session) if one.language == "en"]
    english, _ = vector_stores(session)
    grouped = Grouped(statements, partial(_read_vectors, english, statements), statements)
    with session.warehouse.transaction():
        _propose(session, read_taxonomy(session.settings), grouped)
    return open_proposals(session.warehouse)


def _propose(session: Session, taxonomy: Taxonomy, grouped: Grouped) -> None:
    from insight.themes import propose_changes

    session.tell("looking for new themes", 0, None)
    chosen = [row for row, one in enumerate(grouped.statements) if one.kind in ("pain", "request")]
    known, statements = known_themes(session, taxonomy), [grouped.statements[row] for row in chosen]
    settings = session.settings
    proposals = propose_changes(statements, grouped.vectors[chosen], known, settings.themes, product=settings.product)
    write_proposals(session, [one for one in proposals if one.theme_id not in taxonomy.themes_retired])
    note_discovery(session)


def _to_group(session: Session) -> list[Statement]:
    return [rows.statement_from(row) for some in session.warehouse.stream(_TO_GROUP) for row in some]


def _group_statements(
    session: Session, known: KnownThemes, accepted: Sequence[Proposal]
) -> tuple[ThemesFound, Grouped]:
    """Group what is English by its vectors; let the other languages, praise and questions join what they are about."""
    from insight.themes import join_translated

    english, others = vector_stores(session)
    statements = _to_group(session)
    grouped, joining = _founding(statements)
    both = [*grouped, *joining]
    shown = Grouped(both, partial(_read_vectors, english, both), statements)
    found = None if accepted else _join_what_came(session, known, grouped, joining, english)
    if found is None:
        found = _look_at_all(session, known, accepted, shown, len(grouped))
    foreign = [one for one in statements if one.language != "en"]
    if not foreign:
        return found, shown
    # Two encoders, two spaces: the examples of kinds, which both have read, tell how one lies in the other.
    examples = open_reader(Reading.by(session.settings)).exemplar_texts()
    there, here = exemplar_vectors(others, examples), exemplar_vectors(english, examples)
    theirs = others.read([one.clean for one in foreign])
    with one_thread():
        return join_translated(found, foreign, theirs, there, here), shown


def _look_at_all(
    session: Session, known: KnownThemes, accepted: Sequence[Proposal], shown: Grouped, founding_count: int
) -> ThemesFound:
    """Place all statements by their vectors; the first `founding_count` of them found themes, the rest joins."""
    from insight import themes

    grouped, vectors = shown.statements[:founding_count], shown.vectors
    mine, settings = vectors[:founding_count], session.settings
    known = themes.accept_proposals(known, accepted, grouped, mine)
    with one_thread() if len(grouped) < MANY else nullcontext():
        found = themes.find_themes(grouped, mine, known, settings.themes, product=settings.product)
    return themes.join_themes(found, shown.statements[founding_count:], vectors[founding_count:])


def _join_what_came(
    session: Session,
    known: KnownThemes,
    grouped: Sequence[Statement],
    joining: Sequence[Statement],
    english: VectorStore,
) -> ThemesFound | None:
    """Place only what came since the last run, by the centroids; None where the vectors of all are needed.

    Where nothing but likeness to a theme tells a place, a text that is the same lies where it lay.
    """
    from insight import themes

    kept = {row["statement_id"]: Member(**row) for row in session.warehouse.rows(_KEPT)}
    if not kept:
        return None
    vectors, others = (
        _read_vectors(english, [one for one in some if one.statement_id not in kept]) for some in (grouped, joining)
    )
    with one_thread():
        found = themes.join_known(grouped, vectors, known, kept, product=session.settings.product)
    return None if found is None else themes.join_themes(found, joining, others, kept)


def _read_vectors(english: VectorStore, statements: Sequence[Statement]) -> Vectors:
    return english.read([one.in_context for one in statements], or_told=True)


# Members of messages that were read before the last run found its themes.
_KEPT = """
select members.statement_id, members.theme_id, members.similarity
from mined.found_members as members
join mined.statements as statements on statements.statement_id = members.statement_id
join mined.messages as messages on messages.message_id = statements.message_id
join audit.runs as read_in on read_in.run_id = messages.run_id
where read_in.sequence <= (
    select found_in.sequence
    from mined.grouping as grouping
    join audit.runs as found_in on found_in.run_id = grouping.run_id
)
"""


def _founding(statements: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """Of what is English: the pains and requests, which found themes, and the rest, which joins them.

    Of very many the first found: they come in the order of their ids, hashes of content, so these are a fair part.
    """
    mine = [one for one in statements if one.language == "en"]
    may_found = [one for one in mine if one.kind in ("pain", "request")]
    others = [one for one in mine if one.kind not in ("pain", "request")]
    return may_found[:MOST_FOUNDING], [*may_found[MOST_FOUNDING:], *others]


_TO_GROUP = """
select *
from mined.statements
where is_specific and kind in ('pain', 'request', 'praise')
order by statement_id
"""


def known_themes(session: Session, taxonomy: Taxonomy) -> KnownThemes:
    """The themes as the last run found them; their centroids only where this encoder made them."""
    import numpy as np

    from insight.encoder import english_name
    from insight.themes import KnownThemes

    warehouse = session.warehouse
    known = warehouse.rows("from mined.found_themes order by theme_id")
    if not known:
        return KnownThemes(ever_used=_ids_ever_used(warehouse))
    (grouping,) = warehouse.rows("from mined.grouping")
    is_same_space = grouping["encoder"] == english_name(session.settings.encoder)
    centroids = [row["centroid"] for row in known if row["level"] == 2]
    return KnownThemes(
        themes=tuple(rows.theme_from(row) for row in known),
        centroids=np.array(centroids if is_same_space else [], dtype=np.float32),
        members={row["statement_id"]: row["theme_id"] for row in warehouse.rows("from mined.found_members")},
        ever_used=_ids_ever_used(warehouse),
        floor=grouping["similarity_floor"],
        grouped_count=grouping["grouped_count"],
        held=taxonomy.themes_named,
        heard_since=frozenset(row["feedback_id"] for row in warehouse.rows(_HEARD_SINCE)),
    )


# What a new version of the program reads otherwise is not new.
_HEARD_SINCE = """
select feedback.feedback_id
from raw.feedback as feedback
join audit.runs as landed on landed.run_id = feedback.landed_run_id
where landed.sequence > coalesce(
    (select runs.sequence from mined.grouping join audit.runs as runs on runs.run_id = grouping.run_id), 0
)
"""


def _ids_ever_used(warehouse: Warehouse) -> frozenset[str]:
    used = (
        "select theme_id from mined.themes union select theme_id from mined.found_themes "
        "union select theme_id from mined.theme_proposals"
    )
    return frozenset(row["theme_id"] for row in warehouse.rows(used))


def _write_shown(session: Session, found: ThemesFound, governed: Governed, worded: frozenset[str]) -> None:
    """Replace the themes that are shown and all memberships; what ended stays, with its successor."""
    warehouse, run = session.warehouse, session.run
    before = {row["theme_id"]: row for row in warehouse.rows("from mined.themes where state != 'proposed'")}
    members = {row["statement_id"]: row["theme_id"] for row in warehouse.rows("from mined.theme_members")}
    lineage = trace_governed(session, governed, before, members)
    active = rows.theme_rows(governed, before, run, worded)
    ended = rows.ended_theme_rows(found, governed, before, lineage, run)
    warehouse.run("delete from mined.themes")
    warehouse.run("delete from mined.theme_members")
    warehouse.append("mined.themes", [*active, *ended])
    warehouse.append("mined.theme_members", [rows.member_row(member) for member in governed.members])
    warehouse.append("mined.theme_lineage", lineage)


def _write_found(session: Session, found: ThemesFound) -> None:
    """Replace what the next run goes on from: themes, places and floor before any edit."""
    from insight.encoder import english_name

    warehouse, run = session.warehouse, session.run
    for table in ("mined.found_themes", "mined.found_members", "mined.grouping"):
        warehouse.run(f"delete from {table}")
    warehouse.append("mined.found_themes", rows.found_theme_rows(found))
    warehouse.append("mined.found_members", [rows.found_member_row(member) for member in found.members])
    encoder = english_name(session.settings.encoder)
    row = {"encoder": encoder, "similarity_floor": found.floor, "grouped_count": found.grouped_count}
    warehouse.append("mined.grouping", [row | {"note": found.note, "run_id": run.run_id}])
