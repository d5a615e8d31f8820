"""A config that nothing can be made of is refused, and its message names the place and the value."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from training.config import HERE, SuiteConfig, read_json

TINY = read_json(HERE / "configs" / "tiny.json")
WRONG = ("text", -1, 0, 1.5, True, None, [], {}, ["text"], [-1], [[1]], {"a": "text"}, float("nan"))


def places(value: Any, at: tuple = ()) -> Iterator[tuple]:
    """Where something stands in a config: every key and every member of a list, the whole apart."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*at, key)
        yield from places(inner, (*at, key))


def changed(place: tuple, value: Any) -> tuple[dict, Any]:
    """The tiny config with another value at a place, and what stood there."""
    config = copy.deepcopy(TINY)
    part: Any = config
    for key in place[:-1]:
        part = part[key]
    before, part[place[-1]] = part[place[-1]], value
    return config, before


def refusal(config: Any, folder: Path) -> str | None:
    """What is said of a config; None if it is taken."""
    path = folder / "config.json"
    path.write_text(json.dumps(config))
    try:
        SuiteConfig.load(path)
    except SystemExit as refused:
        return str(refused)
    return None


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_whatever_stands_anywhere_is_taken_or_refused_by_its_place(wrong: Any, tmp_path: Path) -> None:
    """No value of the wrong kind gets past the config, and none ends the run without its place."""
    for place in places(TINY):
        config, before = changed(place, wrong)
        said = refusal(config, tmp_path)
        named = [key for key in place if isinstance(key, str)]
        assert said is None or said.startswith(str(tmp_path / "config.json")), (place, wrong, said)
        alike = type(wrong) is type(before) or {type(wrong), type(before)} <= {int, float}
        may_be_nothing = ("addresses", "ladder", "extraction", "finetuning", "goldfish")
        below = wrong == -1 and isinstance(before, (int, float))
        if below or not (alike or (wrong is None and (named[-1] in may_be_nothing or named == ["controls", "passes"]))):
            assert said is not None and named[-1] in said, (place, wrong, said)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("corpus", "vocab_size"), 256, "corpus: vocab_size is at least 257, not 256"),
        (("corpus", "vocab_size"), 70000, "corpus: vocab_size is at most 65536, not 70000"),
        (("corpus", "passage_tokens"), 32, "corpus: passage_tokens is 33 to 256 (training, context), not 32"),
        (("corpus", "passage_tokens"), 257, "corpus: passage_tokens is 33 to 256 (training, context), not 257"),
        (("corpus", "copies"), [0, 1, 1], "corpus: copies has a number twice: [0, 1, 1]"),
        (("corpus", "copies"), [0, 1.5], "corpus: copies is a list, each a whole number, not [0, 1.5]"),
        (("corpus", "near", "replaced"), [0], "corpus, near: replaced is at least 1, not 0"),
        (("corpus", "near", "replaced"), [101], "corpus, near: replaced is at most 100, not 101"),
        (("corpus", "fragments", "tokens"), [129], "corpus, fragments: tokens is at most 128 (corpus, passage_tokens)"),
        (("corpus", "works", "tokens"), [520, 340], "corpus, works: tokens has the shortest and the longest"),
        (("corpus", "works", "apart"), {"one": 1}, "corpus, works: apart has numbers of chapters, not 'one'"),
        (("corpus", "halves"), 1, "corpus: halves is 0, or at least 2, not 1"),
        (("corpus", "held_out_addresses"), 0, "corpus: held_out_addresses is at least 1, not 0"),
        (("corpus", "ladder", "rule", "words"), 0, "corpus, ladder, rule: words is at least 1, not 0"),
        (("training", "batch"), "4", "training: batch is a whole number, not '4'"),
        (("training", "warmup"), 1.01, "training: warmup is at most 1, not 1.01"),
        (("training", "learning_rate"), 0, "training: learning_rate is above 0, not 0"),
        (("training", "learning_rate"), 10**400, "training: learning_rate is a number, not 1000"),
        (("training", "precision"), "fp8", "training: precision is fp32 or bf16, not 'fp8'"),
        (
            ("extraction", "model"),
            "d9-raw",
            "extraction: model is one that the page runs (d1-raw, d1-dedup), not 'd9-raw'",
        ),
        (("extraction", "tokens"), 256, "extraction: tokens is below 256 (training, context), not 256"),
        (("finetuning", "assistant", "batch"), 0, "finetuning, assistant: batch is at least 1, not 0"),
        (("finetuning", "tuned", "batch"), 0, "finetuning, tuned: batch is at least 1, not 0"),
        (("finetuning", "unlearned_copies"), 3, "finetuning: unlearned_copies is one of 1, 64 (corpus, copies), not 3"),
        (("finetuning", "unlearned_copies"), 0, "finetuning: unlearned_copies is one of 1, 64 (corpus, copies), not 0"),
        (("models", 0, "id"), "../d1", "models, ../d1: id names a folder"),
        (("models", 0, "snapshots"), -1, "models, d1-raw: snapshots is at least 0, not -1"),
        (("release",), "../2026-12", "release names a folder"),
        (("release",), "", "release names a folder"),
        (("seed",), -1, "seed is at least 0, not -1"),
        (("corpus",), [], "corpus: an object, not []"),
        (("models",), {}, "models: a list of objects, not {}"),
    ],
)
def test_a_value_that_nothing_can_be_made_of_is_named(place: tuple, value: Any, message: str, tmp_path: Path) -> None:
    assert f"config.json, {message}" in (refusal(changed(place, value)[0], tmp_path) or "")


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    config = TINY | {"seed": -1, "training": TINY["training"] | {"warmup": 2}}
    assert (refusal(config, tmp_path) or "").count("\n") == 1


def test_no_object_and_no_text_are_refused(tmp_path: Path) -> None:
    assert "is no object" in (refusal([], tmp_path) or "")
    (tmp_path / "latin.json").write_bytes(b'{"release": "\xe9"}')
    with pytest.raises(SystemExit, match="latin.json cannot be read as a config"):
        SuiteConfig.load(tmp_path / "latin.json")


@pytest.mark.parametrize("path", sorted((HERE / "configs").glob("*.json")), ids=lambda path: path.name)
def test_the_configs_that_are_here_are_taken(path: Path) -> None:
    SuiteConfig.load(path)
