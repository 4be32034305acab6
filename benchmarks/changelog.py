"""Reviews against the notes of releases: `python -m benchmarks.trends youtube`.

In goes a mined project of YouTube's reviews and the app's changelog; out comes a table. The protocol is IDEA's (Gao
et al. 2018): a period is the time of a version with more than 50 reviews that name it; the truth of a period are the
changes that its own notes and the next version's name ("bug fixes and stability improvements" names nothing). E are
the issues that emerged in the period (ours: alerts opened in it that are no noise), L all issues that are told of
(ours: themes). An issue stands for its label and the three statements of the period that are most central. Precision
of E is the share of issues that meet a change, recall of L the share of changes that meet an issue; F is the harmonic
mean of their means over versions.

IDEA lets an issue meet a change where any word of it has a similarity over .6 to any keyword of the change. So do we,
with the words' vectors by our encoder, and keywords taken from the notes by rule where IDEA's were picked by hand.
Since that is met easily, two more rows stand beside it: the same with whole sentences in place of words, and what as
many themes drawn by lot reach in the place of alerts.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from benchmarks.replays import Replay, copy_project
from insight.encoder import open_encoder
from insight.warehouse import Row

LEAST_REVIEWS = 51  # that name a version
SIMILAR = 0.6
STATEMENTS = 3  # that stand for an issue in a period
LAST = date(2017, 4, 8)  # the reviews end some days before
DRAWS = 200
NAMES_NOTHING = re.compile(r"^(various )?bug fixes and (stability|performance) improvements\W*$", re.IGNORECASE)
# Words of release notes that name no change: they are in any note of any app.
GENERAL = frozenset(
    "about account added adding adds also always apps automatically available been being better both bring bug bugs "
    "calling change changed clicking easier easily ever feature features find fixed fixes from have here improved "
    "improvements including instead into issue issues just know left love made make makes mark more much need never "
    "now only options other people problem release resolved right some stability such support supported than that "
    "the them then there these they this through time uncommon unable update updated updates user users using "
    "version want were what when where which while will with you your youtube".split()
)

Vectors = NDArray[np.float32]
Meets = Callable[[Sequence[str], Sequence[str]], NDArray[np.bool_]]  # issues and changes to who meets whom


@dataclass(frozen=True)
class Period:
    """The time of a version: what its notes and the next one's name, and which themes spoke how."""

    version: str
    changes: tuple[str, ...]
    emerging: tuple[str, ...]  # theme ids
    told: Mapping[str, str]  # theme id to its label and central statements


def measure_youtube(mined: Path, changelog: Path) -> Table:
    """Hold alerts and themes against the notes of the releases."""
    table = Table(title="YouTube's reviews against its changelog, by IDEA's protocol", title_justify="left")
    for column in ("an issue meets a change by", "precision of E", "recall of L", "F", "by lot: precision", "F"):
        table.add_column(column)
    with copy_project(mined) as replay:
        periods = list(_periods(replay, changelog))
    for name, meets in (("words over .6, as in IDEA", _by_words()), ("sentences over .6", _by_sentences())):
        precision, recall, lot = _score(periods, meets)
        row = (precision, recall, _mean_of(precision, recall), lot, _mean_of(lot, recall))
        table.add_row(name, *(f"{value:.3f}" for value in row))
    issues, changes = sum(len(one.emerging) for one in periods), sum(len(one.changes) for one in periods)
    table.add_row(f"bar; {len(periods)} versions, {issues} alerts, {changes} changes", "", "", ">= .60", "", "")
    return table


def _score(periods: Sequence[Period], meets: Meets) -> tuple[float, float, float]:
    """Precision of E and recall of L, each the mean over versions, and the precision of themes drawn by lot."""
    chance = np.random.default_rng(5)
    precisions, recalls, lots = [], [], []
    for period in periods:
        ids = list(period.told)
        met = meets([period.told[one] for one in ids], period.changes)
        recalls.append(met.any(axis=0).mean())
        if period.emerging:
            is_met = met.any(axis=1)
            precisions.append(np.mean([is_met[ids.index(one)] for one in period.emerging]))
            lots.append(np.mean([is_met[chance.choice(len(ids), len(period.emerging))].mean() for _ in range(DRAWS)]))
    return float(np.mean(precisions)), float(np.mean(recalls)), float(np.mean(lots))


