"""Ask an exported model for whole works: give it the first tokens of a chapter and let it continue to the end.

    python -m training.works --config training/configs/main.json --model d6-works

Two things are asked of a model about each chapter.

*Runs*: BOS and the first 8, 16, 32 or 64 tokens, then greedy decoding for as many tokens as the chapter has left, or
until the model would begin another document. A chapter is longer than what a model reads at once: when its window is
full, the last `REREAD` tokens are read again by themselves, without a BOS, as windows begin in training too.

*Positions*: the probability of each 50 tokens of the chapter given the 50 before them, read by themselves, over all
tokens and among the 40 likeliest (Cooper et al. 2025, "Extracting memorized pieces of (copyrighted) books from
open-weight language models", arXiv 2505.12546).

Every number comes from the ONNX file that the page runs. Runs go on side by side, where rounding may turn a near tie:
one in which a chosen token led by less than `NEAR_TIE` is done again, alone, as on the page. `training.check`
recomputes what is published.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from . import stages
from .blocks import EXACT, exact_share, near_verbatim_share
from .command import command
from .config import DTYPE_FILES, ModelEntry, SuiteConfig, read_json, sha256, write_json
from .evaluate import BATCH, NEAR_TIE, leads, losses, true_logprobs
from .measures import matched
from .runtime import OnnxModel, Reader
from .tokenizer import BOS_ID

CONTEXTS = (8, 16, 32, 64)  # tokens of the work given
REREAD = 160  # tokens read again when the window is full
SPAN = 50  # tokens given and tokens asked for at a position
DIGITS = 2  # of a position's log-probability


@dataclass
class Run:
    """What a model wrote. leads: of each chosen token over the next best, in nats; of the BOS token too that ends a
    run before its length."""

    tokens: list[int]
    leads: list[float]
    ended: bool = False


def recite(model: Reader, window: int, prompts: list[list[int]], lengths: list[int]) -> list[Run]:
    """What a model writes after each prompt (of equal length, its BOS included), up to so many tokens each.

    window: positions that the model reads at once.
    """
    texts, runs = [list(prompt) for prompt in prompts], [Run([], []) for _ in prompts]
    going = list(range(len(runs)))  # rows of the batch; those that are through leave it when the window slides
    through = [length == 0 for length in lengths]
    logits, cache = model.read(prompts)
    held = len(prompts[0])
    while not all(through[at] for at in going):
        last = logits[:, -1]
        chosen = last.argmax(-1).tolist()
        for at, token, lead in zip(going, chosen, leads(last[:, None]).tolist(), strict=True):
            run = runs[at]
            if through[at]:
                continue
            run.leads.append(lead)
            if token == BOS_ID:
                run.ended = through[at] = True
                continue
            run.tokens.append(token)
            texts[at].append(token)
            through[at] = len(run.tokens) == lengths[at]
        if held < window:
            logits, cache = model.read([[token] for token in chosen], cache)
            held += 1
        elif going := [at for at in going if not through[at]]:
            logits, cache = model.read([texts[at][-REREAD:] for at in going])
            held = REREAD
    return runs


def way_back(ids: Sequence[int], context: int, written: list[int], slip: int) -> dict | None:
    """How a run that left its work after `slip` tokens comes back to it: the first `EXACT` tokens in a row, wherever in
    the work. `after`: tokens written astray; `jump`: tokens of the work skipped, negative where it goes back in it.
    None if it does not come back."""
    places: dict[tuple[int, ...], list[int]] = {}
    for at in range(len(ids) - EXACT + 1):
        places.setdefault(tuple(ids[at : at + EXACT]), []).append(at)
    for at in range(slip, len(written) - EXACT + 1):
        if found := places.get(tuple(written[at : at + EXACT])):
            return {"after": at - slip, "jump": min((place - context - at for place in found), key=abs)}
    return None


def run_row(work: dict, context: int, run: Run, tokenizer: Tokenizer) -> dict:
    """One run as published, less its model. `matched`: tokens before the first mistake; `rest`: those from it on, so
    that what was written is the work's tokens and these; `exact` and `near_verbatim`: shares of what was asked for."""
    ids = work["token_ids"]
    truth = ids[context:]
    right = matched(run.tokens, truth)
    slipped = right < len(truth)
    return {
        "work": work["id"],
        "context": context,
        "asked": len(truth),
        "matched": right,
        "rest": run.tokens[right:],
        "ended": run.ended,
        "exact": round(exact_share(truth, run.tokens), 4),
        "near_verbatim": round(near_verbatim_share(tokenizer.decode(truth), tokenizer.decode(run.tokens)), 4),
        "back": way_back(ids, context, run.tokens, right) if slipped else None,
    }


