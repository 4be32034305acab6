"""The phrase banks: TOML in `phrases/`, one file an area and one for what stands around the themes.

In go the files of this package; out come frozen `Phrases`. A phrase may hold choices, `[one|other|]`, and slots,
`{device}`; `expand` turns it into text. It refuses nothing: a wrong bank is caught by the tests.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from insight.records import Kind, PainType

FOLDER = Path(__file__).parent / "phrases"
LANGUAGES = ("es", "de", "fr", "pt")

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
# Spaces that an empty choice leaves; the indent of a stack trace and the dot of ".csv" are none of them.
_LOOSE = re.compile(r"(?<=\S) +(?=[ ,]|\.(?!\w)|$)")


@dataclass(frozen=True, slots=True)
class PlantedTheme:
    """A theme of the sample: what it is, how often and where it is heard, and the ways to say it."""

    key: str
    area: str
    name: str
    kind: Kind
    severity: int
    volume: int  # share of the themed feedback, relative to the other themes
    noun: str  # how an agent calls it
    titles: tuple[str, ...]
    say: tuple[str, ...]
    channels: Mapping[str, float]  # how much the theme is heard there, relative to its volume
    pain_type: PainType | None = None
    workarounds: tuple[str, ...] = ()
    praise: tuple[str, ...] = ()  # customers who say the opposite
    abroad: Mapping[str, tuple[str, ...]] | None = None
    neighbours: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()  # plans whose customers are the ones to say it, mostly
    starts: str | None = None  # the release that brought the problem
    ends: str | None = None  # the release that solved it

    def ways(self, language: str) -> tuple[str, ...]:
        return self.say if language == "en" else (self.abroad or {}).get(language, ())


@dataclass(frozen=True, slots=True)
class Phrases:
    """All banks: the themes in the order of their files, and the common phrases by name."""

    themes: Mapping[str, PlantedTheme]
    common: Mapping[str, Any]

    def abroad(self, language: str, name: str) -> tuple[str, ...]:
        """Return a common bank in the language; a bank that it does not have is empty."""
        source = self.common if language == "en" else self.common["abroad"][language]
        return tuple(source.get(name, ()))


def read_phrases() -> Phrases:
    """Read all banks of the package."""
    themes: dict[str, PlantedTheme] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in content.get("theme", ()):
            themes[row["key"]] = PlantedTheme(area=content["area"], **_frozen(row))
    return Phrases(themes, tomllib.loads((FOLDER / "common.toml").read_text(encoding="utf-8")))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return tuple(value) if isinstance(value, list) else value


def expand(phrase: str, rng: Random, slot: Callable[[str], str]) -> str:
    """Choose among the phrase's choices, fill its slots, and tidy the spaces that empty choices leave."""
    while match := _CHOICE.search(phrase):
        phrase = phrase[: match.start()] + rng.choice(match[1].split("|")) + phrase[match.end() :]
    text = _SLOT.sub(lambda match: slot(match[1]), phrase)
    return _LOOSE.sub("", text).strip(" ")
