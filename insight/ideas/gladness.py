"""Gladness: who says that something works as it should.

In goes a voice; out comes whether it says so. "Would be great" praises nothing, "it was fine until the update" neither.
"""

from __future__ import annotations

import re

from insight.denials import find_denials
from insight.ideas.english import senses
from insight.records import Voice

# What is hoped for, was so once, or is said to be polite, tells nothing of what works now.
_UNREAL = re.compile(
    r"\b(?:would|could|should|wish|hop(?:e|ing)|if only|used to|was working|had been|until|before|previous(?:ly)?|prior"
    r"|older?|regards|how (?:do|to|can)|best (?:way|practice)|['’]d (?:be|love)|look(?:ing)? forward"
    r"|once (?:i|you|we|it)|(?:stars?|happy) (?:when|once|if)|then i['’]?m|about to|wait(?:ing)? for|please"
    r"|at least|sometimes|occasionally|now and then|at times|not one of|(?:have|had|got) no|never looked back"
    r"|(?:seem|look|feel|sound)s? like|things like|too good)\b"
    r"|\?\s*$",
    re.I,
)
_WORKS = re.compile(
    r"\b(?:(?:just|always|still) works?|works? (?:(?:really|very|so|just) )?(?:great|well|fine|perfectly|flawlessly"
    r"|smoothly|reliably|like a charm|every (?:single )?time|without)|ha(?:s|ve) (?:always )?worked"
    r"|without (?:an? |any )?(?:single )?(?:hitch|crash(?:es)?|problems?|issues?|trouble|errors?|delay)"
    r"|never (?:\w+ )?(?:fail|lost|los|crash|miss|saw|seen)\w*"
    r"|(?:no|not (?:a single|one)|zero) (?:\w+ )?(?:crash(?:es)?|problems?|issues?|trouble|duplicates?|errors?|delays?)"
    r"|nothing (?:was|is) (?:ever )?(?:lost|missing|doubled)|in (?:no time|a blink|an instant)|instantly|on time"
    r"|always right|rock solid|flawless\w*|perfect(?:ly)?|smooth(?:ly)?|(?:super|really|very) (?:quick|fast|good)"
    r"|brilliant|superb|beautiful(?:ly)?|lovely|great|excellent|outstanding|punctual|professional|right amount"
    r"|solved it|easy|easily|stable)\b",
    re.I,
)
_GLAD = re.compile(
    r"\b(?:loved?|lovely|(?:i|we) (?:\w+ )?(?:like|appreciate)|enjoy\w*|good|nice\w*|happy|awesome|amazing|best|better"
    r"|fantastic|wonderful|gorgeous|fair|value|worth|reliabl\w*|light|fast\w*|quick\w*|saved?|pleas(?:ed|ant)"
    r"|thank\w*|fine|well|top|solid|handy|intuitive|clean|kind|friendly|right|solved|helpful|fits?|still|never|nothing"
    r"|correct(?:ly)?|in seconds"
    r"|wouldn['’]?t change|delight\w*|joy|impress\w*|satisf\w*|glad|super|cool|simple|convenient|recommend\w*)\b",
    re.I,
)
_TROUBLED = re.compile(
    r"\b(?:can(?:no|['’]?)t|do(?:es)?(?:n['’]?t| not)|is(?:n['’]?t| not)|wo(?:n['’]?t)|but|however|except|too"
    r"|slow\w*|takes?|unusable|instead|always have|impossible|nobody|others?|stop(?:s|ped)?|no longer"
    r"|anymore|forever|for hours|empty|wrong|bad|worse|(?:not|nowhere) (?:there|to be found)"
    r"|(?:was|were|are)n['’]?t there)\b",
    re.I,
)
_SOURED = re.compile(
    r"\b(?:anymore|no longer|however|stopped|unusable|forever|(?:not|n['’]t) there)\b|^no \w+[.!] ", re.I
)  # "No mail. Great."


# Who asks that something be left out: "please don't add a wizard", "no need for a dark mode", up to the next mark.
_UNWANTED = re.compile(
    r"\b(?:(?:do not|don['’]?t|never) (?:add|introduce|bring|build|force|push)"
    r"|(?:do not|don['’]?t) (?:\w+ )?(?:need|want) (?:an?|any|another|more|the|this|your)|no need for"
    r"|nobody (?:needs|wants|asked for)|who needs|won['’]t (?:ever )?add)\b[^,;:.!?]*",
    re.I,
)


def says_it_is_unwanted(voice: Voice, told: frozenset[str]) -> bool:
    """Tell whether a voice does not want what the words `told` of a title ask for: it is against such an idea."""
    found = _UNWANTED.search(voice.clean) if voice.language == "en" and told else None
    return found is not None and told <= senses(found[0])


def says_it_works(voice: Voice) -> bool:
    """Tell whether a voice says that something works as it should: as praise, or as a pain that speaks of none.

    Praise does so too where it denies a trouble: "never charged me twice", "no longer crashes".
    """
    text = voice.clean
    if voice.kind == "praise" and voice.language == "en" and find_denials(text).held:
        return True
    is_glad = voice.language != "en" or _WORKS.search(text) is not None or _GLAD.search(text) is not None
    is_said = voice.kind == "praise" and is_glad and _SOURED.search(text) is None
    if voice.kind == "pain" and voice.language == "en":
        is_said = _TROUBLED.search(text) is None and _WORKS.search(text) is not None
    return is_said and _UNREAL.search(text) is None
