from __future__ import annotations

import numpy as np
import pytest

from insight.records import KINDS, Kind
from insight.statements.wording import FEWEST, Wording, fit_wording

EVEN = np.full((1, len(KINDS)), 1 / len(KINDS))


def texts(count: int) -> tuple[list[list[str]], list[Kind]]:
    """Texts of a team whose customers say "wombat" for a wish and "quokka" for a fault, each beside other words."""
    said = [["today", "wombat" if at % 2 else "quokka", f"place{at % 7}"] for at in range(count)]
    return said, ["request" if at % 2 else "pain" for at in range(count)]


@pytest.fixture(scope="module")
def wording() -> Wording:
    found = fit_wording(*texts(FEWEST))
    assert found is not None
    return found


def test_few_labelled_texts_or_one_kind_alone_teach_no_words() -> None:
    said, kinds = texts(FEWEST)
    assert fit_wording(said[:-1], kinds[:-1]) is None
    assert fit_wording(said, ["pain"] * FEWEST) is None


def test_a_word_of_labelled_texts_makes_its_kind_likelier(wording: Wording) -> None:
    wish, fault = wording.join(np.vstack([EVEN, EVEN]), [["a", "wombat"], ["a", "quokka"]])
    assert (KINDS[int(wish.argmax())], KINDS[int(fault.argmax())]) == ("request", "pain")
    assert np.isclose([wish.sum(), fault.sum()], 1).all()


def test_a_kind_that_no_labelled_text_has_is_left_to_the_likeness(wording: Wording) -> None:
    sure = np.eye(len(KINDS))[[KINDS.index("praise")]]
    assert wording.join(sure, [["lovely", "wombat"]])[0, KINDS.index("praise")] == pytest.approx(0.5)


def test_a_statement_is_judged_the_same_whatever_stands_beside_it(wording: Wording) -> None:
    said, _ = texts(9)
    together = wording.join(np.repeat(EVEN, 9, axis=0), said)
    alone = np.vstack([wording.join(EVEN, [one]) for one in said])
    assert (together == alone).all()


def test_the_order_of_labelled_texts_is_no_matter(wording: Wording) -> None:
    said, kinds = texts(FEWEST)
    other = fit_wording(said[::-1], kinds[::-1])
    assert other is not None
    assert np.allclose(other.weights, wording.weights)


def test_the_words_that_speak_for_a_kind_are_named_the_strongest_first(wording: Wording) -> None:
    assert wording.telling(["today", "wombat", "unheard"], KINDS.index("request"), 1) == ["wombat"]
    assert wording.telling(["unheard"], KINDS.index("request"), 5) == []
