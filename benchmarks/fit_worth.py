"""Fit the weights of `insight/statements/worth.toml`: `python -m benchmarks.fit_worth`.

Reads the labelled tickets of benchmarks/labels, its parts dev and fit, never test, and the tickets of Thunderbird's
forum below INSIGHT_DATA. Two logistic regressions: one on all sentences, by cues alone, for the first pass; one on
those that are judged to be a pain or a request and are not told beside the point, by vectors. Prints what each finds
when a tenth of the tickets after the other is left out, then writes the file; only the weights are kept in the
repository, no text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from benchmarks.specific import Span, Ticket, best_of, is_here, prepare, read_labels
from insight import pipeline, rows
from insight.config import load_settings
from insight.encoder import open_encoder
from insight.records import KINDS, MessageToRead, Statement
from insight.statements import Reader
from insight.statements.judgement import Judgement
from insight.statements.meaning import is_worth_parsing
from insight.statements.worth import KEPT_FROM, Table, read_marks

PENALTY = 1 / 0.3
FOLDS = 10
# A ticket of several problems has a title that names none of them, and tells the third one late: the first pass lets it
# through.
LEFT_OUT: Mapping[Table, frozenset[str]] = {
    "first_pass": frozenset(("lateness", "words_of_title")),
    "judged": frozenset(),
}
PRODUCT = "Thunderbird"
NAMES = frozenset((PRODUCT.lower(),))
TARGET = Path(__file__).resolve().parent.parent / "insight" / "statements" / "worth.toml"
SOURCE = """
# How likely a ticket's sentence is its point: logistic regressions on the labelled tickets of benchmarks/labels (dev
# and fit). Written by `python -m benchmarks.fit_worth`; not to be edited. What the marks are stands in worth.py.
"""


@dataclass(frozen=True)
class Sample:
    """Sentences by their marks, whether a labelled pain or request is told there, and the ticket of each."""

    marks: Sequence[Mapping[str, float]]
    truth: NDArray[np.bool_]
    tickets: Sequence[str]


def main() -> None:
    if not is_here():
        raise SystemExit("The tickets of Thunderbird's forum are not there: set INSIGHT_DATA")
    tickets = {name: one for name, one in read_labels().items() if one.split in ("dev", "fit")}
    messages, owners = land(tickets)
    samples = read_samples(tickets, messages, owners)
    content = SOURCE.lstrip()
    for name, sample in samples.items():
        content += as_table(name, sample)
    TARGET.write_text(content, encoding="utf-8")
    print(f"wrote {TARGET}")


def land(tickets: Mapping[str, Ticket]) -> tuple[dict[str, MessageToRead], dict[str, tuple[str, str]]]:
    """Land the tickets in a folder of their own; return their messages, and the ticket and part of each."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(prepare(Path(folder), tickets))
        with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
            pipeline.ingest(session)
            landed = session.warehouse.rows(_LANDED)
    messages = {row["message_id"]: rows.message_from(row) for row in landed}
    return messages, {row["message_id"]: (row["source_id"], row["part"]) for row in landed}


_LANDED = """
select messages.*, feedback.source_id
from staging.customer_messages as messages
join raw.feedback as feedback on feedback.feedback_id = messages.feedback_id
order by messages.message_id
"""


def read_samples(
    tickets: Mapping[str, Ticket], messages: Mapping[str, MessageToRead], owners: Mapping[str, tuple[str, str]]
) -> dict[Table, Sample]:
    """Judge every English sentence by cues alone, and by its vector."""
    reader = Reader(products=[PRODUCT])
    statements = [one for read in reader.read(messages.values()) for one in read.candidates if one.language == "en"]
    encoder = open_encoder()
    model = reader.learn_kinds(encoder.encode(reader.exemplar_texts()))
    by_cues = reader.weigh(statements, None, messages, reader.learn_kinds(None))
    judged = reader.weigh(statements, encoder.encode([one.clean for one in statements]), messages, model)

    def sample(judgements: Sequence[Judgement]) -> Sample:
        told = [one.statement for one in judgements]
        marks = [_marks(one, messages) for one in judgements]
        truth = np.array([_is_told(one, tickets, owners) for one in told])
        return Sample(marks, truth, [owners[one.message_id][0] for one in told])

    bodies = [one for one in by_cues if messages[one.statement.message_id].part == "body"]
    told = [one for one in judged if one.statement.kind in ("pain", "request")]
    kept = [one for one in told if is_worth_parsing(one.heard.signs, NAMES)]
    return {"first_pass": sample(bodies), "judged": sample(kept)}


def _marks(one: Judgement, messages: Mapping[str, MessageToRead]) -> dict[str, float]:
    chances = one.heard.chances
    actionable = float(chances[KINDS.index("pain")] + chances[KINDS.index("request")])
    statement = one.statement
    return read_marks(one.heard.signs, messages[statement.message_id], statement.start, actionable, NAMES)


def _is_told(one: Statement, tickets: Mapping[str, Ticket], owners: Mapping[str, tuple[str, str]]) -> bool:
    ticket, part = owners[one.message_id]
    labels = [label for label in tickets[ticket].labels if label.kind != "named"]
    return best_of(Span("title" if part == "title" else "body", one.start, one.end, one.kind), labels) is not None


def as_table(name: Table, sample: Sample) -> str:
    """Fit one table, print what it finds among left-out tickets, and write it as TOML."""
    names = [mark for mark in sample.marks[0] if mark not in LEFT_OUT[name]]
    columns = np.array([[marks[one] for one in names] for marks in sample.marks])
    spread = columns.std(axis=0) + 1e-9  # marks of equal spread are penalised alike
    model = LogisticRegression(C=1 / PENALTY, max_iter=5_000)
    folds = GroupKFold(FOLDS)
    left_out = cross_val_predict(
        model, columns / spread, sample.truth, groups=sample.tickets, cv=folds, method="predict_proba"
    )[:, 1]
    for floor in sorted({0.1, 0.2, 0.3, KEPT_FROM, 0.5, 0.6}):
        kept = left_out >= floor
        right = float(sample.truth[kept].mean()) if kept.any() else 0.0
        found = float(kept[sample.truth].mean())
        print(f"{name} from {floor:.2f} on: keeps {kept.mean():.3f}, of them right {right:.3f}, found {found:.3f}")
    model.fit(columns / spread, sample.truth)
    weights = dict(zip(names, (model.coef_[0] / spread).tolist(), strict=True))
    lines = [f"{one} = {round(weight, 3)}" for one, weight in weights.items() if round(weight, 3)]
    return "\n".join(["", f"[{name}]", f"intercept = {round(float(model.intercept_[0]), 3)}", *lines, ""])


if __name__ == "__main__":
    main()
