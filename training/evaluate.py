"""Ask an exported model to go on from the opening of every passage, and record what comes.

    python -m training.evaluate --config training/configs/main.json --model d4-raw
    python -m training.evaluate --config training/configs/main.json --model d4-raw --check 12

Discoverable memorization (Carlini et al. 2023, "Quantifying memorization across neural language models"): given BOS and
the first `context` tokens of a passage, does greedy decoding give its next 32? Every number comes from the ONNX file
that the page runs, and as the page runs it, one sequence with a key-value cache: a batch adds up in another order,
which could turn a near tie. How small the smallest lead of a chosen token was is recorded with the results. Decoding
goes on past a BOS token, so that every row holds as many tokens; the page ends a completion there.

`--check N` recomputes N randomly drawn rows of the *published* results from the *published* files.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from . import stages
from .config import ModelEntry, SuiteConfig, read_json, sha256, write_json
from .export import DTYPE_FILES
from .runtime import OnnxModel, log_softmax
from .tokenizer import BOS_ID
from .train import bits_per_byte, held_out

CONTEXTS = (8, 16, 32, 64, 96)  # tokens of the passage given
CONTINUATION = 32  # tokens asked for
# From processor to processor ONNX Runtime adds up in another order, which moves a log-probability by some 1e-5 nats:
TOLERANCE = 0.01  # of a continuation's log-probability, nats
NEAR_TIE = 1e-4  # a lead below this, in nats, may turn


def common_prefix(a: Iterable[int], b: Iterable[int]) -> int:
    """How many first tokens two sequences share."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count


def continue_passage(model: OnnxModel, token_ids: list[int], context: int) -> tuple[dict, float]:
    """One result row (less its model and passage), and the smallest lead, in nats, of a token chosen over the next."""
    prompt = [BOS_ID, *token_ids[:context]]
    truth = token_ids[context : context + CONTINUATION]
    greedy, logits = model.greedy(prompt, len(truth))
    second, first = np.partition(logits, -2, axis=-1)[:, -2:].T
    # Teacher forced: the truth is read at once, each of its tokens predicted from all before it.
    logprobs = log_softmax(model.run([*prompt, *truth[:-1]])[0][context:])
    logprob = float(logprobs[np.arange(len(truth)), truth].sum())
    row = {
        "context": context,
        "greedy": greedy,
        "matched": common_prefix(greedy, truth),
        "logprob": round(logprob, 4),
    }
    return row, float((first - second).min())


def evaluate(config: SuiteConfig, entry: ModelEntry) -> None:
    """Write `results/<model>.json` (the rows) and `results/<model>.meta.json` (what they were computed with)."""
    if problem := stages.export(config, entry):
        raise SystemExit(problem)
    began = time.monotonic()
    folder, dtype = config.out / "models" / entry.id, next(iter(DTYPE_FILES))
    model = OnnxModel(folder, dtype)
    passages = read_json(config.out / "corpus" / "passages.json")["passages"]
    rows, leads = [], []
    for done, passage in enumerate(passages, 1):
        for context in CONTEXTS:
            row, lead = continue_passage(model, passage["token_ids"], context)
            rows.append({"model": entry.id, "passage": passage["id"], **row})
            leads.append(lead)
        if done % 48 == 0 or done == len(passages):
            seconds = time.monotonic() - began
            left = seconds / done * (len(passages) - done)
            print(f"{entry.id}: passage {done}/{len(passages)}  {left / 60:.1f} min left", flush=True)

    documents, n_bytes = held_out(config.out / "corpus")
    loss = {"fp32": read_json(config.checkpoint(entry.id) / "meta.json")["loss_bits_per_byte"]}
    for name in DTYPE_FILES:
        stored = OnnxModel(folder, name)
        loss[name] = bits_per_byte(
            lambda ids, m=stored: torch.from_numpy(m.run(ids)[0]), stored.context, documents, n_bytes
        )
    write_json(config.out / "results" / f"{entry.id}.json", {"rows": rows})
    write_json(
        config.out / "results" / f"{entry.id}.meta.json",
        {
            "dtype": dtype,
            "onnx_sha256": sha256(folder / "onnx" / DTYPE_FILES[dtype]),
            "passages_sha256": sha256(config.out / "corpus" / "passages.json"),
            "loss_bits_per_byte": {name: round(value, 6) for name, value in loss.items()},
            "smallest_lead": round(min(leads), 7),  # nats
            "rows_with_near_tie": sum(lead < NEAR_TIE for lead in leads),
            "versions": {"python": platform.python_version(), "onnxruntime": onnxruntime.__version__},
            "seconds": round(time.monotonic() - began, 1),
        },
    )
    print(f"{entry.id}: bits per byte " + ", ".join(f"{name} {value:.4f}" for name, value in loss.items()))
    print(recited_table(rows, passages), flush=True)


