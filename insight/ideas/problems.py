"""The problem statement: who needs what because why, the why in a customer's own words.

In go an idea's title and its supporting voices, most central first; out comes one sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from insight.ideas.english import stem, stems, word_set
from insight.ideas.sayings import said_at_once
from insight.ideas.senses import told_by
from insight.ideas.usage import Usage
from insight.records import Voice

SHORTEST, LONGEST = 30, 160  # characters of a quote
TOLD_FROM = 0.5  # share of a title's words above which a pain is its reason
MOST_JOB_WORDS = 6
_CUT = word_set("prepositions")
_PRONOUNS = word_set("first_person")
_TEMPLATE = frozenset(stem(word) for word in word_set("generic"))
_ODD_JOB = re.compile(
    r"\d|\b[A-Z][a-z]|\b(?:and|or|but|anymore)\b|(?:^|\s)['\"“‘]"
)  # of one version or file, a heading, two things


def word_problem(title: str, supporting: Sequence[Voice], quotes: Sequence[str], usage: Usage) -> str:
    """Write who needs what because why: the first quote that complains of what the title says, or the first."""
    job = _job(title, supporting)
    order = title.removeprefix("Let people ") if title.startswith("Let people ") else None  # it is theirs to do
    what = f"to {job or order}" if job or order else f"us to {title[:1].lower()}{title[1:]}"
    return f"{_who(supporting)} need {what} because “{_quote(title, supporting, quotes, usage)}”."


def _who(supporting: Sequence[Voice]) -> str:
    segments = Counter(voice.segment for voice in supporting if voice.segment)
    if not segments:
        return "Customers"
    segment, count = min(segments.items(), key=lambda item: (-item[1], item[0]))
    return f"Customers ({segment})" if 2 * count > segments.total() else "Customers in several segments"


def _job(title: str, supporting: Sequence[Voice]) -> str | None:
    """The first job that says all that the title says, in its verb, and speaks of nobody in particular."""
    verb = stem(title.removeprefix("Let people ").partition(" ")[0])
    told = stems(title) - _TEMPLATE
    for voice in supporting:
        words = (voice.job or "").lower().split()
        is_fit = 1 < len(words) <= MOST_JOB_WORDS and words[-1] not in _CUT and _PRONOUNS.isdisjoint(words)
        if (
            voice.job
            and is_fit
            and not _ODD_JOB.search(voice.job)
            and stem(words[0]) == verb
            and told <= stems(voice.job)
        ):
            return voice.job
    return None


def _quote(title: str, supporting: Sequence[Voice], quotes: Sequence[str], usage: Usage) -> str:
    said = {voice.statement_id: voice for voice in supporting}
    told = told_by(title, usage)
    pains = (
        voice.clean
        for voice in (said[one] for one in quotes)
        if voice.kind == "pain"
        and len(voice.clean) >= SHORTEST
        and (said_at_once(voice.clean, told, usage) > TOLD_FROM or not told)
    )
    return _clip(next(pains, said[quotes[0]].clean))


def _clip(text: str) -> str:
    text = re.sub(r"(?:[.!?…]+|\.\.\.)$", "", " ".join(text.split())).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + " …"
