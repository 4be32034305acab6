"""Lint: what a name may be, and which of its words tell anything.

In goes a name or a text, out comes whether it can name a theme: neither generic, nor personal, nor half a sentence, nor
the reverse of what it is about, nor too short or long.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORTEST, LONGEST = 8, 72  # characters of a name
MOST_WORDS = 11
_PERSONAL = re.compile(r"<[A-Z_]+\d*>|@|https?:|www\.|[a-z]\.[a-z]{2,}|/\w+/", re.I)
_DANGLING = re.compile(
    r"\b(?:does|do|did|shows?|is|are|was|be|has|have|gets?|says?|keeps?|takes?|finds?|needs?|to|of|in|on|at|for|with|from|that|about|the|a|and"
    r"|not|as|by|asks?|trying|able|comes?|goes|responds?|provides?|allows?|lets?|(?:for|to) (?:sign|log)"
    r"|when|after|since|my|your|our)$",
    re.I,
)
# A number of one case; a line of a log; grammar that was misread.
_PARTICULAR = re.compile(
    r"\b(?:WARN|ERROR|DEBUG|INFO)\b|^\d|\d{3,}|\d+\.\d|%|\b\d+[-/:]\d+|#\d|(?:^|\s)['‘’](?!s\b)\w+(?!.*['’])|^[^'‘’]*\w['’](?:\s|$)"
)
_UNCOUNTED = re.compile(r"\b(?:is|are|was|by) (?:(?:cent|euro|dollar|percent)s?|%)", re.I)  # a number was there
_BROKEN = re.compile(
    r"(?<!should )(?<!cannot )(?<!can )(?<!not )(?<!to )(?<!will )(?<!must )(?<!let )\bbe (?!able)", re.I
)
# What goes well, or is turned round: the reverse of what the theme is about.
_REVERSE = re.compile(
    r"^not (?:all|every|always|only)\b|^\w+, \w+$"
    r"|^(?!.*(?:\b(?:not|cannot|never|no|nothing|should|add|let|make|stop|get)\b|n['’]t\b))"
    r".*\b(?:normally|fine|intact|okay|ok|perfectly|correctly|properly|as expected|behaves?|works?|happens?)$",
    re.I,
)
# What only stands beside a name: when and where it was said; a wish or a sight without what it is of; a question that
# was turned round.
_HALF = re.compile(
    r"^(?:after|when|while|whenever|if|because|since|although|though|unless|until|once|then|so|but|and|or|as soon as)\b"
    r"|^(?:(?:do not|don['’]?t|does not|doesn['’]?t) )?(?:want|wish|like|hope|notic|happen|know|think|try|believ)\w*\b"
    r"|^(?:rather|going|came|even|both|strange|most|looking|ending|continue|last|several|only|(?:an)?other)\b"
    r"|\bvs\b|\bmess of\b|^(?:failed|failing) \w+$|^\w+ (?:is|are) (?:incorrect|wrong)$"
    r"|^(?:the )?(?:way|reason|fact|point|behaviou?r)\b|^(?:that|this|these|those|it|there)\b"
    r"|\b(?:what|how|why|where|who|which|either|too|also|though|if needed)$"
    r"|\b(?:is|are|was|were|be|do|does|did) (?:what|why|how|where|who)\b|\bhow (?:long|many|much)$"
    r"|^\w+ that (?:is|are|was|were|has|have|had)\b"
    r"|\b(?:this|that) (?:happens|happened|occurs|occurred|forum|point|time|way|issue|problem|case)$"
    r"|^(?:get|getting|got|be|being|been|is|are) \w+ed\b|\w/\w"
    r"|\b(?:is|are|was|were) (?:not )?(?:so |very |really |just |an? )?(?:(?:un)?acceptable|aggravating|annoying|awful"
    r"|bad|disappointing|great|frustrating|horrible|joke|mess|nightmare|pain|pathetic|rubbish|ridiculous|terrible|unusable|useless)$",
    re.I,
)
_FAILING = re.compile(
    r"n['’]t\b|\b(?:not|cannot|unable|never|no|nothing|none|without|fail\w*|los[eist]\w*|missing|disappear\w*|vanish\w*"
    r"|gone|wrong\w*|incorrect\w*|invalid|crash\w*|freez\w*|frozen|hang\w*|stuck|slow\w*|late|lag\w*|delay\w*|error\w*"
    r"|broken|break\w*|corrupt\w*|duplicat\w*|twice|empty|blank|reject\w*|refus\w*|declin\w*|den(?:y|ied)|block\w*"
    r"|unwanted|forg[eo]t\w*|too|keeps?|stop\w*|drain\w*|expensive|high(?:er)?|difficult\w*|loop\w*|forever|again"
    r"|instead|only|small|tiny|huge|expired|unreadable|prevent\w*|damag\w*|stolen|fraud\w*|overcharg\w*)\b",
    re.I,
)
PEOPLE = frozenset("i we you they he she people users user customers customer one everyone nobody who".split())
POINTING = frozenset(
    "it this that these those them something anything nothing everything thing things stuff one way lot me us you what "
    "which there here same such ones none all some any".split()
)
TIMES = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months year years time times".split()
)
_GENERIC = frozenset(
    "a an the my your our their its of in on at to for with from by and or not no is are be was do does did has have "
    "had get gets can cannot will would should could very really just app application program software product service "
    "issue issues problem problems bug bugs error errors help thing things way work works working use using fix add "
    "make trouble question questions support please new version update time day feature when after since while good "
    "bad wrong happen happens happening cause causes causing same even only find show shows become becoming annoying "
    "discovering report reports sense there option i we you it this that they me us something anything bit lot".split()
)


@lru_cache(maxsize=100_000)
def is_good_name(name: str) -> bool:
    """Tell whether a name says what it is about, in a few words and without anything personal."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", name.lower())
    if not SHORTEST <= len(name) <= LONGEST or not 2 <= len(words) <= MOST_WORDS or _PERSONAL.search(name):
        return False
    if any(sort.search(name) for sort in (_PARTICULAR, _UNCOUNTED, _BROKEN, _HALF, _REVERSE)):
        return False
    if _DANGLING.search(name) or name.count('"') % 2 or name.count("(") != name.count(")"):
        return False
    telling = [word for word in words if is_telling(word)]
    return bool(telling) and not (len(words) < 3 and len(telling) < 2)


def tells_of_failing(text: str) -> bool:
    """Tell whether a text says that something goes wrong, is missing or is not so."""
    return bool(_FAILING.search(text))


def is_telling(word: str) -> bool:
    """Tell whether a word in lower case can tell one theme from another."""
    return len(word) > 1 and not word.isdigit() and not any(word in words for words in (_GENERIC, PEOPLE, POINTING))


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
