"""Stances: who says the opposite of an idea, that just this works.

In go ideas with the voices that support them, and the voices that say that something works (`gladness`); out come the
statements against each. A voice is against an idea when what it speaks of is what this idea's voices speak of, more
than those of any other: in their words, or in those that say the opposite ("stable" speaks of crashes). Praise of the
product opposes no idea.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from insight.ideas.english import meant, opposites, word_set
from insight.ideas.usage import Usage
from insight.ideas.votes import word_shares
from insight.records import Voice

LEAST_SHARE, FEWEST = 0.05, 3  # of an idea's customers who use a word that is the idea's own
LIFT = 2  # times as often as all others
OWN_SHARE = 0.25  # of an idea's voices speak less of it than what is against it must
MARGIN = 1.3  # times as much of this idea as of the next
NEAR = 0.5  # of that least is enough for what lies in the idea's theme
_SAYING_NOTHING = frozenset(
    meant(word)
    for name in ("generic", "first_person", "prepositions", "succeeding", "praising")
    for word in word_set(name)
)


@dataclass(frozen=True, slots=True)
class _Aspects:
    """What each idea's voices speak of: by word the ideas whose own it is, with weights; by idea the least to share."""

    owners: Mapping[str, Sequence[tuple[int, float]]]
    floors: Sequence[float]

    def shared_with(self, words: Iterable[str]) -> dict[int, float]:
        """How much of each idea's own some words say."""
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(words):
            for idea, weight in self.owners.get(word, ()):
                shared[idea] += weight
        return shared


def find_opposing(
    supporting: Sequence[Sequence[Voice]],
    answering: Mapping[str, int],
    wished: Collection[int],
    glad: Iterable[Voice],
    usage: Usage,
) -> dict[int, list[str]]:
    """Find the statements against each idea, given by its place in `supporting`.

    `glad` are the voices that say that something works. `answering` tells the idea of a theme's own title, `wished`
    which ones ask for something new: that a theme's praise lies near says nothing against those. Of what is not
    English only praise that lies in the theme counts.
    """
    aspects = _read_aspects(supporting, usage)
    against: dict[int, list[str]] = defaultdict(list)
    for voice in glad:
        near = answering.get(voice.theme_id or "")
        near = None if near in wished else near
        if voice.language == "en":
            place = _place(usage.senses(voice.clean), near, aspects)
        else:
            place = near if voice.kind == "praise" else None
        if place is not None:
            against[place].append(voice.statement_id)
    return against


def _place(said: frozenset[str], near: int | None, aspects: _Aspects) -> int | None:
    """The idea of the voice's own theme, where it shares half of the least; or the one that speaks most of it."""
    shared = aspects.shared_with(said | {opposites()[word] for word in said & opposites().keys()})
    if near is not None and shared.get(near, 0.0) >= NEAR * aspects.floors[near]:
        return near
    enough = [idea for idea, share in shared.items() if share >= aspects.floors[idea]]
    ranked = sorted(enough, key=lambda idea: (-shared[idea], idea))[:2]
    if not ranked:
        return None
    is_clear = len(ranked) < 2 or shared[ranked[0]] >= MARGIN * shared[ranked[1]]
    return ranked[0] if is_clear else None


def _read_aspects(supporting: Sequence[Sequence[Voice]], usage: Usage) -> _Aspects:
    owners: dict[str, list[tuple[int, float]]] = defaultdict(list)
    floors = []
    owned = [own_words(voices, usage) for voices in supporting]
    owning = Counter(word for own in owned for word in own)
    for idea, (voices, own) in enumerate(zip(supporting, owned, strict=True)):
        # What is the own of several ideas tells none of them apart: "invoices" of six.
        own = {word: weight / sqrt(owning[word]) for word, weight in own.items()}
        for word, weight in own.items():
            owners[word].append((idea, weight))
        said = sorted(
            sum(own[word] for word in sorted(usage.senses(voice.clean) & own.keys()))
            for voice in voices
            if voice.language == "en"
        )
        # Where many of its voices say no word of its own, one such word is the least.
        floors.append(max(said[int(OWN_SHARE * len(said))] if said else 0.0, min(own.values(), default=0.0)))
    return _Aspects(owners, floors)


def own_words(voices: Sequence[Voice], usage: Usage) -> dict[str, float]:
    """The words that an idea's customers use more than others, with weights: their share times how much more often."""
    everyone = len({voice.customer_id for voice in voices})
    silent = _SAYING_NOTHING | {meant(name) for name in usage.names}
    weights = {}
    for word, share in sorted(word_shares(voices, usage).items()):
        lift = share / usage.shares.get(word, 1.0)
        if share >= max(FEWEST / everyone, LEAST_SHARE) and lift > LIFT and word not in silent:
            weights[word] = share * log(lift)
    return weights
