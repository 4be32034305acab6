"""Fixtures that many tests share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from insight.config import Settings
from insight.relations import install, read_relations, sql_folder
from insight.warehouse import Warehouse, open_work_file

# Read when prefect is first imported: tests leave no trace in the home of whoever runs them.
_prefect_home = tempfile.TemporaryDirectory(prefix="insight-prefect-")
os.environ["PREFECT_HOME"] = _prefect_home.name
os.environ["DO_NOT_TRACK"] = "1"

# How busy a machine is breaks no rule.
hypothesis.settings.register_profile("insight", deadline=None)
hypothesis.settings.load_profile("insight")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """An empty work file with all its tables and views."""
    yield from _open(tmp_path / "first")


@pytest.fixture
def second_warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """Another one, for tests that compare two."""
    yield from _open(tmp_path / "second")


def _open(root: Path) -> Iterator[Warehouse]:
    with open_work_file(Settings(root=root)) as opened:
        install(opened, read_relations(sql_folder()))
        yield opened
