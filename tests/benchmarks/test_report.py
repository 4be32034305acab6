"""How figures become tables."""

from __future__ import annotations

import pytest

from benchmarks.report import as_markdown, growth

MACHINE = {
    "processor": "a processor", "flags": ["avx2"], "cores": 2, "memory_gigabytes": 8.0, "python": "3.11.7",
    "packages": {"duckdb": "1.5.6"},
}  # fmt: skip


def run(size: int, wall: float, scenario: str = "cold") -> dict[str, object]:
    seconds = {"ingest": wall / 4, "statements": wall / 2, "themes": wall / 4}
    return {
        "size": size, "scenario": scenario, "wall": wall, "cpu": 2 * wall, "peak_megabytes": 900, "rows": size,
        "seconds": seconds, "statements": 10 * size, "themes": 40,
    }  # fmt: skip


@pytest.mark.parametrize("exponent", [0.9, 1.0, 1.3])
def test_growth_is_the_exponent_of_cost_in_size(exponent):
    sizes = [5_000, 27_593, 100_000]
    assert growth(sizes, [2 * size**exponent for size in sizes]) == pytest.approx(exponent)


def test_one_size_has_no_growth():
    assert growth([5_000], [3.0]) is None
    assert "exponent" not in as_markdown(MACHINE, "made", [run(100, 8.0)], [])


def test_what_bounds_a_size_stands_beside_its_stages():
    tables = as_markdown(MACHINE, "made", [run(100, 8.0), run(200, 16.0)], [])
    assert "| 200 | 0.0 | 4.0 | 8.0 | 4.0 | 0.0 | 0.0 | 0.0 | statements, 50% |" in tables
    assert "| wall | 1.00 |" in tables


def test_a_later_run_is_told_as_a_share_of_the_cold_one():
    assert "| 12.5% |" in as_markdown(MACHINE, "made", [run(100, 8.0), run(100, 1.0, "more")], [])


def test_same_vectors_are_held_against_our_grouping_alone():
    peers = [
        {"size": 100, "peer": "plain", "wall": 80.0, "cpu": 32.0, "peak_megabytes": 1, "seconds": {"topics": 1.0}},
        {
            "size": 100,
            "peer": "same vectors",
            "wall": 80.0,
            "cpu": 9.0,
            "peak_megabytes": 1,
            "seconds": {"topics": 6.0},
        },
    ]
    tables = as_markdown(MACHINE, "made", [run(100, 8.0)], peers)
    assert "| 8.0 | 10.0x | 2.0x |" in tables
    assert "| 2.0 | 3.0x |  |" in tables
