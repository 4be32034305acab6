"""Alarms: one for an issue, moved on while it lasts, over after quiet days; ids outlive runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from insight.trends.alarms import Alarm, KnownAlarm, end_themes, find_alarms, keep_ids
from insight.trends.scan import DAYS, Flagged, Scan, scan_series

MONDAY = date(2024, 1, 1)
ALARM = Alarm("t1", date(2024, 3, 1), date(2024, 3, 3), date(2024, 3, 9), True, 4.0, 0.001, 2.5)


def flagged_scan(periods: int, *days: int, drift: tuple[int, ...] = ()) -> tuple[Scan, Flagged]:
    scan = scan_series(np.zeros((1, 1, periods)), np.ones((1, periods)), DAYS)
    scan = replace(scan, ratio=np.ones((1, periods)), window=np.full((1, periods), 3), expected=np.ones((1, periods)))
    is_level, is_drift = np.zeros((1, periods), dtype=bool), np.zeros((1, periods), dtype=bool)
    is_level[0, list(days)] = True
    is_drift[0, list(drift)] = True
    scan.ratio[0, list(days)] = [2.0 + number for number in range(len(days))]
    return scan, Flagged(np.full((1, periods), 0.004), is_level, is_drift)


def test_flags_within_two_weeks_are_one_issue():
    alarms = find_alarms(*flagged_scan(60, 10, 12, 26), ["t1"], MONDAY)
    assert alarms == [
        Alarm("t1", date(2024, 1, 9), date(2024, 1, 11), date(2024, 1, 27), False, 4.0, 0.004, 19.0)
    ]  # the first window was three days long


def test_after_two_quiet_weeks_an_issue_is_over_and_the_next_is_another():
    alarms = find_alarms(*flagged_scan(40, 10, 25), ["t1"], MONDAY)
    assert [(alarm.opened_on.day, alarm.is_open) for alarm in alarms] == [(11, False), (26, False)]
    assert find_alarms(*flagged_scan(39, 10, 25), ["t1"], MONDAY)[-1].is_open


def test_an_issue_that_only_drifted_has_no_q_value():
    (alarm,) = find_alarms(*flagged_scan(30, drift=(20,)), ["t1"], MONDAY)
    assert alarm.q_value is None


def test_an_id_stays_when_late_feedback_moves_the_first_day():
    known = [KnownAlarm("al_1", "t1", date(2024, 3, 5), date(2024, 3, 8))]
    assert keep_ids([ALARM], known) == {ALARM: "al_1"}


def test_an_id_is_not_given_to_another_theme_or_a_later_issue():
    later = replace(ALARM, since_on=date(2024, 6, 1), opened_on=date(2024, 6, 2), last_on=date(2024, 6, 3))
    other = replace(ALARM, theme_id="t2")
    known = [KnownAlarm("al_1", "t1", date(2024, 3, 3), date(2024, 3, 8))]
    assert keep_ids([later, other], known) == {}
    assert keep_ids([later, ALARM], known) == {ALARM: "al_1"}


def test_one_id_goes_to_one_alarm():
    second = replace(ALARM, since_on=date(2024, 3, 24), opened_on=date(2024, 3, 25), last_on=date(2024, 3, 25))
    known = [KnownAlarm("al_1", "t1", date(2024, 3, 3), date(2024, 3, 15))]
    assert keep_ids([second, ALARM], known) == {ALARM: "al_1"}


def test_an_alert_of_a_theme_that_ended_goes_on_under_its_successor():
    known = [KnownAlarm("al_1", "old", date(2024, 3, 3), date(2024, 3, 8))]
    assert end_themes(known, {"old": "t1"}) == [replace(known[0], theme_id="t1")]
