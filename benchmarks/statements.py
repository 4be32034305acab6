"""Measure how well statements are read: `python -m benchmarks.statements [--only clap|bundled|speed] [--json FILE]`.

One row a figure, beside what is to be reached and what is published. Public data is read from INSIGHT_DATA (default
../shared/data beside the repository); a set that is missing is skipped, and said so. Vectors and the mined sample are
kept in insight-data/benchmarks. What customers say a product has (app-features, hu-liu) and how they feel is measured
by `python -m benchmarks.meaning`, what is worth keeping of a ticket by `python -m benchmarks.specific`.

**clap**, 3,000 reviews, by `insight evaluate` as it comes: whole reviews with their stars, split and judged as the job
does, no label used. Folded: BUG, PERFORMANCE, ENERGY, USABILITY and SECURITY are bug, FEATURE is request. Learned: by
`insight learn` on one half (by a hash of the text), measured on the other, and the other way round; once more as the
mean of six halvings, that one among them, with the lowest and the highest. Six classes: the reviews that a person gave
one of them, the answer among them; seven: all reviews.

**bundled**: what the sample plants. The examples were chosen with an eye on it, so it shows that the job does what it
should rather than how well it does on what it has not seen.

**speed**: the tickets of Thunderbird's forum, from cleaning to statements, without vectors (see benchmarks/speed.py).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import speed
from benchmarks.bundled import duplicates, kind_answers, mine_sample, personal_left, several_problems, share
from benchmarks.themes import CACHE, DATA, vectors_of
from insight.evaluation import Answer, Report, evaluate
from insight.labels import LabelledText, read_labels
from insight.records import content_hash, text_key
from insight.statements import Reader
from insight.statements.kinds import Array
from insight.statements.labelled import (
    Evidence,
    Lessons,
    choose_examples,
    fit_lessons,
    judge_leaves,
    read_examples,
    read_labelled,
    teach,
)
from insight.statements.schemes import Scheme, find_scheme, gather

HALVINGS = ("half", "half 2", "half 3", "half 4", "half 5", "half 6")
FOLDED = dict.fromkeys(("PERFORMANCE", "ENERGY", "USABILITY", "SECURITY"), "bug")
CONSOLE = Console()


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure: what it should be at least (or at most), and what is published on the same data."""

    what: str
    data: str
    value: float
    low: float | None
    high: float | None
    bar: float
    published: str
    is_limit: bool = False  # the bar is the most that it may be

    @property
    def is_reached(self) -> bool:
        return self.value <= self.bar if self.is_limit else self.value >= self.bar


@dataclass(frozen=True)
class Clap:
    """The reviews, split and encoded once."""

    reader: Reader
    rows: Sequence[LabelledText]
    evidence: Evidence
    base: Lessons

    def scheme(self, fold: dict[str, str]) -> tuple[Scheme, list[str]]:
        scheme, names = find_scheme({row.label for row in self.rows}, fold)
        return scheme, [names[row.label] for row in self.rows]

    def judge(self, lessons: Lessons, scheme: Scheme) -> Array:
        leaves = judge_leaves(self.reader, self.evidence, fit_lessons(lessons))
        return gather(leaves, self.evidence.owners, self.evidence.count, scheme)


def clap_rows() -> Iterator[Row]:
    """Kinds and types of pain on clap, without its labels and learned from half of them."""
    file = DATA / "clap" / "reviews.csv.gz"
    if not file.exists():
        CONSOLE.print(f"clap is not below {DATA}: skipped")
        return
    clap = open_clap(file)
    folded = measure_clap(clap, FOLDED)["clap"]
    yield of("kind, no label used", "clap folded", folded[0].macro_f1, 0.83, ".818 TF-IDF learned on the set")
    yield of("kind, learned on half", "clap folded", folded[1].macro_f1, 0.86, ".818 TF-IDF learned on the set")
    halved = halvings(clap, FOLDED)
    mean, low, high = float(np.mean(halved)), min(halved), max(halved)
    yield Row(
        "kind, learned on half, six halvings", "clap folded", mean, low, high, 0.86, ".818 TF-IDF learned on the set"
    )
    error = folded[0].calibration_error
    yield replace(of("calibration error, no label used", "clap folded", error, 0.05, ""), is_limit=True)
    error = folded[1].calibration_error
    yield replace(of("calibration error, learned", "clap folded", error, 0.05, ""), is_limit=True)
    types = measure_clap(clap, {}, without="other")
    seven, six = types["clap"], types["clap without other"]
    yield of("pain type, no label used", "clap six classes", six[0].macro_f1, 0.60, ".713 prompted LLM (seven)")
    yield of("pain type, learned on half", "clap six classes", six[1].macro_f1, 0.75, ".788 supervised SVM (seven)")
    yield of("pain type, no label used", "clap seven classes", seven[0].macro_f1, 0.60, ".713 prompted LLM")
    yield of("pain type, learned on half", "clap seven classes", seven[1].macro_f1, 0.75, ".788 supervised SVM")


def open_clap(file: Path) -> Clap:
    rows = [replace(row, text=row.text) for row in read_labels(file)]
    reader = Reader()

    def encode(texts: Sequence[str], is_english: bool) -> np.ndarray:
        if is_english:
            return vectors_of(list(texts))
        from insight.encoder import open_multilingual

        return open_multilingual().encode(texts)

    evidence = read_labelled(reader, encode, [row.text for row in rows], [row.rating for row in rows])
    return Clap(reader, rows, evidence, read_examples(reader, encode, evidence))


