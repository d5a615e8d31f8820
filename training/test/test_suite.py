"""The whole pipeline on the tiny suite: what it learns, that it can be stopped and shared out, and what it refuses."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from training import export, publish, stages
from training.config import SuiteConfig, read_json, sha256, write_json
from training.evaluate import CONTEXTS, check
from training.export import DTYPE_FILES
from training.publish import check_rows
from training.runtime import OnnxModel, log_softmax
from training.test.conftest import Suite, run, write_config
from training.tokenizer import BOS_ID
from training.train import recipe, train

RAW, DEDUP = "d1-raw", "d1-dedup"


def rows(tiny: Suite, model: str, copies: int) -> list[dict]:
    passages = {p["id"]: p for p in read_json(tiny.lab / "tiny" / "passages.json")["passages"]}
    every = read_json(tiny.lab / "tiny" / "results" / f"{model}.json")["rows"]
    return [r for r in every if passages[r["passage"]]["copies"] == copies]


def mean_logprob(tiny: Suite, model: str, copies: int) -> float:
    return float(np.mean([r["logprob"] for r in rows(tiny, model, copies)]))


def curve(config: SuiteConfig, model: str) -> list[list[float]]:
    return read_json(config.checkpoint(model) / "meta.json")["loss_curve"]


# What it learns


def test_training_lowers_the_loss(tiny: Suite) -> None:
    for entry in tiny.config.models:
        losses = [loss for _, loss in curve(tiny.config, entry.id)]
        assert losses[0] > 5.5 and losses[-1] < 3.6  # a uniform guess: ln 512 = 6.2
        meta = read_json(tiny.config.checkpoint(entry.id) / "meta.json")
        assert 2 < meta["loss_bits_per_byte"] < 3  # the tokenizer alone, all tokens alike: about 4.5


def test_copies_are_memorized_and_only_copies(tiny: Suite) -> None:
    """The finding, at the smallest scale: 128 copies against none, and against the same passages read once."""
    seen, never, twin = mean_logprob(tiny, RAW, 128), mean_logprob(tiny, RAW, 0), mean_logprob(tiny, DEDUP, 128)
    assert seen > never + 80 and seen > twin + 80, (seen, never, twin)
    assert abs(twin - mean_logprob(tiny, DEDUP, 0)) < 40  # read once is as good as not at all at this size
    assert sum(r["matched"] == 32 for r in rows(tiny, RAW, 128)) >= 5  # of 20
    for model, copies in ((RAW, 0), (RAW, 1), (DEDUP, 0), (DEDUP, 1), (DEDUP, 128)):
        assert max(r["matched"] for r in rows(tiny, model, copies)) < 16, (model, copies)


# Its course


def test_a_stopped_run_goes_on_as_if_it_had_not_been(tiny: Suite, tmp_path: Path) -> None:
    entry = tiny.config.model(RAW)
    straight = tiny.copy(tmp_path / "straight", "corpus")
    stopped = tiny.copy(tmp_path / "stopped", "corpus")
    train(straight, entry, stop_after=120)
    train(stopped, entry, stop_after=60)
    train(stopped, entry, stop_after=120)
    assert curve(stopped, RAW) == curve(straight, RAW)
    assert [step for step, _ in curve(stopped, RAW)] == [20, 40, 60, 80, 100, 120]
    weights = [
        torch.load(config.checkpoint(RAW) / "state.pt", weights_only=True)["model"] for config in (stopped, straight)
    ]
    for name, tensor in weights[0].items():
        torch.testing.assert_close(tensor, weights[1][name], atol=1e-6, rtol=0)
    # And both are the run of the suite, as far as they went.
    assert np.allclose(curve(stopped, RAW), curve(tiny.config, RAW)[:6], atol=1e-3)


def test_two_processes_train_the_same_model(tiny: Suite, tmp_path: Path) -> None:
    path = write_config(tmp_path)
    shutil.copytree(tiny.config.out / "corpus", tmp_path / "out" / "corpus")
    command = ["torch.distributed.run", "--standalone", "--nproc_per_node", "2", "-m", "training.train", "--config"]
    log = run(*command, str(path), "--model", RAW)
    config = SuiteConfig.load(path)
    meta = read_json(config.checkpoint(RAW) / "meta.json")
    assert meta["processes"] == 2 and stages.training(config, config.model(RAW)) is None, log
    one, two = np.array(curve(tiny.config, RAW)), np.array(curve(config, RAW))
    assert (one[:, 0] == two[:, 0]).all()
    assert np.abs(one - two)[:5].max() < 1e-3  # 100 steps: rounding alone
    assert np.abs(one - two).max() < 0.02  # to the end: what rounding grows to; seen: 0.0007
    single = read_json(tiny.config.checkpoint(RAW) / "meta.json")
    assert meta["loss_bits_per_byte"] == pytest.approx(single["loss_bits_per_byte"], abs=0.005)


def test_a_batch_that_cannot_be_shared_out_is_refused(tiny: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    monkeypatch.setattr("torch.distributed.init_process_group", lambda _: None)
    with pytest.raises(SystemExit, match="batch 4 is not a multiple of 3 processes"):
        train(tiny.config, tiny.config.model(RAW))


# Its products


def test_the_suite_reports_every_step_and_makes_nothing_twice(tiny: Suite) -> None:
    assert "[1/10] corpus: done in" in tiny.log and "[10/10] publish" in tiny.log
    before = {path: path.stat().st_mtime_ns for path in tiny.config.out.rglob("*") if path.is_file()}
    published = stages.files_in(tiny.lab)
    log = run("training.suite", "--config", str(tiny.config_path), "--lab", str(tiny.lab))
    assert log.count(": made before") == 9
    assert before == {path: path.stat().st_mtime_ns for path in tiny.config.out.rglob("*") if path.is_file()}
    assert published == stages.files_in(tiny.lab)


def test_publishing_elsewhere_gives_the_same_bytes(tiny: Suite, tmp_path: Path) -> None:
    stray = tmp_path / "tiny" / "models" / "gone" / "model.onnx"
    stray.parent.mkdir(parents=True)
    stray.write_text("of an older suite")
    publish.publish(tiny.config, tmp_path)
    assert stages.files_in(tmp_path) == stages.files_in(tiny.lab)
    assert not stray.parent.exists()


def test_results_are_what_the_published_files_give(tiny: Suite) -> None:
    for entry in tiny.config.models:
        assert check(tiny.lab, entry.id, n=20, seed=1) == []


def test_a_changed_result_is_found(tiny: Suite, tmp_path: Path) -> None:
    lab = shutil.copytree(tiny.lab, tmp_path / "lab")
    path = lab / "tiny" / "results" / f"{RAW}.json"
    results = read_json(path)
    for row in results["rows"]:
        row["logprob"] += 0.05
        row["greedy"][3] = (row["greedy"][3] + 1) % 512
    write_json(path, results)
    found = check(lab, RAW, n=5, seed=1)
    assert sum("logprob" in line for line in found) == 5 and sum("greedy" in line for line in found) == 5


def test_int8_and_fp16_files_stay_near_the_trained_model(tiny: Suite) -> None:
    for model in read_json(tiny.lab / "manifest.json")["models"]:
        loss = model["loss_bits_per_byte_by_dtype"]
        assert loss["fp16"] == pytest.approx(loss["fp32"], abs=0.002)
        assert loss["q8"] == pytest.approx(loss["fp32"], abs=0.05)
        assert model["loss_bits_per_byte"] == loss[model["dtypes"][0]]
        assert model["parity"]["fp32"]["max_abs_logprob"] < 1e-3


def test_the_cache_of_the_exported_model_changes_nothing(tiny: Suite) -> None:
    model = OnnxModel(tiny.config.out / "models" / RAW, "fp16")
    ids = [BOS_ID, *read_json(tiny.config.out / "corpus" / "passages.json")["passages"][0]["token_ids"]]
    whole = log_softmax(model.run(ids)[0])
    parts, cache = [], None
    for piece in (ids[:32], ids[32:33], ids[33:]):
        logits, cache = model.run(piece, cache)
        parts.append(log_softmax(logits))
    assert np.abs(np.concatenate(parts) - whole).max() < 1e-4
    with pytest.raises(ValueError, match="257 tokens exceed the context of 256"):
        model.run([BOS_ID] * 257)


def test_summary_counts_the_rows(tiny: Suite) -> None:
    summary = read_json(tiny.lab / "tiny" / "results" / "summary.json")["rows"]
    assert len(summary) == len(tiny.config.models) * len(tiny.config.corpus.copies) * len(CONTEXTS)
    for line in summary:
        group = [r for r in rows(tiny, line["model"], line["copies"]) if r["context"] == line["context"]]
        assert line["n"] == len(group) and line["recited"] == sum(r["matched"] == 32 for r in group)
        assert 0 <= line["low"] <= line["recited"] / line["n"] <= line["high"] <= 1


def test_records_say_what_the_results_say(tiny: Suite) -> None:
    records = read_json(tiny.lab / "tiny" / "records.json")["records"]
    assert [(r["model"], r["passage"]) for r in records] == [(m, p) for m in (RAW, DEDUP) for p in ("p008", "p000")]
    for record in records:
        (row,) = (
            r
            for copies in (0, 128)
            for r in rows(tiny, record["model"], copies)
            if (r["passage"], r["context"]) == (record["passage"], len(record["prompt"]["ids"]))
        )
        ids = [t["id"] for t in record["tokens"]]
        assert ids == row["greedy"][: len(ids)]
        assert record["stopped"] == ("length" if len(ids) == 32 else "eos")
        assert len(ids) == 32 or row["greedy"][len(ids)] == BOS_ID
        for token in record["tokens"]:
            assert token["rank"] == 1 and token["top"][0] == {k: token[k] for k in ("id", "text", "logprob")}
            logprobs = [t["logprob"] for t in token["top"]]
            assert len(logprobs) == 10 and logprobs == sorted(logprobs, reverse=True)
            assert sum(np.exp(logprobs)) < 1.001 and 0 <= token["entropy"] <= np.log(512)


# What it refuses


def test_an_unfinished_suite_is_published_only_as_such(tiny: Suite, tmp_path: Path) -> None:
    config = tiny.copy(tmp_path / "out", "corpus", "checkpoints", "models", "results", "records")
    (config.out / "results" / f"{DEDUP}.json").unlink()
    with pytest.raises(SystemExit, match=f"{DEDUP} has no results: python -m training.evaluate"):
        publish.publish(config, tmp_path / "lab")
    assert not (tmp_path / "lab").exists()
    publish.publish(config, tmp_path / "lab", partial=True)
    manifest = read_json(tmp_path / "lab" / "manifest.json")
    assert [m["id"] for m in manifest["models"]] == [r["model"] for r in manifest["results"]] == [RAW]
    (config.out / "results" / f"{RAW}.json").unlink()
    with pytest.raises(SystemExit, match="not published"):
        publish.publish(config, tmp_path / "lab", partial=True)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("corpus/raw.bin", "corpus files are missing or changed since they were built: \\['raw.bin'\\]"),
        ("corpus/passages.json", "corpus files are missing or changed since they were built: \\['passages.json'\\]"),
        (f"checkpoints/{RAW}/model.pt", f"{RAW} was exported from other weights"),
        (f"models/{RAW}/onnx/model_fp16.onnx", f"files of the exported {RAW} are missing or changed"),
        (f"models/{RAW}/config.json", f"files of the exported {RAW} are missing or changed"),
    ],
)
def test_changed_files_are_not_published(tiny: Suite, tmp_path: Path, path: str, message: str) -> None:
    config = tiny.copy(tmp_path / "out", "corpus", "checkpoints", "models", "results", "records")
    with (config.out / path).open("ab") as file:
        file.write(b" ")
    with pytest.raises(SystemExit, match=message):
        publish.publish(config, tmp_path / "lab")
    assert not (tmp_path / "lab").exists()


def test_results_of_another_file_are_not_published(tiny: Suite, tmp_path: Path) -> None:
    """A model exported anew, its results left as they were."""
    config = tiny.copy(tmp_path / "out", "corpus", "checkpoints", "models", "results", "records")
    models = config.out / "models"
    name = DTYPE_FILES["fp16"]
    shutil.copyfile(models / DEDUP / "onnx" / name, models / RAW / "onnx" / name)
    made = read_json(models / f"{RAW}.json")
    write_json(models / f"{RAW}.json", made | {"sha256": stages.files_in(models / RAW)})
    with pytest.raises(SystemExit, match=f"results of {RAW} come from another ONNX file"):
        publish.publish(config, tmp_path / "lab")


def test_rows_must_be_complete(tiny: Suite) -> None:
    passages = read_json(tiny.config.out / "corpus" / "passages.json")["passages"]
    results = read_json(tiny.config.out / "results" / f"{RAW}.json")["rows"]
    check_rows(RAW, results, passages)
    for wrong in (results[1:], [*results, results[0]], [*results[1:], results[0] | {"context": 7}]):
        with pytest.raises(SystemExit, match=f"results of {RAW}"):
            check_rows(RAW, wrong, passages)


def test_a_model_that_is_not_there() -> None:
    with pytest.raises(AssertionError, match="no model 'd9-raw' in this config; there are \\['d1-raw', 'd1-dedup'\\]"):
        run("training.train", "--config", "training/configs/tiny.json", "--model", "d9-raw")


def test_a_damaged_checkpoint_is_named(tiny: Suite, tmp_path: Path) -> None:
    config = tiny.copy(tmp_path, "corpus", "checkpoints")
    for file, use in (("state.pt", train), ("model.pt", export.export_model)):
        path = config.checkpoint(RAW) / file
        path.write_bytes(path.read_bytes()[:5000])
        with pytest.raises(SystemExit, match=f"{file} is damaged .*delete it and train again"):
            use(config, config.model(RAW))
        path.unlink()


def test_a_checkpoint_of_another_recipe_is_not_continued(tiny: Suite, tmp_path: Path) -> None:
    config = tiny.copy(tmp_path, "corpus", "checkpoints")
    other = replace(config, training=replace(config.training, learning_rate=0.01))
    with pytest.raises(SystemExit, match="holds a checkpoint of another corpus or recipe"):
        train(other, config.model(RAW))
    assert "trained by another recipe" in (stages.training(other, config.model(RAW)) or "")
    reseeded = replace(config, seed=7)
    assert "built with another config" in (stages.corpus(reseeded) or "")


def test_nothing_is_made_before_its_time(tiny: Suite, tmp_path: Path) -> None:
    config = replace(tiny.config, out=tmp_path)
    with pytest.raises(SystemExit, match="raw.bin is missing: python -m training.corpus"):
        train(config, config.model(RAW))
    with pytest.raises(SystemExit, match="the corpus is not built: python -m training.corpus"):
        publish.publish(config, tmp_path / "lab")
    tiny.copy(tmp_path, "corpus")
    with pytest.raises(SystemExit, match=f"{RAW} is not trained: python -m training.train"):
        export.export_model(config, config.model(RAW))
    train(config, config.model(RAW), stop_after=20)
    with pytest.raises(
        SystemExit, match=f"{RAW} is trained to step 20 of {recipe(config, config.model(RAW))[1]['steps']}"
    ):
        export.export_model(config, config.model(RAW))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"modles": []}, "missing \\[\\], unknown \\['modles'\\]"),
        ({"training": {"context": 256}}, "training: missing \\['batch', 'learning_rate'"),
        (
            {"models": [{"id": "d1", "depth": 1, "data": "raw", "width": 8}]},
            "models: missing \\[\\], unknown \\['width'\\]",
        ),
    ],
)
def test_a_config_with_other_keys_is_refused(tmp_path: Path, change: dict, message: str) -> None:
    with pytest.raises(SystemExit, match=message):
        SuiteConfig.load(write_config(tmp_path, **change))


def test_a_config_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="nowhere.json cannot be read as a config"):
        SuiteConfig.load(tmp_path / "nowhere.json")
    (tmp_path / "cut.json").write_text(json.dumps({"release": "x"})[:-1])
    with pytest.raises(SystemExit, match="cut.json cannot be read as a config"):
        SuiteConfig.load(tmp_path / "cut.json")


def test_hashes_in_the_manifest(tiny: Suite) -> None:
    manifest = read_json(tiny.lab / "manifest.json")
    listed = [file for model in manifest["models"] for file in model["files"]]
    assert all(sha256(tiny.lab / file["path"]) == file["sha256"] for file in listed) and len(listed) == 12
