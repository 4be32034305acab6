"""docs/cases.md is true: each case stands there once, and what is said to be held has its test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROW = re.compile(r"^\| ([FBS]\d+) [^|]+ \| (held|held in part|later) \| (?:`(\w+)`)? ?\| ?([^|]*)\|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs/cases.md").read_text(encoding="utf-8"))
CASES = [f"{letter}{number}" for letter, last in (("F", 30), ("B", 47), ("S", 20)) for number in range(1, last + 1)]
TESTS = {
    name
    for path in sorted((ROOT / "tests").rglob("test_*.py"))
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_every_case_stands_in_the_table_once():
    assert [case for case, *_ in ROWS] == CASES


@pytest.mark.parametrize(("case", "state", "test", "what"), ROWS, ids=[row[0] for row in ROWS])
def test_what_is_held_has_its_test(case: str, state: str, test: str, what: str):
    if state == "later":
        assert test == ""
        return
    assert test in TESTS
    assert what.strip()
    if state == "held":
        assert f"_{case.lower()}_" in test
