"""Single values as people read them, and the frame that every table has.

Customers' words are shown as words: control characters, escape sequences and turns of the reading direction are dropped
before they reach a terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from rich.table import Table

Row = Mapping[str, Any]

STYLES = {"new": "cyan", "rising": "red", "fading": "green", "failed": "red", "crashed": "red", "cancelled": "yellow"}
SEVERITIES = {1: "annoyance", 2: "degraded", 3: "blocked", 4: "money", 5: "data loss"}
SHORT_ID = 6  # hexadecimal characters that tell an idea from some thousands of others
KEPT_JOINERS = "\u200c\u200d"  # written languages and emoji need them


def safe(text: object) -> str:
    """The text on one line, with nothing in it that a terminal would act on."""
    kept = (
        " " if character.isspace() else character
        for character in str(text)
        if character.isspace() or character in KEPT_JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
    return " ".join("".join(kept).split())


def short_id(idea_id: str) -> str:
    """The beginning of an id that is enough to name it: `idea_3f2a9c...` is `3f2a9c`."""
    return idea_id.partition("_")[2][:SHORT_ID] or idea_id


def day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "–"


def number(value: int | None) -> str:
    return f"{value:,}" if value is not None else "–"


def short_money(amount: Decimal | float | None) -> str:
    """Three digits are enough to compare by: 1.23M, 456k, 789."""
    if amount is None:
        return "–"
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if amount >= size:
            value = float(amount) / size
            return f"{value:.0f}{letter}" if value >= 100 else f"{value:.3g}{letter}"
    return f"{amount:.0f}"


def cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4g}"
    return safe(value)


def plain_table() -> Table:
    return Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
