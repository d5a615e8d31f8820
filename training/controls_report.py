"""The report's part on the controls: one-pass twins, further seeds and sizes, other learning rates, the finer ladder,
assigned moments, the rule; and how the predictions of it fared (`training/predictions-<release>b.md`).

All of it is asked in one precision, `COMPARED`, the published models that it is laid beside among them. Where nothing
else is said: 32 tokens of context, 32 asked. Half-way points are in doublings, log2 of the copies; where half are never
recited, or always, the value is one doubling past the last rung or before the first, and `over` says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from .config import COMPARED, LADDER
from .fits import bounded, difference, draws
from .forecasts import scored, summary
from .ladder import TIMINGS
from .measures import newcombe
from .recall import CONTEXT, Controls, Recall, share
from .traces import area

GIVEN = 8  # tokens of a refrain that are given: its first line, in which its three words stand

Answers = dict[str, dict]


def kind(model: dict) -> str:
    """What a control is one for."""
    if model["data"] == LADDER:
        return "ladder"
    return "once" if model["data"] == "dedup" else "seed" if model["data"].startswith("seed") else "rate"


def controls_part(recall: Recall, controls: Controls, further: Answers | None = None) -> dict:
    """The part itself. recall: of the release as it is published; further: answers of other parts, which some of the
    predictions are about."""
    release, answers = recall.release, {}

    def among(models: list[dict], rows: dict[str, list[dict]], passages: list[dict]) -> Recall:
        return Recall(replace(release, models=models, rows={m["id"]: rows[m["id"]] for m in models}, passages=passages))

    published = [m for m in release.models if m["id"] in controls.compared]
    beside = [m for m in controls.models if m["data"] != LADDER]
    told = among([*published, *beside], controls.compared | controls.rows, release.passages)
    for model in published:
        precision(told, recall, model, answers)
    sizes = {m["depth"]: m["id"] for m in published if m["data"] == "raw"}
    for before, after in pairwise(sizes.values()):
        step(told, before, after, "compared", answers)
    for model in beside:
        {"once": once, "seed": seed, "rate": rate}[kind(model)](told, model, answers)
    spread(told, sizes, beside, answers)
    climbed = [m for m in controls.models if m["data"] == LADDER]
    rungs = among(climbed, controls.rows, controls.ladder)
    for model in climbed:
        finer(rungs, model["id"], answers)
        timed(rungs, model["id"], answers)
        rule(rungs, model["id"], answers)
    for before, after in pairwise(climbed):
        step(rungs, before["id"], after["id"], "ladder", answers)
    known = answers | (further or {})
    rows = [scored(row, known.get(row["id"]), relative=True) for row in controls.forecasts]
    return {
        "precision": COMPARED,
        "models": [m["id"] for m in controls.models],
        "answers": answers,
        "forecasts": rows,
        "score": summary(rows),
    }


def half(recall: Recall, model: str) -> dict:
    """Log2 of the copies at which half are recited."""
    profile, on = recall.half(model)
    rungs = np.log2(recall.ladder(model)[0])
    ends = float(rungs.min()) - 1, float(rungs.max()) + 1
    best = profile.best()
    low, high = (round(float(np.clip(end, *ends)), 4) for end in profile.interval())
    value = round(float(np.clip(best, *ends)), 4)
    return {"value": value, "low": low, "high": high, "mixed": on, "over": not ends[0] < best < ends[1]}


def step(recall: Recall, before: str, after: str, name: str, answers: Answers) -> None:
    """Doublings of copies that the larger of two sizes saves, where both reach one half."""
    (first, on), (second, on_second) = recall.half(before), recall.half(after)
    if np.isfinite([first.best(), second.best()]).all():
        gap = difference(first, second)
        low, high = (round(end, 4) if math.isfinite(end) else None for end in gap.interval())
        answers[f"{name}.step.{before}.{after}"] = {"value": round(gap.best(), 4), "low": low, "high": high} | {
            "mixed": min(on, on_second)
        }


def bits(recall: Recall, model: str, passages: Sequence[dict]) -> np.ndarray:
    """Bits a token of the continuation, of each passage."""
    return -recall.of(model, passages, "logprob") / math.log(2) / recall.of(model, passages, "asked")


def mean(values: np.ndarray) -> dict:
    n = len(values)
    return bounded(draws([0] * n, np.random.default_rng(n)) @ values / n) | {"n": n}


def gap(first: np.ndarray, second: np.ndarray) -> dict:
    """The mean of a group less that of another one, each drawn by itself."""
    rng = np.random.default_rng(len(first))
    a, b = (draws([0] * len(v), rng) @ v / len(v) for v in (first, second))
    return bounded(a - b)


def recited(recall: Recall, model: str, passages: Sequence[dict], context: int = CONTEXT) -> dict:
    return share(int(recall.of(model, passages, "exact", context).sum()), len(passages))


def precision(recall: Recall, published: Recall, model: dict, answers: Answers) -> None:
    """What the precision makes of a model: `precision.differ`, the share of the passages read that are recited in one
    of the two alone. `compared.half`: the half-way point in the one precision."""
    name = model["id"]
    if model["data"] == "raw":
        answers[f"compared.half.{name}"] = half(recall, name)
    if model["dtypes"][0] != COMPARED:
        read = [p for p in recall.exact if p["copies"]]
        differ = published.of(name, read) != recall.of(name, read)
        answers[f"precision.differ.{name}"] = share(int(differ.sum()), len(read))


def sibling(recall: Recall, model: dict, data: str) -> dict | None:
    """The published model of a control's size on a stream."""
    entries = recall.release.models
    return next((m for m in entries if m.get("dtypes") and (m["depth"], m["data"]) == (model["depth"], data)), None)


