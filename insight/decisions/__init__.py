"""Decisions: what a team decides about its ideas, as reviewable text that every run applies and none forgets.

In go the text of decisions.yaml, the ideas that there are and the releases; out come a verdict on every decision and
how each idea stands. Pure: no table, file or clock; the file is read and written by the callers.
"""

from __future__ import annotations

from insight.decisions.decision import STATUSES, Decision, Standing, Verdict
from insight.decisions.reading import read_decisions
from insight.decisions.settling import Ground, settle
from insight.decisions.writing import add_decision

__all__ = ["STATUSES", "Decision", "Ground", "Standing", "Verdict", "add_decision", "read_decisions", "settle"]
