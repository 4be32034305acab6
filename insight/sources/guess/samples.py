"""Samples: the first rows of files that nobody has described yet.

In goes a path, out come some rows of its first file, read by whatever separator its header allows, with the dotted path
of each cell, nested ones too. Refused: files that cannot be read, what is no table, and files without rows.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from insight.config import Settings
from insight.errors import SourceRejected
from insight.sources.cells import value_at
from insight.sources.contents import Shape, open_contents
from insight.sources.delimited import LIKELY_DELIMITERS, read_header
from insight.sources.files import FoundFile, find_files
from insight.sources.presets import PRESETS
from insight.sources.refusals import Refused
from insight.sources.rows import Content, Row, read_rows

SAMPLE_ROWS = 300
DEEPEST = 4  # steps of a path that are looked into
PAGES = tuple(dict.fromkeys(key for preset in PRESETS.values() for key in preset.page_keys))


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file, and how they had to be read.

    `paths` are the columns, and the dotted paths of what is nested; `lists` the paths of lists of objects, `names`
    those of lists of plain values or of objects with a name. `page_key` is the array of a page that no preset knows.
    """

    name: str
    rows: tuple[Row, ...]
    keys: tuple[str, ...]
    paths: tuple[str, ...]
    lists: tuple[str, ...]
    names: tuple[str, ...]
    delimiter: str
    content: Content
    page_key: str | None = None

    def found(self, column: str) -> list[Any]:
        """Return what stands in a column (or under a dotted path), empty cells left out."""
        path = (column,) if column in self.keys else tuple(column.split("."))
        return [value for row in self.rows if (value := value_at(row.values, path)) not in (None, "", [])]

    def values(self, column: str) -> list[str]:
        """Return the texts of a column; lists and objects have none."""
        return [str(value).strip() for value in self.found(column) if not isinstance(value, list | dict)]


def read_sample(path: str, root: Path) -> Sample:
    """Read the first rows of the first file, by whatever separator its header allows."""
    refusal: Refused | None = None
    settings = Settings(root=root)
    found = _find_first(path, settings)
    for delimiter in LIKELY_DELIMITERS:
        try:
            return _read_by(Shape(delimiter=delimiter, page_keys=PAGES), found, settings, path)
        except Refused as error:
            refusal = refusal or error
            if error.reason != "wrong_delimiter":
                break
    raise SourceRejected(f"{path} cannot be used: {refusal.detail if refusal else ''}") from None


def _find_first(path: str, settings: Settings) -> FoundFile:
    if not glob.has_magic(path) and not settings.at(path).exists():
        raise SourceRejected(f"there is no file {path}")
    return find_files(path, settings, "insight init")[0]


def make_sample(
    name: str, rows: Sequence[Row], content: Content, delimiter: str = ",", page_key: str | None = None
) -> Sample:
    """Make a sample of rows, finding the paths of their cells."""
    keys = tuple(dict.fromkeys(key for row in rows for key in row.values))
    paths: dict[str, None] = {}
    lists: dict[str, None] = {}
    names: dict[str, None] = {}
    for row in rows:
        for path, value in _walk(row.values, ""):
            if not isinstance(value, list):
                paths[path] = None
            elif value and all(isinstance(one, dict) and "name" not in one for one in value):
                lists[path] = None
            elif value:
                names[path] = None
            else:
                paths.setdefault(path)
    return Sample(name, tuple(rows), keys, tuple(paths), tuple(lists), tuple(names), delimiter, content, page_key)


def _walk(values: Mapping[str, Any], before: str, depth: int = 1) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _walk(value, f"{before}{key}.", depth + 1)
        elif not isinstance(value, dict):
            yield f"{before}{key}", value


def _read_by(shape: Shape, found: FoundFile, settings: Settings, path: str) -> Sample:
    page_key = shape.page_keys[0] if shape.page_keys != PAGES else None
    with open_contents(found, "init", shape, settings.limits, _accept) as contents:
        if not contents:
            raise SourceRejected(f"{path} is an empty archive")
        content = _with_delimiter(contents[0])
        rows = tuple(islice(_good_rows(content), SAMPLE_ROWS))
    if not rows:
        is_markup = content.format in ("csv", "tsv") and next(content.chunks(), b"").lstrip().startswith(b"<")
        why = "is XML or HTML, which is not read: export CSV or JSON" if is_markup else "holds no rows to guess from"
        raise SourceRejected(f"{path} {why}")
    if len(rows) == 1 and len(rows[0].values) > 1 and all(isinstance(one, dict) for one in rows[0].values.values()):
        raise SourceRejected(f"{path} is one object that holds its rows by name: write them as a list")
    key = _rows_inside(rows[0], content) if page_key is None else None
    if key is not None:
        return _read_by(Shape(delimiter=shape.delimiter, page_keys=(key,)), found, settings, path)
    return make_sample(found.name, rows, content, content.delimiter, page_key)


def _rows_inside(row: Row, content: Content) -> str | None:
    """Return the key of the longest list of objects in what looks like a page, which has no id of its own."""
    if content.format not in ("json", "jsonl") or "id" in row.values:
        return None
    lists = {
        key: len(value)
        for key, value in row.values.items()
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
    }
    texts = [value for value in row.values.values() if isinstance(value, str) and " " in value.strip()]
    return max(lists, key=lambda key: lists[key], default=None) if not texts else None


def _accept(names: Sequence[str]) -> None:
    """Any header will do: it is what is to be found out."""


def _good_rows(content: Content) -> Iterator[Row]:
    return (item for item in read_rows(content) if isinstance(item, Row))


def _with_delimiter(content: Content) -> Content:
    """Return the content with the separator that gives its header the most columns."""
    if content.format != "csv":
        return content
    tried = [content.with_delimiter(delimiter) for delimiter in LIKELY_DELIMITERS]
    return max(tried, key=_column_count)


def _column_count(content: Content) -> int:
    try:
        return len(read_header(content))
    except Refused:
        return 0
