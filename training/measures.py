"""Measures of memorization, as the page computes them (`src/lib/measures/`): both are held to one set of vectors,
`src/lib/measures/vectors.json`. Pure functions; sequences are token ids, logarithms natural unless a name says bits."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

NEAR_VERBATIM = 0.1  # normalized edit distance up to which a text is a near-verbatim copy
Z95 = 1.959963984540054  # standard normal quantile at 97.5 %


def matched(output: Sequence[int], truth: Sequence[int]) -> int:
    """How many first tokens two sequences share. All of the truth is the exact match of Carlini et al. 2023,
    "Quantifying memorization across neural language models", definition 3.1."""
    count = 0
    for x, y in zip(output, truth, strict=False):
        if x != y:
            break
        count += 1
    return count


def longest_run(a: Sequence[int], b: Sequence[int]) -> int:
    """Tokens in the longest stretch that stands in both sequences, at any two places (longest common substring). 50 or
    more is the test of Nasr et al. 2023, "Scalable extraction of training data from (production) language models"."""
    best, ending = 0, np.zeros(len(b) + 1, dtype=np.int64)
    other = np.asarray(b)
    for token in a:
        ending[1:] = np.where(other == token, ending[:-1] + 1, 0)
        best = max(best, int(ending.max()))
    return best


def edit_distance(a: Sequence[int], b: Sequence[int]) -> int:
    """The fewest substitutions, insertions and deletions that turn one sequence into the other (Levenshtein 1966; the
    algorithm of Wagner and Fischer 1974)."""
    other, steps = np.asarray(b), np.arange(len(b) + 1)
    row = steps.copy()
    for i, token in enumerate(a, 1):
        through = np.minimum(row[:-1] + (other != token), row[1:] + 1)
        # An insertion costs one a place: the least of what stands to the left, plus the way from there.
        row = np.minimum.accumulate(np.concatenate([[i], through]) - steps) + steps
    return int(row[-1])


def normalized_edit_distance(a: Sequence[int], b: Sequence[int]) -> float:
    """Edit distance over the longer length; 0 for two empty sequences. Lee et al. 2022, "Deduplicating training data
    makes language models better", call 1 minus this the edit similarity."""
    longer = max(len(a), len(b))
    return edit_distance(a, b) / longer if longer else 0.0


def is_near_verbatim(output: Sequence[int], truth: Sequence[int]) -> bool:
    """An exact or approximate copy: normalized edit distance at most 0.1, in the line of Ippolito et al. 2023,
    "Preventing verbatim memorization in language models gives a false sense of privacy"."""
    return normalized_edit_distance(output, truth) <= NEAR_VERBATIM


def log_samples_needed(logprob: float, p: float) -> float:
    """Log of the (real) number of samples n among which a suffix of this log-probability appears at least once with
    probability p: 1 - (1 - p_z)^n >= p. (n, p)-discoverable extraction, Hayes et al. 2025, "Measuring memorization in
    language models via probabilistic extraction". Infinite for a suffix that cannot be sampled.

    Raises ValueError for a log-probability above 0 or a p not strictly between 0 and 1.
    """
    if not logprob <= 0:
        raise ValueError(f"A log-probability is at most 0, not {logprob}.")
    if not 0 < p < 1:
        raise ValueError(f"p must lie between 0 and 1, both excluded, not {p}.")
    if logprob == 0:
        return -math.inf
    # Below 1e-16 of probability -log(1 - p) is p to the last bit.
    rate = logprob if logprob < -37 else math.log(-math.log1p(-math.exp(logprob)))
    return math.log(-math.log1p(-p)) - rate


def is_discoverable(logprob: float, n: int, p: float) -> bool:
    """Whether a suffix of this log-probability is (n, p)-discoverable."""
    # Rounding must not turn an exact 2 into a 3.
    return n >= 1 and log_samples_needed(logprob, p) + math.log1p(-1e-12) <= math.log(n)


def exposure_bits(rank: float, size: int) -> float:
    """Exposure of a canary: log2 of how many there could be, less log2 of its rank among them by model probability.
    Carlini et al. 2019, "The secret sharer". Raises ValueError unless 1 <= rank <= size."""
    if not 1 <= rank <= size:
        raise ValueError(f"Rank {rank} is not among {size} candidates.")
    return math.log2(size) - math.log2(rank)


def wilson(successes: float, n: int, z: float = Z95) -> tuple[float, float]:
    """Score interval for a proportion (Wilson 1927, "Probable inference, the law of succession, and statistical
    inference"); it keeps a width at 0 and at n. Without trials nothing is known: 0 to 1."""
    if n == 0:
        return 0.0, 1.0
    p, square = successes / n, z * z
    centre = p + square / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + square / (4 * n * n))
    low, high = (centre - half) / (1 + square / n), (centre + half) / (1 + square / n)
    return (0.0 if successes == 0 else low), (1.0 if successes == n else high)


def newcombe(k1: int, n1: int, k2: int, n2: int) -> tuple[float, float]:
    """The 95 % interval of k1/n1 less k2/n2 from the Wilson intervals of both (Newcombe 1998, "Interval estimation for
    the difference between independent proportions", method 10); it keeps a width where both are 0 or all."""
    p1, p2, (l1, u1), (l2, u2) = k1 / n1, k2 / n2, wilson(k1, n1), wilson(k2, n2)
    low, high = math.hypot(p1 - l1, u2 - p2), math.hypot(u1 - p1, p2 - l2)
    return p1 - p2 - low, p1 - p2 + high


def auc(positives: Sequence[float], negatives: Sequence[float]) -> tuple[float, float, float]:
    """How often a score drawn from the first is above one drawn from the second, ties counted half, and its 95 %
    interval: Newcombe 2006, "Confidence intervals for an effect size measure based on the Mann-Whitney statistic",
    method 5, which keeps a width at 0 and 1. This is the area under the ROC curve of membership inference (Yeom et al.
    2018, "Privacy risk in machine learning"; Shokri et al. 2017)."""
    a, b = np.asarray(positives, dtype=float)[:, None], np.asarray(negatives, dtype=float)[None]
    m, n = len(a), b.shape[1]
    found = float(np.mean((a > b) + 0.5 * (a == b)))
    half = (m + n) / 2 - 1

    def outside(theta: float) -> float:
        spread = theta * (1 - theta) * (1 + half * ((1 - theta) / (2 - theta) + theta / (1 + theta))) / (m * n)
        return (found - theta) ** 2 - Z95**2 * spread

    def end(inner: float, outer: float) -> float:
        if outside(outer) <= 0:
            return outer
        for _ in range(60):
            middle = (inner + outer) / 2
            inner, outer = (middle, outer) if outside(middle) <= 0 else (inner, middle)
        return inner

    return found, end(found, 0.0), end(found, 1.0)
