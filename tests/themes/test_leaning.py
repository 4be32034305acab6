"""Leaning: words point to where the statements lie that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from insight.records import Statement
from insight.themes.leaning import Leaning
from insight.themes.lint import stems
from insight.themes.space import Vectors


@dataclass(frozen=True)
class Theme:
    members: tuple[Statement, ...]
    vectors: Vectors

    @property
    def centroid(self) -> Vectors:
        middle = self.vectors.mean(axis=0)
        return np.divide(middle, np.linalg.norm(middle), dtype=np.float32)


def themes(order: Sequence[int] = range(12)) -> list[Theme]:
    """Cancelled transfers, cancelled orders, cards that are lost, and parcels that are late."""
    said = ["I want to cancel a transfer", "How do I cancel an order", "Somebody lost a card", "A late parcel came"]
    corners = np.eye(8, dtype=np.float32)[[0, 0, 4, 5]] + np.eye(8, dtype=np.float32)[[2, 3, 4, 5]]
    made = []
    for number, text in enumerate(said):
        noise = np.random.default_rng(number).normal(0, 0.2, (12, 8))
        rows = (corners[number] + noise).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        members = tuple(
            Statement(f"m_{number}_{row}", f"f_{number}_{row}", 0, len(text), text, f"{text} {row}", "en")
            for row in order
        )
        made.append(Theme(members, rows[list(order)]))
    return made


def test_a_name_leans_to_its_theme_where_a_word_of_it_is_the_themes_own() -> None:
    near, ahead = Leaning(themes()).lean([0] * 3, [stems("cancel"), stems("cancel transfer"), stems("cancel order")])
    assert near[1] == max(near)
    assert ahead[2] < ahead[0] < ahead[1]
    assert ahead[1] > 0


def test_a_word_is_not_blamed_for_those_that_stand_beside_it() -> None:
    """Every order that is cancelled is cancelled by somebody: who they are says nothing of orders."""
    said = ["somebody cancels an order", "somebody lost a card", "somebody cancels a transfer"]
    corners = np.eye(3, dtype=np.float32)
    members = [tuple(Statement(f"m_{row}", text, 0, 9, text, text, "en") for row in range(40)) for text in said]
    told = [Theme(of_one, np.repeat(corners[row : row + 1], 40, axis=0)) for row, of_one in enumerate(members)]
    leaning = Leaning(told)
    (alone, with_it), _ = leaning.lean([0] * 2, [stems("order"), stems("somebody order")])
    assert alone > 0.9
    assert with_it > 0.9


def test_words_that_nobody_said_point_nowhere() -> None:
    near, _ = Leaning(themes()).lean([0] * 2, [frozenset(), stems("otter")])
    assert near.tolist() == [0, 0]


def test_the_order_of_members_changes_nothing() -> None:
    names = [stems("cancel transfer"), stems("lost card")]
    turned = Leaning(themes(list(reversed(range(12))))).lean([1] * len(names), names)
    assert np.allclose(Leaning(themes()).lean([1] * len(names), names), turned, atol=1e-3)


def test_where_there_is_one_theme_none_is_nearer() -> None:
    _, ahead = Leaning(themes()[:1]).lean([0], [stems("cancel transfer")])
    assert ahead.tolist() == [0]
