"""Projects in a folder of their own, driven by the command line in this process, as a person would drive them."""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from insight import reading
from insight.cli import app
from insight.config import Settings, load_settings
from insight.warehouse import Row, open_work_file
from tests.cases.made_feedback import AS_OF, odd_tickets, reviews, write_csv, write_json_lines

Once = Callable[[], AbstractContextManager[None]]

ROOT = Path(__file__).parent.parent.parent
SETTINGS = """
product = "Harbor"
[sources.store]
preset = "reviews"
path = "reviews.csv"
"""
DESK = """
[sources.desk]
preset = "tickets"
path = "desk.jsonl"
format = "jsonl"
"""
ACCOUNTS = """
[accounts]
path = "accounts.csv"
"""
FEW_ARE_ENOUGH = """
[themes]
min_statements = 12
[limits]
lock_wait_seconds = 0
"""
REFRESH = ("refresh", "--plain", "--as-of", f"{AS_OF:%Y-%m-%dT%H:%M}")
BROKEN_LINE = '{"id": "broken", "description": "\x1b[2Jhalf a line'


@dataclass(frozen=True)
class Project:
    """A folder with settings and exports, and what a person can do with it."""

    root: Path

    @property
    def config(self) -> Path:
        return self.root / "insight.toml"

    @property
    def settings(self) -> Settings:
        return load_settings(self.config)

    @property
    def current(self) -> str | None:
        """The run that readers see."""
        pointer = self.root / "insight-data" / "current"
        return pointer.resolve().name if pointer.is_symlink() else None

    def run(self, *arguments: str) -> Result:
        result = CliRunner().invoke(app, ["--config", str(self.config), *arguments], env={"COLUMNS": "200"})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def refresh(self) -> Result:
        return self.run(*REFRESH)

    def start(
        self, *arguments: str, crash_at: str | None = None, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Run the command line in a process of its own; it dies when it comes to `crash_at`.

        It has no network, unless its environment says whom to ask there.
        """
        code = "" if environment else "import os, socket; socket.socket.connect = socket.getaddrinfo = None; "
        code += "from insight.cli import app; "
        if crash_at:
            module, _, function = crash_at.rpartition(".")
            code += f"import {module}; {module}.{function} = lambda *_: os._exit(9); "
        command = [sys.executable, "-c", f"{code}app()", "--config", str(self.config), *arguments]
        given = {**os.environ, **(environment or {})}
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=given)

    def published(self, sql: str) -> list[Row]:
        with reading.open_current(self.settings) as snapshot:
            return snapshot.rows(sql)

    def stored(self, sql: str) -> list[Row]:
        with open_work_file(self.settings) as warehouse:
            return warehouse.rows(sql)

    def change(self, sql: str) -> None:
        """Do to the work file what only a defect would do."""
        with open_work_file(self.settings) as warehouse:
            warehouse.run(sql)

    def answer(self, *arguments: str) -> Any:
        result = self.run(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@dataclass(frozen=True)
class FirstRun:
    """The first run of the project below: what it printed, what it logged, and whom it called over the network."""

    project: Project
    result: Result
    logged: list[str]
    called: list[str]


@contextmanager
def _no_network() -> Iterator[list[str]]:
    """A machine without a network; yields the list of who was called all the same."""
    called: list[str] = []

    def refuse(*arguments: object, **_: object) -> Any:
        called.append(repr(arguments[-1]))
        raise OSError("no network here")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, refuse)
        for name in ("getaddrinfo", "gethostbyname", "create_connection"):
            patch.setattr(socket, name, refuse)
        yield called


@contextmanager
def _all_logs() -> Iterator[list[str]]:
    """All that is logged above DEBUG, by whomever."""
    said: list[str] = []
    handler = logging.Handler(logging.INFO)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        yield said
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="session")
def once() -> Once:
    """Make a context in which all runs of this process load and learn once, and have one key for their pseudonyms."""
    import spacy

    from insight import encoder
    from insight.statements import Reader

    replaced = (
        (spacy, "load", _remembering(spacy.load)),
        (encoder, "open_encoder", cache(encoder.open_encoder)),
        (encoder.EnglishEncoder, "encode", _remembering_vectors(encoder.EnglishEncoder.encode)),
        (encoder.MultilingualEncoder, "encode", _remembering_vectors(encoder.MultilingualEncoder.encode)),
        (Reader, "learn_kinds", _remembering_kinds(Reader.learn_kinds)),
    )

    @contextmanager
    def inside() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for owner, name, replacement in replaced:
                patch.setattr(owner, name, replacement)
            patch.setenv("INSIGHT_PSEUDONYM_KEY", "a key for the cases only")
            yield

    return inside


@pytest.fixture(autouse=True)
def _shared(once: Once) -> Iterator[None]:
    with once():
        yield


def _remembering(load: Callable[..., Any]) -> Callable[..., Any]:
    loaded: dict[str, Any] = {}

    def load_once(name: str, **options: Any) -> Any:
        key = f"{name} {options}"
        if key not in loaded:
            loaded[key] = load(name, **options)
        return loaded[key]

    return load_once


def _remembering_vectors(encode: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[str, Any] = {}

    def encode_once(self: object, texts: Sequence[str]) -> Any:
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(missing, encode(self, missing), strict=True) if missing else ())
        return np.stack([known[text] for text in texts])

    return encode_once


def _remembering_kinds(learn: Callable[..., Any]) -> Callable[..., Any]:
    learned: dict[bytes | None, Any] = {}

    def learn_once(self: object, vectors: Any = None) -> Any:
        key = None if vectors is None else vectors.tobytes()
        if key not in learned:
            learned[key] = learn(self, vectors)
        return learned[key]

    return learn_once


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory, once: Once) -> FirstRun:
    """A project with all that is ordinary and all that is odd, published by one run without a network."""
    project = Project(tmp_path_factory.mktemp("seen"))
    write_project(project, reviews(), [*odd_tickets(), BROKEN_LINE])
    with once(), _no_network() as called, _all_logs() as logged:
        result = project.refresh()
    return FirstRun(project, result, logged, called)


@pytest.fixture(scope="session")
def seen(first_run: FirstRun) -> Project:
    """The published project, for reading only."""
    assert first_run.project.current == "run_000001", first_run.result.output
    return first_run.project


@pytest.fixture
def copied(seen: Project, tmp_path: Path) -> Project:
    """A copy of the published project, to be changed."""
    shutil.copytree(seen.root, tmp_path / "copied", symlinks=True)
    return Project(tmp_path / "copied")


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Project]:
    """Make a new project from reviews and settings."""

    def make(reviews: Sequence[dict[str, object]] | str, more: str = "") -> Project:
        made = Project(tmp_path / f"project_{sum(1 for _ in tmp_path.iterdir())}")
        made.root.mkdir()
        made.config.write_text(SETTINGS + FEW_ARE_ENOUGH + more, encoding="utf-8")
        if isinstance(reviews, str):
            (made.root / "reviews.csv").write_text(reviews, encoding="utf-8")
        else:
            write_csv(made.root / "reviews.csv", reviews)
        return made

    return make


def write_project(
    project: Project, reviews: Sequence[dict[str, object]], tickets: Sequence[dict[str, object] | str]
) -> None:
    project.config.write_text(SETTINGS + DESK + ACCOUNTS + FEW_ARE_ENOUGH, encoding="utf-8")
    write_csv(project.root / "reviews.csv", reviews)
    write_json_lines(project.root / "desk.jsonl", tickets)
    account = {"account_id": "a1", "plan": "team", "revenue": "1200", "currency": "EUR", "segment": "small"}
    write_csv(project.root / "accounts.csv", [account | {"valid_from": "2025-01-01"}])
