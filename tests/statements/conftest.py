"""One reader for all tests of the stage: loading the grammar takes a second."""

from __future__ import annotations

from typing import Protocol

import pytest

from insight.records import FeedbackKind, MessagePart, MessageToRead, Statement
from insight.statements import KindModel, Reader, ReadMessage


class Judge(Protocol):
    """Reads and judges one message, by cues alone."""

    def __call__(self, text: str, *, title: str | None = None, kind: FeedbackKind = "ticket") -> list[Statement]: ...


def message(
    text: str,
    *,
    is_html: bool = False,
    title: str | None = None,
    part: MessagePart = "body",
    language: str | None = "en",
    kind: FeedbackKind = "ticket",
    rating: float | None = None,
) -> MessageToRead:
    return MessageToRead("m_1", "f_1", text, is_html, part, kind, "c_1", language, rating, title)


def sentences(read: ReadMessage) -> list[str]:
    return [statement.clean for statement in read.candidates]


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(products=("Parcelo",))


@pytest.fixture(scope="session")
def by_cues(reader: Reader) -> KindModel:
    return reader.learn_kinds(None)


@pytest.fixture(scope="session")
def judge(reader: Reader, by_cues: KindModel) -> Judge:
    def judge_text(text: str, *, title: str | None = None, kind: FeedbackKind = "ticket") -> list[Statement]:
        landed = message(text, title=title, kind=kind)
        (read,) = reader.read([landed])
        return reader.judge(read.candidates, None, {landed.message_id: landed}, by_cues)

    return judge_text
