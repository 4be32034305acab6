"""What a digest says: from the answers to its questions to sections of blocks. Only what an answer holds is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from insight.digest import values
from insight.digest.blocks import (
    Bars,
    Block,
    Card,
    Cards,
    Curve,
    Line,
    Paragraph,
    Quote,
    Table,
    Tile,
    Tiles,
    Tree,
    Words,
)
from insight.targets.markdown import SEVERITIES

Row = Mapping[str, Any]
Answers = Mapping[str, Sequence[Row]]

ASKED_FOR = 0.5  # share of the mentions from which on that says more than how bad it is
NOUNS = {"new": "new", "rising": "rising", "fading": "fading"}


def say_overview(answers: Answers, week_on: date, *, is_stale: bool) -> Iterator[Block]:
    """The week in four figures, and the half year before it."""
    heard = answers["heard"]
    last = heard[-1] if heard and heard[-1]["week_on"] == week_on else None
    alerts = [row for row in answers["alerts"] if row["state"] != "noise"]
    fresh = sum(row["is_new"] for row in alerts)
    running = sum(not row["is_closed"] for row in alerts)
    changed = [row["change"] for row in answers["changes"] if row["change"] in NOUNS]
    told = ", ".join(f"{changed.count(name)} {noun}" for name, noun in NOUNS.items() if name in changed)
    if last is None:
        yield Paragraph(("Nothing was heard in this week.",))
    else:
        yield Tiles(
            (
                Tile(
                    "customers heard", f"{last['customers_heard']:,}", _against(last["change_share"], answers), "heard"
                ),
                Tile(
                    "pains and requests",
                    f"{last['pains_and_requests']:,}",
                    f"in {values.counted(last['themes_heard'], 'themes')}",
                    "heard",
                ),
                Tile(
                    "alert" if running == 1 else "alerts",
                    f"{running:,}",
                    _fresh(fresh, running, len(alerts) - running),
                    "alerts",
                ),
                Tile(
                    "theme moves" if len(changed) == 1 else "themes move",
                    f"{len(changed):,}",
                    told or "none beyond chance",
                    "changes",
                ),
            )
        )
    if is_stale:
        yield Paragraph(("This is the last whole week in which anything was heard.",))
    if len(heard) > 1:
        yield Bars("Customers heard a week", tuple((row["week_on"], row["customers_heard"]) for row in heard))


def _against(change_share: float | None, answers: Answers) -> str:
    """The change on the week before; a wave of noise in it is no growth, and is said so."""
    is_noisy = any(row["state"] == "noise" and not row["is_closed"] for row in answers["alerts"])
    told = values.against(change_share)
    return f"{told}, a wave of noise among them" if is_noisy else told


def _fresh(fresh: int, running: int, closed: int) -> str:
    if not running:
        return f"{closed:,} resolved" if closed else "all quiet"
    return "new this week" if fresh == running else f"{fresh or 'none'} of them new"


def say_alerts(answers: Answers) -> Iterator[Block]:
    """Each alert with the release that it came with; those that closed, and waves of noise, last."""
    rows = answers["alerts"]
    if not rows:
        yield Paragraph(("No alert: nothing was heard more than was to be expected.",))
        return
    yield Cards(tuple(_alert(row, _curve(row, answers)) for row in rows))


def _alert(row: Row, curve: Curve) -> Card:
    mark = "noise" if row["state"] == "noise" else "resolved" if row["is_closed"] else "alert"
    since: list[str | Words] = [f"{'New, known' if row['is_new'] else 'Known'} since {values.day(row['known_on'])}"]
    if row["is_closed"]:
        since.append(f", closed on {values.day(row['closed_on'])} after two weeks without a day that stood out")
    facts: list[Line] = [(Words(_sentence(row["reason"])),), tuple(since)]
    if row["top_segment"]:
        facts.append(("Hits most: ", Words(row["top_segment"].replace("_", " "))))
    return Card(mark, Words(row["label"]), tuple(facts), curve, _quote(row) if mark == "alert" else None)


def say_changes(answers: Answers) -> Iterator[Block]:
    """New, rising and fading themes; where there are none, those that came nearest to it."""
    rows = answers["changes"]
    alerts = {
        row["theme_id"]: "Its alert is resolved." if row["is_closed"] else "It has an alert."
        for row in answers["alerts"]
    }
    moved = [row for row in rows if row["change"] in NOUNS]
    near = [row for row in rows if row["change"] == "steady"]
    if moved:
        yield Cards(tuple(_changed(row, _curve(row, answers), alert=alerts.get(row["theme_id"])) for row in moved))
    elif near:
        yield Paragraph(("No theme is new, rises or fades by more than chance. Nearest to it:",))
        headings = ("Theme", "Customers in four weeks ", "Against the twelve weeks before ", "Half a year")
        yield Table(headings, tuple(_near(row, _curve(row, answers)) for row in near))
    else:
        yield Paragraph(("There is nothing yet to compare this week with.",))
    if any(row["is_published"] for row in rows):
        note = (
            "Changes are those of the published pain points, the last four weeks against the twelve before them, and "
            "themes that stand out in this very week."
        )
    else:
        note = (
            "A theme rises or fades when its rate in the last four weeks is clear of that in the twelve before by "
            "three standard errors, and rises when it stands out in this very week."
        )
    if moved or near:
        yield Paragraph((note,), is_note=True)


def _changed(row: Row, curve: Curve, *, alert: str | None) -> Card:
    if row["change"] == "new":
        facts: list[Line] = [(f"{values.counted(row['recent'], 'customers')}, first heard {_since(row)}",)]
    elif not row["recent"]:
        facts = [
            (f"Nobody in the last four weeks, {values.counted(row['earlier'], 'customers')} in the twelve before",)
        ]
    else:
        facts = [
            (
                f"{values.counted(row['recent'], 'customers')} in the last four weeks, {row['earlier']:,} in the "
                f"twelve before{_by_rate(row)}",
            )
        ]
    if alert:  # its curve and its words stand above
        return Card(row["change"], Words(row["label"]), (*facts, (alert,)))
    quote = _quote(row) if row["change"] != "fading" else None
    return Card(row["change"], Words(row["label"]), tuple(facts), curve, quote)


def _by_rate(row: Row) -> str:
    return f": {values.times(row['times'])} by rate" if row["times"] is not None else ""


def _quote(row: Row) -> Quote | None:
    if not row["quote"]:
        return None
    where = f"{row['source']}, {values.day(row['said_on'])}" if row["said_on"] else str(row["source"])
    return Quote(Words(row["quote"], row["language"]), Words(where), row["source_url"])


def _near(row: Row, curve: Curve) -> tuple[Line | Curve, ...]:
    return (Words(row["label"]),), (f"{row['recent']:,}",), (_ratio(row),), curve


def _ratio(row: Row) -> str:
    if row["times"] is None:
        return "not heard before"
    end = values.times(row["times_hi"]) if row["times_hi"] is not None else "any"
    return f"{values.times(row['times'])} ({values.times(row['times_lo'])} to {end})"


def _curve(row: Row, answers: Answers) -> Curve:
    """The theme's weeks, with those before it was first heard as what they were: nobody."""
    counts = tuple(row["customers_a_week"] or ())
    return Curve((0,) * (len(answers["heard"]) - len(counts)) + counts)


