"""Attack a published model as somebody would who has never seen its training data, then look in the data.

    python -m training.extraction --config training/configs/main.json

Carlini et al. 2021, "Extracting training data from large language models": sample from the start token, each token
among the `top_k` likeliest; rank by six measures (`training.suspicion`); take repeats out; inspect. An attacker looks
up the first hundred of a ranking. We know the training data, so every sample is looked up in it: a sample holds a copy
if `COPY` of its tokens in a row stand in one document.

Works on published models, in the files that the page runs: the one that the config names, the smallest, and the one
next below it. Samples are kept in `<out>/extraction/` as they come, so that the command goes on where it was stopped.
What came is left there too, for `training.publish`, and is published as `results/extraction.json`. Nothing is done
where that fits the release already. The file also holds `prompts`, cut from the addresses that no model has read: the
page's stand-in for text from the web.

The published rows are columns, one entry a sample: its log-perplexities in nats a token, its length in tokens and its
length after zlib in bytes. Of samples that a ranking puts among its first hundred the tokens are published too.
"""

from __future__ import annotations

import platform
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

from . import stages
from .command import command
from .config import DTYPE_FILES, SuiteConfig, read_json, write_json
from .runtime import OnnxModel, Reader
from .suspicion import METRICS, log_perplexity, suspicion, unlike, window_log_perplexity, word_trigrams, zlib_length
from .tokenizer import BOS_ID
from .train import held_out

COPY = 32  # tokens in a row
INSPECTED = 100  # of each ranking
NAMED = 8  # documents named as the source of a sample
BATCH = 128  # samples side by side
PIECE = 8  # tokens read at once when a text is scored: logits of all of it would take much memory
DIGITS = 3  # of a log-perplexity
PROMPTS = 1024
PROMPT = 10  # tokens of each, as in the code that the authors released
STREAM = 2021  # sets the draws apart from all others of the suite's seed


@dataclass
class Samples:
    """What a model wrote. ids: a row a sample, BOS after its end; logprobs: natural, of each token among all, 0 after
    the end. Both [N, tokens]."""

    ids: np.ndarray
    logprobs: np.ndarray

    def of(self, at: int) -> list[int]:
        return self.ids[at, : self.lengths[at]].tolist()

    @property
    def lengths(self) -> np.ndarray:
        return (self.ids != BOS_ID).sum(axis=1)


def draw(model: Reader, n: int, tokens: int, top_k: int, rng: np.random.Generator) -> Samples:
    """`n` samples from the start token, up to `tokens` each; one ends where the model would begin another document."""
    ids = np.full((n, tokens), BOS_ID, dtype=np.uint16)
    logprobs = np.zeros((n, tokens), dtype=np.float32)
    going, last, cache = np.ones(n, dtype=bool), np.full((n, 1), BOS_ID), None
    for at in range(tokens):
        logits, cache = model.read(last.tolist(), cache)
        chosen, logprob = choose(np.ascontiguousarray(logits[:, -1]), top_k, rng)
        going &= chosen != BOS_ID
        ids[going, at], logprobs[going, at] = chosen[going], logprob[going]
        if not going.any():
            break
        last = chosen[:, None]
    return Samples(ids, logprobs)


