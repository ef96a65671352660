# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the exported files with llama.cpp, as the tests do."""

import ctypes
from pathlib import Path

import llama_cpp
import numpy as np
from llama_cpp import mtmd_cpp
from PIL import Image

CONTEXT = 2048
BATCH = 512


@llama_cpp.llama_log_callback
def _quiet(_level: int, _text: bytes, _data: object) -> None:
    """Keeps llama.cpp's messages to itself."""


class Engine:
    """The model and its projector; every question is read from the start."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        llama_cpp.llama_log_set(_quiet, ctypes.c_void_p(0))
        mtmd_cpp.mtmd_helper_log_set(_quiet, ctypes.c_void_p(0))
        self.model = llama_cpp.llama_model_load_from_file(
            str(folder / "tiny.gguf").encode(), llama_cpp.llama_model_default_params()
        )
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx, settings.n_batch, settings.n_ubatch = CONTEXT, BATCH, BATCH
        settings.n_threads = settings.n_threads_batch = threads
        settings.swa_full = False
        self.context = llama_cpp.llama_init_from_model(self.model, settings)
        self.vocabulary = llama_cpp.llama_model_get_vocab(self.model)
        self.size = llama_cpp.llama_vocab_n_tokens(self.vocabulary)
        eyes = mtmd_cpp.mtmd_context_params_default()
        eyes.use_gpu, eyes.n_threads, eyes.print_timings = False, threads, False
        eyes.warmup = False
        self.eyes = mtmd_cpp.mtmd_init_from_file(
            str(folder / "tiny-mmproj.gguf").encode(), self.model, eyes
        )
        if not (self.model and self.context and self.eyes):
            raise RuntimeError("llama.cpp does not load the files")
        self.marker = mtmd_cpp.mtmd_default_marker().decode()

    def split(self, text: str, control: bool = False) -> list[int]:
        """Piece numbers as llama.cpp finds them."""
        data = text.encode()
        room = len(data) + 8
        found = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(
            self.vocabulary, data, len(data), found, room, False, control
        )
        return list(found[:count])

    def piece(self, number: int) -> bytes:
        """The bytes of a piece."""
        room = ctypes.create_string_buffer(64)
        count = llama_cpp.llama_token_to_piece(self.vocabulary, number, room, 64, 0, False)
        return room.raw[:count]

    def read(self, prompt: str, pictures: list[Image.Image]) -> int:
        """Reads a prompt with picture markers; gives the number of positions."""
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)
        data = prompt.encode()
        text = mtmd_cpp.mtmd_input_text(data, len(data), True, True)
        bitmaps = (mtmd_cpp.mtmd_bitmap_p_ctypes * max(1, len(pictures)))()
        for place, picture in enumerate(pictures):
            raw = picture.convert("RGB").tobytes()
            pixels = (ctypes.c_uint8 * len(raw)).from_buffer_copy(raw)
            bitmaps[place] = mtmd_cpp.mtmd_bitmap_init(picture.width, picture.height, pixels)
        chunks = mtmd_cpp.mtmd_input_chunks_init()
        result = mtmd_cpp.mtmd_tokenize(
            self.eyes, chunks, ctypes.byref(text), bitmaps, len(pictures)
        )
        after = llama_cpp.llama_pos(0)
        if result == 0:
            result = mtmd_cpp.mtmd_helper_eval_chunks(
                self.eyes, self.context, chunks, 0, 0, BATCH, True, ctypes.byref(after)
            )
        mtmd_cpp.mtmd_input_chunks_free(chunks)
        for bitmap in bitmaps[: len(pictures)]:
            mtmd_cpp.mtmd_bitmap_free(bitmap)
        if result != 0:
            raise RuntimeError(f"llama.cpp cannot read the prompt: {result}")
        return after.value

    def scores(self) -> np.ndarray:
        """Scores of the next piece."""
        pointer = llama_cpp.llama_get_logits_ith(self.context, -1)
        return np.ctypeslib.as_array(pointer, (self.size,)).copy()

    def answer(self, prompt: str, pictures: list[Image.Image], warm: int | None = None) -> str:
        """The answer to a prompt: greedy, or with temperature 1 from the seed `warm`."""
        self.read(prompt, pictures)
        sampler = _sampler(warm)
        data = b""
        for _ in range(900):
            number = llama_cpp.llama_sampler_sample(sampler, self.context, -1)
            if llama_cpp.llama_vocab_is_eog(self.vocabulary, number):
                break
            data += self.piece(number)
            one = (llama_cpp.llama_token * 1)(number)
            llama_cpp.llama_decode(self.context, llama_cpp.llama_batch_get_one(one, 1))
        llama_cpp.llama_sampler_free(sampler)
        return data.decode("utf-8", "replace")


def _sampler(warm: int | None) -> int:
    settings = llama_cpp.llama_sampler_chain_default_params()
    chain = llama_cpp.llama_sampler_chain_init(settings)
    if warm is None:
        steps = [llama_cpp.llama_sampler_init_greedy()]
    else:
        steps = [
            llama_cpp.llama_sampler_init_top_k(64),
            llama_cpp.llama_sampler_init_top_p(0.95, 1),
            llama_cpp.llama_sampler_init_temp(1.0),
            llama_cpp.llama_sampler_init_dist(warm),
        ]
    for step in steps:
        llama_cpp.llama_sampler_chain_add(chain, step)
    return chain
