"""Ideas as records: one for each theme that has a pain or a request, with the statements for and against it.

In go themes with the voices of their statements; out go ideas, sorted by id. Voices may come in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from insight.ideas.problems import word_problem
from insight.ideas.titles import word_title
from insight.ideas.usage import Usage, read_usage
from insight.records import Idea, Theme, Voice, content_id


def find_ideas(themes: Sequence[Theme], voices: Iterable[Voice]) -> list[Idea]:
    """Word one idea for each theme that has at least one pain or request; sorted by id."""
    ranked = sorted(voices, key=lambda v: (-v.weight, v.statement_id))
    usage = read_usage(voice.clean for voice in ranked if voice.language == "en")
    by_theme: dict[str, list[Voice]] = {}
    for voice in ranked:
        by_theme.setdefault(voice.theme_id, []).append(voice)
    # The largest first: of two themes that claim the same, the smaller words what else it claims.
    order = sorted(themes, key=lambda theme: (-len(by_theme.get(theme.theme_id, [])), theme.theme_id))
    ideas: dict[str, Idea] = {}
    for theme in order:
        own = by_theme.get(theme.theme_id, [])
        if any(voice.kind in ("pain", "request") for voice in own):
            idea = _find_idea(theme, own, usage, ideas)
            ideas[idea.title.lower()] = idea
    return sorted(ideas.values(), key=lambda idea: idea.idea_id)


def _find_idea(theme: Theme, voices: Sequence[Voice], usage: Usage, taken: Collection[str]) -> Idea:
    supporting = [voice for voice in voices if voice.kind in ("pain", "request")]
    wording = word_title(theme, supporting, usage, taken)
    return Idea(
        idea_id=content_id("idea", theme.theme_id),
        title=wording.title,
        problem_statement=word_problem(wording.title, supporting),
        idea_kind=wording.kind,
        theme_id=theme.theme_id,
        supporting=tuple(sorted(voice.statement_id for voice in supporting)),
        opposing=tuple(sorted(voice.statement_id for voice in voices if voice.kind == "praise")),
        job=_first(supporting, "job"),
        obstacle=_first(supporting, "obstacle"),
        workaround=_first(supporting, "workaround"),
        feeling=_first(supporting, "feeling"),
    )


def _first(voices: Sequence[Voice], name: str) -> str | None:
    return next((value for voice in voices if (value := getattr(voice, name))), None)
