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
_TRANSITIVE = word_set("transitive")
_UNHURT = word_set("unhurt")
_ACCEPTING = word_set("accepting")
_APPEARING = word_set("appearing")
_STARTING_VERBS = frozenset(("open", "start", "load", "launch", "boot", "respond", "run", "sync", "connect"))
_BEFALLING = word_set("befalling")
_PARTICLED = word_set("particled")
_MOVING = word_set("moving")
_TROUBLE = word_set("trouble")
_WRONGLY = word_set("wrongly")
_STARTING = word_set("starting")
_HOPING = word_set("hoping")
_FAULTY = word_set("faulty")
_GONE = word_set("gone")
_POINTING = word_set("pointing")
_PEOPLE = word_set("people")
_PRODUCT = word_set("product")
_EMPTY = word_set("empty_objects")
_SLOW = re.compile(
    r"\b(?:slow\w*|sluggish|lag\w*|forever|ages|too long|so long|long time|takes? \w+ (?:minutes?|seconds?|hours?))\b", re.I
)
_REFUSED = re.compile(r"\b(?:stop|quit|don['’]?t|do not|never|no longer)\b", re.I)
_DONE_TO = re.compile(r"\b(?:it|they|you|is|are|was|were|been|being|gets?|got|keeps?)\b", re.I)
_DONE_BY = re.compile(r"\b(?:i|we)\b(?!['’ ](?:am|m|was|were|get|got|keep|have been)\b)", re.I)
_THERE = re.compile(r"\bthere(?:['’]s| is| are)\b", re.I)
_SUPPOSED = re.compile(r"\b(?:would|could|should)\b|['’]d\b", re.I)
_OWN_CHOICE = re.compile(r"\b(?:i|we)(?: \w+)? (?:never|don['’]?t|do not|did not|didn['’]?t|would not|won['’]?t|wouldn['’]?t)\b", re.I)
_FORCED = re.compile(r"\b(?:have|has|had|need|needs|forced|must) to\b", re.I)
_NOT_A_THING = re.compile(r"[<>=|#@\\\d]|https?:|www\.|\.\w{2,4}\b")
_NOT_FIRST = word_set("not_first")
_SENDING_OF = re.compile(r"^(\w+ing) of ", re.I)
_MOST_WORDS = 6
_FALLBACK = -0.7  # how sure it is that naming the thing alone says enough: hardly


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
        if self.form == "show in":
            return self.form, _head(self.target)
        if self.form == "faster":
            return self.form, _head(self.thing)
        return self.form, stem(self.verb), _head(self.thing), _head(self.target)


def claims_of(voice: Voice) -> tuple[Claim, ...]:
    """Read what a pain or a request says should change."""
    read = _read_request(voice) if voice.kind == "request" or _is_order(voice) else _read_pain(voice)
    return tuple(dict.fromkeys(read))


def _is_order(voice: Voice) -> bool:
    """Tell whether it is put as an order, though judged a pain: "Remind clients who pay late"."""
    verb = (voice.gist.verb or "").partition(" ")[0]
    if verb not in _VENDOR | _REMOVING | {"add", "let"} or voice.gist.subject or voice.gist.is_negated:
        return False
    return re.match(rf"(?:(?:please|pls|just|and|also)\b[ ,]*)*{re.escape(verb)}\b", voice.clean, re.I) is not None


