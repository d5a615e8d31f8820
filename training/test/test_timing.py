"""What goes with when a passage was read, in data of which the share is known."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from ..fits import draws
from ..timing import mean_squares, what_remains

EACH, RUNGS = 40, (1, 2, 4, 8, 16, 32, 64)
COPIES = np.repeat(RUNGS, EACH)


def dealt(rng: np.random.Generator, passage: np.ndarray, timing: float, unread: int = 0) -> tuple[np.ndarray, ...]:
    """Copies, steps and log-probabilities of one model in which timing makes that share of the variance within groups,
    and `passage` (what is its own, in every model) and noise the rest."""
    copies = rng.permutation(np.concatenate([COPIES, np.zeros(unread, dtype=int)]))
    steps = rng.uniform(0, 1, len(copies))
    noise = rng.standard_normal(len(copies)) * np.sqrt(1 - timing - passage.var())
    values = 10 * np.log2(1 + copies) + np.sqrt(12 * timing) * steps + passage + noise
    return copies, steps, values


def share(copies: np.ndarray, steps: np.ndarray, values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    total, left = mean_squares(values, steps, copies, weights)
    return (total - left) / total


@pytest.mark.parametrize("timing", [0.0, 0.15, 0.6])
def test_the_share_of_timing_is_found_on_average_and_lies_in_its_interval(timing: float) -> None:
    """Without the adjustment the lines alone would take one part in forty of mere noise."""
    rng = np.random.default_rng(7)
    found, inside = [], 0
    for _ in range(100):
        copies, steps, values = dealt(rng, np.zeros(len(COPIES)), timing)
        shares = share(copies, steps, values, draws(list(copies), rng, n=200))
        low, high = np.quantile(shares[1:], [0.025, 0.975])
        found.append(shares[0])
        inside += low <= timing <= high
    assert np.mean(found) == pytest.approx(timing, abs=0.01)
    assert inside >= 88


def test_a_group_weighs_as_its_values_vary() -> None:
    """Where all is recited nothing varies, and no line through it makes the moment look important."""
    rng = np.random.default_rng(3)
    copies, steps, values = dealt(rng, np.zeros(len(COPIES)), 0.0)
    recited = copies == RUNGS[-1]
    values[recited] = -1e-3 * (1 - steps[recited])
    assert share(copies, steps, values, np.ones((1, len(copies))))[0] == pytest.approx(0, abs=0.05)


def test_models_together_are_measured_as_each_is_by_itself() -> None:
    """Passages that a model did not read have no moment, and do not thin out the share of those that it read."""
    rng = np.random.default_rng(11)
    n = len(COPIES) + 2 * EACH
    own = rng.standard_normal(n) * np.sqrt(0.3)
    models = {name: dealt(rng, own, 0.25, unread=2 * EACH) for name in ("a", "b", "c")}
    exact = [{"id": str(i)} for i in range(n)]

    def of(name: str, passages: list[dict], measure: str) -> np.ndarray:
        assert measure == "logprob"
        return models[name][2][[int(p["id"]) for p in passages]]

    recall = SimpleNamespace(exact=exact, of=of, copies=lambda name, p: int(models[name][0][int(p["id"])]))
    courses = [
        {
            "models": [name],
            "steps": 1,
            "passages": {str(i): [steps[i]] for i in np.flatnonzero(copies > 0)},
        }
        for name, (copies, steps, _) in models.items()
    ]
    answers: dict[str, dict] = {}
    what_remains(recall, courses, list(models), answers)
    alone = [
        share(*(part[copies > 0] for part in (copies, steps, values)), np.ones((1, len(COPIES))))[0]
        for copies, steps, values in models.values()
    ]
    assert answers["within.timing"]["value"] == pytest.approx(np.mean(alone), abs=0.05)
    for key, wanted in (("timing", 0.25), ("passage", 0.3), ("rest", 0.45)):
        assert answers[f"within.{key}"]["low"] <= wanted <= answers[f"within.{key}"]["high"]
    assert sum(answers[f"within.{key}"]["value"] for key in ("timing", "passage", "rest")) == pytest.approx(1, abs=1e-3)
    assert answers["within.passages"]["value"] == sum(all(m[0][i] > 0 for m in models.values()) for i in range(n))
