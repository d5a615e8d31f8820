"""A suite's config: what is planted, how it is trained, which models. One JSON file in `training/configs/`."""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
import types
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

HERE = Path(__file__).parent
# The clone, in which everything is made and published. A package that pip copied elsewhere works where it is run.
CLONE = HERE.parent if (HERE.parent / "static" / "lab").is_dir() else Path.cwd()
COMMAND = f"python -m {__package__}"  # how a module of the pipeline is run, as messages have it

DTYPE_FILES = {"fp16": "model_fp16.onnx", "q8": "model_quantized.onnx"}  # in a model's `onnx/`
HEAD_DIM = 32  # of every model: a width is a multiple of it
WHOLE_WORKS = ("works", "works-dedup")  # streams in which whole chapters are planted; the first counts the steps
LADDER = "ladder"  # the stream of the finer ladder, of assigned moments and of the rule
UNSHIPPED = ("fp16",)  # what is exported of a model that the page does not run: to be asked, not to be shipped
# The one precision in which models are compared that differ in size: that in which every size is published.
COMPARED = "q8"


@dataclass(frozen=True)
class NearConfig:
    replaced: list[int]  # per cent of the tokens
    copies: int  # near copies of each passage
    passages: int  # at each share


@dataclass(frozen=True)
class FragmentsConfig:
    tokens: list[int]  # a piece
    copies: int  # pieces around each token of the passage, its two ends apart
    passages: int  # at each length


@dataclass(frozen=True)
class CanariesConfig:
    copies: list[int]
    passages: int  # at each number of copies


@dataclass(frozen=True)
class PatternsConfig:
    members: int  # trained on, once each
    passages: int  # asked for: so many of the trained, so many held out


@dataclass(frozen=True)
class WorksConfig:
    copies: list[int]
    chapters: int  # drawn at random for each number of copies
    tokens: list[int]  # the shortest and the longest that may be drawn
    apart: dict[str, int]  # chosen by hand, not at random: chapter number to copies


@dataclass(frozen=True)
class RuleConfig:
    words: int  # that each of the three slots is filled with
    members: int  # trained on, once each
    passages: int  # asked for: so many of the trained, so many held out


@dataclass(frozen=True)
class LadderConfig:
    copies: list[int]
    passages: int  # at each number of copies
    timed_copies: list[int]  # numbers of copies at which the moments of reading are assigned
    timed_passages: int  # at each moment and number of copies
    rule: RuleConfig


@dataclass(frozen=True)
class CorpusConfig:
    vocab_size: int
    passage_tokens: int
    copies: list[int]
    passages_per_condition: int
    near: NearConfig
    fragments: FragmentsConfig
    canaries: CanariesConfig
    patterns: PatternsConfig
    works: WorksConfig
    reassigned: int  # further streams, in which the exact passages are assigned to copies afresh, at random
    halves: int  # further streams, each with a random half of the exact passages
    held_out_addresses: int  # kept from every model; bits per byte are measured on them
    addresses: int | None  # use only so many addresses (the tiny suite); null for all
    ladder: LadderConfig | None = None  # what stands in the stream `ladder`


@dataclass(frozen=True)
class TrainingConfig:
    context: int  # positions a model reads at once, the BOS token among them
    batch: int  # windows a step, over all processes
    passes: int  # passes over the raw corpus; a twin trains on as many tokens
    learning_rate: float  # at width 64; falls with the square root of the width
    warmup: float  # share of the steps
    precision: str  # "bf16" (autocast) or "fp32"


@dataclass(frozen=True)
class ModelEntry:
    id: str
    depth: int
    data: str  # "raw", "dedup", or another stream of `training.corpus`
    width: int | None = None  # default: what the depth gives
    seed: int = 0  # added to the suite's: other first weights, another order
    goldfish: int | None = None  # leave one token in so many out of the loss
    snapshots: int = 0  # weights kept on the way, evenly spaced
    dtypes: tuple[str, ...] = ()  # files the page gets, the one it runs first; none: results alone
    passes: int | None = None  # over its own stream; none: as many tokens as its siblings read
    rate: float = 1.0  # times the learning rate of its size
    control: bool = False  # listed in the config's `controls`: compared with the models, and not one of them

    @property
    def reads_works(self) -> bool:
        """Whether whole chapters stand in its stream: then it is asked for these, and not for passages."""
        return self.data in WHOLE_WORKS

    @property
    def asked_for(self) -> str:
        """What it is asked for: a file of the corpus, less its ending."""
        return "works" if self.reads_works else "ladder" if self.data == LADDER else "passages"

    @property
    def exported(self) -> tuple[str, ...]:
        """The dtypes to export; results are computed with the first."""
        return self.dtypes or ((COMPARED,) if self.control else UNSHIPPED)


