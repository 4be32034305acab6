"""The digest: each figure is what the query beside it answers, and what people said is only ever shown as words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from insight.config import Settings
from insight.digest import compose, make_digest, questions, read_week, write_html, write_markdown
from insight.digest.blocks import Cards, Paper
from insight.digest.cells import guard
from insight.digest.queries import HAS_EFFECTS, ask_for
from insight.digest.sections import _against
from insight.digest.weeks import describe_week, last_whole_week, name_week
from insight.records import Run
from insight.relations import build_marts, install, read_relations, sql_folder
from insight.warehouse import Warehouse, open_work_file, read_one_select
from tests.digest.made_weeks import AS_OF, LABELS, LAST_WEEK_ON, NEW, RISING, SAID, STEADY, VARIABLES, fill

GOLDEN = Path(__file__).parent / "golden" / "digest.md"
RELATIONS = read_relations(sql_folder())
RUN = Run("run_000001", AS_OF.replace(tzinfo=UTC))
HOSTILE = '</title></style><script>alert(1)</script><img src=x onerror="alert(2)">'
TURNED = "\u202eevil\u202c [a](javascript:alert(3)) `x` | **b** ![i](http://x.example/i.png)"


def published(root: Path, **made: Any) -> Iterator[Warehouse]:
    """Made weeks, published: the tables that a digest reads."""
    with open_work_file(Settings(root=root)) as warehouse:
        install(warehouse, RELATIONS)
        with warehouse.transaction():
            fill(warehouse, **made)
            build_marts(warehouse, RELATIONS, VARIABLES)
        yield warehouse


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    yield from published(tmp_path_factory.mktemp("digest"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    labels = {**LABELS, STEADY: HOSTILE, RISING: TURNED, NEW: "=cmd|' /C calc'!A0"}
    said = {**SAID, STEADY: f"Blank pages {HOSTILE}", RISING: f"It crashes {TURNED}"}
    yield from published(tmp_path_factory.mktemp("hostile"), labels=labels, said=said)


@pytest.fixture(scope="module")
def paper(tables: Warehouse) -> Paper:
    return make_digest(tables, RUN, "Tidebook")


class Seen(HTMLParser):
    """What a browser would make of a page: elements with their attributes, and the text outside style and head."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes what is not open"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)


def said_in(document: str) -> str:
    """The Markdown of a digest without its queries."""
    return re.sub(r"\n<details>.*?</details>\n", "", document, flags=re.S)


def test_the_digest_of_a_small_snapshot_reads_as_it_is_kept(paper: Paper):
    """Its queries are left out here: the test after the next one runs them."""
    assert said_in(write_markdown(paper)) == GOLDEN.read_text(encoding="utf-8")


def test_new_rising_and_fading_themes_are_told_and_a_steady_one_is_not(paper: Paper):
    (changes,) = re.findall(r"## New, rising, fading\n(.*?)\n## ", said_in(write_markdown(paper)), flags=re.S)
    assert re.findall(r"- \*\*(.*?)\*\*", changes) == [
        "New: No dark mode",
        "▲ Rising: Crash after 2.0",
        "▼ Fading: Slow start",
    ]


def test_every_query_that_is_printed_answers_with_the_figures_beside_it(tables: Warehouse, paper: Paper):
    asked = questions(LAST_WEEK_ON, has_effects=tables.value(HAS_EFFECTS))
    by_text = {query: name for name, query in asked.items()}
    printed = [query.strip() for query in re.findall(r"```sql\n(.*?)```", write_markdown(paper), flags=re.S)]
    on_page = [
        html.unescape(query) for query in re.findall(r"<pre[^>]*><code>(.*?)</code>", write_html(paper), flags=re.S)
    ]
    assert printed == on_page
    answers: dict[str, Sequence[Any]] = {name: [] for name in by_text.values()}
    for query in printed:
        names, rows = read_one_select(tables, query)
        answers[by_text[query]] = [dict(zip(names, row, strict=True)) for row in rows]
    again = compose(asked, answers, RUN, "Tidebook", LAST_WEEK_ON)
    assert write_markdown(again) == write_markdown(paper)
    assert write_html(again) == write_html(paper)


