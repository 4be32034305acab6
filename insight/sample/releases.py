"""When things happen in the sample: the window of time, the releases of the product, and how busy each day is.

In go a chance and a theme; out come instants (UTC) and versions. All of it is fixed: no clock is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from insight.sample.phrases import PlantedTheme

FIRST_DAY = date(2026, 1, 5)
LAST_DAY = date(2026, 6, 28)
NOISE_DAYS = (date(2026, 5, 21), date(2026, 5, 24))

_DAYS = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
_WEEKDAY = {
    "tickets": (13, 12, 11, 11, 10, 4, 4),
    "reviews": (10, 10, 9, 9, 10, 11, 12),
    "nps": (12, 13, 12, 11, 10, 2, 2),
}
_HOUR = (1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 11, 10, 11, 12, 12, 11, 9, 7, 6, 6, 5, 3, 2)


@dataclass(frozen=True, slots=True)
class Release:
    version: str
    released_on: date
    notes: str


RELEASES = (
    Release("5.9.4", date(2026, 1, 5), "Corrections in the contact list. Smaller installers."),
    Release("6.0.0", date(2026, 1, 12), "New week view. Projects can have colours."),
    Release("6.0.1", date(2026, 1, 19), "Week view: corrected the first day of the week."),
    Release("6.1.0", date(2026, 2, 2), "Invoices: discounts per line. New template 'Modern'."),
    Release("6.1.1", date(2026, 2, 9), "Corrections in the templates for invoices."),
    Release("6.2.0", date(2026, 2, 23), "New sign-in service for web and desktop. Roles per project."),
    Release(
        "6.3.0",
        date(2026, 3, 16),
        "Desktop: the app loads projects only when they are opened, so it starts much faster.",
    ),
    Release("6.3.1", date(2026, 3, 24), "Corrections in roles per project."),
    Release("6.4.0", date(2026, 4, 13), "Android: rebuilt start screen. Documents: comments in the margin."),
    Release("6.4.1", date(2026, 4, 20), "Corrections in comments. Translations."),
    Release("6.5.0", date(2026, 5, 11), "Contacts can be merged. Invoices: second language."),
    Release("6.5.1", date(2026, 5, 19), "Corrections when contacts are merged."),
    Release("6.6.0", date(2026, 6, 8), "Projects: archive. Calendar: faster month view."),
    Release("6.6.1", date(2026, 6, 16), "Corrections in the archive."),
)


def find_release(version: str) -> Release:
    return next(release for release in RELEASES if release.version == version)


def draw_moment(rng: Random, channel: str, theme: PlantedTheme | None = None) -> datetime:
    """Draw when a feedback of the channel comes in; a theme bound to a release follows that release."""
    weights = _weigh_days(channel, theme.starts if theme else None, theme.ends if theme else None)
    return _at(rng, rng.choices(_DAYS, cum_weights=weights)[0])


def draw_noise_moment(rng: Random) -> datetime:
    """Draw an instant within the few days of the noise wave: steep rise, slow fall."""
    return _at(rng, NOISE_DAYS[0] + timedelta(days=rng.choices(range(4), (4, 10, 6, 3))[0]))


@cache
def _weigh_days(channel: str, starts: str | None, ends: str | None) -> list[float]:
    """How busy each day is, summed up from the first day on."""
    return list(accumulate(_busyness(day, channel) * _loudness(day, starts, ends) for day in _DAYS))


def _busyness(day: date, channel: str) -> float:
    grown = 1.0 + 0.3 * (day - FIRST_DAY).days / len(_DAYS)
    return _WEEKDAY[channel][day.weekday()] * grown


def _loudness(day: date, starts: str | None, ends: str | None) -> float:
    """How much more (or less) a theme is heard on that day than on a usual one."""
    if starts:
        age = (day - find_release(starts).released_on).days
        return 0.0 if age < 0 else 3.0 if age < 14 else max(1.0, 3.0 - (age - 14) * 0.1)
    if ends:
        age = (day - find_release(ends).released_on).days
        return 1.0 if age < 0 else max(0.04, 0.5 - age * 0.04)
    return 1.0


def _at(rng: Random, day: date) -> datetime:
    hour = rng.choices(range(24), _HOUR)[0]
    return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), UTC)


def draw_release(rng: Random, moment: datetime, theme: PlantedTheme | None = None) -> Release:
    """Draw the version that someone has at that moment: mostly the newest, never one from before the problem."""
    known = [release for release in RELEASES if release.released_on <= moment.date()]
    if theme and theme.starts:
        known = known[RELEASES.index(find_release(theme.starts)) :]
    if theme and theme.ends:
        known = known[: RELEASES.index(find_release(theme.ends))]
    steps_back = rng.choices(range(3), (14, 5, 1))[0]
    return known[max(0, len(known) - 1 - steps_back)]
