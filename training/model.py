"""The language model: a small Llama, whole in one file.

Pre-norm decoder with RMSNorm (Zhang & Sennrich 2019), rotary positions (Su et al. 2021, half-split as in the
Llama checkpoints), SwiGLU (Shazeer 2020), tied embeddings and no biases, so that `model_type: "llama"` in the
exported config is the truth and not a costume.

One dial sets the shape: `ModelConfig.from_depth(depth)`.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import HEAD_DIM

ROPE_THETA = 10_000.0
NORM_EPS = 1e-5  # the ONNX exporter drops additions of 1e-8 and below


@dataclass(frozen=True)
class ModelConfig:
    """Shape of one model. `context` counts positions, the BOS token among them."""

    vocab_size: int
    context: int
    depth: int
    width: int
    heads: int
    mlp: int

    @classmethod
    def from_depth(cls, depth: int, vocab_size: int, context: int, width: int | None = None) -> ModelConfig:
        """The dial: width doubles with every second layer (1 -> 32, 2 -> 64, 4 -> 128, 6 -> 256, 8 -> 512), unless it
        is given."""
        width = width or 32 * 2 ** (depth // 2)
        if width % HEAD_DIM:
            raise ValueError(f"A width of {width} does not part into heads of {HEAD_DIM}.")
        mlp = 32 * math.ceil(8 * width / 3 / 32)  # SwiGLU: 8/3 of the width, as in Llama, rounded up
        return cls(vocab_size, context, depth, width, width // HEAD_DIM, mlp)

    def to_dict(self) -> dict[str, int]:
        return asdict(self)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn each pair (i, i + head_dim / 2) by its position's angle. x: [B, H, T, D]; cos, sin: [B, 1, T, D / 2]."""
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class RMSNorm(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), NORM_EPS)


class Attention(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.heads = config.heads
        self.q = nn.Linear(config.width, config.width, bias=False)
        self.k = nn.Linear(config.width, config.width, bias=False)
        self.v = nn.Linear(config.width, config.width, bias=False)
        self.out = nn.Linear(config.width, config.width, bias=False)

    def forward(
        self,
        x: Tensor,
        cos: Tensor,
        sin: Tensor,
        mask: Tensor | None,
        past: tuple[Tensor, Tensor] | None,
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        batch, length, width = x.shape
        split = (batch, length, self.heads, HEAD_DIM)
        q = rotate(self.q(x).view(split).transpose(1, 2), cos, sin)  # [B, H, T, D]
        k = rotate(self.k(x).view(split).transpose(1, 2), cos, sin)
        v = self.v(x).view(split).transpose(1, 2)
        if past is not None:
            k, v = torch.cat((past[0], k), dim=2), torch.cat((past[1], v), dim=2)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
        return self.out(y.transpose(1, 2).reshape(batch, length, width)), (k, v)


class SwiGLU(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.gate = nn.Linear(config.width, config.mlp, bias=False)
        self.up = nn.Linear(config.width, config.mlp, bias=False)
        self.down = nn.Linear(config.mlp, config.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Block(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.attention_norm = RMSNorm(config.width)
        self.attention = Attention(config)
        self.mlp_norm = RMSNorm(config.width)
        self.mlp = SwiGLU(config)

    def forward(self, x, cos, sin, mask, past):
        y, present = self.attention(self.attention_norm(x), cos, sin, mask, past)
        x = x + y
        return x + self.mlp(self.mlp_norm(x)), present


class Transformer(nn.Module):
    """Token ids in, next-token logits out, with an optional key-value cache."""

    precision = "fp32"  # that its weights were stored in; it computes in float32 whatever they were

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        self.embed = nn.Embedding(config.vocab_size, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.depth))
        self.norm = RMSNorm(config.width)
        angles = torch.outer(
            torch.arange(config.context).float(),
            ROPE_THETA ** -(torch.arange(0, HEAD_DIM, 2).float() / HEAD_DIM),
        )
        self.register_buffer("cos", angles.cos(), persistent=False)  # [context, D / 2]
        self.register_buffer("sin", angles.sin(), persistent=False)
        self.apply(self._init)
        for name, parameter in self.named_parameters():
            if name.endswith(("out.weight", "down.weight")):  # keep the residual stream's variance (GPT-2)
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * config.depth))

    @staticmethod
    def _init(module: nn.Module) -> None:
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)

    def parameter_count(self) -> int:
        """Distinct parameters; the tied embedding counts once."""
        return sum(p.numel() for p in self.parameters())

    def forward(
        self,
        input_ids: Tensor,
        position_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        past: list[tuple[Tensor, Tensor]] | None = None,
    ) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """Logits of the next token at each position, and the cache to pass on.

        input_ids: [B, T]. position_ids: [B, T], default 0 .. T-1. attention_mask: [B, P + T], 1 where a
        position counts; needed with `past` ([B, H, P, D] pairs per layer). Without past and mask, attention
        is plainly causal. Returns logits [B, T, V] and one (key, value) pair of [B, H, P + T, D] a layer.
        """
        length = input_ids.shape[1]
        if position_ids is None:
            cos, sin = self.cos[None, None, :length], self.sin[None, None, :length]
        else:
            cos, sin = self.cos[position_ids][:, None], self.sin[position_ids][:, None]
        mask = None
        if attention_mask is not None:
            total = attention_mask.shape[1]
            query = torch.arange(length, device=input_ids.device) + (total - length)
            key = torch.arange(total, device=input_ids.device)
            causal = key[None, :] <= query[:, None]  # [T, P + T]
            mask = causal[None, None] & attention_mask[:, None, None, :].bool()
        x = self.embed(input_ids)
        presents = []
        for i, block in enumerate(self.blocks):
            x, present = block(x, cos.to(x.dtype), sin.to(x.dtype), mask, past[i] if past else None)
            presents.append(present)
        return F.linear(self.norm(x), self.embed.weight), presents
