# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""`jewelbox --check`: does this installation work?

The engine's part runs in a child process of the same program: llama.cpp ends its process at some
files that it does not like, and a check has to be able to say so.
"""

import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import IO

from desktop.domain.conversation import DocumentPart, ImagePart, Part, TextPart
from desktop.domain.errors import AppError, Problem
from desktop.domain.plan import Plan, Sampling
from desktop.services.engine.check_up import ask
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.model_file import look_at_model
from desktop.services.engine.native import native
from desktop.services.engine.protocol import Answered, LoadedModel
from desktop.services.formulas import drawn
from desktop.services.pictures import PictureStore

QUESTION = "What is the capital of France?"
IMAGE_QUESTION = "What do you see?"
DOCUMENT_QUESTION = "What is this about?"
FORMULA = r"$\sqrt{2}$"
CONTEXT = 4096  # tokens
DOCUMENT_LETTERS = 2000  # of its beginning; they fit, whatever script they are in
ANSWER = Sampling(temperature=0, longest=96)
BATCH, BATCH_GEMMA_4 = 512, 1120
PATIENCE = 900.0  # seconds
MODULE = "desktop.services.check"

Result = dict[str, object]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be checked: paths or "", and what to ask ("" for the usual)."""

    model: str = ""
    projector: str = ""
    image: str = ""
    document: str = ""
    question: str = ""
    threads: int = 4


def check(
    request: Request,
    version: str,
    qt: str,
    folders: Mapping[str, Path],
    words: Callable[[AppError], tuple[str, str]],
    child: Sequence[str] = (sys.executable, "-m", MODULE),
    patience: float = PATIENCE,
    refused: AppError | None = None,
) -> Result:
    """Everything that `--check` prints. `ok` decides the exit status.

    Args:
        version, qt: of this application, and of the toolkit.
        folders: by their names; made when they are not there.
        words: message and hint of an error.
        child: the command that runs `serve` on its standard input and output.
        refused: why this version must not even look at the data.
    """
    error = refused or _folder_error(folders)
    found: Result = {}
    if error is None:
        found, error = _ask_child(request, child, patience)
    result: Result = {
        "ok": error is None,
        "version": version,
        "python": platform.python_version(),
        "qt": qt,
        "engine": found.get("engine", {"llama_cpp_python": "", "backends": []}),
        "folders": {name: str(path) for name, path in folders.items()},
        "model": found.get("model"),
        "answer": found.get("answer"),
        "image_answer": found.get("image_answer"),
        "document_answer": found.get("document_answer"),
        "formulas": found.get("formulas", False),
        "error": None,
    }
    if error is not None:
        message, hint = words(error)
        result["error"] = {"code": error.problem.value, "message": message, "hint": hint}
    return result


