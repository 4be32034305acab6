"""Writing: one more decision at the end of a decisions file.

In comes the file's text and what is decided, out comes the text with the decision added; all that stands there stays as
it is, comments too. Refuses (ConfigError) what could not be read back.
"""

from __future__ import annotations

from collections.abc import Mapping

from insight.decisions.decision import Decision
from insight.decisions.reading import read_decisions
from insight.yaml_lists import append_item

HEADER = """\
# What the team decided about its ideas. Each run applies all decisions, in order; the last word on a thing counts.
# docs/decisions.md says what may stand here; insight ideas shows ids; marts.decisions tells what became of each.
decisions:
"""


def add_decision(text: str, values: Mapping[str, str], file: str, note: str = "") -> tuple[str, Decision]:
    """Add a decision that says `values`, with `note` as a comment; return it as it reads back."""
    read_decisions(text, file)
    whole = append_item(text, values, top="decisions", header=HEADER, lists=(), note=note)
    return whole, read_decisions(whole, file)[-1]
