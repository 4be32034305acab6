"""Batches and cursors: what a source gives out, and what it remembers between runs.

A `Cursor` holds, per file, the size, the time of change and the hash of what was read to its end. A file whose size
and time are those of the cursor is not opened again; one whose hash is known is not parsed again. When the source's
own settings change, the cursor is void and all files are read again (landing the same rows twice adds nothing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import orjson

from insight.records import Feedback, Rejected

BATCH_ROWS = 500


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells a file's content: size in bytes, time of change, and SHA-256 of all of it."""

    size: int
    mtime_ns: int
    sha256: str

    def fits(self, path: Path) -> bool:
        """Whether the file looks untouched, without opening it."""
        try:
            status = path.stat()
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class Cursor:
    """What has been read of one source: its files, the files of its replies, and the settings that it was read by."""

    settings: str = ""
    files: Mapping[str, Fingerprint] = field(default_factory=dict)
    replies: Mapping[str, Fingerprint] = field(default_factory=dict)

    def under(self, settings: str) -> Cursor:
        """Return this cursor if it was made under these settings, else an empty one."""
        return self if self.settings == settings else Cursor(settings)

    def with_file(self, name: str, print_: Fingerprint) -> Cursor:
        return replace(self, files={**self.files, name: print_})

    def to_json(self) -> str:
        """Write the cursor as JSON, the same text for the same content."""
        return orjson.dumps(self, option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def from_json(cls, text: str | None) -> Self:
        """Read what `to_json` wrote; None gives the cursor of a source that was never read."""
        if text is None:
            return cls()
        content = orjson.loads(text)
        prints = {
            part: {name: Fingerprint(**values) for name, values in content[part].items()}
            for part in ("files", "replies")
        }
        return cls(content["settings"], prints["files"], prints["replies"])


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read to its end."""

    file: str
    size: int  # bytes, unpacked
    sha256: str  # of the file as it lies on disk
    encoding: str
    format: str
    rows_read: int  # data rows, rejected ones among them
    note: str | None = None  # such as "holds no rows"


@dataclass(frozen=True, slots=True)
class Batch:
    """At most 500 rows of one file. `cursor` is the state after them: save it in the transaction that lands them."""

    rows: tuple[Feedback | Rejected, ...]
    cursor: Cursor
    file: str
    file_read: FileRead | None = None  # set where the file ends with this batch
    known_count: int = 0  # further rows, left out because they landed before just as they came now
