"""Reading: the text of taxonomy.yaml as edits, strictly.

In comes the file's text, out come edits in their order. Refuses, with file and line (ConfigError): what is not YAML, a
key that does not exist (with the nearest that does) or stands twice, an edit without author, day or reason, an id that
two edits share, ids of the wrong kind. Values are taken as they are written: `to: No` is the word "No".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date

from insight.errors import ConfigError
from insight.taxonomy.edits import ALWAYS, KEYS, LISTS, TARGETS, Edit, Op, is_area, is_statement, is_theme
from insight.yaml_lists import Value, read_items

EDIT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
ID = re.compile(r"(th|ar|st)_[0-9a-z_]+")


def read_edits(text: str, file: str) -> tuple[Edit, ...]:
    """Read the edits of a taxonomy file; `file` is what errors call it."""
    edits: list[Edit] = []
    lines: dict[str, int] = {}
    for line, values in read_items(text, file, "edits", "an edit"):
        edit = _Reader(file, line, values).read()
        if edit.edit_id in lines:
            raise ConfigError(f"{file} line {line}: the id '{edit.edit_id}' is that of line {lines[edit.edit_id]} too")
        lines[edit.edit_id] = line
        edits.append(edit)
    return tuple(edits)


class _Reader:
    """Turns the values of one edit into an Edit, or says what is wrong and where."""

    def __init__(self, file: str, line: int, values: Mapping[str, Value]) -> None:
        self.file, self.line, self.values = file, line, values

    def read(self) -> Edit:
        op = self._op()
        required, optional = KEYS[op]
        allowed = (op, *required, *optional, *ALWAYS)
        for key, (line, _) in self.values.items():
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, n=1, cutoff=0.5)
                raise self._wrong(
                    f"unknown key '{key}' of {op}" + (f"; did you mean '{near[0]}'?" if near else ""), line
                )
        for key in (*required, *ALWAYS):
            if key not in self.values:
                raise self._wrong(f"the edit '{op}' has no '{key}'")
        phrases, examples = (self._list(key) for key in LISTS)
        if op in ("split", "define") and not phrases and not examples:
            raise self._wrong(f"the edit '{op}' says neither 'phrases' nor 'examples'")
        target = self._text(TARGETS.get(op, "")) if op != "define" else self._text(op)
        return Edit(
            edit_id=self._edit_id(),
            op=op,
            subjects=() if op == "define" else self._subjects(op),
            target=self._target(op, target),
            author=self._text("author") or "",
            made_on=self._day(),
            reason=self._text("reason") or "",
            phrases=phrases,
            examples=examples,
            area=self._text("area"),
            description=self._text("description"),
            line=self.line,
        )

    def _op(self) -> Op:
        found = [op for op in KEYS if op in self.values]
        if len(found) == 1:
            return found[0]
        if found:
            raise self._wrong(f"an edit asks for one thing; this one for {' and '.join(found)}")
        near = [one for key in self.values for one in difflib.get_close_matches(key, KEYS, n=1, cutoff=0.6)]
        hint = f"; did you mean '{near[0]}'?" if near else f"; it asks for one of: {', '.join(KEYS)}"
        raise self._wrong(f"the edit does not say what to do{hint}")

    def _subjects(self, op: Op) -> tuple[str, ...]:
        given = self._list(op)
        kinds = (is_statement, is_theme) if op == "move" else (is_theme, is_area) if op == "rename" else (is_theme,)
        for one in given:
            if not ID.fullmatch(one) or not any(kind(one) for kind in kinds):
                raise self._wrong(
                    f"'{op}' names {'a theme or statements' if op == 'move' else 'a theme'} by id, such as "
                    f"th_0123456789abcdef, not '{one}' (insight themes shows ids)",
                    self.values[op][0],
                )
        if len(given) > 1 and not (op == "merge" or (op == "move" and all(is_statement(one) for one in given))):
            raise self._wrong(f"'{op}' names one theme", self.values[op][0])
        return given

    def _target(self, op: Op, target: str | None) -> str | None:
        key = TARGETS.get(op, op)
        wants_theme = op in ("merge", "retire") or (op == "move" and is_statement(self._list(op)[0]))
        if target and wants_theme and not (ID.fullmatch(target) and is_theme(target)):
            raise self._wrong(f"'{key}' of '{op}' is the id of a theme, not '{target}'", self.values[key][0])
        if target and op in ("rename", "split", "define") and ID.fullmatch(target):
            raise self._wrong(f"'{key}' of '{op}' is a name, not the id '{target}'", self.values[key][0])
        return target

    def _edit_id(self) -> str:
        given = self._text("id") or ""
        if not EDIT_ID.fullmatch(given):
            raise self._wrong(f"the id '{given}' is not letters, digits, '_', '.' or '-'", self.values["id"][0])
        return given

    def _day(self) -> date:
        given = self._text("on") or ""
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise self._wrong(f"'on' is a day such as 2026-06-28, not '{given}'", self.values["on"][0]) from None

    def _text(self, key: str) -> str | None:
        if key not in self.values:
            return None
        line, value = self.values[key]
        if isinstance(value, tuple):
            raise self._wrong(f"'{key}' holds one text, not a list", line)
        return value

    def _list(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, (0, ()))[1]
        return (value,) if isinstance(value, str) else tuple(dict.fromkeys(value))

    def _wrong(self, problem: str, line: int | None = None) -> ConfigError:
        return ConfigError(f"{self.file} line {line or self.line}: {problem}")
