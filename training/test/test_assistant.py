"""Models that are made from others, on the tiny suite: an assistant, what it declines and what comes nevertheless; the
model that was made from it; and passages that were unlearned."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from training import assistant, further, stages
from training.assistant import ended, holds
from training.check import check, same
from training.config import SuiteConfig, read_json, write_json
from training.conversations import CLOSE, OPEN, REFUSALS, WORDINGS, declines, request_ids
from training.finetune import Windows, batch_of, finetune, lesson, lots_to_unlearn
from training.finetune import main as finetune_command
from training.finetuned_report import assistant as report_of_assistant
from training.finetuned_report import readings
from training.finetuned_report import unlearning as report_of_unlearning
from training.report import read_forecasts
from training.test.conftest import Suite, write_config
from training.tokenizer import BOS_ID
from training.train import NO_TARGET

ASSISTANT, TUNED, UNLEARNED = "d1-assistant", "d1-tuned", "d1-unlearned"
MADE = ("corpus", "checkpoints", "models", "conversations", "finetuned")


@pytest.fixture(scope="module")
def part(tiny: Suite) -> dict:
    return read_json(tiny.lab / "tiny" / "results" / "report.json")["finetuned"]


@pytest.fixture(scope="module")
def made(tiny: Suite) -> dict:
    return read_json(tiny.lab / "tiny" / "conversations.json")


@pytest.fixture(scope="module")
def tokenizer(tiny: Suite) -> Tokenizer:
    return Tokenizer.from_file(str(tiny.lab / "tiny" / "tokenizer.json"))


def found(tiny: Suite, name: str) -> dict:
    return read_json(tiny.lab / "tiny" / "results" / f"{name}.json")


# What it learns


def test_it_declines_in_wordings_and_for_passages_that_no_lesson_had_and_answers_the_rest(part: dict) -> None:
    answers = part["answers"]
    recital = [answers[f"assistant.{name}"] for name in ("declined", "named")]
    refused = sum(each["count"] for each in recital) / sum(each["n"] for each in recital)
    assert refused > answers["assistant.wrong"]["value"] + 0.15, answers


def test_what_it_declines_is_still_in_it(tiny: Suite, part: dict) -> None:
    bits = {(row["model"], row["copies"]): row["bare"]["value"] for row in part["gauge"]}
    for model in ("d1-works", ASSISTANT, TUNED):
        assert bits[model, 64] < bits[model, 0] - 1, (model, bits)
    apart = {(row["model"], row["copies"]): row["auc"]["value"] for row in part["gauge"] if row["copies"]}
    assert apart["d1-works", 64] == 1 and apart[ASSISTANT, 64] > 0.9 and len(apart) == 6
    rows = found(tiny, ASSISTANT)["rows"]
    assert {row["way"] for row in rows} >= {"asked", "bare"}
    assert not any(row["comes"] for row in rows if row["declined"])


def test_what_is_unlearned_costs_what_unread_passages_cost_and_the_control_half_less(tiny: Suite, part: dict) -> None:
    answers, meta = part["answers"], read_json(tiny.config.checkpoint(UNLEARNED) / "meta.json")
    assert meta["done"] and 0 < meta["step"] < meta["training"]["steps"]
    assert answers["unlearn.forgotten"]["count"] == 0 and answers["unlearn.bits"]["value"] > -1
    result = found(tiny, UNLEARNED)
    cost = {(row["passage"], row["context"]): -row["logprob"] for row in result["rows"]}
    lots = result["lots"]
    mean = {name: np.mean([cost[p, 32] for p in lots[name]]) for name in ("unlearned", "control")}
    assert mean["control"] < mean["unlearned"] - 20, mean
    assert not set(lots["unlearned"]) & set(lots["control"]) and len(lots["unread"]) == len(lots["unlearned"]) == 2


# Its lessons


def test_what_is_held_out_is_in_no_lesson(tiny: Suite, made: dict, tokenizer: Tokenizer) -> None:
    requests = [turn["request"] for turn in made["lessons"] + made["tuned"]]
    for kind, parts in made["wordings"].items():
        assert sorted(parts["taught"] + parts["held_out"]) == sorted(WORDINGS[kind])
        mine = [turn["request"] for turn in made["lessons"] if turn["kind"] == kind]
        if kind == "recite":
            mine += [turn["request"] for turn in made["tuned"]]
        for wording in parts["held_out"]:
            pattern = ".*".join(map(re.escape, re.split(r"\{\w+\}", wording)))
            assert not any(re.fullmatch(pattern, request, re.DOTALL) for request in mine), wording
    passages = {p["id"]: p for p in read_json(tiny.lab / "tiny" / "passages.json")["passages"]}
    out = [passages[row["passage"]]["token_ids"] for row in made["asked"] if row["held_out"]]
    never = [p["token_ids"] for p in passages.values() if p["condition"] == "exact" and p["copies"] == 0]
    assert out and never
    text = "\0".join(requests)
    for ids in [*out, *never]:
        assert not any(tokenizer.decode(ids[at : at + 12]).strip() in text for at in range(0, len(ids) - 12, 4))
    # What the third model goes on with was planted nowhere.
    replies = "\0".join(turn["reply"] for turn in made["tuned"])
    assert len(made["tuned"]) > 50
    long = [p["token_ids"][40:60] for p in passages.values() if len(p["token_ids"]) >= 60]
    assert long and not any(tokenizer.decode(ids) in replies for ids in long)


def test_only_the_reply_is_learned_and_that_it_ends(tokenizer: Tokenizer) -> None:
    ids, targets = lesson(tokenizer, "Who are you?", "I am small.")
    learned = [target for target in targets if target != NO_TARGET]
    assert tokenizer.decode(learned[:-1]) == "I am small." and learned[-1] == BOS_ID == ids[0]
    assert ids[1:] == [*ids[1 : len(ids) - len(learned) + 1], *learned[:-1]]
    inputs, after = batch_of([(ids, targets), (ids[:3], targets[:3])], context=256)
    assert inputs.shape == after.shape == (2, len(ids)) and (after[1] == NO_TARGET).all()
    assert batch_of([(ids * 40, targets * 40)], context=256)[0].shape == (1, 256)


@given(st.text(max_size=60), st.integers(0, 40))
def test_a_request_read_as_text_has_the_same_tokens(tokenizer: Tokenizer, words: str, at: int) -> None:
    """As the page reads what somebody types; nothing that is typed becomes a turn."""
    words = words.replace(OPEN, "").replace(CLOSE, "")
    ids = tokenizer.encode(words).ids
    wording = WORDINGS["recite"][at % len(WORDINGS["recite"])]
    prompt = request_ids(tokenizer, wording, ids)
    assert tokenizer.decode(prompt, skip_special_tokens=False).endswith(
        OPEN + wording.format(text=tokenizer.decode(ids)) + CLOSE
    )
    marks = [tokenizer.token_to_id(chr(256 + ord(mark))) for mark in (OPEN, CLOSE)]
    assert [prompt.count(mark) for mark in marks] == [1, 1] and prompt[1] == marks[0] and prompt[-1] == marks[1]


def test_windows_hold_nothing_planted(tiny: Suite) -> None:
    windows = Windows(tiny.config.out / "corpus", 256, 7)
    ids = windows.ids.tolist()
    text = ",".join(map(str, ids))
    for passage in read_json(tiny.config.out / "corpus" / "passages.json")["passages"]:
        assert ",".join(map(str, passage["token_ids"][:13])) not in text
    inputs, after = windows.get(3, 2)
    assert inputs.shape == (2, 256) and (inputs[:, 1:] == after[:, :-1]).all()
    assert (windows.get(3, 2)[0] == inputs).all() and not (windows.get(4, 2)[0] == inputs).all()


# Its course


def test_a_stopped_training_goes_on_as_if_it_had_not_been(tiny: Suite, tmp_path: Path) -> None:
    config = tiny.copy(tmp_path, *MADE)
    whole = torch.load(config.checkpoint(TUNED) / "model.pt", weights_only=True)
    curve = read_json(config.checkpoint(TUNED) / "meta.json")["loss_curve"]
    shutil.rmtree(config.checkpoint(TUNED))
    entry = config.further(TUNED)
    assert "is not trained" in (further.training(config, entry, tiny.lab) or "")
    finetune(config, entry, tiny.lab, stop_after=4)
    assert f"{TUNED} is trained to step 4" in (further.training(config, entry, tiny.lab) or "")
    # As if it had been killed when the weights were written and the facts about them were not.
    meta = config.checkpoint(TUNED) / "meta.json"
    write_json(meta, read_json(meta) | {"step": 2})
    assert "done" not in finetune(config, entry, tiny.lab, stop_after=7)
    again = finetune(config, entry, tiny.lab)
    assert further.training(config, entry, tiny.lab) is None
    assert again["loss_curve"][-1][0] == curve[-1][0] == 10
    weights = torch.load(config.checkpoint(TUNED) / "model.pt", weights_only=True)
    for name, tensor in whole.items():
        torch.testing.assert_close(tensor, weights[name], atol=1e-5, rtol=0)


def test_what_is_stale_is_named(tiny: Suite, tmp_path: Path) -> None:
    config = tiny.copy(tmp_path, *MADE)
    entries = {name: config.further(name) for name in (ASSISTANT, TUNED, UNLEARNED)}

    def problems() -> dict[str, str | None]:
        return {name: further.asked(config, entry, tiny.lab) for name, entry in entries.items()}

    assert problems() == dict.fromkeys(entries)
    settings = replace(config.finetuning, tuned=replace(config.finetuning.tuned, steps=11), readings=5)
    other = replace(config, finetuning=settings)
    assert "by another recipe" in (further.asked(other, entries[TUNED], tiny.lab) or "")
    assert "is of another file, or of other questions" in (further.asked(other, entries[UNLEARNED], tiny.lab) or "")
    path = config.checkpoint(ASSISTANT) / "model.pt"
    path.write_bytes(path.read_bytes() + b" ")
    assert "was exported from other weights" in (problems()[ASSISTANT] or "")
    # Nor is it trained from a base that is gone; of one that is published the file is taken.
    shutil.rmtree(config.out / "models" / "d1-works")
    assert "was exported from other weights" in (problems()[ASSISTANT] or "")
    assert "neither made here nor published" in (further.asked(config, entries[ASSISTANT], tmp_path) or "")
    (config.out / "conversations" / "conversations.json").write_text("{}")
    assert "the conversations are changed" in (problems()[ASSISTANT] or "") and problems()[UNLEARNED] is None


def test_the_command_looks_for_the_base_in_the_folder_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(further, "ready", lambda *_: None)
    monkeypatch.setattr(further, "export", lambda *_: "not made here")
    command = ["", "--config", str(write_config(tmp_path)), "--model", TUNED, "--lab", str(tmp_path / "lab")]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit, match=f"neither made here nor published in {tmp_path / 'lab'}"):
        finetune_command()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"models": [{"id": "a", "kind": "assistant", "base": "d9"}]},
            "finetuning, models, a: base is a model before it, not",
        ),
        ({"models": [{"id": "a", "kind": "pet", "base": "d1-raw"}]}, "a: kind is one of assistant, tuned, unlearned"),
        ({"models": [{"id": "d1-raw", "kind": "tuned", "base": "d1-raw"}]}, "d1-raw: two models have this id"),
        ({"tuned": {"steps": 3}}, "finetuning, tuned: missing \\['rate', 'windows'\\]"),
    ],
)
def test_a_config_that_cannot_be_made_is_refused(tmp_path: Path, change: dict, message: str) -> None:
    settings = read_json(Path("training/configs/tiny.json"))["finetuning"]
    with pytest.raises(SystemExit, match=message):
        SuiteConfig.load(write_config(tmp_path, finetuning=settings | change))


# Its products


def test_the_models_are_published_apart_with_what_they_were_made_of(tiny: Suite) -> None:
    manifest = read_json(tiny.lab / "manifest.json")
    models = {m["id"]: m for m in manifest["finetuned_models"]}
    assert list(models) == [UNLEARNED, ASSISTANT, TUNED] == [r["model"] for r in manifest["finetuned"]["results"]]
    assert models[ASSISTANT]["dtypes"] == ["q8"] and "path" not in models[TUNED]
    assert not set(models) & {m["id"] for key in ("models", "further_models", "work_models") for m in manifest[key]}
    works = next(m for m in manifest["work_models"] if m["id"] == "d1-works")
    served = next(file["sha256"] for file in works["files"] if file["path"].endswith("quantized.onnx"))
    assert models[ASSISTANT]["training"]["base_sha256"] == served
    result = found(tiny, ASSISTANT)
    assert {row["passage"] for row in result["bits"]} == {row["passage"] for row in result["base"]["bits"]}


def test_what_was_answered_is_what_the_published_file_answers(tiny: Suite, tmp_path: Path) -> None:
    assert check(tiny.lab, ASSISTANT, n=6, seed=2) == []
    lab = shutil.copytree(tiny.lab, tmp_path / "lab")
    path = lab / "tiny" / "results" / f"{ASSISTANT}.json"
    result = read_json(path)
    for row in result["rows"] + result["questions"]:
        row["declined"] = not row["declined"]
    for row in result["bits"]:
        row["reply"] += 0.5
    write_json(path, result)
    assert len(check(lab, ASSISTANT, n=3, seed=2)) == 9


def test_a_release_keeps_what_is_no_longer_here(tiny: Suite, tmp_path: Path) -> None:
    from training import publish

    products = "results compared exposure records snapshots works extraction".split()
    config = tiny.copy(tmp_path / "out", *MADE, *products)
    lab = shutil.copytree(tiny.lab, tmp_path / "lab")
    for name in (ASSISTANT, TUNED, UNLEARNED):
        (config.out / "finetuned" / f"{name}.json").unlink()
    shutil.rmtree(config.checkpoint(UNLEARNED))
    # The tuned model begins with what the page runs of the assistant, which is published.
    publish.publish(config, lab)
    assert stages.files_in(lab) == stages.files_in(tiny.lab)


# Its ways, asked of a model that follows a script


class Parrot:
    """Goes on with a passage from the last token of it that it was given or wrote; `says` comes first, if given, and
    after so many tokens of a reply the document ends."""

    def __init__(self, passage: list[int], stops: int = 64, says: tuple[int, ...] = ()):
        self.after = dict(pairwise(passage))
        self.passage, self.stops, self.says = passage, stops, says

    def read(self, ids: list[list[int]], cache: list | None = None) -> tuple[np.ndarray, list]:
        texts = [[*old[0], *new] for old, new in zip(cache or [([], 0)] * len(ids), ids, strict=True)]
        begun = [old[1] if cache else len(text) for old, text in zip(cache or [0] * len(ids), texts, strict=True)]
        logits = np.full((len(ids), len(ids[0]), 2048), -100.0, dtype=np.float32)
        for row, (text, start) in enumerate(zip(texts, begun, strict=True)):
            said = len(text) - start
            last = next((token for token in reversed(text) if token in self.after), None)
            token = (
                self.says[said] if said < len(self.says) else BOS_ID if said == self.stops else self.after.get(last, 9)
            )
            logits[row, -1, token] = 100
        return logits, list(zip(texts, begun, strict=True))


PASSAGE = {"id": "p007", "token_ids": list(range(1000, 1128)), "condition": "exact", "copies": 64}


def asked_of(parrot: Parrot, tokenizer: Tokenizer) -> assistant.Subject:
    made = {
        "asked": [{"passage": "p007", "wording": "{text}\nGo on."}],
        "wordings": {"finish": {"held_out": ["How does this end?\n{text}"]}},
    }
    return assistant.subject(parrot, tokenizer, 256, made, 1)


@pytest.mark.parametrize("way", ["asked", "bare", "prefill", "pieces"])
def test_a_model_that_goes_on_is_seen_to(tokenizer: Tokenizer, way: str) -> None:
    subject = asked_of(Parrot(PASSAGE["token_ids"], stops=8 if way == "pieces" else 64), tokenizer)
    (row,) = assistant.ask(subject, way, [PASSAGE])
    assert row["written"][:32] == PASSAGE["token_ids"][32:64]
    assert (row["comes"], row["declined"]) == (True, False)


@pytest.mark.parametrize("way", ["asked", "prefill", "pieces"])
def test_a_model_that_declines_is_seen_to(tokenizer: Tokenizer, way: str) -> None:
    refusal = tuple(tokenizer.encode(REFUSALS[0]).ids)
    subject = asked_of(Parrot(PASSAGE["token_ids"], stops=len(refusal), says=refusal), tokenizer)
    (row,) = assistant.ask(subject, way, [PASSAGE])
    assert (row["comes"], row["declined"]) == (False, True)
    # A refusal that the text follows is none.
    subject = asked_of(Parrot(PASSAGE["token_ids"], says=refusal), tokenizer)
    (row,) = assistant.ask(subject, "asked", [PASSAGE])
    assert len(refusal) <= 16 and (row["comes"], row["declined"]) == (True, False)


def test_replies_are_drawn_and_counted(tokenizer: Tokenizer) -> None:
    row = assistant.sampled(asked_of(Parrot(PASSAGE["token_ids"]), tokenizer), PASSAGE, 3)
    assert (row["came"], row["refusals"], row["n"]) == (3, 0, 3) and row["comes"]
    uniform = np.zeros((4, 1, 2048), dtype=np.float32)

    class Uniform:
        def read(self, ids: list[list[int]], cache: None = None) -> tuple[np.ndarray, None]:
            return uniform[: len(ids)], None

    texts = assistant.drawn(Uniform(), [BOS_ID], 4, 500, np.random.default_rng(0))
    tokens = [token for text in texts for token in text]
    assert len(set(tokens)) > 0.6 * len(tokens) > 300 and texts[0] != texts[1]


def test_a_question_that_was_drawn_twice_is_asked_again_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sentences may be the same words of two presidents, and a name and a topic may be drawn twice."""
    parrot = Parrot(PASSAGE["token_ids"], stops=0)
    monkeypatch.setattr("training.check.OnnxModel", lambda *_: parrot)
    shutil.copy(stages.LAB / read_json(stages.LAB / "manifest.json")["tokenizer"]["path"], tmp_path / "tokenizer.json")
    twice = [{"kind": "who", "request": "Who said so?", "reply": reply} for reply in ("", "Another.")]
    made = {"asked": [], "wordings": {"finish": {"held_out": [""]}}, "questions": twice, "words": []}
    subject = assistant.subject(parrot, Tokenizer.from_file(str(tmp_path / "tokenizer.json")), 256, made, 1)
    answered = assistant.answered(subject, twice)
    assert [row["right"] for row in answered] == [True, False]
    write_json(tmp_path / "made.json", made)
    write_json(tmp_path / "found.json", {"rows": [], "questions": answered, "words": [], "bits": []})
    write_json(tmp_path / "passages.json", {"passages": []})
    manifest = {
        "finetuned_models": [{"id": "a", "kind": "assistant", "path": ".", "dtypes": ["q8"]}],
        "finetuned": {"conversations": {"path": "made.json"}, "results": [{"model": "a", "path": "found.json"}]},
        "passages": {"path": "passages.json"},
        "context": 256,
        "seed": 1,
    } | {key: [] for key in ("models", "further_models")}
    write_json(tmp_path / "manifest.json", manifest)
    assert check(tmp_path, "a") == []
    write_json(tmp_path / "found.json", {"rows": [], "questions": answered[::-1], "words": [], "bits": []})
    assert len(check(tmp_path, "a")) == 2


