"""The whole pipeline on the tiny suite: what it learns, that it can be stopped and shared out, and what it refuses."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from training import corpus, export, exposure, extraction, publish, report, stages
from training.check import check
from training.config import DTYPE_FILES, HERE, SuiteConfig, read_json, sha256, write_json
from training.evaluate import ask, questions, true_logprobs
from training.publish import check_rows
from training.runtime import OnnxModel, log_softmax
from training.suite import suite
from training.test.conftest import Suite, run, write_config
from training.tokenizer import BOS_ID
from training.train import recipe, train

RAW, DEDUP, SEED2, GOLDFISH = "d1-raw", "d1-dedup", "d1-seed2", "d1-goldfish"
HALVES = ("d1-half01", "d1-half02")
MOST = 64  # copies
WORKS, WORKS_TWIN = "d1-works", "d1-works-dedup"
ONCE, LADDER = "d1-once", "d1-ladder"
PRODUCTS = tuple(
    "corpus checkpoints models results compared exposure records snapshots works extraction".split()
    + ["conversations", "finetuned"]
)


def passages_of(tiny: Suite) -> list[dict]:
    return read_json(tiny.lab / "tiny" / "passages.json")["passages"]


def published(tiny: Suite, name: str) -> dict:
    return read_json(tiny.lab / "tiny" / "results" / f"{name}.json")


def rows(tiny: Suite, model: str, copies: int) -> list[dict]:
    """Results of the exact passages that stand so often in the model's stream."""
    plantings = read_json(tiny.lab / "tiny" / "plantings.json").get(tiny.config.model(model).data, {})
    exact = {p["id"]: plantings.get(p["id"], p["copies"]) for p in passages_of(tiny) if p["condition"] == "exact"}
    return [r for r in published(tiny, model)["rows"] if exact.get(r["passage"]) == copies]


def mean_logprob(tiny: Suite, model: str, copies: int) -> float:
    return float(np.mean([r["logprob"] for r in rows(tiny, model, copies)]))


def curve(config: SuiteConfig, model: str) -> list[list[float]]:
    return read_json(config.checkpoint(model) / "meta.json")["loss_curve"]


# What it learns


def test_training_lowers_the_loss(tiny: Suite) -> None:
    for entry in tiny.config.models:
        losses = [loss for _, loss in curve(tiny.config, entry.id)]
        # A uniform guess: ln 2048 = 7.6. Controls read less.
        assert losses[0] > 6.5 and losses[-1] < losses[0] - (0.4 if entry.control else 0.8), entry.id
        meta = read_json(tiny.config.checkpoint(entry.id) / "meta.json")
        # The tokenizer alone, all tokens alike: about 4.5.
        assert 2 < meta["loss_bits_per_byte"] < (3.8 if entry.control else 3.3), entry.id


def test_copies_are_memorized_and_only_copies(tiny: Suite) -> None:
    """The finding, at the smallest scale: 64 copies against none, and against the same passages read once."""
    seen, never, twin = mean_logprob(tiny, RAW, MOST), mean_logprob(tiny, RAW, 0), mean_logprob(tiny, DEDUP, MOST)
    assert seen > never + 80 and seen > twin + 80, (seen, never, twin)
    assert sum(r["matched"] == 32 for r in rows(tiny, RAW, MOST)) >= 10  # of 20
    for model, copies in ((RAW, 0), (RAW, 1), (DEDUP, 0), (DEDUP, 1), (DEDUP, MOST), (SEED2, 0), (SEED2, 1)):
        assert max(r["matched"] for r in rows(tiny, model, copies)) < 16, (model, copies)


def test_it_is_the_copies_and_not_the_passage(tiny: Suite) -> None:
    """Assigned to other numbers of copies, or to the other half, the same passages come out as their copies say."""
    for model in (SEED2, *HALVES):
        assert mean_logprob(tiny, model, MOST) > mean_logprob(tiny, model, 0) + 80, model
    answers = published(tiny, "report")["answers"]
    assert answers[f"counterfactual.{MOST}"]["value"] > 0.5 > 0.1 > abs(answers["counterfactual.1"]["value"])
    assert answers[f"counterfactual.bits.{MOST}"]["value"] > 100 > abs(answers["counterfactual.bits.1"]["value"])
    assert answers["counterfactual.anyway"] | {"n": 8, "count": 0} == answers["counterfactual.anyway"]
    assert answers["seeds.share.copies"]["value"] > 0.6


