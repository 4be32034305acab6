"""Ideas: from a theme's statements to what to add, fix, change or remove, worded as a person would.

In come themes with the voices of their statements; out go `Idea` records with the statements for and against each.
Titles are imperative and built from the grammar of the statements (subject, verb, object, condition), never from
keyword lists; where the grammar says too little, the theme's own label is used. Pure: no clock, no chance, and voices
may come in any order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from insight.records import Idea, IdeaKind, Theme, Voice, content_id

REQUEST_SHARE = 0.5  # of the supporting voices, from which on the theme is read as something asked for
CONDITION_SHARE = 0.3  # of the voices behind a title, from which on their condition belongs into it
LONGEST_TITLE = 90
PLACEHOLDER = re.compile(r"<[A-Z]+_\d+>")  # what redaction put there: a title names nobody

_LOSING = {"lose", "delete", "remove", "overwrite", "duplicate", "corrupt", "reset", "log", "charge", "bill", "block"}
_HAVING = {"add", "have", "get", "need", "support", "offer", "provide", "include", "introduce", "implement", "be", "want"}
_REMOVING = {"remove", "hide", "disable", "drop"}
_RETURNING = {"return", "restore", "bring"}
_WORKING = {"work", "load", "open", "start", "sync", "respond", "function", "appear", "show", "connect", "play", "update"}
_PEOPLE = {"i", "we", "you", "they", "people", "users", "user", "customers", "one", "it", "everyone", "my team", "our team"}
_EMPTY_OBJECTS = {"it", "this", "that", "them", "something", "anything", "thing", "things", "one", "way", "feature", "app"}
_DOUBLING = {"stop", "log", "get", "set", "run", "drop", "plan", "tag", "scan", "swap", "put", "cut", "let", "chat", "forget"}


@dataclass(frozen=True, slots=True)
class Wording:
    """A title, and what kind of change it asks for."""

    title: str
    kind: IdeaKind


def find_ideas(themes: Sequence[Theme], voices: Iterable[Voice]) -> list[Idea]:
    """Word one idea for each theme that has at least one pain or request; sorted by id."""
    by_theme: dict[str, list[Voice]] = {}
    for voice in sorted(voices, key=lambda v: (-v.weight, v.statement_id)):
        by_theme.setdefault(voice.theme_id, []).append(voice)
    ideas = [
        _find_idea(theme, by_theme.get(theme.theme_id, []))
        for theme in themes
        if any(v.kind in ("pain", "request") for v in by_theme.get(theme.theme_id, []))
    ]
    return sorted(_tell_apart(ideas), key=lambda idea: idea.idea_id)


def _find_idea(theme: Theme, voices: Sequence[Voice]) -> Idea:
    supporting = [voice for voice in voices if voice.kind in ("pain", "request")]
    wording = word_title(theme, supporting)
    job, obstacle = _first(supporting, "job"), _first(supporting, "obstacle")
    return Idea(
        idea_id=content_id("idea", theme.theme_id),
        title=wording.title,
        problem_statement=word_problem(wording, supporting, job, obstacle),
        idea_kind=wording.kind,
        theme_id=theme.theme_id,
        supporting=tuple(sorted(voice.statement_id for voice in supporting)),
        opposing=tuple(sorted(voice.statement_id for voice in voices if voice.kind == "praise")),
        job=job,
        obstacle=obstacle,
        workaround=_first(supporting, "workaround"),
        feeling=_first(supporting, "feeling"),
    )


def word_title(theme: Theme, supporting: Sequence[Voice]) -> Wording:
    """Word an imperative title from the grammar that most customers behind the theme share.

    Requests decide where they are the larger part; else pains do. Each distinct (verb, object) of a gist is a
    candidate, voted for by its customers and by how central its statements are; the first that gives a sentence wins.
    """
    requests = [voice for voice in supporting if voice.kind == "request"]
    is_asked_for = len(requests) >= REQUEST_SHARE * len(supporting)
    word = word_request if is_asked_for else word_pain
    for group in _by_grammar(requests if is_asked_for else [v for v in supporting if v.kind == "pain"]):
        wording = word(group[0], _shared_condition(group))
        if wording and len(wording.title) <= LONGEST_TITLE and not PLACEHOLDER.search(wording.title):
            return wording
    label = theme.label[:1].lower() + theme.label[1:] if not theme.label[1:2].isupper() else theme.label
    return Wording(f"Offer {label}", "new") if is_asked_for else Wording(f"Fix {label}", "fix")


def word_request(voice: Voice, condition: str | None) -> Wording | None:
    """Word what a request asks for: "Let people export invoices as CSV"."""
    verb, thing = voice.gist.verb, _thing(voice.gist.object)
    if verb is None:
        return None
    if thing and verb in _REMOVING:
        return _wording("remove", "Remove", thing, condition)
    if thing and verb in _RETURNING:
        return _wording("improve", "Bring back", thing, condition)
    if verb in _HAVING:
        return _wording("new", "Add", thing, condition) if thing else None
    if voice.gist.subject and _is_thing(voice.gist.subject):
        return _wording("improve", "Make", voice.gist.subject, verb, thing, condition)
    return _wording("new", "Let people", verb, thing, condition) if thing or condition else None


def word_pain(voice: Voice, condition: str | None) -> Wording | None:
    """Word what would end a pain: "Stop losing drafts when the connection drops"."""
    gist, verb, thing = voice.gist, voice.gist.verb, _thing(voice.gist.object)
    subject = gist.subject if gist.subject and _is_thing(gist.subject) else None
    if verb is None or verb == "be":
        return None
    if voice.pain_type == "performance" and subject and not gist.is_negated:
        return _wording("improve", "Make", subject, "faster", condition)
    if gist.is_negated and subject:
        return _wording("fix", "Make", subject, verb, thing, condition)
    if gist.is_negated and (thing or verb in _WORKING):
        return _wording("fix", "Make", gerund(verb), thing, "work", condition)
    if verb in _LOSING and (thing or subject):
        return _wording("fix", "Stop", gerund(verb), thing or subject, condition)
    if subject:
        return _wording("fix", "Stop", subject, "from", gerund(verb), thing, condition)
    return None


def word_problem(wording: Wording, supporting: Sequence[Voice], job: str | None, obstacle: str | None) -> str:
    """Write who needs what because why; the why is in a customer's own words."""
    segments = Counter(voice.segment for voice in supporting if voice.segment)
    known = sum(segments.values())
    who = "Customers"
    if segments:
        segment, count = min(segments.items(), key=lambda item: (-item[1], item[0]))
        who = f"Customers ({segment})" if count > known / 2 else "Customers in several segments"
    what = f"to {job}" if job else _as_need(wording.title)
    return f"{who} need {what} because “{_clip(obstacle or supporting[0].clean)}”."


