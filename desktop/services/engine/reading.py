# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Brings the cache from what was read before to what a prompt needs: only what is new is read."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.prompt import Audio, Control, Picture, Prompt, Words
from desktop.services.engine.loading import Loaded
from desktop.services.engine.protocol import Reading
from desktop.services.engine.session import Seen, Spans, Tokens

# Tokens that are read in one go, so that there is progress to tell; on a processor this is also the
# fastest. A graphics processor takes whole batches.
SLICE = 128


def lay_out(loaded: Loaded, prompt: Prompt, media: Mapping[str, Path]) -> Spans:
    """The prompt as what the model reads.

    Raises:
        AppError: CANNOT_SEE, CANNOT_HEAR, PICTURE_MISSING, PICTURE_DAMAGED.
    """
    vocabulary, spans = loaded.vocabulary, Spans()
    for piece in prompt.pieces:
        match piece:
            case Control(text):
                spans.add_tokens(vocabulary.control(text))
            case Words(text, by_model):
                spans.answer = spans.length if by_model else spans.answer
                known = loaded.recall.answer_at(spans.length, text) if by_model else None
                spans.add_tokens(vocabulary.words(text) if known is None else known)
            case Picture(sha256) | Audio(sha256):
                _refuse_unseen(loaded, piece)
                assert loaded.eyes is not None
                place = loaded.eyes.place(sha256, media[sha256])
                spans.add_tokens(place.before)
                spans.add_picture(Seen(sha256, place.count))
                spans.add_tokens(place.after)
    return spans


def _refuse_unseen(loaded: Loaded, piece: Picture | Audio) -> None:
    eyes = loaded.eyes
    if isinstance(piece, Picture) and not (eyes and eyes.sees):
        raise AppError(Problem.CANNOT_SEE, name=loaded.name, instead="")
    if isinstance(piece, Audio) and not (eyes and eyes.hears):
        raise AppError(Problem.CANNOT_HEAR, name=loaded.name, instead="")


class PromptReader:
    """Reads one prompt.

    Attributes:
        reused: tokens that were in the cache already.
    """

    def __init__(
        self,
        loaded: Loaded,
        spans: Spans,
        media: Mapping[str, Path],
        on_reading: Callable[[Reading], None],
    ) -> None:
        self._loaded, self._spans, self._media = loaded, spans, media
        self._on_reading = on_reading
        self._began = time.perf_counter()
        self.reused = 0

    def run(self, stop: threading.Event) -> None:
        """Read what is new, so that the next token can be chosen.

        Raises:
            Cancelled: stopped; what was read until then stays in the session.
            AppError: CONTEXT_FULL, PICTURE_MISSING, PICTURE_DAMAGED, ENGINE_FAILED.
        """
        context, recall = self._loaded.context, self._loaded.recall
        total = self._spans.length
        if total >= context.size:
            raise AppError(Problem.CONTEXT_FULL, needed=total + 1, context=context.size)
        assert isinstance(self._spans.spans[-1], Tokens)
        kept = self._loaded.scores.find(self._spans)
        # Where nothing was read with scores yet, there is no room for those that were kept.
        whole = bool(kept) and context.has_scores
        self.reused = recall.go_to(self._spans, total if whole else total - 1)
        recall.mark()  # for another question in this one's place
        self._tell()
        try:
            with context.stoppable(stop):
                for span in self._spans.beyond(self.reused):
                    if isinstance(span, Tokens):
                        self._read_text(span.ids, stop)
                    else:
                        self._read_picture(span, stop)
        except BaseException:
            recall.repair()
            raise
        recall.mark()  # for another answer
        if kept:
            context.put_scores(kept)
        else:
            self._loaded.scores.add(recall.session, context.scores())

    def _read_text(self, ids: Sequence[int], stop: threading.Event) -> None:
        context, session = self._loaded.context, self._loaded.session
        size = context.batch if self._loaded.on_gpu else min(SLICE, context.batch)
        for part in (ids[at : at + size] for at in range(0, len(ids), size)):
            if stop.is_set():
                raise Cancelled
            context.read(part, scores=session.length + len(part) == self._spans.length)
            session.add_tokens(part)
            self._tell()

    def _read_picture(self, seen: Seen, stop: threading.Event) -> None:
        loaded = self._loaded
        if stop.is_set():
            raise Cancelled
        assert loaded.eyes is not None
        file, position = self._media[seen.sha256], loaded.session.length
        loaded.eyes.read(seen, file, loaded.context, position, stop)
        loaded.session.add_picture(seen)
        self._tell()

    def _tell(self) -> None:
        total, done = self._spans.length, self._loaded.session.length
        read = done - self.reused
        left: float | None = None
        if read:
            left = (time.perf_counter() - self._began) / read * (total - done)
        self._on_reading(Reading(done, total, self.reused, left))