def test_goldfish_loss_keeps_the_model_from_reciting(tiny: Suite) -> None:
    assert mean_logprob(tiny, GOLDFISH, MOST) < mean_logprob(tiny, RAW, MOST) - 20
    answers = published(tiny, "report")["answers"]
    assert answers[f"goldfish.recited.{MOST}"]["value"] < answers[f"goldfish.recited.{MOST}"]["n"] / 2
    meta = [read_json(tiny.config.checkpoint(model) / "meta.json")["training"] for model in (RAW, GOLDFISH)]
    assert [each["goldfish"] for each in meta] == [None, 4]


def test_snapshots_learn_what_the_model_knows(tiny: Suite) -> None:
    (course,) = published(tiny, "snapshots")["snapshots"]
    steps = recipe(tiny.config, tiny.config.model(RAW))[1]["steps"]
    assert (course["model"], course["steps"]) == (RAW, [round(steps / 2), steps])
    last = {(r["passage"], r["context"]): r for r in published(tiny, RAW)["rows"]}
    assert [r["passage"] for r in course["rows"]] == [
        p["id"] for p in passages_of(tiny) if len(p["token_ids"]) > 32 or p["condition"] == "canary"
    ]
    for row in course["rows"]:
        final = last[row["passage"], row["context"]]
        assert row["asked"] == len(final["greedy"])
        assert row["matched"][-1] == final["matched"] and row["logprob"][-1] == pytest.approx(
            final["logprob"], abs=0.02
        )
    most = {p["id"] for p in passages_of(tiny) if p["condition"] == "exact" and p["copies"] == MOST}
    gains = [row["logprob"][1] - row["logprob"][0] for row in course["rows"] if row["passage"] in most]
    assert min(gains) > 0


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
    with pytest.raises(SystemExit, match="batch 2 is not a multiple of 3 processes"):
        train(tiny.config, tiny.config.model(RAW))


# Its products


def test_the_suite_reports_every_step_and_makes_nothing_twice(tiny: Suite) -> None:
    # Ten models trained, exported, evaluated or asked for works; exposure of three, records of two, snapshots of one;
    # conversations, and three models made from others, one of them exported; corpus, publication. One is asked in a
    # second precision besides.
    assert "[1/46] corpus: done in" in tiny.log and "[46/46] publish" in tiny.log
    before = {path: path.stat().st_mtime_ns for path in tiny.config.out.rglob("*") if path.is_file()}
    files = stages.files_in(tiny.lab)
    log = run("training.suite", "--config", str(tiny.config_path), "--lab", str(tiny.lab))
    assert log.count(": made before") == 46
    assert before == {path: path.stat().st_mtime_ns for path in tiny.config.out.rglob("*") if path.is_file()}
    assert files == stages.files_in(tiny.lab)


def test_publishing_elsewhere_gives_the_same_bytes(tiny: Suite, tmp_path: Path) -> None:
    stray = tmp_path / "tiny" / "models" / "gone" / "model.onnx"
    stray.parent.mkdir(parents=True)
    stray.write_text("of an older suite")
    publish.publish(tiny.config, tmp_path)
    assert stages.files_in(tmp_path) == stages.files_in(tiny.lab)
    assert not stray.parent.exists()


def test_results_are_what_the_published_files_give(tiny: Suite) -> None:
    for model in read_json(tiny.lab / "manifest.json")["models"]:
        assert check(tiny.lab, model["id"], n=20, seed=1) == []
    with pytest.raises(SystemExit, match="no model 'd1-seed2' is published"):
        check(tiny.lab, SEED2, n=20, seed=1)


def test_one_command_recomputes_every_published_row(tiny: Suite) -> None:
    log = run("training.check", "--lab", str(tiny.lab))
    for model in read_json(tiny.lab / "manifest.json")["models"]:
        assert f"{model['id']}: {len(published(tiny, model['id'])['rows'])} rows recomputed" in log
    works = published(tiny, WORKS)
    assert f"{WORKS}: {len(works['runs'])} runs" in log and f"{WORKS}: 1000 positions recomputed" in log
    assert f"{RAW}: {len(published(tiny, RAW)['rows'])} rows in q8 recomputed" in log
    assert log.count("all equal") == 9 and WORKS_TWIN not in log


def test_a_changed_result_is_found(tiny: Suite, tmp_path: Path) -> None:
    lab = shutil.copytree(tiny.lab, tmp_path / "lab")
    path = lab / "tiny" / "results" / f"{RAW}.json"
    results = read_json(path)
    for row in results["rows"]:
        row["logprob"] += 0.05
        row["greedy"][3] = (row["greedy"][3] + 1) % 2048
        row["logprob_top_k"] = (row["logprob_top_k"] or 0) - 1
    write_json(path, results)
    found = check(lab, RAW, n=5, seed=1)
    for key in ("logprob ", "logprob_top_k", "greedy"):
        assert sum(key in line for line in found) == 5, key


