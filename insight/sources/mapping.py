"""Mapping: a row to the feedback that it says, by a preset and the settings' field map.

In goes a `Row` of any format, out comes a `Feedback` with its messages, times in UTC. Refused: a row without text and
rating, and one with an id, a time or a rating that cannot be read. Text is kept as it stands.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from insight.config import FieldMap, Settings, SourceSettings
from insight.records import Feedback, Message, as_utc, content_id
from insight.sources.cells import Path, as_link, as_name, as_rating, as_tags, as_text, is_mojibake, is_true, value_at
from insight.sources.presets import PRESETS, Preset
from insight.sources.refusals import Refused
from insight.sources.rows import Row
from insight.sources.threads import read_thread
from insight.sources.times import TimeReader, time_reader
from insight.sources.zendesk import find_people, read_comments

Located = Mapping[str, tuple[Path, ...]]

SHAPES_KEPT = 1_000  # sets of keys whose columns are remembered; JSON rows may each have their own
FREE_OF_SPELLING = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one source become feedback, made once from its settings."""

    source: str
    preset: Preset
    settings: SourceSettings
    product: str
    read_time: TimeReader
    latest: datetime  # later times are flagged
    columns: Mapping[str, tuple[str, ...]]
    explicit: frozenset[str]  # fields that the settings map themselves
    shapes: dict[tuple[str, ...], Located] = field(default_factory=dict)

    def locate(self, keys: tuple[str, ...]) -> Located:
        """Find where a row with these keys holds each field."""
        located = self.shapes.get(keys)
        if located is None:
            if len(self.shapes) >= SHAPES_KEPT:
                self.shapes.clear()
            located = self.shapes[keys] = locate(keys, self.columns)
        return located


@dataclass(frozen=True, slots=True)
class Cells:
    """A row's values by field."""

    values: Mapping[str, Any]
    located: Located

    def every(self, name: str) -> list[Any]:
        """Return all that the row holds for a field, in the order of the preset's names."""
        found = (value_at(self.values, path) for path in self.located.get(name, ()))
        return [value for value in found if value not in (None, "")]

    def first(self, name: str) -> Any:
        for path in self.located.get(name, ()):
            value = self.values.get(path[0]) if len(path) == 1 else value_at(self.values, path)
            if value not in (None, ""):
                return value
        return None


def make_plan(name: str, settings: Settings, as_of: datetime) -> Plan:
    """Join the preset of source `name` and its settings."""
    source = settings.sources[name]
    preset = PRESETS[source.preset]
    mapped = {key: named for key in FieldMap.model_fields if (named := getattr(source.fields, key)) is not None}
    columns = {key: names for key, names in preset.columns.items() if key not in source.constants}
    columns |= {key: (named,) if isinstance(named, str) else named for key, named in mapped.items()}
    return Plan(
        source=name,
        preset=preset,
        settings=source,
        product=settings.product,
        read_time=time_reader(source.timestamp_format, source.zone),
        latest=as_utc(as_of) + timedelta(days=settings.limits.future_days),
        columns=columns,
        explicit=frozenset(mapped),
    )


def _spelling(name: str) -> str:
    return FREE_OF_SPELLING.sub("", name).casefold()


def locate(keys: tuple[str, ...], columns: Mapping[str, tuple[str, ...]]) -> Located:
    """Find where rows with these keys hold each field: all of its names that are there, in their order."""
    spelled = {_spelling(key): key for key in reversed(keys)}

    def find(name: str) -> Path | None:
        if name in keys:
            return (name,)
        if _spelling(name) in spelled:
            return (spelled[_spelling(name)],)
        steps = tuple(name.split("."))
        return steps if len(steps) > 1 and steps[0] in keys else None

    return {key: tuple(path for name in names if (path := find(name)) is not None) for key, names in columns.items()}


def check_columns(plan: Plan, names: Sequence[str], *, file: str) -> None:
    """Raise Refused if a table lacks a column that the settings name, or all that would make it feedback."""
    located = plan.locate(tuple(names))
    for key in sorted(plan.explicit):
        for column in plan.columns[key]:
            if locate(tuple(names), {key: (column,)})[key]:
                continue
            near = difflib.get_close_matches(column, names, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(names)}"
            raise Refused("missing_column", f"{file}: no column '{column}' for fields.{key}; {hint}")
    if plan.preset.needs_id and not located["id"]:
        raise Refused("missing_column", f"{file}: no column '{plan.columns['id'][0]}'; set fields.id")
    if not any(located.get(key) for key in ("text", "title", "rating")):
        expected, present = ", ".join(plan.columns["text"]), ", ".join(names)
        raise Refused(
            "missing_column", f"{file}: none of the columns {expected}; there are: {present}; set fields.text"
        )


