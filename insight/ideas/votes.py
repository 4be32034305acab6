"""Votes: which voices of a theme claim the same, and how well each claim speaks for the theme.

In go voices and how customers write; out come groups, each with the claim as most of its customers put it, and figures
of them. One customer is one vote, however often they say it; voices may come in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum, log, sqrt

from insight.ideas.claims import Claim
from insight.ideas.english import WORD, meant, word_set
from insight.ideas.readings import Reading
from insight.ideas.usage import Usage
from insight.records import Voice

WORDS_OF_MANY = 0.35  # mean share of the customers who use the words of a claim that few put in the same grammar
FEWEST_TELLING, TELLING_SHARE = 3, 0.2  # customers, and their share, who put the same words before a noun
RARE = 0.1  # a word that fewer of the theme's customers use does not speak for it
_TEMPLATE = word_set("generic")


@dataclass(frozen=True, slots=True)
class Group:
    """The voices that claim the same, the claim as most of them put it, and how well it speaks for the theme."""

    claim: Claim
    voices: tuple[Voice, ...]
    sureness: float
    count: int  # customers


def group_voices(voices: Sequence[Voice], readings: Mapping[str, Reading], usage: Usage) -> list[Group]:
    """Group voices by what they claim; each group's claim is the one that most of its customers put so."""
    said: dict[tuple[str, ...], list[tuple[Claim, Voice]]] = {}
    for voice in voices:
        for claim in readings[voice.statement_id].claims or ():
            said.setdefault(claim.key, []).append((claim, voice))
    return [
        Group(
            _most_common(pairs, usage),
            tuple(voice for _, voice in pairs),
            sureness=_mean(claim.sureness for claim, _ in pairs),
            count=len({voice.customer_id for _, voice in pairs}),
        )
        for pairs in said.values()
    ]


def _most_common(pairs: Sequence[tuple[Claim, Voice]], usage: Usage) -> Claim:
    """The claim that most customers make in the same words; among equals the usual words, then the shorter."""
    if len(pairs) == 1:
        return pairs[0][0]
    customers: dict[tuple[str, ...], set[str]] = {}
    for claim, voice in pairs:
        customers.setdefault(_spoken(claim), set()).add(voice.customer_id)

    def rank(one: Claim) -> tuple[int, float, int, tuple[str, ...], float, str]:
        words = WORD.findall(f"{one.verb} {one.thing} {one.target}")
        usual = min((usage.shares.get(meant(word), 0.0) for word in words), default=0.0)
        return (
            -len(customers[_spoken(one)]),
            -usual,
            len(words),
            (*_spoken(one), one.thing, one.target),
            -one.sureness,
            one.kind,
        )

    usual = min({claim for claim, _ in pairs}, key=rank)
    fuller = _fuller_claims(usual, pairs)
    return min(fuller, key=rank) if fuller else usual


def _fuller_claims(usual: Claim, pairs: Sequence[tuple[Claim, Voice]]) -> set[Claim]:
    """The claims with what enough customers put before a noun that says little alone: "home screen widget"."""
    if usual.form not in ("add", "fix", "stop") or " " in usual.thing:
        return set()
    told = [(claim, voice) for claim, voice in pairs if claim.thing.lower().endswith(f" {usual.thing.lower()}")]
    counts = Counter(thing for thing, _ in {(claim.thing.lower(), voice.customer_id) for claim, voice in told})
    enough = max(FEWEST_TELLING, TELLING_SHARE * len({voice.customer_id for _, voice in pairs}))
    thing = min(counts, key=lambda one: (-counts[one], one), default="")
    return {claim for claim, _ in told if claim.thing.lower() == thing} if counts[thing] >= enough else set()


def _mean(numbers: Iterable[float]) -> float:
    """The mean, the same to the last digit in whatever order the numbers come."""
    listed = list(numbers)
    return fsum(listed) / len(listed)


def _spoken(claim: Claim) -> tuple[str, ...]:
    return claim.verb, claim.thing.lower(), claim.target.lower()


def word_shares(voices: Sequence[Voice], usage: Usage) -> dict[str, float]:
    """For each meaning the share of customers who use it in this theme."""
    said: dict[str, set[str]] = {}
    for voice in voices:
        said.setdefault(voice.customer_id, set()).update(usage.senses(voice.clean))
    return {word: count / len(said) for word, count in Counter(chain.from_iterable(said.values())).items()}


def score_of(group: Group, everyone: int, words: Mapping[str, float], keywords: frozenset[str], usage: Usage) -> float:
    """Rate a claim by its customers, and by how much its words are those of this theme and not of all others."""
    claim = group.claim
    told = told_of(claim)
    telling = sorted((words.get(word, 0) - usage.shares.get(word, 0) for word in told), reverse=True)
    rare = sum(words.get(word, 0) < RARE for word in told)
    known = bool(told & keywords)
    centre = _mean(voice.weight for voice in group.voices)
    return (
        group.count / everyone
        + 0.5 * sum(telling[:3])
        + 0.15 * known
        + 0.2 * centre
        + group.sureness
        - 0.15 * rare
        - (0 if told else 0.5)
    )


def has_words_of_many(group: Group, words: Mapping[str, float]) -> bool:
    """Tell whether each word of a claim is a word of the theme, and many customers use most of them."""
    told = [words.get(word, 0.0) for word in told_of(group.claim)]
    is_sure = group.sureness > -0.2 and group.claim.form != "add"
    return is_sure and len(told) > 1 and min(told) > RARE and sum(told) / len(told) >= WORDS_OF_MANY


def told_of(claim: Claim) -> set[str]:
    """The stems of a claim's words that tell something."""
    words = WORD.findall(f"{claim.verb} {claim.thing} {claim.target}".lower())
    return {meant(word) for word in words if word not in _TEMPLATE}


def profile_of(voices: Sequence[Voice], usage: Usage) -> dict[str, float]:
    """What a group speaks of, as a unit vector: the share of its customers who use a word, rare words for more."""
    shares = word_shares(voices, usage)
    weights = {word: share * -log(usage.shares[word]) for word, share in shares.items() if word in usage.shares}
    length = sqrt(fsum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two profiles."""
    return fsum(weight * other[word] for word, weight in one.items() if word in other)
