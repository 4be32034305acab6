"""How a phrase becomes text."""

from __future__ import annotations

from random import Random

from insight.sample.phrases import expand


def test_a_choice_gives_one_of_its_options_and_a_slot_its_value() -> None:
    said = {expand("[Every|Each] PDF on {device}", Random(seed), str.upper) for seed in range(20)}
    assert said == {"Every PDF on DEVICE", "Each PDF on DEVICE"}


def test_choices_may_stand_within_choices() -> None:
    said = {expand("[no [mail|link]|nothing] came", Random(seed), str) for seed in range(40)}
    assert said == {"no mail came", "no link came", "nothing came"}


def test_an_empty_choice_leaves_no_loose_space() -> None:
    assert expand("Broken [|] since [|], sorry [|].", Random(1), str) == "Broken since, sorry."


def test_an_indent_and_a_dotted_suffix_keep_their_space() -> None:
    assert expand("save as .csv\n  File", Random(1), str) == "save as .csv\n  File"


def test_what_fills_a_slot_is_not_expanded_again() -> None:
    assert expand("{name}", Random(1), lambda _: "[a|b] {name}") == "[a|b] {name}"
