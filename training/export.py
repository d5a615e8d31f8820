"""Export a checkpoint to the folder that transformers.js loads: ONNX with a key-value cache, config, tokenizer.

    python -m training.export --config training/configs/main.json --model d6-raw

One graph, and of it the files that the config names: `model_fp16.onnx` stores every matrix as float16,
`model_quantized.onnx` as int8 with one scale per output channel (symmetric, absmax; Jacob et al. 2018, section 2). Both
turn the stored numbers back into float32 in the graph (a Cast, a Mul), which ONNX Runtime folds into the weights when
it loads the file. So precision is a matter of storage alone: every runtime computes in float32, and Python and the
browser agree to float32 noise (about 1e-5 in a logit). Graphs that compute in fp16 or int8 do not: their kernels differ
from processor to processor.
The tied embedding is stored once; the transpose for the output head is folded at load as well.

Besides what transformers.js expects, the graph gives `fresh_key_values` [2 * depth, batch, heads, new tokens, D], the
cache entries of the new tokens alone. A caller that keeps its own cache fetches these instead of `present.*`, and a
step copies one token out of the runtime, not all of them.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unittest import mock

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from . import stages
from .command import command
from .config import DTYPE_FILES, HEAD_DIM, FinetunedEntry, ModelEntry, SuiteConfig, read_json, sha256, write_json
from .model import NORM_EPS, ROPE_THETA, ModelConfig, Transformer
from .tokenizer import BOS, BOS_ID
from .train import load_weights

OPSET = 23  # the first with Attention, RMSNormalization and RotaryEmbedding: half the nodes, less work in the browser
MAX_NOISE = 1e-3  # of a log-probability, float32 against float32; seen: 2e-5
PARITY_SHAPES = ((1, 7, 0), (1, 1, 9), (2, 4, 3), (1, 64, 0), (5, 1, 40))  # batch, new tokens, cached tokens


class Flat(nn.Module):
    """The model with its cache as a flat list of tensors, in the order and under the names of transformers.js."""

    def __init__(self, model: Transformer):
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor, position_ids: Tensor, *past: Tensor):
        pairs = list(zip(past[::2], past[1::2], strict=True))
        logits, presents = self.model(input_ids, position_ids, attention_mask, pairs)
        cache = [tensor for pair in presents for tensor in pair]
        fresh = torch.stack([tensor[:, :, -input_ids.shape[1] :] for tensor in cache])
        return (logits, *cache, fresh)


def rotary_operator(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """`training.model.rotate` as the one ONNX operator that it is, in place of eight smaller ones."""
    return torch.onnx.ops.rotary_embedding(x, cos.squeeze(1), sin.squeeze(1))


def cache_names(prefix: str, depth: int) -> list[str]:
    return [f"{prefix}.{layer}.{part}" for layer in range(depth) for part in ("key", "value")]


def example(config: ModelConfig, batch: int, length: int, past: int, seed: int = 0) -> tuple[Tensor, ...]:
    """Random inputs: input_ids [B, T], attention_mask [B, P + T], position_ids [B, T], cache tensors [B, H, P, D]."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(config.vocab_size, (batch, length), generator=generator)
    mask = torch.ones(batch, past + length, dtype=torch.int64)
    positions = torch.arange(past, past + length).expand(batch, length).contiguous()
    shape = (batch, config.heads, past, HEAD_DIM)
    return ids, mask, positions, *(torch.randn(shape, generator=generator) for _ in range(2 * config.depth))


def build_graph(model: Transformer) -> onnx.ModelProto:
    """The float32 graph. Axes: `batch_size` by that very name and literal heads and head_dim, because
    transformers.js sizes the empty cache from the input's metadata (any other symbol counts as 0 there)."""
    config = model.config
    axis = torch.export.Dim
    batch, length = axis("batch_size"), axis("sequence_length")
    past, total = axis("past_sequence_length"), axis("total_sequence_length")
    token_axes, cache_axes = {0: batch, 1: length}, {0: batch, 2: past}
    with mock.patch(f"{__package__}.model.rotate", rotary_operator), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # axes that share a name, a deprecation inside torch
        program = torch.onnx.export(
            Flat(model).eval(),
            example(config, 2, 3, 5),  # no axis of 0 or 1, which the tracer would take for constant
            dynamo=True,
            opset_version=OPSET,
            input_names=["input_ids", "attention_mask", "position_ids", *cache_names("past_key_values", config.depth)],
            output_names=["logits", *cache_names("present", config.depth), "fresh_key_values"],
            dynamic_shapes=(token_axes, {0: batch, 1: total}, token_axes, (cache_axes,) * (2 * config.depth)),
            optimize=True,
            verbose=False,
        )
    proto = program.model_proto
    strip_metadata(proto)
    onnx.checker.check_model(proto, full_check=True)
    return proto


