"""Singer: what a tap writes, one message a line: SCHEMA, RECORD, STATE.

In goes a file of messages and the stream that is wanted; out comes each RECORD of it once, as a row under the key that
its SCHEMA names. Other streams, STATE and ACTIVATE_VERSION are passed over: what has been read is known by the file,
and a record stays until it is deleted. Refused as a whole: a schema without properties, a key that changes, and a
stream that cannot be told.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from insight.records import Rejected
from insight.sources.json_values import read_object_lines
from insight.sources.refusals import Refused
from insight.sources.rows import Content, Row

PASSED_OVER = ("STATE", "ACTIVATE_VERSION")
DELETED_AT = "_sdc_deleted_at"  # set by taps that follow a database's log


@dataclass(frozen=True, slots=True)
class Schema:
    """What a SCHEMA message says of its stream, as far as rows hang on it."""

    keys: tuple[str, ...]
    required: tuple[str, ...]

    @classmethod
    def of(cls, message: Mapping[str, Any], file: str) -> Schema:
        schema = message.get("schema")
        if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict) or not schema["properties"]:
            raise Refused("bad_schema", f"{file}: the schema of the stream '{message.get('stream')}' has no properties")
        keys = message.get("key_properties", schema.get("key_properties"))
        return cls(_names(keys), _names(schema.get("required")))


def check_singer(content: Content) -> None:
    """Read through the schemas of the wanted stream; raise Refused if the file cannot be used."""
    file, schema = content.place.file, None
    names = list(dict.fromkeys(str(message.get("stream")) for message in _schemas(content)))
    if content.stream is None and len(names) > 1:
        raise Refused("unclear_stream", f"{file} holds the streams {', '.join(names)}; set `stream` to one of them")
    if content.stream is not None and names and content.stream not in names:
        near = difflib.get_close_matches(content.stream, names, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(names)}"
        raise Refused("unclear_stream", f"{file}: no stream '{content.stream}'; {hint}")
    for message in _schemas(content):
        if _is_wanted(message, content):
            found = Schema.of(message, file)
            if schema is not None and schema.keys != found.keys:
                before, after = (", ".join(keys) or "none" for keys in (schema.keys, found.keys))
                raise Refused("key_changed", f"{file}: the key of a stream changes from {before} to {after}")
            schema = found


def read_singer(content: Content) -> Iterator[Row | Rejected]:
    """Read the records of the wanted stream; the file was checked."""
    schema: Schema | None = None
    for line in read_object_lines(content):
        if isinstance(line, Rejected):
            yield line
            continue
        kind, is_wanted = line.values.get("type"), _is_wanted(line.values, content)
        if kind == "SCHEMA" and is_wanted:
            schema = Schema.of(line.values, content.place.file)
        elif kind == "RECORD" and is_wanted:
            try:
                yield _read_record(line, schema)
            except Refused as refusal:
                yield content.place.reject(line.line, refusal, line.raw)
        elif kind not in ("SCHEMA", "RECORD", *PASSED_OVER):
            detail = f"line {line.line}: it is no RECORD, SCHEMA or STATE"
            yield content.place.reject(line.line, Refused("unknown_message", detail), line.raw)


def _read_record(line: Row, schema: Schema | None) -> Row:
    record = line.values.get("record")
    if schema is None:
        raise Refused("no_schema", f"line {line.line}: no SCHEMA of its stream stands before it")
    if not isinstance(record, dict):
        raise Refused("not_an_object", f"line {line.line}: its record is no object")
    for name in schema.keys:
        if record.get(name) in (None, ""):
            raise Refused("missing_id", f"line {line.line}: its key '{name}' is empty")
    for name in schema.required:
        if name not in record:
            raise Refused("missing_required", f"line {line.line}: '{name}' is required and not there")
    values = {**record, "deleted": True} if record.get(DELETED_AT) else record
    return Row(line.line, values, line.raw, line.flags, key=tuple(record[name] for name in schema.keys))


def _is_wanted(message: Mapping[str, Any], content: Content) -> bool:
    return content.stream is None or message.get("stream") == content.stream


def _schemas(content: Content) -> Iterator[Mapping[str, Any]]:
    """The SCHEMA messages of a file; only lines that may be one are parsed."""
    rest = b""
    for chunk in content.chunks():
        *lines, rest = (rest + chunk).split(b"\n")
        yield from filter(None, map(_as_schema, lines))
    yield from filter(None, [_as_schema(rest)])


def _as_schema(line: bytes) -> Mapping[str, Any] | None:
    if b'"SCHEMA"' not in line:
        return None
    try:
        message = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None  # told when the rows are read
    return message if isinstance(message, dict) and message.get("type") == "SCHEMA" else None


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else ()
