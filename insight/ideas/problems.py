"""The problem statement: who needs what because why, the why in a customer's own words.

In go an idea's title and its supporting voices, most central first; out comes one sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from insight.ideas.english import senses, stem, stems, word_set
from insight.ideas.usage import Usage
from insight.records import Voice

SHORTEST, LONGEST = 30, 160  # characters of a quote
MOST_JOB_WORDS = 8
_CUT = word_set("prepositions")
_PRONOUNS = word_set("first_person")
_TEMPLATE = frozenset(stem(word) for word in word_set("generic"))
_HANDLING = frozenset(("click", "press", "tap", "type"))  # how people do it, not what they want
_MARKUP = re.compile(r"[<>{}\\|=]|https?:")


def word_problem(title: str, supporting: Sequence[Voice], usage: Usage) -> str:
    """Write who needs what because why."""
    job = _job(title, supporting)
    order = title.removeprefix("Let people ") if title.startswith("Let people ") else None  # it is theirs to do
    what = f"to {job or order}" if job or order else f"us to {title[:1].lower()}{title[1:]}"
    return f"{_who(supporting)} need {what} because “{_quote(title, supporting, usage)}”."


def _who(supporting: Sequence[Voice]) -> str:
    segments = Counter(voice.segment for voice in supporting if voice.segment)
    if not segments:
        return "Customers"
    segment, count = min(segments.items(), key=lambda item: (-item[1], item[0]))
    return f"Customers ({segment})" if 2 * count > segments.total() else "Customers in several segments"


def _job(title: str, supporting: Sequence[Voice]) -> str | None:
    """The first job that is about what the title is about, in two words of it, and speaks of nobody in particular."""
    told = stems(title) - _TEMPLATE
    for voice in supporting:
        words = (voice.job or "").lower().split()
        is_fit = 1 < len(words) <= MOST_JOB_WORDS and words[-1] not in _CUT and _PRONOUNS.isdisjoint(words)
        is_fit = is_fit and not (voice.job or "").isupper() and words[0] not in _HANDLING
        if voice.job and is_fit and len(stems(voice.job) & told) >= max(1, min(2, len(told))):
            return voice.job
    return None


def _quote(title: str, supporting: Sequence[Voice], usage: Usage) -> str:
    """Choose the clearest statement: a pain of readable length that speaks of what the title speaks of."""
    told = senses(title)

    def rank(voice: Voice) -> tuple[bool, bool, float, str]:
        text = voice.clean
        fits = SHORTEST <= len(text) <= LONGEST and not _MARKUP.search(text) and not text.isupper()
        shared = len(told & usage.senses(text)) / len(told)
        return not fits, voice.kind != "pain", -(shared + voice.weight), voice.statement_id

    return _clip(min(supporting, key=rank).clean)


def _clip(text: str) -> str:
    text = re.sub(r"(?:[.!?…]+|\.\.\.)$", "", " ".join(text.split())).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + " …"