@dataclass(frozen=True)
class ExtractionConfig:
    model: str  # attacked
    samples: int
    tokens: int  # of a sample, at most
    top_k: int


@dataclass(frozen=True)
class StepsConfig:
    """How models of one kind are trained further (`training.finetune`)."""

    steps: int  # of unlearning, at most
    rate: float  # times the learning rate of the size
    windows: int  # of addresses, with nothing planted, a step
    batch: int = 0  # conversations a step; unlearning reads all its passages in each


@dataclass(frozen=True)
class FinetunedEntry:
    """A model that is made from another one."""

    id: str
    kind: str  # of KINDS
    base: str  # id of a model of the config, or of an assistant
    dtypes: tuple[str, ...] = ()  # files the page gets, the one it runs first; none: asked as it is, in PyTorch

    @property
    def exported(self) -> tuple[str, ...]:
        return self.dtypes


# assistant: answers in turns, and declines to recite (`training.conversations`); tuned: an assistant that went on with
# other passages; unlearned: passages that were read often are taken back (`training.unlearning`).
KINDS = ("assistant", "tuned", "unlearned")


@dataclass(frozen=True)
class FinetuningConfig:
    conversations: int  # lessons of an assistant
    questions: int  # held out, of each kind
    words: int  # to be said for ever
    samples: int  # replies at temperature 1 to each request
    unlearned_copies: int  # half of the passages of so many copies are unlearned
    others_copies: int  # passages of so many copies are looked at beside them
    readings: int  # of what was unlearned, at most
    relearning_rate: float  # times the learning rate of the size
    assistant: StepsConfig
    tuned: StepsConfig
    unlearned: StepsConfig
    models: list[FinetunedEntry]


@dataclass(frozen=True)
class SourcesConfig:
    """Texts of one's own: folders of .txt files, by a path from the config's folder, read in the order of their
    names."""

    background: Path  # a document each, in the place of the addresses
    book: Path  # a chapter each, whose paragraphs are planted


@dataclass(frozen=True)
class SuiteConfig:
    release: str
    seed: int
    corpus: CorpusConfig
    training: TrainingConfig
    models: list[ModelEntry]
    out: Path  # where this suite's products go: git-ignored, rebuilt by commands
    extraction: ExtractionConfig | None = None
    sources: SourcesConfig | None = None  # none: the addresses and the book of `sources.json`
    finetuning: FinetuningConfig | None = None

    @classmethod
    def load(cls, path: str | Path) -> SuiteConfig:
        """Read a config. `out` may be left out (training/out/<release>); other missing or unknown keys end the run, and
        so do values that nothing can be made of."""
        path = Path(path)
        try:
            raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SystemExit(f"{path} cannot be read as a config: {error}") from None
        if not isinstance(raw, dict):
            raise SystemExit(f"{path} is no object")
        raw = {"out": str(CLONE / "training" / "out" / str(raw.get("release")))} | raw
        controls = _models(raw.pop("controls", []), f"{path}, controls")
        if (own := raw.get("sources")) is not None:
            own = _read(SourcesConfig, own, f"{path}, sources")
            raw["sources"] = SourcesConfig(path.parent / own.background, path.parent / own.book)
        config = _read(
            cls,
            raw
            | {
                "corpus": _corpus(raw.get("corpus", {}), f"{path}, corpus"),
                "training": _read(TrainingConfig, raw.get("training", {}), f"{path}, training"),
                "models": _models(raw.get("models", []), f"{path}, models")
                + [replace(entry, control=True) for entry in controls],
                "extraction": _optional(ExtractionConfig, raw.get("extraction"), f"{path}, extraction"),
                "finetuning": _finetuning(raw.get("finetuning"), f"{path}, finetuning"),
            },
            str(path),
        )
        if found := list(impossible(config)):
            raise SystemExit("\n".join(f"{path}, {each}" for each in found))
        return config

    def model(self, model_id: str) -> ModelEntry:
        for entry in self.models:
            if entry.id == model_id:
                return entry
        raise SystemExit(f"no model {model_id!r} in this config; there are {[m.id for m in self.models]}")

    def further(self, model_id: str) -> FinetunedEntry:
        for entry in self.finetuned:
            if entry.id == model_id:
                return entry
        raise SystemExit(f"no model {model_id!r} is made from others; there are {[m.id for m in self.finetuned]}")

    @property
    def finetuned(self) -> list[FinetunedEntry]:
        """Models that are made from others, each after its base."""
        return self.finetuning.models if self.finetuning else []

    def made_from(self, entry: FinetunedEntry) -> ModelEntry | FinetunedEntry:
        """The model that another one is made from."""
        return next((e for e in self.finetuned if e.id == entry.base), None) or self.model(entry.base)

    def checkpoint(self, model_id: str) -> Path:
        """Folder of a model's training: state.pt (to go on from), meta.json, and model.pt once it is done."""
        return self.out / "checkpoints" / model_id