def read_feedback(row: Row, plan: Plan, file: str, seen: Counter[str]) -> Feedback:
    """Read one row. `seen` counts, within one file, the rows that have no id of their own, by content."""
    cells = Cells(row.values, plan.locate(tuple(row.values)))
    is_deleted = any(is_true(value) for value in cells.every("deleted")) or as_status(cells) == "deleted"
    created_at = _read_created(cells, plan, is_deleted=is_deleted)
    updated_at = plan.read_time(value) if (value := cells.first("updated_at")) is not None else None
    scale = plan.settings.rating_scale or plan.preset.rating_scale
    rating = None if is_deleted else as_rating(cells.first("rating"), scale)
    messages = () if is_deleted else _read_messages(row, cells, plan, created_at)
    if not messages and rating is None and not is_deleted:
        raise Refused("no_text", "there is neither text nor rating")
    customer = as_name(cells.first("customer")) or as_name(cells.first("customer_email"))
    times = [time for time in (created_at, updated_at, *(message.said_at for message in messages)) if time]
    source_id = _read_id(row, cells, plan, (created_at, customer, rating, *(m.text for m in messages)), seen)
    return Feedback(
        source=plan.source,
        source_id=source_id,
        feedback_kind=plan.settings.feedback_kind or plan.preset.feedback_kind,
        created_at=created_at,
        updated_at=updated_at or max(times, default=None),
        messages=messages,
        customer_id=customer,
        personal=_read_personal(row, cells, customer),
        account_id=_name(cells, plan, "account"),
        product=_name(cells, plan, "product") or plan.product,
        app_version=_name(cells, plan, "version"),
        device=_name(cells, plan, "device"),
        country=_name(cells, plan, "country"),
        language=_name(cells, plan, "language"),
        rating=rating,
        rating_scale=scale if rating is not None else None,
        tags=as_tags(cells.first("tags"), plan.settings.tag_separator),
        url=_read_link(cells, plan, source_id),
        flags=flags_of(row.flags, messages, times, plan),
        is_deleted=is_deleted,
        file=file,
        line=row.line,
    )


def as_status(cells: Cells) -> str:
    return (as_name(cells.first("status")) or "").casefold()


def flags_of(
    flags: Iterable[str], messages: Iterable[Message], times: Iterable[datetime], plan: Plan
) -> tuple[str, ...]:
    """Name what is odd about a row and kept all the same, sorted."""
    odd = set(flags)
    if any(is_mojibake(message.text) for message in messages):
        odd.add("mojibake")
    if any(time > plan.latest for time in times):
        odd.add("future_date")
    return tuple(sorted(odd))


def _read_created(cells: Cells, plan: Plan, *, is_deleted: bool) -> datetime | None:
    value = cells.first("created_at")
    if value is None and (is_deleted or not (cells.located.get("created_at") or "created_at" in plan.explicit)):
        return None
    return plan.read_time("" if value is None else value)


def _read_messages(row: Row, cells: Cells, plan: Plan, created_at: datetime | None) -> tuple[Message, ...]:
    author = as_name(cells.first("customer"))
    found = []
    title, is_html = as_text(cells.first("title")), bool(plan.settings.is_html)
    bodies = _read_bodies(cells, plan)
    if title is not None:
        found.append(Message("title", "customer", title, created_at, part="title", author_id=author))
    if plan.preset.has_comments and row.values.get("comments"):
        text = bodies[0] if bodies else None
        found += read_comments(row, author, text, created_at, plan.read_time, plan.settings.is_html)
    else:
        for number, text in enumerate(bodies, start=1):
            key = "body" if number == 1 else f"body_{number}"
            found.append(Message(key, "customer", text, created_at, is_html=is_html, author_id=author))
    if plan.settings.comments is not None:
        thread = read_thread(row, plan.settings.comments, author, created_at, plan.read_time, is_html=is_html)
        found += [message for message in thread if message.text not in bodies]
    if found and (reply := as_text(cells.first("reply"))) is not None:
        at = cells.first("reply_at")
        found.append(Message("reply", "agent", reply, plan.read_time(at) if at is not None else None, is_html=is_html))
    return tuple(found)


def _read_bodies(cells: Cells, plan: Plan) -> list[str]:
    """Return what the customer wrote: of a preset's columns the first that holds something, of named ones all."""
    if "text" not in plan.explicit:
        text = as_text(cells.first("text"))
        return [] if text is None else [text]
    texts = (as_text(value) for value in cells.every("text"))
    return [text for text in dict.fromkeys(texts) if text is not None]


def _read_id(row: Row, cells: Cells, plan: Plan, content: tuple[object, ...], seen: Counter[str]) -> str:
    """Return the row's own id, or one made of its content. What the settings map comes before what the file says.

    The n-th of several equal rows of a file has an id of its own: forty people who write the same are forty, and the
    same file read again gives the same ids. What is counted is held in memory, some 100 bytes a row without id.
    """
    value = _own_id(row, cells, plan)
    if value is not None:
        return value
    is_mapped = "id" in plan.explicit or (row.key is None and bool(cells.located["id"]) and not plan.preset.may_lack_id)
    if plan.preset.needs_id or is_mapped:
        raise Refused("missing_id", "the id is empty")
    key = content_id("row", *content)
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}_{seen[key]}"


def read_own_id(row: Row, plan: Plan) -> str | None:
    """Return the id that a row brings with it, and nothing else of the row."""
    return _own_id(row, Cells(row.values, plan.locate(tuple(row.values))), plan)


def _own_id(row: Row, cells: Cells, plan: Plan) -> str | None:
    if row.key is None or "id" in plan.explicit:
        value = as_name(cells.first("id"))
    else:
        value = "/".join(as_name(part) or "" for part in row.key) or None
    return _review_id(value) if value is not None else None


def _review_id(value: str) -> str:
    """Take a review's id out of its Play Console link; any other id is itself."""
    if value.startswith("http") and "reviewId=" in value:
        parts = urlsplit(value)
        for query in (parts.query, parts.fragment.partition("?")[2]):
            if found := parse_qs(query).get("reviewId"):
                return found[0]
    return value


def _read_personal(row: Row, cells: Cells, customer: str | None) -> tuple[str, ...]:
    names = [as_name(value) for key in ("customer_name", "customer_email") for value in cells.every(key)]
    names += find_people(row, customer)
    return tuple(dict.fromkeys(name for name in names if name))


def _name(cells: Cells, plan: Plan, key: str) -> str | None:
    return as_name(cells.first(key)) or plan.settings.constants.get(key)


def _read_link(cells: Cells, plan: Plan, source_id: str) -> str | None:
    link = as_link(cells.first("url"))
    pattern = plan.settings.url_pattern
    return link if link or pattern is None else pattern.replace("{id}", source_id)
