"""JSON: lines, arrays and pages, one object at a time, never a whole file in memory.

A page is an object that holds its rows in an array ("tickets", "data") and may hold the users beside it. Of a key that
stands twice in an object the last one wins. Rejected: what is not valid JSON or no object, NaN and Infinity, and what
is nested too deep. Kept and flagged: invalid UTF-8, lone surrogates and NUL, each replaced or removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from insight.records import Rejected
from insight.sources.encodings import decode_line
from insight.sources.json_scan import SHOWN_BYTES, Scan
from insight.sources.refusals import Refused
from insight.sources.rows import Content, Row, split_lines

STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
ESCAPE = re.compile(
    r"\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)", re.DOTALL
)
PAIR_LENGTH = len("ud83d\\ude00")
USERS = "users"


def read_object_lines(content: Content) -> Iterator[Row | Rejected]:
    """Read one object a line; an empty line is none."""
    lines = split_lines(content.chunks(), content.limits.max_row_bytes, at_returns=False)
    for number, line in enumerate(lines, start=1):
        if len(line) > content.limits.max_row_bytes:
            yield content.place.reject(number, _too_long(content), line)
        elif line.strip():
            yield _read_object(number, line.rstrip(b"\r\n"), content)


def read_json_lines(content: Content) -> Iterator[Row | Rejected]:
    """Read one object a line; a line that is a page gives the rows in it."""
    for row in read_object_lines(content):
        key = next((key for key in content.page_keys if _is_page(row, key)), None)
        if key is None or isinstance(row, Rejected):
            yield row
        else:
            yield from _turn_page(row, key, content)


def _is_page(row: Row | Rejected, key: str) -> bool:
    return isinstance(row, Row) and isinstance(row.values.get(key), list) and "id" not in row.values


def _turn_page(page: Row, key: str, content: Content) -> Iterator[Row | Rejected]:
    users = _users_by_id(page.values.get(USERS))
    for value in page.values[key]:
        raw = orjson.dumps(value)
        if isinstance(value, dict):
            yield Row(page.line, value, raw, page.flags, users)
        else:
            yield content.place.reject(page.line, Refused("not_an_object", "a row of the page is no object"), raw)


def _users_by_id(users: Any) -> dict[str, Mapping[str, Any]]:
    found = users if isinstance(users, list) else []
    return {str(user["id"]): user for user in found if isinstance(user, dict) and "id" in user}


def read_json_document(content: Content) -> Iterator[Row | Rejected]:
    """Read a file that is one array of objects, or one page: an object with an array of them."""
    users = _read_users(content)
    number, scan = 0, _scan(content, content.page_keys)
    for number, element in enumerate(scan.elements(), start=1):
        if element.is_long:
            yield content.place.reject(number, _too_long(content), element.raw)
        elif element.is_deep:
            yield content.place.reject(number, _too_deep(number, content), element.raw)
        else:
            row = _read_object(number, element.raw.strip(), content)
            yield row if isinstance(row, Rejected) else replace(row, users=users)
    if scan.is_page and not scan.has_array and not scan.problem:
        yield _read_whole(content)
    elif scan.problem:
        yield content.place.reject(number + 1, Refused("broken_json", scan.problem), scan.rest)


def _read_whole(content: Content) -> Row | Rejected:
    """Read a document that is one object without the rows of a page: it is a row itself."""
    if content.size > content.limits.max_row_bytes:
        return content.place.reject(1, _too_long(content), next(content.chunks(), b"")[:SHOWN_BYTES])
    return _read_object(1, b"".join(content.chunks()).strip(), content)


def _read_users(content: Content) -> dict[str, Mapping[str, Any]]:
    """Collect a page's users in a pass of their own: they may stand behind the tickets that name them."""
    users: dict[str, Mapping[str, Any]] = {}
    if not _names_users(content):
        return users
    scan = _scan(content, (USERS,))
    for element in scan.elements():
        if not scan.is_page:
            break
        user = _read_object(0, element.raw.strip(), content)
        users |= _users_by_id([user.values]) if isinstance(user, Row) else {}
    return users


def _names_users(content: Content) -> bool:
    name, tail = f'"{USERS}"'.encode(), b""
    for chunk in content.chunks():
        if name in tail + chunk:
            return True
        tail = chunk[-len(name) :]
    return False


def _scan(content: Content, keys: tuple[str, ...]) -> Scan:
    return Scan(content.chunks(), keys, content.limits.max_row_bytes, content.limits.max_json_depth)


def _read_object(number: int, raw: bytes, content: Content) -> Row | Rejected:
    """Parse one object; one that is broken by its encoding alone is repaired and flagged."""
    flags: set[str] = set()
    deepest = content.limits.max_json_depth
    try:
        if raw.count(b"[") + raw.count(b"{") > deepest and _depth(raw) > deepest:
            raise _too_deep(number, content)
        value = _parse(raw, flags, is_transcoded=content.encoding.name != "utf-8")
        if not isinstance(value, dict):
            raise Refused("not_an_object", f"row {number}: it is JSON, but no object")
    except Refused as refusal:
        return content.place.reject(number, refusal, raw)
    except orjson.JSONDecodeError as error:
        return content.place.reject(number, Refused("broken_json", f"row {number}: {error}"), raw)
    if b"\\u0000" in raw:
        value = _without_nul(value, flags)
    return Row(number, value, raw, frozenset(flags))


def _parse(raw: bytes, flags: set[str], *, is_transcoded: bool) -> Any:
    if not is_transcoded:
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError:
            pass
    text = decode_line(raw, flags, is_transcoded=is_transcoded)

    def repair(found: re.Match[str]) -> str:
        is_lone = 1 < len(found[1]) < PAIR_LENGTH
        if is_lone:
            flags.add("invalid_utf8")
        return "\\ufffd" if is_lone else found[0]

    return orjson.loads(ESCAPE.sub(repair, text))


def _without_nul(value: Any, flags: set[str]) -> Any:
    if isinstance(value, str):
        if "\0" in value:
            flags.add("nul_removed")
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nul(item, flags) for item in value]
    if isinstance(value, dict):
        return {_without_nul(key, flags): _without_nul(item, flags) for key, item in value.items()}
    return value


def _depth(raw: bytes) -> int:
    """Measure how deep brackets nest outside strings; broken JSON has some depth too."""
    depth = deepest = 0
    for bracket in re.findall(rb"[\[\]{}]", STRING.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _too_deep(number: int, content: Content) -> Refused:
    deepest = content.limits.max_json_depth
    return Refused("too_deep", f"row {number}: nested deeper than {deepest} (limits.max_json_depth)")


def _too_long(content: Content) -> Refused:
    most = content.limits.max_row_bytes
    return Refused("row_too_long", f"the row is longer than {most:,} bytes (limits.max_row_bytes)")
