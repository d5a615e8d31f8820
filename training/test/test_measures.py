"""The measures, against the vectors that the page's measures are held to as well, and against what they must be."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import measures
from training.config import read_json
from training.test.conftest import ROOT

VECTORS = read_json(ROOT / "src" / "lib" / "measures" / "vectors.json")
IDS = st.lists(st.integers(0, 3), max_size=12)


def test_matched() -> None:
    for case in VECTORS["matched"]:
        assert measures.matched(case["output"], case["truth"]) == case["expected"], case


def test_longest_run() -> None:
    for case in VECTORS["longest_run"]:
        assert measures.longest_run(case["a"], case["b"]) == case["expected"], case


def test_edit_distance() -> None:
    for case in VECTORS["edit_distance"]:
        assert measures.edit_distance(case["a"], case["b"]) == case["expected"], case
        assert measures.normalized_edit_distance(case["a"], case["b"]) == pytest.approx(case["normalized"], abs=1e-12)
        assert measures.is_near_verbatim(case["a"], case["b"]) == case["near"], case


def test_samples_needed() -> None:
    for case in VECTORS["log_samples_needed"]:
        assert measures.log_samples_needed(case["logprob"], case["p"]) == pytest.approx(case["expected"], abs=1e-9)
    for case in VECTORS["discoverable"]:
        assert measures.is_discoverable(case["logprob"], case["n"], case["p"]) == case["expected"], case
    assert measures.log_samples_needed(-math.inf, 0.5) == math.inf
    for wrong in ((0.1, 0.5), (math.nan, 0.5), (-1, 0), (-1, 1)):
        with pytest.raises(ValueError):
            measures.log_samples_needed(*wrong)


def test_exposure() -> None:
    for case in VECTORS["exposure"]:
        assert measures.exposure_bits(case["rank"], case["size"]) == pytest.approx(case["expected"], abs=1e-12)
    for rank in (0, 11, math.nan):
        with pytest.raises(ValueError):
            measures.exposure_bits(rank, 10)


def test_wilson() -> None:
    for case in VECTORS["wilson"]:
        assert measures.wilson(case["successes"], case["n"]) == pytest.approx((case["low"], case["high"]), abs=5e-5)


def slow_distance(a: list[int], b: list[int]) -> int:
    """The definition, by recursion with a table."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (x != y))
    return table[len(a), len(b)]


@given(IDS, IDS)
def test_edit_distance_is_what_the_definition_says(a: list[int], b: list[int]) -> None:
    assert measures.edit_distance(a, b) == slow_distance(a, b) == measures.edit_distance(b, a)


@given(IDS, IDS)
def test_longest_run_is_what_trying_all_starts_finds(a: list[int], b: list[int]) -> None:
    stretches = [{tuple(ids[i:j]) for i in range(len(ids)) for j in range(i + 1, len(ids) + 1)} for ids in (a, b)]
    longest = max((len(stretch) for stretch in stretches[0] & stretches[1]), default=0)
    assert measures.longest_run(a, b) == longest


def test_a_difference_of_shares_keeps_a_width_where_both_are_none() -> None:
    low, high = measures.newcombe(0, 24, 0, 24)
    assert low == pytest.approx(-high) and high == pytest.approx(measures.wilson(0, 24)[1])
    # Newcombe 1998, table II, example (a): 56 of 70 less 48 of 80.
    assert measures.newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_the_area_counts_pairs() -> None:
    value, low, high = measures.auc([3, 2], [1, 2])
    assert value == 3.5 / 4 and 0 < low < value < high < 1
    one = measures.auc(range(100, 148), range(48))
    assert one[0] == one[2] == 1 and 0.93 < one[1] < 0.97
    assert measures.auc(range(48), range(48))[0] == 0.5