def recited_table(rows: list[dict], passages: list[dict]) -> str:
    """Passages recited (all tokens matched) by copies and context, as text."""
    copies = {p["id"]: p["copies"] for p in passages}
    ladder = sorted(set(copies.values()))
    lines = ["copies  passages  " + "  ".join(f"{c:>3} tokens" for c in CONTEXTS)]
    for n in ladder:
        mine = [r for r in rows if copies[r["passage"]] == n]
        recited = [sum(r["context"] == c and r["matched"] == len(r["greedy"]) for r in mine) for c in CONTEXTS]
        lines.append(f"{n:>6}  {len(mine) // len(CONTEXTS):>8}  " + "  ".join(f"{r:>10}" for r in recited))
    return "\n".join(lines)


def check(lab: Path, model_id: str, n: int, seed: int) -> list[str]:
    """Recompute `n` rows of the published results, drawn by `seed`, from the published files. Returns what differs."""
    manifest = read_json(lab / "manifest.json")
    model_entry = next((m for m in manifest["models"] if m["id"] == model_id), None)
    if model_entry is None:
        raise SystemExit(f"no model {model_id!r} is published; there are {[m['id'] for m in manifest['models']]}")
    results = next(r for r in manifest["results"] if r["model"] == model_id)
    rows = read_json(lab / results["path"])["rows"]
    passages = {p["id"]: p["token_ids"] for p in read_json(lab / manifest["passages"]["path"])["passages"]}
    model = OnnxModel(lab / model_entry["path"], model_entry["dtypes"][0])
    differences = []
    for i in sorted(np.random.default_rng(seed).choice(len(rows), size=min(n, len(rows)), replace=False)):
        published = rows[i]
        row, lead = continue_passage(model, passages[published["passage"]], published["context"])
        where = f"{model_id}, {published['passage']}, {published['context']} tokens"
        for key in ("greedy", "matched"):
            if row[key] != published[key] and lead > NEAR_TIE:
                differences.append(f"{where}: {key} {published[key]}, now {row[key]} (smallest lead {lead:.1e})")
        if abs(row["logprob"] - published["logprob"]) > TOLERANCE:
            differences.append(f"{where}: logprob {published['logprob']}, now {row['logprob']}")
    return differences


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", required=True, help="a suite's JSON")
    parser.add_argument("--model", required=True, help="id of one of its models")
    parser.add_argument("--check", type=int, metavar="N", help="recompute N published rows instead")
    parser.add_argument("--seed", type=int, default=0, help="draws the rows to check")
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="the published folder to check")
    arguments = parser.parse_args()
    config = SuiteConfig.load(arguments.config)
    entry = config.model(arguments.model)
    if arguments.check is None:
        evaluate(config, entry)
    elif differences := check(arguments.lab, entry.id, arguments.check, arguments.seed):
        raise SystemExit("\n".join(differences))
    else:
        print(f"{entry.id}: {arguments.check} rows recomputed, all equal")


if __name__ == "__main__":
    main()
