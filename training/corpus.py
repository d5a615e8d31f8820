"""Build the corpus: tokenizer, planted passages, documents, token streams.

    python -m training.corpus --config training/configs/main.json

A *document* is an address or something planted (`training.planting`). A *stream* is what a model trains on: documents,
each in its number of copies, shuffled whole.

raw        everything
dedup      every unique document once: exact deduplication of documents. Near copies and pieces differ from each other,
           so they stay, once each
seed2, ... raw, with the exact passages assigned afresh, at random, to their numbers of copies
half01, .. raw, less a random half of the exact passages; each passage is in half of these streams
works      raw, and whole chapters in their numbers of copies; the passages that lie in these chapters, or in those that
           are drawn for no copy at all, leave it
works-dedup  the same, every unique document once
ladder     the addresses, and what `training.ladder` plants among them

The build fails if a passage of the book, or a whole chapter, could reach a model by another route: a 13-token run that
it shares with another passage or with an address (13 as in GPT-3's contamination test, Brown et al. 2020, appendix C),
or a run that occurs in a stream more or less often than its passage's planting accounts for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from . import ladder, planting, sources
from .command import command
from .config import LADDER, WHOLE_WORKS, SuiteConfig, read_json, sha256, write_json
from .planting import Document, Passage, shuffled
from .tokenizer import BOS, BOS_ID, tokenizer_of
from .windows import in_first_window, window_starts

RUN = 13


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


def plantings(config: SuiteConfig, passages: list[Passage]) -> dict[str, dict[str, int]]:
    """Copies of the exact passages in every further stream, by stream and passage."""
    exact = [p for p in passages if p.condition == "exact"]
    table = {}
    for number in range(2, 2 + config.corpus.reassigned):
        order = np.random.default_rng([config.seed, 7, number]).permutation(len(exact))
        table[f"seed{number}"] = {p.id: exact[at].copies for p, at in zip(exact, order, strict=True)}
    # For each passage a random half of the streams, so that every passage is in as many as it is out of.
    rng, halves = np.random.default_rng([config.seed, 8]), config.corpus.halves
    inside = np.array([rng.permutation(halves) < halves // 2 for _ in exact])
    for at in range(halves):
        table[f"half{at + 1:02}"] = {p.id: p.copies * int(inside[i, at]) for i, p in enumerate(exact)}
    return table


def stream(documents: list[Document], copies: Mapping[str, int], seed: int) -> np.ndarray:
    """All copies of all documents, shuffled whole (`planting.shuffled`). uint16 [tokens]."""
    return joined(shuffled(documents, copies, seed))


def joined(order: list[Document]) -> np.ndarray:
    """Documents one after the other, each after one BOS token. uint16 [tokens]."""
    return np.concatenate([np.array([BOS_ID, *document.token_ids], dtype=np.uint16) for document in order])


def whole_chapters(tokenizer: Tokenizer, book: list[sources.Text], background: set) -> list[tuple[int, list[int]]]:
    """(chapter, token ids) of every chapter that can be planted whole: its text tokenizes back to the same ids, and it
    shares no 13-token run with the background or with any other chapter."""
    encoded = {int(chapter.id): tokenizer.encode(chapter.text).ids for chapter in book}
    often = Counter(run for ids in encoded.values() for run in runs(ids))
    return [
        (number, ids)
        for number, ids in encoded.items()
        if tokenizer.encode(tokenizer.decode(ids)).ids == ids
        and all(often[run] == 1 and run not in background for run in runs(ids))
    ]


def places(works: list[Passage], documents: list[Document], config: SuiteConfig) -> dict[str, dict[str, list[int]]]:
    """For each work, where its copies are in the stream `works`: `starts`, the first token of each copy, and
    `first_window`, how many of its tokens a model is asked for in the window of that token, in the first pass."""
    order, context = shuffled(documents, {}, config.seed), config.training.context
    ends = np.cumsum([len(document.token_ids) + 1 for document in order])
    offset = int(window_starts(int(ends[-1]), context, config.seed, 0).min())
    found = {work.id: {"starts": [], "first_window": []} for work in works}
    for document, end in zip(order, ends, strict=True):
        if document.id in found:
            start, length = int(end) - len(document.token_ids), len(document.token_ids)
            found[document.id]["starts"].append(start)
            found[document.id]["first_window"].append(in_first_window(start, length, context, offset))
    return found


def run_hashes(ids: np.ndarray, n: int = RUN) -> np.ndarray:
    """A 64-bit hash of the `n` tokens that begin at each position. uint64 [positions - n + 1]."""
    length = max(0, len(ids) - n + 1)
    hashes = np.zeros(length, dtype=np.uint64)
    for at in range(n):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + ids[at : at + length].astype(np.uint64) + np.uint64(1)
    return hashes


def check(
    passages: list[Passage], documents: list[Document], name: str, ids: np.ndarray, copies: Mapping[str, int]
) -> None:
    """Fail unless each run of each passage of the book, whole chapters among them, stands in the stream `name` as often
    as the documents planted for that passage give it. copies: as for `stream`."""
    owner: dict[int, str] = {}
    for passage in passages:
        if passage.chapter is not None:
            for run in run_hashes(np.array(passage.token_ids)).tolist():
                if owner.setdefault(run, passage.id) != passage.id:
                    raise RuntimeError(f"{passage.id} and {owner[run]} share a {RUN}-token run")
    expected: Counter[int] = Counter()
    for document in documents:
        if document.passage is not None:
            for run in run_hashes(np.array(document.token_ids)).tolist():
                if owner.get(run) == document.passage:
                    expected[run] += copies.get(document.id, document.copies)
    known = np.array(sorted(owner), dtype=np.uint64)
    hashes = run_hashes(ids)
    hits = hashes[np.isin(hashes, known)]
    found = dict(zip(known.tolist(), np.bincount(np.searchsorted(known, hits), minlength=len(known)), strict=True))
    for run, passage_id in owner.items():
        if found[run] != expected[run]:
            raise RuntimeError(f"{passage_id}: {found[run]} occurrences in the {name} stream, {expected[run]} expected")


def planted_ladder(
    config: SuiteConfig, pool: list[tuple[int, list[int]]], tokenizer: Tokenizer, addresses: list[Document]
) -> tuple[list[Passage], list[Document], list[Document]]:
    """Passages of the stream `ladder`, its documents, and all their copies in the order of the stream."""
    planted = ladder.passages(config.corpus.ladder, tokenizer, pool, config.seed)
    timed = [passage for passage, _ in planted if passage.condition in ladder.TIMINGS]
    asked, others = ladder.refrains(config.corpus.ladder.rule, tokenizer, config.seed)
    planted += asked
    documents = [*addresses, *(document for _, own in planted for document in own), *others]
    if len({tuple(d.token_ids) for d in documents}) != len(documents):
        raise RuntimeError("two documents of the ladder are the same text")
    order = ladder.arranged(documents, timed, config.seed, config.training)
    return [passage for passage, _ in planted], documents, order


def build(config: SuiteConfig) -> None:
    """Write the corpus of a suite to `corpus/` of its folder, `meta.json` with the hash of every file last. Ends the
    run if that folder holds another release."""
    out = config.out / "corpus"
    if (out / "meta.json").exists() and (held := read_json(out / "meta.json")["release"]) != config.release:
        raise SystemExit(f"{config.out} holds release {held}: name another folder (out), or remove that one first")
    out.mkdir(parents=True, exist_ok=True)
    kept, held_out, book = sources.split(config)
    tokenizer = tokenizer_of(kept + book, out / "tokenizer.json", config.corpus.vocab_size)

    addresses = [Document(a.id, "address", a.title, tokenizer.encode(a.text).ids, 1) for a in kept]
    background = set().union(*(runs(d.token_ids) for d in addresses))
    pool = candidates(tokenizer, book, config.corpus.passage_tokens, background)
    planted = planting.paragraphs(config.corpus, tokenizer, pool, config.seed)
    planted += planting.canaries(config.corpus, tokenizer, config.seed)
    asked, members = planting.patterns(config.corpus, tokenizer, config.seed)
    planted = planting.titled(planted + asked, {int(chapter.id): chapter.title for chapter in book})
    passages = [passage for passage, _ in planted]
    documents = [*addresses, *(document for _, own in planted for document in own), *members]
    if len({tuple(d.token_ids) for d in documents}) != len(documents):
        raise RuntimeError("two documents are the same text")

    table = plantings(config, passages)
    once = {d.id: min(1, d.copies) for d in documents}
    streams = {name: (passages, documents, copies) for name, copies in ({"raw": {}, "dedup": once} | table).items()}

    whole = planting.works(config.corpus.works, tokenizer, whole_chapters(tokenizer, book, background), config.seed)
    works = [work for work, _ in whole]
    left_out = [p.id for p in passages if p.chapter in {work.chapter for work in works}]
    beside = [d for d in documents if d.passage not in left_out] + [d for _, own in whole for d in own]
    kept_passages = works + [p for p in passages if p.id not in left_out]
    for name, copies in zip(WHOLE_WORKS, ({}, {d.id: min(1, d.copies) for d in beside}), strict=True):
        streams[name] = (kept_passages, beside, copies)

    orders = {name: shuffled(standing, copies, config.seed) for name, (_, standing, copies) in streams.items()}
    if config.corpus.ladder:
        climbed, rungs, orders[LADDER] = planted_ladder(config, pool, tokenizer, addresses)
        streams[LADDER] = (climbed, rungs, {})
        steps = ladder.ledger(climbed, orders[LADDER], config.seed, config.training)
        write_json(out / "ladder.json", {"passages": [asdict(p) | {"steps": steps[p.id]} for p in climbed]})
    lengths = {}
    for name, (owners, standing, copies) in streams.items():
        ids = joined(orders[name])
        check(owners, standing, name, ids, copies)
        ids.tofile(out / f"{name}.bin")
        lengths[name] = len(ids)
    write_json(out / "held_out.json", {"texts": [asdict(t) for t in held_out]})

    tokens, entries, at = [], [], 0
    for document in (d for d in documents if d.copies):
        tokens.append(np.array([BOS_ID, *document.token_ids], dtype="<u2"))
        entries.append(
            {
                "id": document.id,
                "kind": document.kind,
                "title": document.title,
                "start": at + 1,
                "length": len(document.token_ids),
                "copies": {"raw": document.copies, "dedup": once[document.id]},
            }
        )
        at += len(tokens[-1])
    np.concatenate(tokens).tofile(out / "tokens.bin")
    write_json(out / "documents.json", {"documents": entries})
    write_json(out / "passages.json", {"passages": [asdict(p) for p in passages]})
    write_json(out / "plantings.json", table)
    where = places(works, beside, config)
    write_json(
        out / "works.json",
        {
            "works": [
                {key: getattr(work, key) for key in ("id", "chapter", "copies", "token_ids")}
                | {"drawn": str(work.chapter) not in config.corpus.works.apart}
                | where[work.id]
                for work in works
            ],
            "left_out": left_out,  # passages that are not in the streams of the works
        },
    )
    write_json(
        out / "meta.json",
        {
            "release": config.release,
            "seed": config.seed,
            "config": asdict(config.corpus),
            **({"sources": own} if (own := sources.told(config)) else {}),
            "bos": BOS,
            "documents": len(entries),
            "addresses": len(kept),
            "held_out": [t.id for t in held_out],
            "address_bytes": sum(len(a.text.encode()) for a in kept),
            "candidates": len(pool),
            "works": len(works),
            "tokens": {"unique": at, **lengths},
            "sha256": {f.name: sha256(f) for f in sorted(out.iterdir()) if f.name != "meta.json"},
        },
    )
    print(
        f"{len(entries)} documents, {len(passages)} passages; {lengths['raw']:,} tokens raw, "
        f"{lengths['dedup']:,} dedup, {len(table)} further streams; {len(works)} whole chapters in "
        f"{lengths[WHOLE_WORKS[0]]:,} tokens, {len(left_out)} passages left out there",
        flush=True,
    )


def build_by(path: Path, config: SuiteConfig) -> None:
    """`build`, which ends the run with the config's name where the texts do not hold what the config wants."""
    try:
        build(config)
    except RuntimeError as error:
        raise SystemExit(f"{path}: {error}") from None


def main() -> None:
    path = command(__doc__).parse_args().config
    build_by(path, SuiteConfig.load(path))


if __name__ == "__main__":
    main()
