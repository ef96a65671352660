# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where chats lie, and in which order they stand there.

A chat lies in one folder or in none; a folder is a name, and there as long as a chat lies in it.
That is less than tags or folders in folders, and all that chats need: nothing has to be made,
tidied or deleted apart from them.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.conversation import Chat
from desktop.domain.searching import Found


class Shelf(StrEnum):
    """The kinds of places."""

    CHATS = "chats"
    FOLDER = "folder"
    ARCHIVE = "archive"
    TRASH = "trash"


@dataclass(frozen=True, slots=True)
class Place:
    """What is looked at. folder: the name when the shelf is FOLDER."""

    shelf: Shelf = Shelf.CHATS
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder among the chats, and how many lie in it."""

    name: str
    count: int


Row = Chat | Folder | Found


def rows(chats: Iterable[Chat], place: Place) -> list[Row]:
    """What stands in a place, of chats in the order in which they came: folders, pinned, others."""
    chats = [chat for chat in chats if chat.leaf_id is not None]
    if place.shelf is Shelf.TRASH:
        return [chat for chat in chats if chat.removed]
    here = [chat for chat in chats if not chat.removed]
    if place.shelf is Shelf.ARCHIVE:
        return [chat for chat in here if chat.archived]
    here = [chat for chat in here if not chat.archived and chat.folder == place.folder]
    here.sort(key=lambda chat: not chat.pinned)
    return [*(folders(chats) if place.shelf is Shelf.CHATS else ()), *here]


def folders(chats: Iterable[Chat]) -> list[Folder]:
    """Every folder by its name. What is archived or removed lies in none."""
    return counted(
        Counter(c.folder for c in chats if c.folder and not c.archived and not c.removed)
    )


def counted(counts: Mapping[str, int]) -> list[Folder]:
    """Folders with so many chats in them."""
    return [Folder(name, counts[name]) for name in sorted(counts, key=str.casefold)]


def section(row: Row, now: float) -> str:
    """folders, found, trash, archive, pinned, today or earlier."""
    if isinstance(row, Folder):
        return "folders"
    if isinstance(row, Found):
        return "found"
    if row.removed:
        return "trash"
    if row.archived:
        return "archive"
    if row.pinned:
        return "pinned"
    return "today" if day_of(row.updated) == day_of(now) else "earlier"


def day_of(moment: float) -> str:
    """YYYY-MM-DD here at a time in seconds since 1970; "" for one that no calendar has."""
    try:
        return time.strftime("%Y-%m-%d", time.localtime(moment))
    except (OverflowError, OSError, ValueError):
        return ""
