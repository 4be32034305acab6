"""Plain: a name without fillers and short forms.

In goes a name as customers wrote it, out comes the same name plainly written: "Some of the emails just dont arrive" is
"Emails do not arrive". Names that differ in nothing else are one then, and what they say counts together.
"""

from __future__ import annotations

import re

_FILLERS = re.compile(
    r"\b(?:also|so|actually|apparently|basically|completely|constantly|currently|entirely|extremely|just|literally|now"
    r"|obviously|quite|randomly|really|simply|suddenly"
    r"|today|tonight|totally|very|yesterday)(?= \w)(?! (?:that|far|long|many|much)\b)\s",
    re.I,
)
_SOME = re.compile(r"^(?:(?:any|some|all|many|most|several|a few|a lot) (?:of )?(?:the )?|the |an? )(?=\w+ \w)", re.I)
_SHORTENED = re.compile(r"\b(ca|wo|do|does|did|is|are|was|were|has|have|had|could|would|should)n['’´`]?t\b", re.I)
_UNABLE = re.compile(
    r"^(?:(?:i am |we are )?(?:unable|not able) (?:to )?"
    r"|can ?not (?:find (?:an? |any |the )?(?:way|option|button|place) to )?)(?=\w+ \w)",
    re.I,
)
_ANY = re.compile(r"(?<=\w) any(?: of)?(?: the)? (?=\w)(?!more|longer|body|thing|one)", re.I)
_FULL = {"ca": "cannot", "wo": "will not"}


def plainly(name: str) -> str:
    """Write a name without fillers and short forms; what denies something stays."""
    text = _SHORTENED.sub(_full, _FILLERS.sub("", _SOME.sub("", name)))
    text = _ANY.sub(" ", _UNABLE.sub("cannot ", text))
    return text[:1].upper() + text[1:]


def _full(short: re.Match[str]) -> str:
    verb = short[1].lower()
    return _FULL.get(verb, f"{verb} not")
