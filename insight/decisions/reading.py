"""Reading: the text of decisions.yaml as decisions, strictly.

In comes the file's text, out come decisions in their order. Refuses, with file and line (ConfigError): what is not
YAML, a key that does not exist (with the nearest that does) or stands twice, a decision without idea, author or day or
that decides nothing, a status that there is not, an effort that is no number of months, a release of what is not
shipped, a merge without the idea that takes over.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from datetime import date

from insight.decisions.decision import STATUSES, Decision, Status
from insight.errors import ConfigError
from insight.yaml_lists import Value, read_items

ALWAYS = ("idea", "author", "on")
SAYS = ("status", "owner", "effort", "note")  # at least one of them
BESIDE = {"release": "shipped", "released_on": "shipped", "into": "merged"}  # the status that each belongs to
IDEA = re.compile(r"idea_[0-9a-z_]+")
MOST_MONTHS = 1_000


def read_decisions(text: str, file: str) -> tuple[Decision, ...]:
    """Read the decisions of a file; `file` is what errors call it."""
    return tuple(
        _Reader(file, line, values).read() for line, values in read_items(text, file, "decisions", "a decision")
    )


class _Reader:
    """Turns the values of one decision into a Decision, or says what is wrong and where."""

    def __init__(self, file: str, line: int, values: Mapping[str, Value]) -> None:
        self.file, self.line, self.values = file, line, values

    def read(self) -> Decision:
        self._check_keys()
        status = self._status()
        for key, needed in BESIDE.items():
            if key in self.values and status != needed:
                raise self._wrong(f"'{key}' belongs to 'status: {needed}'", key)
        if status == "merged" and "into" not in self.values:
            raise self._wrong("'status: merged' does not say 'into' which idea", "status")
        return Decision(
            idea_id=self._idea("idea"),
            author=self._text("author") or "",
            decided_on=self._day("on") or date.min,
            status=status,
            owner=self._text("owner"),
            effort=self._effort(),
            release=self._text("release"),
            released_on=self._day("released_on"),
            merged_into=self._idea("into") if status == "merged" else None,
            note=self._text("note"),
            line=self.line,
        )

    def _check_keys(self) -> None:
        allowed = (*ALWAYS, *SAYS, *BESIDE)
        for key in self.values:
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, n=1, cutoff=0.5)
                raise self._wrong(f"unknown key '{key}'" + (f"; did you mean '{near[0]}'?" if near else ""), key)
        for key in ALWAYS:
            if key not in self.values:
                raise self._wrong(f"the decision has no '{key}'")
        if not any(key in self.values for key in SAYS):
            raise self._wrong(f"the decision says none of: {', '.join(SAYS)}")

    def _status(self) -> Status | None:
        given = self._text("status")
        for status in STATUSES:
            if given == status:
                return status
        if given is None:
            return None
        near = difflib.get_close_matches(given, STATUSES, n=1, cutoff=0.5)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise self._wrong(f"there is no status '{given}'; there are: {', '.join(STATUSES)}{hint}", "status")

    def _idea(self, key: str) -> str:
        given = self._text(key) or ""
        if not IDEA.fullmatch(given):
            raise self._wrong(
                f"'{key}' names an idea by its whole id, such as idea_0123456789abcdef, not '{given}'", key
            )
        return given

    def _effort(self) -> float | None:
        given = self._text("effort")
        if given is None:
            return None
        try:
            months = float(given)
        except ValueError:
            months = math.nan
        if not 0 < months <= MOST_MONTHS or "_" in given:
            raise self._wrong(f"'effort' is a number of person-months above 0, such as 1.5, not '{given}'", "effort")
        return months

    def _day(self, key: str) -> date | None:
        given = self._text(key)
        if given is None:
            return None
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise self._wrong(f"'{key}' is a day such as 2026-06-28, not '{given}'", key) from None

    def _text(self, key: str) -> str | None:
        value = self.values[key][1] if key in self.values else None
        if isinstance(value, tuple):
            raise self._wrong(f"'{key}' holds one text, not a list", key)
        return value

    def _wrong(self, problem: str, key: str | None = None) -> ConfigError:
        line = self.values[key][0] if key else self.line
        return ConfigError(f"{self.file} line {line}: {problem}")
