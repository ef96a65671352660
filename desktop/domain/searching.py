# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finding words in texts of any script: what the index reads, what is asked of it, what is shown.

Accents, points, capitals and widths do not count (Unicode's NFKD and case folding). Scripts that
put no space between words are cut into pairs of letters: ABC of theirs is kept as AB BC C, so that
any piece of a sentence is a phrase of pairs. Signs and emoji beyond ASCII are words of one letter.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.conversation import Chat

MOST_TERMS = 16
LONGEST = 500  # characters of what is typed
BEFORE, AFTER = 28, 160  # characters of an excerpt, on either side of where a match begins

# Thai, Lao; Burmese; Khmer; Chinese, Japanese, Yi; Chinese for compatibility; rare Chinese.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_UNSPACED}]+")
# Arrows to dingbats, and emoji. SQLite's tokenizer takes letters only, so each becomes one that is
# for private use.
_SIGN = re.compile("[\u2190-\u2bff\U0001f000-\U0001ffff]")
_PRIVATE = 0xF0000
# Latin, Greek and Cyrillic accents, Hebrew and Arabic points, and which way an emoji is drawn.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\ufe0e\ufe0f]"
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_SIGNS = re.compile(r"\\([!-/:-@\[-`{-~])|(?<!\w)[*_~]{1,3}(?=\S)|(?<=\S)[*_~]{1,3}(?!\w)|`+")
# Letters with a stroke, or without their dot, which Unicode does not take apart.
_STROKES = str.maketrans("łđøıħŧ", "ldoiht")
_TYPED = re.compile(r'"([^"]*)("?)|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and where.

    Attributes:
        text: words, and phrases in quotes; "" finds every chat that the rest fits.
        model: id of the installed model that answered, "" for any.
        since: seconds since 1970, UTC; only chats with a message after it.
        pictures: only chats with a picture.
    """

    text: str = ""
    model: str = ""
    since: float = 0.0
    pictures: bool = False

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.text.strip() or self.model or self.since or self.pictures)


@dataclass(frozen=True, slots=True)
class Found:
    """A chat that was found.

    Attributes:
        message: id of the first message with the words, "" when only the title has them.
        text: of this message.
    """

    chat: Chat
    message: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that has to occur. text is folded; whole: the last word is complete."""

    text: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text on one line, and where in it the words stand: begin, length."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def fold(text: str) -> str:
    """What is the same to a search is the same text. May have another length."""
    if text.isascii():
        return text.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return plain.translate(_STROKES)


def indexed(text: str) -> str:
    """What the index reads instead of a text: folded, unspaced scripts as pairs.

    When this function changes, the index has to be made anew: a migration.
    """
    return text if text.isascii() else _SIGN.sub(_private, _RUN.sub(_pairs, fold(text)))


def terms(text: str) -> list[Term]:
    """What a person typed: words, and phrases in quotes. The last word may still grow."""
    found: dict[Term, None] = {}
    for phrase, end, word in _TYPED.findall(text[:LONGEST]):
        folded = " ".join(fold(phrase or word).replace("\ufffd", " ").split())
        if folded:
            found[Term(folded, whole=bool(end))] = None
    if not found and "\ufffd" not in text:  # an accent alone is meant itself
        words = text[:LONGEST].replace('"', " ").split()
        found = {Term(word, whole=True): None for word in words}
    return list(found)[:MOST_TERMS]


def question(term: Term) -> str:
    """A term in the language of FTS5; "" when the index knows none of its signs.

    No operator takes effect: everything stands in double quotes.
    """
    pairs = _SIGN.sub(_private, _RUN.sub(_asked_pairs, term.text))
    if not any(map(_is_word, pairs)):
        return ""
    grows = not term.whole or _ends_alone(term.text)
    quoted = pairs.strip().replace('"', '""')
    return f'"{quoted}"{"*" if grows else ""}'


def skimmed(markdown: str) -> str:
    """About what is seen of Markdown: without the signs of emphasis, escapes and addresses."""
    return _SIGNS.sub(lambda sign: sign[1] or "", _LINK.sub(r"\1", markdown))


def pattern(words: str) -> re.Pattern[str]:
    """Finds words in a folded text, anywhere, with whatever space is between them."""
    return re.compile(r"\s+".join(map(re.escape, fold(words).split())) or "(?!)")


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text that need not be folded: begin, length."""
    folded = fold(text)
    found = [match.span() for match in pattern(words).finditer(folded)]
    if len(folded) == len(text) or not found:
        return [(begin, end - begin) for begin, end in found]
    origin = [at for at, letter in enumerate(text) for _ in fold(letter)] + [len(text)]
    return [(origin[b], max(1, origin[e] - origin[b])) for b, e in found if e < len(origin)]


def excerpt(text: str, looked_for: Sequence[Term]) -> Excerpt:
    """The neighbourhood of the first place where one of the terms stands."""
    folded = fold(text)
    places = [place for term in looked_for for place, _ in _places(folded, term)][:1]
    at = _unfolded(text, folded, places[0]) if places else 0
    begin = max(0, at - BEFORE)
    if begin:  # whole words
        begin = next((i + 1 for i in range(begin, at) if text[i].isspace()), begin)
    piece = " ".join(text[begin : at + AFTER].split())
    shown = f"…{piece}" if begin else piece
    return Excerpt(shown, tuple(_marks(shown, looked_for)))


def _pairs(run: re.Match[str]) -> str:
    """Each letter with its follower, the last one alone."""
    letters = run.group()
    return f" {' '.join(letters[i : i + 2] for i in range(len(letters)))} "


def _asked_pairs(run: re.Match[str]) -> str:
    """At the end without the last letter alone: there the text may go on."""
    letters = run.group()
    pairs = len(letters) if run.end() < len(run.string) else max(1, len(letters) - 1)
    return f" {' '.join(letters[i : i + 2] for i in range(pairs))} "


def _private(sign: re.Match[str]) -> str:
    return f" {chr(_PRIVATE + (ord(sign.group()) & 0xFFFF))} "


def _ends_alone(text: str) -> bool:
    """A single letter of an unspaced script: in the index it is the beginning of a pair."""
    return bool(re.search(f"(?:^|[^{_UNSPACED}])[{_UNSPACED}]$", text))


def _is_word(letter: str) -> bool:
    """Letters, figures and what is for private use; all else parts words."""
    category = unicodedata.category(letter)
    return category[0] in "LN" or category == "Co"


def _places(folded: str, term: Term) -> Iterator[tuple[int, int]]:
    """Where a term stands: at the beginning of a word, or anywhere in an unspaced script."""
    words = r"[\W_]+".join(re.escape(word) for word in term.text.split())
    for match in re.finditer(words, folded):
        begin = match.start()
        alone = not begin or not folded[begin - 1].isalnum() or not folded[begin].isalnum()
        if alone or _RUN.match(folded, begin):
            yield begin, match.end() - begin


def _unfolded(text: str, folded: str, place: int) -> int:
    """The place in a text for one in its folded form."""
    if len(folded) == len(text):
        return place
    for at, letter in enumerate(text):
        place -= len(fold(letter))
        if place < 0:
            return at
    return len(text)


def _marks(text: str, looked_for: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Begin and length of everything that was looked for, in order, nothing twice."""
    origin = [at for at, letter in enumerate(text) for _ in fold(letter)] + [len(text)]
    folded = "".join(map(fold, text))
    last = 0
    for begin, length in sorted(p for term in looked_for for p in _places(folded, term)):
        if begin >= last and length:
            last = begin + length
            yield origin[begin], max(1, origin[last] - origin[begin])
