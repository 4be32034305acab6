"""Titles: of all that the voices of a theme claim, the ones that most of them back, as imperative sentences.

In go a theme and its pains and requests; out comes a title that passes the lint, with the kind of change it asks for,
and a further one for each other thing that enough people ask for. Each claim is voted for by its customers, and its
words must be the words of the theme: one odd statement never decides. Where no claim is backed by enough people, the
theme's own label is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from insight.ideas.claims import VAGUE, Claim, head_of, is_people
from insight.ideas.conditions import shared_condition
from insight.ideas.english import WORD, meant, senses, word_set
from insight.ideas.flaws import title_flaws
from insight.ideas.orders import order_of
from insight.ideas.readings import Reading, read_voices
from insight.ideas.sayings import said_at_once
from insight.ideas.senses import is_product_name, told_by
from insight.ideas.sentences import tidy, write_claim, write_condition
from insight.ideas.usage import Usage, read_usage
from insight.ideas.votes import (
    Group,
    group_voices,
    has_words_of_many,
    likeness,
    profile_of,
    score_of,
    told_of,
    word_shares,
)
from insight.records import IdeaKind, Theme, Voice

FEWEST, LEAST_SHARE = 3, 0.1  # customers behind a title, or their share of the theme
MANY = 30  # customers of a theme among whom one alone speaks for nobody, and of twice as many two
LEAST_OF_MANY = 0.02  # in large themes as well
LEAST_SAID = 0.04  # share of a large theme's customers who use each word of its title
FEWEST_APART, LEAST_APART = 30, 0.05  # customers behind a further idea of a theme, and their share of it
FEWEST_CLAIMING = 5  # of them, who put it in the same grammar
WAYS_OF_SAYING = 1.3  # customers who say it over those who put it in the same grammar: more than one formula, repeated
NAMED_BY_ALL = 0.05  # share of all texts from which on a word in two titles makes them no more alike: "emails"
ALIKE = 0.6  # likeness of what two groups speak of, from which on they want the same
WHERE_SHARED_BY = 0.25  # share of a theme's customers who name the place or device that stands in its title
FEW_TEXTS = 200  # texts from which on it shows what everybody speaks of
WIDE = 0.01  # share of all texts from which on a word alone tells no part of the product: "local folders" do not work
COMMON = 0.02  # share of all texts from which on a noun names something that the product has
_PLACE = re.compile(r"on (?:the|an?|[A-Z]\w*)\b")
_TEMPLATE = word_set("generic")
_MOVING = word_set("moving")
_UNTOLD = {"placeholder", "markup", "names one file"}  # flaws that not even a quoted label may have
_TROUBLE = word_set("trouble")
_CRASHES = word_set("crashes")
_FAULTY = word_set("faulty")
_PROBLEMS = frozenset("problem problems issue issues error errors".split())
_MEASURES = frozenset(map(meant, word_set("measures")))
_GIVING = word_set("giving")
_UNBUILT = word_set("unbuilt")
_OUTSIDE = word_set("outside")
_STATES = frozenset(("stay", "stays", "staying"))


@dataclass(frozen=True, slots=True)
class Wording:
    """A title, what kind of change it asks for, and who asks for it in so many words."""

    title: str
    kind: IdeaKind
    is_order: bool = True  # False: nothing says what to do, so the theme's label is quoted
    claiming: frozenset[str] = frozenset()  # statements that claim it in their grammar
    claim: Claim | None = None  # what it is worded from; none where that is the label
    speakers: frozenset[str] = frozenset()  # of a further idea of a theme: the statements that are its own


@dataclass(frozen=True, slots=True)
class _Asked:
    """A further thing that is asked for: its title, the words that tell it, who says so, and what they speak of."""

    wording: Wording
    told: frozenset[str]
    profile: Mapping[str, float]
    count: int  # customers


def word_title(theme: Theme, supporting: Sequence[Voice]) -> Wording:
    """Word an imperative title from the claim that most customers behind the theme share."""
    usage = read_usage(voice.clean for voice in supporting)
    return word_titles(theme, supporting, read_voices(supporting, {}), usage)[0]


def word_titles(
    theme: Theme, supporting: Sequence[Voice], readings: Mapping[str, Reading], usage: Usage
) -> list[Wording]:
    """Word the title of a theme, then one for each other thing that enough of its customers ask for.

    `readings` tells what each voice claims, `usage` how customers write words.
    """
    count = len({voice.customer_id for voice in supporting})
    words = word_shares(supporting, usage)
    ranked = _rank_groups(theme, supporting, readings, words, usage)
    fewest = max(min(FEWEST, max(2, LEAST_SHARE * count), count), LEAST_OF_MANY * count)
    voted = [group for group in ranked if group.count >= fewest and _is_said(group, words, count)]
    # Where many say it, each in a grammar of their own, the words that they share stand in for votes.
    shared = (group for group in ranked if group not in voted and _is_shared(group, words, count, supporting, usage))
    for group in (*voted, *shared):
        condition = shared_condition(group.voices) if group in voted else None
        condition = condition if condition and _speaks_for_all(condition, supporting) else None
        if wording := _word_group(group, condition, usage):
            return [wording, *_find_apart(wording, group, ranked, supporting, usage)]
    return [_word_label(theme, supporting, usage)]


def _is_said(group: Group, words: Mapping[str, float], count: int) -> bool:
    """Tell whether a claim's words are those of its theme: of many customers few "rearrange" their accounts."""
    if count < MANY or group.count >= LEAST_SHARE * count:
        return True
    return _least_said(told_of(group.claim), words) >= LEAST_SAID


