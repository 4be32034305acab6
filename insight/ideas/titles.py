"""Titles: of all that the voices of a theme claim, the one that most of them back, as an imperative sentence.

In go a theme and its pains and requests; out comes a title that passes the lint, with the kind of change it asks for.
Each claim is voted for by its customers, and its words must be the words of the theme: one odd statement never decides.
Where no claim is backed by enough people, the theme's own label is used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from insight.ideas.claims import Claim
from insight.ideas.conditions import shared_condition
from insight.ideas.english import WORD, stem, stems, word_set
from insight.ideas.flaws import title_flaws
from insight.ideas.orders import order_of
from insight.ideas.senses import is_product_name
from insight.ideas.sentences import tidy, write_claim, write_condition
from insight.ideas.usage import Usage, read_usage
from insight.ideas.voices import claims_of
from insight.records import IdeaKind, Theme, Voice

FEWEST, LEAST_SHARE = 3, 0.1  # customers behind a title, or their share of the theme
FEW_TEXTS = 200  # texts from which on it shows what everybody speaks of
COMMON = 0.02  # share of all texts from which on a noun names something that the product has
LEAST_OF_MANY = 0.02  # in large themes as well
WORDS_OF_MANY = 0.35  # mean share of the customers who use the words of a claim that few put in the same grammar
RARE = 0.1  # a word that fewer of the theme's customers use does not speak for it
_TEMPLATE = word_set("generic")
_MOVING = word_set("moving")
_UNTOLD = {"placeholder", "markup", "names one file"}  # flaws that not even a quoted label may have
_TROUBLE = word_set("trouble")
_CRASHES = word_set("crashes")
_FAULTY = word_set("faulty")
_UNBUILT = word_set("unbuilt")
_OUTSIDE = word_set("outside")
_STATES = frozenset(("stay", "stays", "staying"))


@dataclass(frozen=True, slots=True)
class Wording:
    """A title, and what kind of change it asks for."""

    title: str
    kind: IdeaKind
    is_order: bool = True  # False: nothing says what to do, so the theme's label is quoted


@dataclass(frozen=True, slots=True)
class _Group:
    """The voices that claim the same, the claim as most of them put it, and how well it speaks for the theme."""

    claim: Claim
    voices: tuple[Voice, ...]
    sureness: float

    @property
    def customers(self) -> frozenset[str]:
        return frozenset(voice.customer_id for voice in self.voices)


def word_title(
    theme: Theme, supporting: Sequence[Voice], usage: Usage | None = None, taken: Collection[str] = ()
) -> Wording:
    """Word an imperative title from the claim that most customers behind the theme share.

    `usage` tells how customers write words; by default it is read from `supporting`. `taken` are the titles of other
    ideas, in lower case: the next best claim is worded then.
    """
    usage = usage or read_usage(voice.clean for voice in supporting)
    everyone = {voice.customer_id for voice in supporting}
    words, keywords = _word_shares(supporting), stems(" ".join((*theme.keywords, theme.label)))
    groups = _group(supporting, usage)
    ranked = sorted(groups, key=lambda group: (-_score(group, len(everyone), words, keywords, usage), group.claim.key))
    fewest = max(min(FEWEST, max(2, LEAST_SHARE * len(everyone)), len(everyone)), LEAST_OF_MANY * len(everyone))
    voted = [group for group in ranked if len(group.customers) >= fewest]
    # Where many say it, each in a grammar of their own, the words that they share stand in for votes.
    shared = [group for group in ranked if group not in voted and _has_words_of_many(group, words)]
    good = [
        Wording(title, group.claim.kind)
        for group in voted + shared
        if not is_too_broad(group.claim, usage)
        for title in _spellings(group, words, usage)
        if not title_flaws(title)
    ]
    apart = (Wording(_set_apart(wording.title, theme), wording.kind) for wording in good)
    free = (wording for wording in (*good, *apart) if wording.title.lower() not in taken)
    if wording := next((wording for wording in free if not title_flaws(wording.title)), None):
        return wording
    return _word_label(theme, supporting, usage, taken)


def _has_words_of_many(group: _Group, words: Mapping[str, float]) -> bool:
    """Tell whether each word of a claim is a word of the theme, and many customers use most of them."""
    told = [words.get(word, 0.0) for word in _told(group.claim)]
    is_sure = group.sureness > -0.2 and group.claim.form != "add"
    return is_sure and len(told) > 1 and min(told) > RARE and sum(told) / len(told) >= WORDS_OF_MANY


def _told(claim: Claim) -> set[str]:
    """The stems of a claim's words that tell something."""
    words = WORD.findall(f"{claim.verb} {claim.thing} {claim.target}".lower())
    return {stem(word) for word in words if word not in _TEMPLATE}


def _set_apart(title: str, theme: Theme) -> str:
    """Add what else the theme is about, for a title that another idea has already: its first keyword of other words."""
    ordered = sorted(theme.keywords, key=lambda word: len(word.split()))  # one word tells more than half a phrase
    other = (word for word in ordered if not stems(word) & stems(title))
    return f"{title} ({next(other, theme.label)})"


