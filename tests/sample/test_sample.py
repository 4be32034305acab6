"""The bundled sample: the same bytes for the same seed, all that was promised in it, and true truth beside it."""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from insight.config import load_settings
from insight.records import text_key
from insight.sample import SamplePaths, write_sample
from insight.sample.phrases import read_phrases
from insight.sample.releases import NOISE_DAYS, RELEASES

PROJECT = Path(__file__).parents[2]
Key = tuple[str, str, str]  # source, source_id, message key


@dataclass(frozen=True)
class Sample:
    paths: SamplePaths
    tickets: list[dict[str, Any]]
    reviews: list[dict[str, str]]
    answers: list[dict[str, str]]
    statements: list[dict[str, Any]]
    personal: list[dict[str, Any]]
    duplicates: list[dict[str, Any]]
    themes: dict[str, dict[str, Any]]
    messages: dict[Key, str]  # every message as a reader sees it


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    paths = write_sample(tmp_path_factory.mktemp("sample"))
    tickets = [ticket for file in sorted(paths.tickets.glob("*.jsonl")) for ticket in read_lines(file)]
    reviews, answers = read_table(paths.reviews), read_table(paths.nps)
    messages: dict[Key, str] = {}
    for ticket in tickets:
        messages["tickets", str(ticket["id"]), "title"] = ticket["subject"]
        for comment in ticket["comments"]:
            messages["tickets", str(ticket["id"]), str(comment["id"])] = comment["body"]
    for row in reviews:
        messages["reviews", row["id"], "title"] = row["title"]
        messages["reviews", row["id"], "body"] = row["review"]
    for row in answers:
        messages["nps", row["id"], "body"] = row["comment"]
    truth = {name: read_lines(paths.truth / f"{name}.jsonl") for name in ("statements", "personal", "duplicates")}
    themes = {theme["key"]: theme for theme in json.loads((paths.truth / "themes.json").read_text("utf-8"))}
    return Sample(paths, tickets, reviews, answers, **truth, themes=themes, messages=messages)


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hash_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def test_the_same_seed_writes_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    write_sample(tmp_path / "here", seed=3, scale=0.05)
    write_sample(tmp_path / "other", seed=4, scale=0.05)
    code = "import sys, pathlib, insight.sample as s; s.write_sample(pathlib.Path(sys.argv[1]), seed=3, scale=0.05)"
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(PROJECT)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment)
    hashes = {name: hash_folder(tmp_path / name) for name in ("here", "there", "other")}
    assert hashes["here"] == hashes["there"]
    assert hashes["here"] != hashes["other"]


def test_the_sample_holds_as_many_of_each_as_it_says(sample: Sample) -> None:
    assert (len(sample.tickets), len(sample.reviews), len(sample.answers)) == (4_000, 2_500, 600)
    assert len({ticket["id"] for ticket in sample.tickets}) == 4_000
    assert len({row["id"] for row in sample.reviews}) == 2_500
    assert sorted(path.stem for path in sample.paths.tickets.iterdir()) == [f"2026-0{month}" for month in range(1, 7)]


def test_everything_is_said_within_the_window_and_in_order(sample: Sample) -> None:
    for rows, column in ((sample.tickets, "created_at"), (sample.reviews, "date"), (sample.answers, "answered_at")):
        stamps = [row[column] for row in rows]
        assert stamps == sorted(stamps)
        assert "2026-01-05" <= stamps[0] < stamps[-1] <= "2026-06-28T23:59:59Z"
    for ticket in sample.tickets:
        moments = [comment["created_at"] for comment in ticket["comments"]]
        assert moments == sorted(moments)
        assert ticket["created_at"] == moments[0]
        assert ticket["updated_at"] == moments[-1]


