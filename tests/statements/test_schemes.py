from __future__ import annotations

import numpy as np
import pytest

from insight.errors import ConfigError
from insight.statements.schemes import LEAVES, Scheme, find_scheme, gather


def counts_as(scheme: Scheme) -> dict[str, str | None]:
    return {leaf: scheme.labels[at] if at >= 0 else None for leaf, at in zip(LEAVES, scheme.places, strict=True)}


def test_our_own_kinds_are_known_by_their_names() -> None:
    scheme, names = find_scheme({"pain", "request", "praise", "question", "other"})
    assert {counts_as(scheme)[leaf] for leaf in LEAVES if leaf.startswith("pain.")} == {"pain"}
    assert [counts_as(scheme)[kind] for kind in ("request", "praise", "question", "other")] == [
        "request",
        "praise",
        "question",
        "other",
    ]
    assert names == {name: name for name in names}


def test_folded_labels_take_what_is_lacking_as_a_request() -> None:
    scheme, names = find_scheme({"Bug Report", "FEATURE_REQUEST", "Other"})
    assert names == {"Bug Report": "bug", "FEATURE_REQUEST": "request", "Other": "other"}
    assert counts_as(scheme) == {
        leaf: "request" if leaf in ("pain.missing", "request") else "bug" if leaf.startswith("pain.") else "other"
        for leaf in LEAVES
    }


def test_types_of_pain_stand_beside_bugs_and_requests() -> None:
    scheme, _ = find_scheme({"BUG", "FEATURE", "PERFORMANCE", "USABILITY", "ENERGY", "SECURITY", "OTHER"})
    known = counts_as(scheme)
    assert (known["pain.energy"], known["pain.docs"], known["pain.pricing"]) == ("energy", "usability", "bug")
    without_energy, _ = find_scheme({"bug", "performance"})
    assert counts_as(without_energy)["pain.energy"] == "performance"


def test_a_fold_says_what_other_names_mean() -> None:
    scheme, names = find_scheme({"Kaputt", "Wunsch", "other"}, {"kaputt": "bug", "wunsch": "request"})
    assert names == {"Kaputt": "bug", "Wunsch": "request", "other": "other"}
    assert scheme.labels == ("bug", "request", "other")


@pytest.mark.parametrize(
    ("labels", "complaint"),
    [
        ({"bug", "banana"}, "unknown label 'banana'; known are pain, bug"),
        ({"bug"}, "nothing can be told apart"),
    ],
)
def test_labels_that_cannot_be_placed_are_refused(labels: set[str], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        find_scheme(labels)


def test_a_text_is_what_its_most_telling_statement_is() -> None:
    scheme, _ = find_scheme({"bug", "request", "other"})
    leaves = np.zeros((3, len(LEAVES)))
    leaves[0, LEAVES.index("praise")] = 1.0
    leaves[1, [LEAVES.index("pain.bug"), LEAVES.index("other")]] = 0.8, 0.2
    leaves[2, [LEAVES.index("pain.bug"), LEAVES.index("praise")]] = 0.1, 0.9
    chances = gather(leaves, np.array([0, 0, 1]), 2, scheme)
    assert np.allclose(chances, [[0.8, 0.0, 0.2], [0.1, 0.0, 0.9]])


def test_a_text_whose_kinds_the_set_does_not_know_is_judged_evenly() -> None:
    scheme, _ = find_scheme({"bug", "request"})
    leaves = np.zeros((1, len(LEAVES)))
    leaves[0, LEAVES.index("praise")] = 1.0
    assert np.allclose(gather(leaves, np.array([0]), 1, scheme), [[0.5, 0.5]])