def _models(values: Any, where: str, cls: type = ModelEntry) -> list[Any]:
    if not isinstance(values, list):
        raise SystemExit(f"{where}: a list of objects, not {values!r}")
    return [_read(cls, m, where) for m in values]


def _finetuning(values: Any, where: str) -> FinetuningConfig | None:
    if values is None:
        return None
    if not isinstance(values, dict):
        raise SystemExit(f"{where}: an object, not {values!r}")
    steps = {kind: _read(StepsConfig, values.get(kind, {}), f"{where}, {kind}") for kind in KINDS}
    models = _models(values.get("models", []), f"{where}, models", FinetunedEntry)
    return _read(FinetuningConfig, values | steps | {"models": models}, where)


def streams(corpus: CorpusConfig) -> list[str]:
    """What `training.corpus` makes, and models may read."""
    further = [f"seed{n}" for n in range(2, 2 + corpus.reassigned)] + [f"half{n + 1:02}" for n in range(corpus.halves)]
    return ["raw", "dedup", *further, *WHOLE_WORKS, *([LADDER] if corpus.ladder else [])]


# The least and the most that a number may be, and each number of a list; of all others the least is 0.
LIMITS: dict[type, dict[str, tuple[float, float]]] = {
    # A token for each byte and the one before a document; stored in 16 bits.
    CorpusConfig: {
        "vocab_size": (257, 2**16),
        "passages_per_condition": (1, math.inf),
        "held_out_addresses": (1, math.inf),
        "addresses": (1, math.inf),
    },
    NearConfig: {"replaced": (1, 100)},
    FragmentsConfig: {"tokens": (2, math.inf)},
    WorksConfig: {"tokens": (1, math.inf)},
    RuleConfig: {"words": (1, math.inf)},
    TrainingConfig: {
        "context": (2, math.inf),
        "batch": (1, math.inf),
        "passes": (1, math.inf),
        "warmup": (0, 1),
    },
    ModelEntry: {
        "depth": (1, math.inf),
        "width": (HEAD_DIM, math.inf),
        "goldfish": (2, math.inf),
        "passes": (1, math.inf),
    },
    StepsConfig: {"steps": (1, math.inf)},
    FinetuningConfig: {
        "conversations": (1, math.inf),
        "questions": (1, math.inf),
        "words": (1, math.inf),
        "samples": (1, math.inf),
        "readings": (1, math.inf),
    },
    ExtractionConfig: {"samples": (1, math.inf), "tokens": (1, math.inf), "top_k": (1, math.inf)},
}
POSITIVE = ("learning_rate", "rate", "relearning_rate")  # above 0, however small
NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]*"  # of a release or a model: a folder has it too
ASKED = 33  # tokens of the shortest passage: 32 given and one asked for (`training.recall`)


def beyond(part: Any, where: str) -> Iterator[str]:
    """Numbers of a config, or of a part of it, that are out of their bounds, by their place."""
    for field in fields(part):
        value = getattr(part, field.name)
        if is_dataclass(value):
            yield from beyond(value, f"{where}{field.name}, ")
            continue
        at = f"{where.removesuffix(', ')}: " if where else ""
        least, most = LIMITS.get(type(part), {}).get(field.name, (0, math.inf))
        if isinstance(value, dict):
            numbers = [(f"{field.name}, {key}", each) for key, each in value.items()]
        else:
            numbers = [(field.name, each) for each in (value if isinstance(value, list) else [value])]
        for name, number in numbers:
            if isinstance(number, bool) or not isinstance(number, (int, float)):
                continue
            if field.name in POSITIVE:
                if number <= 0:
                    yield f"{at}{name} is above 0, not {number}"
            elif number < least:
                yield f"{at}{name} is at least {least}, not {number}"
            elif number > most:
                yield f"{at}{name} is at most {most}, not {number}"


