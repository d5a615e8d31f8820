"""What has been made and whether it still fits what it was made from.

Every stage leaves a JSON beside its product that says, by hash, what went in. Each function here looks at one stage and
answers with a sentence on what is missing or stale, or with None. `training.suite` redoes what has a problem;
`training.publish` refuses it. A model that is published with the release already counts as made (`published`): its
checkpoint may be gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from . import sources
from .config import (
    CLONE,
    COMMAND,
    COMPARED,
    DTYPE_FILES,
    LADDER,
    FinetunedEntry,
    ModelEntry,
    SuiteConfig,
    read_json,
    sha256,
)
from .train import recipe

LAB = CLONE / "static" / "lab"

# The models that a stage applies to; for all others it has no problem.
WANTED: dict[str, Callable[[ModelEntry], bool]] = {
    "train": lambda _: True,
    "export": lambda _: True,
    "evaluate": lambda entry: not entry.reads_works,  # such a model is asked for works instead
    # The other streams hold the canaries as raw does.
    "exposure": lambda entry: entry.data in ("raw", "dedup") and not entry.control,
    "compare": lambda entry: COMPARED in entry.dtypes[1:] and entry.asked_for == "passages",
    "record": lambda entry: bool(entry.dtypes) and not entry.reads_works,
    "works": lambda entry: entry.reads_works,
    "snapshots": lambda entry: entry.snapshots > 0 and not entry.control,  # of these the weights alone are kept
}


def files_in(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder, by relative path."""
    return {str(f.relative_to(folder)): sha256(f) for f in sorted(folder.rglob("*")) if f.is_file()}


def corpus(config: SuiteConfig) -> str | None:
    folder = config.out / "corpus"
    if not (folder / "meta.json").exists():
        return f"the corpus is not built: {COMMAND}.corpus"
    meta = read_json(folder / "meta.json")
    wanted = {"release": config.release, "seed": config.seed, "config": asdict(config.corpus)}
    wanted["sources"] = sources.told(config)
    if {key: meta.get(key) for key in wanted} != wanted:
        return f"the corpus was built with another config: {COMMAND}.corpus"
    found = files_in(folder)
    found.pop("meta.json")
    if changed := sorted(name for name in found | meta["sha256"] if found.get(name) != meta["sha256"].get(name)):
        return f"corpus files are missing or changed since they were built: {changed}"
    return None


def training(config: SuiteConfig, entry: ModelEntry) -> str | None:
    if problem := corpus(config):
        return problem
    folder = config.checkpoint(entry.id)
    if not (folder / "meta.json").exists():
        return f"{entry.id} is not trained: {COMMAND}.train"
    meta = read_json(folder / "meta.json")
    shape, wanted = recipe(config, entry)
    stream = read_json(config.out / "corpus" / "meta.json")["sha256"][f"{entry.data}.bin"]
    if (meta["model"], meta["training"]) != (shape.to_dict(), wanted):
        return f"{entry.id} was trained by another recipe: delete {folder} and train again"
    if meta["stream_sha256"] != stream:
        return f"{entry.id} was trained on another corpus: delete {folder} and train again"
    if not (folder / "model.pt").exists() or "loss_bits_per_byte" not in meta:
        return f"{entry.id} is trained to step {meta['step']} of {wanted['steps']}: {COMMAND}.train goes on"
    return None


def export(config: SuiteConfig, entry: ModelEntry) -> str | None:
    return training(config, entry) or exported(config, entry)


def exported(config: SuiteConfig, entry: ModelEntry | FinetunedEntry) -> str | None:
    """Whether what is exported is of the weights as they are now."""
    record = config.out / "models" / f"{entry.id}.json"
    if not record.exists():
        return f"{entry.id} is not exported: {COMMAND}.export"
    made = read_json(record)
    if made["weights_sha256"] != sha256(config.checkpoint(entry.id) / "model.pt"):
        return f"{entry.id} was exported from other weights: {COMMAND}.export"
    if made["sha256"] != files_in(config.out / "models" / entry.id):
        return f"files of the exported {entry.id} are missing or changed: {COMMAND}.export"
    return None


def _made_from_export(
    config: SuiteConfig, entry: ModelEntry, kind: str, command: str, asked: str = "passages"
) -> str | None:
    """Results, exposures, records and works: each says which ONNX file and which passages (or works) it comes from."""
    if not WANTED[command](entry):
        return None
    if problem := export(config, entry):
        return problem
    meta = config.out / kind / f"{entry.id}.meta.json"
    if not meta.exists() or not meta.with_name(f"{entry.id}.json").exists():
        return f"{entry.id} has no {kind}: {COMMAND}.{command}"
    made = read_json(meta)
    exported = read_json(config.out / "models" / f"{entry.id}.json")["sha256"]
    if made["onnx_sha256"] != exported[f"onnx/{DTYPE_FILES[entry.exported[0]]}"]:
        return f"{kind} of {entry.id} come from another ONNX file: {COMMAND}.{command}"
    if made[f"{asked}_sha256"] != sha256(config.out / "corpus" / f"{asked}.json"):
        return f"{kind} of {entry.id} are about other {asked}: {COMMAND}.{command}"
    return None


def evaluation(config: SuiteConfig, entry: ModelEntry) -> str | None:
    return _made_from_export(config, entry, "results", "evaluate", entry.asked_for)


def exposure(config: SuiteConfig, entry: ModelEntry) -> str | None:
    return _made_from_export(config, entry, "exposure", "exposure")


