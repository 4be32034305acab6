"""The two borders: what is expected of landed and published frames, and what becomes of what does not fit."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from insight import validation
from insight.errors import ContractError
from insight.expectations import PUBLISHED, Expectation
from insight.records import Finding
from insight.relations import read_relations, sql_folder
from insight.validation import check_landed, check_published, raise_if_failed, write_report

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _no_network() -> Iterator[None]:
    """All of this module runs without a network, the first import of Great Expectations included."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something reached for the network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        yield


def _feedback(count: int = 4, **changes: object) -> pd.DataFrame:
    columns = {
        "row_key": [f"k{n}" for n in range(count)],
        "feedback_id": [f"f_{n}" for n in range(count)],
        "source": "desk",
        "source_id": [str(n) for n in range(count)],
        "feedback_kind": "review",
        "created_at": pd.Timestamp("2026-01-01"),
        "rating": [float(n % 5 + 1) for n in range(count)],
        "rating_scale": "stars",
        "language": None,
        "flags": [[] for _ in range(count)],
    }
    return pd.DataFrame(columns | changes)


def _messages(count: int = 4, **changes: object) -> pd.DataFrame:
    columns = {
        "row_key": [f"k{n}" for n in range(count)],
        "message_id": [f"m_{n}" for n in range(count)],
        "feedback_id": [f"f_{n}" for n in range(count)],
        "position": 0,
        "key": "body",
        "part": "body",
        "author_role": "customer",
        "said_at": pd.Timestamp("2026-01-01"),
        "is_html": False,
        "text": "The export fails.",
    }
    return pd.DataFrame(columns | changes)


def _unmet(findings: list[Finding]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(f.name, f.severity, f.scope, f.bad_keys) for f in findings if not f.is_met]


def test_frames_that_fit_meet_every_expectation():
    findings = check_landed(_feedback(), _messages(), as_of=AS_OF, min_rows=1)
    assert _unmet(findings) == []
    assert {finding.suite for finding in findings} == {"landed.feedback", "landed.messages"}
    raise_if_failed(findings)


def test_feedback_that_does_not_fit_is_named_by_its_rows():
    feedback = _feedback(
        4,
        source=["desk", " ", "desk", "desk"],
        source_id=["0", "1", None, "3"],
        feedback_kind=["review", "letter", "review", "fax"],
        rating=[5.0, 0.5, 6.0, None],
        created_at=pd.to_datetime(["1989-12-31", "1990-01-01", "2026-03-02", None]),
    )
    assert _unmet(check_landed(feedback, _messages(), as_of=AS_OF)) == [
        ("source is not blank", "fail", "row", ("k1",)),
        ("source_id is known", "fail", "row", ("k2",)),
        ("feedback_kind is one of ticket, review, survey, post", "fail", "row", ("k1", "k3")),
        ("rating is at least 1 and at most 5 (stars)", "fail", "row", ("k1", "k2")),
        ("created_at is known", "warn", "row", ("k3",)),
        ("created_at is at least 1990-01-01 00:00:00", "warn", "row", ("k0",)),
    ]


def test_a_rating_is_held_against_its_own_scale_and_a_time_against_the_day_after_as_of():
    feedback = _feedback(
        4,
        rating=[0.0, 11.0, 100.0, 101.0],
        rating_scale=["nps", "nps", "csat", "csat"],
        created_at=pd.to_datetime(["2026-03-02", "2026-03-03", "2026-03-01", "2026-03-01"]),
    )
    assert _unmet(check_landed(feedback, _messages(), as_of=AS_OF)) == [
        ("rating is at least 0 and at most 10 (nps)", "fail", "row", ("k1",)),
        ("rating is at least 0 and at most 100 (csat)", "fail", "row", ("k3",)),
        ("created_at is at most 2026-03-02 00:00:00", "warn", "row", ("k1",)),
    ]


