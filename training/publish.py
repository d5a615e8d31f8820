"""Assemble `static/lab/`, what the page ships: corpus, passages, models, results, records, report, `manifest.json`.

    python -m training.publish --config training/configs/main.json

Publishes whole suites whose products fit together (`training.stages`), and says what is wrong otherwise; `--partial`
leaves out models that are not ready. A model that the release holds already, made by the same recipe from the same
stream, stays as it is when its products are not here: so models are added to a release where only they were trained. A
folder that holds another release is refused.

The manifest lists every file with bytes and SHA-256, and every model with the facts of its training: in `models` those
that the page runs, in `further_models` those of which results alone are published, in `work_models` those that read
whole works, in `control_models` those that the others are compared with, in `finetuned_models` those that are made from
others. The same products give the same bytes, at any time and place. The cards of the release that the page shows
(`training.cards`) are written anew with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np

from . import cards, extraction, further, stages, works
from .command import command
from .config import (
    COMPARED,
    HERE,
    LADDER,
    WHOLE_WORKS,
    FinetunedEntry,
    ModelEntry,
    SuiteConfig,
    read_json,
    sha256,
    write_json,
)
from .evaluate import questions
from .measures import wilson
from .reading import readings
from .recall import Controls, Finetuned, Release, copies_in
from .report import as_text, held_out, make_report, read_forecasts, read_predictions
from .tokenizer import BOS_ID


def summarize(rows: list[dict], passages: list[dict], copies: Callable[[dict], int]) -> list[dict]:
    """Passages recited (every token of the continuation matched) per condition, level, copies and context, of one
    model. Canaries are left out: each is asked in a context of its own, and the report sums them up.

    copies: of a passage, as the model's stream has them.
    """
    groups: dict[tuple, list[dict]] = {}
    by_id = {p["id"]: p for p in passages if p["condition"] != "canary"}
    for row in rows:
        if passage := by_id.get(row["passage"]):
            key = (passage["condition"], passage["level"] or 0, copies(passage), row["context"])
            groups.setdefault(key, []).append(row)
    summary = []
    for (condition, level, number, context), group in sorted(groups.items()):
        recited = sum(row["matched"] == len(row["greedy"]) for row in group)
        low, high = wilson(recited, len(group))
        summary.append(
            {
                "model": group[0]["model"],
                "condition": condition,
                "level": level or None,
                "copies": number,
                "context": context,
                "n": len(group),
                "recited": recited,
                "low": round(low, 6),
                "high": round(high, 6),
                "median_matched": float(np.median([row["matched"] for row in group])),
                "mean_logprob": round(sum(row["logprob"] for row in group) / len(group), 4),
            }
        )
    return summary


def check_rows(model: str, rows: list[dict], passages: list[dict]) -> None:
    """Every passage once at every context that it is asked in, and nothing else."""
    wanted = {(model, p["id"], context) for p in passages for context, _ in questions(p)}
    found = [(row["model"], row["passage"], row["context"]) for row in rows]
    if len(found) != len(set(found)) or set(found) != wanted:
        missing, strange = len(wanted - set(found)), len(set(found) - wanted)
        raise SystemExit(f"results of {model}: {missing} rows missing, {strange} strange, {len(found)} in all")


class Lab:
    """The published folder, under construction: puts files in their places and lists them."""

    def __init__(self, folder: Path, release: str):
        self.folder, self.release = folder, release
        self.written: set[Path] = set()

    def _entry(self, name: str) -> dict:
        path = f"{self.release}/{name}"
        self.written.add(self.folder / path)
        return stages.listed(self.folder, path)

    def copy(self, source: Path, name: str) -> dict:
        target = self.folder / self.release / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or sha256(target) != sha256(source):
            shutil.copyfile(source, target)
        return self._entry(name)

    def json(self, value: dict, name: str) -> dict:
        write_json(self.folder / self.release / name, value)
        return self._entry(name)

    def keep(self, entry: dict) -> dict:
        """Leave a file of the release as it stands. Ends the run if it is not what its entry says."""
        path = self.folder / entry["path"]
        if not path.exists() or sha256(path) != entry["sha256"]:
            raise SystemExit(f"{path} is missing or changed since it was published")
        self.written.add(path)
        return entry

    def finish(self, manifest: dict) -> None:
        """Write the manifest last, then remove what it does not list."""
        stages.write_manifest(self.folder, manifest)
        for file in sorted((self.folder / self.release).rglob("*"), reverse=True):
            if file.is_file() and file not in self.written:
                file.unlink()
            elif file.is_dir() and not any(file.iterdir()):
                file.rmdir()


def label(parameters: int) -> str:
    """5848576 -> "5.8M"; 361408 -> "0.36M"."""
    return f"{parameters / 1e6:.1f}M" if parameters >= 1e6 else f"{parameters / 1e6:.2g}M"


@dataclass(frozen=True)
class Made:
    """What is published of one model."""

    entry: dict  # of the manifest
    results: dict  # file entry
    found: dict  # what that file holds
    exposure: list[dict]
    records: list[dict]
    snapshots: list[dict]

    @property
    def reads_works(self) -> bool:
        return self.entry["data"] in WHOLE_WORKS


def made_here(config: SuiteConfig, entry: ModelEntry, lab: Lab) -> Made:
    """A model whose products lie in the suite's folder."""
    out = config.out
    trained = read_json(config.checkpoint(entry.id) / "meta.json")
    exported = read_json(out / "models" / f"{entry.id}.json")
    kind = "works" if entry.reads_works else "results"
    evaluated = read_json(out / kind / f"{entry.id}.meta.json")
    path, loss, source = f"models/{entry.id}", evaluated["loss_bits_per_byte"], out / "models" / entry.id
    shipped = {}
    if entry.dtypes:
        shipped = {
            "path": f"{config.release}/{path}",
            "dtypes": list(entry.dtypes),
            "files": [lab.copy(source / name, f"{path}/{name}") for name in exported["sha256"]],
        }
    described = {
        "id": entry.id,
        "label": label(trained["parameters"]),
        "parameters": trained["parameters"],
        **{key: trained["model"][key] for key in ("depth", "width", "heads", "mlp")},
        "data": entry.data,
        **shipped,
        "loss_bits_per_byte": loss[evaluated["dtype"]],
        "loss_bits_per_byte_by_dtype": loss,  # fp32: PyTorch, before the export
        "tokens_seen": trained["tokens_seen"],
        "training": {
            **trained["training"],
            "passes_over_its_stream": round(trained["passes_over_its_stream"], 4),
            "stream_sha256": trained["stream_sha256"],
            "seconds": round(trained["seconds"]),
            "device": trained["device"],
            "processes": trained["processes"],
            "versions": trained["versions"],
            "loss_curve": trained["loss_curve"],  # [step, mean nats a token since the entry before]
        },
        "weights_sha256": exported["weights_sha256"],
        "parity": exported["parity"],
        "evaluation": {
            key: evaluated[key] for key in ("dtype", "smallest_lead", "rows_with_near_tie", "versions", "seconds")
        },
    }
    results = out / kind / f"{entry.id}.json"

    def product(kind: str, stage: str) -> dict:
        return read_json(out / kind / f"{entry.id}.json") if stages.WANTED[stage](entry) else {}

    return Made(
        described,
        lab.copy(results, f"results/{entry.id}.json"),
        read_json(results),
        product("exposure", "exposure").get("rows", []),
        product("records", "record").get("records", []),
        [course] if (course := product("snapshots", "snapshots")) else [],
    )


