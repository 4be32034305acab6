"""The empathy view of an idea: what people try to do, what stands in the way, what they do instead, how they feel.

In go an idea's title and its supporting voices, who says most of the title first; out come their own words, or nothing:
a field that no voice about the title's own thing fills stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from insight.ideas.english import word_set
from insight.ideas.senses import said_share, told_by
from insight.ideas.stances import own_words
from insight.ideas.usage import Usage
from insight.records import Voice

NAMED_FROM = 0.5  # share of a title's telling words that its obstacle must say
_GLAD = word_set("glad_feelings")
_ELSEWHERE = word_set("standing_elsewhere")
_UNFINISHED = word_set("unfinished") | word_set("prepositions")


@dataclass(frozen=True, slots=True)
class Empathy:
    """What the customers of an idea say of themselves, in their words; None where nobody says it of this."""

    job: str | None
    obstacle: str | None
    workaround: str | None
    feeling: str | None


def read_empathy(title: str, supporting: Sequence[Voice], usage: Usage) -> Empathy:
    """Choose each field from the first voice that speaks of what the title names.

    A job must say a word of the title itself, an obstacle half of them. How people feel is said beside it, so it is
    enough that their statement shares a word with the title; who is glad is not so about what is asked for. What they
    do instead seldom names it ("I save a copy every evening"): it must share such a word, or one of the idea's own.
    """
    told = told_by(title, usage)

    def is_its_job(text: str) -> bool:
        return bool(told & usage.senses(text)) and _ELSEWHERE.isdisjoint(text.lower().split())

    near = [voice for voice in supporting if told & usage.senses(voice.clean)]
    own = told | own_words(supporting, usage).keys()
    return Empathy(
        job=_first((voice.job for voice in near), is_its_job),
        obstacle=_first(
            (voice.obstacle for voice in near if voice.workaround is None),
            lambda text: said_share(usage.senses(text), told) >= NAMED_FROM,
        ),
        workaround=_first((voice.workaround for voice in supporting), lambda text: bool(own & usage.senses(text))),
        feeling=_first((voice.feeling for voice in near), lambda text: _GLAD.isdisjoint(text.lower().split())),
    )


def _first(values: Iterable[str | None], fits: Callable[[str], bool]) -> str | None:
    return next((value for value in _finished(values) if fits(value)), None)


def _finished(values: Iterable[str | None]) -> Iterator[str]:
    """Pass over what breaks off: "see who changed which sentence and"."""
    for value in values:
        words = value.lower().split() if value else []
        if value and words and words[-1].strip(".,;:…") not in _UNFINISHED:
            yield value
