"""Pains: what would end what a voice complains of.

In goes a pain with its gist; out come claims, the surest reading first, none where the grammar says too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.ideas.claims import (
    FALLBACK,
    VAGUE,
    Claim,
    Form,
    can_stand_alone,
    is_people,
    is_personal,
    is_product,
    is_sendable,
    speaks_of_people,
    thing_of,
    told_verb,
)
from insight.ideas.english import better_words, stem, stems, word_set
from insight.records import Gist, Voice

_LOSING = word_set("losing")
_PURPOSEFUL = word_set("purposeful")
_CRASHING = word_set("crashing")
_CRASHES = word_set("crashes")
_HAVING = word_set("having")
_RECEIVING = word_set("receiving")
_ARRIVING = word_set("arriving")
_WORKING = word_set("working")
_CONTAINING = word_set("containing")
_TRANSITIVE = word_set("transitive")
_HARMLESS = _TRANSITIVE - word_set("losing")  # what a product is for: "emails are sent"
_UNHURT = word_set("unhurt")
_ACCEPTING = word_set("accepting")
_WANTING = word_set("wanting")
_RIVALS = word_set("rivals")
_GIVING = word_set("giving")
_APPEARING = word_set("appearing")
_STARTING_VERBS = frozenset(("open", "start", "load", "launch", "boot", "run", "sync", "connect"))
_BEFALLING = word_set("befalling")
_MOVING = word_set("moving")
_TROUBLE = word_set("trouble")
_WRONGLY = word_set("wrongly")
_STARTING = word_set("starting")
_FAULTY = word_set("faulty")
_GONE = word_set("gone")
_GONE_AWAY = re.compile(r"\bgone\b(?! (?:in)?to\b)", re.I)
_EMPTY = word_set("empty_objects")
_SLOW = re.compile(
    r"\b(?:slow\w*|sluggish|lag\w*|forever|ages|(?:too|so) long|long time|takes? \w+ (?:minutes?|seconds?|hours?))\b",
    re.I,
)
_DONE_TO = re.compile(r"\b(?:it|they|you|is|are|was|were|been|being|gets?|got|keeps?)\b", re.I)
_DONE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got|getting) (?:\w+ly )?(\w+)", re.I)
_ITS_DOING = re.compile(
    r"\b(?:it|that|which|keeps?|app|program|server|filter|update|upgrade)"
    r"(?: (?:also|just|then|now|still|often|always|sometimes|is|was|has|had|keeps?|on|\w+ly))* (\w+(?:s|ed|ing))\b",
    re.I,
)
_DONE_BY = re.compile(r"\b(?:i|we)\b(?!['’ ](?:am|m|was|were|get|got|keep|have been)\b)", re.I)
_STOPPED = re.compile(r"(?P<thing>.+?)(?: on)? not (?:working|syncing|loading|opening|responding|functioning)\b", re.I)
_IF_THERE_WAS = re.compile(r"^if (?:there (?:was|were)|(?:it|you|we) had) (?:an? )?", re.I)
_THERE = re.compile(r"\bthere(?:['’]s| is| are)\b", re.I)
_SUPPOSED = re.compile(r"\b(?:would|could|should)\b|['’]d\b", re.I)
_OWN_CHOICE = re.compile(r"\b(?:i|we)(?: \w+)? (?:never|(?:do|did|will|would) not|(?:do|did|wo|would)n['’]?t)\b", re.I)
_HALTED = re.compile(r"\b(?:stopp?(?:s|ed)?|quits?|fail\w*)\b", re.I)
_FORCED = re.compile(r"\b(?:have|has|had|forced|must) to\b", re.I)
_GOT_TO_DO = re.compile(
    r"\bget\b[^,.]{2,30}? to (?!me\b|us\b|my\b|our\b|the\b|you\b)[a-z]{3,}", re.I
)  # "get it to open"
_DOING_OF = re.compile(r"\w+ing of ", re.I)
_HOW_MUCH = re.compile(r"^(?:(?:too|very|so|now|still|\w{3,}ly) )+")
_TOO_MANY = re.compile(r"\btoo (?:many|much)\b", re.I)


def read_pain(voice: Voice) -> Iterator[Claim]:
    gist = voice.gist
    thing, subject = thing_of(gist.object), thing_of(gist.subject)
    verb = told_verb(gist, thing)
    if verb is None:
        yield from _read_noun_phrase(voice.clean, gist, thing)
        return
    if verb == "be":
        yield from _read_state(voice, gist, subject, thing)
    elif gist.is_negated:
        yield from _read_denial(voice, verb, subject, thing)
    else:
        yield from _read_event(voice, verb, subject, thing)
    fallback = subject or thing
    if fallback and can_stand_alone(fallback) and not is_personal(verb) and not (subject and is_people(subject)):
        yield Claim("fix", "fix", thing=fallback, sureness=FALLBACK)


def _read_noun_phrase(clean: str, gist: Gist, thing: str | None) -> Iterator[Claim]:
    """Read what has no verb, as titles: "Empty invoice PDF", "No password reset mail", "Crash on start"."""
    if not gist.object:
        return
    stopped = _STOPPED.match(f"{gist.object} {gist.condition or ''}")
    if stopped and thing_of(stopped["thing"]):
        yield Claim("make", "fix", "work", stopped["thing"])
    elif gist.object.lower() in _CRASHES:
        yield Claim("stop crash", "fix", _crash_of(gist.object))
    elif thing and _TOO_MANY.search(clean):
        yield Claim("do", "improve", "reduce", thing)
    elif thing and gist.is_negated and is_sendable(thing):
        yield Claim("deliver", "fix", thing=thing)
    elif thing and gist.is_negated:
        yield Claim("fix missing", "fix", thing=thing)
    elif thing:
        is_named_trouble = not _TROUBLE.isdisjoint(thing.lower().split())
        if is_named_trouble or can_stand_alone(thing):
            yield Claim("fix", "fix", thing=thing, sureness=0.0 if is_named_trouble else FALLBACK / 2)


def _read_state(voice: Voice, gist: Gist, subject: str | None, thing: str | None) -> Iterator[Claim]:
    """Read "the font is too small", "the PDF is empty", "there is no dark mode"."""
    said = _HOW_MUCH.sub("", (gist.object or "").lower())
    if gist.is_negated:
        is_thing = re.search(rf"\b(?:an?|the|my|our|your) {re.escape(said)}\b", voice.clean, re.I)  # "is not your toy"
        if subject and said and " " not in said and said not in _EMPTY and not is_thing:
            yield Claim("make so", "fix", said, subject)
        elif thing and not subject and _THERE.search(voice.clean):
            yield Claim("add", "new", thing=thing, sureness=-0.3)
    elif thing and not subject and _THERE.search(voice.clean):
        yield Claim("fix", "fix", thing=thing, sureness=-0.1)
    elif subject and said in better_words():
        yield Claim("make so", "improve", better_words()[said], subject)
    elif subject and said in _FAULTY:
        is_said_twice = stem(said) in stems(subject)
        whole = gist.subject if gist.subject and _DOING_OF.match(gist.subject) else subject  # "numbering of invoices"
        yield Claim("fix", "fix", thing=subject if is_said_twice else f"{said} {whole}")
    elif subject and said in _GONE:
        yield Claim("stop", "fix", "disappear", subject)


def _read_denial(voice: Voice, verb: str, subject: str | None, thing: str | None) -> Iterator[Claim]:
    """Read what does not happen: "cannot export invoices", "search finds no documents", "the mail never came"."""
    if is_personal(verb) and verb not in ("work", "come", "open"):
        return
    if (
        verb in _CRASHING
        or verb in ("fail", "miss", "lose", "disappear", "break")
        or (verb in _HAVING | _WANTING and not thing)
    ):
        return
    verb = "show" if verb in _APPEARING else verb
    if subject and verb in _ARRIVING and is_sendable(subject) and not thing:
        yield Claim("deliver", "fix", thing=subject)
    elif subject and not thing and verb in _APPEARING and not is_product(subject):
        yield Claim("do", "fix", "show", subject)
    elif subject and thing and verb in _CONTAINING:
        is_whole = is_product(subject)
        yield Claim("do", "fix", "show", thing) if is_whole else Claim("show in", "fix", "show", thing, subject)
    elif subject and not thing and verb in _TRANSITIVE and not is_product(subject):
        yield Claim("do" if verb in _ACCEPTING else "let", "fix", verb, subject)
    elif subject:
        yield Claim("make", "fix", verb, subject, thing or "", VAGUE if is_product(subject) and not thing else 0.0)
    elif _OWN_CHOICE.search(voice.clean) and verb not in _RECEIVING:
        return
    else:
        yield from _read_inability(voice, verb, thing)
    if thing and not subject and " " in thing and verb not in _RECEIVING:
        yield Claim("make", "fix", "work", thing, sureness=FALLBACK + 0.2)


def _read_inability(voice: Voice, verb: str, thing: str | None) -> Iterator[Claim]:
    """Read what people cannot do: "cannot export invoices", "won't open after the update", "no way to sort"."""
    if verb == "get" and _GOT_TO_DO.search(voice.clean):
        return
    if thing and verb in ("get", "see") and (is_sendable(thing) or verb == "see"):
        yield Claim("deliver", "fix", thing=thing) if verb == "get" else Claim("do", "fix", "show", thing)
    elif verb in _STARTING_VERBS and not thing:
        yield Claim("make", "fix", verb, "app", sureness=VAGUE)
    elif thing and verb in _ACCEPTING:
        yield Claim("do", "fix", verb, thing)
    elif verb in _HAVING - {"send", "create"} or (thing and is_product(thing) and verb in _UNHURT):
        return
    elif thing or voice.gist.condition:
        yield Claim("let", "new" if voice.pain_type == "missing" else "fix", verb, thing or "")


def _read_event(voice: Voice, verb: str, subject: str | None, thing: str | None) -> Iterator[Claim]:
    """Read what happens and should not: "drafts disappear", "it asks for my password", "crashes on start"."""
    gist = voice.gist
    people = subject is not None and is_people(subject)
    nothing = "nothing" if gist.object == "nothing" else ""
    if _IF_THERE_WAS.match(gist.condition or "") and (wished := thing_of(_IF_THERE_WAS.sub("", gist.condition or ""))):
        yield Claim("add", "new", thing=wished)
        return
    if subject and thing and subject.lower().split()[-1] in _RIVALS and verb in _GIVING:
        yield Claim("add", "new", thing=thing)
        return
    if subject and people and thing and _FORCED.search(voice.clean):
        yield Claim("let", "new", verb, thing, subject)
        return
    if verb in _CRASHING and not thing:
        if subject and not is_product(subject):
            yield Claim("stop", "fix", verb, subject)
        else:
            yield Claim("stop crash", "fix", verb, subject or "")
    elif voice.pain_type == "performance" and _SLOW.search(voice.clean) and not people:
        yield from _read_slowness(verb, subject, thing, is_own=_DONE_BY.search(voice.clean) is not None)
    elif verb in ("break", "fail") and subject and not thing and not is_product(subject):
        is_clear = verb == "break" and " " in subject
        yield Claim("fix", "fix", thing=subject) if is_clear else Claim("stop", "fix", verb, subject)
    elif verb == "go" and subject and not people and _GONE_AWAY.search(voice.clean):
        yield Claim("stop", "fix", "disappear", subject)
    elif verb == "miss" and not people and (subject or thing):
        yield Claim("fix missing", "fix", thing=thing or subject or "", sureness=-0.1 if thing and subject else 0.0)
    elif verb == "lose" and (thing or subject):
        yield Claim("stop losing", "fix", verb, thing or subject or "")
    elif _FORCED.search(voice.clean) and not subject:
        if thing and not is_personal(verb):
            yield Claim("spare", "improve", verb, thing, sureness=-0.1)
    elif people and thing and verb in _RECEIVING and not _TROUBLE.isdisjoint(thing.lower().split()):
        yield Claim("fix", "fix", thing=thing)
    elif is_personal(verb) or people:
        return
    elif subject and not thing and verb in _LOSING and not is_product(subject):
        yield Claim("stop losing", "fix", verb, subject)
    elif verb in _HARMLESS:
        return
    elif subject and _says_what_is_wrong(gist, verb, thing or nothing):
        if not (thing or nothing) and (gist.object or verb in _WANTING):  # "carries INV-7": without it, nothing is said
            return
        form: Form = "stop losing" if is_done_to(verb, voice.clean) else "stop"
        yield Claim(form, "fix", verb, subject, thing or nothing)
    elif subject:
        return
    elif verb in _RECEIVING and thing:
        yield Claim("fix", "fix", thing=thing, sureness=-0.1)
    elif verb in _BEFALLING and not thing:
        yield Claim("stop losing", "fix", verb, "people")
    elif thing and verb in _MOVING:
        if not _WRONGLY.isdisjoint((gist.condition or "").lower().split()):
            yield Claim("stop losing", "fix", verb, thing)
    elif verb in _PURPOSEFUL and not happens_by_itself(verb, voice.clean):
        return
    elif verb in _LOSING or (thing and verb not in _UNHURT and _is_other_doing(voice.clean)):
        lost = thing or ("people" if speaks_of_people(voice) else "")
        if lost:
            yield Claim("stop losing", "fix", verb, lost)


def _says_what_is_wrong(gist: Gist, verb: str, thing: str) -> bool:
    """Tell whether it is a complaint that a thing does this: "shows nothing" is one, "shows the list" is none."""
    if thing == "nothing":
        return True
    if verb in _MOVING:
        condition = (gist.condition or "").lower().split()
        return (verb in ("go", "end up", "stay") and bool(condition)) or not _WRONGLY.isdisjoint(condition)
    if verb in _UNHURT | _WORKING | _CONTAINING:
        return not (_TROUBLE | _FAULTY).isdisjoint(thing.lower().split())
    return True


def is_done_to(verb: str, text: str) -> bool:
    """Tell whether the verb stands in the passive: of "tax is calculated from the wrong base" nobody says the doer."""
    told = stem(verb.partition(" ")[0])
    return any(stem(word) == told and word.lower().endswith(("ed", "en")) for word in _DONE.findall(text))


def happens_by_itself(verb: str, text: str) -> bool:
    """Tell whether something else does what people also do: "emails are deleted", "it moves them", not "I moved it"."""
    told = stem(verb.partition(" ")[0])
    return is_done_to(verb, text) or any(stem(word) == told for word in _ITS_DOING.findall(text))


def _is_other_doing(text: str) -> bool:
    """Tell whether a thing does it to the customer ("it asks", "are deleted"), rather than the customer ("I asked")."""
    is_other = any(cue.search(text) for cue in (_DONE_BY, _SUPPOSED, _HALTED))
    return _DONE_TO.search(text) is not None and not is_other


def _read_slowness(verb: str, subject: str | None, thing: str | None, *, is_own: bool) -> Iterator[Claim]:
    """Read what takes long; what people do by hand themselves (`is_own`) is to be spared them, not sped up."""
    if is_own and thing and not subject and not is_personal(verb):
        yield Claim("spare", "improve", verb, thing, sureness=-0.3)
    elif subject:
        is_told_how = verb in _WORKING and verb != "work" and not thing
        yield Claim("faster", "improve", verb if is_told_how else "", subject)
    elif verb in _STARTING or (thing and not is_personal(verb) and verb not in _UNHURT):
        yield Claim("speed up", "improve", verb, thing or "")


def _crash_of(noun: str) -> str:
    return next((verb for verb in sorted(_CRASHING) if stem(verb) == stem(noun)), "crash")
