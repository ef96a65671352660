# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""llama.cpp's own programs, to be measured beside: llama-bench and llama-server.

They are built from the llama.cpp that is in the engine's source, with the engine's flags, once for
all checkouts (some ten minutes), and are no part of what people get.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging"))
from making import engine, system
from making.places import BASE_PYTHON, LOCKS, shared_cache, tool

PROGRAMS = ("llama-bench", "llama-server")
# Beside what the engine is built with: only these programs, without a page to look at.
OPTIONS = (
    "CMAKE_BUILD_TYPE=Release",
    "BUILD_SHARED_LIBS=ON",
    "LLAMA_BUILD_TOOLS=ON",
    "LLAMA_BUILD_SERVER=ON",
    "LLAMA_BUILD_TESTS=OFF",
    "LLAMA_BUILD_EXAMPLES=OFF",
    "LLAMA_BUILD_APP=OFF",
    "LLAMA_BUILD_UI=OFF",
    "LLAMA_USE_PREBUILT_UI=OFF",
    "LLAMA_OPENSSL=OFF",
)


def programs() -> Path:
    """The folder with llama.cpp's programs, built when they are not there yet.

    Raises:
        system.Missing: there is no compiler.
        engine.BuildFailed: the build ended badly.
    """
    folder = shared_cache() / "peers" / engine.key(os.environ)
    if (folder / "bin").is_dir():
        return folder / "bin"
    print("llama.cpp's own programs are built once; that takes some minutes.", file=sys.stderr)
    system.bring_compiler()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="build-", dir=folder) as made:
        _build(Path(made), folder.parent / "build.log")
        (Path(made) / "llama.cpp/build/bin").rename(folder / "bin")
    return folder / "bin"


def _build(folder: Path, log: Path) -> None:
    tools = folder / "tools"
    subprocess.run([BASE_PYTHON, "-m", "venv", str(tools)], check=True)
    pip = [str(tool(tools, "python")), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    locked = ["-qq", "--require-hashes", "--no-deps", "-r"]
    environ = {
        **os.environ,
        "PATH": f"{tool(tools, 'python').parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    subprocess.run([*pip, "install", *locked, str(LOCKS / "build.lock")], check=True)
    fetch = [*pip, "download", "--no-build-isolation", "--no-binary", "llama-cpp-python"]
    subprocess.run(
        [*fetch, "-d", str(folder), *locked, str(LOCKS / "engine.lock")],
        check=True,
        env=environ,
        stdout=sys.stderr,
    )
    with tarfile.open(next(folder.glob("llama_cpp_python-*.tar.gz"))) as source:
        source.extractall(folder, filter="data")
    whole = next(folder.glob("llama_cpp_python-*/vendor/llama.cpp")).rename(folder / "llama.cpp")
    options = [f"-D{option}" for option in OPTIONS] + os.environ.get("CMAKE_ARGS", "").split()
    make = [str(tool(tools, "cmake")), "-S", str(whole), "-B", str(whole / "build"), "-GNinja"]
    engine._show([*make, *options], environ, log)
    make = [make[0], "--build", str(whole / "build"), "--target", *PROGRAMS]
    engine._show(make, environ, log)


def _run(name: str, *arguments: str) -> list[str]:
    """The command line of one of the programs."""
    found = shutil.which(name, path=str(programs()))
    assert found is not None, f"{name} was not built"
    return [found, *arguments]


def _environ() -> dict[str, str]:
    """The programs' libraries are beside them. Their threads wait as they do by themselves."""
    ours = {"GOMP_SPINCOUNT"}  # set by services/engine/native.py
    environ = {name: value for name, value in os.environ.items() if name not in ours}
    return {**environ, "LD_LIBRARY_PATH": str(programs())}


def bench(model: Path, threads: int, *arguments: str) -> list[dict[str, Any]]:
    """What llama-bench measures: a dict for each test, with `avg_ts` in tokens a second."""
    command = _run("llama-bench", "-m", str(model), "-t", str(threads), "-o", "json", *arguments)
    done = subprocess.run(command, env=_environ(), check=True, capture_output=True)
    measured: list[dict[str, Any]] = json.loads(done.stdout)
    return measured


class Server:
    """A llama-server on loopback.

    Args:
        port: where it listens.
    """

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def post(self, path: str, **body: object) -> Any:
        """Send JSON and return the JSON that comes back."""
        request = urllib.request.Request(
            self._address + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=600) as reply:
            return json.load(reply)

    def complete(self, prompt: str | list[int], **options: object) -> Any:
        """POST /completion: `content`, `timings` and more."""
        return self.post("/completion", prompt=prompt, **options)


@contextmanager
def server(model: Path, threads: int, *arguments: str) -> Iterator[Server]:
    """A llama-server with this model, ready to be asked; ended afterwards.

    Args:
        arguments: beside model, threads and port; see `llama-server --help`.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = ["-m", str(model), "-t", str(threads), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        _run("llama-server", *given, *arguments),
        env=_environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            said = ""
            for line in process.stdout:
                said += line
                if "listening on http" in line:
                    break
            else:
                raise RuntimeError(f"llama-server ended: {said[-2000:]}")
            # It goes on talking, and would wait for somebody to listen.
            Thread(target=process.stdout.read, daemon=True).start()
            yield Server(port)
        finally:
            process.kill()