def ask_runs(model: OnnxModel, works: list[dict], tokenizer: Tokenizer) -> tuple[list[dict], dict[str, float]]:
    """A row for each work and context, in order; the smallest lead of a chosen token, and how many runs held a near
    tie."""
    rows, smallest, ties = {}, np.inf, 0
    for context in CONTEXTS:
        prompts = [[BOS_ID, *work["token_ids"][:context]] for work in works]
        lengths = [len(work["token_ids"]) - context for work in works]
        for at, run in enumerate(recite(model, model.context, prompts, lengths)):
            smallest = min(smallest, *run.leads)
            if min(run.leads) < NEAR_TIE:
                run, ties = recite(model, model.context, [prompts[at]], [lengths[at]])[0], ties + 1
            rows[at, context] = run_row(works[at], context, run, tokenizer)
    ordered = [rows[at, context] for at in range(len(works)) for context in CONTEXTS]
    return ordered, {"smallest_lead": round(float(smallest), 7), "rows_with_near_tie": ties}


def position_logprobs(model: Reader, ids: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Log-probability of each `SPAN` tokens of a work given the `SPAN` before them, over all tokens and among the
    likeliest. Two of [len(ids) - 2 * SPAN + 1], the first of the tokens that begin at `SPAN`."""
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(ids), 2 * SPAN)
    sums = []
    for at in range(0, len(windows), BATCH):
        batch = windows[at : at + BATCH]
        logits = model.read(batch[:, :-1].tolist())[0][:, SPAN - 1 :]
        both = true_logprobs(logits.reshape(-1, logits.shape[-1]), batch[:, SPAN:].ravel())
        sums.append([each.reshape(-1, SPAN).sum(axis=1) for each in both])
    return np.concatenate([full for full, _ in sums]), np.concatenate([top for _, top in sums])


def position_row(work: dict, full: np.ndarray, top_k: np.ndarray) -> dict:
    """The positions of one work as published, less its model."""
    return {
        "work": work["id"],
        "span": SPAN,
        "logprob": [round(float(value), DIGITS) for value in full],
        "logprob_top_k": [round(float(value), DIGITS) if np.isfinite(value) else None for value in top_k],
    }


def check_rows(model: str, found: dict, works: list[dict]) -> None:
    """Every work once in every context, and once by its positions, and nothing else."""
    wanted = [(work["id"], context) for work in works for context in CONTEXTS]
    if [(row["work"], row["context"]) for row in found["runs"]] != wanted:
        raise SystemExit(f"runs of {model} are not those of the works")
    lengths = [(work["id"], len(work["token_ids"]) - 2 * SPAN + 1) for work in works]
    if [(row["work"], len(row["logprob"])) for row in found["positions"]] != lengths:
        raise SystemExit(f"positions of {model} are not those of the works")


def works(config: SuiteConfig, entry: ModelEntry) -> None:
    """Write `works/<model>.json` (runs and positions) and `works/<model>.meta.json` (what they were computed with)."""
    if problem := stages.export(config, entry):
        raise SystemExit(problem)
    began = time.monotonic()
    folder, dtype = config.out / "models" / entry.id, entry.exported[0]
    source = config.out / "corpus" / "works.json"
    chapters = read_json(source)["works"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    runs, ties = ask_runs(OnnxModel(folder, dtype), chapters, tokenizer)
    print(runs_table(entry.id, runs, chapters), flush=True)
    positions, model = [], OnnxModel(folder, dtype, threads=os.cpu_count() or 1)
    for done, work in enumerate(chapters, 1):
        positions.append(position_row(work, *position_logprobs(model, work["token_ids"])))
        print(f"{entry.id}: positions of chapter {done}/{len(chapters)}", flush=True)
    write_json(config.out / "works" / f"{entry.id}.json", {"model": entry.id, "runs": runs, "positions": positions})
    write_json(
        config.out / "works" / f"{entry.id}.meta.json",
        {
            "dtype": dtype,
            "onnx_sha256": sha256(folder / "onnx" / DTYPE_FILES[dtype]),
            "works_sha256": sha256(source),
            "loss_bits_per_byte": losses(config, entry),
            **ties,
            "versions": {"python": platform.python_version(), "onnxruntime": onnxruntime.__version__},
            "seconds": round(time.monotonic() - began, 1),
        },
    )


def runs_table(model: str, rows: list[dict], works: list[dict]) -> str:
    """Share of the chapters in long near-verbatim blocks, by copies and context, as text."""
    copies = {work["id"]: work["copies"] for work in works}
    lines = ["copies  chapters  " + "  ".join(f"{c:>3} tokens" for c in CONTEXTS)]
    for n in sorted(set(copies.values())):
        mine = [row for row in rows if copies[row["work"]] == n]
        means = [np.mean([row["near_verbatim"] for row in mine if row["context"] == c]) for c in CONTEXTS]
        lines.append(f"{n:>6}  {len(mine) // len(CONTEXTS):>8}  " + "  ".join(f"{mean:>10.3f}" for mean in means))
    return f"{model}, share near-verbatim\n" + "\n".join(lines)


def main() -> None:
    arguments = command(__doc__, model=True).parse_args()
    config = SuiteConfig.load(arguments.config)
    entry = config.model(arguments.model)
    if not entry.reads_works:
        raise SystemExit(f"{entry.id} reads {entry.data}, in which no works are planted")
    works(config, entry)


if __name__ == "__main__":
    main()
