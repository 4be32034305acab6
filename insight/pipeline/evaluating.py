"""How well kinds are told, by a team's labelled texts; and learning from them.

In goes a file of labels; out comes a report, which is kept for `marts.evaluation_report`, and for learning a file of
examples that the next `mine` judges by. Without a settings file nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from insight import evaluation
from insight.config import Settings
from insight.evaluation import Answer, Report
from insight.labels import LabelledText, read_labels
from insight.pipeline.ingesting import open_redactor
from insight.pipeline.judging import Reading, open_reader
from insight.pipeline.vectors import vector_stores
from insight.records import text_key
from insight.runs import Session
from insight.workers import one_thread

if TYPE_CHECKING:
    from insight.statements.exemplars import Exemplar
    from insight.statements.kinds import Array
    from insight.statements.labelled import Encode, Evidence, Lessons
    from insight.statements.reader import Reader
    from insight.statements.schemes import Scheme

_HEADING = """Written by `insight learn`: what your labelled texts taught. What you disagree with can be
moved or taken out; the next `insight mine` judges by what stands here."""


@dataclass(frozen=True)
class LabelFile:
    """A file of labels, which of its columns hold what, and what its labels mean where their names do not tell."""

    path: Path
    text: str | None = None
    label: str | None = None
    fold: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        return self.path.name.split(".")[0]


@dataclass(frozen=True)
class Learned:
    """What learning would change, cross-validated, and whether it was written."""

    before: Report
    after: Report
    example_count: int
    path: Path
    is_written: bool


@dataclass(frozen=True)
class _Set:
    """A file of labels, ready to be judged."""

    rows: Sequence[LabelledText]
    scheme: Scheme
    truth: Sequence[str]
    reader: Reader
    evidence: Evidence
    base: Lessons  # without the very texts of the set: nothing is measured by what it was taught

    def report(self, name: str, chances: Array) -> Report:
        answers = [
            Answer(f"line {row.line}", said, self.scheme.labels[at], float(chance[at]), row.text)
            for row, said, chance in zip(self.rows, self.truth, chances, strict=True)
            for at in (int(chance.argmax()),)
        ]
        return evaluation.evaluate(name, answers)


def evaluate_labels(settings: Settings, labels: LabelFile, session: Session | None = None) -> Report:
    """Judge the texts of a labelled set as the job would, and measure it; in a session the figures are kept."""
    from insight.statements.labelled import fit_lessons, judge_leaves
    from insight.statements.schemes import gather

    with one_thread():
        given = _open_set(settings, labels, session)
        leaves = judge_leaves(given.reader, given.evidence, fit_lessons(given.base))
        chances = gather(leaves, given.evidence.owners, given.evidence.count, given.scheme)
    report = given.report(labels.name, chances)
    if session is not None:
        _keep(session, report)
    return report


def learn_labels(session: Session, labels: LabelFile, *, force: bool = False) -> Learned:
    """Learn from a labelled set: compare before and after by cross-validation, then write the examples.

    Where learning makes it worse nothing is written, unless forced; `is_written` says so.
    """
    from insight.statements.labelled import choose_examples, cross_validate, fit_lessons, judge_leaves

    settings = session.settings
    with one_thread():
        given = _open_set(settings, labels, session)
        texts = [row.text for row in given.rows]
        session.tell("learning, five times over", 0, None)
        before, after = cross_validate(given.reader, given.base, given.evidence, texts, given.truth, given.scheme)
        known = judge_leaves(given.reader, given.evidence, fit_lessons(given.base))
        everything = list(range(len(texts)))
        chosen = choose_examples(given.evidence, known, given.truth, given.scheme, everything)
    reports = given.report(labels.name, before), given.report(labels.name, after)
    is_better = reports[1].macro_f1.value >= reports[0].macro_f1.value
    path = settings.at(settings.statements.learned)
    if is_better or force:
        _write_learned(settings, path, list(chosen.values()))
        _keep(
            session,
            replace(reports[1], label_set=f"{labels.name}, learned"),
            f"before: {reports[0].macro_f1.value:.3f}",
        )
    return Learned(*reports, len(chosen), path, is_better or force)


def _open_set(settings: Settings, labels: LabelFile, session: Session | None) -> _Set:
    from insight.statements.labelled import Lesson, read_examples, read_labelled
    from insight.statements.schemes import find_scheme

    found = read_labels(labels.path, text=labels.text, label=labels.label)
    scheme, goes_by = find_scheme({row.label for row in found}, labels.fold)
    reading = Reading.by(settings)
    reader, encode = open_reader(reading), _encode(reading, session)
    if session is not None:
        session.tell("reading labelled texts", 0, None)
    evidence = read_labelled(reader, encode, [row.text for row in found], [row.rating for row in found])
    own = {text_key(one.clean) for one in evidence.statements}
    base: Lessons = {}
    for is_english, lesson in read_examples(reader, encode, evidence).items():
        kept = [at for at, one in enumerate(lesson.exemplars) if text_key(one.text) not in own]
        base = {**base, is_english: Lesson(tuple(lesson.exemplars[at] for at in kept), lesson.rows[kept])}
    return _Set(found, scheme, [goes_by[row.label] for row in found], reader, evidence, base)


def _encode(reading: Reading, session: Session | None) -> Encode:
    """Vectors by way of the work file where there is one: a text is encoded once."""
    if session is None:
        return lambda texts, is_english: reading.open_encoder(is_english).encode(texts)
    english, others = vector_stores(session)
    return lambda texts, is_english: (english if is_english else others).read(texts)


def _write_learned(settings: Settings, path: Path, new: Sequence[Exemplar]) -> None:
    """Add examples to the file, redacted; of a text that stands twice the last label counts."""
    from insight.statements.exemplars import parse_exemplars, write_exemplars

    redact = open_redactor(settings).redact_text
    old = parse_exemplars(path.read_text(encoding="utf-8-sig"), str(path)) if path.exists() else []
    examples = [*old, *(replace(one, text=redact(one.text)) for one in new)]
    by_text = {text_key(one.text): one for one in examples}
    waiting = path.with_name(f"{path.name}.new")
    waiting.write_text(write_exemplars(list(by_text.values()), _HEADING), encoding="utf-8")
    waiting.replace(path)
    open_reader.cache_clear()  # it holds the examples as they were


def _keep(session: Session, report: Report, reference: str | None = None) -> None:
    """Keep the figures of a set in place of those that were measured on it before."""
    with session.warehouse.transaction():
        session.warehouse.run(
            "delete from audit.evaluations where label_set = $label_set", {"label_set": report.label_set}
        )
        session.warehouse.append(
            "audit.evaluations",
            [
                {
                    "figure": name,
                    "value": figure.value,
                    "value_lo": figure.low,
                    "value_hi": figure.high,
                    "label_count": count,
                    "label_set": report.label_set,
                    "reference": reference if name == "macro_f1" else None,
                    "run_id": session.run.run_id,
                }
                for name, figure, count in report.figures()
            ],
        )
