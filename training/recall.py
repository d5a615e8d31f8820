"""What was recited: the outcomes of every model, passage and context, and what is counted and fitted over them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from .fits import Profile, alike, bracket, draws, half_profile, interval, mixed
from .measures import NEAR_VERBATIM, is_discoverable, is_near_verbatim, longest_run, wilson

CONTEXT = 32
SAMPLES, CHANCE = 1000, 0.5  # (n, p)-discoverable extraction, under top-k 40 at temperature 1
MEASURES = ("exact", "near", "sampled")


@dataclass(frozen=True)
class Controls:
    """What is published of the controls (`training.controls_report`)."""

    models: list[dict]  # entries of the manifest
    rows: dict[str, list[dict]]  # results by control
    compared: dict[str, list[dict]]  # results in the one precision of the models that the page runs, by model
    ladder: list[dict]  # passages of the stream `ladder`
    forecasts: list[dict]


@dataclass(frozen=True)
class Finetuned:
    """What is published of the models that are made from others (`training.finetuned_report`)."""

    models: list[dict]  # entries of the manifest
    results: list[dict]
    held_out: list[str]  # passages that no lesson asks for
    others: int  # copies of the passages that are looked at beside those that are unlearned
    forecasts: list[dict]


@dataclass(frozen=True)
class Release:
    """What the numbers are computed from."""

    models: list[dict]  # entries of the manifest, those without weights among them, from small to large
    planned: list[str]  # ids of all models of the config
    passages: list[dict]
    plantings: dict[str, dict[str, int]]
    rows: dict[str, list[dict]]  # results by model
    exposure: list[dict]
    snapshots: list[dict]
    predictions: list[dict]
    works: list[dict] = field(default_factory=list)
    work_models: list[dict] = field(default_factory=list)
    recited: dict[str, dict] = field(default_factory=dict)  # runs and positions by work model
    forecasts: list[dict] = field(default_factory=list)
    courses: list[dict] = field(default_factory=list)  # when each copy was read (`training.reading`)
    controls: Controls | None = None
    finetuned: Finetuned | None = None


def copies_in(model: dict, passage: dict, plantings: dict[str, dict[str, int]]) -> int:
    """Copies of a passage in the stream of a model; of a deduplicated model, in that of its sibling."""
    return plantings.get(model["data"], {}).get(passage["id"], passage["copies"])


def finite(value: float, digits: int = 4) -> float | None:
    return round(float(value), digits) if math.isfinite(value) else None


def share(count: int, n: int) -> dict:
    low, high = wilson(count, n)
    return {"value": round(count / n, 4), "low": round(low, 4), "high": round(high, 4), "count": count, "n": n}


def estimate(values: np.ndarray, n: int = 0, ends: tuple[float, float] = (0, 1)) -> dict:
    """values: [1 + draws], the estimate first. Of a mean over `n` also the ends between which each of them lies: where
    all are alike the draws are too, and the interval is exact instead."""
    low, high = interval(values[1:])
    if n and math.isclose(low, high):
        low, high = alike(float(values[0]), n, ends)
    return {"value": finite(values[0]), "low": finite(low), "high": finite(high)}


def profiled(profile: Profile, on: int) -> dict:
    """What a profile says. on: the rungs that the curve rests on (`fits.mixed`)."""
    low, high = profile.interval()
    return {"value": finite(profile.best()), "low": finite(low), "high": finite(high), "mixed": on}


class Recall:
    """Outcomes of every model, passage and context, and what follows from them."""

    def __init__(self, release: Release):
        self.release = release
        self.passages = {p["id"]: p for p in release.passages}
        self.models = {m["id"]: m for m in release.models}
        self.exact = [p for p in release.passages if p["condition"] == "exact"]
        self.outcomes = {model: self._outcomes(rows) for model, rows in release.rows.items()}

    def _outcomes(self, rows: list[dict]) -> dict[tuple[str, int], dict]:
        found = {}
        for row in rows:
            at, greedy = row["context"], row["greedy"]
            truth = self.passages[row["passage"]]["token_ids"][at : at + len(greedy)]
            exact = row["matched"] == len(greedy)
            # Each token that one text has and the other has not is an edit: most rows need no closer look.
            shared = sum((Counter(greedy) & Counter(truth)).values())
            close = len(truth) - shared <= NEAR_VERBATIM * len(truth)
            within = row["logprob_top_k"]
            found[row["passage"], at] = {
                "exact": exact,
                "near": exact or (close and is_near_verbatim(greedy, truth)),
                "sampled": within is not None and is_discoverable(within, SAMPLES, CHANCE),
                "longest_run": len(greedy) if exact else longest_run(greedy, truth),
                "logprob": row["logprob"],
                "asked": len(greedy),
            }
        return found

    def copies(self, model: str, passage: dict) -> int:
        return copies_in(self.models[model], passage, self.release.plantings)

    def of(self, model: str, passages: Iterable[dict], measure: str = "exact", context: int = CONTEXT) -> np.ndarray:
        return np.array([self.outcomes[model][p["id"], context][measure] for p in passages], dtype=float)

    def group(self, condition: str, **wanted: int) -> list[dict]:
        mine = (p for p in self.release.passages if p["condition"] == condition)
        return [p for p in mine if all(p[key] == value for key, value in wanted.items())]

    @cache  # noqa: B019 (lives as long as the report is made)
    def ladder(self, model: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Copies of each rung but 0; which exact passages stand on it, [passages, rungs]; bootstrap draws of the
        passages, [draws, passages]. The same draws for all models of a stream: differences between them are paired."""
        each = np.array([self.copies(model, p) for p in self.exact])
        rungs = np.array(sorted(set(each) - {0}))
        data = self.models[model]["data"]
        seed = sum(map(ord, "raw" if data == "dedup" else data))
        return rungs, (each[:, None] == rungs).astype(float), draws(list(each), np.random.default_rng(seed))

    def counts(
        self, model: str, measure: str = "exact", context: int = CONTEXT
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Copies of each rung, and in each draw how many passages on it succeed, of how many. [R], [draws, R] twice."""
        rungs, on, weights = self.ladder(model)
        return rungs, weights @ (on * self.of(model, self.exact, measure, context)[:, None]), weights @ on

    @cache  # noqa: B019 (lives as long as the report is made)
    def half(self, model: str, measure: str = "exact", context: int = CONTEXT) -> tuple[Profile, int]:
        """Log2 of the copies at which half are recited, and the rungs that this rests on."""
        rungs, successes, trials = self.counts(model, measure, context)
        return half_profile(rungs, successes[0], trials[0]), mixed(successes[0], trials[0])

    def half_answer(self, model: str) -> dict:
        """Copies at which half are recited, and the rungs between which that is."""
        rungs, successes, trials = self.counts(model)
        answer = profiled(*self.half(model))
        for key in ("value", "low", "high"):
            copies = None if answer[key] is None else 2 ** answer[key]
            answer[key] = None if copies is None or copies > rungs.max() else round(copies, 4)
        return answer | {"between": [finite(end) for end in bracket(rungs, successes[0], trials[0])]}

    def means(self, model: str, measure: str, passages: list[dict], seed: int) -> np.ndarray:
        """Mean of a measure over a group of passages, of each draw."""
        weights = draws([0] * len(passages), np.random.default_rng(seed))
        return weights @ self.of(model, passages, measure) / len(passages)
