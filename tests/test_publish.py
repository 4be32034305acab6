"""Snapshots: whole or not there, private, safe to open, and a pointer that moves in one step."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from insight import publish
from insight.config import Settings
from insight.errors import InsightError, PublishError, RelationError
from insight.publish import (
    current_snapshot,
    finish_interrupted,
    list_snapshots,
    make_current,
    prune,
    roll_back,
    what_stands,
    write_snapshot,
)
from insight.records import Run
from insight.warehouse import Warehouse, open_snapshot, open_work_file, read_one_select
from tests.full_disk import files_end_at

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(root=tmp_path, data_dir="data")


@pytest.fixture
def data(settings: Settings) -> Path:
    return settings.data


@pytest.fixture
def work(settings: Settings) -> Iterator[Warehouse]:
    """A work file with two marts, and a raw text that no reader may get."""
    with open_work_file(settings) as warehouse:
        warehouse.run("create schema raw")
        warehouse.run("create table raw.messages as select 'the secret words' as text")
        warehouse.run("create schema marts")
        _make_marts(warehouse, "Let people export invoices as CSV")
        yield warehouse


def _make_marts(warehouse: Warehouse, title: str) -> None:
    warehouse.run(
        """
        create or replace table marts.feature_ideas as select
            'fi_1' as idea_id, 1 as rank, $title as title, 'People cannot export invoices.' as problem_statement,
            'new' as idea_kind, 'Billing' as area, 'new' as status, null::varchar as owner, 2 as customer_count,
            1 as account_count, 3 as mention_count, 0.25 as customer_share, 1200.50::decimal(18, 2) as revenue_at_stake,
            0.5 as revenue_known_share, 'EUR' as currency, timestamp '2026-01-02' as first_seen_at,
            timestamp '2026-02-03' as last_seen_at, 'rising' as trend, 2.5 as trend_ratio, 3.0 as severity_p90,
            61.5 as score, false as is_rank_fragile, 1 as counter_count, 0.25 as counter_share,
            '=1+1 is what we get' as best_quote, 4 as evidence_count, '[{"plan": "pro"}]'::json as top_segments,
            ['a', 'b'] as tags
        """,
        {"title": title},
    )
    warehouse.run("comment on table marts.feature_ideas is 'One row per feature idea.'")
    warehouse.run("comment on column marts.feature_ideas.title is 'what to do, as the customer''s imperative'")
    warehouse.run(
        """
        create or replace table marts.evidence as
        select
            'ev_' || n as evidence_id, 'fi_1' as subject_id, if(n = 4, 'opposes', 'supports') as stance,
            if(n = 2, '=1+1 is what we get', 'quote ' || n) as quote,
            if(n = 2, 1, null)::integer as quote_place, 'desk' as source,
            'https://desk.example/' || n as source_url, timestamp '2026-01-02' as said_at,
            'c_' || (n % 3) as customer_id, 'f_' || n as feedback_id, -n as assign_similarity, true as is_counted
        from range(1, 5) as numbers(n)
        """
    )


def _write(warehouse: Warehouse, settings: Settings, number: int) -> Path:
    return write_snapshot(warehouse, Run(f"run_{number:06}", AS_OF), settings, report="# Validation\n")


def _place(data: Path, *numbers: int) -> None:
    """Lay snapshots without tables, one after the other, for tests of the pointer alone."""
    for number in numbers:
        folder = data / f"snapshots/run_{number:06}"
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text("{}")
        make_current(data, folder.name)


def _titles(settings: Settings, folder: Path | None) -> list[object]:
    assert folder is not None
    with open_snapshot(folder / "insight.duckdb", settings.warehouse) as reader:
        return [row["title"] for row in reader.rows("select title from marts.feature_ideas")]


def _is_untouched(data: Path, before: set[Path]) -> bool:
    return set(data.rglob("*")) - {data / "work.duckdb.wal"} == before - {data / "work.duckdb.wal"}


def test_what_stands_is_named_where_there_is_anything(tmp_path):
    assert what_stands(tmp_path) == "nothing is published yet"


def test_a_snapshot_holds_the_marts_in_each_form_and_a_manifest_that_fits(work, settings, data):
    folder = _write(work, settings, 1)
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert files == [
        "csv/evidence.csv",
        "csv/feature_ideas.csv",
        "feature_ideas.md",
        "insight.duckdb",
        "manifest.json",
        "parquet/evidence.parquet",
        "parquet/feature_ideas.parquet",
        "validation.md",
    ]
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert (manifest["run_id"], manifest["as_of"]) == ("run_000001", "2026-03-01T00:00:00+00:00")
    assert manifest["tables"] == {"evidence": 4, "feature_ideas": 1}
    assert set(manifest["versions"]) == {"insight", "duckdb"}
    assert sorted(manifest["files"]) == [name for name in files if name != "manifest.json"]
    for name, entry in manifest["files"].items():
        assert entry["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert entry["bytes"] == (folder / name).stat().st_size
    assert manifest["files"]["parquet/evidence.parquet"]["rows"] == 4
    assert current_snapshot(data) == folder
    assert os.readlink(data / "current") == "snapshots/run_000001"


def test_readers_get_the_marts_with_their_comments_and_no_raw_text(work, settings):
    folder = _write(work, settings, 1)
    with open_snapshot(folder / "insight.duckdb", settings.warehouse) as reader:
        tables = reader.rows(
            "select schema_name, table_name, comment from duckdb_tables() "
            "where database_name = current_database() order by table_name"
        )
        title = "select comment from duckdb_columns() where table_name = 'feature_ideas' and column_name = 'title'"
        assert tables == [
            {"schema_name": "marts", "table_name": "evidence", "comment": None},
            {"schema_name": "marts", "table_name": "feature_ideas", "comment": "One row per feature idea."},
        ]
        assert reader.value(title) == "what to do, as the customer's imperative"
        assert reader.columns("marts.evidence") == work.columns("marts.evidence")
    for path in folder.rglob("*"):
        assert path.is_dir() or b"the secret words" not in path.read_bytes()


def test_the_document_shows_one_quote_a_person_the_best_one_first(work, settings):
    text = (_write(work, settings, 1) / "feature_ideas.md").read_text(encoding="utf-8")
    quotes = [line.strip() for line in text.splitlines() if line.startswith("> “")]
    assert quotes == ["> “=1+1 is what we get”", "> “quote 1”", "> “quote 3”", "> “quote 4”"]
    assert text.index("quote 3") < text.index("Who says otherwise (25 % of the voices)") < text.index("quote 4")


def test_csv_can_be_left_out(work, settings):
    less = settings.model_copy(update={"publish": settings.publish.model_copy(update={"csv": False})})
    folder = _write(work, less, 1)
    assert not (folder / "csv").exists()
    assert (folder / "parquet").is_dir()


def test_s9_a_snapshot_is_private_to_its_owner(work, settings):
    folder = _write(work, settings, 1)
    for path in (folder.parent, folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_same_marts_give_the_same_files(work, settings):
    first, second = _write(work, settings, 1), _write(work, settings, 2)
    for path in first.glob("*/*"):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()


@pytest.mark.parametrize(
    ("cell", "size", "broken"),
    [
        ("md5(n::varchar)", 100, "insight.duckdb"),
        ("md5(n::varchar)", 600_000, "insight.duckdb"),
        ("repeat('\"', 100)", 3_000_000, "large.csv"),  # as CSV twice as long
    ],
)
def test_f7_a_full_disk_leaves_the_last_snapshot_and_nothing_else(work, settings, data, cell, size, broken):
    _write(work, settings, 1)
    work.run(f"create table marts.large as select {cell} as cell from range(20000) as numbers(n)")
    work.run("checkpoint")
    before = set(data.rglob("*"))
    with (
        files_end_at(size),
        pytest.raises(PublishError, match=rf"run_000002 was not written .*{broken}.*; snapshot run_000001 stands"),
    ):
        _write(work, settings, 2)
    assert _is_untouched(data, before)
    assert current_snapshot(data) == data.resolve() / "snapshots/run_000001"
    assert work.value("select count(*) from marts.large") == 20_000, "the work file goes on"
    assert _write(work, settings, 3).name == "run_000003"


@pytest.mark.parametrize(
    "step", ["_write_database", "write_parquet", "write_csv", "write_ideas", "_describe", "_secure"]
)
def test_f7_a_failure_at_any_step_leaves_the_last_snapshot_and_nothing_else(work, settings, data, monkeypatch, step):
    _write(work, settings, 1)
    before = set(data.rglob("*"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", str(data / "snapshots"))

    monkeypatch.setattr(publish, step, fail)
    with pytest.raises(PublishError, match=r"No space left on device: .*snapshots"):
        _write(work, settings, 2)
    assert _is_untouched(data, before)
    assert current_snapshot(data) == data.resolve() / "snapshots/run_000001"


def test_f7_ctrl_c_while_writing_leaves_nothing(work, settings, data, monkeypatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "write_ideas", interrupt)
    with pytest.raises(KeyboardInterrupt):
        _write(work, settings, 1)
    assert list((data / "snapshots").iterdir()) == []
    assert work.rows("select database_name from duckdb_databases() where not internal") == [{"database_name": "work"}]


def test_a_mart_that_is_missing_is_named(work, settings, data):
    work.run("drop table marts.evidence")
    with pytest.raises(RelationError, match="evidence"):
        _write(work, settings, 1)
    assert list((data / "snapshots").iterdir()) == []


def test_f8_a_snapshot_folder_that_cannot_be_made_is_named(work, settings, data):
    (data / "snapshots").write_text("a file in the way")
    with pytest.raises(PublishError, match=r"File exists: .*data/snapshots"):
        _write(work, settings, 1)


def test_f12_a_reader_keeps_the_snapshot_that_it_holds(work, settings, data):
    first = _write(work, settings, 1)
    with open_snapshot(first / "insight.duckdb", settings.warehouse) as reader:
        _make_marts(work, "Let people pay by card")
        _write(work, settings, 2)
        assert prune(data, keep=1) == ["run_000001"]
        assert not first.exists()
        assert reader.value("select title from marts.feature_ideas") == "Let people export invoices as CSV"
        assert len(reader.rows("select * from marts.evidence")) == 4
    assert _titles(settings, current_snapshot(data)) == ["Let people pay by card"]


class _Crash(BaseException):
    """The process is gone: nothing behind it runs (the tests let no handler see it)."""


def _cut_off(monkeypatch: pytest.MonkeyPatch, work: Warehouse, settings: Settings, number: int) -> None:
    """Write a snapshot and crash between its rename and the swap of the pointer."""

    def crash(*_: object) -> None:
        raise _Crash

    with monkeypatch.context() as patch:
        patch.setattr(publish, "make_current", crash)
        with pytest.raises(_Crash):
            _write(work, settings, number)


def test_f13_a_swap_that_a_crash_cut_off_is_finished_by_the_next_run(work, settings, data, monkeypatch):
    _write(work, settings, 1)
    _make_marts(work, "Let people pay by card")
    _cut_off(monkeypatch, work, settings, 2)
    assert _titles(settings, current_snapshot(data)) == ["Let people export invoices as CSV"]
    assert finish_interrupted(data) == "run_000002"
    assert _titles(settings, current_snapshot(data)) == ["Let people pay by card"]
    assert finish_interrupted(data) is None


def test_f13_orphans_of_a_crash_are_cleared_and_the_pointer_stays(data):
    _place(data, 1)
    before = set(data.rglob("*"))
    for orphan in (".writing-run_000002/csv", ".removing-run_000000/parquet"):
        (data / "snapshots" / orphan).mkdir(parents=True)
    (data / "pending").write_text("run_000002")
    (data / ".pending-77").write_text("run_0000")
    (data / ".current-77").symlink_to("snapshots/run_000002")
    assert finish_interrupted(data) is None
    assert _is_untouched(data, before)
    assert current_snapshot(data) == data.resolve() / "snapshots/run_000001"


@pytest.mark.parametrize("torn", ["", "../..", "run_", "run_000001/../.."])
def test_f13_a_torn_intention_is_dropped(data, torn):
    _place(data, 1)
    (data / "pending").write_text(torn)
    assert finish_interrupted(data) is None
    assert not (data / "pending").exists()


def test_f13_finishing_never_undoes_a_rollback(work, settings, data, monkeypatch):
    _place(data, 1, 2)
    _cut_off(monkeypatch, work, settings, 3)
    assert roll_back(data) == "run_000001"
    assert finish_interrupted(data) is None
    assert current_snapshot(data) == data.resolve() / "snapshots/run_000001"


def test_f13_a_rollback_that_a_crash_cut_off_is_finished(data, monkeypatch):
    _place(data, 1, 2)

    def crash(*_: object) -> None:
        raise _Crash

    with monkeypatch.context() as patch:
        patch.setattr(Path, "symlink_to", crash)
        with pytest.raises(_Crash):
            roll_back(data)
    assert current_snapshot(data) == data.resolve() / "snapshots/run_000002"
    assert finish_interrupted(data) == "run_000001"


def test_finishing_is_at_ease_where_nothing_was_ever_published(data):
    assert finish_interrupted(data) is None
    assert current_snapshot(data) is None
    assert list_snapshots(data) == []


@pytest.mark.parametrize("number", [1, 2])
def test_f14_publishing_again_never_moves_the_pointer_back(work, settings, data, number):
    _place(data, 1, 2)
    with pytest.raises(PublishError, match=f"run_00000{number} is not newer than run_000002"):
        _write(work, settings, number)
    assert current_snapshot(data) == data.resolve() / "snapshots/run_000002"
    assert list_snapshots(data) == ["run_000001", "run_000002"]


def test_f14_runs_are_ordered_by_number_also_past_a_million(data):
    _place(data, 999_999, 1_000_000)
    assert list_snapshots(data) == ["run_999999", "run_1000000"]
    assert roll_back(data) == "run_999999"


def test_a_run_id_that_is_no_run_id_is_refused(work, settings):
    with pytest.raises(PublishError, match="is no run id"):
        write_snapshot(work, Run("../../etc", AS_OF), settings, report="")


def test_f15_a_rollback_goes_one_back_or_to_a_named_run_and_the_next_run_goes_forward(work, settings, data):
    _place(data, 1, 2, 3)
    assert roll_back(data) == "run_000002"
    assert roll_back(data) == "run_000001"
    with pytest.raises(PublishError, match=r"no snapshot before the current one. There are: run_000001, run_000002"):
        roll_back(data)
    assert roll_back(data, to="run_000003") == "run_000003"
    roll_back(data)
    assert _write(work, settings, 4) == current_snapshot(data)
    assert roll_back(data) == "run_000003"


@pytest.mark.parametrize("to", ["run_000009", "../snapshots/run_000001", "current", ""])
def test_f15_a_rollback_to_what_is_not_there_is_refused(data, to):
    _place(data, 1)
    with pytest.raises(PublishError, match="There are: run_000001"):
        roll_back(data, to=to)
    assert current_snapshot(data) == data.resolve() / "snapshots/run_000001"


def test_a_folder_that_is_no_snapshot_is_never_pointed_at(data):
    _place(data, 1)
    (data / "snapshots/run_000007").mkdir()
    with pytest.raises(PublishError, match="run_000007 is no snapshot"):
        make_current(data, "run_000007")
    assert list_snapshots(data) == ["run_000001"]


def test_a_pointer_to_nothing_is_said_and_not_taken_for_nothing_published(data):
    _place(data, 1)
    (data / "snapshots/run_000001").rename(data / "elsewhere")
    with pytest.raises(PublishError, match="which is gone"):
        current_snapshot(data)


def test_pruning_keeps_the_newest_and_the_current_one(data):
    _place(data, 1, 2, 3, 4)
    roll_back(data, to="run_000001")
    assert prune(data, keep=2) == ["run_000002"]
    assert list_snapshots(data) == ["run_000001", "run_000003", "run_000004"]
    assert prune(data, keep=9) == []


HOSTILE = [
    "select 1; drop table marts.evidence",
    "select 1; select 2",
    "drop table marts.evidence",
    "delete from marts.evidence",
    "update marts.evidence set quote = ''",
    "insert into marts.evidence select * from marts.evidence",
    "create table marts.mine as select 1 as one",
    "create temp table mine as select 1 as one",
    "select * from read_text('/etc/passwd')",
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from read_parquet('{folder}/parquet/evidence.parquet')",
    "select * from read_blob('{folder}/../../work.duckdb')",
    "select * from glob('/*')",
    "select * from read_json_auto('https://example.org/x.json')",
    "copy marts.evidence to '/tmp/out.csv'",
    "copy (select 1) to '{folder}/out.csv'",
    "export database '{folder}/out'",
    "attach '{folder}/../../work.duckdb' as work",
    "attach ':memory:' as mine",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set memory_limit = '100GB'",
    "reset lock_configuration",
    "pragma threads = 64",
    "pragma enable_logging",
    "create secret (type s3, key_id 'a', secret 'b')",
    "call pragma_version()",
    "use memory",
    "",
    "not sql at all",
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Settings]:
    """A snapshot that many tests read."""
    settings = Settings(root=tmp_path_factory.mktemp("published"), data_dir="data")
    with open_work_file(settings) as warehouse:
        warehouse.run("create schema marts")
        _make_marts(warehouse, "Let people export invoices as CSV")
        return _write(warehouse, settings, 1), settings


@pytest.mark.parametrize("statement", HOSTILE)
def test_s7_s8_a_reader_can_select_and_nothing_else(published, statement):
    folder, settings = published
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with open_snapshot(folder / "insight.duckdb", settings.warehouse) as reader:
        with pytest.raises(InsightError):
            read_one_select(reader, statement.format(folder=folder))
        assert read_one_select(reader, "select count(*) as n from marts.evidence;") == (["n"], [(4,)])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_of_a_long_answer_no_more_rows_are_fetched_than_are_asked_for(published):
    folder, settings = published
    with open_snapshot(folder / "insight.duckdb", settings.warehouse) as reader:
        assert read_one_select(reader, "from range(1000000000)", limit=2) == (["range"], [(0,), (1,)])


def test_s8_a_query_ends_at_its_time_limit_and_the_reader_goes_on(published):
    folder, settings = published
    with open_snapshot(folder / "insight.duckdb", settings.warehouse) as reader:
        endless = "select count(*) from range(10000000) a, range(10000000) b where a.range + b.range = -1"
        with pytest.raises(InsightError, match=r"took more than 0\.2 seconds"):
            read_one_select(reader, endless, seconds=0.2)
        assert read_one_select(reader, "select 1 as one") == (["one"], [(1,)])
