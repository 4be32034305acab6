"""The customer's own view: what they try to do, what is in the way, what they do instead, and how they feel.

In goes the clean text of a statement; out come spans of it, each with the rule that found it. What is cut off is cut
off at an end and at the border of a clause, so that whoever reads a span reads what was said. Nothing is learned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce

from insight.records import Kind
from insight.statements.cues import FAULTS, WISHES, find_cues, words_of
from insight.statements.grammar import Grammar
from insight.statements.guarded import guard

_FEELING = guard(
    r"\b(?:very |so |really |extremely |totally |completely )?(frustrat(?:ed|ing)|annoy(?:ed|ing)|disappoint(?:ed|ing"
    r"|ment)|angry|furious|upset(?:ting)?|hate|love|happy|delighted|confus(?:ed|ing)|worried|worrying|scared|sad"
    r"|tired of|sick of|fed up|desperate"
    r"|pissed|mad|irritat(?:ed|ing)|unhappy|grateful|impressed|pleased|embarrass(?:ed|ing)|ridiculous|nightmare"
    r"|stress(?:ed|ful)|panic|infuriating|maddening|unacceptable|wits[' ]*end|enttäuscht|genervt|frustrado|molesto"
    r"|déçu|énervé|decepcionado|deluso|teleurgesteld)\b",
    (
        *"frustra annoy disappoint angry furious upset hate love happy delighted confus worr scared sad".split(),
        *"desperate pissed mad irritat grateful impressed pleased embarrass ridiculous nightmare stress panic".split(),
        *"infuriat unacceptable enttäuscht genervt molesto déçu énervé decepcionado deluso teleurgesteld".split(),
        *("tired of", "sick of", "fed up", "wits"),
    ),
)
_JOB = re.compile(
    r"\b(?:(?:trying|tried|try|attempt(?:ing|ed)?|want(?:ed)?|need(?:ed)?|would like|'d like|going|wish(?:ed)?|able"
    r"|unable|impossible) to"
    r"|in order to|so (?:that )?(?:i|we) can|(?:when|whenever|every time|each time) (?:i|we)(?: try to| want to"
    r"| need to)?|use (?:it|this|the app) (?:to|for))\s+"
    r"((?!be able)[\w'’-]{2,30}(?:\s+[\w'’./-]{1,30}){0,8})",
    re.IGNORECASE,
)
_PARTS = {
    "rest": r"(?:[^.!?;]|\.(?=\w)){0,300}",  # to the end of the sentence
    "often": r"(?:(?:now|always|then|still|just|simply|currently|usually|also|all|(?!only)\w{2,12}ly) ){0,2}",
    # What somebody does, not what befalls them: "meanwhile I print it elsewhere", not "meanwhile I cannot print".
    "does": r"(?!(?:now|always|then|still|just|simply|currently|usually|also|all|\w{2,12}ly|can(?:not|t)?"
    r"|could(?:nt|n)?|am|are|is|was|were|be|do(?: not|nt|n)|did(?:nt|n)?|don|dont"
    r"|have (?!to\b)"
    r"|had (?!to\b)|has|been|no|not|only|seen|noticed|get|got|see|saw|need|want|would|will|won|wish|hope|think"
    r"|thought|feel|believe|know|love|like"
    r"|receive|lose|lost|miss|expect|prefer|never|wonder|wait|keep (?:getting|seeing|losing|having)|find|found|hear"
    r"|understand|noticed?|experience|should|might|may|try|tried)\b)[a-z]",
    # "Can I do it by hand" tells no way round, "when I do it by hand, it works" what was tried.
    "asked": r"(?<!can )(?<!could )(?<!do )(?<!should )(?<!must )(?<!may )",
    "told": r"(?<!when )(?<!if )(?<!once )(?<!after )(?<!though )(?<!where )(?<!time )(?<!as )(?<!that )(?<!than )",
    "few": r"(?:(?!\b(?:i|we|it|they|but|and|or|not)\b)[^,.!?;]){0,60}?",
}
_WAYS = (
    r"\b(?:<asked>(?P<has_to>(?:(?:i|we|you|users?) (?:now |always |then |still |just )?)?(?:have|has|had|having|forced"
    r"|need) to (?:manually |always |then )?(?:restart|reboot|reopen|re-open|close|log|sign|reinstall|re-install|copy"
    r"|use|switch|delete|force|refresh|reset|re-?enter|type|do|go|click|uninstall|turn|repeat|re-?add|manually|print"
    r"|export|open|download|move|wait)\b<rest>)"
    r"|so,? (?P<so_has_to>(?:i|we) <often>have to (?!say|ask|find|get|contact|look|wonder|assume|believe|guess|pay|be\b"
    r"|give up)\w<rest>)"
    r"|(?P<only_way>(?:the )?only way (?:to|i|we|that|around)\b<rest>)"
    r"|(?P<workaround>(?:as a |my |our |the only |a )work[- ]?around\b<rest>|work[- ]?around (?:is|was"
    r"|for now)\b<rest>)"
    r"|(?P<what_is_done>(?:what|all) (?:i|we) (?:can |could |now )?do (?:instead|meanwhile|for now|until then)\b<rest>"
    r"|to get (?:by|around (?:this|it|that))\b<rest>|(?:my|our) way (?:a)?round (?:it|this|that)\b(?=\W+\w)<rest>)"
    r"|(?:meanwhile|in the meantime|for now|for the time being|at the moment|instead|until (?:then|(?:this|that"
    r"|it) (?:is"
    r" fixed|works|changes)))[,:]? (?P<meanwhile>(?:i|we|my colleagues?|people here)(?:['’]ve)? <often><does><rest>)"
    r"|<asked><told>(?P<instead>(?:i|we) <often><does><few> instead(?! of)\b)"
    r"|<asked><told>(?P<by_hand>(?:i|we) <often><does>(?!\w{0,20}ed\b)<few> (?:by hand|manually)\b<rest>"
    r"|(?:have|had|has|having) to <few> (?:by hand|manually)\b<rest>)"
    r"|(?P<end_up>(?:i|we)(?:['’]ve)? (?:always |just |usually |often )?(?:end|ended) up (?!getting|losing"
    r"|seeing|being|missing"
    r"|paying|waiting|having (?!to))\w{2,20}ing\b<rest>|(?:i|we) (?:resort|resorted) to\b<rest>))"
)
_WORKAROUND = guard(
    reduce(lambda pattern, part: pattern.replace(f"<{part}>", _PARTS[part]), _PARTS, _WAYS),
    (
        *("have to", "has to", "had to", "having to", "forced to", "need to", "only way", "way round", "way around"),
        *("meantime", "meanwhile", "for now", "for the time", "at the moment", "instead", "until then", "until this"),
        *("until that", "until it", "workaround", "work-around", "work around", "to get by", "end up"),
        *("to get around", "ended up", "resort", "by hand", "manually"),
    ),
)
_MAX_OBSTACLE_WORDS = 14  # of a longer one only what stands ahead of a border and complains
_FEWEST_OBSTACLE_WORDS = 4
_SAYING_WHAT = FAULTS | WISHES | {"difficulty"}  # not "invoice", which speaks for cost
_ENDS = " ,.!;:-–—"
_BORDER = re.compile(
    r"[,;:](?=\s)|\s(?=[-–—]\s|\()|\s(?=(?:because|although|though|whereas|while|when(?:ever)?|if|unless|until|so that"
    r"|(?:and|but|so|or) (?:i|we|you|they|he|she|it|this|that|there|my|our|please))\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the customer's own words say, and the rule that found it."""

    text: str  # as it stands in the clean text
    rule: str