def serve(incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """The child's part: one request as JSON, one line with what was found."""
    request = Request(**json.loads(incoming.read()))
    found: Result = {}
    try:
        _look(request, found)
    except AppError as error:
        found["error"] = error.record()
    outgoing.write(json.dumps(found).encode() + b"\n")
    outgoing.flush()


def _folder_error(folders: Mapping[str, Path]) -> AppError | None:
    for path in folders.values():
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                pass
        except OSError as error:
            return AppError(Problem.FOLDER_NOT_WRITABLE, detail=str(error), folder=str(path))
    return None


def _ask_child(
    request: Request, child: Sequence[str], patience: float
) -> tuple[Result, AppError | None]:
    """What the child found, and what went wrong with the model or with the child itself."""
    try:
        done = subprocess.run(
            list(child),
            input=json.dumps(asdict(request)).encode(),
            capture_output=True,
            timeout=patience,
            check=False,
        )
        found: Result = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {}, AppError(Problem.ENGINE_FAILED, detail=f"no answer in {patience:.0f} seconds")
    except OSError as error:
        return {}, AppError(Problem.ENGINE_FAILED, detail=str(error))
    except ValueError:
        name = Path(request.model).name
        return {}, AppError(Problem.LOAD_FAILED, detail=_ending(done), name=name)
    record = found.pop("error", None)
    return found, AppError.of_record(str(record)) if record else None


def _ending(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    status = str(done.returncode)
    if done.returncode < 0:
        status = signal.Signals(-done.returncode).name
    return f"the engine's process ended with {status}: {lines[-1] if lines else ''}"


def _look(request: Request, found: Result) -> None:
    """Fill in what can be found, up to the first error."""
    libraries = native()
    found["engine"] = {
        "llama_cpp_python": libraries.version(),
        "backends": libraries.backends(),
    }
    found["formulas"] = drawn(FORMULA, size=16) is not None
    if not request.model:
        return
    engine = LlamaEngine()
    try:
        loaded = engine.load(_plan(request), lambda _share: None, Event())
        model: Result = {
            "file": request.model,
            "architecture": loaded.architecture,
            "quantization": loaded.quantization,
            "context": loaded.context,
            "memory_bytes": loaded.memory_bytes,
            "prompt_tokens_per_s": None,
            "generated_tokens_per_s": None,
            "can_see": loaded.sees,
        }
        found["model"] = model
        question = [TextPart(request.question or QUESTION)]
        found["answer"], facts = ask(engine, loaded, question, {}, ANSWER, Event())
        model.update(_speeds(facts))
        if request.image:
            found["image_answer"] = _see(engine, loaded, request)
        if request.document:
            found["document_answer"] = _read(engine, loaded, request)
    finally:
        engine.unload()


def _plan(request: Request) -> Plan:
    # A picture has to fit into a batch; Gemma 4's may be larger than the usual one.
    large = request.projector and look_at_model(Path(request.model)).architecture == "gemma4"
    return Plan(
        weights=request.model,
        projector=request.projector,
        context=CONTEXT,
        batch=BATCH_GEMMA_4 if large else BATCH,
        threads=request.threads,
        threads_batch=request.threads,
    )


def _see(engine: LlamaEngine, loaded: LoadedModel, request: Request) -> str:
    if not loaded.sees:
        raise AppError(Problem.CANNOT_SEE, name=Path(request.model).name, instead="")
    with tempfile.TemporaryDirectory() as folder:
        store = PictureStore(Path(folder))
        image = store.add_file(Path(request.image))
        if not isinstance(image, ImagePart):
            raise AppError(Problem.PICTURE_UNKNOWN, detail="no picture", name=image.name)
        media = {image.sha256: store.path(image)}
        parts: list[Part] = [image, TextPart(request.question or IMAGE_QUESTION)]
        return ask(engine, loaded, parts, media, ANSWER, Event())[0]


def _read(engine: LlamaEngine, loaded: LoadedModel, request: Request) -> str:
    with tempfile.TemporaryDirectory() as folder:
        store = PictureStore(Path(folder))
        document = store.add_file(Path(request.document))
        if not isinstance(document, DocumentPart):
            raise AppError(Problem.DOCUMENT_DAMAGED, detail="no document", name=document.name)
        words = store.read(document)[:DOCUMENT_LETTERS]
    parts = [TextPart(f"{words}\n\n{request.question or DOCUMENT_QUESTION}")]
    return ask(engine, loaded, parts, {}, ANSWER, Event())[0]


def _speeds(facts: Answered) -> dict[str, float | None]:
    read = facts.prompt_tokens - facts.reused_tokens
    reading, generating = facts.seconds_reading, facts.seconds_generating
    return {
        "prompt_tokens_per_s": round(read / reading, 1) if reading else None,
        "generated_tokens_per_s": round(facts.generated_tokens / generating, 1)
        if generating
        else None,
    }


if __name__ == "__main__":
    # Whatever else writes to the standard output must not come between the JSON.
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        serve(sys.stdin.buffer, answers)
