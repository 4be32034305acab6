"""Ideas as records: one for each thing that is asked for, with the statements for and against it.

In go themes with the voices of their statements, and the ideas of the last run; out go ideas, sorted by id. Voices may
come in any order. Themes whose titles mean the same are one idea, which carries the theme of the largest of them; a
theme of many customers may hold several.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from insight.ideas.empathy import read_empathy
from insight.ideas.gladness import says_it_is_unwanted
from insight.ideas.identity import keep_ids
from insight.ideas.problems import word_problem
from insight.ideas.quotes import choose_quotes
from insight.ideas.readings import Reading, read_voices
from insight.ideas.senses import Sense, said_share, sense_of, told_by
from insight.ideas.stances import find_opposing
from insight.ideas.titles import Wording, word_titles
from insight.ideas.usage import Usage, read_usage
from insight.ideas.votes import likeness, profile_of
from insight.records import Idea, Theme, Voice

ALIKE = 0.74  # likeness of what the voices of two ideas speak of, from which on these are one if their titles may be


@dataclass(slots=True)
class _Draft:
    """An idea in the making: its wording, what makes it what it is, its theme, and who is for it."""

    wording: Wording
    seed: tuple[str, ...]
    theme_id: str
    supporting: list[Voice] = field(default_factory=list)
    claiming: set[str] = field(default_factory=set)
    themes: list[str] = field(default_factory=list)  # whose own title it is


def find_ideas(
    themes: Sequence[Theme],
    voices: Iterable[Voice],
    known: Mapping[str, Collection[str]] | None = None,
    readings: Mapping[str, Reading] | None = None,
) -> list[Idea]:
    """Word one idea for all voices that ask for the same; sorted by id.

    Voices of no theme are praise, and pains that may say that something works. `known` are the statements behind each
    idea of the last run: what goes on keeps its id. `readings` are those of `read_voices`; without, voices are read.
    """
    ranked = sorted(voices, key=lambda v: (-v.weight, v.statement_id))
    readings = read_voices(ranked, {}) if readings is None else readings
    usage = read_usage(one.clean for one in ranked if one.language == "en" and (one.theme_id or one.kind == "praise"))
    drafts = _draft(themes, ranked, readings, usage)
    # What nobody can put as an order stays a pain point; it is an idea only where there would be none at all.
    drafts = [draft for draft in drafts if draft.wording.is_order] or drafts
    answering = {theme_id: place for place, draft in enumerate(drafts) for theme_id in draft.themes}
    wished = {place for place, draft in enumerate(drafts) if draft.wording.kind == "new"}
    glad = [voice for voice in ranked if readings[voice.statement_id].is_glad]
    against = find_opposing([draft.supporting for draft in drafts], answering, wished, glad, usage)
    for place in wished:  # what is not there yet nobody can praise; there are some who do not want it
        told = told_by(drafts[place].wording.title, usage)
        unwanted = [one.statement_id for one in drafts[place].supporting if says_it_is_unwanted(one, told)]
        against[place] = [*against.get(place, ()), *unwanted]
    opposed = {statement_id for statements in against.values() for statement_id in statements}
    for draft in drafts:  # a pain that says that it works is no support
        draft.supporting = [one for one in draft.supporting if one.statement_id not in opposed] or draft.supporting
    supporting = [[one.statement_id for one in draft.supporting] for draft in drafts]
    ids = keep_ids([draft.seed for draft in drafts], supporting, known or {})
    ideas = (
        _find_idea(idea_id, draft, against.get(place, ()), usage)
        for place, (idea_id, draft) in enumerate(zip(ids, drafts, strict=True))
    )
    return sorted(ideas, key=lambda idea: idea.idea_id)


def _draft(
    themes: Sequence[Theme], ranked: Sequence[Voice], readings: Mapping[str, Reading], usage: Usage
) -> list[_Draft]:
    """Word what each theme asks for, and let those be one that ask for the same."""
    by_theme: dict[str, list[Voice]] = {}
    for voice in ranked:
        if voice.theme_id and voice.kind in ("pain", "request"):
            by_theme.setdefault(voice.theme_id, []).append(voice)
    asking = [theme for theme in themes if theme.theme_id in by_theme]
    # The largest first: it gives the idea its id, and of two that ask for the same its title.
    order = sorted(asking, key=lambda theme: (-len(by_theme[theme.theme_id]), theme.theme_id))
    drafts: dict[Sense, _Draft] = {}
    for theme in order:
        supporting = by_theme[theme.theme_id]
        first, *further = word_titles(theme, supporting, readings, usage)
        everyone = {voice.statement_id for voice in supporting}
        apart = {statement_id for wording in further for statement_id in wording.speakers}
        for wording in (first, *further):
            sense = sense_of(wording.title, usage)
            if not sense[1]:
                sense = wording.title.lower(), sense[1]
            seed = (theme.theme_id,) if wording is first else (theme.theme_id, *sorted(sense[1]))
            draft = drafts.setdefault(sense, _Draft(wording, seed, theme.theme_id))
            mine = everyone - apart if wording is first else wording.speakers
            draft.supporting += [voice for voice in supporting if voice.statement_id in mine]
            draft.claiming |= wording.claiming
            draft.themes += [theme.theme_id] if wording is first else []
    return _join_ways_round(_join_alike(drafts, usage))


def _join_alike(drafts: Mapping[Sense, _Draft], usage: Usage) -> list[_Draft]:
    """Let be one what is asked for in the same way, by titles of which one says no more, by voices that speak alike.

    "Stop losing emails" and "Stop inbox emails from disappearing" are; "Deliver new messages" says no more than "Let
    people print emails", and its voices speak of other things.
    """
    kept: list[tuple[Sense, _Draft]] = []
    profiles: dict[int, dict[str, float]] = {}
    for sense, draft in drafts.items():
        shorter = [
            place
            for place, ((opening, told), one) in enumerate(kept)
            if opening == sense[0] and one.theme_id != draft.theme_id and told & sense[1] in (told, sense[1])
        ]
        profiles |= {place: profile_of(kept[place][1].supporting, usage) for place in shorter if place not in profiles}
        mine = profile_of(draft.supporting, usage) if shorter else {}
        near = max(((likeness(mine, profiles[place]), -place) for place in shorter), default=(0.0, 0))
        if near[0] >= ALIKE:
            larger = kept[-near[1]][1]
            larger.supporting += draft.supporting
            larger.claiming |= draft.claiming
            larger.themes += draft.themes
        else:
            kept.append((sense, draft))
    return [draft for _, draft in kept]


def _join_ways_round(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Let what mostly tells a way round support what it goes round: what most of its customers ask for besides."""
    told = [sum(one.workaround is not None for one in draft.supporting) for draft in drafts]
    rounds = [2 * count >= len(draft.supporting) for count, draft in zip(told, drafts, strict=True)]
    if not any(rounds):
        return list(drafts)
    heard = [{one.customer_id for one in draft.supporting} for draft in drafts]
    for place in (place for place, is_round in enumerate(rounds) if is_round):
        shared = [0 if other else len(heard[place] & known) for known, other in zip(heard, rounds, strict=True)]
        goes_round = max(range(len(drafts)), key=lambda at: (shared[at], -at))
        if 2 * shared[goes_round] >= len(heard[place]):
            drafts[goes_round].supporting += drafts[place].supporting
            drafts[goes_round].themes += drafts[place].themes
            drafts[place].supporting = []
    return [draft for draft in drafts if draft.supporting]


def _find_idea(idea_id: str, draft: _Draft, against: Sequence[str], usage: Usage) -> Idea:
    title = draft.wording.title
    told = told_by(title, usage)
    # Who says what the title says speaks first.
    supporting = sorted(
        draft.supporting,
        key=lambda one: (-(said_share(usage.senses(one.clean), told) + one.weight), one.statement_id),
    )
    quotes = choose_quotes(supporting, told, draft.claiming, draft.wording.claim, usage)
    empathy = read_empathy(title, supporting, usage)
    return Idea(
        idea_id=idea_id,
        title=title,
        problem_statement=word_problem(title, supporting, quotes, usage),
        idea_kind=draft.wording.kind,
        theme_id=draft.theme_id,
        supporting=tuple(sorted(voice.statement_id for voice in supporting)),
        opposing=tuple(sorted(set(against) - {voice.statement_id for voice in supporting})),
        quotes=quotes,
        job=empathy.job,
        obstacle=empathy.obstacle,
        workaround=empathy.workaround,
        feeling=empathy.feeling,
    )
