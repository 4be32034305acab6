"""Cells of a table that may be copied into a spreadsheet."""

from __future__ import annotations

import re

# A spreadsheet runs a cell that begins like this, even behind spaces (OWASP ASVS 1.2.10), unless a quote mark leads.
_FORMULA = re.compile(r"^[\s\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@\x00＝＋－＠]")


def guard(text: str) -> str:
    """The text, with a leading `'` where it would run as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
