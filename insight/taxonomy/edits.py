"""Edits: what a person may say about the themes, as records.

Nothing comes in and nothing goes out: `reading` makes edits from a file, `applying` applies them, `writing` adds one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from insight.records import content_hash, content_id, text_key

Op = Literal["rename", "merge", "split", "move", "pin", "retire", "noise", "define"]

ALWAYS = ("id", "author", "on", "reason")  # keys of every edit

# What an edit says beside these: its own name first, then what must stand there, and what may.
KEYS: dict[Op, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rename": (("to",), ("description",)),
    "merge": (("into",), ()),
    "split": (("into",), ("phrases", "examples", "description")),
    "move": (("to",), ()),
    "pin": ((), ()),
    "retire": ((), ("successor",)),
    "noise": ((), ()),
    "define": ((), ("phrases", "examples", "area", "description")),
}
LISTS = ("phrases", "examples")
TARGETS = {"rename": "to", "merge": "into", "split": "into", "move": "to", "retire": "successor"}


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that a person asks for.

    `subjects` are the themes (or statements) that it is about; of `define` there are none. `target` is a label
    (rename, split, define), a theme (merge, retire, move of statements) or an area (move of a theme). `phrases` stand
    literally in what is meant; `examples` are statement ids, or sentences that nobody needs to have said yet.
    """

    edit_id: str
    op: Op
    subjects: tuple[str, ...]
    target: str | None
    author: str
    made_on: date
    reason: str
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    area: str | None = None
    description: str | None = None
    line: int = field(default=0, compare=False)  # where it stands in its file

    @property
    def edit_hash(self) -> str:
        """Hash of what is asked for; who asks, when and why does not count."""
        return content_hash(
            self.op,
            *self.subjects,
            "to",
            self.target,
            "by",
            *self.phrases,
            "like",
            *self.examples,
            self.area,
            self.description,
        )

    @property
    def theme_id(self) -> str:
        """The id of the theme that it founds: another label or phrase leaves it as it is, another edit does not."""
        return content_id("th", "edit", self.edit_id, self.op, self.made_on)

    @property
    def example_ids(self) -> tuple[str, ...]:
        return tuple(one for one in self.examples if is_statement(one))

    @property
    def example_texts(self) -> tuple[str, ...]:
        return tuple(one for one in self.examples if not is_statement(one))

    @property
    def themes_named(self) -> tuple[str, ...]:
        """Themes that it speaks of, by id: they are under a person's hand."""
        return tuple(one for one in (*self.subjects, self.target or "") if is_theme(one))


def area_id(name: str) -> str:
    """The id of an area that a person founds by naming it."""
    return content_id("ar", "edit", text_key(name))


def is_theme(given: str) -> bool:
    return given.startswith("th_")


def is_statement(given: str) -> bool:
    return given.startswith("st_")


def is_area(given: str) -> bool:
    return given.startswith("ar_")
