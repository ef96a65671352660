# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the Hub, over real HTTP on this computer, that can misbehave.

    with HubServer({"owner/name/file.gguf": content}) as hub:
        hub.endpoint                        # where the application takes the Hub to be
        hub.misbehave(Fault(cut_after=10))  # the next answer with content ends after ten bytes

Two servers: the Hub itself and its content network, on another port, to which large files are
redirected with a signed address that can be made to expire. Nothing here waits for time to pass: an
answer that is held goes on when release() is called, or when the server is closed.
"""

import gzip
import hashlib
import json
import socket
import struct
import threading
import urllib.parse
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from tests.fakes.gate import Gate, Refusal
from tests.fakes.repositories import found_in

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PIECE = 16_384


@dataclass(frozen=True)
class Fault:
    """How one answer differs from a right one. Each is used once, in the order given.

    Attributes:
        of: "network" (content) or "hub" (resolve, pages, listings).
        status, headers, body: instead of the right ones; a header of None is left out.
        cut_after: bytes of the body before the connection is closed; reset: rudely.
        hold_after: bytes of the body before the answer waits for release().
        flip: place of a byte in the file that is sent wrong.
        ignore_range: send everything. pack: with gzip. location: redirect there instead.
    """

    of: str = "network"
    status: int | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: bytes | None = None
    cut_after: int | None = None
    reset: bool = False
    hold_after: int | None = None
    flip: int | None = None
    ignore_range: bool = False
    pack: bool = False
    location: str = ""


@dataclass(frozen=True)
class Asked:
    """A request as it came. of: "hub" or "network". headers: names in lower case."""

    of: str
    path: str
    headers: Mapping[str, str]


class HubServer:
    """Attributes can be changed while it runs.

    Attributes:
        files: content by "owner/name/path". cards: what is said of a repository beside its files,
            in the Hub's own words ("downloads", "tags", "gguf"), by "owner/name".
        pages: text or HTML by path ("/terms").
        gate: whom it lets in.
        asked: every request. held: set when an answer waits for release().
    """

    def __init__(
        self,
        files: Mapping[str, bytes] | None = None,
        pages: Mapping[str, str] | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.files = dict(files or {})
        self.pages = dict(pages or {})
        self.cards: dict[str, dict[str, object]] = {}
        self.gate = gate or Gate()
        self.asked: list[Asked] = []
        self.held = threading.Event()
        self.signature = 1
        self._go = threading.Event()
        self._faults: dict[str, deque[Fault]] = {"hub": deque(), "network": deque()}
        self._servers = {"hub": _Server(self, "hub"), "network": _Server(self, "network")}
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        for of, server in self._servers.items():
            thread = threading.Thread(target=server.serve_forever, args=(0.01,), name=f"fake {of}")
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End both servers and everything that is held."""
        self._go.set()
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    @property
    def endpoint(self) -> str:
        """The Hub's address."""
        return self._servers["hub"].address

    @property
    def network(self) -> str:
        """The content network's address."""
        return self._servers["network"].address

    def misbehave(self, *faults: Fault) -> None:
        """The next answers go wrong, one after the other."""
        for fault in faults:
            self._faults[fault.of].append(fault)

    def forget_faults(self) -> None:
        """The next answers are right ones."""
        for faults in self._faults.values():
            faults.clear()

    @property
    def released(self) -> bool:
        """Nothing is held."""
        return self._go.is_set()

    def release(self) -> None:
        """Let what is held, and everything after it, go on."""
        self._go.set()

    def hold_again(self) -> None:
        """Hold the next answers that are to be held."""
        self.held.clear()
        self._go.clear()

    def expire(self) -> None:
        """Signed addresses that were given out are not good any more."""
        self.signature += 1

    def next_fault(self, of: str) -> Fault:
        """For the servers."""
        faults = self._faults[of]
        return faults.popleft() if faults else Fault(of)

    def wait(self) -> None:
        """For the servers: hold this answer."""
        self.held.set()
        self._go.wait()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 50

    def __init__(self, hub: HubServer, of: str) -> None:
        super().__init__(("127.0.0.1", 0), _HubHandler if of == "hub" else _NetworkHandler)
        self.hub, self.of = hub, of

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        hub, of = self.server.hub, self.server.of
        headers = {name.lower(): value for name, value in self.headers.items()}
        hub.asked.append(Asked(of, self.path, headers))
        self.close_connection = True
        fault = hub.next_fault(of)
        if fault.location:
            self.answer(fault, 302, {"Location": fault.location})
            return
        self.serve(hub, fault, urllib.parse.unquote(self.path.partition("?")[0]))

    def serve(self, hub: HubServer, fault: Fault, path: str) -> None:
        raise NotImplementedError

    def answer(
        self, fault: Fault, status: int, headers: Mapping[str, str], body: bytes = b""
    ) -> None:
        body = body if fault.body is None else fault.body
        merged: dict[str, str | None] = {"Content-Length": str(len(body)), "Connection": "close"}
        merged |= headers
        merged |= fault.headers
        self.send_response(fault.status or status)
        for name, value in merged.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.send_body(fault, body)

    def send_body(self, fault: Fault, body: bytes) -> None:
        if fault.cut_after is not None:
            body = body[: fault.cut_after]
        if fault.hold_after is not None:
            self.send_all(body[: fault.hold_after])
            body = body[fault.hold_after :]
            self.server.hub.wait()
        self.send_all(body)
        if fault.reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()

    def send_all(self, body: bytes) -> None:
        for start in range(0, len(body), PIECE):
            self.wfile.write(body[start : start + PIECE])
        self.wfile.flush()


