"""Make a whole suite: the corpus, every model trained, exported, evaluated and recorded, and the published folder.

    python -m training.suite --config training/configs/main.json
    python -m training.suite --config training/configs/main.json --torchrun 8

Whatever is made already and still fits (`training.stages`) is not made again, so the command can be stopped and
repeated.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from . import corpus, evaluate, export, publish, record, stages, train
from .config import ModelEntry, SuiteConfig

# What is done for each model, in this order: how to see that something is wrong, and how to mend it.
PER_MODEL = {
    "train": (stages.training, train.train),
    "export": (stages.export, export.export_model),
    "evaluate": (stages.evaluation, evaluate.evaluate),
    "record": (stages.records, record.record),
}


def train_under_torchrun(config_path: Path, processes: int, _config: SuiteConfig, entry: ModelEntry) -> None:
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", str(processes)]
    command += ["-m", "training.train", "--config", str(config_path), "--model", entry.id]
    if subprocess.run([sys.executable, *command]).returncode:
        raise SystemExit(f"training {entry.id} under torchrun failed; its messages stand above")


def step(title: str, problem: Callable[[], str | None], make: Callable[[], object]) -> None:
    if not problem():
        print(f"{title}: made before", flush=True)
        return
    print(title, flush=True)
    began = time.monotonic()
    make()
    print(f"{title}: done in {(time.monotonic() - began) / 60:.1f} min", flush=True)


def suite(config_path: Path, lab: Path = stages.LAB, processes: int = 1) -> None:
    """Make what is missing of the suite of a config, and publish it in `lab`."""
    config = SuiteConfig.load(config_path)
    total, number = len(PER_MODEL) * len(config.models) + 2, 1
    step(f"[1/{total}] corpus", partial(stages.corpus, config), partial(corpus.build, config))
    for entry in config.models:
        for name, (problem, make) in PER_MODEL.items():
            if name == "train" and processes > 1:
                make = partial(train_under_torchrun, config_path, processes)
            number += 1
            step(f"[{number}/{total}] {name} {entry.id}", partial(problem, config, entry), partial(make, config, entry))
    print(f"[{total}/{total}] publish", flush=True)
    publish.publish(config, lab)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="a suite's JSON")
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="folder to publish in")
    parser.add_argument("--torchrun", type=int, default=1, metavar="N", help="train in N processes (default: this one)")
    arguments = parser.parse_args()
    suite(arguments.config, arguments.lab, arguments.torchrun)


if __name__ == "__main__":
    main()
