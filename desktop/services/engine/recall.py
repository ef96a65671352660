# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Going back to what was read before: the session in the context, and points to go back to.

The layers that see everything keep everything, so going back is cutting. The sliding layers keep
their window alone: where the window was needs a checkpoint, which is what they held there.
"""

from dataclasses import dataclass

from desktop.services.engine.context import Context
from desktop.services.engine.session import Session, Spans


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """What the sliding layers held when these spans had been read, and nothing more."""

    spans: Spans
    window: bytearray


class Recall:
    """What was read and can be had again.

    Args:
        most: checkpoints. room: bytes they may take; the newest is kept whatever it takes.

    Attributes:
        session: what is in the context's cache.
    """

    def __init__(self, context: Context, most: int, room: int) -> None:
        self._context = context
        self._most, self._room = most, room
        self._checkpoints: list[Checkpoint] = []
        self.session = Session()

    def go_to(self, spans: Spans) -> int:
        """Bring the cache to the longest beginning of the spans that need not be read again.

        Returns:
            Its length; less than that of the spans, since the last token has to be read for the
            scores of the next one.
        """
        context, session = self._context, self.session
        length = min(session.common(spans), spans.length - 1)
        if not context.can_go_back(length):
            length, checkpoint = self._nearest(spans, length)
            if checkpoint is not None and not context.put_window(checkpoint.window):
                self._checkpoints.remove(checkpoint)
                length = 0
        if not context.cut(length):
            length = 0
        session.cut(length)
        return length

    def repair(self) -> None:
        """Reading was cut short: bring the cache back to what the session says, or to nothing."""
        if not self._context.cut(self.session.length):
            self.session.cut(0)

    def mark(self) -> None:
        """Make a checkpoint of what is read now, unless there is one already."""
        context, session = self._context, self.session
        if not context.slides or self._nearest(session, session.length)[0] == session.length:
            return
        window = context.window()
        if window:
            self._checkpoints.append(Checkpoint(session.copy(), window))
            self._make_room()

    def _nearest(self, spans: Spans, longest: int) -> tuple[int, Checkpoint | None]:
        """How far, and from which checkpoint, the sliding layers can be brought back."""
        reach: tuple[int, Checkpoint | None] = (0, None)
        for checkpoint in self._checkpoints:
            length = min(checkpoint.spans.common(spans), longest)
            if length > reach[0] and self._context.covers(checkpoint.spans.length, length):
                reach = (length, checkpoint)
        return reach

    def _make_room(self) -> None:
        """Drop what is least missed: where the fewest tokens lie behind the one before it."""
        while len(self._checkpoints) > 1 and (
            len(self._checkpoints) > self._most
            or sum(len(checkpoint.window) for checkpoint in self._checkpoints) > self._room
        ):
            self._checkpoints.remove(min(self._checkpoints[:-1], key=self._missed))

    def _missed(self, one: Checkpoint) -> int:
        """Tokens to read again without this checkpoint."""
        before = (
            other.spans.length
            for other in self._checkpoints
            if other is not one
            and other.spans.length <= one.spans.length
            and other.spans.common(one.spans) == other.spans.length
        )
        return one.spans.length - max(before, default=0)