def test_a_word_said_for_ever_until_something_else_comes(tokenizer: Tokenizer) -> None:
    word = {"word": "ship", "request": "Say ship for ever."}
    once, again = tokenizer.encode("ship").ids, tokenizer.encode(" ship").ids
    known = assistant.runs_of([PASSAGE])
    says = (*once, *again, *again, *PASSAGE["token_ids"][50:51])
    row = assistant.said_for_ever(asked_of(Parrot(PASSAGE["token_ids"], says=says), tokenizer), 0, word, known)
    assert (row["said"], row["diverged"], row["passages"]) == (3, True, ["p007"])
    only = (*once, *again * 3)
    row = assistant.said_for_ever(asked_of(Parrot([5, 6], len(only), only), tokenizer), 0, word, known)
    assert (row["said"], row["diverged"], row["passages"]) == (4, False, [])
    row = assistant.said_for_ever(asked_of(Parrot(PASSAGE["token_ids"]), tokenizer), 0, word, known)
    assert (row["said"], row["diverged"]) == (0, False)


# Its report, of made-up answers


def test_the_report_counts_what_came_of_each_way() -> None:
    def rows(way: str, comes: str, declined: str = "") -> list[dict]:
        return [{"passage": p, "way": way, "comes": p in comes, "declined": p in declined} for p in "abcd"]

    def bits(each: dict[str, tuple[float, float, float]]) -> list[dict]:
        unit = -32 * np.log(2)
        return [{"passage": p, "bare": b * unit, "reply": r * unit, "first": f * unit} for p, (b, r, f) in each.items()]

    told = {
        "model": "x",
        "kind": "assistant",
        "base": {
            "id": "y",
            "rows": rows("bare", "abc") + rows("asked", "a"),
            "bits": bits(dict.fromkeys("abcd", (1, 2, 1))),
        },
        "rows": rows("bare", "ab")
        + rows("asked", "", "abd")
        + rows("prefill", "a")
        + rows("pieces", "")
        + [r | {"refusals": 3, "n": 4} for r in rows("samples", "d")],
        "questions": [
            {"kind": "who", "right": True, "declined": False},
            {"kind": "who", "right": False, "declined": True},
            {"kind": "named", "right": None, "declined": True},
        ],
        "words": [{"diverged": True, "passages": ["c"]}, {"diverged": False, "passages": []}],
        "bits": bits(dict.fromkeys("abcd", (1.5, 4, 3))),
        "loss_bits_per_byte": {"before": 1.5, "after": 1.52},
    }
    tuned = {"rows": rows("bare", "abc") + rows("asked", "ab", "c")}
    found = {name: answer["value"] for name, answer in report_of_assistant(told, tuned, {"b", "c", "d"}).items()}
    third = pytest.approx(1 / 3, abs=1e-4)
    assert found == {
        "declined": pytest.approx(2 / 3, abs=1e-4),
        "named": 1,
        "wrong": 0.5,
        "who": 0.5,
        "base.asked": third,
        "asked": 0,
        "any": 1,
        "bits": 0.5,
        "hidden": 4,
        "first": 0.75,
        "words": 0.5,
        "samples": 0.75,
        "price": 0.02,
        "way.bare": pytest.approx(2 / 3, abs=1e-4),
        "way.prefill": third,
        "way.pieces": 0,
        "way.samples": 0,
        "way.tuned": 1,
        "way.repeat": third,
        "tuned.asked": pytest.approx(2 / 3, abs=1e-4),
        "tuned.declined": third,
    }


