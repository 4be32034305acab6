"""Ask what is expected at the two borders, and say what failed: the only module that knows Great Expectations.

In come pandas frames (never a database: through SQLAlchemy on DuckDB every expectation answers with a failure that is
really an exception); out come `Finding`s. An expectation that raised instead of answering is a finding with `error`,
fails, and stops the run. Nothing is written to disk, nothing goes over the network. The first import costs seconds.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from insight.errors import ContractError
from insight.expectations import (
    PUBLISHED,
    Expectation,
    expect_feedback,
    expect_messages,
    expect_published,
)
from insight.records import Finding, describe_counts
from insight.warehouse import as_naive

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.datasource.fluent.interfaces import Batch
    from pandas import DataFrame

ROW_KEY = "row_key"
SHOWN_KEYS = 20  # of a finding that stops the run; one that sets rows aside names them all
MESSAGE_KEYS = 5
_MARKS = ("met", "warned", "set aside", "FAILED")


def check_landed(
    feedback: DataFrame, messages: DataFrame, *, as_of: datetime, future_days: float = 1, min_rows: int = 0
) -> list[Finding]:
    """Check what landed: rows of raw.feedback and raw.messages, each with a `row_key` column that names the row.

    Failures of scope "row" name all their rows in `bad_keys`, to be set aside. `min_rows` of feedback must be there: 1
    where a source gave anything, because an empty frame passes every column check.
    """
    instant = as_naive(as_of)
    landed = expect_feedback(as_of=instant, future_days=future_days, min_rows=min_rows)
    with _Examiner() as examiner:
        return [
            *examiner.ask("landed.feedback", feedback, landed, [ROW_KEY]),
            *examiner.ask("landed.messages", messages, expect_messages(), [ROW_KEY]),
        ]


def check_published(tables: Mapping[str, DataFrame], *, as_of: datetime, future_days: float = 1) -> list[Finding]:
    """Check what will be published, by full table name ("marts.evidence").

    Every finding has scope "batch": a published row cannot be set aside, because other rows count on it.
    """
    latest = as_naive(as_of) + timedelta(days=future_days)
    absent = [name for name in PUBLISHED if name not in tables]
    findings = [Finding(name, "the table is there", "fail", False, "missing") for name in absent]
    with _Examiner() as examiner:
        for name, frame in tables.items():
            columns = [str(column) for column in frame.columns]
            asked = expect_published(name, columns, rows=len(frame), latest=latest)
            key = [column for column in (PUBLISHED[name].key if name in PUBLISHED else ()) if column in columns]
            findings += examiner.ask(name, frame, asked, key)
    return findings


def raise_if_failed(findings: Sequence[Finding]) -> None:
    """Raise ContractError for what stops the run: unmet fail-level findings of scope "batch", and all that raised.

    Findings of scope "row" do not raise: the caller sets their rows aside.
    """
    failed = [f for f in findings if not f.is_met and f.severity == "fail" and f.scope == "batch"]
    if not failed:
        return
    keys = tuple(dict.fromkeys(key for finding in failed for key in finding.bad_keys))
    number = "1 check" if len(failed) == 1 else f"{len(failed)} checks"
    raise ContractError(f"{number} failed, nothing is published: " + "; ".join(map(_describe, failed)), keys)


def write_report(findings: Sequence[Finding]) -> str:
    """Write the findings for reading, as Markdown: first what is not met, then all, suite by suite."""
    unmet = [finding for finding in findings if not finding.is_met]
    counts = {mark: sum(_mark(finding) == mark for finding in findings) for mark in _MARKS}
    lines = ["# Validation", "", f"{len(findings)} checks: {describe_counts(counts)}."]
    if unmet:
        lines += ["", "## Not met", "", "| | Where | Check | Observed | Rows |", "|---|---|---|---|---|"]
        lines += [_report_row(finding) for finding in sorted(unmet, key=lambda f: (f.severity, f.suite, f.name))]
    for suite in dict.fromkeys(finding.suite for finding in findings):
        lines += ["", f"## {suite}", "", "| | Check | Observed |", "|---|---|---|"]
        lines += [f"| {_mark(f)} | {_cell(f.name)} | {_cell(f.observed)} |" for f in findings if f.suite == suite]
    return "\n".join(lines) + "\n"


@cache
def load_soon() -> None:
    """Import the library in a thread: it takes seconds, for which whoever is about to ask need not wait."""
    threading.Thread(target=importlib.import_module, args=("great_expectations",), daemon=True).start()


class _Examiner:
    """One ephemeral context over several frames, quiet: no progress bars, no analytics, no files."""

    def __enter__(self) -> Self:
        import great_expectations as gx
        from great_expectations.data_context.types import base

        config = base.DataContextConfig(
            store_backend_defaults=base.InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            progress_bars=base.ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        )
        context = gx.get_context(mode="ephemeral", project_config=config)
        self._context = context
        self._frames = context.data_sources.add_pandas("frames")
        return self

    def __exit__(self, *_: object) -> None:
        self._context.delete_datasource("frames")  # lets go of the frames

    def ask(self, suite: str, frame: DataFrame, asked: Sequence[Expectation], key: Sequence[str]) -> list[Finding]:
        """Ask each expectation once for its count; ask those that fail again, for the keys of the rows."""
        asset = self._frames.add_dataframe_asset(suite)
        batch = asset.add_batch_definition_whole_dataframe("whole").get_batch(batch_parameters={"dataframe": frame})
        answers = _validate(batch, suite, asked, {"result_format": "BASIC"})
        failed = [place for place, answer in enumerate(answers) if not answer.success and not _raised(answer)]
        bad_keys: dict[int, tuple[str, ...]] = {}
        if failed and key:
            keyed = {"unexpected_index_column_names": list(key), "return_unexpected_index_query": False}
            again = _validate(batch, suite, [asked[place] for place in failed], {"result_format": "COMPLETE", **keyed})
            bad_keys = {place: _bad_keys(answer, key) for place, answer in zip(failed, again, strict=True)}
        return [
            _finding(suite, expectation, answer, bad_keys.get(place, ()))
            for place, (expectation, answer) in enumerate(zip(asked, answers, strict=True))
        ]


def _validate(
    batch: Batch, suite: str, asked: Sequence[Expectation], result_format: Mapping[str, Any]
) -> list[ExpectationValidationResult]:
    """Answers in the order of the questions; Great Expectations returns them in its own, so each carries its place."""
    import great_expectations as gx

    questions = [_question(expectation, place) for place, expectation in enumerate(asked)]
    result = batch.validate(gx.ExpectationSuite(name=suite, expectations=questions), result_format=dict(result_format))
    return sorted(result.results, key=_place)


def _question(expectation: Expectation, place: int) -> Any:
    import great_expectations as gx
    from great_expectations.expectations.row_conditions import Column

    arguments = dict(expectation.arguments)
    if expectation.where:
        column, value = expectation.where
        arguments["row_condition"] = Column(column) == value
    return getattr(gx.expectations, expectation.kind)(**arguments, meta={"place": place})


def _place(answer: ExpectationValidationResult) -> int:
    config: Any = answer.expectation_config
    return int(config.meta["place"])


def _finding(
    suite: str, expectation: Expectation, answer: ExpectationValidationResult, bad_keys: tuple[str, ...]
) -> Finding:
    error = _raised(answer)
    if error:  # an exception is no answer: it fails, whatever the severity, and stops the run
        return Finding(suite, expectation.name, "fail", False, "raised instead of answering", error=error)
    if expectation.scope == "batch":
        bad_keys = bad_keys[:SHOWN_KEYS]
    observed = _observed(answer.result)
    return Finding(
        suite, expectation.name, expectation.severity, bool(answer.success), observed, bad_keys, scope=expectation.scope
    )


def _raised(answer: ExpectationValidationResult) -> str | None:
    """The first line of the exception inside an answer: it stands there by itself or under a metric's name."""
    info: Mapping[str, Any] = answer.exception_info or {}
    entries = [info, *(entry for entry in info.values() if isinstance(entry, dict))]
    messages = [str(e.get("exception_message") or "no message") for e in entries if e.get("raised_exception")]
    return messages[0].splitlines()[0][:300] if messages else None


