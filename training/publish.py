"""Assemble `static/lab/`, what the page ships: corpus, passages, models, results, records, and `manifest.json`.

    python -m training.publish --config training/configs/main.json

Publishes whole suites whose products fit together (`training.stages`), and says what is wrong otherwise; `--partial`
leaves out models that are not ready. The manifest lists every file with bytes and SHA-256, and every model with the
facts of its training. The same products give the same bytes, at any time and place.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
from pathlib import Path

import numpy as np

from . import stages
from .config import HERE, ModelEntry, SuiteConfig, read_json, sha256, write_json
from .evaluate import CONTEXTS
from .export import DTYPE_FILES
from .tokenizer import BOS_ID

Z95 = 1.959963984540054  # standard normal quantile at 97.5 %


def wilson(successes: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Score interval for a proportion (Wilson 1927, JASA 22:209-212); it keeps a width at 0 and at n."""
    p, square = successes / n, z * z
    centre = p + square / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + square / (4 * n * n))
    low, high = (centre - half) / (1 + square / n), (centre + half) / (1 + square / n)
    return (0.0 if successes == 0 else low), (1.0 if successes == n else high)


def summarize(rows: list[dict], passages: list[dict]) -> list[dict]:
    """Passages recited (every token of the continuation matched) per condition, copies and context, of one model."""
    groups: dict[tuple, list[dict]] = {}
    by_id = {p["id"]: p for p in passages}
    for row in rows:
        passage = by_id[row["passage"]]
        groups.setdefault((passage["condition"], passage["copies"], row["context"]), []).append(row)
    summary = []
    for (condition, copies, context), group in sorted(groups.items()):
        recited = sum(row["matched"] == len(row["greedy"]) for row in group)
        low, high = wilson(recited, len(group))
        summary.append(
            {
                "model": group[0]["model"],
                "condition": condition,
                "copies": copies,
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
    """Every passage once at every context, and nothing else."""
    wanted = {(model, p["id"], context) for p in passages for context in CONTEXTS}
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
        path = self.folder / self.release / name
        self.written.add(path)
        return {"path": f"{self.release}/{name}", "bytes": path.stat().st_size, "sha256": sha256(path)}

    def copy(self, source: Path, name: str) -> dict:
        target = self.folder / self.release / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or sha256(target) != sha256(source):
            shutil.copyfile(source, target)
        return self._entry(name)

    def json(self, value: dict, name: str) -> dict:
        write_json(self.folder / self.release / name, value)
        return self._entry(name)

    def finish(self, manifest: dict) -> None:
        """Write the manifest last, then remove what it does not list."""
        path = self.folder / "manifest.json"
        path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for file in sorted((self.folder / self.release).rglob("*"), reverse=True):
            if file.is_file() and file not in self.written:
                file.unlink()
            elif file.is_dir() and not any(file.iterdir()):
                file.rmdir()


def label(parameters: int) -> str:
    """5848576 -> "5.8M"; 361408 -> "0.36M"."""
    return f"{parameters / 1e6:.1f}M" if parameters >= 1e6 else f"{parameters / 1e6:.2g}M"


def model_entry(config: SuiteConfig, entry: ModelEntry, lab: Lab) -> dict:
    trained = read_json(config.checkpoint(entry.id) / "meta.json")
    exported = read_json(config.out / "models" / f"{entry.id}.json")
    evaluated = read_json(config.out / "results" / f"{entry.id}.meta.json")
    path, loss = f"models/{entry.id}", evaluated["loss_bits_per_byte"]
    source = config.out / "models" / entry.id
    return {
        "id": entry.id,
        "label": label(trained["parameters"]),
        "parameters": trained["parameters"],
        **{key: trained["model"][key] for key in ("depth", "width", "heads", "mlp")},
        "data": entry.data,
        "path": f"{config.release}/{path}",
        "dtypes": list(DTYPE_FILES),
        "files": [lab.copy(source / name, f"{path}/{name}") for name in exported["sha256"]],
        "loss_bits_per_byte": loss[evaluated["dtype"]],
        "loss_bits_per_byte_by_dtype": loss,  # fp32: PyTorch, before the export
        "tokens_seen": trained["tokens_seen"],
        "training": {
            **trained["training"],
            "seed": trained["seed"],
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


def publish(config: SuiteConfig, folder: Path = stages.LAB, partial: bool = False) -> None:
    """Write the release into `folder`. Ends the run, with nothing written, if something is missing or does not fit."""
    problems = {entry.id: stages.evaluation(config, entry) or stages.records(config, entry) for entry in config.models}
    ready = [entry for entry in config.models if not problems[entry.id]]
    told = "\n".join(problem for problem in dict.fromkeys(problems.values()) if problem)
    if not ready or (told and not partial):
        raise SystemExit(f"not published:\n{told}")
    if told:
        print(f"left out:\n{told}", flush=True)

    made, passages = config.out / "corpus", read_json(config.out / "corpus" / "passages.json")["passages"]
    results = {entry.id: read_json(config.out / "results" / f"{entry.id}.json")["rows"] for entry in ready}
    for model_id, rows in results.items():
        check_rows(model_id, rows, passages)

    lab, corpus = Lab(folder, config.release), read_json(made / "meta.json")
    conditions = sorted({(p["condition"], p["copies"]) for p in passages})
    # From small to large, raw before its twin: the order of every list and chart.
    models = sorted(
        (model_entry(config, entry, lab) for entry in ready), key=lambda m: (m["parameters"], m["data"] != "raw")
    )
    order = [m["id"] for m in models]
    records = [r for i in order for r in read_json(config.out / "records" / f"{i}.json")["records"]]
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
            "sources": read_json(HERE / "sources.json"),
        },
        "tokenizer": lab.copy(made / "tokenizer.json", "tokenizer.json") | {"vocab_size": config.corpus.vocab_size},
        "passages": lab.copy(made / "passages.json", "passages.json"),
        "models": models,
        "conditions": [
            {
                "condition": condition,
                "copies": copies,
                "passages": sum((p["condition"], p["copies"]) == (condition, copies) for p in passages),
            }
            for condition, copies in conditions
        ],
        "results": [{"model": i} | lab.copy(config.out / "results" / f"{i}.json", f"results/{i}.json") for i in order],
        "summary": lab.json(
            {
                "interval": "Wilson score, 95 %, over passages",
                "rows": [row for i in order for row in summarize(results[i], passages)],
            },
            "results/summary.json",
        ),
        "records": lab.json({"records": records}, "records.json"),
    }
    lab.finish(manifest)
    size = sum(path.stat().st_size for path in lab.written)
    print(f"published {len(models)} of {len(config.models)} models in {folder}: {size / 1e6:.1f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", required=True, help="a suite's JSON")
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="folder to publish in")
    parser.add_argument("--partial", action="store_true", help="publish the models that are ready, leave out the rest")
    arguments = parser.parse_args()
    publish(SuiteConfig.load(arguments.config), arguments.lab, arguments.partial)


if __name__ == "__main__":
    main()
