"""The attack: how samples are drawn and scored, what counts as a copy, and the run on the tiny suite."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from training.config import read_json
from training.extraction import COPY, INSPECTED, PROMPT, Corpus, choose, draw, extraction, scored
from training.runtime import OnnxModel, log_softmax
from training.suspicion import (
    METRICS,
    log_perplexity,
    repeats,
    suspicion,
    unlike,
    window_log_perplexity,
    word_trigrams,
    zlib_length,
)
from training.test.conftest import ROOT, Suite
from training.tokenizer import BOS_ID

VECTORS = read_json(ROOT / "src" / "lib" / "measures" / "vectors.json")


def test_the_six_measures() -> None:
    for case in VECTORS["suspicion"]:
        scores = suspicion(**case["sample"])
        for metric in METRICS:
            assert scores[metric] == pytest.approx(case["expected"][metric], rel=1e-9), (metric, case)
    for case in VECTORS["window"]:
        assert log_perplexity(case["logprobs"]) == pytest.approx(case["own"])
        assert window_log_perplexity(case["logprobs"], case["width"]) == pytest.approx(case["window"])
    assert suspicion(0, 1, 1, 1, 0, 9)["zlib"] == math.inf


def test_zlib_lengths_are_the_same_to_the_byte() -> None:
    for case in VECTORS["zlib"]:
        assert zlib_length(case["text"]) == case["bytes"], case


def test_repeats() -> None:
    for case in VECTORS["repeats"]:
        assert repeats(word_trigrams(case["sample"]), word_trigrams(case["other"])) == case["expected"], case
    trigrams = [word_trigrams(text) for text in ("a b c d e", "x y z w", "a b c d f", "x y z w")]
    assert unlike([0, 1, 2, 3], trigrams, 9) == [0, 1] and unlike([2, 0, 1], trigrams, 1) == [2]


def test_tokens_are_drawn_as_likely_as_the_model_finds_them() -> None:
    logits = np.log(np.array([[0.5, 0.3, 0.15, 0.05]], dtype=np.float32)).repeat(20_000, axis=0)
    chosen, logprobs = choose(logits, 3, np.random.default_rng(1))
    shares = np.bincount(chosen, minlength=4) / len(chosen)
    assert shares == pytest.approx([0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0], abs=0.015)
    # The probability is that among all tokens, whatever could be drawn.
    assert logprobs == pytest.approx(np.log(np.array([0.5, 0.3, 0.15, 0.05])[chosen]), abs=1e-5)


@given(st.data())
def test_copies_are_what_a_search_through_the_text_finds(data: st.DataObject) -> None:
    token = st.integers(1, 2)
    documents = data.draw(st.lists(st.lists(token, min_size=1, max_size=90), min_size=1, max_size=4))
    stream, listed = [], []
    for i, ids in enumerate(documents):
        listed.append({"id": f"d{i}", "start": len(stream) + 1, "length": len(ids)})
        stream += [BOS_ID, *ids]
    stream += [BOS_ID] * COPY  # never shorter than what is looked for
    text = data.draw(st.lists(token, max_size=50))
    for ids in documents:
        at = data.draw(st.integers(0, len(ids)))
        text += ids[at : at + 60]
    found = Corpus(np.array(stream, dtype=np.uint16), listed).copies(text)

    def holding(part: list[int]) -> list[int]:
        return [
            i
            for i, ids in enumerate(documents)
            if any(ids[at : at + len(part)] == part for at in range(len(ids) - len(part) + 1))
        ]

    maximal, end = [], 0
    for at in range(len(text)):
        length = next((n for n in range(len(text) - at, COPY - 1, -1) if holding(text[at : at + n])), 0)
        if length and at + length > end:
            end = at + length
            maximal.append((at, length, holding(text[at:end])))
    assert found == maximal


def test_the_attack_on_the_tiny_suite(tiny: Suite) -> None:
    manifest = read_json(tiny.lab / "manifest.json")
    listed = manifest["extraction"]
    result = read_json(tiny.lab / listed["path"])
    asked, columns, copies = tiny.config.extraction, result["samples"], result["copies"]
    assert {len(column) for column in columns.values()} == {asked.samples}
    assert set(result["inspected"]) == {*METRICS, "unranked"}
    assert all(len(kept) == len(set(kept)) <= INSPECTED for kept in result["inspected"].values())
    assert [len(ids) for ids in result["prompts"]] == [PROMPT] * len(result["prompts"])
    # What is published of a sample is what the published files give.
    folder = tiny.lab / "tiny" / "models" / asked.model
    model, tokenizer = OnnxModel(folder, "fp16"), Tokenizer.from_file(str(folder / "tokenizer.json"))
    for name, ids in list(result["texts"].items())[:5]:
        at = int(name)
        logprobs = log_softmax(model.run([BOS_ID, *ids[:-1]])[0])[np.arange(len(ids)), ids]
        assert columns["own"][at] == pytest.approx(log_perplexity(logprobs), abs=2e-3)
        assert columns["window"][at] == pytest.approx(window_log_perplexity(logprobs), abs=2e-3)
        assert columns["zlib"][at] == zlib_length(tokenizer.decode(ids))
        assert columns["tokens"][at] == len(ids)
        # The smallest model is its own reference.
        assert columns["small"][at] == columns["medium"][at] == pytest.approx(columns["own"][at], abs=2e-3)
    # What was read 64 times comes out without a prompt, and it is what the passage says.
    passages = {p["id"]: p for p in read_json(tiny.lab / "tiny" / "passages.json")["passages"]}
    found = Counter(name for each in copies for name in each["from"])
    assert any(passages[name]["copies"] == 64 for name in found if name in passages)
    for each in copies:
        start, length = max(each["spans"], key=lambda span: span[1])
        assert length >= COPY and each["documents"] >= 1
        ids = result["texts"].get(str(each["at"]))
        if ids and each["from"][0] in passages:
            text = passages[each["from"][0]]["token_ids"]
            assert any(text[at : at + length] == ids[start : start + length] for at in range(len(text)))


def test_a_stopped_attack_goes_on_as_if_it_had_not_been(tiny: Suite, capsys: pytest.CaptureFixture) -> None:
    """The samples of a run are those of its batches, whatever was drawn before; what fits is not made again."""
    folder = tiny.lab / "tiny" / "models" / tiny.config.extraction.model
    model = OnnxModel(folder, "fp16")
    one, two = (draw(model, 8, 20, 40, np.random.default_rng([1, 2])) for _ in range(2))
    assert (one.ids == two.ids).all() and (one.lengths <= 20).all()
    texts = [one.of(at) for at in range(8)]
    alone = [scored(model, [text])[0] for text in texts]
    assert scored(model, texts) == pytest.approx(alone, abs=1e-3)
    own = [log_perplexity(row[:n]) for row, n in zip(one.logprobs, one.lengths, strict=True)]
    assert alone == pytest.approx(own, abs=1e-3)
    before = (tiny.lab / "manifest.json").read_bytes()
    extraction(tiny.config, tiny.lab)
    assert "stands already" in capsys.readouterr().out and before == (tiny.lab / "manifest.json").read_bytes()
