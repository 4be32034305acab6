"""Reading: the text of taxonomy.yaml as edits, strictly.

In comes the file's text, out come edits in their order. Refuses, with file and line (ConfigError): what is not YAML, a
key that does not exist (with the nearest that does) or stands twice, an edit without author, day or reason, an id that
two edits share, ids of the wrong kind. Values are taken as they are written: `to: No` is the word "No".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from insight.errors import ConfigError
from insight.taxonomy.edits import ALWAYS, KEYS, LISTS, TARGETS, Edit, Op, is_area, is_statement, is_theme

EDIT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
ID = re.compile(r"(th|ar|st)_[0-9a-z_]+")
LONGEST = 500  # characters of a label, a phrase or an example

_Value = tuple[int, str | tuple[str, ...]]  # line, and a text or several


def read_edits(text: str, file: str) -> tuple[Edit, ...]:
    """Read the edits of a taxonomy file; `file` is what errors call it."""
    edits: list[Edit] = []
    lines: dict[str, int] = {}
    for line, values in _items(text, file):
        edit = _Reader(file, line, values).read()
        if edit.edit_id in lines:
            raise ConfigError(f"{file} line {line}: the id '{edit.edit_id}' is that of line {lines[edit.edit_id]} too")
        lines[edit.edit_id] = line
        edits.append(edit)
    return tuple(edits)


def _items(text: str, file: str) -> Iterator[tuple[int, Mapping[str, _Value]]]:
    """Each edit's line, and its values by key."""
    import yaml  # type: ignore[import-untyped]

    try:
        # Composed, not loaded: nodes know their lines, and nothing in the file becomes an object.
        root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{file} line {line}: not valid YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigError(f"{file}: not valid YAML: {str(error).splitlines()[0]}") from None
    if root is None:
        return
    top = _mapping(root, file, "the file")
    for key, (line, _) in top.items():
        if key != "edits":
            raise ConfigError(f"{file} line {line}: unknown key '{key}'; the only one is 'edits'")
    for node in top["edits"][1].value if "edits" in top and _has_items(top["edits"][1], file) else ():
        pairs = _mapping(node, file, "an edit")
        yield _line(node), {key: (line, _value(value, file, key)) for key, (line, value) in pairs.items()}


def _has_items(node: Any, file: str) -> bool:
    if node.id == "scalar" and node.value in ("", "~", "null"):
        return False
    if node.id != "sequence":
        raise ConfigError(f"{file} line {_line(node)}: 'edits' holds a list: each edit begins with '- '")
    return True


def _mapping(node: Any, file: str, what: str) -> dict[str, tuple[int, Any]]:
    if node.id != "mapping":
        raise ConfigError(f"{file} line {_line(node)}: {what} is not 'key: value' lines")
    found: dict[str, tuple[int, Any]] = {}
    for key, value in node.value:
        if key.id != "scalar" or key.value in found:
            problem = "a key is not a word" if key.id != "scalar" else f"the key '{key.value}' stands twice"
            raise ConfigError(f"{file} line {_line(key)}: {problem}")
        found[key.value] = (_line(key), value)
    return found


def _value(node: Any, file: str, key: str) -> str | tuple[str, ...]:
    nodes = node.value if node.id == "sequence" else [node]
    for one in nodes:
        if one.id != "scalar":
            raise ConfigError(f"{file} line {_line(one)}: '{key}' holds words, or a list of them")
        if not one.value.strip():
            raise ConfigError(f"{file} line {_line(one)}: '{key}' is empty")
        if len(one.value) > LONGEST:
            raise ConfigError(f"{file} line {_line(one)}: '{key}' is longer than {LONGEST} characters")
    texts = tuple(" ".join(one.value.split()) for one in nodes)
    if not texts:
        raise ConfigError(f"{file} line {_line(node)}: '{key}' is empty")
    return texts if node.id == "sequence" else texts[0]


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


class _Reader:
    """Turns the values of one edit into an Edit, or says what is wrong and where."""

    def __init__(self, file: str, line: int, values: Mapping[str, _Value]) -> None:
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
