"""The third part of the story: from statements to themes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from insight import rows
from insight.pipeline.statements import statements_fingerprint
from insight.pipeline.vectors import vector_stores
from insight.records import content_hash
from insight.runs import Session, code_hash, is_new, reach, remember
from insight.warehouse import Warehouse

if TYPE_CHECKING:
    from insight.themes import KnownThemes, ThemesFound


def find_themes(session: Session) -> Mapping[str, int]:
    """Group the specific pains and requests; keep the ids of the themes that go on; note what became of the others."""
    warehouse = session.warehouse
    fingerprint = content_hash(
        statements_fingerprint(warehouse),
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

    english, others = vector_stores(session)
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
