"""Ask an exported model to continue the opening of every passage, and record what it writes.

    python -m training.evaluate --config training/configs/main.json --model d4-raw

Discoverable memorization (Carlini et al. 2023, "Quantifying memorization across neural language models"): given BOS and
the first `context` tokens of a passage, does greedy decoding give its next 32? A shorter passage is asked
for its remainder, in the contexts that leave one. A canary is asked once, for its code, given everything before it.
Decoding goes on past a BOS token, so that every row holds as many tokens; the page ends a completion there.

Every number comes from the ONNX file that the page runs (for models that it does not run, from an fp16 file like it).
The page runs one sequence; here many run side by side, which adds up in another order and moves a logit by some 1e-5. A
row in which a chosen token leads by less than `NEAR_TIE` is decoded again, alone, as on the page. `training.check`
recomputes what is published.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from . import stages
from .command import command
from .config import COMPARED, DTYPE_FILES, ModelEntry, SuiteConfig, read_json, sha256, write_json
from .measures import matched
from .planting import DIGITS
from .runtime import OnnxModel, Reader, greedy, log_softmax
from .tokenizer import BOS_ID
from .train import bits_per_byte, held_out

CONTEXTS = (8, 16, 32, 64, 96)  # tokens of the passage given
CONTINUATION = 32  # tokens asked for
TOP_K = 40  # of the sampling behind `logprob_top_k`, as in Hayes et al. 2025
BATCH = 32
# From processor to processor ONNX Runtime adds up in another order, which moves a log-probability by some 1e-5 nats:
TOLERANCE = 0.01  # of a continuation's log-probability, nats
NEAR_TIE = 1e-4  # a lead below this, in nats, may turn


def questions(passage: dict, contexts: Sequence[int] = CONTEXTS) -> list[tuple[int, int]]:
    """What is asked about a passage: tokens given, and tokens asked for."""
    length = len(passage["token_ids"])
    if passage["condition"] == "canary":
        return [(length - 1 - DIGITS, DIGITS)]  # a full stop follows the code
    return [(context, min(CONTINUATION, length - context)) for context in contexts if context < length]


def true_logprobs(logits: np.ndarray, truth: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Log-probability of each true token from the logits before it, over all tokens and among the `TOP_K` likeliest
    (-inf outside them). logits: [T, V]. Two of [T]."""
    at = np.arange(len(truth)), np.asarray(truth)
    top = np.partition(logits, -TOP_K, axis=-1)[:, -TOP_K:].astype(np.float64)
    own = logits[at].astype(np.float64)
    highest = top.max(axis=-1)
    among = own - highest - np.log(np.exp(top - highest[:, None]).sum(axis=-1))
    return log_softmax(logits)[at], np.where(own >= top.min(axis=-1), among, -np.inf)


def leads(logits: np.ndarray) -> np.ndarray:
    """The smallest lead, in nats, of a chosen token over the next, of each sequence. logits: [B, n, V]."""
    second_first = np.partition(logits, -2, axis=-1)[..., -2:]
    return (second_first[..., 1] - second_first[..., 0]).min(axis=-1)


def row(context: int, written: np.ndarray, truth: list[int], full: np.ndarray, top_k: np.ndarray) -> dict:
    """One result row, less its model and passage. full, top_k: of the true tokens, as `true_logprobs` gives them."""
    within = float(top_k.sum())
    return {
        "context": context,
        "greedy": written.tolist(),
        "matched": matched(written.tolist(), truth),
        "logprob": round(float(full.sum()), 4),
        "logprob_top_k": round(within, 4) if np.isfinite(within) else None,
    }


def in_batches(passages: list[dict], key) -> list[list[dict]]:
    """Passages alike in `key`, at most `BATCH` at once."""
    groups: dict[object, list[dict]] = {}
    for passage in passages:
        groups.setdefault(key(passage), []).append(passage)
    return [group[at : at + BATCH] for group in groups.values() for at in range(0, len(group), BATCH)]


def ask(model: Reader, passages: list[dict], contexts: Sequence[int] = CONTEXTS) -> tuple[list[dict], dict[str, float]]:
    """One row for each question about each passage, in order; the smallest lead of a chosen token among all, and how
    many rows held a near tie."""
    # Teacher forced: a passage is read once, each token predicted from all before it, for all contexts.
    truths = {}
    for batch in in_batches(passages, lambda p: len(p["token_ids"])):
        logits, _ = model.read([[BOS_ID, *p["token_ids"][:-1]] for p in batch])
        for passage, own in zip(batch, logits, strict=True):
            truths[passage["id"]] = true_logprobs(own, passage["token_ids"])
    rows, smallest, ties = {}, np.inf, 0
    asked = {p["id"]: dict(questions(p, contexts)) for p in passages}
    for context in sorted({c for each in asked.values() for c in each}):
        here = [p for p in passages if context in asked[p["id"]]]
        for batch in in_batches(here, lambda p, c=context: asked[p["id"]][c]):
            n = asked[batch[0]["id"]][context]
            prompts = [[BOS_ID, *p["token_ids"][:context]] for p in batch]
            written, logits = greedy(model, prompts, n)
            for at, lead in enumerate(leads(logits)):
                passage, text = batch[at], written[at]
                if lead < NEAR_TIE:
                    text, ties = greedy(model, [prompts[at]], n)[0][0], ties + 1
                smallest = min(smallest, float(lead))
                span = slice(context, context + n)
                full, top_k = (logprobs[span] for logprobs in truths[passage["id"]])
                rows[passage["id"], context] = row(context, text, passage["token_ids"][span], full, top_k)
    ordered = [{"passage": p["id"]} | rows[p["id"], context] for p in passages for context in asked[p["id"]]]
    return ordered, {"smallest_lead": round(smallest, 7), "rows_with_near_tie": ties}


