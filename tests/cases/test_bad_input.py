"""Bad input through the whole run: what is stored, what is mined, what is published, and what the run says of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cases.conftest import BROKEN_LINE, REFRESH, Project, write_project
from tests.cases.made_feedback import AS_OF, GERMAN, ODD_TEXTS, odd_tickets, reviews, reviews_of, write_json_lines

Make = Callable[..., Project]

TABLES = ("feature_ideas", "pain_points", "evidence", "themes")
HEADER = "id,date,customer,stars,text\n"


def row_counts(project: Project) -> dict[str, int]:
    return {name: project.published(f"select count(*) as n from marts.{name}")[0]["n"] for name in TABLES}


NOTHING = dict.fromkeys(TABLES, 0)


# --- few rows, and none ---------------------------------------------------------------------------------------------


def test_b13_files_without_rows_are_published_as_empty_tables(project: Make):
    made = project("")
    made.config.write_text(made.config.read_text().replace("reviews.csv", "*.csv"))
    (made.root / "header.csv").write_text(HEADER)
    (made.root / "newlines.csv").write_text("\n\r\n\n")
    result = made.refresh()
    assert (result.exit_code, made.current) == (0, "run_000001"), result.output
    assert "too few messages to group: 0 specific statements" in result.stdout
    assert row_counts(made) == NOTHING
    notes = made.stored("select file, read_count, note is not null as is_noted from audit.files order by file")
    assert notes == [
        {"file": name, "read_count": 0, "is_noted": True} for name in ("header.csv", "newlines.csv", "reviews.csv")
    ]
    again = made.refresh()
    assert (again.exit_code, made.current) == (0, "run_000001")
    assert "nothing new: the last snapshot stands" in again.stdout


@pytest.mark.slow
def test_b14_b15_few_rows_are_published_and_too_few_to_group(project: Make):
    for count in (1, 11):
        made = project(reviews()[:count])
        result = made.refresh()
        assert (result.exit_code, made.current) == (0, "run_000001"), result.output
        assert f"too few messages to group: {count} specific statements" in result.stdout
        assert row_counts(made) == NOTHING
        status = made.published("select feedback_count, message_count from marts.sources_status")
        assert status == [{"feedback_count": count, "message_count": count}]


# --- long messages --------------------------------------------------------------------------------------------------


def test_b16_a_long_message_is_stored_whole_and_its_beginning_is_mined(seen: Project):
    assert message(seen, "long") == ODD_TEXTS["long"]
    said = statements(seen, "long")
    assert said[0]["text"] == "The calendar sync loses my appointments."
    assert max(one["char_end"] for one in said) <= seen.settings.statements.max_characters
    marked = "select m.reason from mined.messages m join raw.feedback f using (feedback_id) where f.source_id = 'long'"
    assert {"reason": "only_the_beginning"} in seen.stored(marked)


def test_b17_an_endless_row_of_marks_is_stored_and_what_stands_before_it_is_mined(seen: Project):
    assert message(seen, "unspaced") == ODD_TEXTS["unspaced"]
    assert [one["text"] for one in statements(seen, "unspaced")] == ["The dark mode is missing"]


# --- what is gone --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_b33_a_deleted_ticket_leaves_counts_and_themes_at_the_next_publish(copied: Project):
    gone = {"id": "formula", "created_at": "2026-02-20T09:00:00Z", "updated_at": "2026-02-25T09:00:00Z"}
    write_json_lines(copied.root / "desk.jsonl", [*odd_tickets(), BROKEN_LINE, gone | {"deleted": True}])
    themes = "select sum(statement_count)::int as n from marts.themes where level = 2"
    (before,) = copied.published(themes)
    result = copied.refresh()
    assert (result.exit_code, copied.current) == (2, "run_000002"), result.output
    assert copied.published(themes) == [{"n": before["n"] - 1}]
    assert ODD_TEXTS["formula"] not in {row["quote"] for row in copied.published("select quote from marts.evidence")}
    assert copied.published("select deleted_count from marts.sources_status where source = 'desk'") == [
        {"deleted_count": 1}
    ]


# --- odd characters and odd words -----------------------------------------------------------------------------------


def test_b38_a_message_from_the_future_is_stored_and_flagged_and_neither_mined_nor_counted(seen: Project):
    assert seen.stored("select flags from raw.feedback where source_id = 'future'") == [{"flags": ["future_date"]}]
    assert statements(seen, "future") == []
    status = seen.published("select future_count, message_count from marts.sources_status where source = 'desk'")
    assert status == [{"future_count": 1, "message_count": len(ODD_TEXTS)}]
    assert seen.published(f"select * from marts.evidence where said_at > timestamp '{AS_OF:%Y-%m-%d}'") == []
    assert seen.published(f"select * from marts.theme_trends where period_start > '{AS_OF:%Y-%m-%d}'") == []


def test_b39_every_text_is_stored_byte_for_byte(seen: Project):
    assert {name: message(seen, name) for name in ODD_TEXTS} == ODD_TEXTS


def test_b39_a_quote_keeps_what_joins_and_its_readable_version_loses_what_turns(seen: Project):
    quotes = [row["quote"] for row in seen.published("select quote from marts.evidence")]
    assert any("👩‍👩‍👧" in quote and "cafe\u0301" in quote for quote in quotes)
    (turned,) = statements(seen, "turned")
    assert turned["text"] == ODD_TEXTS["turned"]
    assert "\u202e" not in turned["clean"]


def test_b40_texts_without_words_are_set_aside_with_their_reason(seen: Project):
    became = seen.stored(
        "select feedback.source_id, messages.state, messages.reason from mined.messages as messages "
        "join raw.feedback as feedback on feedback.feedback_id = messages.feedback_id "
        "where feedback.source_id in ('emoji', 'marks', 'numbers') order by all"
    )
    assert became == [
        {"source_id": name, "state": "set_aside", "reason": "no_usable_words"} for name in ("emoji", "marks", "numbers")
    ]
    assert [(one["kind"], one["is_specific"]) for one in statements(seen, "stop_words")] == [("other", False)]


def test_b40_b43_where_nothing_can_be_grouped_the_tables_are_there_and_empty(project: Make):
    texts = [ODD_TEXTS[name] for name in ("emoji", "marks", "numbers", "stop_words")]
    made = project(reviews_of(texts * 5))
    result = made.refresh()
    assert (result.exit_code, made.current) == (0, "run_000001"), result.output
    assert "too few messages to group" in result.stdout
    assert row_counts(made) == NOTHING
    assert "No ideas yet" in made.run("ideas").stdout
    assert made.answer("ideas") == []
    assert "No ideas yet" in (made.root / "insight-data/current/feature_ideas.md").read_text()


def test_b41_sixty_people_with_the_same_words_are_one_theme_of_sixty(project: Make):
    made = project(reviews_of(["The calendar does not sync with my phone"] * 60))
    result = made.refresh()
    assert (result.exit_code, made.current) == (0, "run_000001"), result.output
    (theme,) = made.published("select statement_count, customer_count from marts.themes where level = 2")
    assert theme == {"statement_count": 60, "customer_count": 60}
    (idea,) = made.published("select mention_count, customer_count from marts.feature_ideas")
    assert idea == {"mention_count": 60, "customer_count": 60}


def test_b42_one_language_that_is_not_english_is_recorded_and_set_aside_in_sight(project: Make):
    made = project(reviews_of(GERMAN))
    result = made.refresh()
    assert (result.exit_code, made.current) == (0, "run_000001"), result.output
    languages = made.stored("select language, count(*) as n from mined.statements group by language")
    assert languages == [{"language": "de", "n": len(GERMAN)}]
    assert "too few messages to group" in result.stdout
    assert row_counts(made) == NOTHING


def test_b44_markup_is_stored_as_it_came_and_a_script_is_no_statement(seen: Project):
    assert message(seen, "markup") == ODD_TEXTS["markup"]
    (said,) = statements(seen, "markup")
    assert said["clean"] == "The invoice export to PDF **crashes** each time & again"
    for path in ("feature_ideas.md", "validation.md", "digest.md", "digest.html"):
        assert "<script" not in (seen.root / "insight-data/current" / path).read_text()


# --- order ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_b47_the_order_of_the_rows_changes_nothing_that_is_published(seen: Project, tmp_path: Path):
    shuffled = Project(tmp_path)
    mixed = random.Random(47)
    said, tickets = reviews(), [*odd_tickets(), BROKEN_LINE]
    mixed.shuffle(said)
    mixed.shuffle(tickets)
    write_project(shuffled, said, tickets)
    process = shuffled.start(*REFRESH)  # which shares nothing with the first run
    assert (process.communicate(timeout=250), process.returncode)[1] == 2
    for name in TABLES:
        select = f"select * from marts.{name} order by all"
        assert shuffled.published(select) == seen.published(select), name


# --- looking into the work file -------------------------------------------------------------------------------------


def message(project: Project, source_id: str) -> str:
    """The only message of a ticket, as landed."""
    (row,) = project.stored(
        "select messages.text from raw.messages as messages "
        "join raw.feedback as feedback on feedback.feedback_id = messages.feedback_id "
        f"where feedback.source_id = '{source_id}'"
    )
    return str(row["text"])


def statements(project: Project, source_id: str) -> list[dict[str, object]]:
    return project.stored(
        "select statements.* from mined.statements as statements "
        "join raw.feedback as feedback on feedback.feedback_id = statements.feedback_id "
        f"where feedback.source_id = '{source_id}' order by char_start"
    )
