"""Between the themes that are found and those that are shown: the team's edits, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from insight import rows
from insight.config import Settings
from insight.errors import ConfigError
from insight.records import Statement, content_hash
from insight.runs import Session
from insight.warehouse import Row, Warehouse

if TYPE_CHECKING:
    from insight.taxonomy import Edit, Former, Governed, Memory
    from insight.themes import LineageEvent, ThemesFound
    from insight.themes.space import Vectors


@dataclass(frozen=True)
class Taxonomy:
    """The team's edits of one run, and the text that they stand in."""

    edits: Sequence[Edit] = ()
    text: str = ""

    @cached_property
    def themes_named(self) -> frozenset[str]:
        return frozenset(theme_id for edit in self.edits for theme_id in edit.themes_named)

    @property
    def themes_retired(self) -> frozenset[str]:
        return frozenset(edit.subjects[0] for edit in self.edits if edit.op == "retire")

    @property
    def text_hash(self) -> str:
        return content_hash(self.text)


@dataclass(frozen=True)
class Grouped:
    """Statements that have vectors of the encoder that groups them, which are read when somebody asks for them."""

    statements: Sequence[Statement]
    read_vectors: Callable[[], Vectors]
    everyone: Sequence[Statement]  # those in other languages too

    @cached_property
    def vectors(self) -> Vectors:
        """Row i belongs to statement i."""
        return self.read_vectors()


def read_taxonomy(settings: Settings) -> Taxonomy:
    """Read the team's edits; a project without the file has none."""
    from insight.taxonomy import read_edits

    path = settings.at(settings.taxonomy)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Taxonomy()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    return Taxonomy(read_edits(text, str(path)), text)


def refuse_lost_edits(warehouse: Warehouse, settings: Settings) -> None:
    """Stop where the file with the edits of the last run is gone: to go on would undo all of them."""
    path = settings.at(settings.taxonomy)
    count = 0 if path.exists() else int(warehouse.value("select count(*) from mined.taxonomy_edits"))
    if count:
        raise ConfigError(
            f"{path} is gone, and the last run applied its {count} edits. Restore it; or, to undo them all, "
            "write an empty file in its place"
        )


def govern(session: Session, taxonomy: Taxonomy, found: ThemesFound, grouped: Grouped) -> Governed:
    """Apply the team's edits to the themes that were found."""
    import numpy as np

    from insight.pipeline.vectors import vector_stores
    from insight.taxonomy import Ground, apply_edits

    english, _ = vector_stores(session)
    sentences = sorted({text for edit in taxonomy.edits for text in edit.example_texts})
    shown = english.read(sentences) if sentences else ()
    # Without an edit nobody asks for them.
    everyone, statements = (grouped.everyone, grouped.statements) if taxonomy.edits else ((), ())
    ground = Ground(
        themes=found.themes,
        members=found.members,
        centroids=found.centroids,
        texts={one.statement_id: one.clean for one in everyone},
        vectors=grouped.vectors if taxonomy.edits else np.empty((0, 0), dtype=np.float32),
        rows={one.statement_id: row for row, one in enumerate(statements)},
        examples=dict(zip(sentences, shown, strict=True)),
    )
    governed = apply_edits(taxonomy.edits, ground, read_memory(session, found.lineage))
    return _with_keywords(governed, grouped)


def read_memory(session: Session, lineage: Sequence[LineageEvent] = ()) -> Memory:
    """What is remembered of the last run; `lineage` tells what ended in this one."""
    from insight.encoder import english_name
    from insight.taxonomy import Memory

    warehouse = session.warehouse
    successors = {event.from_ids[0]: event.successor_id for event in lineage if event.op in ("merged", "retired")}
    is_same_space = warehouse.value("select max(encoder) from mined.grouping") == english_name(session.settings.encoder)
    taken: dict[str, set[str]] = {}
    for row in warehouse.rows("from mined.taxonomy_moves"):
        taken.setdefault(row["edit_ref"], set()).add(row["statement_id"])
    return Memory(
        themes={
            row["theme_id"]: _former_from(row, successors, has_centre=is_same_space)
            for row in warehouse.rows("from mined.themes")
        },
        applied={
            row["edit_ref"]: row["edit_hash"] for row in warehouse.rows("from mined.taxonomy_edits where is_applied")
        },
        taken={edit_ref: frozenset(statements) for edit_ref, statements in taken.items()},
        seen=frozenset(row["statement_id"] for row in warehouse.rows("select statement_id from mined.theme_members")),
        words=_read_words(warehouse),
    )


