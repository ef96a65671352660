# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is no picture gets a clear answer, at once, and nothing else changes."""

import os
import struct
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.domain.errors import AppError, Problem
from desktop.services import pictures
from desktop.services.pictures import PictureStore
from tests.unit.pictures.drawing import drawn, packed

FORMS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")
WHOLE = {form: packed(Image.effect_noise((60, 40), 50), form) for form in FORMS}


def chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def png(width: int, height: int, data: bytes = b"\0" * 1000, extra: bytes = b"") -> bytes:
    """A file of a few bytes that says it has this many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = extra + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


REFUSED = {
    "empty": (b"", Problem.PICTURE_DAMAGED),
    "text": (b"hello, this is text", Problem.PICTURE_UNKNOWN),
    "text of a car": (b"BMW is a car", Problem.PICTURE_UNKNOWN),
    "pdf": (b"%PDF-1.7 ....", Problem.PICTURE_UNKNOWN),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Problem.PICTURE_UNKNOWN),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 99, Problem.PICTURE_DAMAGED),
    "sound": (b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 99, Problem.PICTURE_UNKNOWN),
    "program": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", Problem.PICTURE_UNKNOWN),
    "icon": (packed(drawn(), "ICO"), Problem.PICTURE_UNKNOWN),
    "head only": (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, Problem.PICTURE_DAMAGED),
    "bomb": (png(100_000, 100_000), Problem.PICTURE_TOO_LARGE),
    "just too large": (png(10_001, 10_000), Problem.PICTURE_TOO_LARGE),
    "bomb of words": (
        png(8, 8, extra=chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 70_000_000))),
        Problem.PICTURE_DAMAGED,
    ),
    "large and empty": (png(10_000, 10_000), Problem.PICTURE_DAMAGED),
    **{f"half a {form}": (WHOLE[form][: len(WHOLE[form]) // 2], None) for form in FORMS},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused(store: PictureStore, folder: Path, name: str) -> None:
    data, problem = REFUSED[name]
    with pytest.raises(AppError) as caught:
        store.add(data, "thing.png")
    assert caught.value.problem is (problem or Problem.PICTURE_DAMAGED)
    assert caught.value.values["name"] == "thing.png"
    assert not folder.exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    st.sampled_from(FORMS),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4))),
    st.floats(0.5, 1),
)
def test_a_broken_file_is_a_picture_or_is_refused(
    store: PictureStore, form: str, blows: list[tuple[float, bytes]], share: float
) -> None:
    data = bytearray(WHOLE[form])
    for place, blow in blows:
        at = int(place * len(data))
        data[at : at + len(blow)] = blow
    problem = None
    try:
        part = store.add(bytes(data[: int(share * len(data))]), "broken")
    except AppError as error:
        problem = error.problem
    assert problem.startswith("picture_") if problem else store.path(part).exists()


def refused(store: PictureStore, path: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        store.add_file(path)
    return caught.value


def test_a_file_is_taken_with_its_name(store: PictureStore, tmp_path: Path) -> None:
    path = tmp_path / "photo of a \u202egnp.png"
    path.write_bytes(packed(drawn(), "PNG"))
    assert store.add_file(path).name == path.name
    link = tmp_path / "link"
    link.symlink_to(path)
    assert store.add_file(link).name == "link"


def test_files_that_are_not_there(store: PictureStore, tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path / "a\0b", tmp_path / ("x" * 300)):
        assert refused(store, path).problem is Problem.PICTURE_MISSING
    assert refused(store, tmp_path).problem is Problem.PICTURE_UNKNOWN


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_files_that_are_no_files(store: PictureStore, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    for path in (pipe, link, Path("/dev/zero")):
        assert refused(store, path).problem is Problem.PICTURE_UNKNOWN
    assert refused(store, circle).problem is Problem.PICTURE_MISSING


@pytest.mark.skipif(sys.platform != "linux", reason="only there names can be any bytes")
def test_a_name_that_is_no_text(store: PictureStore, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png"))
    path.write_bytes(packed(drawn(), "PNG"))
    assert store.add_file(path).name == "\ufffd.png"
    path.write_bytes(b"text")
    assert refused(store, path).values["name"] == "\ufffd.png"


def test_a_file_that_is_too_large(
    store: PictureStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 1000)
    path = tmp_path / "large.bmp"
    path.write_bytes(packed(Image.new("RGB", (40, 40)), "BMP"))
    assert refused(store, path).problem is Problem.PICTURE_TOO_LARGE


def test_where_nothing_can_be_written(store: PictureStore, folder: Path) -> None:
    folder.touch()
    with pytest.raises(AppError) as caught:
        store.add(packed(drawn(), "PNG"))
    assert caught.value.problem is Problem.FOLDER_NOT_WRITABLE
