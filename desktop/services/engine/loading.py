# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""From files to a model that answers, or to an error that says which file is to blame."""

import ctypes
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.guessing import Gain
from desktop.domain.memory import outputs_of, words
from desktop.domain.plan import Plan
from desktop.services.engine.context import CACHE_TYPES, Context, flash_attention
from desktop.services.engine.embeddings import Embeddings
from desktop.services.engine.model_file import ModelFacts, check_projector, look_at_model
from desktop.services.engine.native import Native, Said, encoded, keep_off_gpus
from desktop.services.engine.pictures import Eyes, Interruption
from desktop.services.engine.recall import Recall
from desktop.services.engine.scores import Scores
from desktop.services.engine.session import Session
from desktop.services.engine.session_files import SessionFiles, key_of
from desktop.services.engine.vocabulary import Vocabulary

LARGEST_PICTURE = 1120  # tokens; more is never given to one

_NO_MEMORY = ("unable to allocate", "failed to allocate", "bad_alloc", "out of memory", "ENOMEM")
_DAMAGED = (
    "missing tensor",
    "wrong shape",
    "invalid",
    "corrupt",
    "check_tensor_dims",
    "unknown tokenizer",
    "not within the file bounds",
    "duplicate",
    "failed to read",
    "wrong type",
    "wrong array length",
)


@dataclass(slots=True)
class Loaded:
    """A model with its context; closed once, in the order in which the parts need each other."""

    native: Native
    handle: int
    facts: ModelFacts
    name: str
    vocabulary: Vocabulary
    context: Context
    eyes: Eyes | None
    recall: Recall
    scores: Scores
    memory: int
    on_gpu: bool
    gain: Gain | None  # None when the plan wants no guessing
    private: bool = False  # nothing is written down of what is read

    @property
    def session(self) -> Session:
        """What is in the context's cache."""
        return self.recall.session

    def be_private(self, private: bool) -> None:
        """From now on nothing is written down; or again, and what was read meanwhile is gone."""
        if private == self.private:
            return
        if private:
            self.rest()
        self.private = private
        self.recall.be_private(private)
        self.scores.be_private(private)
        if self.eyes is not None:
            self.eyes.embeddings.be_private(private)

    def rest(self) -> None:
        """Write down what was read, and what was made of pictures."""
        if self.private:
            return
        self.recall.rest()
        self.scores.rest()
        if self.eyes is not None:
            self.eyes.embeddings.rest()

    def close(self) -> None:
        """Give the memory back."""
        if self.eyes is not None:
            self.eyes.close()
        self.context.close()
        self.native.llama.llama_model_free(self.handle)


