"""Batching: the files of one source to batches, with the cursor carried along.

In go found files and the cursor, out come batches of at most 500 rows. A file is in the cursor of its last batch only,
so that a run that dies in the middle of a file reads that file again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import groupby, islice

from insight.config import LimitSettings, SourceSettings
from insight.records import Feedback, Rejected
from insight.sources.batches import BATCH_ROWS, Batch, Cursor, FileRead, Fingerprint
from insight.sources.contents import Shape, convert_rows, open_contents
from insight.sources.files import FoundFile, read_fingerprint
from insight.sources.mapping import Plan, check_columns, read_feedback, read_own_id
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
    """Read tickets with their replies.

    Where files of replies came to those that are known, the tickets that they answer are read again; where a known one
    changed or went, all are.
    """
    columns = plan.settings.replies
    assert columns is not None
    for found in reply_files:
        if found.refusal is not None:
            yield Batch((Place(plan.source, found.name).reject(0, found.refusal),), cursor, found.name)
    reply_files = [found for found in reply_files if found.refusal is None]
    prints = _look_at_all(reply_files, cursor.replies)
    known = _hashes(cursor.replies)
    are_new = _hashes(prints) != known
    if not known.items() <= _hashes(prints).items():
        cursor = replace(cursor, files={})
    elif not are_new and all(_is_known(one, cursor) for one in files):
        return
    with ReplyIndex(plan, columns) as index:
        reads: list[FileRead] = []
        answered = set[str]()
        for found in reply_files:
            tickets = None if found.name in known else answered
            reads += _index_replies(found, index, plan, limits, prints, tickets)
        if answered:
            yield from _read_answered(files, plan, limits, cursor, index, answered)
        cursor = yield from read_files(files, plan, limits, cursor, index)
        if are_new:  # what could not be used or joined is told once, with the replies that it came with
            for file, rejected in groupby(index.rejected(), key=lambda one: one.file):
                while some := tuple(islice(rejected, BATCH_ROWS)):
                    yield Batch(some, cursor, file)
            yield from (Batch((), cursor, read.file, read) for read in reads)
    if prints != cursor.replies:
        yield Batch((), replace(cursor, replies=prints), columns.path)


def _read_answered(
    files: Iterable[FoundFile], plan: Plan, limits: LimitSettings, cursor: Cursor, index: ReplyIndex, answered: set[str]
) -> Iterator[Batch]:
    """Give those tickets of known files that were answered since. All else in these files was told when they came."""

    def convert(row: Row, *, file: str) -> Feedback | None:
        own_id = read_own_id(row, plan)
        if own_id in answered:
            return index.join(read_feedback(row, plan, file, Counter()))
        if own_id is not None:
            index.pass_over(own_id)
        return None

    shape, check = shape_of(plan.settings, plan.preset.page_keys), lambda names: None
    for found in files:
        if not _holds_the_same(found, cursor.files.get(found.name)):
            continue
        with open_contents(found, plan.source, shape, limits, check) as contents:
            for content in contents:
                file = content.place.file
                converted = convert_rows(content, partial(convert, file=file))
                rows = (one for one in converted if isinstance(one, Feedback))
                while some := tuple(islice(rows, BATCH_ROWS)):
                    yield Batch(some, cursor, file)


def _is_known(found: FoundFile, cursor: Cursor) -> bool:
    return found.refusal is None and found.name in cursor.files and cursor.files[found.name].fits(found.path)


def _holds_the_same(found: FoundFile, known: Fingerprint | None) -> bool:
    try:
        return known is not None and _look_at(found, known).sha256 == known.sha256
    except Refused:  # is told where the file itself is read
        return False


def _hashes(prints: Mapping[str, Fingerprint]) -> dict[str, str]:
    return {name: one.sha256 for name, one in prints.items()}


def _look_at(found: FoundFile, known: Fingerprint | None) -> Fingerprint:
    """Return the file's fingerprint; one that looks untouched is not opened. Raise Refused if it may not be read."""
    if found.refusal is not None:
        raise found.refusal
    return known if known is not None and known.fits(found.path) else read_fingerprint(found.path)


def _look_at_all(files: Iterable[FoundFile], known: Mapping[str, Fingerprint]) -> dict[str, Fingerprint]:
    """Return the fingerprints of those files that may be read; what is wrong with the others is told when they are."""
    prints = {}
    for found in files:
        with suppress(Refused):
            prints[found.name] = _look_at(found, known.get(found.name))
    return prints


def _index_replies(
    found: FoundFile,
    index: ReplyIndex,
    plan: Plan,
    limits: LimitSettings,
    prints: Mapping[str, Fingerprint],
    answered: set[str] | None,
) -> Iterator[FileRead]:
    """Put a file's replies into the index, and what cannot be used of it too; note which tickets they answer."""
    shape = shape_of(plan.settings, REPLY_PAGES)
    check = partial(index.check_header, file=found.name)
    try:
        with open_contents(found, plan.source, shape, limits, check) as contents:
            for content in contents:
                count = 0
                for item in convert_rows(content, partial(index.add, file=content.place.file)):
                    count += 1
                    if isinstance(item, Rejected):
                        index.add_rejected(item)
                    elif answered is not None:
                        answered.add(item)
                yield _describe(content, prints[found.name], count, "joined to their tickets")
    except Refused as refusal:
        index.add_rejected(Place(plan.source, found.name).reject(0, refusal))


def _read_file(
    found: FoundFile, plan: Plan, limits: LimitSettings, before: Cursor, after: Cursor, index: ReplyIndex | None
) -> Iterator[Batch]:
    named = plan.settings.rows
    shape = shape_of(plan.settings, (named,) if named else plan.preset.page_keys)
    check = partial(check_columns, plan, file=found.name)
    print_ = after.files[found.name]
    try:
        with open_contents(found, plan.source, shape, limits, check) as contents:
            for content in contents:
                yield from _read_content(content, plan, before, print_, index)
            is_packed_many = [content.place.file for content in contents] != [found.name]
    except Refused as refusal:
        yield Batch((Place(plan.source, found.name).reject(0, refusal),), after, found.name)
    else:
        # An archive of several files is told of as well, so that it is known to be sound by its own name.
        archive = FileRead(found.name, print_.size, print_.sha256, "binary", "zip", 0, f"holds {len(contents)} files")
        yield Batch((), after, found.name, archive if is_packed_many else None)


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
    yield Batch(tuple(rows), cursor, file, _describe(content, print_, count, None))


def _describe(content: Content, print_: Fingerprint, count: int, note: str | None) -> FileRead:
    return FileRead(
        file=content.place.file,
        size=content.size,
        sha256=print_.sha256,
        encoding=content.encoding.name,
        format=content.format,
        rows_read=count,
        note=note if count else "holds no rows",
    )


def shape_of(source: SourceSettings, page_keys: tuple[str, ...]) -> Shape:
    """Return what a source's settings declare of its files."""
    return Shape(source.encoding, source.format, source.delimiter, page_keys, source.stream)
