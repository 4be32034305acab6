"""Zendesk: the comments of a ticket as messages, each with the role of its author, and the requester's own names.

A comment is a customer's if the requester wrote it or its author is an end user, by the comment itself or by the users
that came with the page; automatic ones are the system's; all others are an agent's. Private notes are agents' too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from insight.records import AuthorRole, Message
from insight.sources.cells import as_name, as_text
from insight.sources.refusals import Refused
from insight.sources.rows import Row
from insight.sources.times import TimeReader

CUSTOMER_ROLES = ("end-user", "end_user", "enduser", "customer", "requester", "user")
SYSTEM_ROLES = ("system", "bot")
SYSTEM_AUTHOR = "-1"
MARKUP = re.compile(r"<[^<>]{1,2000}>")
NO_LETTERS = re.compile(r"[\W_]+")
BEGINNING = 80  # letters by which a description is known again in the first comment


def read_comments(
    row: Row,
    requester: str | None,
    description: str | None,
    created_at: datetime | None,
    read_time: TimeReader,
    is_html: bool | None,
) -> list[Message]:
    """Read a ticket's comments in time order; its description is the first of them, or a message of its own."""
    comments = row.values["comments"]
    if not isinstance(comments, list) or not all(isinstance(comment, dict) for comment in comments):
        raise Refused("wrong_type", "`comments` is no list of objects")
    messages: dict[str, Message] = {}
    for number, comment in enumerate(comments, start=1):
        text, is_marked = _body(comment, is_html)
        if text is not None:
            key = as_name(comment.get("id")) or f"comment_{number}"
            author = as_name(comment.get("author_id") or _part(comment, "author").get("id"))
            at = comment.get("created_at")
            said_at = read_time(at) if at else created_at
            messages[key] = Message(
                key, _role(comment, author, requester, row), text, said_at, "body", is_marked, author
            )
    ordered = sorted(messages.values(), key=lambda one: (one.said_at is not None, one.said_at or 0))
    if description is not None:
        body = Message("body", "customer", description, created_at, is_html=bool(is_html), author_id=requester)
        ordered = ordered if _is_among(body, ordered) else [body, *ordered]
    return ordered


def _is_among(description: Message, messages: Iterable[Message]) -> bool:
    beginning = _letters(description)
    return any(message.text == description.text or _letters(message) == beginning for message in messages)


def _body(comment: Mapping[str, Any], is_html: bool | None) -> tuple[str | None, bool]:
    """Return the comment's text and whether it is HTML, which keeps quotations and lists that plain text loses."""
    marked = as_text(comment.get("html_body"))
    if marked is not None and is_html is not False:
        return marked, True
    for name in ("plain_body", "body", "text"):
        text = as_text(comment.get(name))
        if text is not None:
            return text, bool(is_html)
    return None, False


def _role(comment: Mapping[str, Any], author: str | None, requester: str | None, row: Row) -> AuthorRole:
    if author is not None and author == requester:
        return "customer"
    user = row.users.get(author or "", {})
    named = as_name(comment.get("author_role") or _part(comment, "author").get("role") or user.get("role") or "")
    role = (named or "").casefold()
    if role in CUSTOMER_ROLES:
        return "customer"
    if role in SYSTEM_ROLES or author == SYSTEM_AUTHOR or _part(comment, "via").get("channel") in ("rule", "system"):
        return "system"
    return "agent"


def find_people(row: Row, requester: str | None) -> list[str | None]:
    """Return the names and addresses that the page's users hold for the requester."""
    user = row.users.get(requester or "", {})
    return [as_name(user.get(key)) for key in ("name", "email", "phone") if not isinstance(user.get(key), list | dict)]


def _part(comment: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = comment.get(key)
    return part if isinstance(part, dict) else {}


def _letters(message: Message) -> str:
    """Return the first letters and digits of a text, by which it is known again with or without markup."""
    text = message.text[:4_000]
    # In plain text an address stands in angle brackets: nothing there is markup.
    plain = html.unescape(MARKUP.sub(" ", text)) if message.is_html else text
    return NO_LETTERS.sub("", plain[: 10 * BEGINNING].casefold())[:BEGINNING]