def _observed(result: Mapping[str, Any]) -> str:
    """What was seen, in counts: customers' words stay out."""
    if "unexpected_count" in result:
        bad, rows = result["unexpected_count"], result["element_count"]
        return f"{bad:,} of {rows:,} rows do not fit" if bad else f"{rows:,} rows fit"
    missing = result.get("details", {}).get("mismatched", {}).get("missing")
    if missing:
        return "missing: " + ", ".join(map(str, missing))
    observed = result.get("observed_value")
    return f"{observed:,} rows" if isinstance(observed, int) else f"{len(observed or ())} columns"


def _bad_keys(answer: ExpectationValidationResult, key: Sequence[str]) -> tuple[str, ...]:
    rows = answer.result.get("unexpected_index_list") or ()
    return tuple(dict.fromkeys(" / ".join(str(row[column]) for column in key) for row in rows))


def _describe(finding: Finding) -> str:
    rows = finding.bad_keys[:MESSAGE_KEYS]
    more = ", ..." if len(finding.bad_keys) > len(rows) else ""
    named = f", rows {', '.join(rows)}{more}" if rows else ""
    return f"{finding.suite}: {finding.name} ({finding.error or finding.observed}{named})"


def _report_row(finding: Finding) -> str:
    cells = (finding.suite, finding.name, finding.error or finding.observed, _keys_cell(finding.bad_keys))
    return f"| {_mark(finding)} | " + " | ".join(map(_cell, cells)) + " |"


def _keys_cell(keys: Sequence[str]) -> str:
    return ", ".join(keys[:SHOWN_KEYS]) + (f" and {len(keys) - SHOWN_KEYS:,} more" if len(keys) > SHOWN_KEYS else "")


def _mark(finding: Finding) -> str:
    if finding.is_met:
        return "met"
    if finding.severity == "warn":
        return "warned"
    return "set aside" if finding.scope == "row" else "FAILED"


def _cell(text: str) -> str:
    return "".join(_escaped(text))


def _escaped(text: str) -> Iterator[str]:
    """Keep a cell in its place: no mark-up, no new line, no column end."""
    for character in " ".join(text.split()):
        yield "\\" + character if character in "\\`*_[]<>|~&#" else character
