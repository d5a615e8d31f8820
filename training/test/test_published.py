"""What stands in `static/lab/` is what its manifest says, and what the shipped files give."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from training import corpus
from training.check import asked, check
from training.config import HERE, WHOLE_WORKS, SuiteConfig, read_json, sha256
from training.evaluate import questions
from training.measures import matched
from training.publish import check_rows, summarize
from training.reading import readings
from training.recall import copies_in
from training.report import make_report, read_release
from training.stages import LAB, all_models
from training.train import recipe

ROWS = 12  # recomputed a model
POSITIONS = 20  # of works, and a run for every five
REPLIES = 3  # of an assistant, of each kind: one may be a hundred samples


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
    assert {path for path in LAB.rglob("*") if path.is_file()} == {*listed, LAB / "manifest.json"}


def test_the_weights_stay_small(manifest: dict) -> None:
    weights = [entry for model in asked(manifest) for entry in model["files"]]
    assert sum(entry["bytes"] for entry in weights) < 95e6


def test_results_are_what_the_shipped_files_give(manifest: dict, capsys: pytest.CaptureFixture) -> None:
    seed = secrets.randbelow(2**32)
    with capsys.disabled():
        print(f"\nrecomputing {ROWS} rows a model, drawn by seed {seed}")
    for model in asked(manifest):
        n = REPLIES if "kind" in model else POSITIONS if model["data"] in WHOLE_WORKS else ROWS
        assert check(LAB, model["id"], n, seed) == []


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> SuiteConfig:
    """The config, with its corpus built anew."""
    config = replace(SuiteConfig.load(HERE / "configs" / "main.json"), out=tmp_path_factory.mktemp("rebuilt"))
    corpus.build(config)
    return config


def test_the_corpus_is_what_the_pipeline_builds(manifest: dict, rebuilt: SuiteConfig) -> None:
    built = read_json(rebuilt.out / "corpus" / "meta.json")["sha256"]
    for entry in (
        *(manifest[name] for name in ("passages", "plantings", "tokenizer")),
        *(manifest["corpus"][name] for name in ("tokens", "documents")),
    ):
        assert built[Path(entry["path"]).name] == entry["sha256"], entry["path"]
    for data, digest in manifest["corpus"]["stream_sha256"].items():
        assert built[f"{data}.bin"] == digest
    if ladder := manifest.get("ladder"):
        assert (built["ladder.json"], built["ladder.bin"]) == (ladder["sha256"], ladder["stream_sha256"])
    if works := manifest.get("works"):  # planted since the release was first published
        assert built["works.json"] == works["sha256"]
        assert {data: built[f"{data}.bin"] for data in WHOLE_WORKS} == works["stream_sha256"]


def test_every_model_is_one_of_the_config_and_made_by_its_recipe(manifest: dict, rebuilt: SuiteConfig) -> None:
    built = read_json(rebuilt.out / "corpus" / "meta.json")["sha256"]
    assert (manifest["release"], manifest["seed"]) == (rebuilt.release, rebuilt.seed)
    for model in all_models(manifest):
        entry = rebuilt.model(model["id"])
        shape, wanted = recipe(rebuilt, entry)
        assert (model["data"], model.get("dtypes", [])) == (entry.data, list(entry.dtypes))
        assert shape.to_dict().items() >= {key: model[key] for key in ("depth", "width", "heads", "mlp")}.items()
        assert wanted.items() <= model["training"].items()
        assert model["training"]["stream_sha256"] == built[f"{entry.data}.bin"]


def test_models_made_from_others_begin_with_what_is_published(manifest: dict) -> None:
    config = SuiteConfig.load(HERE / "configs" / "main.json")
    served = {m["id"]: m["files"] for m in asked(manifest)}
    for model in manifest.get("finetuned_models", []):
        entry = config.further(model["id"])
        wanted = asdict(getattr(config.finetuning, entry.kind)) | {"base": entry.base, "seed": config.seed}
        assert (model["kind"], model.get("dtypes", [])) == (entry.kind, list(entry.dtypes))
        assert wanted.items() <= model["training"].items()
        for base in filter(None, [served.get(entry.base)]):
            assert model["training"]["base_sha256"] in {file["sha256"] for file in base}


def test_results_agree_with_themselves_and_with_the_summary(manifest: dict) -> None:
    passages = {p["id"]: p for p in read_json(LAB / manifest["passages"]["path"])["passages"]}
    plantings = read_json(LAB / manifest["plantings"]["path"])
    summary = read_json(LAB / manifest["summary"]["path"])["rows"]
    models = {m["id"]: m for m in manifest["models"] + manifest["further_models"]}
    assert set(models) == {entry["model"] for entry in manifest["results"]}
    for entry in manifest["results"]:
        rows = read_json(LAB / entry["path"])["rows"]
        check_rows(entry["model"], rows, list(passages.values()))
        for row in rows:
            passage = passages[row["passage"]]
            length = dict(questions(passage))[row["context"]]
            ids = passage["token_ids"][row["context"] :][:length]
            assert len(row["greedy"]) == len(ids) and row["matched"] == matched(row["greedy"], ids)
            assert row["logprob"] < 0
            # Among fewer tokens each is likelier.
            assert row["logprob_top_k"] is None or row["logprob"] - 1e-3 <= row["logprob_top_k"] <= 0
        mine = [line for line in summary if line["model"] == entry["model"]]
        model = models[entry["model"]]
        assert summarize(rows, list(passages.values()), lambda p, m=model: copies_in(m, p, plantings)) == mine


def test_the_report_is_what_the_published_files_give(manifest: dict) -> None:
    published = read_json(LAB / manifest["report"]["path"])
    # The config may have grown since.
    planned = published["models"] + published["missing"]["models"]
    now = json.loads(json.dumps(make_report(read_release(LAB, planned))))
    assert now["predictions"] and now["missing"] == published["missing"]
    assert now["recall"] == published["recall"] and now["withheld"] == published["withheld"]
    for row, mine in zip(published["timing"] + published["traces"], now["timing"] + now["traces"], strict=True):
        assert mine.keys() == row.keys() and mine["model"] == row["model"] and mine["copies"] == row["copies"]
    for name, answer in published["answers"].items():
        wanted, found = (
            {k: math.inf if v is None else v for k, v in a.items() if k != "between"}
            for a in (answer, now["answers"][name])
        )
        assert found == pytest.approx(wanted, abs=0.002, rel=0.002), name


def test_no_interval_is_without_width(manifest: dict) -> None:
    """Of a finite sample nothing is known to the last digit: a bootstrap of values that are all alike knows nothing."""
    answers = read_json(LAB / manifest["report"]["path"])["answers"]
    bounded = {name: a for name, a in answers.items() if a.get("low") is not None and a.get("high") is not None}
    assert len(bounded) > 100
    assert [name for name, a in bounded.items() if not a["low"] < a["high"]] == []
    assert [
        name for name, a in bounded.items() if a["value"] is not None and not a["low"] <= a["value"] <= a["high"]
    ] == []


def test_every_copy_that_was_read_has_its_step(manifest: dict) -> None:
    ledger = read_json(LAB / manifest["readings"]["path"])
    assert ledger == readings(LAB, manifest)
    passages = {p["id"]: p for p in read_json(LAB / manifest["passages"]["path"])["passages"]}
    plantings = read_json(LAB / manifest["plantings"]["path"])
    models = {m["id"]: m for m in manifest["models"] + manifest["further_models"]}
    assert sorted(name for course in ledger["courses"] for name in course["models"]) == sorted(models)
    for course in ledger["courses"]:
        model = models[course["models"][0]]
        passes = model["training"]["passes_over_its_stream"]
        for name, steps in course["passages"].items():
            stood = copies_in(model, passages[name], plantings) if model["data"] != "dedup" else 1
            # Of a whole pass every copy is read, save what falls into the leavings at its ends.
            assert stood * int(passes) - 2 <= len(steps) <= stood * math.ceil(passes), (course["data"], name)
            assert steps == sorted(steps) and all(1 <= step <= course["steps"] for step in steps)


def test_the_finding(manifest: dict) -> None:
    """What the page says: never seen, never recited; the more copies and the larger, the more; a twin recites less."""
    summary = read_json(LAB / manifest["summary"]["path"])["rows"]
    exact = [line for line in summary if line["condition"] == "exact"]
    for line in exact:
        assert line["copies"] > 0 or line["recited"] <= 1, line

    def recited(model: dict) -> int:
        return sum(line["recited"] for line in exact if line["model"] == model["id"] and line["context"] == 32)

    raw = sorted((m for m in manifest["models"] if m["data"] == "raw"), key=lambda m: m["parameters"])
    counts = [recited(model) for model in raw]
    assert counts == sorted(counts) and counts[-1] > counts[0]
    for twin in (m for m in manifest["models"] if m["data"] == "dedup"):
        sibling = next(m for m in raw if m["parameters"] == twin["parameters"])
        assert recited(twin) <= recited(sibling)


def test_stored_weights_stay_near_the_trained_ones(manifest: dict) -> None:
    for model in manifest["models"]:
        loss = model["loss_bits_per_byte_by_dtype"]
        for dtype, within in (("fp16", 0.001), ("q8", 0.01)):
            assert loss.get(dtype, loss["fp32"]) == pytest.approx(loss["fp32"], abs=within)
        assert model["parity"]["fp32"]["max_abs_logprob"] < 1e-3 and model["parity"]["fp32"]["same_argmax"] == 1