def test_messages_that_do_not_fit_are_named_by_their_rows():
    messages = _messages(
        4,
        text=["a", None, " \n", ""],
        part=["title", "body", "foot", "body"],
        author_role=["customer", "agent", "system", "boss"],
    )
    assert _unmet(check_landed(_feedback(), messages, as_of=AS_OF)) == [
        ("text is known", "fail", "row", ("k1",)),
        ("text is not blank", "warn", "row", ("k2", "k3")),
        ("part is one of title, body", "fail", "row", ("k2",)),
        ("author_role is one of customer, agent, system", "fail", "row", ("k3",)),
    ]


def test_ids_that_are_missing_or_doubled_are_the_landings_fault_and_stop_the_run():
    feedback = _feedback(feedback_id=["f_0", None, "f_2", "f_2"])
    messages = _messages(message_id=["m_0", "m_0", None, "m_3"], feedback_id=["f_0", None, "f_2", "f_2"])
    findings = check_landed(feedback, messages, as_of=AS_OF)
    assert _unmet(findings) == [
        ("feedback_id is known", "fail", "batch", ("k1",)),
        ("feedback_id is unique", "fail", "batch", ("k2", "k3")),
        ("message_id is known", "fail", "batch", ("k2",)),
        ("message_id is unique", "fail", "batch", ("k0", "k1")),
        ("feedback_id is known", "fail", "batch", ("k1",)),
    ]
    with pytest.raises(ContractError, match=r"5 checks failed.*rows k2, k3"):
        raise_if_failed(findings)


def test_rows_that_can_be_set_aside_are_all_named_and_do_not_stop_the_run():
    findings = check_landed(_feedback(300, feedback_kind="fax"), _messages(), as_of=AS_OF)
    ((_, _, scope, keys),) = _unmet(findings)
    assert scope == "row"
    assert keys == tuple(f"k{n}" for n in range(300))
    raise_if_failed(findings)


def test_an_empty_frame_does_not_pass_where_rows_were_read():
    nothing = check_landed(_feedback().iloc[:0], _messages().iloc[:0], as_of=AS_OF)
    assert _unmet(nothing) == []
    expected = check_landed(_feedback().iloc[:0], _messages().iloc[:0], as_of=AS_OF, min_rows=1)
    assert _unmet(expected) == [("at least 1 rows", "fail", "batch", ())]


def test_an_expectation_that_raises_is_an_error_that_stops_the_run_and_no_bad_row():
    findings = check_landed(_feedback(rating="five"), _messages().drop(columns="part"), as_of=AS_OF)
    raised = [(f.suite, f.name, f.severity, f.scope, f.bad_keys) for f in findings if f.error]
    assert raised == [
        ("landed.feedback", "rating is at least 1 and at most 5 (stars)", "fail", "batch", ()),
        ("landed.messages", "part is one of title, body", "fail", "batch", ()),
    ]
    with pytest.raises(ContractError, match=r'missing: part.*The column "part" in BatchData does not exist'):
        raise_if_failed(findings)


def test_a_warning_that_raises_fails_all_the_same():
    findings = check_landed(_feedback(created_at="yesterday"), _messages(), as_of=AS_OF)
    assert {(f.severity, f.scope) for f in findings if f.error} == {("fail", "batch")}


def test_f25_a_failed_gate_lists_its_checks_with_row_keys():
    findings = [
        Finding("marts.evidence", "evidence_id is unique", "fail", False, "7 of 9 rows do not fit", tuple("abcdefg")),
        Finding("sql", "quotes_are_true", "fail", False, "raised", error="no such column"),
        Finding("sql", "sources_are_fresh", "warn", False, "1 bad rows", ("desk",)),
        Finding("sql", "labels_are_unique", "fail", True, "no bad rows"),
    ]
    with pytest.raises(ContractError) as caught:
        raise_if_failed(findings)
    assert str(caught.value) == (
        "2 checks failed, nothing is published: "
        "marts.evidence: evidence_id is unique (7 of 9 rows do not fit, rows a, b, c, d, e, ...); "
        "sql: quotes_are_true (no such column)"
    )
    assert caught.value.bad_keys == tuple("abcdefg")


