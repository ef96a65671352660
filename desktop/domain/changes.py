# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What changed between two versions of a text, paragraph by paragraph, to be read by people."""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 3000  # paragraphs, and words of one; what is longer is not compared but replaced
NEAR = 16  # paragraphs among which another one's version is looked for
ALIKE = 0.5  # ratio of equal words from which two paragraphs are versions of one another
WORD = re.compile(r"\S+\s*")


class ChangeKind(StrEnum):
    """What happened to a paragraph. SAME stands for any number of paragraphs in a row."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a paragraph. marked: they are only in this version."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph, or `count` paragraphs that are the same.

    Attributes:
        before: its pieces in the older version; empty where it is new.
        now: its pieces in the newer version; empty where it is gone.
    """

    kind: ChangeKind
    before: tuple[Piece, ...] = ()
    now: tuple[Piece, ...] = ()
    count: int = 1


def changes(before: str, now: str) -> tuple[Change, ...]:
    """The way from one text to the other. White space alone is no change; nothing for equal texts.

    Matches by difflib.SequenceMatcher (Ratcliff and Obershelp), over paragraphs and then words.
    """
    old, new = _paragraphs(before), _paragraphs(now)
    if old == new:
        return ()
    if max(len(old), len(new)) > LONGEST:
        return (*map(_removed, old), *map(_added, new))
    found: list[Change] = []
    for kind, a, b, c, d in _matcher(old, new).get_opcodes():
        if kind == "equal":
            found.append(Change(ChangeKind.SAME, count=b - a))
        else:
            found += _replaced(old[a:b], new[c:d])
    return tuple(found)


def _paragraphs(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _replaced(old: list[str], new: list[str]) -> list[Change]:
    """Paragraphs in the order of the newer text; each older one goes with the first like it."""
    found: list[Change] = []
    for paragraph in new:
        near = enumerate(old[:NEAR])
        match = next((i for i, other in near if _is_version(other, paragraph)), None)
        if match is None:
            found.append(_added(paragraph))
            continue
        found += [_removed(other) for other in old[:match]]
        found.append(_changed(old[match], paragraph))
        del old[: match + 1]
    return found + [_removed(other) for other in old]


def _added(paragraph: str) -> Change:
    return Change(ChangeKind.ADDED, now=(Piece(paragraph, True),))


def _removed(paragraph: str) -> Change:
    return Change(ChangeKind.REMOVED, before=(Piece(paragraph, True),))


def _changed(old: str, new: str) -> Change:
    was, words = WORD.findall(old), WORD.findall(new)
    before: list[Piece] = []
    now: list[Piece] = []
    for kind, a, b, c, d in _matcher(was, words).get_opcodes():
        marked = kind != "equal"
        if a < b:
            before.append(Piece("".join(was[a:b]), marked))
        if c < d:
            now.append(Piece("".join(words[c:d]), marked))
    return Change(ChangeKind.CHANGED, tuple(before), tuple(now))


def _is_version(old: str, new: str) -> bool:
    was, words = old.split(), new.split()
    if max(len(was), len(words)) > LONGEST:
        return False
    matcher = _matcher(was, words)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _matcher(a: list[str], b: list[str]) -> "difflib.SequenceMatcher[str]":
    return difflib.SequenceMatcher(None, a, b, autojunk=False)
