"""Phrases: one statement as the name of a theme, from its grammar or, without one, from its words.

In goes a statement, out comes a phrase of a few words with a thing and what happens to it, or None. `is_good_name`
is the lint that every name passes: neither generic, nor personal, nor too short or long.
"""

from __future__ import annotations

import re
from functools import lru_cache

from insight.records import Gist, Statement

SHORTEST, LONGEST = 8, 72  # characters of a name
MOST_WORDS = 11

_PERSONAL = re.compile(r"<[A-Z_]+\d*>|@|https?:|www\.|[a-z]\.[a-z]{2,}|/\w+/", re.I)
_DANGLING = re.compile(
    r"\b(?:does|do|did|shows?|is|are|was|be|has|have|gets?|says?|keeps?|takes?|finds?|needs?|to|of|in|on|at|for|with|from|that|about|the|a|and"
    r"|not|as|by|when|after|since|my|your|our)$",
    re.I,
)
_MODAL = re.compile(r"^(?:can|could|do|does|did|is|was|won|would)n?['’´`]?t?$|n['’´`]t$", re.I)
_CUT = re.compile(
    r"(?<=\w)(?:[.!?;:,](?=\s)|\s+;\s+|\s+(?:-|--|–|—)\s+|\s+\()|\s(?:because|but|so that|and then|even though)\s", re.I
)
_LEAD = re.compile(
    r"^(?:hi|hello|hey|dear \w+|please|pls|also|and|but|so|well|now|currently|recently|suddenly|basically|again|still"
    r"|then|i (?:just )?(?:think|feel|guess|noticed|found|see) (?:that )?|it (?:seems|looks like|appears) (?:that )?"
    r"|the fact that"
    r"|(?:i['’]?m |i am |i |we )?(?:(?:have|having|had|getting|got) )?(?:an? |some |many )?"
    r"(?:problems?|issues?|troubles?|difficulty|difficulties) (?:with|in|when) (?=\w+ \w)"
    r"|is there (?:a|any) way to|(?:can|could|would) you (?:please )?|how (?:do|can) (?:i|we))\b[\s,:]*",
    re.I,
)
_CANNOT = re.compile(r"^(?:(?:i|we)\s+)?(?:can(?:no|['’]?)t|am unable to|are unable to|unable to)\s", re.I)
_SPEAKING = re.compile(
    r"\b(?:i|we|my|our|ours|me|us|mine|you|your|it|this|these|those|they|please|pls|thanks|hello|he|she)\b"
    r"|['’](?:m|ve|ll|re|d)\b|[?!]{2}|\.\.",
    re.I,
)
# A number of one case; a line of a log; grammar that was misread.
_PARTICULAR = re.compile(
    r"\b(?:WARN|ERROR|DEBUG|INFO)\b|^\d|\d{3,}|\d+\.\d|%|\b\d+[-/:]\d+|#\d|(?:^|\s)['‘’](?!s\b)\w+(?!.*['’])|^[^'‘’]*\w['’](?:\s|$)"
)
_BROKEN = re.compile(
    r"(?<!should )(?<!cannot )(?<!can )(?<!not )(?<!to )(?<!will )(?<!must )(?<!let )\bbe (?!able)", re.I
)
# What only stands beside a name: when and where it was said; a wish or a sight without what it is of; a question that
# was turned round.
_HALF = re.compile(
    r"^(?:after|when|while|whenever|if|because|since|although|though|unless|until|once|then|so|but|and|or|as soon as)\b"
    r"|^(?:(?:do not|don['’]?t|does not|doesn['’]?t) )?(?:want|wish|like|hope|notic|happen|know|think|try|believ)\w*\b"
    r"|^(?:the )?(?:way|reason|fact|point)\b"
    r"|\b(?:what|how|why|where|who|which|either|too|also|though|if needed)$"
    r"|\b(?:is|are|was|were|be) (?:what|why|how|where|who)\b"
    r"|\b(?:this|that) (?:happens|happened|occurs|occurred|forum|point|time|way|issue|problem|case)$"
    r"|^(?:get|getting|got|be|being|been|is|are) \w+ed\b|\w/\w"
    r"|\b(?:is|are|was|were) (?:not )?(?:so |very |really |just |an? )?(?:(?:un)?acceptable|annoying|awful|bad|great"
    r"|frustrating|horrible|joke|mess|nightmare|pain|pathetic|rubbish|ridiculous|terrible|unusable|useless)$",
    re.I,
)
_PEOPLE = frozenset("i we you they he she people users user customers customer one everyone nobody who".split())
_POINTING = frozenset(
    "it this that these those them something anything nothing everything thing things stuff one way lot me us you what "
    "which there here same such ones none all some any".split()
)
_TIMES = frozenset("second seconds minute minutes hour hours day days week weeks month months time times".split())
_GENERIC = frozenset(
    "a an the my your our their its of in on at to for with from by and or not no is are be was do does did has have "
    "had get gets can cannot will would should could very really just app application program software product service "
    "issue issues problem problems bug bugs error errors help thing things way work works working use using fix add "
    "make trouble question questions support please new version update time day feature when after since while good "
    "bad wrong happen happens happening cause causes causing same even only find show shows become becoming annoying "
    "discovering report reports sense there option i we you it this that they me us something anything bit lot".split()
)
_ASKING = frozenset(
    "add have need want support offer provide include introduce implement be like see get give allow".split()
)
_GETTING = frozenset("get receive have see find show face experience encounter say give".split())
_DOUBLED = frozenset("stop log set run drop plan tag scan swap put cut let chat forget submit".split())


