"""Names of areas: the few things that the themes of each are about.

In go the themes of each area, out come labels: "Address book and profiles". Where themes have little in common, a list
of up to three says what lies there ("Screen, widget and battery"). Labels are unique but for OTHER, which areas whose
themes name no thing are all called. A thing is a noun that members name as what they act on or what acts; what
customers do to things ("delete", "downloading"), and the product's own name, name no area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight.themes.lint import TIMES, is_telling, stem, stems
from insight.themes.names import RARE, Told

OTHER = "Other"
NAMED = 0.08  # share of an area's statements that a thing must stand in, to be its name
ADDED = 0.06  # share that a second thing must stand in, where the first does not
OWN = 0.25  # share of a theme's members that must name a thing, for it alone to give the area a name
LEAST = 0.04  # share of an area's statements that such a thing must stand in: a small theme names no large area
MOST = 3  # things in a name
SPREAD = 0.15  # share of a theme's members that must name a thing which two themes share
NOUN = 0.1  # share of the members with a word that must act on it, or let it act: "slow" is no thing
HERE = 0.35  # share of all its mentions that a thing must have in the area
OFTEN = 0.6  # share of its mentions that a noun must have a word before it, for the two to be one thing


@dataclass(frozen=True, slots=True)
class _Theme:
    """The share of a theme's members that name each thing, by its stem; how often each word is there as a verb."""

    size: int
    shares: Mapping[str, float]
    spelled: Mapping[str, Counter[str]]


def name_areas(areas: Sequence[Sequence[Told]], product: str = "") -> list[str]:
    """Name each area by the few things that its themes are about, and other areas are not; large ones first."""
    read = [[_read(theme, product) for theme in themes] for themes in areas]
    everywhere = Counter[str]()
    for theme in (theme for themes in read for theme in themes):
        everywhere.update({thing: share * theme.size for thing, share in theme.shares.items()})
    names = [""] * len(areas)
    used: set[str] = set()
    sizes = [sum(theme.size for theme in themes) for themes in read]
    for place in sorted(range(len(areas)), key=lambda place: (-sizes[place], place)):
        name = _name(read[place], everywhere)
        names[place] = _free(name, used) if name else OTHER
        used.add(names[place].casefold())
    return names


def _read(theme: Told, product: str) -> _Theme:
    gists = [one.gist for one in theme.members]
    # The object of "be" is what something is like: "empty".
    given = [*(gist.object for gist in gists if gist.verb != "be"), *(gist.subject for gist in gists)]
    phrases = [[_plain(word) for word in phrase.split()] for phrase in given if phrase]
    verbs = Counter(stem(gist.verb.split()[0]) for gist in gists if gist.verb)
    barred = stems(product)
    heads = Counter(stem(words[-1]) for words in phrases if _is_thing(words[-1]))
    spelled: dict[str, Counter[str]] = {}
    for words in phrases:
        is_pair = len(words) > 1 and words[-2].isalpha() and is_telling(words[-2].lower())
        spelled.setdefault(stem(words[-1]), Counter())[" ".join(words[-1 - is_pair :])] += 1
    shares = {
        root: theme.words.get(root, 0.0)
        for root, count in heads.items()
        if root not in barred
        and theme.words.get(root, 0.0) >= RARE
        and count > max(verbs[root], NOUN * theme.words[root] * len(theme.members))
    }
    return _Theme(theme.size, shares, spelled)


def _is_thing(word: str) -> bool:
    return word.isalpha() and is_telling(word.lower()) and word.lower() not in TIMES


def _plain(word: str) -> str:
    """A word in lower case, unless it is an abbreviation: "PDF"."""
    return word if word.isupper() and 1 < len(word) < 5 else word.lower()


def _name(themes: Sequence[_Theme], everywhere: Mapping[str, float]) -> str:
    """Take the thing that is most of the area's own, then what speaks most for what is left out.

    Things that several themes share come first, then what one theme is about.
    """
    size = sum(theme.size for theme in themes)
    here = _spoken(themes, [1.0] * len(themes), size)
    chosen: list[str] = []
    left = [1.0] * len(themes)
    while len(chosen) < MOST:
        spoken, said = _spoken(themes, left, size), stems(" ".join(chosen))
        fitting = [
            thing
            for thing in spoken
            if here[thing] * size >= HERE * everywhere[thing] and not stems(_spell(thing, themes)) & said
        ]
        least = ADDED if chosen else NAMED
        shared = [thing for thing in fitting if spoken[thing] >= least and _are_about(themes, thing)]
        own = [thing for thing in fitting if spoken[thing] >= LEAST and _is_of_one(themes, left, thing)]
        if not shared and not own:
            break
        best = max(shared or own, key=lambda thing: (spoken[thing] * here[thing] / everywhere[thing], thing))
        chosen.append(_spell(best, themes))
        left = [rest * (1 - theme.shares.get(best, 0)) for rest, theme in zip(left, themes, strict=True)]
    name = " and ".join(part for part in (", ".join(chosen[:-1]), *chosen[-1:]) if part)
    return name[:1].upper() + name[1:]


def _are_about(themes: Sequence[_Theme], thing: str) -> bool:
    """Tell whether themes share a thing: half of them where there are three or fewer, else two."""
    return sum(theme.shares.get(thing, 0) >= SPREAD for theme in themes) >= min(2, len(themes) // 2)


def _is_of_one(themes: Sequence[_Theme], left: Sequence[float], thing: str) -> bool:
    """Tell whether a thing is what a theme is about that the name does not speak for yet."""
    return any(theme.shares.get(thing, 0) >= OWN and rest > 1 - OWN for rest, theme in zip(left, themes, strict=True))


def _spoken(themes: Sequence[_Theme], left: Sequence[float], size: int) -> Counter[str]:
    """The share of the area's statements that name each thing, of those that are left of each theme."""
    spoken = Counter[str]()
    for rest, theme in zip(left, themes, strict=True):
        spoken.update({thing: rest * share * theme.size / size for thing, share in theme.shares.items()})
    return spoken


def _spell(thing: str, themes: Sequence[_Theme]) -> str:
    """Spell a stem as most members do; with the word before it where that is nearly always there: "address book"."""
    spellings = Counter[str]()
    for theme in themes:
        spellings.update(theme.spelled.get(thing, {}))
    heads = Counter[str]()
    for spelling, count in spellings.items():
        heads[spelling.split()[-1]] += count
    pairs = {spelling: count for spelling, count in spellings.items() if " " in spelling}
    best = min(pairs, key=lambda pair: (-pairs[pair], pair), default="")
    if best and pairs[best] >= OFTEN * spellings.total():
        return best
    return min(heads, key=lambda head: (-heads[head], head))


def _free(name: str, used: set[str]) -> str:
    names = [name, *(f"{name} ({number})" for number in range(2, len(used) + 3))]
    return next(one for one in names if one.casefold() not in used)
