"""What a model shows of having read a passage, whether it recites it or not: membership, and the bits that it takes.

Of every number of copies: how well the log-probability of the continuation tells the passages that were read from those
that were not (`auc`), as it is and less what models that did not read a passage make of it (`calibrated`: Watson et al.
2022, "On the importance of difficulty calibration in membership inference attacks"; the models are those of the random
halves). Chance assigned the passages, so the unread ones are like the read ones in all but that.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .fits import bounded, draws
from .measures import auc

if TYPE_CHECKING:
    from .report import Recall


def difficulty(recall: Recall) -> np.ndarray | None:
    """Of each exact passage the mean log-probability of its continuation in the models of the halves that did not read
    it; None if there are no such models, or a passage that all of them read."""
    halves = [m["id"] for m in recall.release.models if m["data"].startswith("half")]
    if not halves:
        return None
    values = np.stack([recall.of(name, recall.exact, "logprob") for name in halves])
    read = np.array([[recall.copies(name, p) > 0 for p in recall.exact] for name in halves])
    if read.all(axis=0).any():
        return None
    return np.where(read, 0, values).sum(axis=0) / (~read).sum(axis=0)


def area(scores: np.ndarray, read: np.ndarray, unread: np.ndarray) -> dict:
    found, low, high = auc(scores[read], scores[unread])
    return {"value": round(found, 4), "low": round(low, 4), "high": round(high, 4)}


def traces(recall: Recall, models: list[dict]) -> list[dict]:
    """By model and copies, and with `copies` null for all passages that it read: the passages recited, exactly and
    near-verbatim, `auc`, `calibrated`, and the mean bits a token of the continuation, beside those of passages of no
    copy."""
    plain = difficulty(recall)
    table = []
    for model in models:
        name = model["id"]
        copies = np.array([recall.copies(name, p) for p in recall.exact])
        logprob = recall.of(name, recall.exact, "logprob")
        asked = recall.of(name, recall.exact, "asked")
        exact, near = (recall.of(name, recall.exact, measure) for measure in ("exact", "near"))
        unread = copies == 0
        if not unread.any() or unread.all():
            continue
        rungs: list[int | None] = [int(rung) for rung in np.unique(copies)]
        for rung in [*rungs, None]:
            on = copies > 0 if rung is None else copies == rung
            n = int(on.sum())
            row = {"model": name, "copies": rung, "n": n, "exact": int(exact[on].sum()), "near": int(near[on].sum())}
            if rung != 0:
                row["auc"] = area(logprob, on, unread)
                row["calibrated"] = None if plain is None else area(logprob - plain, on, unread)
            bits = -logprob[on] / math.log(2) / asked[on]
            row["bits"] = bounded(draws([0] * n, np.random.default_rng(n)) @ bits / n)
            table.append(row)
    return table
