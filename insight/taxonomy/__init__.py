"""The taxonomy: what a team says about its themes, as reviewable text that every run applies.

In go the text of taxonomy.yaml and the themes as they were found, out come the themes as the team wants them, with a
verdict on every edit. Pure but for no exception: no table, file or clock; the file is read and written by the callers.
"""

from __future__ import annotations

from insight.taxonomy.applying import apply_edits
from insight.taxonomy.board import Board, Ended, Former, Ground, Memory, words_hash
from insight.taxonomy.edits import KEYS, Edit, Op
from insight.taxonomy.governed import Governed, Verdict
from insight.taxonomy.reading import read_edits
from insight.taxonomy.writing import add_edit, next_id

__all__ = [
    "KEYS",
    "Board",
    "Edit",
    "Ended",
    "Former",
    "Governed",
    "Ground",
    "Memory",
    "Op",
    "Verdict",
    "add_edit",
    "apply_edits",
    "next_id",
    "read_edits",
    "words_hash",
]