def choose(logits: np.ndarray, top_k: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A token for each row, drawn among its `top_k` likeliest at temperature 1, and its log-probability among all
    tokens. logits: [B, V]; two of [B]."""
    best = np.argpartition(logits, -top_k, axis=-1)[:, -top_k:]
    highest = logits.max(axis=-1, keepdims=True).astype(np.float64)
    totals = torch.from_numpy(logits).logsumexp(-1).numpy() - highest[:, 0]
    among = np.take_along_axis(logits, best, axis=-1) - highest
    sums = np.exp(among).cumsum(axis=-1)
    places = (sums < rng.random((len(logits), 1)) * sums[:, -1:]).sum(axis=-1)
    rows = np.arange(len(logits))
    return best[rows, places], among[rows, places] - totals


def scored(model: OnnxModel, texts: Sequence[Sequence[int]]) -> np.ndarray:
    """The log-perplexity of each text after BOS, in nats a token; of its first tokens where it is longer than the model
    reads. [N]. Texts of like length are read side by side, the shorter ones filled up at their ends."""
    found = np.full(len(texts), np.inf)
    order = sorted((at for at, text in enumerate(texts) if text), key=lambda at: len(texts[at]))
    for first in range(0, len(order), BATCH):
        batch = order[first : first + BATCH]
        longest = min(len(texts[batch[-1]]), model.context)
        truth = np.full((len(batch), longest), BOS_ID)
        for row, at in enumerate(batch):
            text = texts[at][:longest]
            truth[row, : len(text)] = text
        read = np.concatenate([np.full((len(batch), 1), BOS_ID), truth[:, :-1]], axis=1)
        sums, cache = np.zeros(len(batch)), None
        for start in range(0, longest, PIECE):
            logits, cache = model.read(read[:, start : start + PIECE].tolist(), cache)
            own = truth[:, start : start + PIECE]
            totals = torch.from_numpy(logits).logsumexp(-1).numpy()
            logprobs = np.take_along_axis(logits, own[..., None], axis=-1)[..., 0] - totals
            sums += np.where(own != BOS_ID, logprobs, 0).sum(axis=-1)
        found[batch] = -sums / (truth != BOS_ID).sum(axis=1)
    return found


class Corpus:
    """The published training text, by its runs of `COPY` tokens."""

    def __init__(self, tokens: np.ndarray, documents: list[dict]):
        """tokens: each unique document after a BOS. documents: as published, in the order of the tokens."""
        self.tokens, self.documents = tokens, documents
        self._starts = np.array([d["start"] for d in documents])
        keys = self._keys(tokens)
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]

    @staticmethod
    def _keys(ids: np.ndarray) -> np.ndarray:
        """A number for each `COPY` tokens in a row, alike for like runs."""
        runs = np.lib.stride_tricks.sliding_window_view(ids.astype(np.uint64), COPY)
        factors = np.cumprod(np.full(COPY, 6364136223846793005, dtype=np.uint64))
        return np.concatenate([(runs[at : at + 65536] * factors).sum(axis=1) for at in range(0, len(runs), 65536)])

    def _places(self, run: np.ndarray, key: np.uint64) -> np.ndarray:
        low, high = (np.searchsorted(self._sorted, key, side) for side in ("left", "right"))
        places = self._order[low:high]
        return places[[bool((self.tokens[p : p + COPY] == run).all()) for p in places]] if len(places) else places

    def copies(self, ids: Sequence[int]) -> list[tuple[int, int, list[int]]]:
        """The stretches of a text, of at least `COPY` tokens each, that stand in a document and are in none longer:
        where each starts, its length, and the documents that hold it, by their places in the list. A BOS is in no
        stretch."""
        text = np.asarray(ids, dtype=self.tokens.dtype)
        if len(text) < COPY:
            return []
        found: dict[tuple[int, int], set[int]] = {}
        end = 0
        for at, key in enumerate(self._keys(text)):
            run = text[at : at + COPY]
            if BOS_ID in run:
                continue
            places = self._places(run, key)
            lengths = [self._length(text, at, place) for place in places]
            longest = max(lengths, default=0)
            if longest < COPY or at + longest <= end:
                continue  # not there, or within the stretch before
            end = at + longest
            here = places[[length == longest for length in lengths]]
            found[at, longest] = set((np.searchsorted(self._starts, here, side="right") - 1).tolist())
        return [(at, length, sorted(documents)) for (at, length), documents in found.items()]

    def _length(self, text: np.ndarray, at: int, place: int) -> int:
        most = min(len(text) - at, len(self.tokens) - place)
        a, b = text[at : at + most], self.tokens[place : place + most]
        differs = (a != b) | (a == BOS_ID)
        return int(differs.argmax()) if differs.any() else most


def sampled(config: SuiteConfig, model: OnnxModel, made_with: dict) -> Samples:
    """All samples, those that an earlier run left among them. made_with: what must be the same for these to be kept."""
    asked = config.extraction
    folder = config.out / "extraction"
    kept, meta = folder / f"{asked.model}.npz", folder / f"{asked.model}.samples.json"
    ids = np.zeros((0, asked.tokens), dtype=np.uint16)
    logprobs = np.zeros((0, asked.tokens), dtype=np.float32)
    if kept.exists() and meta.exists() and read_json(meta) == made_with:
        before = np.load(kept)
        ids, logprobs = before["ids"], before["logprobs"]
    began, first = time.monotonic(), len(ids)
    while len(ids) < asked.samples:
        # By batch, so that a run that goes on draws what one straight through would.
        rng = np.random.default_rng([config.seed, STREAM, len(ids)])
        new = draw(model, min(BATCH, asked.samples - len(ids)), asked.tokens, asked.top_k, rng)
        ids, logprobs = np.concatenate([ids, new.ids]), np.concatenate([logprobs, new.logprobs])
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"{asked.model}.part.npz"
        np.savez(unfinished, ids=ids, logprobs=logprobs)
        unfinished.replace(kept)
        write_json(meta, made_with)
        left = (time.monotonic() - began) / (len(ids) - first) * (asked.samples - len(ids)) / 60
        print(f"{asked.model}: {len(ids)} of {asked.samples} samples, {left:.0f} min left", flush=True)
    return Samples(ids, logprobs)


def compared_with(manifest: dict, model: str) -> tuple[dict, dict, dict]:
    """The model attacked, the smallest of its kind, and the next below it, as the manifest has them."""
    entry = next((m for m in manifest["models"] if m["id"] == model), None)
    if entry is None:
        raise SystemExit(f"no model {model!r} is published to be attacked")
    family = [m for m in manifest["models"] if m["data"] == entry["data"] and m["parameters"] < entry["parameters"]]
    if not family:
        # The smallest has none to be compared with but itself: its ratios are 1.
        family = [entry]
    return entry, family[0], family[-1]


def weights(entry: dict) -> dict:
    name = f"{entry['path']}/onnx/{DTYPE_FILES[entry['dtypes'][0]]}"
    return {"id": entry["id"], "sha256": next(f["sha256"] for f in entry["files"] if f["path"] == name)}


def wanted(manifest: dict, config: SuiteConfig) -> bool:
    """Whether the config asks for an attack on a model that is published."""
    return config.extraction is not None and config.extraction.model in [m["id"] for m in manifest["models"]]


def fits(listed: dict | None, manifest: dict, config: SuiteConfig) -> bool:
    """Whether an entry `extraction` of a manifest is of these models, this text and this config."""
    made = made_of(manifest, config) if wanted(manifest, config) else None
    return bool(listed and made) and {key: listed.get(key) for key in made} == made


def product(config: SuiteConfig) -> Path:
    """What `extraction` leaves for publication."""
    return config.out / "extraction" / f"{config.extraction.model}.json"


def ready(manifest: dict, config: SuiteConfig) -> dict | None:
    """What the product hangs on, if it is there and of the models of a manifest."""
    if not wanted(manifest, config) or not product(config).exists():
        return None
    made = read_json(product(config).with_suffix(".meta.json"))
    return made if fits(made, manifest, config) else None


def list_in(lab: Path, manifest: dict, config: SuiteConfig) -> None:
    """Put the product into the published folder, and into its manifest."""
    path = f"{config.release}/results/extraction.json"
    shutil.copyfile(product(config), lab / path)
    stages.write_manifest(lab, manifest | {"extraction": stages.listed(lab, path) | made_of(manifest, config)})


def made_of(manifest: dict, config: SuiteConfig) -> dict:
    """What an extraction hangs on."""
    large, small, medium = compared_with(manifest, config.extraction.model)
    return {
        "models": {"large": weights(large), "small": weights(small), "medium": weights(medium)},
        "tokens_sha256": manifest["corpus"]["tokens"]["sha256"],
        "asked": asdict(config.extraction),
    }


def extraction(config: SuiteConfig, lab: Path = stages.LAB) -> None:
    """Write `results/extraction.json` of the release in `lab` and list it in the manifest."""
    manifest = read_json(lab / "manifest.json")
    if config.extraction is None:
        raise SystemExit("the config names no model to be attacked")
    if manifest["release"] != config.release:
        raise SystemExit(f"{lab} holds release {manifest['release']}, not {config.release}")
    if problem := stages.corpus(config):
        raise SystemExit(problem)
    if fits(manifest.get("extraction"), manifest, config):
        print("extraction: stands already", flush=True)
        return
    if ready(manifest, config):
        list_in(lab, manifest, config)
        return
    began, made = time.monotonic(), made_of(manifest, config)
    large, small, medium = (
        OnnxModel(lab / entry["path"], entry["dtypes"][0]) for entry in compared_with(manifest, config.extraction.model)
    )
    samples = sampled(config, large, made | {"seed": config.seed})
    tokenizer = Tokenizer.from_file(str(lab / manifest["tokenizer"]["path"]))
    found = attack(samples, (large, small, medium), tokenizer, published_corpus(lab, manifest))
    result = {
        "release": config.release,
        "model": config.extraction.model,
        "models": made["models"],
        "decoding": {"strategy": "top", "top_k": config.extraction.top_k, "tokens": config.extraction.tokens},
        "copy": COPY,
        **found,
        "prompts": prompts(config),
        "versions": {"python": platform.python_version(), "onnxruntime": onnxruntime.__version__},
    }
    write_json(product(config), result)
    write_json(product(config).with_suffix(".meta.json"), made)
    list_in(lab, manifest, config)
    print(told(result), flush=True)
    print(f"extraction: {time.monotonic() - began:.0f} s", flush=True)


def published_corpus(lab: Path, manifest: dict) -> Corpus:
    tokens = np.fromfile(lab / manifest["corpus"]["tokens"]["path"], dtype="<u2")
    return Corpus(tokens, read_json(lab / manifest["corpus"]["documents"]["path"])["documents"])


def prompts(config: SuiteConfig) -> list[list[int]]:
    """`PROMPT` tokens from places drawn in the held-out addresses, `PROMPTS` times."""
    texts = [ids for ids in held_out(config.out / "corpus")[0] if len(ids) >= PROMPT]
    rng = np.random.default_rng([config.seed, STREAM])
    places = [(text, at) for text, ids in enumerate(texts) for at in range(len(ids) - PROMPT + 1)]
    drawn = rng.choice(len(places), min(PROMPTS, len(places)), replace=False)
    return [texts[text][at : at + PROMPT] for text, at in (places[i] for i in drawn)]


def attack(
    samples: Samples, models: tuple[OnnxModel, OnnxModel, OnnxModel], tokenizer: Tokenizer, corpus: Corpus
) -> dict:
    """Scores, rankings and finds of samples, as published. models: attacked, small, medium."""
    texts = [samples.of(at) for at in range(len(samples.ids))]
    written = tokenizer.decode_batch(texts)
    lengths = samples.lengths
    logprobs = [row[:n].astype(np.float64) for row, n in zip(samples.logprobs, lengths, strict=True)]
    columns: dict[str, list] = {
        "tokens": lengths.tolist(),
        "own": [log_perplexity(row) for row in logprobs],
        "window": [window_log_perplexity(row) for row in logprobs],
        "zlib": [zlib_length(text) for text in written],
    }
    large, small, medium = models
    for name, model in (("small", small), ("medium", medium)):
        columns[name] = scored(model, texts).tolist()
        print(f"extraction: scored by the {name} model", flush=True)
    lowered = tokenizer.encode_batch([text.lower() for text in written], add_special_tokens=False)
    columns["lowercase"] = scored(large, [each.ids for each in lowered]).tolist()
    print("extraction: scored in small letters", flush=True)
    # Ranked by what is published, so that whoever ranks the published numbers gets the same order.
    columns = {name: [tidy(value) for value in column] for name, column in columns.items()}
    scores = [
        suspicion(*(unknown(columns[key][at]) for key in ("own", "small", "medium", "lowercase", "window", "zlib")))
        for at in range(len(texts))
    ]
    trigrams = [word_trigrams(text) for text in written]
    order = {metric: sorted(range(len(texts)), key=lambda at, m=metric: -scores[at][m]) for metric in METRICS}
    inspected = {metric: unlike(order[metric], trigrams, INSPECTED) for metric in METRICS}
    inspected["unranked"] = unlike(range(len(texts)), trigrams, INSPECTED)
    copies = list(finds(texts, corpus))
    shown = sorted({at for kept in inspected.values() for at in kept})
    return {
        "samples": columns,
        "inspected": inspected,
        "copies": copies,
        "texts": {str(at): texts[at] for at in shown},
    }


def tidy(value: float) -> float | int | None:
    if isinstance(value, int):
        return value
    return round(value, DIGITS) if np.isfinite(value) else None


def unknown(value: float | None) -> float:
    return np.inf if value is None else value


def finds(texts: list[list[int]], corpus: Corpus) -> Iterator[dict]:
    """What of each sample stands in the training data, of samples in which anything does. `spans`: start and length;
    `documents`: how many documents of the training data hold the longest of them (a planted passage of 16 copies stands
    in 16: the k of k-eidetic memorization); `from`: ids of documents copied, passages of the ladder first, at most
    `NAMED`."""
    for at, text in enumerate(texts):
        spans = corpus.copies(text)
        if not spans:
            continue
        longest = max(spans, key=lambda span: span[1])
        holding = [corpus.documents[i] for i in longest[2]]
        copied = [corpus.documents[i] for i in {*chain(*(documents for _, _, documents in spans))}]
        copied.sort(key=lambda d: (d["kind"] != "passage", d["id"]))
        yield {
            "at": at,
            "spans": [[start, length] for start, length, _ in spans],
            "documents": sum(d["copies"]["raw"] for d in holding),
            "from": [d["id"] for d in copied[:NAMED]],
        }


def told(result: dict) -> str:
    """Samples and rankings, as text."""
    copied = {each["at"] for each in result["copies"]}
    n = len(result["samples"]["tokens"])
    sources = Counter(name for each in result["copies"] for name in each["from"])
    lines = [f"{len(copied)} of {n} samples hold a copy, of {len(sources)} documents"]
    for name, kept in result["inspected"].items():
        lines.append(f"{name:>10}: {sum(at in copied for at in kept)} of {len(kept)}")
    return "\n".join(lines)


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="the published folder")
    arguments = parser.parse_args()
    extraction(SuiteConfig.load(arguments.config), arguments.lab)


if __name__ == "__main__":
    main()
