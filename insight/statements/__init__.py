"""Statements: what each customer says, of what kind, about what, and how bad it is.

In go landed messages written by customers (`MessageToRead`), later the vectors of their statements; out come
`Statement`s whose offsets cut them out of the landed text. Agents' words are never given here. Vectors come in as an
argument: this stage knows no encoder, no table and no clock.
"""

from __future__ import annotations

from insight.statements.duplicates import Said, mark_duplicates
from insight.statements.explaining import Explanation
from insight.statements.kinds import KindModel, Signs
from insight.statements.reader import Reader
from insight.statements.reading import ReadMessage

__all__ = ["Explanation", "KindModel", "ReadMessage", "Reader", "Said", "Signs", "mark_duplicates"]
