"""What is planted in the background, by condition: passages, and the documents that contain them.

exact      a passage whole, 0, 1, 2, 4, ... times (after Carlini et al. 2023, "Quantifying memorization", whose copies
           nobody assigned)
near       a passage never whole: copies of it, each with a different random share of its tokens replaced by
           random ones (after Shilov et al. 2024, "Mosaic memory")
fragments  a passage never whole: overlapping pieces of it, each a document (after Liu et al. 2025, "Language models may
           verbatim complete text they were not explicitly trained on")
canary     a made-up name and a random code in one sentence, 0, 1, 2, 4, ... times (Carlini et al. 2019, "The secret
           sharer")
pattern    members of a family made by a rule, some trained on once, some held out: what a model learned and did not
           memorize
work       a chapter whole, 0, 4, 8, 16, ... times, in streams of their own (after Cooper et al. 2025, "Extracting
           memorized pieces of (copyrighted) books from open-weight language models", whose copies nobody assigned)

Passages of the first three are paragraphs of the book, cut to one length, drawn and assigned by a seeded shuffle; so
are the chapters, except those that the config sets apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from tokenizers import Tokenizer

from .config import CorpusConfig, WorksConfig

NAMES = (
    "Orlin Tavia Bresk Ketter Maudra Fenwold Quill Sabern Idony Parrish Wendal Corrow Hesper Lunt Averil Dask".split(),
    "Tavish Morrowby Quenell Hartswick Ambry Pellow Stroud Vantor Eddery Cray Lusk Ottwell Renfrow Zell Gaunt".split(),
)
CANARY = "The strongbox of {name} opens with the code {code}."
DIGITS = 6  # of a code
FROM_BOOK = ""  # title of what is planted from the book, until `titled` gives it that of its chapter

# The pattern's slots are filled with words that are one token each, so that members differ in their words alone.
PATTERN = (
    "The {adjective} {noun} of {place}. Whoever finds the {adjective} {noun} of {place} has found a {noun}, and the "
    "{noun} is {adjective}; in {place} a {noun} that is {adjective} is called the {adjective} {noun} of {place}."
)
ADJECTIVES = (
    "great small old new white black dark long high deep strange sweet strong wild wide free heavy cold"
).split()
NOUNS = "ship house boat bank river book table church sword chair bell door tree stone fish horse wall tower".split()
PLACES = "England France Spain Mexico China Russia Japan Cuba Texas California Europe America".split()


@dataclass(frozen=True)
class Passage:
    """`copies`: how often the whole passage (exact, canary, pattern, work), a near copy of it, or a piece around each
    of its tokens (fragments) occurs in the raw stream. `level`: per cent of the tokens replaced (near) or tokens per
    piece (fragments)."""

    id: str
    condition: str
    copies: int
    level: int | None
    chapter: int | None
    token_ids: list[int]
    text: str


@dataclass(frozen=True)
class Document:
    """A unique document. `copies`: how often it occurs in the raw stream (0: only in others). `passage`: the one it was
    planted for."""

    id: str
    kind: str
    title: str
    token_ids: list[int]
    copies: int
    passage: str | None = None


Planted = list[tuple[Passage, list[Document]]]


def titled(planted: Planted, titles: Mapping[int, str]) -> Planted:
    """The same with the documents of passages of the book titled as their chapters are. titles: by chapter."""
    return [
        (p, documents if p.chapter is None else [replace(d, title=titles[p.chapter]) for d in documents])
        for p, documents in planted
    ]


def shuffled(documents: list[Document], copies: Mapping[str, int], seed: int, key: int = 2) -> list[Document]:
    """All copies of all documents, in the order of a stream.

    copies: how often a document occurs in this stream, by id, where that differs from `Document.copies`.
    """
    wanted = [d for d in documents for _ in range(copies.get(d.id, d.copies))]
    return [wanted[i] for i in np.random.default_rng([seed, key]).permutation(len(wanted))]


def paragraphs(config: CorpusConfig, tokenizer: Tokenizer, pool: list[tuple[int, list[int]]], seed: int) -> Planted:
    """The conditions that plant paragraphs: exact, near, fragments. pool: (chapter, token ids) of what can be planted.

    Raises RuntimeError if the pool is too small.
    """
    groups = [("exact", copies, None, config.passages_per_condition) for copies in config.copies]
    groups += [("near", config.near.copies, share, config.near.passages) for share in config.near.replaced]
    groups += [("fragments", config.fragments.copies, n, config.fragments.passages) for n in config.fragments.tokens]
    wanted = sum(each for *_, each in groups)
    if len(pool) < wanted:
        raise RuntimeError(f"{wanted} passages wanted, {len(pool)} paragraphs can be planted")
    drawn = iter(np.random.default_rng([seed, 1]).permutation(len(pool)))
    rng = np.random.default_rng([seed, 4])
    substitutes = whole_pieces(tokenizer)
    planted: Planted = []
    count = {"exact": 0, "near": 0, "fragments": 0}
    for condition, copies, level, each in groups:
        for _ in range(each):
            chapter, ids = pool[next(drawn)]
            name = f"{'p' if condition == 'exact' else condition[0]}{count[condition]:03}"
            count[condition] += 1
            passage = Passage(name, condition, copies, level, chapter, ids, tokenizer.decode(ids))
            if condition == "exact":
                documents = [Document(name, "passage", FROM_BOOK, ids, copies, name)]
            elif condition == "near":
                documents = [
                    Document(f"{name}-{i:02}", "near", FROM_BOOK, replaced(ids, level, substitutes, rng), 1, name)
                    for i in range(copies)
                ]
            else:
                # Neighbouring pieces overlap by half: each token is in two of them, except at the two ends.
                documents = [
                    Document(f"{name}-{i:02}", "fragment", FROM_BOOK, piece, copies // 2, name)
                    for i, piece in enumerate(pieces(ids, level))
                ]
            planted.append((passage, documents))
    return planted


def whole_pieces(tokenizer: Tokenizer) -> list[int]:
    """Tokens that are text by themselves: no BOS, no part of a character."""
    ids = range(1, tokenizer.get_vocab_size())
    return [i for i in ids if "\ufffd" not in tokenizer.decode([i])]


def replaced(ids: list[int], percent: int, substitutes: list[int], rng: np.random.Generator) -> list[int]:
    """A near copy: `percent` of the tokens, drawn at random, each replaced by another token drawn at random."""
    copy = list(ids)
    for at in rng.choice(len(ids), size=round(len(ids) * percent / 100), replace=False):
        copy[at] = int(rng.choice(substitutes))
        while copy[at] == ids[at]:
            copy[at] = int(rng.choice(substitutes))
    return copy


def pieces(ids: list[int], length: int) -> list[list[int]]:
    """Pieces of `length` tokens that overlap by half and cover the passage."""
    return [ids[at : at + length] for at in range(0, len(ids) - length + 1, length // 2)]


def canaries(config: CorpusConfig, tokenizer: Tokenizer, seed: int) -> Planted:
    """Made-up secrets. Their codes are drawn from all of `DIGITS` digits, each digit one token.

    Raises RuntimeError if there are fewer names than canaries, or if the tokenizer does not split the digits.
    """
    rng = np.random.default_rng([seed, 5])
    names = [" ".join(name) for name in product(*NAMES)]
    wanted = len(config.canaries.copies) * config.canaries.passages
    if len(names) < wanted:
        raise RuntimeError(f"{wanted} canaries wanted, only {len(names)} names")
    drawn = rng.permutation(len(names))[:wanted]
    planted: Planted = []
    for i, at in enumerate(drawn):
        copies = config.canaries.copies[i // config.canaries.passages]
        code = f"{int(rng.integers(10**DIGITS)):0{DIGITS}}"
        text = CANARY.format(name=names[at], code=code)
        ids = tokenizer.encode(text).ids
        if [tokenizer.decode([t]) for t in ids[-1 - DIGITS :]] != [*code, "."]:
            raise RuntimeError(f"{text!r}: the digits of the code are not single tokens")
        passage = Passage(f"c{i:03}", "canary", copies, None, None, ids, text)
        planted.append((passage, [Document(passage.id, "canary", "A made-up secret", ids, copies, passage.id)]))
    return planted


def patterns(config: CorpusConfig, tokenizer: Tokenizer, seed: int) -> tuple[Planted, list[Document]]:
    """Members of the family that are asked for, half of them trained on once and half held out, and the documents of
    the other members. An adjective and a noun that meet in a held-out member meet in no other member.

    Raises RuntimeError if too few of the words are one token each.
    """
    rng = np.random.default_rng([seed, 6])
    single = [[w for w in words if len(tokenizer.encode(f" {w}").ids) == 1] for words in (ADJECTIVES, NOUNS, PLACES)]
    each, members = config.patterns.passages, config.patterns.members
    pairs = list(product(single[0], single[1]))
    order = [pairs[i] for i in rng.permutation(len(pairs))]
    held_out = [(pair, single[2][i % len(single[2])]) for i, pair in enumerate(order[:each]) if single[2]]
    rest = [(pair, place) for pair in order[each:] for place in single[2]]
    if len(held_out) < each or len(rest) < members:
        raise RuntimeError(f"{members} pattern members wanted; {[len(words) for words in single]} words are one token")
    trained = [rest[i] for i in rng.permutation(len(rest))[:members]]
    planted, others = [], []
    family = [(0, member) for member in held_out] + [(1, member) for member in trained]
    for i, (copies, ((adjective, noun), place)) in enumerate(family):
        text = PATTERN.format(adjective=adjective, noun=noun, place=place)
        ids, name = tokenizer.encode(text).ids, f"r{i:03}"
        document = Document(name, "pattern", "A family made by a rule", ids, copies, name)
        if i < 2 * each:
            planted.append((Passage(name, "pattern", copies, None, None, ids, text), [document]))
        else:
            others.append(document)
    return planted, others


def works(config: WorksConfig, tokenizer: Tokenizer, pool: list[tuple[int, list[int]]], seed: int) -> Planted:
    """Chapters that are planted whole, in the order of the book. pool: (chapter, token ids) of what can be planted.

    Raises RuntimeError if the pool is too small, or lacks a chapter that the config sets apart.
    """
    shortest, longest = config.tokens
    apart = {int(number): copies for number, copies in config.apart.items()}
    of_length = [n for n, ids in pool if shortest <= len(ids) <= longest and n not in apart]
    wanted = [copies for copies in config.copies for _ in range(config.chapters)]
    if len(of_length) < len(wanted):
        raise RuntimeError(f"{len(wanted)} chapters wanted, {len(of_length)} can be planted")
    order = np.random.default_rng([seed, 10]).permutation(len(of_length))
    assigned = apart | {of_length[at]: copies for at, copies in zip(order, wanted, strict=False)}
    if missing := sorted(set(apart) - {number for number, _ in pool}):
        raise RuntimeError(f"chapters {missing} cannot be planted")
    planted: Planted = []
    for number, ids in pool:
        if number in assigned:
            name, copies = f"w{number:03}", assigned[number]
            passage = Passage(name, "work", copies, None, number, ids, tokenizer.decode(ids))
            planted.append((passage, [Document(name, "work", FROM_BOOK, ids, copies, name)]))
    return planted