def gerund(verb: str) -> str:
    """Form the -ing form of an English verb lemma; a particle stays behind: "log out" gives "logging out"."""
    head, _, rest = verb.partition(" ")
    if head.endswith("ie"):
        form = head[:-2] + "ying"
    elif head.endswith("e") and not head.endswith(("ee", "oe", "ye")) and head != "be":
        form = head[:-1] + "ing"
    elif head in _DOUBLING or re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", head):
        form = head + head[-1] + "ing"
    else:
        form = head + "ing"
    return f"{form} {rest}".strip()


def _by_grammar(voices: Sequence[Voice]) -> list[list[Voice]]:
    """Group voices by what their gist says, most customers first; within a group the most central first."""
    groups: dict[tuple[str | None, str | None, bool], list[Voice]] = {}
    for voice in voices:
        if voice.gist.verb:
            gist = voice.gist
            key = (gist.verb, _head(gist.object) or _head(gist.subject), gist.is_negated)
            groups.setdefault(key, []).append(voice)
    return sorted(
        groups.values(),
        key=lambda group: (-len({v.customer_id for v in group}), -group[0].weight, group[0].statement_id),
    )


def _shared_condition(group: Sequence[Voice]) -> str | None:
    conditions = Counter(voice.gist.condition for voice in group if voice.gist.condition)
    if not conditions:
        return None
    condition, count = min(conditions.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    return condition if count >= CONDITION_SHARE * len(group) else None


def _wording(kind: IdeaKind, *words: str | None) -> Wording:
    title = " ".join(word for word in words if word)
    return Wording(re.sub(r"\s+", " ", title).strip(" .,;:!?"), kind)


def _thing(phrase: str | None) -> str | None:
    """The object phrase, unless it points at nothing by itself."""
    return phrase if phrase and _is_thing(phrase) else None


def _is_thing(phrase: str) -> bool:
    lower = phrase.lower()
    return lower not in _PEOPLE and lower not in _EMPTY_OBJECTS


def _head(phrase: str | None) -> str | None:
    """Last word of a noun phrase, singular enough to count with: "sent messages" and "message" meet."""
    return phrase.lower().split()[-1].rstrip("s") if phrase and phrase.split() else None


def _first(voices: Sequence[Voice], name: str) -> str | None:
    return next((value for voice in voices if (value := getattr(voice, name))), None)


def _as_need(title: str) -> str:
    return "us to " + title[:1].lower() + title[1:]


def _clip(text: str, longest: int = 160) -> str:
    text = text.strip().rstrip(".")
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


def _tell_apart(ideas: Sequence[Idea]) -> list[Idea]:
    """No two ideas share a title: later ones say what they are about in their customers' words as well."""
    seen: Counter[str] = Counter()
    apart = []
    for idea in sorted(ideas, key=lambda i: (-len(i.supporting), i.idea_id)):
        seen[idea.title.lower()] += 1
        number = seen[idea.title.lower()]
        if number > 1:
            detail = _clip(idea.obstacle or "", 40) or str(number)
            idea = replace(idea, title=f"{idea.title} ({detail})")
        apart.append(idea)
    return apart
