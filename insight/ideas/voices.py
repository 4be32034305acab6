"""Voices: what one customer's statement says should change.

In goes a pain or a request with its gist; out come claims, the surest reading first, none where the grammar says too
little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from insight.ideas.claims import (
    FALLBACK,
    Claim,
    can_stand_alone,
    is_people,
    is_personal,
    is_product,
    speaks_of_people,
    thing_of,
    told_verb,
)
from insight.ideas.english import word_set
from insight.ideas.pains import read_pain
from insight.ideas.service import read_service
from insight.records import Voice

_HAVING = word_set("having")
_ORDERED = word_set("ordered")
_RIVALS = word_set("rivals")
_GIVING = word_set("giving")
_HANDING = word_set("handing")
_REMOVING = word_set("removing")
_RETURNING = word_set("returning")
_VENDOR = word_set("vendor")
_WORKING = word_set("working")
_TRANSITIVE = word_set("transitive")
_UNHURT = word_set("unhurt")
_HOPING = word_set("hoping")
_OWNED = re.compile(
    r"\b(?:i|we)(?:['’]ve| (?:also |now |already |still )?ha(?:ve|d)| (?:just |finally )*created)\b(?! to\b)", re.I
)
_OWN_ADDING = re.compile(
    r"\b(?:add|creat)ing\b"
    r"|\b(?:i|we|me|us|users?|people|how|unable|possible|way|trying)\b(?:\W+\w+){0,5}?\W+to (?:add|create)\b"
    r"|\b(?:can|could|let|when|if|do) (?:i|we|me|us|users|people) (?:add|create)\b",
    re.I,
)
_HANDED = re.compile(r"\b(?:me|us|him|her|them|(?:my|our|a|an|the) \w+) (?:an?|the|my|our)\b", re.I)
_OWNER = re.compile(r"\b(\w+)(['’]s) (\w+)")
_OWN_STOPPING = re.compile(r"\b(?:i|we)\b(?:\W+\w+){0,3}?\W+to stop\b", re.I)
_REFUSED = re.compile(r"\b(?:stop|quit|don['’]?t|do not|never|no longer)\b", re.I)


def claims_of(voice: Voice) -> tuple[Claim, ...]:
    """Read what a pain or a request says should change."""
    voice = _with_owners(_with_order_read(voice))
    read = _read_request(voice) if voice.kind == "request" or _is_order(voice) else read_pain(voice)
    return tuple(dict.fromkeys((*read_service(voice), *read)))


def _with_order_read(voice: Voice) -> Voice:
    """Undo a parse that took an order for a noun and its verb: "Download | invoices as a spreadsheet"."""
    gist, words = voice.gist, re.findall(r"[\w'-]+", voice.clean)
    opens = (gist.subject or "").lower() == words[0].lower() if len(words) > 2 else False
    if voice.kind != "request" or not opens or gist.object or gist.is_negated or not gist.verb:
        return voice
    if words[0].lower() not in _ORDERED or not words[1].lower().startswith(gist.verb[:4]):
        return voice
    return replace(voice, gist=replace(gist, subject=None, verb=words[0].lower(), object=words[1]))


def _with_owners(voice: Voice) -> Voice:
    """Put back what a parse cut off a word: of "last month invoices" the owner, "last month's invoices"."""
    owned = _OWNER.findall(voice.clean)
    if not owned:
        return voice
    gist = voice.gist
    subject, thing = gist.subject or "", gist.object or ""
    for owner, mark, what in owned:
        subject = subject.replace(f"{owner} {what}", f"{owner}{mark} {what}")
        thing = thing.replace(f"{owner} {what}", f"{owner}{mark} {what}")
    return replace(voice, gist=replace(gist, subject=subject or None, object=thing or None))


def _is_own_adding(voice: Voice) -> bool:
    """Tell whether people want to add something, "add a contact to a list", rather than have it added by the vendor."""
    place = (voice.gist.condition or "").partition("to ")
    is_placed = not place[0] and place[2] and not is_product(place[2])
    return bool(is_placed) or _OWN_ADDING.search(voice.clean) is not None


def _is_order(voice: Voice) -> bool:
    """Tell whether it is put as an order, though judged a pain: "Remind clients who pay late"."""
    verb = (voice.gist.verb or "").partition(" ")[0]
    if verb not in _VENDOR | _REMOVING | {"add", "let"} or voice.gist.subject or voice.gist.is_negated:
        return False
    return re.match(rf"(?:(?:please|pls|just|and|also)\b[ ,]*)*{re.escape(verb)}\b", voice.clean, re.I) is not None


def _read_request(voice: Voice) -> Iterator[Claim]:
    gist = voice.gist
    thing, subject = thing_of(gist.object), thing_of(gist.subject)
    verb = told_verb(gist, thing)
    if verb is None:
        if thing and not thing.partition(" ")[0].endswith("ing"):
            yield Claim("add", "new", thing=thing, sureness=-0.1)
        return
    if subject and thing and subject.lower().split()[-1] in _RIVALS and verb in _GIVING:
        yield Claim("add", "new", thing=thing)
    elif gist.is_negated and thing and _OWN_STOPPING.search(voice.clean):
        yield Claim("spare", "improve", verb, thing)
    elif gist.is_negated:
        if _REFUSED.search(voice.clean) and not is_personal(verb) and verb not in _HAVING | _WORKING | _UNHURT:
            whom = thing or ("people" if speaks_of_people(voice) else "")
            if whom:
                yield Claim("stop losing", "improve", verb, whom)
        yield from read_pain(voice)
    elif thing and verb in _REMOVING:
        yield Claim("remove", "remove", thing=thing)
    elif thing and verb in _RETURNING:
        yield Claim("return", "improve", thing=thing)
    elif verb == "make" and thing and gist.condition and " " not in gist.condition:
        yield Claim("make so", "improve", gist.condition, thing)
    elif thing and verb in ("add", "create") and _is_own_adding(voice):
        yield Claim("let", "new", verb, thing)
    elif thing and not subject and (verb in _HAVING or verb in _HOPING):
        if not _OWNED.search(voice.clean):
            yield Claim("add", "new", thing=thing)
    elif thing and verb in _VENDOR and not subject:
        yield Claim("do", "fix" if verb == "fix" else "improve", verb, thing)
    elif not is_personal(verb) and verb not in _HAVING and not (_HANDED.search(voice.clean) and verb in _HANDING):
        if subject and not thing and verb in _TRANSITIVE:
            yield Claim("do", "improve", verb, subject)
        elif subject and is_people(subject):
            yield Claim("let", "new", verb, thing or "", subject)
        elif subject:
            yield Claim("make", "improve", verb, subject, thing or "")
        elif verb in _UNHURT | {"make", "have"} and (not thing or is_product(thing)):
            return
        elif thing or gist.condition:
            yield Claim("let", "new", verb, thing or "", sureness=0.0 if thing else -0.1)
    if thing and can_stand_alone(thing) and not is_personal(verb):
        yield Claim("improve", "improve", thing=thing, sureness=FALLBACK)
