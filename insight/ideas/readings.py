"""Readings: what each voice says, read once: what should change, and whether it says that something works.

In go voices and what was read of them before; out comes a reading of each. It hangs on nothing but the voice's own
kind, words and grammar, so one that is kept says what a new one would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from insight.ideas.claims import Claim
from insight.ideas.gladness import says_it_works
from insight.ideas.voices import claims_of
from insight.records import Voice


@dataclass(frozen=True, slots=True)
class Reading:
    """What one voice says."""

    is_glad: bool  # that something works as it should
    claims: tuple[Claim, ...] | None = None  # what should change; None: not read, because it lies in no theme


def read_voices(voices: Iterable[Voice], kept: Mapping[str, Reading]) -> dict[str, Reading]:
    """Read each voice, by statement; what is in `kept` is not read again."""
    return {voice.statement_id: _read(voice, kept.get(voice.statement_id)) for voice in voices}


def _read(voice: Voice, known: Reading | None) -> Reading:
    reading = known or Reading(says_it_works(voice))
    if reading.claims is None and voice.theme_id and voice.kind in ("pain", "request"):
        return replace(reading, claims=claims_of(voice))
    return reading
