"""Tables as files: no cell runs as a formula, numbers stay numbers, Parquet keeps every type."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from insight.config import Settings
from insight.targets.files import write_csv, write_parquet
from insight.warehouse import open_work_file


@pytest.fixture
def work(tmp_path):
    with open_work_file(Settings(root=tmp_path, data_dir="data")) as warehouse:
        yield warehouse


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@a",
    "\tx",
    "\rx",
    "\nx",
    "\x00x",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "  =1",
    "\u00a0=1",
    "\ufeff=1",
]
HARMLESS = ["", "a=1", "1-1", "'=1", "me@work", "ok; =1", '"=1"']


@pytest.mark.parametrize("text", DANGEROUS)
def test_s4_a_cell_that_would_run_as_a_formula_gets_a_quote_mark(work, text):
    work.run("create table cells as select $text as cell, [$text] as list", {"text": text})
    write_csv(work, "cells", work.path.parent / "cells.csv")
    assert _read(work.path.parent / "cells.csv")[1][0] == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_s4_other_text_stays_as_it_is(work, text):
    work.run("create table cells as select $text as cell", {"text": text})
    write_csv(work, "cells", work.path.parent / "cells.csv")
    assert _read(work.path.parent / "cells.csv")[1] == [text]


def test_s4_numbers_and_times_stay_and_all_else_is_quoted_text(work):
    work.run(
        """
        create table cells as select
            -1 as whole, -2.50::decimal(9, 2) as money, -1.5::double as real, true as yes,
            timestamp '2026-01-02 03:04:05' as moment, date '2026-01-02' as day, '-1' as text, ['-1'] as list,
            {'a': '=1'} as struct, '"=1"'::json as json, '=1'::blob as bytes, '-1'::enum('-1') as choice,
            null::varchar as nothing, '' as blank
        """
    )
    write_csv(work, "cells", work.path.parent / "cells.csv")
    assert (work.path.parent / "cells.csv").read_text(encoding="utf-8") == (
        'whole,money,real,yes,moment,day,"text","list","struct","json","bytes","choice","nothing","blank"\n'
        "-1,-2.50,-1.5,true,2026-01-02 03:04:05,2026-01-02,"
        '"\'-1","[""-1""]","{""a"":""=1""}","""=1""","\'=1","\'-1",,""\n'
    )


def test_s4_parquet_stays_unescaped_and_typed(work):
    path = work.path.parent / "cells.parquet"
    work.run("create table cells as select '=1' as text, -2.50::decimal(9, 2) as money, ['a'] as list")
    write_parquet(work, "cells", path)
    work.run("create table read_back as select * from read_parquet($path)", {"path": str(path)})
    assert work.rows("select * from read_back") == work.rows("select * from cells")
    assert work.rows("describe read_back") == work.rows("describe cells")


def test_a_table_of_numbers_alone_and_an_empty_one_are_written(work):
    for name, select in {"numbers": "select 1 as one", "nothing": "select 1 as one, 'a' as text where false"}.items():
        work.run(f"create table {name} as {select}")
        write_csv(work, name, work.path.parent / f"{name}.csv")
    assert _read(work.path.parent / "numbers.csv") == [["one"], ["1"]]
    assert _read(work.path.parent / "nothing.csv") == [["one", "text"]]
