"""Areas: themes that belong together, one level up.

In go themes with their centroids, and the areas of the last run; out come areas and the themes with their parent.
Areas are kept as long as most themes have one; they are found anew when everything is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from insight.records import Theme
from insight.themes import space
from insight.themes.area_names import OTHER, name_areas
from insight.themes.identity import KnownThemes, LineageEvent, found_id, trace_lineage
from insight.themes.names import Told
from insight.themes.space import Labels, Vectors
from insight.themes.stability import stable_count


def group_areas(centroids: Vectors, weights: NDArray[np.floating]) -> Labels:
    """Group themes into areas: Ward's tree on their centroids, cut where halves of the themes agree.

    That is how the themes themselves are cut, tried here from .7 to 1.6 times the square root of their number; under
    six themes there is one area.
    """
    count = len(centroids)
    if count < 6:
        return np.zeros(count, dtype=np.int64)
    points = space.on_grid(centroids)
    # The square root of the size: a big theme should not be an area of its own just because it is big.
    sizes = np.sqrt(weights.astype(np.float64))
    counts = list(range(max(2, round(count**0.5 * 0.7)), max(3, round(count**0.5 * 1.6)) + 1))
    return space.cut_tree(space.ward_tree(points, sizes), stable_count(points, points, sizes, counts))


def place_in_areas(
    leaves: list[Theme],
    told: Sequence[Told],
    centroids: Vectors,
    sizes: space.Weights,
    known: KnownThemes,
    product: str = "",
) -> tuple[list[Theme], list[Theme]]:
    """Give each theme an area; areas that are known stay, and a new theme joins that of its nearest theme."""
    if not leaves:
        return [], []
    kept = {area.theme_id: area for area in known.areas}
    homes = np.array([theme.parent_id in kept for theme in leaves])
    if homes.mean() > 0.5:
        nearest = np.where(homes, centroids @ centroids.T, -np.inf).argmax(axis=1)
        parents = [
            theme.parent_id if has_home else leaves[near].parent_id
            for theme, has_home, near in zip(leaves, homes, nearest, strict=True)
        ]
    else:
        parents = _found_areas(leaves, group_areas(centroids, sizes), known)
    ids = sorted({parent for parent in parents if parent})
    inside = [[told[row] for row, parent in enumerate(parents) if parent == area] for area in ids]
    names = dict(zip(ids, name_areas(inside, product), strict=True)) if set(ids) - kept.keys() else {}
    labels = {area: kept[area].label if area in kept else names[area] for area in ids}
    parents, labels = _join_nameless(parents, labels)
    leaves = [replace(theme, parent_id=parent) for theme, parent in zip(leaves, parents, strict=True)]
    return [_area(area, label, leaves) for area, label in labels.items()], leaves


def _join_nameless(parents: Sequence[str | None], labels: Mapping[str, str]) -> tuple[list[str | None], dict[str, str]]:
    """Make one area of all whose themes have no thing in common: nobody looks for theirs in the ninth "Other"."""
    nameless = [area for area, label in labels.items() if label == OTHER]
    joined = dict.fromkeys(nameless[1:], nameless[0] if nameless else None)
    left = {area: label for area, label in labels.items() if area not in joined}
    return [joined.get(parent or "", parent) for parent in parents], left


def _found_areas(leaves: Sequence[Theme], labels: Labels, known: KnownThemes) -> list[str | None]:
    used = {*known.ever_used, *(theme.theme_id for theme in known.themes)}
    ids: list[str] = []
    for label in range(int(labels.max()) + 1):
        founders = [leaves[row].theme_id for row in np.flatnonzero(labels == label).tolist()]
        ids.append(found_id("ar", founders, {*used, *ids}))
    return [ids[label] for label in labels.tolist()]


def _area(area_id: str, label: str, leaves: Sequence[Theme]) -> Theme:
    inside = [theme for theme in leaves if theme.parent_id == area_id]
    largest = sorted(inside, key=lambda theme: (-theme.statement_count, theme.theme_id))[:3]
    return Theme(
        theme_id=area_id,
        label=label,
        description="Holds: " + "; ".join(theme.label for theme in largest) + (" …" if len(inside) > 3 else ""),
        keywords=(),
        level=1,
        parent_id=None,
        statement_count=sum(theme.statement_count for theme in inside),
    )


def trace_areas(
    known: KnownThemes, places: Mapping[str, str | None], leaves: Sequence[Theme]
) -> tuple[LineageEvent, ...]:
    """The lineage of areas: as that of themes, each statement counting for the area of its theme."""
    if not known.areas:
        return ()
    old = {theme.theme_id: theme.parent_id for theme in known.leaves}
    new = {theme.theme_id: theme.parent_id for theme in leaves}
    before = KnownThemes(
        themes=tuple(replace(area, level=2) for area in known.areas),
        members={key: old.get(value or "") for key, value in known.members.items()},
    )
    now = {key: new.get(value or "") for key, value in places.items()}
    return trace_lineage(before, now, sorted({area for area in new.values() if area}))
