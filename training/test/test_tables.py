"""The tables say what the JSON of the release says, row by row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from training import tables
from training.config import HERE, read_json, sha256
from training.stages import LAB, all_models
from training.test.conftest import Suite


@pytest.fixture(scope="module")
def manifest() -> dict:
    return read_json(LAB / "manifest.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tables")
    tables.write(LAB, out)
    return out


def rows(folder: Path, name: str) -> list[dict]:
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


def test_results(manifest: dict, folder: Path) -> None:
    entries = [*manifest["results"], *manifest.get("controls", {}).get("results", [])]
    compared = manifest.get("controls", {}).get("compared", [])
    files = {entry["path"]: entry["model"] for entry in [*entries, *compared]}
    published = [row for path in files for row in read_json(LAB / path)["rows"]]
    found = rows(folder, "results")
    keys = ("model", "passage", "context", "greedy", "matched", "logprob", "logprob_top_k")
    assert [tuple(row[key] for key in keys) for row in found] == [tuple(row[key] for key in keys) for row in published]
    assert all(row["asked"] == len(row["greedy"]) for row in found)
    # Copies and recital, by what the summary counts from the same rows.
    shown = {m["id"]: m["evaluation"]["dtype"] for m in manifest["models"] + manifest["further_models"]}
    condition = {p["passage"]: p for p in rows(folder, "passages")}
    counted, recited = Counter(), Counter()
    for row in found:
        passage = condition[row["passage"]]
        if shown.get(row["model"]) == row["dtype"] and passage["condition"] != "canary":
            key = (row["model"], passage["condition"], passage["level"], row["copies"], row["context"])
            counted[key] += 1
            recited[key] += row["recited"]
    summary = read_json(LAB / manifest["summary"]["path"])["rows"]
    told = {tuple(line[key] for key in ("model", "condition", "level", "copies", "context")): line for line in summary}
    assert counted == {key: line["n"] for key, line in told.items()}
    assert {key: recited[key] for key in told} == {key: line["recited"] for key, line in told.items()}


def test_passages_and_plantings(manifest: dict, folder: Path) -> None:
    published = [
        {"list": name, **passage}
        for name in ("passages", "ladder")
        if name in manifest
        for passage in read_json(LAB / manifest[name]["path"])["passages"]
    ]
    found = rows(folder, "passages")
    assert len({row["passage"] for row in found}) == len(found)
    names = {"passage": "id", "tokens": "token_ids"}
    assert found == [{key: row[names.get(key, key)] for key in found[0]} for row in published]
    table: dict[str, dict[str, int]] = {}
    for row in rows(folder, "plantings"):
        table.setdefault(row["data"], {})[row["passage"]] = row["copies"]
    assert table == read_json(LAB / manifest["plantings"]["path"])


def test_exposure_snapshots_and_readings(manifest: dict, folder: Path) -> None:
    assert rows(folder, "exposure") == read_json(LAB / manifest["exposure"]["path"])["rows"]
    found = {(r["model"], r["step"], r["passage"]): r for r in rows(folder, "snapshots")}
    for course in read_json(LAB / manifest["snapshots"]["path"])["snapshots"]:
        for row in course["rows"]:
            for at, step in enumerate(course["steps"]):
                mine = found.pop((course["model"], step, row["passage"]))
                assert (mine["matched"], mine["logprob"]) == (row["matched"][at], row["logprob"][at])
                assert (mine["context"], mine["asked"]) == (row["context"], row["asked"])
    assert not found
    ledger: dict[str, dict[str, list[int]]] = {}
    for row in rows(folder, "readings"):
        ledger.setdefault(row["model"], {}).setdefault(row["passage"], []).append(row["step"])
    courses = read_json(LAB / manifest["readings"]["path"])["courses"]
    assert ledger == {
        model: {passage: steps for passage, steps in course["passages"].items() if steps}
        for course in courses
        for model in course["models"]
    }


def test_works(manifest: dict, folder: Path) -> None:
    names = {"work": "id", "tokens": "token_ids"}
    found = rows(folder, "works")
    works = read_json(LAB / manifest["works"]["path"])["works"]
    assert found == [{key: work[names.get(key, key)] for key in found[0]} for work in works]
    runs, positions = rows(folder, "work_runs"), rows(folder, "work_positions")
    for entry in manifest["works"]["results"]:
        published = read_json(LAB / entry["path"])
        mine = [row for row in runs if row["model"] == entry["model"]]
        for row, run in zip(mine, published["runs"], strict=True):
            back = None if row["back_after"] is None else {"after": row["back_after"], "jump": row["back_jump"]}
            assert run == {key: row[key] for key in run if key != "back"} | {"back": back}
        at = [row for row in positions if row["model"] == entry["model"]]
        for work in published["positions"]:
            own = [row for row in at if row["work"] == work["work"]]
            assert [row["position"] for row in own] == list(range(len(work["logprob"])))
            for key in ("logprob", "logprob_top_k"):
                assert [row[key] for row in own] == work[key]


def test_the_models_that_are_made_from_others(tiny: Suite, tmp_path: Path) -> None:
    """Of the tiny suite, which has one of each kind."""
    tables.write(tiny.lab, tmp_path)
    manifest = read_json(tiny.lab / "manifest.json")
    listed = manifest["finetuned"]
    found = {name: rows(tmp_path, name) for name in tables.TABLES}
    assert [(r["model"], r["kind"], r["base"], r["dtype"]) for r in found["finetuned"]] == [
        (m["id"], m["kind"], m["training"]["base"], m.get("dtypes", [None])[0]) for m in manifest["finetuned_models"]
    ]
    made = read_json(tiny.lab / listed["conversations"]["path"])
    assert Counter(r["part"] for r in found["conversations"]) == {
        part: len(made[part]) for part in ("lessons", "tuned", "questions")
    }
    for entry in listed["results"]:
        result = read_json(tiny.lab / entry["path"])
        model, base = result["model"], result["base"]["id"]
        if result["kind"] == "unlearned":
            published = {base: result["base"]["rows"], model: result["rows"]}
            for name, wanted in published.items():
                mine = [r for r in found["unlearning"] if r["model"] == name]
                keys = ("passage", "context", "matched", "logprob", "greedy")
                assert [[r[key] for key in keys] for r in mine] == [[r[key] for key in keys] for r in wanted]
            lots = {r["passage"]: r["lot"] for r in found["unlearning"] if r["lot"]}
            assert lots == {passage: lot for lot, group in result["lots"].items() for passage in group}
            courses = result["relearning"] | {"jogging": result["jogging"]["course"]}
            assert Counter((r["course"], r["reading"]) for r in found["relearning"]) == {
                (course, at): len(names)
                for course, readings in courses.items()
                for at, names in enumerate(readings, 1)
                if names
            }
            continue
        for table, part, keys in (
            ("replies", "rows", ("passage", "way", "comes", "declined", "written")),
            ("hidden", "bits", ("passage", "bare", "reply", "first")),
        ):
            mine = [r for r in found[table] if r["of"] == model]
            wanted = [*((base, r) for r in result["base"][part]), *((model, r) for r in result[part])]
            assert [(r["model"], *(r[key] for key in keys)) for r in mine] == [
                (name, *(r[key] for key in keys)) for name, r in wanted
            ]
        assert sum(r["model"] == model for r in found["answers"]) == len(result["questions"])
        assert sum(r["model"] == model for r in found["words"]) == len(result["words"])
    assert {r["samples"] for r in found["replies"] if r["way"] == "samples"} <= {4}
    assert {r["passage"]: r["held_out"] for r in found["replies"]} == {
        r["passage"]: r["held_out"] for r in made["asked"]
    }


def test_models(manifest: dict, folder: Path) -> None:
    found = {row["model"]: row for row in rows(folder, "models")}
    assert list(found) == [model["id"] for model in all_models(manifest)]
    for model in all_models(manifest):
        row = found[model["id"]]
        for key in ("parameters", "depth", "width", "heads", "mlp", "data", "tokens_seen", "weights_sha256"):
            assert row[key] == model[key]
        for key in ("steps", "batch", "seed", "goldfish", "peak_learning_rate"):
            assert row[key] == model["training"][key]
        assert row["bits_per_byte"] == model["loss_bits_per_byte_by_dtype"][row["dtype"]]


def test_every_column_says_what_it_holds_and_nulls_stand_where_they_may(folder: Path) -> None:
    assert {path.stem for path in folder.iterdir()} == set(tables.TABLES)
    for name in tables.TABLES:
        table = pq.read_table(folder / f"{name}.parquet")
        assert table.num_rows > 0 and table.schema.metadata[b"licence"] == b"CC0-1.0"
        for field in table.schema:
            assert field.metadata[b"says"] and (field.nullable or table[field.name].null_count == 0), (name, field.name)


def test_the_schema_is_written_down() -> None:
    assert (HERE / "TABLES.md").read_text() == tables.described(), (
        "python -m training.tables --schema > training/TABLES.md"
    )


def test_the_same_bytes_each_time_and_controls_too(tiny: Suite, tmp_path: Path) -> None:
    """Of a release that holds every kind of model."""
    for name in ("one", "two"):
        tables.write(tiny.lab, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert sha256(path) == sha256(tmp_path / "two" / path.name), path.name
    found = Counter((row["model"], row["dtype"]) for row in rows(tmp_path / "one", "results"))
    assert {("d1-raw", "fp16"), ("d1-raw", "q8"), ("d1-once", "q8"), ("d1-ladder", "q8")} <= set(found)
    assert {row["list"] for row in rows(tmp_path / "one", "passages")} == {"passages", "ladder"}
    kinds = {row["model"]: row["kind"] for row in rows(tmp_path / "one", "models")}
    assert (kinds["d1-raw"], kinds["d1-half01"], kinds["d1-works"], kinds["d1-once"]) == (
        "page",
        "results",
        "works",
        "control",
    )


def test_no_other_table() -> None:
    with pytest.raises(KeyError):
        tables.table("rows")