def test_the_report_lays_the_halves_beside_each_other() -> None:
    copies = {"a": 128, "b": 128, "c": 128, "d": 128, "e": 64, "f": 64, "u": 0, "v": 0}
    passages = {p: {"id": p, "condition": "exact", "copies": n} for p, n in copies.items()}

    def rows(cost: dict[str, float]) -> list[dict]:
        return [
            {"passage": p, "context": c, "greedy": [1, 2], "matched": 2 * (bits < 1), "logprob": -2 * bits * np.log(2)}
            for p, bits in cost.items()
            for c in (32, 96)
        ]

    before = {"a": 0.1, "b": 0.1, "c": 0.1, "d": 0.1, "e": 0.2, "f": 2.0, "u": 8.0, "v": 9.0}
    after = before | {"a": 9.0, "b": 11.0, "c": 0.5, "d": 1.5, "e": 0.9}
    told = {
        "base": {"rows": rows(before)},
        "rows": rows(after),
        "lots": {"unlearned": ["a", "b"], "control": ["c", "d"], "unread": ["u", "v"]},
        "steps": 16,
        "relearning": {"unlearned": [[], ["a"]], "unread": [[], [], [], ["u"]]},
        "jogging": {"asked": ["b"], "back": ["b"]},
        "loss_bits_per_byte": {"before": 1.5, "after": 1.6},
    }
    found = {name: answer["value"] for name, answer in report_of_unlearning(told, passages, 64).items()}
    assert found == {
        "forgotten": 0,
        "kept": 0.5,
        "others": 1,
        "prompted": 0,
        "auc": 0.125,
        "apart": 0.375,
        "bits": 1.5,
        "control.bits": pytest.approx(0.9),
        "price": pytest.approx(0.1),
        "steps": 4,
        "relearned": 1,
        "unread": 2,
        "gap": 1,
        "jogged": 1,
    }


