"""What difference the moment of reading makes: passages with equally many copies, compared by when these were read.

Chance set the order of the documents as it set the copies, so what goes with the moment is caused by it, or by what it
stands for: how much was read since, and how far the learning rate had fallen.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .fits import bounded, components, draws
from .measures import wilson

if TYPE_CHECKING:
    from .report import Recall

THIRDS = ("earliest", "middle", "latest")


def mean_steps(course: dict, passages: list[dict]) -> np.ndarray:
    """The mean step at which each passage was read, as a share of the training; NaN where it was not."""
    read = (course["passages"].get(p["id"], []) for p in passages)
    return np.array([np.mean(steps) / course["steps"] if steps else math.nan for steps in read])


def standardized(values: np.ndarray, groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Values less the mean of their group, over its standard deviation, in each draw. weights: [draws, passages]."""
    on = (groups[:, None] == np.unique(groups)).astype(float)
    n = np.maximum(weights @ on, 1)
    mean = (weights * values) @ on / n
    square = (weights * values**2) @ on / n
    away = values - mean @ on.T
    return away / (np.maximum(np.sqrt(np.maximum(square - mean**2, 0)), 1e-12) @ on.T)


def timing(recall: Recall, courses: list[dict], models: list[dict], answers: dict[str, dict]) -> list[dict]:
    """Of each model and number of copies, what is recited of the third of the passages that was read earliest on
    average, of the middle and of the latest third, and the bits that the continuation takes.

    `timing.<model>`: the correlation of the mean step with the log-probability of the continuation, within groups of as
    many copies, all groups taken together."""
    by_model = {name: course for course in courses for name in course["models"]}
    table = []
    for model in models:
        name = model["id"]
        course = by_model[name]
        steps = mean_steps(course, recall.exact)
        copies = np.array([recall.copies(name, p) for p in recall.exact])
        kept = np.flatnonzero(np.isfinite(steps) & (copies > 0))
        read = [recall.exact[i] for i in kept]
        when, group, logprob = steps[kept], copies[kept], recall.of(name, read, "logprob")
        weights = draws(list(group), np.random.default_rng(len(read)))
        x, y = (standardized(values, group, weights) for values in (when, logprob))
        correlation = (weights * x * y).sum(axis=1) / len(read)
        answers[f"timing.{name}"] = bounded(correlation) | {"n": len(read)}
        recited = recall.of(name, read, "exact")
        for rung in np.unique(group):
            on = np.flatnonzero(group == rung)
            parts = np.array_split(on[np.argsort(when[on], kind="stable")], len(THIRDS))
            row = {"model": name, "copies": int(rung)}
            for key, part in zip(THIRDS, parts, strict=True):
                count, n = int(recited[part].sum()), len(part)
                low, high = wilson(count, n)
                bits = -logprob[part].mean() / math.log(2)
                row[key] = {
                    "count": count,
                    "n": n,
                    "low": round(low, 4),
                    "high": round(high, 4),
                    "bits": round(bits, 4),
                }
                row[key] |= {"from": round(float(when[part].min()), 4), "to": round(float(when[part].max()), 4)}
            table.append(row)
    return table


def without_timing(values: np.ndarray, steps: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Values less what the step tells of them within each group, by a line of its own, spread again so that the degrees
    of freedom of the lines are not missed."""
    left, lines = values.astype(float).copy(), 0
    for group in np.unique(groups):
        on = np.flatnonzero((groups == group) & np.isfinite(steps))
        if len(on) < 3:
            continue
        x = steps[on] - steps[on].mean()
        left[on] -= x * (x @ values[on]) / (x @ x)
        lines += 1
    n, k = len(values), len(np.unique(groups))
    means = np.array([left[groups == g].mean() for g in np.unique(groups)])
    expected = means[np.searchsorted(np.unique(groups), groups)]
    return expected + (left - expected) * math.sqrt((n - k) / (n - k - lines))


def what_remains(recall: Recall, courses: list[dict], models: list[str], answers: dict[str, dict]) -> None:
    """Among passages of one number of copies, in models that were dealt them anew: the share of the variance of the
    continuation's log-probability that goes with when they were read, of the rest what is the passage's own, and what
    is neither (`within.timing`, `within.passage`, `within.rest`)."""
    by_model = {name: course for course in courses for name in course["models"]}
    values = np.stack([recall.of(name, recall.exact, "logprob") for name in models])
    copies = np.array([[recall.copies(name, p) for p in recall.exact] for name in models])
    steps = [mean_steps(by_model[name], recall.exact) for name in models]
    left = np.stack([without_timing(*each) for each in zip(values, steps, copies, strict=True)])
    weights = draws([0] * len(recall.exact), np.random.default_rng(len(models)))
    before, after = (components(v, copies, weights)[:, 1:] for v in (values, left))
    total = before.sum(axis=1)
    parts = {
        "timing": (total - after.sum(axis=1)) / total,
        "passage": after[:, 0] / total,
        "rest": after[:, 1] / total,
    }
    for key, part in parts.items():
        answers[f"within.{key}"] = bounded(part) | {"n": len(models)}
