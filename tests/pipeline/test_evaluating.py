"""Labels in, figures and examples kept; vectors are made up, so that no encoder is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from insight import pipeline
from insight.config import Settings
from insight.errors import ConfigError
from insight.pipeline import LabelFile, Session, evaluating
from insight.pipeline.judging import open_reader
from insight.pipeline.statements import _reader_hash
from insight.statements import reader
from insight.statements.exemplars import Exemplar, load_exemplars
from tests.statements.test_labelled import TEXTS, TRUTH, encode


def few_examples(*own: Path) -> tuple[Exemplar, ...]:
    """Every eighth of the built-in examples, which is quick to fit, and all of the team's own."""
    built_in = load_exemplars()
    return (*built_in[::8], *(one for one in load_exemplars(*own) if one not in built_in))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(evaluating, "_encode", lambda reading, session: encode)
    monkeypatch.setattr(reader, "load_exemplars", few_examples)
    monkeypatch.setenv("INSIGHT_PSEUDONYM_KEY", "a key for this test")
    open_reader.cache_clear()
    yield
    open_reader.cache_clear()


@contextmanager
def session_in(root: Path) -> Iterator[Session]:
    settings = Settings(root=root)
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        yield session


def write_labels(root: Path, truth: list[str], texts: list[str] = TEXTS) -> LabelFile:
    path = root / "team.csv"
    rows = "".join(f'"{text}",{label}\n' for text, label in zip(texts, truth, strict=True))
    path.write_text(f"text,label\n{rows}", encoding="utf-8")
    return LabelFile(path)


def test_figures_are_kept_for_the_report_once_a_set(tmp_path: Path) -> None:
    labels = write_labels(tmp_path, TRUTH)
    with session_in(tmp_path) as session:
        report = pipeline.evaluate_labels(session.settings, labels, session)
        pipeline.evaluate_labels(session.settings, labels, session)
        kept = session.warehouse.rows("select figure, value, label_count from audit.evaluations order by figure")
        texts = str(session.warehouse.rows("from audit.evaluations"))
    assert kept == sorted(
        ({"figure": name, "value": figure.value, "label_count": count} for name, figure, count in report.figures()),
        key=lambda row: row["figure"],
    )
    assert not any(text in texts for text in TEXTS)


def test_without_a_session_nothing_is_kept(tmp_path: Path) -> None:
    report = pipeline.evaluate_labels(Settings(root=tmp_path), write_labels(tmp_path, TRUTH))
    assert report.count == len(TEXTS)
    assert [path.name for path in tmp_path.iterdir()] == ["team.csv"]


def test_what_is_learned_is_written_and_read_by_the_next_reader(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path)
    before = _reader_hash(settings)
    with session_in(tmp_path) as session:
        learned = pipeline.learn_labels(session, write_labels(tmp_path, TRUTH))
    assert learned.is_written
    assert learned.after.macro_f1.value > learned.before.macro_f1.value
    assert learned.path == tmp_path / "learned.toml"
    own = {one.text: one.kind for one in load_exemplars(*settings.exemplar_files)[len(load_exemplars()) :]}
    assert {own[text] for text in TEXTS if text.startswith("quokka")} == {"pain"}
    assert {own[text] for text in TEXTS if text.startswith("wombat")} <= {"request", "pain"}
    assert _reader_hash(settings) != before


def test_learning_the_same_labels_twice_changes_nothing(tmp_path: Path) -> None:
    labels = write_labels(tmp_path, TRUTH)
    with session_in(tmp_path) as session:
        first = pipeline.learn_labels(session, labels)
        written = first.path.read_bytes()
        second = pipeline.learn_labels(session, labels)
    assert second.path.read_bytes() == written
    assert second.before == first.before, "what was learned from these very texts must not judge them"


def test_learning_that_makes_it_worse_is_refused_unless_forced(tmp_path: Path) -> None:
    texts = [f"The sync of list {at} fails every day" for at in range(12)]
    texts += [f"Please add an option for list {at}" for at in range(12)]
    truth = ["request" if at % 3 else "bug" for at in range(12)] + ["bug" if at % 3 else "request" for at in range(12)]
    labels = write_labels(tmp_path, truth, texts)
    with session_in(tmp_path) as session:
        learned = pipeline.learn_labels(session, labels)
        is_worse = learned.after.macro_f1.value < learned.before.macro_f1.value
        assert learned.is_written is not is_worse
        assert learned.path.exists() is not is_worse
        assert pipeline.learn_labels(session, labels, force=True).is_written
        assert learned.path.exists()


def test_personal_data_in_labelled_texts_is_not_written(tmp_path: Path) -> None:
    texts = [*TEXTS, "quokka crash, write to anna.berger@example.org"]
    with session_in(tmp_path) as session:
        learned = pipeline.learn_labels(session, write_labels(tmp_path, [*TRUTH, "bug"], texts), force=True)
    content = learned.path.read_text(encoding="utf-8")
    assert "quokka" in content
    assert "anna" not in content


def test_an_unknown_label_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unknown label 'banana'.*--fold 'banana=bug'"):
        pipeline.evaluate_labels(Settings(root=tmp_path), write_labels(tmp_path, ["banana", *TRUTH[1:]]))
