# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The shape of the chats' file, step by step. A step that was released is never changed."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.services.chats.copies import CopyKind, keep_copy

log = logging.getLogger("desktop.chats")

Migration = Callable[[sqlite3.Connection], None]

APPLICATION = 0x4A57424C  # "JWBL", in the head of every file of ours

# The numbers of messages and parts begin with their chat's (number >> 24), so that a chat's rows
# lie together in the file, and a search knows the chat of what it finds without looking it up.
_TABLES = """
CREATE TABLE chats (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    named INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    updated REAL NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    leaf_id TEXT,
    draft TEXT NOT NULL DEFAULT '',
    draft_pictures TEXT NOT NULL DEFAULT '[]',
    removed REAL
) STRICT;
CREATE INDEX shown_chats ON chats (updated) WHERE removed IS NULL;
CREATE INDEX removed_chats ON chats (removed) WHERE removed IS NOT NULL;

CREATE TABLE messages (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    chat INTEGER NOT NULL REFERENCES chats (number) ON DELETE CASCADE,
    parent_id TEXT,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    created REAL NOT NULL,
    model TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT '',
    facts TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX messages_of_chat ON messages (chat);
CREATE INDEX growing_messages ON messages (state) WHERE state = 'generating';

CREATE TABLE parts (
    number INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    sha256 TEXT,
    media_type TEXT,
    width INTEGER,
    height INTEGER,
    name TEXT,
    findable INTEGER NOT NULL DEFAULT 0,
    UNIQUE (message, position)
) STRICT;
CREATE INDEX pictures ON parts (sha256) WHERE sha256 IS NOT NULL;
"""

# The words are not kept twice: the index looks them up in its view, and the triggers keep both of
# one mind. A part that still grows is not findable, so growing costs the index nothing.
_SEARCH = """
CREATE VIEW findable_parts AS SELECT number, text FROM parts WHERE findable;
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = 'findable_parts', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
CREATE TRIGGER part_added AFTER INSERT ON parts WHEN new.findable BEGIN
    INSERT INTO words (rowid, text) VALUES (new.number, new.text);
END;
CREATE TRIGGER part_changed AFTER UPDATE OF text, findable ON parts
WHEN old.findable OR new.findable BEGIN
    INSERT INTO words (words, rowid, text)
        SELECT 'delete', old.number, old.text WHERE old.findable;
    INSERT INTO words (rowid, text) SELECT new.number, new.text WHERE new.findable;
END;
CREATE TRIGGER part_removed AFTER DELETE ON parts WHEN old.findable BEGIN
    INSERT INTO words (words, rowid, text) VALUES ('delete', old.number, old.text);
END;

CREATE VIRTUAL TABLE titles USING fts5 (
    title, content = 'chats', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
CREATE TRIGGER chat_added AFTER INSERT ON chats BEGIN
    INSERT INTO titles (rowid, title) VALUES (new.number, new.title);
END;
CREATE TRIGGER chat_renamed AFTER UPDATE OF title ON chats BEGIN
    INSERT INTO titles (titles, rowid, title) VALUES ('delete', old.number, old.title);
    INSERT INTO titles (rowid, title) VALUES (new.number, new.title);
END;
CREATE TRIGGER chat_removed AFTER DELETE ON chats BEGIN
    INSERT INTO titles (titles, rowid, title) VALUES ('delete', old.number, old.title);
END;
"""


def _first(db: sqlite3.Connection) -> None:
    """Chats, messages as a tree, parts in order, and what is searched."""
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    for statement in statements(_TABLES + _SEARCH):
        db.execute(statement)