def is_too_broad(claim: Claim, usage: Usage) -> bool:
    """Tell whether a claim is too broad for an idea, or none.

    It names a thing without what is wrong with it ("Fix local folders", "Show folders", "Make the app work"), adds what
    everybody speaks of and so is there, or asks for what nobody can build ("Add a support request").
    """
    words = claim.thing.lower().split()
    if not words:
        return False
    if (claim.form == "add" and words[-1] in _UNBUILT) or words[0] in _STATES:
        return True
    if claim.form in ("fix", "stop", "stop losing") and words[-1] in _OUTSIDE and not claim.target:
        return True
    if claim.form in ("fix", "improve"):
        return (_TROUBLE | _FAULTY | _CRASHES).isdisjoint(words)
    if claim.form in ("do", "make") and claim.verb in ("show", "work"):
        return len(words) == 1 or all(is_product_name(word, usage) for word in words)
    if len(words) > 1 or claim.thing.lower() in _TROUBLE | _CRASHES:
        return False
    is_there = usage.shares.get(stem(claim.thing), 0) > COMMON and usage.text_count > FEW_TEXTS
    return claim.form == "add" and is_there


def _group(voices: Sequence[Voice], usage: Usage) -> list[_Group]:
    """Group voices by what they claim; each group's claim is the one that most of its customers put so."""
    said: dict[tuple[str, ...], list[tuple[Claim, Voice]]] = {}
    for voice in voices:
        for claim in claims_of(voice):
            said.setdefault(claim.key, []).append((claim, voice))
    return [
        _Group(
            _most_common(pairs, usage), tuple(voice for _, voice in pairs), _mean(claim.sureness for claim, _ in pairs)
        )
        for pairs in said.values()
    ]


def _most_common(pairs: Sequence[tuple[Claim, Voice]], usage: Usage) -> Claim:
    """The claim that most customers make in the same words; among equals the usual words, then the shorter."""
    customers: dict[tuple[str, ...], set[str]] = {}
    for claim, voice in pairs:
        customers.setdefault(_spoken(claim), set()).add(voice.customer_id)

    def rank(one: Claim) -> tuple[int, float, int, tuple[str, ...], float, str]:
        words = WORD.findall(f"{one.verb} {one.thing} {one.target}")
        usual = min((usage.shares.get(stem(word), 0.0) for word in words), default=0.0)
        return (
            -len(customers[_spoken(one)]),
            -usual,
            len(words),
            (*_spoken(one), one.thing, one.target),
            -one.sureness,
            one.kind,
        )

    return min({claim for claim, _ in pairs}, key=rank)


def _mean(numbers: Iterable[float]) -> float:
    """The mean, the same to the last digit in whatever order the numbers come."""
    listed = list(numbers)
    return fsum(listed) / len(listed)


def _spoken(claim: Claim) -> tuple[str, ...]:
    return claim.verb, claim.thing.lower(), claim.target.lower()


def _word_shares(voices: Sequence[Voice]) -> dict[str, float]:
    """For each stem the share of customers who use it in this theme."""
    users: dict[str, set[str]] = {}
    for voice in voices:
        for word in stems(voice.clean):
            users.setdefault(word, set()).add(voice.customer_id)
    everyone = len({voice.customer_id for voice in voices})
    return {word: len(customers) / everyone for word, customers in users.items()}


def _score(group: _Group, everyone: int, words: Mapping[str, float], keywords: frozenset[str], usage: Usage) -> float:
    """Rate a claim by its customers, and by how much its words are those of this theme and not of all others."""
    claim = group.claim
    told = _told(claim)
    telling = sorted((words.get(word, 0) - usage.shares.get(word, 0) for word in told), reverse=True)
    rare = sum(words.get(word, 0) < RARE for word in told)
    known = bool(told & keywords)
    centre = _mean(voice.weight for voice in group.voices)
    return (
        len(group.customers) / everyone
        + 0.5 * sum(telling[:3])
        + 0.15 * known
        + 0.2 * centre
        + group.sureness
        - 0.15 * rare
        - (0 if told else 0.5)
    )


def _spellings(group: _Group, words: Mapping[str, float], usage: Usage) -> Iterator[str]:
    """Word a group with its condition, then without."""
    condition = shared_condition(group.voices)
    is_open = group.claim.form in ("stop", "stop losing") and group.claim.verb in _MOVING and not group.claim.target
    needs_condition = is_open or (group.claim.form == "let" and not group.claim.thing)
    bare = write_claim(group.claim, usage)
    if bare is None:
        return
    if condition:
        said = {
            stem(word) for word in WORD.findall(condition) if word.lower() not in _TEMPLATE and not word[0].isdigit()
        }
        if not said & stems(bare):
            yield tidy(f"{bare} {write_condition(condition, usage)}")
    if not needs_condition:
        yield tidy(bare)


def _word_label(theme: Theme, supporting: Sequence[Voice], usage: Usage, taken: Collection[str]) -> Wording:
    """Turn the theme's label into an order: the last resort."""
    label = theme.label.strip(" .!?…")
    is_asked_for = 2 * sum(voice.kind == "request" for voice in supporting) >= len(supporting)
    kind: IdeaKind = "new" if is_asked_for else "fix"
    verbs = {voice.gist.verb for voice in supporting if voice.gist.verb}
    title = order_of(label, verbs, usage, is_asked_for=is_asked_for)
    is_good = title and not title_flaws(title) and title.lower() not in taken
    if is_good:
        return Wording(title, kind)
    told = next(
        (name for name in (label, *theme.keywords) if not _UNTOLD & set(title_flaws(f"Fix {name}"))), theme.theme_id
    )
    title = f"{'Answer' if is_asked_for else 'Fix'} “{told}”"
    return Wording(title if title.lower() not in taken else f"{title} ({theme.theme_id[-4:]})", kind, is_order=False)