def once(recall: Recall, model: dict, answers: Answers) -> None:
    """A twin in one pass: its bits per byte less the twin's; the passages that it read once, and those of which it read
    near copies, beside those that it never read."""
    name, twin = model["id"], sibling(recall, model, "dedup")
    if twin:
        answers[f"once.bits.{name}"] = {"value": round(_loss(model) - _loss(twin), 4)}
    read, unread = ([p for p in recall.exact if bool(p["copies"]) is wanted] for wanted in (True, False))
    answers[f"once.recited.{name}"] = recited(recall, name, read)
    known = np.concatenate([bits(recall, name, group) for group in (read, unread)])
    at = np.arange(len(known)) < len(read)
    answers[f"once.auc.{name}"] = area(-known, at, ~at)
    answers[f"once.unread.{name}"] = mean(known[~at])
    for level in sorted({p["level"] for p in recall.group("near")}):
        group = recall.group("near", level=level)
        answers[f"once.near.{level}.{name}"] = mean(bits(recall, name, group))
        answers[f"once.near.recited.{level}.{name}"] = recited(recall, name, group)


def _loss(model: dict) -> float:
    """Bits per byte in the one precision."""
    return model["loss_bits_per_byte_by_dtype"][COMPARED]


def seed(recall: Recall, model: dict, answers: Answers) -> None:
    """A run again, from other first weights, in another order, with the passages assigned anew."""
    name = model["id"]
    answers[f"seed.half.{name}"] = half(recall, name)
    answers[f"seed.loss.{name}"] = {"value": round(_loss(model), 4)}
    for copies in sorted({recall.copies(name, p) for p in recall.exact}):
        group = [p for p in recall.exact if recall.copies(name, p) == copies]
        answers[f"seed.share.{copies}.{name}"] = recited(recall, name, group)
        answers[f"seed.bits.{copies}.{name}"] = mean(bits(recall, name, group))


def spread(recall: Recall, sizes: dict[int, str], controls: list[dict], answers: Answers) -> None:
    """How far the runs of one size part, in doublings: the largest half-way point less the smallest."""
    for depth, first in sizes.items():
        again = [m["id"] for m in controls if m["depth"] == depth and kind(m) == "seed"]
        halves = [half(recall, name) for name in [first, *again]]
        if again and not any(each["over"] for each in halves):
            values = [each["value"] for each in halves]
            answers[f"seed.spread.d{depth}"] = {"value": round(max(values) - min(values), 4), "n": len(values)}


def rate(recall: Recall, model: dict, answers: Answers) -> None:
    """Another learning rate, less that of the size's own: bits per byte, and the share recited of the whole ladder."""
    name, plain = model["id"], sibling(recall, model, "raw")
    answers[f"rate.half.{name}"] = half(recall, name)
    if plain:
        answers[f"rate.bits.{name}"] = {"value": round(_loss(model) - _loss(plain), 4)}
        read = [p for p in recall.exact if p["copies"]]
        away = recall.of(name, read) - recall.of(plain["id"], read)
        weights = draws([p["copies"] for p in read], np.random.default_rng(len(read)))
        answers[f"rate.share.{name}"] = bounded(weights @ away / len(read)) | {"n": len(read)}


def finer(recall: Recall, name: str, answers: Answers) -> None:
    answers[f"ladder.half.{name}"] = half(recall, name)
    for copies in sorted({p["copies"] for p in recall.exact}):
        group = recall.group("exact", copies=copies)
        answers[f"ladder.share.{copies}.{name}"] = recited(recall, name, group)
        answers[f"ladder.bits.{copies}.{name}"] = mean(bits(recall, name, group))


def timed(recall: Recall, name: str, answers: Answers) -> None:
    """By moment and copies; and what parts the moments, in bits a token: `gain`, what is read in the first half costs
    more than what is read in the second; `massed`, what is read at one moment costs more than what is spread."""
    for copies in sorted({p["copies"] for p in recall.passages.values() if p["condition"] in TIMINGS}):
        cost = {}
        for timing in TIMINGS:
            group = recall.group(timing, copies=copies)
            cost[timing] = bits(recall, name, group)
            answers[f"timed.share.{timing}.{copies}.{name}"] = recited(recall, name, group)
            answers[f"timed.bits.{timing}.{copies}.{name}"] = mean(cost[timing])
        answers[f"timed.gain.{copies}.{name}"] = gap(cost["early"], cost["late"])
        answers[f"timed.massed.{copies}.{name}"] = gap(cost["massed"], cost["spaced"])


def rule(recall: Recall, name: str, answers: Answers) -> None:
    """Refrains of which the next four lines are completed, from the first."""
    out, read = (recall.group("rule", copies=copies) for copies in (0, 1))
    counts = []
    for key, group in (("read", read), ("held_out", out)):
        answer = recited(recall, name, group, GIVEN)
        answers[f"rule.{key}.{name}"] = answer
        counts.append((answer["count"], answer["n"]))
    low, high = newcombe(*counts[0], *counts[1])
    value = counts[0][0] / counts[0][1] - counts[1][0] / counts[1][1]
    answers[f"rule.gap.{name}"] = {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4)}
