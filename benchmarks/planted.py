"""Planted themes: how many of those that the bundled sample hides are found again, one to one.

The sample is written and mined in a folder that is kept, so that a second measurement only groups again. A planted
theme is found when one theme holds at least half of its statements and most of that theme's statements are its own:
so no theme counts twice. Statements are those that were read as specific pains or requests; each is the planted one of
its message that shares most words with it. The truth is read here and nowhere else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bundled import OVERLAP, message_of, overlap_of, words_of
from insight import pipeline
from insight.config import load_settings
from insight.sample import write_sample
from insight.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Recovery:
    """The planted themes, which of them were found, and the labels of the themes that are theirs."""

    themes: int  # that were found in all
    statements: int
    labels: Mapping[str, str | None]  # planted theme to label of its theme
    neighbours: tuple[tuple[str, str], ...]  # pairs that are planted as near

    @property
    def found(self) -> int:
        return sum(label is not None for label in self.labels.values())

    @property
    def apart(self) -> int:
        return sum(bool(self.labels[one] and self.labels[other]) for one, other in self.neighbours)


def lines(folder: Path) -> Iterator[str]:
    """Measure the sample in `folder`, and say it."""
    result = measure(folder)
    yield f"planted truth: {result.statements:,} statements in {result.themes} themes"
    yield f"  found one to one: {result.found} of {len(result.labels)} planted themes"
    yield f"  near neighbours both found and apart: {result.apart} of {len(result.neighbours)} pairs"
    for key, label in sorted(result.labels.items()):
        yield f"  {key:<24}{label or '-'}"


def measure(folder: Path) -> Recovery:
    """Write the sample, mine it, and hold its themes against the truth."""
    paths = write_sample(folder)
    settings = load_settings(paths.settings)
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        pipeline.ingest(session)
        pipeline.find_statements(session)
        pipeline.find_themes(session)
        places = read_places(session.warehouse, paths.truth)
        labels = {row["theme_id"]: row["label"] for row in session.warehouse.rows(_LABELS)}
    themes = json.loads((paths.truth / "themes.json").read_text(encoding="utf-8"))
    known = [(theme, place) for theme, place in places if theme]
    holders = recover(known)
    pairs = {tuple(sorted((one["key"], near))) for one in themes for near in one.get("neighbours", ())}
    return Recovery(
        themes=len({place for _, place in places if place}),
        statements=len(places),
        labels={one["key"]: labels.get(holders.get(one["key"]) or "") for one in themes if not one["is_noise"]},
        neighbours=tuple(sorted((one, other) for one, other in pairs)),
    )


def read_places(warehouse: Warehouse, truth: Path) -> list[tuple[str | None, str | None]]:
    """Planted theme (None: cannot be told) and theme of each statement that was read as a specific pain or request."""
    planted = _read_planted(truth / "statements.jsonl")
    members = warehouse.rows(_MEMBERS)
    return [(_truth_of(row["clean"], planted.get(row["message_id"], ())), row["theme_id"]) for row in members]


def recover(places: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Return the theme that each planted theme is found in, for (planted theme, theme) of each statement."""
    places = list(places)
    together = Counter(places)
    planted, sizes = Counter(one for one, _ in places), Counter(theme for _, theme in places)
    return {
        one: theme
        for (one, theme), count in together.items()
        if theme and 2 * count >= planted[one] and 2 * count > sizes[theme]
    }


def _read_planted(file: Path) -> dict[str, list[tuple[str, str]]]:
    """Theme and words of the planted statements of each message; what has no theme is one too, named apart."""
    planted: dict[str, list[tuple[str, str]]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        planted.setdefault(message_of(row), []).append((row["theme"] or "(none)", row["text"]))
    return planted


def _truth_of(text: str, planted: Iterable[tuple[str, str]]) -> str | None:
    """The planted theme of a statement; None where it cannot be told."""
    words = words_of(text)
    best = max(((overlap_of(words, words_of(said)), theme) for theme, said in planted), default=(0.0, ""))
    return best[1] if best[0] >= OVERLAP else None


_MEMBERS = """
select statements.message_id, statements.clean, members.theme_id
from mined.statements as statements
join mined.theme_members as members using (statement_id)
where statements.is_specific and statements.kind in ('pain', 'request')
order by statements.statement_id
"""
_LABELS = "select theme_id, label from mined.themes where level = 2 and state = 'active' order by theme_id"
