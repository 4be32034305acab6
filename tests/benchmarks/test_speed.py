"""The speed of reading is measured on what was read."""

from __future__ import annotations

import gzip
from pathlib import Path

from benchmarks.speed import measure_speed


def test_every_ticket_is_read_and_its_statements_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write("id,title,content,locale\n1,Printing fails,<p>I cannot print. The window stays blank.</p>,en-US\n")
        out.write("2,Search,<p>It finds nothing.</p>,en-US\n")
    found = measure_speed([file], workers=1)
    assert (found.tickets, found.statements) == (2, 5)
    assert found.seconds > 0
