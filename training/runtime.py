"""A shipped model in ONNX Runtime, run as the page runs it: one sequence, the prompt at once, then token by token."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime import OrtValue

from .export import DTYPE_FILES, cache_names


class OnnxModel:
    """One ONNX file of a model folder (`training.export`). One thread, as in the page; more gain nothing here."""

    def __init__(self, folder: Path, dtype: str):
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        path = folder / "onnx" / DTYPE_FILES[dtype]
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.context: int = config["max_position_embeddings"]
        self._empty = np.zeros((1, config["num_key_value_heads"], 0, config["head_dim"]), dtype=np.float32)
        self._past = cache_names("past_key_values", config["num_hidden_layers"])
        self._outputs = ["logits", *cache_names("present", config["num_hidden_layers"])]

    def run(self, ids: list[int], cache: list[OrtValue] | None = None) -> tuple[np.ndarray, list[OrtValue]]:
        """Read `ids` after what `cache` holds. Returns next-token logits, float32 [T, V], and the grown cache.

        The cache stays with the runtime: [1, heads, positions, head_dim] per layer, key and value.
        """
        if cache is None:
            cache = [OrtValue.ortvalue_from_numpy(self._empty) for _ in self._past]
        past = cache[0].shape()[2]
        total = past + len(ids)
        if total > self.context:
            raise ValueError(f"{total} tokens exceed the context of {self.context}")
        inputs = {
            "input_ids": np.array([ids], dtype=np.int64),
            "attention_mask": np.ones((1, total), dtype=np.int64),
            "position_ids": np.arange(past, total, dtype=np.int64)[None],
        }
        feeds = {name: OrtValue.ortvalue_from_numpy(value) for name, value in inputs.items()}
        logits, *cache = self.session.run_with_ort_values(
            self._outputs, feeds | dict(zip(self._past, cache, strict=True))
        )
        return logits.numpy()[0], cache

    def greedy(self, prompt: list[int], n: int) -> tuple[list[int], np.ndarray]:
        """The `n` tokens that the model writes when it always takes the likeliest, and the logits that each came from,
        float32 [n, V]."""
        logits, cache = self.run(prompt)
        rows, written = [logits[-1]], [int(logits[-1].argmax())]
        while len(written) < n:
            logits, cache = self.run(written[-1:], cache)
            rows.append(logits[-1])
            written.append(int(logits[-1].argmax()))
        return written, np.stack(rows)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Natural-log probabilities from logits over the last axis, computed in float64."""
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
