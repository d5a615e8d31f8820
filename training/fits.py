"""Fits over passages and their intervals: profile likelihood for logistic curves, and a bootstrap that draws passages
within each group, as the random assignment did.

Nothing is penalized. Where a ladder goes from none to all within one rung a logistic curve has no steepest slope, and
no single half-way point is likelier than those around it: its profile is flat there, and the interval says so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

DRAWS = 2000
CUT = 3.841458820694124  # the 95 % quantile of chi-squared with one degree of freedom
GRID = np.arange(-6 * 128, 14 * 128 + 1) / 128  # log2 of copies, far past both ends of every ladder


def log_likelihood(x: np.ndarray, successes: np.ndarray, trials: np.ndarray, rising: bool = False) -> np.ndarray:
    """The greatest log-likelihood of P(success) = 1 / (1 + exp(-x b)) for each of several designs, without the binomial
    coefficients. Where the greatest is approached by ever steeper curves alone, its limit to five digits.

    x: [designs, cells, K]. successes, trials: [cells]. rising: the one coefficient is not below zero.
    Returns [designs].
    """
    beta = np.zeros((len(x), x.shape[2]))

    def value(b: np.ndarray) -> np.ndarray:
        eta = np.einsum("gck,gk->gc", x, b)
        return (successes * eta - trials * np.logaddexp(0, eta)).sum(axis=1)

    best = value(beta)
    for _ in range(400):
        p = 1 / (1 + np.exp(-np.clip(np.einsum("gck,gk->gc", x, beta), -500, 500)))
        gradient = np.einsum("gc,gck->gk", successes - trials * p, x)
        curvature = np.einsum("gc,gck,gcl->gkl", trials * p * (1 - p), x, x) + 1e-9 * np.eye(x.shape[2])
        step = np.linalg.solve(curvature, gradient[..., None])[..., 0]
        # From where a curve is steep already the next may be steeper by as much again, and no more.
        most = np.maximum(2, np.abs(beta).max(axis=1, keepdims=True))
        step *= np.minimum(1, most / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-12))
        for _ in range(30):
            after = np.maximum(beta + step, 0) if rising else beta + step
            found = value(after)
            worse = found < best - 1e-12
            if not worse.any():
                break
            step[worse] /= 2
        better = np.maximum(found, best)
        done = (better - best).max() < 1e-7
        keep = found >= best
        beta[keep], best = after[keep], better
        if done:
            break
    return best


@dataclass(frozen=True)
class Profile:
    """How badly each value of one quantity fits, all else fitted again: twice what the log-likelihood loses."""

    at: np.ndarray  # evenly spaced, rising
    deviance: np.ndarray  # 0 where it fits best

    def best(self) -> float:
        """The likeliest value, infinite at an end of the grid. Where several are as likely, the middle of these."""
        least = np.flatnonzero(self.deviance < 1e-3)
        if self._ends(int(least[-1])):
            return math.inf
        return -math.inf if self._ends(int(least[0])) else float(self.at[least].mean())

    def interval(self) -> tuple[float, float]:
        """The 95 % profile-likelihood interval; infinite where the data set no bound."""
        inside = np.flatnonzero(self.deviance <= CUT)
        first, last = int(inside[0]), int(inside[-1])
        return (
            -math.inf if self._ends(first) else self._crossing(first, first - 1),
            math.inf if self._ends(last) else self._crossing(last, last + 1),
        )

    def _ends(self, index: int) -> bool:
        return index in (0, len(self.at) - 1)

    def _crossing(self, inside: int, outside: int) -> float:
        a, b = self.deviance[inside], self.deviance[outside]
        return float(self.at[inside] + (self.at[outside] - self.at[inside]) * (CUT - a) / (b - a))


def half_profile(copies: np.ndarray, successes: np.ndarray, trials: np.ndarray) -> Profile:
    """Log2 of the copies at which half succeed, by a logistic curve in log2(copies) that does not fall.

    copies, successes, trials: [rungs], without 0 copies.
    """
    x = (np.log2(copies)[None, :] - GRID[:, None])[..., None]
    found = log_likelihood(x, successes, trials, rising=True)
    return Profile(GRID, 2 * (found.max() - found))


def ratio_profile(x: np.ndarray, z: np.ndarray, successes: np.ndarray, trials: np.ndarray) -> Profile:
    """How many units of x one unit of z is worth, in a logistic curve in x and z. x, z: [cells]."""
    grid = np.arange(-256, 257) / 256
    design = np.stack([np.column_stack([np.ones(len(x)), x - x.mean() + g * (z - z.mean())]) for g in grid])
    found = log_likelihood(design, successes, trials)
    return Profile(grid, 2 * (found.max() - found))


def difference(a: Profile, b: Profile) -> Profile:
    """Of a less b, the two taken for independent: of quantities that rise together the interval is rather too wide.
    Both profiles on one grid."""
    n, step = len(a.at), float(a.at[1] - a.at[0])
    found = np.full(2 * n - 1, 8 * CUT)
    # What lies far out for either cannot be near for both.
    first, second = (np.flatnonzero(p.deviance <= 4 * CUT) for p in (a, b))
    for i in first:
        places = i - second + n - 1
        found[places] = np.minimum(found[places], a.deviance[i] + b.deviance[second])
    # A profile that reaches an end of the grid goes on beyond it as it is there.
    i, j = int(a.deviance.argmin()), int(b.deviance.argmin())
    np.minimum(found[2 * n - 2 - j :], a.deviance[-1], out=found[2 * n - 2 - j :])
    np.minimum(found[: n - j], a.deviance[0], out=found[: n - j])
    np.minimum(found[i + n - 1 :], b.deviance[0], out=found[i + n - 1 :])
    np.minimum(found[: i + 1], b.deviance[-1], out=found[: i + 1])
    return Profile((np.arange(2 * n - 1) - (n - 1)) * step, found - found.min())


def mixed(successes: np.ndarray, trials: np.ndarray) -> int:
    """Rungs on which some succeed and some do not. With fewer than two nothing says how steep a curve is."""
    return int(((successes > 0) & (successes < trials)).sum())


def bracket(copies: np.ndarray, successes: np.ndarray, trials: np.ndarray) -> tuple[float, float]:
    """The rungs between which the share comes to one half: the last below it, and the first from which on it is not.
    0 and infinity stand for the ends."""
    enough = 2 * successes >= trials
    first = len(copies) - int(np.argmin(enough[::-1])) if not enough.all() else 0
    return (float(copies[first - 1]) if first else 0.0, float(copies[first]) if first < len(copies) else math.inf)


def lack_of_fit(x: np.ndarray, successes: np.ndarray, trials: np.ndarray) -> tuple[float, int]:
    """Deviance of a logistic fit from the shares themselves, and its degrees of freedom. x: [cells, K], with ones."""
    p = successes / trials
    with np.errstate(divide="ignore", invalid="ignore"):
        each = successes * np.log(p) + (trials - successes) * np.log(1 - p)
    most = np.nan_to_num(each, nan=0.0).sum()
    return float(2 * (most - log_likelihood(x[None], successes, trials)[0])), len(x) - x.shape[1]


def slope(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Least-squares slope of y over x. x: [n]; y: [draws, n]."""
    away = x - x.mean()
    return y @ away / (away @ away)


