"""Golden cases of edits, as files that a person can read and write:

    tests/taxonomy/cases/<case>/
        themes.csv        themes and areas as they are found: theme_id, label, area
        statements.csv    statement_id, theme_id (empty: unclear), text, run (1 where the column is empty)
        taxonomy.yaml     the edits
        places.csv        the statement's theme after the last run, by its label (empty: unclear), in any order
        themes_after.csv  theme_id (empty: not looked at), label, area, statement_count, marks (pinned, noise, person)
        report.csv        edit, is_applied, reason

The name of the case states the rule. Two texts are as alike as the words that they share. Where statements have a
second run, edits are applied in both, and what is expected is the end.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from insight.taxonomy import Governed, read_edits
from tests.taxonomy.made_ground import Said, Team, make_theme, places

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(path.parent for path in FOLDER.glob("*/taxonomy.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_case(case: Path) -> None:
    governed = run_case(case)
    if (case / "places.csv").exists():
        expected = {row["statement_id"]: row["theme"] for row in read(case / "places.csv")}
        assert {one: label or "" for one, label in places(governed).items()} == expected
    if (case / "themes_after.csv").exists():
        expected_themes = read(case / "themes_after.csv")
        is_known = {row["label"]: bool(row["theme_id"]) for row in expected_themes}
        assert themes_after(governed, is_known) == sorted(expected_themes, key=lambda row: row["label"])
    assert [
        {"edit": one.edit.edit_id, "is_applied": "yes" if one.is_applied else "no", "reason": one.reason}
        for one in governed.verdicts
    ] == read(case / "report.csv")


def run_case(case: Path) -> Governed:
    edits = read_edits((case / "taxonomy.yaml").read_text(encoding="utf-8"), "taxonomy.yaml")
    areas = {row["area"]: f"ar_{row['area'].lower()}" for row in read(case / "themes.csv") if row["area"]}
    themes = [make_theme(area_id, name) for name, area_id in areas.items()]
    themes += [make_theme(row["theme_id"], row["label"], areas.get(row["area"])) for row in read(case / "themes.csv")]
    rows = read(case / "statements.csv")
    team, runs = Team(themes), sorted({row.get("run") or "1" for row in rows})
    for run in runs:
        said = [
            Said(row["statement_id"], row["theme_id"] or None, row["text"])
            for row in rows
            if (row.get("run") or "1") <= run
        ]
        governed = team.run(said, edits)
    return governed


def themes_after(governed: Governed, is_known: dict[str, bool]) -> list[dict[str, str]]:
    labels = {theme.theme_id: theme.label for theme in governed.themes}
    marks = {"pinned": governed.pinned, "noise": governed.noise, "person": governed.named}
    return sorted(
        (
            {
                "theme_id": theme.theme_id if is_known.get(theme.label) else "",
                "label": theme.label,
                "area": labels[theme.parent_id] if theme.parent_id else "",
                "statement_count": str(theme.statement_count),
                "marks": " ".join(name for name, ids in marks.items() if theme.theme_id in ids),
            }
            for theme in governed.leaves
        ),
        key=lambda row: row["label"],
    )


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
