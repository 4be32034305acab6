"""E-mail addresses, also spelled out ("ada [at] example dot com"), internationalised, or slightly mistyped."""

from __future__ import annotations

import re

from insight.redaction.kinds import Kind, verbose, words
from insight.redaction.view import Span

# Latin letters and the others apart, so that an address inside Chinese or Thai text takes no words along.
_LATIN = r"0-9A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff_.+'\-"
_TLD = r"(?:xn--[a-z0-9\-]{2,59}|[a-z]{2,24}|[^\W\d_a-z]{2,24})(?![a-z])"
_DOMAIN = rf"(?:[^\W_][\w\-]{{0,62}}\.){{1,8}}{_TLD}"
_PROVIDER = (
    r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|icloud|gmx|aol|protonmail|proton|yandex|comcast|qq|web)"
    r"(?:[,.;][ ]?[a-z]{2,3})?\b"
)
_FAMILIAR = r"(?:com|org|net|edu|gov|io|co|info|de|fr|es|it|nl|uk|eu|at|ch|be|pt|br|in|au|ca|us|me|app|dev)(?![a-z])"

_PLAIN = verbose(
    rf"""
    (?: (?<![{_LATIN}])[{_LATIN}]++ | (?<![^\W\d_a-z])[^\W\d_a-z]++ | "[^"\n@]{{1,64}}" )
    (?:@|[ ]@[ ]) (?: {_DOMAIN} | {_PROVIDER} )"""
)
_DOT = "(?:dot|punkt|punto|point|ponto)"
_SPELLED = verbose(
    rf"""
    (?<![\w.+\-])(?P<value>[\w.+\-]{{1,64}}+
    (?:
      [ ]{{0,2}}[\[({{<][ ]?(?:at|arroba|@|ät|kukac|a-t)[ ]?[\])}}>][ ]{{0,2}}
      [\w\-]{{1,63}} (?:(?:\.|[ ]{{0,2}}[\[({{<]?[ ]?(?:{_DOT}|\.)[ ]?[\])}}>]?[ ]{{0,2}})[\w\-]{{1,63}}){{1,5}}
    | [ ](?:at|arroba)[ ]
      (?!\d{{1,9}}[ ])[\w\-]{{1,63}} (?:[ ]{_DOT}[ ][\w\-]{{1,63}}){{0,4}}[ ]{_DOT}[ ]{_FAMILIAR}
    ))"""
)
_FILE_ENDINGS = words("png jpg jpeg gif svg webp bmp ico css js json html htm xml dll exe sys so py java")


def _check_plain(found: re.Match[str]) -> Span | None:
    """Refuse names of files (icon@2x.png), of repositories (git@github.com:...), and leave quotes before it."""
    text = found.group()
    is_file = text.rpartition(".")[2].lower() in _FILE_ENDINGS
    is_repository = text.lower().startswith("git@") and found.string[found.end() : found.end() + 1] == ":"
    if is_file or is_repository:
        return None
    return found.start() + len(text) - len(text.lstrip("'.-+")), found.end()


EMAILS = (
    Kind("EMAIL", _PLAIN, _check_plain, clues=("@",)),
    Kind("EMAIL", _SPELLED, clues=(
        "at]", "at)", "at}", "at>", "at ]", "at )", "@ ", "@]", "@)", " at ", "arroba", "ät", "kukac", "a-t",
    )),
)  # fmt: skip
