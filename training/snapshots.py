"""Ask the snapshots of a model for every passage: when, in training, is a passage learned?

    python -m training.snapshots --config training/configs/main.json --model d4-raw

The page runs no snapshot, so each is asked as it is, in PyTorch, with 32 tokens of context.
"""

from __future__ import annotations

import numpy as np
import torch

from . import stages
from .command import command
from .config import ModelEntry, SuiteConfig, read_json, sha256, write_json
from .evaluate import ask
from .export import load_checkpoint
from .model import Transformer

CONTEXT = 32  # tokens of the passage given

Cache = list[tuple[torch.Tensor, torch.Tensor]]


class TorchModel:
    """Weights as they were trained, read as `training.runtime` reads an exported model."""

    def __init__(self, model: Transformer):
        self.model = model

    @torch.no_grad()
    def read(self, ids: list[list[int]], cache: Cache | None = None) -> tuple[np.ndarray, Cache]:
        new = torch.tensor(ids)
        past = cache[0][0].shape[2] if cache else 0
        positions = torch.arange(past, past + new.shape[1]).expand(new.shape)
        mask = torch.ones(len(new), past + new.shape[1], dtype=torch.int64)
        logits, cache = self.model(new, positions, mask, cache)
        return logits.numpy(), cache


def snapshots(config: SuiteConfig, entry: ModelEntry) -> None:
    """Write `snapshots/<model>.json`: for each passage what came at each step; and, beside it, what it was made
    from."""
    if problem := stages.training(config, entry):
        raise SystemExit(problem)
    folder, corpus = config.checkpoint(entry.id), config.out / "corpus"
    steps = read_json(folder / "meta.json")["training"]["snapshots"]
    passages = read_json(corpus / "passages.json")["passages"]
    asked = []
    for step in steps:
        rows, _ = ask(TorchModel(load_checkpoint(folder, f"snapshots/{step:06}.pt")), passages, (CONTEXT,))
        asked.append(rows)
        recited = sum(row["matched"] == len(row["greedy"]) for row in rows)
        print(f"{entry.id}: step {step}, {recited} of {len(rows)} passages recited", flush=True)
    write_json(
        config.out / "snapshots" / f"{entry.id}.json",
        {
            "model": entry.id,
            "steps": steps,
            "rows": [
                {
                    "passage": rows[0]["passage"],
                    "context": rows[0]["context"],
                    "asked": len(rows[0]["greedy"]),
                    "matched": [row["matched"] for row in rows],  # one a step
                    "logprob": [row["logprob"] for row in rows],
                }
                for rows in zip(*asked, strict=True)
            ],
        },
    )
    write_json(
        config.out / "snapshots" / f"{entry.id}.meta.json",
        {
            "weights_sha256": sha256(folder / "model.pt"),
            "passages_sha256": sha256(corpus / "passages.json"),
        },
    )


def main() -> None:
    arguments = command(__doc__, model=True).parse_args()
    suite = SuiteConfig.load(arguments.config)
    snapshots(suite, suite.model(arguments.model))


if __name__ == "__main__":
    main()