class _HubHandler(_Handler):
    """resolve, the listing of a repository, and plain pages."""

    def serve(self, hub: HubServer, fault: Fault, path: str) -> None:
        if path in hub.pages:
            page = hub.pages[path]
            kind = "text/html" if "<html" in page.lower() else "text/plain"
            self.answer(fault, 200, {"Content-Type": f"{kind}; charset=utf-8"}, page.encode())
            return
        parts = path.strip("/").split("/")
        if parts == ["api", "whoami-v2"]:
            self.who(fault)
        elif parts[:2] == ["api", "models"] and parts[4:] == ["auth-check"]:
            if self.may_see("/".join(parts[2:4])):
                self.answer(fault, 200, {"Content-Type": "text/plain"}, b"OK")
        elif parts == ["api", "models"]:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            body = json.dumps(found_in(hub.cards, query)).encode()
            self.answer(fault, 200, {"Content-Type": "application/json"}, body)
        elif parts[:2] == ["api", "models"]:
            repository = "/".join(parts[2:4])
            if self.is_there(repository) or self.may_see(repository):  # listings have no gate
                self.listing(hub, fault, repository)
        elif parts[:2] == ["api", "resolve-cache"]:
            self.answer(fault, 200, {"ETag": '"small"'}, hub.files["/".join(parts[2:])])
        elif len(parts) > 4 and parts[2] == "resolve":
            if self.may_see("/".join(parts[:2])):
                self.resolve(hub, fault, "/".join(parts[:2]), "/".join(parts[4:]))
        else:
            self.answer(fault, 404, {})

    @property
    def token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def is_there(self, repository: str) -> bool:
        hub = self.server.hub
        if repository in hub.gate.hidden and self.token not in hub.gate.people:
            return False
        return repository in hub.cards or any(n.startswith(f"{repository}/") for n in hub.files)

    def may_see(self, repository: str) -> bool:
        gate = self.server.hub.gate
        refusal = gate.refusal(repository, self.is_there(repository), self.token)
        if refusal is not None:
            self.refuse(refusal)
        return refusal is None

    def refuse(self, refusal: Refusal) -> None:
        self.answer(Fault(), refusal.status, refusal.headers(), refusal.body())

    def who(self, fault: Fault) -> None:
        person = self.server.hub.gate.person(self.token)
        if isinstance(person, Refusal):
            self.refuse(person)
        elif person is None:
            self.refuse(Refusal(401, "", "Invalid username or password."))
        else:
            self.answer(fault, 200, {"Content-Type": "application/json"}, person.record())

    def listing(self, hub: HubServer, fault: Fault, repository: str) -> None:
        siblings = [
            {
                "rfilename": name.removeprefix(f"{repository}/"),
                "size": len(content),
                "lfs": {"sha256": _sha256(content), "size": len(content), "pointerSize": 134},
            }
            for name, content in hub.files.items()
            if name.startswith(f"{repository}/")
        ]
        body = {"siblings": siblings} | hub.cards.get(repository, {})
        body |= {"id": repository, "sha": COMMIT}
        headers = {"Content-Type": "application/json"}
        self.answer(fault, 200, headers, json.dumps(body).encode())

    def resolve(self, hub: HubServer, fault: Fault, repository: str, name: str) -> None:
        key = f"{repository}/{name}"
        content = hub.files.get(key)
        if content is None:
            self.answer(fault, 404, {"X-Error-Code": "EntryNotFound"})
            return
        headers = {"X-Repo-Commit": COMMIT, "X-Linked-Size": str(len(content))}
        quoted = urllib.parse.quote(key)
        if name.endswith(".gguf"):
            headers["X-Linked-Etag"] = f'"{_sha256(content)}"'
            headers["Location"] = f"{hub.network}/{quoted}?signature={hub.signature}"
            self.answer(fault, 302, headers)
        else:
            headers["Location"] = f"/api/resolve-cache/{quoted}"
            self.answer(fault, 307, headers)


class _NetworkHandler(_Handler):
    """Content, with ranges, for whoever has an address that is signed and still good."""

    def serve(self, hub: HubServer, fault: Fault, path: str) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        content = hub.files.get(path.strip("/"))
        if query.get("signature") != [str(hub.signature)] or content is None:
            self.answer(fault, 403, {"Content-Type": "application/xml"}, b"<Error/>")
            return
        tag = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
        headers = {"Content-Type": "application/octet-stream", "ETag": tag}
        if fault.flip is not None:
            wrong = content[fault.flip] ^ 0xFF
            content = content[: fault.flip] + bytes([wrong]) + content[fault.flip + 1 :]
        first, last, wanted = 0, len(content) - 1, self.headers.get("Range", "")
        if wanted and not fault.ignore_range and self.headers.get("If-Range", tag) == tag:
            asked = wanted.removeprefix("bytes=").partition("-")
            first, last = int(asked[0]), min(int(asked[2] or last), last)
            if first >= len(content):
                headers["Content-Range"] = f"bytes */{len(content)}"
                self.answer(fault, 416, headers)
                return
            headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        body = content[first : last + 1]
        if fault.pack:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        self.answer(fault, 206 if "Content-Range" in headers else 200, headers, body)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
