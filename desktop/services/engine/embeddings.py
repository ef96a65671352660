# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a projector made of a picture, kept by the picture's hash: each is encoded once."""

from dataclasses import dataclass

from desktop.services.engine.session import Seen, Session
from desktop.services.engine.session_files import Kind, SavedState, SessionFiles, writer

ROOM = 32 << 20  # bytes of memory; a picture takes 2.6 MB for Gemma 3 4B


@dataclass(slots=True)
class Embedding:
    """Numbers in place of tokens: positions times the model's width, 32 bits each."""

    data: bytearray
    saved: SavedState | None = None


class Embeddings:
    """The pictures that were encoded last: in memory, and on the disk.

    Args:
        files: where they are kept for the next start; None keeps none.
    """

    def __init__(self, files: SessionFiles | None) -> None:
        self._files = files
        self._kept: dict[Seen, Embedding] = {}
        self._before: set[Seen] = set()  # those that were known before something private
        for state in files.found(Kind.PICTURE) if files is not None else ():
            if isinstance(seen := state.session.spans[0], Seen):
                self._kept[seen] = Embedding(bytearray(), state)

    def get(self, seen: Seen, size: int) -> bytearray:
        """What was made of the picture, empty when that is not known. size: bytes it must have."""
        known = self._kept.get(seen)
        if known is None:
            return bytearray()
        if not known.data and known.saved is not None and self._files is not None:
            known.data = self._files.read(known.saved)
        self._kept[seen] = self._kept.pop(seen)  # the last one is the one used last
        return known.data if len(known.data) == size else bytearray()

    def put(self, seen: Seen, data: bytearray) -> None:
        """Keep what was made of a picture; those used longest ago leave the memory for it."""
        self._kept[seen] = Embedding(data)
        taken = sum(len(kept.data) for kept in self._kept.values())
        for old in [seen for seen, kept in self._kept.items() if kept.data][:-1]:
            if taken <= ROOM:
                break
            taken -= len(self._kept[old].data)
            if self._kept[old].saved is None:
                del self._kept[old]
            else:
                self._kept[old].data = bytearray()

    def be_private(self, private: bool) -> None:
        """Those that come from now on are forgotten, as soon as nothing is private any more."""
        if private:
            self._before = set(self._kept)
        else:
            self._kept = {seen: kept for seen, kept in self._kept.items() if seen in self._before}

    def rest(self) -> None:
        """Write down what is not yet on the disk."""
        for seen, kept in self._kept.items():
            if kept.saved is None and self._files is not None:
                session = Session()
                session.add_picture(seen)
                kept.saved = self._files.write(Kind.PICTURE, session, writer(kept.data))