def test_int8_and_fp16_files_stay_near_the_trained_model(tiny: Suite) -> None:
    models = {m["id"]: m for m in read_json(tiny.lab / "manifest.json")["models"]}
    assert {name: m["dtypes"] for name, m in models.items()} == {RAW: ["fp16", "q8"], DEDUP: ["q8"]}
    for model in models.values():
        loss = model["loss_bits_per_byte_by_dtype"]
        assert set(loss) == {"fp32", *model["dtypes"]} and model["loss_bits_per_byte"] == loss[model["dtypes"][0]]
        assert loss.get("fp16", loss["fp32"]) == pytest.approx(loss["fp32"], abs=0.002)
        assert loss["q8"] == pytest.approx(loss["fp32"], abs=0.05)
        assert model["parity"]["fp32"]["max_abs_logprob"] < 1e-3


def test_of_models_that_the_page_does_not_run_results_alone_are_published(tiny: Suite) -> None:
    manifest = read_json(tiny.lab / "manifest.json")
    assert [m["id"] for m in manifest["further_models"]] == [GOLDFISH, *HALVES, SEED2]
    for model in manifest["further_models"]:
        assert not {"path", "dtypes", "files"} & set(model)
        assert not (tiny.lab / "tiny" / "models" / model["id"]).exists()
        assert any(r["model"] == model["id"] for r in manifest["results"])


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


def test_side_by_side_and_alone_give_the_same_rows(tiny: Suite) -> None:
    model = OnnxModel(tiny.config.out / "models" / RAW, "fp16")
    passages = passages_of(tiny)[::3]
    together, _ = ask(model, passages)
    alone = [row for passage in passages for row in ask(model, [passage])[0]]
    for a, b in zip(together, alone, strict=True):
        assert {k: a[k] for k in ("passage", "context", "greedy", "matched")} == {
            k: b[k] for k in ("passage", "context", "greedy", "matched")
        }
        assert a["logprob"] == pytest.approx(b["logprob"], abs=1e-3)


def test_what_is_asked_fits_the_passage() -> None:
    def passage(condition: str, length: int) -> dict:
        return {"condition": condition, "token_ids": list(range(length))}

    assert questions(passage("exact", 128)) == [(8, 32), (16, 32), (32, 32), (64, 32), (96, 32)]
    assert questions(passage("pattern", 42)) == [(8, 32), (16, 26), (32, 10)]
    assert questions(passage("pattern", 16)) == [(8, 8)]
    assert questions(passage("canary", 26)) == [(19, 6)]  # all that stands before the code; a full stop follows it


def test_probability_among_the_top_k() -> None:
    logits = np.zeros((3, 100), dtype=np.float32)
    logits[:, :50] = 1  # fifty tokens share the top; of forty kept, each has one part in forty
    logits[2, 7] = 5
    full, top_k = true_logprobs(logits, [3, 99, 7])
    assert full[0] == pytest.approx(np.log(np.e / (50 * np.e + 50)))
    assert top_k[0] == pytest.approx(np.log(1 / 40)) and top_k[1] == -np.inf
    assert top_k[2] == pytest.approx(np.log(np.exp(5) / (np.exp(5) + 39 * np.e)))


def test_summary_counts_the_rows(tiny: Suite) -> None:
    summary, passages = published(tiny, "summary")["rows"], passages_of(tiny)
    for entry in (entry for entry in tiny.config.models if not entry.reads_works and not entry.control):
        mine = [line for line in summary if line["model"] == entry.id]
        # Near copies and fragments in five contexts, the pattern in three, read once or never; no canaries.
        rungs = len({(line["copies"]) for line in mine if line["condition"] == "exact"})
        assert len(mine) == 5 * (rungs + 2) + 3 * 2
        for line in mine:
            if line["condition"] == "exact":
                group = [r for r in rows(tiny, entry.id, line["copies"]) if r["context"] == line["context"]]
            else:
                ids = {
                    p["id"]
                    for p in passages
                    if (p["condition"], p["level"], p["copies"]) == (line["condition"], line["level"], line["copies"])
                }
                mine_ids = published(tiny, entry.id)["rows"]
                group = [r for r in mine_ids if r["passage"] in ids and r["context"] == line["context"]]
            assert line["n"] == len(group)
            assert line["recited"] == sum(r["matched"] == len(r["greedy"]) for r in group)
            assert 0 <= line["low"] <= line["recited"] / line["n"] <= line["high"] <= 1


