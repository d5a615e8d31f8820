"""Whole works: what is asked of a model, how what it writes is measured, and the report on it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from training.blocks import exact_share, matching_blocks, merge, near_verbatim_blocks, near_verbatim_share
from training.config import HERE, SuiteConfig
from training.evaluate import NEAR_TIE
from training.forecasts import interval_score, parse_forecasts, scored, summary
from training.report import read_forecasts
from training.tokenizer import BOS_ID
from training.works import CONTEXTS, REREAD, SPAN, check_rows, position_logprobs, recite, way_back
from training.works_report import works_part

WINDOW, VOCABULARY = 256, 1000


class Parrot:
    """Goes on as its text does after the last tokens that it was given, as many as tell the place; where it stands
    after the text it begins another document."""

    def __init__(self, text: Sequence[int]):
        self.text, self.read_again, self.longest = list(text), 0, 0

    def read(self, ids: list[list[int]], cache: list[list[int]] | None = None) -> tuple[np.ndarray, list[list[int]]]:
        before = cache or [[] for _ in ids]
        seen = [[*old, *new] for old, new in zip(before, ids, strict=True)]
        self.longest = max(self.longest, len(seen[0]))
        self.read_again += cache is None and ids[0][0] != BOS_ID
        logits = np.zeros((len(ids), len(ids[0]), VOCABULARY), dtype=np.float32)
        for row, all_of_it in enumerate(seen):
            for at in range(len(ids[row])):
                logits[row, at, self.after(all_of_it[: len(all_of_it) - len(ids[row]) + at + 1])] = 5
        return logits, seen

    def after(self, seen: list[int]) -> int:
        place = self.text.index(seen[-1]) + 1 if seen[-1] in self.text else len(self.text)
        return self.text[place] if place < len(self.text) else BOS_ID


@pytest.fixture
def text() -> list[int]:
    return np.random.default_rng(1).permutation(np.arange(1, VOCABULARY))[:700].tolist()


# What is asked


def test_a_work_longer_than_the_window_is_recited_to_its_end(text: list[int]) -> None:
    model = Parrot(text)
    (run,) = recite(model, WINDOW, [[BOS_ID, *text[:16]]], [len(text) - 16])
    assert run.tokens == text[16:] and not run.ended and len(run.leads) == len(run.tokens)
    assert min(run.leads) > NEAR_TIE
    # The window is full after 256 - 17 tokens, and then after each 256 - 160.
    assert model.longest == WINDOW and model.read_again == 1 + (len(text) - 16 - 240) // (WINDOW - REREAD + 1)


def test_a_run_ends_where_the_model_begins_another_document(text: list[int]) -> None:
    (run,) = recite(Parrot(text), WINDOW, [[BOS_ID, *text[:8]]], [2000])
    assert run.tokens == text[8:] and run.ended and len(run.leads) == len(run.tokens) + 1


@pytest.mark.parametrize("length", [1, 239, 240, 241, 336, 337])
def test_a_run_has_the_length_asked_for(text: list[int], length: int) -> None:
    (run,) = recite(Parrot(text), WINDOW, [[BOS_ID, *text[:16]]], [length])
    assert run.tokens == text[16 : 16 + length] and not run.ended


def test_runs_side_by_side_are_the_runs_alone(text: list[int]) -> None:
    prompts = [[BOS_ID, *text[at : at + 8]] for at in (0, 300, 40, 680)]
    lengths = [500, 20, 2000, 300]
    together = recite(Parrot(text), WINDOW, prompts, lengths)
    alone = [recite(Parrot(text), WINDOW, [p], [n])[0] for p, n in zip(prompts, lengths, strict=True)]
    assert [(run.tokens, run.ended) for run in together] == [(run.tokens, run.ended) for run in alone]
    assert [run.ended for run in together] == [False, False, True, True]


def test_positions_are_given_fifty_tokens_and_asked_for_fifty(text: list[int]) -> None:
    known = text[:210]
    ids = [*known[:150], VOCABULARY - 1, *known[150:]]  # a token that the model does not expect
    full, top_k = position_logprobs(Parrot(known), ids)
    assert len(full) == len(top_k) == len(ids) - 2 * SPAN + 1
    each = np.log(np.exp(5) / (np.exp(5) + VOCABULARY - 1))
    assert full[0] == pytest.approx(SPAN * each)  # tokens 50 to 99
    foreign = 150 - SPAN + 1 - SPAN  # the first position that asks for the foreign token, as its last
    assert full[foreign - 1] == pytest.approx(SPAN * each) and full[foreign] == pytest.approx(SPAN * each - 5)
    asked_after_it = 150 + 1 - SPAN  # given as the last of the fifty before: what follows it is not expected
    assert full[asked_after_it] == pytest.approx(SPAN * each - 5)
    assert full[asked_after_it + 1] == pytest.approx(SPAN * each)
    assert np.isfinite(top_k[0]) and top_k[0] > full[0]


def test_rows_must_be_complete() -> None:
    works = [{"id": "w001", "token_ids": [1] * 120}]
    found = {
        "runs": [{"work": "w001", "context": context} for context in CONTEXTS],
        "positions": [{"work": "w001", "logprob": [0.0] * 21}],
    }
    check_rows("m", found, works)
    with pytest.raises(SystemExit, match="runs of m are not those of the works"):
        check_rows("m", found | {"runs": found["runs"][1:]}, works)
    with pytest.raises(SystemExit, match="positions of m are not those of the works"):
        check_rows("m", found | {"positions": [{"work": "w001", "logprob": [0.0] * 20}]}, works)


# How it is measured


def words(n: int, of: str = "w") -> list[str]:
    return [f"{of}{i}" for i in range(n)]


def near(work: list[str], written: list[str]) -> int:
    return sum(block.matched for block in near_verbatim_blocks(work, written))


def replaced(text: list[str], at: int, n: int, by: int | None = None) -> list[str]:
    """`n` words at a place replaced by others, `by` many."""
    return [*text[:at], *words(n if by is None else by, "x"), *text[at + n :]]


def test_near_verbatim_blocks_follow_the_paper() -> None:
    """Ahmed et al. 2026, algorithm 1: merge (2, 1), 20 words, merge (10, 3), 100 words. Gaps are not counted."""
    work = words(130)
    assert near(work, work) == 130 and near(work[:99], work[:99]) == 0 and near(work[:100], work[:100]) == 100
    assert near(work, replaced(work, 60, 2)) == 128  # merged at once
    assert near(work, replaced(work, 60, 10)) == 120  # merged as passages
    assert near(work, replaced(work, 60, 11)) == 0  # neither half has 100 words
    assert near(words(260), replaced(words(260), 125, 11)) == 249  # both have
    # A block under 20 words that only the second merge would reach is gone by then.
    assert near(work, replaced(replaced(work, 105, 5), 125, 5)) == 105
    assert near(work, replaced(replaced(work, 105, 2), 122, 5)) == 120  # the first merge reaches it: 105 and 15 words
    # As far apart in both texts, but for so many words.
    assert near(work, replaced(work, 60, 8, 5)) == 122 and near(work, replaced(work, 60, 8, 4)) == 0
    assert near(work, replaced(work, 60, 1, 2)) == 129 and near(work, replaced(work, 60, 0, 2)) == 130
    assert [b.matched for b in merge(matching_blocks(work, replaced(work, 60, 0, 2)), 2, 1)] == [60, 70]


def test_blocks_keep_the_order_of_the_work() -> None:
    work = words(300)
    turned = [*work[150:], *work[:150]]
    assert near(work, turned) == 150  # not 300
    assert near_verbatim_share(" ".join(work), " ".join(turned)) == 0.5
    assert near_verbatim_share("", "some") == near_verbatim_share("some", "") == 0


def test_exact_blocks_have_32_tokens() -> None:
    work = list(range(200))
    assert exact_share(work, work) == 1 and exact_share(work, []) == exact_share([], work) == 0
    assert exact_share(work, [*work[:31], -1]) == 0 and exact_share(work, [*work[:32], -1]) == 0.16
    assert exact_share(work, [*work[:40], -1, *work[41:60], -1, *work[100:]]) == 0.7


def test_the_way_back_is_the_first_long_stretch_of_the_work(text: list[int]) -> None:
    truth, foreign = text[16:], [VOCABULARY + i for i in range(40)]
    slip = [*truth[:100], *foreign[:3]]
    assert way_back(text, 16, [*slip, *truth[103:200]], 100) == {"after": 3, "jump": 0}
    assert way_back(text, 16, [*slip, *truth[150:200]], 100) == {"after": 3, "jump": 47}
    assert way_back(text, 16, [*slip, *truth[20:80]], 100) == {"after": 3, "jump": -83}
    assert way_back(text, 16, [*truth[:100], *truth[101:180]], 100) == {"after": 0, "jump": 1}
    assert way_back(text, 16, [*slip, *truth[103:134]], 100) is None  # 31 tokens
    assert way_back(text, 16, truth[:100], 100) is None  # it ended there
    twice = [*text[:50], *text[:50]]
    assert way_back(twice, 8, [*twice[8:50], 0, *twice[:40]], 42) == {"after": 1, "jump": -1}  # the nearer place


# The report


def made_up() -> tuple[list[dict], list[dict], dict[str, dict]]:
    """The works and models of the main config: from 32 copies on chapters come out whole, below half of each."""
    config = SuiteConfig.load(HERE / "configs" / "main.json")
    planted = config.corpus.works
    works = [
        {"id": f"w{copies}-{i}", "chapter": 100 + i, "copies": copies, "drawn": True}
        for copies in planted.copies
        for i in range(planted.chapters)
    ]
    works += [{"id": f"w{n}", "chapter": int(n), "copies": c, "drawn": False} for n, c in planted.apart.items()]
    models = [{"id": m.id} for m in config.models if m.reads_works]

    def run(work: dict, context: int) -> dict:
        share = 1 if work["copies"] >= 32 else 0.5 if work["copies"] else 0
        back = {"after": 3, "jump": 0} if work["id"].endswith("-0") else None
        return {"work": work["id"], "context": context, "asked": 1000, "matched": round(1000 * share), "rest": []} | {
            "ended": share == 0.5,
            "exact": share,
            "near_verbatim": share,
            "back": None if share == 1 else back,
        }

    def position(work: dict) -> dict:
        values = [-0.1, -3.0, -8.0, None] if work["copies"] >= 32 else [None] * 4
        return {"work": work["id"], "logprob_top_k": values}

    recited = {
        m["id"]: {"runs": [run(w, c) for w in works for c in CONTEXTS], "positions": [position(w) for w in works]}
        for m in models
    }
    return works, models, recited


def test_the_report_says_what_came_out_by_copies() -> None:
    works, models, recited = made_up()
    part = json.loads(json.dumps(works_part(works, models, recited, []), allow_nan=False))
    lines = {(r["model"], r["copies"], r["drawn"], r["context"]): r for r in part["runs"]}
    assert len(lines) == len(models) * 7 * len(CONTEXTS)
    most, some, none = (lines["d6-works", copies, True, 16] for copies in (64, 16, 0))
    assert most["near_verbatim"]["value"] == 1 and most["near_verbatim"]["low"] < 0.6  # of four, all is not always
    assert none["near_verbatim"]["value"] == 0 and none["near_verbatim"]["high"] > 0.4
    assert (most["whole"], some["whole"], some["ended"], some["back"], some["n"]) == (4, 0, 4, 1, 4)
    assert some["first_tokens"] == {"least": 500, "median": 500, "most": 500}
    assert "low" not in lines["d6-works", 64, False, 16]["near_verbatim"]  # chapter 1 was not drawn at random
    covered = {(r["model"], r["copies"], r["drawn"]): r["covered"] for r in part["positions"]}
    shares = {each["threshold"]: each["value"] for each in covered["d8-works", 32, True]}
    assert shares == {0.001: 0.5, 0.01: 0.5, 0.1: 0.25, 0.5: 0.25}
    answers = part["answers"]
    assert answers["works.back.d6-works"] | {"value": 0.25, "n": 4} == answers["works.back.d6-works"]
    assert answers["works.apart.1.d6-works"] == {"value": 1.0} and answers["works.half.64.d4-works"]["value"] == 0.25
    assert works_part(works, [], {}, []) is None


def test_every_forecast_is_about_an_answer() -> None:
    works, models, recited = made_up()
    forecasts = read_forecasts("2026-12")
    part = works_part(works, models, recited, forecasts)
    assert len(forecasts) > 20 and {row["id"] for row in forecasts} <= set(part["answers"])
    assert part["score"]["n"] == len(forecasts)
    for row in forecasts:
        assert 0 <= row["low"] < row["high"] <= 1 and row["low"] <= row["expected"] <= row["high"]
        assert 0 <= row["naive_low"] < row["naive_high"] <= 1
    assert read_forecasts("2026-11") == []


def test_a_range_is_scored_by_its_width_and_by_what_it_misses() -> None:
    assert interval_score(0.2, 0.5, 0.3) == pytest.approx(0.3)
    assert [interval_score(0.2, 0.5, found) for found in (0.1, 0.6)] == pytest.approx([0.3 + 10 * 0.1] * 2)
    (row,) = parse_forecasts(
        "| id | q | e | l | h | nl | nh |\n| - | - | - | - | - | - | - |\n| a | b | 1 | 0 | 2 | 0 | 4 |"
    )
    assert row["quantity"] == "b" and scored(row, None)["score"] is None and summary([scored(row, None)]) is None
    inside, missed = scored(row, {"value": 1.5}), scored(row, {"value": 3})
    assert (inside["inside"], inside["score"], inside["naive_score"]) == (True, 2, 4)
    assert (missed["inside"], missed["score"], missed["naive_score"]) == (False, 12, 4)
    assert summary([inside, missed, scored(row, None)]) == {
        "score": 7,
        "naive": 4,
        "skill": -0.75,
        "inside": 1,
        "claimed": 0.8,
        "n": 2,
    }
