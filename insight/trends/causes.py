"""What an alarm came with: a release or version, the segment that it hits most, or no product problem at all.

In go the votes that made an alarm and what is usual; out come sentences for people and a verdict. A cause is what came
at the same time, never a proof; where nothing fits, nothing is said.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insight.records import Release
from insight.trends.alarms import PATIENCE, Alarm

RELEASE_DAYS = 14  # before the first flagged window in which a release counts as what it came with
NAMED_SHARE = 0.3  # of the votes that name a version, to take a version for the cause
TWIN = 0.6  # overlap of words (Jaccard) from which two texts repeat each other
MOST_COMPARED = 400  # votes that are held against each other
Z99 = 2.575829  # a segment stands out by more than 95 %: many are looked at
SEGMENT_SHARE = 0.25  # of the customers, under which a segment is not what an alarm is about

# Noise: votes that repeat each other, share words that nobody used before, and come from strangers.
TWIN_SHARE = 0.5
NEW_WORD_SHARE = 0.6
NEW_WORD_PEOPLE = 3
NEW_WORD_DAYS = 7  # before the first flagged day in which a word is as new: a wave rises before it stands out
STRANGER_SHARE = 0.8
STRANGER_EXCESS = 0.3


@dataclass(frozen=True, slots=True)
class Vote:
    """A statement that made an alarm: who, when, in which words, and what is known of the customer then."""

    statement_id: str
    customer_id: str
    said_on: date
    words: frozenset[str]
    is_stranger: bool  # no account, and never heard before that day
    segments: Mapping[str, str]  # dimension to value
    version: str | None


@dataclass(frozen=True, slots=True)
class NoiseSigns:
    """What speaks for a wave of noise: a campaign, a foreign topic, copied texts."""

    twin_share: float
    new_word_share: float
    stranger_share: float
    usual_stranger_share: float
    new_words: frozenset[str] = frozenset()  # which several share and nobody used before
    wave: frozenset[str] = frozenset()  # the statements that were judged

    @property
    def is_noise(self) -> bool:
        """All signs that can be read must be there; where strangers are the rule, they tell nothing."""
        tells = self.usual_stranger_share < 1 - STRANGER_EXCESS
        is_strange = self.stranger_share >= max(STRANGER_SHARE, self.usual_stranger_share + STRANGER_EXCESS)
        is_alike = self.twin_share >= TWIN_SHARE and self.new_word_share >= NEW_WORD_SHARE
        return is_alike and (is_strange or not tells)


def find_release(alarm: Alarm, votes: Sequence[Vote], releases: Sequence[Release]) -> Release | None:
    """Return the release that an alarm came with: among the recent ones the one named most, else the latest listed.

    A version that only customers tell of must be named by `NAMED_SHARE` of those who name any, and by two at least.
    """
    earliest = alarm.since_on - timedelta(days=RELEASE_DAYS)
    recent = [one for one in releases if earliest <= one.released_at.date() <= alarm.opened_on]
    named = Counter(version_key(vote.version) for vote in _one_each(votes) if vote.version)
    needed = max(2.0, NAMED_SHARE * sum(named.values()))
    by_name = [one for one in recent if named[version_key(one.version)] >= needed]
    if by_name:
        return max(by_name, key=lambda one: (named[version_key(one.version)], one.released_at, one.version))
    listed = [one for one in recent if one.is_listed]
    return max(listed, key=lambda one: (one.released_at, one.version), default=None)


def count_naming(votes: Sequence[Vote], release: Release) -> int:
    """Count the customers whose vote names the version of a release."""
    key = version_key(release.version)
    return len({vote.customer_id for vote in votes if vote.version and version_key(vote.version) == key})


def version_key(version: str) -> tuple[str, ...]:
    """Return what makes versions the same: 115, 115.0 and v115.0.0 are."""
    parts = re.findall(r"[0-9]+|[a-z]+", version.lower().removeprefix("v"))
    while len(parts) > 1 and not parts[-1].strip("0"):
        parts.pop()
    return tuple(parts)


def find_top_segment(votes: Sequence[Vote], usual: Mapping[tuple[str, str], float]) -> str | None:
    """Return the segment that an alarm hits most: "country: DE", by the lower end of its lift; None if none stands out.

    `usual` is the share of a value among all customers heard in these days who have one of its dimension. It takes two
    customers, a quarter of all, and a lower end of the lift (Wilson's interval of their share over the usual) above 1.
    """
    people = _one_each(votes)
    found = []
    for dimension in sorted({dimension for vote in people for dimension in vote.segments}):
        values = Counter(vote.segments[dimension] for vote in people if dimension in vote.segments)
        base = sum(values.values())
        for value, count in sorted(values.items()):
            share = usual.get((dimension, value), 0.0)
            lift = wilson_low(count, base) / share if share else 0.0
            if count > 1 and count >= SEGMENT_SHARE * len(people) and lift > 1:
                found.append((lift, count, f"{dimension}: {value}"))
    return max(found)[2] if found else None


def wilson_low(part: int, whole: int) -> float:
    """Return the lower end of the 99 % interval of a share (Wilson 1927)."""
    if not whole:
        return 0.0
    share, z2 = part / whole, Z99 * Z99
    spread = Z99 * math.sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    return (share + z2 / (2 * whole) - spread) / (1 + z2 / whole)


def read_noise(
    alarm: Alarm, votes: Sequence[Vote], known_since: Mapping[str, date], usual_stranger_share: float
) -> NoiseSigns:
    """Read the signs of noise. `known_since` tells of a word the day on which a third customer used it.

    A wave may break into a theme that was there before. Where those who say none of the new words are no more than were
    to be expected, the wave is what the others say, and copies and strangers are looked for among these alone.
    """
    latest = sorted(votes, key=lambda vote: (vote.said_on, vote.statement_id))[-MOST_COMPARED:]
    new: dict[str, set[str]] = {}
    for vote in latest:
        for word in vote.words:
            if known_since.get(word, date.max) >= alarm.since_on - timedelta(days=NEW_WORD_DAYS):
                new.setdefault(word, set()).add(vote.customer_id)
    shared = {word for word, customers in new.items() if len(customers) >= NEW_WORD_PEOPLE}
    wave = [vote for vote in latest if vote.words & shared]
    usual = {vote.customer_id for vote in latest} - {vote.customer_id for vote in wave}
    wave = wave if wave and len(usual) <= alarm.expected else latest
    people = {vote.customer_id: vote for vote in reversed(wave)}
    return NoiseSigns(
        twin_share=_share(any(_are_twins(vote, other) for other in wave) for vote in wave),
        new_word_share=_share(bool(vote.words & shared) for vote in latest),
        stranger_share=_share(vote.is_stranger for vote in people.values()),
        usual_stranger_share=usual_stranger_share,
        new_words=frozenset(shared),
        wave=frozenset(vote.statement_id for vote in wave),
    )


def find_wave(alarm: Alarm, votes: Iterable[Vote], noise: NoiseSigns) -> list[Vote]:
    """Return the votes of a wave of noise: those that were judged, and who says its words shortly before or after."""
    first_on = alarm.since_on - timedelta(days=NEW_WORD_DAYS)
    until_on = alarm.last_on + timedelta(days=PATIENCE)
    return [
        vote
        for vote in votes
        if vote.statement_id in noise.wave or (first_on <= vote.said_on <= until_on and vote.words & noise.new_words)
    ]


def describe_alarm(alarm: Alarm, votes: Sequence[Vote], release: Release | None, noise: NoiseSigns) -> str:
    """Say for a person what made the alarm, and what it came with."""
    people = len({vote.customer_id for vote in votes})
    days = (alarm.last_on - alarm.since_on).days + 1
    said = f"{_number(people, 'customer')} in {_number(days, 'day')} where {alarm.expected:.1f} were to be expected"
    if noise.is_noise:
        return (
            f"noise, no product problem: {said}; {noise.twin_share:.0%} repeat each other, {noise.new_word_share:.0%} "
            f"share words that nobody used before, {noise.stranger_share:.0%} were never heard before "
            f"(usually {noise.usual_stranger_share:.0%})"
        )
    if release is None:
        return said
    on = release.released_at.date()
    came = f"release {release.version} of {on}"
    if not release.is_listed:
        came = f"version {release.version}, first named by customers on {on}"
    return f"follows {came}; {count_naming(votes, release)} name it: {said}"


def _one_each(votes: Sequence[Vote]) -> list[Vote]:
    """The first vote of each customer, with a version where one of theirs names it."""
    first: dict[str, Vote] = {}
    for vote in sorted(votes, key=lambda vote: (vote.version is None, vote.said_on, vote.statement_id)):
        first.setdefault(vote.customer_id, vote)
    return list(first.values())


def _are_twins(one: Vote, other: Vote) -> bool:
    if one.customer_id == other.customer_id or not one.words:
        return False
    return len(one.words & other.words) >= TWIN * len(one.words | other.words)


def _share(answers: Iterable[bool]) -> float:
    listed = list(answers)
    return sum(listed) / len(listed) if listed else 0.0


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
