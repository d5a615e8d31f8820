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
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

from .config import read_json, write_json
from .model import ModelConfig, Transformer

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


def parameters(model: Transformer) -> list[tuple[str, nn.Parameter]]:
    """Name in the engine and parameter, in its order. Linear layers are transposed there: [inputs, outputs]."""
    named = [("embed", model.embed.weight)]
    for i, block in enumerate(model.blocks):
        attention, mlp = block.attention, block.mlp
        named += [
            (f"blocks.{i}.attention_norm", block.attention_norm.weight),
            *((f"blocks.{i}.{name}", getattr(attention, name).weight) for name in ("q", "k", "v", "out")),
            (f"blocks.{i}.mlp_norm", block.mlp_norm.weight),
            *((f"blocks.{i}.{name}", getattr(mlp, name).weight) for name in ("gate", "up", "down")),
        ]
    return [*named, ("norm", model.norm.weight)]


def turned(name: str, value: Tensor) -> Tensor:
    """Between PyTorch's [outputs, inputs] and the engine's [inputs, outputs]; the embedding and the norms are as they
    are."""
    return value.T if value.dim() == 2 and name != "embed" else value


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
    shape = ModelConfig(
        manifest["tokenizer"]["vocab_size"],
        manifest["context"],
        entry["depth"],
        entry["width"],
        entry["heads"],
        entry["mlp"],
    )
    graph = onnx.load(LAB / entry["path"] / "onnx" / "model_fp16.onnx").graph
    stored = {tensor.name.removesuffix(".fp16"): numpy_helper.to_array(tensor) for tensor in graph.initializer}
    products = iter([n.input[1] for n in graph.node if n.op_type == "MatMul" and n.input[1] in stored])
    model = Transformer(shape)
    with torch.no_grad():
        for name, parameter in parameters(model):
            source = f"model.{name}.weight" if parameter.dim() == 1 or name == "embed" else next(products)
            parameter.copy_(turned(name, torch.from_numpy(stored[source].astype(np.float32))))
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
