# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What people show, let hear or let read, kept as files named by their hash.

Pictures are checked, turned upright and shrunk; sounds and documents stay as they came. The words
of a document that is no plain text are kept beside it.
"""

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path

from desktop.domain.clean import clean
from desktop.domain.conversation import AudioPart, DocumentPart, ImagePart, MediaPart
from desktop.domain.errors import AppError, Problem
from desktop.domain.tokens import about_tokens, first_part
from desktop.services import sounds
from desktop.services.documents import text as documents
from desktop.services.files import refusal, write_atomically

MOST_BYTES = 200_000_000
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"} | sounds.ENDINGS | documents.ENDINGS
IN_MEMORY = "/dev/shm"  # of Linux
WORDS = ".words"  # beside a document
# Taken for sounds and pictures by their names, to be refused as such.
HEARD = (".wav", ".mp3", ".flac")
SEEN = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".avif")


class PictureStore:
    """A folder with pictures, sounds and documents. The same one is kept once. Any thread may call.

    What is private is kept in memory where the system has a folder in it, else among its temporary
    files, until forget_private.

    Args:
        folder: is made when the first one comes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hidden: tempfile.TemporaryDirectory[str] | None = None
        self._hiding = threading.Lock()
        self._one = threading.Lock()  # unpacked, a picture may take 400 MB: one at a time

    def add_file(self, path: Path, private: bool = False) -> MediaPart:
        """Keep a picture, a sound or a document from a file, which stays as it is.

        Raises:
            AppError: as `add`, `add_sound` and `add_document` do, or PICTURE_MISSING or
                SOUND_MISSING (not there, or not to be read).
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
            return self.add_sound(data, name, private)
        kind = "" if path.suffix.lower() in SEEN else documents.kind_of(data)
        if kind:
            return self.add_document(data, kind, name, private)
        return self.add(data, name, private)

    def add_document(
        self, data: bytes, kind: str, name: str = "", private: bool = False
    ) -> DocumentPart:
        """Keep a document of this media type; a plain text in UTF-8, whatever it was written in.

        Raises:
            AppError: DOCUMENT_DAMAGED, DOCUMENT_LOCKED, DOCUMENT_TOO_LARGE (see
                services/documents), DOCUMENT_EMPTY (no words in it, and no pages that might be
                pictures), DISK_FULL, FOLDER_NOT_WRITABLE. Nothing is kept then.
        """
        name = clean(name)
        if len(data) > MOST_BYTES:
            raise AppError(Problem.DOCUMENT_TOO_LARGE, detail=f"{len(data)} bytes", name=name)
        with self._one:
            words = documents.words_of(data, kind, name)
        kept = words.encode()
        if kind == documents.TEXT:
            data = kept
        sha256 = hashlib.sha256(data).hexdigest()
        part = DocumentPart(sha256, kind, about_tokens(words) if words else 0, name=name)
        path = self._keep(part, data, private)
        if kind != documents.TEXT:
            _write(path.with_suffix(WORDS), kept)
        return part

    def read(self, part: DocumentPart) -> str:
        """The words of a document that are taken of it; found anew when only the document is there.

        Raises:
            AppError: DOCUMENT_MISSING, or as for `add_document`.
        """
        try:
            try:
                words = self._words_path(part).read_text("utf-8")
            except FileNotFoundError:
                with self._one:
                    words = documents.words_of(
                        self.path(part).read_bytes(), part.media_type, part.name
                    )
        except (OSError, ValueError) as error:
            detail = type(error).__name__
            raise AppError(Problem.DOCUMENT_MISSING, detail=detail, name=part.name) from error
        return first_part(words, part.taken) if part.taken else words

    def add_pages(self, part: DocumentPart, most: int, private: bool = False) -> list[ImagePart]:
        """Keep the first pages of a PDF as pictures.

        Raises:
            AppError: DOCUMENT_MISSING, DOCUMENT_DAMAGED, DISK_FULL, FOLDER_NOT_WRITABLE.
        """
        try:
            data = self.path(part).read_bytes()
        except OSError as error:
            detail = type(error).__name__
            raise AppError(Problem.DOCUMENT_MISSING, detail=detail, name=part.name) from error
        from desktop.services import pixels
        from desktop.services.documents import pdf

        parts = []
        with self._one:
            for number, page in enumerate(pdf.page_pictures(data, part.name, most), 1):
                media_type, kept = pixels.packed(page, lossy=False)
                sha256, name = hashlib.sha256(kept).hexdigest(), f"{part.name}, {number}"
                picture = ImagePart(sha256, media_type, page.width, page.height, name)
                self._keep(picture, kept, private)
                parts.append(picture)
        return parts

    def add_sound(self, data: bytes, name: str = "", private: bool = False) -> AudioPart:
        """Keep a sound as it is.

        Raises:
            AppError: SOUND_DAMAGED, SOUND_TOO_LONG, DISK_FULL, FOLDER_NOT_WRITABLE. Nothing is kept
                then.
        """
        part = sounds.sound_of(data, name)
        self._keep(part, data, private)
        return part

    def add(self, data: bytes, name: str = "", private: bool = False) -> ImagePart:
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
        self._keep(part, kept, private)
        return part

    def forget_private(self) -> None:
        """Delete what is private. Harmless when there is none."""
        with self._hiding:
            hidden, self._hidden = self._hidden, None
        if hidden is not None:
            hidden.cleanup()

    def sweep(self) -> None:
        """Delete what was private in an earlier run that was killed; no other run goes on now."""
        with self._hiding:
            hidden = self._hidden.name if self._hidden is not None else ""
            for left in _secret_place().glob(f"{self._secret_name()}*"):
                if str(left) != hidden:
                    shutil.rmtree(left, ignore_errors=True)

    def _secret_name(self) -> str:
        """How the folders of what is private begin: others' are let alone."""
        return f"jewelbox-{hashlib.sha256(os.fsencode(self._folder.absolute())).hexdigest()[:16]}-"

    def put_back(self, part: MediaPart, data: bytes) -> None:
        """Keep the very file that another computer kept, after looking whether it is one.

        Raises:
            AppError: PICTURE_DAMAGED when it is not the file of this hash; or as `add`, `add_sound`
                and `add_document`. Nothing is kept then.
        """
        if hashlib.sha256(data).hexdigest() != part.sha256 or part.media_type not in ENDINGS:
            raise AppError(Problem.PICTURE_DAMAGED, detail="another hash", name=part.name)
        if isinstance(part, DocumentPart):
            self.add_document(data, part.media_type, part.name)
        elif isinstance(part, AudioPart):
            self.add_sound(data, part.name)
        else:
            from desktop.services import pixels

            with self._one, pixels.quiet():
                pixels.upright(data, part.name)
            self._keep(part, data)

    def path(self, part: MediaPart) -> Path:
        """Where it is kept."""
        path, hidden = self._open_path(part), self._hidden
        return path if hidden is None or path.exists() else Path(hidden.name) / path.name

    def _open_path(self, part: MediaPart) -> Path:
        ending = ENDINGS.get(part.media_type, "png")
        return self._folder / part.sha256[:2] / f"{part.sha256}.{ending}"

    def _words_path(self, part: DocumentPart) -> Path:
        path = self.path(part)
        return path if part.media_type == documents.TEXT else path.with_suffix(WORDS)

    def forget(self, media: Iterable[MediaPart]) -> None:
        """Delete what nobody shows any more (see ChatStore.purge_removed)."""
        for part in media:
            with contextlib.suppress(OSError):  # at worst a file stays that nobody asks for
                self.path(part).unlink(missing_ok=True)
                if isinstance(part, DocumentPart):
                    self._words_path(part).unlink(missing_ok=True)

    def _keep(self, part: MediaPart, data: bytes, private: bool = False) -> Path:
        """Write a file, in secret unless everybody may see it already. Returns where it is."""
        path = self._open_path(part)
        if private and not path.exists():
            path = self._private_folder() / path.name
        _write(path, data)
        return path

    def _private_folder(self) -> Path:
        with self._hiding:
            if self._hidden is None:
                self._hidden = tempfile.TemporaryDirectory(
                    prefix=self._secret_name(), dir=_secret_place(), ignore_cleanup_errors=True
                )
            return Path(self._hidden.name)


def _secret_place() -> Path:
    """In memory, where the system has a folder in it."""
    return Path(IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else tempfile.gettempdir())


def _write(path: Path, data: bytes) -> None:
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