def _read_request(voice: Voice) -> Iterator[Claim]:
    gist = voice.gist
    thing, subject = _thing(gist.object), _thing(gist.subject)
    verb = _told_verb(gist, thing)
    if verb is None:
        if thing and not thing.partition(" ")[0].endswith("ing"):
            yield Claim("add", "new", thing=thing, sureness=-0.1)
        return
    if gist.is_negated:
        if _REFUSED.search(voice.clean) and not _is_personal(verb) and verb not in _HAVING | _WORKING | _UNHURT:
            yield Claim("stop losing", "improve", verb, thing or ("people" if _speaks_of_people(voice) else ""))
        yield from _read_pain(voice)
    elif thing and verb in _REMOVING:
        yield Claim("remove", "remove", thing=thing)
    elif thing and verb in _RETURNING:
        yield Claim("return", "improve", thing=thing)
    elif verb == "make" and thing and gist.condition and " " not in gist.condition:
        yield Claim("make so", "improve", gist.condition, thing)
    elif thing and not subject and (verb in _HAVING or verb in _HOPING):
        yield Claim("add", "new", thing=thing)
    elif thing and verb in _VENDOR and not subject:
        yield Claim("do", "fix" if verb == "fix" else "improve", verb, thing)
    elif not _is_personal(verb) and verb not in _HAVING:
        if subject and not thing and verb in _TRANSITIVE:
            yield Claim("do", "improve", verb, subject)
        elif subject and _is_people(subject):
            yield Claim("let", "new", verb, thing or "", subject)
        elif subject:
            yield Claim("make", "improve", verb, subject, thing or "")
        elif thing and verb in _UNHURT and _is_product(thing):
            return
        elif thing or gist.condition:
            yield Claim("let", "new", verb, thing or "", sureness=0.0 if thing else -0.1)
    if thing and _can_stand_alone(thing) and not _is_personal(verb):
        yield Claim("improve", "improve", thing=thing, sureness=_FALLBACK)


def _read_pain(voice: Voice) -> Iterator[Claim]:
    gist = voice.gist
    thing, subject = _thing(gist.object), _thing(gist.subject)
    verb = _told_verb(gist, thing)
    if verb is None:
        yield from _read_noun_phrase(gist, thing)
        return
    if verb == "be":
        yield from _read_state(voice, gist, subject, thing)
    elif gist.is_negated:
        yield from _read_denial(voice, verb, subject, thing)
    else:
        yield from _read_event(voice, verb, subject, thing)
    fallback = subject or thing
    if fallback and _can_stand_alone(fallback) and not _is_personal(verb) and not (subject and _is_people(subject)):
        yield Claim("fix", "fix", thing=fallback, sureness=_FALLBACK)


def _is_personal(verb: str) -> bool:
    head = verb.partition(" ")[0]
    return verb in _PERSONAL or (head in _PERSONAL and head not in _PARTICLED)


def _told_verb(gist: Gist, thing: str | None) -> str | None:
    """The verb without a preposition whose noun names nothing: of "stops with an error" the stopping."""
    if gist.verb is None or thing:
        return gist.verb
    head, _, particle = gist.verb.partition(" ")
    return head if particle in ("to", "for", "with", "about", "into", "from", "of") else gist.verb


def _read_noun_phrase(gist: Gist, thing: str | None) -> Iterator[Claim]:
    """Read what has no verb, as titles: "Empty invoice PDF", "No password reset mail", "Crash on start"."""
    if not gist.object:
        return
    stopped = re.fullmatch(r"(?P<thing>.+) not (?:working|syncing|loading|opening|responding|functioning)", gist.object)
    if stopped and _thing(stopped["thing"]):
        yield Claim("make", "fix", "work", stopped["thing"])
    elif gist.object.lower() in _CRASHES:
        yield Claim("stop crash", "fix", _crash_of(gist.object))
    elif thing and gist.is_negated and _is_sendable(thing):
        yield Claim("deliver", "fix", thing=thing)
    elif thing and gist.is_negated:
        yield Claim("fix missing", "fix", thing=thing)
    elif thing:
        is_named_trouble = not _TROUBLE.isdisjoint(thing.lower().split())
        if is_named_trouble or _can_stand_alone(thing):
            yield Claim("fix", "fix", thing=thing, sureness=0.0 if is_named_trouble else _FALLBACK / 2)


