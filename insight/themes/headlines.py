"""Headlines: a short statement as it stands, or its first clause, as the name of a theme.

In goes a statement, out comes what it says without greeting, owner, question and date, as titles of tickets are
written; or None where that would leave half of it out.
"""

from __future__ import annotations

import re

from insight.records import Statement
from insight.themes.lint import MOST_WORDS, is_good_name
from insight.themes.phrases import MEASURED, written

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
_DATED = re.compile(
    r"\s(?:on|in|since|last|until|this) (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may"
    r"|june|july|august|september|october|november|december)\b.*$",
    re.I,
)
_OWNING = re.compile(r"^(?:(?:all |some )?(?:of )?(?:my|our|your) |the )|(?<=\s)(?:my|our|your) (?=\w)", re.I)
# A question as what it is about: "How much is the fee for transfers?", "Why did my transfer not arrive?"
_ASKED = re.compile(
    r"^(?:what(?:['’]s| is| are| were) (?:the |my |your )?"
    r"|how much (?:is|are|does|do|will|would) (?:the |an? |it cost to )?"
    r"|that (?:there (?:is|are) )?|there(?:['’]s| is| are) |(?:is|are|was|were) there (?:an? |any )?"
    r"|(?:how|where) (?:do|can|could|should|would|to) (?:i |we |you )?"
    r"|(?:can|could|may) (?:i|we|you) (?:please )?)(?=\w+ \w)",
    re.I,
)
_QUESTION = re.compile(r"^(?:are|is|do|does|did|will|would|has|have|was|were|why|should|can|could)\b", re.I)
_WHY = re.compile(
    r"^why (is|are|was|were|has|have|had|did|does|do|will|would)(n['’]t)? (?:my |the |your |an? )?((?:\w+ ){1,4}?)"
    r"(not|been|being|still|\w+ing|\w+ed)\b",
    re.I,
)
_HAVING = re.compile(r"^(?:i|we)(?: always| still| constantly| now)? have to (?=\w+ \w)", re.I)


def headline_of(statement: Statement) -> str | None:
    """Take a short statement as it stands, as the titles of tickets do: "No password reset e-mail"."""
    text = _HAVING.sub("having to ", _CANNOT.sub("cannot ", statement.clean.strip()))
    text = _ASKED.sub("", _WHY.sub(_stated, text))
    text = MEASURED.sub("", _DATED.sub("", _OWNING.sub("", text)))
    if _QUESTION.search(text):
        return None
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


def _stated(question: re.Match[str]) -> str:
    """ "Why is my card not working" as what is said: "card is not working"."""
    verb, no, subject, rest = question.groups()
    return f"{subject}{verb} {'not ' if no else ''}{rest}"


def clause_of(text: str) -> str | None:
    """Trim a statement to its first clause: the name where there is no grammar, as in other languages."""
    text = " ".join(text.split())
    while (trimmed := _LEAD.sub("", text)) != text:
        text = trimmed
    for piece in _CUT.split(text):
        if len(piece.split()) >= 2 and is_good_name(written([piece])):
            return written([piece])
    words = text.split()
    return written([" ".join(words[:MOST_WORDS])]) if words else None
