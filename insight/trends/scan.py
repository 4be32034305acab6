"""Hold every period against what was to be expected before it.

In go counts of customers by theme, source and period, oldest first; out come, for each theme and period, what was to be
expected, how surprising the count is, and a sum that grows under slow drift. A period is judged by earlier ones only:
scanning a longer series gives the same answers for its beginning. An alarm must beat two explanations: that this is as
usual, and that everything rose alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from insight.trends.baseline import Rates, describe_time, expected_rates, source_weights, usual_volume
from insight.trends.tails import find_q_values, upper_tail

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SURPRISE = 0.001  # a past period as surprising as this is weighted down in later baselines
TRUST_AFTER_SURPRISE = 0.2


@dataclass(frozen=True)
class Scale:
    """How a length of period is watched. Limits were chosen on simulated counts: `python -m benchmarks.trends`."""

    name: Literal["day", "week"]
    year: float  # periods in a year
    cycle: int  # periods until volume repeats itself
    reach: int  # periods of past that count
    half_life: float  # periods after which the past counts half
    guard: int  # latest periods kept out of the baseline: a burst must not become its own measure
    least_past: int  # periods before the first test
    refit: int  # periods for which a fit is used
    windows: tuple[int, ...]  # sums of so many last periods that are tested
    limit: float  # q-value up to which a rise counts
    gate: float  # p-value that it may have at most, had everything risen alike
    share_limit: float  # q-value that it may have at most, had everything risen alike
    least_ratio: float
    least_count: int  # customers
    drift_ratio: float  # the rise that the sum looks for
    drift_limit: float  # log-likelihood ratio from which drift counts


WEEKS = Scale(
    name="week", year=365.25 / 7, cycle=1, reach=156, half_life=52, guard=2, least_past=12, refit=1, windows=(1,),
    limit=0.2, gate=0.05, share_limit=0.2, least_ratio=1.3, least_count=3, drift_ratio=2.0, drift_limit=3.5,
)  # fmt: skip
DAYS = Scale(
    name="day", year=365.25, cycle=7, reach=364, half_life=182, guard=10, least_past=42, refit=7, windows=(1, 3, 7),
    limit=0.003, gate=0.05, share_limit=0.1, least_ratio=1.5, least_count=4, drift_ratio=2.0, drift_limit=13.0,
)  # fmt: skip


@dataclass(frozen=True)
class Scan:
    """What came of it; every array has shape (themes, periods), NaN where a period was not tested."""

    counts: Floats
    expected: Floats  # customers to be expected, given all that was said in that period
    dispersion: Floats  # variance over mean, with how unsure `expected` is
    p_value: Floats  # of the most surprising window, for all windows that were tried
    p_share: Floats  # of the same, had everything risen alike
    ratio: Floats  # of that window: count over expected
    window: NDArray[np.int64]  # its length in periods
    window_count: Floats  # its count
    drift: Floats  # the sum that grows under slow drift


@dataclass(frozen=True)
class Flagged:
    """What stands out in a scan; shapes as there."""

    q_value: Floats
    is_level: Flags
    is_drift: Flags


def scan_series(counts: Floats, volume: Floats, scale: Scale) -> Scan:
    """Scan themes for rises.

    `counts` has shape (themes, sources, periods), `volume` (sources, periods): customers with the theme, and customers
    heard at all.
    """
    themes, _, periods = counts.shape
    usual = usual_volume(volume, scale.cycle)
    total = counts.sum(axis=1)
    blank = [np.full((themes, periods), np.nan) for _ in range(9)]
    expected, dispersion, p_value, p_share, ratio, window_count, drift, mean_usual, mean_shared = blank
    window = np.ones((themes, periods), dtype=np.int64)
    trust = np.ones((themes, periods))
    drifted = np.zeros(themes)
    for at in range(scale.least_past, periods):
        if (at - scale.least_past) % scale.refit == 0:
            rates, weights = _fit_at(at, counts, volume, trust, scale)
        mean_shared[:, at] = rates.rate * (weights @ volume[:, at])
        mean_usual[:, at] = rates.rate * (weights @ usual[:, at])
        expected[:, at] = mean_shared[:, at]
        dispersion[:, at] = rates.dispersion + rates.unsure * mean_shared[:, at]
        best = _test_windows(at, total, mean_usual, mean_shared, rates, scale)
        p_value[:, at], p_share[:, at], ratio[:, at], window[:, at], window_count[:, at] = best
        trust[p_share[:, at] < SURPRISE, at] = TRUST_AFTER_SURPRISE
        # Both explanations here too: what holds its own while all else falls silent, as over holidays, has not risen.
        at_most = np.maximum(mean_shared[:, at], mean_usual[:, at])
        spread = rates.dispersion + rates.unsure * at_most
        drifted = drifted + _drift_step(total[:, at], at_most, spread, scale.drift_ratio)
        drift[:, at] = drifted = np.maximum(drifted, 0.0)
        is_seen = (drifted >= scale.drift_limit) | (p_value[:, at] < SURPRISE)
        drifted = np.where(is_seen, 0.0, drifted)  # what has been said starts anew
    return Scan(total, expected, dispersion, p_value, p_share, ratio, window, window_count, drift)


def flag_scans(scans: list[Scan], scale: Scale) -> list[Flagged]:
    """Flag what stands out. The q-values of a period are taken over all themes of all these scans together."""
    if not scans:
        return []
    ends = np.cumsum([len(scan.counts) for scan in scans])[:-1]
    q_values = np.split(find_q_values(np.concatenate([scan.p_value for scan in scans])), ends)
    q_shares = np.split(find_q_values(np.concatenate([scan.p_share for scan in scans])), ends)
    return [_flag(*one, scale) for one in zip(scans, q_values, q_shares, strict=True)]


def _flag(scan: Scan, q_value: Floats, q_share: Floats, scale: Scale) -> Flagged:
    is_much = (scan.ratio >= scale.least_ratio) & (scan.window_count >= scale.least_count)
    is_level = (q_value <= scale.limit) & (q_share <= scale.share_limit) & is_much
    is_drift = (scan.drift >= scale.drift_limit) & (scan.p_share <= 2 * scale.gate) & is_much
    return Flagged(q_value, is_level, is_drift & ~is_level)


def _fit_at(at: int, counts: Floats, volume: Floats, trust: Floats, scale: Scale) -> tuple[Rates, Floats]:
    """Fit what the periods before `at` say, without the latest ones; also how each theme spreads over the sources."""
    start = max(0, at - scale.reach)
    end = max(start + scale.least_past - scale.guard, at - scale.guard)
    ages = (at - np.arange(start, end)).astype(np.float64)
    weights = source_weights(counts[:, :, start:end], volume[:, start:end])
    exposure = weights @ volume[:, start:end]
    memory = trust[:, start:end] * 0.5 ** (ages / scale.half_life)
    past = counts[:, :, start:end].sum(axis=1)
    return expected_rates(past, exposure, memory, describe_time(ages, scale.year)), weights


def _test_windows(
    at: int, total: Floats, mean_usual: Floats, mean_shared: Floats, rates: Rates, scale: Scale
) -> tuple[Floats, Floats, Floats, NDArray[np.int64], Floats]:
    """Test the sums of the last periods; return of each theme its most surprising window."""
    lengths = [length for length in scale.windows if at + 1 - length >= scale.least_past]
    tested = []
    for length in lengths:
        recent = slice(at + 1 - length, at + 1)
        count = total[:, recent].sum(axis=1)
        usual, shared = mean_usual[:, recent].sum(axis=1), mean_shared[:, recent].sum(axis=1)
        p_usual = upper_tail(count, usual, rates.dispersion + rates.unsure * usual)
        p_shared = upper_tail(count, shared, rates.dispersion + rates.unsure * shared)
        # Had everything risen alike, the rise of this theme would say nothing.
        p_value = np.where(p_shared <= scale.gate, p_usual, np.maximum(p_usual, p_shared))
        tested.append((p_value, p_shared, count / np.maximum(shared, 1e-9), count))
    best = np.argmin(np.stack([one[0] for one in tested]), axis=0)
    rows = np.arange(len(total))
    p_value, p_shared, ratio, count = (np.stack(part)[best, rows] for part in zip(*tested, strict=True))
    return np.minimum(p_value * len(lengths), 1.0), p_shared, ratio, np.array(lengths)[best], count


def _drift_step(counts: Floats, expected: Floats, dispersion: Floats, rise: float) -> Floats:
    """Return the log-likelihood ratio of a count risen by `rise` against one as expected (negative binomial CUSUM)."""
    mean = np.maximum(expected, 1e-9)
    size = mean / np.maximum(dispersion - 1.0, 0.05)
    return np.asarray(counts * np.log(rise) - (counts + size) * np.log((size + rise * mean) / (size + mean)))