def _mean_of(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _by_words() -> Meets:
    """Meet where a word of the issue is like a keyword of the change."""
    encoder = open_encoder()
    known: dict[str, NDArray[np.float32]] = {}

    def vectors(words: Sequence[str]) -> Vectors:
        new = sorted(set(words) - known.keys())
        if new:
            known.update(zip(new, encoder.encode(new), strict=True))
        return np.stack([known[word] for word in words])

    def meets(issues: Sequence[str], changes: Sequence[str]) -> NDArray[np.bool_]:
        said, named = [_words(issue) for issue in issues], [_words(change) for change in changes]
        return np.array(
            [[bool(a and b) and bool((vectors(a) @ vectors(b).T > SIMILAR).any()) for b in named] for a in said]
        )

    return meets


def _by_sentences() -> Meets:
    """Meet where a statement of the issue is like the change."""
    encoder = open_encoder()

    def meets(issues: Sequence[str], changes: Sequence[str]) -> NDArray[np.bool_]:
        named = encoder.encode(list(changes))
        return np.array([(encoder.encode(issue.split("\n")) @ named.T > SIMILAR).any(axis=0) for issue in issues])

    return meets


def _words(text: str) -> list[str]:
    return sorted({word for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in GENERAL and len(word) > 3})


def _periods(replay: Replay, changelog: Path) -> Iterator[Period]:
    """The periods of the versions that are named often enough, in order."""
    notes = sorted(_read_notes(changelog))
    named = {row["version"]: row["reviews"] for row in replay.rows(_NAMED)}
    kept = [(on, version, changes) for on, version, changes in notes if named.get(version, 0) >= LEAST_REVIEWS]
    morning = replay.live(LAST)
    opened = [(alert["opened_at"].date() - timedelta(days=1), alert) for alert in morning.alerts]
    spoken = replay.rows(_SPOKEN)
    for at, (on, version, changes) in enumerate(kept):
        end, following = (kept[at + 1][0], kept[at + 1][2]) if at + 1 < len(kept) else (LAST, ())
        if not changes:
            continue
        told = _told([row for row in spoken if on <= row["said_on"] < end])
        emerging = {alert["theme_id"] for day, alert in opened if on <= day < end and alert["state"] != "noise"}
        both = tuple(dict.fromkeys([*changes, *following]))
        yield Period(version, both, tuple(sorted(emerging & told.keys())), told)


def _told(spoken: Sequence[Row]) -> Mapping[str, str]:
    """Of each theme its label and most central statements, a line each."""
    found: dict[str, list[str]] = {}
    for row in spoken:  # most central first
        lines = found.setdefault(row["theme_id"], [row["label"]])
        if len(lines) <= STATEMENTS:
            lines.append(row["clean"])
    return {theme_id: "\n".join(lines) for theme_id, lines in found.items()}


def _read_notes(changelog: Path) -> Iterator[tuple[date, str, tuple[str, ...]]]:
    with changelog.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            items = [one.strip() for one in re.split(r"\(\d+\)|\n", row["Changelog"])]
            changes = tuple(one for one in items if one and not one.endswith(":") and not NAMES_NOTHING.match(one))
            on = datetime.fromisoformat(row["Date"]).date()
            yield on, row["Version"].strip(), tuple(one for one in changes if "following issues" not in one)


_NAMED = """
select app_version as version, count(*) as reviews
from staging.feedback
where app_version is not null
group by app_version
"""

_SPOKEN = """
select evidence.subject_id as theme_id, themes.label, evidence.clean, evidence.said_at::date as said_on
from staging.evidence as evidence
join mined.themes as themes on themes.theme_id = evidence.subject_id
where evidence.subject_type = 'theme' and evidence.is_vote and evidence.said_at is not null
order by evidence.assign_similarity desc nulls last, evidence.statement_id
"""
