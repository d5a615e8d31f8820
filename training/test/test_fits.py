"""The fits, against data whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from training import fits
from training.report import first_half

RUNGS = np.array([1, 2, 4, 8, 16, 32, 64, 128])


def counts(half: float, steep: float, n: int = 4800) -> tuple[np.ndarray, np.ndarray]:
    p = 1 / (1 + np.exp(-steep * (np.log2(RUNGS) - np.log2(half))))
    return np.round(n * p)[None], np.full((1, len(RUNGS)), n)


@pytest.mark.parametrize(("half", "steep"), [(10, 1.5), (40, 3), (2, 0.8)])
def test_the_half_point_is_found(half: float, steep: float) -> None:
    assert fits.half_point(RUNGS, *counts(half, steep))[0] == pytest.approx(half, rel=0.01)


def test_where_a_rung_parts_all_from_nothing_the_half_point_lies_before_it() -> None:
    successes, trials = np.where(RUNGS >= 16, 48, 0)[None], np.full((1, len(RUNGS)), 48)
    assert fits.half_point(RUNGS, successes, trials)[0] == pytest.approx(8 * 2**0.5, rel=0.02)


def test_what_is_not_reached_is_infinite() -> None:
    trials = np.full((3, len(RUNGS)), 48)
    none, few = np.zeros(len(RUNGS)), np.where(RUNGS == 128, 10, 0)
    assert np.isinf(fits.half_point(RUNGS, np.stack([none, few, none]), trials)).all()


def test_two_slopes_are_told_apart() -> None:
    x = np.array([(a, b) for a in range(8) for b in range(3)], dtype=float)
    p = 1 / (1 + np.exp(-(1.2 * x[:, 0] + 3 * x[:, 1] - 7)))
    beta = fits.logistic(x, 10000 * p[None], np.full((1, len(x)), 10000))
    assert beta[0] == pytest.approx([-7, 1.2, 3], rel=0.01)


def test_draws_are_drawn_within_groups_and_the_sample_comes_first() -> None:
    groups = [0] * 5 + [16] * 3
    weights = fits.draws(groups, np.random.default_rng(1))
    assert weights.shape == (1 + fits.DRAWS, 8) and (weights[0] == 1).all()
    assert (weights[:, :5].sum(axis=1) == 5).all() and (weights[:, 5:].sum(axis=1) == 3).all()
    assert weights[1:].mean() == pytest.approx(1, abs=0.02) and (weights[1:] == 0).any()


def test_intervals_cover_what_they_should() -> None:
    """Of a share of 48: the bootstrap's interval is about as wide as two standard errors say."""
    hits = np.array([1] * 24 + [0] * 24)
    low, high = fits.interval(fits.draws([0] * 48, np.random.default_rng(2))[1:] @ hits / 48)
    assert (low, high) == pytest.approx((0.5 - 0.1414, 0.5 + 0.1414), abs=0.03)
    assert fits.interval(np.array([1.0] * 50 + [np.inf] * 50)) == (1.0, np.inf)


def test_slope() -> None:
    assert fits.slope(np.array([0, 1, 2]), np.array([[1, 3, 5], [2, 2, 2]])) == pytest.approx([2, 0])


def made(passage: float, rest: float, models: int = 3, n: int = 48) -> np.ndarray:
    """Parts of values made of 10 a rung of nine, a passage's own deviation, and what differs from model to model."""
    rng = np.random.default_rng(4)
    rungs = np.stack([rng.permutation(np.repeat(np.arange(9), n)) for _ in range(models)])
    own = rng.standard_normal(9 * n)
    values = 10 * rungs + passage * own / own.std() + rest * rng.standard_normal(rungs.shape)
    return fits.components(values, rungs, fits.draws([0] * (9 * n), np.random.default_rng(5)))


@pytest.mark.parametrize(("passage", "rest"), [(5, 5), (8, 2), (0, 6)])
def test_what_is_copies_and_what_is_the_passage_is_told_apart(passage: float, rest: float) -> None:
    wanted = 100 * (9**2 - 1) / 12, passage**2, rest**2  # of nine even rungs, ten apart
    parts = made(passage, rest)
    assert parts[0] == pytest.approx(wanted, rel=0.1, abs=2)
    # And the truth lies in the interval, which is not the whole axis, and has the estimate in its middle.
    for found, true in zip(parts.T, wanted, strict=True):
        low, high = fits.interval(found[1:])
        assert low - 0.5 <= true <= high + 0.5 and high - low < 0.5 * max(true, 20)
        assert found[0] == pytest.approx((low + high) / 2, abs=0.2 * (high - low))


def test_with_nothing_but_the_copies_all_of_the_variance_is_theirs() -> None:
    assert made(0, 0)[0] == pytest.approx([100 * 80 / 12, 0, 0])


def test_the_first_half_is_read_off_between_snapshots() -> None:
    steps = np.array([100, 200, 300])
    assert first_half(np.array([0, 0.25, 0.75]), steps) == pytest.approx(250)
    assert first_half(np.array([1.0, 1, 1]), steps) == pytest.approx(50)
    assert first_half(np.array([0, 0.1, 0.4]), steps) == np.inf
