"""Records as rows of the warehouse, and back: the one place that knows both their names and the columns'.

In come records or rows, out come rows or records; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from insight.records import (
    Finding,
    Gist,
    Idea,
    Member,
    MessageToRead,
    Run,
    Statement,
    Theme,
    Voice,
    content_id,
)
from insight.warehouse import Row

if TYPE_CHECKING:
    from insight.sources import FileRead
    from insight.statements import ReadMessage
    from insight.taxonomy import Edit, Governed, Op
    from insight.themes import LineageEvent, ThemesFound

GIST = tuple(field.name for field in fields(Gist))
_GIST_COLUMNS = tuple(f"gist_{name}" for name in GIST)
_TO_READ = tuple(field.name for field in fields(MessageToRead))
_VOICED = tuple(field.name for field in fields(Voice) if field.name != "gist")
STATED = tuple(field.name for field in fields(Statement) if field.name not in ("start", "end", "gist", "kinds"))


def message_from(row: Row) -> MessageToRead:
    """A row of staging.customer_messages as the statements stage reads it."""
    return MessageToRead(**{name: row[name] for name in _TO_READ})


def statement_row(statement: Statement) -> Row:
    """A statement as a row of mined.statements."""
    return {
        "statement_id": statement.statement_id,
        "text_hash": statement.text_hash,
        "char_start": statement.start,
        "char_end": statement.end,
        "kinds": list(statement.kinds),
        **{name: getattr(statement, name) for name in STATED},
        **{f"gist_{name}": getattr(statement.gist, name) for name in GIST},
    }


def statement_from(row: Row) -> Statement:
    """A row of mined.statements as a statement."""
    told = {name: row[name] for name in STATED}
    statement = Statement(
        start=row["char_start"], end=row["char_end"], kinds=tuple(row["kinds"]), gist=gist_from(row), **told
    )
    vars(statement)["statement_id"] = row["statement_id"]  # a hash, which would be made again
    return statement


def gist_from(row: Row) -> Gist:
    """The grammar in a row of mined.statements."""
    return Gist(*[row[name] for name in _GIST_COLUMNS])


def voice_from(row: Row) -> Voice:
    """A member statement with who said it, as the ideas stage reads it."""
    return Voice(**{name: row[name] for name in _VOICED}, gist=gist_from(row))


def theme_from(row: Row) -> Theme:
    """A row of mined.themes or mined.found_themes as a theme."""
    kept: dict[str, Any] = {field.name: row[field.name] for field in fields(Theme) if field.name in row}
    return Theme(**kept | {"keywords": tuple(row["keywords"])})


def found_theme_rows(found: ThemesFound) -> list[Row]:
    """The themes as they were found as rows of mined.found_themes."""
    centroid = dict(zip((theme.theme_id for theme in found.leaves), found.centroids, strict=True))
    kept = (
        "theme_id level parent_id label description statement_count cohesion nearest_theme_id nearest_similarity"
    ).split()
    return [
        {
            **{name: getattr(theme, name) for name in kept},
            "keywords": list(theme.keywords),
            "centroid": centroid[theme.theme_id].tolist() if theme.theme_id in centroid else None,
        }
        for theme in found.themes
    ]


def found_member_row(member: Member) -> Row:
    """A member as a row of mined.found_members."""
    return {"statement_id": member.statement_id, "theme_id": member.theme_id, "similarity": member.similarity}


def theme_rows(governed: Governed, before: Mapping[str, Row], run: Run, worded: frozenset[str]) -> list[Row]:
    """The themes that are shown now as rows of mined.themes; `before` tells when each was created.

    Those of `worded` have their label from a language model.
    """
    active = []
    for theme in governed.themes:
        known, centre = before.get(theme.theme_id, {}), governed.centres.get(theme.theme_id)
        active.append(
            {
                **asdict(theme),
                "keywords": list(theme.keywords),
                "label_source": _label_source(theme.theme_id, governed, worded),
                "state": "active",
                "created_run_id": known.get("created_run_id", run.run_id),
                "is_pinned": theme.theme_id in governed.pinned,
                "is_noise": theme.theme_id in governed.noise,
                "centroid": centre.tolist() if centre is not None else None,
            }
        )
    return active


def _label_source(theme_id: str, governed: Governed, worded: frozenset[str]) -> str:
    if theme_id in governed.named:
        return "person"
    return "model" if theme_id in worded else "found"


def ended_theme_rows(
    found: ThemesFound, governed: Governed, before: Mapping[str, Row], lineage: Sequence[Row], run: Run
) -> list[Row]:
    """The themes that are not shown any more as rows of mined.themes, each with its successor where it has one."""
    active = {theme.theme_id for theme in governed.themes}
    unseen = {row["theme_id"]: row for row in found_theme_rows(found) if row["theme_id"] in governed.ended}
    marks = {"label_source": "found", "created_run_id": run.run_id, "is_pinned": False, "is_noise": False}
    ends = {row["from_ids"][0]: row for row in lineage if row["op"] in ("merged", "retired") and row["from_ids"]}
    ended = []
    for theme_id, row in {**{key: row | marks for key, row in unseen.items()}, **before}.items():
        if theme_id in active:
            continue
        end, change = ends.get(theme_id), {}
        if theme_id in governed.ended:
            by_person = governed.ended[theme_id]
            change = {"state": by_person.state, "successor_id": by_person.successor_id}
        elif end or row["state"] == "active":
            is_merged = bool(end and end["op"] == "merged")
            successor = end["to_ids"][0] if end and end["to_ids"] else None
            change = {"state": "merged" if is_merged else "retired", "successor_id": successor}
        ended.append({**row, "is_pinned": False, **change})
    return ended


def lineage_rows(
    found: Sequence[LineageEvent],
    governed: Governed,
    before: Mapping[str, Row],
    applied: Mapping[str, str],
    run: Run,
) -> list[Row]:
    """What became of each theme as rows of mined.theme_lineage: by itself, and by edits that are new in this run.

    `before` holds the themes of the last run, `applied` the hashes of the edits that it applied.
    """
    new = [one for one in governed.verdicts if one.is_applied and applied.get(one.edit.edit_id) != one.edit.edit_hash]
    by_edit = [
        _event_row(
            run,
            _TOLD[one.edit.op],
            one.from_ids,
            one.to_ids,
            one.edit.author,
            one.edit.reason,
            one.statements_moved,
            one.edit,
        )
        for one in new
    ]
    told = {theme_id for one in new for theme_id in one.to_ids if theme_id in governed.founded}
    by_itself = []
    for event in found:
        is_told = (event.op == "created" and event.to_ids[0] in told) or (
            event.op in ("merged", "retired") and event.from_ids[0] in governed.ended
        )
        op = "restored" if event.op == "created" and event.to_ids[0] in before else event.op
        reason = "it is there again" if op == "restored" else event.reason
        if not is_told:
            by_itself.append(
                _event_row(run, op, event.from_ids, event.to_ids, "insight", reason, event.statements_moved)
            )
    return [*by_itself, *by_edit]


# What an edit did, as lineage says it.
_TOLD: Mapping[Op, str] = {
    "rename": "renamed",
    "merge": "merged",
    "split": "split",
    "move": "moved",
    "pin": "pinned",
    "retire": "retired",
    "noise": "marked as noise",
    "define": "created",
}


def _event_row(
    run: Run,
    op: str,
    from_ids: Sequence[str],
    to_ids: Sequence[str],
    actor: str,
    reason: str,
    statements_moved: int,
    edit: Edit | None = None,
) -> Row:
    edit_ref = edit.edit_id if edit else None
    return {
        "event_id": content_id("ev", run.run_id, op, *from_ids, "to", *to_ids, edit_ref),
        "at": run.as_of,
        "op": op,
        "from_ids": list(from_ids),
        "to_ids": list(to_ids),
        "actor": actor,
        "reason": reason,
        "edit_ref": edit_ref,
        "statements_moved": statements_moved,
        "run_id": run.run_id,
    }


def verdict_rows(governed: Governed, run: Run) -> list[Row]:
    """What became of each edit as rows of mined.taxonomy_edits."""
    return [
        {
            "edit_ref": one.edit.edit_id,
            "position": position,
            "edit_hash": one.edit.edit_hash,
            "op": one.edit.op,
            "from_ids": list(one.from_ids),
            "to_ids": list(one.to_ids),
            "is_applied": one.is_applied,
            "reason": one.reason,
            "statements_moved": one.statements_moved,
            "author": one.edit.author,
            "asked_on": one.edit.made_on,
            "asked_because": one.edit.reason,
            "line": one.edit.line,
            "run_id": run.run_id,
        }
        for position, one in enumerate(governed.verdicts, start=1)
    ]


def member_row(member: Member) -> Row:
    """A member as a row of mined.theme_members."""
    return {**found_member_row(member), "method": member.method}


def idea_row(idea: Idea, created: Mapping[str, str], run: Run) -> Row:
    """An idea as a row of mined.ideas; `created` tells the run that first had it."""
    kept = (one.name for one in fields(Idea) if one.name not in ("supporting", "opposing", "quotes"))
    created_run_id = created.get(idea.idea_id, run.run_id)
    return {**{name: getattr(idea, name) for name in kept}, "created_run_id": created_run_id}


def idea_evidence_rows(idea: Idea) -> list[Row]:
    """The statements for and against an idea as rows of mined.idea_evidence."""
    return [
        {"idea_id": idea.idea_id, "statement_id": statement_id, "stance": stance}
        for stance, statement_ids in (("supports", idea.supporting), ("opposes", idea.opposing))
        for statement_id in statement_ids
    ]


def idea_quote_rows(idea: Idea) -> list[Row]:
    """The statements of an idea that are read first as rows of mined.idea_quotes."""
    return [
        {"idea_id": idea.idea_id, "statement_id": statement_id, "place": place}
        for place, statement_id in enumerate(idea.quotes, start=1)
    ]


def file_row(run: Run, source: str, read: FileRead) -> Row:
    """A file that was read to its end as a row of audit.files."""
    return {
        "run_id": run.run_id,
        "source": source,
        "file": read.file,
        "byte_count": read.size,
        "sha256": read.sha256,
        "encoding": read.encoding,
        "format": read.format,
        "read_count": read.rows_read,
        "note": read.note,
    }


def read_row(message: ReadMessage, landed: Row, reader_hash: str, run: Run) -> Row:
    """What became of a landed message as a row of mined.messages."""
    return {
        "message_id": message.message_id,
        "feedback_id": landed["feedback_id"],
        "text_hash": landed["text_hash"],
        "reader_hash": reader_hash,
        "language": message.language,
        "state": message.status,
        "reason": message.reason or ("only_the_beginning" if message.is_cut else None),
        "run_id": run.run_id,
    }


def finding_row(finding: Finding, run: Run) -> Row:
    """A finding as a row of audit.check_results."""
    return {"run_id": run.run_id, **asdict(finding), "bad_keys": list(finding.bad_keys)}


def finding_from(row: Row) -> Finding:
    """A row of audit.check_results as a finding."""
    return Finding(**row | {"bad_keys": tuple(row["bad_keys"] or ())})
