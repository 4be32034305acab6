from __future__ import annotations

import gzip
import re
from pathlib import Path

from insight.config import load_settings
from insight.records import Feedback
from insight.sources import PRESETS, REASONS, Cursor, read_source
from tests.sources.conftest import AS_OF

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")


def configuration(heading: str) -> str:
    section = PAGE.partition(f"## {heading}")[2]
    found = re.search(r"```toml\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_page_lists_every_reason_with_its_sentence() -> None:
    table = dict(re.findall(r"^\| `(\w+)` \| (.+?) \| (?:file|row) \|$", PAGE, re.MULTILINE))
    assert table == REASONS


def test_the_page_lists_every_preset() -> None:
    listed = re.findall(r"^\| `(\w+)` \| (\w+) \| `(\w+)` \|", PAGE, re.MULTILINE)
    assert listed == [(name, preset.feedback_kind, preset.rating_scale) for name, preset in PRESETS.items()]


def test_the_thunderbird_configuration_reads_such_files(tmp_path: Path) -> None:
    (tmp_path / "insight.toml").write_text(configuration("Copy and paste: Thunderbird's support forum"))
    (tmp_path / "thunderbird").mkdir()
    head = "id,created,updated,title,content,tags,product,topic,locale,requester,is_solved,is_spam\n"
    old = "1,2023-07-01 12:00:00 +0000,2023-07-02 12:00:00 +0000,T,<p>B</p>,a;b;,thunderbird,other,en-US,u1,,\n"
    new = "2,2024-07-01 12:00:00 +0000,2024-07-01 12:00:00 +0000,T,<p>B</p>,,thunderbird,other,it,u2,false,true\n"
    replies = "id,ticket_id,created,content,author,author_role\n9,1,2023-07-03 12:00:00 +0000,<p>R</p>,a1,agent\n"
    for name, content in (("tickets-2023", head + old), ("tickets-2024", head + new), ("replies-2023", replies)):
        (tmp_path / "thunderbird" / f"{name}.csv.gz").write_bytes(gzip.compress(content.encode()))
    settings = load_settings(tmp_path / "insight.toml")
    first, spam = (row for b in read_source("thunderbird", settings, Cursor(), AS_OF) for row in b.rows)
    assert isinstance(first, Feedback)
    assert [(m.author_role, m.text, m.is_html) for m in first.messages] == [
        ("customer", "T", False),
        ("customer", "<p>B</p>", True),
        ("agent", "<p>R</p>", True),
    ]
    assert (first.product, first.language, first.tags, first.customer_id) == (
        "Thunderbird",
        "en-US",
        ("a", "b"),
        "u1",
    )
    assert isinstance(spam, Feedback)
    assert spam.is_deleted


def test_the_youtube_configuration_reads_such_files(tmp_path: Path) -> None:
    (tmp_path / "insight.toml").write_text(configuration("Copy and paste: reviews of a video app"))
    (tmp_path / "youtube").mkdir()
    rows = "review_id,date,rating,title,text,app,version,country\nyt0,2017-04-01,2,t,b,YouTube (iOS),12.11,SG\n"
    (tmp_path / "youtube" / "reviews.csv.gz").write_bytes(gzip.compress(rows.encode()))
    settings = load_settings(tmp_path / "insight.toml")
    (review,) = (row for b in read_source("youtube", settings, Cursor(), AS_OF) for row in b.rows)
    assert isinstance(review, Feedback)
    assert (review.product, review.app_version, review.country, review.rating) == ("YouTube", "12.11", "SG", 2.0)
