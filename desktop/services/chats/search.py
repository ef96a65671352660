# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Looks for chats by the words in them, with the index of the chats' file (FTS5 of SQLite)."""

import json
from array import array
from bisect import bisect_left

from desktop.domain.clean import clean
from desktop.domain.searching import Found, Search, Term, question, terms
from desktop.services.chats import records
from desktop.services.chats.database import Database

MOST = 100  # chats: more than anybody looks through; one more word finds the others
REMEMBERED = 64  # terms; of a common one a megabyte in a hundred thousand messages
NEWEST = 512  # chats in which a term is looked for first

_IN_TITLES = "SELECT rowid FROM titles WHERE titles MATCH ?1 AND rowid BETWEEN ?2 AND ?3"
# As one text: to fetch ninety thousand rows takes three times as long.
_IN_PARTS = (
    "SELECT json_group_array(rowid) FROM words WHERE words MATCH ?1 AND rowid BETWEEN ?2 AND ?3"
)
# ASCII's signs are not in the index.
_SIGN_IN_TITLES = "SELECT number FROM chats WHERE instr(title, ?1) AND number BETWEEN ?2 AND ?3"
_SIGN_IN_PARTS = (
    "SELECT json_group_array(number) FROM parts"
    " WHERE findable AND instr(text, ?1) AND number BETWEEN ?2 AND ?3"
)
_OF_MODEL = "SELECT DISTINCT chat FROM messages WHERE model <> '' AND model = ?1"
_PICTURES = f"SELECT DISTINCT number >> {records.CHAT_BITS} FROM parts WHERE sha256 IS NOT NULL"
_ORDER = (
    "SELECT number FROM chats WHERE removed IS NULL AND leaf_id IS NOT NULL AND updated >= ?"
    " ORDER BY updated DESC, number DESC"
)
_PART = (
    "SELECT m.id, p.text FROM parts p JOIN messages m ON m.number = p.message WHERE p.number = ?"
)


class _Places:
    """Where a term stands, looked up in the newest 512 chats, in the next 512, 1,024, 2,048 …

    What stands in every chat is so found among the newest; only what is rare, and so is told
    quickly, is looked for in all of them.
    """

    def __init__(self, db: Database, term: Term, newest: int) -> None:
        self._db, self._newest = db, newest
        self._word, self._sign = question(term), term.text
        self._chats: set[int] = set()
        self._parts: dict[int, array[int]] = {}  # by block, in order

    def among(self, chats: list[int]) -> list[int]:
        """Those of some chats that have the term."""
        for block in {self._block(chat) for chat in chats} - self._parts.keys():
            self._look(block)
        return [chat for chat in chats if chat in self._chats]

    def parts(self, chat: int) -> "array[int]":
        """The parts of such a chat with the term, in order."""
        first, last = records.numbers(chat)
        parts = self._parts[self._block(chat)]
        return parts[bisect_left(parts, first) : bisect_left(parts, last)]

    def _block(self, chat: int) -> int:
        return ((self._newest - chat) // NEWEST).bit_length()

    def _look(self, block: int) -> None:
        asked, titles, texts = self._word, _IN_TITLES, _IN_PARTS
        if not asked:
            asked, titles, texts = self._sign, _SIGN_IN_TITLES, _SIGN_IN_PARTS
        first = max(self._newest - (NEWEST << block) + 1, 0)
        last = self._newest - (NEWEST << block - 1 if block else 0)
        span = records.numbers(first)[0], records.numbers(last)[1]
        # All at once: to ask the index for each chat that is shown takes ten times as long, since
        # it gathers the words that begin with a term anew each time.
        ((numbers,),) = self._db.rows(texts, asked, *span)
        parts = array("q", json.loads(numbers))
        self._parts[block] = parts
        self._chats.update([number >> records.CHAT_BITS for number in parts])
        self._chats.update([number for (number,) in self._db.rows(titles, asked, first, last)])


class ChatSearch:
    """Over everything that is not in the trash. For the method see ChatStore.search.

    Which chats have a term is remembered until something is written: as one types, only the last
    term is another one with each key.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[Term, _Places] = {}
        self._order: dict[float, list[int]] = {}
        self._newest = 0
        self._revision = -1

    def find(self, search: Search) -> list[Found]:
        """See ChatStore.search."""
        looked_for = terms(clean(search.text))
        if search.text.strip() and not looked_for:
            return []
        if self._revision != self._db.revision:
            self._begin_anew()
        found = self._found(search, [self._places(term) for term in looked_for])
        rows = self._db.rows(
            f"SELECT number, {records.CHAT} FROM chats WHERE number IN"
            f" ({', '.join(map(str, found))})"
        )
        chats = {number: records.chat(row) for number, *row in rows}
        return [Found(chats[number], *self._place(number, looked_for)) for number in found]

    def _found(self, search: Search, looked_for: list[_Places]) -> list[int]:
        """The numbers of the chats, the newest ones first; looks no further than it has to."""
        order = self._in_order(search.since)
        if search.model:
            order = self._only(order, _OF_MODEL, search.model)
        if search.pictures:
            order = self._only(order, _PICTURES)
        found: list[int] = []
        begin, end = 0, NEWEST
        while begin < len(order) and len(found) < MOST:
            chats = order[begin:end]
            for places in looked_for:
                chats = places.among(chats)
            found += chats
            begin, end = end, 2 * end
        return found[:MOST]

    def _only(self, chats: list[int], query: str, *values: str) -> list[int]:
        """Those of some chats that a query tells."""
        told = {number for (number,) in self._db.rows(query, *values)}
        return [chat for chat in chats if chat in told]

    def _begin_anew(self) -> None:
        """Something was written."""
        self._revision = self._db.revision
        self._known.clear()
        self._order.clear()
        row = self._db.row("SELECT max(number) FROM chats")
        self._newest = row[0] or 0 if row else 0

    def _in_order(self, since: float) -> list[int]:
        """The numbers of all chats, the one that was written last first."""
        if since not in self._order:
            self._order[since] = [number for (number,) in self._db.rows(_ORDER, since)]
        return self._order[since]

    def _places(self, term: Term) -> _Places:
        if term not in self._known:
            self._known[term] = _Places(self._db, term, self._newest)
            if len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
        return self._known[term]

    def _place(self, chat: int, looked_for: list[Term]) -> tuple[str, str]:
        """The first message of a chat with all the terms, else with one of them, and its text."""
        parts = [found for term in looked_for if (found := self._places(term).parts(chat))]
        if not parts:
            return "", ""
        everywhere = set.intersection(*map(set, parts)) if len(parts) == len(looked_for) else None
        row = self._db.row(_PART, min(everywhere) if everywhere else parts[0][0])
        return (str(row[0]), str(row[1])) if row else ("", "")
