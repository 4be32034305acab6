"""Where a customer speaks from, device and version and mood, and what fills the slots of a phrase.

In go a chance, a moment and a theme; out come frozen scenes and plain text. Nothing here is personal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from random import Random

from insight.sample.phrases import PlantedTheme
from insight.sample.releases import RELEASES, draw_release

_PLATFORMS = {"desktop": 30, "web": 20, "android": 26, "ios": 20, "tablet": 4}
_DEVICES = {
    "android": (
        "Pixel 7",
        "Pixel 8a",
        "Galaxy S22",
        "Galaxy S24",
        "Galaxy A54",
        "OnePlus 11",
        "Xperia 5",
        "Fairphone 5",
        "Redmi Note 12",
        "Moto G84",
    ),
    "ios": ("iPhone 12", "iPhone 13 mini", "iPhone 14", "iPhone 15 Pro", "iPhone SE", "iPhone 16"),
    "tablet": ("iPad Air", "iPad Pro", "iPad mini", "Galaxy Tab S8", "Galaxy Tab A9", "Lenovo Tab P12"),
    "desktop": (
        "ThinkPad",
        "MacBook Air",
        "MacBook Pro",
        "Surface Laptop",
        "iMac",
        "office PC",
        "Dell XPS",
        "HP EliteBook",
    ),
    "web": ("Chromebook", "ThinkPad", "MacBook Air", "work laptop", "Surface Laptop", "home PC"),
}
_OS_VERSIONS = {
    "android": ("12", "13", "14", "15"),
    "ios": ("16.7", "17.4", "18.1", "18.3"),
    "tablet": ("17.5", "18.2", "13", "14"),
}
_OS = {
    "desktop": ("Windows 10", "Windows 11", "macOS 13", "macOS 14", "macOS 15", "Ubuntu 24.04"),
    "web": ("Windows 11", "macOS 14", "ChromeOS", "Fedora 41", "Windows 10"),
}
_MONTHS = {
    "month": "January February March April May June July August",
    "month_es": "enero febrero marzo abril mayo junio julio agosto",
    "month_de": "Januar Februar März April Mai Juni Juli August",
    "month_fr": "janvier février mars avril mai juin juillet août",
    "month_pt": "janeiro fevereiro março abril maio junho julho agosto",
}
_WORDS = {
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "browser": ("Chrome", "Firefox", "Safari", "Edge", "Brave", "Opera"),
    "city": ("Bristol", "Galway", "Leeds", "Denver", "Halifax", "Rotterdam", "Uppsala", "Perth", "Portland",
    "Savannah", "Pune", "Ghent", "Norwich"),
    "client": (
        "Northgate Dental", "Baxter & Sons", "Café Lumen", "the town council", "Orchid Travel", "Pinewood School",
        "Hilltop Farm", "Marlow Interiors",
        "Studio Kite", "the Silverline gym", "Ferry Lane Books", "our biggest customer", "Tidewater Logistics",
        "the housing association",
    ),
    "colleague": ("our bookkeeper", "my assistant", "the new trainee", "my co-founder", "our office manager",
    "the night manager", "my deputy", "a project lead"),
    "file": (
        "Contract_Lindgren.docx", "Q1-budget.xlsx", "site-plan-v3.pdf", "minutes_2026-03.docx", "menu-spring.pdf",
        "Offer 1184.docx", "rota_week22.xlsx",
        "thesis_ch4.docx", "handover notes", "price-list-2026.xlsx", "tender_final_FINAL.docx", "scan0042.pdf",
        "lease agreement.pdf", "syllabus.docx",
    ),
    "agent": ("Marisol", "Tobias", "Svenja", "Dariusz", "Annika", "Femi"),
    "time": ("8:15", "9:00", "9:30", "10:45", "11 am", "13:30", "2 pm", "15:00", "4.30 pm", "19:00", "noon"),
}  # fmt: skip
_NUMBERS = {
    "number": (2, 9),
    "digit": (1, 9),
    "big": (12, 480),
    "big_next": (481, 990),
    "minutes": (15, 55),
    "days": (3, 21),
    "percent": (7, 60),
    "team": (5, 140),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One author at one moment: what they hold in their hands, and how they write."""

    platform: str
    device: str
    os: str
    os_version: str
    version: str
    old_version: str
    typo_rate: float  # chance of a slip per longer word
    is_lower: bool  # no capitals, no full stops
    is_shouting: bool

    def slot(self, name: str, rng: Random) -> str:
        """Return what fills the slot of that name."""
        if name in _NUMBERS:
            return str(rng.randint(*_NUMBERS[name]))
        if name in _MONTHS:
            return rng.choice(_MONTHS[name].split())
        if name in _WORDS:
            return rng.choice(_WORDS[name])
        if name == "amount":
            return _draw_amount(rng)
        if name == "invoice":
            return rng.choice(("2026-0{}", "R-26{}", "INV{}", "#{}", "26/{}")).format(rng.randint(101, 989))
        return str(getattr(self, name))


