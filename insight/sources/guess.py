"""Guess: files that nobody has described yet to settings that read them, with a sentence for each guess.

In go paths, out come source settings (and which file holds accounts or replies). A sample of the first file is read;
what the sample cannot tell (day and month in doubt) is left open and said, never guessed. Refused: files without rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from insight.config import AccountsSettings, FieldMap, Preset, ReplyMap, SourceSettings
from insight.sources.cells import NUMBER
from insight.sources.mapping import locate
from insight.sources.presets import ACCOUNTS, PRESETS, REPLIES
from insight.sources.refusals import Refused
from insight.sources.rows import Content
from insight.sources.samples import Sample, read_sample
from insight.sources.times import time_reader

HTML_SHARE = 0.2
MARKUP = re.compile(r"</?(?:p|br|div|span|a|ul|li|b|i|em|strong|table|blockquote|html)\b[^<>]{0,500}>", re.IGNORECASE)
# Tried in this order; two that both fit and disagree leave the format open.
PATTERNS = (
    *(f"{day}{at}" for day in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d") for at in ("", " %H:%M", " %H:%M:%S")),
    *(f"{day} {at}" for day in ("%b %d, %Y", "%d %b %Y", "%d-%b-%Y") for at in ("%H:%M", "%H:%M:%S", "%I:%M %p")),
    *("%b %d, %Y", "%d %b %Y", "%d-%b-%Y", "%m/%d/%Y %I:%M %p", "%d-%m-%Y", "%d-%m-%Y %H:%M"),
)

What = Literal["feedback", "replies", "accounts"]


@dataclass(frozen=True, slots=True)
class Guessed:
    """Settings for the files, and the sentences that say why."""

    sources: Mapping[str, SourceSettings]
    accounts: AccountsSettings | None
    sentences: tuple[str, ...]


def guess_settings(paths: Sequence[str], root: Path) -> Guessed:
    """Guess the settings for files, globs or folders; `root` is the folder of the settings file to be."""
    sources: dict[str, SourceSettings] = {}
    accounts: AccountsSettings | None = None
    replies: list[ReplyMap] = []
    sentences: list[str] = []
    for given in paths:
        path = _written(given, root)
        sample = read_sample(path, root)
        match _tell_what(sample):
            case "accounts":
                accounts, said = _guess_accounts(path, sample)
            case "replies":
                found, said = _guess_replies(path, sample)
                replies.append(found)
            case "feedback":
                sources[_free_name(path, sources)], said = _guess_feedback(path, sample)
        sentences += said
    said = _attach_replies(replies, sources)
    return Guessed(sources, accounts, (*sentences, *said))


def guess_source(path: str, root: Path) -> tuple[SourceSettings, tuple[str, ...]]:
    """Guess the settings of one source, whatever its file looks like, and say why."""
    written = _written(path, root)
    source, sentences = _guess_feedback(written, read_sample(written, root))
    return source, tuple(sentences)


def _written(path: str, root: Path) -> str:
    """Write a path as the settings file will hold it: relative where it lies inside the folder."""
    absolute = Path(path).expanduser().absolute()
    return (
        absolute.relative_to(root.absolute()).as_posix() if absolute.is_relative_to(root.absolute()) else str(absolute)
    )


def _free_name(path: str, taken: Mapping[str, object]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", Path(path).name.lower().split(".")[0]).strip("_") or "source"
    stem = stem if stem.isidentifier() else f"source_{stem}"
    return next(name for name in (stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _tell_what(sample: Sample) -> What:
    located = locate(sample.keys, ACCOUNTS)
    if (
        located["id"]
        and (located["plan"] or located["revenue"])
        and not locate(sample.keys, PRESETS["nps"].columns)["rating"]
    ):
        return "accounts"
    replies = locate(sample.keys, REPLIES)
    if all(replies[key] for key in ("ticket", "text", "author_role")) and "subject" not in sample.keys:
        return "replies"
    return "feedback"


def _guess_accounts(path: str, sample: Sample) -> tuple[AccountsSettings, list[str]]:
    located = {key: paths[0][0] for key, paths in locate(sample.keys, ACCOUNTS).items() if paths}
    pattern, said = _guess_time(sample, located.get("valid_from"))
    delimiter = None if sample.delimiter == "," else sample.delimiter
    accounts = AccountsSettings(path=path, **located, delimiter=delimiter, timestamp_format=pattern)
    columns = ", ".join(f"{key} from {column}" for key, column in located.items())
    return accounts, [f"{path} holds accounts: {columns}.", *said]


def _guess_replies(path: str, sample: Sample) -> tuple[ReplyMap, list[str]]:
    located = {key: paths[0][0] for key, paths in locate(sample.keys, REPLIES).items() if paths}
    return ReplyMap(path=path, **located), [f"{path} holds replies to tickets, by the column {located['ticket']}."]


def _attach_replies(replies: Sequence[ReplyMap], sources: dict[str, SourceSettings]) -> list[str]:
    tickets = [name for name, source in sources.items() if source.preset in ("tickets", "zendesk")]
    said = []
    for found in replies:
        if len(tickets) == 1 and sources[tickets[0]].replies is None:
            sources[tickets[0]] = sources[tickets[0]].model_copy(update={"replies": found})
            said.append(f"{found.path} is joined to the source {tickets[0]}.")
        else:
            said.append(f"{found.path} is not used: say in `replies` of a source which tickets it belongs to.")
    return said


def _guess_feedback(path: str, sample: Sample) -> tuple[SourceSettings, list[str]]:
    preset, why = _guess_preset(sample)
    said = [f"{path} is read as {preset}: {why}."]
    fields = _guess_fields(sample, preset)
    if "text" not in fields and (longest := _longest_text(sample, fields)):
        fields["text"] = longest
        said.append(f"The text is taken from {longest}, the column with the longest texts.")
    if "created_at" not in fields and (timely := _column_of_times(sample, fields)):
        fields["created_at"] = timely
        said.append(f"The time is taken from {timely}, where every cell is a time.")
    pattern, about_time = _guess_time(sample, fields.get("created_at"))
    is_html = _is_html(sample, fields)
    if is_html:
        said.append("The texts hold HTML, which is read as such.")
    source = SourceSettings(
        preset=preset,
        path=path,
        encoding=_encoding_to_declare(sample.content),
        delimiter=sample.delimiter if sample.content.format == "csv" and sample.delimiter != "," else None,
        timestamp_format=pattern,
        is_html=is_html or None,
        tag_separator=_guess_separator(sample, fields.get("tags")),
        fields=FieldMap(**fields),
    )
    if source.delimiter:
        said.append(f"Fields are separated by {source.delimiter!r}.")
    return source, [*said, *about_time, *_say_what_is_left(sample, preset, fields)]


def _say_what_is_left(sample: Sample, preset: Preset, fields: Mapping[str, str]) -> Iterator[str]:
    """What nobody would miss until the figures are read: who speaks, and columns that are not used."""
    if not fields.keys() & {"customer", "customer_email"} and not PRESETS[preset].has_comments:
        yield "No column with the customer was found: set fields.customer, or each row counts as a person of its own."
    located = locate(sample.keys, PRESETS[preset].columns)
    used = {*fields.values(), *(path[0] for paths in located.values() for path in paths)}
    left = [key for key in sample.keys if key not in used]
    if left and sample.content.format in ("csv", "tsv", "parquet"):
        yield f"Not used: {', '.join(left)}."


def _guess_preset(sample: Sample) -> tuple[Preset, str]:
    keys = set(sample.keys)
    if {"Star Rating", "Package Name"} <= keys:
        return "google_play", "it has the columns of a Google Play Console export"
    nested = {key for row in sample.rows for key in (row.get("attributes") or {})} if "attributes" in keys else set()
    if "reviewerNickname" in keys | nested:
        return "app_store", "it has the fields of App Store Connect reviews"
    if "requester_id" in keys and keys & {"comments", "description"} and "id" in keys:
        return "zendesk", "it has the fields of a Zendesk ticket"
    column = next(iter(locate(sample.keys, PRESETS["nps"].columns)["rating"]), None)
    ratings = [float(text) for text in sample.values(".".join(column)) if NUMBER.fullmatch(text)] if column else []
    if ratings and max(ratings) <= 10 and (max(ratings) > 5 or "nps" in "".join(column or ()).casefold()):
        return "nps", f"the column {'.'.join(column or ())} holds answers from 0 to 10"
    if locate(sample.keys, PRESETS["reviews"].columns)["rating"]:
        return "reviews", "it has a rating of up to 5"
    return "tickets", "it has no rating"


def _guess_fields(sample: Sample, preset: Preset) -> dict[str, str]:
    """Name the column of each field that the preset finds, as one would write it."""
    located = locate(sample.keys, PRESETS[preset].columns)
    paths = {
        key: [path for path in located.get(key, ()) if sample.values(".".join(path))] for key in FieldMap.model_fields
    }
    fields = {key: ".".join(found[0]) for key, found in paths.items() if found}
    if "tags" not in fields and (tags := located.get("tags")):
        fields["tags"] = ".".join(tags[0])  # a list, or empty in the sample
    return fields


def _longest_text(sample: Sample, taken: Mapping[str, str]) -> str | None:
    lengths = {key: sum(map(len, sample.values(key))) for key in sample.keys if key not in taken.values()}
    longest = max(lengths, key=lambda key: lengths[key], default=None)
    return longest if longest and lengths[longest] / len(sample.rows) >= 20 else None


def _column_of_times(sample: Sample, taken: Mapping[str, str]) -> str | None:
    """Find the first column of times; bare numbers are not taken for any."""
    for key in sample.keys:
        values = sample.values(key)
        if (
            values
            and key not in taken.values()
            and not any(value.isdigit() for value in values)
            and any(_reads(pattern, values) for pattern in (None, *PATTERNS))
        ):
            return key
    return None


def _guess_time(sample: Sample, column: str | None) -> tuple[str | None, list[str]]:
    values = sample.values(column) if column else []
    if not values:
        return None, [
            "No column with a time was found: set fields.created_at, or there will be no trends."
        ] if not column else []
    if _reads(None, values):
        return None, []
    fitting = [pattern for pattern in PATTERNS if _reads(pattern, values)]
    if not fitting:
        return None, [f"The times in {column} ({values[0]!r}) are in no known format: set timestamp_format."]
    if len(fitting) > 1:
        return None, [f"The times in {column} ({values[0]!r}) can be {' or '.join(fitting)}: set timestamp_format."]
    return fitting[0], [f"The times in {column} are written as {fitting[0]}."]


def _reads(pattern: str | None, values: Sequence[str]) -> bool:
    read = time_reader(pattern, ZoneInfo("UTC"))
    try:
        for value in values:
            read(value)
    except Refused:
        return False
    return True


def _is_html(sample: Sample, fields: Mapping[str, str]) -> bool:
    texts = sample.values(fields["text"]) if "text" in fields else []
    return bool(texts) and sum(bool(MARKUP.search(text[:5_000])) for text in texts) / len(texts) >= HTML_SHARE


def _guess_separator(sample: Sample, column: str | None) -> str:
    text = "".join(sample.values(column)) if column else ""
    return max((",", ";", "|"), key=text.count)


def _encoding_to_declare(content: Content) -> str | None:
    is_told_by_mark = content.encoding.mark > 0 or content.encoding.name in ("utf-8", "binary")
    return None if is_told_by_mark else content.encoding.name
