"""Names of areas: what their themes share, or what the largest are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from insight.records import Gist, Statement, Theme
from insight.themes.area_names import name_areas
from insight.themes.areas import place_in_areas
from insight.themes.identity import KnownThemes
from insight.themes.names import Told


def theme(verb: str, things: Sequence[str]) -> Told:
    """A theme of ten statements; each thing is named by as many as share it."""
    members = []
    for row in range(10):
        thing = things[row % len(things)]
        text = f"I cannot {verb} the {thing} on day {row}"
        gist = Gist(verb=verb, object=thing, is_negated=True)
        members.append(Statement(f"m_{verb}_{row}", f"f_{row}", 0, len(text), text, text, "en", gist=gist))
    rows = np.eye(4, dtype=np.float32)[[0] * 10]
    return Told(tuple(members), (0.9,) * 10, rows, rows[0], (), 10, None)


def test_an_area_is_named_by_the_things_that_its_themes_share() -> None:
    mail = [theme("sort", ["overdue invoices", "invoices"]), theme("print", ["invoices", "address book"])]
    book = [theme("open", ["address book"]), theme("export", ["address book"])]
    assert name_areas([mail, book]) == ["Invoices", "Address book"]


def test_an_area_whose_themes_share_nothing_lists_what_they_are_about() -> None:
    mixed = [theme("open", ["widgets"]), theme("feed", ["otters"]), theme("paint", ["fences"]), theme("cut", ["trees"])]
    assert name_areas([mixed]) == ["Widgets, trees and otters"]


def test_a_small_theme_names_no_large_area() -> None:
    large, small = replace(theme("send", ["it"]), size=300), theme("open", ["widgets"])
    assert name_areas([[large, small]]) == ["Other"]
    assert name_areas([[replace(large, size=100), small]]) == ["Widgets"]


def test_an_area_whose_themes_name_no_thing_says_so() -> None:
    assert name_areas([[theme("open", ["it"]), theme("close", ["them"])]]) == ["Other"]


def test_a_stretch_of_time_names_no_area() -> None:
    assert name_areas([[theme("wait", ["minutes"]), theme("lose", ["minutes", "files"])]]) == ["Files"]


def test_neither_what_is_done_nor_the_product_names_an_area() -> None:
    done = [theme("download", ["Harbor", "download", "folders"]), theme("sync", ["Harbor", "folders"])]
    assert name_areas([done], product="Harbor") == ["Folders"]


def test_no_two_areas_are_named_alike() -> None:
    mixed = [[theme(f"{verb}{number}", ["folders"]) for verb in ("open", "move")] for number in "ab"]
    assert name_areas(mixed, product="") == ["Folders", "Folders (2)"]


def test_areas_whose_themes_name_no_thing_are_one_area() -> None:
    told = [theme(f"verb{number}", ["it"]) for number in range(12)]
    leaves = [Theme(f"th_{number}", f"Label {number}", "", (), 2, None, 10) for number in range(12)]
    centroids = np.eye(12, dtype=np.float32)
    areas, placed = place_in_areas(leaves, told, centroids, np.full(12, 10.0), KnownThemes())
    assert [(area.label, area.statement_count) for area in areas] == [("Other", 120)]
    assert {leaf.parent_id for leaf in placed} == {areas[0].theme_id}
