"""What a person asks for by answering questions, written into the file that every run reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from insight.config import Settings
from insight.errors import ConfigError

if TYPE_CHECKING:
    from insight.taxonomy import Edit

# What each edit is asked for beside author and reason: the name of the answer, and the question.
QUESTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "rename": (("theme", "Which theme"), ("to", "What shall it be called")),
    "merge": (("theme", "Which theme"), ("to", "Into which other theme")),
    "split": (
        ("theme", "Which theme"),
        ("phrase", "Which phrase do the statements hold that shall be apart"),
        ("to", "What shall they be called"),
    ),
    "move": (("theme", "Which theme"), ("to", "To which area (a new name founds one)")),
    "pin": (("theme", "Which theme"),),
    "retire": (("theme", "Which theme"),),
    "noise": (("theme", "Which theme"),),
    "define": (("to", "What shall the theme be called"), ("example", "What might somebody say about it")),
}


@dataclass(frozen=True)
class Wish:
    """An edit as a person asks for it; themes and statements are named by their ids."""

    op: str
    author: str
    reason: str
    made_on: date
    themes: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    to: str | None = None
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    area: str | None = None
    description: str | None = None

    def values(self, edit_id: str) -> dict[str, str | tuple[str, ...]]:
        """The edit as lines of taxonomy.yaml."""
        target = {"merge": "into", "split": "into", "retire": "successor"}.get(self.op, "to")
        given: dict[str, str | tuple[str, ...] | None] = {
            self.op: self.to if self.op == "define" else self.statements or self.themes,
            target: None if self.op == "define" else self.to,
            "phrases": self.phrases,
            "examples": self.examples,
            "area": self.area,
            "description": self.description,
            "id": edit_id,
            "author": self.author,
            "on": self.made_on.isoformat(),
            "reason": self.reason,
        }
        return {key: value for key, value in given.items() if value}


def write_edit(settings: Settings, wish: Wish, note: str = "") -> tuple[Path, Edit]:
    """Add the edit to the team's file, with `note` as a comment; what could not be read back is not written."""
    from insight.taxonomy import add_edit, next_id

    path = settings.at(settings.taxonomy)
    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        whole, edit = add_edit(text, wish.values(next_id(text, str(path))), str(path), note)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(whole, encoding="utf-8")
        os.replace(beside, path)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be written: {error}") from None
    return path, edit
