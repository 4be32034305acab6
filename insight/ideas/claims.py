"""Claims: what one voice says should change, in a form that can be counted and worded.

In goes a voice with its gist; out come claims, the surest reading first, none where the grammar says too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from insight.ideas.english import better_words, is_plural, plural, stem, stems, word_set
from insight.records import Gist, IdeaKind, Voice

Form = Literal[
    "add", "remove", "return", "do", "let", "make", "make so", "fix", "fix missing", "stop", "stop losing", "show in",
    "deliver", "faster", "speed up", "stop crash", "spare", "improve",
]  # fmt: skip

_LOSING = word_set("losing")
_PERSONAL = word_set("personal")
_CRASHING = word_set("crashing")
_CRASHES = word_set("crashes")
_HAVING = word_set("having")
_REMOVING = word_set("removing")
_RETURNING = word_set("returning")
_VENDOR = word_set("vendor")
_RECEIVING = word_set("receiving")
_ARRIVING = word_set("arriving")
_SENDABLE = word_set("sendable")
_WORKING = word_set("working")
_CONTAINING = word_set("containing")
_UNHURT = word_set("unhurt")
_FAULTY = word_set("faulty")
_GONE = word_set("gone")
_PEOPLE = word_set("people")
_PRODUCT = word_set("product")
_EMPTY = word_set("empty_objects")
_SLOW = re.compile(r"\b(?:slow\w*|sluggish|lag\w*|forever|ages|minutes?|seconds?|hours?|too long|so long|long time)\b", re.I)
_FORCED = re.compile(r"\b(?:have|has|had|need|needs|forced|must) to\b", re.I)
_NOT_A_THING = re.compile(r"[<>=|#@\\\d]|https?:|www\.|\.\w{2,4}\b")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """A change in the abstract: a form, the verb, the thing, and what the thing does it to."""

    form: Form
    kind: IdeaKind
    verb: str = ""
    thing: str = ""
    target: str = ""
    sureness: float = 0.0  # added to a claim's score: how well this form tends to read

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for claims that say the same: number, case and what stands before the noun do not count."""
        return self.form, stem(self.verb), _head(self.thing), _head(self.target)


def claims_of(voice: Voice) -> tuple[Claim, ...]:
    """Read what a pain or a request says should change."""
    read = _read_request(voice) if voice.kind == "request" else _read_pain(voice)
    return tuple(dict.fromkeys(read))


def _read_request(voice: Voice) -> Iterator[Claim]:
    gist = voice.gist
    verb, thing, subject = gist.verb, _thing(gist.object), _thing(gist.subject)
    if verb is None:
        if thing:
            yield Claim("add", "new", thing=thing, sureness=-0.1)
        return
    if gist.is_negated:
        if verb not in _PERSONAL and verb not in _HAVING and verb not in _WORKING:
            yield Claim("stop losing", "improve", verb, thing or ("people" if _speaks_of_people(voice) else ""))
        yield from _read_pain(voice)
    elif thing and verb in _REMOVING:
        yield Claim("remove", "remove", thing=thing)
    elif thing and verb in _RETURNING:
        yield Claim("return", "improve", thing=thing)
    elif verb == "make" and thing and gist.condition and " " not in gist.condition:
        yield Claim("make so", "improve", gist.condition, thing)
    elif thing and verb in _HAVING and not subject:
        yield Claim("add", "new", thing=thing)
    elif thing and verb in _VENDOR and not subject:
        yield Claim("do", "fix" if verb == "fix" else "improve", verb, thing)
    elif verb not in _PERSONAL and verb not in _HAVING:
        if subject:
            yield Claim("make", "improve", verb, subject, thing or "")
        elif thing or gist.condition:
            yield Claim("let", "new", verb, thing or "", sureness=0.0 if thing else -0.1)
    if thing and verb not in _PERSONAL:
        yield Claim("improve", "improve", thing=thing, sureness=-0.3)


def _read_pain(voice: Voice) -> Iterator[Claim]:
    gist = voice.gist
    thing, subject = _thing(gist.object), _thing(gist.subject)
    if gist.verb is None:
        yield from _read_noun_phrase(gist, thing)
    elif gist.verb == "be":
        yield from _read_state(gist, subject, thing)
    elif gist.is_negated:
        yield from _read_denial(voice, gist.verb, subject, thing)
    else:
        yield from _read_event(voice, gist.verb, subject, thing)
    if subject and gist.verb not in _PERSONAL:
        yield Claim("fix", "fix", thing=subject, sureness=-0.3)
    elif thing and gist.verb not in _PERSONAL and gist.verb is not None:
        yield Claim("fix", "fix", thing=thing, sureness=-0.4)


def _read_noun_phrase(gist: Gist, thing: str | None) -> Iterator[Claim]:
    """Read what has no verb, as titles: "Empty invoice PDF", "No password reset mail", "Crash on start"."""
    if not gist.object:
        return
    if gist.object.lower() in _CRASHES:
        yield Claim("stop crash", "fix", _crash_of(gist.object))
    elif thing and gist.is_negated:
        yield Claim("fix missing", "fix", thing=thing)
    elif thing:
        yield Claim("fix", "fix", thing=thing)


