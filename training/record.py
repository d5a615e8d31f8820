"""Record completions for the page: what it shows before the reader has loaded a model.

    python -m training.record --config training/configs/main.json --model d6-raw

The passages are chosen by rule, so that nobody picks the prettiest: of 128, 16 and 0 exact copies, the one with the
lowest id. The format is the page's own (`src/lib/release/record.ts`).
"""

from __future__ import annotations

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from . import stages
from .command import command
from .config import DTYPE_FILES, ModelEntry, SuiteConfig, read_json, sha256, write_json
from .evaluate import CONTINUATION
from .runtime import OnnxModel, greedy, log_softmax
from .tokenizer import BOS_ID

COPIES = (128, 16, 0)
CONTEXT = 32  # tokens of the passage given
TOP = 10  # alternatives kept a token
DIGITS = 4


def trace(logits: np.ndarray, chosen: int, tokenizer: Tokenizer) -> dict:
    """One token as the model saw it, from the full softmax. logits: [V]. Logarithms are natural, rank 1 is the best."""
    logprobs = log_softmax(logits)
    best = np.argsort(-logprobs, kind="stable")[:TOP]
    return {
        "id": chosen,
        "text": tokenizer.decode([chosen]),
        "logprob": round(float(logprobs[chosen]), DIGITS),
        "rank": int((logprobs > logprobs[chosen]).sum()) + 1,
        "entropy": round(float(-(np.exp(logprobs) * logprobs).sum()), DIGITS),
        "top": [
            {"id": int(i), "text": tokenizer.decode([int(i)]), "logprob": round(float(logprobs[i]), DIGITS)}
            for i in best
        ],
    }


def record(config: SuiteConfig, entry: ModelEntry) -> None:
    """Write `records/<model>.json` and, beside it, what it was made from."""
    if problem := stages.export(config, entry):
        raise SystemExit(problem)
    folder, dtype = config.out / "models" / entry.id, entry.dtypes[0]
    model = OnnxModel(folder, dtype)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    passages = read_json(config.out / "corpus" / "passages.json")["passages"]
    exact = [p for p in passages if p["condition"] == "exact"]
    records = []
    for copies in COPIES:
        passage = min((p for p in exact if p["copies"] == copies), key=lambda p: p["id"], default=None)
        if passage is None:
            continue
        prompt = passage["token_ids"][:CONTEXT]
        written, logits = (each[0] for each in greedy(model, [[BOS_ID, *prompt]], CONTINUATION))
        written = written.tolist()
        # The page ends a completion where the model would begin the next document.
        length = written.index(BOS_ID) if BOS_ID in written else CONTINUATION
        records.append(
            {
                "version": 1,
                "origin": "recorded",
                "release": config.release,
                "model": entry.id,
                "dtype": dtype,
                "runtime": f"onnxruntime {onnxruntime.__version__} (Python)",
                "passage": passage["id"],
                "prompt": {"text": tokenizer.decode(prompt), "ids": prompt},  # without the BOS token before it
                "decoding": {
                    "method": "greedy",
                    "temperature": 1,
                    "top_k": 0,
                    "top_p": 1,
                    "seed": 0,
                    "max_tokens": CONTINUATION,
                },
                "tokens": [trace(row, token, tokenizer) for token, row in zip(written[:length], logits, strict=False)],
                "stopped": "length" if length == CONTINUATION else "eos",
            }
        )
    write_json(config.out / "records" / f"{entry.id}.json", {"records": records})
    write_json(
        config.out / "records" / f"{entry.id}.meta.json",
        {
            "onnx_sha256": sha256(folder / "onnx" / DTYPE_FILES[dtype]),
            "passages_sha256": sha256(config.out / "corpus" / "passages.json"),
        },
    )
    print(f"{entry.id}: {len(records)} completions recorded", flush=True)


def main() -> None:
    arguments = command(__doc__, model=True).parse_args()
    suite = SuiteConfig.load(arguments.config)
    record(suite, suite.model(arguments.model))


if __name__ == "__main__":
    main()
