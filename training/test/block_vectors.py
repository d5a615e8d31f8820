"""Vectors for `training/blocks.py` and `measures/blocks.ts`: python -m training.test.block_vectors writes them."""

from __future__ import annotations

import json
import random
from dataclasses import astuple
from pathlib import Path

from training.blocks import exact_share, matching_blocks, merge, near_verbatim_blocks, near_verbatim_share

FILE = Path(__file__).parents[2] / "src" / "lib" / "measures" / "blocks.json"


def edited(source: list[int], draw: random.Random, rate: float, symbols: int) -> list[int]:
    """A text with some of its elements replaced, dropped or doubled."""
    out = []
    for item in source:
        if draw.random() >= rate:
            out.append(item)
            continue
        match draw.randrange(3):
            case 0:
                out.append(draw.randrange(symbols))
            case 1:
                out += [item, draw.randrange(symbols)]
    return out


def vectors() -> dict:
    draw = random.Random(12)
    short = [([], []), ([], [1]), ([1, 2], []), ([1, 1, 1, 1], [1, 1]), ([1, 2, 3], [4, 5])]
    for symbols in (2, 3, 8):
        for length in (5, 17, 40):
            a = [draw.randrange(symbols) for _ in range(length)]
            short += [
                (a, [draw.randrange(symbols) for _ in range(length)]),
                (a, edited(a, draw, 0.2, symbols)),
            ]
    long = []
    for rate in (0, 0.02, 0.05, 0.1, 0.3):
        a = [draw.randrange(40) for _ in range(320)]
        long.append((a, edited(a, draw, rate, 40)))
    a = [draw.randrange(200) for _ in range(400)]
    long.append((a, a[:150] + [draw.randrange(200) for _ in range(60)] + a[290:]))  # a stretch is skipped
    long.append((a, a[200:] + a[:200]))  # and one turned round
    return {
        "blocks": [
            {
                "work": work,
                "written": written,
                "matching": [astuple(b) for b in matching_blocks(work, written)],
                "merged": [astuple(b) for b in merge(matching_blocks(work, written), gap=2, align=1)],
                "exact": exact_share(work, written),
            }
            for work, written in short + long
        ],
        "near_verbatim": [
            {
                "work": work,
                "written": written,
                "blocks": [astuple(b) for b in near_verbatim_blocks(work.split(), written.split())],
                "share": near_verbatim_share(work, written),
            }
            for work, written in ((" ".join(map(str, a)), "\n\n".join(map(str, b))) for a, b in long + short[:3])
        ],
    }


def text() -> str:
    return json.dumps(vectors(), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
