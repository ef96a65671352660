# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Looks for chats by the words in them, with the index of the chats' file (FTS5 of SQLite)."""

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice

from desktop.domain.clean import clean
from desktop.domain.searching import Found, Search, Term, question, terms
from desktop.services.chats import records
from desktop.services.chats.database import Database

MOST = 100  # chats: more than anybody looks through; one more word finds the others

REMEMBERED = 64  # terms; of a common one a megabyte in a hundred thousand messages

_IN_TITLES = "SELECT rowid FROM titles WHERE titles MATCH ?1"
_MESSAGES = "SELECT rowid FROM words WHERE words MATCH ?1"
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
_PART = (
    "SELECT m.id, p.text FROM parts p JOIN messages m ON m.number = p.message WHERE p.number = ?"
)


@dataclass(frozen=True, slots=True)
class _Hits:
    """Where a term stands. parts: the numbers of all parts with it, in order.

    All at once: to ask the index again for each chat that is shown takes ten times as long, since
    it gathers the words that begin with a term anew each time.
    """

    chats: set[int]
    parts: "array[int]"


class ChatSearch:
    """Over everything that is not in the trash. For the method see ChatStore.search.

    Which chats have a term is remembered until something is written: as one types, only the last
    term is another one with each key.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[Term, _Hits] = {}
        self._order: dict[float, list[int]] = {}
        self._revision = 0

    def find(self, search: Search) -> list[Found]:
        """See ChatStore.search."""
        looked_for = terms(clean(search.text))
        if search.text.strip() and not looked_for:
            return []
        if self._revision != self._db.revision:
            self._revision = self._db.revision
            self._known.clear()
            self._order.clear()
        within = [self._hits(term).chats for term in looked_for]
        if search.model:
            within.append(self._numbers(_OF_MODEL, search.model))
        if search.pictures:
            within.append(self._numbers(_PICTURES))
        everywhere = set.intersection(*within) if within else None
        order = self._in_order(search.since) if everywhere or not within else []
        fitting = (n for n in order if everywhere is None or n in everywhere)
        found = list(islice(fitting, MOST))
        rows = self._db.rows(
            f"SELECT number, {records.CHAT} FROM chats WHERE leaf_id IS NOT NULL"
            f" AND number IN ({', '.join(map(str, found))})"
        )
        chats = {number: records.chat(row) for number, *row in rows}
        return [Found(chats[n], *self._place(n, looked_for)) for n in found if n in chats]

    def _in_order(self, since: float) -> list[int]:
        """The numbers of all chats, the one that was written last first."""
        if since not in self._order:
            self._order[since] = [number for (number,) in self._db.rows(_ORDER, since)]
        return self._order[since]

    def _hits(self, term: Term) -> _Hits:
        if term not in self._known:
            self._known[term] = self._look(term)
            if len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
        return self._known[term]

    def _look(self, term: Term) -> _Hits:
        asked = question(term)
        if not asked:
            return _Hits(self._numbers(_IN_TEXT, term.text), array("q"))
        in_titles = self._numbers(_IN_TITLES, asked)
        parts = array("q", [number for (number,) in self._db.rows(_MESSAGES, asked)])
        return _Hits(in_titles | {number >> records.CHAT_BITS for number in parts}, parts)

    def _numbers(self, query: str, *values: str) -> set[int]:
        """The numbers of the chats that a query tells."""
        return {number for (number,) in self._db.rows(query, *values)}

    def _place(self, chat: int, looked_for: list[Term]) -> tuple[str, str]:
        """The first message of a chat with all the terms, else with one of them, and its text."""
        parts = [found for term in looked_for if (found := self._parts(chat, term))]
        if not parts:
            return "", ""
        everywhere = set.intersection(*map(set, parts)) if len(parts) == len(looked_for) else None
        row = self._db.row(_PART, min(everywhere) if everywhere else parts[0][0])
        return (str(row[0]), str(row[1])) if row else ("", "")

    def _parts(self, chat: int, term: Term) -> "array[int]":
        """The parts of a chat with a term, in order."""
        first, last = records.numbers(chat)
        parts = self._hits(term).parts
        return parts[bisect_left(parts, first) : bisect_left(parts, last)]
