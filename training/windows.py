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


def steps_per_pass(length: int, context: int, batch: int) -> int:
    """Whole batches of windows in a stream, wherever a pass begins. length: of the stream, in tokens."""
    return (length - context) // context // batch


def steps_read(positions: np.ndarray, length: int, context: int, batch: int, seed: int, number: int) -> np.ndarray:
    """The step of pass `number`, from 0, whose window holds each token of a stream; -1 of a token past the last whole
    batch or before the first window. A window begins with a token that nothing foretells. positions: of the tokens;
    length: of the stream."""
    starts = window_starts(length, context, seed, number)
    offset = int(starts.min())
    place = np.empty(len(starts), dtype=np.int64)  # in the order of reading, by window
    place[(starts - offset) // context] = np.arange(len(starts))
    window = (positions - 1 - offset) // context
    inside = (positions > offset) & (window < len(starts))
    step = place[np.clip(window, 0, len(starts) - 1)] // batch
    return np.where(inside & (step < steps_per_pass(length, context, batch)), step, -1)


def in_first_window(start: int, length: int, context: int, offset: int) -> int:
    """How many tokens of a document that begins at token `start` of a stream a model is asked for in the window of the
    first of them; the rest of the document falls into later ones. offset: first token of the first window."""
    return min(length, context - (start - 1 - offset) % context)
