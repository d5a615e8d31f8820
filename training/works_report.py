"""The report's part on whole works: what of each chapter comes out, by copies, size and tokens given, and how the
predictions of it fared.

Intervals are over chapters, 95 %. A chapter counts once, whatever its length, as the share of it that came out; the
interval is Wilson's for that many successes among so many chapters, which is rather too wide where shares lie between 0
and 1, and keeps a width where all are 0 or all are 1. Chapters that were not drawn at random are kept apart, without
intervals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .forecasts import scored, summary
from .measures import wilson

CONTEXT = 16  # tokens given, where nothing else is said
THRESHOLDS = (0.001, 0.01, 0.1, 0.5)  # of the probability of a position
NAMED = {"half": 0.5, "thousandth": 0.001}  # those that are answers too
SLIPS = 16  # copies from which a slip is worth following: with fewer there is little to come back to


def over_chapters(shares: Sequence[float], drawn: bool) -> dict:
    """Mean share, with its interval if the chapters were drawn at random."""
    mean = {"value": round(float(np.mean(shares)), 4)}
    if not drawn:
        return mean
    low, high = wilson(float(np.sum(shares)), len(shares))
    return mean | {"low": round(low, 4), "high": round(high, 4), "n": len(shares)}


def rungs(works: list[dict]) -> list[tuple[int, bool, list[str]]]:
    """Copies, whether they were drawn at random, and ids of the chapters that share both; those drawn come first."""
    keys = sorted({(not work["drawn"], work["copies"]) for work in works})
    return [
        (copies, not apart, [w["id"] for w in works if (w["copies"], w["drawn"]) == (copies, not apart)])
        for apart, copies in keys
    ]


def run_line(rows: list[dict], drawn: bool) -> dict:
    """What runs of one model, rung and context have in common."""
    tokens = sorted(row["matched"] for row in rows)
    return {
        "near_verbatim": over_chapters([row["near_verbatim"] for row in rows], drawn),
        "exact": over_chapters([row["exact"] for row in rows], drawn),
        "first": over_chapters([row["matched"] / row["asked"] for row in rows], drawn),  # before the first mistake
        "first_tokens": {"least": tokens[0], "median": float(np.median(tokens)), "most": tokens[-1]},
        "whole": sum(row["matched"] == row["asked"] for row in rows),
        "ended": sum(row["ended"] for row in rows),
        "back": sum(row["back"] is not None for row in rows),
        "n": len(rows),
    }


def covered(row: dict, threshold: float) -> float:
    """Share of a work's positions whose next tokens come with at least this probability, among the likeliest 40."""
    least = np.log(threshold)
    return float(np.mean([value is not None and value >= least for value in row["logprob_top_k"]]))


def works_part(works: list[dict], models: list[dict], recited: dict[str, dict], forecasts: list[dict]) -> dict | None:
    """The part itself; None of a release without works. Its `answers` hold one number each, at `CONTEXT` tokens."""
    if not models:
        return None
    runs, positions, answers = [], [], {}
    for model in models:
        name, found = model["id"], recited[model["id"]]
        by_run = {(row["work"], row["context"]): row for row in found["runs"]}
        by_work = {row["work"]: row for row in found["positions"]}
        for copies, drawn, ids in rungs(works):
            key = {"model": name, "copies": copies, "drawn": drawn}
            for context in sorted({context for _, context in by_run}):
                line = run_line([by_run[work, context] for work in ids], drawn)
                runs.append(key | {"context": context} | line)
                if context == CONTEXT and drawn:
                    answers |= {
                        f"works.{short}.{copies}.{name}": line[long]
                        for short, long in (("near", "near_verbatim"), ("exact", "exact"), ("first", "first"))
                    }
            shares = {t: over_chapters([covered(by_work[work], t) for work in ids], drawn) for t in THRESHOLDS}
            positions.append(key | {"covered": [{"threshold": t} | each for t, each in shares.items()]})
            if drawn:
                answers |= {f"works.{word}.{copies}.{name}": shares[t] for word, t in NAMED.items()}
        for work in (work for work in works if not work["drawn"]):
            row = by_run[work["id"], CONTEXT]
            answers[f"works.apart.{work['chapter']}.{name}"] = over_chapters([row["matched"] / row["asked"]], False)
        often = [by_run[w["id"], CONTEXT] for w in works if w["drawn"] and w["copies"] >= SLIPS]
        slipped = [row for row in often if row["matched"] < row["asked"]]
        if slipped:
            answers[f"works.back.{name}"] = over_chapters([float(row["back"] is not None) for row in slipped], True)
    rows = [scored(row, answers.get(row["id"])) for row in forecasts]
    return {
        "intervals": "95 %, over chapters: Wilson score, a chapter counting as the share of it that came out",
        "context": CONTEXT,
        "runs": runs,
        "positions": positions,
        "answers": answers,
        "forecasts": rows,
        "score": summary(rows),
    }