def test_the_settings_file_maps_the_files_that_are_there(sample: Sample) -> None:
    settings = load_settings(sample.paths.settings)
    assert {name: source.preset for name, source in settings.sources.items()} == {
        "tickets": "zendesk",
        "reviews": "reviews",
        "nps": "nps",
    }
    assert settings.accounts is not None
    assert settings.at(settings.accounts.path) == sample.paths.accounts
    assert settings.at(settings.sources["reviews"].path) == sample.paths.reviews
    for name, rows in (("reviews", sample.reviews), ("nps", sample.answers)):
        mapped = {column for column in settings.sources[name].fields.model_dump().values() if column}
        assert mapped <= set(rows[0])


def test_every_theme_has_twelve_ways_that_differ_in_more_than_a_word() -> None:
    for theme in read_phrases().themes.values():
        assert len(theme.say) >= 12, theme.key
        word_sets = [set(re.findall(r"\w+", way.lower())) for way in theme.say]
        for number, words in enumerate(word_sets):
            for other in word_sets[:number]:
                assert len(words & other) / len(words | other) < 0.6, (theme.key, words & other)


def test_there_are_28_themes_in_7_areas_with_pains_requests_and_neighbours() -> None:
    themes = read_phrases().themes
    assert len(themes) >= 28
    assert len({theme.area for theme in themes.values()}) == 7
    assert Counter(theme.kind for theme in themes.values())["request"] >= 8
    assert all(neighbour in themes for theme in themes.values() for neighbour in theme.neighbours)
    assert "reset-mail" in themes["sso-loop"].neighbours
    for language in ("es", "de", "fr", "pt"):
        assert sum(len(theme.ways(language)) >= 2 for theme in themes.values()) >= 12


def test_each_planted_statement_and_personal_detail_stands_in_its_message(sample: Sample) -> None:
    for row in (*sample.statements, *sample.personal):
        assert row["text"] in sample.messages[row["source"], row["source_id"], row["message"]]


def test_planted_statements_are_customers_words_and_hold_nothing_personal(sample: Sample) -> None:
    agents = {
        ("tickets", str(ticket["id"]), str(comment["id"]))
        for ticket in sample.tickets
        for comment in ticket["comments"]
        if comment["author"]["role"] == "agent"
    }
    assert len(agents) > 3_000
    personal = defaultdict(set)
    for row in sample.personal:
        personal[row["source"], row["source_id"]].add(row["text"].lower())
    for row in sample.statements:
        assert (row["source"], row["source_id"], row["message"]) not in agents
        words = set(re.findall(r"[\w@.'-]+", row["text"].lower()))
        assert not words & personal[row["source"], row["source_id"]]


