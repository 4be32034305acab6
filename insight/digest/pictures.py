"""The pictures of a digest as inline SVG: a curve, bars, a tree map. Their colours come from the page's style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from insight.digest.blocks import Bars, Curve, Tree
from insight.digest.treemap import Box, divide
from insight.digest.words import show_text

CURVE = (132.0, 34.0)
BARS = (("wide", 960.0, 150.0), ("narrow", 360.0, 130.0))  # for a desk and for a phone; the page's style shows one
TREES = (("wide", 960.0, 520.0), ("narrow", 360.0, 860.0))
_ROOMY = 50  # leaves that have room in these; with more the map grows
_LETTER = 0.56  # mean width of a letter, of its height
_HEAD = 18.0  # height of an area's name

Leaf = tuple[str, str, int, str | None]


def draw_curve(curve: Curve) -> str:
    """A line of weeks with its last week as a dot."""
    counts = curve.counts or (0,)
    width, height = CURVE
    top = max(counts) or 1
    step = (width - 8) / max(len(counts) - 1, 1)
    xs = [4 + step * at for at in range(len(counts))] if len(counts) > 1 else [width - 4]
    points = [(x, height - 4 - (height - 8) * count / top) for x, count in zip(xs, counts, strict=True)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    label = f"Customers a week, {len(counts)} weeks: at most {max(counts):,}, last {counts[-1]:,}"
    last_x, last_y = points[-1]
    return (
        f'<svg class="curve" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{label}">'
        f'<polygon points="{points[0][0]:.1f},{height:g} {path} {last_x:.1f},{height:g}"/>'
        f'<polyline points="{path}"/><circle cx="{last_x:.1f}" cy="{last_y:.1f}" r="3"/></svg>'
    )


def draw_bars(picture: Bars) -> str:
    """A bar a week, the last one marked, with the months beneath."""
    first, last = picture.bars[0], picture.bars[-1]
    label = f"{picture.name}: {first[1]:,} in the week of {_week(first[0])}, {last[1]:,} in that of {_week(last[0])}"
    return "".join(
        f'<svg class="bars {name}" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{label}">'
        f"{''.join(_bars(picture, width, height))}</svg>"
        for name, width, height in BARS
    )


def _bars(picture: Bars, width: float, height: float) -> Iterator[str]:
    top = max((count for _, count in picture.bars), default=0) or 1
    step = width / len(picture.bars)
    floor, room = height - 22, height - 44
    peak = max(range(len(picture.bars)), key=lambda at: picture.bars[at][1])
    month = None
    for at, (week_on, count) in enumerate(picture.bars):
        is_last = at == len(picture.bars) - 1
        tall = room * count / top
        x = step * at
        yield (
            f'<rect class="bar{" last" if is_last else ""}" x="{x + step * 0.12:.1f}" y="{floor - tall:.1f}" '
            f'width="{step * 0.76:.1f}" height="{tall:.1f}" rx="2"><title>{_week(week_on)}: {count:,}</title></rect>'
        )
        if is_last or at == peak:
            middle = min(x + step / 2, width - 14)  # the last figure may be wider than its bar
            yield f'<text x="{middle:.1f}" y="{floor - tall - 6:.1f}" text-anchor="middle">{count:,}</text>'
        if week_on.month != month and step * (len(picture.bars) - at) > 24:
            yield f'<text class="axis" x="{x + step * 0.12:.1f}" y="{height - 5:.1f}">{week_on:%b}</text>'
            month = week_on.month


def draw_tree(tree: Tree) -> str:
    """The tree map: areas, and the themes in each."""
    label = f"{tree.name}; as a table below"
    more = max(1.0, len(tree.leaves) / _ROOMY)
    return "".join(
        f'<svg class="tree {name}" viewBox="0 0 {width:g} {height * more:g}" role="img" aria-label="{label}">'
        f"{''.join(_areas(tree.leaves, Box(0, 0, width, height * more)))}</svg>"
        for name, width, height in TREES
    )


def _areas(leaves: Sequence[Leaf], box: Box) -> Iterator[str]:
    areas = [(name, list(group)) for name, group in groupby(leaves, key=lambda leaf: leaf[0])]
    for (name, inside), place in zip(areas, divide([_total(group) for _, group in areas], box), strict=True):
        yield f"<g><title>{show_text(name)}: {_total(inside):,}</title>"
        room = _shrink(place, 2)
        yield _label([_clip(name, room.width - 4, 13.5)], room.x + 2, room.y + 13, "area")  # bold letters are wider
        inner = Box(room.x, room.y + _HEAD, room.width, max(room.height - _HEAD, 1.0))
        for leaf, spot in zip(inside, divide([leaf[2] for leaf in inside], inner), strict=True):
            yield _leaf(leaf, _shrink(spot, 1))
        yield "</g>"


def _leaf(leaf: Leaf, box: Box) -> str:
    _, label, count, change = leaf
    sign = {"rising": "▲ ", "fading": "▼ ", "new": "✦ "}.get(change or "", "")
    room = int((box.height - 8) // 14)
    lines = _wrap(sign + label, box.width - 10, room, 12) or [sign.strip()]
    if lines[0] and len(lines) < room and box.width > 36:
        lines.append(f"{count:,}")
    said = f", {change}" if sign else ""
    return (
        f'<g class="leaf {change or "other"}"><title>{show_text(label)}: {count:,}{said}</title>'
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="3"/>'
        f"{_label(lines, box.x + 6, box.y + 16, 'name') if lines != [''] else ''}</g>"
    )


def _label(lines: Sequence[str], x: float, y: float, kind: str) -> str:
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + 14 * at:.1f}">{show_text(line)}</tspan>' for at, line in enumerate(lines)
    )
    return f'<text class="{kind}">{spans}</text>'


def _wrap(text: str, width: float, most_lines: int, size: float) -> list[str]:
    """Break a text into lines that fit; cut what does not. None where not even a short word fits."""
    letters = int(width / (size * _LETTER))
    if letters < 6 or most_lines < 1:
        return []
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most_lines:
        line = words.pop(0)
        while words and len(line) + 1 + len(words[0]) <= letters:
            line += f" {words.pop(0)}"
        lines.append(line)
    if words:
        lines[-1] += " " + words[0]
    return [_clip(line, width, size) for line in lines]


def _clip(text: str, width: float, size: float) -> str:
    letters = max(int(width / (size * _LETTER)), 1)
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _total(leaves: Sequence[Leaf]) -> int:
    return sum(leaf[2] for leaf in leaves)


def _shrink(box: Box, by: float) -> Box:
    return Box(box.x + by, box.y + by, max(box.width - 2 * by, 0.5), max(box.height - 2 * by, 0.5))


def _week(week_on: date) -> str:
    return f"{week_on.day} {week_on:%b}"
