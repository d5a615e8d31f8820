"""The exposure of every canary: how high its code ranks among all codes, by a model's probability.

    python -m training.exposure --config training/configs/main.json --model d4-raw

Carlini et al. 2019, "The secret sharer": exposure is log2 of the number of codes less log2 of the true one's rank. The
rank is found by branch and bound over the trie of digits: a beginning that is already less probable than the whole true
code is not gone on with, since no code under it can be more probable. For a code that the model knows that leaves a
handful. For one that it does not know most of the million are left; then at most `LIMIT` beginnings a digit are gone on
with, drawn at random, and counted for those left out: `exact` is false, and the rank is an estimate without bias.
"""

from __future__ import annotations

import time

import numpy as np
from onnxruntime import OrtValue
from tokenizers import Tokenizer

from . import stages
from .command import command
from .config import DTYPE_FILES, ModelEntry, SuiteConfig, read_json, sha256, write_json
from .evaluate import questions
from .measures import exposure_bits
from .planting import DIGITS
from .runtime import OnnxModel, log_softmax
from .tokenizer import BOS_ID

LIMIT = 4_000  # of 100,000 beginnings left a rank is off by a tenth at times: 0.15 of a bit of exposure
BATCH = 256  # beginnings read at once


def digit_logprobs(logits: np.ndarray, digits: list[int]) -> np.ndarray:
    """Log-probabilities of the ten digits, of all tokens, after each sequence. logits: [B, V]; returns [B, 10]."""
    highest = logits.max(axis=-1, keepdims=True)
    total = np.exp(logits - highest).sum(axis=-1, keepdims=True, dtype=np.float64)
    return logits[:, digits].astype(np.float64) - highest - np.log(total)


def rank(
    model: OnnxModel,
    prompt: list[int],
    code: list[int],
    digits: list[int],
    rng: np.random.Generator,
    limit: int = LIMIT,
) -> tuple[float, bool, float]:
    """The rank of `code` (1: the most probable) among all codes as long after `prompt`, whether it is exact, and the
    log-probability of the code. digits: token ids of 0 to 9.

    Raises ValueError if the code holds another token.
    """
    true = int("".join(str(digits.index(token)) for token in code))
    forced = log_softmax(model.run([*prompt, *code[:-1]])[0][len(prompt) - 1 :])
    bound = float(forced[np.arange(len(code)), code].sum())
    logits, base = model.run(prompt)
    shared = [value.numpy() for value in base]  # [1, heads, positions, D], per layer, key and value
    # The beginnings of one length: their log-probabilities, their digits as a number, and for each earlier digit the
    # place, among the beginnings of that length, of the one that it goes on from.
    scores, values = digit_logprobs(logits[-1:], digits)[0], np.arange(10)
    lineage: list[np.ndarray] = []
    caches: list[np.ndarray] = []  # what reading the last digit of each beginning adds: [2 * depth, N, heads, 1, D]
    weight = 1.0
    for length in range(1, len(code)):
        alive = np.flatnonzero(scores > bound)
        if len(alive) > limit:
            weight *= len(alive) / limit
            alive = np.sort(rng.choice(alive, limit, replace=False))
        if not len(alive):
            return 1.0, weight == 1.0, bound
        scores, values, lineage = scores[alive], values[alive], [places[alive] for places in lineage]
        nexts, fresh = [], []
        for at in range(0, len(alive), BATCH):
            part = slice(at, at + BATCH)
            tokens = [[digits[value % 10]] for value in values[part]]
            tails = [cache[:, places[part]] for cache, places in zip(caches, lineage, strict=True)]
            past = [
                np.concatenate([np.repeat(own, len(tokens), axis=0), *(tail[i] for tail in tails)], axis=2)
                for i, own in enumerate(shared)
            ]
            logits, (added,) = model.read(tokens, [OrtValue.ortvalue_from_numpy(p) for p in past], fresh=True)
            nexts.append(digit_logprobs(logits[:, -1], digits))
            if length < len(code) - 1:
                fresh.append(added.numpy())
        if fresh:
            caches.append(np.concatenate(fresh, axis=1))
            lineage = [np.repeat(places, 10) for places in [*lineage, np.arange(len(alive))]]
        scores = (scores[:, None] + np.concatenate(nexts)).ravel()
        values = (values[:, None] * 10 + np.arange(10)).ravel()
    above = int(((scores > bound) & (values != true)).sum())
    return 1 + above * weight, weight == 1.0, bound


def exposure(config: SuiteConfig, entry: ModelEntry) -> None:
    """Write `exposure/<model>.json` and, beside it, what it was made from."""
    if problem := stages.export(config, entry):
        raise SystemExit(problem)
    began = time.monotonic()
    folder, dtype = config.out / "models" / entry.id, entry.exported[0]
    model = OnnxModel(folder, dtype)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    digits = [tokenizer.token_to_id(str(digit)) for digit in range(10)]
    passages = read_json(config.out / "corpus" / "passages.json")["passages"]
    canaries = [p for p in passages if p["condition"] == "canary"]
    rows, rng = [], np.random.default_rng([config.seed, 9])
    for passage in canaries:
        ((context, length),) = questions(passage)
        ids = passage["token_ids"]
        place, exact, logprob = rank(model, [BOS_ID, *ids[:context]], ids[context : context + length], digits, rng)
        rows.append(
            {
                "model": entry.id,
                "passage": passage["id"],
                "logprob": round(logprob, 4),
                "rank": round(place),
                "exact": exact,
                "exposure": round(exposure_bits(min(place, 10**DIGITS), 10**DIGITS), 4),  # bits
            }
        )
        if len(rows) % 16 == 0:
            left = (time.monotonic() - began) / len(rows) * (len(canaries) - len(rows))
            print(f"{entry.id}: canary {len(rows)}/{len(canaries)}  {left / 60:.1f} min left", flush=True)
    made = config.out / "exposure"
    write_json(made / f"{entry.id}.json", {"rows": rows})
    write_json(
        made / f"{entry.id}.meta.json",
        {
            "onnx_sha256": sha256(folder / "onnx" / DTYPE_FILES[dtype]),
            "passages_sha256": sha256(config.out / "corpus" / "passages.json"),
            "seconds": round(time.monotonic() - began, 1),
        },
    )
    copies = {p["id"]: p["copies"] for p in canaries}
    for n in sorted(set(copies.values())):
        mine = [r["exposure"] for r in rows if copies[r["passage"]] == n]
        print(f"{entry.id}: {n:>3} copies, mean exposure {np.mean(mine):5.2f} bits", flush=True)


def main() -> None:
    arguments = command(__doc__, model=True).parse_args()
    suite = SuiteConfig.load(arguments.config)
    exposure(suite, suite.model(arguments.model))


if __name__ == "__main__":
    main()
