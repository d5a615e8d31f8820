"""Train one model.

    python -m training.train --config training/configs/main.json --model d4-raw
    torchrun --nproc_per_node 2 -m training.train --config ... --model ...

Every size reads the same windows in the same order: a step's batch depends on the seed and the step alone. So a run
resumes from its newest checkpoint as if it had never stopped, and several processes share a batch by rows. A twin
(data "dedup") trains on as many tokens as its raw sibling, which means more passes over its smaller stream; so does
every model of another stream. Where whole works are planted the stream `works` takes the place of the raw one. A model
whose `passes` are given reads its own stream so often, and no window of it more often.
"""

from __future__ import annotations

import math
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from tokenizers import Tokenizer
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from .command import command
from .config import COMMAND, WHOLE_WORKS, ModelEntry, SuiteConfig, read_json, sha256, write_json
from .goldfish import left_out
from .model import ModelConfig, Transformer
from .tokenizer import BOS_ID
from .windows import steps_per_pass, window_starts

NO_TARGET = -100  # what cross_entropy ignores


class Batches:
    """Windows of a token stream by step."""

    def __init__(self, ids: np.ndarray, context: int, batch: int, seed: int, goldfish: int | None = None):
        self.ids, self.context, self.batch, self.seed = ids, context, batch, seed
        self.left_out = left_out(ids, goldfish) if goldfish else None
        self.steps_per_pass = steps_per_pass(len(ids), context, batch)
        self._pass, self._starts = -1, np.array([])

    def starts(self, step: int) -> np.ndarray:
        """First token of each window of step `step`. [batch]"""
        number, at = divmod(step, self.steps_per_pass)
        if number != self._pass:
            self._pass, self._starts = number, window_starts(len(self.ids), self.context, self.seed, number)
        return self._starts[at * self.batch : (at + 1) * self.batch]

    def get(self, step: int, rank: int = 0, world: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs and next-token targets of this process's rows. Two of [batch / world, context], int64; NO_TARGET where
        the loss leaves a token out."""
        at = self.starts(step)[rank::world, None] + np.arange(self.context + 1)
        window = torch.from_numpy(self.ids[at].astype(np.int64))
        targets = window[:, 1:]
        if self.left_out is not None:
            targets = targets.masked_fill(torch.from_numpy(self.left_out[at[:, 1:]]), NO_TARGET)
        return window[:, :-1], targets


def learning_rate(step: int, steps: int, peak: float, warmup: float) -> float:
    """Linear warm-up over a share of the steps, then a cosine down to a tenth."""
    rise = max(1, int(warmup * steps))
    if step < rise:
        return peak * (step + 1) / rise
    return peak * (0.1 + 0.45 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise))))


def peak_rate(rate: float, width: int) -> float:
    """The peak of a learning rate that is given at width 64."""
    return rate * (64 / width) ** 0.5


def adamw(model: Transformer, rate: float) -> torch.optim.AdamW:
    """The optimizer of every training here: matrices decay, norms do not."""
    decayed = [p for p in model.parameters() if p.dim() >= 2]
    rest = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": decayed, "weight_decay": 0.1}, {"params": rest, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.95))


def held_out(corpus: Path) -> tuple[list[list[int]], int]:
    """The addresses that no model trains on, as token ids, and how many UTF-8 bytes they are together."""
    tokenizer = Tokenizer.from_file(str(corpus / "tokenizer.json"))
    texts = [t["text"] for t in read_json(corpus / "held_out.json")["texts"]]
    return [tokenizer.encode(t).ids for t in texts], sum(len(t.encode()) for t in texts)


@torch.no_grad()
def bits_per_byte(
    logits: Callable[[list[int]], torch.Tensor], context: int, documents: list[list[int]], n_bytes: int
) -> float:
    """Total code length of the documents in bits over their UTF-8 bytes: comparable between tokenizers.

    Windows of one context, each token predicted from what stands before it in its window (BOS at its head).
    logits: token ids [T] -> next-token logits [T, V].
    """
    nats = 0.0
    for ids in documents:
        for at in range(0, len(ids), context - 1):
            window = [BOS_ID, *ids[at : at + context - 1]]
            nats += F.cross_entropy(logits(window[:-1]).float(), torch.tensor(window[1:]), reduction="sum").item()
    return nats / math.log(2) / n_bytes


def processor() -> str:
    """The CPU, by its instructions that PyTorch uses: these decide in which order it adds up, and so the last digits.
    `ATEN_CPU_CAPABILITY`, say avx2, sets them."""
    return f"CPU ({torch.backends.cpu.get_cpu_capability()}), {torch.get_num_threads()} threads"


def save(folder: Path, model: Transformer, optimizer, step: int, meta: dict) -> None:
    """Write a checkpoint so that a kill at any moment leaves the last whole one."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "state.pt.partial"
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, partial)
    partial.rename(folder / "state.pt")
    write_json(folder / "meta.json", meta | {"step": step})


def load_weights(path: Path, device: torch.device | str = "cpu") -> dict:
    """What `save` wrote (or the weights alone, of model.pt). Ends the run if the file is damaged."""
    try:
        return torch.load(path, map_location=device, weights_only=True)
    except FileNotFoundError:
        raise SystemExit(f"{path} is missing: train the model first") from None
    except Exception as error:  # torch raises a dozen kinds for a cut or changed file
        reason = str(error).splitlines()[0]
        raise SystemExit(f"{path} is damaged ({reason}); delete it and train again") from None


