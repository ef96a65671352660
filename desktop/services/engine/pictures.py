# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The model's eyes and ears: what it reads in place of tokens for pictures and sounds (mtmd)."""

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
from desktop.services.engine.native import encoded
from desktop.services.engine.session import Seen

if TYPE_CHECKING:
    from PIL import Image

TEXT, IMAGE = 0, 1  # mtmd_input_chunk_type; a sound is cut into several, of half a minute each
SOUNDS = (".wav", ".mp3", ".flac")  # as files of sounds are called where they are kept


@dataclass(frozen=True, slots=True)
class Place:
    """What a picture or a sound takes in a prompt: marker tokens around its positions."""

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
        """What a picture or a sound takes. Only its size is looked at; it is remembered."""
        if sha256 not in self._places:
            with self._chunks(file, empty=True) as chunks:
                self._places[sha256] = self._place(chunks)
        return self._places[sha256]

    def read(
        self, seen: Seen, file: Path, context: Context, position: int, stop: threading.Event
    ) -> None:
        """Read it into the context, whose next position this is; encode it if it is new.

        Raises:
            Cancelled: stopped; a part of it may be in the cache.
            AppError: PICTURE_MISSING, PICTURE_DAMAGED, SOUND_DAMAGED, CONTEXT_FULL, ENGINE_FAILED.
        """
        known = self.embeddings.get(seen, self._bytes(seen.count))
        with self._chunks(file, empty=bool(known)) as chunks:
            parts = [chunk for chunk in self._each(chunks) if self._type(chunk) != TEXT]
            if not known:
                for chunk in parts:
                    known += self._encode(chunk, context, stop)
                self.embeddings.put(seen, known)
            at = 0
            for chunk in parts:
                count = self._mtmd.mtmd_input_chunk_get_n_tokens(chunk)
                part = known[self._bytes(at) : self._bytes(at + count)]
                self._decode(chunk, part, context, position + at)
                at += count

    def _bytes(self, positions: int) -> int:
        return positions * self._width * ctypes.sizeof(ctypes.c_float)

    def _type(self, chunk: int) -> int:
        return int(self._mtmd.mtmd_input_chunk_get_type(chunk))

    def _encode(self, chunk: int, context: Context, stop: threading.Event) -> bytearray:
        mtmd = self._mtmd
        count = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
        if self._type(chunk) == IMAGE and count > context.batch:
            # mtmd would divide it, and a model that looks at a whole picture at once would not.
            raise AppError(Problem.ENGINE_FAILED, detail="the picture is larger than a batch")
        if self._interruption is not None:
            self._interruption.stop = stop
        failed = mtmd.mtmd_encode_chunk(self._handle, chunk)
        if stop.is_set():
            raise Cancelled
        if failed:
            raise AppError(Problem.ENGINE_FAILED, detail="the projector failed")
        numbers = mtmd.mtmd_get_output_embd(self._handle)
        return bytearray(ctypes.string_at(numbers, self._bytes(count)))

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
    def _chunks(self, file: Path, *, empty: bool) -> Iterator[int]:
        """A picture or a sound alone as mtmd divides it: markers, positions, markers.

        Args:
            empty: of the right size, with nothing in it.
        """
        mtmd = self._mtmd
        bitmap = self._sound(file, empty) if file.suffix in SOUNDS else self._picture(file, empty)
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

    def _picture(self, file: Path, empty: bool) -> int:
        width, height, pixels = _size(file) if empty else _pixels(file)
        data = ctypes.cast(ctypes.c_char_p(pixels), ctypes.POINTER(ctypes.c_uint8))
        return int(self._mtmd.mtmd_bitmap_init(width, height, data))

    def _sound(self, file: Path, empty: bool) -> int:
        """Decoded by the library, at the rate that the model hears."""
        if not file.is_file():
            raise AppError(Problem.SOUND_MISSING, name=file.name)
        path = encoded(str(file))
        bitmap = self._mtmd.mtmd_helper_bitmap_init_from_file(self._handle, path, empty)
        if not bitmap:
            raise AppError(Problem.SOUND_DAMAGED, name=file.name)
        return int(bitmap)

    def _each(self, chunks: int) -> Iterator[int]:
        for place in range(self._mtmd.mtmd_input_chunks_size(chunks)):
            yield self._mtmd.mtmd_input_chunks_get(chunks, place)

    def _place(self, chunks: int) -> Place:
        mtmd = self._mtmd
        around: tuple[list[int], list[int]] = ([], [])
        count = 0
        for chunk in self._each(chunks):
            if self._type(chunk) == TEXT:
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
