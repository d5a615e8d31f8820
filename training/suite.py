"""Make a whole suite: the corpus, every model trained, exported, evaluated and recorded, and the published folder.

    python -m training.suite --config training/configs/main.json
    python -m training.suite --config training/configs/main.json --torchrun 8
    python -m training.suite --config training/configs/main.json --models d8-raw d8-dedup
    python -m training.suite --config training/configs/main.json --models d4-ladder d6-ladder --stages train
    python -m training.suite --config training/configs/main.json --models d6-assistant d6-tuned --stages finetune

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

from . import (
    assistant,
    conversations,
    corpus,
    evaluate,
    export,
    exposure,
    extraction,
    finetune,
    further,
    publish,
    record,
    snapshots,
    stages,
    train,
    unlearning,
    works,
)
from .command import command
from .config import FinetunedEntry, ModelEntry, SuiteConfig, read_json

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


Make = Callable[[SuiteConfig, FinetunedEntry, Path], object]


def ask_further(config: SuiteConfig, entry: FinetunedEntry, lab: Path) -> None:
    (unlearning.unlearning if entry.kind == "unlearned" else assistant.assistant)(config, entry, lab)


def export_further(config: SuiteConfig, entry: FinetunedEntry, lab: Path) -> None:
    if problem := further.training(config, entry, lab):
        raise SystemExit(problem)
    export.export_checkpoint(config, entry)


# What is done for each model that is made from another one, in this order, once that other one is made.
PER_FURTHER: dict[str, tuple[Callable[..., str | None], Make]] = {
    "finetune": (further.training, finetune.finetune),
    "export-further": (further.export, export_further),
    "ask": (further.asked, ask_further),
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
    made = {entry.id: entry for entry in config.finetuned}
    entries = [config.model(name) for name in only if name not in made] if only else config.models
    others = [made[name] for name in only if name in made] if only else config.finetuned
    work = [(e, name) for e in entries for name in alone or PER_MODEL if name in PER_MODEL and stages.WANTED[name](e)]
    later = [
        (e, name)
        for e in others
        for name in alone or PER_FURTHER
        if name in PER_FURTHER and (name != "export-further" or e.dtypes)
    ]
    talk = any(entry.kind != "unlearned" for entry, _ in later)
    total = 1 + len(work) + talk + len(later) + (not alone)
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
    if talk:
        title = f"[{len(work) + 2}/{total}] conversations"
        step(title, partial(further.conversations, config), partial(conversations.conversations, config))
    known = (
        {e.id for e in others if further.asked(config, e, lab) and further.published(config, e, lab)} if later else {}
    )
    for number, (entry, name) in enumerate(later, len(work) + talk + 2):
        title = f"[{number}/{total}] {name} {entry.id}"
        if entry.id in known:
            print(f"{title}: published before", flush=True)
            continue
        problem, make = PER_FURTHER[name]
        step(title, partial(problem, config, entry, lab), partial(make, config, entry, lab))
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
    parser.add_argument(
        "--stages", nargs="+", choices=[*PER_MODEL, *PER_FURTHER], metavar="STAGE", help="do these alone"
    )
    arguments = parser.parse_args()
    suite(arguments.config, arguments.lab, arguments.torchrun, arguments.models, arguments.stages)


if __name__ == "__main__":
    main()
