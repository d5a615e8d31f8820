"""Six ways to rank the samples of a model by how suspiciously sure of them it is, and the rule by which repeats are
taken out. Carlini et al. 2021, "Extracting training data from large language models", sections 5.2 and 6.1. As the page
computes them (`src/lib/measures/suspicion.ts`, `trigrams.ts`): both are held to `src/lib/measures/vectors.json`."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np

METRICS = ("perplexity", "small", "medium", "zlib", "lowercase", "window")
WINDOW = 50  # tokens


def zlib_length(text: str) -> int:
    """Bytes of a text in UTF-8 after zlib, at its usual level, 6."""
    return len(zlib.compress(text.encode("utf-8"), 6))


def log_perplexity(logprobs: Sequence[float]) -> float:
    """Mean negative log-probability of a token, in nats. Infinite for no tokens."""
    return -float(np.mean(logprobs)) if len(logprobs) else math.inf


def window_log_perplexity(logprobs: Sequence[float], width: int = WINDOW) -> float:
    """The smallest log-perplexity of `width` tokens in a row; of all tokens where there are fewer."""
    if len(logprobs) <= width:
        return log_perplexity(logprobs)
    sums = np.concatenate([[0.0], np.cumsum(logprobs)])
    return -float((sums[width:] - sums[:-width]).max()) / width


def ratio(over: float, own: float) -> float:
    """A ratio of log-perplexities; infinite where the model is certain, and where there is nothing to compare, 1."""
    if own == 0:
        return math.inf
    return 1.0 if math.isinf(own) and math.isinf(over) else over / own


def suspicion(
    own: float, small: float, medium: float, lowercase: float, window: float, zlib_bytes: int
) -> dict[str, float]:
    """All six scores of a sample, from its log-perplexities and its compressed length; a higher one is more
    suspicious. own, small, medium: of the sample, by three models; lowercase: of the text in small letters, by the
    first; window: the smallest of a window."""
    return {
        "perplexity": -own,
        "small": ratio(small, own),
        "medium": ratio(medium, own),
        "zlib": ratio(zlib_bytes, own),
        # A ratio of perplexities, not of their logs.
        "lowercase": math.exp(min(lowercase - own, 700.0)) if math.isfinite(own) else 0.0,
        "window": -window,
    }


def word_trigrams(text: str) -> Counter[tuple[str, ...]]:
    """The trigrams of a text's words, each with how often it stands there. Words part at whatever is no letter or
    digit."""
    words = re.findall(r"[^\W_]+", text)
    return Counter(zip(words, words[1:], words[2:], strict=False))


def repeats(sample: Counter, other: Counter) -> bool:
    """Whether half of a sample's word trigrams or more stand in the other, counted with multiplicity."""
    return 2 * (sample & other).total() >= sample.total()


def unlike(order: Sequence[int], trigrams: Sequence[Counter], most: int) -> list[int]:
    """The first `most` samples in an order, each unlike all before it."""
    kept: list[int] = []
    for at in order:
        if len(kept) == most:
            break
        if not any(repeats(trigrams[at], trigrams[other]) for other in kept):
            kept.append(at)
    return kept
