# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One Jewelbox for one set of chats: a second start brings the first window forward."""

import hashlib
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE = 6.0  # seconds in which the first one has to answer, or to end
STEP = 300  # milliseconds between two tries
REPLY = 2_000  # milliseconds for one answer: the first one may be drawing
LONGEST = 100_000  # bytes of a message: names of files
HEARD = b"heard\n"

# Wayland lets a window come forward only with the token of what the person clicked on.
TOKEN = "XDG_ACTIVATION_TOKEN"


class Instance(QObject):
    """Holds the lock of a data folder, or passes on what was asked for.

        instance = Instance(paths.data)
        if not instance.first and instance.call(files):
            return 0
        …
        instance.close()  # last of all, when the chats are closed

    Attributes:
        first: this is the only one.
    """

    raised = Signal(list)  # the window is to come forward, with the files a second start was given

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = QLockFile(str(data / "running.lock"))
        # Not by age: it is the process that counts, and Qt looks whether it is still there.
        self._lock.setStaleLockTime(0)
        # The folder's place in a name: short enough for a socket, other folders have others.
        place = str(data.resolve()).encode("utf-8", "surrogateescape")
        self.name = f"jewelbox-{hashlib.sha256(place).hexdigest()[:20]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._sockets: list[QLocalSocket] = []
        self.first = False
        self._claim(0)

    def call(self, files: Sequence[str]) -> bool:
        """Ask the first one to come forward and take these files.

        Waits, a few seconds at most, for one that is just beginning or ending.

        Returns:
            False when there was none after all, and this is the first one now. True when this one
            is to end: the first one has heard, or lives and does not answer.
        """
        message = {
            "files": [str(Path(file).absolute()) for file in files],
            "token": os.environ.get(TOKEN, ""),
        }
        line = json.dumps(message).encode() + b"\n"
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._tell(line):
                return True
            if self._claim(STEP):
                return False
        # Nobody listens. The number of the process in the lock may be that of another program by
        # now; Qt removes the lock only when no process holds it.
        self._lock.removeStaleLockFile()
        return not self._claim(0)

    def close(self) -> None:
        """Let another one be the first."""
        self._server.close()
        for socket in self._sockets[:]:
            socket.abort()
        if self.first:
            self._lock.unlock()
            self.first = False

    def _claim(self, milliseconds: int) -> bool:
        """Be the first one, if there is none within this time."""
        self.first = self._lock.tryLock(milliseconds)
        if self.first:
            QLocalServer.removeServer(self.name)  # what a killed one left behind
            self._server.listen(self.name)
        return self.first

    def _tell(self, line: bytes) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self.name)
        if not socket.waitForConnected(REPLY):
            return False
        socket.write(line)
        while not socket.canReadLine():
            if not socket.waitForReadyRead(REPLY):
                break
        heard = bytes(socket.readLine().data()) == HEARD
        socket.abort()
        return heard

    def _on_connection(self) -> None:
        # Slots are methods: a closure with the socket in it would keep both of us alive, and then
        # one would be destroyed from within the other.
        while (socket := self._server.nextPendingConnection()) is not None:
            self._sockets.append(socket)
            socket.readyRead.connect(self._on_ready)
            socket.disconnected.connect(self._on_disconnected)

    def _on_ready(self) -> None:
        for socket in self._sockets[:]:
            if socket.canReadLine():
                self._read(socket)
            elif socket.bytesAvailable() > LONGEST:
                socket.abort()

    def _on_disconnected(self) -> None:
        for socket in self._sockets[:]:
            if socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
                self._sockets.remove(socket)
                socket.deleteLater()

    def _read(self, socket: QLocalSocket) -> None:
        try:
            message = json.loads(bytes(socket.readLine(LONGEST).data()))
            files = [file for file in message["files"] if isinstance(file, str)]
            token = str(message.get("token", ""))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            socket.abort()
            return
        socket.write(HEARD)
        socket.flush()
        if token.isprintable() and token:
            os.environ[TOKEN] = token  # Qt takes it from there when a window is activated
        self.raised.emit(files)
