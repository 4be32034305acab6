"""Threads: the list inside a row that holds the rest of its talk, as messages with the role of their author.

In go a row and the settings' `comments`, out come its messages in the order of their times. One is the customer's if
the row's customer wrote it or its role is one of those that mean a customer; all others are an agent's. Entries without
text (an assignment, a change of state) are no messages. Refused: a path that leads to something else than a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from insight.config import CommentMap
from insight.records import AuthorRole, Message
from insight.sources.cells import as_name, as_text, value_at
from insight.sources.refusals import Refused
from insight.sources.rows import Row
from insight.sources.times import TimeReader


def read_thread(
    row: Row, names: CommentMap, customer: str | None, created_at: datetime | None, read: TimeReader, *, is_html: bool
) -> list[Message]:
    """Read the messages of a row's list; `customer` and `created_at` are the row's own."""
    entries = value_at(row.values, _path(names.path))
    if entries is None:
        return []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Refused("wrong_type", f"`{names.path}` is no list of objects")
    own_roles = {value.casefold() for value in names.customer_values}
    messages: dict[str, Message] = {}
    for number, entry in enumerate(entries, start=1):
        text = as_text(_cell(entry, names.text))
        if text is not None:
            key = f"comment_{as_name(entry.get('id')) or number}"
            author = as_name(_cell(entry, names.author))
            at = _cell(entry, names.created_at)
            said_at = read(at) if at not in (None, "") else created_at
            is_own = author is not None and author == customer
            role = (as_name(_cell(entry, names.author_role)) or "").casefold()
            who: AuthorRole = "customer" if is_own or role in own_roles else "agent"
            messages[key] = Message(key, who, text, said_at, is_html=is_html, author_id=author)
    return sorted(messages.values(), key=lambda one: (one.said_at is not None, one.said_at or 0))


def _cell(entry: Mapping[str, Any], name: str) -> Any:
    return entry[name] if name in entry else value_at(entry, _path(name))


def _path(name: str) -> tuple[str, ...]:
    return tuple(name.split("."))
