"""A model in full precision, as anybody loads it: `model.safetensors` and a `config.json` of the Llama family.

    python -m training.llama --config training/configs/main.json --model d4-ladder
    python -m training.llama --config training/configs/main.json --model d4-ladder --step 2279

Writes `llama/<model>/`, or `llama/<model>-<step>/`, in the suite's folder, which `transformers` opens:
`AutoModelForCausalLM.from_pretrained(folder)`, `AutoTokenizer.from_pretrained(folder)`. In Python without it:

    from training.llama import load
    model = load("d4-ladder", step=2279)     # a training.model.Transformer
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from safetensors.torch import save_file

from . import export, stages
from .command import command
from .config import HERE, SuiteConfig, read_json
from .model import Transformer

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


def load(model: str, step: int | None = None, config: Path = HERE / "configs" / "main.json") -> Transformer:
    """A model that was trained here, float32, on the CPU, ready to be asked; of `step` the snapshot.

    Ends the run if there is no such model in the config, if it is not trained, or if no weights were kept at that step.
    """
    suite = SuiteConfig.load(config)
    folder = suite.checkpoint(suite.model(model).id)
    if step is None:
        return export.load_checkpoint(folder)
    if not (folder / "meta.json").exists():
        raise SystemExit(f"{model} is not trained: python -m training.train")
    kept = read_json(folder / "meta.json")["training"]["snapshots"]
    if step not in kept:
        raise SystemExit(f"no weights of {model} were kept at step {step}; there are {kept}")
    return export.load_checkpoint(folder, f"snapshots/{step:06}.pt")


def main() -> None:
    parser = command(__doc__, model=True)
    parser.add_argument("--step", type=int, help="a snapshot (default: the end of the training)")
    arguments = parser.parse_args()
    config = SuiteConfig.load(arguments.config)
    name = arguments.model if arguments.step is None else f"{arguments.model}-{arguments.step}"
    out = config.out / "llama" / name
    shutil.rmtree(out, ignore_errors=True)
    write(load(arguments.model, arguments.step, arguments.config), config.out / "corpus" / "tokenizer.json", out)
    for file, digest in stages.files_in(out).items():
        print(f"{digest}  {file}")


if __name__ == "__main__":
    main()
