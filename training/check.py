"""Recompute the published results from the published files, row by row.

    python -m training.check                                   # every row of every model that the page runs
    python -m training.check --models d4-raw d6-raw --rows 12  # this many rows of each, drawn at random

A row is asked by itself, as on the page, and not among others as `training.evaluate` asks it. Of a model that read
whole works every run is asked again, and `POSITIONS` positions; with `--rows`, so many positions, and a run for every
`EACH_RUN` of them. Of models whose results alone are published there is nothing to ask: `training.suite` trains them
anew. Of a model that converses every reply, word and probability is asked again; of replies drawn at temperature 1 the
counts are compared. Of the models whose prompts were shortened (`training.prompts`) the recorded prompts are asked too.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from . import assistant, prompts, stages, works
from .config import WHOLE_WORKS, read_json
from .evaluate import NEAR_TIE, TOLERANCE, TOP_K, leads, row, true_logprobs
from .measures import matched
from .runtime import OnnxModel, greedy
from .tokenizer import BOS_ID

PROGRESS = 60  # seconds from one line to the next
SAMPLED = 2  # in a hundred replies at temperature 1, how many rounding may turn
POSITIONS = 1000  # drawn at random: all of them would take hours
EACH_RUN = 5  # positions


def asked(manifest: dict) -> list[dict]:
    """The models of a release that can be asked again."""
    return [m for m in stages.all_models(manifest) + manifest.get("finetuned_models", []) if m.get("dtypes")]


def check(lab: Path, model_id: str, n: int | None = None, seed: int = 0) -> list[str]:
    """Recompute `n` rows of a model's published results, drawn by `seed`, or all of them. Returns what differs."""
    manifest = read_json(lab / "manifest.json")
    entry = next((m for m in asked(manifest) if m["id"] == model_id), None)
    if entry is None:
        raise SystemExit(f"no model {model_id!r} is published; there are {[m['id'] for m in asked(manifest)]}")
    if "kind" in entry:
        return check_assistant(lab, manifest, entry, n, seed)
    if entry["data"] in WHOLE_WORKS:
        return check_works(lab, manifest, entry, n, seed)
    results = next(r for r in manifest["results"] if r["model"] == model_id)
    rows = read_json(lab / results["path"])["rows"]
    passages = {p["id"]: p["token_ids"] for p in read_json(lab / manifest["passages"]["path"])["passages"]}
    differences = asked_again(lab, entry, entry["dtypes"][0], "rows", drawn(rows, n, seed), passages)
    # What a model answers in the precision in which sizes are compared, where that is another one.
    listed = manifest.get("controls", {}).get("compared", [])
    for other in (r for r in listed if r["model"] == model_id and r["path"] != results["path"]):
        rows, dtype = read_json(lab / other["path"])["rows"], manifest["controls"]["dtype"]
        differences += asked_again(lab, entry, dtype, f"rows in {dtype}", drawn(rows, n, seed), passages)
    return differences


def asked_again(lab: Path, entry: dict, dtype: str, kind: str, rows: list[dict], passages: dict) -> list[str]:
    """What differs of rows that a model answered in a precision."""
    model = OnnxModel(lab / entry["path"], dtype)
    return compared(entry["id"], kind, rows, lambda each: compare(model, each, passages))


def drawn(rows: Sequence, n: int | None, seed: int) -> list:
    """`n` of the rows, drawn by `seed`, in order; or all of them."""
    if n is None:
        return list(rows)
    return [rows[i] for i in sorted(np.random.default_rng(seed).choice(len(rows), min(n, len(rows)), replace=False))]


