"""Figures as people read them. A narrow space stands where a line must not break."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from insight.records import count_of

GAP = "\u00a0"


def counted(number: int, nouns: str) -> str:
    return count_of(number, nouns).replace(" ", GAP, 1)


def share(value: float) -> str:
    return f"under 1{GAP}%" if 0 < value < 0.01 else f"{100 * value:.0f}{GAP}%"


def times(value: float) -> str:
    """A ratio with two digits that count: ×2.4, ×0.61, ×141."""
    if value < 0.005:
        return "×0"
    return f"×{value:.0f}" if value >= 10 else f"×{value:.1f}" if value >= 1 else f"×{value:.2f}"


def day(moment: date) -> str:
    return f"{moment.day}{GAP}{moment:%b}"


def money(amount: Decimal | float, currency: str | None) -> str:
    """Three digits are enough to compare by: EUR 1.34M, EUR 658k."""
    value, letter = float(amount), ""
    for size, name in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            value, letter = value / size, name
            break
    figure = f"{value:.0f}" if value >= 100 or not letter else f"{value:.3g}"
    return f"{currency or ''}{GAP}{figure}{letter}".strip(GAP)


def against(change: float | None) -> str:
    """Up or down on the week before, in words and an arrow."""
    if change is None:
        return "no week before to compare with"
    if abs(change) < 0.005:
        return "as in the week before"
    return f"{'↑' if change > 0 else '↓'}{GAP}{share(abs(change))} on the week before"