def made_before(found: dict, lab: Lab) -> Made:
    """A model that the release in `lab` holds already. found: its entry in the manifest."""
    manifest, name = read_json(lab.folder / "manifest.json"), found["id"]
    grown = (manifest.get(key, {}).get("results", []) for key in ("works", "controls"))
    listed = [*manifest["results"], *chain.from_iterable(grown)]
    (results,) = ({**r} for r in listed if r["model"] == name)
    results.pop("model")

    def mine(key: str, inner: str) -> list[dict]:
        return [row for row in read_json(lab.folder / manifest[key]["path"])[inner] if row["model"] == name]

    for file in found.get("files", []):
        lab.keep(file)
    held = read_json(lab.folder / lab.keep(results)["path"])
    parts = (("exposure", "rows"), ("records", "records"), ("snapshots", "snapshots"))
    return Made(found, results, held, *(mine(*part) for part in parts))


def further_here(config: SuiteConfig, entry: FinetunedEntry, lab: Lab) -> tuple[dict, dict]:
    """A model that is made from another one, whose products lie in the suite's folder: its entry of the manifest, and
    that of its results."""
    trained, results = (
        read_json(config.checkpoint(entry.id) / "meta.json"),
        config.out / "finetuned" / f"{entry.id}.json",
    )
    described = {
        "id": entry.id,
        "kind": entry.kind,
        "label": label(trained["parameters"]),
        "parameters": trained["parameters"],
        **{key: trained["model"][key] for key in ("depth", "width", "heads", "mlp")},
        "training": trained["training"]
        | {key: trained[key] for key in ("step", "device", "versions", "loss_curve")}
        | {"seconds": round(trained["seconds"])},
        "loss_bits_per_byte": read_json(results)["loss_bits_per_byte"]["after"],
    }
    if entry.dtypes:
        exported = read_json(config.out / "models" / f"{entry.id}.json")
        path, source = f"models/{entry.id}", config.out / "models" / entry.id
        described |= {
            "path": f"{config.release}/{path}",
            "dtypes": list(entry.dtypes),
            "files": [lab.copy(source / name, f"{path}/{name}") for name in exported["sha256"]],
            "parity": exported["parity"],
        }
    return described, {"model": entry.id} | lab.copy(results, f"results/{entry.id}.json")


