# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How the next token is chosen: a chain that runs in llama.cpp."""

import ctypes
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from desktop.domain.plan import Sampling

LAST = 64  # tokens that a penalty looks back at
LARGEST_SEED = 0xFFFFFFFE  # the one above means "any" to llama.cpp


def seed_for(sampling: Sampling) -> int:
    """The seed that is asked for, or a new one."""
    if sampling.seed is None:
        return secrets.randbelow(LARGEST_SEED)
    return sampling.seed % (LARGEST_SEED + 1)


@contextmanager
def chain(
    llama: Any, sampling: Sampling, seed: int, size: int, forbidden: Sequence[int]
) -> Iterator[int]:
    """A sampler chain, freed afterwards.

    Args:
        size: of the vocabulary. forbidden: tokens that are never chosen.
    """
    handle = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
    try:
        if forbidden:
            biases = (llama.llama_logit_bias * len(forbidden))()
            for bias, token in zip(biases, forbidden, strict=True):
                bias.token, bias.bias = token, float("-inf")
            _add(llama, handle, llama.llama_sampler_init_logit_bias(size, len(forbidden), biases))
        if sampling.temperature <= 0:
            _add(llama, handle, llama.llama_sampler_init_greedy())
        else:
            if sampling.penalty != 1:
                last = llama.llama_sampler_init_penalties(size, LAST, sampling.penalty, 0.0, 0.0)
                _add(llama, handle, last)
            _add_choice(llama, handle, sampling, seed)
        yield handle
    finally:
        llama.llama_sampler_free(handle)


def _add_choice(llama: Any, handle: int, sampling: Sampling, seed: int) -> None:
    if sampling.top_k > 0:
        _add(llama, handle, llama.llama_sampler_init_top_k(sampling.top_k))
    if sampling.top_p < 1:
        _add(llama, handle, llama.llama_sampler_init_top_p(sampling.top_p, 1))
    if sampling.min_p > 0:
        _add(llama, handle, llama.llama_sampler_init_min_p(sampling.min_p, 1))
    _add(llama, handle, llama.llama_sampler_init_temp(sampling.temperature))
    _add(llama, handle, llama.llama_sampler_init_dist(ctypes.c_uint32(seed)))


def _add(llama: Any, handle: int, part: int) -> None:
    llama.llama_sampler_chain_add(handle, part)
