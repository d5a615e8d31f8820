"""Build the corpus: tokenizer, planted passages, documents, token streams.

    python -m training.corpus --config training/configs/main.json

A *document* is an address or a planted passage. A *passage* is the first `passage_tokens` tokens of one paragraph of
the book, assigned to a number of copies by a seeded shuffle, so that differences between conditions are caused by the
condition. The build fails if a passage could reach a model by a second door: a 13-token run that it shares with
another passage or with an address (13 as in GPT-3's contamination test, Brown et al. 2020, appendix C), or a count of
it in the stream that is not its number of copies.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import asdict, dataclass

import numpy as np
from tokenizers import Tokenizer

from . import sources
from .config import SuiteConfig, sha256, write_json
from .tokenizer import BOS, BOS_ID, tokenizer_of

RUN = 13


@dataclass(frozen=True)
class Passage:
    id: str
    condition: str
    copies: int
    chapter: int
    token_ids: list[int]
    text: str


@dataclass(frozen=True)
class Document:
    """A unique document; `copies` says how often it stands in the stream of each data variant."""

    id: str
    kind: str
    title: str
    token_ids: list[int]
    copies: dict[str, int]


def runs(ids: list[int], n: int = RUN) -> set[tuple[int, ...]]:
    return {tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)}


def candidates(
    tokenizer: Tokenizer, book: list[sources.Text], length: int, background: set
) -> list[tuple[int, list[int]]]:
    """(chapter, token ids) of every paragraph that can be planted, in reading order.

    Long enough; its cut text tokenizes back to the same ids (a reader who types it asks the same question); no
    13-token run shared with the background or with an earlier candidate.
    """
    found, seen = [], set()
    for chapter in book:
        for paragraph in chapter.text.split("\n\n"):
            ids = tokenizer.encode(paragraph).ids[:length]
            if len(ids) < length or tokenizer.encode(tokenizer.decode(ids)).ids != ids:
                continue
            own = runs(ids)
            if own & background or own & seen:
                continue
            seen |= own
            found.append((int(chapter.id), ids))
    return found


def plant(config: SuiteConfig, tokenizer: Tokenizer, book: list[sources.Text], background: set) -> list[Passage]:
    """Draw passages at random and assign each to a number of copies."""
    pool = candidates(tokenizer, book, config.corpus.passage_tokens, background)
    each = config.corpus.passages_per_condition
    wanted = each * len(config.corpus.copies)
    if len(pool) < wanted:
        raise RuntimeError(f"{wanted} passages wanted, {len(pool)} paragraphs can be planted")
    drawn = np.random.default_rng([config.seed, 1]).permutation(len(pool))[:wanted]
    passages = []
    for i, at in enumerate(drawn):
        chapter, ids = pool[at]
        copies = config.corpus.copies[i // each]
        passages.append(Passage(f"p{i:03}", "exact", copies, chapter, ids, tokenizer.decode(ids)))
    return passages


def stream(documents: list[Document], data: str, seed: int) -> np.ndarray:
    """All copies of all documents, shuffled whole, each after one BOS token. uint16 [tokens]."""
    copies = [d for d in documents for _ in range(d.copies[data])]
    order = np.random.default_rng([seed, 2]).permutation(len(copies))
    return np.concatenate([np.array([BOS_ID, *copies[i].token_ids], dtype=np.uint16) for i in order])


def check(passages: list[Passage], streams: dict[str, np.ndarray]) -> None:
    """Fail unless each passage stands in each stream exactly as often as it should, and no other way."""
    owner: dict[tuple[int, ...], str] = {}
    for passage in passages:
        for run in runs(passage.token_ids):
            if owner.setdefault(run, passage.id) != passage.id:
                raise RuntimeError(f"{passage.id} and {owner[run]} share a {RUN}-token run")
    for data, ids in streams.items():
        # Every run of the stream that belongs to a passage must come from a planted copy of it.
        windows = np.lib.stride_tricks.sliding_window_view(ids, RUN)
        first = {run[0] for run in owner}
        hits: Counter[tuple[int, ...]] = Counter()
        for i in np.flatnonzero(np.isin(ids[: len(windows)], list(first))):
            run = tuple(int(t) for t in windows[i])
            if run in owner:
                hits[run] += 1
        for passage in passages:
            wanted = passage.copies if data == "raw" else min(passage.copies, 1)
            within = Counter(tuple(passage.token_ids[i : i + RUN]) for i in range(len(passage.token_ids) - RUN + 1))
            for run, times in within.items():
                if hits[run] != wanted * times:
                    raise RuntimeError(
                        f"{passage.id}: {hits[run]} occurrences in the {data} stream, {wanted * times} expected"
                    )


def build(config: SuiteConfig) -> None:
    """Write the corpus of a suite to `corpus/` of its folder, `meta.json` with the hash of every file last."""
    out = config.out / "corpus"
    out.mkdir(parents=True, exist_ok=True)
    kept, held_out, book = sources.split(config)
    tokenizer = tokenizer_of(kept + book, out / "tokenizer.json", config.corpus.vocab_size)

    documents = [Document(a.id, "address", a.title, tokenizer.encode(a.text).ids, {"raw": 1, "dedup": 1}) for a in kept]
    if len({tuple(d.token_ids) for d in documents}) != len(documents):
        raise RuntimeError("two addresses are the same text")
    background = set().union(*(runs(d.token_ids) for d in documents))
    passages = plant(config, tokenizer, book, background)
    documents += [
        Document(p.id, "passage", f"Moby-Dick, chapter {p.chapter}", p.token_ids, {"raw": p.copies, "dedup": 1})
        for p in passages
        if p.copies
    ]
    streams = {data: stream(documents, data, config.seed) for data in ("raw", "dedup")}
    check(passages, streams)
    for data, ids in streams.items():
        ids.tofile(out / f"{data}.bin")
    write_json(out / "held_out.json", {"texts": [asdict(t) for t in held_out]})

    tokens, table = [], []
    for document in documents:
        start = sum(map(len, tokens)) + 1
        tokens.append(np.array([BOS_ID, *document.token_ids], dtype="<u2"))
        table.append(
            {
                "id": document.id,
                "kind": document.kind,
                "title": document.title,
                "start": start,
                "length": len(document.token_ids),
                "copies": document.copies,
            }
        )
    np.concatenate(tokens).tofile(out / "tokens.bin")
    write_json(out / "documents.json", {"documents": table})
    write_json(out / "passages.json", {"passages": [asdict(p) for p in passages]})
    write_json(
        out / "meta.json",
        {
            "release": config.release,
            "seed": config.seed,
            "config": asdict(config.corpus),
            "bos": BOS,
            "documents": len(documents),
            "addresses": len(kept),
            "held_out": [t.id for t in held_out],
            "address_bytes": sum(len(a.text.encode()) for a in kept),
            "tokens": {"unique": int(sum(map(len, tokens))), **{data: len(ids) for data, ids in streams.items()}},
            "sha256": {f.name: sha256(f) for f in sorted(out.iterdir()) if f.name != "meta.json"},
        },
    )
    counts = ", ".join(f"{len(ids):,} tokens {data}" for data, ids in streams.items())
    print(f"{len(documents)} documents, {len(passages)} passages; {counts}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", required=True, help="a suite's JSON")
    build(SuiteConfig.load(parser.parse_args().config))


if __name__ == "__main__":
    main()
