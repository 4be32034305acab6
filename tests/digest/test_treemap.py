"""A tree map divides its box: nothing lost, nothing twice, each piece by its size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from insight.digest.treemap import Box, divide

BOX = Box(0, 0, 960, 520)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=40))
def test_pieces_fill_the_box_in_proportion_and_do_not_overlap(sizes: list[int]):
    sizes.sort(reverse=True)
    boxes = divide(sizes, BOX)
    room = BOX.width * BOX.height / sum(sizes)
    assert all(
        abs(box.width * box.height - size * room) < 1e-3 * room * size + 1e-3
        for box, size in zip(boxes, sizes, strict=True)
    )
    for at, one in enumerate(boxes):
        assert one.x >= -1e-6
        assert one.y >= -1e-6
        assert one.x + one.width <= BOX.width + 1e-3
        assert one.y + one.height <= BOX.height + 1e-3
        for other in boxes[at + 1 :]:
            wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            tall = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert wide < 1e-3 or tall < 1e-3


def test_pieces_are_near_to_squares():
    boxes = divide([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 600, 400))
    assert max(max(box.width / box.height, box.height / box.width) for box in boxes) < 3.1


def test_no_sizes_make_no_pieces():
    assert divide([], BOX) == []