def further_before(found: dict, lab: Lab) -> tuple[dict, dict]:
    """One that the release in `lab` holds already. found: its entry in the manifest."""
    listed = read_json(lab.folder / "manifest.json")["finetuned"]["results"]
    results = next(r for r in listed if r["model"] == found["id"])
    for file in found.get("files", []):
        lab.keep(file)
    lab.keep({key: value for key, value in results.items() if key != "model"})
    return found, results


def talk(config: SuiteConfig, lab: Lab) -> dict | None:
    """The file of the conversations, made here or published before; None if there is none."""
    if not further.conversations(config):
        return lab.copy(config.out / "conversations" / "conversations.json", "conversations.json")
    path = lab.folder / "manifest.json"
    found = read_json(path).get("finetuned", {}).get("conversations") if path.exists() else None
    return lab.keep(found) if found else None


def compared(config: SuiteConfig, entry: ModelEntry, results: dict, lab: Lab) -> dict | None:
    """The file that says what a model answers in the one precision in which sizes are compared: its results, or another
    one, made here or published before. None if there is none, or if it is a control or asked for something else."""
    if entry.control or not entry.dtypes or entry.asked_for != "passages":
        return None
    if entry.dtypes[0] == COMPARED:
        return results
    if not (problem := stages.compared(config, entry, lab.folder)):
        return lab.copy(config.out / "compared" / f"{entry.id}.json", f"results/{entry.id}.{COMPARED}.json")
    path = lab.folder / "manifest.json"
    listed = read_json(path).get("controls", {}).get("compared", []) if path.exists() else []
    found = next(({**r} for r in listed if r["model"] == entry.id), None)
    if found and stages.published(config, entry, lab.folder):
        found.pop("model")
        return lab.keep(found)
    print(f"left out: {problem}", flush=True)
    return None