def phrase_of(statement: Statement) -> str | None:
    """Word a statement as a name, by its grammar: "Cannot export invoices as CSV", "Losing drafts when offline"."""
    gist = statement.gist
    if gist.verb is None and not gist.object:
        return None
    words = _request(gist) if statement.kind == "request" else _pain(gist)
    return _written(words) if words else None


def headline_of(statement: Statement) -> str | None:
    """Take a short statement as it stands, as the titles of tickets do: "No password reset e-mail"."""
    text = _CANNOT.sub("cannot ", statement.clean.strip())
    is_shouted = sum(map(str.isupper, text)) > sum(map(str.islower, text))
    if is_shouted or len(text.split()) > MOST_WORDS + 2:
        return None
    clause = clause_of(text)
    # What is cut off, and who speaks, would be missed.
    if clause is None or len(clause.split()) + 2 < len(text.split()) or _SPEAKING.search(clause):
        return None
    if len(clause.split()) == MOST_WORDS < len(text.split()):
        return None
    return clause


def clause_of(text: str) -> str | None:
    """Trim a statement to its first clause: the name where there is no grammar, as in other languages."""
    text = " ".join(text.split())
    while (trimmed := _LEAD.sub("", text)) != text:
        text = trimmed
    for piece in _CUT.split(text):
        if len(piece.split()) >= 2 and is_good_name(_written([piece])):
            return _written([piece])
    words = text.split()
    return _written([" ".join(words[:MOST_WORDS])]) if words else None


