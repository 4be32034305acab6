"""Exports as other tools write them, which no preset knows: what `insight init` makes of each, and what it then reads."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from insight.config import Settings, SourceSettings
from insight.errors import SourceRejected
from insight.records import Feedback
from insight.sources.guess import Guessed, guess_settings, guess_source
from insight.sources.settings_text import render_settings
from tests.sources.conftest import Read, rows_of

Guess = Callable[[str, Any], tuple[SourceSettings, tuple[str, ...], list[Feedback]]]
SAID = (
    "The export stops at page three every time.",
    "I cannot find the invoice of last month anywhere.",
    "Please let us share a calendar with guests.",
    "Search misses every document that was renamed.",
)


@pytest.fixture
def guess(tmp_path: Path) -> Guess:
    """Write an export, guess its settings, and read it with them."""

    def run(name: str, content: Any) -> tuple[SourceSettings, tuple[str, ...], list[Feedback]]:
        (tmp_path / name).write_bytes(_written(name, content))
        source, said = guess_source(str(tmp_path / name), tmp_path)
        rows = rows_of(Settings(root=tmp_path, sources={"shop": source}))
        assert all(isinstance(row, Feedback) for row in rows), rows
        return source, said, [row for row in rows if isinstance(row, Feedback)]

    return run


def _written(name: str, content: Any) -> bytes:
    if name.endswith(".jsonl"):
        return b"\n".join(map(orjson.dumps, content))
    if name.endswith(".json"):
        return bytes(orjson.dumps(content))
    text = io.StringIO()
    csv.writer(text).writerows(content)
    return text.getvalue().encode()


def test_a_freshdesk_export_is_tickets_of_people_with_names_and_accounts(guess: Guess) -> None:
    head = (
        "Ticket ID,Subject,Description,Priority,Agent,Created time,Closed time,Last update time,Full name,Title,Email"
    )
    rows = [
        (
            *(n, "Help", text, "Low", "Sam", f"2026-01-0{n} 09:00:00", "2026-02-01 09:00:00", "2026-02-02 09:00:00"),
            *(f"Ann Person{n}", "CEO", f"a{n}@example.com", "Acme"),
        )
        for n, text in enumerate(SAID, start=1)
    ]
    source, _, read = guess("freshdesk.csv", [[*head.split(","), "Company Name"], *rows])
    assert source.preset == "tickets"
    assert (source.fields.created_at, source.fields.updated_at) == ("Created time", "Last update time")
    assert (read[0].source_id, read[0].account_id, read[0].personal) == ("1", "Acme", ("Ann Person1", "a1@example.com"))


def test_a_salesforce_case_was_written_when_it_was_created_not_when_it_was_closed(guess: Guess) -> None:
    head = ("CaseNumber", "ContactId", "AccountId", "Subject", "Description", "ClosedDate", "CreatedDate")
    rows = [
        (f"0{n}", f"c{n}", "a", "Help", text, "2026-02-01T09:00:00.000Z", f"2026-01-0{n}T09:00:00.000Z")
        for n, text in enumerate(SAID, start=1)
    ]
    source, _, read = guess("cases.csv", [head, *rows])
    assert source.fields.created_at == "CreatedDate"
    assert [(row.source_id, row.customer_id, row.account_id) for row in read[:1]] == [("01", "c1", "a")]


def test_a_jira_export_has_its_own_way_to_write_times(guess: Guess) -> None:
    rows = [(f"SUP-{n}", "Help", f"{n + 12}/Jan/26 3:14 PM", "maria", text) for n, text in enumerate(SAID, start=1)]
    source, _, read = guess("jira.csv", [("Issue key", "Summary", "Created", "Reporter", "Description"), *rows])
    assert source.timestamp_format == "%d/%b/%y %I:%M %p"
    assert (read[0].source_id, read[0].customer_id, str(read[0].created_at)) == (
        *("SUP-1", "maria"),
        "2026-01-13 15:14:00+00:00",
    )


def test_nested_issues_are_read_by_their_dotted_paths_with_their_comments(guess: Guess) -> None:
    def issue(n: int, text: str) -> dict[str, Any]:
        reporter = {"accountId": f"r{n}", "displayName": "Ann Person"}
        comments = [
            {"author": {"accountId": "a9"}, "body": "We look into it.", "created": "2026-01-30T09:00:00.000+0000"},
            {"author": {"accountId": f"r{n}"}, "body": "It still fails.", "created": "2026-01-31T09:00:00.000+0000"},
        ]
        fields = {"summary": "Help", "description": text, "reporter": reporter, "labels": ["bug"]}
        fields |= {"created": f"2026-01-0{n}T09:00:00.000+0000", "comment": {"comments": comments}}
        return {"key": f"SUP-{n}", "fields": fields}

    source, _, read = guess("issues.json", {"total": 4, "issues": [issue(n, text) for n, text in enumerate(SAID, 1)]})
    assert (source.fields.text, source.fields.customer) == ("fields.description", "fields.reporter.accountId")
    assert (source.fields.account, read[0].tags, read[0].personal) == (None, ("bug",), ("Ann Person",))
    assert [(one.author_role, one.text) for one in read[0].messages] == [
        ("customer", "Help"),
        ("customer", SAID[0]),
        ("agent", "We look into it."),
        ("customer", "It still fails."),
    ]


def test_conversations_in_a_page_that_no_preset_knows_are_found(guess: Guess) -> None:
    def conversation(n: int, text: str) -> dict[str, Any]:
        person = {"type": "user", "id": f"u{n}", "name": "Ann Person", "email": "ann@example.com"}
        parts = [
            {"id": "1", "body": None, "author": {"type": "bot", "id": "b"}, "created_at": 1767225700},
            {"id": "2", "body": "<p>We look into it.</p>", "author": {"type": "admin", "id": "x"}},
            {"id": "3", "body": "<p>It still fails.</p>", "author": {"type": "user", "id": "other"}},
        ]
        return {
            "id": str(n),
            "created_at": 1767225600 + n,
            "source": {"body": f"<p>{text}</p>", "author": person},
            "tags": {"tags": [{"id": "7", "name": "billing"}]},
            "conversation_rating": {"rating": 4},
            "conversation_parts": {"conversation_parts": parts},
        }

    page = {"type": "list", "total_count": 4, "conversations": [conversation(n, text) for n, text in enumerate(SAID)]}
    source, said, read = guess("intercom.json", page)
    assert (source.preset, source.rows, source.is_html) == ("tickets", "conversations", True)
    assert "Its rows are in the list conversations." in said
    assert (read[0].customer_id, read[0].tags, read[0].personal) == (
        "u0",
        ("billing",),
        ("Ann Person", "ann@example.com"),
    )
    assert [(one.author_role, one.text) for one in read[0].messages] == [
        ("customer", f"<p>{SAID[0]}</p>"),
        ("agent", "<p>We look into it.</p>"),
        ("customer", "<p>It still fails.</p>"),
    ]
    lines_of, _, lines = guess("intercom.jsonl", page["conversations"])
    assert (lines_of.rows, [row.messages for row in lines]) == (None, [row.messages for row in read])


def test_a_review_of_several_questions_is_read_whole(guess: Guess) -> None:
    head = ("Response ID", "What do you like best?", "What do you dislike?", "Segment", "Star Rating", "Reviewer Name")
    rows = [
        (f"g{n}", f"{text} I like all the rest of it.", text, "Small business, 50 or fewer", 4.5, f"Ann{n}")
        for n, text in enumerate(SAID)
    ]
    source, said, read = guess("g2.csv", [head, *rows])
    assert source.fields.text == ("What do you like best?", "What do you dislike?")
    assert (
        "The texts are taken from What do you like best?, What do you dislike?: each is a message of its own." in said
    )
    assert [message.text for message in read[0].messages] == [f"{SAID[0]} I like all the rest of it.", SAID[0]]
    assert (source.preset, read[0].rating, len({message.key for message in read[0].messages})) == ("reviews", 4.5, 2)


def test_stars_in_words_are_stars(guess: Guess) -> None:
    rows = [("Ann", f"Rated {n + 1} out of 5 stars", text, f"January {n + 1}, 2026") for n, text in enumerate(SAID)]
    source, _, read = guess("site.csv", [("Name", "Rating", "Review Body", "Date of Experience"), *rows])
    assert (source.preset, source.timestamp_format) == ("reviews", "%B %d, %Y")
    assert [row.rating for row in read] == [1, 2, 3, 4]


def test_an_answer_is_known_by_its_question(guess: Guess) -> None:
    question = "How likely are you to recommend Harbor to a friend?"
    rows = [(f"t{n}", 7 + n % 3, text, f"2026-01-0{n + 1} 09:00:00") for n, text in enumerate(SAID)]
    source, _, read = guess("form.csv", [("#", question, "What is the main reason?", "Submit Date (UTC)"), *rows])
    assert (source.preset, source.fields.rating, source.fields.id) == ("nps", question, "#")
    assert [row.rating for row in read] == [7, 8, 9, 7]


def test_a_zone_that_a_column_names_is_that_of_its_times(guess: Guess) -> None:
    rows = [(n, text, "2026-01-05 10:00:00") for n, text in enumerate(SAID)]
    source, said, read = guess("talks.csv", [("Conversation ID", "Message", "Started at (America/Chicago)"), *rows])
    assert source.timezone == "America/Chicago"
    assert "Times that name no zone are in America/Chicago, as the column says." in said
    assert str(read[0].created_at) == "2026-01-05 16:00:00+00:00"


def test_the_guess_is_tried_and_what_it_cannot_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,text,date,rating\n1,a,13/04/2024,5\n2,b,05/13/2024,4\n")
    _, said = guess_source(str(tmp_path / "rows.csv"), tmp_path)
    assert said[-1].startswith(
        "Tried on the first 2 rows: none can be read, the first (line 2) because '13/04/2024' is no"
    )
    (tmp_path / "rows.csv").write_text("id,text,date,rating\n1,a,2024-01-01,5\n2,b,2024-01-02,4\n")
    assert guess_source(str(tmp_path / "rows.csv"), tmp_path)[1][-1] == "Tried on the first 2 rows: all can be read."


def test_accounts_in_dollars_set_the_currency_and_revenue_by_the_month_is_no_revenue(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,plan,arr,currency\na,pro,12,USD\nb,pro,9,USD\n")
    guessed = guess_settings([str(tmp_path / "accounts.csv")], tmp_path)
    assert guessed.currency == "USD"
    assert guessed.sentences[-1] == "Tried on the first 2 rows: all can be read."
    (tmp_path / "accounts.csv").write_text("account_id,plan,mrr\na,pro,12\n")
    guessed = guess_settings([str(tmp_path / "accounts.csv")], tmp_path)
    assert guessed.accounts is not None
    assert "revenue" not in guessed.accounts.model_fields_set
    assert "mrr is by the month and was left out: revenue is by the year, so add such a column." in guessed.sentences


def test_tickets_that_name_a_plan_are_no_accounts_and_releases_are_no_feedback(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text(f"id,account,plan,subject,description\n1,a,pro,Help,{SAID[0]}\n")
    (tmp_path / "releases.csv").write_text("version,released_on,notes\n1.0,2026-01-05,First.\n")
    guessed = guess_settings([str(tmp_path / name) for name in ("tickets.csv", "releases.csv")], tmp_path)
    assert list(guessed.sources) == ["tickets"]
    assert guessed.accounts is None
    assert guessed.releases is not None
    assert guessed.releases.released_at == "released_on"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "notes.md",
            "# Notes\nthis is prose\n",
            "notes.md: no column of texts or ratings was found; there are: # Notes.",
        ),
        ("rows.xml", "<rows><row/></rows>", "rows.xml is XML or HTML, which is not read: export CSV or JSON"),
        (
            "rows.json",
            '{"7": {"text": "a"}, "8": {"text": "b"}}',
            "rows.json is one object that holds its rows by name",
        ),
        ("rows.csv", "sep=;\nid;text\n1;a\n", "the first line, 'sep=;', is Excel's and no header; remove it"),
    ],
)
def test_what_is_no_table_of_feedback_is_refused_in_one_line(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(SourceRejected, match=re.escape(message)):
        guess_source(str(tmp_path / name), tmp_path)


def test_a_file_that_is_not_there_is_named_and_not_looked_for_in_settings(tmp_path: Path) -> None:
    with pytest.raises(SourceRejected, match=r"^there is no file rows\.csv$"):
        guess_source(str(tmp_path / "rows.csv"), tmp_path)


def test_s15_a_workbook_is_told_apart_from_an_archive_of_tables(tmp_path: Path, read: Read) -> None:
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    message = "book.xlsx is a workbook or another office file; save its table as CSV"
    with pytest.raises(SourceRejected, match=message):
        guess_source(str(tmp_path / "book.xlsx"), tmp_path)
    (refused,) = read((tmp_path / "book.xlsx").read_bytes(), "book.xlsx")
    assert (refused.reason, refused.detail) == ("archive_refused", message)


def test_ratings_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text('id,review,date,stars\n1,It is fine,2026-01-05,"4,5"\n')
    _, said = guess_source(str(tmp_path / "rows.csv"), tmp_path)
    assert "The cells of stars ('4,5') are no ratings from 1 to 5 or 0 to 10." in said


def test_of_several_files_the_last_one_is_tried_too_for_columns_change(tmp_path: Path) -> None:
    for name, stars in (("2026-01.csv", "stars"), ("2026-02.csv", "stars"), ("2026-03.csv", "rating")):
        (tmp_path / name).write_text(f"id,review,date,{stars}\n1,It is fine,2026-01-05,4\n")
    _, said = guess_source(str(tmp_path / "*.csv"), tmp_path)
    assert said[-2:] == (
        "Tried on the first row of 2026-01.csv: all can be read.",
        "The last file cannot be read so: 2026-03.csv: no column 'stars' for fields.rating; there are: "
        "id, review, date, rating.",
    )
    (tmp_path / "2026-03.csv").unlink()
    _, said = guess_source(str(tmp_path / "*.csv"), tmp_path)
    assert said[-1] == "Tried on the first row of 2026-02.csv: all can be read."


def test_a_zendesk_ticket_is_linked_by_its_page_and_all_names_of_its_requester_are_personal(guess: Guess) -> None:
    ticket = {
        "requester_id": 7,
        "created_at": "2026-01-05T09:00:00Z",
        "description": SAID[0],
        "requester": {"id": 7, "name": "Ann Person", "email": "ann@example.com"},
        "via": {"source": {"from": {"name": "Annie P.", "address": "annie@example.com"}}},
    }
    api = "https://harbor.zendesk.com/api/v2/tickets/{}.json"
    source, _, read = guess("export.jsonl", [{**ticket, "id": n, "url": api.format(n)} for n in (1, 2)])
    assert (source.preset, source.fields.url) == ("zendesk", None)
    assert read[0].url == "https://harbor.zendesk.com/agent/tickets/1"
    assert set(read[0].personal) == {"Ann Person", "Annie P.", "ann@example.com", "annie@example.com"}
    (text,) = (line for line in _text_of(source).splitlines() if "url_pattern" in line)
    assert text.startswith('url_pattern = "https://harbor.zendesk.com/agent/tickets/{id}"')


def _text_of(source: SourceSettings) -> str:
    return render_settings(Guessed({"shop": source}, None, ()), "Harbor")


def test_a_folder_of_several_kinds_is_a_source_for_each_kind(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for month in ("2026-01", "2026-02"):
        (folder / f"tickets-{month}.csv").write_text(f"id,subject,description,created\n1,s,{SAID[0]},{month}-05\n")
    (folder / "desk").mkdir()
    for month in ("2026-01", "2026-02"):
        (folder / f"desk/{month}.jsonl").write_text(f'{{"key": "{month}", "what_they_said": "{SAID[2]}"}}\n')
    (folder / "reviews.csv").write_text(f"id,review,date,stars\n1,{SAID[1]},2026-01-05,4\n")
    (folder / "accounts.csv").write_text("account_id,plan,revenue,currency,valid_from\na,pro,12,USD,2026-01-01\n")
    (folder / "notes.txt").write_text("to do\ncall them\n")
    guessed = guess_settings([str(folder)], tmp_path)
    assert {name: source.path for name, source in guessed.sources.items()} == {
        "reviews": "exports/reviews.csv",
        "tickets": "exports/tickets*.csv",
        "desk": "exports/desk/*.jsonl",
    }
    assert guessed.accounts is not None
    assert guessed.accounts.path == "exports/accounts.csv"
    (left,) = (one for one in guessed.sentences if one.startswith("Left out: "))
    assert left.startswith("Left out: exports/notes.txt: no column of texts or ratings was found")


def test_a_folder_of_one_kind_is_one_source(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("january.csv", "february.csv"):
        (folder / name).write_text(f"id,review,date,stars\n1,{SAID[1]},2026-01-05,4\n")
    guessed = guess_settings([str(folder)], tmp_path)
    assert {name: source.path for name, source in guessed.sources.items()} == {"exports": "exports"}