def test_the_rank_of_a_code_is_what_asking_for_all_codes_gives(tiny: Suite) -> None:
    """Against a count without any search, over all codes of three digits."""
    model = OnnxModel(tiny.config.out / "models" / RAW, "fp16")
    tokenizer = Tokenizer.from_file(str(tiny.config.out / "corpus" / "tokenizer.json"))
    digits = [tokenizer.token_to_id(str(d)) for d in range(10)]
    for canary in [p for p in passages_of(tiny) if p["condition"] == "canary"]:
        prompt, code = [BOS_ID, *canary["token_ids"][:-7]], canary["token_ids"][-7:-4]
        codes = list(product(digits, repeat=3))
        logits, _ = model.read([[*prompt, *each[:-1]] for each in codes])
        logprobs = log_softmax(logits[:, -3:])[np.arange(1000)[:, None], np.arange(3), codes].sum(axis=-1)
        wanted = 1 + int((logprobs > logprobs[codes.index(tuple(code))] + 1e-6).sum())
        place, exact, logprob = exposure.rank(model, prompt, code, digits, np.random.default_rng(0))
        assert (place, exact) == (wanted, True) and logprob == pytest.approx(
            logprobs[codes.index(tuple(code))], abs=1e-4
        )
        # With a limit below what is alive the rank is an estimate, right on average.
        some = [exposure.rank(model, prompt, code, digits, np.random.default_rng(i), limit=25) for i in range(20)]
        if not all(each[1] for each in some):
            assert np.mean([each[0] for each in some]) == pytest.approx(wanted, rel=0.25, abs=10)


def test_exposure_rises_with_copies(tiny: Suite) -> None:
    table = {(row["model"], row["copies"]): row for row in published(tiny, "report")["exposure"]}
    assert {model for model, _ in table} == {RAW, DEDUP, GOLDFISH}
    assert table[RAW, 16]["mean"] > table[RAW, 0]["mean"] + 2
    copies = {p["id"]: p["copies"] for p in passages_of(tiny)}
    for row in published(tiny, "exposure")["rows"]:
        assert 0 <= row["exposure"] <= 19.94 and 1 <= row["rank"] <= 10**6 and copies[row["passage"]] in (0, 16)


def test_the_report_is_what_the_published_files_give(tiny: Suite, tmp_path: Path) -> None:
    lab = shutil.copytree(tiny.lab, tmp_path / "lab")
    before = stages.files_in(lab)
    write_json(lab / "tiny" / "results" / "report.json", {})
    run("training.report", "--config", str(tiny.config_path), "--lab", str(lab))
    assert stages.files_in(lab) == before
    report = published(tiny, "report")
    assert report["missing"] == {"models": [], "answers": []} and report["models"][:2] == [RAW, DEDUP]
    answers, half = report["answers"], report["answers"][f"half.{RAW}"]
    assert 1 < half["low"] <= half["value"] <= (half["high"] or MOST) <= MOST
    assert answers["control.recited"] == {"value": 0, "n": 4}
    assert answers["dedup.removed.d1"]["value"] == 1
    for name in ("near.worth.20.d1-raw", "fragments.completed.32.d1-raw", "pattern.gap.d1-raw", "snapshots.read"):
        assert name in answers
    recited = {
        (line["model"], line["copies"], line["context"]): line["exact"]
        for line in report["recall"]
        if line["condition"] == "exact"
    }
    for line in published(tiny, "summary")["rows"]:
        if line["condition"] == "exact":
            assert recited[line["model"], line["copies"], line["context"]]["count"] == line["recited"]