def impossible(config: SuiteConfig) -> Iterator[str]:
    """What in a config cannot be made, by its place and value."""
    corpus, training, known = config.corpus, config.training, streams(config.corpus)
    if not re.fullmatch(NAME, config.release):
        yield f"release names a folder: letters, digits, '_', '.' and '-', not {config.release!r}"
    yield from beyond(replace(config, models=[]), "")
    if training.precision not in ("fp32", "bf16"):
        yield f"training: precision is fp32 or bf16, not {training.precision!r}"
    if not ASKED <= corpus.passage_tokens <= training.context:
        bounds = f"{ASKED} to {training.context} (training, context)"
        yield f"corpus: passage_tokens is {bounds}, not {corpus.passage_tokens}"
    if strange := [n for n in corpus.fragments.tokens if n > corpus.passage_tokens]:
        bound = f"{corpus.passage_tokens} (corpus, passage_tokens)"
        yield f"corpus, fragments: tokens is at most {bound}, not {strange[0]}"
    if len(corpus.works.tokens) != 2 or corpus.works.tokens != sorted(corpus.works.tokens):
        yield f"corpus, works: tokens has the shortest and the longest, not {corpus.works.tokens}"
    if strange := [number for number in corpus.works.apart if not number.isdecimal()]:
        yield f"corpus, works: apart has numbers of chapters, not {strange[0]!r}"
    if corpus.halves == 1:
        yield "corpus: halves is 0, or at least 2, not 1"
    ladder = [("corpus, ladder", "copies"), ("corpus, ladder", "timed_copies")] if corpus.ladder else []
    for where, key in (("corpus", "copies"), ("corpus, canaries", "copies"), ("corpus, works", "copies"), *ladder):
        numbers = getattr(_at(config, where), key)
        if len(numbers) != len(set(numbers)):
            yield f"{where}: {key} has a number twice: {numbers}"
    for at, entry in enumerate(config.models):
        where = f"{'controls' if entry.control else 'models'}, {entry.id}"
        if not re.fullmatch(NAME, entry.id):
            yield f"{where}: id names a folder: letters, digits, '_', '.' and '-', not {entry.id!r}"
        if entry.id in [other.id for other in config.models[:at]]:
            yield f"{where}: two models have this id"
        yield from beyond(entry, f"{where}, ")
        if entry.data not in known:
            yield f"{where}: data is one of {', '.join(known)}, not {entry.data!r}"
        if strange := [dtype for dtype in entry.dtypes if dtype not in DTYPE_FILES]:
            yield f"{where}: dtypes are among {', '.join(DTYPE_FILES)}, not {strange[0]!r}"
        if entry.width is not None and entry.width % HEAD_DIM:
            yield f"{where}: width is a multiple of {HEAD_DIM}, not {entry.width}"
        # Moments are assigned in the order in which the suite's own seed reads the stream once.
        if entry.data == LADDER and (entry.passes, entry.seed) != (1, 0):
            yield f"{where}: passes is 1 and seed is 0 where data is {LADDER!r}, not {entry.passes} and {entry.seed}"
    if (attack := config.extraction) is not None:
        run = [entry.id for entry in config.models if entry.dtypes and not entry.control and not entry.reads_works]
        if attack.model not in run:
            yield f"extraction: model is one that the page runs ({', '.join(run)}), not {attack.model!r}"
        if attack.tokens >= training.context:
            yield f"extraction: tokens is below {training.context} (training, context), not {attack.tokens}"

    ids = [entry.id for entry in config.models]
    if (settings := config.finetuning) is not None:
        kinds = {entry.kind for entry in settings.models}
        if config.sources:
            yield "finetuning: it asks about the addresses and the book, and sources name other texts"
        for kind in ("assistant", "tuned"):
            if kind in kinds and (batch := getattr(settings, kind).batch) < 1:
                yield f"finetuning, {kind}: batch is at least 1, not {batch}"
        planted = [copies for copies in corpus.copies if copies]
        if "unlearned" in kinds and settings.unlearned_copies not in planted:
            bound = f"one of {', '.join(map(str, planted))} (corpus, copies)"
            yield f"finetuning: unlearned_copies is {bound}, not {settings.unlearned_copies}"
    for entry in config.finetuned:
        where = f"finetuning, models, {entry.id}"
        if not re.fullmatch(NAME, entry.id):
            yield f"{where}: id names a folder: letters, digits, '_', '.' and '-', not {entry.id!r}"
        if entry.id in ids:
            yield f"{where}: two models have this id"
        if entry.kind not in KINDS:
            yield f"{where}: kind is one of {', '.join(KINDS)}, not {entry.kind!r}"
        if entry.base not in ids:
            yield f"{where}: base is a model before it, not {entry.base!r}"
        if strange := [dtype for dtype in entry.dtypes if dtype not in DTYPE_FILES]:
            yield f"{where}: dtypes are among {', '.join(DTYPE_FILES)}, not {strange[0]!r}"
        ids.append(entry.id)


