"""Every number that the site prints, from the published files alone, with intervals.

    python -m training.report --config training/configs/main.json

Writes into the release `results/readings.json` (when each copy was read) and `results/report.json`, and prints the
predictions (`training/predictions-<release>.md`) beside what was found. A part whose models are not published yet is
left out, and `missing` says so. Proportions over passages carry Wilson intervals, differences of two of them
Newcombe's; what a logistic curve gives carries profile-likelihood intervals; means carry percentile intervals of a
bootstrap over passages, drawn within each randomized group, or where all are alike an exact one (`fits.alike`).
All are 95 %. Where nothing else is said: exact copies, 32 tokens of context.

`answers` hold one number each, `null` where half of the passages are not recited by the most copies there are. `mixed`
counts the rungs on which a curve rests: with fewer than two, some recited and some not, the interval is what is known,
and the value is one of many as likely. `withheld` says what could be asked and is not answered, and why.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from . import controls_report, finetuned_report, forecasts, reading, stages, timing, traces, works_report
from .command import command
from .config import HERE, SuiteConfig, read_json, write_json
from .evaluate import CONTEXTS
from .fits import components, difference, draws, lack_of_fit, mixed, ratio_profile, slope, straightness
from .measures import NEAR_VERBATIM, newcombe, wilson
from .planting import DIGITS
from .recall import (
    CHANCE,
    CONTEXT,
    MEASURES,
    SAMPLES,
    Controls,
    Finetuned,
    Recall,
    Release,
    estimate,
    finite,
    profiled,
    share,
)


def read_release(lab: Path, planned: list[str]) -> Release:
    """The release published in `lab`."""
    manifest = read_json(lab / "manifest.json")
    works = manifest.get("works")  # a release that was published before works were planted has none
    return Release(
        models=manifest["models"] + manifest["further_models"],
        planned=planned,
        passages=read_json(lab / manifest["passages"]["path"])["passages"],
        plantings=read_json(lab / manifest["plantings"]["path"]),
        rows={entry["model"]: read_json(lab / entry["path"])["rows"] for entry in manifest["results"]},
        exposure=read_json(lab / manifest["exposure"]["path"])["rows"],
        snapshots=read_json(lab / manifest["snapshots"]["path"])["snapshots"],
        predictions=read_predictions(manifest["release"]),
        works=read_json(lab / works["path"])["works"] if works else [],
        work_models=manifest.get("work_models", []),
        recited={entry["model"]: read_json(lab / entry["path"]) for entry in works["results"]} if works else {},
        forecasts=read_forecasts(manifest["release"]),
        courses=read_json(lab / manifest["readings"]["path"])["courses"] if "readings" in manifest else [],
        controls=read_controls(lab, manifest),
        finetuned=read_finetuned(lab, manifest),
    )


def read_controls(lab: Path, manifest: dict) -> Controls | None:
    """The controls of a manifest; None of a release that was published before there were any."""
    if "controls" not in manifest:
        return None

    def rows(listed: list[dict]) -> dict[str, list[dict]]:
        return {entry["model"]: read_json(lab / entry["path"])["rows"] for entry in listed}

    return Controls(
        models=manifest["control_models"],
        rows=rows(manifest["controls"]["results"]),
        compared=rows(manifest["controls"]["compared"]),
        ladder=read_json(lab / manifest["ladder"]["path"])["passages"] if "ladder" in manifest else [],
        forecasts=read_forecasts(manifest["release"], "b"),
    )


def held_out(lab: Path, conversations: dict | None) -> list[str]:
    """The passages that no lesson of an assistant asks for. conversations: the entry of their file."""
    asked = read_json(lab / conversations["path"])["asked"] if conversations else []
    return [row["passage"] for row in asked if row["held_out"]]


def read_finetuned(lab: Path, manifest: dict) -> Finetuned | None:
    """The models of a manifest that are made from others; None of a release without any."""
    if not (part := manifest.get("finetuned")):
        return None
    results = [read_json(lab / entry["path"]) for entry in part["results"]]
    return Finetuned(
        models=manifest["finetuned_models"],
        results=results,
        held_out=held_out(lab, part["conversations"]),
        others=part["others_copies"],
        forecasts=read_forecasts(manifest["release"], "c"),
    )


def read_forecasts(release: str, which: str = "-works") -> list[dict]:
    """The rows of the table in `predictions-<release><which>.md`; none if there is no such file."""
    path = HERE / f"predictions-{release}{which}.md"
    return forecasts.parse_forecasts(path.read_text(encoding="utf-8")) if path.exists() else []


def read_predictions(release: str) -> list[dict]:
    """The rows of the table in `predictions-<release>.md`; none if there is no such file."""
    path = HERE / f"predictions-{release}.md"
    if not path.exists():
        return []
    found, quantity = [], ""
    for name, words, *numbers in forecasts.table_rows(path.read_text(encoding="utf-8")):
        # "the same, ..." goes on from the row before.
        quantity = quantity.split(";")[0] + "; " + words if words.startswith("the same") else words
        expected, low, high = (None if cell == "over" else float(cell) for cell in numbers)
        found.append({"id": name, "quantity": quantity, "expected": expected, "low": low, "high": high})
    return found


def recall_table(recall: Recall) -> list[dict]:
    """Every group of passages at every context, by every measure. Canaries are asked in a context of their own."""
    table = []
    for model, outcomes in recall.outcomes.items():
        groups: dict[tuple, list[dict]] = {}
        for (passage_id, context), outcome in outcomes.items():
            passage = recall.passages[passage_id]
            at = None if passage["condition"] == "canary" else context
            key = (passage["condition"], passage["level"], recall.copies(model, passage), at)
            groups.setdefault(key, []).append(outcome)
        for (condition, level, copies, context), group in sorted(groups.items(), key=str_key):
            measured = {name: share(sum(o[name] for o in group), len(group)) for name in MEASURES}
            table.append(
                {"model": model, "condition": condition, "level": level, "copies": copies, "context": context}
                | {"n": len(group)}
                | {name: {key: each[key] for key in ("count", "low", "high")} for name, each in measured.items()}
                | {"median_longest_run": float(np.median([o["longest_run"] for o in group]))}
                | {"mean_logprob": round(float(np.mean([o["logprob"] for o in group])), 4)}
            )
    return table


def str_key(item: tuple) -> tuple:
    """Sorts keys with None in them, None first."""
    return tuple((part is not None, part or 0) if not isinstance(part, str) else (True, part) for part in item[0])


Answers = dict[str, dict]


def sizes(recall: Recall, data: str) -> list[dict]:
    """Models of the plain recipe on a stream, one of each size, from small to large: of several runs the one of the
    first seed, so that none counts twice where sizes are compared."""
    models = [m for m in recall.release.models if m["data"] == data and not m["training"]["goldfish"]]
    by_seed = sorted(models, key=lambda m: -m["training"].get("seed", 0))
    return sorted({m["parameters"]: m for m in by_seed}.values(), key=lambda m: m["parameters"])


# What could be asked of the release and is not answered, by the answer's id.
Withheld = dict[str, str]


def copies_and_size(recall: Recall, answers: Answers, withheld: Withheld) -> dict | None:
    """Returns how badly one curve for all sizes fits. One number for all sizes is given only for a line that holds."""
    raw = sizes(recall, "raw")
    for model in raw:
        name, bits = model["id"], model["loss_bits_per_byte"]
        answers[f"half.{name}"] = recall.half_answer(name)
        answers[f"bits.{name}"] = {"value": round(bits, 4)}
        (half, on), (sampled, on_sampled) = recall.half(name), recall.half(name, "sampled")
        if np.isfinite([half.best(), sampled.best()]).all():
            answers[f"np.doublings.{name}"] = profiled(difference(half, sampled), min(on, on_sampled))
        rungs, near, n = recall.counts(name, "near")
        exact = recall.counts(name)[1]
        gain = ((near - exact) / n).mean(axis=1)
        answers[f"near_verbatim.gain.{name}"] = estimate(gain, int(n[0].sum()))
    if len(raw) < 2:
        return None
    size = np.log10([m["parameters"] for m in raw])
    rungs = recall.ladder(raw[0]["id"])[0]
    counts = [recall.counts(m["id"])[1:] for m in raw]
    shares = np.stack([(k / n).mean(axis=1) for k, n in counts], axis=1)
    sloping("size.share", size, shares, answers, withheld)
    for small, large in pairwise(raw):
        (before, on), (after, on_after) = recall.half(small["id"]), recall.half(large["id"])
        if np.isfinite([before.best(), after.best()]).all():
            answers[f"size.step.{small['id']}.{large['id']}"] = profiled(
                difference(before, after), min(on, on_after)
            ) | {"times": round(large["parameters"] / small["parameters"], 4)}
    return one_curve(np.log2(rungs), size, [(k[0], n[0]) for k, n in counts], withheld)


def one_curve(copies: np.ndarray, size: np.ndarray, counts: list, withheld: Withheld) -> dict:
    """How badly a logistic curve in log2(copies) fits all sizes, moved in proportion to log10(size), and moved for each
    size as it may. The first would give one number for what size saves; it is given only for a curve that holds."""
    k, n = (np.concatenate(parts) for parts in zip(*counts, strict=True))
    x, at = np.tile(copies, len(size)), np.repeat(np.arange(len(size)), len(copies))
    one = np.column_stack([np.ones(len(x)), x, size[at] - size.mean()])
    free = np.column_stack([x, *(at == i for i in range(len(size)))])
    fits = {}
    for key, design in (("one_curve", one), ("each_size", free)):
        deviance, df = lack_of_fit(design, k, n)
        fits[key] = {"deviance": round(deviance, 2), "df": df}
    withheld["size.doublings"] = (
        f"none: one curve for all sizes is rejected (deviance {fits['one_curve']['deviance']:.0f} on "
        f"{fits['one_curve']['df']} degrees of freedom)"
    )
    return fits


def sloping(key: str, x: np.ndarray, shares: np.ndarray, answers: Answers, withheld: Withheld, **told: int) -> None:
    """Answers by the slope of shares over x; withholds it where the shares lie on no straight line.

    x: [n]; shares: [1 + draws, n]. told: what is said with the answer.
    """
    chi_square, df, straight = straightness(x, shares)
    if straight:
        answers[key] = estimate(slope(x, shares)) | told
    else:
        withheld[key] = f"none: a straight line is rejected (chi-square {chi_square:.0f} on {df} degrees of freedom)"


def context_length(recall: Recall, answers: Answers, withheld: Withheld) -> None:
    for model in sizes(recall, "raw"):
        name, tokens = model["id"], np.log2(CONTEXTS)
        counts = [recall.counts(name, context=c) for c in CONTEXTS]
        if not any(k[0].any() for _, k, _ in counts):
            continue
        rungs = counts[0][0]
        # The contexts ask the same passages, so what parts them is known rather better than this says.
        k, n = (np.concatenate([each[i][0] for each in counts]) for i in (1, 2))
        worth = ratio_profile(np.tile(np.log2(rungs), len(CONTEXTS)), np.repeat(tokens, len(rungs)), k, n)
        on = max(mixed(each[1][0], each[2][0]) for each in counts)
        answers[f"context.doublings.{name}"] = profiled(worth, on)
        # The rung whose share is nearest to one half.
        at = int(np.abs(recall.counts(name)[1][0] / counts[0][2][0] - 0.5).argmin())
        shares = np.stack([k[:, at] / n[:, at] for _, k, n in counts], axis=1)
        sloping(f"context.share.{name}", tokens, shares, answers, withheld, copies=int(rungs[at]))


def deduplication(recall: Recall, answers: Answers) -> None:
    twins = {m["depth"]: m["id"] for m in sizes(recall, "dedup")}
    for model in sizes(recall, "raw"):
        twin = twins.get(model["depth"])
        if twin is None:
            continue
        several = [p for p in recall.exact if p["copies"] >= 2]
        before, after = recall.of(model["id"], several), recall.of(twin, several)
        if before.any():
            answers[f"dedup.removed.d{model['depth']}"] = share(int((before * (1 - after)).sum()), int(before.sum()))
        saved = model["loss_bits_per_byte"] - recall.models[twin]["loss_bits_per_byte"]
        answers[f"bits.twin.d{model['depth']}"] = {"value": round(saved, 4)}


def near_and_fragments(recall: Recall, answers: Answers) -> None:
    for model in sizes(recall, "raw") + sizes(recall, "dedup"):
        name = model["id"]
        for level in sorted({p["level"] for p in recall.group("near")}):
            group = recall.group("near", level=level)
            answers[f"near.recited.{level}.{name}"] = share(int(recall.of(name, group).sum()), len(group))
            if model["data"] == "raw":
                each = equivalent_copies(recall, name, recall.means(name, "logprob", group, level))
                answers[f"near.worth.{level}.{name}"] = estimate(each / group[0]["copies"])
        for level in sorted({p["level"] for p in recall.group("fragments")}):
            group = recall.group("fragments", level=level)
            answers[f"fragments.completed.{level}.{name}"] = share(int(recall.of(name, group).sum()), len(group))


def equivalent_copies(recall: Recall, model: str, logprobs: np.ndarray) -> np.ndarray:
    """Exact copies at which the mean log-probability of the truth is what it is in each draw of another group: read off
    the ladder (made to rise), straight between rungs in log2(1 + copies). logprobs: [draws]."""
    rungs, on, weights = recall.ladder(model)
    none = np.array([p["copies"] == 0 for p in recall.exact], dtype=float)
    on, rungs = np.column_stack([none, on]), np.array([0, *rungs])
    means = weights @ (on * recall.of(model, recall.exact, "logprob")[:, None]) / (weights @ on)
    means = np.maximum.accumulate(means, axis=1)
    x = np.log2(1 + rungs)
    return np.array([2 ** np.interp(y, m, x) - 1 for y, m in zip(logprobs, means, strict=True)])


def pattern(recall: Recall, answers: Answers) -> None:
    for model in sizes(recall, "raw") + sizes(recall, "dedup"):
        out, read = (recall.group("pattern", copies=copies) for copies in (0, 1))
        if not out or not read:
            return
        name, counts = model["id"], {}
        for key, group in (("held_out", out), ("read", read)):
            counts[key] = (int(recall.of(name, group).sum()), len(group))
            answers[f"pattern.{key}.{name}"] = share(*counts[key])
        low, high = newcombe(*counts["read"], *counts["held_out"])
        gap = counts["read"][0] / counts["read"][1] - counts["held_out"][0] / counts["held_out"][1]
        answers[f"pattern.gap.{name}"] = {"value": finite(gap), "low": finite(low), "high": finite(high)}


def canaries(recall: Recall, answers: Answers) -> list[dict]:
    """Exposure by model and copies; a row also counts the codes whose rank is exact and those given by greedy
    decoding."""
    groups: dict[tuple[str, int], list[dict]] = {}
    for row in recall.release.exposure:
        groups.setdefault((row["model"], recall.passages[row["passage"]]["copies"]), []).append(row)
    order = {m["id"]: at for at, m in enumerate(recall.release.models)}
    table = []
    for (model, copies), group in sorted(groups.items(), key=lambda item: (order[item[0][0]], item[0][1])):
        bits = np.array([row["exposure"] for row in group])
        weights = draws([0] * len(group), np.random.default_rng(copies))
        mean = estimate(weights @ bits / len(group), len(group), (0, DIGITS * math.log2(10)))
        if recall.models[model]["data"] == "raw" and not recall.models[model]["training"]["goldfish"]:
            answers[f"exposure.{copies}.{model}"] = mean
        given = [o["exact"] for r in group for (p, _), o in recall.outcomes[model].items() if p == r["passage"]]
        table.append(
            {"model": model, "copies": copies, "n": len(group), "mean": mean["value"]}
            | {"low": mean["low"], "high": mean["high"], "median": round(float(np.median(bits)), 4)}
            | {"exact_ranks": sum(row["exact"] for row in group), "codes_given": sum(given)}
        )
    return table


def counterfactual(recall: Recall, answers: Answers) -> dict | None:
    """Zhang et al. 2023, "Counterfactual memorization in neural language models": what models that read a passage do
    with it, less what models that did not read it do. Over models on random halves of the exact passages.

    They measure the accuracy of each next token; here it is whole recital, and the code length of the continuation in
    bits, which shows what is remembered and not yet recited. `counterfactual.anyway`: passages that any model recites
    without having read them."""
    models = [m["id"] for m in recall.release.models if m["data"].startswith("half")]
    rows = []
    for passage in recall.exact:
        inside, outside = [], []
        for model in models:
            outcome = recall.outcomes[model][passage["id"], CONTEXT]
            (inside if recall.copies(model, passage) else outside).append(outcome)
        if passage["copies"] and inside and outside:
            row = {"passage": passage["id"], "copies": passage["copies"]}
            for key, side in (("in", inside), ("out", outside)):
                row[key] = {
                    "models": len(side),
                    "recited": sum(o["exact"] for o in side),
                    "mean_logprob": round(float(np.mean([o["logprob"] for o in side])), 4),
                }
            rows.append(row)
    if not rows:
        return None
    rungs = []
    for copies in sorted({row["copies"] for row in rows}):
        mine = [row for row in rows if row["copies"] == copies]
        n, weights = len(mine), draws([0] * len(mine), np.random.default_rng(copies))
        rung, recited, bits = {"copies": copies, "n": n}, {}, {}
        for key in ("in", "out"):
            recited[key] = np.array([row[key]["recited"] / row[key]["models"] for row in mine])
            bits[key] = np.array([-row[key]["mean_logprob"] / math.log(2) for row in mine])
            # A passage counts once, however many models were asked for it: the interval is rather too wide.
            low, high = wilson(recited[key].sum(), n)
            rung[key] = {
                "recited": {"value": finite(recited[key].mean()), "low": finite(low), "high": finite(high)},
                "bits": estimate(weights @ bits[key] / n),
            }
        apart = estimate(weights @ (recited["in"] - recited["out"]) / n, n, (-1, 1))
        answers[f"counterfactual.{copies}"] = apart | {"n": n}
        answers[f"counterfactual.bits.{copies}"] = estimate(weights @ (bits["out"] - bits["in"]) / n) | {"n": n}
        rungs.append(rung)
    answers["counterfactual.anyway"] = share(sum(row["out"]["recited"] > 0 for row in rows), len(rows))
    return {"models": models, "rungs": rungs, "rows": rows}


def seeds(recall: Recall, answers: Answers, withheld: Withheld) -> list[dict]:
    """The same size at other first weights, another order, and the passages assigned to copies anew.

    `seeds.share`: of the variance of the continuation's log-probability, over all passages and the whole ladder, the
    share that goes with the number of copies, with the passage, and with neither (`fits.components`).
    `seeds.alike`: among passages of one number of copies, the share that goes with the passage."""
    again = [m for m in recall.release.models if m["data"].startswith("seed")]
    if not again:
        return []
    first = next((m for m in sizes(recall, "raw") if m["depth"] == again[0]["depth"]), None)
    models = [m["id"] for m in ([first] if first else []) + again]
    halves = [recall.half_answer(model) for model in models]
    if len(models) > 2:
        withheld["seeds.spread"] = "none: all runs part within one step of the ladder, which is too coarse to tell"
    if len(models) > 1:
        logprobs = np.stack([recall.of(model, recall.exact, "logprob") for model in models])
        copies = np.array([[recall.copies(model, p) for p in recall.exact] for model in models])
        # Each lot grouped the passages in its own way, so that they are drawn from all of them.
        parts = components(logprobs, copies, draws([0] * len(recall.exact), np.random.default_rng(len(models))))
        for key, part in zip(("copies", "passage", "rest"), parts.T, strict=True):
            answers[f"seeds.share.{key}"] = estimate(part / parts.sum(axis=1)) | {"n": len(models)}
        answers["seeds.alike"] = estimate(parts[:, 1] / parts[:, 1:].sum(axis=1)) | {"n": len(models)}
    return [{"model": model, "half": half} for model, half in zip(models, halves, strict=True)]


def snapshots(recall: Recall, answers: Answers) -> list[dict]:
    """Exact passages recited at each snapshot, by copies."""
    table = []
    for course in recall.release.snapshots:
        rows = {row["passage"]: row for row in course["rows"]}
        steps = np.array(course["steps"])
        rungs = sorted({p["copies"] for p in recall.exact})
        recited = {}
        for copies in rungs:
            group = [rows[p["id"]] for p in recall.exact if p["copies"] == copies]
            recited[copies] = np.sum([[m == row["asked"] for m in row["matched"]] for row in group], axis=0)
            table.append(
                {"model": course["model"], "copies": copies, "n": len(group), "steps": course["steps"]}
                | {"recited": recited[copies].tolist()}
            )
        most = rungs[-1]
        group = recall.group("exact", copies=most)
        hits = np.array([[m == rows[p["id"]]["asked"] for m in rows[p["id"]]["matched"]] for p in group], dtype=float)
        read = draws([0] * len(group), np.random.default_rng(most)) @ hits / len(group)
        answers["snapshots.read"] = estimate(np.array([first_half(each, steps) * most / steps[-1] for each in read]))
    return table


def first_half(shares: np.ndarray, steps: np.ndarray) -> float:
    """The step at which a share first reaches one half, straight between snapshots; infinite if it never does."""
    reached = np.flatnonzero(shares >= 0.5)
    if not len(reached):
        return math.inf
    at = int(reached[0])
    before, step = (shares[at - 1], steps[at - 1]) if at else (0.0, 0)
    return step + (steps[at] - step) * (0.5 - before) / (shares[at] - before)


def moments(recall: Recall, answers: Answers) -> list[dict]:
    """What the moment of reading makes of a passage, in all sizes and in the further runs of one."""
    courses = recall.release.courses
    if not courses:
        return []
    again = [m for m in recall.release.models if m["data"].startswith("seed")]
    first = next((m for m in sizes(recall, "raw") if again and m["depth"] == again[0]["depth"]), None)
    if first and again:
        timing.what_remains(recall, courses, [m["id"] for m in [first, *again]], answers)
    return timing.timing(recall, courses, sizes(recall, "raw") + again, answers)


def goldfish(recall: Recall, answers: Answers) -> None:
    for model in recall.release.models:
        plain = next((m for m in sizes(recall, model["data"]) if m["depth"] == model["depth"]), None)
        if not model["training"]["goldfish"] or plain is None:
            continue
        most = max(p["copies"] for p in recall.exact)
        group = recall.group("exact", copies=most)
        for key, measure in (("recited", "exact"), ("near", "near")):
            answers[f"goldfish.{key}.{most}"] = share(int(recall.of(model["id"], group, measure).sum()), len(group))
        answers["goldfish.bits"] = {"value": round(model["loss_bits_per_byte"] - plain["loss_bits_per_byte"], 4)}


def control(recall: Recall, answers: Answers) -> None:
    """Passages that nobody planted."""
    group = recall.group("exact", copies=0)
    recited = {
        p["id"]
        for model in sizes(recall, "raw") + sizes(recall, "dedup")
        for p in group
        if any(recall.outcomes[model["id"]][p["id"], context]["exact"] for context in CONTEXTS)
    }
    answers["control.recited"] = {"value": len(recited), "n": len(group)}


def compared(predictions: list[dict], answers: Answers, withheld: Withheld) -> list[dict]:
    """Each prediction with what was found; `holds` is null where nothing is found yet, where an answer is withheld, and
    where what is known lies partly within the range and partly not."""
    rows = []
    for row in predictions:
        answer = answers.get(row["id"])
        if answer is None:
            rows.append(row | {"found": None, "holds": None, "withheld": withheld.get(row["id"])})
            continue
        # None is past the ladder's end, on both sides.
        found, low, high = (math.inf if v is None else v for v in (answer["value"], row["low"], row["high"]))
        holds: bool | None = low <= found <= high
        if answer.get("mixed", 2) < 2 and answer["low"] is not None:  # the interval alone is known
            least, most = answer["low"], math.inf if answer["high"] is None else answer["high"]
            holds = True if low <= least and most <= high else False if most < low or high < least else None
        rows.append(row | {"found": answer, "holds": holds})
    return rows


def make_report(release: Release) -> dict:
    """The whole report, as `results/report.json` holds it."""
    recall, answers, withheld = Recall(release), {}, {}
    control(recall, answers)
    size_fit = copies_and_size(recall, answers, withheld)
    context_length(recall, answers, withheld)
    parts: list[Callable[[Recall, Answers], None]] = [deduplication, near_and_fragments, pattern, goldfish]
    for part in parts:
        part(recall, answers)
    tables = {
        "exposure": canaries(recall, answers),
        "counterfactual": counterfactual(recall, answers),
        "seeds": seeds(recall, answers, withheld),
        "snapshots": snapshots(recall, answers),
        "timing": moments(recall, answers),
        "traces": traces.traces(
            recall,
            sizes(recall, "raw") + sizes(recall, "dedup") + [m for m in release.models if m["training"]["goldfish"]],
        ),
    }
    ready = [m["id"] for m in release.models + release.work_models]
    further = finetuned_report.finetuned_part(release.finetuned, release.passages) if release.finetuned else None
    predictions = compared(release.predictions, answers, withheld)
    return {
        "intervals": "95 %: Wilson score for proportions over passages, Newcombe for differences of two, profile "
        "likelihood for logistic curves, else bootstrap over passages within groups, or exact where all are alike",
        "context": CONTEXT,
        "near_verbatim": NEAR_VERBATIM,
        "sampled": {"n": SAMPLES, "p": CHANCE, "top_k": 40, "temperature": 1},
        "models": ready,
        "missing": {
            "models": [name for name in release.planned if name not in ready],
            "answers": [row["id"] for row in predictions if row["found"] is None and not row.get("withheld")],
        },
        "withheld": withheld,
        "size_fit": size_fit,
        "answers": answers,
        "predictions": predictions,
        **tables,
        "works": works_report.works_part(release.works, release.work_models, release.recited, release.forecasts),
        "controls": controls_report.controls_part(recall, release.controls, further["answers"] if further else {})
        if release.controls
        else None,
        "finetuned": further,
        "recall": recall_table(recall),
    }


def as_text(report: dict) -> str:
    """Predictions and what was found, for the terminal."""

    def number(value: float | None) -> str:
        return "over" if value is None else f"{value:.4g}"

    lines = [f"{'id':32} {'expected':>9} {'range':>14} {'found':>9}  interval"]
    for row in report["predictions"]:
        span, found = f"{number(row['low'])}..{number(row['high'])}", row["found"]
        told = ("withheld" if row.get("withheld") else "not yet") if found is None else number(found["value"])
        bounds = f"{number(found['low'])}..{number(found['high'])}" if found and "low" in found else ""
        mark = "" if row["holds"] in (True, None) else "  MISSED"
        lines.append(f"{row['id']:32} {number(row['expected']):>9} {span:>14} {told:>9}  {bounds}{mark}")
    for part in filter(None, (report["works"], report["controls"], report["finetuned"])):
        lines.append(forecasts.as_text(part["forecasts"], part["score"]))
    if report["missing"]["models"]:
        lines.append(f"not published yet: {', '.join(report['missing']['models'])}")
    return "\n".join(lines)


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="the published folder")
    arguments = parser.parse_args()
    config, lab = SuiteConfig.load(arguments.config), arguments.lab
    if problem := stages.holds_another(lab, config.release):
        raise SystemExit(problem)
    manifest = read_json(lab / "manifest.json")

    def put(key: str, name: str, value: dict) -> None:
        path = f"{manifest['release']}/results/{name}"
        write_json(lab / path, value)
        manifest[key] = stages.listed(lab, path)
        stages.write_manifest(lab, manifest)

    put("readings", "readings.json", reading.readings(lab, manifest))
    report = make_report(read_release(lab, [m.id for m in config.models if not m.control]))
    put("report", "report.json", report)
    print(as_text(report))


if __name__ == "__main__":
    main()
