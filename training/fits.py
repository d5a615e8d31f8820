"""Fits over passages and their intervals: logistic regression, and a bootstrap that draws passages anew within each
group, as the lot that assigned them did."""

from __future__ import annotations

from itertools import combinations

import numpy as np

DRAWS = 2000
# Of a slope, a normal prior's precision: too weak to be seen, save where a rung parts all from nothing. There it keeps
# the slope finite, and the half-way point lies between that rung and the next.
RIDGE = 0.01


def logistic(x: np.ndarray, successes: np.ndarray, trials: np.ndarray) -> np.ndarray:
    """Coefficients of P(success) = 1 / (1 + exp(-(b0 + x b))), by penalized maximum likelihood, for each draw.

    x: [cells, K]. successes, trials: [draws, cells]. Returns [draws, 1 + K], the intercept first.
    """
    centre = x.mean(axis=0)
    design = np.column_stack([np.ones(len(x)), x - centre])
    ridge = RIDGE * np.diag([0.0, *np.ones(x.shape[1])])
    # Half a success and half a failure over all: an intercept is finite even where nothing succeeds.
    extra = 0.5 / len(x)
    beta = np.zeros((len(successes), design.shape[1]))
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(beta @ design.T, -40, 40)))
        n = trials + 2 * extra
        gradient = (successes + extra - n * p) @ design - beta @ ridge
        curvature = np.einsum("bc,ci,cj->bij", n * p * (1 - p), design, design) + ridge + 1e-9 * np.eye(len(ridge))
        step = np.linalg.solve(curvature, gradient[..., None])[..., 0]
        step *= np.minimum(1, 2 / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-12))  # no leaps
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    beta[:, 0] -= beta[:, 1:] @ centre
    return beta


def half_point(copies: np.ndarray, successes: np.ndarray, trials: np.ndarray) -> np.ndarray:
    """Copies at which half succeed, by a logistic fit in log2(copies), for each draw; infinite past the most copies.

    copies: [rungs], without 0. successes, trials: [draws, rungs].
    """
    intercept, slope = logistic(np.log2(copies)[:, None], successes, trials).T
    with np.errstate(divide="ignore", over="ignore"):
        half = np.where(slope > 0, 2 ** (-intercept / slope), np.inf)
    return np.where(half <= copies.max(), half, np.inf)


def slope(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Least-squares slope of y over x. x: [n]; y: [draws, n]."""
    away = x - x.mean()
    return y @ away / (away @ away)


def components(values: np.ndarray, groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The variance of what several models make of the same passages, in three parts: of the group that a passage is in,
    of the passage, and the rest.

    Every model groups the passages by a lot of its own. The passage's part is the mean covariance, over pairs of
    models, of its deviations from the means of its groups: what a passage is for one model beyond its group, it is for
    another in another group too (the moment estimate of a random effect: Searle, Casella and McCulloch 1992, "Variance
    components"). It may come out below zero. What a passage is in some groups and not in others counts as rest.

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
