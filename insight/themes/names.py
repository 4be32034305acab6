"""Names: what a product manager would call each theme, and one sentence about it.

In go the members of each theme, most central first, with its keywords and its nearest theme; out come labels that
are unique and pass the lint, and descriptions. A name is a phrase of one central member, or a short member as it
stands; members that say the same vote for it, and words that the nearest theme shares speak against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from math import log

from insight.records import Statement
from insight.themes.headlines import clause_of, headline_of
from insight.themes.leaning import Leaning
from insight.themes.lint import is_good_name, stems, tells_of_failing
from insight.themes.phrases import phrase_of
from insight.themes.plain import plainly
from insight.themes.product import short_forms
from insight.themes.space import Vectors

READ = 150  # most central distinct members that names are made from
RARE = 0.03  # share of members under which a word of a name speaks for its author only
VOTE = 0.08
NEAR, AHEAD = 1.25, 1.5  # weights of how near the words of a name lie to its theme, and how much nearer than to others
FAILING = 0.2  # of a name that says what goes wrong, where all members do
ASIDE = 0.2  # of a name that asks for something, where no member but its own does
ONCE = 0.1  # of a word that one statement of all holds: a slip of the pen, or somebody's own
COMMON = 0.3  # share of members that the best known word of a name should reach
QUOTE_FROM, QUOTE = 15, 110  # characters of a quote in a description

_PARTICULAR = re.compile(r"\b(?:I|me|my|we|us|our)\b|\d", re.I)

# Words that only say that something goes wrong, and not what.
_DENYING = stems("not cannot can does did will unable able never fail fails failed failing failure longer any")
_Meaning = tuple[frozenset[str], bool]


@dataclass(frozen=True)
class Told:
    """What a theme is named from: distinct members, most central first, each with its similarity to the centroid.

    Row i of `vectors` (unit rows) belongs to member i.
    """

    members: tuple[Statement, ...]
    similarity: tuple[float, ...]
    vectors: Vectors
    centroid: Vectors  # shape (d,)
    keywords: tuple[str, ...]
    size: int
    nearest: int | None  # place of the nearest theme
    said: tuple[int, ...] = ()  # how often each member's words were said; without, each once

    @cached_property
    def words(self) -> dict[str, float]:
        """The share of members that hold each word."""
        counts = Counter(word for one in self.members for word in stems(one.clean))
        return {word: count / len(self.members) for word, count in counts.items()}

    @cached_property
    def failing_share(self) -> float:
        """The share of members that say that something goes wrong."""
        return sum(tells_of_failing(one.clean) for one in self.members) / max(len(self.members), 1)

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
    is_asked: bool  # comes from a request
    left_out: int  # words of the statement for which the name has no room
    votes: int = 1  # members that say it

    @property
    def meaning(self) -> _Meaning:
        """What it speaks of, and whether it says that this goes wrong, however that is put."""
        return self.stems - _DENYING, tells_of_failing(self.name)


def name_themes(told: Sequence[Told], kept: Mapping[int, str] | None = None, product: str = "") -> list[str]:
    """Name each theme but those at the places in `kept`; large themes choose first, and no two names are equal.

    What customers shorten the name of the `product` to is spelled out.
    """
    kept = kept or {}
    unnamed = [place for place in range(len(told)) if place not in kept]
    if not unnamed:
        return [kept[place] for place in range(len(told))]
    words = [theme.words for theme in told]
    overall = _overall(words, told)
    heard = Counter(word for theme in told for one in theme.members for word in stems(one.clean))
    forms = short_forms([one.clean for theme in told for one in theme.members], product)
    short = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms)) or '(?!)'})(?!\w)", re.IGNORECASE)
    used = {name.casefold() for name in kept.values()}
    names = [kept.get(place, "") for place in range(len(told))]
    candidates = {place: _candidates(told[place]) for place in unnamed}
    leans = _lean(told, candidates, heard)
    for place in sorted(unnamed, key=lambda place: (-told[place].size, told[place].members[0].text_hash)):
        nearest = told[place].nearest
        other = words[nearest] if nearest is not None else {}
        ranked = _rank(candidates[place], leans[place], words[place], other, overall)
        names[place] = _first_free(
            chain((short.sub(product, one) for one in ranked), _fallbacks(told[place])), told[place], used
        )
        used.add(names[place].casefold())
    return names


def _lean(
    told: Sequence[Told], candidates: Mapping[int, Sequence[_Candidate]], heard: Counter[str]
) -> dict[int, list[float]]:
    """By how much the candidates of each theme lean towards it, and ask or say what goes wrong where all members do."""
    named = [(place, one) for place, some in candidates.items() for one in some]
    near, ahead = Leaning(told).lean([place for place, _ in named], [one.stems for _, one in named])
    leans: dict[int, list[float]] = {place: [] for place in candidates}
    failing = {place: FAILING * told[place].failing_share * (1 - told[place].request_share) for place in candidates}
    for (place, one), meant in zip(named, (NEAR * near + AHEAD * ahead).tolist(), strict=True):
        once = ONCE * sum(heard[word] < 2 for word in one.stems)
        aside = ASIDE * one.is_asked * (1 - told[place].request_share)
        leans[place].append(meant + failing[place] * tells_of_failing(one.name) - once - aside)
    return leans


def describe_theme(theme: Told) -> str:
    """Say in one sentence what kind of statements these are, by the most central one and one in other words."""
    share = theme.request_share
    kind = "Requests" if share > 0.7 else "Problems" if share < 0.3 else "Problems and requests"
    quotes = [one.clean for one in theme.members[:READ] if not re.search(r"<[A-Z_]+\d*>", one.clean)]
    quotes = quotes or [theme.members[0].clean]
    short = [quote for quote in quotes if QUOTE_FROM <= len(quote) <= QUOTE] or quotes
    first = stems(short[0])
    # The first that shares no more than a word: what else the theme holds.
    other = next((quote for quote in short[1:] if len(stems(quote) & first) < 2), None)
    return f"{kind} such as “{_cut(short[0])}”" + (f" and “{_cut(other)}”" if other else "")


def _cut(quote: str) -> str:
    return quote if len(quote) <= QUOTE else quote[:QUOTE].rsplit(" ", 1)[0] + " …"


def _candidates(theme: Told) -> list[_Candidate]:
    """The names that members give, each as the most central one does, with how many members say the same."""
    found: dict[str, _Candidate | None] = {}
    votes = Counter[_Meaning]()
    said = theme.said or (1,) * len(theme.members)
    for statement, similarity, times in zip(theme.members, theme.similarity, said, strict=True):
        voted = set[_Meaning]()
        for name, is_headline in _given(statement):
            if name.casefold() not in found:
                is_good = is_good_name(name)
                found[name.casefold()] = _candidate(name, statement, similarity, is_headline) if is_good else None
            if one := found[name.casefold()]:
                voted.add(one.meaning)
        votes.update(dict.fromkeys(voted, times))
    return [
        replace(one, votes=votes[one.meaning]) for one in found.values() if one and not _is_turned_round(one, votes)
    ]


def _is_turned_round(candidate: _Candidate, votes: Counter[_Meaning]) -> bool:
    """Tell whether as many members say that the very thing does not happen: "Emails arrive with attachments"."""
    words, is_failing = candidate.meaning
    return not is_failing and votes[words, True] >= votes[words, False]


def _given(statement: Statement) -> Iterator[tuple[str, bool]]:
    """The names that a statement gives, plainly written, and whether each is the whole of it."""
    for name, is_headline in ((headline_of(statement), True), (phrase_of(statement), False)):
        if name:
            yield plainly(name), is_headline


def _candidate(name: str, statement: Statement, similarity: float, is_headline: bool) -> _Candidate:
    left = len(statement.clean.split()) - 3 * len(name.split())
    happens, is_particular = statement.gist.verb is not None, bool(_PARTICULAR.search(name))
    is_asked = statement.kind == "request"
    return _Candidate(name, stems(name), similarity, happens, is_headline, is_particular, is_asked, max(left, 0))


def _rank(
    candidates: Sequence[_Candidate],
    leans: Sequence[float],
    own: dict[str, float],
    other: dict[str, float],
    overall: dict[str, float],
) -> list[str]:
    """Order candidates: central, short, in the words of most members, leaning away from what other themes say."""

    def score(candidate: _Candidate, lean: float) -> float:
        against = {word: max(other.get(word, 0) * 0.7, overall.get(word, 0)) for word in candidate.stems}
        telling = sorted((own.get(word, 0) - against[word] for word in candidate.stems), reverse=True)
        rare = sum(own.get(word, 0) < RARE for word in candidate.stems)
        length = max(len(candidate.name.split()) - 6, 0)
        strange = max(1 - max((own.get(word, 0) for word in candidate.stems), default=0) / COMMON, 0)
        form = 0.05 * candidate.says_what_happens + 0.04 * candidate.is_headline - 0.15 * candidate.is_particular
        # Weights were compared on the training parts of banking77 and clinc150.
        meant = 1.25 * candidate.similarity + lean + sum(telling[:3]) + VOTE * log(candidate.votes)
        return meant + form - 0.02 * candidate.left_out - 0.4 * strange - 0.05 * rare - 0.03 * length

    scores = {one.name: score(one, lean) for one, lean in zip(candidates, leans, strict=True)}
    return sorted(scores, key=lambda name: (-scores[name], len(name), name))


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


def _first_free(ranked: Iterable[str], theme: Told, used: set[str]) -> str:
    """Take the best name that is free; where all are taken, add what sets this theme apart."""
    best = "Unnamed theme"
    for place, name in enumerate(ranked):
        if name.casefold() not in used:
            return name
        best = best if place else name
    apart = [word for word in theme.keywords if word.lower() not in best.lower()]
    longer = [f"{best} ({word})" for word in apart]
    longer += [f"{best} ({theme.members[0].statement_id[-length:]})" for length in range(4, 17)]
    return next(name for name in longer if name.casefold() not in used)


def _aspects(theme: Told) -> Counter[str]:
    return Counter(one.aspect.lower() for one in theme.members if one.aspect and len(one.aspect) < 40)


def _main_aspect(theme: Told) -> str | None:
    aspects = _aspects(theme)
    if aspects:
        return min(aspects, key=lambda aspect: (-aspects[aspect], aspect))
    return theme.keywords[0] if theme.keywords else None