def test_f25_the_report_says_what_failed_first_and_in_which_rows():
    report = write_report(
        [
            Finding(
                "landed.feedback", "source_id is known", "fail", False, "1 of 9 rows do not fit", ("k1",), scope="row"
            ),
            Finding("sql", "quotes_are_true", "fail", False, "2 bad rows: A | quote", ("fi_1", "fi_2")),
            Finding("sql", "sources_are_fresh", "warn", False, "1 bad rows", ("desk",)),
            Finding("sql", "labels_are_unique", "fail", True, "no bad rows"),
        ]
    )
    assert report == (
        """# Validation

4 checks: 1 met, 1 warned, 1 set aside, 1 FAILED.

## Not met

| | Where | Check | Observed | Rows |
|---|---|---|---|---|
| set aside | landed.feedback | source\\_id is known | 1 of 9 rows do not fit | k1 |
| FAILED | sql | quotes\\_are\\_true | 2 bad rows: A \\| quote | fi\\_1, fi\\_2 |
| warned | sql | sources\\_are\\_fresh | 1 bad rows | desk |

## landed.feedback

| | Check | Observed |
|---|---|---|
| set aside | source\\_id is known | 1 of 9 rows do not fit |

## sql

| | Check | Observed |
|---|---|---|
| FAILED | quotes\\_are\\_true | 2 bad rows: A \\| quote |
| warned | sources\\_are\\_fresh | 1 bad rows |
| met | labels\\_are\\_unique | no bad rows |
"""
    )


def _published(table: str, count: int = 3, **changes: object) -> pd.DataFrame:
    """A frame that keeps its promise: every column there, all but what is needed null."""
    promise = PUBLISHED[table]
    needed = {*promise.key, *promise.required.split()}
    columns: dict[str, object] = dict.fromkeys(promise.columns.split())
    for name in needed:
        columns[name] = [f"{name}_{n}" for n in range(count)]
        if name.endswith("_count") or name in ("score", "level", "statements_moved", "base_volume", "line"):
            columns[name] = 2
        elif name.endswith("_at") or name in ("at", "as_of", "period_start"):
            columns[name] = pd.Timestamp("2026-01-01")
        elif name.startswith("is_"):
            columns[name] = True
    columns |= {name: values[0] for name, values in promise.enums.items() if name in needed}
    if promise.is_ranked:
        columns["rank"] = range(1, count + 1)
    return pd.DataFrame(columns | changes)


