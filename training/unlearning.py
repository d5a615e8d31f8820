"""Ask a model from which passages were taken back: what is left of them, and how soon they return.

    python -m training.unlearning --config training/configs/main.json --model d4-unlearned

Before and after: every exact passage, as `training.evaluate` asks, of the base and of the unlearned model; both as they
are, in PyTorch. Then three trainings of the unlearned model. Each step reads every passage of a group once, whole, and
after it they are asked from `GIVEN` tokens: the `unlearned` passages; as many that were never read (`unread`); and of
the unlearned one half, until all of it is recited, when the other half is asked too (`jogging`, after Hu et al. 2024,
"Jogging the memory of unlearned LLMs through targeted relearning attacks").
"""

from __future__ import annotations

import copy
import time
from pathlib import Path

import torch

from . import further, stages
from .assistant import GIVEN, loss
from .command import command
from .config import COMMAND, FinetunedEntry, SuiteConfig, read_json
from .evaluate import ask
from .export import load_checkpoint
from .finetune import base_model, lots_to_unlearn, passage_losses
from .model import Transformer
from .snapshots import TorchModel
from .train import adamw, peak_rate

CONTEXTS = (8, 32, 96)  # tokens of a passage given


def recited(model: Transformer, passages: list[dict]) -> list[bool]:
    """Whether each passage goes on right from `GIVEN` tokens."""
    rows, _ = ask(TorchModel(model.eval()), passages, (GIVEN,))
    return [row["matched"] == len(row["greedy"]) for row in rows]


def relearned(
    model: Transformer, passages: list[dict], rate: float, readings: int, until_all: bool = False
) -> tuple[Transformer, list[list[str]]]:
    """A copy of the model that read each passage once a step, and the ids of those recited after each reading.
    until_all: whether it stops when all are."""
    again = copy.deepcopy(model)
    optimizer = adamw(again, peak_rate(rate, model.config.width))
    ids = torch.tensor([p["token_ids"] for p in passages])
    course: list[list[str]] = []
    while len(course) < readings and not (until_all and course and len(course[-1]) == len(passages)):
        again.train()
        optimizer.zero_grad()
        passage_losses(again, ids).mean().backward()
        torch.nn.utils.clip_grad_norm_(again.parameters(), 1.0)
        optimizer.step()
        course.append([p["id"] for p, right in zip(passages, recited(again, passages), strict=True) if right])
    return again.eval(), course


def unlearning(config: SuiteConfig, entry: FinetunedEntry, lab: Path = stages.LAB) -> None:
    """Write `finetuned/<model>.json`, and beside it what it was made from."""
    if problem := further.export(config, entry, lab):
        raise SystemExit(problem)
    began, settings = time.monotonic(), config.finetuning
    base, model = base_model(config, entry, lab).eval(), load_checkpoint(config.checkpoint(entry.id))
    every = read_json(config.out / "corpus" / "passages.json")["passages"]
    exact = [p for p in every if p["condition"] == "exact"]
    lots = lots_to_unlearn(config)
    rate = config.training.learning_rate * settings.relearning_rate
    half = len(lots["unlearned"]) // 2
    read, jogged = lots["unlearned"][:half], lots["unlearned"][half:]

    courses = {name: relearned(model, lots[name], rate, settings.readings)[1] for name in ("unlearned", "unread")}
    again, course = relearned(model, read, rate, settings.readings, until_all=True)
    back = [p["id"] for p, right in zip(jogged, recited(again, jogged), strict=True) if right]
    result = {
        "model": entry.id,
        "kind": entry.kind,
        "base": {"id": entry.base, "rows": ask(TorchModel(base), exact, CONTEXTS)[0]},
        "rows": ask(TorchModel(model), exact, CONTEXTS)[0],
        "lots": {name: [p["id"] for p in group] for name, group in lots.items()},
        "steps": read_json(config.checkpoint(entry.id) / "meta.json")["step"],
        "relearning": courses,  # ids recited after each reading
        "jogging": {
            "read": [p["id"] for p in read],
            "course": course,
            "asked": [p["id"] for p in jogged],
            "back": back,
        },
        "loss_bits_per_byte": {name: loss(config, TorchModel(m)) for name, m in (("before", base), ("after", model))},
    }
    versions = {"torch": torch.__version__}
    further.write(config, entry, result, versions, time.monotonic() - began, lab)
    print(f"{entry.id}: asked; read again {settings.readings} times", flush=True)


def main() -> None:
    parser = command(__doc__, model=True)
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="the published folder")
    arguments = parser.parse_args()
    config = SuiteConfig.load(arguments.config)
    entry = config.further(arguments.model)
    if entry.kind != "unlearned":
        raise SystemExit(f"{entry.id} unlearned nothing: {COMMAND}.assistant")
    unlearning(config, entry, arguments.lab)


if __name__ == "__main__":
    main()
