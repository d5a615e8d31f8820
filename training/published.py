"""A published model in PyTorch: the weights as its ONNX file stores them, so that they can be differentiated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .config import DTYPE_FILES, read_json
from .model import ModelConfig, Transformer


def parameters(model: Transformer) -> list[tuple[str, nn.Parameter]]:
    """The parameters in the order in which the graph multiplies by them, by the names that the page's engine gives
    them (src/lib/engine)."""
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
    """Between PyTorch's [outputs, inputs] and the graph's [inputs, outputs]; the embedding and the norms are as they
    are."""
    return value.T if value.dim() == 2 and name != "embed" else value


def published_model(folder: Path, dtype: str) -> Transformer:
    """The model of a published folder, from its file of that type: float32, as every runtime computes with it."""
    config = read_json(folder / "config.json")
    model = Transformer(
        ModelConfig(
            vocab_size=config["vocab_size"],
            context=config["max_position_embeddings"],
            depth=config["num_hidden_layers"],
            width=config["hidden_size"],
            heads=config["num_attention_heads"],
            mlp=config["intermediate_size"],
        )
    )
    graph = onnx.load(folder / "onnx" / DTYPE_FILES[dtype]).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def matrix(name: str) -> np.ndarray:
        """As the graph restores it (`training.export.store`)."""
        if f"{name}.int8" in stored:
            return stored[f"{name}.int8"].astype(np.float32) * stored[f"{name}.scale"]
        return stored[f"{name}.fp16"].astype(np.float32)

    restored = {name.rpartition(".")[0] for name in stored if name.endswith((".int8", ".fp16"))}
    products = iter([n.input[1] for n in graph.node if n.op_type == "MatMul" and n.input[1] in restored])
    with torch.no_grad():
        for name, parameter in parameters(model):
            if parameter.dim() == 1:
                value = stored[f"model.{name}.weight"]
            else:
                value = matrix("model.embed.weight" if name == "embed" else next(products))
            parameter.copy_(turned(name, torch.tensor(value)))
    model.precision = dtype
    return model.eval()
