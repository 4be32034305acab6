"""Measure specific pains and requests on real tickets: `python -m benchmarks.specific [--json FILE] [--misses]`.

Reads benchmarks/labels and the tickets of Thunderbird's forum below INSIGHT_DATA (default ../shared/data beside the
repository), and says so where they are missing. The labelled tickets go through ingestion and mining as they always
do; a ticket whose landed text is not the one that was labelled is left out, and counted.

- precision: of the statements kept (specific, and a pain or a request), those that overlap a labelled pain or request
  by at least half of the shorter of both.
- recall: of the labelled pains and requests, those that a kept statement overlaps likewise. A repeat in the same words,
  which mining drops on purpose, is found where the first one is. Once more for first mentions alone.
- kind: of the right statements, those whose kind is that of the label that they overlap most.
- useless: of the statements kept, those that overlap no labelled span of any kind likewise, not even a how-to question
  or topic that is labelled for naming something. What is left is steps, story, environment, thanks and vague talk.

The last column judges a second annotator's pains and requests of test by the first one's labels, as if they had been
kept: what two readers of the same rules agree to. Judged the other way round, precision and recall change places.

Intervals are 95 %, by bootstrap over tickets. `--misses` prints the errors of dev, never those of test.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.main_job import DATA, HEADINGS, ROOT

LABELS = Path(__file__).parent / "labels"
TICKETS = tuple(DATA / "thunderbird" / f"tickets-{year}.csv.gz" for year in (2023, 2024))
RESAMPLES = 2_000
Split = Literal["dev", "fit", "test", "more"]
Part = Literal["title", "body"]


@dataclass(frozen=True)
class Span:
    """A part of a landed message, labelled or mined."""

    part: Part
    start: int
    end: int
    kind: str
    is_repeat: bool = False

    def covers(self, other: Span) -> bool:
        """Whether both overlap by at least half of the shorter one."""
        return self.shared(other) * 2 >= min(self.end - self.start, other.end - other.start)

    def shared(self, other: Span) -> int:
        return min(self.end, other.end) - max(self.start, other.start) if self.part == other.part else 0


@dataclass
class Ticket:
    """A labelled ticket: its texts by part, what was labelled in it and what mining kept of it."""

    split: Split
    hashes: Mapping[str, str]
    labels: list[Span] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    kept: list[Span] = field(default_factory=list)

    def text(self, span: Span) -> str:
        return self.texts[span.part][span.start : span.end]


@dataclass(frozen=True)
class Counts:
    """What one ticket adds to the figures."""

    kept: int
    right: int
    same_kind: int
    useless: int
    labelled: int
    found: int
    first: int
    first_found: int


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--misses", action="store_true", help="print the errors of dev")
    arguments = parser.parse_args()
    if not is_here():
        print(f"The tickets of Thunderbird's forum are not below {DATA}: skipped (set INSIGHT_DATA)")
        return
    tickets, drifted = mine_labelled()
    if arguments.misses:
        print_misses(ticket for ticket in tickets.values() if ticket.split == "dev")
    figures = {**measure(tickets.values()), "second reader, test": agree(tickets, read_spans("thunderbird_second.csv"))}
    print(f"{len(tickets)} tickets; {drifted} left out, whose text is not the one that was labelled")
    print_figures(figures)
    if arguments.json:
        arguments.json.write_text(json.dumps({"drifted": drifted, **figures}, indent=2) + "\n", encoding="utf-8")


def is_here() -> bool:
    return all(file.exists() for file in TICKETS)


def mine_labelled() -> tuple[dict[str, Ticket], int]:
    """Land and mine the labelled tickets in a folder of their own; return them, and how many have another text."""
    from insight import pipeline
    from insight.config import load_settings

    tickets = {name: one for name, one in read_labels().items() if one.split != "more"}
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(prepare(Path(folder), tickets))
        with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
            pipeline.ingest(session)
            pipeline.find_statements(session)
            landed, kept = session.warehouse.rows(_LANDED), session.warehouse.rows(_KEPT)
    is_same = dict.fromkeys(tickets, 0)
    for row in landed:
        ticket = tickets[row["ticket_id"]]
        ticket.texts[row["part"]] = row["text"]
        is_same[row["ticket_id"]] += row["md5"] == ticket.hashes[row["part"]]
    for row in kept:
        span = Span(row["part"], row["char_start"], row["char_end"], row["kind"])
        tickets[row["ticket_id"]].kept.append(span)
    same = {name: ticket for name, ticket in tickets.items() if is_same[name] == 2}
    return same, len(tickets) - len(same)


_LANDED = """
select feedback.source_id as ticket_id, messages.part, messages.text, md5(messages.text) as md5
from staging.customer_messages as messages
join raw.feedback as feedback on feedback.feedback_id = messages.feedback_id
"""

_KEPT = """
select feedback.source_id as ticket_id, messages.part, statements.char_start, statements.char_end, statements.kind
from mined.statements as statements
join staging.customer_messages as messages on messages.message_id = statements.message_id
join raw.feedback as feedback on feedback.feedback_id = messages.feedback_id
where statements.is_specific and statements.kind in ('pain', 'request')
order by feedback.source_id, messages.part desc, statements.char_start
"""


def read_labels() -> dict[str, Ticket]:
    """Read the labelled tickets and their spans, in the order of the files."""
    tickets = {
        row["ticket_id"]: Ticket(row["split"], {"title": row["title_md5"], "body": row["body_md5"]})
        for row in read_csv("thunderbird_tickets.csv")
    }
    for ticket_id, spans in read_spans("thunderbird_specific.csv").items():
        tickets[ticket_id].labels.extend(spans)
    return tickets


def read_spans(name: str) -> dict[str, list[Span]]:
    """Read an annotator's spans by ticket, in the order of the file."""
    spans: dict[str, list[Span]] = {}
    for row in read_csv(name):
        place = int(row["char_start"]), int(row["char_end"])
        span = Span(row["part"], *place, row["kind"], is_repeat=row["repeats"] == "true")
        spans.setdefault(row["ticket_id"], []).append(span)
    return spans


