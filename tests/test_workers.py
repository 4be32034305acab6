"""Workers: order, errors, and what becomes of a run whose worker is killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from insight.errors import ConfigError, WorkerLost
from insight.workers import begin, dismiss, spread


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    if number == 3:
        raise ConfigError(f"no {number}")
    return number


def end_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def end_itself_once(item: tuple[int, str]) -> int:
    trace = Path(item[1], str(item[0]))
    if item[0] == 3 and not trace.exists():
        trace.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item[0] * item[0]


loaded: list[bytes] = []


def load_much_at_the_second_item(number: int) -> int:
    if number > 1 and not loaded:
        loaded.append(b"x" * 400_000_000)
    time.sleep(0.6)
    return os.getpid()


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_their_items(workers: int) -> None:
    assert list(spread(square, range(40), workers=workers)) == [(n, n * n) for n in range(40)]


@pytest.mark.parametrize("workers", [1, 2])
def test_no_items_give_no_results(workers: int) -> None:
    assert list(spread(square, [], workers=workers)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_work_is_raised_behind_the_results_before_it(workers: int) -> None:
    found = spread(refuse, range(6), workers=workers)
    assert [next(found) for _ in range(3)] == [(0, 0), (1, 1), (2, 2)]
    with pytest.raises(ConfigError, match="no 3"):
        list(found)


def test_items_are_not_read_further_ahead_than_keeps_all_busy() -> None:
    drawn = []

    def items() -> Iterator[int]:
        for number in range(100):
            drawn.append(number)
            yield number

    first = next(spread(square, items(), workers=2))
    assert first == (0, 0)
    assert len(drawn) <= 4


def test_f22_what_was_under_way_when_a_worker_was_killed_is_done_once_more(tmp_path: Path):
    items = [(number, str(tmp_path)) for number in range(6)]
    assert [result for _, result in spread(end_itself_once, items, workers=2)] == [0, 1, 4, 9, 16, 25]


def test_f23_an_item_that_ends_its_worker_again_ends_the_run_with_a_sentence() -> None:
    found = spread(end_at_three, range(6), workers=2)
    assert [next(found) for _ in range(3)] == [(0, 0), (1, 1), (2, 2)]
    with pytest.raises(WorkerLost, match="ended from outside.*run again"):
        next(found)
    assert list(spread(square, range(3), workers=2)) == [(0, 0), (1, 1), (2, 4)]


def test_f23_where_something_takes_its_place_the_others_are_kept() -> None:
    found = spread(end_at_three, range(6), workers=2, in_place_of_lost="lost")
    assert [result for _, result in found] == [0, 1, 2, "lost", 4, 5]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_begun_is_there_when_it_is_waited_for(workers: int) -> None:
    wait = begin(square, 7, workers=workers)
    assert wait() == 49


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_what_was_begun_is_raised_where_it_is_waited_for(workers: int) -> None:
    wait = begin(refuse, 3, workers=workers)
    with pytest.raises(ConfigError, match="no 3"):
        wait()


def test_a_worker_that_loads_much_is_kept() -> None:
    pids = {pid for _, pid in spread(load_much_at_the_second_item, range(10), workers=2)}
    dismiss()
    assert len(pids) == 2
