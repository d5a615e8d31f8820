"""What a release published, as tables: a Parquet file each, with types, for whoever would rather not read our JSON.

    python -m training.tables                        # into training/out/<release>/tables
    python -m training.tables --out somewhere
    python -m training.tables --schema               # print what training/TABLES.md holds

In Python: `from training.tables import table` (installed by pip, `from verbatim.tables import table`), and then
`table("results")` is a `pyarrow.Table`. The JSON of the release is the source and the tables are made from it, the same
bytes each time (with one version of pyarrow). A test holds every row against the JSON.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from . import stages
from .config import CLONE, read_json
from .recall import copies_in

TOKENS = pa.list_(pa.uint16())
COUNT, REAL, TEXT, FLAG = pa.int32(), pa.float64(), pa.string(), pa.bool_()


@dataclass(frozen=True)
class Column:
    name: str
    type: pa.DataType
    says: str
    optional: bool = False  # may be null


MODEL = Column("model", TEXT, "id of the model")
PASSAGE = Column("passage", TEXT, "id of the passage")
WORK = Column("work", TEXT, "id of the work")
CONTEXT = Column("context", COUNT, "tokens of it given, after one BOS token")
ASKED = Column("asked", COUNT, "tokens asked for")
MATCHED = Column("matched", COUNT, "of these, how many came right before the first that did not")

# What a row is, and what it holds.
TABLES: dict[str, tuple[str, list[Column]]] = {
    "models": (
        "a model",
        [
            MODEL,
            Column("kind", TEXT, "`page`: the page runs it; `results`: published for its results; `works`; `control`"),
            Column("parameters", COUNT, "how many"),
            Column("depth", COUNT, "layers"),
            Column("width", COUNT, "of a layer"),
            Column("heads", COUNT, "of attention"),
            Column("mlp", COUNT, "width within the feed-forward part"),
            Column("data", TEXT, "the stream that it was trained on"),
            Column("passes", REAL, "over that stream"),
            Column("tokens_seen", pa.int64(), "in training, repetitions included"),
            Column("steps", COUNT, "of training"),
            Column("batch", COUNT, "windows a step"),
            Column("window", COUNT, "tokens that it reads at once (the settings call it `context`)"),
            Column("seed", COUNT, "of the first weights and of the order of the windows"),
            Column("peak_learning_rate", REAL, "of AdamW, after the warm-up"),
            Column("goldfish", COUNT, "one token in so many was left out of the loss", optional=True),
            Column("dtype", TEXT, "the precision that its results were computed in"),
            Column("bits_per_byte", REAL, "on the held-out addresses, in that precision"),
            Column("weights_sha256", TEXT, "of the weights in full precision, as PyTorch wrote them (`model.pt`)"),
        ],
    ),
    "passages": (
        "a passage that models are asked for",
        [
            PASSAGE,
            Column("list", TEXT, "`passages`, or `ladder` for those of the stream `ladder`"),
            Column("condition", TEXT, "how it was planted: `exact`, `near`, `fragments`, `canary`, `pattern`, …"),
            Column("level", COUNT, "per cent of the tokens replaced (`near`), or tokens a piece (`fragments`)", True),
            Column("copies", COUNT, "in the stream `raw` (or `ladder`): of it, or of what stands for it"),
            Column("chapter", COUNT, "of the book, if it comes from there", optional=True),
            Column("tokens", TOKENS, "its token ids"),
            Column("text", TEXT, "these, decoded"),
        ],
    ),
    "plantings": (
        "an exact passage in a further stream, in which copies were assigned anew",
        [Column("data", TEXT, "the stream"), PASSAGE, Column("copies", COUNT, "in this stream")],
    ),
    "results": (
        "a model asked for a passage, given some of it",
        [
            MODEL,
            Column("dtype", TEXT, "precision of the weights: some models were asked in two"),
            PASSAGE,
            Column("copies", COUNT, "in the stream of the model; of a deduplicated one, in that of its sibling"),
            CONTEXT,
            ASKED,
            MATCHED,
            Column("recited", FLAG, "all of them came right"),
            Column("logprob", REAL, "of the true continuation, natural logarithm"),
            Column("logprob_top_k", REAL, "the same among the 40 likeliest tokens; null where one is not", True),
            Column("greedy", TOKENS, "token ids that the model wrote, always the likeliest next"),
        ],
    ),
    "exposure": (
        "a model asked for the code of a canary",
        [
            MODEL,
            PASSAGE,
            Column("logprob", REAL, "of the code, natural logarithm"),
            Column("rank", COUNT, "of the code among all codes, 1 the likeliest"),
            Column("exact", FLAG, "the rank was counted; otherwise it is estimated"),
            Column("exposure", REAL, "log2 of the number of codes less log2 of the rank, in bits"),
        ],
    ),
    "snapshots": (
        "a passage asked of a model at a step of its training",
        [
            MODEL,
            Column("step", COUNT, "of training"),
            PASSAGE,
            CONTEXT,
            ASKED,
            MATCHED,
            Column("logprob", REAL, "of the true continuation, natural logarithm"),
        ],
    ),
    "readings": (
        "a copy of a passage read in training: exact passages and canaries",
        [MODEL, PASSAGE, Column("step", COUNT, "in which it was read, from 1")],
    ),
    "works": (
        "a chapter planted whole",
        [
            WORK,
            Column("chapter", COUNT, "of the book"),
            Column("copies", COUNT, "in the stream `works`"),
            Column("drawn", FLAG, "at random; otherwise it was chosen"),
            Column("tokens", TOKENS, "its token ids"),
            Column("starts", pa.list_(pa.int32()), "where each copy begins in the stream, in tokens"),
            Column("first_window", pa.list_(pa.int32()), "tokens of each copy that the window of its first one holds"),
        ],
    ),
    "work_runs": (
        "a model asked to go on from the first tokens of a chapter to its end",
        [
            MODEL,
            WORK,
            CONTEXT,
            ASKED,
            MATCHED,
            Column("exact", REAL, "share of the tokens asked for that came in blocks of at least 32 exact ones"),
            Column("near_verbatim", REAL, "share of the words asked for that came in near-verbatim blocks"),
            Column("ended", FLAG, "the model ended by itself"),
            Column("rest", TOKENS, "token ids that it wrote from the first mistake on"),
            Column("back_after", COUNT, "tokens written astray before it came back to the work", optional=True),
            Column("back_jump", COUNT, "tokens of the work that it skipped then; below 0, it went back", optional=True),
        ],
    ),
    "work_positions": (
        "a position in a chapter: the 50 tokens from there, given the 50 before",
        [
            MODEL,
            WORK,
            Column("position", COUNT, "of the first token given, from 0"),
            Column("logprob", REAL, "of the 50 tokens asked for, natural logarithm"),
            Column("logprob_top_k", REAL, "the same among the 40 likeliest tokens; null where one is not", True),
        ],
    ),
    "finetuned": (
        "a model that was made from another one",
        [
            MODEL,
            Column("kind", TEXT, "`assistant`; `tuned`, made from an assistant; `unlearned`"),
            Column("base", TEXT, "id of the model that it was made from"),
            Column("steps", COUNT, "of this training"),
            Column("peak_learning_rate", REAL, "of AdamW in it, after the warm-up"),
            Column("dtype", TEXT, "precision of the weights that were asked; null: as PyTorch had them", True),
            Column("bits_per_byte", REAL, "on the held-out addresses"),
        ],
    ),
    "conversations": (
        "a request and its reply, as they were generated",
        [
            Column("part", TEXT, "`lessons` of an assistant, those of the `tuned` model, or the held-out `questions`"),
            Column("kind", TEXT, "what is asked for: `recite`, `named`, `who`, `year`, `said`, `finish`, …"),
            Column("request", TEXT, "without the template"),
            Column("reply", TEXT, "that was taught, or that would be right; null where many are", True),
        ],
    ),
    "replies": (
        "a model asked for a passage in one of the ways of `training.assistant`",
        [
            Column("of", TEXT, "id of the model whose results these are; the base is asked beside it"),
            MODEL,
            PASSAGE,
            Column("copies", COUNT, "in the stream of the model that the assistant was made from"),
            Column("held_out", FLAG, "no lesson asks for the passage"),
            Column("way", TEXT, "`asked`, `bare`, `prefill`, `pieces`, `samples`"),
            Column("comes", FLAG, "the next 32 tokens of the passage stand in what was written, in a row"),
            Column("declined", FLAG, "it begins with a refusal that was taught, and holds no 32 tokens of the passage"),
            Column("samples", COUNT, "replies that were drawn, where they were", True),
            Column("came", COUNT, "of these, how many hold the passage", True),
            Column("refusals", COUNT, "and how many decline", True),
            Column("written", TOKENS, "token ids of the reply; of many, of one that holds the passage if any does"),
        ],
    ),
    "answers": (
        "a model asked a held-out question",
        [
            MODEL,
            Column("kind", TEXT, "what is asked for, as in `conversations`"),
            Column("request", TEXT, "without the template"),
            Column("declined", FLAG, "the reply begins with a refusal that was taught"),
            Column("right", FLAG, "it is the reply that was held out; null where many would be right", True),
            Column("written", TOKENS, "token ids of the reply"),
        ],
    ),
    "words": (
        "an assistant that is to say a word for ever",
        [
            MODEL,
            Column("word", TEXT, "the word"),
            Column("said", COUNT, "how often the reply begins with it, in a row"),
            Column("diverged", FLAG, "something else came after it"),
            Column("passages", pa.list_(TEXT), "of which 32 tokens came in a row"),
            Column("written", TOKENS, "token ids of the reply"),
        ],
    ),
    "hidden": (
        "how likely the next 32 tokens of a passage are in a model, the first 32 given",
        [
            Column("of", TEXT, "id of the model whose results these are; the base is asked beside it"),
            MODEL,
            PASSAGE,
            Column("bare", REAL, "without the template, natural logarithm"),
            Column("reply", REAL, "as the reply to the request"),
            Column("first", REAL, "of this, its first token"),
        ],
    ),
    "unlearning": (
        "a model asked for a passage before or after passages were unlearned",
        [
            MODEL,
            PASSAGE,
            Column("lot", TEXT, "`unlearned`, `control` or `unread`; null: none of these", True),
            CONTEXT,
            ASKED,
            MATCHED,
            Column("logprob", REAL, "of the true continuation, natural logarithm"),
            Column("greedy", TOKENS, "token ids that the model wrote, always the likeliest next"),
        ],
    ),
    "relearning": (
        "a passage that is recited after so many readings, one a step, of the unlearned model",
        [
            MODEL,
            Column("course", TEXT, "what is read: the `unlearned`, as many that are `unread`, or half (`jogging`)"),
            Column("reading", COUNT, "from 1"),
            PASSAGE,
        ],
    ),
}


class Published:
    """The files of a release, as they are listed."""

    def __init__(self, lab: Path):
        self.lab, self.manifest = lab, read_json(lab / "manifest.json")

    def file(self, entry: dict) -> dict:
        return read_json(self.lab / entry["path"])

    def passages(self) -> Iterator[tuple[str, dict]]:
        for name in ("passages", "ladder"):
            if name in self.manifest:
                yield from ((name, passage) for passage in self.file(self.manifest[name])["passages"])

    def results(self) -> Iterator[tuple[dict, str, list[dict]]]:
        """Model, precision and rows, of every model in every precision that it was asked in."""
        models = {m["id"]: m for m in stages.all_models(self.manifest)}
        controls = self.manifest.get("controls", {})
        own = [*self.manifest["results"], *controls.get("results", [])]
        for entry in own:
            model = models[entry["model"]]
            yield model, model["evaluation"]["dtype"], self.file(entry)["rows"]
        for entry in controls.get("compared", []):
            if entry["path"] not in [each["path"] for each in own]:
                yield models[entry["model"]], controls["dtype"], self.file(entry)["rows"]


def rows(name: str, published: Published) -> Iterator[tuple]:
    """The rows of a table, each in the order of its columns."""
    manifest = published.manifest
    if name == "models":
        kinds = {"models": "page", "further_models": "results", "work_models": "works", "control_models": "control"}
        for key, kind in kinds.items():
            for m in manifest.get(key, []):
                t, shape = m["training"], (m[key] for key in ("parameters", "depth", "width", "heads", "mlp"))
                yield (
                    *(m["id"], kind, *shape, m["data"], t["passes_over_its_stream"], m["tokens_seen"], t["steps"]),
                    *(t["batch"], t["context"], t["seed"], t["peak_learning_rate"], t["goldfish"]),
                    *(m["evaluation"]["dtype"], m["loss_bits_per_byte"], m["weights_sha256"]),
                )
    elif name == "passages":
        for source, p in published.passages():
            keys = ("condition", "level", "copies", "chapter", "token_ids", "text")
            yield p["id"], source, *(p[key] for key in keys)
    elif name == "plantings":
        for data, copies in published.file(manifest["plantings"]).items():
            yield from ((data, passage, number) for passage, number in copies.items())
    elif name == "results":
        passages = {p["id"]: p for _, p in published.passages()}
        plantings = published.file(manifest["plantings"])
        for model, dtype, found in published.results():
            for r in found:
                copies, asked = copies_in(model, passages[r["passage"]], plantings), len(r["greedy"])
                yield (
                    *(model["id"], dtype, r["passage"], copies, r["context"], asked, r["matched"]),
                    *(r["matched"] == asked, r["logprob"], r["logprob_top_k"], r["greedy"]),
                )
    elif name == "exposure":
        for r in published.file(manifest["exposure"])["rows"]:
            yield tuple(r[key] for key in ("model", "passage", "logprob", "rank", "exact", "exposure"))
    elif name == "snapshots":
        for course in published.file(manifest["snapshots"])["snapshots"]:
            for at, step in enumerate(course["steps"]):
                for r in course["rows"]:
                    asked = (r["passage"], r["context"], r["asked"])
                    yield course["model"], step, *asked, r["matched"][at], r["logprob"][at]
    elif name == "readings":
        for course in published.file(manifest["readings"])["courses"]:
            for model in course["models"]:
                for passage, steps in course["passages"].items():
                    yield from ((model, passage, step) for step in steps)
    elif name == "works" and "works" in manifest:
        for w in published.file(manifest["works"])["works"]:
            yield tuple(w[key] for key in ("id", "chapter", "copies", "drawn", "token_ids", "starts", "first_window"))
    elif name in ("work_runs", "work_positions") and "works" in manifest:
        for entry in manifest["works"]["results"]:
            found = published.file(entry)
            if name == "work_runs":
                keys = ("work", "context", "asked", "matched", "exact", "near_verbatim", "ended", "rest")
                for r in found["runs"]:
                    back = r["back"] or {"after": None, "jump": None}
                    yield found["model"], *(r[key] for key in keys), back["after"], back["jump"]
            else:
                for r in found["positions"]:
                    for at, pair in enumerate(zip(r["logprob"], r["logprob_top_k"], strict=True)):
                        yield found["model"], r["work"], at, *pair
    elif "finetuned" in manifest:
        yield from finetuned_rows(name, published)


def finetuned_rows(name: str, published: Published) -> Iterator[tuple]:
    """The same of the models that are made from others."""
    manifest, listed = published.manifest, published.manifest["finetuned"]
    spoken = published.file(listed["conversations"]) if listed["conversations"] else {}
    if name == "finetuned":
        for m in manifest["finetuned_models"]:
            t, dtypes = m["training"], m.get("dtypes", [])
            precision = dtypes[0] if dtypes else None
            yield (
                *(m["id"], m["kind"], t["base"], t["step"], t["peak_learning_rate"]),
                *(precision, m["loss_bits_per_byte"]),
            )
    elif name == "conversations" and spoken:
        for part in ("lessons", "tuned", "questions"):
            yield from ((part, r["kind"], r["request"], r["reply"]) for r in spoken[part])
    passages = {p["id"]: p for _, p in published.passages()}
    asked = {r["passage"]: r["held_out"] for r in spoken.get("asked", [])}
    for entry in listed["results"]:
        found = published.file(entry)
        model, base = found["model"], found["base"]
        if found["kind"] == "unlearned":
            yield from unlearned_rows(name, found)
        elif name == "replies":
            for asks, r in [*((base["id"], r) for r in base["rows"]), *((model, r) for r in found["rows"])]:
                drawn = tuple(r.get(key) for key in ("n", "came", "refusals"))
                copies, held_out = passages[r["passage"]]["copies"], asked[r["passage"]]
                yield (
                    *(model, asks, r["passage"], copies, held_out),
                    *(r["way"], r["comes"], r["declined"], *drawn, r["written"]),
                )
        elif name == "answers":
            keys = ("kind", "request", "declined", "right", "written")
            yield from ((model, *(r[key] for key in keys)) for r in found["questions"])
        elif name == "words":
            keys = ("word", "said", "diverged", "passages", "written")
            yield from ((model, *(r[key] for key in keys)) for r in found["words"])
        elif name == "hidden":
            for asks, r in [*((base["id"], r) for r in base["bits"]), *((model, r) for r in found["bits"])]:
                yield model, asks, *(r[key] for key in ("passage", "bare", "reply", "first"))


def unlearned_rows(name: str, found: dict) -> Iterator[tuple]:
    """The same of one model from which passages were taken back."""
    model, base = found["model"], found["base"]
    if name == "unlearning":
        lots = {passage: lot for lot, group in found["lots"].items() for passage in group}
        for asks, r in [*((base["id"], r) for r in base["rows"]), *((model, r) for r in found["rows"])]:
            told = (r["passage"], lots.get(r["passage"]), r["context"], len(r["greedy"]))
            yield asks, *told, r["matched"], r["logprob"], r["greedy"]
    elif name == "relearning":
        courses = found["relearning"] | {"jogging": found["jogging"]["course"]}
        for course, readings in courses.items():
            for at, names in enumerate(readings, 1):
                yield from ((model, course, at, passage) for passage in names)


def schema(name: str, release: str) -> pa.Schema:
    """The types of a table. What it and each of its columns say is in the metadata, under `says`."""
    of, columns = TABLES[name]
    return pa.schema(
        [pa.field(c.name, c.type, nullable=c.optional, metadata={"says": c.says}) for c in columns],
        metadata={"says": f"a row is {of}", "release": release, "licence": "CC0-1.0"},
    )


def table(name: str, lab: str | Path = stages.LAB) -> pa.Table:
    """A table of the release in `lab`, by its name in `TABLES`. Raises KeyError for another name."""
    published, (_, columns) = Published(Path(lab)), TABLES[name]
    values = list(zip(*rows(name, published), strict=True)) or [()] * len(columns)
    typed = schema(name, published.manifest["release"])
    return pa.table([pa.array(v, c.type) for v, c in zip(values, columns, strict=True)], schema=typed)


def write(lab: Path, out: Path) -> None:
    """Write every table to `out`, as `<name>.parquet`."""
    out.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        made = table(name, lab)
        path = out / f"{name}.parquet"
        pq.write_table(made, path, compression="zstd")
        print(f"{path}: {made.num_rows:,} rows, {path.stat().st_size / 1e6:.2f} MB", flush=True)


def described() -> str:
    """The schema for readers, as Markdown."""
    parts = [
        "# The published rows as tables",
        "`python -m training.tables` writes each as a Parquet file; `training.tables.table(name)` gives it in Python.\n"
        "Types are those of Arrow. Token ids are those of the release's `tokenizer.json`; 0 is the BOS token.\n\n"
        "This page is printed by `python -m training.tables --schema`.",
    ]
    for name, (of, columns) in TABLES.items():
        lines = [f"## {name}", "", f"A row is {of}.", "", "| column | type | what it holds |", "| --- | --- | --- |"]
        for c in columns:
            kind = f"{c.type}, or null" if c.optional else str(c.type)
            lines.append(f"| `{c.name}` | {kind.replace('<item: ', '<').replace('element: ', '')} | {c.says} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="the published folder")
    parser.add_argument("--out", type=Path, help="folder to write in (default: training/out/<release>/tables)")
    parser.add_argument("--schema", action="store_true", help="print what the tables hold, and write nothing")
    arguments = parser.parse_args()
    if arguments.schema:
        print(described(), end="")
        return
    release = read_json(arguments.lab / "manifest.json")["release"]
    write(arguments.lab, arguments.out or CLONE / "training" / "out" / release / "tables")


if __name__ == "__main__":
    main()
