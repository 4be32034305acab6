"""Feedback: the source settings of a file that nobody has described yet, with a sentence for each guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from insight.config import FieldMap, Preset, SourceSettings
from insight.errors import SourceRejected
from insight.sources.guess.columns import find_columns, find_path, find_prose, find_rating, spell
from insight.sources.guess.comments import find_comments
from insight.sources.guess.names import NAMES
from insight.sources.guess.samples import Sample
from insight.sources.guess.times import Times, find_times
from insight.sources.guess.trial import try_source
from insight.sources.mapping import locate
from insight.sources.presets import PRESETS
from insight.sources.rows import Content

HTML_SHARE = 0.2
MARKUP = re.compile(r"</?(?:p|br|div|span|a|ul|li|b|i|em|strong|table|blockquote|html)\b[^<>]{0,500}>", re.IGNORECASE)
ZENDESK_API = re.compile(r"(https://[^/\s]+)/api/v2/tickets/")
MOST_TEXTS = 4  # columns of prose that are taken for answers of one customer
# What a ticket has and a review or an answer has not.
SIGNS_OF_A_TICKET = (
    *("agent", "assignee", "priority", "ticketid", "caseid", "casenumber", "issuekey", "issueid", "conversationid"),
    *("requesterid", "teammateassigned", "resolution", "statuscategory"),
)
SIGNS_OF_ZENDESK = ("comments", "raw_subject", "submitter_id", "via", "organization_id", "ticket_form_id")


def guess_feedback(path: str, sample: Sample, root: Path) -> tuple[SourceSettings, list[str]]:
    """Guess the settings of one source and say why; the last sentences say what they read and what they leave.

    Raise SourceRejected for a table in which nobody says or rates anything.
    """
    comments = find_comments(sample)
    preset, why, rating = _guess_preset(sample, has_comments=comments is not None)
    said = [f"{path} is read as {preset}: {why}."]
    if sample.page_key is not None:
        said.append(f"Its rows are in the list {sample.page_key}.")
    fields: dict[str, Any] = find_columns(sample, preset, rating)
    times = find_times(sample, fields)
    fields |= {key: found for key in ("created_at", "updated_at") if (found := getattr(times, key)) is not None}
    if comments is not None and not PRESETS[preset].has_comments:
        told = " and ".join(
            getattr(comments, key) for key in ("author_role", "author") if key in comments.model_fields_set
        )
        said.append(f"Further messages are in the list {comments.path}; who wrote them is told by {told}.")
    if "text" not in fields and (prose := find_prose(sample, fields)):
        said.append(_take_prose(fields, prose, preset))
    if not fields.keys() & {"text", "title", "rating"}:
        there = ", ".join(key[:60] for key in sample.keys[:20])
        raise SourceRejected(
            f"{path}: no column of texts or ratings was found; there are: {there}. Is the first line a header?"
        )
    if rating is None and (unread := _find_unread_rating(sample)):
        said.append(unread)
    is_html = _is_html(sample, fields)
    if is_html:
        said.append("The texts hold HTML, which is read as such.")
    source = _make_source(path, sample, preset, fields, times, is_html=is_html).model_copy(
        update={"comments": None if PRESETS[preset].has_comments else comments}
    )
    said.append(_say_fields(fields))
    if source.delimiter:
        said.append(f"Fields are separated by {source.delimiter!r}.")
    left = _say_what_is_left(sample, preset, fields)
    return source, [*said, *times.sentences, *left, *try_source(source, sample, root)]


def _make_source(
    path: str, sample: Sample, preset: Preset, fields: Mapping[str, Any], times: Times, *, is_html: bool
) -> SourceSettings:
    return SourceSettings(
        preset=preset,
        path=path,
        rows=sample.page_key,
        encoding=_encoding_to_declare(sample.content),
        delimiter=sample.delimiter if sample.content.format == "csv" and sample.delimiter != "," else None,
        timestamp_format=times.pattern,
        timezone=times.zone or "UTC",
        is_html=is_html or None,
        url_pattern=_guess_link(sample) if preset == "zendesk" else None,
        tag_separator=_guess_separator(sample, fields.get("tags")),
        fields=FieldMap(**fields),
    )


def _take_prose(fields: dict[str, Any], prose: list[str], preset: Preset) -> str:
    """Take the longest texts, or, of what answers several questions, all of them."""
    if preset == "tickets" or len(prose) == 1:
        fields["text"] = prose[0]
        return f"The text is taken from {prose[0]}, the column with the longest texts."
    fields["text"] = tuple(prose[:MOST_TEXTS])
    return f"The texts are taken from {', '.join(fields['text'])}: each is a message of its own."


def _say_fields(fields: Mapping[str, Any]) -> str:
    named = ((key, found if isinstance(found, str) else " and ".join(found)) for key, found in fields.items())
    return "Fields: " + ", ".join(f"{key} from {column}" for key, column in named) + "."


def _say_what_is_left(sample: Sample, preset: Preset, fields: Mapping[str, Any]) -> Iterator[str]:
    """What nobody would miss until the figures are read: who speaks, and columns that are not used."""
    if not fields.keys() & {"customer", "customer_email"} and not PRESETS[preset].has_comments:
        yield "No column with the customer was found: set fields.customer, or each row counts as a person of its own."
    located = locate(sample.keys, PRESETS[preset].columns)
    used = {path[0] for paths in located.values() for path in paths}
    used |= {one for named in fields.values() for one in ((named,) if isinstance(named, str) else named)}
    left = [key for key in sample.keys if key not in used]
    if left and sample.content.format in ("csv", "tsv", "parquet"):
        yield f"Not used: {', '.join(left)}."


def _guess_preset(sample: Sample, *, has_comments: bool) -> tuple[Preset, str, str | None]:
    """Return the preset that fits best, why, and the column of ratings."""
    keys = set(sample.keys)
    if {"Star Rating", "Package Name"} <= keys:
        return "google_play", "it has the columns of a Google Play Console export", "Star Rating"
    if "reviewerNickname" in keys or "attributes.reviewerNickname" in sample.paths:
        rating = "attributes.rating" if "attributes" in keys else "rating"
        return "app_store", "it has the fields of App Store Connect reviews", rating
    is_plain = {"id", "requester_id"} <= keys and keys & {"comments", "description"}
    if is_plain and keys & set(SIGNS_OF_ZENDESK) and "conversations" not in keys:
        return "zendesk", "it has the fields of a Zendesk ticket", None
    if has_comments:
        return "tickets", "it has the messages of a talk", None
    if {spell(key) for key in keys} & set(SIGNS_OF_A_TICKET):
        return "tickets", "it has the columns of tickets", None
    stars, nps = find_rating(sample, "stars"), find_rating(sample, "nps")
    if nps is not None and (stars is None or _is_asked(nps)) and not _is_asked_for_stars(sample, stars, nps):
        return "nps", f"the column {nps} holds answers from 0 to 10", nps
    if stars is not None:
        return "reviews", f"the column {stars} holds ratings of up to 5", stars
    return "tickets", "it has no rating", None


def _find_unread_rating(sample: Sample) -> str | None:
    """Say of a column that is called a rating why it is none."""
    named = find_path(sample.paths, NAMES["rating"], lambda path: bool(sample.values(path)))
    if named is None:
        return None
    return f"The cells of {named} ({sample.values(named)[0]!r}) are no ratings from 1 to 5 or 0 to 10."


def _is_asked(column: str) -> bool:
    """Whether a column's own name says that it is of the recommendation."""
    return "nps" in column.casefold() or "recommend" in column.casefold()