def _tables(**frames: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {name: _published(name) for name in PUBLISHED} | {f"marts.{name}": frame for name, frame in frames.items()}


def test_tables_that_keep_their_promise_meet_every_expectation_and_so_do_empty_ones():
    assert _unmet(check_published(_tables(), as_of=AS_OF)) == []
    empty = {name: _published(name).iloc[:0] for name in PUBLISHED}
    assert _unmet(check_published(empty, as_of=AS_OF)) == []


def test_published_rows_that_do_not_fit_are_named_by_their_keys_and_stop_the_run():
    ideas = _published(
        "marts.feature_ideas",
        rank=[1, 2, 4],
        title=["a", None, "c"],
        idea_kind=["new", "fix", "wish"],
        customer_share=[0.0, 1.0, 1.01],
        mention_count=[0, -1, 2],
        score=[0.0, 100.0, -1.0],
        revenue_at_stake=[Decimal("1.50"), Decimal("-0.01"), None],
        last_seen_at=pd.to_datetime(["2026-03-02", "2026-03-03", None]),
        sentiment_mean=[-1.0, 1.0, 1.5],
    )
    assert _unmet(check_published(_tables(feature_ideas=ideas), as_of=AS_OF)) == [
        ("title is known", "fail", "batch", ("idea_id_1",)),
        ("idea_kind is one of new, improve, fix, remove", "fail", "batch", ("idea_id_2",)),
        ("rank is at least 1 and at most 3", "fail", "batch", ("idea_id_2",)),
        ("mention_count is at least 0", "fail", "batch", ("idea_id_1",)),
        ("revenue_at_stake is at least 0", "fail", "batch", ("idea_id_1",)),
        ("customer_share is at least 0 and at most 1", "fail", "batch", ("idea_id_2",)),
        ("sentiment_mean is at least -1 and at most 1", "fail", "batch", ("idea_id_2",)),
        ("score is at least 0", "fail", "batch", ("idea_id_2",)),
        ("last_seen_at is at most 2026-03-02 00:00:00", "fail", "batch", ("idea_id_1",)),
    ]


def test_keys_and_ranks_are_unique_and_a_row_is_named_by_its_whole_key():
    cuts = {"subject_type": "idea", "subject_id": "x", "dimension": "plan", "value": ["pro", "pro", None]}
    tables = {
        "marts.feature_ideas": _published("marts.feature_ideas", rank=[1, 2, 2]),
        "marts.evidence": _published("marts.evidence", evidence_id=["a", "b", "b"], subject_type="idea"),
        "marts.segment_cuts": _published("marts.segment_cuts", **cuts),
    }
    found = [finding for finding in check_published(tables, as_of=AS_OF) if finding.suite in tables]
    assert _unmet(found) == [
        ("rank is unique", "fail", "batch", ("idea_id_1", "idea_id_2")),
        ("evidence_id is unique", "fail", "batch", ("b",)),
        (
            "subject_type, subject_id, dimension, value is unique",
            "fail",
            "batch",
            ("idea / x / plan / pro",),
        ),
    ]


def test_every_mart_has_a_promise_and_every_column_of_it():
    marts = {name: relation for name, relation in read_relations(sql_folder()).items() if relation.schema == "marts"}
    assert sorted(PUBLISHED) == sorted(marts)
    for name, promise in PUBLISHED.items():
        named = {*promise.columns.split(), *promise.key, *promise.required.split(), *promise.enums}
        assert named - set(marts[name].notes) == set(), name


def test_a_table_or_column_that_readers_build_on_must_be_there():
    tables = {"marts.evidence": _published("marts.evidence").drop(columns=["quote", "rating"])}
    findings = check_published(tables, as_of=AS_OF)
    unmet = [(f.suite, f.name, f.error or f.observed) for f in findings if not f.is_met]
    assert unmet == [
        *((name, "the table is there", "missing") for name in PUBLISHED if name != "marts.evidence"),
        ("marts.evidence", "all columns are there", "missing: quote, rating"),
        ("marts.evidence", "quote is known", 'Error: The column "quote" in BatchData does not exist.'),
    ]


def test_a_run_of_the_past_may_have_started_today():
    runs = _published("marts.runs", started_at=pd.Timestamp("2027-01-01"), ended_at=pd.Timestamp("2027-01-01"))
    assert [
        f.name for f in check_published({"marts.runs": runs}, as_of=AS_OF) if f.suite == "marts.runs" and not f.is_met
    ] == []


def test_customers_words_stay_out_of_what_is_observed():
    findings = check_landed(_feedback(), _messages(part="my secret words"), as_of=AS_OF)
    assert "secret" not in write_report(findings)


def test_checking_is_quiet_and_leaves_no_file(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    check_landed(_feedback(rating=9.0), _messages(), as_of=AS_OF)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_hundred_thousand_rows_take_seconds():
    feedback, messages = _feedback(100_000), _messages(100_000)
    started = time.process_time()
    assert _unmet(check_landed(feedback, messages, as_of=AS_OF)) == []
    assert time.process_time() - started < 10


def test_answers_stand_beside_their_own_questions():
    """Great Expectations returns results in an order of its own."""
    frame = pd.DataFrame({"row_key": ["a", "b"], "x": [1, 2], "y": [1, 1]})
    kinds = ["ExpectColumnValuesToBeUnique", "ExpectColumnValuesToNotBeNull"] * 2
    asked = [
        Expectation(f"{kind} {column}", kind, {"column": column}) for kind, column in zip(kinds, "yxxy", strict=True)
    ]
    with validation._Examiner() as examiner:
        findings = examiner.ask("any", frame, asked, ["row_key"])
    assert [(f.name, f.is_met, f.bad_keys) for f in findings] == [
        ("ExpectColumnValuesToBeUnique y", False, ("a", "b")),
        ("ExpectColumnValuesToNotBeNull x", True, ()),
        ("ExpectColumnValuesToBeUnique x", True, ()),
        ("ExpectColumnValuesToNotBeNull y", True, ()),
    ]


def test_great_expectations_is_imported_only_when_something_is_checked():
    code = "import sys, insight.validation; assert not {'great_expectations', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)
