"""A tree map: a rectangle divided among sizes, each piece as near to a square as it gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """Left, top, width and height."""

    x: float
    y: float
    width: float
    height: float


def divide(sizes: Sequence[float], box: Box) -> list[Box]:
    """Divide the box among positive sizes, given largest first (squarified: Bruls, Huizing, van Wijk 2000)."""
    scale = box.width * box.height / sum(sizes) if sizes else 0.0
    areas = [size * scale for size in sizes]
    boxes: list[Box] = []
    start = 0
    while start < len(areas):
        side = min(box.width, box.height)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        row, box = _lay(areas[start:end], box)
        boxes += row
        start = end
    return boxes


def _worst(areas: Sequence[float], side: float) -> float:
    """The longest of the shapes, if these areas lay in one row along `side`: its longer edge over its shorter."""
    total = sum(areas)
    return max(max(side * side * area / total**2, total**2 / (side * side * area)) for area in areas)


def _lay(areas: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """Lay a row along the shorter edge; return its boxes and what is left."""
    total, boxes = sum(areas), []
    if box.width >= box.height:
        depth, at = total / box.height, box.y
        for area in areas:
            boxes.append(Box(box.x, at, depth, area / depth))
            at += area / depth
        return boxes, Box(box.x + depth, box.y, max(box.width - depth, 1e-9), box.height)
    depth, at = total / box.width, box.x
    for area in areas:
        boxes.append(Box(at, box.y, area / depth, depth))
        at += area / depth
    return boxes, Box(box.x, box.y + depth, box.width, max(box.height - depth, 1e-9))