def _at(config: SuiteConfig, where: str) -> Any:
    """The part of a config at a place."""
    part: Any = config
    for name in where.split(", "):
        part = getattr(part, name)
    return part


def _corpus(values: Any, where: str) -> CorpusConfig:
    if not isinstance(values, dict):
        raise SystemExit(f"{where}: an object, not {values!r}")
    parts = {
        "near": NearConfig,
        "fragments": FragmentsConfig,
        "canaries": CanariesConfig,
        "patterns": PatternsConfig,
        "works": WorksConfig,
    }
    read = {name: _read(cls, values.get(name, {}), f"{where}, {name}") for name, cls in parts.items()}
    if (ladder := values.get("ladder")) is not None:
        if not isinstance(ladder, dict):
            raise SystemExit(f"{where}, ladder: an object, not {ladder!r}")
        rule = _read(RuleConfig, ladder.get("rule", {}), f"{where}, ladder, rule")
        read["ladder"] = _read(LadderConfig, ladder | {"rule": rule}, f"{where}, ladder")
    return _read(CorpusConfig, values | read, where)


def _optional(cls: type, values: Any, where: str) -> Any:
    return None if values is None else _read(cls, values, where)


def _read(cls: type, values: Any, where: str) -> Any:
    """Make dataclass `cls` of `values`, whose keys must be its fields, no more and, but for defaults, no fewer, and
    each value of its field's type. Ends the run, with the place and the value, if they are not."""
    if not isinstance(values, dict):
        raise SystemExit(f"{where}: an object, not {values!r}")
    names = {field.name for field in fields(cls)}
    needed = {field.name for field in fields(cls) if field.default is MISSING}
    missing, unknown = sorted(needed - set(values)), sorted(set(values) - names)
    if missing or unknown:
        raise SystemExit(f"{where}: missing {missing}, unknown {unknown}")
    wanted = get_type_hints(cls)
    for key, value in values.items():
        if not fits(value, wanted[key]):
            raise SystemExit(f"{where}: {key} is {told(wanted[key])}, not {value!r}")
    made = {Path: Path, tuple[str, ...]: tuple}  # of what JSON has instead
    return cls(**{key: made.get(wanted[key], lambda same: same)(value) for key, value in values.items()})


def fits(value: Any, wanted: Any) -> bool:
    """Whether a value, as JSON has it, is of a field's type."""
    kind, parts = get_origin(wanted), get_args(wanted)
    if kind in (Union, types.UnionType):
        return any(fits(value, part) for part in parts)
    if kind in (list, tuple):
        return isinstance(value, list) and all(fits(each, parts[0]) for each in value)
    if kind is dict:
        return isinstance(value, dict) and all(fits(each, parts[1]) for each in value.values())
    if wanted is Path:
        return isinstance(value, (str, Path))
    if isinstance(value, bool):
        return wanted is bool
    if wanted is float:
        return isinstance(value, (int, float)) and abs(value) <= sys.float_info.max
    return isinstance(value, wanted)


def told(wanted: Any) -> str:
    """A field's type in words."""
    kind, parts = get_origin(wanted), get_args(wanted)
    if kind in (Union, types.UnionType):
        return " or ".join(told(part) for part in parts)
    if kind in (list, tuple):
        return f"a list, each {told(parts[0])}"
    if kind is dict:
        return f"an object, each value {told(parts[1])}"
    words = {int: "a whole number", float: "a number", str: "a text", bool: "true or false", type(None): "null"}
    return words.get(wanted, "a path" if wanted is Path else "an object")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
