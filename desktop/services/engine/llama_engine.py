# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine in this process: llama.cpp, driven by whichever single thread calls it."""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Prompt, Words
from desktop.services.engine.answer_text import AnswerText
from desktop.services.engine.context import ABORTED, NO_ROOM
from desktop.services.engine.guessing import choosing
from desktop.services.engine.loading import Loaded, Loading
from desktop.services.engine.native import native
from desktop.services.engine.protocol import Answered, Channel, Ending, LoadedModel, Reading
from desktop.services.engine.reading import PromptReader, lay_out
from desktop.services.engine.sampler import seed_for
from desktop.services.engine.session import Given, Spans, Tokens


class LlamaEngine:
    """See `Engine`. Nothing of llama.cpp is loaded before the first model is.

    Args:
        sessions: the folder in which is kept what was read, None for nowhere.
    """

    def __init__(self, sessions: Path | None = None) -> None:
        self._sessions = sessions
        self._loaded: Loaded | None = None

    def load(
        self, plan: Plan, progress: Callable[[float], None], stop: threading.Event
    ) -> LoadedModel:
        """Load a model in place of the one before; see `Engine.load`.

        Raises:
            Cancelled: stopped.
            AppError: FILE_MISSING, FILE_NOT_GGUF, FILE_DAMAGED, ARCHITECTURE_UNKNOWN,
                PROJECTOR_MISMATCH, OUT_OF_MEMORY, LOAD_FAILED.
        """
        self.unload()
        if stop.is_set():
            raise Cancelled
        loaded = Loading(native(), plan, progress, stop, self._sessions).run()
        self._loaded = loaded
        facts, eyes = loaded.facts, loaded.eyes
        return LoadedModel(
            architecture=facts.architecture,
            quantization=facts.quantization,
            context=loaded.context.size,
            trained_context=facts.context,
            memory_bytes=loaded.memory,
            sees=eyes is not None and eyes.sees,
            hears=eyes is not None and eyes.hears,
            base=facts.base,
            sampling=facts.sampling,
        )

    def answer(
        self,
        prompt: Prompt,
        media: Mapping[str, Path],
        sampling: Sampling,
        stop: threading.Event,
        on_reading: Callable[[Reading], None],
        on_text: Callable[[Channel, str], None],
    ) -> Answered:
        """Read what is new of the prompt and answer; see `Engine.answer`.

        Raises:
            Cancelled: stopped before there was any text.
            AppError: CANNOT_SEE, CONTEXT_FULL, PICTURE_MISSING, PICTURE_DAMAGED, ENGINE_FAILED.
        """
        loaded = self._the_loaded()
        began = time.perf_counter()
        loaded.be_private(prompt.private)
        spans = lay_out(loaded, prompt, media)
        reader = PromptReader(loaded, spans, media, on_reading)
        reader.run(stop)
        read = time.perf_counter()
        seed = seed_for(sampling)
        begun = _begun(loaded, spans) if prompt.goes_on else None
        text = AnswerText(loaded.vocabulary, prompt.stops, on_text, begun)
        ending, count, first = _generate(loaded, sampling, seed, stop, text)
        _remember(loaded, prompt, spans, text)
        loaded.recall.make_room()
        if ending is Ending.STOPPED and not text.anything:
            raise Cancelled
        return Answered(
            ending=ending,
            prompt_tokens=spans.length,
            reused_tokens=reader.reused,
            again_tokens=loaded.recall.again,
            generated_tokens=count,
            seconds_reading=read - began,
            seconds_to_first=first - began,
            seconds_generating=time.perf_counter() - read,
            seed=0 if loaded.gain is not None and loaded.gain.guessed else seed,
        )

    def count(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """Tokens that the prompt takes, media included.

        Raises:
            AppError: CANNOT_SEE, PICTURE_MISSING, PICTURE_DAMAGED.
        """
        return lay_out(self._the_loaded(), prompt, media).length

    def unread(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """Those of them that are not kept; raises what `count` does. Nothing is brought back."""
        loaded = self._the_loaded()
        spans = lay_out(loaded, prompt, media)
        return spans.length - loaded.recall.reach(spans)

    def rest(self) -> None:
        """Write down what was read, so that it need not be read again; see `Engine.rest`."""
        if self._loaded is not None:
            self._loaded.rest()

    def unload(self) -> None:
        """Give the memory back. Harmless when nothing is loaded."""
        self.rest()
        loaded, self._loaded = self._loaded, None
        if loaded is not None:
            loaded.close()

    def _the_loaded(self) -> Loaded:
        if self._loaded is None:
            raise AppError(Problem.ENGINE_FAILED, detail="no model is loaded")
        return self._loaded


def _begun(loaded: Loaded, spans: Spans) -> str:
    """The white space at the end of an answer that goes on: in its tokens, not in its text."""
    last = spans.beyond(spans.answer)[0]
    assert isinstance(last, Tokens)
    said = loaded.vocabulary.text(last.ids)
    return said[len(said.rstrip()) :]


def _remember(loaded: Loaded, prompt: Prompt, spans: Spans, text: AnswerText) -> None:
    """Keep the tokens of the whole answer, which are not those of its text read again."""
    ids, said, start = text.answer_ids(), text.text, spans.length + text.offset
    if not ids:
        return
    last = prompt.pieces[-1]
    if prompt.goes_on and isinstance(last, Words):
        start = spans.answer
        begun = spans.beyond(start)[0]
        assert isinstance(begun, Tokens)
        ids, said = begun.ids + ids, last.text.strip() + said
    loaded.session.answers[start] = Given(said, ids)


ENDINGS = {NO_ROOM: Ending.FULL, ABORTED: Ending.STOPPED}  # of reading one more token


def _generate(
    loaded: Loaded, sampling: Sampling, seed: int, stop: threading.Event, text: AnswerText
) -> tuple[Ending, int, float]:
    """The loop over tokens: how it ended, how many came, and when the first one did.

    What costs time here is llama.cpp's; everything it needs is made before the loop.
    """
    context, session, pieces = loaded.context, loaded.session, loaded.vocabulary.pieces
    keep, add, stopped = session.add_token, text.add, stop.is_set
    longest, count, first = sampling.longest or context.size, 0, 0.0
    room = context.size - session.length
    with context.stoppable(stop), choosing(loaded, sampling, seed) as (draw, read):
        while True:
            if stopped():
                ending = Ending.STOPPED
                break
            token = draw()
            first = first or time.perf_counter()
            if pieces[token] is None:
                ending = Ending.DONE
                break
            count += 1
            if not add(token):
                ending = Ending.DONE
                break
            if count >= longest:
                ending = Ending.LENGTH
                break
            result = read(token) if count <= room else NO_ROOM
            if result in ENDINGS:
                ending = ENDINGS[result]
                break
            if result:
                session.cut(0)
                context.check(result)
            keep(token)
    text.finish()
    return ending, count, first or time.perf_counter()
