"""YAML files that people write: one list of 'key: value' items under one word, read strictly and added to.

In comes a file's text; out come items with the line of each key, or the text with one item more, all else as it stood.
Refuses, with file and line (ConfigError): what is not YAML, another word at the top, a key twice, an empty or nested
value. Values are taken as they are written: `to: No` is the word "No".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from insight.errors import ConfigError

LONGEST = 500  # characters of a value

Value = tuple[int, str | tuple[str, ...]]  # line, and a text or several


def read_items(text: str, file: str, top: str, what: str) -> Iterator[tuple[int, Mapping[str, Value]]]:
    """Yield each item's line, and its values by key; `top` is the list's name, `what` is what errors call an item."""
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
    found = _mapping(root, file, "the file")
    for key, (line, _) in found.items():
        if key != top:
            raise ConfigError(f"{file} line {line}: unknown key '{key}'; the only one is '{top}'")
    for node in found[top][1].value if top in found and _has_items(found[top][1], file, top, what) else ():
        pairs = _mapping(node, file, what)
        yield _line(node), {key: (line, _value(value, file, key)) for key, (line, value) in pairs.items()}


def append_item(
    text: str, values: Mapping[str, str | tuple[str, ...]], *, top: str, header: str, lists: tuple[str, ...], note: str
) -> str:
    """Add an item at the end of a text that reads well; an empty text begins with `header`. `lists` stay lists."""
    margin = _margin(text, top)
    kept = text if text.strip() else header
    if margin is None:
        empty = re.compile(rf"^{top}:[ \t]*(\[\s*\]|~|null)?[ \t]*$", re.MULTILINE)
        kept = empty.sub(f"{top}:", kept) if empty.search(kept) else kept.rstrip("\n") + f"\n\n{top}:\n"
    indent = " " * (2 if margin is None else margin)
    lines = [f"{indent}# {' '.join(note.split())}"] if note else []
    for place, (key, value) in enumerate(values.items()):
        lines.append(f"{indent}{'- ' if place == 0 else '  '}{key}: {_written(value, is_list=key in lists)}")
    return kept.rstrip("\n") + ("\n" if margin is None else "\n\n") + "\n".join(lines) + "\n"


def _margin(text: str, top: str) -> int | None:
    """How far the items that are there are indented; None where there are none."""
    import yaml

    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    nodes = [] if root is None else [value for key, value in root.value if key.value == top]
    return next((int(node.start_mark.column) for node in nodes if node.id == "sequence" and node.value), None)


def _has_items(node: Any, file: str, top: str, what: str) -> bool:
    if node.id == "scalar" and node.value in ("", "~", "null"):
        return False
    if node.id != "sequence":
        each = what.removeprefix("an ").removeprefix("a ")
        raise ConfigError(f"{file} line {_line(node)}: '{top}' holds a list: each {each} begins with '- '")
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


def _written(value: str | tuple[str, ...], *, is_list: bool) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_scalar(one) for one in value)}]" if len(value) > 1 or is_list else _scalar(value[0])
    return _scalar(value)


def _scalar(text: str) -> str:
    """A text as YAML writes it on one line: bare where nothing in it means something, else in double quotes."""
    if re.fullmatch(r"[A-Za-z0-9](?:[\w .\-]*[\w.])?", text, re.ASCII):
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in quoted)
    return f'"{escaped}"'
