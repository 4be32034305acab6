from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from tests.sources.conftest import Read, ids, texts

TICKET: dict[str, Any] = {
    "id": 35436,
    "url": "https://harbor.zendesk.example/api/v2/tickets/35436.json",
    "created_at": "2024-01-02T10:00:00Z",
    "updated_at": "2024-01-03T10:00:00Z",
    "raw_subject": "Cannot print",
    "subject": "Cannot print",
    "description": "The printer does nothing.",
    "status": "open",
    "tags": ["print", "vip"],
    "requester_id": 20978392,
    "organization_id": 509974,
    "satisfaction_rating": {"id": 1, "score": "bad"},
    "via": {"channel": "email", "source": {"from": {"name": "Ada Roe", "address": "ada@example.com"}}},
}
COMMENTS = [
    {"id": 2, "author_id": 99, "body": "Have you tried?", "created_at": "2024-01-02T12:00:00Z", "public": True},
    {
        "id": 1,
        "author_id": 20978392,
        "html_body": "<p>The printer does nothing.</p>",
        "created_at": "2024-01-02T10:00:00Z",
    },
    {"id": 3, "author_id": -1, "body": "Closed by a rule.", "created_at": "2024-01-02T13:00:00Z"},
    {
        "id": 4,
        "author_id": 77,
        "author": {"role": "end-user"},
        "body": "Same here.",
        "created_at": "2024-01-02T14:00:00Z",
    },
]


def lines(*tickets: dict[str, Any]) -> bytes:
    return b"\n".join(map(orjson.dumps, tickets))


def test_comments_become_messages_by_author_in_time_order(read: Read) -> None:
    (ticket,) = read(lines({**TICKET, "comments": COMMENTS}), name="t.jsonl", preset="zendesk")
    assert [(m.key, m.author_role, m.author_id, m.is_html, m.text) for m in ticket.messages] == [
        ("title", "customer", "20978392", False, "Cannot print"),
        ("1", "customer", "20978392", True, "<p>The printer does nothing.</p>"),
        ("2", "agent", "99", False, "Have you tried?"),
        ("3", "system", "-1", False, "Closed by a rule."),
        ("4", "customer", "77", False, "Same here."),
    ]
    assert ticket.messages[2].said_at == datetime(2024, 1, 2, 12, tzinfo=UTC)
    assert (ticket.source_id, ticket.customer_id, ticket.account_id) == ("35436", "20978392", "509974")
    assert (ticket.rating, ticket.rating_scale, ticket.tags) == (1.0, "csat", ("print", "vip"))
    assert ticket.personal == ("Ada Roe", "ada@example.com")


def test_a_ticket_without_comments_has_its_description(read: Read) -> None:
    (ticket,) = read(lines(TICKET), name="t.jsonl", preset="zendesk", url_pattern="https://harbor.example/t/{id}")
    assert [(m.key, m.text) for m in ticket.messages] == [
        ("title", "Cannot print"),
        ("body", "The printer does nothing."),
    ]
    assert ticket.url == "https://harbor.example/t/35436"


def test_a_description_that_is_no_comment_is_a_message_of_its_own(read: Read) -> None:
    (ticket,) = read(lines({**TICKET, "comments": COMMENTS[:1]}), name="t.jsonl", preset="zendesk")
    assert [m.key for m in ticket.messages] == ["title", "body", "2"]


def test_a_description_with_addresses_is_known_again_in_its_comment(read: Read) -> None:
    plain = "Fwd:\nFrom: Ada <ada@example.com>\nTo: <help@harbor.example>\nIt is broken."
    marked = (
        "<p>Fwd:</p><p>From: Ada &lt;ada@example.com&gt;<br>To: &lt;help@harbor.example&gt;</p><p>It is broken.</p>"
    )
    comment = {"id": 1, "author_id": 20978392, "html_body": marked, "plain_body": plain}
    (ticket,) = read(lines({**TICKET, "description": plain, "comments": [comment]}), name="t.jsonl", preset="zendesk")
    assert [m.key for m in ticket.messages] == ["title", "1"]


def test_pages_of_the_incremental_export_bring_the_roles_of_their_users(read: Read) -> None:
    page = {
        "tickets": [{**TICKET, "via": None, "comments": [{"id": 5, "author_id": 8, "body": "Me too."}]}],
        "users": [
            {"id": 8, "role": "end-user", "name": "Bo"},
            {"id": 20978392, "role": "end-user", "name": "Ada Roe", "email": "ada@example.com", "phone": None},
        ],
        "next_page": "https://harbor.zendesk.example/api/v2/incremental/tickets.json?start_time=1",
        "end_time": 1704153600,
        "count": 1,
    }
    for content in (orjson.dumps(page), orjson.dumps(page, option=orjson.OPT_INDENT_2)):
        (ticket,) = read(content, name="page.json", preset="zendesk")
        assert ticket.messages[-1].author_role == "customer"
        assert ticket.personal == ("Ada Roe", "ada@example.com")


def test_an_array_of_tickets_is_read(read: Read) -> None:
    rows = read(orjson.dumps([TICKET, {**TICKET, "id": 2}]), name="t.json", preset="zendesk")
    assert ids(rows) == ["35436", "2"]


def test_b33_tombstones_are_deletions(read: Read) -> None:
    gone = {**TICKET, "status": "deleted", "satisfaction_rating": None}
    short = {"id": 2, "deleted": True, "updated_at": "2024-01-03T10:00:00Z"}
    rows = read(lines(gone, short), name="t.jsonl", preset="zendesk")
    assert [(row.source_id, row.is_deleted, row.messages) for row in rows] == [("35436", True, ()), ("2", True, ())]


def test_a_ticket_without_id_or_with_strange_comments_is_quarantined(read: Read) -> None:
    nameless = {key: value for key, value in TICKET.items() if key != "id"}
    rows = read(lines(nameless, {**TICKET, "comments": "none"}), name="t.jsonl", preset="zendesk")
    assert ids(rows) == ["1 missing_id", "2 wrong_type"]


def test_plain_bodies_are_taken_where_html_is_not_wanted(read: Read) -> None:
    comment = {"id": 1, "author_id": 20978392, "html_body": "<p>a</p>", "plain_body": "The printer does nothing."}
    (ticket,) = read(lines({**TICKET, "comments": [comment]}), name="t.jsonl", preset="zendesk", is_html=False)
    assert texts([ticket]) == ["Cannot print", "The printer does nothing."]
