"""Measure trends and alerts: `python -m benchmarks.trends [simulated|days|fixes|sample|thunderbird|youtube ...]`.

`simulated`, `days` and `fixes` run on simulated counts (benchmarks/simulation.py) with seeds that no limit was chosen
on; --tune takes the seeds that they were chosen on. `sample` writes and mines the bundled sample and holds its alerts
against what was planted. `thunderbird` and `youtube` need a folder that was mined before, as docs/sources.md says:
--mined FOLDER holds one project a set (FOLDER/thunderbird/insight.toml); it is copied, never changed. A set that is not
there is skipped, and said so. Each day is replayed as of that day's morning.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.changelog import measure_youtube
from benchmarks.fixes import measure_fixes
from benchmarks.main_job import DATA
from benchmarks.replays import Replay, copy_project
from benchmarks.simulation import Simulated, simulate_days, simulate_weeks
from insight import pipeline
from insight.config import load_settings
from insight.trends import DAYS, PATIENCE, WEEKS, Scale, flag_scans, scan_series
from insight.warehouse import Row

SETS = ("simulated", "days", "fixes", "sample", "thunderbird", "youtube")
REPORTED, TUNED = (21, 22, 23, 24, 25), (101, 102, 103, 104)
WARM_UP = 26  # weeks (and 90 days) at the beginning that are not judged
CONSOLE = Console(width=140)

Flags = NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="*", default=list(SETS), help=f"any of: {', '.join(SETS)}")
    parser.add_argument("--tune", action="store_true", help="simulate with the seeds that limits were chosen on")
    parser.add_argument("--mined", type=Path, default=Path("insight-data/mined"), help="projects mined before, by set")
    arguments = parser.parse_args()
    seeds = TUNED if arguments.tune else REPORTED
    for name in arguments.sets:
        if name == "simulated":
            CONSOLE.print(measure_weeks(seeds))
        elif name == "days":
            CONSOLE.print(measure_days(seeds[:2]))
        elif name == "fixes":
            CONSOLE.print(measure_fixes(seeds))
        elif name == "sample":
            CONSOLE.print(measure_sample(arguments.mined / name))
        elif not (arguments.mined / name / "insight.toml").exists():
            CONSOLE.print(f"{name}: skipped, {arguments.mined / name} is no mined project")
        elif name == "youtube":
            CONSOLE.print(measure_youtube(arguments.mined / name, DATA / "youtube" / "changelog.csv"))
        else:
            CONSOLE.print(measure_thunderbird(arguments.mined / name))


def measure_weeks(seeds: Sequence[int]) -> Table:
    """Our flags beside two rules of thumb, on weekly counts."""
    table = _table(f"Simulated weeks: 200 themes, 3 years, seeds {seeds[0]} to {seeds[-1]}, from week {WARM_UP + 1} on",
                   "rule", "false alarms", "detected", "predictive value", "of first weeks after")  # fmt: skip
    rules = {
        "insight": _ours,
        "insight, level alone": _level,
        "doubled (12 weeks)": _doubled,
        "2 sd (12 weeks)": _two_sd,
    }
    for bursts, label in ((1.5, ""), (0.5, ", bursts a third as often")):
        for name, rule in rules.items():
            if bursts == 1.5 or name == "insight":
                found = [
                    _judge(one, rule(one)) for one in (simulate_weeks(seed, bursts_a_year=bursts) for seed in seeds)
                ]
                table.add_row(name + label, *(f"{value:.1%}" for value in np.mean(found, axis=0)))
    table.add_row("bar", "<= 1.5%", ">= 75%", ">= 72%", "")
    return table


def _ours(made: Simulated) -> Flags:
    flagged = flag_scans([scan_series(made.counts, made.volume, WEEKS)], WEEKS)[0]
    return flagged.is_level | flagged.is_drift


def _level(made: Simulated) -> Flags:
    return flag_scans([scan_series(made.counts, made.volume, WEEKS)], WEEKS)[0].is_level


def _doubled(made: Simulated) -> Flags:
    mean, _, now = _last_weeks(made)
    return (now >= 2 * mean) & (now > 0)


def _two_sd(made: Simulated) -> Flags:
    mean, deviation, now = _last_weeks(made)
    return now > mean + 2 * deviation


def _last_weeks(made: Simulated) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    counts = made.counts.sum(axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(counts, 12, axis=1)[:, :-1]
    blank = np.full((len(counts), 12), np.inf)
    return np.hstack([blank, windows.mean(axis=2)]), np.hstack([blank, windows.std(axis=2, ddof=1)]), counts


def _judge(made: Simulated, flags: Flags) -> tuple[float, float, float, float]:
    """Alarms of quiet theme-weeks, bursts that have one, alarms that are in a burst, first weeks after one with one."""
    flags, bursts, is_burst = flags[:, WARM_UP:], made.burst[:, WARM_UP:], made.is_burst[:, WARM_UP:]
    found = np.intersect1d(bursts[flags], bursts[is_burst])
    after = np.zeros_like(is_burst)
    after[:, 1:] = is_burst[:, :-1] & ~is_burst[:, 1:]
    return (
        float(flags[~is_burst].mean()),
        len(found) / len(np.unique(bursts[is_burst])),
        float(is_burst[flags].mean()),
        float(flags[after].mean()),
    )


def measure_days(seeds: Sequence[int]) -> Table:
    """Alerts of the daily scan: how many are false in a month, how many bursts are found, how soon."""
    table = _table(f"Simulated days: 120 themes, 540 days, seeds {seeds[0]} and {seeds[-1]}, from day 91 on",
                   "bursts of", "false alerts a month", "detected", "days until known (median)")  # fmt: skip
    made = [simulate_days(seed) for seed in seeds]
    flagged = [_flag_days(one, DAYS) for one in made]
    for least in (0.0, 3.0):
        found = [_judge_days(one, flags, least) for one, flags in zip(made, flagged, strict=True)]
        false, detected, delay = np.mean(found, axis=0)
        label = "any size" if not least else f"at least {least:.0f} customers a day"
        table.add_row(label, f"{false:.2f}", f"{detected:.1%}", f"{delay:.1f}")
    return table


def _flag_days(made: Simulated, scale: Scale) -> Flags:
    flagged = flag_scans([scan_series(made.counts, made.volume, scale)], scale)[0]
    return flagged.is_level | flagged.is_drift


def _judge_days(made: Simulated, flags: Flags, least: float) -> tuple[float, float, float]:
    total, warm_up = made.counts.sum(axis=1), 90
    sizes = {int(one): float(total[made.burst == one].mean()) for one in np.unique(made.burst[:, warm_up:]) if one >= 0}
    delays: dict[int, int] = {}
    false = 0
    for theme, days in enumerate(np.flatnonzero(row[warm_up:]) + warm_up for row in flags):
        for spell in np.split(days, np.flatnonzero(np.diff(days) > PATIENCE) + 1):
            if not len(spell):
                continue
            near = made.burst[theme, max(0, spell[0] - 6) : spell[0] + 1]  # a window of seven days looks back
            if (near < 0).all():
                false += 1
                continue
            number = int(near.max())
            onset = int(np.flatnonzero(made.burst[theme] == number)[0])
            delays.setdefault(number, int(spell[0]) - onset)
    kept = [number for number, size in sizes.items() if size >= least]
    known = [delays[number] for number in kept if number in delays]
    return false / ((flags.shape[1] - warm_up) / 30), len(known) / len(kept), float(np.median(known))


def measure_sample(mined: Path) -> Table:
    """Hold the alerts of the bundled sample against what was planted in it."""
    if (mined / "insight.toml").exists():
        with copy_project(mined) as replay:
            return _hold_against_truth(replay)
    from insight.sample import write_sample

    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(write_sample(Path(folder)).settings)
        last = datetime(2026, 6, 29, 6, tzinfo=UTC)
        with pipeline.hold_run(settings, as_of=last) as run, pipeline.join_run(settings, run) as session:
            pipeline.ingest(session)
            pipeline.mine(session)
        return _hold_against_truth(Replay(Path(folder) / "insight.toml"))


def _hold_against_truth(replay: Replay) -> Table:
    table = _table("The bundled sample, replayed morning by morning", "what was planted", "found", "bar")
    root = replay.settings.root
    planted = json.loads((root / "truth" / "themes.json").read_text(encoding="utf-8"))
    releases = {row["version"]: date.fromisoformat(row["released_on"]) for row in _read(root / "releases.csv")}
    spoken = _what_was_said(root / "truth" / "statements.jsonl", replay)
    bound = [theme for theme in planted if theme.get("starts")]
    for theme in bound:
        days = _days_until_alert(replay, spoken, theme["key"], releases[theme["starts"]])
        table.add_row(f"{theme['name']} ({theme['starts']})", f"alert after {days} days", "<= 3 days")
    noise = next(theme["key"] for theme in planted if theme["is_noise"])
    wave = [replay.live(date(2026, 5, day)) for day in range(21, 30)]
    told = [(_leading(alert, spoken), alert["state"]) for morning in wave for alert in morning.alerts]
    as_problem = sum(key == noise and state != "noise" for key, state in told)
    as_noise = sum(key == noise and state == "noise" for key, state in told)
    table.add_row("noise wave, mornings of 05-21 to 05-29", f"{as_problem} as a problem, {as_noise} as noise", "0")
    for theme in (theme for theme in planted if theme.get("ends")):
        for days in (14, 21, 28):
            found = _trend_of(replay, spoken, theme["key"], releases[theme["ends"]] + timedelta(days=days))
            table.add_row(f"{theme['name']}, {days} days after {theme['ends']}", found, "fading")
    end = replay.live(date(2026, 6, 29))
    keys = [_leading(alert, spoken) for alert in end.alerts]
    expected = {noise, *(theme["key"] for theme in bound)}
    others = [alert["label"] for alert, key in zip(end.alerts, keys, strict=True) if key not in expected]
    table.add_row("alerts in all, by planted theme", _listed(Counter(keys)), "")
    table.add_row("alerts without a planted cause", f"{len(others)}: {'; '.join(others)}", "")
    return table


def _what_was_said(path: Path, replay: Replay) -> Mapping[str, frozenset[str]]:
    """Planted themes of the feedback that each statement stands in."""
    planted: dict[tuple[str, str], set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["theme"]:
            planted.setdefault((row["source"], str(row["source_id"])), set()).add(row["theme"])
    sql = (
        "select statements.statement_id, feedback.source, feedback.source_id from mined.statements as statements "
        "join raw.feedback as feedback on feedback.feedback_id = statements.feedback_id"
    )
    return {
        row["statement_id"]: frozenset(planted.get((row["source"], row["source_id"]), set()))
        for row in replay.rows(sql)
    }


def _leading(alert: Row, spoken: Mapping[str, frozenset[str]]) -> str:
    """The planted theme that most statements of an alert speak of; "mixed" where it is not half of them."""
    counts = Counter(key for statement_id in alert["statement_ids"] for key in spoken[statement_id])
    key, count = counts.most_common(1)[0] if counts else ("none", 0)
    return key if 2 * count >= len(alert["statement_ids"]) else "mixed"


def _days_until_alert(replay: Replay, spoken: Mapping[str, frozenset[str]], key: str, released_on: date) -> int | None:
    """Days from a release to the last day that the first alert needed: its morning is the one after."""
    for days in range(15):
        morning = replay.live(released_on + timedelta(days=days + 1))
        if any(alert["state"] == "open" and _leading(alert, spoken) == key for alert in morning.alerts):
            return days
    return None


def _trend_of(replay: Replay, spoken: Mapping[str, frozenset[str]], key: str, on: date) -> str:
    """The trends of the themes that are mostly about a planted one, by statements."""
    morning = replay.live(on)
    members = replay.rows("select statement_id, theme_id from mined.theme_members where theme_id is not null")
    about: dict[str, list[bool]] = {}
    for row in members:
        about.setdefault(row["theme_id"], []).append(key in spoken[row["statement_id"]])
    found: Counter[str] = Counter()
    for theme_id, hits in about.items():
        if 2 * sum(hits) >= len(hits):
            found[morning.trends.get(theme_id, "none")] += sum(hits)
    return _listed(found) + " (statements)"


def measure_thunderbird(mined: Path) -> Table:
    """Replay 2023: the alerts as they were opened, for a person to read."""
    table = _table("Thunderbird's forum 2023", "known on", "until", "theme", "why")
    with copy_project(mined) as replay:
        year = replay.live(date(2024, 1, 1))
        for alert in year.alerts:
            table.add_row(
                str(alert["opened_at"].date()), str(alert["updated_at"].date()), alert["label"], alert["reason"]
            )
        for released_on, version in ((date(2023, 7, 11), "115"), (date(2023, 10, 3), "115.3")):
            first = _first_morning(replay, released_on)
            table.add_row(f"{first} days", "", f"release {version} of {released_on}", "alert within 3 days")
        months = Counter(alert["opened_at"].strftime("%Y-%m") for alert in year.alerts)
        table.add_row("by month", "", _listed(months), "at most one further unexplained")
    return table


def _first_morning(replay: Replay, released_on: date) -> int | None:
    """Days from a release to the last day that the first alert opened since needed; every morning is lived."""
    for days in range(8):
        morning = replay.live(released_on + timedelta(days=days + 1))
        if any(alert["opened_at"].date() > released_on and alert["state"] == "open" for alert in morning.alerts):
            return days
    return None


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column)
    return table


if __name__ == "__main__":
    main()