def test_every_number_of_the_text_is_a_cell_of_an_answer_or_a_count_of_rows(tables: Warehouse, paper: Paper):
    for section in paper.sections:
        answers = [tables.rows(query) for query in section.queries]
        if section.key == "heard":  # its tiles also count the rows of the sections that they lead to
            answers += [
                tables.rows(query)
                for other in paper.sections
                for query in other.queries
                if other.key in ("alerts", "changes")
            ]
        known = {shape for rows in answers for row in rows for value in row.values() for shape in shapes(value)}
        known |= {str(count) for rows in answers for count in range(len(rows) + 1)}
        text = said_in(write_markdown(replace(paper, sections=(section,)))).split(f"## {section.title}")[1]
        assert [number for number in re.findall(r"\d[\d.,]*\d|\d", text) if number not in known] == [], section.key


def shapes(value: object) -> set[str]:
    """Every way in which a digest may write a value."""
    match value:
        case bool() | None:
            return set()
        case list():
            return {shape for one in value for shape in shapes(one)}
        case date():
            return {str(value.day), str(value.year)}
        case str():
            return set(re.findall(r"\d[\d.,]*\d|\d", value))
    number = abs(float(value))  # type: ignore[arg-type]
    thousands = {f"{number / size:{form}}" for size in (1_000, 1_000_000) for form in (".3g", ".0f")}
    return {
        f"{number:,.0f}",
        f"{number:.1f}",
        f"{number:.2f}",
        f"{100 * number:.0f}",
        "1" if number < 0.01 else "0",
    } | thousands


def test_another_count_in_the_tables_is_another_digest(tables: Warehouse, paper: Paper):
    with tables.given(kept=tables.arrow("from marts.theme_trends")):
        tables.run(
            "update marts.theme_trends set customer_count = 8 where theme_id = 'th_steady' and period_start = date '2026-06-15'"
        )
        changed = make_digest(tables, RUN, "Tidebook")
        tables.run("create or replace table marts.theme_trends as from kept")
    assert "| Blank pages | Area | 8 |" in write_markdown(changed)
    assert "| Blank pages | Area | 3 |" in write_markdown(paper)


def test_b44_s5_names_and_quotes_are_words_on_the_page_and_nothing_else(hostile: Warehouse):
    page = Seen(write_html(make_digest(hostile, RUN, HOSTILE)))
    assert {tag for tag, _ in page.elements} == {
        "a", "bdi", "blockquote", "body", "circle", "code", "details", "div", "figcaption", "figure", "footer", "g", "h1",
        "h2", "h3", "head", "header", "html", "li", "main", "meta", "nav", "p", "polygon", "polyline", "pre", "rect",
        "section", "small", "span", "strong", "style", "summary", "svg", "table", "tbody", "td", "text", "th", "thead",
        "title", "tr", "tspan", "ul",
    }  # fmt: skip
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "style", "srcset", "action"})
    assert all(
        str(attributes["href"]).startswith(("#", "https://")) for _, attributes in page.elements if "href" in attributes
    )
    assert HOSTILE in page.text
    assert page.open == []


def test_b39_nothing_turns_the_reading_direction_and_words_stand_apart(hostile: Warehouse):
    paper = make_digest(hostile, RUN, "Tidebook")
    for text in (write_html(paper), write_markdown(paper)):
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    assert re.search(r"<h3><bdi>evil \[a\]\(javascript:alert\(3\)\)", write_html(paper))


def test_b44_markdown_shows_words_and_makes_no_link_image_or_cell_of_them(hostile: Warehouse):
    text = re.sub(r"```sql.*?```", "", write_markdown(make_digest(hostile, RUN, HOSTILE)), flags=re.S)
    text = text.replace("<details>", "").replace("<summary>", "").replace("</summary>", "").replace("</details>", "")
    assert not re.search(r"(?<!\\)[<>]", text)
    assert not re.search(r"(?<!\\)\]\((?!<https?:)", text)


