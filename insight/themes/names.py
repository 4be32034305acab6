"""Names: what a product manager would call each theme, and one sentence about it.

In go the members of each theme, most central first, with its keywords and its nearest theme; out come labels that
are unique and pass the lint, and descriptions. A name is a phrase of one central member, or a short member as it
stands; members that say the same vote for it, and words that the nearest theme shares speak against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from insight.records import Statement
from insight.themes.phrases import clause_of, headline_of, is_good_name, is_telling, phrase_of, stem

READ = 150  # most central distinct members that names are made from
RARE = 0.03  # share of members under which a word of a name speaks for its author only
QUOTE_FROM, QUOTE = 15, 110  # characters of a quote in a description

_PARTICULAR = re.compile(r"\b(?:I|me|my|we|us|our)\b|\d", re.I)


@dataclass(frozen=True)
class Told:
    """What a theme is named from: distinct members, most central first, each with its similarity to the centroid."""

    members: tuple[Statement, ...]
    similarity: tuple[float, ...]
    keywords: tuple[str, ...]
    size: int
    nearest: int | None  # place of the nearest theme

    @cached_property
    def words(self) -> dict[str, float]:
        """The share of members that hold each word."""
        counts = Counter(word for one in self.members for word in _stems(one.clean))
        return {word: count / len(self.members) for word, count in counts.items()}

    @property
    def request_share(self) -> float:
        return sum(one.kind == "request" for one in self.members) / max(len(self.members), 1)


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    stems: frozenset[str]
    similarity: float
    says_what_happens: bool
    is_headline: bool  # a whole statement: nothing of what makes it similar is missing
    is_particular: bool  # speaks of one person or number


def name_themes(told: Sequence[Told], kept: Mapping[int, str] | None = None) -> list[str]:
    """Name each theme but those at the places in `kept`; large themes choose first, and no two names are equal."""
    kept = kept or {}
    candidates = [_candidates(theme) for theme in told]
    words = [theme.words for theme in told]
    overall = _overall(words, told)
    used = {name.casefold() for name in kept.values()}
    names = [kept.get(place, "") for place in range(len(told))]
    unnamed = [place for place in range(len(told)) if place not in kept]
    for place in sorted(unnamed, key=lambda place: (-told[place].size, told[place].members[0].text_hash)):
        near = told[place].nearest
        ranked = _rank(candidates[place], words[place], words[near] if near is not None else {}, overall)
        names[place] = _first_free([*ranked, *_fallbacks(told[place])], told[place], used)
        used.add(names[place].casefold())
    return names


def describe_theme(theme: Told) -> str:
    """Say in one sentence what kind of statements these are, by the most central one and one in other words."""
    share = theme.request_share
    kind = "Requests" if share > 0.7 else "Problems" if share < 0.3 else "Problems and requests"
    quotes = [one.clean for one in theme.members[:READ] if not re.search(r"<[A-Z_]+\d*>", one.clean)]
    quotes = quotes or [theme.members[0].clean]
    short = [quote for quote in quotes if QUOTE_FROM <= len(quote) <= QUOTE] or quotes
    first = _stems(short[0])
    # The first that shares no more than a word: what else the theme holds.
    other = next((quote for quote in short[1:] if len(_stems(quote) & first) < 2), None)
    return f"{kind} such as “{_cut(short[0])}”" + (f" and “{_cut(other)}”" if other else "")


def _cut(quote: str) -> str:
    return quote if len(quote) <= QUOTE else quote[:QUOTE].rsplit(" ", 1)[0] + " …"


def name_areas(areas: Sequence[Sequence[Told]]) -> list[str]:
    """Name each area by the one or two things that most of its themes are about, and other areas are not."""
    shares = [[_thing_shares(theme) for theme in themes] for themes in areas]
    everywhere = Counter[str]()
    for theme in (theme for themes in shares for theme in themes):
        everywhere.update(theme)
    names: list[str] = []
    for place, themes in enumerate(areas):
        ranked = _rank_things(shares[place], everywhere)
        names.append(_area_name(ranked, themes, {name.casefold() for name in names}))
    return names


def _thing_shares(theme: Told) -> dict[str, float]:
    """The share of members that name each thing, by the noun that stands last: "invoices" of "overdue invoices"."""
    phrases = [phrase for one in theme.members for phrase in (one.gist.object, one.gist.subject) if phrase]
    heads = Counter(head for phrase in phrases if (head := phrase.lower().split()[-1]).isalpha() and is_telling(head))
    spelled: dict[str, str] = {}
    for head, _ in sorted(heads.items(), key=lambda item: (-item[1], item[0])):
        spelled.setdefault(stem(head), head)
    words = theme.words
    return {head: words.get(root, 0.0) for root, head in spelled.items() if words.get(root, 0.0) >= RARE}


def _rank_things(themes: Sequence[Mapping[str, float]], everywhere: Mapping[str, float]) -> list[str]:
    """Choose the thing that is most of the area's own; then those that speak for themes which it leaves out."""
    left = [1.0] * len(themes)
    ranked: list[str] = []
    things = sorted({thing for theme in themes for thing in theme})
    while things:
        gain = {
            thing: sum(rest * theme.get(thing, 0) for rest, theme in zip(left, themes, strict=True))
            * (sum(theme.get(thing, 0) for theme in themes) / everywhere[thing])
            for thing in things
        }
        best = max(things, key=lambda thing: (gain[thing], thing))
        ranked.append(best)
        things.remove(best)
        left = [rest * (1 - theme.get(best, 0)) for rest, theme in zip(left, themes, strict=True)]
    return ranked


