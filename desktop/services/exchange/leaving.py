# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats as files for others: Markdown, a web page with its pictures inside, and our own JSON."""

import base64
import html
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from desktop.domain.conversation import (
    Chat,
    ImagePart,
    MediaPart,
    Message,
    Role,
    TextPart,
    ThoughtPart,
    branch,
)
from desktop.domain.persona import Cast
from desktop.domain.shelves import day_of
from desktop.services.chats.store import ChatStore
from desktop.services.exchange import ours
from desktop.services.files import refusal, replacing, write_atomically
from desktop.services.markdown_rules import page_of
from desktop.services.pictures import PictureStore

LONGEST_NAME = 80  # characters of a file's name
WIDEST = 560  # pixels of a picture: what stands between the margins of a page of paper


class Form(StrEnum):
    """What a chat is written as; the word is the ending of the file's name."""

    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"


STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 42em; margin: 2em auto; padding: 0 1em }
h2 { font-size: 1em; margin: 2em 0 .5em } pre { background: #f1eee8; padding: 1em }
pre, .said { white-space: pre-wrap } img { max-width: 100%; height: auto }
table { border-collapse: collapse } td, th { border: 1px solid #85817a; padding: .3em .6em }
details { color: #5a5750 }
blockquote { margin-left: 0; padding-left: 1em; border-left: 2px solid #85817a }
"""


class Leaving:
    """Writes chats.

    Args:
        names: what a question and an answer are headed with, and a thought.
        model: what an installed model is called, by its id; "" for one that is gone.
        cast: all personas.
        pdf: writes a web page as PDF.
    """

    def __init__(
        self,
        store: ChatStore,
        pictures: PictureStore,
        names: Callable[[], tuple[str, str, str]],
        pdf: Callable[[str], bytes],
        model: Callable[[str], str] = str,
        cast: Callable[[], Cast] = Cast,
    ) -> None:
        self._store, self._pictures = store, pictures
        self._names, self._pdf, self._model, self._cast = names, pdf, model, cast

    def write(self, chats: Sequence[str] | None, form: Form, target: Path) -> list[Path]:
        """Write chats; returns the files. Only target itself replaces what is there.

        Args:
            chats: their ids; None for all of them, in folders and in the archive too, and as JSON
                also what waits in the trash.
            target: the file for one chat, and for JSON; a folder for several in other forms.

        Raises:
            AppError: DISK_FULL, FOLDER_NOT_WRITABLE.
        """
        if form is Form.JSON:
            return [self._write_json(chats, target)]
        found = self._found(chats)
        if chats is not None and len(chats) == 1 and not target.is_dir():
            return [_write(target, self._of(*one, form)) for one in found]
        return [
            _write(_free(target, file_name(chat.title), form), self._of(chat, messages, form))
            for chat, messages in found
            if chat.leaf_id is not None
        ]

    def _write_json(self, chats: Sequence[str] | None, target: Path) -> Path:
        """Chat by chat: all of them together may be larger than the memory."""
        try:
            with replacing(target) as file:
                text = io.TextIOWrapper(file, "utf-8", "replace", newline="\n")
                ours.write(text, self._found(chats, trash=True), self._content, self._cast())
                text.detach()  # it would close the file
        except OSError as error:
            raise refusal(error, target) from error
        return target

    def _found(
        self, chats: Sequence[str] | None, trash: bool = False
    ) -> Iterator[tuple[Chat, list[Message]]]:
        """The chats that are still there. trash: of all, those in it too."""
        if chats is None:
            known = self._store.chats() + (self._store.removed_chats() if trash else [])
            chats = [chat.id for chat in known]
        for chat in map(self._store.chat, chats):
            if chat is not None:
                yield chat, self._messages(chat)

    def _messages(self, chat: Chat) -> list[Message]:
        """Of what was deleted nothing but its place in the tree."""
        messages = self._store.messages(chat.id)
        return [replace(one, parts=()) if one.removed else one for one in messages]

    def _of(self, chat: Chat, messages: list[Message], form: Form) -> bytes:
        shown = branch(messages, chat.leaf_id)
        if form is Form.MARKDOWN:
            return self._markdown(chat, shown).encode("utf-8", "replace")
        page = self._page(chat, shown)
        return self._pdf(page) if form is Form.PDF else page.encode("utf-8", "replace")

    def _markdown(self, chat: Chat, messages: list[Message]) -> str:
        lines = [f"# {chat.title}", day_of(chat.created)]
        for message in messages:
            lines.append(f"## {self._head(message)}")
            for part in message.parts:
                if isinstance(part, TextPart):
                    lines.append(part.text)
                elif isinstance(part, ThoughtPart):
                    quoted = part.text.replace("\n", "\n> ")
                    lines.append(f"> {self._names()[2]}\n>\n> {quoted}")
                else:
                    lines.append(f"*{part.name or part.media_type}*")
        return "\n\n".join(lines) + "\n"

    def _page(self, chat: Chat, messages: list[Message]) -> str:
        title = html.escape(chat.title)
        body = "\n".join(
            f"<h2>{html.escape(self._head(message))}</h2>\n"
            + "\n".join(self._piece(message, part) for part in message.parts)
            for message in messages
        )
        return (
            f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title>\n'
            # The page can load nothing, whatever stands in it.
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "img-src data:; style-src 'unsafe-inline'\">\n"
            f"<style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n"
            f"<p>{day_of(chat.created)}</p>\n{body}\n</body></html>\n"
        )

    def _piece(self, message: Message, part: object) -> str:
        if isinstance(part, TextPart) and message.role is Role.MODEL:
            return page_of(part.text)
        if isinstance(part, TextPart):
            return f'<p class="said">{html.escape(part.text)}</p>'
        if isinstance(part, ThoughtPart):
            summary = html.escape(self._names()[2])
            return f"<details><summary>{summary}</summary>{page_of(part.text)}</details>"
        assert isinstance(part, MediaPart)
        name = html.escape(part.name or part.media_type)
        data = self._content(part) if isinstance(part, ImagePart) else None
        if not isinstance(part, ImagePart) or data is None:
            return f"<p><em>{name}</em></p>"
        encoded = base64.b64encode(data).decode("ascii")
        address = f"data:{html.escape(part.media_type)};base64,{encoded}"
        width = f' width="{min(part.width, WIDEST)}"' if part.width else ""
        return f'<p><img src="{address}" alt="{name}"{width}></p>'

    def _head(self, message: Message) -> str:
        question, answer, _ = self._names()
        if message.role is Role.USER:
            return question
        return self._model(message.model) or message.model or answer

    def _content(self, part: MediaPart) -> bytes | None:
        try:
            return self._pictures.path(part).read_bytes()
        except OSError:
            return None


def file_name(title: str) -> str:
    """A title as a name that every system takes, without ending."""
    signs = (" " if unicodedata.category(c)[0] in "CZ" else c for c in title)
    kept = re.sub(r'[<>:"/\\|?*]', " ", "".join(signs))
    name = " ".join(kept.split())[:LONGEST_NAME].strip(". ")
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name)
    return f"{name or 'chat'}_" if reserved else name or "chat"


def _free(folder: Path, name: str, form: Form) -> Path:
    """A path in the folder that nothing has."""
    path, number = folder / f"{name}.{form}", 2
    while path.exists():
        path, number = folder / f"{name} {number}.{form}", number + 1
    return path


def _write(path: Path, data: bytes) -> Path:
    try:
        write_atomically(path, data)
    except OSError as error:
        raise refusal(error, path, len(data)) from error
    return path