def compared(model_id: str, kind: str, rows: list, compare: Callable[[Any], list[str]]) -> list[str]:
    """What of the rows of a kind differs, with progress told."""
    differences = []
    began = told = time.monotonic()
    for done, each in enumerate(rows):
        if time.monotonic() - told > PROGRESS:
            told = time.monotonic()
            left = (told - began) / done * (len(rows) - done) / 60
            print(f"{model_id}: {kind} {done}/{len(rows)}, {left:.0f} min left", flush=True)
        differences += [f"{model_id}, {difference}" for difference in compare(each)]
    verdict = f"{len(differences)} differences" if differences else "all equal"
    took = time.monotonic() - began
    print(f"{model_id}: {len(rows)} {kind} recomputed in {took:.0f} s, {verdict}", flush=True)
    return differences


def check_works(lab: Path, manifest: dict, entry: dict, n: int | None, seed: int) -> list[str]:
    """`check` for a model that read whole works."""
    name = entry["id"]
    results = next(r for r in manifest["works"]["results"] if r["model"] == name)
    found = read_json(lab / results["path"])
    planted = {work["id"]: work for work in read_json(lab / manifest["works"]["path"])["works"]}
    model = OnnxModel(lab / entry["path"], entry["dtypes"][0])
    tokenizer = Tokenizer.from_file(str(lab / entry["path"] / "tokenizer.json"))
    positions = [(work, at) for work in found["positions"] for at in range(len(work["logprob"]))]
    runs = drawn(found["runs"], None if n is None else -(-n // EACH_RUN), seed)
    return [
        *compared(name, "runs", runs, lambda run: compare_run(model, run, planted[run["work"]], tokenizer)),
        *compared(
            name,
            "positions",
            drawn(positions, POSITIONS if n is None else n, seed),
            lambda each: compare_position(model, *each, planted[each[0]["work"]]["token_ids"]),
        ),
    ]


def compare_run(model: OnnxModel, published: dict, work: dict, tokenizer: Tokenizer) -> list[str]:
    """What of one published run the model no longer gives; nothing where rounding may have turned it."""
    context, ids = published["context"], work["token_ids"]
    run = works.recite(model, model.context, [[BOS_ID, *ids[:context]]], [len(ids) - context])[0]
    written = [*ids[context : context + published["matched"]], *published["rest"]]
    same = matched(run.tokens, written)
    where = f"{work['id']} from {context} tokens"
    # Past a near tie nothing can be compared: the rest depends on it.
    if run.tokens != written and run.leads[same] <= NEAR_TIE:
        return []
    now = works.run_row(work, context, run, tokenizer)
    return [f"{where}: {key} {published[key]}, now {now[key]}" for key in now if now[key] != published[key]]


def compare_position(model: OnnxModel, published: dict, at: int, ids: list[int]) -> list[str]:
    """What of one published position the model no longer gives."""
    window = ids[at : at + 2 * works.SPAN]
    logits = model.run(window[:-1])[0][works.SPAN - 1 :]
    sums = [float(each.sum()) for each in true_logprobs(logits, window[works.SPAN :])]
    now = dict(zip(("logprob", "logprob_top_k"), (s if np.isfinite(s) else None for s in sums), strict=True))
    where = f"{published['work']}, token {at + works.SPAN}"
    return [
        f"{where}: {key} {published[key][at]}, now {value}"
        for key, value in now.items()
        if not alike(value, published[key][at], logits, window[works.SPAN :])
    ]


def check_assistant(lab: Path, manifest: dict, entry: dict, n: int | None, seed: int) -> list[str]:
    """`check` for a model that converses: its replies, words and bits, but for near ties."""
    name, listed = entry["id"], manifest["finetuned"]
    found = read_json(lab / next(r for r in listed["results"] if r["model"] == name)["path"])
    made = read_json(lab / listed["conversations"]["path"])
    passages = {p["id"]: p for p in read_json(lab / manifest["passages"]["path"])["passages"]}
    model = OnnxModel(lab / entry["path"], entry["dtypes"][0])
    tokenizer = Tokenizer.from_file(str(lab / entry["path"] / "tokenizer.json"))
    subject = assistant.subject(model, tokenizer, manifest["context"], made, manifest["seed"])
    known = assistant.runs_of([passages[row["passage"]] for row in made["asked"]])

    def again(key: str, at: int, row: dict) -> dict:
        if key == "words":
            return assistant.said_for_ever(subject, at, made["words"][at], known)
        if key == "questions":
            return assistant.answered(subject, [made["questions"][at]])[0]
        passage = passages[row["passage"]]
        if key == "bits":
            return assistant.bits_of(subject, [passage])[0]
        if row["way"] == "samples":
            return assistant.sampled(subject, passage, row["n"])
        return assistant.ask(subject, row["way"], [passage])[0]

    def differs(key: str, at: int, row: dict) -> list[str]:
        now = again(key, at, row)
        return [f"{key}, {row}, now {now}"] if not same(row, now) else []

    return [
        difference
        for key in ("rows", "questions", "words", "bits")
        for difference in compared(
            name, key, drawn([*enumerate(found[key])], n, seed), lambda each, key=key: differs(key, *each)
        )
    ]


def same(published: dict, now: dict) -> bool:
    """Whether a row is one with what is found now, but for rounding. What was drawn is compared by its counts."""
    if "n" in published:
        return all(abs(published[key] - now[key]) <= SAMPLED * published["n"] / 100 for key in ("came", "refusals"))
    numbers = {key for key, value in published.items() if isinstance(value, float)}
    return all(abs(published[key] - now[key]) <= TOLERANCE for key in numbers) and all(
        published[key] == now[key] for key in published.keys() - numbers
    )


def check_prompts(lab: Path, recorded: Path, n: int | None = None, seed: int = 0) -> list[str]:
    """Ask again what `training.prompts` wrote down: of each model `n` rows of each kind, drawn by `seed`, or all of
    them. Returns what differs."""
    manifest, made = read_json(lab / "manifest.json"), read_json(recorded)
    ids = {p["id"]: p["token_ids"] for p in read_json(lab / manifest["passages"]["path"])["passages"]}
    entries = {m["id"]: m for m in manifest["models"]}
    differences = []
    for each in made["models"]:
        model = OnnxModel(lab / entries[each["id"]]["path"], each["dtype"])

        def tries(row: dict, change: Callable[[list[int]], list[int]], model: OnnxModel = model) -> list[str]:
            (found,) = prompts.pruned(model, [prompts.parted(change(ids[row["passage"]]))])
            return [] if found == row["matched"] else [f"{row['passage']}: {row['matched']}, now {found}"]

        def pattern(row: dict, model: OnnxModel = model) -> list[str]:
            found = prompts.pattern(model, {"id": row["passage"], "token_ids": ids[row["passage"]]})
            return [] if found == row else [f"{row}, now {found}"]

        def recital(row: dict, model: OnnxModel = model) -> list[str]:
            _, text = prompts.parted(ids[row["passage"]])
            comes = row["prompt"] is None or prompts.recites(model, row["prompt"], text)
            return [] if comes else [f"{row['passage']}: the text does not come after {row['prompt']}"]

        for kind, compare in (
            ("pruned", lambda row, tries=tries: tries(row, lambda ids: ids)),
            ("repeated", lambda row, tries=tries: tries(row, prompts.repeated)),
            ("patterns", pattern),
            ("searched", recital),
        ):
            differences += compared(each["id"], kind, drawn(each[kind], n, seed), compare)
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
    models = arguments.models or [m["id"] for m in asked(read_json(arguments.lab / "manifest.json"))]
    differences = [d for model in models for d in check(arguments.lab, model, arguments.rows, arguments.seed)]
    if arguments.lab == stages.LAB and not arguments.models:
        differences += check_prompts(arguments.lab, prompts.OUT, arguments.rows, arguments.seed)
    if differences:
        raise SystemExit("\n".join(differences))


if __name__ == "__main__":
    main()