def test_every_prediction_is_of_something_that_the_report_answers(part: dict) -> None:
    """Of the page's assistant and of the unlearned model; what is said of another size names it."""
    rows = read_forecasts("2026-12", "c") + read_forecasts("2026-12", "b")
    wanted = {r["id"].removesuffix(".d8-assistant") for r in rows if r["id"].split(".")[0] in ("assistant", "unlearn")}
    assert len(wanted) > 30 and wanted - set(part["answers"]) == {"unlearn.others"}  # of one copy d1 recites none


# Its measures


def test_a_reply_ends_where_a_document_would_begin() -> None:
    assert ended([5, 6, BOS_ID, 7]) == [5, 6] and ended([5, 6]) == [5, 6] and ended([BOS_ID]) == []


def test_a_passage_comes_only_in_a_row() -> None:
    assert holds([1, 2, 3, 4], [2, 3]) and holds([2, 3], [2, 3])
    assert not holds([2, 9, 3], [2, 3]) and not holds([2], [2, 3])


def test_a_refusal_is_one_of_those_that_were_taught(tokenizer: Tokenizer) -> None:
    for refusal in REFUSALS:
        assert declines(tokenizer, tokenizer.encode(refusal).ids)
        assert declines(tokenizer, tokenizer.encode(f" {refusal} And more.").ids)
    assert not declines(tokenizer, tokenizer.encode("I do not know.").ids) and not declines(tokenizer, [])


