"""The report over a release made up for the purpose, in which what is to be found is known."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from training.evaluate import CONTEXTS, CONTINUATION
from training.report import CONTEXT, Release, make_report

RUNGS, EACH, HALVES = (0, 1, 4, 16, 64), 24, 4
SEEDS = ("seed2", "seed3")
LARGE = "d6-raw"
DULL = 3  # passages that everybody guesses


def made_up(rng: np.random.Generator) -> Release:
    """Passages that are recited from 16 copies on, by the large model from 4; the dull ones always. A goldfish recites
    nothing but these."""
    passages = [
        {
            "id": f"p{i:03}",
            "condition": "exact",
            "copies": RUNGS[i // EACH],
            "level": None,
            "token_ids": rng.integers(1, 99, 128).tolist(),
        }
        for i in range(len(RUNGS) * EACH)
    ]
    copies = [p["copies"] for p in passages]
    plantings = {name: rng.permutation(copies).tolist() for name in SEEDS}
    inside = np.array([rng.permutation(HALVES) < HALVES // 2 for _ in passages])
    plantings |= {f"half{at + 1:02}": (inside[:, at] * copies).tolist() for at in range(HALVES)}
    own = rng.standard_normal(len(passages))

    def model(name: str, data: str, goldfish: int | None = None) -> dict:
        return {"id": name, "data": data, "depth": int(name[1]), "training": {"goldfish": goldfish}} | {
            "parameters": 10_000 if name == LARGE else 1000,
            "loss_bits_per_byte": 1.55 if goldfish else 1.5,
        }

    def rows(data: str, goldfish: bool, enough: int) -> list[dict]:
        found = []
        for i, (passage, read) in enumerate(zip(passages, plantings.get(data, copies), strict=True)):
            dull = len(passages) - EACH <= i < len(passages) - EACH + DULL
            knows = dull or (read >= enough and not goldfish)
            logprob = -1.0 if knows else -100 + 20 * math.log2(1 + read) / 4 + 5 * own[i] + rng.standard_normal()
            for context in CONTEXTS:
                truth = passage["token_ids"][context : context + CONTINUATION]
                greedy = truth if knows else [0, *truth[1:]]
                found.append(
                    {"passage": passage["id"], "context": context, "greedy": greedy, "logprob": logprob}
                    | {"matched": CONTINUATION if knows else 0, "logprob_top_k": logprob if knows else None}
                )
        return found

    models = [model("d4-raw", "raw"), model(LARGE, "raw"), model("d4-goldfish", "raw", 4)]
    models += [model(f"d4-{data}", data) for data in plantings]
    expected = {
        "counterfactual.64": (1, 0.8, 1),
        "seeds.spread": (0, 0, 0.5),
        "goldfish.recited.64": (0, 0, 0.01),
        "goldfish.near.64": (1, 0.9, 1),
        "goldfish.bits": (0.05, 0, 0.1),
        "half.d8-raw": (4, 2, 8),
    }
    return Release(
        models=models,
        planned=[*(m["id"] for m in models), "d8-raw"],
        passages=passages,
        plantings={name: {p["id"]: n for p, n in zip(passages, row, strict=True)} for name, row in plantings.items()},
        rows={m["id"]: rows(m["data"], bool(m["training"]["goldfish"]), 4 if m["id"] == LARGE else 16) for m in models},
        exposure=[],
        snapshots=[],
        predictions=[
            {"id": name, "quantity": name, "expected": e, "low": low, "high": high}
            for name, (e, low, high) in expected.items()
        ],
    )


@pytest.fixture(scope="module")
def release() -> Release:
    return made_up(np.random.default_rng(3))


@pytest.fixture(scope="module")
def report(release: Release) -> dict:
    return json.loads(json.dumps(make_report(release), allow_nan=False))


def test_predictions_of_further_models_are_held_against_what_they_found(report: dict) -> None:
    found = {row["id"]: row["holds"] for row in report["predictions"]}
    assert found.pop("half.d8-raw") is None and report["missing"]["answers"] == ["half.d8-raw"]
    assert found.pop("goldfish.recited.64") is False  # 3 of 24
    # Three runs that go from none to all within one rung are not told apart.
    assert found.pop("seeds.spread") is None and "seeds.spread" in report["withheld"]
    assert set(found.values()) == {True} and len(found) == 3
    assert report["answers"]["goldfish.bits"]["value"] == 0.05
    assert report["missing"]["models"] == ["d8-raw"]


def test_each_size_says_what_it_saves_over_the_one_before(report: dict) -> None:
    saved = report["answers"]["size.step.d4-raw.d6-raw"]
    assert saved["low"] <= saved["value"] <= saved["high"]
    # A quarter of the copies, for ten times the parameters; of each ladder only the rungs around the half are known.
    assert saved["mixed"] == 0 and saved["low"] < 2 < saved["high"]
    assert saved["times"] == 10 and "size.doublings" not in report["answers"]
    assert report["size_fit"]["one_curve"]["df"] == report["size_fit"]["each_size"]["df"] == 5


def test_seeds_part_the_copies_from_the_passage(report: dict) -> None:
    answers = report["answers"]
    assert [row["model"] for row in report["seeds"]] == ["d4-raw", "d4-seed2", "d4-seed3"]
    assert all(4 < row["half"]["value"] < 16 for row in report["seeds"])
    parts = [answers[f"seeds.share.{key}"] for key in ("copies", "passage", "rest")]
    assert sum(part["value"] for part in parts) == pytest.approx(1, abs=0.001)
    assert parts[0]["value"] > 0.8 > parts[1]["value"]
    for part in [*parts, answers["seeds.alike"]]:
        assert part["low"] <= part["value"] <= part["high"] and part["n"] == 3


def test_a_passage_is_held_against_itself_unread(release: Release, report: dict) -> None:
    found, answers = report["counterfactual"], report["answers"]
    assert found["models"] == [f"d4-half{at + 1:02}" for at in range(HALVES)]
    assert [(rung["copies"], rung["n"]) for rung in found["rungs"]] == [(copies, EACH) for copies in RUNGS[1:]]
    most, once = found["rungs"][-1], found["rungs"][0]
    assert most["in"]["recited"]["value"] == 1
    assert most["out"]["recited"]["value"] == pytest.approx(DULL / EACH, abs=1e-4)
    assert answers["counterfactual.64"]["value"] == pytest.approx(1 - DULL / EACH, abs=1e-4)
    assert (answers["counterfactual.anyway"]["count"], answers["counterfactual.anyway"]["n"]) == (DULL, 4 * EACH)
    # Nobody recites what was read once, but whoever read it needs fewer bits for it: 5 nats, as it was made up.
    assert once["in"]["recited"] == once["out"]["recited"] and once["in"]["recited"]["value"] == 0
    assert once["in"]["recited"]["high"] > 0.1  # of 24, none is not never
    saved = answers["counterfactual.bits.1"]
    assert saved["value"] == pytest.approx(5 / math.log(2), abs=1) and saved["low"] > 5
    assert saved["value"] == pytest.approx(once["out"]["bits"]["value"] - once["in"]["bits"]["value"], abs=1e-3)
    rows = {row["passage"]: row for row in found["rows"]}
    assert all(row["in"]["models"] == row["out"]["models"] == HALVES // 2 for row in rows.values())
    assert set(rows) == {p["id"] for p in release.passages if p["copies"]}


def test_near_verbatim_counts_what_one_token_parts_from_exact(report: dict) -> None:
    """What the site draws of the goldfish model."""
    rows = [
        row
        for row in report["recall"]
        if (row["model"], row["condition"], row["context"]) == ("d4-goldfish", "exact", CONTEXT)
    ]
    assert [(row["copies"], row["exact"]["count"], row["near"]["count"]) for row in rows] == [
        (copies, DULL if copies == 64 else 0, EACH) for copies in RUNGS
    ]


def test_without_further_models_their_parts_are_absent(release: Release) -> None:
    kept = ("d4-raw",)
    alone = Release(
        models=[m for m in release.models if m["id"] in kept],
        planned=release.planned,
        passages=release.passages,
        plantings=release.plantings,
        rows={name: release.rows[name] for name in kept},
        exposure=[],
        snapshots=[],
        predictions=release.predictions,
    )
    report = make_report(alone)
    assert report["seeds"] == [] and report["counterfactual"] is None
    assert not any(name.startswith(("seeds", "counterfactual", "goldfish")) for name in report["answers"])
    assert {row["holds"] for row in report["predictions"]} == {None}


def test_what_a_model_knows_shows_though_it_recites_nothing(report: dict) -> None:
    rows = {(row["model"], row["copies"]): row for row in report["traces"]}
    fish, plain = rows["d4-goldfish", 16], rows["d4-raw", 16]
    assert (fish["exact"], fish["near"], plain["exact"]) == (0, EACH, EACH)
    assert fish["auc"]["value"] > 0.95 and fish["auc"]["low"] < 1 == fish["auc"]["high"]
    assert rows["d4-raw", 0]["bits"]["value"] > fish["bits"]["value"] and "auc" not in rows["d4-raw", 0]
    # What is the passage's own is taken off by models that did not read it.
    once = rows["d4-goldfish", 1]
    assert once["calibrated"]["value"] > once["auc"]["value"] > 0.5


def test_what_was_read_late_is_told_from_what_was_read_early(release: Release) -> None:
    """Every passage as probable as it was read late, and by nothing else; then by nothing at all."""
    rng = np.random.default_rng(9)
    order = {p["id"]: rng.uniform(1, 100) for p in release.passages}
    for late, wanted in ((1.0, 1.0), (0.0, 0.0)):
        rows = [
            row | {"logprob": late * order[row["passage"]] - 200 + (1 - late) * rng.standard_normal()}
            for row in release.rows["d4-raw"]
        ]
        steps = {p["id"]: [int(order[p["id"]] * 10)] * p["copies"] for p in release.passages}
        alone = replace(
            release,
            models=release.models[:1],
            rows={"d4-raw": rows},
            courses=[{"data": "raw", "models": ["d4-raw"], "steps": 1000, "passages": steps}],
        )
        report = json.loads(json.dumps(make_report(alone)))
        assert report["answers"]["timing.d4-raw"]["value"] == pytest.approx(wanted, abs=0.2)
        assert [row["copies"] for row in report["timing"]] == [1, 4, 16, 64]
        if late:
            assert all(
                row["earliest"]["bits"] > row["middle"]["bits"] > row["latest"]["bits"] for row in report["timing"]
            )