def read_csv(name: str) -> list[dict[str, Any]]:
    with (LABELS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def prepare(folder: Path, chosen: Iterable[str]) -> Path:
    """Write the chosen tickets and the documented settings, without replies, into `folder`."""
    wanted = set(chosen)
    csv.field_size_limit(10_000_000)
    with (folder / "tickets.csv").open("w", encoding="utf-8", newline="") as out:
        writer: csv.DictWriter[str] | None = None
        for file in TICKETS:
            with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
                reader = csv.DictReader(lines)
                if writer is None:
                    writer = csv.DictWriter(out, reader.fieldnames or ())
                    writer.writeheader()
                writer.writerows(row for row in reader if row["id"] in wanted)
    documented = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8").split(HEADINGS["thunderbird"])[1]
    text = documented.split("```toml\n")[1].split("```")[0].split("[sources.thunderbird.replies]")[0]
    path = folder / "insight.toml"
    path.write_text(re.sub(r'(?m)^path = ".*"', 'path = "tickets.csv"', text), encoding="utf-8")
    return path


def measure(tickets: Iterable[Ticket]) -> dict[str, Any]:
    """Return the figures of each split: each with its value, its interval and the counts behind it."""
    counted = [(ticket.split, count(ticket)) for ticket in tickets]
    splits = dict.fromkeys(name for name in ("dev", "fit", "test") if any(name == one for one, _ in counted))
    return {split: figures_of([counts for name, counts in counted if name == split]) for split in splits}


def agree(tickets: Mapping[str, Ticket], second: Mapping[str, Sequence[Span]]) -> dict[str, Any]:
    """Judge a second annotator's pains and requests of test by the first one's labels, as if they had been kept."""
    read_again = {
        name: replace(ticket, kept=[span for span in second.get(name, ()) if span.kind != "named"])
        for name, ticket in tickets.items()
        if ticket.split == "test"
    }
    return figures_of([count(ticket) for ticket in read_again.values()])


def count(ticket: Ticket) -> Counts:
    labels = [label for label in ticket.labels if label.kind != "named"]
    right = [(span, best) for span in ticket.kept if (best := best_of(span, labels)) is not None]
    found = find_labels(ticket, labels)
    return Counts(
        kept=len(ticket.kept),
        right=len(right),
        same_kind=sum(span.kind == label.kind for span, label in right),
        useless=sum(best_of(span, ticket.labels) is None for span in ticket.kept),
        labelled=len(labels),
        found=sum(found),
        first=sum(not label.is_repeat for label in labels),
        first_found=sum(is_found for label, is_found in zip(labels, found, strict=True) if not label.is_repeat),
    )


def best_of(span: Span, labels: Sequence[Span]) -> Span | None:
    """Return the label that a statement overlaps most, of those that it overlaps enough."""
    fitting = [label for label in labels if label.covers(span)]
    return max(fitting, key=span.shared, default=None)


def find_labels(ticket: Ticket, labels: Sequence[Span]) -> list[bool]:
    """Tell for each label whether a kept statement says it, there or, for a repeat, earlier in the same words."""
    found: list[bool] = []
    said: set[str] = set()
    for label in labels:
        words = " ".join(re.findall(r"\w+", ticket.text(label).casefold()))
        found.append(any(label.covers(span) for span in ticket.kept) or (label.is_repeat and words in said))
        if found[-1]:
            said.add(words)
    return found


RATIOS = {
    "precision": ("right", "kept"),
    "recall": ("found", "labelled"),
    "recall, first mentions": ("first_found", "first"),
    "kind": ("same_kind", "right"),
    "useless": ("useless", "kept"),
}


def figures_of(counts: Sequence[Counts]) -> dict[str, Any]:
    totals = {name: np.array([asdict(one)[name] for one in counts]) for name in Counts.__dataclass_fields__}
    chosen = np.random.default_rng(11).integers(0, len(counts), (RESAMPLES, len(counts)))
    return {name: ratio(totals[above], totals[below], chosen) for name, (above, below) in RATIOS.items()}


def ratio(above: NDArray[np.int64], below: NDArray[np.int64], chosen: NDArray[np.int64]) -> dict[str, float | int]:
    """A share with its 95 % interval, from tickets drawn again and again."""
    shares = above[chosen].sum(axis=1) / np.maximum(below[chosen].sum(axis=1), 1)
    low, high = np.quantile(shares, (0.025, 0.975))
    value = above.sum() / max(below.sum(), 1)
    rounded = {"value": round(float(value), 3), "low": round(float(low), 3), "high": round(float(high), 3)}
    return {**rounded, "count": int(above.sum()), "of": int(below.sum())}


def print_figures(figures: Mapping[str, Any]) -> None:
    print(f"{'':<24}" + "".join(f"{split:<32}" for split in figures))
    for name in RATIOS:
        cells = [_cell(found[name]) for found in figures.values()]
        print(f"{name:<24}" + "".join(f"{cell:<32}" for cell in cells))


def _cell(found: Mapping[str, Any]) -> str:
    return f"{found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}] {found['count']}/{found['of']}"


def print_misses(tickets: Iterable[Ticket]) -> None:
    """Print what was kept wrongly, and what was labelled and not found."""
    for ticket in tickets:
        labels = [label for label in ticket.labels if label.kind != "named"]
        for span in ticket.kept:
            best = best_of(span, labels)
            if best is None:
                character = "named" if best_of(span, ticket.labels) else "useless"
                print(f"WRONG {character:<8} {span.kind:<8} {ticket.text(span)!r}")
            elif best.kind != span.kind:
                print(f"KIND  {best.kind} as {span.kind}: {ticket.text(span)!r}")
        for label, is_found in zip(labels, find_labels(ticket, labels), strict=True):
            if not is_found:
                print(f"MISSED {label.kind:<8} {ticket.text(label)!r}")


if __name__ == "__main__":
    main()
