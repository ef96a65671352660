# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""GPT4All's chats: one gpt4all-*.chat each, written by Qt's QDataStream (big-endian).

magic, version; created (seconds), id, name, user, model, collections; before version 11 what the
model had read; then the items: Prompt, Response, and since version 12 items in items. Versions 10
to 12 are read; of a chat in which tools were called what stands before the call.
"""

import struct
from collections.abc import Iterator

from desktop.services.exchange.telling import NotUnderstood, Telling, Told

MAGIC = b"\xf5\xd5\x53\xcc"
FIRST, LAST = 10, 12
ROLES = {"Prompt: ": "user", "Response: ": "assistant"}
DEEPEST = 8  # items in items


class _Stream:
    """Values as QDataStream writes them; NotUnderstood at the end of the data."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        if not 0 <= count <= len(self._data) - self._at:
            raise NotUnderstood("the file ends too early")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self, kind: str) -> int:
        value: int = struct.unpack(f">{kind}", self.take(struct.calcsize(kind)))[0]
        return value

    def data(self) -> bytes:
        length = self.number("I")
        return b"" if length == 0xFFFFFFFF else self.take(length)

    def text(self) -> str:
        return self.data().decode("utf-16-be", "replace")


def read(data: bytes) -> Iterator[Told]:
    """The chat. Raises NotUnderstood."""
    stream = _Stream(data)
    if stream.take(4) != MAGIC:
        raise NotUnderstood("no chat of GPT4All")
    version = stream.number("i")
    if not FIRST <= version <= LAST:
        raise NotUnderstood(f"version {version}")
    created, ident, name = stream.number("q"), stream.text(), stream.text()
    stream.text()  # the user's name
    model = stream.text()
    for _ in range(stream.number("I")):
        stream.text()  # a collection
    if version < 11:
        _skip_state(stream)
    telling = Telling("gpt4all", ident, name, created)
    try:
        for _ in range(stream.number("i")):
            role, text = _item(stream, version)
            telling.add(role, text, created=created, model=model)
    except NotUnderstood:
        pass  # what was read so far is the chat
    told = telling.told()
    if told is None:
        raise NotUnderstood("a chat without messages")
    yield told


def _skip_state(stream: _Stream) -> None:
    """What the model had read. Where it was really kept it cannot be skipped safely."""
    if stream.number("?"):
        raise NotUnderstood("the model's memory is in the file")
    stream.number("i"), stream.number("i")
    stream.text(), stream.text()
    stream.number("I")


def _item(stream: _Stream, version: int) -> tuple[str, str]:
    """Role and words of an item."""
    stream.number("i")
    name, value = stream.text(), stream.text()
    stream.text()  # another answer, given to its makers
    stream.take(4)  # current, stopped, thumbs
    if version >= 11 and name == "Response: ":
        stream.take(1)  # whether it is an error
    for _ in range(stream.number("q")):
        for _ in range(7):
            stream.text()  # a source: collection, path, file, title, author, date, text
        stream.take(12)
    for _ in range(stream.number("q")):
        stream.data(), stream.data()  # an attachment: address, content
    inner = ""
    if version >= LAST:
        inner = "".join(_inner(stream, 1) for _ in range(stream.number("q")))
    return ROLES.get(name, ""), value or inner


def _inner(stream: _Stream, depth: int) -> str:
    """The words of an item in an item."""
    name = stream.text()
    if name == "ToolCall: " or depth > DEEPEST:
        raise NotUnderstood("a tool was called")
    value = stream.text()
    deeper = "".join(_inner(stream, depth + 1) for _ in range(stream.number("q")))
    return (value if name in ("Response: ", "Text: ") else "") + deeper
