"""Writing: one more edit at the end of a taxonomy file, for those who would rather answer questions.

In comes the file's text and what the edit says, out comes the text with the edit added; all that stands there stays as
it is, comments too. Refuses (ConfigError) what could not be read back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from insight.taxonomy.edits import LISTS, Edit
from insight.taxonomy.reading import read_edits
from insight.yaml_lists import append_item

HEADER = """\
# What the team says about its themes. Each run applies all edits, in order; taking one out undoes it.
# docs/taxonomy.md says what an edit may ask for; insight themes shows ids; marts.taxonomy_report tells what became
# of each edit.
edits:
"""


def add_edit(text: str, values: Mapping[str, str | tuple[str, ...]], file: str, note: str = "") -> tuple[str, Edit]:
    """Add an edit that says `values` (the edit's name first) with `note` as a comment; return it as it reads back."""
    read_edits(text, file)
    whole = append_item(text, values, top="edits", header=HEADER, lists=LISTS, note=note)
    return whole, read_edits(whole, file)[-1]


def next_id(text: str, file: str) -> str:
    """The next free id of the form e1, e2, ..."""
    numbers = [int(found[1]) for edit in read_edits(text, file) if (found := re.fullmatch(r"e(\d+)", edit.edit_id))]
    return f"e{max(numbers, default=0) + 1}"
