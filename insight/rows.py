"""Records as rows of the warehouse, and back: the one place that knows both their names and the columns'.

In come records or rows, out come rows or records; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from insight.records import Finding, Gist, Idea, Member, MessageToRead, Run, Statement, Theme, Voice, content_id
from insight.warehouse import Row

if TYPE_CHECKING:
    from insight.sources import FileRead
    from insight.statements import ReadMessage
    from insight.themes import ThemesFound

GIST = tuple(field.name for field in fields(Gist))
STATED = tuple(field.name for field in fields(Statement) if field.name not in ("start", "end", "gist", "kinds"))


def message_from(row: Row) -> MessageToRead:
    """A row of staging.customer_messages as the statements stage reads it."""
    return MessageToRead(**{field.name: row[field.name] for field in fields(MessageToRead)})


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
    return Statement(
        start=row["char_start"],
        end=row["char_end"],
        kinds=tuple(row["kinds"]),
        gist=gist_from(row),
        **{name: row[name] for name in STATED},
    )


def gist_from(row: Row) -> Gist:
    """The grammar in a row of mined.statements."""
    return Gist(**{name: row[f"gist_{name}"] for name in GIST})


def voice_from(row: Row) -> Voice:
    """A member statement with who said it, as the ideas stage reads it."""
    kept = {field.name: row[field.name] for field in fields(Voice) if field.name != "gist"}
    return Voice(**kept, gist=gist_from(row))


def theme_from(row: Row) -> Theme:
    """A row of mined.themes as a theme."""
    kept: dict[str, Any] = {field.name: row[field.name] for field in fields(Theme)}
    return Theme(**kept | {"keywords": tuple(row["keywords"])})


def theme_rows(found: ThemesFound, before: Mapping[str, Row], run: Run) -> list[Row]:
    """The themes that are active now as rows of mined.themes; `before` tells when each was created."""
    centroid = dict(zip((theme.theme_id for theme in found.themes if theme.level == 2), found.centroids, strict=True))
    active = []
    for theme in found.themes:
        known = before.get(theme.theme_id, {})
        active.append(
            {
                **asdict(theme),
                "keywords": list(theme.keywords),
                "label_source": known.get("label_source", "found"),
                "state": "active",
                "created_run_id": known.get("created_run_id", run.run_id),
                "is_pinned": known.get("is_pinned", False),
                "centroid": centroid[theme.theme_id].tolist() if theme.theme_id in centroid else None,
            }
        )
    return active


def ended_theme_rows(found: ThemesFound, before: Mapping[str, Row]) -> list[Row]:
    """The themes that are not active any more as rows of mined.themes, each with its successor where it has one."""
    active = {theme.theme_id for theme in found.themes}
    ends = {theme_id: event for event in found.lineage for theme_id in event.from_ids if theme_id not in active}
    ended = []
    for theme_id, row in before.items():
        if theme_id in active:
            continue
        end = ends.get(theme_id)
        change: Row = (
            {"state": "merged" if end and end.op == "merged" else "retired"} if row["state"] == "active" else {}
        )
        if end:
            change["successor_id"] = end.successor_id
        ended.append(row | change)
    return ended


def lineage_rows(found: ThemesFound, run: Run) -> list[Row]:
    """What became of each theme as rows of mined.theme_lineage."""
    return [
        {
            "event_id": content_id("ev", run.run_id, event.op, *event.from_ids, "to", *event.to_ids),
            "at": run.as_of,
            "op": event.op,
            "from_ids": list(event.from_ids),
            "to_ids": list(event.to_ids),
            "actor": "insight",
            "reason": event.reason,
            "edit_ref": None,
            "statements_moved": event.statements_moved,
            "run_id": run.run_id,
        }
        for event in found.lineage
    ]


def member_row(member: Member) -> Row:
    """A member as a row of mined.theme_members."""
    return asdict(member)


def idea_row(idea: Idea, created: Mapping[str, str], run: Run) -> Row:
    """An idea as a row of mined.ideas; `created` tells the run that first had it."""
    kept = {name: value for name, value in asdict(idea).items() if name not in ("supporting", "opposing")}
    return {**kept, "created_run_id": created.get(idea.idea_id, run.run_id)}


def idea_evidence_rows(idea: Idea) -> list[Row]:
    """The statements for and against an idea as rows of mined.idea_evidence."""
    return [
        {"idea_id": idea.idea_id, "statement_id": statement_id, "stance": stance}
        for stance, statement_ids in (("supports", idea.supporting), ("opposes", idea.opposing))
        for statement_id in statement_ids
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


def as_naive(moment: datetime) -> datetime:
    """A moment as the warehouse's timestamps have it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