def strip_metadata(proto: onnx.ModelProto) -> None:
    """Drop what the exporter notes about its own run (stack traces with paths of this machine) and shapes of
    inner values: the same weights give the same bytes anywhere."""
    graph = proto.graph
    for part in (proto, graph, *graph.node, *graph.initializer, *graph.input, *graph.output):
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    del graph.value_info[:]


def weights(proto: onnx.ModelProto) -> Iterator[tuple[TensorProto, int]]:
    """The weight matrices (not the rotary tables), each with the axis of its output channels: 1 as MatMul takes them;
    0 for the embedding, whose rows are output channels of the tied head, and for what is yet to be transposed."""
    uses = {name: node.op_type for node in proto.graph.node for name in node.input}
    for tensor in list(proto.graph.initializer):
        if len(tensor.dims) == 2 and uses.get(tensor.name) in ("MatMul", "Gather", "Transpose"):
            yield tensor, 1 if uses[tensor.name] == "MatMul" else 0


def store(proto: onnx.ModelProto, convert: Callable[[str, np.ndarray, int], tuple[list, list]]) -> onnx.ModelProto:
    """A copy of the graph with each matrix replaced by `convert(name, matrix, axis)`: its stored initializers and the
    nodes that give the float32 matrix back under its old name. `axis` is the one of the output channels."""
    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    nodes = []
    for tensor, axis in weights(copy):
        stored, restore = convert(tensor.name, numpy_helper.to_array(tensor), axis)
        copy.graph.initializer.remove(tensor)
        copy.graph.initializer.extend(stored)
        nodes += restore
    rest = list(copy.graph.node)
    del copy.graph.node[:]
    copy.graph.node.extend(nodes + rest)
    return copy


def as_fp16(name: str, matrix: np.ndarray, _axis: int) -> tuple[list, list]:
    stored = numpy_helper.from_array(matrix.astype(np.float16), f"{name}.fp16")
    return [stored], [helper.make_node("Cast", [stored.name], [name], to=TensorProto.FLOAT)]


def as_int8(name: str, matrix: np.ndarray, axis: int) -> tuple[list, list]:
    scale = np.abs(matrix).max(axis=1 - axis, keepdims=True).astype(np.float32) / 127
    scale[scale == 0] = 1
    stored = numpy_helper.from_array(np.round(matrix / scale).astype(np.int8), f"{name}.int8")
    scales = numpy_helper.from_array(scale, f"{name}.scale")
    cast = helper.make_node("Cast", [stored.name], [f"{name}.cast"], to=TensorProto.FLOAT)
    return [stored, scales], [cast, helper.make_node("Mul", [f"{name}.cast", scales.name], [name])]


CONVERT = {"fp16": as_fp16, "q8": as_int8}


def open_session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@torch.no_grad()
def measure_parity(model: Transformer, path: Path) -> dict[str, float]:
    """Largest differences between PyTorch (float32 weights) and ONNX Runtime (the stored file) over PARITY_SHAPES,
    in next-token log-probabilities and in the returned cache; the share of positions with the same likeliest token."""
    session, flat = open_session(path), Flat(model).eval()
    names = [value.name for value in session.get_inputs()]
    logprob, cache, same, count = 0.0, 0.0, 0, 0
    for seed, shape in enumerate(PARITY_SHAPES):
        inputs = example(model.config, *shape, seed=seed)
        expected = [tensor.numpy() for tensor in flat(*inputs)]
        actual = session.run(None, dict(zip(names, (tensor.numpy() for tensor in inputs), strict=True)))
        a, b = (torch.log_softmax(torch.from_numpy(x[0]), -1) for x in (expected, actual))
        logprob = max(logprob, (a - b).abs().max().item())
        cache = max(cache, *(float(np.abs(x - y).max()) for x, y in zip(expected[1:], actual[1:], strict=True)))
        same += int((a.argmax(-1) == b.argmax(-1)).sum())
        count += a.shape[0] * a.shape[1]
    return {"max_abs_logprob": logprob, "max_abs_cache": cache, "same_argmax": same / count}


