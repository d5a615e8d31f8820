"""What stands in `static/lab/` is what its manifest says, and what the shipped files give."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from training import corpus
from training.config import HERE, SuiteConfig, read_json, sha256
from training.evaluate import CONTEXTS, check, common_prefix
from training.publish import summarize
from training.stages import LAB

ROWS = 12  # recomputed a model


@pytest.fixture(scope="module")
def manifest() -> dict:
    return read_json(LAB / "manifest.json")


def files(value: object) -> Iterator[dict]:
    """Every file entry, wherever it stands in the manifest."""
    if isinstance(value, dict):
        if {"path", "bytes", "sha256"} <= value.keys():
            yield value
        for inner in value.values():
            yield from files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from files(inner)


def test_every_file_is_listed_and_as_listed(manifest: dict) -> None:
    listed = {LAB / entry["path"]: entry for entry in files(manifest)}
    for path, entry in listed.items():
        assert path.stat().st_size == entry["bytes"] and sha256(path) == entry["sha256"], path
    assert {path for path in (LAB / manifest["release"]).rglob("*") if path.is_file()} == set(listed)


def test_results_are_what_the_shipped_files_give(manifest: dict, capsys: pytest.CaptureFixture) -> None:
    seed = secrets.randbelow(2**32)
    with capsys.disabled():
        print(f"\nrecomputing {ROWS} rows a model, drawn by seed {seed}")
    for model in manifest["models"]:
        assert check(LAB, model["id"], ROWS, seed) == []


def test_the_corpus_is_what_the_pipeline_builds(manifest: dict, tmp_path: Path) -> None:
    config = replace(SuiteConfig.load(HERE / "configs" / "main.json"), out=tmp_path)
    corpus.build(config)
    built = {path.name: sha256(path) for path in (tmp_path / "corpus").iterdir()}
    for entry in (manifest["passages"], manifest["corpus"]["tokens"], manifest["corpus"]["documents"]):
        assert built[Path(entry["path"]).name] == entry["sha256"], entry["path"]
    assert built["tokenizer.json"] == manifest["tokenizer"]["sha256"]
    for data, digest in manifest["corpus"]["stream_sha256"].items():
        assert built[f"{data}.bin"] == digest
    for model in manifest["models"]:
        assert model["training"]["stream_sha256"] == built[f"{model['data']}.bin"]


def test_the_config_is_the_one_published(manifest: dict) -> None:
    config = json.loads((HERE / "configs" / "main.json").read_text())
    assert {m["id"]: m["depth"] for m in manifest["models"]} == {m["id"]: m["depth"] for m in config["models"]}
    assert (manifest["release"], manifest["seed"]) == (config["release"], config["seed"])
    for model in manifest["models"]:
        assert config["training"].items() <= model["training"].items()


def test_results_agree_with_themselves_and_with_the_summary(manifest: dict) -> None:
    passages = read_json(LAB / manifest["passages"]["path"])["passages"]
    truth = {p["id"]: p["token_ids"] for p in passages}
    summary = read_json(LAB / manifest["summary"]["path"])["rows"]
    for entry in manifest["results"]:
        rows = read_json(LAB / entry["path"])["rows"]
        assert len(rows) == len(passages) * len(CONTEXTS)
        for row in rows:
            ids = truth[row["passage"]][row["context"] :][:32]
            assert row["matched"] == common_prefix(row["greedy"], ids) and len(row["greedy"]) == len(ids)
            assert row["logprob"] < 0
        assert summarize(rows, passages) == [line for line in summary if line["model"] == entry["model"]]


def test_the_finding(manifest: dict) -> None:
    """What the page says: never seen, never recited; 128 copies, recited by all raw models; a twin recites nothing."""
    summary = read_json(LAB / manifest["summary"]["path"])["rows"]
    data = {m["id"]: m["data"] for m in manifest["models"]}
    for line in summary:
        if line["copies"] == 0 or data[line["model"]] == "dedup":
            assert line["recited"] == 0, line
    by_size = sorted((m["parameters"], m["id"]) for m in manifest["models"] if m["data"] == "raw")
    recited = [
        sum(line["recited"] for line in summary if line["model"] == model_id and line["context"] == 32)
        for _, model_id in by_size
    ]
    assert recited == sorted(recited) and recited[-1] > recited[0], dict(zip(by_size, recited, strict=True))


def test_stored_weights_stay_near_the_trained_ones(manifest: dict) -> None:
    for model in manifest["models"]:
        loss = model["loss_bits_per_byte_by_dtype"]
        assert loss["fp16"] == pytest.approx(loss["fp32"], abs=0.001)
        assert loss["q8"] == pytest.approx(loss["fp32"], abs=0.01)
        assert model["parity"]["fp32"]["max_abs_logprob"] < 1e-3 and model["parity"]["fp32"]["same_argmax"] == 1
