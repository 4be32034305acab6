from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.statements import boilerplate, facts, views
from insight.statements.guarded import Guarded, guard

GUARDED = {
    "disclaimer": boilerplate._DISCLAIMER,
    "feeling": views._FEELING,
    "workaround": views._WORKAROUND,
    "platform": facts._PLATFORM,
}


@pytest.mark.parametrize("guarded", GUARDED.values(), ids=GUARDED)
def test_whatever_a_guarded_pattern_can_find_holds_one_of_its_parts(guarded: Guarded) -> None:
    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(st.from_regex(guarded.pattern))
    def holds_a_part(text: str) -> None:
        assert guarded.may_stand_in(text)

    holds_a_part()


def test_a_pattern_is_not_tried_where_none_of_its_parts_stands() -> None:
    guarded = guard(r"\bmac ?os\b", ("nothing like it",))
    assert guarded.search("on macOS") is None
    assert guarded.search("on macOS — an Apple") is not None  # beyond ASCII it always is


def test_blanks_keep_the_places_of_what_is_left() -> None:
    assert guard(r"\bwindows 11\b", ("win",)).blank("on Windows 11, v2") == "on           , v2"
