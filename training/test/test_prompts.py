"""The search for short prompts: its weights, its gradient, and what it counts as found."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np
import pytest
import torch

from training import prompts
from training.check import check_prompts
from training.config import read_json, write_json
from training.prompts import (
    ASKED,
    GIVEN,
    LONGEST,
    OUT,
    PIECE,
    Search,
    by_lot,
    enough,
    fewest,
    parted,
    pattern,
    pruned,
    recites,
    record,
    repeated,
)
from training.published import published_model
from training.runtime import OnnxModel, greedy
from training.stages import LAB
from training.test.conftest import ROOT, Suite
from training.tokenizer import BOS_ID

TEXT = [700, 12, 1900, 83]
MANIFEST = read_json(LAB / "manifest.json")
PASSAGES = read_json(LAB / MANIFEST["passages"]["path"])["passages"]


def folder(model_id: str) -> Path:
    return LAB / next(m["path"] for m in MANIFEST["models"] if m["id"] == model_id)


@pytest.fixture(scope="module")
def model():
    return published_model(folder("d1-raw"), "fp16").requires_grad_(False)


@pytest.mark.parametrize(("name", "dtype"), [("d1-raw", "fp16"), ("d1-raw", "q8"), ("d6-raw", "q8")])
def test_the_weights_are_those_of_the_published_file(name: str, dtype: str) -> None:
    ids = [BOS_ID, 5, 99, 1000, 33, 4000, 7]
    with torch.no_grad():
        own = published_model(folder(name), dtype)(torch.tensor([ids]))[0][0].numpy()
    assert np.abs(own - OnnxModel(folder(name), dtype).run(ids)[0]).max() < 1e-4


def test_the_gradient_is_that_of_the_loss_by_each_token(model) -> None:
    search, prompt = Search(model, TEXT, torch.Generator()), torch.tensor([40, 41, 42])
    gradient = search.gradient(prompt)
    weight = model.embed.weight
    rows = torch.cat((weight[[BOS_ID]], weight[prompt], weight[TEXT[:-1]]))

    def loss(place: int, token: int, by: float) -> float:
        moved = rows.clone()
        moved[1 + place] += by * weight[token]
        logits = search.read(moved[None], len(TEXT))[0]
        return float(torch.nn.functional.cross_entropy(logits.double(), torch.tensor(TEXT)))

    for place, token in ((0, 9), (1, 2000), (2, 41)):
        slope = (loss(place, token, 1e-2) - loss(place, token, -1e-2)) / 2e-2
        assert gradient[place, token] == pytest.approx(slope, abs=2e-3)
    losses, rights = search.losses(prompt[None], torch.tensor(TEXT))
    assert loss(0, 9, 0.0) == pytest.approx(float(losses[0]), abs=1e-4)
    whole = model(torch.tensor([[BOS_ID, 40, 41, 42, *TEXT[:-1]]]))[0][0, 3:]
    assert bool(rights[0]) == (whole.argmax(-1).tolist() == TEXT)
    proposed = search.proposals(prompt)
    assert BOS_ID not in proposed and gradient[0, proposed[0, 0]] == gradient[0][1:].min()


def test_what_greedy_decoding_writes_counts() -> None:
    shipped = OnnxModel(folder("d4-raw"), "fp16")
    most = [p["token_ids"] for p in PASSAGES if p["condition"] == "exact" and p["copies"] == 128][:6]
    rows = pruned(shipped, [parted(ids) for ids in most])
    for ids, row in zip(most, rows, strict=True):
        before, text = parted(ids)
        assert [before, text] == [ids[:32], ids[32:64]]
        right = [recites(shipped, before[-n:], text) for n in range(1, GIVEN + 1)]
        assert [count == ASKED for count in row] == right
        assert fewest(row) == (right.index(True) + 1 if any(right) else None)
    assert any(fewest(row) for row in rows)


def test_a_text_comes_from_as_few_first_tokens_as_suffice() -> None:
    shipped = OnnxModel(folder("d1-raw"), "fp16")
    written = greedy(shipped, [[BOS_ID, 700]], 6)[0][0].tolist()
    assert enough(shipped, [700, *written]) == 1
    turned = [700, *written[:3], written[3] + 1]
    assert enough(shipped, [*turned, *greedy(shipped, [[BOS_ID, *turned]], 2)[0][0].tolist()]) == 5
    row = pattern(shipped, {"id": "r", "token_ids": [700, *written]})
    assert row == {"passage": "r", "given": 1, "matched": [6]}
    assert repeated([1, 2, 3, 4, 5, 6]) == [1, 2, 3, 4] * 16 and len(repeated([9] * 128)) == GIVEN + ASKED


def test_a_search_goes_down_until_the_text_comes(model) -> None:
    with torch.no_grad():
        logits = model(torch.tensor([[BOS_ID, 700]]))[0][0, -1]
    text = [int(logits.argmax())]
    search = Search(model, text, torch.Generator().manual_seed(1))
    found = search.descend([40, 41])
    assert found is not None
    assert bool(search.losses(torch.tensor([found.prompt]), torch.tensor(text))[1][0])
    assert len(search.shortened(found.prompt)) == 1
    assert search.shortened([40]) == []


def test_the_record_goes_on_where_it_was_stopped(tiny: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "STEPS", 2)
    out, copies = tmp_path / "prompts.json", (0, 64)
    asked, calls = tiny.config.models[0].id, []

    def record_until(n: float) -> None:
        """Until it has asked n times whether time is up."""
        calls.clear()
        record(tiny.lab, [asked], out, copies, lambda: calls.append(0) or len(calls) > n)

    record_until(5)
    (half,) = read_json(out)["models"]
    assert (len(half["pruned"]), len(half["repeated"]), len(half["searched"])) == (8, 4, 4)
    record_until(float("inf"))
    (whole,) = read_json(out)["models"]
    straight = tmp_path / "straight.json"
    record(tiny.lab, [asked], straight, copies)
    assert read_json(straight)["models"] == [whole] and whole["searched"][:4] == half["searched"]

    passages = read_json(tiny.lab / "tiny" / "passages.json")["passages"]
    order = [p["id"] for pair in zip(*(by_lot(passages, n) for n in copies), strict=True) for p in pair]
    assert [row["passage"] for row in whole["searched"]] == order
    read = {p["id"]: p["copies"] for p in passages}
    counts = {row["passage"]: fewest(row["matched"]) for row in whole["pruned"]}
    assert any(n for name, n in counts.items() if read[name] == 64)
    for row in whole["searched"]:
        n, found = counts[row["passage"]], row["prompt"]
        assert found is not None or n is None
        assert found is None or len(found) <= (n or LONGEST)
    assert {len(row["matched"]) for row in [*whole["pruned"], *whole["repeated"]]} == {GIVEN}
    assert len(whole["patterns"]) == 2 and PIECE < GIVEN

    assert check_prompts(tiny.lab, out) == []
    made = read_json(out)
    made["models"][0]["pruned"][0]["matched"][3] += 1
    made["models"][0]["searched"][0]["prompt"] = [5]
    made["models"][0]["patterns"][0]["given"] += 1
    write_json(out, made)
    assert len(check_prompts(tiny.lab, out)) == 3
    write_json(out, made | {"given": 16})
    with pytest.raises(SystemExit, match="other settings"):
        record(tiny.lab, [asked], out, copies)


def test_recorded_prompts_are_what_the_shipped_files_give(capsys: pytest.CaptureFixture) -> None:
    seed = secrets.randbelow(2**32)
    with capsys.disabled():
        print(f"\nasking 4 recorded prompts of each kind again, drawn by seed {seed}")
    assert check_prompts(LAB, ROOT / OUT, 4, seed) == []
