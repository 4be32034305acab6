"""E-mail addresses, also spelled out ("ada [at] example dot com"), internationalised, or slightly mistyped."""

from __future__ import annotations

import re

from insight.redaction.kinds import Kind, verbose, words
from insight.redaction.view import MASK, Span

# Latin letters and the others apart, so that an address inside Chinese or Thai text takes no words along.
_LATIN = r"0-9A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff_.+'\-"
_LOCAL = re.compile(
    rf"(?:(?<![{_LATIN}])[{_LATIN}]++|(?<![^\W\d_a-z\u00c0-\u024f])[^\W\d_a-z\u00c0-\u024f]++)$"
    rf'|"[^"\n@{MASK}]{{1,64}}"$',
    re.IGNORECASE,
)
_LOCAL_LENGTH = 128
# "ada dot (lovelace at example dot com)": what stands before the last dot of a name that is spelled out.
_SPELLED_LOCAL = verbose(r"(?:(?<!\w)[\w\-]{1,32}[ ]?[\[({<]?[ ]?(?:dot|punkt|punto|point|ponto)[ ]?[\])}>]?[ ]){1,3}$")

_TLD = r"(?:xn--[a-z0-9\-]{2,59}|[a-z]{2,24}|[^\W\d_a-z]{2,24})(?![a-z])"
_PROVIDER = (
    r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|icloud|gmx|aol|protonmail|proton|yandex|comcast|qq|web)"
    r"(?:[,.;][ ]?[a-z]{2,3})?\b"
)
_AT = verbose(rf"@[ ]?(?:(?:[^\W_][\w\-]{{0,62}}\.){{1,8}}{_TLD}|{_PROVIDER})")
_DOT = "(?:dot|punkt|punto|point|ponto)"
_BRACKETED = verbose(
    rf"""[\[({{<][ ]?(?:at|arroba|@|ät|kukac|a-t)[ ]?[\])}}>][ ]{{0,2}}
    [\w\-]{{1,63}} (?:(?:\.|[ ]{{0,2}}[\[({{<]?[ ]?(?:{_DOT}|\.)[ ]?[\])}}>]?[ ]{{0,2}})[\w\-]{{1,63}}){{1,5}}"""
)
_FAMILIAR = r"(?:com|org|net|edu|gov|io|co|info|de|fr|es|it|nl|uk|eu|at|ch|be|pt|br|in|au|ca|us|me|app|dev)(?![a-z])"
_WORDED = verbose(
    rf"[ ](?:at|arroba)[ ](?!\d{{1,9}}[ ])[\w\-]{{1,63}} (?:[ ]{_DOT}[ ][\w\-]{{1,63}}){{0,4}}[ ]{_DOT}[ ]{_FAMILIAR}"
)
_FILE_ENDINGS = words("png jpg jpeg gif svg webp bmp ico css js json html htm xml dll exe sys so py java")


def _check_address(found: re.Match[str]) -> Span | None:
    """Read back the local part; refuse names of files (icon@2x.png) and repositories (git@host:path)."""
    start, rest = found.start(), found.group()
    before = found.string[max(0, start - _LOCAL_LENGTH) : start]
    is_spaced = before.endswith(" ")
    if rest[0] == "@" and is_spaced != rest.startswith("@ "):
        return None  # "thanks @support" and "ada@ home.example" are no addresses, "ada @ example.com" is
    local = _LOCAL.search(before.rstrip(" ") if len(before.rstrip(" ")) >= len(before) - 2 else before)
    name = local.group().lstrip("'.-+") if local else ""
    is_file = rest.rpartition(".")[2].lower() in _FILE_ENDINGS
    is_repository = name == "git" and found.string[found.end() : found.end() + 1] == ":"
    if not name or is_file or is_repository:
        return None
    name_start = start - len(name) - (len(before) - len(before.rstrip(" ")))
    if rest[0] != "@":
        spelled = _SPELLED_LOCAL.search(found.string[max(0, name_start - _LOCAL_LENGTH) : name_start])
        name_start -= len(spelled.group()) if spelled else 0
    return name_start, found.end()


EMAILS = (
    Kind("EMAIL", _AT, _check_address, clues=("@",)),
    Kind("EMAIL", _BRACKETED, _check_address, clues=(
        "at]", "at)", "at}", "at>", "at ]", "at )", "@]", "@)", "@ ]", "@ )", "arroba", "ät", "kukac", "a-t",
    )),
    Kind("EMAIL", _WORDED, _check_address, clues=(" dot ", " punkt ", " punto ", " point ", " ponto ")),
)  # fmt: skip