def write_verdicts(session: Session, governed: Governed, everyone: Sequence[Statement]) -> None:
    """Replace what is remembered of the edits."""
    warehouse = session.warehouse
    before = _read_words(warehouse)
    texts = {one.statement_id: one.clean for one in everyone} if governed.verdicts else {}
    warehouse.run("delete from mined.taxonomy_edits")
    warehouse.run("delete from mined.taxonomy_moves")
    warehouse.append("mined.taxonomy_edits", rows.verdict_rows(governed, session.run))
    warehouse.append("mined.taxonomy_moves", _taken_rows(governed, texts, before))


def trace_governed(
    session: Session, governed: Governed, before: Mapping[str, Row], members: Mapping[str, str | None]
) -> list[Row]:
    """Tell what became of each theme that is shown: what the statements did, and what people did, once."""
    from insight.themes import KnownThemes
    from insight.themes.areas import trace_areas
    from insight.themes.identity import trace_lineage

    standing = tuple(rows.theme_from(row) for row in before.values() if row["state"] == "active")
    places = {member.statement_id: member.theme_id for member in governed.members}
    known = KnownThemes(themes=standing, members={one: place for one, place in members.items() if one in places})
    ids = [theme.theme_id for theme in governed.leaves]
    found = [*trace_lineage(known, places, ids), *trace_areas(known, places, governed.leaves)]
    applied = {
        row["edit_ref"]: row["edit_hash"]
        for row in session.warehouse.rows("from mined.taxonomy_edits where is_applied")
    }
    return rows.lineage_rows(found, governed, before, applied, session.run)


def _read_words(warehouse: Warehouse) -> dict[str, str]:
    named = warehouse.rows(
        "select distinct statement_id, words_hash from mined.taxonomy_moves where words_hash is not null"
    )
    return {row["statement_id"]: row["words_hash"] for row in named}


def _with_keywords(governed: Governed, grouped: Grouped) -> Governed:
    """Count words again where a person founded themes or split them: they had none."""
    from dataclasses import replace

    import numpy as np

    from insight.themes.keywords import find_keywords

    if not governed.founded.intersection(member.theme_id or "" for member in governed.members):
        return governed
    place = {member.statement_id: member.theme_id for member in governed.members}
    column = {theme.theme_id: number for number, theme in enumerate(governed.leaves)}
    first: dict[tuple[str, int], int] = {}
    for row, one in enumerate(grouped.statements):
        theme_id = place.get(one.statement_id)
        if theme_id:
            first.setdefault((one.text_hash, column[theme_id]), row)
    texts = [grouped.statements[row].clean for row in first.values()]
    labels = np.array([label for _, label in first], dtype=np.int64)
    words = find_keywords(texts, grouped.vectors[list(first.values())], labels)
    themes = tuple(
        replace(theme, keywords=words[column[theme.theme_id]])
        if theme.theme_id in governed.founded and column[theme.theme_id] < len(words)
        else theme
        for theme in governed.themes
    )
    return replace(governed, themes=themes)


def _former_from(row: Row, successors: Mapping[str, str | None], *, has_centre: bool) -> Former:
    """A row of mined.themes as what is remembered; `successors` are those of themes that end in this run."""
    import numpy as np

    from insight.taxonomy import Former

    is_held = has_centre and row["centroid"] is not None
    return Former(
        theme=rows.theme_from(row),
        is_standing=row["state"] == "active",
        is_proposed=row["state"] == "proposed",
        successor_id=row["successor_id"] or successors.get(row["theme_id"]),
        centre=np.array(row["centroid"], dtype=np.float32) if is_held else None,
    )


def _taken_rows(governed: Governed, texts: Mapping[str, str], before: Mapping[str, str]) -> list[Row]:
    """The statements that each edit placed as rows of mined.taxonomy_moves; `before` knows the words of named ones."""
    from insight.taxonomy import words_hash

    taken = []
    for verdict in governed.verdicts:
        edit = verdict.edit
        named = {one for one in (*edit.subjects, *edit.example_ids) if one.startswith("st_")}
        for one in sorted(named | set(governed.taken.get(edit.edit_id, ()))):
            words = words_hash(texts[one]) if one in texts else before.get(one)
            taken.append({"edit_ref": edit.edit_id, "statement_id": one, "words_hash": words if one in named else None})
    return taken
