"""Apart: what customers never tell in one breath is two things, whatever its words."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from insight.themes import space
from insight.themes.apart import Told, cut_apart
from insight.themes.space import Labels, Links

THINGS, SAID = 3, 40
ROWS = [(thing, number) for thing in range(THINGS) for number in range(SAID)]


def told(siblings: Links, *, alike: tuple[int, ...] = ()) -> Told:
    """Three things in forty wordings each; those of the things that are `alike` differ by chance alone."""
    draw = np.random.default_rng(1)
    middles = np.eye(THINGS, 64) + 0.5
    for thing in alike:
        middles[thing] = middles[alike[0]]
    vectors = np.array([middles[thing] for thing, _ in ROWS]) + 0.08 * draw.normal(size=(len(ROWS), 64))
    return Told(space.on_grid(vectors), np.ones(len(ROWS)), siblings)


def siblings(pairs: list[tuple[int, int]]) -> Links:
    """Two statements of one feedback, both ways."""
    both = [*pairs, *((other, one) for one, other in pairs)]
    left, right = np.array(both).reshape(-1, 2).T
    return csr_matrix((np.ones(len(both)), (left, right)), shape=(len(ROWS), len(ROWS)))


def within() -> list[tuple[int, int]]:
    """Each customer tells of one thing, in three sentences."""
    near = [(row, thing * SAID + (row - thing * SAID + step) % SAID) for step in (3, 7) for thing, row in places()]
    return [pair for pair in near if pair[0] != pair[1]]


def places() -> list[tuple[int, int]]:
    return [(thing, thing * SAID + number) for thing, number in ROWS]


def mixed() -> list[tuple[int, int]]:
    """Each customer tells of all three things."""
    return [(row, (row + step * SAID) % len(ROWS)) for step in (1, 2) for _, row in places()]


def cut(count: int, heard: Told) -> Labels:
    tree = space.ward_tree(heard.points, heard.weights)
    return cut_apart(tree, count, np.arange(len(ROWS)), heard)


def test_things_that_nobody_tells_together_are_groups_of_their_own() -> None:
    labels = cut(1, told(siblings(within())))
    assert [len(set(labels[thing * SAID : (thing + 1) * SAID].tolist())) for thing in range(THINGS)] == [1, 1, 1]
    assert len(set(labels.tolist())) == THINGS


def test_things_that_customers_tell_together_stay_one_group() -> None:
    assert len(set(cut(1, told(siblings(mixed()))).tolist())) == 1


def test_few_who_say_more_than_one_sentence_tell_nothing() -> None:
    assert len(set(cut(1, told(siblings(within()[::12]))).tolist())) == 1


@pytest.mark.parametrize("count", [1, 3, 10])
def test_where_feedback_holds_one_statement_the_tree_is_cut_as_it_would_be(count: int) -> None:
    heard = told(siblings([]))
    tree = space.ward_tree(heard.points, heard.weights)
    assert np.array_equal(cut(count, heard), space.cut_tree(tree, count))


def test_whoever_draws_halves_along_what_stands_together_hears_nothing_new() -> None:
    """Of one thing any partition along feedback is told apart; words know nothing of it, so it is not cut."""
    heard = told(siblings(within()), alike=(0, 1, 2))
    assert len(set(cut(1, heard).tolist())) == 1
