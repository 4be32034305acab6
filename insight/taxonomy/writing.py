"""Writing: one more edit at the end of a taxonomy file, for those who would rather answer questions.

In comes the file's text and what the edit says, out comes the text with the edit added; all that stands there stays as
it is, comments too. Refuses (ConfigError) what could not be read back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from insight.taxonomy.edits import LISTS, Edit
from insight.taxonomy.reading import read_edits

HEADER = """\
# What the team says about its themes. Each run applies all edits, in order; taking one out undoes it.
# docs/taxonomy.md says what an edit may ask for; insight themes shows ids; marts.taxonomy_report tells what became
# of each edit.
edits:
"""
EMPTY = re.compile(r"^edits:[ \t]*(\[\s*\]|~|null)?[ \t]*$", re.MULTILINE)


def add_edit(text: str, values: Mapping[str, str | tuple[str, ...]], file: str, note: str = "") -> tuple[str, Edit]:
    """Add an edit that says `values` (the edit's name first) with `note` as a comment; return it as it reads back."""
    before = read_edits(text, file)
    kept = text if text.strip() else HEADER
    if not before:
        kept = EMPTY.sub("edits:", kept) if EMPTY.search(kept) else kept.rstrip("\n") + "\n\nedits:\n"
    margin = " " * _margin(text) if before else "  "
    lines = [f"{margin}# {' '.join(note.split())}"] if note else []
    for place, (key, value) in enumerate(values.items()):
        lines.append(f"{margin}{'- ' if place == 0 else '  '}{key}: {_written(key, value)}")
    whole = kept.rstrip("\n") + ("\n\n" if before else "\n") + "\n".join(lines) + "\n"
    return whole, read_edits(whole, file)[-1]


def next_id(text: str, file: str) -> str:
    """The next free id of the form e1, e2, ..."""
    numbers = [int(found[1]) for edit in read_edits(text, file) if (found := re.fullmatch(r"e(\d+)", edit.edit_id))]
    return f"e{max(numbers, default=0) + 1}"


def _margin(text: str) -> int:
    """How far the edits that are there are indented."""
    import yaml  # type: ignore[import-untyped]

    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    return int(next(value for key, value in root.value if key.value == "edits").start_mark.column)


def _written(key: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_scalar(one) for one in value)}]" if len(value) > 1 or key in LISTS else _scalar(value[0])
    return _scalar(value)


def _scalar(text: str) -> str:
    """A text as YAML writes it on one line: bare where nothing in it means something, else in double quotes."""
    if re.fullmatch(r"[A-Za-z0-9](?:[\w .\-]*[\w.])?", text, re.ASCII):
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in quoted)
    return f'"{escaped}"'
