# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures that people show: checked, turned upright, shrunk, kept as files named by their hash."""

import contextlib
import hashlib
import os
import stat
import threading
from collections.abc import Iterable
from pathlib import Path

from desktop.domain.clean import clean
from desktop.domain.conversation import ImagePart
from desktop.domain.errors import AppError, Problem
from desktop.services.files import refusal, write_atomically

MOST_BYTES = 200_000_000
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


class PictureStore:
    """A folder with pictures. The same picture is kept once. Any thread may call.

    Args:
        folder: is made when the first picture comes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one = threading.Lock()  # unpacked, a picture may take 400 MB: one at a time

    def add_file(self, path: Path) -> ImagePart:
        """Keep a picture from a file, which stays as it is.

        Raises:
            AppError: as `add` does, or PICTURE_MISSING (not there, or not to be read).
        """
        name = clean(path.name)
        try:
            data = _read(path)
        except (OSError, ValueError) as error:
            detail = type(error).__name__
            raise AppError(Problem.PICTURE_MISSING, detail=detail, name=name) from error
        if data is None:
            raise AppError(Problem.PICTURE_UNKNOWN, detail="not a regular file", name=name)
        return self.add(data, name)

    def add(self, data: bytes, name: str = "") -> ImagePart:
        """Keep a picture from the bytes of a file of any kind in FORMATS.

        What is kept is upright, its longer side at most LONGEST_SIDE, in RGB, and without whatever
        else the file told (place, camera, words). The same bytes give the same file.

        Raises:
            AppError: PICTURE_UNKNOWN (no picture, or of a kind that we do not read),
                PICTURE_DAMAGED, PICTURE_TOO_LARGE (more than MOST_BYTES, or than MOST_PIXELS, seen
                before anything is unpacked), DISK_FULL, FOLDER_NOT_WRITABLE. Nothing is kept then.
        """
        name = clean(name)
        if len(data) > MOST_BYTES:
            raise AppError(Problem.PICTURE_TOO_LARGE, detail=f"{len(data)} bytes", name=name)
        # Imported here: Pillow takes its time, and most starts of the program see no picture.
        from desktop.services import pixels

        with self._one, pixels.quiet():
            picture, lossy = pixels.upright(data, name)
            media_type, kept = pixels.packed(picture, lossy)
        part = ImagePart(
            hashlib.sha256(kept).hexdigest(), media_type, picture.width, picture.height, name
        )
        self._keep(self.path(part), kept)
        return part

    def path(self, image: ImagePart) -> Path:
        """Where the picture is kept."""
        ending = ENDINGS.get(image.media_type, "png")
        return self._folder / image.sha256[:2] / f"{image.sha256}.{ending}"

    def forget(self, images: Iterable[ImagePart]) -> None:
        """Delete pictures that nobody shows any more (see ChatStore.purge_removed)."""
        for image in images:
            with contextlib.suppress(OSError):  # at worst a file stays that nobody asks for
                self.path(image).unlink(missing_ok=True)

    def _keep(self, path: Path, data: bytes) -> None:
        """A file that is there but not as long as it should be is written anew."""
        try:
            if not path.exists() or path.stat().st_size != len(data):
                write_atomically(path, data)
        except OSError as error:
            raise refusal(error, path, len(data)) from error


def _read(path: Path) -> bytes | None:
    """The content, MOST_BYTES + 1 at most; None when it is no ordinary file.

    Asking is not enough, and a pipe would make us wait for ever: so it is opened without waiting,
    and what was opened is asked again.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        return None
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        return file.read(MOST_BYTES + 1)
