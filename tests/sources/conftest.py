"""A reader of small files, made in a folder of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from insight.config import Settings
from insight.records import Feedback, Rejected
from insight.sources import Batch, Cursor, read_source

AS_OF = datetime(2024, 6, 1, tzinfo=UTC)

Read = Callable[..., list[Feedback | Rejected]]
Project = Callable[..., Settings]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Make the settings of a project with one source, `reviews` unless told otherwise."""

    def make(*, limits: dict[str, Any] | None = None, **source: Any) -> Settings:
        source = {"preset": "reviews", "path": "rows.csv", **source}
        return Settings(root=tmp_path, product="Harbor", sources={"shop": source}, limits=limits or {})

    return make


@pytest.fixture
def read(tmp_path: Path, project: Project) -> Read:
    """Write a file and read it as the one source of a project."""

    def read_file(content: bytes | str, name: str = "rows.csv", **settings: Any) -> list[Feedback | Rejected]:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return rows_of(project(**{"path": name, **settings}))

    return read_file


def batches_of(settings: Settings, cursor: Cursor | None = None) -> list[Batch]:
    return list(read_source("shop", settings, cursor or Cursor(), AS_OF))


def rows_of(settings: Settings, cursor: Cursor | None = None) -> list[Feedback | Rejected]:
    return [row for batch in batches_of(settings, cursor) for row in batch.rows]


def ids(rows: list[Feedback | Rejected]) -> list[str]:
    """Name what came out: ids of what landed, "line reason" of what did not."""
    return [row.source_id if isinstance(row, Feedback) else f"{row.line} {row.reason}" for row in rows]


def texts(rows: list[Feedback | Rejected]) -> list[str]:
    return [message.text for row in rows if isinstance(row, Feedback) for message in row.messages]
