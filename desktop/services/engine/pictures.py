# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The model's eyes: pictures as what the model reads in place of tokens (mtmd)."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.engine.context import SEQUENCE, Context
from desktop.services.engine.embeddings import Embeddings
from desktop.services.engine.session import Seen

if TYPE_CHECKING:
    from PIL import Image

TEXT, IMAGE = 0, 1  # mtmd_input_chunk_type


@dataclass(frozen=True, slots=True)
class Place:
    """What a picture takes in a prompt: marker tokens around its positions."""

    before: list[int]
    count: int
    after: list[int]


class Interruption:
    """Lets an event end the encoding of a picture, which takes many seconds on a small computer.

    Attributes:
        callback: asked by the projector about every step of its computation.
        stop: the event that counts now.
    """

    def __init__(self, llama: Any) -> None:
        self.callback = llama.ggml_backend_sched_eval_callback(self._on_step)
        self.stop: threading.Event | None = None

    def _on_step(self, _tensor: object, ask: bool, _data: object) -> bool:
        """Asked before a step: is it to be told of? Told after it: is there more to do?

        Every step: a single one of a whole picture may take a good part of a second.
        """
        return ask or self.stop is None or not self.stop.is_set()


class Eyes:
    """A loaded projector.

    Args:
        mtmd: the library. handle: its context; freed by `close`.
        interruption: what the context was made with, if with any.
        embeddings: of pictures seen before. width: numbers in place of one token.
    """

    def __init__(
        self,
        mtmd: Any,
        handle: int,
        interruption: Interruption | None,
        embeddings: Embeddings,
        width: int,
    ) -> None:
        self._mtmd = mtmd
        self._handle = handle
        self.embeddings, self._width = embeddings, width
        self._interruption = interruption
        self._places: dict[str, Place] = {}
        self.sees = bool(mtmd.mtmd_support_vision(handle))
        self.hears = bool(mtmd.mtmd_support_audio(handle))

    def close(self) -> None:
        """Free the memory; nothing may be called afterwards."""
        self._mtmd.mtmd_free(self._handle)

    def place(self, sha256: str, file: Path) -> Place:
        """What the picture takes. Only its size is read; it is remembered."""
        if sha256 not in self._places:
            with self._chunks(*_size(file)) as chunks:
                self._places[sha256] = self._place(chunks)
        return self._places[sha256]

    def read(
        self, seen: Seen, file: Path, context: Context, position: int, stop: threading.Event
    ) -> None:
        """Read the picture into the context, whose next position this is; encode it if it is new.

        Raises:
            Cancelled: stopped; nothing of the picture is in the cache.
            AppError: PICTURE_MISSING, PICTURE_DAMAGED, CONTEXT_FULL, ENGINE_FAILED.
        """
        size = seen.count * self._width * ctypes.sizeof(ctypes.c_float)
        known = self.embeddings.get(seen, size)
        with self._chunks(*(_size(file) if known else _pixels(file))) as chunks:
            for chunk in self._each(chunks):
                if self._mtmd.mtmd_input_chunk_get_type(chunk) == IMAGE:
                    if not known:
                        known = self._encode(chunk, size, context, stop)
                        self.embeddings.put(seen, known)
                    self._decode(chunk, known, context, position)

    def _encode(self, chunk: int, size: int, context: Context, stop: threading.Event) -> bytearray:
        mtmd = self._mtmd
        if size // self._width // 4 > context.batch:
            # mtmd would divide it, and a model that looks at a whole picture at once would not.
            raise AppError(Problem.ENGINE_FAILED, detail="the picture is larger than a batch")
        if self._interruption is not None:
            self._interruption.stop = stop
        failed = mtmd.mtmd_encode_chunk(self._handle, chunk)
        if stop.is_set():
            raise Cancelled
        if failed:
            raise AppError(Problem.ENGINE_FAILED, detail="the projector failed")
        return bytearray(ctypes.string_at(mtmd.mtmd_get_output_embd(self._handle), size))

    def _decode(self, chunk: int, known: bytearray, context: Context, position: int) -> None:
        mtmd, handle = self._mtmd, self._handle
        numbers = (ctypes.c_float * (len(known) // 4)).from_buffer(known)
        result = mtmd.mtmd_helper_decode_image_chunk(
            handle,
            context.handle,
            chunk,
            numbers,
            position,
            SEQUENCE,
            context.batch,
            ctypes.byref(ctypes.c_int32()),
            mtmd.mtmd_helper_post_decode_callback(),
            None,
        )
        context.check(result)

    @contextmanager
    def _chunks(self, width: int, height: int, pixels: bytes | None) -> Iterator[int]:
        """A picture alone as mtmd divides it: markers, positions, markers."""
        mtmd = self._mtmd
        data = ctypes.cast(ctypes.c_char_p(pixels), ctypes.POINTER(ctypes.c_uint8))
        bitmap = mtmd.mtmd_bitmap_init(width, height, data)
        chunks = mtmd.mtmd_input_chunks_init()
        try:
            marker = mtmd.mtmd_default_marker()
            text = mtmd.mtmd_input_text(marker, len(marker), False, True)
            bitmaps = (mtmd.mtmd_bitmap_p_ctypes * 1)(bitmap)
            result = mtmd.mtmd_tokenize(self._handle, chunks, ctypes.byref(text), bitmaps, 1)
            if result:
                raise AppError(Problem.ENGINE_FAILED, detail=f"mtmd_tokenize returned {result}")
            yield chunks
        finally:
            mtmd.mtmd_input_chunks_free(chunks)
            mtmd.mtmd_bitmap_free(bitmap)

    def _each(self, chunks: int) -> Iterator[int]:
        for place in range(self._mtmd.mtmd_input_chunks_size(chunks)):
            yield self._mtmd.mtmd_input_chunks_get(chunks, place)

    def _place(self, chunks: int) -> Place:
        mtmd = self._mtmd
        around: tuple[list[int], list[int]] = ([], [])
        count = 0
        for chunk in self._each(chunks):
            if mtmd.mtmd_input_chunk_get_type(chunk) == TEXT:
                length = ctypes.c_size_t()
                ids = mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(length))
                around[bool(count)].extend(ids[: length.value])
            else:
                count += mtmd.mtmd_input_chunk_get_n_tokens(chunk)
        return Place(around[0], count, around[1])


@contextmanager
def _opened(file: Path) -> Iterator["Image.Image"]:
    """The picture; whatever fails inside is the file's fault."""
    from PIL import Image

    if not file.is_file():
        raise AppError(Problem.PICTURE_MISSING, name=file.name)
    try:
        with Image.open(file) as picture:
            yield picture
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise AppError(Problem.PICTURE_DAMAGED, detail=str(error), name=file.name) from error


def _size(file: Path) -> tuple[int, int, None]:
    """Width and height, without a look at the pixels."""
    with _opened(file) as picture:
        return (*picture.size, None)


def _pixels(file: Path) -> tuple[int, int, bytes]:
    """Width, height, and red, green and blue of every pixel; what is transparent becomes white."""
    from PIL import Image

    with _opened(file) as picture:
        if picture.has_transparency_data:
            shown = picture.convert("RGBA")
            white = Image.new("RGBA", shown.size, "white")
            opaque = Image.alpha_composite(white, shown).convert("RGB")
        else:
            opaque = picture.convert("RGB")
    return opaque.width, opaque.height, opaque.tobytes()