def measure_clap(clap: Clap, fold: dict[str, str], *, without: str = "") -> dict[str, tuple[Report, Report]]:
    """Judge without any label, and each half by what the other taught; also without the texts of one class."""
    scheme, truth = clap.scheme(fold)
    untaught, taught = clap.judge(clap.base, scheme), judge_halves(clap, scheme, truth, HALVINGS[0])
    return {
        f"clap without {one}" if one else "clap": (
            report(clap, untaught, scheme, truth, one),
            report(clap, taught, scheme, truth, one),
        )
        for one in {"", without}
    }


def halvings(clap: Clap, fold: dict[str, str]) -> list[float]:
    """Macro-F1 of each of HALVINGS, because one half teaches more than another."""
    scheme, truth = clap.scheme(fold)
    taught = (judge_halves(clap, scheme, truth, name) for name in HALVINGS)
    return [report(clap, chances, scheme, truth, "").macro_f1.value for chances in taught]


def judge_halves(clap: Clap, scheme: Scheme, truth: Sequence[str], name: str) -> Array:
    """Judge each half by what the other taught; `name` says which halves."""
    leaves = judge_leaves(clap.reader, clap.evidence, fit_lessons(clap.base))
    halves = np.array([int(content_hash(name, text_key(row.text)), 16) % 2 for row in clap.rows])
    taught = np.zeros((len(clap.rows), len(scheme.labels)))
    for half in (0, 1):
        chosen = choose_examples(clap.evidence, leaves, truth, scheme, np.flatnonzero(halves != half).tolist())
        judged = clap.judge(teach(clap.base, clap.evidence, chosen), scheme)
        taught[halves == half] = judged[halves == half]
    return taught


def report(clap: Clap, chances: Array, scheme: Scheme, truth: Sequence[str], without: str) -> Report:
    asked = [at for at, said in enumerate(truth) if said != without]
    allowed = [at for at, label in enumerate(scheme.labels) if label != without]
    answers = []
    for at in asked:
        shares = chances[at, allowed] / max(chances[at, allowed].sum(), 1e-12)
        best = int(shares.argmax())
        line = f"line {clap.rows[at].line}"
        answers.append(Answer(line, truth[at], scheme.labels[allowed[best]], float(shares[best])))
    return evaluate("clap", answers)


def bundled_rows() -> Iterator[Row]:
    """What the bundled sample plants."""
    mined = mine_sample(CACHE / "statements-sample")
    for language, name in ((None, "bundled truth"), ("en", "bundled truth, English")):
        kinds = evaluate(name, kind_answers(mined, language=language))
        yield of("kind, macro-F1", name, kinds.macro_f1, 0.90, "none")
        yield of("kind, accuracy (micro-F1)", name, kinds.accuracy, 0.90, "none")
    three = several_problems(mined)
    yield Row("tickets with three problems that yield three", "bundled truth", share(three), None, None, 0.95, "none")
    left = personal_left(mined)
    for kind, found in sorted(left.items()):
        yield Row(f"personal data gone: {kind}", "bundled truth", share(found), None, None, 1.0, "none")
    again = duplicates(mined)
    yield Row("told again, counted once", "bundled truth", share(again["again"]), None, None, 0.95, "none")
    yield Row("same words of many, each a vote", "bundled truth", share(again["each"]), None, None, 0.95, "none")


def speed_rows() -> Iterator[Row]:
    """Reading without vectors."""
    if not speed.is_here():
        CONSOLE.print(f"speed: skipped, {DATA / 'thunderbird'} is not there (set INSIGHT_DATA)")
        return
    found = speed.measure_speed()
    data = f"thunderbird, {found.tickets:,} tickets, 2 workers"
    yield Row("seconds, cleaning to statements", data, found.seconds, None, None, 90.0, "none", is_limit=True)
    growth = found.megabytes / max(found.first_quarter_megabytes, 1.0)
    yield Row("memory against the first quarter", data, growth, None, None, 1.25, "none", is_limit=True)


# Each yields rows of the table; a further set is a further function here.
MEASURES: dict[str, Callable[[], Iterator[Row]]] = {"clap": clap_rows, "bundled": bundled_rows, "speed": speed_rows}


def of(what: str, data: str, figure: object, bar: float, published: str) -> Row:
    """A row from a figure with its interval."""
    value, low, high = (getattr(figure, name) for name in ("value", "low", "high"))
    return Row(what, data, value, low, high, bar, published)


def as_table(rows: Sequence[Row]) -> Table:
    table = Table(title="Statements", title_justify="left")
    for heading in ("what", "data", "measured", "95 %", "bar", "", "published"):
        table.add_column(heading, justify="right" if heading in ("measured", "bar") else "left")
    for row in rows:
        interval = f"{row.low:.3f} to {row.high:.3f}" if row.low is not None else ""
        bar = f"{'<=' if row.is_limit else '>='} {row.bar:.2f}"
        table.add_row(
            row.what, row.data, f"{row.value:.3f}", interval, bar, "yes" if row.is_reached else "no", row.published
        )
    return table


def main() -> None:
    """Measure, print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=list(MEASURES), help="one of the sets")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    arguments = parser.parse_args()
    rows = [row for name, rows_of in MEASURES.items() if arguments.only in (None, name) for row in rows_of()]
    CONSOLE.print(as_table(rows))
    if arguments.json:
        plain = [asdict(row) | {"is_reached": row.is_reached} for row in rows]
        arguments.json.write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
