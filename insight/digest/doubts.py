"""What a digest does not know: unclear, unread, stale, fragile or not measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from insight.digest import values
from insight.digest.blocks import Block, Line, Paragraph, Table, Words
from insight.digest.sections import Answers, Row


def say_unknown(answers: Answers) -> Iterator[Block]:
    """What the digest does not know: unread, unclear, stale, not measured."""
    for row in answers["unclear"]:
        if row["specific_statements"] and not row["unclear"]:
            yield Paragraph(
                (f"All {values.counted(row['specific_statements'], 'specific pains and requests')} have a theme.",)
            )
        elif row["specific_statements"]:
            yield Paragraph(
                (
                    f"{values.counted(row['unclear'], 'specific pains and requests')} of "
                    f"{row['specific_statements']:,} ({values.share(row['unclear_share'])}) are in no theme.",
                )
            )
    yield from _doubts(answers["doubts"])
    if answers["labelled"]:
        for row in answers["labelled"]:
            interval = f"{row['value_lo']:.2f} to {row['value_hi']:.2f}"
            yield Paragraph(
                (
                    f"How well kinds are told: macro-F1 {row['value']:.2f} ({interval}) on "
                    f"{values.counted(row['label_count'], 'labels')} of ",
                    Words(row["label_set"]),
                    ".",
                )
            )
    else:
        yield Paragraph(("How well kinds are told was not measured on labels of yours; insight evaluate does it.",))
    if answers["sources"]:
        headings = ("Source", "Feedback ", "Newest", "Days silent ", "Messages unread ", "In quarantine ", "Undated ")
        yield Table(headings, tuple(_source(row) for row in answers["sources"]))
        yield Paragraph(
            ("Unread: set aside and not mined, such as messages in a language that is not read.",), is_note=True
        )
    if answers["rules"]:
        yield Table(("Check that was not met", "Observed"), tuple(map(_rule, answers["rules"])))


def _doubts(rows: Sequence[Row]) -> Iterator[Block]:
    for row in rows:
        of_all = f"of {values.counted(row['ideas'], 'ideas')}"
        if row["fragile"]:
            yield Paragraph((f"{row['fragile']:,} {of_all} would move by more than three places under other weights.",))
        if row["without_revenue"]:
            yield Paragraph((f"No revenue is known for {row['without_revenue']:,} {of_all}.",))


def _source(row: Row) -> tuple[Line, ...]:
    return (
        (Words(row["source"]),),
        (f"{row['feedback_count']:,}",),
        (f"{values.day(row['newest_on'])} {row['newest_on'].year}" if row["newest_on"] else "–",),
        (f"{row['silent_days']:,}" if row["silent_days"] is not None else "–",),
        (f"{row['set_aside_count']:,}",),
        (f"{row['quarantine_count']:,}",),
        (f"{row['no_date_count']:,}",),
    )


def _rule(row: Row) -> tuple[Line, ...]:
    return (Words(row["name"].replace("_", " ")),), (Words(row["observed"] or ""),)