# The index reads what indexed() makes of a text (domain/searching.py; database.py lends it to
# SQLite), so that it knows unspaced scripts. Matras are letters of their words, not their ends.
_SEARCH_IN_ANY_SCRIPT = """
DROP TRIGGER part_added;
DROP TRIGGER part_changed;
DROP TRIGGER part_removed;
DROP TRIGGER chat_added;
DROP TRIGGER chat_renamed;
DROP TRIGGER chat_removed;
DROP TABLE words;
DROP TABLE titles;
DROP VIEW findable_parts;

CREATE VIEW findable_parts AS SELECT number, indexed(text) AS text FROM parts WHERE findable;
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = 'findable_parts', content_rowid = 'number',
    tokenize = "unicode61 categories 'L* N* Co M*'", prefix = '1 2 3'
);
CREATE TRIGGER part_added AFTER INSERT ON parts WHEN new.findable BEGIN
    INSERT INTO words (rowid, text) VALUES (new.number, indexed(new.text));
END;
CREATE TRIGGER part_changed AFTER UPDATE OF text, findable ON parts
WHEN old.findable OR new.findable BEGIN
    INSERT INTO words (words, rowid, text)
        SELECT 'delete', old.number, indexed(old.text) WHERE old.findable;
    INSERT INTO words (rowid, text) SELECT new.number, indexed(new.text) WHERE new.findable;
END;
CREATE TRIGGER part_removed AFTER DELETE ON parts WHEN old.findable BEGIN
    INSERT INTO words (words, rowid, text) VALUES ('delete', old.number, indexed(old.text));
END;
INSERT INTO words (words) VALUES ('rebuild');

CREATE VIEW findable_titles AS SELECT number, indexed(title) AS title FROM chats;
CREATE VIRTUAL TABLE titles USING fts5 (
    title, content = 'findable_titles', content_rowid = 'number',
    tokenize = "unicode61 categories 'L* N* Co M*'", prefix = '1 2 3'
);
CREATE TRIGGER chat_added AFTER INSERT ON chats BEGIN
    INSERT INTO titles (rowid, title) VALUES (new.number, indexed(new.title));
END;
CREATE TRIGGER chat_renamed AFTER UPDATE OF title ON chats BEGIN
    INSERT INTO titles (titles, rowid, title) VALUES ('delete', old.number, indexed(old.title));
    INSERT INTO titles (rowid, title) VALUES (new.number, indexed(new.title));
END;
CREATE TRIGGER chat_removed AFTER DELETE ON chats BEGIN
    INSERT INTO titles (titles, rowid, title) VALUES ('delete', old.number, indexed(old.title));
END;
INSERT INTO titles (titles) VALUES ('rebuild');

CREATE INDEX messages_of_model ON messages (model, chat) WHERE model <> '';
"""

# A chat lies in one folder at most: a folder is there as long as a chat lies in it.
_ORDER = """
ALTER TABLE chats ADD COLUMN folder TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
"""


def _second(db: sqlite3.Connection) -> None:
    """Search in any script; folders and the archive."""
    for statement in statements(_SEARCH_IN_ANY_SCRIPT + _ORDER):
        db.execute(statement)


# What is deleted from a chat stays a month, so that it can be brought back; its row stays for ever,
# since others hang below it. What waits to be asked is kept as drafts are.
_DELETED_AND_QUEUED = """
ALTER TABLE messages ADD COLUMN removed REAL;
CREATE INDEX removed_messages ON messages (removed) WHERE removed IS NOT NULL;
ALTER TABLE chats ADD COLUMN queue TEXT NOT NULL DEFAULT '[]';
"""


def _third(db: sqlite3.Connection) -> None:
    """Messages that are deleted; questions that wait for their turn."""
    for statement in statements(_DELETED_AND_QUEUED):
        db.execute(statement)


def _fourth(db: sqlite3.Connection) -> None:
    """Whom the model is to be in a chat."""
    db.execute("ALTER TABLE chats ADD COLUMN persona TEXT NOT NULL DEFAULT ''")


# The index reads the text of a part: so the names of files are texts too.
_NAMES = """
UPDATE parts SET text = coalesce(name, ''), findable = message IN (
    SELECT number FROM messages WHERE removed IS NULL AND state <> 'generating'
) WHERE sha256 IS NOT NULL;
"""


def _fifth(db: sqlite3.Connection) -> None:
    """Pictures, sounds and documents are found by their names."""
    for statement in statements(_NAMES):
        db.execute(statement)


def _sixth(db: sqlite3.Connection) -> None:
    """ł, đ, ø and ı are found as l, d, o and i."""
    db.execute("INSERT INTO words (words) VALUES ('rebuild')")
    db.execute("INSERT INTO titles (titles) VALUES ('rebuild')")


MIGRATIONS: tuple[Migration, ...] = (_first, _second, _third, _fourth, _fifth, _sixth)


def statements(script: str) -> list[str]:
    """The single statements: executescript() would end the transaction that a step is in."""
    found, statement = [], ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return [statement for statement in found if statement.strip()]


def migrate(db: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """Bring the file to today's shape, each step in one transaction, with a copy made before it.

    Foreign keys are not looked after while a step is done (it may have to make a table anew), but
    have to be right at its end. A step that fails leaves the file as it was before that step.
    """
    version = _version(db)
    db.execute("PRAGMA foreign_keys = OFF")
    for number in range(version + 1, len(migrations) + 1):
        if version:  # in a file that is only being made there is nothing to keep
            keep_copy(path, CopyKind.VERSION, str(number - 1))
        db.execute("BEGIN IMMEDIATE")
        try:
            if _version(db) < number:  # nobody else did it meanwhile
                migrations[number - 1](db)
                stray = db.execute("PRAGMA foreign_key_check").fetchall()
                if stray:
                    raise sqlite3.IntegrityError(f"step {number} left {len(stray)} rows astray")
                db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        log.info("the chats' file has version %d now", number)


def _version(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version
