"""How much of one text appears in another: exact blocks, and long near-verbatim ones. Pure functions over sequences."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

EXACT = 32  # tokens of a block that counts as exact: what is asked for elsewhere (`training.evaluate`)


@dataclass(frozen=True)
class Block:
    """A stretch of both texts: from `start` to before `end` in the work, from `other_start` to before `other_end` in
    what was written. `matched`: how much of it is alike, gaps that a merge closed left out."""

    start: int
    end: int
    other_start: int
    other_end: int
    matched: int


def matching_blocks(work: Sequence[Hashable], written: Sequence[Hashable]) -> list[Block]:
    """The longest stretch common to both, then the same to its left and to its right: in order, without overlap."""
    found = SequenceMatcher(None, work, written, autojunk=False).get_matching_blocks()
    return [Block(i, i + n, j, j + n, n) for i, j, n in found if n]


def exact_share(work: Sequence[Hashable], written: Sequence[Hashable]) -> float:
    """Share of the work in blocks that are exact over at least `EXACT` elements."""
    return sum(b.matched for b in matching_blocks(work, written) if b.matched >= EXACT) / len(work) if work else 0.0


def merge(blocks: list[Block], gap: int, align: int) -> list[Block]:
    """Blocks with those joined that at most `gap` elements part, in either text, if the gaps differ by at most `align`
    (Ahmed et al. 2026, equation 4). Gaps do not count as matched."""
    merged: list[Block] = []
    for block in blocks:
        if merged:
            last = merged[-1]
            here, there = block.start - last.end, block.other_start - last.other_end
            if max(here, there) <= gap and abs(here - there) <= align:
                matched = last.matched + block.matched
                merged[-1] = Block(last.start, block.end, last.other_start, block.other_end, matched)
                continue
        merged.append(block)
    return merged


def near_verbatim_blocks(work: Sequence[str], written: Sequence[str]) -> list[Block]:
    """Long near-verbatim blocks of words: algorithm 1 of Ahmed, Cooper, Koyejo and Liang 2026, "Extracting books from
    production language models" (arXiv 2601.02671, section 3.3.1), with its thresholds.

    Blocks that at most 2 words part are merged, those under 20 words left out; then those that at most 10 words part
    are merged, and those under 100 words left out.
    """
    blocks = [block for block in merge(matching_blocks(work, written), gap=2, align=1) if block.matched >= 20]
    return [block for block in merge(blocks, gap=10, align=3) if block.matched >= 100]


def near_verbatim_share(work: str, written: str) -> float:
    """Share of the words of a work that stand in long near-verbatim blocks: their "nv-recall", equation 7. Words are
    what blanks part; their normalization of quotes and dashes is left out, since here both texts have one source."""
    words = work.split()
    return sum(block.matched for block in near_verbatim_blocks(words, written.split())) / len(words) if words else 0.0
