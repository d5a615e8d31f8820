"""Look for the shortest prompt that makes a model write a given text: its compression by the model.

    python -m training.prompts --models d4-raw d6-raw                # resumes where it was stopped
    python -m training.prompts --models d4-raw d6-raw --minutes 20   # until so much time has passed

The ratio of Schwarzschild et al. 2024, "Rethinking LLM memorization through the lens of adversarial compression"
(arXiv:2404.15146): tokens of a text over tokens of the shortest prompt whose greedy continuation is that text. The text
is the 32 tokens of a passage after its first 32, as in the published rows. Two prompts are looked for.

*Pruned*: the passage's own last tokens before the text, as few as suffice. Asked of every passage of `COPIES` copies,
with the file that the page runs: how much of the text comes after the last token before it, the last two, and so on.

Two kinds of text are asked for that no model has read, since a model that works out how a text goes on compresses it
without having memorized it. *Repeated*: the first `PIECE` tokens of each unread passage over and over. *Patterns*: the
held-out sentences of a rule that the training data follows, each parted where the rest comes after as few of its first
tokens as suffice. Their prompts are pruned in the same way.

*Searched*: any tokens at all, by greedy coordinate gradient (Zou et al. 2023, "Universal and transferable adversarial
attacks on aligned language models", arXiv:2307.15043), from the shortest prompt known downwards: the prompt less the
token that is missed least, changed one token at a time until the text comes or `STEPS` steps have passed; where it
comes, one token less. Where none of its own tokens bring the text out, a prompt of `LONGEST` tokens is tried. The
authors of the ratio allow 200 steps and more for each length, and go upwards too: this search is a small one. It finds
a short prompt, not the shortest, so a ratio is a lower bound, and what it does not find may be there.

The search runs on the published weights in PyTorch; a prompt counts if the published file recites the text. Passages
are searched in an order drawn by lot, one of each number of copies for every model, then the next. Each is kept in
`--out` as it comes; when time is up, such a round is still ended, so that as many of each are searched.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor
from torch.nn import functional as F

from .config import DTYPE_FILES, read_json, sha256, write_json
from .measures import matched
from .model import Transformer
from .published import published_model
from .runtime import OnnxModel, Reader, greedy
from .stages import LAB
from .tokenizer import BOS_ID

GIVEN, ASKED = 32, 32  # where the text begins in its passage, and its tokens
COPIES = (0, 16, 32, 64, 128)
PIECE = 4  # tokens of what a repetitive text repeats
STEPS = 20  # of the search, for each length of a prompt
BATCH = 64  # candidates a step
TOP = 128  # tokens that the gradient proposes at each place
HEAD = 8  # tokens of the text by which candidates are first ranked
FINALISTS = 8  # of them, held against all of the text
LONGEST = 31  # tokens of the longest prompt that is shorter than its text
SEED = 20240415
OUT = Path("content/recorded/prompts.json")


def matched_after(model: Reader, prompts: list[list[int]], texts: list[list[int]]) -> list[int]:
    """How many first tokens of each text greedy decoding writes after BOS and its prompt. All prompts are of one
    length, and so are the texts."""
    logits, _ = model.read([[BOS_ID, *prompt, *text[:-1]] for prompt, text in zip(prompts, texts, strict=True)])
    chosen = logits[:, len(prompts[0]) :].argmax(-1)
    return [matched(row.tolist(), text) for row, text in zip(chosen, texts, strict=True)]


def parted(ids: list[int]) -> tuple[list[int], list[int]]:
    """The tokens before the text, and the text."""
    return ids[:GIVEN], ids[GIVEN : GIVEN + ASKED]


def pruned(model: Reader, parts: list[tuple[list[int], list[int]]]) -> list[list[int]]:
    """For each text how many of its tokens come after the last token before it, the last two, up to all. All are parted
    alike."""
    by_length = [
        matched_after(model, [before[-n:] for before, _ in parts], [text for _, text in parts])
        for n in range(1, len(parts[0][0]) + 1)
    ]
    return [list(row) for row in zip(*by_length, strict=True)]


def fewest(row: list[int]) -> int | None:
    """How many tokens before the text suffice, of a row of `pruned`; None where not even all do."""
    return row.index(ASKED) + 1 if ASKED in row else None


def enough(model: Reader, ids: list[int]) -> int:
    """How many of its first tokens suffice for a model to write the rest of a text."""
    logits, _ = model.read([[BOS_ID, *ids[:-1]]])
    wrong = np.flatnonzero(logits[0].argmax(-1) != np.array(ids))
    return int(wrong[-1]) + 1 if len(wrong) else 1


def pattern(model: Reader, passage: dict) -> dict:
    """How many first tokens of a sentence suffice, and `pruned` of it, parted there."""
    ids = passage["token_ids"]
    given = enough(model, ids)
    return {"passage": passage["id"], "given": given, "matched": pruned(model, [(ids[:given], ids[given:])])[0]}


def repeated(ids: list[int]) -> list[int]:
    """The first tokens of a passage over and over."""
    return (ids[:PIECE] * (GIVEN + ASKED))[: GIVEN + ASKED]


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

    def losses(self, prompts: Tensor, text: Tensor) -> tuple[Tensor, Tensor]:
        """Of prompts [B, L]: the mean loss of the text, [B], and whether all of it is what greedy decoding writes."""
        count = len(prompts)
        ids = torch.cat((torch.full((count, 1), BOS_ID), prompts, text[:-1].expand(count, -1)), dim=1)
        with torch.no_grad():
            logits = self.read(self.model.embed(ids), len(text))
        truth = text.expand(count, -1)
        loss = F.cross_entropy(logits.flatten(0, 1), truth.flatten(), reduction="none").view(count, -1).mean(dim=1)
        return loss, (logits.argmax(-1) == truth).all(dim=1)

    def gradient(self, prompt: Tensor) -> Tensor:
        """Of the loss by each token that might stand at each place of a prompt [L]: [L, V]."""
        weight = self.model.embed.weight
        one_hot = F.one_hot(prompt, len(weight)).float().requires_grad_()
        fixed = weight[[BOS_ID]], weight[self.text[:-1]]
        logits = self.read(torch.cat((fixed[0], one_hot @ weight, fixed[1]))[None], len(self.text))
        F.cross_entropy(logits[0], self.text).backward()
        return one_hot.grad

    def read(self, x: Tensor, last: int) -> Tensor:
        """`Transformer.forward` from embedded tokens [B, T, width]: logits at the last positions, [B, last, V]."""
        length = x.shape[1]
        cos, sin = self.model.cos[None, None, :length], self.model.sin[None, None, :length]
        for block in self.model.blocks:
            x, _ = block(x, cos, sin, None, None)
        return F.linear(self.model.norm(x[:, -last:]), self.model.embed.weight)

    def shortened(self, prompt: list[int]) -> list[int]:
        """A prompt less the token without which the loss is least."""
        if len(prompt) < 2:
            return []
        shorter = torch.tensor([prompt[:i] + prompt[i + 1 :] for i in range(len(prompt))])
        return shorter[int(self.losses(shorter, self.text)[0].argmin())].tolist()

    def descend(self, prompt: list[int]) -> Found | None:
        """A prompt as long as this one that brings the text out, found from it; None where none was."""
        now = torch.tensor(prompt)
        loss, right = self.losses(now[None], self.text)
        for step in range(STEPS):
            if right[0]:
                return Found(now.tolist(), step)
            proposed = self.proposals(now)
            places = torch.randint(len(now), (BATCH,), generator=self.generator)
            picks = torch.randint(TOP, (BATCH,), generator=self.generator)
            candidates = now.repeat(BATCH, 1)
            candidates[torch.arange(BATCH), places] = proposed[places, picks]
            first = self.losses(candidates, self.text[:HEAD])[0]
            candidates = candidates[first.topk(FINALISTS, largest=False).indices]
            losses, rights = self.losses(candidates, self.text)
            best = int(torch.where(rights, -1.0, losses).argmin())
            if rights[best] or losses[best] < loss[0]:
                now, loss, right = candidates[best], losses[best, None], rights[best, None]
        return Found(now.tolist(), STEPS) if right[0] else None

    def proposals(self, prompt: Tensor) -> Tensor:
        """The tokens that lower the loss most, to first order, at each place of a prompt: [L, TOP]. BOS is none: it
        begins another document."""
        gradient = self.gradient(prompt)
        gradient[:, BOS_ID] = torch.inf
        return gradient.topk(TOP, largest=False).indices


def shortest(search: Search, before: list[int], n: int | None) -> tuple[list[int] | None, int]:
    """The shortest prompt found, None where there is none, and the steps of all tries.

    n: how many of the tokens before the text suffice.
    """
    best = before[-n:] if n else None
    steps = 0
    start = before[-LONGEST:] if best is None else search.shortened(best)
    while start:
        found = search.descend(start)
        steps += found.steps if found else STEPS
        if found is None:
            break
        best, start = found.prompt, search.shortened(found.prompt)
    return best, steps


def searched(model: Transformer, shipped: OnnxModel, passage: dict, n: int | None) -> dict:
    """What the search found for one passage. n: how many of its own tokens suffice."""
    before, text = parted(passage["token_ids"])
    prompt, steps = shortest(Search(model, text, torch.Generator().manual_seed(SEED)), before, n)
    if prompt is not None and not recites(shipped, prompt, text):
        prompt = before[-n:] if n else None  # a near tie that the published file decides otherwise
    return {"passage": passage["id"], "prompt": prompt, "steps": steps}


def recites(model: Reader, prompt: list[int], text: list[int]) -> bool:
    """Whether a model writes the text after BOS and a prompt."""
    return greedy(model, [[BOS_ID, *prompt]], len(text))[0][0].tolist() == text


def of_copies(passages: list[dict], copies: int) -> list[dict]:
    return [p for p in passages if p["condition"] == "exact" and p["copies"] == copies]


def by_lot(passages: list[dict], copies: int) -> list[dict]:
    """The passages of so many exact copies in an order drawn by lot, the same for every model."""
    group = of_copies(passages, copies)
    return [group[i] for i in np.random.default_rng([SEED, copies]).permutation(len(group))]


def begun(manifest: dict, lab: Path, model_ids: list[str]) -> dict:
    """A record in which nothing is asked yet."""
    entries = {m["id"]: m for m in manifest["models"]}
    if missing := [model_id for model_id in model_ids if model_id not in entries]:
        raise SystemExit(f"the page runs no model {missing}; there are {list(entries)}")
    return {
        "release": manifest["release"],
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "onnxruntime": onnxruntime.__version__,
        },
        "given": GIVEN,
        "asked": ASKED,
        "longest": LONGEST,
        "piece": PIECE,
        "search": {
            "steps": STEPS,
            "batch": BATCH,
            "top": TOP,
            "head": HEAD,
            "finalists": FINALISTS,
            "seed": SEED,
        },
        "models": [
            {
                "id": model_id,
                "dtype": entries[model_id]["dtypes"][0],
                "sha256": sha256(weights_of(lab, entries[model_id])),
                "pruned": [],
                "repeated": [],
                "patterns": [],
                "searched": [],
            }
            for model_id in model_ids
        ],
    }


def weights_of(lab: Path, entry: dict) -> Path:
    return lab / entry["path"] / "onnx" / DTYPE_FILES[entry["dtypes"][0]]


def resumed(out: Path, record: dict) -> dict:
    """What stands in a file, where it was made with the same settings and weights; else the record as it is."""
    if not out.exists():
        return record
    before = read_json(out)
    rest = {key: value for key, value in record.items() if key != "models"}
    made = {m["id"]: m for m in before["models"]}
    changed = {key: before.get(key) for key in rest} != rest or any(
        m["id"] in made and made[m["id"]]["sha256"] != m["sha256"] for m in record["models"]
    )
    if changed:
        raise SystemExit(f"{out} was recorded with other settings or weights: delete it to begin anew")
    return rest | {"models": [made.get(m["id"], m) for m in record["models"]]}


def record(
    lab: Path,
    model_ids: list[str],
    out: Path,
    copies: tuple[int, ...] = COPIES,
    time_is_up: Callable[[], bool] = lambda: False,
) -> None:
    """Ask every model what it has not been asked yet, of the passages of some numbers of copies. `out` is written after
    each answer."""
    manifest = read_json(lab / "manifest.json")
    passages = read_json(lab / manifest["passages"]["path"])["passages"]
    made = resumed(out, begun(manifest, lab, model_ids))
    folders = {m["id"]: lab / m["path"] for m in manifest["models"]}
    shipped = {m["id"]: OnnxModel(folders[m["id"]], m["dtype"]) for m in made["models"]}
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)

    for of_model in made["models"]:
        own = shipped[of_model["id"]]
        held_out = [p for p in passages if p["condition"] == "pattern" and p["copies"] == 0]
        of_model["patterns"] = [pattern(own, p) for p in held_out]
        for rows, change, groups in (
            (of_model["pruned"], lambda ids: ids, copies),
            (of_model["repeated"], repeated, (0,)),
        ):
            done = {row["passage"] for row in rows}
            for number in groups:
                group = [p for p in of_copies(passages, number) if p["id"] not in done]
                if not group or time_is_up():
                    continue
                found = pruned(own, [parted(change(p["token_ids"])) for p in group])
                rows += [{"passage": p["id"], "matched": row} for p, row in zip(group, found, strict=True)]
                write_json(out, made)
                share = f"{sum(fewest(row) is not None for row in found)} of {len(group)}"
                say(f"{of_model['id']}, {number} copies: own words suffice for {share}")

    models = {m["id"]: published_model(folders[m["id"]], m["dtype"]).requires_grad_(False) for m in made["models"]}
    lots = [by_lot(passages, number) for number in copies]
    for at in range(max(map(len, lots))):
        if time_is_up():
            return
        for lot in lots:
            for of_model in made["models"] if at < len(lot) else ():
                passage, name = lot[at], of_model["id"]
                if any(row["passage"] == passage["id"] for row in of_model["searched"]):
                    continue
                row = next(row for row in of_model["pruned"] if row["passage"] == passage["id"])
                n = fewest(row["matched"])
                found = searched(models[name], shipped[name], passage, n)
                of_model["searched"].append(found)
                write_json(out, made)
                length = len(found["prompt"]) if found["prompt"] else None
                say(
                    f"{name} {passage['id']} ({passage['copies']} copies): its own {n}, "
                    f"found {length}, {found['steps']} steps"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", metavar="ID", required=True, help="models that the page runs")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin nothing more after so long")
    parser.add_argument("--lab", type=Path, default=LAB, help="the published folder")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    end = time.monotonic() + 60 * arguments.minutes
    record(arguments.lab, arguments.models, arguments.out, time_is_up=lambda: time.monotonic() > end)


if __name__ == "__main__":
    main()