class Reader(HTMLParser):
    """Reads the text of mark-up, as a browser shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_html_of_a_comment_says_the_same_as_its_text(sample: Sample) -> None:
    for ticket in sample.tickets[:400]:
        for comment in ticket["comments"]:
            reader = Reader()
            reader.feed(comment["html_body"])
            bare = re.sub(r"^[>-] ?", "", comment["body"], flags=re.MULTILINE)
            assert re.sub(r"[\s>-]", "", reader.text) == re.sub(r"[\s>-]", "", bare)


def is_luhn_valid(digits: str) -> bool:
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def is_iban_valid(iban: str) -> bool:
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def test_personal_data_of_every_kind_is_planted_and_valid(sample: Sample) -> None:
    counts = Counter(row["kind"] for row in sample.personal)
    kinds = ("email", "phone", "card", "iban", "ip", "national_id", "key", "url_token", "name", "address")
    assert set(counts) == set(kinds)
    assert min(counts.values()) >= 25
    for row in sample.personal:
        if row["kind"] == "card":
            assert is_luhn_valid(re.sub(r"\D", "", row["text"]))
        if row["kind"] == "iban":
            assert is_iban_valid(row["text"].replace(" ", ""))
        if row["kind"] == "email":
            assert re.search(r"@(\w+\.)*example\.(com|org|net)$", row["text"])


def test_at_least_150_tickets_hold_three_different_problems(sample: Sample) -> None:
    problems = defaultdict(set)
    for row in sample.statements:
        if row["source"] == "tickets" and row["problem"]:
            problems[row["source_id"]].add((row["problem"], row["theme"]))
    assert sum(len(held) == 3 and len({theme for _, theme in held}) == 3 for held in problems.values()) >= 150


def test_eight_of_a_hundred_feedback_are_in_four_other_languages(sample: Sample) -> None:
    language = {(row["source"], row["source_id"]): row["language"] for row in sample.statements}
    counts = Counter(language.values())
    assert set(counts) == {"en", "es", "de", "fr", "pt"}
    foreign = sum(counts.values()) - counts["en"]
    assert 0.075 <= foreign / 7_100 <= 0.085
    assert (
        max(counts[name] for name in ("es", "de", "fr", "pt")) - min(counts[name] for name in ("es", "de", "fr", "pt"))
        <= 6
    )


def test_texts_do_not_read_like_templates(sample: Sample) -> None:
    planted = {(row["source"], row["source_id"]) for row in sample.duplicates}
    opening = {("tickets", str(ticket["id"])): ticket["description"] for ticket in sample.tickets}
    opening |= {("reviews", row["id"]): row["review"] for row in sample.reviews}
    opening |= {("nps", row["id"]): row["comment"] for row in sample.answers if row["comment"]}
    texts = [re.sub(r"\d+", "0", text_key(text)) for key, text in opening.items() if key not in planted]
    assert len(set(texts)) / len(texts) > 0.95
    said = defaultdict(list)
    for row in sample.statements:
        key = (row["source"], row["source_id"])
        if row["theme"] and row["message"] != "title" and row["stance"] == "supports" and key not in planted:
            said[row["theme"]].append(re.sub(r"\d+", "0", text_key(row["text"])))
    shares = {theme: len(set(texts)) / len(texts) for theme, texts in said.items()}
    assert min(shares.values()) > 0.6, shares


def test_one_customer_is_loud_about_one_theme(sample: Sample) -> None:
    told = {
        (row["customer"], row["source_id"])
        for row in sample.statements
        if row["theme"] == "tax-rounding" and row["customer"]
    }
    loudest, second = Counter(customer for customer, _ in told).most_common(2)
    assert loudest[1] >= 40
    assert second[1] <= 5
    assert sample.themes["tax-rounding"]["customer_count"] < len(told) - 35


def days_of(sample: Sample, theme: str) -> list[date]:
    return [
        datetime.fromisoformat(row["said_at"]).date()
        for row in sample.statements
        if row["theme"] == theme and row["stance"] == "supports"
    ]


def test_two_problems_start_with_a_release_and_one_ends_with_one(sample: Sample) -> None:
    bound = {
        key: (theme["starts"], theme["ends"])
        for key, theme in sample.themes.items()
        if theme.get("starts") or theme.get("ends")
    }
    assert bound == {"sso-loop": ("6.2.0", None), "crash-start": ("6.4.0", None), "slow-start": (None, "6.3.0")}
    released = {release.version: release.released_on for release in RELEASES}
    assert min(days_of(sample, "sso-loop")) >= released["6.2.0"]
    assert min(days_of(sample, "crash-start")) >= released["6.4.0"]
    slow = days_of(sample, "slow-start")
    assert sum(day >= date(2026, 4, 1) for day in slow) < 0.15 * len(slow)


def test_the_noise_wave_is_four_days_of_something_else(sample: Sample) -> None:
    days = days_of(sample, "otter-campaign")
    assert (min(days), max(days)) == NOISE_DAYS
    assert (NOISE_DAYS[1] - NOISE_DAYS[0]).days == 3
    assert sample.themes["otter-campaign"]["is_noise"]
    assert sample.themes["otter-campaign"]["review_count"] >= 150


def test_duplicates_are_one_vote_of_one_person_or_one_vote_each(sample: Sample) -> None:
    groups = defaultdict(list)
    for row in sample.duplicates:
        groups[row["reason"], row["group"]].append((row["source"], row["source_id"]))
    customers = {("tickets", str(ticket["id"])): str(ticket["requester_id"]) for ticket in sample.tickets}
    customers |= {("nps", row["id"]): row["respondent"] for row in sample.answers}
    for (reason, _), members in groups.items():
        people = {customers.get(member, member[1]) for member in members}
        assert reason != "same_person" or (len(people) == 1 and len(members) >= 2)
        assert reason != "same_words" or len(people) >= 20
    retold = [row for row in sample.statements if row["duplicate_of"]]
    assert {row["source"] for row in retold} == {"tickets", "nps"}
    first_told = defaultdict(set)
    for row in sample.statements:
        first_told[f"{row['source']}:{row['source_id']}"].add(row["text"])
    assert all(row["text"] in first_told[row["duplicate_of"]] for row in retold if row["message"] != "title")


def test_praise_contradicts_complaints_on_the_same_theme(sample: Sample) -> None:
    opposed = {row["theme"] for row in sample.statements if row["stance"] == "opposes"}
    assert len(opposed) >= 14
    assert all(sample.themes[theme]["statement_count"] > sample.themes[theme]["opposing_count"] for theme in opposed)


def test_customers_accounts_and_revenue_of_a_theme_can_be_derived_again(sample: Sample) -> None:
    history = defaultdict(list)
    for row in read_table(sample.paths.accounts):
        assert row["currency"] == "EUR"
        history[row["account_id"]].append((row["valid_from"], float(row["revenue"])))
    assert sum(len(rows) > 1 for rows in history.values()) >= 50
    rows = [
        r
        for r in sample.statements
        if r["theme"] == "guest-seats" and r["stance"] == "supports" and not r["duplicate_of"]
    ]
    last = {r["account"]: r["said_at"][:10] for r in sorted(rows, key=lambda r: r["said_at"]) if r["account"]}
    revenue = sum(max((d, v) for d, v in history[a] if d <= day)[1] for a, day in last.items() if a in history)
    theme = sample.themes["guest-seats"]
    assert theme["account_count"] == len(last)
    assert theme["revenue_at_stake"] == revenue > 0
    assert theme["customer_count"] == len({r["customer"] for r in rows if r["customer"]})


def test_volumes_are_uneven_and_no_theme_is_tiny(sample: Sample) -> None:
    counts = sorted(theme["statement_count"] for theme in sample.themes.values() if not theme["is_noise"])
    assert counts[0] >= 60
    assert counts[-1] >= 5 * counts[0]


def test_a_small_sample_still_holds_every_theme(tmp_path: Path) -> None:
    paths = write_sample(tmp_path, scale=0.1)
    themes = json.loads((paths.truth / "themes.json").read_text("utf-8"))
    assert [theme["key"] for theme in themes if not theme["statement_count"]] == []


def test_no_name_is_a_word_of_the_phrases(sample: Sample) -> None:
    names = {word.lower() for ticket in sample.tickets for word in ticket["requester"]["name"].split()}
    words = {word.lower() for row in sample.statements for word in re.findall(r"[\w']+", row["text"])}
    assert names & words == set()


def test_the_pipeline_never_reads_the_truth() -> None:
    package = PROJECT / "insight"
    for path in sorted(package.rglob("*.py")):
        if path.is_relative_to(package / "sample"):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [text for text in texts if re.search(r"\btruth/|^truth$|statements\.jsonl|themes\.json", text)], path
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        used = {name for name in imported if name and name.startswith("insight.sample")}
        # The command line may write the sample (insight demo) and ask for its last day, and nothing else of it.
        allowed = {"insight.sample", "insight.sample.releases"} if path.parent == package / "cli" else set()
        assert used <= allowed, path


def test_releases_are_dated_within_the_window(sample: Sample) -> None:
    rows = read_table(sample.paths.releases)
    assert len(rows) >= 10
    assert [row["released_on"] for row in rows] == sorted(row["released_on"] for row in rows)
    assert datetime.fromisoformat(rows[0]["released_on"]).replace(tzinfo=UTC) >= datetime(2026, 1, 5, tzinfo=UTC)
    assert rows[-1]["released_on"] <= "2026-06-28"
