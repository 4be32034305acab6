"""The plan: what each feedback of a channel is about, and when it comes in, before a word is written.

In go the themes, a number and a chance; out come `Intent`s in order of time. Numbers are dealt out by quota and not
drawn, so that a small sample still holds everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from insight.sample.phrases import LANGUAGES, Phrases, PlantedTheme
from insight.sample.releases import LAST_DAY, draw_moment, draw_noise_moment, find_release

Form = Literal[
    "single",
    "two",
    "three",
    "vague",
    "question",
    "praise",
    "opposes",
    "mixed",
    "loud",
    "noise",
    "same_words",
    "repeat",
    "silent",
]

# How many of a thousand feedback of a channel take which form; the rest is about a single theme.
SHARES: Mapping[str, Mapping[Form, int]] = {
    "tickets": {
        "two": 75,
        "three": 45,
        "vague": 60,
        "question": 40,
        "praise": 25,
        "opposes": 20,
        "loud": 12,
        "noise": 6,
        "same_words": 7,
        "repeat": 16,
    },
    "reviews": {"two": 45, "vague": 70, "praise": 360, "opposes": 80, "mixed": 80, "noise": 68, "same_words": 14},
    "nps": {"two": 30, "vague": 60, "praise": 280, "opposes": 90, "mixed": 60, "repeat": 40, "silent": 100},
}
ABROAD_SHARE = 0.08
SAME_WORDS = {"tickets": "csv-export", "reviews": "dark-mode"}
_SPOKEN_ABROAD = ("single", "vague", "praise")


@dataclass(frozen=True, slots=True)
class Intent:
    """What one feedback will be about."""

    at: datetime
    form: Form
    themes: tuple[str, ...] = ()
    language: str = "en"


def plan_channel(channel: str, total: int, phrases: Phrases, rng: Random) -> list[Intent]:
    """Plan a channel's feedback: forms and themes by quota, moments by chance, languages by quota."""
    counts = {form: max(1, round(total * share / 1000)) for form, share in SHARES[channel].items()}
    themes = [theme for theme in phrases.themes.values() if theme.channels.get(channel)]
    weights = [theme.volume * theme.channels[channel] for theme in themes]
    single = deal(total - sum(counts.values()), weights)
    intents = [
        _intent(channel, rng, "single", [theme])
        for theme, count in zip(themes, single, strict=True)
        for _ in range(count)
    ]
    praised = [theme for theme in themes if theme.praise]
    for theme, count in zip(praised, deal(counts["opposes"], [theme.volume for theme in praised]), strict=True):
        intents += [_intent(channel, rng, "opposes", [theme]) for _ in range(count)]
    for form, size in (("two", 2), ("three", 3), ("mixed", 1)):
        for _ in range(counts.get(form, 0)):  # type: ignore[call-overload]
            intents.append(_intent(channel, rng, form, _draw_apart(themes, weights, size, rng)))  # type: ignore[arg-type]
    for form in ("vague", "question", "praise", "loud", "noise", "same_words", "repeat", "silent"):
        intents += [_plain(channel, form, phrases, rng) for _ in range(counts.get(form, 0))]  # type: ignore[call-overload, arg-type]
    intents.sort(key=lambda intent: (intent.at, intent.form, intent.themes))
    return _translate(intents, round(total * ABROAD_SHARE), phrases, rng)


def deal(total: int, weights: Sequence[float]) -> list[int]:
    """Deal `total` out in proportion to the weights, whole numbers, largest remainders first."""
    exact = [total * weight / sum(weights) for weight in weights]
    counts = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda n: (counts[n] - exact[n], n))
    for n in order[: total - sum(counts)]:
        counts[n] += 1
    return counts


def _intent(channel: str, rng: Random, form: Form, themes: Sequence[PlantedTheme]) -> Intent:
    bound = next((theme for theme in themes if theme.starts or theme.ends), None)
    at = draw_moment(rng, channel, None if form == "opposes" else bound)
    if form == "opposes" and bound:
        # Nobody speaks against a problem before it is there, or praises a cure before it came.
        since = find_release(bound.starts or bound.ends or "").released_on
        while at.date() < since:
            at = draw_moment(rng, channel)
    return Intent(at, form, tuple(theme.key for theme in themes))


def find_leading(intent: Intent, phrases: Phrases) -> PlantedTheme | None:
    """Return the theme that says where the author stands: one bound to a release, else the first; none for praise."""
    themes = [phrases.themes[key] for key in intent.themes]
    if not themes or intent.form == "opposes":
        return None
    return next((theme for theme in themes if theme.starts or theme.ends), themes[0])


def _plain(channel: str, form: Form, phrases: Phrases, rng: Random) -> Intent:
    if form == "noise":
        return Intent(draw_noise_moment(rng), form)
    themes = {"loud": (phrases.common["loud"]["theme"],), "same_words": (SAME_WORDS.get(channel, ""),)}.get(form, ())
    return Intent(draw_moment(rng, channel), form, themes)


def _draw_apart(themes: Sequence[PlantedTheme], weights: Sequence[float], size: int, rng: Random) -> list[PlantedTheme]:
    """Draw themes of different areas; at most one of them is bound to a release, so that one moment suits all."""
    chosen: list[PlantedTheme] = []
    while len(chosen) < size:
        theme = rng.choices(themes, weights)[0]
        areas = {other.area for other in chosen}
        is_second_bound = bool(theme.starts or theme.ends) and any(other.starts or other.ends for other in chosen)
        if theme.area not in areas and not is_second_bound:
            chosen.append(theme)
    return chosen


def _translate(intents: list[Intent], count: int, phrases: Phrases, rng: Random) -> list[Intent]:
    """Give `count` of the intents another language, in turn; only what can be said in it."""
    able = [
        n
        for n, intent in enumerate(intents)
        if intent.form in _SPOKEN_ABROAD and all(phrases.themes[key].abroad for key in intent.themes)
    ]
    for turn, n in enumerate(sorted(rng.sample(able, min(count, len(able))))):
        intents[n] = replace(intents[n], language=LANGUAGES[turn % len(LANGUAGES)])
    return intents


def later(moment: datetime, rng: Random, hours: int) -> datetime:
    """Return a moment up to so many hours later, within the window of the sample."""
    end = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 23, 59, tzinfo=moment.tzinfo)
    return min(end, moment + timedelta(minutes=rng.randrange(10, hours * 60)))