def _read_state(gist: Gist, subject: str | None, thing: str | None) -> Iterator[Claim]:
    """Read "the font is too small", "the PDF is empty", "there is no dark mode"."""
    said = (gist.object or "").lower().removeprefix("too ").removeprefix("very ").removeprefix("so ")
    if gist.is_negated:
        if subject and said and " " not in said and said not in _EMPTY:
            yield Claim("make so", "fix", said, subject)
        elif thing and not subject:
            yield Claim("add", "new", thing=thing)
    elif subject and said in better_words():
        yield Claim("make so", "improve", better_words()[said], subject)
    elif subject and said in _FAULTY:
        is_said_twice = stem(said) in stems(subject)
        yield Claim("fix", "fix", thing=subject if is_said_twice else f"{said} {subject}")
    elif subject and said in _GONE:
        yield Claim("stop", "fix", "disappear", subject)


def _read_denial(voice: Voice, verb: str, subject: str | None, thing: str | None) -> Iterator[Claim]:
    """Read what does not happen: "cannot export invoices", "search finds no documents", "the mail never came"."""
    if verb in _PERSONAL and verb not in ("work", "come", "open"):
        return
    if subject and verb in _ARRIVING and _is_sendable(subject):
        yield Claim("deliver", "fix", thing=subject)
    elif subject and thing and verb in _CONTAINING:
        yield Claim("show in", "fix", "show", thing, subject)
    elif subject:
        yield Claim("make", "fix", verb, subject, thing or "")
    elif thing and verb in _RECEIVING and verb != "find" and _is_sendable(thing):
        yield Claim("deliver", "fix", thing=thing)
    elif thing and verb == "see":
        yield Claim("do", "fix", "show", thing)
    elif thing and verb in ("have", "get", "need"):
        yield Claim("add", "new", thing=thing, sureness=-0.2)
    elif thing or (voice.gist.condition and verb not in _HAVING):
        yield Claim("let", "new" if voice.pain_type == "missing" else "fix", verb, thing or "")
    elif verb in _WORKING and verb != "work":
        yield Claim("make", "fix", verb, _the_product(voice.gist.subject))


def _read_event(voice: Voice, verb: str, subject: str | None, thing: str | None) -> Iterator[Claim]:
    """Read what happens and should not: "drafts disappear", "it asks for my password", "crashes on start"."""
    gist = voice.gist
    people = subject is not None and _head(subject) in {stem(word) for word in _PEOPLE}
    if verb in _CRASHING and not thing:
        if subject and not _is_product(subject):
            yield Claim("stop", "fix", verb, subject)
        else:
            yield Claim("stop crash", "fix", verb, subject or "")
    elif voice.pain_type == "performance" and _SLOW.search(voice.clean) and not people:
        yield from _read_slowness(verb, subject, thing)
    elif verb in ("break", "fail") and subject:
        yield Claim("fix", "fix", thing=subject)
    elif verb == "miss" and not people and (subject or thing):
        yield Claim("fix missing", "fix", thing=thing or subject or "", sureness=-0.1 if thing and subject else 0.0)
    elif verb == "lose" and (thing or subject):
        yield Claim("stop losing", "fix", verb, thing or subject or "")
    elif _FORCED.search(voice.clean) and not subject:
        if thing and verb not in _PERSONAL:
            yield Claim("spare", "improve", verb, thing, sureness=-0.1)
    elif verb in _PERSONAL or people:
        return
    elif subject and (thing or gist.object == "nothing" or verb not in _UNHURT | _WORKING):
        nothing = "nothing" if gist.object == "nothing" else ""
        yield Claim("stop", "fix", verb, subject, thing or nothing)
    elif verb in _RECEIVING and thing:
        yield Claim("fix", "fix", thing=thing, sureness=-0.1)
    elif verb in _LOSING or (thing and verb not in _UNHURT):
        yield Claim("stop losing", "fix", verb, thing or ("people" if _speaks_of_people(voice) else ""))


def _read_slowness(verb: str, subject: str | None, thing: str | None) -> Iterator[Claim]:
    if subject:
        is_told_how = verb in _WORKING and verb != "work" and not thing
        yield Claim("faster", "improve", verb if is_told_how else "", subject)
    elif verb not in _PERSONAL and verb not in ("take", "run", "make", "get"):
        yield Claim("speed up", "improve", verb, thing or "")


def _thing(phrase: str | None) -> str | None:
    """The noun phrase, unless it only points, names a number or a file, or is too long to be one thing."""
    if not phrase or _NOT_A_THING.search(phrase) or phrase.lower() in _EMPTY | _PEOPLE:
        return None
    words = phrase.split()
    if len(words) > _MOST_WORDS or phrase.lower().split(" of ")[0] in _EMPTY - {"help", "support"}:
        return None
    return phrase


def _is_sendable(phrase: str) -> bool:
    return phrase.lower().split(" with ")[0].split(" for ")[0].split()[-1] in _SENDABLE


def _is_product(phrase: str) -> bool:
    return phrase.lower().split()[-1] in _PRODUCT or (phrase[:1].isupper() and " " not in phrase)


def _the_product(subject: str | None) -> str:
    return subject if subject and _is_product(subject) else "app"


def _crash_of(noun: str) -> str:
    return next((verb for verb in sorted(_CRASHING) if stem(verb) == stem(noun)), "crash")


def _speaks_of_people(voice: Voice) -> bool:
    """Tell whether it befalls whoever says so: "charges me twice", "stop mailing us"."""
    return re.search(r"\b(?:me|us)\b", voice.clean, re.I) is not None


def _head(phrase: str) -> str:
    """The noun that a phrase is about, without its number: "sent messages of a folder" and "message" meet."""
    words = re.split(r"\s(?:of|for|between|with|in|on)\s", phrase.lower())[0].split()
    return stem(words[-1]) if words else ""


def number_of(phrase: str) -> str:
    """Put a phrase into the plural where it is none: for nouns of crashes."""
    return phrase if is_plural(phrase) else plural(phrase)
