"""Look for the shortest prompt that makes a model write a given text: its compression by the model.

    python -m training.prompts --models d2-raw d4-raw
    python -m training.prompts --models d2-raw d4-raw --searched 8   # of each number of copies so many, drawn by lot

The ratio of Schwarzschild et al. 2024, "Rethinking LLM memorization through the lens of adversarial compression"
(arXiv 2404.15146): tokens of a text over tokens of the shortest prompt whose greedy continuation is that text. The text
is the 32 tokens of a passage after its first 32, as in the published rows. Two prompts are looked for.

*Pruned*: the passage's own last tokens before the text, the fewest after which the model recites it. Asked of every
passage.

*Searched*: any tokens at all, by greedy coordinate gradient (Zou et al. 2023, "Universal and transferable adversarial
attacks on aligned language models", arXiv 2307.15043), and from the shortest prompt known downwards: the prompt less
the token that is missed least, changed one token at a time until the text comes or `STEPS` steps have passed. Where
nothing recites the text, a prompt of `LONGEST` tokens is tried. The search finds a short prompt, not the shortest, so a
ratio is a lower bound.

It runs on the weights that are published as float16, in PyTorch; a prompt counts if the published file recites the
text.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional as F

from .config import read_json, sha256
from .model import ModelConfig, Transformer
from .runtime import OnnxModel, greedy
from .stages import LAB
from .tokenizer import BOS_ID

GIVEN, ASKED = 32, 32  # where the text begins in its passage, and its tokens
COPIES = (0, 16, 32, 64, 128)
STEPS = 50  # of the search, for each length of a prompt
BATCH = 64  # candidates a step
TOP = 128  # tokens that the gradient proposes at each place
LONGEST = 31  # tokens of the longest prompt that is shorter than its text
SEED = 20240415
OUT = Path("content/recorded/prompts.json")


def published_model(folder: Path) -> Transformer:
    """The weights of a published float16 file, as a model that can be differentiated."""
    graph = onnx.load(str(folder / "onnx" / "model_fp16.onnx")).graph
    config = read_json(folder / "config.json")
    shape = ModelConfig(
        vocab_size=config["vocab_size"],
        context=config["max_position_embeddings"],
        depth=config["num_hidden_layers"],
        width=config["hidden_size"],
        heads=config["num_attention_heads"],
        mlp=config["intermediate_size"],
    )
    model = Transformer(shape)
    named = {t.name: torch.tensor(numpy_helper.to_array(t).astype(np.float32)) for t in graph.initializer}
    # Matrices as MatMul takes them, in the order of the graph, which is that of the layers.
    matrices = iter([named[f"{name}.fp16"].T for name in matmuls(graph)])
    state = {"embed.weight": named["model.embed.weight.fp16"], "norm.weight": named["model.norm.weight"]}
    for i in range(shape.depth):
        for norm in ("attention_norm", "mlp_norm"):
            state[f"blocks.{i}.{norm}.weight"] = named[f"model.blocks.{i}.{norm}.weight"]
        for part in ("attention.q", "attention.k", "attention.v", "attention.out", "mlp.gate", "mlp.up", "mlp.down"):
            state[f"blocks.{i}.{part}.weight"] = next(matrices)
    model.load_state_dict(state)
    return model.eval().requires_grad_(False)


def matmuls(graph: onnx.GraphProto) -> list[str]:
    """The matrices that the graph multiplies by, in order, the output head left out."""
    stored = {node.output[0] for node in graph.node if node.op_type == "Cast"} - {"model.embed.weight"}
    return [name for node in graph.node if node.op_type == "MatMul" for name in node.input if name in stored]


@dataclass
class Found:
    """A prompt, and the steps that it took to find it."""

    prompt: list[int]
    steps: int


class Search:
    """Looks for prompts of one model that bring out one text."""

    def __init__(self, model: Transformer, text: list[int], generator: torch.Generator):
        self.model, self.generator = model, generator
        self.text = torch.tensor(text)

    def losses(self, prompts: Tensor) -> tuple[Tensor, Tensor]:
        """Of prompts [B, L]: the mean loss of the text, [B], and whether all of it is what greedy decoding writes."""
        count = len(prompts)
        ids = torch.cat((torch.full((count, 1), BOS_ID), prompts, self.text.expand(count, -1)), dim=1)
        with torch.no_grad():
            logits = self.model(ids[:, :-1])[0][:, prompts.shape[1] :]
        loss = F.cross_entropy(logits.transpose(1, 2), self.text.expand(count, -1), reduction="none").mean(dim=1)
        return loss, (logits.argmax(-1) == self.text).all(dim=1)

    def gradient(self, prompt: Tensor) -> Tensor:
        """Of the loss by each token that might stand at each place of a prompt [L]: [L, V]."""
        weight = self.model.embed.weight
        one_hot = F.one_hot(prompt, len(weight)).float().requires_grad_()
        fixed = F.embedding(torch.tensor([BOS_ID]), weight), F.embedding(self.text[:-1], weight)
        logits = self.from_embeddings(torch.cat((fixed[0], one_hot @ weight, fixed[1]))[None])
        F.cross_entropy(logits[0, len(prompt) :], self.text).backward()
        return one_hot.grad

    def from_embeddings(self, x: Tensor) -> Tensor:
        """`Transformer.forward` from embedded tokens [1, T, width]."""
        length = x.shape[1]
        cos, sin = self.model.cos[None, None, :length], self.model.sin[None, None, :length]
        for block in self.model.blocks:
            x, _ = block(x, cos, sin, None, None)
        return F.linear(self.model.norm(x), self.model.embed.weight)

    def shortened(self, prompt: list[int]) -> list[int]:
        """A prompt less the token without which the loss is least."""
        if len(prompt) < 2:
            return []
        shorter = torch.tensor([prompt[:i] + prompt[i + 1 :] for i in range(len(prompt))])
        return shorter[int(self.losses(shorter)[0].argmin())].tolist()

    def descend(self, prompt: list[int]) -> Found | None:
        """A prompt as long as this one that brings the text out, found from it; None where none was."""
        now = torch.tensor(prompt)
        for step in range(STEPS + 1):
            loss, right = self.losses(now[None])
            if right[0]:
                return Found(now.tolist(), step)
            if step == STEPS:
                return None
            gradient = self.gradient(now)
            gradient[:, BOS_ID] = torch.inf
            proposed = gradient.topk(TOP, largest=False).indices
            places = torch.randint(len(now), (BATCH,), generator=self.generator)
            picks = torch.randint(TOP, (BATCH,), generator=self.generator)
            candidates = now.repeat(BATCH, 1)
            candidates[torch.arange(BATCH), places] = proposed[places, picks]
            losses, right = self.losses(candidates)
            best = int(torch.where(right, -1.0, losses).argmin())
            if right[best] or losses[best] < loss[0]:
                now = candidates[best]
        return None


def prune(model: Transformer, passages: list[dict]) -> dict[str, int | None]:
    """How many of the tokens before its text suffice for each passage; None where not even all `GIVEN` do."""
    found: dict[str, int | None] = {p["id"]: None for p in passages}
    left = list(passages)
    for n in range(1, GIVEN + 1):
        ids = torch.tensor([[BOS_ID, *p["token_ids"][GIVEN - n : GIVEN + ASKED]] for p in left])
        with torch.no_grad():
            chosen = torch.cat([model(part[:, :-1])[0][:, n:].argmax(-1) for part in ids.split(BATCH)])
        right = (chosen == ids[:, n + 1 :]).all(dim=1).tolist()
        found |= {p["id"]: n for p, is_right in zip(left, right, strict=True) if is_right}
        left = [p for p, is_right in zip(left, right, strict=True) if not is_right]
    return found


def shortest(search: Search, before: list[int], pruned: int | None) -> tuple[Found | None, int]:
    """The shortest prompt found, and the steps of all tries.

    pruned: how many of the tokens before the text suffice.
    """
    best = Found(before[-pruned:], 0) if pruned else None
    steps = 0
    start = before[-LONGEST:] if best is None else search.shortened(best.prompt)
    while start:
        found = search.descend(start)
        steps += found.steps if found else STEPS
        if found is None:
            break
        best, start = found, search.shortened(found.prompt)
    return best, steps


def recites(model: OnnxModel, prompt: list[int], text: list[int]) -> bool:
    """Whether the published file writes the text after BOS and a prompt."""
    return greedy(model, [[BOS_ID, *prompt]], len(text))[0][0].tolist() == text


def drawn(passages: list[dict], copies: int, n: int | None) -> list[dict]:
    """Passages of so many exact copies: all, or `n` drawn by lot, the same for every model."""
    group = [p for p in passages if p["condition"] == "exact" and p["copies"] == copies]
    if n is None or n >= len(group):
        return group
    return [group[i] for i in sorted(np.random.default_rng([SEED, copies]).choice(len(group), n, replace=False))]


def searched(model: Transformer, shipped: OnnxModel, passage: dict, pruned: int | None) -> dict:
    """What the search found for one passage."""
    ids = passage["token_ids"]
    before, text = ids[:GIVEN], ids[GIVEN : GIVEN + ASKED]
    generator = torch.Generator().manual_seed(SEED)
    found, steps = shortest(Search(model, text, generator), before, pruned)
    holds = found is not None and recites(shipped, found.prompt, text)
    return {"prompt": found.prompt if holds else None, "steps": steps}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", required=True, help="ids of published float16 models")
    parser.add_argument("--searched", type=int, help="passages of each number of copies; all without it")
    parser.add_argument("--lab", type=Path, default=LAB)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    manifest = read_json(arguments.lab / "manifest.json")
    passages = read_json(arguments.lab / manifest["passages"]["path"])["passages"]
    asked = [p for p in passages if p["condition"] == "exact" and p["copies"] in COPIES]
    entries = {m["id"]: m for m in manifest["models"]}
    folders = {model_id: arguments.lab / entries[model_id]["path"] for model_id in arguments.models}
    models = {model_id: published_model(folder) for model_id, folder in folders.items()}
    shipped = {model_id: OnnxModel(folder, "fp16") for model_id, folder in folders.items()}
    rows = {
        model_id: {p["id"]: {"passage": p["id"], "copies": p["copies"], "pruned": pruned[p["id"]]} for p in asked}
        for model_id, model in models.items()
        for pruned in [prune(model, asked)]
    }
    made = {
        "release": manifest["release"],
        "asked": ASKED,
        "given": GIVEN,
        "longest": LONGEST,
        "search": {"steps": STEPS, "batch": BATCH, "top": TOP, "seed": SEED},
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "models": [
            {
                "id": model_id,
                "sha256": sha256(folder / "onnx" / "model_fp16.onnx"),
                "rows": rows[model_id],
            }
            for model_id, folder in folders.items()
        ],
    }

    def write() -> None:
        listed = [m | {"rows": list(m["rows"].values())} for m in made["models"]]
        text = json.dumps(made | {"models": listed}, separators=(",", ":"))
        arguments.out.write_text(f"{text}\n", encoding="utf-8")

    write()
    # A passage of each group, then the next: a run that is cut short has as many of all.
    groups = [drawn(passages, copies, arguments.searched) for copies in COPIES]
    began = time.monotonic()
    for at in range(max(map(len, groups))):
        for group in groups:
            for model_id in arguments.models if at < len(group) else ():
                done = rows[model_id][group[at]["id"]]
                done |= searched(models[model_id], shipped[model_id], group[at], done["pruned"])
                length = len(done["prompt"]) if done["prompt"] else None
                print(
                    f"{time.monotonic() - began:6.0f} s  {model_id} {done['passage']} ({done['copies']} copies): "
                    f"pruned {done['pruned']}, found {length}, {done['steps']} steps",
                    flush=True,
                )
        write()


if __name__ == "__main__":
    main()
