# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The scores that whole prompts ended with: another answer to the same question reads nothing.

They are also why the same seed gives the same answer to the bit. The last digits of scores depend
on how many tokens were read together, so the first answer and the next have to be chosen by the
very same ones.
"""

from dataclasses import dataclass

from desktop.domain.memory import SCORES_KEPT
from desktop.services.engine.session import Session, Spans
from desktop.services.engine.session_files import Kind, SavedState, SessionFiles, writer

MOST = 16  # prompts; of a large vocabulary each takes a mebibyte of the disk


@dataclass(slots=True, eq=False)
class _Kept:
    """Of one prompt: in memory, on the disk, or both."""

    prompt: Session
    data: bytearray
    saved: SavedState | None = None


class Scores:
    """Of the last prompts.

    Args:
        files: where they are kept for the next start; None keeps none.
    """

    def __init__(self, files: SessionFiles | None) -> None:
        self._files = files
        found = files.found(Kind.SCORES) if files is not None else []
        self._kept = [_Kept(state.session, bytearray(), state) for state in found[-MOST:]]
        self._before: list[_Kept] | None = None  # while private: those that are not

    def find(self, prompt: Spans) -> bytearray:
        """What the prompt ended with; empty when that is not known."""
        for kept in self._kept:
            if kept.prompt.spans != prompt.spans:
                continue
            if not kept.data and kept.saved is not None and self._files is not None:
                kept.data = self._files.read(kept.saved)
            self._kept.remove(kept)
            if kept.data:  # else the file was damaged, and is gone
                self._kept.append(kept)
                self._make_room()
            return kept.data
        return bytearray()

    def add(self, prompt: Session, data: bytearray) -> None:
        """What a prompt ended with that was read just now."""
        self._kept.append(_Kept(prompt.copy(), data))
        self._make_room()

    def be_private(self, private: bool) -> None:
        """Those that come from now on are forgotten, as soon as nothing is private any more."""
        if private:
            self._before = list(self._kept)
        elif self._before is not None:
            self._kept, self._before = self._before, None

    def rest(self) -> None:
        """Write down what is not yet on the disk."""
        for kept in self._kept:
            if kept.saved is None and self._files is not None:
                kept.saved = self._files.write(Kind.SCORES, kept.prompt, writer(kept.data))
        self._make_room()

    def _make_room(self) -> None:
        """The last ones stay in memory, and more of them on the disk."""
        for kept in self._kept[:-SCORES_KEPT]:
            if kept.saved is not None:
                kept.data = bytearray()
            else:
                self._kept.remove(kept)
        for kept in self._kept[:-MOST]:
            self._kept.remove(kept)
            if kept.saved is not None and self._files is not None:
                self._files.drop(kept.saved)
