"""Recompute the published results from the published files, row by row.

    python -m training.check                                   # every row of every model that the page runs
    python -m training.check --models d4-raw d6-raw --rows 12  # so many rows of each, drawn by lot

A row is asked by itself, as on the page, and not among others as `training.evaluate` asks it. Of models whose results
alone are published there is nothing to ask: `training.suite` trains them anew.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from . import stages
from .config import read_json
from .evaluate import NEAR_TIE, TOLERANCE, TOP_K, leads, row, true_logprobs
from .runtime import OnnxModel, greedy
from .tokenizer import BOS_ID

PROGRESS = 60  # seconds from one line to the next


def check(lab: Path, model_id: str, n: int | None = None, seed: int = 0) -> list[str]:
    """Recompute `n` rows of a model's published results, drawn by `seed`, or all of them. Returns what differs."""
    manifest = read_json(lab / "manifest.json")
    entry = next((m for m in manifest["models"] if m["id"] == model_id), None)
    if entry is None:
        raise SystemExit(f"no model {model_id!r} is published; there are {[m['id'] for m in manifest['models']]}")
    results = next(r for r in manifest["results"] if r["model"] == model_id)
    rows = read_json(lab / results["path"])["rows"]
    passages = {p["id"]: p["token_ids"] for p in read_json(lab / manifest["passages"]["path"])["passages"]}
    model = OnnxModel(lab / entry["path"], entry["dtypes"][0])
    drawn = range(len(rows))
    if n is not None:
        drawn = sorted(np.random.default_rng(seed).choice(len(rows), size=min(n, len(rows)), replace=False))
    differences = []
    began = told = time.monotonic()
    for done, i in enumerate(drawn):
        if time.monotonic() - told > PROGRESS:
            told = time.monotonic()
            left = (told - began) / done * (len(drawn) - done) / 60
            print(f"{model_id}: row {done}/{len(drawn)}, {left:.0f} min left", flush=True)
        differences += [f"{model_id}, {difference}" for difference in compare(model, rows[i], passages)]
    verdict = f"{len(differences)} differences" if differences else "all equal"
    print(f"{model_id}: {len(drawn)} rows recomputed in {time.monotonic() - began:.0f} s, {verdict}", flush=True)
    return differences


def compare(model: OnnxModel, published: dict, passages: dict[str, list[int]]) -> list[str]:
    """What of one published row the model no longer gives; nothing where rounding may have turned it."""
    context, ids = published["context"], passages[published["passage"]]
    truth = ids[context : context + len(published["greedy"])]
    prompt = [BOS_ID, *ids[:context]]
    written, logits = greedy(model, [prompt], len(truth))
    forced = model.run([*prompt, *truth[:-1]])[0][context:]
    now = row(context, written[0], truth, *true_logprobs(forced, truth))
    lead, where = leads(logits)[0], f"{published['passage']}, {context} tokens"
    written_anew = [key for key in ("greedy", "matched") if now[key] != published[key] and lead > NEAR_TIE]
    summed = [key for key in ("logprob", "logprob_top_k") if not alike(now[key], published[key], forced, truth)]
    return [
        *(f"{where}: {key} {published[key]}, now {now[key]} (smallest lead {lead:.1e})" for key in written_anew),
        *(f"{where}: {key} {published[key]}, now {now[key]}" for key in summed),
    ]


def alike(now: float | None, published: float | None, logits: np.ndarray, truth: list[int]) -> bool:
    """Whether two log-probabilities are one but for rounding, which may also move a token across the edge of the top
    k. logits: [T, V], before the true tokens."""
    if now is None or published is None:
        first_out, last_in = np.sort(logits, axis=-1)[:, -TOP_K - 1 :][:, :2].T
        own = logits[np.arange(len(truth)), truth]
        from_edge = np.where(own >= last_in, own - first_out, last_in - own)
        return now == published or bool(from_edge.min() < NEAR_TIE)
    return abs(now - published) <= TOLERANCE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", metavar="ID", help="these alone (default: all that the page runs)")
    parser.add_argument("--rows", type=int, metavar="N", help="so many rows of each (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="draws the rows")
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="the published folder")
    arguments = parser.parse_args()
    models = arguments.models or [m["id"] for m in read_json(arguments.lab / "manifest.json")["models"]]
    differences = [d for model in models for d in check(arguments.lab, model, arguments.rows, arguments.seed)]
    if differences:
        raise SystemExit("\n".join(differences))


if __name__ == "__main__":
    main()
