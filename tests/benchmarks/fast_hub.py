# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A well-behaved Hub in a process of its own, as fast as the kernel sends, for benchmarks.

    python -m tests.benchmarks.fast_hub FILE SHA256 [BYTES_A_SECOND]

prints its address and serves FILE as model.gguf of every repository until its input ends. With
a rate each connection gets so much and no more. /sent tells how many bytes of content were sent.
"""

import http.server
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PATH = "/owner/name/resolve/main/model.gguf"
TAG = '"the-content"'
STEP = 1 << 16  # bytes between two looks at the clock, where there is a rate


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    file, sha256, rate, network = Path(), "", 0, ""
    sent = 0
    lock = threading.Lock()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if self.path == "/sent":
            self.reply(200, {}, str(_Handler.sent).encode())
        elif self.path.endswith("/resolve/main/model.gguf"):
            headers = {"X-Repo-Commit": COMMIT, "X-Linked-Size": str(self.file.stat().st_size)}
            headers |= {
                "X-Linked-Etag": f'"{self.sha256}"',
                "Location": self.network,
            }
            self.reply(302, headers)
        elif self.path == "/content":
            with suppress(ConnectionError):
                self.content()
        else:
            self.reply(404, {})

    def reply(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def content(self) -> None:
        size = self.file.stat().st_size
        first, last, asked = 0, size - 1, self.headers.get("Range", "")
        headers = {"ETag": TAG, "Accept-Ranges": "bytes", "Connection": "close"}
        if asked:
            start, _, end = asked.removeprefix("bytes=").partition("-")
            first, last = int(start), min(int(end or last), last)
            headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        headers["Content-Length"] = str(last + 1 - first)
        self.close_connection = True
        self.reply(206 if asked else 200, headers)
        if self.command == "GET":
            self.send_file(first, last + 1)

    def send_file(self, start: int, end: int) -> None:
        if self.rate:  # else what waits in the kernel would count as sent
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, STEP)
        began, at = time.monotonic(), start
        with self.file.open("rb") as file:
            while at < end:
                most = min(end - at, STEP if self.rate else 1 << 30)
                sent = os.sendfile(self.connection.fileno(), file.fileno(), at, most)
                at += sent
                with self.lock:
                    _Handler.sent += sent
                if self.rate:
                    time.sleep(max(0.0, (at - start) / self.rate - (time.monotonic() - began)))


class FastHub:
    """Its address, and what it sent."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.address = endpoint + PATH

    @property
    def sent(self) -> int:
        """Bytes of content so far."""
        with urllib.request.urlopen(f"{self.endpoint}/sent") as answer:
            return int(answer.read())


@contextmanager
def serving(file: Path, sha256: str, rate: int = 0) -> Iterator[FastHub]:
    """A server for one file."""
    command = [sys.executable, "-m", "tests.benchmarks.fast_hub", str(file), sha256, str(rate)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        yield FastHub(process.stdout.readline().decode().strip())
        process.stdin.close()


def main() -> None:
    """Serve until the input ends."""
    _Handler.file, _Handler.sha256, _Handler.rate = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    # Linux has all of 127/8: another address, so that clients take it for another host.
    addresses = []
    for host in ("127.0.0.1", "127.0.0.2"):
        server = http.server.ThreadingHTTPServer((host, 0), _Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        addresses.append(f"http://{host}:{server.server_port}")
    _Handler.network = f"{addresses[1]}/content"
    print(addresses[0], flush=True)
    sys.stdin.read()
    os._exit(0)  # whoever still receives is cut off


if __name__ == "__main__":
    main()
