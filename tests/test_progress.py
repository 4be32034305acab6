"""Progress: lines where there is no terminal, bars where there is one, nothing where nobody looks."""

from __future__ import annotations

import io
import logging

from rich.console import Console

from insight.progress import Progress


def shown(*told: tuple[str, int, int | None], is_terminal: bool = False) -> str:
    console = Console(file=io.StringIO(), force_terminal=is_terminal, width=100)
    with Progress(console) as progress:
        for stage, done, total in told:
            progress.tell(stage, done, total)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_without_a_terminal_each_stage_is_one_line_with_its_count():
    told = [("reading desk", 1_000, None), ("reading desk", 2_400, None), ("mining", 0, 7), ("mining", 7, 7)]
    assert shown(*told) == "reading desk: 2,400\nmining: 7\n"


def test_a_stage_that_cannot_count_tells_its_seconds():
    assert shown(("building tables", 0, None)) == "building tables: 0 s\n"


def test_on_a_terminal_each_stage_has_a_bar():
    text = shown(("reading desk", 2_400, None), ("mining", 3, 7), is_terminal=True)
    assert "reading desk" in text
    assert "2,400" in text
    assert "━" in text


def test_without_a_console_nothing_is_said():
    with Progress(None) as progress:
        progress.tell("reading desk", 1, None)
        progress.note("a line")


def test_log_records_are_progress_and_warnings_are_lines():
    console = Console(file=io.StringIO(), width=100)
    log = logging.Logger("test")
    with Progress(console) as progress:
        log.addHandler(progress.handler)
        log.debug("%s: %s of %s", "reading desk", 5, None)
        log.warning("%s; trying again in a while", "no answer")
        log.debug("something else")
    assert console.file.getvalue() == "no answer; trying again in a while\nreading desk: 5\n"  # type: ignore[attr-defined]


def test_s18_what_is_told_cannot_act_on_the_terminal():
    assert shown(("reading \x1b[2Jdesk", 1, None)) == "reading [2Jdesk: 1\n"
