"""Batching: the files of one source to batches, with the cursor carried along.

In go found files and the cursor, out come batches of at most 500 rows. A file is in the cursor of its last batch only,
so that a run that dies in the middle of a file reads that file again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from insight.config import LimitSettings, SourceSettings
from insight.records import Feedback, Rejected
from insight.sources.batches import BATCH_ROWS, Batch, Cursor, FileRead, Fingerprint
from insight.sources.contents import Shape, convert_rows, open_contents
from insight.sources.files import FoundFile, read_fingerprint
from insight.sources.mapping import Plan, check_columns, read_feedback
from insight.sources.refusals import Place, Refused
from insight.sources.replies import ReplyIndex
from insight.sources.rows import Content, Row

REPLY_PAGES = ("replies", "comments", "data", "results")


def read_files(
    files: Iterable[FoundFile], plan: Plan, limits: LimitSettings, cursor: Cursor, index: ReplyIndex | None = None
) -> Generator[Batch, None, Cursor]:
    """Read the files that are new; return the cursor after all of them."""
    for found in files:
        known = cursor.files.get(found.name)
        try:
            current = _look_at(found, known)
        except Refused as refusal:
            yield Batch((Place(plan.source, found.name).reject(0, refusal),), cursor, found.name)
            continue
        if current == known:
            continue
        after = cursor.with_file(found.name, current)
        if known is not None and known.sha256 == current.sha256:
            yield Batch((), after, found.name)  # touched only: the new time is remembered
        else:
            yield from _read_file(found, plan, limits, cursor, after, index)
        cursor = after
    return cursor


def read_joined(
    files: Sequence[FoundFile], reply_files: Sequence[FoundFile], plan: Plan, limits: LimitSettings, cursor: Cursor
) -> Iterator[Batch]:
    """Read tickets with their replies; when the replies changed, all tickets are read again."""
    columns = plan.settings.replies
    assert columns is not None
    prints = {one.name: _look_at(one, cursor.replies.get(one.name)) for one in reply_files if one.refusal is None}
    are_new = _hashes(prints) != _hashes(cursor.replies)
    if are_new:
        cursor = replace(cursor, files={})
    elif all(_is_known(one, cursor) for one in files):
        return
    with ReplyIndex(plan, columns) as index:
        read = [batch for found in reply_files for batch in _index_replies(found, index, plan, limits, cursor, prints)]
        cursor = yield from read_files(files, plan, limits, cursor, index)
        if are_new:  # what could not be used or joined is told once, with the replies that it came with
            yield from (replace(batch, cursor=cursor) for batch in read)
            yield from (Batch((item,), cursor, item.file) for item in index.unused())
    if prints != cursor.replies:
        yield Batch((), replace(cursor, replies=prints), columns.path)


def _is_known(found: FoundFile, cursor: Cursor) -> bool:
    return found.name in cursor.files and _look_at(found, cursor.files[found.name]) == cursor.files[found.name]


def _hashes(prints: Mapping[str, Fingerprint]) -> dict[str, str]:
    return {name: one.sha256 for name, one in prints.items()}


def _look_at(found: FoundFile, known: Fingerprint | None) -> Fingerprint:
    """Return the file's fingerprint; one that looks untouched is not opened. Raise Refused if it may not be read."""
    if found.refusal is not None:
        raise found.refusal
    return known if known is not None and known.fits(found.path) else read_fingerprint(found.path)


def _index_replies(found: FoundFile, index: ReplyIndex, plan: Plan, limits: LimitSettings) -> Iterator[Rejected]:
    shape = shape_of(plan.settings, REPLY_PAGES)
    check = partial(index.check_header, file=found.name)
    try:
        with open_contents(found, plan.source, shape, limits, check) as contents:
            for content in contents:
                kept = convert_rows(content, partial(index.add, file=content.place.file))
                yield from (item for item in kept if item is not None)
    except Refused as refusal:
        yield Place(plan.source, found.name).reject(0, refusal)


def _read_file(
    found: FoundFile, plan: Plan, limits: LimitSettings, before: Cursor, after: Cursor, index: ReplyIndex | None
) -> Iterator[Batch]:
    shape = shape_of(plan.settings, plan.preset.page_keys)
    check = partial(check_columns, plan, file=found.name)
    try:
        with open_contents(found, plan.source, shape, limits, check) as contents:
            for content in contents:
                yield from _read_content(content, plan, before, after.files[found.name], index)
    except Refused as refusal:
        yield Batch((Place(plan.source, found.name).reject(0, refusal),), after, found.name)
    else:
        yield Batch((), after, found.name)


def _read_content(
    content: Content, plan: Plan, cursor: Cursor, print_: Fingerprint, index: ReplyIndex | None
) -> Iterator[Batch]:
    seen: Counter[str] = Counter()
    file = content.place.file

    def convert(row: Row) -> Feedback:
        feedback = read_feedback(row, plan, file, seen)
        return feedback if index is None else index.join(feedback)

    rows: list[Feedback | Rejected] = []
    count = 0
    for item in convert_rows(content, convert):
        rows.append(item)
        count += 1
        if len(rows) == BATCH_ROWS:
            yield Batch(tuple(rows), cursor, file)
            rows = []
    note = None if count else "holds no rows"
    read = FileRead(file, content.size, print_.sha256, content.encoding.name, content.format, count, note)
    yield Batch(tuple(rows), cursor, file, read)


def shape_of(source: SourceSettings, page_keys: tuple[str, ...]) -> Shape:
    """Return what a source's settings declare of its files."""
    return Shape(source.encoding, source.format, source.delimiter, page_keys)
