# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""llama.cpp itself: loaded at the first use, and what it says kept away from the standard error.

The libraries are there once for the whole process, and so are their log callbacks, which must
outlive every model. What llama.cpp says while a model is loaded is kept here for as long as that
takes; it goes to our log at level DEBUG. mtmd is silenced altogether outside of loading: it would
write down what people ask.
"""

import ctypes
import functools
import logging
import os
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.services.engine.backends import ExtraState, find_extras
from desktop.services.paths import Paths

log = logging.getLogger(__name__)

DEBUG, WARNING, ERROR = 1, 3, 4  # ggml_log_level
MOST_LINES = 10_000
KEPT = 40  # lines, of which a failure shows the last
# An empty list, ended by nothing. A model without layers on graphics processors has to be given it:
# llama.cpp would otherwise send long prompts there, weights and all, and take memory for that.
_NO_DEVICES = (ctypes.c_void_p * 1)()
_MEMORY = re.compile(
    r"(?:(?:model|KV|RS|compute|output) buffer size\s*=|: model size:)\s*([0-9.]+) MiB"
)


class Said:
    """What llama.cpp said during one piece of work.

    Attributes:
        lines: all of them, as long as they are not many. errors: the last ones of level WARNING
            and above.
        memory: bytes of the buffers that it told of.
    """

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=MOST_LINES)
        self.errors: deque[str] = deque(maxlen=KEPT)
        self.memory = 0

    def add(self, level: int, line: str) -> None:
        """Take one line."""
        log.debug("%s", line)
        self.lines.append(line)
        if level in (WARNING, ERROR):
            self.errors.append(line)
        found = _MEMORY.search(line)
        if found:
            self.memory += int(float(found[1]) * (1 << 20))

    def has(self, *texts: str) -> bool:
        """One of the errors contains one of the texts."""
        return any(text in line for line in self.errors for text in texts)

    def last(self) -> str:
        """The last errors, for the details of a failure."""
        return " | ".join([*self.errors][-4:])


class Halt:
    """What llama.cpp asks at every step of a computation whether to end it.

    It asks C's own strlen about a text that is empty or not, so no step waits for Python: another
    thread that runs Python would hold up each of some hundred steps a token.

    Attributes:
        callback, data: for `llama_set_abort_callback`; the object has to outlive their use.
    """

    def __init__(self, llama: Any) -> None:
        library = ctypes.cdll.msvcrt if os.name == "nt" else ctypes.CDLL(None)
        self._text = ctypes.create_string_buffer(2)
        self.callback = ctypes.cast(library.strlen, llama.ggml_abort_callback)
        self.data = ctypes.cast(self._text, ctypes.c_void_p)

    def ask(self) -> None:
        """End the computation, and every later one; from any thread."""
        self._text[0] = b"!"

    def clear(self) -> None:
        """Let computations go on again."""
        self._text[0] = b"\0"


def keep_off_gpus(parameters: Any) -> None:
    """Load a model (llama_model_params) for the processor alone."""
    parameters.n_gpu_layers = 0
    parameters.devices = ctypes.addressof(_NO_DEVICES)


class Native:
    """The two libraries: `llama` and `mtmd`, as the binding names their functions."""

    def __init__(self) -> None:
        # Read by GNU's OpenMP library when it is loaded. Its threads wait for each other some
        # hundred times a token, and spin for a millisecond before they sleep. With one core busy
        # elsewhere (a browser, our own window) that is nearly always in vain: 2.4 tokens a second
        # and not 37 (Gemma 3 270M, 2 threads, 2 cores). This short a spin costs 2 % of the speed
        # when nothing else runs; none at all would cost half of it.
        os.environ.setdefault("GOMP_SPINCOUNT", "500")
        from llama_cpp import _utils, llama_cpp, mtmd_cpp

        # Left open by the binding, for high-level classes that are not used here.
        _utils.outnull_file.close()
        _utils.errnull_file.close()

        self.llama: Any = llama_cpp
        self.mtmd: Any = mtmd_cpp
        self._said: Said | None = None
        # ctypes does not keep callbacks alive, the libraries only keep their addresses.
        self._callback = llama_cpp.llama_log_callback(self._on_line)
        llama_cpp.llama_log_set(self._callback, None)
        mtmd_cpp.mtmd_helper_log_set(self._callback, None)
        self._ggml = _load_backends(llama_cpp)
        _load_extras(self._ggml, self.version())
        llama_cpp.llama_backend_init()

    @contextmanager
    def listening(self) -> Iterator[Said]:
        """What is said inside. Only around work that sees no words of people."""
        self._said = said = Said()
        try:
            yield said
        finally:
            self._said = None

    def _on_line(self, level: int, text: bytes, _data: object) -> None:
        said = self._said
        if said is not None and level != DEBUG:
            said.add(level, text.decode("utf-8", "replace").rstrip())

    def backends(self) -> list[str]:
        """Names of what can compute here: "CPU", "CUDA", …"""
        ggml = self._ggml
        ggml.ggml_backend_reg_get.restype = ctypes.c_void_p
        ggml.ggml_backend_reg_name.restype = ctypes.c_char_p
        names = []
        for number in range(ggml.ggml_backend_reg_count()):
            backend = ctypes.c_void_p(ggml.ggml_backend_reg_get(ctypes.c_size_t(number)))
            names.append((ggml.ggml_backend_reg_name(backend) or b"").decode("utf-8", "replace"))
        return names

    def version(self) -> str:
        """Of the binding."""
        import llama_cpp

        return str(llama_cpp.__version__)


def _load_backends(binding: Any) -> Any:
    """In what we give away each kind of processor has a library of its own: load the one that fits.

    A build for one processor has it linked in, and nothing is to do. The path is the binding's own
    folder and nothing that a person says: what lies there is run. Returns the library that knows
    all backends.
    """
    folder = Path(binding.__file__).parent / "lib"
    # Windows looks for a function in one library only, the others also in those it is linked to.
    ggml = ctypes.CDLL(str(folder / "ggml.dll")) if os.name == "nt" else binding._lib
    ggml.ggml_backend_reg_count.restype = ctypes.c_size_t
    if ggml.ggml_backend_reg_count() == 0:
        ggml.ggml_backend_load_all_from_path(ctypes.c_char_p(encoded(str(folder))))
    return ggml


def _load_extras(ggml: Any, version: str) -> None:
    """Load the extra parts of this person that are what their lists say.

    The folder is found as in the command line, so that child processes find the same one.
    """
    ggml.ggml_backend_load.restype = ctypes.c_void_p
    for extra in find_extras(Paths.of_environment(os.environ).backends, version):
        if extra.state is not ExtraState.READY:
            continue
        if not ggml.ggml_backend_load(ctypes.c_char_p(encoded(str(extra.library)))):
            log.warning("an extra part of the engine could not be loaded: %s", extra.name)


@functools.cache
def native() -> Native:
    """The libraries, loaded at the first call (a quarter of a second)."""
    return Native()


def encoded(path: str) -> bytes:
    """A path as llama.cpp opens it: UTF-8 on Windows, the file system's own bytes elsewhere."""
    return path.encode("utf-8") if os.name == "nt" else os.fsencode(path)
