"""What has been made of the models that are made from others, and whether it still fits: as `training.stages` does for
the models that are trained from nothing."""

from __future__ import annotations

import platform
from dataclasses import asdict
from pathlib import Path

from . import conversations as made_by_rule
from . import stages
from .config import COMMAND, DTYPE_FILES, FinetunedEntry, ModelEntry, SuiteConfig, read_json, sha256, write_json
from .model import ModelConfig
from .train import peak_rate


def conversations(config: SuiteConfig) -> str | None:
    if problem := stages.corpus(config):
        return problem
    folder = config.out / "conversations"
    if not (folder / "conversations.meta.json").exists():
        return f"the conversations are not made: {COMMAND}.conversations"
    made, file = read_json(folder / "conversations.meta.json"), folder / "conversations.json"
    if made != made_by_rule.made_from(config) | {"sha256": sha256(file) if file.exists() else None}:
        return f"the conversations are changed, or of another corpus or config: {COMMAND}.conversations"
    return None


def ready(config: SuiteConfig, entry: FinetunedEntry) -> str | None:
    """Whether all is there that a training reads, but for the base."""
    return stages.corpus(config) if entry.kind == "unlearned" else conversations(config)


def _base_path(config: SuiteConfig, entry: FinetunedEntry, lab: Path) -> Path | None:
    base = config.made_from(entry)
    if not export(config, base, lab):
        made, name = config.out / "models" / base.id, config.checkpoint(base.id) / "model.pt"
        return made / "onnx" / DTYPE_FILES[base.dtypes[0]] if base.dtypes else name
    found = published(config, base, lab) if base.dtypes else None
    return lab / found["path"] / "onnx" / DTYPE_FILES[base.dtypes[0]] if found else None


def base(config: SuiteConfig, entry: FinetunedEntry, lab: Path = stages.LAB) -> str | None:
    """Whether a model is there to begin with."""
    if _base_path(config, entry, lab):
        return None
    return f"{entry.base}, from which {entry.id} is made, is neither made here nor published in {lab}"


def base_file(config: SuiteConfig, entry: FinetunedEntry, lab: Path = stages.LAB) -> Path:
    """The file that the page runs of a model's base, made here or published; of a base without one the weights of its
    checkpoint. Ends the run if there is none."""
    if path := _base_path(config, entry, lab):
        return path
    raise SystemExit(base(config, entry, lab))


def shape_of(config: SuiteConfig, entry: ModelEntry | FinetunedEntry) -> ModelConfig:
    while isinstance(entry, FinetunedEntry):
        entry = config.made_from(entry)
    return ModelConfig.from_depth(entry.depth, config.corpus.vocab_size, config.training.context, entry.width)


def recipe(config: SuiteConfig, entry: FinetunedEntry, lab: Path = stages.LAB) -> dict:
    """All that decides what comes of a training, but for the code."""
    settings, corpus = getattr(config.finetuning, entry.kind), read_json(config.out / "corpus" / "meta.json")["sha256"]
    if entry.kind == "unlearned":
        read = {"passages_sha256": corpus["passages.json"], "copies": config.finetuning.unlearned_copies}
    else:
        read = {"conversations_sha256": sha256(config.out / "conversations" / "conversations.json")}
    rate = config.training.learning_rate * settings.rate
    return {
        "base": entry.base,
        "base_sha256": sha256(base_file(config, entry, lab)),
        **asdict(settings),
        **read,
        "peak_learning_rate": peak_rate(rate, shape_of(config, entry).width),
        "warmup": config.training.warmup,
        "addresses_sha256": corpus["tokens.bin"],
        "seed": config.seed,
    }


def training(config: SuiteConfig, entry: FinetunedEntry, lab: Path = stages.LAB) -> str | None:
    if problem := ready(config, entry) or base(config, entry, lab):
        return problem
    folder = config.checkpoint(entry.id)
    if not (folder / "meta.json").exists():
        return f"{entry.id} is not trained: {COMMAND}.finetune"
    meta = read_json(folder / "meta.json")
    if meta["training"] != recipe(config, entry, lab):
        return f"{entry.id} was made from another base or by another recipe: delete {folder} and train again"
    if not (folder / "model.pt").exists() or not meta.get("done"):
        return f"{entry.id} is trained to step {meta['step']}: {COMMAND}.finetune goes on"
    return None


def export(config: SuiteConfig, entry: ModelEntry | FinetunedEntry, lab: Path = stages.LAB) -> str | None:
    if isinstance(entry, ModelEntry):
        return stages.export(config, entry)
    return training(config, entry, lab) or (stages.exported(config, entry) if entry.dtypes else None)


def weights_of(config: SuiteConfig, entry: FinetunedEntry) -> Path:
    """The file that is asked."""
    if entry.dtypes:
        return config.out / "models" / entry.id / "onnx" / DTYPE_FILES[entry.dtypes[0]]
    return config.checkpoint(entry.id) / "model.pt"


def asked(config: SuiteConfig, entry: FinetunedEntry, lab: Path = stages.LAB) -> str | None:
    """What it answers: of `training.assistant` or `training.unlearning`."""
    if problem := export(config, entry, lab):
        return problem
    meta = config.out / "finetuned" / f"{entry.id}.meta.json"
    command = "unlearning" if entry.kind == "unlearned" else "assistant"
    if not meta.exists() or not meta.with_name(f"{entry.id}.json").exists():
        return f"{entry.id} is not asked: {COMMAND}.{command}"
    if read_json(meta)["from"] != asked_of(config, entry, lab):
        return f"what {entry.id} answers is of another file, or of other questions: {COMMAND}.{command}"
    return None


def asked_of(config: SuiteConfig, entry: FinetunedEntry, lab: Path = stages.LAB) -> dict:
    """By hash and setting, what the answers depend on, but for the code."""
    settings = config.finetuning
    made = {"weights_sha256": sha256(weights_of(config, entry)), "base_sha256": sha256(base_file(config, entry, lab))}
    if entry.kind == "unlearned":
        numbers = [settings.others_copies, settings.readings, settings.relearning_rate]
    else:
        numbers = [settings.samples]
        made["conversations_sha256"] = sha256(config.out / "conversations" / "conversations.json")
    return made | {"passages_sha256": sha256(config.out / "corpus" / "passages.json"), "settings": numbers}


def write(
    config: SuiteConfig,
    entry: FinetunedEntry,
    answers: dict,
    versions: dict[str, str],
    seconds: float,
    lab: Path = stages.LAB,
) -> None:
    """Writes down what a model answered, then by what and in how many seconds: `asked` looks at the latter."""
    folder = config.out / "finetuned"
    write_json(folder / f"{entry.id}.json", answers)
    write_json(
        folder / f"{entry.id}.meta.json",
        {
            "from": asked_of(config, entry, lab),
            "versions": {"python": platform.python_version(), **versions},
            "seconds": round(seconds, 1),
        },
    )


def published(config: SuiteConfig, entry: ModelEntry | FinetunedEntry, lab: Path) -> dict | None:
    """The manifest's entry of a model that stands in `lab` as this config would make it, or None."""
    if isinstance(entry, ModelEntry):
        return stages.published(config, entry, lab)
    path = lab / "manifest.json"
    manifest = read_json(path) if path.exists() else {}
    found = next((m for m in manifest.get("finetuned_models", []) if m["id"] == entry.id), None)
    if (
        found is None
        or ready(config, entry)
        or base(config, entry, lab)
        or found.get("dtypes", []) != list(entry.dtypes)
    ):
        return None
    return found if recipe(config, entry, lab).items() <= found["training"].items() else None
