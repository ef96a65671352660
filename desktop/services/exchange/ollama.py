# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The Ollama app's chats: db.sqlite, with tables chats, messages and attachments."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from desktop.domain.conversation import ImagePart
from desktop.services.exchange.telling import Keep, NotUnderstood, Telling, Told

MAGIC = b"SQLite format 3\0"

_CHATS = "SELECT id, title, created_at FROM chats ORDER BY created_at"
_MESSAGES = (
    "SELECT id, role, content, thinking, model_name, created_at FROM messages"
    " WHERE chat_id = ? ORDER BY id"
)
_FILES = "SELECT filename, data FROM attachments WHERE message_id = ? ORDER BY id"


def read(path: Path, keep: Keep) -> Iterator[Told]:
    """The chats. The file is only read. Raises NotUnderstood."""
    log = path.with_name(f"{path.name}-wal")
    mode = "mode=ro" if log.exists() else "immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as db:
            db.text_factory = lambda data: data.decode("utf-8", "replace")
            db.execute("PRAGMA trusted_schema = OFF")
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
            if not {"chats", "messages"} <= tables:
                raise NotUnderstood("no chats of Ollama")
            for ident, title, created in db.execute(_CHATS).fetchall():
                told = _chat(db, ident, title, created, "attachments" in tables, keep)
                if told is not None:
                    yield told
    except (sqlite3.Error, OverflowError) as error:
        raise NotUnderstood(str(error)) from error


def _chat(
    db: sqlite3.Connection, ident: object, title: object, created: object, files: bool, keep: Keep
) -> Told | None:
    telling = Telling("ollama", ident, title, _iso(created))
    for number, role, content, thinking, model, moment in db.execute(
        _MESSAGES, (ident,)
    ).fetchall():
        pictures: list[ImagePart] = []
        for name, data in db.execute(_FILES, (number,)) if files else ():
            part = keep(data, str(name)) if isinstance(data, bytes) else None
            pictures += [part] if part is not None else []
        telling.add(
            role,
            content,
            number,
            thought=thinking,
            created=_iso(moment),
            model=model,
            pictures=pictures,
        )
    return telling.told()


def _iso(moment: object) -> object:
    """Go writes its moments with nine places behind the second; ISO 8601 here has six."""
    if not isinstance(moment, str):
        return moment
    head, point, rest = moment.partition(".")
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    return f"{head}.{digits[:6]:0<6}{rest[len(digits) :]}" if point else moment