def _since(row: Row) -> str:
    return f"in the week of {values.day(row['first_week_on'])}"


def say_most(answers: Answers) -> Iterator[Block]:
    """The themes with most customers in the week."""
    rows = answers["most"]
    if not rows:
        yield Paragraph(("No theme was heard in this week.",))
        return
    headings = ("Theme", "Area", "Customers ", "Half a year")
    yield Table(
        headings,
        tuple(
            (
                (Words(row["label"]),),
                (Words(row["area"] or ""),),
                (f"{row['week_customers']:,}",),
                _curve(row, answers),
            )
            for row in rows
        ),
    )


def say_map(rows: Sequence[Row]) -> Iterator[Block]:
    """All themes of the last four weeks, by area."""
    leaves = tuple((row["area"] or "No area", row["label"], row["recent"], row["change"]) for row in rows)
    yield Tree("Customers in the last four weeks, by area and theme", leaves)


def say_ideas(rows: Sequence[Row]) -> Iterator[Block]:
    """The first ideas that are not done, each with who asks, what it weighs, who says otherwise, and a quote."""
    if not rows:
        yield Paragraph(("No ideas yet.",))
        return
    yield Cards(tuple(_idea(row) for row in rows))


def _idea(row: Row) -> Card:
    facts: list[Line] = [(_reach(row),), (f"{_weight(row)} {_otherwise(row)}",)]
    if row["status"] != "new":
        facts.append((Words(f"{row['status'].capitalize()}{' by ' + row['owner'] if row['owner'] else ''}"),))
    return Card("idea", Words(f"{row['rank']}. {row['title']}"), tuple(facts), quote=_quote(row))


