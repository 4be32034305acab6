"""Votes: which voices of a theme claim the same, and how well each claim speaks for the theme.

In go voices and how customers write; out come groups, each with the claim as most of its customers put it, and figures
of them. One customer is one vote, however often they say it; voices may come in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum, log, sqrt

from insight.ideas.claims import Claim, head_of, is_product
from insight.ideas.english import WORD, meant, word_set
from insight.ideas.readings import Reading
from insight.ideas.senses import is_product_name
from insight.ideas.usage import Usage
from insight.records import Voice

WORDS_OF_MANY = 0.35  # mean share of the customers who use the words of a claim that few put in the same grammar
FEWEST_TELLING, TELLING_SHARE = 3, 0.2  # customers, and their share, who put the same words before a noun
BACKED = 1.25  # weight of the share of customers who claim it
RARE = 0.1  # a word that fewer of the theme's customers use speaks the less for it, the fewer they are
_TEMPLATE = word_set("generic")
_LOST = meant("lose")
_WRONGS = word_set("faulty") | word_set("trouble") | word_set("crashes")
_WORKING_AT_ALL = ("work", "succeed")


@dataclass(frozen=True, slots=True)
class Group:
    """The voices that claim the same, the claim as most of them put it, and how well it speaks for the theme."""

    claim: Claim
    voices: tuple[Voice, ...]
    sureness: float
    count: int  # customers
    formula: int  # of them, who put it in the grammar that most of them use


def group_voices(voices: Sequence[Voice], readings: Mapping[str, Reading], usage: Usage) -> list[Group]:
    """Group voices by what they claim; each group's claim is the one that most of its customers put so."""
    said: dict[tuple[str, ...], list[tuple[Claim, Voice]]] = {}
    for voice in voices:
        for claim in readings[voice.statement_id].claims or ():
            said.setdefault(meaning_of(claim, usage), []).append((claim, voice))
    return [
        Group(
            _most_common(pairs, usage),
            tuple(voice for _, voice in pairs),
            sureness=_mean(claim.sureness for claim, _ in pairs),
            count=len({voice.customer_id for _, voice in pairs}),
            formula=max(_customers(pairs, _form).values()),
        )
        for pairs in said.values()
    ]


def meaning_of(claim: Claim, usage: Usage) -> tuple[str, ...]:
    """Equal for claims that ask for the same in other grammar.

    "Emails are lost" and "emails disappear" are; "I cannot send emails" and "the program does not send emails" are.
    """
    verb = meant(claim.verb.partition(" ")[0])
    if claim.form == "fix missing" or (claim.form in ("stop", "stop losing") and verb == _LOST):
        return "lost", head_of(claim.thing)
    if claim.form == "fix":  # an empty inbox and a wrong one are two things
        words = claim.thing.lower().split()
        return "fix", head_of(claim.thing), *sorted({meant(word) for word in words if word in _WRONGS})
    is_doer = claim.form in ("make", "stop") and claim.target not in ("", "nothing")
    if is_doer and (is_product(claim.thing.lower()) or is_product_name(claim.thing, usage)):
        return "let" if claim.form == "make" else "stop losing", meant(claim.verb), head_of(claim.target), ""
    if is_doer:  # "sync duplicates appointments" and "sync duplicates the calendar"
        return claim.form, meant(claim.verb), head_of(claim.thing)
    if claim.form == "make" and claim.verb not in _WORKING_AT_ALL and not claim.target:
        return "let", meant(claim.verb), head_of(claim.thing), ""  # "the calendar does not sync", "I cannot sync it"
    if claim.form == "deliver":
        return "let", meant("receive"), head_of(claim.thing), ""
    return claim.key


def _most_common(pairs: Sequence[tuple[Claim, Voice]], usage: Usage) -> Claim:
    """The claim that most customers make in the same words; among equals the usual words, then the shorter."""
    if len(pairs) == 1:
        return pairs[0][0]
    forms, customers = _customers(pairs, _form), _customers(pairs, _spoken)

    def rank(one: Claim) -> tuple[int, int, float, int, tuple[str, ...], float, str]:
        words = WORD.findall(f"{one.verb} {one.thing} {one.target}")
        usual = min((usage.shares.get(meant(word), 0.0) for word in words), default=0.0)
        return (
            -forms[_form(one)],
            -customers[_spoken(one)],
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


def _customers(
    pairs: Iterable[tuple[Claim, Voice]], told: Callable[[Claim], tuple[str, ...]]
) -> dict[tuple[str, ...], int]:
    """How many customers make claims that are the same in what `told` says of them."""
    said = {(told(claim), voice.customer_id) for claim, voice in pairs}
    return Counter(one for one, _ in said)


def _form(claim: Claim) -> tuple[str, ...]:
    """The grammar in which it is claimed: "lose emails" and "emails disappear" are two."""
    return claim.form, claim.verb


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
    rare = fsum(max(0.0, 1 - words.get(word, 0) / RARE) for word in told)
    known = bool(told & keywords)
    centre = _mean(voice.weight for voice in group.voices)
    return (
        BACKED * group.count / everyone
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
