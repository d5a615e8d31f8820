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


def mean_squares(
    values: np.ndarray, steps: np.ndarray, groups: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The variance of the values within their groups, and what is left of it when each group has a line of its own in
    the step. Both per degree of freedom, so that the lines take nothing away by their number (the adjustment of
    Ezekiel 1930, "Methods of correlation analysis"). Groups of fewer than three have no line.

    weights: [draws, passages], the sample itself first, as `draws` gives them. Returns two of [draws].
    """
    labels, sizes = np.unique(groups, return_counts=True)
    on = (groups[:, None] == labels).astype(float)
    y, x = (v - ((weights * v) @ on / np.maximum(weights @ on, 1)) @ on.T for v in (values, steps))
    xx, xy = (weights * x * x) @ on, (weights * x * y) @ on
    by_lines = np.where(sizes > 2, xy**2 / np.maximum(xx, 1e-12), 0).sum(axis=1)
    total = (weights * y * y).sum(axis=1)
    n, free = len(values), len(values) - len(labels)
    # Of a draw the passages are the population, whose moments have lost their degrees of freedom once already.
    again = np.arange(len(weights)) > 0
    left = free - int((sizes > 2).sum())
    return total / free * (n / free) ** again, (total - by_lines) / left * (n / left) ** again


def timing(recall: Recall, courses: list[dict], models: list[dict], answers: dict[str, dict]) -> list[dict]:
    """Of each model and number of copies, what is recited of the third of the passages that was read earliest on
    average, of the middle and of the latest third, and the bits that the continuation takes.

    `timing.<model>`: the share of the variance of the continuation's log-probability within groups of as many copies
    that goes with the mean step, adjusted for the lines by which it does. It may come out below zero. A group weighs as
    its values vary: where all is recited, next to nothing does."""
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
        total, left = mean_squares(logprob, when, group, weights)
        answers[f"timing.{name}"] = bounded((total - left) / total) | {"n": len(read)}
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
        on = np.flatnonzero(groups == group)
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
    """Of the passages that all of several models read, each in a number of copies of its own, the variance of the
    continuation's log-probability within groups of as many copies: the share that goes with when a passage was read,
    measured as `timing.<model>` is, of the rest what is the passage's own, and what is neither (`within.timing`,
    `within.passage`, `within.rest`; `within.passages` says how many these are)."""
    by_model = {name: course for course in courses for name in course["models"]}
    copies = np.array([[recall.copies(name, p) for p in recall.exact] for name in models])
    steps = np.array([mean_steps(by_model[name], recall.exact) for name in models])
    kept = np.flatnonzero((np.isfinite(steps) & (copies > 0)).all(axis=0))
    copies, steps, read = copies[:, kept], steps[:, kept], [recall.exact[i] for i in kept]
    values = np.stack([recall.of(name, read, "logprob") for name in models])
    weights = draws([0] * len(read), np.random.default_rng(len(models)))
    squares = [mean_squares(*each, weights) for each in zip(values, steps, copies, strict=True)]
    total, left = np.mean(squares, axis=0)
    without = np.stack([without_timing(*each) for each in zip(values, steps, copies, strict=True)])
    shares = {"timing": (total - left) / total, "passage": components(without, copies, weights)[:, 1] / total}
    shares["rest"] = 1 - shares["timing"] - shares["passage"]
    for key, part in shares.items():
        answers[f"within.{key}"] = bounded(part) | {"n": len(models)}
    answers["within.passages"] = {"value": len(read)}