def _read_state(voice: Voice, gist: Gist, subject: str | None, thing: str | None) -> Iterator[Claim]:
    """Read "the font is too small", "the PDF is empty", "there is no dark mode"."""
    said = (gist.object or "").lower().removeprefix("too ").removeprefix("very ").removeprefix("so ")
    if gist.is_negated:
        if subject and said and " " not in said and said not in _EMPTY:
            yield Claim("make so", "fix", said, subject)
        elif thing and not subject:
            yield Claim("add", "new", thing=thing)
    elif thing and not subject and _THERE.search(voice.clean):
        yield Claim("fix", "fix", thing=thing, sureness=-0.1)
    elif subject and said in better_words():
        yield Claim("make so", "improve", better_words()[said], subject)
    elif subject and said in _FAULTY:
        is_said_twice = stem(said) in stems(subject)
        yield Claim("fix", "fix", thing=subject if is_said_twice else f"{said} {subject}")
    elif subject and said in _GONE:
        yield Claim("stop", "fix", "disappear", subject)


def _read_denial(voice: Voice, verb: str, subject: str | None, thing: str | None) -> Iterator[Claim]:
    """Read what does not happen: "cannot export invoices", "search finds no documents", "the mail never came"."""
    if _is_personal(verb) and verb not in ("work", "come", "open"):
        return
    if subject and verb in _ARRIVING and _is_sendable(subject) and not thing:
        yield Claim("deliver", "fix", thing=subject)
    elif subject and not thing and verb in _APPEARING and not _is_product(subject):
        yield Claim("do", "fix", "show", subject)
    elif subject and thing and verb in _CONTAINING:
        is_whole = _is_product(subject)
        yield Claim("do", "fix", "show", thing) if is_whole else Claim("show in", "fix", "show", thing, subject)
    elif subject and not thing and verb in _TRANSITIVE and not _is_product(subject):
        yield Claim("do" if verb in _ACCEPTING else "let", "fix", verb, subject)
    elif subject:
        yield Claim("make", "fix", verb, subject, thing or "")
    elif _OWN_CHOICE.search(voice.clean) and verb not in _RECEIVING:
        return
    else:
        yield from _read_inability(voice, verb, thing)
    if thing and not subject and " " in thing and verb not in _RECEIVING:
        yield Claim("make", "fix", "work", thing, sureness=_FALLBACK + 0.2)


def _read_inability(voice: Voice, verb: str, thing: str | None) -> Iterator[Claim]:
    """Read what people cannot do: "cannot export invoices", "won't open after the update", "no way to sort"."""
    if thing and verb in ("get", "see") and (_is_sendable(thing) or verb == "see"):
        yield Claim("deliver", "fix", thing=thing) if verb == "get" else Claim("do", "fix", "show", thing)
    elif verb in _STARTING_VERBS and not thing:
        yield Claim("make", "fix", verb, "app", sureness=-0.1)
    elif thing and verb in _ACCEPTING:
        yield Claim("do", "fix", verb, thing)
    elif verb in _HAVING - {"support", "send", "create", "offer", "provide"} or (thing and _is_product(thing) and verb in _UNHURT):
        return
    elif thing or voice.gist.condition:
        yield Claim("let", "new" if voice.pain_type == "missing" else "fix", verb, thing or "")


