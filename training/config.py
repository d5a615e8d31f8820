"""A suite's config: what is planted, how it is trained, which models. One JSON file in `training/configs/`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class CorpusConfig:
    vocab_size: int
    passage_tokens: int
    copies: list[int]
    passages_per_condition: int
    held_out_addresses: int  # kept from every model; bits per byte are measured on them
    addresses: int | None  # use only so many addresses (the tiny suite); null for all


@dataclass(frozen=True)
class TrainingConfig:
    context: int  # positions a model reads at once, the BOS token among them
    batch: int  # windows a step, over all processes
    passes: int  # passes over the raw corpus; a twin trains on as many tokens
    learning_rate: float  # at width 64; falls with the square root of the width
    warmup: float  # share of the steps
    precision: str  # "bf16" (autocast) or "fp32"


@dataclass(frozen=True)
class ModelEntry:
    id: str
    depth: int
    data: str  # "raw" or "dedup"


@dataclass(frozen=True)
class SuiteConfig:
    release: str
    seed: int
    corpus: CorpusConfig
    training: TrainingConfig
    models: list[ModelEntry]
    out: Path  # where this suite's products go: git-ignored, rebuilt by commands

    @classmethod
    def load(cls, path: str | Path) -> SuiteConfig:
        """Read a config. `out` may be left out (training/out/<release>); other missing or unknown keys end the run."""
        path = Path(path)
        try:
            raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, json.JSONDecodeError) as error:
            raise SystemExit(f"{path} cannot be read as a config: {error}") from None
        raw = {"out": HERE / "out" / str(raw.get("release"))} | raw
        return _read(
            cls,
            raw
            | {
                "corpus": _read(CorpusConfig, raw.get("corpus", {}), f"{path}, corpus"),
                "training": _read(TrainingConfig, raw.get("training", {}), f"{path}, training"),
                "models": [_read(ModelEntry, m, f"{path}, models") for m in raw.get("models", [])],
                "out": Path(raw["out"]),
            },
            str(path),
        )

    def model(self, model_id: str) -> ModelEntry:
        for entry in self.models:
            if entry.id == model_id:
                return entry
        raise SystemExit(f"no model {model_id!r} in this config; there are {[m.id for m in self.models]}")

    def checkpoint(self, model_id: str) -> Path:
        """Folder of a model's training: state.pt (to go on from), meta.json, and model.pt once it is done."""
        return self.out / "checkpoints" / model_id


def _read(cls: type, values: dict[str, Any], where: str) -> Any:
    """Make dataclass `cls` of `values`, whose keys must be its fields, no more and no fewer."""
    names = {field.name for field in fields(cls)}
    missing, unknown = sorted(names - set(values)), sorted(set(values) - names)
    if missing or unknown:
        raise SystemExit(f"{where}: missing {missing}, unknown {unknown}")
    return cls(**values)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
