# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a model takes in memory, in bytes and in parts, from its architecture's numbers alone.

The form of each part follows llama.cpp 0c1e57098 (llama-cpp-python 0.3.36): its cache is exact, its
compute buffers are matched to what it reports for every Gemma; docs/memory.md has the comparison.
"""

from desktop.domain.guessing import LENGTHS
from desktop.domain.model import Architecture
from desktop.domain.plan import CacheType, Memory, Plan

PAD = 256  # cells: what the cache of a window is rounded up to
# Of Gemma 4's encoder of sounds for half a minute, the most that it hears at once.
SOUND_BUFFER = 106_100_000
WORD = 170  # bytes that llama.cpp keeps of each word of the vocabulary, measured with Gemma 3's
PROGRAM = 3_400_000  # bytes that the first model brings with it, however small it is, measured
WHOLE_BITS = {"Q8_0": 8.5, "F16": 16.0, "BF16": 16.0, "F32": 32.0}
EMBEDDING_BITS = 6.5625  # of a value in Q6_K, as llama.cpp keeps embeddings at 4 to 6 bits
SCORES_KEPT = 2  # of the last prompts, in memory
LEAST_BITS = 4.5  # of a value in Q4_0, which no file of ours goes below on the average


def memory_of(
    shape: Architecture, plan: Plan, weights: int, quantization: str = "", projector: int = 0
) -> Memory:
    """All parts of what a plan takes.

    Args:
        weights, projector: bytes of the files; no projector: 0.
        quantization: the name of that of the weights ("Q4_0").
    """
    whole, window = caches(shape, plan.context, plan.batch, plan.cache)
    cells = window_cells(shape, plan.context, plan.batch)
    checkpoint = window * min(shape.window, cells) // cells if cells else 0
    return Memory(
        weights=weights - read_lazily(shape, weights, quantization),
        global_cache=whole,
        window_cache=window,
        checkpoints=min(checkpoint * plan.checkpoints, max(checkpoint, plan.checkpoint_bytes)),
        projector=projector + looking(shape, plan.detail) if projector else 0,
        compute=compute(shape, plan.context, plan.batch, plan.cache) + scores(shape, plan),
        vocabulary=words(shape.vocabulary, plan),
    )


def caches(
    shape: Architecture, context: int, batch: int, cache: CacheType = CacheType.F16
) -> tuple[int, int]:
    """Bytes of keys and values: of the layers that look back over everything, and of the others.

    Source: llama_kv_cache_iswa. A q8_0 block keeps 32 values in 34 bytes. Both caches have the same
    type; layers that share another one's cache have none.
    """
    keeping = shape.layers - shape.shared_layers
    whole = keeping * shape.global_layers // shape.layers
    cells = window_cells(shape, context, batch)
    values = (
        2 * whole * shape.global_kv_heads * shape.global_head_dim * context,
        2 * (keeping - whole) * shape.kv_heads * shape.head_dim * cells,
    )
    each = 2.0 if cache is CacheType.F16 else 34 / 32
    return int(values[0] * each), int(values[1] * each)


def window_cells(shape: Architecture, context: int, batch: int) -> int:
    """Tokens in the cache of a sliding layer: its window and one batch, rounded up."""
    if not shape.window:
        return 0
    return padded(min(context, shape.window + batch), PAD)


def looking(shape: Architecture, detail: int = 0) -> int:
    """Bytes of the buffers in which a projector looks at one picture, with flash attention.

    Of each patch they hold the rows of the feed-forward and three of the width, but at least its
    numbers and a half of them while the first matrix is used; of one that is handed on unseen its
    numbers, before and after they are evened out.

    Args:
        detail: tokens of a picture at most, 0 for as many as the model can take.
    """
    eyes = shape.eyes
    if eyes is None:
        return 0
    tokens = min(detail or shape.picture_tokens, shape.picture_tokens)
    hidden = eyes.hidden * (3 if eyes.gated else 1)
    values = max(hidden + 3 * eyes.width, 1.5 * eyes.patch) if eyes.layers else 2 * eyes.patch
    return int(4 * tokens * eyes.merged * values) + (SOUND_BUFFER if eyes.hears else 0)


def outputs_of(plan: Plan) -> int:
    """Rows of scores that are kept of a batch: of the next token, and of those guessed after it."""
    return 1 + (max(LENGTHS) if plan.drafting else 0)


def words(vocabulary: int, plan: Plan) -> int:
    """Bytes of the words themselves, and of a score for each: after every token that is guessed,
    and at the end of the last prompts. And of the engine's own code and lists.

    The first row of scores is in `compute`; llama.cpp makes room for the others when they come.
    """
    return PROGRAM + vocabulary * (WORD + 4 * (outputs_of(plan) - 1 + SCORES_KEPT))


def compute(shape: Architecture, context: int, batch: int, cache: CacheType = CacheType.F16) -> int:
    """Bytes of compute buffers with one row of outputs, flash attention and no graphics processor.

    The masks have two bytes for each token of the batch and cell of both caches. Of each token the
    buffers then hold the feed-forward's three rows (gate, up, product) and three of the model's
    width, the attention's output, the layers' own embeddings, and where there are experts two
    results of each that is asked. A q8_0 cache adds the matrices that turn what is kept.
    """
    cells = window_cells(shape, context, batch)
    masks = 2 * batch * (context + cells)
    attention = shape.heads * shape.global_head_dim
    hidden = shape.feed_forward * (2 if shape.double_wide else 1)
    dense = 3 * hidden + 3 * shape.width
    experts = 2 * shape.experts_used * shape.width
    own = shape.layers * shape.layer_embedding + (shape.width if shape.layer_embedding else 0)
    # Gemma 3n carries four versions of every token, and one more while they are mixed.
    mixing = int(1.125 * shape.streams * shape.width) if shape.streams > 1 else 0
    floats = max(dense, experts) + attention + own + mixing
    turning = 0
    if cache is CacheType.Q8_0:
        turning = 4 * (shape.global_head_dim**2 + bool(shape.window) * shape.head_dim**2)
        if attention < shape.width:
            turning += 4 * batch * attention
    return masks + 4 * batch * floats + turning + 4 * shape.vocabulary


def scores(shape: Architecture, plan: Plan) -> int:
    """Bytes of what is between queries and keys, which flash attention never writes down.

    A number for each head, token of the batch and token of the context. A q8_0 cache is only had
    with flash attention, and llama.cpp takes it by itself too.
    """
    if plan.flash_attention is not False or plan.cache is not CacheType.F16:
        return 0
    return 4 * shape.heads * plan.batch * plan.context


def read_lazily(shape: Architecture, weights: int, quantization: str) -> int:
    """Bytes of the layers' own embeddings, which stay on the disk until a row is needed.

    Estimated from how llama.cpp quantizes embeddings; the file's head tells it exactly. llama.cpp
    reads those of Gemma 4 lazily, and not yet those of Gemma 3n.
    """
    if shape.streams > 1 or not shape.layer_embedding:
        return 0
    own = shape.layers * shape.layer_embedding * shape.vocabulary
    bits = WHOLE_BITS.get(quantization, EMBEDDING_BITS)
    others = int(parameters(shape) * min(bits, LEAST_BITS) / 8)
    return max(0, min(int(own * bits / 8), weights - others))


def parameters(shape: Architecture) -> int:
    """Numbers in the matrices and the vocabulary, without the layers' own embeddings and experts.

    Gemma's embedding of the vocabulary is also its last matrix: all of it is read for every token.
    """
    whole = shape.global_layers
    attention = whole * (2 * shape.heads + 2 * shape.global_kv_heads) * shape.global_head_dim
    attention += (shape.layers - whole) * (2 * shape.heads + 2 * shape.kv_heads) * shape.head_dim
    wide = shape.shared_layers if shape.double_wide else 0
    hidden = 3 * (shape.layers + wide) * shape.feed_forward
    own = 3 * shape.layers * shape.layer_embedding
    return shape.width * (attention + hidden + own + shape.vocabulary)


def padded(number: int, step: int = PAD) -> int:
    """Rounded up to a multiple of the step."""
    return -(-number // step) * step
