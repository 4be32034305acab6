"""Judgements: a statement with everything that is known about it, and what that was read from.

In go a statement, its signs, its grammar and its probabilities; out comes the judged statement beside its reasons.
Judging and explaining are one: `Reader.judge` keeps the statements, `explain_judgement` shows the rest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from insight.records import KINDS, Gist, Kind, Statement
from insight.statements import meaning, views
from insight.statements.aspects import choose_aspect
from insight.statements.cues import FAULTS, SAID_ENOUGH
from insight.statements.exemplars import PAIN_TYPES
from insight.statements.facts import Fact, find_platform, find_version
from insight.statements.grammar import Grammar
from insight.statements.kinds import Array, Signs
from insight.statements.leaving import find_leaving
from insight.statements.matters import find_matter
from insight.statements.meaning import Severity, Specificity
from insight.statements.views import Found
from insight.statements.worth import KEPT_FROM

TELLING: frozenset[Kind] = frozenset(("pain", "request", "praise"))  # kinds whose grammar and views are read


@dataclass(frozen=True, slots=True)
class Heard:
    """What a statement shows before anything is concluded from it."""

    signs: Signs
    grammar: Grammar | None
    row: Array  # what the regressions saw
    chances: Array  # by kind, in the order of KINDS
    types: Array  # by type of pain, in the order of PAIN_TYPES
    sentiment: float
    worth: float | None = None  # of a ticket's pain or request: how likely it is not told in passing


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judged statement and its reasons."""

    statement: Statement
    heard: Heard
    specificity: Specificity
    severity: Severity | None
    job: Found | None
    obstacle: Found | None
    workaround: Found | None
    feeling: Found | None
    leaving: Found | None
    aspect_rule: str | None


def judge_statement(one: Statement, heard: Heard, kinds: tuple[Kind, ...], products: Collection[str]) -> Judgement:
    """Conclude what can be concluded; `kinds` come likeliest first, `products` are names that are no aspect."""
    kind, signs, grammar = kinds[0], heard.signs, heard.grammar
    is_telling = kind in TELLING
    pain_type = PAIN_TYPES[int(np.argmax(heard.types))] if kind == "pain" else None
    matter = find_matter(one.clean, pain_type) if one.language == "en" else None
    specificity = meaning.judge_specificity(one.clean, one.language, signs, grammar, products)
    if matter is not None:
        specificity = Specificity(True, None, f"what it is about is no thing: {matter}")
    elif specificity.is_specific and _is_in_passing(heard):
        specificity = Specificity(False, "told_in_passing", f"its chance of being the point is {heard.worth:.2f}")
    severity = meaning.judge_severity(one.clean, signs, pain_type) if kind == "pain" else None
    job = views.find_job(one.clean) if is_telling else None
    obstacle = views.find_obstacle(one.clean, kind, grammar, one.language)
    workaround = views.find_workaround(one.clean) if is_telling else None
    feeling = views.find_feeling(one.clean) if is_telling else None
    leaving = find_leaving(one.clean, products) if one.language == "en" else _leaving_by_cue(signs)
    aspect, aspect_rule = (None, None) if grammar is None else choose_aspect(grammar, is_praise=kind == "praise")
    statement = replace(
        one,
        kind=kind,
        kinds=kinds,
        kind_confidence=float(heard.chances[KINDS.index(kind)]),
        is_specific=specificity.is_specific,
        vague_reason=specificity.vague_reason,
        aspect=matter or aspect,
        pain_type=pain_type,
        severity=severity.level if severity is not None else None,
        sentiment=heard.sentiment,
        has_churn_language=leaving is not None,
        app_version=_value(find_version(one.clean)),
        platform=_value(find_platform(one.clean)),
        job=_words(job),
        obstacle=_words(obstacle),
        workaround=_words(workaround),
        feeling=_words(feeling),
        gist=grammar.gist if grammar is not None else Gist(),
    )
    rule = "of the whole complaint" if matter else aspect_rule
    return Judgement(statement, heard, specificity, severity, job, obstacle, workaround, feeling, leaving, rule)


def _leaving_by_cue(signs: Signs) -> Found | None:
    """Other languages have their phrases alone."""
    phrase = next((cue.phrase for cue in signs.cues if cue.name == "churn"), None)
    return Found(phrase, "a phrase of leaving") if phrase is not None else None


def _is_in_passing(heard: Heard) -> bool:
    return heard.worth is not None and heard.worth < KEPT_FROM


def _words(found: Found | None) -> str | None:
    return found.text if found is not None else None


def _value(fact: Fact | None) -> str | None:
    return fact.value if fact is not None else None


def needs_title(judgement: Judgement) -> bool:
    """Tell whether what a statement is about may stand in the title of its feedback."""
    statement = judgement.statement
    says_what = bool(judgement.heard.signs.names & FAULTS) and not _is_in_passing(judgement.heard)
    return statement.vague_reason == "needs_context" and statement.kind == "pain" and says_what


def lend_title(judgement: Judgement, title: str, grammar: Grammar, signs: Signs) -> Judgement:
    """Give a statement that needs context the aspect of its title, unless the title already says the problem."""
    if judgement.statement.language != "en" or grammar.aspect is None:
        return judgement
    if signs.names & SAID_ENOUGH:
        lent = Specificity(False, "said_in_title", f"the title says the problem itself: {title}")
        return replace(
            judgement, statement=replace(judgement.statement, vague_reason=lent.vague_reason), specificity=lent
        )
    lent = Specificity(True, None, f"the title names what it is about: {title}")
    statement = replace(judgement.statement, aspect=grammar.aspect, is_specific=True, vague_reason=None)
    return replace(judgement, statement=statement, specificity=lent, aspect_rule=f"of the title: {grammar.aspect_rule}")
