"""A model by its name, in Python or as a folder that others open: `model.safetensors` and a `config.json` of the Llama
family.

    python -m training.llama --config training/configs/main.json --model d4-ladder
    python -m training.llama --config training/configs/main.json --model d4-ladder --step 2279
    python -m training.llama --config training/configs/main.json --model d1-raw --train

Writes `llama/<model>/`, or `llama/<model>-<step>/`, in the suite's folder, which `transformers` opens:
`AutoModelForCausalLM.from_pretrained(folder)`, `AutoTokenizer.from_pretrained(folder)`. In Python without it:

    from training import load                # installed by pip: from verbatim import load
    model = load("d4-raw")                   # a Transformer of training/model.py
    model = load("d4-ladder", step=2279)     # a snapshot, where the model was trained

The weights in full precision are too large to be published. Where a model was not trained, `load` gives those that the
page runs, as they are stored there: in `fp16`, or else in `q8`. `--train` makes them anew, and says whether their
SHA-256 is the one that the manifest states. It is by the same instructions of the processor, which
`ATEN_CPU_CAPABILITY` sets, and by the same versions; else it is another model of the same recipe.
"""

from __future__ import annotations

import re
import shutil
import warnings
from pathlib import Path

from safetensors.torch import save_file

from . import corpus, export, stages, train
from .command import command
from .config import COMMAND, DTYPE_FILES, HERE, SuiteConfig, read_json, sha256
from .model import Transformer
from .published import published_model

MAIN = HERE / "configs" / "main.json"

# Names here, and those of the Llama family for the same matrices, in the same layout.
NAMES = (
    (r"embed\.weight", "model.embed_tokens.weight"),
    (r"norm\.weight", "model.norm.weight"),
    (r"blocks\.(\d+)\.attention_norm\.weight", r"model.layers.\1.input_layernorm.weight"),
    (r"blocks\.(\d+)\.mlp_norm\.weight", r"model.layers.\1.post_attention_layernorm.weight"),
    (r"blocks\.(\d+)\.attention\.([qkv])\.weight", r"model.layers.\1.self_attn.\2_proj.weight"),
    (r"blocks\.(\d+)\.attention\.out\.weight", r"model.layers.\1.self_attn.o_proj.weight"),
    (r"blocks\.(\d+)\.mlp\.(gate|up|down)\.weight", r"model.layers.\1.mlp.\2_proj.weight"),
)


def llama_name(name: str) -> str:
    """What a parameter of ours is called in the Llama family. Raises KeyError for an unknown one."""
    for ours, theirs in NAMES:
        if re.fullmatch(ours, name):
            return re.sub(ours, theirs, name)
    raise KeyError(name)


