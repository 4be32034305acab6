"""Labelled texts: the file in which a team says what kind its customers' words are.

In goes a CSV or TSV file (also .gz) with a column of texts and one of labels, perhaps one of ratings; out come its
rows with their line numbers. Refused, in one line: a file that is not UTF-8 or UTF-16, is empty, lacks a column, or
has a row without a text or a label.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from insight.errors import SourceRejected

TEXT_COLUMNS = ("text", "statement", "sentence", "review", "content", "body", "comment", "message", "quote")
LABEL_COLUMNS = ("label", "kind", "category", "class", "type", "pain_type", "intent")
RATING_COLUMNS = ("rating", "stars", "score")
_MAX_CELL = 10_000_000


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text, the label that a person gave it, its stars where known, and the line of the file that it ends on."""

    text: str
    label: str
    line: int
    rating: float | None = None


def read_labels(path: Path, *, text: str | None = None, label: str | None = None) -> list[LabelledText]:
    """Read the labelled texts of a file; `text` and `label` name its columns where their names do not tell."""
    content = _decode(path)
    if not content.strip():
        raise SourceRejected(f"{path} is empty; it needs a header with the columns text and label, and a row a text")
    header = content.splitlines()[0]
    delimiter = max(",;\t|", key=header.count)
    csv.field_size_limit(_MAX_CELL)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    names = [name or "" for name in reader.fieldnames or ()]
    texts = _column(path, names, text, TEXT_COLUMNS, "text")
    labels = _column(path, names, label, LABEL_COLUMNS, "label")
    ratings = next((name for name in names if name.strip().lower() in RATING_COLUMNS), None)
    found: list[LabelledText] = []
    try:
        for row in reader:
            line = reader.line_num
            said, given = (row[texts] or "").strip(), (row[labels] or "").strip()
            if not said or not given:
                raise SourceRejected(f"{path} line {line}: the {label_or_text(said)} is empty; fill it or drop the row")
            found.append(LabelledText(said, given, line, _rating(path, line, row[ratings]) if ratings else None))
    except csv.Error as error:
        raise SourceRejected(f"{path} line {reader.line_num}: not valid CSV ({error})") from None
    if not found:
        raise SourceRejected(f"{path} has a header and no rows")
    return found


def label_or_text(said: str) -> str:
    """Name which of the two cells is missing."""
    return "label" if said else "text"


def _decode(path: Path) -> str:
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except OSError as error:
        raise SourceRejected(f"{path} cannot be read: {error.strerror or error}") from None
    except EOFError:
        raise SourceRejected(f"{path} cannot be read: the archive is cut off") from None
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceRejected(
            f"{path} line {line}: byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8 and try again"
        ) from None


def _column(path: Path, names: Sequence[str], asked: str | None, usual: Sequence[str], role: str) -> str:
    """Find a column: the one asked for, else the first of the usual names that is there."""
    by_name = {name.strip().lower(): name for name in reversed(names)}
    for wanted in (asked.strip().lower(),) if asked else usual:
        if wanted in by_name:
            return by_name[wanted]
    raise SourceRejected(
        f"{path} has no column '{asked or role}'; its columns are: {', '.join(names) or 'none'}. "
        f"Name it with --{role} COLUMN"
    )


def _rating(path: Path, line: int, cell: str | None) -> float | None:
    if cell is None or not cell.strip():
        return None
    try:
        return float(cell)
    except ValueError:
        raise SourceRejected(
            f"{path} line {line}: '{cell[:20]}' is no rating; write a number or leave it empty"
        ) from None