def straightness(x: np.ndarray, y: np.ndarray) -> tuple[float, int, bool]:
    """How badly a straight line fits values that were drawn together: what is left of them off every line, measured by
    its covariance over the draws. x: [n]; y: [1 + draws, n], the sample itself first.

    Returns the chi-square, its degrees of freedom (n - 2), and whether a line holds at the level of 5 % (the quantile
    by Wilson and Hilferty 1931, "The distribution of chi-square").
    """
    df = len(x) - 2
    if df < 1:
        return 0.0, df, True
    off = np.linalg.qr(np.column_stack([np.ones(len(x)), x]), mode="complete")[0][:, 2:]
    left = y @ off
    chi_square = float(left[0] @ np.linalg.pinv(np.atleast_2d(np.cov(left[1:].T))) @ left[0])
    cut = df * (1 - 2 / (9 * df) + 1.6448536269514722 * math.sqrt(2 / (9 * df))) ** 3
    return chi_square, df, chi_square <= cut


def components(values: np.ndarray, groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The variance of what several models make of the same passages, in three parts: of the group that a passage is in,
    of the passage, and the rest.

    Every model groups the passages by a random assignment of its own. The passage's part is the mean covariance, over
    pairs of models, of its deviations from the means of its groups: what a passage is for one model beyond its group,
    it is for another in another group too (the moment estimate of a random effect: Searle, Casella and McCulloch 1992,
    "Variance components"). It may come out below zero. What a passage is in some groups and not in others counts as
    rest.

    values, groups: [models, passages], two models or more. weights: [draws, passages], the sample itself first, as
    `draws` gives them. Returns [draws, 3].
    """
    n = len(values[0])
    # Of a draw the passages are the population, whose moments have lost their degrees of freedom once already.
    again = np.arange(len(weights)) > 0
    between, within, deviations, counts = [], [], [], []
    for y, group in zip(values, groups, strict=True):
        on = (group[:, None] == np.unique(group)).astype(float)
        means = weights @ (on * y[:, None]) / np.maximum(weights @ on, 1)  # of a group that a draw left out: unused
        expected, k = means @ on.T, on.shape[1]
        away = expected - (weights * expected).sum(axis=1, keepdims=True) / n
        within.append((weights * (y - expected) ** 2).sum(axis=1) / (n - k) * (n / (n - k)) ** again)
        between.append((weights * away**2).sum(axis=1) / n - within[-1] * (k - 1) / n)
        deviations.append(y - expected)
        counts.append(k)
    # Each lot's means take a degree of freedom a group from the product; the mean of all is in both.
    shared = []
    for i, j in combinations(range(len(values)), 2):
        free = n - counts[i] - counts[j] + 1
        shared.append((weights * deviations[i] * deviations[j]).sum(axis=1) / free * (n / free) ** again)
    passage = np.mean(shared, axis=0)
    return np.stack([np.mean(between, axis=0), passage, np.mean(within, axis=0) - passage], axis=1)


def draws(groups: list, rng: np.random.Generator, n: int = DRAWS) -> np.ndarray:
    """How often each passage is in each bootstrap draw, drawn within its group; the first row is the sample itself.

    groups: of each passage. Returns [1 + n, passages].
    """
    weights = np.ones((1 + n, len(groups)))
    labels = np.array([str(group) for group in groups])
    for label in sorted(set(labels)):
        at = np.flatnonzero(labels == label)
        weights[1:, at] = rng.multinomial(len(at), np.full(len(at), 1 / len(at)), size=n)
    return weights


def interval(values: np.ndarray) -> tuple[float, float]:
    """The 95 % percentile interval of bootstrap draws; may be infinite."""
    low, high = np.quantile(values, [0.025, 0.975], method="nearest")
    return float(low), float(high)


def bounded(values: np.ndarray) -> dict:
    """An estimate with its `interval`, rounded. values: [1 + draws], the estimate first."""
    low, high = interval(values[1:])
    return {"value": round(float(values[0]), 4), "low": round(low, 4), "high": round(high, 4)}


def alike(value: float, n: int, ends: tuple[float, float]) -> tuple[float, float]:
    """The 95 % interval of a mean over `n` of which each is `value`, so that a bootstrap has nothing to draw. The share
    of all that would differ is at most 1 - 0.025^(1/n) (Clopper and Pearson 1934), and these lie between the ends."""
    differ = 1 - 0.025 ** (1 / n)
    return value - differ * (value - ends[0]), value + differ * (ends[1] - value)