def is_good_name(name: str) -> bool:
    """Tell whether a name says what it is about, in a few words and without anything personal."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", name.lower())
    if not SHORTEST <= len(name) <= LONGEST or not 2 <= len(words) <= MOST_WORDS or _PERSONAL.search(name):
        return False
    if _PARTICULAR.search(name) or _BROKEN.search(name) or _HALF.search(name):
        return False
    if _DANGLING.search(name) or name.count('"') % 2 or name.count("(") != name.count(")"):
        return False
    telling = [word for word in words if is_telling(word)]
    return bool(telling) and not (len(words) < 3 and len(telling) < 2)


def is_telling(word: str) -> bool:
    """Tell whether a word in lower case can tell one theme from another."""
    return len(word) > 1 and not word.isdigit() and not any(word in words for words in (_GENERIC, _PEOPLE, _POINTING))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Cut an English ending, enough to count "invoices", "invoiced" and "invoice" as one."""
    word = word.lower()
    for ending, left in (("ies", "y"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + left
            break
    return word.removesuffix("e")


@lru_cache(maxsize=100_000)
def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text, without the shortest."""
    return frozenset(stem(word) for word in re.findall(r"[^\W\d_]{3,}", text.lower()))


def _pain(gist: Gist) -> list[str | None] | None:
    thing, subject = _thing(gist.object), _thing(gist.subject)
    if gist.verb is None:
        return [thing, gist.condition] if thing else None
    if gist.verb == "be":
        return _state(subject, gist)
    if gist.is_negated and subject:
        return [subject, "do not" if _is_plural(subject) else "does not", gist.verb, thing, gist.condition]
    if gist.is_negated:
        return ["cannot", gist.verb, thing, gist.condition] if thing or gist.condition else None
    if subject:
        missing = "nothing" if gist.object == "nothing" else None  # that is what happens: "Search finds nothing"
        return [subject, _third_person(gist.verb, subject), thing or missing, gist.condition]
    if thing and gist.verb in _GETTING:
        return [thing, gist.condition]
    return [_gerund(gist.verb), thing, gist.condition] if thing else None


def _request(gist: Gist) -> list[str | None] | None:
    thing, subject = _thing(gist.object), _thing(gist.subject)
    if gist.verb is None:
        return [thing, gist.condition] if thing else None
    if subject and gist.verb != "be":
        return [subject, "should not" if gist.is_negated else "should", gist.verb, thing, gist.condition]
    if thing and gist.verb in _ASKING:
        return ["add", thing, gist.condition]
    if gist.verb == "be":
        return None
    return [gist.verb, thing, gist.condition] if thing else None


def _state(subject: str | None, gist: Gist) -> list[str | None] | None:
    if not subject or not gist.object:
        return None
    verb = "are" if _is_plural(subject) else "is"
    return [subject, f"{verb} not" if gist.is_negated else verb, gist.object, gist.condition]


def _thing(phrase: str | None) -> str | None:
    """The noun phrase, unless it names a person or only points."""
    if not phrase or phrase.lower() in _PEOPLE | _POINTING | _TIMES or _MODAL.search(phrase):
        return None
    return phrase


def _is_plural(subject: str) -> bool:
    head = subject.lower().split(" of ")[0].split(" for ")[0].split()[-1]
    return head in ("people", "both") or (head.endswith("s") and not head.endswith(("ss", "us", "is", "os")))


def _third_person(verb: str, subject: str) -> str:
    if _is_plural(subject):
        return verb
    head, _, rest = verb.partition(" ")
    if head == "have":
        return f"has {rest}".strip()
    if head.endswith(("s", "x", "z", "ch", "sh", "o")):
        head += "es"
    elif head.endswith("y") and head[-2:-1] not in tuple("aeiou"):
        head = head[:-1] + "ies"
    else:
        head += "s"
    return f"{head} {rest}".strip()


def _gerund(verb: str) -> str:
    head, _, rest = verb.partition(" ")
    if head.endswith("e") and not head.endswith(("ee", "oe", "ye", "ie")):
        head = head[:-1]
    elif head in _DOUBLED or re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", head):
        head += head[-1]
    return f"{head}ing {rest}".strip()


def _written(words: list[str] | list[str | None]) -> str:
    """Join, tidy and capitalise; words in capitals that are no abbreviations are put in lower case."""
    text = " ".join(word for word in words if word)
    if text.isupper():
        text = text.lower()
    text = re.sub(r"\b[A-Z]{5,}\b", lambda word: word[0].lower(), text)
    text = re.sub(r"\s+", " ", text).strip(" .,;:!?-–—\"'()[]")
    return text[:1].upper() + text[1:]
