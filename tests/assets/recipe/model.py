# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Gemma 3 in small: the language model and the vision part, as llama.cpp computes them.

Norm weights are kept as plain factors (what GGUF stores), not as the offset from one that
the original checkpoints keep.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

WINDOW = 64
AHEAD = 16  # a picture's tokens also see the later ones of the same picture
PICTURE_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of both parts."""

    vocabulary: int = 1700
    width: int = 128
    hidden: int = 384
    layers: int = 7
    heads: int = 4
    head: int = 32
    context: int = 4096
    eyes_width: int = 96
    eyes_hidden: int = 256
    eyes_layers: int = 3
    eyes_heads: int = 4
    picture: int = 112
    patch: int = 14
    pool: int = 2

    def is_global(self, layer: int) -> bool:
        """Whether a layer sees everything: every sixth does."""
        return layer % 6 == 5


class Norm(nn.Module):
    """Root-mean-square norm."""

    def __init__(self, width: int, factor: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.full((width,), factor))

    def forward(self, x: Tensor) -> Tensor:
        return functional.rms_norm(x.float(), self.weight.shape, self.weight, 1e-6)


def rotations(length: int, head: int, base: float) -> tuple[Tensor, Tensor]:
    """Cosines and sines of the rotary positions, each of shape (length, head)."""
    steps = base ** (-torch.arange(0, head, 2).float() / head)
    angles = torch.arange(length).float()[:, None] * steps[None]
    angles = torch.cat([angles, angles], -1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """Turns heads, shape (batch, heads, length, head), by their positions."""
    one, two = x.chunk(2, -1)
    return x * turns[0] + torch.cat([-two, one], -1) * turns[1]


@dataclass(slots=True)
class Masks:
    """Which keys a query sees: everywhere, and in the blocks of the local layers."""

    everywhere: Tensor  # (batch, 1, length, length)
    blocks: Tensor  # (batch * blocks, 1, WINDOW, WINDOW + WINDOW + AHEAD)


def masks_of(spans: Tensor) -> Masks:
    """Masks for `spans`, shape (batch, length): 0 is text, n the n-th picture, -1 is padding."""
    length = spans.shape[1]
    place = torch.arange(length)
    same = (spans[:, :, None] == spans[:, None, :]) & (spans[:, :, None] > 0)
    seen = (place[None, :] <= place[:, None])[None] | same
    gap = place[:, None] - place[None, :]
    near = seen & (gap < WINDOW)[None]
    near = functional.pad(near, (WINDOW, AHEAD))
    parts = [
        near[:, start : start + WINDOW, start : start + 2 * WINDOW + AHEAD]
        for start in range(0, length, WINDOW)
    ]
    blocks = torch.stack(parts, 1).reshape(-1, 1, WINDOW, 2 * WINDOW + AHEAD)
    # A query without any key would give NaN: padding before the start is never alone because
    # every query sees itself.
    return Masks(_added(seen[:, None]), _added(blocks))


def _added(seen: Tensor) -> Tensor:
    """What to add to the scores: nothing where a key is seen."""
    return torch.zeros(seen.shape, dtype=torch.bfloat16).masked_fill(~seen, -1e30)


class Attention(nn.Module):
    """Grouped-query attention with one key head; local layers work block by block."""

    def __init__(self, shape: Shape, is_global: bool) -> None:
        super().__init__()
        self.shape, self.is_global = shape, is_global
        self.q = nn.Linear(shape.width, shape.heads * shape.head, bias=False)
        self.k = nn.Linear(shape.width, shape.head, bias=False)
        self.v = nn.Linear(shape.width, shape.head, bias=False)
        self.out = nn.Linear(shape.heads * shape.head, shape.width, bias=False)
        self.q_norm, self.k_norm = Norm(shape.head), Norm(shape.head)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], masks: Masks) -> Tensor:
        batch, length, _ = x.shape
        heads, head = self.shape.heads, self.shape.head
        q = self.q(x).view(batch, length, heads, head).transpose(1, 2)
        k = self.k(x).view(batch, length, 1, head).transpose(1, 2)
        v = self.v(x).view(batch, length, 1, head).transpose(1, 2)
        q = rotate(self.q_norm(q), turns).to(v.dtype)
        k = rotate(self.k_norm(k), turns).to(v.dtype)
        if self.is_global:
            y = self._attend(q, k, v, masks.everywhere)
        else:
            y = self._blocks(q, k, v, masks.blocks)
        return self.out(y.transpose(1, 2).reshape(batch, length, heads * head))

    def _attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        # All heads share the keys, so they stand below each other in one product; on the CPU
        # this trains about twice as fast as the fused attention.
        groups, heads, length, head = q.shape
        scores = (q.flatten(1, 2) * head**-0.5) @ k[:, 0].transpose(1, 2)
        scores = scores.view(groups, heads, length, -1) + mask
        shares = scores.softmax(-1, dtype=torch.float32).to(v.dtype)
        return (shares.flatten(1, 2) @ v[:, 0]).view(groups, heads, length, head)

    def _blocks(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        batch, heads, length, head = q.shape
        count, reach = length // WINDOW, 2 * WINDOW + AHEAD
        q = q.view(batch, heads, count, WINDOW, head).transpose(1, 2).flatten(0, 1)
        k, v = (
            functional.pad(part[:, 0], (0, 0, WINDOW, AHEAD))
            .unfold(1, reach, WINDOW)
            .transpose(2, 3)
            .reshape(batch * count, 1, reach, head)
            for part in (k, v)
        )
        y = self._attend(q, k, v, mask)
        return y.view(batch, count, heads, WINDOW, head).transpose(1, 2).flatten(2, 3)


class Layer(nn.Module):
    """Attention and a gated feed-forward part, each with a norm before and after."""

    def __init__(self, shape: Shape, is_global: bool) -> None:
        super().__init__()
        self.attn_norm, self.ffn_norm = Norm(shape.width), Norm(shape.width)
        self.attn_post, self.ffn_post = Norm(shape.width, 0.4), Norm(shape.width, 0.4)
        self.attention = Attention(shape, is_global)
        self.gate = nn.Linear(shape.width, shape.hidden, bias=False)
        self.up = nn.Linear(shape.width, shape.hidden, bias=False)
        self.down = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], masks: Masks) -> Tensor:
        x = x + self.attn_post(self.attention(self.attn_norm(x), turns, masks))
        y = self.ffn_norm(x)
        y = functional.gelu(self.gate(y), approximate="tanh") * self.up(y)
        return x + self.ffn_post(self.down(y))


class Tongue(nn.Module):
    """The language model."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        nn.init.normal_(self.embedding.weight, std=shape.width**-0.5)
        self.layers = nn.ModuleList(
            Layer(shape, shape.is_global(layer)) for layer in range(shape.layers)
        )
        self.norm = Norm(shape.width)
        self.near = rotations(shape.context, shape.head, 10_000.0)
        self.far = rotations(shape.context, shape.head, 1_000_000.0)

    def forward(self, tokens: Tensor, spans: Tensor, pictures: Tensor | None = None) -> Tensor:
        """Hidden states, shape (batch, length, width); length is a multiple of WINDOW.

        `pictures` are the soft tokens of all pictures, shape (n, width), in order of appearance.
        """
        x = self.embedding(tokens) * math.sqrt(self.shape.width)
        if pictures is not None:
            x = x.masked_scatter((spans > 0)[:, :, None], pictures.to(x.dtype))
        masks, length = masks_of(spans), tokens.shape[1]
        near = (self.near[0][:length], self.near[1][:length])
        far = (self.far[0][:length], self.far[1][:length])
        for number, layer in enumerate(self.layers):
            x = layer(x, far if self.shape.is_global(number) else near, masks)
        return self.norm(x)

    def look_back(self, first_layers: int = 2) -> None:
        """Starts the heads of the first layers so that they see the 1 to 4 pieces before.

        Copying is found much sooner from such a start. A constant in the first feature of the
        embedding gives queries and keys a part that does not depend on the piece; the three
        quickest rotations make it sharp.
        """
        with torch.no_grad():
            self.embedding.weight[:, 0] = 3 / math.sqrt(self.shape.width)
            half = self.shape.head // 2
            for layer in list(self.layers)[:first_layers]:
                attention = layer.attention
                for part in (attention.q, attention.k):
                    part.weight *= 0.3
                for norm in (attention.q_norm, attention.k_norm):
                    norm.weight.fill_(2.0)
                attention.k.weight[:3, 0] = 1.0
                for head in range(self.shape.heads):
                    row = head * self.shape.head
                    angles = (head + 1) * torch.tensor([1.0, 0.5623, 0.3162])
                    attention.q.weight[row : row + 3, 0] = angles.cos()
                    attention.q.weight[row + half : row + half + 3, 0] = -angles.sin()

    def logits(self, hidden: Tensor) -> Tensor:
        """Scores of the next token for each hidden state."""
        return functional.linear(hidden, self.embedding.weight)


