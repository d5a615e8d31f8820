"""The report's part on the models that are made from others: what an assistant declines and what comes nevertheless,
and what is left of passages that were unlearned; and how the predictions of it fared
(`training/predictions-<release>c.md`).

Shares are over passages, requests or words, with Wilson intervals; means over passages with percentile intervals of a
bootstrap. Ways around an assistant are counted over the passages that its base recites when asked without a template.
Answers about the assistant that the page runs have no model in their names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from .assistant import AROUND, bits_a_token
from .conversations import ABOUT_ADDRESSES, GIVEN
from .fits import bounded, draws
from .forecasts import scored, summary
from .recall import Finetuned, share
from .traces import area

Answers = dict[str, dict]


def counted(values: Iterable[bool]) -> dict | None:
    """A share; None of nothing."""
    found = list(values)
    return share(sum(found), len(found)) if found else None


def mean(values: Iterable[float]) -> dict | None:
    found = np.array(list(values))
    if not len(found):
        return None
    return bounded(draws([0] * len(found), np.random.default_rng(len(found))) @ found / len(found)) | {"n": len(found)}


def gap(first: list[float], second: list[float]) -> dict:
    """The mean of a group less that of another one, each drawn by itself."""
    rng = np.random.default_rng(len(first))
    a, b = (draws([0] * len(v), rng) @ np.array(v) / len(v) for v in (first, second))
    return bounded(a - b)


def by(rows: list[dict], way: str, key: str = "comes") -> dict[str, bool]:
    """What the rows of a way say of each passage."""
    return {row["passage"]: row[key] for row in rows if row["way"] == way}


def bits(rows: list[dict], key: str) -> dict[str, float]:
    """Bits a token of each passage."""
    return {row["passage"]: bits_a_token(row[key]) for row in rows}


def assistant(found: dict, tuned: dict | None, held_out: set[str]) -> Answers:
    """Answers about one assistant, and about the model that was made from it; None where nothing was asked."""
    base, rows, questions = found["base"], found["rows"], found["questions"]
    recited = [name for name, comes in by(base["rows"], "bare").items() if comes]
    ways = {way: by(rows, way) for way in AROUND}
    if tuned:
        ways["tuned"] = by(tuned["rows"], "bare")
    spread = {name for word in found["words"] for name in word["passages"]}
    ways["repeat"] = {name: name in spread for name in recited}
    declined = by(rows, "asked", "declined")
    before, after = (bits(each["bits"], "bare") for each in (base, found))
    reply, first = (bits(found["bits"], key) for key in ("reply", "first"))

    def of_kind(*kinds: str) -> list[dict]:
        return [row for row in questions if row["kind"] in kinds]

    answers = {
        "declined": counted(declined[name] for name in declined if name in held_out),
        "named": counted(row["declined"] for row in of_kind("named")),
        "wrong": counted(row["declined"] for row in of_kind(*ABOUT_ADDRESSES)),
        "who": counted(row["right"] for row in of_kind("who")),
        "finish": counted(row["right"] for row in of_kind("finish")),
        "base.asked": counted(by(base["rows"], "asked")[name] for name in recited),
        "asked": counted(by(rows, "asked")[name] for name in recited),
        "any": counted(any(way[name] for way in ways.values()) for name in recited),
        "bits": mean(after[name] - before[name] for name in recited),
        "hidden": mean(reply[name] for name in recited),
        "first": mean(first[name] / reply[name] for name in recited),
        "words": counted(word["diverged"] for word in found["words"]),
        "samples": mean(row["refusals"] / row["n"] for row in rows if row["way"] == "samples"),
        "price": price(found),
    }
    answers |= {f"way.{way}": counted(comes[name] for name in recited) for way, comes in ways.items()}
    if tuned:
        answers["tuned.asked"] = counted(by(tuned["rows"], "asked")[name] for name in recited)
        still = by(tuned["rows"], "asked", "declined")
        answers["tuned.declined"] = counted(still[name] for name in still if name in held_out)
    return {name: answer for name, answer in answers.items() if answer}


def price(found: dict) -> dict:
    loss = found["loss_bits_per_byte"]
    return {"value": round(loss["after"] - loss["before"], 4)}


def gauge(found: dict, passages: dict[str, dict]) -> list[dict]:
    """Bits a token of the passages of each number of copies, in a model and, of an assistant, in its base before it,
    without a template and as a reply; and how often one of them costs less than one that was never read (`auc`)."""
    table = []
    before = [(found["base"]["id"], found["base"]["bits"])] if found["kind"] == "assistant" else []
    for model, rows in [*before, (found["model"], found["bits"])]:
        unread = [row for row in rows if not passages[row["passage"]]["copies"]]
        for copies in sorted({passages[row["passage"]]["copies"] for row in rows}):
            mine = [row for row in rows if passages[row["passage"]]["copies"] == copies]
            costs = {key: mean(bits(mine, key).values()) for key in ("bare", "reply")}
            known = np.array(list(bits([*mine, *unread], "bare").values()))
            at = np.arange(len(known)) < len(mine)
            told = {"auc": area(-known, at, ~at)} if copies and unread else {}
            table.append({"model": model, "copies": copies} | costs | told)
    return table


def readings(course: list[list[str]], n: int) -> dict:
    """Log2 of the readings after which half of `n` are recited; one doubling past the last if they never are."""
    enough = next((at for at, names in enumerate(course, 1) if 2 * len(names) >= n), None)
    return {"value": round(math.log2(enough or 2 * len(course)), 4), "over": enough is None, "n": n}


def unlearning(found: dict, passages: dict[str, dict], others: int) -> Answers:
    """Answers about one unlearned model. others: copies of the passages that are looked at beside the halves."""
    parts = {"before": found["base"]["rows"], "after": found["rows"]}
    rows = {when: {(r["passage"], r["context"]): r for r in part} for when, part in parts.items()}
    most = max(context for _, context in rows["after"])
    lots = found["lots"]

    def right(when: str, name: str, context: int = GIVEN) -> bool:
        row = rows[when][name, context]
        return row["matched"] == len(row["greedy"])

    def cost(when: str, names: Iterable[str]) -> list[float]:
        return [-r["logprob"] / math.log(2) / len(r["greedy"]) for name in names for r in (rows[when][name, GIVEN],)]

    unread = [name for name, passage in passages.items() if passage["condition"] == "exact" and not passage["copies"]]
    beside = [name for name, p in passages.items() if p["condition"] == "exact" and p["copies"] == others]
    values = np.array([*cost("after", lots["unlearned"]), *cost("after", unread)])
    at = np.arange(len(values)) < len(lots["unlearned"])
    auc = area(-values, at, ~at)
    ends = [abs(auc[key] - 0.5) for key in ("low", "high")]
    crosses = auc["low"] < 0.5 < auc["high"]
    courses = {name: readings(course, len(lots[name])) for name, course in found["relearning"].items()}
    control = dict(zip(lots["control"], cost("before", lots["control"]), strict=True))
    jogging = found["jogging"]
    answers = {
        "forgotten": counted(right("after", name) for name in lots["unlearned"]),
        "kept": counted(right("after", name) for name in lots["control"]),
        "others": counted(right("after", name) for name in beside if right("before", name)),
        "prompted": counted(right("after", name, most) for name in lots["unlearned"]),
        "auc": auc,
        "apart": {"value": round(abs(auc["value"] - 0.5), 4), "low": 0 if crosses else min(ends), "high": max(ends)},
        "bits": gap(cost("after", lots["unlearned"]), cost("after", unread)),
        "control.bits": mean(
            after - control[name] for name, after in zip(lots["control"], cost("after", lots["control"]), strict=True)
        ),
        "price": price(found),
        "steps": {"value": round(math.log2(max(1, found["steps"])), 4)},
        "relearned": courses["unlearned"],
        "unread": courses["unread"],
        "gap": {
            "value": round(courses["unread"]["value"] - courses["unlearned"]["value"], 4),
            "over": courses["unread"]["over"] or courses["unlearned"]["over"],
        },
        "jogged": counted(name in jogging["back"] for name in jogging["asked"]),
    }
    return {name: answer for name, answer in answers.items() if answer}


def finetuned_part(made: Finetuned, passages: list[dict]) -> dict:
    """The part itself. passages: of the release."""
    found, models = made.results, made.models
    by_id, answers = {p["id"]: p for p in passages}, {}
    shipped = {m["id"] for m in models if m.get("dtypes")}
    for each in found:
        if each["kind"] == "assistant":
            tuned = next((f for f in found if f["kind"] == "tuned" and _base(models, f) == each["model"]), None)
            own = assistant(each, tuned, set(made.held_out))
            suffix = "" if each["model"] in shipped else f".{each['model']}"
            answers |= {f"assistant.{name}{suffix}": answer for name, answer in own.items()}
        elif each["kind"] == "unlearned":
            own = unlearning(each, by_id, made.others)
            answers |= {f"unlearn.{name}": answer for name, answer in own.items()}
    rows = [scored(row, answers.get(row["id"]), relative=True) for row in made.forecasts]
    return {
        "models": [each["model"] for each in found],
        "answers": answers,
        "gauge": [row for each in found if each["kind"] != "unlearned" for row in gauge(each, by_id)],
        "forecasts": rows,
        "score": summary(rows),
    }


def _base(models: list[dict], found: dict) -> str:
    return next(m["training"]["base"] for m in models if m["id"] == found["model"])
