"""The document of ideas: what a product manager reads, and customers' words that stay words."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from insight.records import Run
from insight.targets.markdown import escape, write_ideas

RUN = Run("run_000007", datetime(2026, 3, 1, tzinfo=UTC))
IDEA = {
    "idea_id": "fi_1",
    "rank": 1,
    "title": "Let people export invoices as CSV",
    "problem_statement": "People cannot export invoices.",
    "idea_kind": "new",
    "area": "Billing",
    "status": "planned",
    "owner": "Ana",
    "customer_count": 1_200,
    "account_count": 1,
    "mention_count": 1_500,
    "customer_share": 0.004,
    "revenue_at_stake": Decimal("120000.00"),
    "revenue_known_share": 0.8,
    "currency": "EUR",
    "first_seen_at": datetime(2025, 1, 2),
    "last_seen_at": datetime(2026, 2, 3),
    "trend": "rising",
    "trend_ratio": 2.34,
    "severity_p90": 3.0,
    "score": 61.5,
    "is_rank_fragile": True,
    "counter_count": 3,
    "counter_share": 0.04,
    "evidence_count": 40,
}
FOR = {
    "subject_id": "fi_1",
    "stance": "supports",
    "quote": "I copy each one by hand",
    "source": "desk",
    "source_url": "https://desk.example/t/1",
    "said_at": datetime(2026, 1, 2),
}
AGAINST = {**FOR, "stance": "opposes", "quote": "The PDF is enough", "source_url": None, "said_at": None}


def test_an_idea_reads_who_how_many_worth_how_much_since_when_and_who_says_otherwise():
    assert write_ideas(RUN, "Tidebook", [IDEA], 41, [FOR, AGAINST]) == (
        """# Feature ideas for Tidebook

What customers ask for and struggle with, as of 2026-03-01 (run_000007). The first 1 of 41 ideas, best first.

| # | Idea | Kind | Customers | Revenue a year | Trend |
|--:|---|---|--:|--:|---|
| 1 | Let people export invoices as CSV | new | 1,200 | EUR 120,000 | rising |

## 1. Let people export invoices as CSV

People cannot export invoices.

- **What:** new, in Billing, planned by Ana
- **Who:** 1,200 customers, 1 account, 1,500 mentions (under 1 % of all customers heard)
- **Worth:** EUR 120,000 of yearly revenue at stake (revenue known for 80 % of them)
- **Since:** 2025-01-02, last 2026-02-03, rising (×2.3)
- **Severity:** blocked, in the worst tenth of mentions (3.0 of 5)
- **Score:** 61.5 of 100, other weights would move its rank

**In their words**

> “I copy each one by hand”
>
> desk, 2026-01-02, [open](<https://desk.example/t/1>)

**Who says otherwise (4 % of the voices)**

> “The PDF is enough”
>
> desk

`fi_1`, 40 pieces of evidence
"""
    )


def test_what_is_not_known_is_left_out_and_unknown_money_is_not_zero():
    asked = ("idea_id", "rank", "title", "problem_statement", "idea_kind", "customer_count", "mention_count")
    bare = {name: value if name in asked else None for name, value in IDEA.items()}
    text = write_ideas(RUN, "Tidebook", [bare], 1, [])
    facts = [line for line in text.splitlines() if line.startswith("- ")]
    assert facts == [
        "- **What:** new",
        "- **Who:** 1,200 customers, 1,500 mentions",
        "- **Worth:** unknown: no revenue of these customers is known",
    ]
    assert "In their words" not in text
    assert "Who says otherwise" not in text


def test_of_those_who_say_otherwise_in_the_same_words_one_is_shown():
    same = [{**AGAINST, "quote": f"The PDF is enough {place}!"} for place in range(3)]
    text = write_ideas(RUN, "Tidebook", [IDEA], 1, [FOR, *same, {**AGAINST, "quote": "I never need it"}])
    assert [line for line in text.splitlines() if line.startswith("> “")] == [
        "> “I copy each one by hand”",
        "> “The PDF is enough 0!”",
        "> “I never need it”",
    ]


def test_that_nobody_says_otherwise_is_said():
    assert "- **Otherwise:** nobody was found" in write_ideas(RUN, "Tidebook", [{**IDEA, "counter_share": 0.0}], 1, [])


def test_a_ratio_of_a_steady_idea_is_called_what_it_is():
    text = write_ideas(RUN, "Tidebook", [{**IDEA, "trend": "steady", "trend_ratio": 1.7}], 1, [])
    assert "- **Since:** 2025-01-02, last 2026-02-03, steady (×1.7, within chance)" in text


def test_no_ideas_are_said_in_words():
    assert write_ideas(RUN, "Tidebook", [], 0, []) == (
        "# Feature ideas for Tidebook\n\n"
        "What customers ask for and struggle with, as of 2026-03-01 (run_000007). No ideas yet.\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<img src=x onerror=alert(1)>", r"\<img src=x onerror=alert(1)\>"),
        ("![a](http://evil.example/p.png)", r"!\[a\](http\://evil.example/p.png)"),
        ("see https://evil.example or www.evil.example", r"see https\://evil.example or www\.evil.example"),
        ("a | b\n\n# not a heading", r"a \| b \# not a heading"),
        ("&lt;b&gt; *x* _y_ `z` ~~w~~ $1$", r"\&lt;b\&gt; \*x\* \_y\_ \`z\` \~\~w\~\~ \$1\$"),
        ("ask @admin", r"ask \@admin"),
        ("back\\slash", r"back\\slash"),
        ("right\u202eto left\u2066\x07\x00!", "rightto left !"),
        ("family 👨‍👩‍👧 and 100 % fine", "family 👨‍👩‍👧 and 100 % fine"),
    ],
)
def test_b44_customers_words_stay_words(text, written):
    assert escape(text) == written


@pytest.mark.parametrize("opening", ["- a", "+ a", "1. a", "23) a", "=== a"])
def test_b44_a_statement_that_looks_like_a_list_stays_a_paragraph(opening):
    text = write_ideas(RUN, "Tidebook", [{**IDEA, "problem_statement": opening}], 1, [])
    paragraph = text.split("\n\n")[4]
    assert paragraph.replace("\\", "", 1) == opening
    assert paragraph != opening


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a.example/> [x](y)",
        "https://a.example/\nb",
        "//a",
        "http://[",
    ],
)
def test_only_web_addresses_become_links(url):
    assert "[open]" not in write_ideas(RUN, "Tidebook", [IDEA], 1, [{**FOR, "source_url": url}])


def test_a_long_quote_is_cut_at_a_word():
    text = write_ideas(RUN, "Tidebook", [IDEA], 1, [{**FOR, "quote": "word " * 200}])
    assert "> “" + ("word " * 80).strip() + " …”" in text
