# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What people show or let hear, kept as files named by their hash.

Pictures are checked, turned upright and shrunk; sounds stay as they came.
"""

import contextlib
import hashlib
import os
import stat
import threading
from collections.abc import Iterable
from pathlib import Path

from desktop.domain.clean import clean
from desktop.domain.conversation import AudioPart, ImagePart, MediaPart
from desktop.domain.errors import AppError, Problem
from desktop.services import sounds
from desktop.services.files import refusal, write_atomically

MOST_BYTES = 200_000_000
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"} | sounds.ENDINGS
HEARD = (".wav", ".mp3", ".flac")  # taken for sounds by their names, to be refused as such


class PictureStore:
    """A folder with pictures and sounds. The same one is kept once. Any thread may call.

    Args:
        folder: is made when the first one comes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one = threading.Lock()  # unpacked, a picture may take 400 MB: one at a time

    def add_file(self, path: Path) -> MediaPart:
        """Keep a picture or a sound from a file, which stays as it is.

        Raises:
            AppError: as `add` and `add_sound` do, or PICTURE_MISSING or SOUND_MISSING (not there,
                or not to be read).
        """
        name, heard = clean(path.name), path.suffix.lower() in HEARD
        try:
            data = _read(path)
        except (OSError, ValueError) as error:
            detail = type(error).__name__
            missing = Problem.SOUND_MISSING if heard else Problem.PICTURE_MISSING
            raise AppError(missing, detail=detail, name=name) from error
        if data is None:
            raise AppError(Problem.PICTURE_UNKNOWN, detail="not a regular file", name=name)
        if heard or sounds.is_sound(data):
            return self.add_sound(data, name)
        return self.add(data, name)

    def add_sound(self, data: bytes, name: str = "") -> AudioPart:
        """Keep a sound as it is.

        Raises:
            AppError: SOUND_DAMAGED, SOUND_TOO_LONG, DISK_FULL, FOLDER_NOT_WRITABLE. Nothing is kept
                then.
        """
        part = sounds.sound_of(data, name)
        self._keep(self.path(part), data)
        return part

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

    def path(self, part: MediaPart) -> Path:
        """Where it is kept."""
        ending = ENDINGS.get(part.media_type, "png")
        return self._folder / part.sha256[:2] / f"{part.sha256}.{ending}"

    def forget(self, media: Iterable[MediaPart]) -> None:
        """Delete what nobody shows any more (see ChatStore.purge_removed)."""
        for part in media:
            with contextlib.suppress(OSError):  # at worst a file stays that nobody asks for
                self.path(part).unlink(missing_ok=True)

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