def _read_event(voice: Voice, verb: str, subject: str | None, thing: str | None) -> Iterator[Claim]:
    """Read what happens and should not: "drafts disappear", "it asks for my password", "crashes on start"."""
    gist = voice.gist
    people = subject is not None and _is_people(subject)
    nothing = "nothing" if gist.object == "nothing" else ""
    if verb in _CRASHING and not thing:
        if subject and not _is_product(subject):
            yield Claim("stop", "fix", verb, subject)
        else:
            yield Claim("stop crash", "fix", verb, subject or "")
    elif voice.pain_type == "performance" and _SLOW.search(voice.clean) and not people:
        yield from _read_slowness(verb, subject, thing)
    elif verb in ("break", "fail") and subject and not _is_product(subject):
        yield Claim("fix", "fix", thing=subject)
    elif verb == "miss" and not people and (subject or thing):
        yield Claim("fix missing", "fix", thing=thing or subject or "", sureness=-0.1 if thing and subject else 0.0)
    elif verb == "lose" and (thing or subject):
        yield Claim("stop losing", "fix", verb, thing or subject or "")
    elif _FORCED.search(voice.clean) and not subject:
        if thing and not _is_personal(verb):
            yield Claim("spare", "improve", verb, thing, sureness=-0.1)
    elif _is_personal(verb) or people:
        return
    elif subject and not thing and verb in _LOSING | _TRANSITIVE and not _is_product(subject):
        yield Claim("stop losing", "fix", verb, subject)
    elif subject and _says_what_is_wrong(gist, verb, thing or nothing):
        yield Claim("stop", "fix", verb, subject, thing or nothing)
    elif subject:
        return
    elif verb in _RECEIVING and thing:
        yield Claim("fix", "fix", thing=thing, sureness=-0.1)
    elif verb in _BEFALLING and not thing:
        yield Claim("stop losing", "fix", verb, "people")
    elif thing and verb in _MOVING:
        if not _WRONGLY.isdisjoint((gist.condition or "").lower().split()):
            yield Claim("stop losing", "fix", verb, thing)
    elif verb in _LOSING or (thing and verb not in _UNHURT and _is_done_to(voice.clean)):
        yield Claim("stop losing", "fix", verb, thing or ("people" if _speaks_of_people(voice) else ""))


def _says_what_is_wrong(gist: Gist, verb: str, thing: str) -> bool:
    """Tell whether it is a complaint that a thing does this: "shows nothing" is one, "shows the list" is none."""
    if verb in _MOVING:
        condition = (gist.condition or "").lower().split()
        return verb in ("go", "end up", "stay") and bool(condition) or not _WRONGLY.isdisjoint(condition)
    if verb in _UNHURT | _WORKING | _CONTAINING:
        return thing == "nothing" or not (_TROUBLE | _FAULTY).isdisjoint(thing.lower().split())
    return True


def _is_done_to(text: str) -> bool:
    """Tell whether a thing does it to the customer ("it asks", "are deleted"), rather than the customer ("I asked")."""
    return _DONE_TO.search(text) is not None and _DONE_BY.search(text) is None and _SUPPOSED.search(text) is None


def _read_slowness(verb: str, subject: str | None, thing: str | None) -> Iterator[Claim]:
    if subject:
        is_told_how = verb in _WORKING and verb != "work" and not thing
        yield Claim("faster", "improve", verb if is_told_how else "", subject)
    elif verb in _STARTING or (thing and not _is_personal(verb) and verb not in _UNHURT):
        yield Claim("speed up", "improve", verb, thing or "")


def _thing(phrase: str | None) -> str | None:
    """The noun phrase, unless it only points, names a number or a file, or is too long to be one thing."""
    if not phrase or _NOT_A_THING.search(phrase) or phrase.lower() in _EMPTY | _POINTING:
        return None
    words = phrase.split()
    if len(words) > _MOST_WORDS or phrase.lower().split(" of ")[0] in _EMPTY - {"help", "support"}:
        return None
    return _SENDING_OF.sub(r"\1 ", phrase)


def _can_stand_alone(thing: str) -> bool:
    """Tell whether naming the thing says enough: more than one word, and neither "delete messages" nor "on buttons"."""
    words = thing.lower().split()
    return len(words) > 1 and words[-1] not in _EMPTY and words[0] not in _NOT_FIRST


def _is_people(phrase: str) -> bool:
    return phrase.lower().split()[-1] in _PEOPLE


def _is_sendable(phrase: str) -> bool:
    return phrase.lower().split(" with ")[0].split(" for ")[0].split()[-1] in _SENDABLE


def _is_product(phrase: str) -> bool:
    return phrase.lower().split()[-1] in _PRODUCT or (phrase[:1].isupper() and " " not in phrase)


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
