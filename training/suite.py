"""Make a whole suite: the corpus, every model trained, exported, evaluated and recorded, and the published folder.

    python -m training.suite --config training/configs/main.json
    python -m training.suite --config training/configs/main.json --torchrun 8
    python -m training.suite --config training/configs/main.json --models d8-raw d8-dedup
    python -m training.suite --config training/configs/main.json --models d4-ladder d6-ladder --stages train

Whatever is made already and still fits (`training.stages`) is not made again, so the command can be stopped and
repeated. Nor is a model that the published folder holds already, made by the same recipe from the same stream, though
nothing of it is left here. `--models` makes these alone and adds them to what is published. `--stages` does these alone
and publishes nothing: so models can be trained before anybody may look at what they answer.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from . import corpus, evaluate, export, exposure, extraction, publish, record, snapshots, stages, train, works
from .command import command
from .config import ModelEntry, SuiteConfig, read_json

# What is done for each model, in this order: how to see that something is wrong, and how to mend it.
PER_MODEL = {
    "train": (stages.training, train.train),
    "export": (stages.export, export.export_model),
    "evaluate": (stages.evaluation, evaluate.evaluate),
    "exposure": (stages.exposure, exposure.exposure),
    "record": (stages.records, record.record),
    "snapshots": (stages.snapshots, snapshots.snapshots),
    "works": (stages.works, works.works),
}


def train_under_torchrun(config_path: Path, processes: int, _config: SuiteConfig, entry: ModelEntry) -> None:
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", str(processes)]
    command += ["-m", f"{__package__}.train", "--config", str(config_path), "--model", entry.id]
    if subprocess.run([sys.executable, *command]).returncode:
        raise SystemExit(f"training {entry.id} under torchrun failed; see its messages above")


def step(title: str, problem: Callable[[], str | None], make: Callable[[], object]) -> None:
    if not problem():
        print(f"{title}: made before", flush=True)
        return
    print(title, flush=True)
    began = time.monotonic()
    make()
    print(f"{title}: done in {(time.monotonic() - began) / 60:.1f} min", flush=True)


def suite(
    config_path: Path,
    lab: Path = stages.LAB,
    processes: int = 1,
    only: Sequence[str] | None = None,
    alone: Sequence[str] | None = None,
) -> None:
    """Make what is missing of the suite of a config, and publish it in `lab`. only: ids of the models to make; the rest
    is published as far as it is there. alone: of `PER_MODEL`, what to do for them, with nothing published."""
    config = SuiteConfig.load(config_path)
    if problem := stages.holds_another(lab, config.release):
        raise SystemExit(problem)
    entries = [config.model(name) for name in only] if only else config.models
    work = [(entry, name) for entry in entries for name in alone or PER_MODEL if stages.WANTED[name](entry)]
    total = len(work) + (1 if alone else 2)
    step(f"[1/{total}] corpus", partial(stages.corpus, config), partial(corpus.build_by, config_path, config))
    if problem := stages.other_corpus(config, lab):
        raise SystemExit(problem)
    before = {e.id for e in entries if stages.model(config, e) and stages.published(config, e, lab)}
    for number, (entry, name) in enumerate(work, 2):
        title = f"[{number}/{total}] {name} {entry.id}"
        if entry.id in before:
            print(f"{title}: published before", flush=True)
            continue
        problem, make = PER_MODEL[name]
        if name == "train" and processes > 1:
            make = partial(train_under_torchrun, config_path, processes)
        step(title, partial(problem, config, entry), partial(make, config, entry))
    if alone:
        return
    for entry in filter(stages.WANTED["compare"], entries):
        step(
            f"compare {entry.id}",
            partial(stages.compared, config, entry, lab),
            partial(evaluate.compare, config, entry, lab),
        )
    print(f"[{total}/{total}] publish", flush=True)
    publish.publish(config, lab, partial=bool(only))
    if extraction.wanted(read_json(lab / "manifest.json"), config):
        extraction.extraction(config, lab)


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="folder to publish in")
    parser.add_argument("--torchrun", type=int, default=1, metavar="N", help="train in N processes (default: this one)")
    parser.add_argument("--models", nargs="+", metavar="ID", help="make these alone (default: all)")
    parser.add_argument("--stages", nargs="+", choices=PER_MODEL, metavar="STAGE", help="do these alone")
    arguments = parser.parse_args()
    suite(arguments.config, arguments.lab, arguments.torchrun, arguments.models, arguments.stages)


if __name__ == "__main__":
    main()