class EyeLayer(nn.Module):
    """A layer of the vision part."""

    def __init__(self, width: int, hidden: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width, 1e-6), nn.LayerNorm(width, 1e-6)
        self.q, self.k, self.v = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm1(x)
        q, k, v = (part(y).unflatten(-1, (self.heads, -1)).transpose(1, 2)
                   for part in (self.q, self.k, self.v))  # fmt: skip
        y = functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
        x = x + self.out(y)
        return x + self.down(functional.gelu(self.up(self.norm2(x)), approximate="tanh"))


class Eyes(nn.Module):
    """The vision part: a picture becomes 16 soft tokens."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape, width = shape, shape.eyes_width
        self.patch = nn.Conv2d(3, width, shape.patch, shape.patch)
        self.position = nn.Parameter(torch.randn((shape.picture // shape.patch) ** 2, width) * 0.2)
        self.layers = nn.ModuleList(
            EyeLayer(width, shape.eyes_hidden, shape.eyes_heads) for _ in range(shape.eyes_layers)
        )
        self.norm = nn.LayerNorm(width, 1e-6)
        self.soft_norm = Norm(width)
        self.project = nn.Linear(width, shape.width, bias=False)

    def forward(self, pictures: Tensor) -> Tensor:
        """Soft tokens, shape (n, 16, width), of uint8 pictures of shape (n, side, side, 3)."""
        x = (pictures.permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.5
        x = self.patch(x).flatten(2).transpose(1, 2) + self.position
        for layer in self.layers:
            x = layer(x)
        x = self.norm(x)
        side = self.shape.picture // self.shape.patch
        x = x.transpose(1, 2).unflatten(2, (side, side))
        x = functional.avg_pool2d(x.float(), self.shape.pool).flatten(2).transpose(1, 2)
        return self.project(self.soft_norm(x))


class Tiny(nn.Module):
    """Both parts together."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.tongue, self.eyes = Tongue(shape), Eyes(shape)
        self.tongue.look_back()

    def forward(self, tokens: Tensor, spans: Tensor, pictures: Tensor | None = None) -> Tensor:
        """Hidden states for tokens with the uint8 `pictures` in the places where `spans` > 0."""
        soft = None if pictures is None else self.eyes(pictures).flatten(0, 1)
        return self.tongue(tokens, spans, soft)