def publish(config: SuiteConfig, folder: Path = stages.LAB, partial: bool = False) -> None:
    """Write the release into `folder`. Ends the run, with nothing written, if something is missing or does not fit."""
    if problem := (
        stages.holds_another(folder, config.release) or stages.corpus(config) or stages.other_corpus(config, folder)
    ):
        raise SystemExit(f"not published:\n{problem}")
    problems = {entry.id: stages.model(config, entry) for entry in config.models}
    before = {
        entry.id: found
        for entry in config.models
        if problems[entry.id] and (found := stages.published(config, entry, folder))
    }
    ready = [entry for entry in config.models if not problems[entry.id] or entry.id in before]
    later = {entry.id: further.asked(config, entry, folder) for entry in config.finetuned}
    later_before = {
        entry.id: found
        for entry in config.finetuned
        if later[entry.id] and (found := further.published(config, entry, folder))
    }
    others = [entry for entry in config.finetuned if not later[entry.id] or entry.id in later_before]
    told = "\n".join(
        problem for name, problem in (problems | later).items() if problem and name not in before | later_before
    )
    if not ready or (told and not partial):
        raise SystemExit(f"not published:\n{told}")
    if told:
        print(f"left out:\n{told}", flush=True)

    made, passages = config.out / "corpus", read_json(config.out / "corpus" / "passages.json")["passages"]
    planted = read_json(made / "works.json")["works"]
    for entry in ready:
        if entry.id in before:
            continue
        if entry.reads_works:
            works.check_rows(entry.id, read_json(config.out / "works" / f"{entry.id}.json"), planted)
        else:
            asked = read_json(made / f"{entry.asked_for}.json")["passages"]
            check_rows(entry.id, read_json(config.out / "results" / f"{entry.id}.json")["rows"], asked)
    lab, corpus = Lab(folder, config.release), read_json(made / "meta.json")
    models = [
        made_before(before[entry.id], lab) if entry.id in before else made_here(config, entry, lab) for entry in ready
    ]
    made_from = [
        further_before(later_before[entry.id], lab) if entry.id in later_before else further_here(config, entry, lab)
        for entry in others
    ]
    spoken = talk(config, lab) if made_from else None
    # From small to large, raw before its twin and others after: the order of every list and chart.
    kinds = ("raw", "dedup")
    models.sort(
        key=lambda m: (
            not m.entry.get("dtypes"),
            m.entry["parameters"],
            kinds.index(m.entry["data"]) if m.entry["data"] in kinds else len(kinds),
            m.entry["id"],
        )
    )
    plantings = read_json(made / "plantings.json")
    groups = sorted({(p["condition"], p["level"] or 0, p["copies"]) for p in passages})
    entries = {entry.id: entry for entry in ready}
    work_models = [m for m in models if m.reads_works]
    controls = [m for m in models if entries[m.entry["id"]].control]
    models = [m for m in models if not m.reads_works and not entries[m.entry["id"]].control]
    in_one = {m.entry["id"]: compared(config, entries[m.entry["id"]], m.results, lab) for m in models}
    in_one = {name: file for name, file in in_one.items() if file}
    release = Release(
        models=[m.entry for m in models],
        planned=[entry.id for entry in config.models if not entry.control],
        passages=passages,
        plantings=plantings,
        rows={m.entry["id"]: m.found["rows"] for m in models},
        exposure=[row for m in models for row in m.exposure],
        snapshots=[course for m in models for course in m.snapshots],
        predictions=read_predictions(config.release),
        works=planted,
        work_models=[m.entry for m in work_models],
        recited={m.entry["id"]: m.found for m in work_models},
        forecasts=read_forecasts(config.release),
        controls=Controls(
            models=[m.entry for m in controls],
            rows={m.entry["id"]: m.found["rows"] for m in controls},
            compared={name: read_json(folder / file["path"])["rows"] for name, file in in_one.items()},
            ladder=read_json(made / "ladder.json")["passages"] if config.corpus.ladder else [],
            forecasts=read_forecasts(config.release, "b"),
        ),
        finetuned=Finetuned(
            models=[entry for entry, _ in made_from],
            results=[read_json(folder / file["path"]) for _, file in made_from],
            held_out=held_out(folder, spoken),
            others=config.finetuning.others_copies,
            forecasts=read_forecasts(config.release, "c"),
        )
        if made_from
        else None,
    )
    manifest = {
        "release": config.release,
        "bos_token_id": BOS_ID,
        "context": config.training.context,
        "seed": config.seed,
        "corpus": {
            "tokens": lab.copy(made / "tokens.bin", "corpus/tokens.bin"),
            "documents": lab.copy(made / "documents.json", "corpus/documents.json"),
            "n_tokens": corpus["tokens"]["unique"],
            "stream_tokens": {data: corpus["tokens"][data] for data in ("raw", "dedup")},
            "stream_sha256": {data: corpus["sha256"][f"{data}.bin"] for data in ("raw", "dedup")},
            "addresses": corpus["addresses"],
            "address_bytes": corpus["address_bytes"],
            "held_out": corpus["held_out"],
            "config": corpus["config"],
            "sources": corpus.get("sources") or read_json(HERE / "sources.json"),
        },
        "tokenizer": lab.copy(made / "tokenizer.json", "tokenizer.json") | {"vocab_size": config.corpus.vocab_size},
        "passages": lab.copy(made / "passages.json", "passages.json"),
        # How often each exact passage stands in the further streams, by stream.
        "plantings": lab.copy(made / "plantings.json", "plantings.json"),
        "models": [m.entry for m in models if m.entry.get("dtypes")],
        "further_models": [m.entry for m in models if not m.entry.get("dtypes")],
        "work_models": [m.entry for m in work_models],
        "control_models": [m.entry for m in controls],
        "conditions": [
            {
                "condition": condition,
                "level": level or None,
                "copies": copies,
                "passages": sum(
                    (p["condition"], p["level"] or 0, p["copies"]) == (condition, level, copies) for p in passages
                ),
            }
            for condition, level, copies in groups
        ],
        "results": [{"model": m.entry["id"]} | m.results for m in models],
        "summary": lab.json(
            {
                "interval": "Wilson score, 95 %, over passages",
                "rows": [
                    row
                    for m in models
                    for row in summarize(m.found["rows"], passages, lambda p, m=m: copies_in(m.entry, p, plantings))
                ],
            },
            "results/summary.json",
        ),
        # The chapters that are planted whole, where their copies stand, and what came of each model that read them.
        "works": lab.copy(made / "works.json", "works.json")
        | {
            "stream_tokens": {data: corpus["tokens"][data] for data in WHOLE_WORKS},
            "stream_sha256": {data: corpus["sha256"][f"{data}.bin"] for data in WHOLE_WORKS},
            "results": [{"model": m.entry["id"]} | m.results for m in work_models],
        },
        # What came of each control, and what the page's models answer in the one precision in which sizes are compared.
        "controls": {
            "dtype": COMPARED,
            "results": [{"model": m.entry["id"]} | m.results for m in controls],
            "compared": [{"model": name} | file for name, file in in_one.items()],
        },
        "exposure": lab.json({"rows": release.exposure}, "results/exposure.json"),
        "snapshots": lab.json({"snapshots": release.snapshots}, "results/snapshots.json"),
        "records": lab.json({"records": [r for m in models for r in m.records]}, "records.json"),
    }
    if config.corpus.ladder:
        manifest["ladder"] = lab.copy(made / "ladder.json", "ladder.json") | {
            "stream_tokens": corpus["tokens"][LADDER],
            "stream_sha256": corpus["sha256"][f"{LADDER}.bin"],
        }
    if made_from:
        manifest["finetuned_models"] = [entry for entry, _ in made_from]
        manifest["finetuned"] = {
            "conversations": spoken,
            "others_copies": config.finetuning.others_copies,
            "results": [file for _, file in made_from],
        }
    ledger = readings(folder, manifest)
    report = make_report(replace(release, courses=ledger["courses"]))
    manifest |= {
        "readings": lab.json(ledger, "results/readings.json"),
        "report": lab.json(report, "results/report.json"),
    }
    # Made from what is published, hence after this; kept while it is still true of it.
    attack = read_json(folder / "manifest.json").get("extraction") if (folder / "manifest.json").exists() else None
    if made := extraction.ready(manifest, config):
        manifest["extraction"] = lab.copy(extraction.product(config), "results/extraction.json") | made
    elif extraction.fits(attack, manifest, config):
        manifest["extraction"] = lab.keep(attack)
    lab.finish(manifest)
    if folder == stages.LAB and config.sources is None:
        cards.write()
    if report["predictions"] or report["works"]:
        print(as_text(report))
    size = sum(path.stat().st_size for path in lab.written)
    print(
        f"published {len(ready) + len(others)} of {len(config.models) + len(later)} models in {folder} "
        f"({len(before) + len(later_before)} stood there before): "
        f"{size / 1e6:.1f} MB",
        flush=True,
    )


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="folder to publish in")
    parser.add_argument("--partial", action="store_true", help="publish the models that are ready, leave out the rest")
    arguments = parser.parse_args()
    publish(SuiteConfig.load(arguments.config), arguments.lab, arguments.partial)


if __name__ == "__main__":
    main()
