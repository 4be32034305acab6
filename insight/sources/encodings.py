"""Encodings: which one a file is in, and its bytes as UTF-8.

A byte order mark tells; else the settings; else UTF-8. A file that is not valid UTF-8 and has no mark and no declared
encoding is read as cp1252 when most of what is invalid are letters and signs of cp1252; otherwise as UTF-8, and what is
invalid becomes U+FFFD, row by row. Readers get UTF-8 only. Refused: an encoding that Python does not know.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from insight.errors import SourceRejected
from insight.sources.files import CHUNK

# UTF-32 before UTF-16: the mark of the one begins with the mark of the other.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
PARQUET = b"PAR1"
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}")
# What no writer of cp1252 text means: overlong forms, surrogates, undefined bytes, and the rare y-diaeresis and thorn.
MALFORMED = re.compile(
    rb"[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]+|[\x81\x8d\x8f\x90\x9d\xfe\xff]"
)
HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How an entry's bytes become text; `mark` is the length of its byte order mark."""

    name: str
    mark: int = 0


@dataclass(slots=True)
class _Evidence:
    """What the bytes of an entry say about its encoding."""

    head: bytes = b""
    is_utf8: bool = True
    multibyte: int = 0
    malformed: int = 0
    plausible: int = 0


def tell_encoding(chunks: Iterable[bytes], declared: str | None) -> Encoding:
    """Find the encoding of an entry from all of its bytes; raise SourceRejected if the declared one does not exist."""
    seen = _Evidence()
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in chunks:
        seen.head = seen.head or chunk[:4096]
        if seen.head.startswith(PARQUET):
            continue  # read on all the same: the one who gives the chunks checks them
        if seen.is_utf8:
            try:
                # More bytes than characters: the chunk holds valid characters of several bytes.
                seen.multibyte += len(chunk) - len(decoder.decode(chunk))
                continue
            except UnicodeDecodeError:
                seen.is_utf8 = False
        _weigh(chunk, seen)
    return _decide(seen, declared)


def _weigh(chunk: bytes, seen: _Evidence) -> None:
    # A space in the place of each, so that what stood apart is not joined into something else.
    rest, multibyte = MULTIBYTE.subn(b" ", chunk)
    rest, malformed = MALFORMED.subn(b" ", rest)
    seen.multibyte += multibyte
    seen.malformed += malformed
    seen.plausible += len(HIGH.findall(rest))


def _decide(seen: _Evidence, declared: str | None) -> Encoding:
    if seen.head.startswith(PARQUET):
        return Encoding("binary")
    for mark, name in MARKS:
        if seen.head.startswith(mark):
            return Encoding(name, len(mark))
    if declared is not None:
        try:
            "".encode(declared)
        except LookupError:
            raise SourceRejected(f"there is no encoding '{declared}'; correct `encoding` in the settings") from None
        return Encoding("utf-8" if codecs.lookup(declared).name in ("utf-8", "utf-8-sig") else declared)
    nuls = seen.head.count(b"\0")
    if nuls * 3 > len(seen.head):  # Latin text in UTF-16 without a mark: every second byte is zero
        return Encoding("utf-16-le" if seen.head[1::2].count(b"\0") * 2 > nuls else "utf-16-be")
    if seen.is_utf8 or seen.plausible <= seen.multibyte + seen.malformed:
        return Encoding("utf-8")
    return Encoding("cp1252")


def read_utf8(stream: BinaryIO, encoding: Encoding) -> Iterator[bytes]:
    """Give out an entry's bytes in UTF-8, without the mark, in chunks; UTF-8 itself passes unchanged, valid or not."""
    stream.read(encoding.mark)
    if encoding.name == "utf-8":
        while chunk := stream.read(CHUNK):
            yield chunk
        return
    decoder = codecs.getincrementaldecoder(encoding.name)(errors="replace")
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def decode_line(line: bytes, flags: set[str], *, is_transcoded: bool = False) -> str:
    """Decode a line of UTF-8; what is invalid becomes U+FFFD, a NUL is removed, and `flags` gets the names of both."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("utf-8", "replace")
        flags.add("invalid_utf8")
    if is_transcoded and "\ufffd" in text:
        flags.add("invalid_utf8")
    if "\0" in text:
        text = text.replace("\0", "")
        flags.add("nul_removed")
    return text