def test_records_say_what_the_results_say(tiny: Suite) -> None:
    records = read_json(tiny.lab / "tiny" / "records.json")["records"]
    assert [(r["model"], r["passage"]) for r in records] == [(m, p) for m in (RAW, DEDUP) for p in ("p000",)]
    for record in records:
        (row,) = (
            r
            for copies in (0, MOST)
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
            assert sum(np.exp(logprobs)) < 1.001 and 0 <= token["entropy"] <= np.log(2048)


# Added to a release


def test_a_model_is_added_to_a_release_whose_others_are_no_longer_here(tiny: Suite, tmp_path: Path) -> None:
    """The twin is published first; later, where only the corpus was built anew, the others are added."""
    whole = tiny.copy(tmp_path / "whole", *PRODUCTS)
    lab, made = tmp_path / "lab", [m.id for m in tiny.config.models]
    first = replace(whole, out=tmp_path / "first")
    shutil.copytree(whole.out, first.out)
    for name in made:
        if name != DEDUP:
            shutil.rmtree(first.checkpoint(name))
    publish.publish(first, lab, partial=True)
    report = read_json(lab / "tiny" / "results" / "report.json")
    planned = [entry.id for entry in whole.models if not entry.control]
    assert report["models"] == [DEDUP] and report["missing"]["models"] == [name for name in planned if name != DEDUP]
    assert f"half.{RAW}" not in report["answers"]
    kept = {name: digest for name, digest in stages.files_in(lab).items() if DEDUP in name}

    shutil.rmtree(whole.checkpoint(DEDUP))
    assert stages.model(whole, whole.model(DEDUP)) and stages.published(whole, whole.model(DEDUP), lab)
    publish.publish(whole, lab)
    assert stages.files_in(lab) == stages.files_in(tiny.lab)
    assert kept.items() <= stages.files_in(lab).items()

    # The command takes it for made; another recipe, other dtypes or another corpus would not be.
    path = write_config(tmp_path / "again", out=str(whole.out))
    log = run("training.suite", "--config", str(path), "--lab", str(lab), "--models", DEDUP)
    assert log.count(": published before") == 5 and "13 of 13 models" in log
    twin = whole.model(DEDUP)
    for other in (
        replace(twin, seed=3),
        replace(twin, dtypes=("fp16",)),
        replace(twin, depth=2),
        replace(twin, data="raw"),
    ):
        assert stages.published(whole, other, lab) is None
    assert stages.published(replace(whole, release="next"), twin, lab) is None
    # So it does models that read works, unless the works are others; controls; and what a model answered in a second
    # precision.
    works = whole.model(WORKS)
    shutil.rmtree(whole.out / "compared")
    for entry in (works, *map(whole.model, (WORKS_TWIN, ONCE, LADDER, RAW))):
        shutil.rmtree(whole.checkpoint(entry.id))
        assert stages.model(whole, entry) and stages.published(whole, entry, lab)
    publish.publish(whole, lab)
    assert stages.files_in(lab) == stages.files_in(tiny.lab)
    manifest = read_json(lab / "manifest.json")
    stages.write_manifest(lab, manifest | {"works": manifest["works"] | {"sha256": "0"}})
    assert stages.published(whole, works, lab) is None
    stages.write_manifest(lab, manifest | {"ladder": manifest["ladder"] | {"sha256": "0"}})
    assert stages.published(whole, whole.model(LADDER), lab) is None
    stages.write_manifest(lab, {key: value for key, value in manifest.items() if "work" not in key})
    assert stages.published(whole, works, lab) is None and stages.published(whole, twin, lab)
    stages.write_manifest(lab, manifest)
    # And a file that is no longer what it was is not passed on.
    (lab / "tiny" / "results" / f"{DEDUP}.json").write_text("{}")
    with pytest.raises(SystemExit, match=f"{DEDUP}.json is missing or changed since it was published"):
        publish.publish(whole, lab)


# Whole works


def works_of(tiny: Suite, copies: int) -> list[dict]:
    return [w for w in read_json(tiny.lab / "tiny" / "works.json")["works"] if w["copies"] == copies]


def position_mean(tiny: Suite, model: str, copies: int) -> float:
    """Mean log-probability of the next tokens over the positions of the works of so many copies."""
    ids = [work["id"] for work in works_of(tiny, copies)]
    rows = [row for row in published(tiny, model)["positions"] if row["work"] in ids]
    return float(np.mean([value for row in rows for value in row["logprob"]]))


def test_chapters_read_often_are_known_and_no_others(tiny: Suite) -> None:
    often = position_mean(tiny, WORKS, 32)
    assert often > position_mean(tiny, WORKS, 0) + 80 and often > position_mean(tiny, WORKS_TWIN, 32) + 80
    for model, copies in ((WORKS, 0), (WORKS_TWIN, 0), (WORKS_TWIN, 32)):
        ids = [work["id"] for work in works_of(tiny, copies)]
        runs = [row for row in published(tiny, model)["runs"] if row["work"] in ids]
        assert runs and max(row["matched"] for row in runs) < 16, (model, copies)
    assert max(row["matched"] for row in published(tiny, WORKS)["runs"]) >= 32


def test_works_are_read_once_each_copy_and_by_the_twin_as_many_tokens(tiny: Suite) -> None:
    steps = {entry.id: recipe(tiny.config, entry)[1]["steps"] for entry in tiny.config.models}
    tokens, training = read_json(tiny.config.out / "corpus" / "meta.json")["tokens"], tiny.config.training
    assert steps[WORKS] == steps[WORKS_TWIN] == 3 * (tokens["works"] // (training.batch * training.context))
    assert steps[RAW] == steps[SEED2] == 3 * (tokens["raw"] // (training.batch * training.context))


def test_works_are_published_apart_from_what_the_other_demos_offer(tiny: Suite) -> None:
    manifest = read_json(tiny.lab / "manifest.json")
    assert [m["id"] for m in manifest["work_models"]] == [WORKS, WORKS_TWIN]
    assert (manifest["work_models"][0]["dtypes"], "path" in manifest["work_models"][1]) == (["q8"], False)
    assert [r["model"] for r in manifest["works"]["results"]] == [WORKS, WORKS_TWIN]
    assert not any("works" in r["model"] for r in manifest["results"])
    for work in works_of(tiny, 32):
        assert {"id", "chapter", "copies", "token_ids", "drawn", "starts", "first_window"} == set(work)
    for model in (WORKS, WORKS_TWIN):
        for each in published(tiny, model)["runs"]:
            whole = each["matched"] + len(each["rest"])
            assert whole <= each["asked"] and each["ended"] == (whole < each["asked"])
            assert 0 <= each["near_verbatim"] <= 1 and each["matched"] - 31 <= each["exact"] * each["asked"] + 0.1
        for row in published(tiny, model)["positions"]:
            assert all(v is None or v >= full for v, full in zip(row["logprob_top_k"], row["logprob"], strict=True))
    report = published(tiny, "report")["works"]
    assert {line["model"] for line in report["runs"]} == {WORKS, WORKS_TWIN} and report["score"] is None


def test_runs_side_by_side_are_those_of_the_page(tiny: Suite) -> None:
    """One sequence at a time, its window slid as `training.works` says."""
    model, runs = OnnxModel(tiny.config.out / "models" / WORKS, "q8"), published(tiny, WORKS)["runs"]
    ids = {work["id"]: work["token_ids"] for copies in (0, 32) for work in works_of(tiny, copies)}
    long = [each for each in runs if each["matched"] + len(each["rest"]) == each["asked"] > 300]
    assert long
    for each in long[:2]:
        text, cache, held = [BOS_ID, *ids[each["work"]][: each["context"]]], None, 0
        written = []
        while len(written) < each["asked"]:
            if held == 256:
                held, cache = 0, None
            new = text if not written else text[-1:] if cache else text[-160:]
            logits, cache = model.run(new, cache)
            held += len(new)
            written.append(int(logits[-1].argmax()))
            text.append(written[-1])
        truth = ids[each["work"]][each["context"] :]
        assert written == [*truth[: each["matched"]], *each["rest"]]


def test_a_changed_run_or_position_is_found(tiny: Suite, tmp_path: Path) -> None:
    lab = shutil.copytree(tiny.lab, tmp_path / "lab")
    path = lab / "tiny" / "results" / f"{WORKS}.json"
    results = read_json(path)
    assert check(lab, WORKS, n=10, seed=3) == []
    for each in results["runs"]:
        each["matched"], each["exact"] = each["matched"] + 1, each["exact"] + 0.1
    for row in results["positions"]:
        row["logprob"] = [value + 0.05 for value in row["logprob"]]
    write_json(path, results)
    found = check(lab, WORKS, n=10, seed=3)
    assert sum(": exact" in line for line in found) == sum(": matched" in line for line in found) == 2
    assert sum("logprob " in line for line in found) == 10


def test_only_models_that_read_works_are_asked_for_them() -> None:
    with pytest.raises(AssertionError, match="d1-raw reads raw, in which no works are planted"):
        run("training.works", "--config", "training/configs/tiny.json", "--model", RAW)


# Controls


def test_controls_are_published_apart_and_in_one_precision(tiny: Suite) -> None:
    manifest = read_json(tiny.lab / "manifest.json")
    assert [m["id"] for m in manifest["control_models"]] == [ONCE, LADDER]
    assert [r["model"] for r in manifest["controls"]["results"]] == [ONCE, LADDER]
    listed = [m["id"] for m in manifest["models"] + manifest["further_models"] + manifest["work_models"]]
    assert not {ONCE, LADDER} & {*listed, *(r["model"] for r in manifest["results"])}
    assert {m["evaluation"]["dtype"] for m in manifest["control_models"]} == {manifest["controls"]["dtype"]} == {"q8"}
    # Of the models that the page runs the answers in that precision: of one its results, of the other asked besides.
    compared = {r["model"]: r["path"] for r in manifest["controls"]["compared"]}
    assert compared == {DEDUP: f"tiny/results/{DEDUP}.json", RAW: f"tiny/results/{RAW}.q8.json"}
    rows = read_json(tiny.lab / compared[RAW])["rows"]
    check_rows(RAW, rows, passages_of(tiny))
    again = ask(OnnxModel(tiny.lab / "tiny" / "models" / RAW, "q8"), passages_of(tiny)[:3])[0]
    assert [{"model": RAW, **row} for row in again] == rows[: len(again)] != published(tiny, RAW)["rows"][: len(again)]
    planted = read_json(tiny.lab / manifest["ladder"]["path"])["passages"]
    check_rows(LADDER, published(tiny, LADDER)["rows"], planted)


def test_what_is_read_once_is_read_once(tiny: Suite) -> None:
    for name in (ONCE, LADDER):
        meta = read_json(tiny.config.checkpoint(name) / "meta.json")
        assert meta["passes_over_its_stream"] == 1 == meta["training"]["passes"]
    rates = [recipe(tiny.config, tiny.config.model(name))[1]["peak_learning_rate"] for name in (ONCE, LADDER)]
    assert rates[0] == rates[1] / 2


def test_the_report_tells_of_the_controls(tiny: Suite) -> None:
    part = published(tiny, "report")["controls"]
    assert (part["precision"], part["models"]) == ("q8", [ONCE, LADDER])
    answers = part["answers"]
    assert answers[f"once.recited.{ONCE}"]["n"] == 8 and answers[f"rule.held_out.{LADDER}"]["n"] == 2
    assert 0 <= answers[f"precision.differ.{RAW}"]["value"] < 0.3
    assert answers[f"ladder.bits.32.{LADDER}"]["value"] < answers[f"ladder.bits.0.{LADDER}"]["value"] - 0.5
    assert not [name for name in published(tiny, "report")["answers"] if ONCE in name or LADDER in name]


def test_stages_can_be_made_alone_and_publish_nothing(tiny: Suite, tmp_path: Path) -> None:
    """So that models are trained before anybody may look at what they answer."""
    config = tiny.copy(tmp_path / "out", "corpus", "checkpoints")
    (config.checkpoint(ONCE) / "model.pt").unlink()
    path = write_config(tmp_path, out=str(config.out))
    suite(path, tmp_path / "lab", only=[ONCE, LADDER], alone=["train"])
    assert stages.training(config, config.model(ONCE)) is None
    assert sorted(path.name for path in config.out.iterdir()) == ["checkpoints", "corpus"]
    assert not (tmp_path / "lab").exists()


# What it refuses


def test_a_folder_that_holds_another_release_is_left_as_it_is(
    tiny: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is built, and by the publisher alone too."""
    lab = shutil.copytree(tiny.lab, tmp_path / "lab")
    before = stages.files_in(lab)
    path = write_config(tmp_path / "next", release="next")
    config = SuiteConfig.load(path)
    message = "holds release tiny: publish next in another folder"
    with pytest.raises(SystemExit, match=message):
        suite(path, lab)
    assert not config.out.exists()
    with pytest.raises(SystemExit, match=message):
        publish.publish(config, lab, partial=True)
    # Whatever else writes into such a folder.
    for command in (report.main, extraction.main):
        monkeypatch.setattr(sys, "argv", ["", "--config", str(path), "--lab", str(lab)])
        with pytest.raises(SystemExit, match="holds release tiny"):
            command()
    assert stages.files_in(lab) == before


def test_a_release_is_not_overwritten_by_another_corpus_of_its_name(tiny: Suite, tmp_path: Path) -> None:
    """Neither where it is published, before anything is trained, nor where its products lie."""
    lab = shutil.copytree(tiny.lab, tmp_path / "lab")
    before = stages.files_in(lab)
    path = write_config(tmp_path / "same", seed=7)
    message = r"holds tiny with another corpus \(dedup.bin, .*raw.bin.*\): name another release"
    with pytest.raises(SystemExit, match=message):
        suite(path, lab)
    assert not (SuiteConfig.load(path).out / "checkpoints").exists()
    with pytest.raises(SystemExit, match=message):
        publish.publish(SuiteConfig.load(path), lab, partial=True)
    assert stages.files_in(lab) == before
    other = write_config(tmp_path / "next", release="next", out=str(SuiteConfig.load(path).out))
    with pytest.raises(SystemExit, match=r"same/out holds release tiny: name another folder \(out\)"):
        corpus.build(SuiteConfig.load(other))


def test_what_the_texts_do_not_hold_is_told_by_the_name_of_the_config(tmp_path: Path) -> None:
    """By the commands; too many passages of the book, and too few documents."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "only.txt").write_text("A text.")
    wanted = read_json(HERE / "configs" / "tiny.json")["corpus"]
    for change, message in (
        ({"corpus": wanted | {"passages_per_condition": 5000}}, "15004 passages wanted"),
        (
            {"sources": {"background": "one", "book": "one"}, "finetuning": None},
            "1 documents are held out .*, and there are 1",
        ),
    ):
        path = write_config(tmp_path, **change)
        with pytest.raises(SystemExit, match=f"config.json: {message}"):
            corpus.build_by(path, SuiteConfig.load(path))


def test_an_unfinished_suite_is_published_only_as_such(tiny: Suite, tmp_path: Path) -> None:
    config = tiny.copy(tmp_path / "out", *PRODUCTS)
    (config.out / "results" / f"{DEDUP}.json").unlink()
    with pytest.raises(SystemExit, match=f"{DEDUP} has no results: python -m training.evaluate"):
        publish.publish(config, tmp_path / "lab")
    assert not (tmp_path / "lab").exists()
    publish.publish(config, tmp_path / "lab", partial=True)
    manifest = read_json(tmp_path / "lab" / "manifest.json")
    assert [m["id"] for m in manifest["models"]] == [RAW]
    assert [r["model"] for r in manifest["results"]] == [RAW, GOLDFISH, *HALVES, SEED2]
    shutil.rmtree(config.out / "corpus")
    with pytest.raises(SystemExit, match="not published:\nthe corpus is not built"):
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
    config = tiny.copy(tmp_path / "out", *PRODUCTS)
    with (config.out / path).open("ab") as file:
        file.write(b" ")
    with pytest.raises(SystemExit, match=message):
        publish.publish(config, tmp_path / "lab")
    assert not (tmp_path / "lab").exists()


def test_results_of_another_file_are_not_published(tiny: Suite, tmp_path: Path) -> None:
    """A model exported anew, its results left as they were."""
    config = tiny.copy(tmp_path / "out", *PRODUCTS)
    models = config.out / "models"
    name = DTYPE_FILES["fp16"]
    shutil.copyfile(models / SEED2 / "onnx" / name, models / RAW / "onnx" / name)
    made = read_json(models / f"{RAW}.json")
    write_json(models / f"{RAW}.json", made | {"sha256": stages.files_in(models / RAW)})
    with pytest.raises(SystemExit, match=f"results of {RAW} come from another ONNX file"):
        publish.publish(config, tmp_path / "lab")


def test_rows_must_be_complete(tiny: Suite) -> None:
    passages, results = passages_of(tiny), published(tiny, RAW)["rows"]
    check_rows(RAW, results, passages)
    for wrong in (results[1:], [*results, results[0]], [*results[1:], results[0] | {"context": 7}]):
        with pytest.raises(SystemExit, match=f"results of {RAW}"):
            check_rows(RAW, wrong, passages)


def test_a_model_that_is_not_there() -> None:
    with pytest.raises(
        AssertionError, match="no model 'd9-raw' in this config; there are \\['d1-raw', 'd1-dedup', 'd1-seed2'"
    ):
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
    other = replace(config, training=replace(config.training, learning_rate=0.02))
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
            {"models": [{"id": "d1", "depth": 1, "data": "raw", "heads": 8}]},
            "models: missing \\[\\], unknown \\['heads'\\]",
        ),
        (
            {"controls": [{"id": "d1-ladder", "depth": 1, "data": "ladder", "passes": 2}]},
            "controls, d1-ladder: passes is 1 and seed is 0 where data is 'ladder', not 2 and 0",
        ),
        ({"models": [{"id": "d1", "depth": 1, "data": "half03"}]}, "models, d1: data is one of raw, .*, not 'half03'"),
        ({"models": [{"id": "d1", "depth": 1, "data": "raw", "width": 400}]}, "d1: width is a multiple of 32, not 400"),
        ({"models": [{"id": "d1", "depth": 0, "data": "raw"}]}, "d1: depth is at least 1, not 0"),
        ({"models": [{"id": "d1", "depth": 1, "data": "raw", "rate": 0}]}, "d1: rate is above 0, not 0"),
        ({"models": [{"id": "d1", "depth": 1, "data": "raw", "dtypes": ["q4"]}]}, "among fp16, q8, not 'q4'"),
        ({"models": [{"id": "d1", "depth": 1, "data": "raw"}] * 2}, "models, d1: two models have this id"),
        ({"sources": {"book": "book"}}, "sources: missing \\['background'\\]"),
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
    assert all(sha256(tiny.lab / file["path"]) == file["sha256"] for file in listed) and len(listed) == 6 + 5
