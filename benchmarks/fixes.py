"""How soon a problem that was solved is seen as fading, on simulated counts: `python -m benchmarks.trends fixes`.

In go seeds; out comes a table: of the themes that ended, how many are called fading one to six weeks after, and of
those that did not change in the sixteen weeks that are looked at, how many are called fading or rising (some of them
are: they have seasons and slopes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from benchmarks.simulation import Simulated, end_themes, simulate_weeks
from insight.trends import judge_changes

SPAN, RECENT = 16, 4  # weeks that a trend is read from
LIMIT = 0.1  # q-value up to which a change counts, as in sql/macros/trend_name.sql
FIRST, EVERY = 30, 4  # the first week that is judged, and how often unchanged themes are
LEAST = 5.0  # customers a week before its fix, from which a theme is large enough to be judged

Weeks = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """Themes judged at the end of one week."""

    is_fading: Flags
    is_rising: Flags
    is_unchanged: Flags


def measure_fixes(seeds: Sequence[int]) -> Table:
    """Share of solved problems seen as fading by weeks since the fix, and of unchanged themes called otherwise."""
    table = Table(title=f"Problems solved, 200 themes, 3 years, seeds {seeds[0]} to {seeds[-1]}", title_justify="left")
    for column in ("days after the fix", f"seen as fading (of themes with {LEAST:.0f} customers a week)"):
        table.add_column(column)
    seen: dict[int, list[bool]] = {weeks: [] for weeks in range(1, 7)}
    still: list[Judged] = []
    for seed in seeds:
        made, fixed = end_themes(simulate_weeks(seed), seed)
        judged = {at: _judge(made, fixed, at) for at in range(FIRST, made.counts.shape[2])}
        still += [one for at, one in judged.items() if at % EVERY == 0]
        for theme, on in enumerate(fixed):
            if on >= 0 and made.counts[theme, :, on - SPAN + RECENT : on].sum() >= LEAST * (SPAN - RECENT):
                for weeks in seen:
                    seen[weeks].append(bool(judged[on + weeks].is_fading[theme]))
    for weeks, found in seen.items():
        table.add_row(str(7 * weeks), f"{np.mean(found):.1%}")
    unchanged = sum(int(one.is_unchanged.sum()) for one in still)
    for name in ("fading", "rising"):
        called = sum(int((getattr(one, f"is_{name}") & one.is_unchanged).sum()) for one in still)
        table.add_row(f"not solved, called {name}", f"{called / unchanged:.1%}")
    return table


def _judge(made: Simulated, fixed: list[int], at: int) -> Judged:
    """Judge the weeks before week `at`, the latest first."""
    counts = made.counts[:, :, at - SPAN : at].sum(axis=1)[:, ::-1]
    volume = made.volume[:, at - SPAN : at].sum(axis=0)[::-1]
    is_changed = judge_changes(counts, volume) <= LIMIT
    recent, earlier = (
        counts[:, span].sum(axis=1) / volume[span].sum() for span in (slice(0, RECENT), slice(RECENT, None))
    )
    since_fix = at - np.array(fixed)
    is_solved = (np.array(fixed) >= 0) & (since_fix >= 0) & (since_fix <= SPAN)
    has_burst = made.is_burst[:, at - SPAN : at].any(axis=1)
    return Judged(is_changed & (recent < earlier), is_changed & (recent > earlier), ~is_solved & ~has_burst)
