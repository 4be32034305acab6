"""Archives: a file on disk to the entries in it, told by its first bytes and never by its suffix.

Plain files and gz files are one entry, zip files as many as they hold. Every entry is read to its end once before a
row of the file is given out, so that a truncated, damaged or exploding archive lands nothing. Refused: climbing,
absolute or linked names, passwords, archives in archives, workbooks, sizes and ratios over the limits.
"""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from insight.config import LimitSettings
from insight.sources.files import CHUNK, FoundFile, open_regular
from insight.sources.refusals import Refused

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OFFICE = "[Content_Types].xml"  # what every .xlsx and .docx holds
# Below this size no ratio is looked at: a few spaces pack as tightly as a bomb.
RATIO_FREE_BYTES = 16 << 20
BROKEN = (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One readable stream of a file; `open` may be called more than once and starts anew each time."""

    name: str  # "export.zip/tickets.csv"
    open: Callable[[], BinaryIO]
    is_packed: bool


@contextmanager
def open_entries(found: FoundFile, limits: LimitSettings) -> Iterator[tuple[Entry, ...]]:
    """Give the entries of a file; raise Refused for an archive that must not be unpacked."""
    with ExitStack() as stack:
        with open_regular(found.path) as stream:
            head = stream.read(4)
        if head.startswith(GZIP):
            yield (Entry(found.name, lambda: _open_gzip(found), True),)
        elif head in (ZIP, EMPTY_ZIP):
            try:
                archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(open_regular(found.path))))
            except BROKEN as error:
                raise Refused("broken_archive", f"{found.name} is a damaged zip file: {error}") from None
            members = _members(archive, found, limits)
            yield tuple(Entry(f"{found.name}/{info.filename}", _opener(archive, info), True) for info in members)
        else:
            yield (Entry(found.name, lambda: open_regular(found.path), False),)


def _open_gzip(found: FoundFile) -> BinaryIO:
    return cast(BinaryIO, _OwningGzip(open_regular(found.path)))


class _OwningGzip(gzip.GzipFile):
    """A gzip stream that closes the file under it."""

    def __init__(self, under: BinaryIO) -> None:
        self.under = under
        super().__init__(fileobj=under, mode="rb")

    def close(self) -> None:
        super().close()
        self.under.close()


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, archive.open(info))


def _members(archive: zipfile.ZipFile, found: FoundFile, limits: LimitSettings) -> Iterator[zipfile.ZipInfo]:
    members = archive.infolist()
    if any(info.filename == OFFICE for info in members):
        raise Refused("archive_refused", f"{found.name} is a workbook or another office file; save its table as CSV")
    if len(members) > limits.max_archive_files:
        raise Refused("archive_bomb", f"{found.name} holds {len(members)} files, more than {limits.max_archive_files}")
    for info in sorted(members, key=lambda one: one.filename):
        name = PurePosixPath(info.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            raise Refused("archive_refused", f"{found.name} holds a file named {info.filename!r}")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Refused("archive_refused", f"{found.name} holds a link, {info.filename!r}")
        if info.flag_bits & 0x1:
            raise Refused("archive_refused", f"{found.name} is locked with a password")
        if not info.is_dir() and "__MACOSX" not in name.parts and not name.name.startswith("."):
            yield info


@dataclass(slots=True)
class Allowance:
    """How many bytes a file may still unpack to, all its entries together."""

    found: FoundFile
    packed: int
    limits: LimitSettings
    used: int = 0

    def spend(self, size: int) -> None:
        self.used += size
        name, limits = self.found.name, self.limits
        if self.used > limits.max_file_bytes:
            raise Refused("too_large", f"{name} is larger than {limits.max_file_bytes:,} bytes (limits.max_file_bytes)")
        if self.used > RATIO_FREE_BYTES and self.used > self.packed * limits.max_unpack_ratio:
            raise Refused(
                "archive_bomb",
                f"{name} unpacks to more than {limits.max_unpack_ratio} times its size (limits.max_unpack_ratio)",
            )


def read_checked(entry: Entry, allowance: Allowance) -> Iterator[bytes]:
    """Read an entry to its end; raise Refused where it is damaged or passes the allowance, unpacking no further."""
    is_first = entry.is_packed
    try:
        with entry.open() as stream:
            while chunk := stream.read(CHUNK):
                allowance.spend(len(chunk))
                if is_first and chunk.startswith((GZIP, ZIP)):
                    raise Refused("archive_refused", f"{entry.name} is an archive in an archive")
                is_first = False
                yield chunk
    except (*BROKEN, NotImplementedError, RuntimeError) as error:
        raise Refused("broken_archive", f"{entry.name} cannot be unpacked: {error}") from None
