"""Statements with vectors in a work file, as if they had been read and encoded: what `find_themes` begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from insight import pipeline, rows
from insight.config import PolishSettings, Settings
from insight.encoder import Encoder, english_name
from insight.records import Statement, content_hash
from insight.runs import Session, be_silent
from insight.vectors import VectorStore

DIMENSION = 48
VERBS = ["export", "print", "open", "sync", "delete"]
THINGS = ["invoices", "calendars", "attachments", "contacts", "reports"]
CASES = ["on the phone", "since monday", "after the update", "with long names"]
ABOUT = [(verb, thing) for verb in VERBS for thing in THINGS]


def direction(seed: object) -> NDArray[np.float32]:
    generator = np.random.default_rng(int(content_hash(seed)[:8], 16))
    return generator.standard_normal(DIMENSION).astype(np.float32)


def make_statements(per_theme: int, about: Sequence[tuple[str, str]] = ABOUT) -> list[Statement]:
    """So many statements about each thing, in other words each."""
    made = []
    for verb, thing in about:
        for number in range(per_theme):
            text = f"I cannot {verb} {thing} {CASES[number % len(CASES)]}, number {number}"
            where = f"{verb}_{thing}_{number}"
            made.append(
                Statement(where, where, 0, len(text), text, text, "en", kind="pain", is_specific=True, aspect=thing)
            )
    return made


def make_vectors(statements: Sequence[Statement], *, is_turned: bool = False) -> NDArray[np.float32]:
    """Where statements lie: near what they are about; another encoder puts all of it elsewhere."""
    return np.array([_vector_of(one.clean, is_turned) for one in statements], dtype=np.float32).reshape(-1, DIMENSION)


def _vector_of(text: str, is_turned: bool) -> NDArray[np.float32]:
    mixed = direction(tuple(text.split()[2:4])) + 0.3 * direction(text)
    unit: NDArray[np.float32] = mixed / np.linalg.norm(mixed)
    return unit[::-1] if is_turned else unit


def run_themes(
    root: Path,
    statements: Sequence[Statement],
    edits: str | None = None,
    *,
    encoder: Literal["int8", "onnx"] = "int8",
    as_of: datetime | None = None,
    polish: PolishSettings | None = None,
) -> None:
    """One run over these statements, with these edits in taxonomy.yaml."""
    settings = Settings(root=root, encoder=encoder, polish=polish)
    if edits is not None:
        settings.at(settings.taxonomy).write_text(edits, encoding="utf-8")
    with pipeline.hold_run(settings, as_of=as_of) as run, pipeline.join_run(settings, run) as session:
        session.warehouse.run("delete from mined.statements")
        session.warehouse.run("delete from mined.fingerprints")
        session.warehouse.append("mined.statements", [rows.statement_row(one) for one in statements])
        keep_vectors(session, encoder)
        pipeline.find_themes(session)


def keep_vectors(session: Session, encoder: Literal["int8", "onnx"]) -> None:
    """Fill the store with what the encoder would answer, so that it is not opened."""
    statements = [rows.statement_from(row) for row in session.warehouse.rows("from mined.statements")]
    store = VectorStore(session.warehouse, english_name(encoder), _refuse, be_silent)
    missing = store.look_up([one.in_context for one in statements]).missing
    if missing:
        vectors = [_vector_of(text, encoder != "int8") for text in missing.values()]
        store.keep(list(missing), np.array(vectors, dtype=np.float32))


def _refuse() -> Encoder:
    raise AssertionError("the encoder is opened: a vector is missing")
