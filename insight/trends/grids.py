"""Counts as rows laid out as arrays: themes, sources and equal periods.

In go rows of who was heard when; out comes a grid without gaps, silent periods as zeros. Rows outside its span are left
out: a period that is not over is not compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ThemeCount = tuple[str, str, date, int]  # theme_id, source, first day of the period, customers
HeardCount = tuple[str, date, int]  # source, first day of the period, customers


@dataclass(frozen=True)
class Grid:
    """`counts` has shape (themes, sources, periods) and `volume` (sources, periods): customers."""

    theme_ids: tuple[str, ...]
    first_on: date
    days: int  # of a period
    counts: Floats
    volume: Floats

    def start_of(self, period: int) -> date:
        return self.first_on + timedelta(days=self.days * period)


def lay_out(
    said: Iterable[ThemeCount], heard: Iterable[HeardCount], *, days: int, first_on: date, end_on: date
) -> Grid:
    """Lay out the periods of `days` days from `first_on` up to, and not with, `end_on`; only whole ones."""
    periods = max((end_on - first_on).days // days, 0)
    end_on = first_on + timedelta(days=days * periods)
    volumes = [row for row in heard if first_on <= row[1] < end_on]
    counts = [row for row in said if first_on <= row[2] < end_on]
    sources = {source: place for place, source in enumerate(sorted({source for source, _, _ in volumes}))}
    themes = {theme_id: place for place, theme_id in enumerate(sorted({row[0] for row in counts}))}
    grid = np.zeros((len(themes), len(sources), periods))
    volume = np.zeros((len(sources), periods))
    for source, on, count in volumes:
        volume[sources[source], (on - first_on).days // days] += count
    for theme_id, source, on, count in counts:
        if source in sources:
            grid[themes[theme_id], sources[source], (on - first_on).days // days] += count
    return Grid(tuple(themes), first_on, days, grid, volume)
