"""Forecasts of numbers, written before these were found, and how they are scored.

Each row of a table gives a range meant to hold what is found in `COVERAGE` of such cases, and beside it the range of a
naive forecast. Both are scored by the interval score; the report gives both means, and the skill.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

COVERAGE = 0.8  # that the ranges claim


def interval_score(low: float, high: float, found: float) -> float:
    """Width of a central range of `COVERAGE`, and ten times what it misses the found value by: the less the better
    (Gneiting and Raftery 2007, "Strictly proper scoring rules, prediction, and estimation", section 6.2)."""
    missed = max(low - found, 0) + max(found - high, 0)
    return high - low + 2 / (1 - COVERAGE) * missed


def scored(row: dict, answer: dict | None, relative: bool = False) -> dict:
    """A forecast with what was found, its score and that of the naive one; None where nothing is found yet. relative:
    scores in widths of the naive range, for rows that differ in unit."""
    if answer is None:
        return row | {"found": None, "inside": None, "score": None, "naive_score": None}
    value, unit = answer["value"], row["naive_high"] - row["naive_low"] if relative else 1
    return row | {
        "found": answer,
        "inside": row["low"] <= value <= row["high"],
        "score": round(interval_score(row["low"], row["high"], value) / unit, 4),
        "naive_score": round(interval_score(row["naive_low"], row["naive_high"], value) / unit, 4),
    }


def summary(rows: list[dict]) -> dict | None:
    """Mean scores over the forecasts that something is found for. `skill`: 1 less the ratio of ours to the naive one's
    (0: no better). None without any."""
    done = [row for row in rows if row["found"] is not None]
    if not done:
        return None
    ours, naive = (float(np.mean([row[key] for row in done])) for key in ("score", "naive_score"))
    return {
        "score": round(ours, 4),
        "naive": round(naive, 4),
        "skill": round(1 - ours / naive, 4),
        "inside": sum(row["inside"] for row in done),
        "claimed": COVERAGE,
        "n": len(done),
    }


def table_rows(text: str) -> Iterable[list[str]]:
    """Cells of the rows of the one table of a Markdown text, its head left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return ([cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:])


def parse_forecasts(text: str) -> list[dict]:
    """The rows of a table of forecasts: id, quantity, expected, low, high, naive low, naive high."""
    keys = ("expected", "low", "high", "naive_low", "naive_high")
    return [
        {"id": name, "quantity": words} | dict(zip(keys, map(float, numbers), strict=True))
        for name, words, *numbers in table_rows(text)
    ]


def as_text(rows: list[dict], score: dict | None) -> str:
    """Forecasts and what was found, for the terminal."""
    lines = [f"{'id':32} {'expected':>9} {'range':>14} {'found':>9}  score (naive)"]
    for row in rows:
        start = f"{row['id']:32} {row['expected']:>9.4g} {row['low']:>6.4g}..{row['high']:<6.4g}"
        if row["found"] is None:
            lines.append(f"{start} {'not yet':>9}")
        else:
            mark = "" if row["inside"] else "  MISSED"
            end = f"{row['score']:.3f} ({row['naive_score']:.3f}){mark}"
            lines.append(f"{start} {row['found']['value']:>9.4g}  {end}")
    if score:
        lines.append(
            f"{score['inside']} of {score['n']} inside ranges of {score['claimed']:.0%}; mean score {score['score']}, "
            f"naive {score['naive']}: skill {score['skill']}"
        )
    return "\n".join(lines)
