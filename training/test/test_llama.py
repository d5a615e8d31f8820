"""What is written in full precision is a Llama: `transformers` opens it and computes the same."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from training import llama
from training.config import SuiteConfig, read_json
from training.model import ModelConfig, Transformer
from training.stages import LAB
from training.test.conftest import Suite, run, write_config


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


@pytest.mark.parametrize(
    ("model", "dtype", "within"), [("d1-raw", "fp16", 0.02), ("d1-dedup", "q8", 0.2), ("d1-assistant", "q8", 0.5)]
)
def test_where_nothing_was_trained_it_is_the_published_weights(
    tiny: Suite, tmp_path: Path, model: str, dtype: str, within: float
) -> None:
    config = write_config(tmp_path)
    with pytest.warns(UserWarning, match=f"{model} is not trained here: its published weights, stored in {dtype}"):
        published = llama.load(model, config=config, lab=tiny.lab)
    trained, ids = llama.load(model, config=tiny.config_path), torch.arange(1, 60)[None]
    with torch.no_grad():
        difference = (published(ids)[0] - trained(ids)[0]).abs().max()
    assert (published.precision, trained.precision) == (dtype, "fp32") and 0 < difference < within


def test_what_is_neither_trained_nor_published_is_told(tiny: Suite, tmp_path: Path) -> None:
    config = write_config(tmp_path)
    make = f"python -m training.llama --config {config} --model"
    kept = read_json(tiny.config.checkpoint("d1-raw") / "meta.json")["training"]["snapshots"]
    for model, step, lab, message in (
        ("d1-seed2", None, tiny.lab, f"of it results alone are published: {make} d1-seed2 --train"),
        ("d1-raw", None, LAB, f"{LAB} does not hold it: {make} d1-raw --train"),
        ("d1-raw", kept[0], tiny.lab, f"snapshots are not published: {make} d1-raw --train --step {kept[0]}"),
        ("d1-raw", 7, tiny.lab, f"no weights of d1-raw were kept at step 7; there are {kept}"),
    ):
        with pytest.raises(SystemExit, match=re.escape(message)):
            llama.load(model, step, config, lab)


def test_one_command_makes_the_weights_anew_to_the_stated_hash(tiny: Suite, tmp_path: Path) -> None:
    """Corpus and training from nothing, by the command; the hash is the manifest's, and another one is told."""
    config = write_config(tmp_path)
    command = ("training.llama", "--config", str(config), "--model", "d1-once", "--lab", str(tiny.lab))
    stated = next(m for m in read_json(tiny.lab / "manifest.json")["control_models"] if m["id"] == "d1-once")
    said = run(*command, "--train").splitlines()[-1]
    assert said == f"d1-once: the weights of the release, to the bit (model.pt: {stated['weights_sha256']})"
    path = SuiteConfig.load(config).checkpoint("d1-once") / "model.pt"
    torch.save({name: weight + 1 for name, weight in torch.load(path).items()}, path)
    said = run(*command).splitlines()[-1]
    assert said.startswith("d1-once: the recipe of the release, and other weights") and stated["weights_sha256"] in said


def test_the_command_says_what_it_wrote(tiny: Suite, tmp_path: Path) -> None:
    log = run("training.llama", "--config", str(tiny.config_path), "--model", "d1-raw", "--lab", str(tiny.lab))
    assert [line.split("  ")[1] for line in log.splitlines()[-6:-1]] == [
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
