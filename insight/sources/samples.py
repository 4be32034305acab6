"""Samples: the first rows of files that nobody has described yet.

In goes a path, out come some rows of its first file, read by whatever separator its header allows. Refused: files that
cannot be read, and files without rows.
"""

from __future__ import annotations

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
from insight.sources.files import find_files
from insight.sources.presets import PRESETS
from insight.sources.refusals import Refused
from insight.sources.rows import Content, Row, read_rows

SAMPLE_ROWS = 300


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file, and how they had to be read."""

    name: str
    rows: tuple[Mapping[str, Any], ...]
    keys: tuple[str, ...]
    delimiter: str
    content: Content

    def values(self, column: str) -> list[str]:
        """Return what stands in a column (or under a dotted path), empty cells left out."""
        path = (column,) if column in self.keys else tuple(column.split("."))
        found = (value_at(row, path) for row in self.rows)
        return [str(value).strip() for value in found if value not in (None, "") and not isinstance(value, list | dict)]


def read_sample(path: str, root: Path) -> Sample:
    """Read the first rows of the first file, by whatever separator its header allows."""
    refusal: Refused | None = None
    for delimiter in LIKELY_DELIMITERS:
        try:
            return _read_by(delimiter, path, root)
        except Refused as error:
            refusal = refusal or error
            if error.reason != "wrong_delimiter":
                break
    raise SourceRejected(f"{path} cannot be used: {refusal.detail if refusal else ''}") from None


def _read_by(delimiter: str, path: str, root: Path) -> Sample:
    settings = Settings(root=root)
    pages = tuple(dict.fromkeys(key for preset in PRESETS.values() for key in preset.page_keys))
    shape = Shape(delimiter=delimiter, page_keys=pages)
    found = find_files(path, settings, "insight init")[0]
    with open_contents(found, "init", shape, settings.limits, _accept) as contents:
        if not contents:
            raise SourceRejected(f"{path} is an empty archive")
        content = _with_delimiter(contents[0])
        rows = tuple(row.values for row in islice(_good_rows(content), SAMPLE_ROWS))
    if not rows:
        raise SourceRejected(f"{path} holds no rows to guess from")
    keys = tuple(dict.fromkeys(key for row in rows for key in row))
    return Sample(found.name, rows, keys, content.delimiter, content)


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
