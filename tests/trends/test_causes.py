"""Causes: the release that fits, the segment that stands out, and waves that are noise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from insight.records import Release
from insight.trends.alarms import Alarm
from insight.trends.causes import (
    NoiseSigns,
    Vote,
    describe_alarm,
    find_release,
    find_top_segment,
    find_wave,
    read_noise,
    version_key,
    wilson_low,
)

ALARM = Alarm("t1", date(2024, 3, 10), date(2024, 3, 12), date(2024, 3, 20), True, 4.0, 0.001, 2.5)
QUIET = NoiseSigns(0.0, 0.0, 0.0, 0.3)


def vote(number: int, words: str = "export stops", *, version: str | None = None, **changes: object) -> Vote:
    made = Vote(f"s{number}", f"c{number}", date(2024, 3, 12), frozenset(words.split()), False, {}, version)
    return replace(made, **changes)


def release(version: str, day: int, *, month: int = 3, is_listed: bool = True) -> Release:
    return Release(version, datetime(2024, month, day, tzinfo=UTC), is_listed=is_listed)


def test_the_release_that_is_named_most_is_what_it_came_with():
    votes = [vote(1, version="6.4"), vote(2, version="6.4.0"), vote(3, version="6.3"), vote(4)]
    assert find_release(ALARM, votes, [release("6.4", 8), release("6.4.1", 11)]) == release("6.4", 8)


def test_without_a_name_it_is_the_latest_listed_release_of_the_two_weeks_before():
    listed = [release("6.2", 20, month=2), release("6.3", 1), release("6.4", 9), release("6.5", 15)]
    assert find_release(ALARM, [vote(1), vote(2)], listed) == release("6.4", 9)
    assert find_release(ALARM, [vote(1), vote(2)], listed[:1]) is None


def test_a_version_that_only_customers_tell_of_must_be_named_by_two_and_a_share():
    found = [release("115", 9, is_listed=False)]
    assert find_release(ALARM, [vote(1, version="115")], found) is None
    assert find_release(ALARM, [vote(1, version="115"), vote(2, version="115.0")], found) == found[0]
    others = [vote(number, version="102") for number in range(3, 13)]
    assert find_release(ALARM, [vote(1, version="115"), vote(2, version="115"), *others], found) is None


def test_one_customer_names_a_version_once():
    loud = [vote(number, version="115", customer_id="ada") for number in range(5)]
    assert find_release(ALARM, loud, [release("115", 9, is_listed=False)]) is None


@pytest.mark.parametrize("same", ["115", "115.0", "v115.0.0"])
def test_versions_are_the_same_without_their_zeros(same):
    assert version_key(same) == ("115",)
    assert version_key("115.10") != version_key("115.1")


def test_a_segment_stands_out_against_what_is_usual():
    votes = [vote(number, segments={"country": "DE", "source": "desk"}) for number in range(8)]
    usual = {("country", "DE"): 0.1, ("country", "FR"): 0.9, ("source", "desk"): 1.0}
    assert find_top_segment(votes, usual) == "country: DE"
    assert find_top_segment(votes, usual | {("country", "DE"): 0.9}) is None
    assert find_top_segment(votes[:1], usual) is None


def test_the_lower_end_of_a_share_is_wilsons():
    assert wilson_low(0, 0) == 0
    assert wilson_low(0, 10) == pytest.approx(0, abs=1e-12)
    assert wilson_low(8, 10) == pytest.approx(0.400, abs=0.001)  # at 99 %


def test_a_campaign_of_strangers_with_copied_words_is_noise():
    wave = [vote(number, "free brindle otter", is_stranger=True) for number in range(10)]
    signs = read_noise(ALARM, wave, {"free": date(2023, 1, 1)}, 0.3)
    judged = frozenset(one.statement_id for one in wave)
    assert signs == NoiseSigns(1.0, 1.0, 1.0, 0.3, frozenset(("brindle", "otter")), judged)
    assert signs.is_noise


def test_a_wave_that_breaks_into_an_old_theme_is_judged_without_what_is_usual_there():
    wave = [vote(number, "free brindle otter", is_stranger=True) for number in range(7)]
    usual = [vote(number, words) for number, words in ((8, "export stops"), (9, "slow answers"))]
    known = dict.fromkeys(("free", "export", "stops", "slow", "answers"), date(2023, 1, 1))
    signs = read_noise(ALARM, [*wave, *usual], known, 0.3)
    assert signs.is_noise
    assert signs.wave == {one.statement_id for one in wave}
    early = replace(wave[0], statement_id="early", said_on=date(2024, 3, 8))
    long_ago = replace(wave[0], statement_id="long ago", said_on=date(2024, 2, 1))
    assert find_wave(ALARM, [long_ago, early, *wave, *usual], signs) == [early, *wave]
    many = [vote(number, "export stops") for number in range(8, 12)]  # more than were to be expected
    assert not read_noise(ALARM, [*wave, *many], known, 0.3).is_noise


def test_a_new_problem_of_known_customers_is_none_though_its_words_are_new():
    problem = [vote(number, "saml redirect loop") for number in range(10)]
    assert not read_noise(ALARM, problem, {}, 0.3).is_noise


def test_strangers_who_speak_of_what_others_spoke_of_are_no_noise():
    known = dict.fromkeys(("export", "stops"), date(2023, 1, 1))
    assert not read_noise(ALARM, [vote(n, is_stranger=True) for n in range(10)], known, 0.3).is_noise


def test_where_strangers_are_the_rule_they_tell_nothing():
    assert NoiseSigns(0.9, 0.9, 1.0, 0.95).is_noise
    assert not NoiseSigns(0.2, 0.9, 1.0, 0.95).is_noise


def test_one_customer_is_no_twin_of_himself():
    alone = [vote(number, "free brindle otter", customer_id="ada") for number in range(10)]
    assert read_noise(ALARM, alone, {}, 0.3).twin_share == 0


def test_the_reason_names_release_and_numbers():
    said = describe_alarm(ALARM, [vote(1, version="6.4"), vote(2)], release("6.4", 8), QUIET)
    assert said == "follows release 6.4 of 2024-03-08; 1 name it: 2 customers in 11 days where 2.5 were to be expected"
    found = describe_alarm(ALARM, [vote(1)], release("115", 8, is_listed=False), QUIET)
    assert found.startswith("follows version 115, first named by customers on 2024-03-08; 0 name it: 1 customer in")
    assert describe_alarm(ALARM, [vote(1)], None, QUIET).startswith("1 customer in 11 days where")


def test_noise_is_told_by_its_signs():
    said = describe_alarm(ALARM, [vote(1), vote(2)], release("6.4", 8), NoiseSigns(0.9, 0.8, 1.0, 0.3))
    assert said.startswith("noise, no product problem: 2 customers")
    assert "6.4" not in said