def records(config: SuiteConfig, entry: ModelEntry) -> str | None:
    return _made_from_export(config, entry, "records", "record")


def works(config: SuiteConfig, entry: ModelEntry) -> str | None:
    return _made_from_export(config, entry, "works", "works", "works")


def compared(config: SuiteConfig, entry: ModelEntry, lab: Path = LAB) -> str | None:
    """Of a model that the page runs in another precision: what it answers in the one in which sizes are compared."""
    if not WANTED["compare"](entry):
        return None
    here, found = export(config, entry) is None, published(config, entry, lab)
    if not here and not found:
        return export(config, entry)
    meta = config.out / "compared" / f"{entry.id}.meta.json"
    if not meta.exists() or not meta.with_name(f"{entry.id}.json").exists():
        return f"{entry.id} is not asked in {COMPARED}: {COMMAND}.evaluate --compare"
    made, name = read_json(meta), f"onnx/{DTYPE_FILES[COMPARED]}"
    if here:
        weights = read_json(config.out / "models" / f"{entry.id}.json")["sha256"][name]
    else:
        weights = next(file["sha256"] for file in found["files"] if file["path"].endswith(name))
    if (made["onnx_sha256"], made["passages_sha256"]) != (weights, sha256(config.out / "corpus" / "passages.json")):
        return f"what {entry.id} answers in {COMPARED} is of other files: {COMMAND}.evaluate --compare"
    return None


def snapshots(config: SuiteConfig, entry: ModelEntry) -> str | None:
    if not WANTED["snapshots"](entry):
        return None
    if problem := training(config, entry):
        return problem
    meta = config.out / "snapshots" / f"{entry.id}.meta.json"
    if not meta.exists() or not meta.with_name(f"{entry.id}.json").exists():
        return f"the snapshots of {entry.id} are not asked: {COMMAND}.snapshots"
    made = read_json(meta)
    if made["weights_sha256"] != sha256(config.checkpoint(entry.id) / "model.pt"):
        return f"results of the snapshots of {entry.id} come from another training: {COMMAND}.snapshots"
    if made["passages_sha256"] != sha256(config.out / "corpus" / "passages.json"):
        return f"results of the snapshots of {entry.id} are about other passages: {COMMAND}.snapshots"
    return None


def model(config: SuiteConfig, entry: ModelEntry) -> str | None:
    """All that is made of a model."""
    return next(filter(None, (look(config, entry) for look in (evaluation, exposure, records, snapshots, works))), None)


def all_models(manifest: dict) -> list[dict]:
    """Entries of all models of a release that were trained from nothing. Works and controls joined it later."""
    grown = ("work_models", "control_models")
    return manifest["models"] + manifest["further_models"] + [m for key in grown for m in manifest.get(key, [])]


def published(config: SuiteConfig, entry: ModelEntry, lab: Path) -> dict | None:
    """The manifest's entry of a model that stands in `lab` as this config would make it: same release, passages, shape,
    recipe, stream and dtypes. None if there is no such model. The corpus must be built."""
    path = lab / "manifest.json"
    if not path.exists():
        return None
    manifest = read_json(path)
    built = read_json(config.out / "corpus" / "meta.json")["sha256"]
    if manifest["release"] != config.release or manifest["passages"]["sha256"] != built["passages.json"]:
        return None
    found = next((m for m in all_models(manifest) if m["id"] == entry.id), None)
    if found is None:
        return None
    if entry.asked_for != "passages" and manifest[entry.asked_for]["sha256"] != built[f"{entry.asked_for}.json"]:
        return None
    shape, wanted = recipe(config, entry)
    wanted |= {"stream_sha256": built[f"{entry.data}.bin"]}
    same = (
        wanted.items() <= found["training"].items()
        and all(found[key] == shape.to_dict()[key] for key in ("depth", "width", "heads", "mlp"))
        and found.get("dtypes", []) == list(entry.dtypes)
    )
    return found if same else None


def holds_another(lab: Path, release: str) -> str | None:
    """Whether a folder to publish in holds another release, which publishing would overwrite."""
    path = lab / "manifest.json"
    if not path.exists() or (held := read_json(path)["release"]) == release:
        return None
    return f"{lab} holds release {held}: publish {release} in another folder (--lab), or remove that release first"


def other_corpus(config: SuiteConfig, lab: Path) -> str | None:
    """Whether a folder holds this release, by name, with other texts or passages: a release grows, and nothing that it
    has published changes. The corpus must be built."""
    if not (lab / "manifest.json").exists():
        return None
    manifest = read_json(lab / "manifest.json")
    built = read_json(config.out / "corpus" / "meta.json")["sha256"]
    held = {f"{name}.json": manifest[name]["sha256"] for name in ("passages", "plantings", "tokenizer")}
    held |= {f"{name}.json": manifest[name]["sha256"] for name in ("works", LADDER) if name in manifest}
    held |= {f"{data}.bin": digest for data, digest in manifest["corpus"]["stream_sha256"].items()}
    if changed := sorted(name for name, digest in held.items() if built.get(name) != digest):
        return f"{lab} holds {config.release} with another corpus ({', '.join(changed)}): name another release"
    return None


def listed(lab: Path, path: str) -> dict:
    """A published file, as the manifest lists it."""
    return {"path": path, "bytes": (lab / path).stat().st_size, "sha256": sha256(lab / path)}


def write_manifest(lab: Path, manifest: dict) -> None:
    path = lab / "manifest.json"
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
