"""A shipped model in ONNX Runtime: the prompt at once, then token by token, as the page runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime
from onnxruntime import OrtValue

from .config import DTYPE_FILES
from .export import cache_names


class OnnxModel:
    """One ONNX file of a model folder (`training.export`). One thread, as in the page; more gain nothing, save where
    many long sequences are read at once."""

    def __init__(self, folder: Path, dtype: str, threads: int = 1):
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads
        path = folder / "onnx" / DTYPE_FILES[dtype]
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.context: int = config["max_position_embeddings"]
        self._heads, self._head_dim = config["num_key_value_heads"], config["head_dim"]
        self._past = cache_names("past_key_values", config["num_hidden_layers"])
        self._present = cache_names("present", config["num_hidden_layers"])

    def read(
        self, ids: list[list[int]], cache: list[OrtValue] | None = None, fresh: bool = False
    ) -> tuple[np.ndarray, list[OrtValue]]:
        """Read sequences of equal length, each after what `cache` holds of it. Returns next-token logits, float32
        [B, T, V], and the grown cache, or with `fresh` what came to it: one [2 * depth, B, heads, T, head_dim].

        The cache stays with the runtime: [B, heads, positions, head_dim] per layer, key and value.
        """
        new = np.array(ids, dtype=np.int64)
        if cache is None:
            empty = np.zeros((len(new), self._heads, 0, self._head_dim), dtype=np.float32)
            cache = [OrtValue.ortvalue_from_numpy(empty) for _ in self._past]
        past = cache[0].shape()[2]
        total = past + new.shape[1]
        if total > self.context:
            raise ValueError(f"{total} tokens exceed the context of {self.context}")
        inputs = {
            "input_ids": new,
            "attention_mask": np.ones((len(new), total), dtype=np.int64),
            "position_ids": np.tile(np.arange(past, total, dtype=np.int64), (len(new), 1)),
        }
        feeds = {name: OrtValue.ortvalue_from_numpy(value) for name, value in inputs.items()}
        logits, *grown = self.session.run_with_ort_values(
            ["logits", *(["fresh_key_values"] if fresh else self._present)],
            feeds | dict(zip(self._past, cache, strict=True)),
        )
        return logits.numpy(), grown

    def run(self, ids: list[int], cache: list[OrtValue] | None = None) -> tuple[np.ndarray, list[OrtValue]]:
        """`read` for one sequence: logits are [T, V]."""
        logits, cache = self.read([ids], cache)
        return logits[0], cache


class Reader(Protocol):
    """What can be asked: an exported model, or weights as they are (`training.snapshots`)."""

    def read(self, ids: list[list[int]], cache: Any = None) -> tuple[np.ndarray, Any]: ...


def greedy(model: Reader, prompts: list[list[int]], n: int) -> tuple[np.ndarray, np.ndarray]:
    """The `n` tokens that a model writes after each prompt (of equal length) when it always takes the likeliest, int64
    [B, n], and the logits that each came from, float32 [B, n, V]."""
    logits, cache = model.read(prompts)
    rows = [logits[:, -1]]
    while len(rows) < n:
        logits, cache = model.read(rows[-1].argmax(-1)[:, None].tolist(), cache)
        rows.append(logits[:, -1])
    stacked = np.stack(rows, axis=1)
    return stacked.argmax(-1), stacked


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Natural-log probabilities from logits over the last axis, computed in float64."""
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
