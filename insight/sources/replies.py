"""Replies: a second file joined to tickets by the ticket's id.

In go the rows of the replies' files, out come a ticket's replies as messages in time order, and at the end the replies
that no ticket asked for. They are held in a private temporary database that has no name and goes to disk only when it
outgrows its cache, so that memory is bounded whatever their number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from insight.config import ReplyMap
from insight.records import AuthorRole, Feedback, Message, Rejected
from insight.sources.cells import as_name, as_text, value_at
from insight.sources.mapping import Plan, flags_of
from insight.sources.refusals import Place, Refused
from insight.sources.rows import Row

CACHE_KILOBYTES = 32_768
TABLE = """
create table replies (
    ticket text, key text, said_at text, role text, author text, text text, flags text,
    file text, line integer, raw blob, primary key (ticket, key)
)
"""
REFUSED = "create table refused (file text, line integer, reason text, detail text, raw blob)"
USED = "create table used (ticket text primary key) without rowid"


class ReplyIndex:
    """The replies of one source, by ticket. Of two replies with one id the later row wins."""

    def __init__(self, plan: Plan, columns: ReplyMap) -> None:
        self.plan, self.columns = plan, columns
        self.customer_values = {value.casefold() for value in columns.customer_values}
        self.database = sqlite3.connect("", isolation_level=None)
        self.database.execute(f"pragma cache_size = -{CACHE_KILOBYTES}")
        self.database.execute("pragma journal_mode = off")
        self.database.execute(TABLE)
        self.database.execute(REFUSED)
        self.database.execute(USED)
        self.database.execute("begin")  # one transaction for all: nothing here outlives the run

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()

    def check_header(self, names: Sequence[str], *, file: str) -> None:
        """Raise Refused if a column that the settings name is not there."""
        for key in ("ticket", "id", "text", "created_at", "author", "author_role"):
            column = getattr(self.columns, key)
            if column not in names:
                present = ", ".join(names)
                raise Refused("missing_column", f"{file}: no column '{column}' for replies.{key}; there are: {present}")

    def add(self, row: Row, *, file: str) -> str:
        """Keep a reply, and return its ticket's id; raise Refused if it cannot be read."""

        def cell(column: str) -> object:
            return value_at(row.values, (column,) if column in row.values else tuple(column.split(".")))

        ticket, key = as_name(cell(self.columns.ticket)), as_name(cell(self.columns.id))
        text = as_text(cell(self.columns.text))
        if ticket is None or key is None:
            raise Refused("missing_id", "the reply's id or its ticket's is empty")
        if text is None:
            raise Refused("no_text", "the reply has no text")
        said_at = self.plan.read_time(cell(self.columns.created_at) or "").isoformat()
        named = (as_name(cell(self.columns.author_role)) or "").casefold()
        role = "customer" if named in self.customer_values else "agent"
        author, flags = as_name(cell(self.columns.author)), " ".join(sorted(row.flags))
        values = (ticket, key, said_at, role, author, text, flags, file, row.line, row.raw)
        self.database.execute("insert or replace into replies values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        return ticket

    def pass_over(self, ticket: str) -> None:
        """Note that a ticket is there, though its replies are not asked for."""
        self.database.execute("insert or ignore into used values (?)", (ticket,))

    def join(self, ticket: Feedback) -> Feedback:
        """Append a ticket's replies to its messages; the ticket changed when the last of them was written."""
        found = self.database.execute(
            "select key, role, text, said_at, author, flags from replies where ticket = ? order by said_at, key",
            (ticket.source_id,),
        ).fetchall()
        if not found:
            return ticket
        self.pass_over(ticket.source_id)
        if ticket.is_deleted:
            return ticket
        messages = tuple(self._message(*row[:5]) for row in found)
        times = [message.said_at for message in messages if message.said_at]
        odd = {flag for row in found for flag in row[5].split()}
        return replace(
            ticket,
            messages=ticket.messages + messages,
            updated_at=max([*times, *([ticket.updated_at] if ticket.updated_at else [])]),
            flags=flags_of(odd.union(ticket.flags), messages, times, self.plan),
        )

    def _message(self, key: str, role: AuthorRole, text: str, said_at: str, author: str | None) -> Message:
        at = datetime.fromisoformat(said_at).astimezone(UTC)
        return Message(f"reply_{key}", role, text, at, is_html=bool(self.plan.settings.is_html), author_id=author)

    def add_rejected(self, rejected: Rejected) -> None:
        """Keep what cannot be used, to be given out at the end."""
        values = (rejected.file, rejected.line, rejected.reason, rejected.detail, rejected.payload)
        self.database.execute("insert into refused values (?, ?, ?, ?, ?)", values)

    def rejected(self) -> Iterator[Rejected]:
        """Give the replies that could not be used, or whose ticket never came, in the order of their files."""
        self.database.execute("""
            insert into refused
            select file, line, 'unknown_ticket', 'the reply names ticket ' || ticket || ', which is in no file', raw
            from replies where ticket not in (select ticket from used)
        """)
        query = "select file, line, reason, detail, raw from refused order by file, line"
        for file, line, reason, detail, raw in self.database.execute(query):
            yield Place(self.plan.source, file).reject(line, Refused(reason, detail), raw)