def _is_asked_for_stars(sample: Sample, stars: str | None, nps: str) -> bool:
    """Whether a file has both, as some review sites ask: stars tell what it is, and are answered by everyone."""
    return stars is not None and stars != nps and len(sample.values(stars)) >= len(sample.values(nps))


def _is_html(sample: Sample, fields: Mapping[str, Any]) -> bool:
    named = fields.get("text", ())
    texts = [text for one in ((named,) if isinstance(named, str) else named) for text in sample.values(one)]
    return bool(texts) and sum(bool(MARKUP.search(text[:5_000])) for text in texts) / len(texts) >= HTML_SHARE


def _guess_link(sample: Sample) -> str | None:
    """Return how Zendesk's page of a ticket is addressed, by the address that its API gives it."""
    hosts = {found[1] for url in sample.values("url") if (found := ZENDESK_API.match(url))}
    return f"{hosts.pop()}/agent/tickets/{{id}}" if len(hosts) == 1 else None


def _guess_separator(sample: Sample, column: str | None) -> str:
    text = "".join(sample.values(column)) if column else ""
    return max((",", ";", "|"), key=text.count)


def _encoding_to_declare(content: Content) -> str | None:
    is_told_by_mark = content.encoding.mark > 0 or content.encoding.name in ("utf-8", "binary")
    return None if is_told_by_mark else content.encoding.name