class Loading:
    """One attempt to load what a plan names.

    Args:
        progress: gets the share from 0 to 1. stop: ends the loading when it is set.
        sessions: the folder in which is kept what was read, None for nowhere.
    """

    def __init__(
        self,
        native: Native,
        plan: Plan,
        progress: Callable[[float], None],
        stop: threading.Event,
        sessions: Path | None = None,
    ) -> None:
        self._native, self._plan = native, plan
        self._progress, self._stop = progress, stop
        self._facts = look_at_model(Path(plan.weights))
        if plan.projector:
            check_projector(Path(plan.projector), self._facts)
        self._files: SessionFiles | None = None
        if sessions is not None:
            self._files = SessionFiles(sessions, key_of(plan, native.version()))

    def run(self) -> Loaded:
        """Load everything; what was loaded is freed again when something fails.

        Raises:
            Cancelled: the event was set.
            AppError: MODEL_NEWER, FILE_DAMAGED, PROJECTOR_MISMATCH, OUT_OF_MEMORY, LOAD_FAILED.
        """
        llama = self._native.llama
        with self._native.listening() as said:
            weights = self._weights(said)
            context: Context | None = None
            try:
                context = self._context(weights, said)
                eyes = self._eyes(weights, said) if self._plan.projector else None
                self._refuse_if_stopped()
            except (AppError, Cancelled):
                if context is not None:
                    context.close()
                llama.llama_model_free(weights)
                raise
        self._progress(1.0)
        vocabulary = Vocabulary(llama, llama.llama_model_get_vocab(weights))
        return Loaded(
            native=self._native,
            handle=weights,
            facts=self._facts,
            name=Path(self._plan.weights).name,
            vocabulary=vocabulary,
            context=context,
            eyes=eyes,
            recall=Recall(
                context, self._files, self._plan.checkpoints, self._plan.checkpoint_bytes
            ),
            scores=Scores(self._files),
            memory=said.memory + words(vocabulary.size(), self._plan),
            on_gpu=self._plan.gpu_layers != 0,
            gain=Gain() if self._plan.drafting else None,
        )

    def _weights(self, said: Said) -> int:
        llama, last = self._native.llama, 0.8 if self._plan.projector else 0.95
        parameters = llama.llama_model_default_params()
        parameters.n_gpu_layers = self._plan.gpu_layers
        if not self._plan.gpu_layers:
            keep_off_gpus(parameters)
        if not self._plan.mmap:
            parameters.load_mode = llama.LLAMA_LOAD_MODE_NONE
        split = (ctypes.c_float * int(llama.llama_max_devices()))(*self._plan.split)
        if self._plan.split:
            parameters.tensor_split = split
        callback = llama.llama_progress_callback(lambda share, _data: self._go_on(share * last))
        parameters.progress_callback = callback
        path = self._plan.weights
        handle: int | None = llama.llama_model_load_from_file(encoded(path), parameters)
        if not handle:
            raise self._failure(said, path)
        return handle

    def _context(self, weights: int, said: Said) -> Context:
        llama, plan = self._native.llama, self._plan
        parameters = llama.llama_context_default_params()
        parameters.n_ctx = min(plan.context, self._facts.context)
        parameters.n_batch = parameters.n_ubatch = min(plan.batch, parameters.n_ctx)
        parameters.n_outputs_max = outputs_of(plan)
        parameters.n_seq_max = 1
        parameters.n_threads = plan.threads
        parameters.n_threads_batch = plan.threads_batch
        parameters.swa_full = False
        parameters.type_k = parameters.type_v = CACHE_TYPES[plan.cache]
        parameters.flash_attn_type = flash_attention(plan)
        parameters.no_perf = True
        handle: int | None = llama.llama_init_from_model(weights, parameters)
        if not handle:
            raise self._failure(said, plan.weights)
        words = int(llama.llama_vocab_n_tokens(llama.llama_model_get_vocab(weights)))
        return Context(llama, handle, int(llama.llama_model_n_swa(weights)), words)

    def _eyes(self, weights: int, said: Said) -> Eyes:
        mtmd, plan = self._native.mtmd, self._plan
        parameters = mtmd.mtmd_context_params_default()
        parameters.use_gpu = plan.gpu_layers != 0 and plan.projector_on_gpu
        parameters.print_timings = False
        parameters.n_threads = plan.threads_batch
        # It only makes room for a picture, which then counts and fails here and not later.
        parameters.warmup = True
        if self._facts.architecture == "gemma4":
            # Others take the same number for every picture. A whole one has to fit into a batch.
            most = min(plan.batch, LARGEST_PICTURE)
            parameters.image_max_tokens = min(plan.detail or most, most)
        callback = mtmd.mtmd_progress_callback(
            lambda share, _data: self._go_on(0.85 + share * 0.14)
        )
        parameters.progress_callback = callback
        interruption: Interruption | None = None
        if not parameters.use_gpu:  # a graphics processor is fast, and better left alone
            interruption = Interruption(self._native.llama)
            parameters.cb_eval = interruption.callback
        handle: int | None = mtmd.mtmd_init_from_file(encoded(plan.projector), weights, parameters)
        if not handle:
            raise self._failure(said, plan.projector)
        width = int(self._native.llama.llama_model_n_embd_inp(weights))
        return Eyes(mtmd, handle, interruption, Embeddings(self._files), width)

    def _go_on(self, share: float) -> bool:
        self._progress(share)
        return not self._stop.is_set()

    def _refuse_if_stopped(self) -> None:
        if self._stop.is_set():
            raise Cancelled

    def _failure(self, said: Said, path: str) -> AppError | Cancelled:
        if self._stop.is_set():
            return Cancelled()
        name, detail = Path(path).name, said.last()
        if said.has(*_NO_MEMORY):
            return AppError(
                Problem.OUT_OF_MEMORY, detail=detail, name=name, bytes=self._plan.memory.total
            )
        if said.has("unknown model architecture"):
            # We know it and the engine does not: `look_at_model` refuses what is no Gemma.
            return AppError(Problem.MODEL_NEWER, detail=detail, name=name)
        if said.has("mismatch between text model", "unknown projector type"):
            return AppError(Problem.PROJECTOR_MISMATCH, detail=detail, name=name)
        if said.has(*_DAMAGED):
            return AppError(Problem.FILE_DAMAGED, detail=detail, name=name)
        return AppError(Problem.LOAD_FAILED, detail=detail, name=name)
