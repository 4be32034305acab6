"""Which language a message is written in, and whether it can be read.

In goes cleaned text and what the source declares; out comes an ISO 639-1 code, or "und". Trained detection (eldc)
decides where it calls itself reliable; else the declared language, else a look at common English words.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from insight.statements.vocabulary import word_list

# Those that the many-language encoder was trained on; English has an encoder and a grammar of its own.
READABLE = word_list("readable_languages")
UNSPACED = frozenset(("ja", "th", "zh"))

_LETTERS = re.compile(r"[^\W\d_]")
_COMMON_ENGLISH = word_list("common_english")
_CODE = re.compile(r"[a-zA-Z]{2,3}(?=[-_]|$)")
_FEWEST_LETTERS = 20  # below, detection guesses: "ok" is Italian, "hi" is Catalan


def detect_language(text: str, declared: str | None) -> str:
    """Name the language of `text`: two letters, or "und" where neither it nor the source tells."""
    fallback = _CODE.match(declared or "")
    declared_code = fallback[0].lower() if fallback else None
    letters = len(_LETTERS.findall(text[:2_000]))
    if letters >= _FEWEST_LETTERS:
        answer = _detector()(text[:2_000])
        if answer.reliable and answer.language != "und":
            return str(answer.language)
    if declared_code is not None:
        return declared_code
    if _looks_english(text[:2_000]):
        return "en"
    if letters:
        guess = str(_detector()(text[:2_000]).language)
        return guess if not text.isascii() and guess != "und" else "en" if text.isascii() else "und"
    return "und"


@cache
def _detector() -> Any:
    """Return the detector, loaded once."""
    import eldc

    eldc.init()
    return eldc.detect_details


def _looks_english(text: str) -> bool:
    words = text.lower().split()
    return bool(words) and sum(word.strip(".,!?:;") in _COMMON_ENGLISH for word in words) >= 0.2 * len(words)
