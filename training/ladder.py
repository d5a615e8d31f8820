"""The stream `ladder`: the addresses, and among them what the other streams are too coarse for, or do not hold.

exact    passages of the book in numbers of copies that rise by a quarter of a doubling, where the models turn from none
         recited to all
early, late, spaced, massed
         passages of the book with equally many copies and an assigned moment of reading: spread over the first half of
         the training, over the second, over all of it, or one after the other at one moment, which is spread over all
         of it from passage to passage (compare Jagielski et al. 2022, "Measuring forgetting of memorized training
         examples")
rule     refrains made by a rule from three words, sixteen lines each. Held out are *triples*: each two of the three
         words of a held-out refrain meet in refrains that are read, and the three together in none

Its passages are drawn anew from all paragraphs that can be planted, with seeds of their own; the other streams stay as
they are. It is read in one pass. A moment is assigned by giving out the places of the stream: all copies of the timed
passages are equally long, so that which of them stands in a place moves nothing else, and the order in which the
windows are read is known. A place counts by the token in its middle, as in `training.reading`; of a copy that two
windows share the lesser part is read with the other.
"""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from tokenizers import Tokenizer

from .config import LadderConfig, RuleConfig, TrainingConfig
from .planting import FROM_BOOK, Document, Passage, Planted, shuffled
from .windows import steps_read

TIMINGS = ("early", "late", "spaced", "massed")

# Lines of equal length, so that each word stands as many tokens after its last use wherever it returns: to go on from
# the first line takes a look back, always as far. The family of the other streams, whose words return at all distances,
# no model of this size learned.
RULE = " ".join(
    f"The {{adjective}} {{noun}} of {{place}} {what}." for what in ("came in", "went out", "came back", "went down") * 4
)
# Words of one token each, so that refrains differ in their words alone.
WORDS = (
    "great small old new white black long high deep strange strong wild wide free heavy poor rich plain silver".split(),
    "ship boat bank river bell fish coast canal road farm camp court fort port town flag coin mill vessel".split(),
    "France Spain Mexico China Russia Japan Cuba Texas California Europe America Britain Panama Germany Asia "
    "Columbia Africa Ahab Stubb".split(),
)


def passages(config: LadderConfig, tokenizer: Tokenizer, pool: list[tuple[int, list[int]]], seed: int) -> Planted:
    """Paragraphs of the finer ladder and of the assigned moments. pool: (chapter, token ids) of what can be planted.

    Raises RuntimeError if the pool is too small.
    """
    groups = [("exact", copies, config.passages) for copies in config.copies]
    groups += [(timing, copies, config.timed_passages) for copies in config.timed_copies for timing in TIMINGS]
    wanted = sum(each for *_, each in groups)
    if len(pool) < wanted:
        raise RuntimeError(f"{wanted} passages of the ladder wanted, {len(pool)} paragraphs can be planted")
    drawn = iter(np.random.default_rng([seed, 11]).permutation(len(pool)))
    planted: Planted = []
    for condition, copies, each in groups:
        for _ in range(each):
            chapter, ids = pool[next(drawn)]
            letter = "l" if condition == "exact" else "t"
            name = f"{letter}{sum(p.id[0] == letter for p, _ in planted):03}"
            passage = Passage(name, condition, copies, None, chapter, ids, tokenizer.decode(ids))
            planted.append((passage, [Document(name, "passage", FROM_BOOK, ids, copies, name)]))
    return planted


