"""Goldfish loss (Hans et al. 2024, "Be like a goldfish, don't memorize!"): leave one token in k out of the loss, the
same one in every copy of a text, because a hash of the tokens before it decides."""

from __future__ import annotations

import numpy as np

from .corpus import run_hashes

BEFORE = 13  # tokens hashed: enough that a common phrase does not always lose its next word


def left_out(ids: np.ndarray, k: int) -> np.ndarray:
    """Which tokens of a stream no model is trained to predict: about one in `k`. bool [tokens]; never the first ones,
    which have too few tokens before them."""
    # The high bits: the low ones of a polynomial hash depend on the low bits of the tokens alone.
    hashes = run_hashes(ids[:-1], BEFORE) >> np.uint64(32)
    return np.concatenate([np.zeros(len(ids) - len(hashes), dtype=bool), hashes % np.uint64(k) == 0])