def _least_said(told: Iterable[str], words: Mapping[str, float]) -> float:
    return min((words.get(word, 0.0) for word in told), default=1.0)


def _is_shared(group: Group, words: Mapping[str, float], count: int, supporting: Sequence[Voice], usage: Usage) -> bool:
    """Tell whether many say what few put in the same grammar; of many customers one or two do not decide.

    Each word for itself tells nothing where everybody speaks of emails: a tenth must say them in one clause.
    """
    if group.count < min(FEWEST, 1 + count // MANY) or not has_words_of_many(group, words):
        return False
    told = frozenset(told_of(group.claim))
    at_once = {one.customer_id for one in supporting if said_at_once(one.clean, told, usage) == 1}
    return len(at_once) >= LEAST_SHARE * count


def _speaks_for_all(condition: str, supporting: Sequence[Voice]) -> bool:
    """Tell whether many of a theme name the place or device that a few of one grammar share: "on the shop tablet"."""
    if not _PLACE.match(condition):
        return True
    told = senses(condition)
    named = {one.customer_id for one in supporting if told <= senses(f"{one.clean} {one.gist.condition or ''}")}
    return len(named) >= WHERE_SHARED_BY * len({one.customer_id for one in supporting})


def _rank_groups(
    theme: Theme,
    supporting: Sequence[Voice],
    readings: Mapping[str, Reading],
    words: Mapping[str, float],
    usage: Usage,
) -> list[Group]:
    """The groups of a theme that could stand above an idea, the one that speaks best for the theme first."""
    keywords = senses(" ".join((*theme.keywords, theme.label)))
    count = len({voice.customer_id for voice in supporting})
    groups = (group for group in group_voices(supporting, readings, usage) if not is_too_broad(group.claim, usage))
    scored = [(score_of(group, count, words, keywords, usage), group) for group in groups]
    return [group for _, group in sorted(scored, key=lambda pair: (-pair[0], pair[1].claim.key))]


def _word_group(group: Group, condition: str | None, usage: Usage) -> Wording | None:
    """The first spelling of a group's claim that passes the lint."""
    titles = (title for title in _spellings(group, condition, usage) if not title_flaws(title))
    claiming = frozenset(voice.statement_id for voice in group.voices)
    return next((Wording(title, group.claim.kind, claiming=claiming, claim=group.claim) for title in titles), None)


def _find_apart(
    first: Wording, group: Group, ranked: Sequence[Group], supporting: Sequence[Voice], usage: Usage
) -> Iterator[Wording]:
    """Yield what else enough customers of a large theme ask for: in other words, and speaking of other things.

    Who asks for one thing does not speak for the next one.
    """
    everyone = len({voice.customer_id for voice in supporting})
    fewest = max(FEWEST_APART, LEAST_APART * everyone)
    if everyone < 2 * fewest:
        return
    told = told_by(first.title, usage)
    speakers = _speakers(group, told, supporting, usage)
    asked = [_Asked(first, told, profile_of(speakers, usage), everyone)]
    spoken = {voice.statement_id for voice in speakers}
    for other in ranked:
        is_vague = other.sureness <= VAGUE or other.claim.verb == "work"
        if other is group or is_vague or other.count < FEWEST_CLAIMING:
            continue
        further = _ask_apart(other, asked, [one for one in supporting if one.statement_id not in spoken], usage)
        if further is None or further.count < fewest:
            continue
        asked.append(further)
        spoken |= further.wording.speakers
        yield further.wording


def _ask_apart(group: Group, asked: Sequence[_Asked], free: Sequence[Voice], usage: Usage) -> _Asked | None:
    """Word a group that asks for something else than all that was asked before; None where it does not."""
    wording = _word_group(group, shared_condition(group.voices), usage)
    told = told_by(wording.title, usage) if wording else frozenset()
    if wording is None or not told or any(_is_same(told, one.told, usage) for one in asked):
        return None
    speakers = _speakers(group, told, free, usage)
    count = len({one.customer_id for one in speakers})
    if count < WAYS_OF_SAYING * group.formula:
        return None
    profile = profile_of(speakers, usage)
    if any(likeness(profile, one.profile) >= ALIKE for one in asked):
        return None
    own = frozenset(one.statement_id for one in speakers)
    return _Asked(replace(wording, speakers=own), told, profile, count)


def _is_same(told: frozenset[str], other: frozenset[str], usage: Usage) -> bool:
    """Tell whether one title says no more than the other, or both name the same thing, which not everybody names."""
    shared = told & other
    return shared in (told, other) or any(usage.shares.get(word, 0.0) < NAMED_BY_ALL for word in shared)


def _speakers(group: Group, told: frozenset[str], voices: Sequence[Voice], usage: Usage) -> list[Voice]:
    """Of `voices` those that make the group's claim or say all words that tell it."""
    claiming = {voice.statement_id for voice in group.voices}
    return [one for one in voices if one.statement_id in claiming or told <= usage.senses(one.clean)]


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
    named = words[:-1] if words[-1] in _CRASHES | _TROUBLE else words[-1:]
    if claim.form in ("fix", "stop", "stop losing") and not _OUTSIDE.isdisjoint(named) and not claim.target:
        return True
    if claim.form in ("fix", "improve"):
        is_bare = len(words) == 1 or (words[-1] in _PROBLEMS and all(is_product_name(one, usage) for one in words[:-1]))
        return (_TROUBLE | _FAULTY | _CRASHES).isdisjoint(words) or (is_bare and words[0] not in _CRASHES)
    is_measure = claim.verb == "work" and head_of(claim.thing) in _MEASURES
    if claim.form == "make" and (is_measure or (claim.verb in _GIVING and _is_other(claim.thing, usage))):
        return True
    is_large = usage.text_count > FEW_TEXTS
    if claim.form in ("do", "make") and claim.verb in ("show", "work"):
        is_common = is_large and all(usage.shares.get(meant(word), 0) > WIDE for word in words)
        return len(words) == 1 or is_common or all(is_product_name(word, usage) for word in words)
    if claim.form == "add" and is_large and usage.is_owned(claim.thing):
        return True
    if len(words) > 1 or claim.thing.lower() in _TROUBLE | _CRASHES:
        return False
    return claim.form == "add" and is_large and usage.shares.get(meant(claim.thing), 0) > COMMON


def _is_other(phrase: str, usage: Usage) -> bool:
    """Tell whether a name is that of somebody else: "Microsoft will no longer support it"."""
    return usage.cased(phrase)[:1].isupper() and not any(is_product_name(word, usage) for word in phrase.split())


def _spellings(group: Group, condition: str | None, usage: Usage) -> Iterator[str]:
    """Word a group with its condition, then without."""
    is_open = group.claim.form in ("stop", "stop losing") and group.claim.verb in _MOVING and not group.claim.target
    is_of_people = group.claim.form == "do" and is_people(group.claim.thing)
    is_marked = group.claim.form == "stop losing" and group.claim.verb in ("mark", "flag")
    needs_condition = is_open or is_of_people or is_marked or (group.claim.form == "let" and not group.claim.thing)
    bare = write_claim(group.claim, usage)
    if bare is None:
        return
    if condition:
        said = {
            meant(word) for word in WORD.findall(condition) if word.lower() not in _TEMPLATE and not word[0].isdigit()
        }
        if not said & senses(bare):
            yield tidy(f"{bare} {write_condition(condition, usage)}")
    if not needs_condition:
        yield tidy(bare)


def _word_label(theme: Theme, supporting: Sequence[Voice], usage: Usage) -> Wording:
    """Turn the theme's label into an order: the last resort."""
    label = theme.label.strip(" .!?…")
    words = word_shares(supporting, usage)
    is_asked_for = 2 * sum(voice.kind == "request" for voice in supporting) >= len(supporting)
    kind: IdeaKind = "new" if is_asked_for else "fix"
    verbs = {voice.gist.verb for voice in supporting if voice.gist.verb}
    title = order_of(label, verbs, usage, is_asked_for=is_asked_for)
    is_said = len(supporting) < MANY or _least_said(told_by(title, usage), words) >= LEAST_SAID
    if title and is_said and not title_flaws(title):
        return Wording(title, kind)
    told = next(
        (name for name in (label, *theme.keywords) if not _UNTOLD & set(title_flaws(f"Fix {name}"))), theme.theme_id
    )
    return Wording(f"{'Answer' if is_asked_for else 'Fix'} “{told}”", kind, is_order=False)
