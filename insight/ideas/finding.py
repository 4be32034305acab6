"""Ideas as records: one for the themes that ask for the same, with the statements for and against it.

In go themes with the voices of their statements; out go ideas, sorted by id. Voices may come in any order. Themes
whose titles mean the same are one idea, which carries the id and the theme of the largest of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from insight.ideas.problems import word_problem
from insight.ideas.senses import Sense, said_share, sense_of, told_by
from insight.ideas.titles import Wording, word_title
from insight.ideas.usage import Usage, read_usage
from insight.records import Idea, Theme, Voice, content_id


def find_ideas(themes: Sequence[Theme], voices: Iterable[Voice]) -> list[Idea]:
    """Word one idea for the themes with a pain or a request that ask for the same; sorted by id."""
    ranked = sorted(voices, key=lambda v: (-v.weight, v.statement_id))
    usage = read_usage(voice.clean for voice in ranked if voice.language == "en")
    by_theme: dict[str, list[Voice]] = {}
    for voice in ranked:
        by_theme.setdefault(voice.theme_id, []).append(voice)
    asking = [theme for theme in themes if any(_is_for(voice) for voice in by_theme.get(theme.theme_id, ()))]
    # The largest first: it gives the idea its id, and of two that ask for the same its title.
    order = sorted(asking, key=lambda theme: (-len(by_theme[theme.theme_id]), theme.theme_id))
    wordings: dict[Sense, Wording] = {}
    answered: dict[Sense, list[Theme]] = {}
    for theme in order:
        supporting = [voice for voice in by_theme[theme.theme_id] if _is_for(voice)]
        wording = word_title(theme, supporting, usage)
        sense = sense_of(wording.title, usage)
        if not sense[1]:
            sense = wording.title.lower(), sense[1]
        wordings.setdefault(sense, wording)
        answered.setdefault(sense, []).append(theme)
    # What nobody can put as an order stays a pain point; it is an idea only where there would be none at all.
    orders = {sense: own for sense, own in answered.items() if wordings[sense].is_order}
    return sorted(
        (
            _find_idea(wordings[sense], own, [voice for theme in own for voice in by_theme[theme.theme_id]], usage)
            for sense, own in (orders or answered).items()
        ),
        key=lambda idea: idea.idea_id,
    )


def _is_for(voice: Voice) -> bool:
    return voice.kind in ("pain", "request")


def _find_idea(wording: Wording, themes: Sequence[Theme], voices: Sequence[Voice], usage: Usage) -> Idea:
    told = told_by(wording.title, usage)
    supporting = [voice for voice in voices if _is_for(voice)]
    # Who says what the title says speaks first.
    supporting.sort(key=lambda voice: (-(said_share(voice.clean, told) + voice.weight), voice.statement_id))
    return Idea(
        idea_id=content_id("idea", themes[0].theme_id),
        title=wording.title,
        problem_statement=word_problem(wording.title, supporting),
        idea_kind=wording.kind,
        theme_id=themes[0].theme_id,
        supporting=tuple(sorted(voice.statement_id for voice in supporting)),
        opposing=tuple(sorted(voice.statement_id for voice in voices if voice.kind == "praise")),
        job=_first(supporting, "job"),
        obstacle=_first(supporting, "obstacle"),
        workaround=_first(supporting, "workaround"),
        feeling=_first(supporting, "feeling"),
    )


def _first(voices: Sequence[Voice], name: str) -> str | None:
    return next((value for voice in voices if (value := getattr(voice, name))), None)