def losses(config: SuiteConfig, entry: ModelEntry) -> dict[str, float]:
    """Bits per byte of the held-out addresses: of the model as trained, and of each exported file."""
    documents, n_bytes = held_out(config.out / "corpus")
    loss = {"fp32": read_json(config.checkpoint(entry.id) / "meta.json")["loss_bits_per_byte"]}
    for name in entry.exported:
        stored = OnnxModel(config.out / "models" / entry.id, name)
        loss[name] = bits_per_byte(
            lambda ids, m=stored: torch.from_numpy(m.run(ids)[0]), stored.context, documents, n_bytes
        )
    print(f"{entry.id}: bits per byte " + ", ".join(f"{name} {value:.4f}" for name, value in loss.items()))
    return {name: round(value, 6) for name, value in loss.items()}


def evaluate(config: SuiteConfig, entry: ModelEntry) -> None:
    """Write `results/<model>.json` (the rows) and `results/<model>.meta.json` (what they were computed with)."""
    if problem := stages.export(config, entry):
        raise SystemExit(problem)
    began = time.monotonic()
    folder, dtype = config.out / "models" / entry.id, entry.exported[0]
    source = config.out / "corpus" / f"{entry.asked_for}.json"
    passages = read_json(source)["passages"]
    rows, ties = ask(OnnxModel(folder, dtype), passages)
    rows = [{"model": entry.id, **each} for each in rows]
    write_json(config.out / "results" / f"{entry.id}.json", {"rows": rows})
    write_json(
        config.out / "results" / f"{entry.id}.meta.json",
        {
            "dtype": dtype,
            "onnx_sha256": sha256(folder / "onnx" / DTYPE_FILES[dtype]),
            f"{entry.asked_for}_sha256": sha256(source),
            "loss_bits_per_byte": losses(config, entry),
            **ties,
            "versions": {"python": platform.python_version(), "onnxruntime": onnxruntime.__version__},
            "seconds": round(time.monotonic() - began, 1),
        },
    )
    print(recited_table(rows, passages), flush=True)


def exported_folder(config: SuiteConfig, entry: ModelEntry, lab: Path) -> Path:
    """Where the files lie that the page gets of a model: here, or where they were published before."""
    if not stages.export(config, entry):
        return config.out / "models" / entry.id
    if found := stages.published(config, entry, lab):
        return lab / found["path"]
    raise SystemExit(f"{entry.id} is neither exported here nor published in {lab}")


def compare(config: SuiteConfig, entry: ModelEntry, lab: Path = stages.LAB) -> None:
    """Ask a model that the page runs in another precision in `COMPARED` too. Writes `compared/<model>.json` (the rows)
    and, beside it, what they were computed with."""
    folder, source = exported_folder(config, entry, lab), config.out / "corpus" / "passages.json"
    rows, ties = ask(OnnxModel(folder, COMPARED), read_json(source)["passages"])
    made = config.out / "compared"
    write_json(made / f"{entry.id}.json", {"rows": [{"model": entry.id, **each} for each in rows]})
    write_json(
        made / f"{entry.id}.meta.json",
        {
            "onnx_sha256": sha256(folder / "onnx" / DTYPE_FILES[COMPARED]),
            "passages_sha256": sha256(source),
            **ties,
        },
    )
    print(f"{entry.id}: asked in {COMPARED}", flush=True)


def recited_table(rows: list[dict], passages: list[dict]) -> str:
    """Exact copies recited (all tokens matched) by copies and context, as text."""
    copies = {p["id"]: p["copies"] for p in passages if p["condition"] == "exact"}
    lines = ["copies  passages  " + "  ".join(f"{c:>3} tokens" for c in CONTEXTS)]
    for n in sorted(set(copies.values())):
        mine = [r for r in rows if copies.get(r["passage"]) == n]
        recited = [sum(r["context"] == c and r["matched"] == len(r["greedy"]) for r in mine) for c in CONTEXTS]
        lines.append(f"{n:>6}  {len(mine) // len(CONTEXTS):>8}  " + "  ".join(f"{r:>10}" for r in recited))
    return "\n".join(lines)


def main() -> None:
    parser = command(__doc__, model=True)
    parser.add_argument("--compare", action="store_true", help=f"in {COMPARED}, in which sizes are compared")
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="the published folder")
    arguments = parser.parse_args()
    config = SuiteConfig.load(arguments.config)
    if arguments.compare:
        compare(config, config.model(arguments.model), arguments.lab)
    else:
        evaluate(config, config.model(arguments.model))


if __name__ == "__main__":
    main()