def _draw_amount(rng: Random) -> str:
    whole = rng.choice((rng.randint(5, 99), rng.randint(100, 990), rng.randint(1_000, 4_900)))
    return rng.choice(("{:,} EUR", "€{:,}", "{:,}.00 EUR", "${:,}", "£{:,}", "{:,} euros")).format(whole)


def draw_scene(rng: Random, moment: datetime, channel: str, theme: PlantedTheme | None = None) -> Scene:
    """Draw where the author of a message speaks from; a theme that belongs to a platform is met there."""
    platforms = theme.platforms if theme and theme.platforms else tuple(_PLATFORMS)
    weights = [
        _PLATFORMS[name] * (0.2 if channel == "reviews" and name in ("web", "desktop") else 1.0) for name in platforms
    ]
    platform = rng.choices(platforms, weights)[0]
    device = rng.choice(_DEVICES[platform])
    os_version = rng.choice(_OS_VERSIONS.get(platform, ("11",)))
    release = draw_release(rng, moment, theme)
    careless = channel != "tickets"
    return Scene(
        platform=platform,
        device=device,
        os=_name_os(rng, platform, device, os_version),
        os_version=os_version,
        version=release.version,
        old_version=RELEASES[max(0, RELEASES.index(release) - 1)].version,
        typo_rate=rng.choices((0.0, 0.02, 0.06), (55, 32, 13) if careless else (74, 19, 7))[0],
        is_lower=rng.random() < (0.16 if careless else 0.07),
        is_shouting=rng.random() < 0.025,
    )


def _name_os(rng: Random, platform: str, device: str, os_version: str) -> str:
    if platform in _OS:
        return rng.choice(_OS[platform])
    if platform == "tablet":
        return f"iPadOS {os_version}" if device.startswith("iPad") else f"Android {os_version}"
    return f"{'iOS' if platform == 'ios' else 'Android'} {os_version}"


def write_as(text: str, scene: Scene, rng: Random) -> str:
    """Write the text in the author's hand: slips of the keyboard, no capitals, or shouting."""
    if scene.typo_rate:
        text = re.sub(
            r"[A-Za-z]{4,}", lambda word: _slip(word[0], rng) if rng.random() < scene.typo_rate else word[0], text
        )
    if scene.is_shouting:
        return text.upper().rstrip(".") + rng.choice(("!", "!!", "!!!"))
    if scene.is_lower:
        return (text[0].lower() + text[1:]).rstrip(".")
    if text.endswith(".") and rng.random() < 0.06:
        return text[:-1] + rng.choice(("!", "!!", "..."))
    return text


def _slip(word: str, rng: Random) -> str:
    """Swap, drop or double one letter inside the word."""
    place = rng.randrange(1, len(word) - 1)
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    return rng.choice((head + tail[0] + letter + tail[1:], head + tail, head + letter + letter + tail))