def test_s4_a_cell_that_would_run_as_a_formula_gets_a_quote_mark(hostile: Warehouse):
    paper = make_digest(hostile, RUN, "Tidebook")
    assert "<td" in write_html(paper)
    assert "&#x27;=cmd" in write_html(paper)
    assert re.search(r"\| '=cmd", write_markdown(paper))
    assert [guard(text) for text in ("=1", " \u200b+1", "＠x", "1-2", "plain")] == [
        "'=1",
        "' \u200b+1",
        "'＠x",
        "1-2",
        "plain",
    ]


def test_the_page_asks_for_nothing_and_its_policy_lets_only_its_own_style_through(paper: Paper):
    import base64
    import hashlib

    page = write_html(paper)
    (style,) = re.findall(r"<style>(.*?)</style>", page, flags=re.S)
    checksum = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{checksum}'" in page
    assert not re.search(r"url\(|@import|<(?:script|link|img|iframe|object|embed|base)\b", page)
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style


def test_the_page_can_be_walked_by_keyboard_and_heard(paper: Paper):
    page = Seen(write_html(paper))
    targets = {f"#{attributes['id']}" for _, attributes in page.elements if "id" in attributes}
    links = {str(attributes["href"]) for tag, attributes in page.elements if tag == "a"}
    assert {link for link in links if link.startswith("#")} <= targets
    assert [attributes for tag, attributes in page.elements if tag == "svg" and not attributes.get("aria-label")] == []
    assert ("html", {"lang": "en"}) in page.elements
    assert [tag for tag, _ in page.elements if tag == "main"] == ["main"]


def test_without_quotes_no_customers_words_are_in_it(paper: Paper):
    assert SAID[RISING] in write_markdown(paper)
    assert not [text for text in SAID.values() if text in write_markdown(paper, with_quotes=False)]


def test_the_map_holds_everybody_and_joins_what_is_too_small_to_see(tables: Warehouse):
    joined = ask_for("map", LAST_WEEK_ON).replace("<= 60", "<= 1")
    assert [tuple(row.values()) for row in tables.rows(joined)] == [
        ("Area", "Crash after 2.0", 36, "rising", RISING),
        ("Area", "No dark mode", 8, "new", NEW),
        ("Area", "other themes", 12, None, None),
    ]


def test_a_wave_of_noise_is_no_growth_and_is_said_beside_it():
    noise = [{"state": "noise", "is_closed": False}]
    assert _against(0.69, {"alerts": noise}).endswith("on the week before, a wave of noise among them")
    assert _against(0.69, {"alerts": [{**noise[0], "is_closed": True}]}).endswith("on the week before")


def test_each_of_the_first_ideas_has_its_quote(paper: Paper):
    (section,) = (one for one in paper.sections if one.key == "ideas")
    (cards,) = section.blocks
    assert isinstance(cards, Cards)
    assert all(card.quote is not None and card.quote.words.text for card in cards.cards)


def test_what_was_shipped_is_held_against_its_theme_and_leaves_the_list_of_ideas(tables: Warehouse):
    tables.run("begin")
    tables.run("drop table if exists marts.release_effects")
    tables.run("update marts.feature_ideas set status = 'shipped' where theme_id = 'th_fading'")
    said = said_in(write_markdown(make_digest(tables, RUN, "Tidebook")))
    tables.run("rollback")
    (row,) = re.findall(r"^\| Mend: Slow start \|.*", said, flags=re.M)
    assert row.startswith("| Mend: Slow start | 0 | 72 | ×0 (×0 to ×")


def test_where_the_effect_of_a_release_is_known_the_digest_says_whether_it_helped(tables: Warehouse):
    tables.run("begin")
    tables.run(
        "create or replace table marts.release_effects as select 'idea_1' as idea_id, 'idea' as subject_type, "
        "'Start in no time' as title, '2.1' as release, date '2026-05-25' as released_on, 84 as before_days, "
        "28 as after_days, 72 as before_count, 3 as after_count, 0.125 as ratio, 0.04 as ratio_lo, 0.4 as ratio_hi, "
        "'heard less' as outcome, 41 as tell_count"
    )
    said = said_in(write_markdown(make_digest(tables, RUN, "Tidebook"))).replace("\u00a0", " ")
    tables.run("rollback")
    assert (
        "| Start in no time | 2.1 | 25 May 2026 | 72 in 84 days | 3 in 28 days | ×0.12 (×0.04 to ×0.40) | heard less | 41 |"
    ) in said