def _candidates(theme: Told) -> list[_Candidate]:
    found: dict[str, _Candidate] = {}
    for statement, similarity in zip(theme.members[:READ], theme.similarity[:READ], strict=True):
        happens = statement.gist.verb is not None
        for name, is_headline in ((headline_of(statement), True), (phrase_of(statement), False)):
            if name and is_good_name(name) and name.casefold() not in found:
                found[name.casefold()] = _Candidate(
                    name, _stems(name), similarity, happens, is_headline, bool(_PARTICULAR.search(name))
                )
    return list(found.values())


def _rank(
    candidates: Sequence[_Candidate], own: dict[str, float], other: dict[str, float], overall: dict[str, float]
) -> list[str]:
    """Order candidates: central, short, in the words of most members, but not in words that all themes share."""

    def score(candidate: _Candidate) -> float:
        against = {word: max(other.get(word, 0) * 0.7, overall.get(word, 0)) for word in candidate.stems}
        telling = sorted((own.get(word, 0) - against[word] for word in candidate.stems), reverse=True)
        rare = sum(own.get(word, 0) < RARE for word in candidate.stems)
        length = max(len(candidate.name.split()) - 6, 0)
        form = 0.05 * candidate.says_what_happens + 0.05 * candidate.is_headline - 0.05 * candidate.is_particular
        return 0.7 * candidate.similarity + form + sum(telling[:3]) - 0.06 * rare - 0.03 * length

    return [one.name for one in sorted(candidates, key=lambda one: (-score(one), len(one.name), one.name))]


def _overall(shares: Sequence[dict[str, float]], told: Sequence[Told]) -> dict[str, float]:
    """The share of all statements that hold each word."""
    total = sum(theme.size for theme in told)
    overall: dict[str, float] = {}
    for words, theme in zip(shares, told, strict=True):
        for word, share in words.items():
            overall[word] = overall.get(word, 0) + share * theme.size / total
    return overall


def _fallbacks(theme: Told) -> Iterator[str]:
    """Clauses of central members, the short ones first; then what they are about."""
    central = sorted(theme.members[:20], key=lambda one: (len(one.clean), one.text_hash))
    clauses = [clause for one in central if (clause := clause_of(one.clean))]
    yield from (clause for clause in clauses if is_good_name(clause))
    yield from (f"{clause.rstrip(' …')} ({_main_aspect(theme)})" for clause in clauses[:1] if _main_aspect(theme))
    yield from clauses


def _first_free(ranked: Sequence[str], theme: Told, used: set[str]) -> str:
    """Take the best name that is free; where all are taken, add what sets this theme apart."""
    for name in ranked:
        if name.casefold() not in used:
            return name
    best = ranked[0] if ranked else "Unnamed theme"
    apart = [word for word in theme.keywords if word.lower() not in best.lower()]
    longer = [f"{best} ({word})" for word in apart]
    longer += [f"{best} ({theme.members[0].statement_id[-length:]})" for length in range(4, 17)]
    return next(name for name in longer if name.casefold() not in used)


def _area_name(aspects: Sequence[str], themes: Sequence[Told], used: set[str]) -> str:
    words = list(aspects) or [word for theme in themes for word in theme.keywords]
    first = words[0] if words else "other"
    # A second thing only where it adds something: "Calendar and reminders", not "Mail and mail server".
    second = next((word for word in words[1:] if not set(_stems(word)) & set(_stems(first))), None)
    names = [first if second is None else f"{first} and {second}", first, *words[1:]]
    names += [f"{first} ({number})" for number in range(2, len(used) + 3)]
    return next(name[:1].upper() + name[1:] for name in names if name.casefold() not in used)


def _aspects(theme: Told) -> Counter[str]:
    return Counter(one.aspect.lower() for one in theme.members if one.aspect and len(one.aspect) < 40)


def _main_aspect(theme: Told) -> str | None:
    aspects = _aspects(theme)
    if aspects:
        return min(aspects, key=lambda aspect: (-aspects[aspect], aspect))
    return theme.keywords[0] if theme.keywords else None


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in re.findall(r"[^\W\d_]{3,}", text.lower()))