def write(model: Transformer, tokenizer: Path, out: Path) -> None:
    """Write a model as a folder that `transformers` opens. tokenizer: the `tokenizer.json` to copy."""
    out.mkdir(parents=True, exist_ok=True)
    weights = {llama_name(name): tensor.float().contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    export.write_settings(model.config, tokenizer, out, "float32")


def load(model: str, step: int | None = None, config: str | Path = MAIN, lab: str | Path = stages.LAB) -> Transformer:
    """A model of a config, float32, on the CPU, ready to be asked; of `step` the snapshot.

    The weights are those in the suite's folder, as they were trained; of a model that was not trained there, those of
    the release in `lab`, in the finest of the types that it is published in, with a warning. Its `precision` says
    which: `fp32`, `fp16` or `q8`. Ends the run if there is no such model in the config, if it is neither trained nor
    published, or if no weights were kept at that step.
    """
    suite, lab = SuiteConfig.load(config), Path(lab)
    if made_from_another(suite, model):
        train_it = f"{COMMAND}.suite --config {config} --models {model}"
    else:
        train_it = f"{COMMAND}.llama --config {config} --model {suite.model(model).id} --train"
    folder, held = suite.checkpoint(model), listed(suite, model, lab)
    if step is not None:
        trained = (folder / "meta.json").exists()
        recipe = read_json(folder / "meta.json") if trained else held
        if recipe and step not in (kept := recipe["training"].get("snapshots", [])):
            raise SystemExit(f"no weights of {model} were kept at step {step}; there are {kept}")
        if not trained:
            raise SystemExit(f"{model} is not trained here, and snapshots are not published: {train_it} --step {step}")
        return export.load_checkpoint(folder, f"snapshots/{step:06}.pt")
    if (folder / "model.pt").exists():
        return export.load_checkpoint(folder)
    if held is None or "dtypes" not in held:
        there = "of it results alone are published" if held else f"{lab} does not hold it"
        raise SystemExit(f"{model} is not trained here, and {there}: {train_it}")
    dtype = next(dtype for dtype in DTYPE_FILES if dtype in held["dtypes"])
    warnings.warn(f"{model} is not trained here: its published weights, stored in {dtype}", stacklevel=2)
    return published_model(lab / held["path"], dtype)


def made_from_another(config: SuiteConfig, model: str) -> bool:
    return model in [entry.id for entry in config.finetuned]


def listed(config: SuiteConfig, model: str, lab: Path) -> dict | None:
    """The manifest's entry of a model, if `lab` holds the config's release and the model in it."""
    path = lab / "manifest.json"
    if not path.exists() or (manifest := read_json(path))["release"] != config.release:
        return None
    entries = [*stages.all_models(manifest), *manifest.get("finetuned_models", [])]
    return next((m for m in entries if m["id"] == model), None)


def compared(config: SuiteConfig, model: str, lab: Path) -> str:
    """What the weights of a model that was trained here are beside the hash that the release states."""
    held = listed(config, model, lab)
    if held is None or "weights_sha256" not in held:
        return f"{model}: no published hash to be compared with"
    path = config.checkpoint(model) / "model.pt"
    if not path.exists():
        return f"{model}: from its published weights"
    if sha256(path) == held["weights_sha256"]:
        return f"{model}: the weights of the release, to the bit (model.pt: {held['weights_sha256']})"
    here, there = read_json(path.with_name("meta.json")), held["training"]
    return (
        f"{model}: the recipe of the release, and other weights: model.pt is {sha256(path)} by {here['device']}, "
        f"{here['versions']}; there it was {held['weights_sha256']} by {there['device']}, {there['versions']}. By "
        "other instructions of a processor PyTorch adds up in another order; ATEN_CPU_CAPABILITY, say avx2, sets them"
    )


def main() -> None:
    parser = command(__doc__, model=True)
    parser.add_argument("--step", type=int, help="a snapshot (default: the end of the training)")
    parser.add_argument(
        "--train", action="store_true", help="build the corpus and train the model where that is missing"
    )
    parser.add_argument("--lab", type=Path, default=stages.LAB, help="the published folder")
    arguments = parser.parse_args()
    config = SuiteConfig.load(arguments.config)
    name = arguments.model
    if arguments.train:
        entry = config.model(name)  # one that is made from another has a command of its own: `training.finetune`
        if stages.corpus(config):
            corpus.build_by(arguments.config, config)
        if stages.training(config, entry):
            train.train(config, entry)
    model = load(name, arguments.step, arguments.config, arguments.lab)
    tokenizer = config.out / "corpus" / "tokenizer.json"
    if not tokenizer.exists():  # then the weights are published ones, and it stands beside them
        tokenizer = arguments.lab / listed(config, name, arguments.lab)["path"] / "tokenizer.json"
    out = config.out / "llama" / (name if arguments.step is None else f"{name}-{arguments.step}")
    shutil.rmtree(out, ignore_errors=True)
    write(model, tokenizer, out)
    for file, digest in stages.files_in(out).items():
        print(f"{digest}  {file}")
    print(compared(config, name, arguments.lab))


if __name__ == "__main__":
    main()
