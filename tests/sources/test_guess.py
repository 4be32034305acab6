from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from insight.config import load_settings
from insight.errors import SourceRejected
from insight.sources.guess import guess_settings, guess_source
from insight.sources.settings_text import render_settings
from tests.sources.conftest import AS_OF
from tests.sources.test_zendesk import COMMENTS, TICKET


def test_what_is_written_reads_the_files_that_it_was_guessed_from(tmp_path: Path) -> None:
    (tmp_path / "tickets.jsonl").write_bytes(orjson.dumps({**TICKET, "comments": COMMENTS}))
    (tmp_path / "App Reviews.csv").write_text("review_id;stars;body;date\n1;5;Nice and <b>quick</b>;25/12/2023\n")
    (tmp_path / "nps.csv").write_text(
        "response_id,score,comment,responded_at,customer_id\n1,9,ok,2024-01-01,c\n2,7,,2024-01-01,d\n"
    )
    (tmp_path / "accounts.csv").write_text("account_id,plan,revenue,currency,valid_from\na,pro,12,EUR,2024-01-01\n")
    names = ("tickets.jsonl", "App Reviews.csv", "nps.csv", "accounts.csv")
    guessed = guess_settings([str(tmp_path / name) for name in names], tmp_path)
    presets = {name: source.preset for name, source in guessed.sources.items()}
    assert presets == {"tickets": "zendesk", "app_reviews": "reviews", "nps": "nps"}
    reviews = guessed.sources["app_reviews"]
    assert (reviews.path, reviews.delimiter, reviews.timestamp_format) == ("App Reviews.csv", ";", "%d/%m/%Y")
    assert (reviews.is_html, reviews.fields.text, reviews.fields.rating) == (True, "body", "stars")

    (tmp_path / "insight.toml").write_text(render_settings(guessed, 'Har"bor\\'), encoding="utf-8")
    settings = load_settings(tmp_path / "insight.toml")
    assert settings.product == 'Har"bor\\'
    assert settings.sources == guessed.sources
    assert settings.accounts == guessed.accounts

    from insight.sources import Cursor, read_accounts, read_source

    landed = [row for name in settings.sources for b in read_source(name, settings, Cursor(), AS_OF) for row in b.rows]
    assert [getattr(row, "reason", "read") for row in landed] == ["read"] * 4
    assert len(list(read_accounts(settings))) == 1


def test_replies_are_joined_to_the_only_tickets(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text("id,subject,description,created\n1,s,d,2024-01-01\n")
    (tmp_path / "replies.csv").write_text("id,ticket_id,body,created,author,author_role\n1,1,x,2024-01-01,u,agent\n")
    guessed = guess_settings([str(tmp_path / "replies.csv"), str(tmp_path / "tickets.csv")], tmp_path)
    replies = guessed.sources["tickets"].replies
    assert replies is not None
    assert (replies.path, replies.ticket, replies.text) == ("replies.csv", "ticket_id", "body")
    assert "replies.csv is joined to the source tickets." in guessed.sentences


def test_one_time_that_cannot_be_read_hides_neither_the_column_nor_its_format(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,text,created_at\n1,a,23/04/2024\n2,b,05/06/2024\n3,c,soon\n")
    source, sentences = guess_source(str(tmp_path / "rows.csv"), tmp_path)
    assert (source.fields.created_at, source.timestamp_format) == ("created_at", "%d/%m/%Y")
    assert "1 of 3 times in created_at cannot be read ('soon')." in sentences


def test_day_and_month_in_doubt_are_left_open_and_said(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,text,date,rating\n1,a,03/04/2024,5\n2,b,05/06/2024,4\n")
    source, sentences = guess_source(str(tmp_path / "rows.csv"), tmp_path)
    assert source.timestamp_format is None
    assert "The times in date ('03/04/2024') can be %d/%m/%Y or %m/%d/%Y: set timestamp_format." in sentences


def test_an_unknown_text_column_is_the_one_with_the_longest_texts(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("key,what happened,when\nA-1,The window closes when I press save,2024-01-01\n")
    source, sentences = guess_source(str(tmp_path / "rows.csv"), tmp_path)
    assert (source.preset, source.fields.text) == ("tickets", "what happened")
    assert "The text is taken from what happened, the column with the longest texts." in sentences


def test_an_unknown_time_column_is_one_where_every_cell_is_a_time(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,text,count,seen on\n1,a,1688212800,2024-01-01\n2,b,1688212801,2024-01-02\n")
    source, sentences = guess_source(str(tmp_path / "rows.csv"), tmp_path)
    assert source.fields.created_at == "seen on"
    assert "The time is taken from seen on, where every cell is a time." in sentences


def test_an_encoding_that_no_mark_tells_is_written_down(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes("id,text,rating\n1,fermé,5\n".encode("cp1252"))
    assert guess_source(str(tmp_path / "rows.csv"), tmp_path)[0].encoding == "cp1252"


@pytest.mark.parametrize(("content", "message"), [(b"", "holds no rows to guess from"), (b"a,a\n1,2\n", "named 'a'")])
def test_files_that_tell_nothing_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "rows.csv").write_bytes(content)
    with pytest.raises(SourceRejected, match=message):
        guess_source(str(tmp_path / "rows.csv"), tmp_path)


def test_a_column_of_times_in_another_format_is_found(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,text,seen on,rating\n1,a,31/04/2024 x,5\n", encoding="utf-8")
    assert guess_source(str(tmp_path / "rows.csv"), tmp_path)[0].fields.created_at is None
    (tmp_path / "rows.csv").write_text("id,text,seen on,rating\n1,a,30/04/2024,5\n2,b,01/05/2024,4\n", encoding="utf-8")
    source, _ = guess_source(str(tmp_path / "rows.csv"), tmp_path)
    assert (source.fields.created_at, source.timestamp_format) == ("seen on", "%d/%m/%Y")


def test_what_is_left_out_is_said_and_who_speaks_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("Case Number,Message,Opened,Priority\nC-1,It crashes,2024-05-01,high\n")
    _, said = guess_source(str(tmp_path / "rows.csv"), tmp_path)
    assert said[-3:-1] == (
        "No column with the customer was found: set fields.customer, or each row counts as a person of its own.",
        "Not used: Priority.",
    )
    (tmp_path / "rows.csv").write_text("Case Number,Message,Contact E-Mail\nC-1,It crashes,a@example.com\n")
    source, said = guess_source(str(tmp_path / "rows.csv"), tmp_path)
    assert source.fields.customer_email == "Contact E-Mail"
    assert not any("No column with the customer" in one for one in said)
