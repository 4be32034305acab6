"""Scan: the elements of a JSON document as bytes, found by its structure alone, so that memory is one element.

In go the chunks of a file that is one array, or one object with arrays in it; out comes each element, unparsed.
Brackets are counted and strings passed over; whether an element is valid JSON is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

STRUCTURE = re.compile(rb'["\[\]{},]')
# Possessive, so that a string of a million escapes needs no memory to go back through.
INSIDE_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
# What does not matter inside an element: all but brackets, and whole strings whatever they hold. The outer group is not
# possessive: by Python 3.11.2, which Debian 12 has, it would not go back to the quote of a string without an end.
DULL = re.compile(rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*', re.DOTALL)
QUOTE = ord('"')
SHOWN_BYTES = 65_536  # of what is too long to keep


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an array, as it stands in the file."""

    raw: bytes
    is_deep: bool = False  # nested deeper than allowed
    is_long: bool = False  # longer than allowed; `raw` is its beginning


class Scan:
    """One pass through a document. `is_page`: it is an object; then the arrays under `keys` are those looked into."""

    def __init__(self, chunks: Iterator[bytes], keys: tuple[str, ...], limit: int, max_depth: int) -> None:
        self.chunks, self.keys = chunks, keys
        self.limit, self.max_depth = limit, max_depth
        self.buffer = b""
        self.at = 0  # how far the buffer is scanned
        self.start: int | None = None  # where the open element begins; None outside the wanted arrays
        self.string: int | None = None  # where the open string begins
        self.text = b""  # the last string passed
        self.kept = b""  # beginning of an element that was too long to hold
        self.is_page = False
        self.has_array = False  # one of the wanted arrays is there
        self.is_inside = False  # of an element, or of what is passed over, where only brackets matter
        self.problem: str | None = None  # why the document as a whole is broken, known at its end
        self.rest = b""

    def elements(self) -> Iterator[Element]:
        """Give the elements one by one."""
        key, depth, inner, deepest = b"", 0, 0, 0
        for kind in self._tokens():
            if kind == b'"':
                key = self.text if depth == 1 else key
            elif kind in b"[{":
                depth += 1
                deepest = max(deepest, depth)
                if depth == 1:
                    self.is_page = kind == b"{"
                if kind == b"[" and self._is_wanted(depth, key):
                    self.start, inner, deepest = self.at, depth, depth
                    self.has_array = True
            else:
                if self.start is not None and depth == inner:
                    element = self._close(deepest - inner > self.max_depth)
                    if element.raw.strip() or kind == b",":
                        yield element
                    self.start, deepest = (self.at if kind == b"," else None), depth
                if kind != b",":
                    depth -= 1
                    if depth <= 0:
                        break
            self.is_inside = depth > (1 if self.start is None else inner)
        self._check_end(depth)

    def _is_wanted(self, depth: int, key: bytes) -> bool:
        return depth == 1 or (depth == 2 and self.is_page and key.decode("utf-8", "replace") in self.keys)

    def _tokens(self) -> Iterator[bytes]:
        """Give each structural character, and a quote for each whole string."""
        while True:
            if self.is_inside and (dull := DULL.match(self.buffer, self.at)):
                self.at = dull.end()
            found = STRUCTURE.search(self.buffer, self.at)
            self.at = found.end() if found else len(self.buffer)
            if found is None:
                if not self._refill():
                    return
            elif found[0] != b'"' or self._pass_string():
                yield found[0]

    def _pass_string(self) -> bool:
        self.string = self.at
        while True:
            inside = INSIDE_STRING.match(self.buffer, self.at)
            self.at = inside.end() if inside else self.at
            if self.at < len(self.buffer) and self.buffer[self.at] == QUOTE:
                self.text = self.buffer[self.string : min(self.at, self.string + SHOWN_BYTES)]
                self.at += 1
                self.string = None
                return True
            if not self._refill():
                return False

    def _refill(self) -> bool:
        """Add a chunk and drop what nobody needs any more; return whether there was one."""
        chunk = next(self.chunks, None)
        if chunk is None:
            return False
        keep = min(position for position in (self.start, self.string, self.at) if position is not None)
        if self.at - keep > self.limit:
            if self.start is not None:
                self.kept = self.kept or self.buffer[self.start : self.start + SHOWN_BYTES]
            keep = self.at
        self.buffer = self.buffer[keep:] + chunk
        self.at -= keep
        self.start = None if self.start is None else max(0, self.start - keep)
        self.string = None if self.string is None else max(0, self.string - keep)
        return True

    def _close(self, is_deep: bool) -> Element:
        begin = self.start or 0
        if self.kept or self.at - 1 - begin > self.limit:
            raw = self.kept or self.buffer[begin : begin + SHOWN_BYTES]
            self.kept = b""
            return Element(raw, is_deep, is_long=True)
        return Element(self.buffer[begin : self.at - 1], is_deep)

    def _check_end(self, depth: int) -> None:
        if depth > 0:
            self.problem = "the file ends inside its JSON"
            self.rest = self.kept or self.buffer[self.start or 0 :][:SHOWN_BYTES]
        else:
            trailing = (self.buffer[self.at :] + next(self.chunks, b"")).strip()
            self.problem = "there is text after the end of the JSON" if trailing else None
            self.rest = trailing[:SHOWN_BYTES]
