"""The report's part on the controls, over results made up for the purpose; and the forecasts of it."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from training.config import HERE, LADDER, SuiteConfig
from training.controls_report import controls_part, kind
from training.evaluate import questions
from training.forecasts import scored, summary
from training.ladder import TIMINGS
from training.recall import Controls, Recall, Release
from training.report import read_forecasts

EACH = 3  # passages of a kind
# Forecasts of what the later parts of the work will measure: the assistant, unlearning, remedies.
LATER = ("assistant.", "unlearn.", "remedy.")


def config() -> SuiteConfig:
    return SuiteConfig.load(HERE / "configs" / "main.json")


def passage(name: str, condition: str, copies: int, level: int | None = None) -> dict:
    ids = np.random.default_rng(list(name.encode())).integers(1, 99, 40 if condition == "rule" else 128)
    return {"id": name, "condition": condition, "copies": copies, "level": level, "token_ids": ids.tolist()}


def model(entry, parameters: int, loss: float) -> dict:
    return {
        "id": entry.id,
        "data": entry.data,
        "depth": entry.depth,
        "parameters": parameters,
        "dtypes": list(entry.dtypes),
        "training": {"goldfish": entry.goldfish, "seed": 1851 + entry.seed},
        "loss_bits_per_byte": loss,
        "loss_bits_per_byte_by_dtype": {"q8": loss},
    }


def rows(name: str, passages: list[dict], enough: dict[str, float]) -> list[dict]:
    """Passages of a condition are recited from so many copies on; each copy saves a bit a token, up to eight."""
    found = []
    for each in passages:
        knows = each["copies"] >= enough.get(each["condition"], math.inf)
        cost = max(0.5, 8 - math.log2(1 + each["copies"])) if each["condition"] != "early" else 7
        for context, length in questions(each):
            truth = each["token_ids"][context : context + length]
            found.append(
                {
                    "model": name,
                    "passage": each["id"],
                    "context": context,
                    "greedy": truth if knows else [0, *truth[1:]],
                }
                | {"matched": length if knows else 0, "logprob": -cost * math.log(2) * length, "logprob_top_k": None}
            )
    return found


@pytest.fixture(scope="module")
def made_up() -> tuple[Release, Controls]:
    """Every model and control of the config, over few passages: sizes recite from 64, 32 and 16 copies on."""
    suite = config()
    exact = [passage(f"p{n}-{i}", "exact", n) for n in suite.corpus.copies for i in range(EACH)]
    exact += [passage(f"n{level}-{i}", "near", 16, level) for level in (10, 20, 50) for i in range(EACH)]
    wanted = suite.corpus.ladder
    climbed = [passage(f"l{n}-{i}", "exact", n) for n in wanted.copies for i in range(EACH)]
    climbed += [passage(f"{t}{n}-{i}", t, n) for t in TIMINGS for n in wanted.timed_copies for i in range(EACH)]
    climbed += [passage(f"s{n}-{i}", "rule", n) for n in (0, 1) for i in range(EACH)]
    least = {1: 256, 2: 128, 4: 32, 6: 16, 8: 11}
    sizes = {1: 144_480, 2: 368_960, 4: 1_328_256, 6: 5_868_800, 8: 15_735_168}
    models, answers, controls = [], {}, []
    for entry in suite.models:
        knows = {} if entry.data == "dedup" else {"exact": least[entry.depth], "late": 16, "spaced": 32, "rule": 0}
        told = model(entry, sizes[entry.depth], 1.6 if entry.data == "dedup" else 1.7)
        if entry.control or (entry.dtypes and not entry.reads_works):
            answers[entry.id] = rows(entry.id, climbed if entry.data == LADDER else exact, knows)
            (controls if entry.control else models).append(told)
    page = {m["id"]: answers[m["id"]] for m in models}
    release = Release(models, [], exact, {}, page, [], [], [])
    # In the one precision the largest rung of one model is lost.
    other = page | {"d4-raw": rows("d4-raw", exact, {"exact": 256})}
    rest = {m["id"]: answers[m["id"]] for m in controls}
    return release, Controls(controls, rest, other, climbed, read_forecasts("2026-12", "b"))


@pytest.fixture(scope="module")
def part(made_up: tuple[Release, Controls]) -> dict:
    release, controls = made_up
    return json.loads(json.dumps(controls_part(Recall(release), controls), allow_nan=False))


def test_controls_are_told_apart(made_up: tuple[Release, Controls]) -> None:
    kinds = [kind(m) for m in made_up[1].models]
    assert {k: kinds.count(k) for k in kinds} == {"once": 5, "seed": 6, "rate": 6, "ladder": 2}


def test_each_control_is_laid_beside_its_own_size(part: dict) -> None:
    answers = part["answers"]
    for depth in (1, 2, 4, 6, 8):
        assert answers[f"once.bits.d{depth}-once"]["value"] == pytest.approx(0)
        assert answers[f"once.near.10.d{depth}-once"]["value"] == pytest.approx(8 - math.log2(17), abs=1e-3)
        assert answers[f"once.recited.d{depth}-once"]["count"] == 0
    assert answers["rate.share.d6-rate-half"]["value"] == 0 == answers["rate.bits.d2-rate-double"]["value"]
    # Against the model as asked in the one precision, which there recites nothing.
    assert answers["rate.share.d4-rate-half"]["value"] == pytest.approx(3 / 8)
    assert answers["precision.differ.d4-raw"] | {"count": 3 * EACH, "n": 8 * EACH} == answers["precision.differ.d4-raw"]
    assert answers["precision.differ.d2-raw"]["count"] == 0 and "precision.differ.d6-raw" not in answers


def test_halves_are_in_doublings_and_past_the_ends_one_further(part: dict) -> None:
    answers = part["answers"]
    assert 3 < answers["seed.half.d6-seed2"]["value"] < 4 and not answers["seed.half.d6-seed2"]["over"]
    assert answers["compared.half.d1-raw"]["value"] == 8 and answers["compared.half.d1-raw"]["over"]
    assert answers["compared.half.d4-raw"]["value"] == 8 and "compared.step.d2-raw.d4-raw" not in answers
    assert math.log2(27) < answers["ladder.half.d4-ladder"]["value"] < 5
    assert answers["ladder.step.d4-ladder.d6-ladder"]["value"] == pytest.approx(1, abs=0.25)
    assert answers["seed.spread.d6"] == {"value": 0, "n": 3} and "seed.spread.d1" not in answers


def test_moments_and_rule(part: dict) -> None:
    answers = part["answers"]
    for name in ("d4-ladder", "d6-ladder"):
        found = {t: [answers[f"timed.share.{t}.{n}.{name}"]["value"] for n in (16, 32)] for t in TIMINGS}
        assert found == {"early": [0, 0], "late": [1, 1], "spaced": [0, 1], "massed": [0, 0]}
        assert answers[f"timed.gain.32.{name}"]["value"] == pytest.approx(7 - (8 - math.log2(33)), abs=1e-3)
        assert answers[f"timed.massed.32.{name}"]["value"] == 0
        assert answers[f"rule.held_out.{name}"]["value"] == 1 and answers[f"rule.gap.{name}"]["value"] == 0


def test_every_forecast_is_about_an_answer_or_a_later_part(part: dict) -> None:
    rows = read_forecasts("2026-12", "b")
    assert len({row["id"] for row in rows}) == len(rows) > 60
    for row in rows:
        assert row["id"] in part["answers"] or row["id"].startswith(LATER), row["id"]
        assert row["low"] < row["high"] and row["low"] <= row["expected"] <= row["high"], row["id"]
        assert row["naive_low"] < row["naive_high"], row["id"]
    found = [row for row in part["forecasts"] if row["found"]]
    assert part["score"]["n"] == len(found) == sum(not row["id"].startswith(LATER) for row in rows)


def test_scores_of_unlike_quantities_are_in_widths_of_the_naive_range() -> None:
    row = {"id": "a", "low": 1, "high": 2, "naive_low": 0, "naive_high": 4}
    assert scored(row, {"value": 1.5}, relative=True) | {"score": 0.25, "naive_score": 1} == scored(
        row, {"value": 1.5}, relative=True
    )
    missed = scored(row, {"value": 5}, relative=True)
    assert (missed["score"], missed["naive_score"]) == ((1 + 30) / 4, (4 + 10) / 4)
    assert summary([missed])["skill"] == pytest.approx(1 - 31 / 14, abs=1e-3)


def test_a_release_without_controls_has_no_such_part(made_up: tuple[Release, Controls]) -> None:
    release, controls = made_up
    none = replace(controls, models=[], rows={}, compared={}, ladder=[])
    assert controls_part(Recall(replace(release, rows={})), none)["answers"] == {}
