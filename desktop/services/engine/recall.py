# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was read and can be had again without reading: in the context, and in states beside it.

The context holds one session. Within it, going back is cutting, as far as the layers that see
everything are concerned. The sliding layers keep their window alone: where it was needs a
checkpoint, which is what they held there. Other chats and other branches are whole states on the
disk: to write one takes milliseconds where reading takes seconds, the system keeps such files in
memory while there is room, and they outlive the program. Sequences side by side in one context
would be quicker still, but a sliding layer needs its window once for each.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from desktop.services.engine.context import Context
from desktop.services.engine.session import Session, Spans
from desktop.services.engine.session_files import (
    MOST_OF_A_KIND,
    Kind,
    SavedState,
    SessionFiles,
    writer,
)

LARGEST_ON_DISK = 2 << 30  # bytes of all checkpoints; one for Gemma 3 12B has 335 MB
WORTH = 32  # tokens; fewer are read again sooner than written down


@dataclass(slots=True, eq=False)
class Checkpoint:
    """What the sliding layers held when this had been read: in memory, on the disk, or both."""

    session: Session
    window: bytearray
    saved: SavedState | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How to come to a beginning of a prompt: what to load, what to put back, where to cut.

    known: positions that were read, whether or not they can be had again.
    """

    length: int
    known: int = 0
    whole: SavedState | None = None
    checkpoint: Checkpoint | None = None


class Recall:
    """Finds the longest beginning of a prompt that was read before, and brings it back.

    Args:
        files: where states are kept; None keeps none on the disk.
        most: checkpoints. room: bytes of memory that they may take; a new one always may.

    Attributes:
        session: what is in the context's cache.
        again: positions of the last prompt that were read before and have to be read again.
    """

    def __init__(self, context: Context, files: SessionFiles | None, most: int, room: int) -> None:
        self._context, self._files = context, files
        self._most, self._room = most, room
        self._wholes = files.found(Kind.WHOLE) if files is not None else []
        windows = files.found(Kind.WINDOW) if files is not None else []
        self._checkpoints = [Checkpoint(state.session, bytearray(), state) for state in windows]
        self.session = Session()
        self.again = 0
        self._before: list[Checkpoint] | None = None  # while private: those that are not

    def be_private(self, private: bool) -> None:
        """Write nothing down; or again, after everything that was read meanwhile is forgotten."""
        if private:
            self._before = list(self._checkpoints)
        elif self._before is not None:
            before, self._before = self._before, None
            self._checkpoints = [one for one in self._checkpoints if one in before]
            self._forget()

    def go_to(self, spans: Spans, most: int) -> int:
        """Bring the cache to the longest beginning of the spans that need not be read again.

        Args:
            most: positions; without the last token where that is read for its scores.

        Returns:
            Its length.
        """
        known = 0
        while True:
            ways = self._ways(spans, most)
            known = max(known, *(way.known for way in ways))
            # Of those that go as far, the first: from what is in the context already.
            if self._take(max(ways, key=lambda way: way.length)):
                self.again = known - self.session.length
                return self.session.length

    def reach(self, spans: Spans) -> int:
        """The length of that beginning, if what is kept of it is sound. Nothing changes."""
        return max(way.length for way in self._ways(spans, spans.length - 1))

    def answer_at(self, start: int, text: str) -> list[int] | None:
        """The tokens of an answer with this text that begins at this position of some session."""
        for session in (self.session, *(whole.session for whole in reversed(self._wholes))):
            ids = session.answer_at(start, text)
            if ids is not None:
                return ids
        return None

    def mark(self) -> None:
        """Make a checkpoint of what is read now, unless there is one already.

        Somebody waits for an answer: what has to go for it goes later (`make_room`).
        """
        context, session = self._context, self.session
        if not context.slides or self._is_marked():
            return
        window = context.window()
        if window:
            self._checkpoints.append(Checkpoint(session.copy(), window))

    def rest(self) -> None:
        """Nothing is asked: write down what was read, for other chats and after a restart."""
        self.mark()
        self._keep()
        if self._files is None:
            self.make_room()
            return
        for checkpoint in self._checkpoints:
            if checkpoint.saved is None:
                fill = writer(checkpoint.window)
                checkpoint.saved = self._files.write(Kind.WINDOW, checkpoint.session, fill)
        self.make_room()

    def repair(self) -> None:
        """Reading was cut short: bring the cache back to what the session says, or to nothing."""
        if not self._context.cut(self.session.length):
            self.session.cut(0)

    def _ways(self, spans: Spans, most: int) -> list[Way]:
        """From what is in the context, and from every whole state."""
        reaches = self._reaches(spans)
        ways = [self._way(spans, most, self.session, self._context.can_go_back, reaches)]
        for whole in self._wholes:
            covers = partial(self._context.covers, whole.session.length)
            way = self._way(spans, most, whole.session, covers, reaches)
            ways.append(replace(way, whole=whole))
        return ways

    def _way(
        self,
        spans: Spans,
        most: int,
        session: Session,
        can_go_back: Callable[[int], bool],
        reaches: list[tuple[Checkpoint, int]],
    ) -> Way:
        known = session.common(spans)
        length = min(known, most)
        if can_go_back(length):
            return Way(length, known)
        return replace(self._restorable(reaches, length), known=known)

    def _is_marked(self) -> bool:
        """A checkpoint leads to where the session ends."""
        session, covers = self.session, self._context.covers
        return not session.length or any(
            covers(checkpoint.session.length, session.length)
            and checkpoint.session.begins_with(session)
            for checkpoint in self._checkpoints
        )

    def _reaches(self, spans: Spans) -> list[tuple[Checkpoint, int]]:
        """Checkpoints, and how far each is alike."""
        found = ((checkpoint, checkpoint.session.common(spans)) for checkpoint in self._checkpoints)
        return [(checkpoint, common) for checkpoint, common in found if common]

    def _restorable(self, reaches: list[tuple[Checkpoint, int]], longest: int) -> Way:
        """How far, and by which checkpoint, the sliding layers can be brought back."""
        best = Way(0)
        for checkpoint, common in reaches:
            length = min(common, longest)
            if length > best.length and self._context.covers(checkpoint.session.length, length):
                best = Way(length, checkpoint=checkpoint)
        return best

    def _take(self, way: Way) -> bool:
        """Go the way. False when a part of it turned out to be bad: it is dropped, and all read."""
        context, session = self._context, self.session
        if way.whole is not None or session.length - way.length >= WORTH:
            self._keep()
        if way.whole is not None and not self._load(way.whole):
            return False
        if way.checkpoint is not None and not self._put_back(way.checkpoint):
            return False
        if not context.cut(way.length):
            session.cut(0)
        session.cut(way.length)
        return True

    def _load(self, whole: SavedState) -> bool:
        assert self._files is not None
        if self._files.is_sound(whole) and self._context.load(whole.path):
            self.session.become(whole.session)
            return True
        self._wholes.remove(whole)
        self._files.drop(whole)
        self._forget()
        return False

    def _put_back(self, checkpoint: Checkpoint) -> bool:
        window = checkpoint.window
        if not window and checkpoint.saved is not None and self._files is not None:
            window = self._files.read(checkpoint.saved)
        if window and self._context.put_window(window):
            return True
        self._drop(checkpoint)
        self._forget()
        return False

    def _forget(self) -> None:
        self._context.cut(0)
        self.session.cut(0)

    def _keep(self) -> None:
        """Write the session down; what was kept of its beginning goes, as this is more."""
        session, files = self.session, self._files
        if files is None or session.length < WORTH or self._before is not None:
            return
        if any(whole.session.spans == session.spans for whole in self._wholes):
            return
        saved = files.write(Kind.WHOLE, session.copy(), self._context.save)
        if saved is None:
            return
        for whole in [whole for whole in self._wholes if session.begins_with(whole.session)]:
            self._wholes.remove(whole)
            files.drop(whole)
        self._wholes.append(saved)
        del self._wholes[:-MOST_OF_A_KIND]

    def make_room(self) -> None:
        """Drop what is missed least: first from memory what is on the disk, then altogether."""
        while len(self._checkpoints) > 1 and (
            len(self._checkpoints) > self._most or self._on_disk() > LARGEST_ON_DISK
        ):
            self._drop(min(self._checkpoints[:-1], key=self._missed))
        while sum(len(checkpoint.window) for checkpoint in self._checkpoints) > self._room:
            newest = self._checkpoints[-1]
            held = [c for c in self._checkpoints if c.window and (c.saved or c is not newest)]
            if not held:
                break
            least = min(held, key=self._missed)
            if least.saved is not None:
                least.window = bytearray()
            else:
                self._drop(least)

    def _on_disk(self) -> int:
        """Bytes of checkpoints there."""
        return sum(checkpoint.saved.size for checkpoint in self._checkpoints if checkpoint.saved)

    def _drop(self, checkpoint: Checkpoint) -> None:
        self._checkpoints.remove(checkpoint)
        if checkpoint.saved is not None and self._files is not None:
            self._files.drop(checkpoint.saved)

    def _missed(self, one: Checkpoint) -> float:
        """Tokens to read again without this checkpoint, and fewer the longer ago it was made."""
        before = (
            other.session.length
            for other in self._checkpoints
            if other is not one and one.session.begins_with(other.session)
        )
        age = len(self._checkpoints) - self._checkpoints.index(one)
        return (one.session.length - max(before, default=0)) / age