def test_what_became_of_a_theme_in_the_week_is_told_with_its_reason(tables: Warehouse):
    tables.run("begin")
    tables.run(
        "insert into marts.theme_lineage by name select 'e_1' as event_id, timestamp '2026-06-17' as \"at\", "
        "'merged' as op, ['th_new'] as from_ids, ['th_steady'] as to_ids, 'ana' as actor, 'the same' as reason"
    )
    said = said_in(write_markdown(make_digest(tables, RUN, "Tidebook")))
    tables.run("rollback")
    assert "| 17\u00a0Jun | merged | No dark mode | Blank pages | the same |" in said


def test_an_empty_snapshot_says_that_nothing_was_heard(warehouse: Warehouse):
    warehouse.run("begin")
    build_marts(warehouse, RELATIONS, VARIABLES)
    warehouse.run("commit")
    paper = make_digest(warehouse, RUN, "Tidebook")
    assert [section.key for section in paper.sections] == ["heard", "alerts", "changes", "most", "ideas", "unknown"]
    assert "Nothing was heard in this week." in write_markdown(paper)
    assert Seen(write_html(paper)).open == []


def test_one_week_alone_has_nothing_to_be_compared_with(tmp_path: Path):
    for tables in published(tmp_path, weeks=1):
        text = write_markdown(make_digest(tables, RUN, "Tidebook"))
    assert "There is nothing yet to compare this week with." in text
    assert "no week before to compare with" in text


def test_a_snapshot_whose_sources_fell_silent_tells_its_last_week(tables: Warehouse):
    late = replace(RUN, as_of=RUN.as_of + timedelta(days=60))
    text = write_markdown(make_digest(tables, late, "Tidebook"))
    assert "the week of 15 to 21 June 2026" in text
    assert "This is the last whole week in which anything was heard." in text


def test_the_run_of_the_snapshot_speaks_though_a_clock_that_went_back_began_it_first(tables: Warehouse, paper: Paper):
    with tables.given(kept=tables.arrow("from marts.runs")):
        tables.run(
            "insert into marts.runs by name select * replace ('run_000000' as run_id, as_of - interval 60 day as as_of, "
            "started_at + interval 1 hour as started_at) from kept"
        )
        again = make_digest(tables, RUN, "Tidebook")
        tables.run("create or replace table marts.runs as from kept")
    assert said_in(write_markdown(again)) == said_in(write_markdown(paper))


def test_a_week_of_the_past_is_told_by_what_came_up_to_it(tables: Warehouse):
    text = write_markdown(make_digest(tables, RUN, "Tidebook", date(2026, 5, 4)))
    assert text.startswith("# Tidebook: the week of 4 to 10 May 2026\n")
    assert "No theme is new, rises or fades by more than chance." in text


@pytest.mark.parametrize(
    ("given", "monday"),
    [("2024-W18", date(2024, 4, 29)), ("2024w01", date(2024, 1, 1)), ("2026-01-01", date(2025, 12, 29))],
)
def test_a_week_is_given_by_its_number_or_one_of_its_days(given: str, monday: date):
    assert read_week(given) == monday


@pytest.mark.parametrize("given", ["2024-W54", "2024-W00", "yesterday", "2024-13-01", ""])
def test_what_is_no_week_is_refused(given: str):
    with pytest.raises(ValueError, match="is no week: write it as 2024-W18"):
        read_week(given)


def test_weeks_are_named_by_the_year_of_their_thursday_and_end_with_sunday():
    assert (name_week(date(2024, 12, 30)), describe_week(date(2024, 12, 30))) == (
        "2025-W01",
        "30 December 2024 to 5 January 2025",
    )
    assert last_whole_week(datetime(2026, 6, 28, 23, 59, 59)) == date(2026, 6, 22)
    assert last_whole_week(datetime(2026, 6, 28, 23, 59, 58)) == date(2026, 6, 15)
