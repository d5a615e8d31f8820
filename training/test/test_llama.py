"""What is written in full precision is a Llama: `transformers` opens it and computes the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from training import llama
from training.config import read_json
from training.model import ModelConfig, Transformer
from training.test.conftest import Suite, run


@pytest.fixture(scope="module")
def written(tiny: Suite, tmp_path_factory: pytest.TempPathFactory) -> tuple[Transformer, Path]:
    """A model with three layers and other weights than those that it begins with, as a folder."""
    torch.manual_seed(0)
    model = Transformer(ModelConfig.from_depth(3, 2048, 256)).eval()
    for parameter in model.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    folder = tmp_path_factory.mktemp("llama")
    llama.write(model, tiny.config.out / "corpus" / "tokenizer.json", folder)
    return model, folder


def test_transformers_computes_the_same(written: tuple[Transformer, Path]) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model, folder = written
    theirs = AutoModelForCausalLM.from_pretrained(folder)
    assert type(theirs).__name__ == "LlamaForCausalLM" and theirs.dtype == torch.float32
    ids = torch.randint(0, 2048, (2, 256), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        ours, logits = model(ids)[0], theirs(ids).logits
    assert ours.std() > 0.3 and (ours - logits).abs().max() < 1e-4
    assert sum(p.numel() for p in theirs.parameters()) == model.parameter_count()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    text = "Call me Ishmael. Some years ago"
    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


def test_every_weight_has_its_name_and_none_another() -> None:
    names = [llama.llama_name(name) for name in Transformer(ModelConfig.from_depth(2, 64, 32)).state_dict()]
    assert len(set(names)) == len(names) == 2 + 2 * 9
    with pytest.raises(KeyError):
        llama.llama_name("blocks.0.attention.bias")


def test_models_and_their_snapshots_are_loaded_by_name(tiny: Suite) -> None:
    kept = read_json(tiny.config.checkpoint("d1-raw") / "meta.json")["training"]["snapshots"]
    ids = torch.arange(1, 60)[None]
    with torch.no_grad():
        end, *on_the_way = (llama.load("d1-raw", step, tiny.config_path)(ids)[0].numpy() for step in (None, *kept))
    assert np.array_equal(end, on_the_way[-1]) and not np.allclose(end, on_the_way[0], atol=0.1)
    with pytest.raises(SystemExit, match=r"no weights of d1-raw were kept at step 7; there are \[\d+, \d+\]"):
        llama.load("d1-raw", 7, tiny.config_path)
    with pytest.raises(SystemExit, match="no model 'd9-raw' in this config"):
        llama.load("d9-raw", config=tiny.config_path)


def test_the_command_says_what_it_wrote(tiny: Suite, tmp_path: Path) -> None:
    log = run("training.llama", "--config", str(tiny.config_path), "--model", "d1-raw")
    assert [line.split("  ")[1] for line in log.splitlines()[-5:]] == [
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