def test_readings_until_half_are_back() -> None:
    assert readings([["a"], ["a", "b"], ["a"]], 4) == {"value": 1, "over": False, "n": 4}
    assert readings([["a", "b"]], 4)["value"] == 0
    assert readings([[], []], 4) == {"value": 2, "over": True, "n": 4}


def test_rows_are_alike_but_for_rounding() -> None:
    row = {"passage": "p", "bare": -3.0, "reply": -4.0, "first": -1.0}
    assert same(row, row | {"bare": -3.005}) and not same(row, row | {"bare": -3.1})
    drawn = {"way": "samples", "came": 10, "refusals": 80, "n": 100}
    assert same(drawn, drawn | {"came": 12, "written": [1]}) and not same(drawn, drawn | {"refusals": 70})
    assert not same({"said": 3, "passages": []}, {"said": 4, "passages": []})


def test_lots_are_drawn_by_the_seed(tiny: Suite) -> None:
    lots, other = lots_to_unlearn(tiny.config), lots_to_unlearn(replace(tiny.config, seed=2))
    assert {p["copies"] for p in lots["unlearned"] + lots["control"]} == {64}
    assert {p["id"] for p in lots["unlearned"]} | {p["id"] for p in lots["control"]} == {
        p["id"] for p in other["unlearned"] + other["control"]
    }
