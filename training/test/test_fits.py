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


def half(successes: np.ndarray, trials: np.ndarray) -> fits.Profile:
    return fits.half_profile(RUNGS, successes[0], trials[0])


@pytest.mark.parametrize(("true", "steep"), [(10, 1.5), (40, 3), (2, 0.8)])
def test_the_half_point_is_found(true: float, steep: float) -> None:
    profile = half(*counts(true, steep))
    assert 2 ** profile.best() == pytest.approx(true, rel=0.01)
    low, high = profile.interval()
    assert low < np.log2(true) < high and high - low < 0.2


def test_where_a_rung_parts_all_from_nothing_any_point_between_is_as_likely() -> None:
    low, high = half(np.where(RUNGS >= 16, 48, 0)[None], np.full((1, len(RUNGS)), 48)).interval()
    assert 2**low == pytest.approx(8, rel=0.03) and 2**high == pytest.approx(16, rel=0.03)


def test_one_mixed_rung_is_bounded_by_its_neighbour() -> None:
    """The counts of d4: none of 48 at 16 copies, 34 at 32, all at 64."""
    successes = np.array([0, 0, 0, 0, 0, 34, 48, 48])
    low, high = 2 ** np.array(half(successes[None], np.full((1, 8), 48)).interval())
    assert low == pytest.approx(26.9, abs=0.2) and high == pytest.approx(32, abs=0.2)
    assert fits.mixed(successes, np.full(8, 48)) == 1
    assert fits.bracket(RUNGS, successes, np.full(8, 48)) == (16, 32)


def test_what_is_not_reached_is_infinite() -> None:
    trials, none, few = np.full((1, len(RUNGS)), 48), np.zeros((1, len(RUNGS))), np.where(RUNGS == 128, 10, 0)[None]
    assert half(none, trials).best() == np.inf and half(none, trials).interval()[1] == np.inf
    assert half(few, trials).interval()[0] > 7
    assert fits.bracket(RUNGS, few[0], trials[0]) == (128, np.inf)


@pytest.mark.parametrize("true", [10, 24])
def test_profile_intervals_cover_as_often_as_they_say(true: float) -> None:
    rng, hits = np.random.default_rng(8), 0
    p = 1 / (1 + np.exp(-4 * (np.log2(RUNGS) - np.log2(true))))
    for _ in range(200):
        low, high = half(rng.binomial(48, p)[None], np.full((1, len(RUNGS)), 48)).interval()
        hits += low <= np.log2(true) <= high
    assert 0.9 <= hits / 200 <= 0.99


def test_the_difference_of_two_half_points_has_the_width_of_both() -> None:
    a, b = half(*counts(40, 3, 48)), half(*counts(10, 1.5, 48))
    d = fits.difference(a, b)
    widths = [np.subtract(*p.interval()[::-1]) for p in (a, b)]
    assert d.best() == pytest.approx(2, abs=0.05)
    assert np.subtract(*d.interval()[::-1]) == pytest.approx(np.hypot(*widths), rel=0.05)
    beyond = fits.difference(half(np.zeros((1, 8)), np.full((1, 8), 48)), a)
    assert beyond.interval()[1] == np.inf and np.isfinite(beyond.interval()[0])


def test_what_one_slope_is_worth_in_the_other() -> None:
    x = np.array([(a, b) for a in range(8) for b in range(3)], dtype=float)
    p = 1 / (1 + np.exp(-(1.2 * x[:, 0] + 0.6 * x[:, 1] - 5)))
    worth = fits.ratio_profile(*x.T, 10000 * p, np.full(len(x), 10000))
    assert worth.best() == pytest.approx(0.5, abs=0.01)


def test_a_curve_that_does_not_hold_shows() -> None:
    x = np.column_stack([np.ones(8), np.log2(RUNGS)])
    right, trials = counts(10, 1.5)
    assert fits.lack_of_fit(x, right[0], trials[0])[0] < 1
    deviance, df = fits.lack_of_fit(x, np.array([0, 0, 24, 24, 24, 24, 48, 48]), np.full(8, 48))
    assert deviance > 30 and df == 6


def test_where_all_are_alike_there_is_a_width_yet() -> None:
    assert fits.alike(0, 24, (0, 1)) == pytest.approx((0, 0.1425), abs=1e-3)  # Clopper and Pearson
    assert fits.alike(20, 8, (0, 20))[1] == 20


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


def test_a_line_that_does_not_hold_shows() -> None:
    rng = np.random.default_rng(7)
    x = np.array([5.1, 5.6, 6.1, 6.8, 7.2])
    held, bent = 0, x**2
    for _ in range(200):
        truth = 3 + 2 * x + rng.normal(0, 0.1, 5)
        held += fits.straightness(x, np.vstack([truth, truth + rng.normal(0, 0.1, (500, 5))]))[2]
    assert 180 <= held <= 198  # 95 of 100
    chi_square, df, holds = fits.straightness(x, np.vstack([bent, bent + rng.normal(0, 0.01, (500, 5))]))
    assert (df, holds) == (3, False) and chi_square > 100
    assert fits.straightness(x[:2], np.ones((9, 2))) == (0.0, 0, True)


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
