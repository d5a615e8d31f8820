"""What the page's own engine (src/lib/engine) is held against: losses, gradients and steps of Adam by PyTorch.

    python -m training.engine

Writes src/lib/engine/fixtures/pytorch.json. `tiny` is a model whose weights follow from a formula, so the file need
not hold them: computed in float64, its gradients (some of each parameter, and their norm) and the losses of a dozen
steps. `published` are the losses of a few steps of a published model on windows of the training text, in float32, the
weights read from its ONNX file.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .config import read_json, write_json
from .model import ModelConfig, Transformer
from .published import parameters, published_model, turned

OUT = Path("src/lib/engine/fixtures/pytorch.json")
LAB = Path("static/lab")

TINY = ModelConfig(vocab_size=48, context=24, depth=2, width=64, heads=2, mlp=96)
TINY_SEQUENCES = ((1, 5, 9, 2, 40, 7, 7, 30, 11, 3, 0), (0, 3, 4, 5, 6, 47, 1, 2), (9, 8))
TINY_RATE, TINY_STEPS = 1e-3, 12
SAMPLES = 12  # gradients of each parameter that are written down

PUBLISHED = "d2-raw"
WINDOWS = ((0, 45), (100_000, 129), (1_000_000, 129), (2_000_000, 129))  # first token, tokens
PUBLISHED_RATE, PUBLISHED_STEPS = 3e-4, 6


def formula(number: int, shape: tuple[int, ...]) -> Tensor:
    """The weights of parameter `number` of the tiny model: `fill` in src/lib/engine/llama.test.ts."""
    at = torch.arange(math.prod(shape), dtype=torch.float64)
    wave = torch.sin(0.7 * at + 1.3 * number) * torch.cos(0.013 * at * at)
    return (1 + 0.2 * wave if len(shape) == 1 else 0.15 * wave).reshape(shape)


def losses(model: Transformer, sequences) -> list[Tensor]:
    """Cross-entropy of every token but the first, one tensor a sequence."""
    found = []
    for ids in sequences:
        window = torch.tensor([ids])
        logits, _ = model(window[:, :-1])
        found.append(F.cross_entropy(logits[0], window[0, 1:], reduction="none"))
    return found


def curve(model: Transformer, sequences, rate: float, steps: int) -> list[list[float]]:
    """The summed loss of each sequence before each step of Adam down the mean over all tokens."""
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    rows = []
    for _ in range(steps):
        found = losses(model, sequences)
        rows.append([loss.sum().item() for loss in found])
        optimizer.zero_grad()
        torch.cat(found).mean().backward()
        optimizer.step()
    return rows


def tiny() -> dict:
    model = Transformer(TINY).double()
    named = parameters(model)
    with torch.no_grad():
        for number, (name, parameter) in enumerate(named):
            parameter.copy_(turned(name, formula(number, tuple(turned(name, parameter).shape))))
    torch.cat(losses(model, TINY_SEQUENCES)).mean().backward()
    gradients = {}
    for name, parameter in named:
        flat = turned(name, parameter.grad).reshape(-1)
        at = np.linspace(0, flat.numel() - 1, SAMPLES).astype(int)
        gradients[name] = {"norm": flat.norm().item(), "at": at.tolist(), "values": flat[at].tolist()}
    return {
        "shape": TINY.to_dict(),
        "sequences": TINY_SEQUENCES,
        "gradients": gradients,
        "rate": TINY_RATE,
        "losses": curve(model, TINY_SEQUENCES, TINY_RATE, TINY_STEPS),
    }


def published() -> dict:
    manifest = read_json(LAB / "manifest.json")
    entry = next(model for model in manifest["models"] if model["id"] == PUBLISHED)
    model = published_model(LAB / entry["path"], "fp16")
    tokens = np.fromfile(LAB / manifest["corpus"]["tokens"]["path"], dtype="<u2")
    sequences = [tokens[at : at + n].tolist() for at, n in WINDOWS]
    return {
        "model": PUBLISHED,
        "windows": WINDOWS,
        "rate": PUBLISHED_RATE,
        "losses": curve(model, sequences, PUBLISHED_RATE, PUBLISHED_STEPS),
    }


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.manual_seed(0)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    write_json(OUT, {"torch": torch.__version__, "tiny": tiny(), "published": published()})


if __name__ == "__main__":
    main()
