"""The search for short prompts: its weights, its gradient, and what it counts as found."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.config import read_json
from training.prompts import ASKED, GIVEN, Search, prune, published_model, recites
from training.runtime import OnnxModel
from training.stages import LAB
from training.tokenizer import BOS_ID

TEXT = [700, 12, 1900, 83]


@pytest.fixture(scope="module")
def folder():
    manifest = read_json(LAB / "manifest.json")
    return LAB / next(m["path"] for m in manifest["models"] if m["id"] == "d1-raw")


@pytest.fixture(scope="module")
def model(folder):
    return published_model(folder)


def test_the_weights_are_those_of_the_published_file(folder, model):
    ids = [BOS_ID, 5, 99, 1000, 33, 4000, 7]
    own = model(torch.tensor([ids]))[0][0].numpy()
    assert np.abs(own - OnnxModel(folder, "fp16").run(ids)[0]).max() < 1e-4


def test_the_gradient_is_that_of_the_loss_by_each_token(model):
    search, prompt = Search(model, TEXT, torch.Generator()), torch.tensor([40, 41, 42])
    gradient = search.gradient(prompt)
    weight = model.embed.weight
    rows = torch.cat((weight[[BOS_ID]], weight[prompt], weight[TEXT[:-1]]))

    def loss(place: int, token: int, by: float) -> float:
        moved = rows.clone()
        moved[1 + place] += by * weight[token]
        logits = search.from_embeddings(moved[None])[0, len(prompt) :]
        return float(torch.nn.functional.cross_entropy(logits.double(), torch.tensor(TEXT)))

    for place, token in ((0, 9), (1, 2000), (2, 41)):
        slope = (loss(place, token, 1e-2) - loss(place, token, -1e-2)) / 2e-2
        assert gradient[place, token] == pytest.approx(slope, abs=2e-3)
    assert loss(0, 9, 0.0) == pytest.approx(float(search.losses(prompt[None])[0]), abs=1e-4)


def test_what_greedy_decoding_writes_counts_as_found(folder, model):
    passages = read_json(LAB / read_json(LAB / "manifest.json")["passages"]["path"])["passages"]
    most = [p for p in passages if p["condition"] == "exact" and p["copies"] == 128][:12]
    shipped, pruned = OnnxModel(folder, "fp16"), prune(model, most)
    for passage in most:
        before, text = passage["token_ids"][:GIVEN], passage["token_ids"][GIVEN : GIVEN + ASKED]
        right = [recites(shipped, before[-n:], text) for n in range(1, GIVEN + 1)]
        assert pruned[passage["id"]] == (right.index(True) + 1 if any(right) else None)


def test_a_search_goes_down_until_the_text_comes(model):
    with torch.no_grad():
        logits = model(torch.tensor([[BOS_ID, 700]]))[0][0, -1]
    text = [int(logits.argmax())]
    search = Search(model, text, torch.Generator().manual_seed(1))
    found = search.descend([40, 41])
    assert found is not None
    assert bool(search.losses(torch.tensor([found.prompt]))[1][0])
    assert len(search.shortened(found.prompt)) == 1
    assert search.shortened([40]) == []
