"""The model, its schedule and its measures, against what they must be by definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from training.config import SuiteConfig
from training.goldfish import left_out
from training.model import HEAD_DIM, ModelConfig, Transformer
from training.publish import label
from training.runtime import log_softmax
from training.test.conftest import ROOT, Suite
from training.train import NO_TARGET, Batches, bits_per_byte, held_out, learning_rate, recipe


@pytest.fixture(scope="module")
def model() -> Transformer:
    torch.manual_seed(0)
    return Transformer(ModelConfig.from_depth(2, vocab_size=97, context=64)).eval()


def ids(batch: int, length: int, vocab: int = 97) -> torch.Tensor:
    return torch.randint(vocab, (batch, length), generator=torch.Generator().manual_seed(length))


@torch.no_grad()
@pytest.mark.parametrize("pieces", [[1] * 20, [7, 13], [19, 1], [1, 19]])
def test_reading_with_a_cache_equals_reading_at_once(model: Transformer, pieces: list[int]) -> None:
    x = ids(3, 20)
    whole, whole_cache = model(x)
    past, parts, at = None, [], 0
    for length in pieces:
        positions = torch.arange(at, at + length).expand(3, length)
        mask = torch.ones(3, at + length, dtype=torch.int64)
        logits, past = model(x[:, at : at + length], positions, mask, past)
        parts.append(logits)
        at += length
    torch.testing.assert_close(torch.cat(parts, 1), whole, atol=1e-5, rtol=0)
    for pair, expected in zip(past, whole_cache, strict=True):
        torch.testing.assert_close(pair, expected, atol=1e-5, rtol=0)


@torch.no_grad()
def test_nothing_later_is_seen(model: Transformer) -> None:
    x = ids(1, 20)
    y = x.clone()
    y[0, 12:] = (y[0, 12:] + 1) % 97
    torch.testing.assert_close(model(x)[0][:, :12], model(y)[0][:, :12], atol=0, rtol=0)
    assert (model(x)[0][:, 12] - model(y)[0][:, 12]).abs().max() > 1e-4


@torch.no_grad()
def test_only_distances_between_positions_count(model: Transformer) -> None:
    x, mask = ids(2, 10), torch.ones(2, 10, dtype=torch.int64)
    near, far = (model(x, torch.arange(s, s + 10).expand(2, 10), mask)[0] for s in (0, 30))
    torch.testing.assert_close(near, far, atol=1e-5, rtol=0)
    scattered = torch.tensor([[0, 2, 3, 4, 5, 6, 7, 8, 9, 10]]).expand(2, 10)
    assert (model(x, scattered, mask)[0] - near).abs().max() > 1e-4


@torch.no_grad()
def test_masked_positions_do_not_count(model: Transformer) -> None:
    x = ids(1, 10)
    padded = torch.cat((torch.full((1, 4), 5), x), 1)
    mask = torch.cat((torch.zeros(1, 4), torch.ones(1, 10)), 1).long()
    positions = torch.cat((torch.zeros(1, 4), torch.arange(10)[None]), 1).long()
    torch.testing.assert_close(model(padded, positions, mask)[0][:, 4:], model(x)[0], atol=1e-5, rtol=0)


@pytest.mark.parametrize(("depth", "width"), [(1, 32), (2, 64), (4, 128), (6, 256), (8, 512)])
def test_shape_and_parameters_follow_the_dial(depth: int, width: int) -> None:
    config = ModelConfig.from_depth(depth, vocab_size=1000, context=64)
    assert (config.width, config.heads, config.mlp % 32) == (width, width // HEAD_DIM, 0)
    assert 8 * width / 3 <= config.mlp < 8 * width / 3 + 32
    # Embedding once, being tied; per layer four square matrices, three of the MLP, two norms; one norm at the end.
    layer = 4 * width * width + 3 * width * config.mlp + 2 * width
    assert Transformer(config).parameter_count() == 1000 * width + depth * layer + width


def test_learning_rate_rises_then_falls_to_a_tenth() -> None:
    rates = [learning_rate(step, 1000, 0.004, 0.05) for step in range(1000)]
    assert rates[0] == pytest.approx(0.004 / 50)
    assert rates[49] == pytest.approx(0.004) and max(rates) == pytest.approx(0.004)
    assert np.allclose(np.diff(rates[:50]), 0.004 / 50)
    assert (np.diff(rates[50:]) < 0).all()
    assert rates[(50 + 1000) // 2] == pytest.approx(0.0022)  # half-way down: between 1 and 0.1 of the peak
    assert rates[-1] == pytest.approx(0.0004, rel=1e-2)
    assert learning_rate(0, 1, 0.004, 0.05) == 0.004  # a run of one step


def test_batches_cover_a_pass_once_and_are_shared_out_by_rows() -> None:
    stream = np.arange(1000, dtype="<u2")
    batches = Batches(stream, context=8, batch=4, seed=7)
    starts = np.concatenate([batches.starts(step) for step in range(batches.steps_per_pass)])
    assert len(starts) == len(set(starts.tolist())) == batches.steps_per_pass * 4
    assert len(set((starts % 8).tolist())) == 1 and starts.max() + 8 < 1000
    second = np.concatenate([batches.starts(batches.steps_per_pass + s) for s in range(batches.steps_per_pass)])
    assert starts.tolist() != second.tolist()
    # Jumping to a step gives what walking to it gave: a resumed run reads what an uninterrupted one would.
    x, y = Batches(stream, 8, 4, 7).get(5)
    assert x[:, 0].tolist() == starts[20:24].tolist() and (y == x + 1).all()
    halves = [Batches(stream, 8, 4, 7).get(5, rank, 2)[0] for rank in (0, 1)]
    assert sorted(torch.cat(halves)[:, 0].tolist()) == sorted(x[:, 0].tolist())


def test_goldfish_targets_are_left_out_and_nothing_else_changes() -> None:
    stream = np.random.default_rng(0).integers(0, 50, 1000).astype("<u2")
    plain, fish = Batches(stream, 32, 4, 7), Batches(stream, 32, 4, 7, goldfish=4)
    (x, y), (a, b) = plain.get(3), fish.get(3)
    assert (x == a).all() and ((b == y) | (b == NO_TARGET)).all()
    assert 0.1 < (b == NO_TARGET).float().mean() < 0.4
    positions = plain.starts(3)[:, None] + 1 + np.arange(32)
    assert ((b == NO_TARGET).numpy() == left_out(stream, 4)[positions]).all()


def test_seeds_give_other_weights_and_another_order(tiny: Suite) -> None:
    first, second = (tiny.config.model(name) for name in ("d1-raw", "d1-seed2"))
    assert [recipe(tiny.config, entry)[1]["seed"] for entry in (first, second)] == [1851, 1852]
    stream = np.arange(1000, dtype="<u2")
    assert Batches(stream, 8, 4, 1851).starts(0).tolist() != Batches(stream, 8, 4, 1852).starts(0).tolist()


def test_a_width_can_be_given() -> None:
    config = ModelConfig.from_depth(8, vocab_size=1000, context=64, width=384)
    assert (config.width, config.heads, config.mlp) == (384, 12, 1024)


@pytest.mark.parametrize("vocab", [2, 512])
def test_bits_per_byte_of_a_model_that_knows_nothing(tiny: Suite, vocab: int) -> None:
    """A uniform guess costs log2(V) bits a token, whatever the windows."""
    documents, n_bytes = held_out(tiny.config.out / "corpus")
    documents = [[i % vocab for i in document] for document in documents]
    measured = bits_per_byte(lambda window: torch.zeros(len(window), vocab), 256, documents, n_bytes)
    assert measured == pytest.approx(math.log2(vocab) * sum(map(len, documents)) / n_bytes, rel=1e-5)


def test_bits_per_byte_counts_the_bytes_of_the_text(tiny: Suite) -> None:
    documents, n_bytes = held_out(tiny.config.out / "corpus")
    tokenizer = Tokenizer.from_file(str(tiny.config.out / "corpus" / "tokenizer.json"))
    assert sum(len(tokenizer.decode(d).encode()) for d in documents) == n_bytes


def test_log_softmax_is_normalized_and_survives_large_logits() -> None:
    logits = np.array([[1000.0, 999.0, -1000.0], [0.0, 0.0, 0.0]], dtype=np.float32)
    logprobs = log_softmax(logits)
    assert np.exp(logprobs).sum(-1) == pytest.approx([1, 1])
    assert logprobs[0, 0] - logprobs[0, 1] == pytest.approx(1) and logprobs[1, 2] == pytest.approx(-math.log(3))


def test_labels() -> None:
    assert [label(n) for n in (5_848_576, 1_328_256, 361_408, 25_000)] == ["5.8M", "1.3M", "0.36M", "0.025M"]


def test_every_config_can_be_read() -> None:
    for path in sorted((ROOT / "training" / "configs").glob("*.json")):
        config = SuiteConfig.load(path)
        assert len({m.id for m in config.models}) == len(config.models), path
