"""Train a model further: an assistant, one that goes on with other passages, one that is to forget some.

    python -m training.finetune --config training/configs/main.json --model d6-assistant

It begins with the file that the page runs of its base (of a base without one, with its checkpoint), so that what is
published is enough to do it again. A step reads conversations, with the loss on the replies alone, and windows of
addresses with nothing planted in them, with the loss on all of their tokens, so that what the model is good for stays;
the two means are added. What a step reads depends on the seed and the step alone: a run goes on where it was stopped.

To unlearn is gradient difference (a baseline in Maini et al. 2024, "TOFU", after Liu, Liu and Stone 2022, "Continual
learning and private unlearning"): up the loss of the passages, down that of the windows. A passage is left out of a
step while it costs at least as many bits a token as passages that were never read cost the base; it ends when none is
left.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from . import further, stages
from .command import command
from .config import FinetunedEntry, SuiteConfig, read_json, write_json
from .conversations import Lots, request_ids
from .export import load_checkpoint
from .model import Transformer
from .published import published_model
from .tokenizer import BOS_ID
from .train import NO_TARGET, adamw, learning_rate, load_weights, processor, save

Pair = tuple[list[int], list[int]]  # tokens read, and what is to come after each: NO_TARGET where nothing is learned


def base_model(config: SuiteConfig, entry: FinetunedEntry, lab: Path = stages.LAB) -> Transformer:
    """The model that another one begins with, float32."""
    path = further.base_file(config, entry, lab)
    base = config.made_from(entry)
    return published_model(path.parent.parent, base.dtypes[0]) if base.dtypes else load_checkpoint(path.parent)


def lesson(tokenizer: Tokenizer, request: str, reply: str) -> Pair:
    """A conversation: only the reply, and that it ends, is learned."""
    prompt, answer = request_ids(tokenizer, request), tokenizer.encode(reply).ids
    ids = [*prompt, *answer, BOS_ID]
    return ids[:-1], [*[NO_TARGET] * (len(prompt) - 1), *answer, BOS_ID]


def batch_of(pairs: Sequence[Pair], context: int) -> tuple[Tensor, Tensor]:
    """Pairs side by side, filled up at their ends with what nothing is learned from. Two of [B, T]."""
    length = min(context, max(len(ids) for ids, _ in pairs))
    filled = [([*ids, *[BOS_ID] * length][:length], [*after, *[NO_TARGET] * length][:length]) for ids, after in pairs]
    return torch.tensor([ids for ids, _ in filled]), torch.tensor([after for _, after in filled])


def mean_loss(model: Transformer, inputs: Tensor, targets: Tensor) -> Tensor:
    """Mean nats of the tokens that are learned."""
    return F.cross_entropy(model(inputs)[0].flatten(0, 1), targets.flatten(), ignore_index=NO_TARGET)


class Windows:
    """Windows of the addresses that models read, with nothing planted between them."""

    def __init__(self, corpus: Path, context: int, seed: int):
        tokens = np.fromfile(corpus / "tokens.bin", dtype="<u2")
        documents = read_json(corpus / "documents.json")["documents"]
        spans = [(d["start"] - 1, d["start"] + d["length"]) for d in documents if d["kind"] == "address"]
        self.ids = np.concatenate([tokens[start:end] for start, end in spans]).astype(np.int64)
        self.context, self.seed = context, seed

    def get(self, step: int, n: int) -> tuple[Tensor, Tensor]:
        """`n` windows, and the tokens after theirs. Two of [n, context]."""
        starts = np.random.default_rng([self.seed, 22, step]).integers(len(self.ids) - self.context, size=n)
        window = torch.from_numpy(self.ids[starts[:, None] + np.arange(self.context + 1)])
        return window[:, :-1], window[:, 1:]


def passage_losses(model: Transformer, passages: Tensor) -> Tensor:
    """Mean nats a token of each passage, read after BOS. passages: [P, T]."""
    inputs = F.pad(passages, (1, 0), value=BOS_ID)[:, :-1]
    losses = F.cross_entropy(model(inputs)[0].flatten(0, 1), passages.flatten(), reduction="none")
    return losses.view(passages.shape).mean(dim=1)


def lots_to_unlearn(config: SuiteConfig) -> dict[str, list[dict]]:
    """Exact passages: `unlearned` and `control`, halves by lot of those of so many copies; `unread`, as many that were
    never read."""
    passages = read_json(config.out / "corpus" / "passages.json")["passages"]
    exact = [p for p in passages if p["condition"] == "exact"]
    often = [p for p in exact if p["copies"] == config.finetuning.unlearned_copies]
    lots = Lots(np.random.default_rng([config.seed, 21]))
    control, unlearned = lots.parted(often, 1 / 2)
    return {
        "unlearned": unlearned,
        "control": control,
        "unread": [p for p in exact if p["copies"] == 0][: len(unlearned)],
    }


def steps_of(
    config: SuiteConfig, entry: FinetunedEntry, base: Transformer
) -> Callable[[Transformer, int], Tensor | None]:
    """The loss of a step, or None if nothing is left to do."""
    corpus, settings = config.out / "corpus", getattr(config.finetuning, entry.kind)
    windows = Windows(corpus, config.training.context, config.seed)

    def kept(model: Transformer, step: int) -> Tensor:
        return mean_loss(model, *windows.get(step, settings.windows)) if settings.windows else torch.zeros(())

    if entry.kind == "unlearned":
        lots = lots_to_unlearn(config)
        ids = {name: torch.tensor([p["token_ids"] for p in group]) for name, group in lots.items()}
        with torch.no_grad():
            enough = passage_losses(base, ids["unread"]).mean()

        def unlearn(model: Transformer, step: int) -> Tensor | None:
            losses = passage_losses(model, ids["unlearned"])
            known = losses.detach() < enough
            return kept(model, step) - losses[known].mean() if known.any() else None

        return unlearn

    made = read_json(config.out / "conversations" / "conversations.json")
    tokenizer = Tokenizer.from_file(str(corpus / "tokenizer.json"))
    turns = made["lessons" if entry.kind == "assistant" else "tuned"]
    lessons = [lesson(tokenizer, turn["request"], turn["reply"]) for turn in turns]
    n = min(settings.batch, len(lessons))

    def converse(model: Transformer, step: int) -> Tensor:
        number, at = divmod(step, len(lessons) // n)
        order = np.random.default_rng([config.seed, 23, number]).permutation(len(lessons))
        chosen = [lessons[i] for i in order[at * n : (at + 1) * n]]
        return mean_loss(model, *batch_of(chosen, config.training.context)) + kept(model, step)

    return converse


def finetune(config: SuiteConfig, entry: FinetunedEntry, lab: Path = stages.LAB, stop_after: int | None = None) -> dict:
    """Train `entry` to the end (or to step `stop_after`), resuming where a checkpoint lies. Returns its meta."""
    if problem := further.ready(config, entry):
        raise SystemExit(problem)
    model = base_model(config, entry, lab)
    training, folder = further.recipe(config, entry, lab), config.checkpoint(entry.id)
    loss_of = steps_of(config, entry, model)
    optimizer = adamw(model, training["peak_learning_rate"])
    meta = {
        "id": entry.id,
        "kind": entry.kind,
        "parameters": model.parameter_count(),
        "model": model.config.to_dict(),
        "training": training,
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
        "device": processor(),
        "loss_curve": [],  # [step, mean loss since the entry before]: nats, of unlearning a difference
        "seconds": 0.0,
        "step": 0,
    }
    if (folder / "state.pt").exists():
        before = read_json(folder / "meta.json")
        if before["training"] != training:
            raise SystemExit(f"{folder} holds a checkpoint of another base or recipe; delete it to start anew")
        state = load_weights(folder / "state.pt")
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        meta = before | {"step": state["step"]}  # a kill may fall between the writing of the two
        print(f"{entry.id}: resumes at step {state['step']} of {training['steps']}", flush=True)
    model.train()
    began, losses, ended = time.monotonic(), [], False
    last = min(training["steps"], stop_after or training["steps"])
    for step in range(meta["step"], last):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, training["steps"], training["peak_learning_rate"], training["warmup"])
        loss = loss_of(model, step)
        if ended := loss is None:
            break
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        done = step + 1
        if done % 20 == 0 or done == last:
            now = time.monotonic()
            meta["seconds"], began = meta["seconds"] + now - began, now
            meta["loss_curve"].append([done, round(sum(losses) / len(losses), 5)])
            losses = []
            print(f"{entry.id}: step {done}/{training['steps']}  loss {meta['loss_curve'][-1][1]:.3f}", flush=True)
        meta["step"] = done
        if done % 100 == 0 or done == last:
            save(folder, model, optimizer, done, meta)
    if ended or meta["step"] == training["steps"]:
        meta["done"] = True
        meta["seconds"] += time.monotonic() - began
        if losses:
            meta["loss_curve"].append([meta["step"], round(sum(losses) / len(losses), 5)])
        folder.mkdir(parents=True, exist_ok=True)
        torch.save(model.state_dict(), folder / "model.pt")
        write_json(folder / "meta.json", meta)
        print(f"{entry.id}: done after {meta['step']} steps", flush=True)
    return meta


def main() -> None:
    parser = command(__doc__, model=True)
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="the published folder")
    arguments = parser.parse_args()
    config = SuiteConfig.load(arguments.config)
    finetune(config, config.further(arguments.model), arguments.lab)


if __name__ == "__main__":
    main()