def llama_config(config: ModelConfig, dtype: str) -> dict:
    """config.json: what `ModelConfig` says, in the words of the Llama family. dtype: that the weights are stored in."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": config.vocab_size,
        "hidden_size": config.width,
        "intermediate_size": config.mlp,
        "num_hidden_layers": config.depth,
        "num_attention_heads": config.heads,
        "num_key_value_heads": config.heads,
        "head_dim": HEAD_DIM,
        "max_position_embeddings": config.context,
        "rms_norm_eps": NORM_EPS,
        "rope_theta": ROPE_THETA,
        "hidden_act": "silu",
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "bos_token_id": BOS_ID,
        "eos_token_id": BOS_ID,  # the next document begins
        "torch_dtype": dtype,
    }


def load_checkpoint(folder: Path, weights: str = "model.pt") -> Transformer:
    """The trained model of a checkpoint folder of `training.train`, or one of its snapshots, float32, on the CPU."""
    model = Transformer(ModelConfig(**read_json(folder / "meta.json")["model"]))
    model.load_state_dict(load_weights(folder / weights))
    return model.float().eval()


def export(model: Transformer, tokenizer: Path, out: Path, dtypes: Sequence[str]) -> dict:
    """Write the model folder `out`, a file for each of `dtypes`, and return the parity record (versions, and
    `measure_parity` per dtype).

    tokenizer: the `tokenizer.json` to copy. Raises ValueError if the float32 graph strays from PyTorch by more than
    float noise.
    """
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    graph = build_graph(model)
    full = out / "onnx" / "model.onnx"  # written to be measured, not to be shipped
    onnx.save(graph, full)
    parity = {"torch": torch.__version__, "onnxruntime": onnxruntime.__version__, "fp32": measure_parity(model, full)}
    full.unlink()
    if parity["fp32"]["max_abs_logprob"] > MAX_NOISE:
        raise ValueError(f"the exported graph strays from PyTorch: {parity['fp32']}")
    for dtype in dtypes:
        path = out / "onnx" / DTYPE_FILES[dtype]
        onnx.save(store(graph, CONVERT[dtype]), path)
        parity[dtype] = measure_parity(model, path)

    write_settings(model.config, tokenizer, out, "float16")
    return parity


def write_settings(config: ModelConfig, tokenizer: Path, out: Path, dtype: str) -> None:
    """What stands beside the weights of a model: its shape, and its tokenizer."""
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    write_json(out / "config.json", llama_config(config, dtype))
    write_json(out / "generation_config.json", {"bos_token_id": BOS_ID, "eos_token_id": BOS_ID})
    write_json(
        out / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": BOS,
            "eos_token": BOS,
            "model_max_length": config.context,
            "clean_up_tokenization_spaces": False,
        },
    )


def export_model(config: SuiteConfig, entry: ModelEntry) -> None:
    """Write `models/<model>/`, the folder to ship, and `models/<model>.json`: parity and hashes."""
    if problem := stages.training(config, entry):
        raise SystemExit(problem)
    export_checkpoint(config, entry)


def export_checkpoint(config: SuiteConfig, entry: ModelEntry | FinetunedEntry) -> None:
    """`export_model` of a checkpoint that fits."""
    checkpoint, out = config.checkpoint(entry.id), config.out / "models" / entry.id
    shutil.rmtree(out, ignore_errors=True)
    parity = export(load_checkpoint(checkpoint), config.out / "corpus" / "tokenizer.json", out, entry.exported)
    write_json(
        out.with_name(f"{entry.id}.json"),
        {"weights_sha256": sha256(checkpoint / "model.pt"), "parity": parity, "sha256": stages.files_in(out)},
    )
    print(
        f"{entry.id}: exported; log-probabilities stray from PyTorch by "
        + ", ".join(f"{parity[dtype]['max_abs_logprob']:.1e} ({dtype})" for dtype in ("fp32", *entry.exported)),
        flush=True,
    )


def main() -> None:
    arguments = command(__doc__, model=True).parse_args()
    config = SuiteConfig.load(arguments.config)
    export_model(config, config.model(arguments.model))


if __name__ == "__main__":
    main()
