"""The windows in which a model reads its stream."""

from __future__ import annotations

import numpy as np


def window_starts(length: int, context: int, seed: int, number: int) -> np.ndarray:
    """First token of each window of pass `number` over a stream, in the order in which they are read. Each pass begins
    at another offset and shuffles its windows. length: of the stream, in tokens."""
    rng = np.random.default_rng([seed, 3, number])
    offset = int(rng.integers(context))
    windows = (length - 1 - offset) // context
    return offset + context * rng.permutation(windows)


def in_first_window(start: int, length: int, context: int, offset: int) -> int:
    """How many tokens of a document that begins at token `start` of a stream a model is asked for in the window of the
    first of them; the rest of the document falls into later ones. offset: first token of the first window."""
    return min(length, context - (start - 1 - offset) % context)
