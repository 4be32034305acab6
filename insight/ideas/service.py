"""Service: what is said of those who help customers, which is no failing of a thing and so no parse's business.

In goes a pain; out comes the claim of somebody whom nobody answers, none where support is not spoken of or does answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.ideas.claims import Claim
from insight.records import Voice

# Of "does not support answering" support is the verb.
_STAFF = re.compile(
    r"(?<!not )(?<!n['’]t )(?<!to )\b(?:support|help ?desk|service desk|customer (?:service|care)|hotline"
    r"|call cent(?:er|re))\b",
    re.I,
)
_SILENT = re.compile(
    r"\b(?:not|never|nobody|no one|n['’]t|has yet to|fail(?:s|ed)? to)\s(?:\w+ ){0,2}?"
    r"(?:respond|answer|repl(?:y|ie)|react|call(?:ed|s)? back|get back|got back|write back|pick(?:s|ed)? up)"
    r"|(?:ca|do|does|did|is|has|have|wo)n['’]t (?:\w+ )?(?:respond|answer|repl(?:y|ie)|react|get back|call back)"
    r"|\b(?:no|without an?|without any) (?:answer|repl(?:y|ies)|response|reaction|call)\b"
    r"|\bwait(?:ing|ed)? (?:[\w-]+ ){0,6}?(?:answer|reply|response|support)\b"
    r"|\b(?:promised?|promises) (?:\w+ ){0,3}?(?:call|write|get) back\b"
    r"|\bunanswered\b|\bignor(?:es|ed|ing)\b",
    re.I,
)


def read_service(voice: Voice) -> Iterator[Claim]:
    """Read "support does not reply", "your help desk promised to call back": there is a request to answer."""
    if voice.kind == "pain" and is_left_alone(voice.clean):
        yield Claim("do", "improve", "answer", "support requests")


def is_left_alone(text: str) -> bool:
    """Tell whether somebody says that support does not answer."""
    return _STAFF.search(text) is not None and _SILENT.search(text) is not None