def _reach(row: Row) -> str:
    customers = values.counted(row["customer_count"], "customers")
    if row["revenue_at_stake"] is None:
        return f"{customers}, revenue not known"
    revenue = values.money(row["revenue_at_stake"], row["currency"])
    return f"{customers}; {revenue} a year, known for {values.share(row['revenue_known_share'])} of them"


def _weight(row: Row) -> str:
    """What lifts an idea beside its reach: that it is asked for in so many words, or how bad the worst of it is."""
    if row["explicit_request_share"] is not None and row["explicit_request_share"] >= ASKED_FOR:
        return f"{values.share(row['explicit_request_share'])} of the mentions ask for it."
    if row["severity_p90"] is None:
        return "How bad it is, nobody says."
    return f"The worst tenth: {SEVERITIES[round(row['severity_p90']) - 1]}."


def _otherwise(row: Row) -> str:
    if not row["counter_count"]:
        return "Nobody was found who says otherwise."
    says = "says" if row["counter_count"] == 1 else "say"
    return f"{values.counted(row['counter_count'], 'customers')} {says} otherwise."


def say_shipped(answers: Answers) -> Iterator[Block]:
    """What was shipped, and whether it is heard less since; whom to tell, where the tables say so."""
    rows = answers["shipped"]
    if rows and "outcome" in rows[0]:
        known = ("Idea", "Release", "Since", "Before ", "After ", "By rate ", "Did it help?", "Customers to tell ")
        yield Table(known, tuple(_outcome(row) for row in rows))
    else:
        headings = ("Idea", "Customers in four weeks ", "In the twelve before ", "By rate ", "Half a year")
        yield Table(headings, tuple(_shipped(row, _curve(row, answers)) for row in rows))


def _shipped(row: Row, curve: Curve) -> tuple[Line | Curve, ...]:
    return (Words(row["title"]),), (f"{row['recent']:,}",), (f"{row['earlier']:,}",), (_ratio(row),), curve


def _outcome(row: Row) -> tuple[Line, ...]:
    released = f"{values.day(row['released_on'])} {row['released_on'].year}" if row["released_on"] else "not known"
    return (
        (Words(row["title"]),),
        (Words(row["release"] or "–"),),
        (released,),
        (_in_days(row["before_count"], row["before_days"]),),
        (_in_days(row["after_count"], row["after_days"]),),
        (_ratio(row) if row["times"] is not None else "–",),
        (Words(row["outcome"]),),
        (f"{row['tell_count']:,}",),
    )


def _in_days(count: int | None, days: int | None) -> str:
    return f"{count:,} in {values.counted(days, 'days')}" if count is not None and days is not None else "–"


def say_moves(rows: Sequence[Row]) -> Iterator[Block]:
    """What became of themes: renamed, merged, split, retired."""
    headings = ("Day", "What", "Theme", "Into", "Why")
    yield Table(
        headings,
        tuple(
            (
                (values.day(row["moved_on"]),),
                (Words(row["op"]),),
                (Words("; ".join(row["from_labels"] or ())),),
                (Words("; ".join(row["to_labels"] or ())),),
                (Words(row["reason"] or ""),),
            )
            for row in rows
        ),
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
