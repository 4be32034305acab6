"""Trends: from counts over time to what stands out, with its statistics; and what themes do to scores.

In go counts and records, `as_of` decides which; out come flags, alarms, tests and effects. No table, clock or unseeded
chance is touched. Parts: `tails` and `baseline` (the statistics), `grids` and `scan` (each period against those before
it), `alarms` (one issue, one alarm), `causes` (release, segment, noise), `changes` (four weeks against twelve),
`life` (before and after a release), `impact`.
"""

from __future__ import annotations

from insight.trends.alarms import PATIENCE, Alarm, KnownAlarm, end_themes, find_alarms, keep_ids
from insight.trends.causes import (
    NoiseSigns,
    Vote,
    describe_alarm,
    find_release,
    find_top_segment,
    find_wave,
    read_noise,
    version_key,
)
from insight.trends.changes import judge_changes
from insight.trends.grids import Grid, HeardCount, ThemeCount, lay_out
from insight.trends.impact import Effect, measure_effects, score_points
from insight.trends.life import LEAST_DAYS, WATCHED_DAYS, RateRatio, compare_rates
from insight.trends.scan import DAYS, WEEKS, Flagged, Scale, Scan, flag_scans, scan_series
from insight.trends.tails import find_q_values, ratio_interval

__all__ = [
    "DAYS",
    "LEAST_DAYS",
    "PATIENCE",
    "WATCHED_DAYS",
    "WEEKS",
    "Alarm",
    "Effect",
    "Flagged",
    "Grid",
    "HeardCount",
    "KnownAlarm",
    "NoiseSigns",
    "RateRatio",
    "Scale",
    "Scan",
    "ThemeCount",
    "Vote",
    "compare_rates",
    "describe_alarm",
    "end_themes",
    "find_alarms",
    "find_q_values",
    "find_release",
    "find_top_segment",
    "find_wave",
    "flag_scans",
    "judge_changes",
    "keep_ids",
    "lay_out",
    "measure_effects",
    "ratio_interval",
    "read_noise",
    "scan_series",
    "score_points",
    "version_key",
]