def refrains(config: RuleConfig, tokenizer: Tokenizer, seed: int) -> tuple[Planted, list[Document]]:
    """The refrains that are asked for, half of them held out and half read once, and the documents of the others that
    are read.

    Raises RuntimeError if too few of the words are one token, or if two words of a held-out refrain meet in none that
    is read.
    """
    single = [[w for w in words if len(tokenizer.encode(f" {w}").ids) == 1][: config.words] for words in WORDS]
    triples = list(product(*single))
    if min(map(len, single)) < config.words or len(triples) < config.passages + config.members:
        raise RuntimeError(f"{config.words} words a slot wanted; {list(map(len, single))} are one token")
    order = [triples[i] for i in np.random.default_rng([seed, 12]).permutation(len(triples))]
    held_out, read = order[: config.passages], order[config.passages :][: config.members]
    met = {pair for triple in read for pair in combinations(enumerate(triple), 2)}
    if alone := [t for t in held_out if not met.issuperset(combinations(enumerate(t), 2))]:
        raise RuntimeError(f"two words of {alone[0]} meet in no refrain that is read")
    planted, others = [], []
    for i, triple in enumerate(held_out + read):
        text = RULE.format(**dict(zip(("adjective", "noun", "place"), triple, strict=True)))
        ids, name, copies = tokenizer.encode(text).ids, f"s{i:04}", int(i >= config.passages)
        document = Document(name, "pattern", "A refrain made by a rule", ids, copies, name)
        if i < 2 * config.passages:
            planted.append((Passage(name, "rule", copies, None, None, ids, text), [document]))
        else:
            others.append(document)
    return planted, others


def moments(timing: str, copies: int, at: float, rng: np.random.Generator) -> np.ndarray:
    """When the copies of a passage are to be read, as shares of the training. at: the one moment of a massed one."""
    if timing == "massed":
        return np.full(copies, at)
    spread = (np.arange(copies) + rng.random(copies)) / copies
    return {"early": spread / 2, "late": (1 + spread) / 2, "spaced": spread}[timing]


def wanted_moments(timed: list[Passage], seed: int) -> list[tuple[float, str]]:
    """The moment and the passage of each copy that has one, in the order of the moments."""
    rng = np.random.default_rng([seed, 13])
    found = []
    for timing, copies in sorted({(p.condition, p.copies) for p in timed}):
        group = [p for p in timed if (p.condition, p.copies) == (timing, copies)]
        for i, passage in enumerate(group):
            at = (i + rng.random()) / len(group)
            found += [(float(moment), passage.id) for moment in moments(timing, copies, at, rng)]
    return sorted(found)


def arranged(documents: list[Document], timed: list[Passage], seed: int, training: TrainingConfig) -> list[Document]:
    """All copies of all documents in the order of the stream: shuffled whole by a seed of its own, then the places that
    timed passages came by given out among them, the first to be read to the earliest moment wanted."""
    order = shuffled(documents, {}, seed, 14)
    own = {p.id: next(d for d in documents if d.id == p.id) for p in timed}
    places = np.array([i for i, document in enumerate(order) if document.id in own], dtype=int)
    steps = steps_in(order, seed, training)[places]
    # The few places that no window of the pass holds come last: they are given to the latest moments.
    first = places[np.argsort(np.where(steps < 0, np.iinfo(np.int64).max, steps), kind="stable")]
    for place, (_, name) in zip(first, wanted_moments(timed, seed), strict=True):
        order[place] = own[name]
    return order


def steps_in(order: list[Document], seed: int, training: TrainingConfig) -> np.ndarray:
    """The step, from 0, in which each document of a stream is read in its first pass, by its middle token; -1 where
    none."""
    lengths = np.array([len(d.token_ids) for d in order])
    ends = np.cumsum(lengths + 1)
    middles = ends - lengths + lengths // 2
    return steps_read(middles, int(ends[-1]), training.context, training.batch, seed, 0)


def ledger(planted: list[Passage], order: list[Document], seed: int, training: TrainingConfig) -> dict[str, list[int]]:
    """Of each passage the steps, from 1, in which its copies are read, in rising order."""
    found: dict[str, list[int]] = {p.id: [] for p in planted}
    for document, step in zip(order, steps_in(order, seed, training).tolist(), strict=True):
        if document.id in found and step >= 0:
            found[document.id].append(step + 1)
    return {name: sorted(steps) for name, steps in found.items()}