def find_feeling(text: str) -> Found | None:
    """Return the word that tells how the customer feels, as they put it."""
    match = _FEELING.search(text)
    return Found(match[0].strip(), "a word of feeling") if match else None


def find_job(text: str) -> Found | None:
    """Return what the customer was trying to do: "export the report as CSV"."""
    match = _JOB.search(text)
    if match is None:
        return None
    lead = text[match.start() : match.start(1)].strip().lower()
    job = match[1].rstrip(".,;")
    return Found(job, f"what follows '{lead}'") if " " in job else None


def find_workaround(text: str) -> Found | None:
    """Return what the customer does instead: "I have to restart it every time"."""
    match = _WORKAROUND.search(text)
    if match is None:
        return None
    rule, told = next((name, found) for name, found in match.groupdict().items() if found)
    return Found(told.strip(" ,"), f"says {rule.replace('_', ' ')}")


def find_obstacle(text: str, kind: Kind, grammar: Grammar | None, language: str) -> Found | None:
    """Return what stands in the way: the complaint, without a condition that opens or closes it.

    A condition in its midst stays, for what is left without it was never said.
    """
    if kind != "pain" or " " not in text:
        return None
    condition = grammar.gist.condition if grammar is not None else None
    left, right = 0, len(text)
    # One word is no condition but how it went wrong: of "charged twice" nothing can go.
    if condition and " " in condition:
        left, right = _without(text, condition)
    is_cut = right - left < len(text)
    obstacle = _shortened(text[left:right].strip(_ENDS), language)
    if " " not in obstacle:
        return None
    return Found(obstacle, f"the complaint without its condition '{condition}'" if is_cut else "the complaint")


def _without(text: str, condition: str) -> tuple[int, int]:
    """Return the span that is left of a text without a condition at its start, up to a comma, or at its end."""
    place = text.lower().find(condition.lower())
    end = place + len(condition)
    if place == 0 and text[end : end + 1] == ",":
        return end + 1, len(text)
    if place > 0 and not text[end:].strip(_ENDS):
        return 0, place
    return 0, len(text)


def _shortened(text: str, language: str) -> str:
    """Cut a long complaint at the last border of a clause ahead of which it complains, or leave it whole."""
    if len(text.split()) <= _MAX_OBSTACLE_WORDS:
        return text
    heads = [text[: border.start()].strip(_ENDS) for border in _BORDER.finditer(text)]
    fitting = (one for one in reversed(heads) if _FEWEST_OBSTACLE_WORDS <= len(one.split()) <= _MAX_OBSTACLE_WORDS)
    return next((one for one in fitting if _complains(one, language)), text)


def _complains(text: str, language: str) -> bool:
    return any(cue.name in _SAYING_WHAT for cue in find_cues(words_of(text), language))