def recipe(config: SuiteConfig, entry: ModelEntry) -> tuple[ModelConfig, dict]:
    """Shape of a model, and the settings of its training: the config's, the entry's, the peak learning rate and the
    steps."""
    settings = config.training
    shape = ModelConfig.from_depth(entry.depth, config.corpus.vocab_size, settings.context, entry.width)
    data = entry.data if entry.passes else WHOLE_WORKS[0] if entry.reads_works else "raw"
    stream = config.out / "corpus" / f"{data}.bin"
    if not stream.exists():
        raise SystemExit(f"{stream} is missing: {COMMAND}.corpus")
    tokens = stream.stat().st_size // 2
    rate = settings.learning_rate * entry.rate
    if entry.passes:
        steps = entry.passes * steps_per_pass(tokens, settings.context, settings.batch)
    else:
        steps = settings.passes * (tokens // (settings.context * settings.batch))
    return shape, asdict(settings) | {
        "passes": entry.passes or settings.passes,
        "learning_rate": rate,
        "peak_learning_rate": peak_rate(rate, shape.width),
        "steps": steps,
        "seed": config.seed + entry.seed,
        "goldfish": entry.goldfish,
        "snapshots": [round(steps * (i + 1) / entry.snapshots) for i in range(entry.snapshots)],
    }


def train(config: SuiteConfig, entry: ModelEntry, stop_after: int | None = None) -> dict:
    """Train `entry` to the end (or to step `stop_after`), resuming where a checkpoint lies. Returns its meta."""
    world, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
    if world > 1:
        dist.init_process_group("nccl" if cuda else "gloo")
    settings, corpus = config.training, config.out / "corpus"
    if settings.batch % world:
        raise SystemExit(f"batch {settings.batch} is not a multiple of {world} processes")

    shape, training = recipe(config, entry)
    steps, peak, seed = training["steps"], training["peak_learning_rate"], training["seed"]
    ids = np.fromfile(corpus / f"{entry.data}.bin", dtype="<u2")
    batches = Batches(ids, settings.context, settings.batch, seed, entry.goldfish)

    torch.manual_seed(seed)
    model = Transformer(shape).to(device)
    optimizer = adamw(model, peak)
    folder = config.checkpoint(entry.id)
    meta = {
        "id": entry.id,
        "data": entry.data,
        "parameters": model.parameter_count(),
        "model": shape.to_dict(),
        "training": training,
        "passes_over_its_stream": steps / batches.steps_per_pass,
        "tokens_seen": steps * settings.batch * settings.context,
        "stream_sha256": sha256(corpus / f"{entry.data}.bin"),
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
        "device": torch.cuda.get_device_name(device) if cuda else processor(),
        "processes": world,
        "loss_curve": [],  # [step, mean training loss in nats a token since the entry before]
        "seconds": 0.0,
    }
    first = 0
    if (folder / "state.pt").exists():
        state = load_weights(folder / "state.pt", device)
        before = read_json(folder / "meta.json")
        if before["stream_sha256"] != meta["stream_sha256"] or before["training"] != meta["training"]:
            raise SystemExit(f"{folder} holds a checkpoint of another corpus or recipe; delete it to start anew")
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first, meta = state["step"], before
        if rank == 0:
            print(f"{entry.id}: resumes at step {first} of {steps}", flush=True)
    run = DistributedDataParallel(model) if world > 1 else model
    last = min(steps, stop_after or steps)

    began = time.monotonic()
    since, losses = began, []
    for step in range(first, last):
        lr = learning_rate(step, steps, peak, settings.warmup)
        for group in optimizer.param_groups:
            group["lr"] = lr
        x, y = (t.to(device) for t in batches.get(step, rank, world))
        with torch.autocast(device.type, torch.bfloat16, enabled=settings.precision == "bf16"):
            logits, _ = run(x)
        loss = F.cross_entropy(logits.float().flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss = loss.detach()
        if world > 1:
            dist.all_reduce(loss)
            loss /= world
        losses.append(loss.item())
        done = step + 1
        if rank == 0 and (done % 20 == 0 or done == last):
            now = time.monotonic()
            speed = (done - first) * settings.batch * settings.context / (now - began)
            left = (last - done) * settings.batch * settings.context / speed
            meta["loss_curve"].append([done, round(sum(losses) / len(losses), 5)])
            meta["seconds"] += now - since
            since, losses = now, []
            print(
                f"{entry.id}: step {done}/{steps}  loss {meta['loss_curve'][-1][1]:.3f}  lr {lr:.1e}  "
                f"{speed:,.0f} tokens/s  {left / 60:.1f} min left",
                flush=True,
            )
            if done % 100 == 0 or done == last:
                save(folder, model, optimizer, done, meta)
        if rank == 0 and done in training["snapshots"]:
            (folder / "snapshots").mkdir(parents=True, exist_ok=True)
            torch.save(model.state_dict(), folder / "snapshots" / f"{done:06}.pt")
    if rank == 0 and last == steps:
        model.cpu().eval()
        meta["loss_bits_per_byte"] = bits_per_byte(
            lambda ids: model(torch.tensor([ids]))[0][0], shape.context, *held_out(corpus)
        )
        meta["step"] = steps
        torch.save(model.state_dict(), folder / "model.pt")
        write_json(folder / "meta.json", meta)
        print(f"{entry.id}: {meta['loss_bits_per_byte']:.3f} bits per byte on held-out text", flush=True)
    if world > 1:
        dist.destroy_process_group()
    return meta


def main() -> None:
    parser = command(__doc__, model=True)
    parser.add_argument("--stop-after", type=int, help="stop at this step, checkpoint written (to try out resuming)")
    arguments = parser.parse_args()
    suite = SuiteConfig.load(arguments.config)
    train(suite, suite.model(arguments.model), arguments.stop_after)
    if "WORLD_SIZE" in os.environ:
        # All is saved by now. An interpreter that shuts down while gloo's threads still run aborts now and then.
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
