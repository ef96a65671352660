# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Looks for chats by the words in them, with the index of the chats' file (FTS5 of SQLite)."""

from itertools import islice

from desktop.domain.clean import clean
from desktop.domain.searching import Found, Search, Term, question, terms
from desktop.services.chats import records
from desktop.services.chats.database import Database

MOST = 100  # chats: more than anybody looks through; one more word finds the others

_IN_INDEX = (
    "SELECT rowid FROM titles WHERE titles MATCH ?1"
    f" UNION ALL SELECT DISTINCT rowid >> {records.CHAT_BITS} FROM words WHERE words MATCH ?1"
)
# ASCII's signs are not in the index.
_IN_TEXT = (
    "SELECT number FROM chats WHERE instr(title, ?1)"
    f" UNION ALL SELECT number >> {records.CHAT_BITS} FROM parts"
    " WHERE findable AND instr(text, ?1)"
)
_OF_MODEL = "SELECT DISTINCT chat FROM messages WHERE model <> '' AND model = ?1"
_PICTURES = f"SELECT DISTINCT number >> {records.CHAT_BITS} FROM parts WHERE sha256 IS NOT NULL"
_ORDER = (
    "SELECT number FROM chats WHERE removed IS NULL AND updated >= ?"
    " ORDER BY updated DESC, number DESC"
)
# From the beginning of a chat on: going backwards takes SQLite ten times as long.
_PLACE = (
    "SELECT m.id, p.text FROM words JOIN parts p ON p.number = words.rowid"
    " JOIN messages m ON m.number = p.message"
    " WHERE words MATCH ?1 AND words.rowid BETWEEN ?2 AND ?3 ORDER BY words.rowid LIMIT 1"
)


class ChatSearch:
    """Over everything that is not in the trash. For the method see ChatStore.search.

    Which chats have a term is remembered until something is written: as one types, only the last
    term is another one with each key.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[tuple[str, ...], set[int]] = {}
        self._revision = 0

    def find(self, search: Search) -> list[Found]:
        """See ChatStore.search."""
        looked_for = terms(clean(search.text))
        if search.text.strip() and not looked_for:
            return []
        if self._revision != self._db.revision:
            self._revision = self._db.revision
            self._known.clear()
        within = [self._with_term(term) for term in looked_for]
        if search.model:
            within.append(self._numbers(_OF_MODEL, search.model))
        if search.pictures:
            within.append(self._numbers(_PICTURES))
        everywhere = set.intersection(*within) if within else None
        order = self._db.rows(_ORDER, search.since) if everywhere or not within else []
        fitting = (n for (n,) in order if everywhere is None or n in everywhere)
        found = list(islice(fitting, MOST))
        rows = self._db.rows(
            f"SELECT number, {records.CHAT} FROM chats WHERE leaf_id IS NOT NULL"
            f" AND number IN ({', '.join(map(str, found))})"
        )
        chats = {number: records.chat(row) for number, *row in rows}
        return [Found(chats[n], *self._place(n, looked_for)) for n in found if n in chats]

    def _with_term(self, term: Term) -> set[int]:
        asked = question(term)
        return self._numbers(_IN_INDEX, asked) if asked else self._numbers(_IN_TEXT, term.text)

    def _numbers(self, query: str, *values: str) -> set[int]:
        """The numbers of the chats that a query tells."""
        key = (query, *values)
        if key not in self._known:
            self._known[key] = {number for (number,) in self._db.rows(query, *values)}
        return self._known[key]

    def _place(self, chat: int, looked_for: list[Term]) -> tuple[str, str]:
        """The first message of a chat with all the terms, else with one of them, and its text."""
        asked = [words for term in looked_for if (words := question(term))]
        for words in dict.fromkeys((" ".join(asked), " OR ".join(asked))):
            row = words and self._db.row(_PLACE, words, *records.numbers(chat))
            if row:
                return str(row[0]), str(row[1])
        return "", ""
