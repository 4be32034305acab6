"""The ruler that everybody is measured by."""

from __future__ import annotations

import sys

import pytest

from benchmarks.processes import measure_command

HOLD = "import time; held = bytearray(80_000_000); time.sleep(0.7); print('done')"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}], check=True)"


def test_memory_of_children_counts(tmp_path):
    cost = measure_command([sys.executable, "-c", PARENT], tmp_path)
    assert cost.said == "done\n"
    assert cost.seconds >= 0.7
    assert cost.peak_megabytes > 80


def test_processor_time_of_children_counts(tmp_path):
    work = "sum(range(20_000_000))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"
    assert measure_command([sys.executable, "-c", parent], tmp_path).cpu_seconds > 0.15


def test_a_command_that_fails_stops_with_its_words(tmp_path):
    with pytest.raises(SystemExit, match="no such thing"):
        measure_command([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path)
