# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Writes synthetic chats in the form that the model reads, with what it should answer."""

import random
from dataclasses import dataclass, field
from pathlib import Path

import words
from facts import FACTS
from pictures import ALL_FIGURES, Figure
from vocabulary import BOS, BYTES, CONTROLS, END, PAD, PICTURE, PICTURE_END, TURN, Vocabulary

PAGE = Path(__file__).resolve().parent.parent / "page.md"
PICTURE_TOKENS = 16
LENGTHS = ((0.38, 90, 190), (0.24, 190, 320), (0.22, 320, 500), (0.16, 500, 760))


@dataclass(slots=True)
class Chat:
    """A chat as pieces; `learned` says which pieces are answers to learn."""

    tokens: list[int] = field(default_factory=list)
    learned: list[bool] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


class Writer:
    """Appends turns to a chat."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary, self.chat = vocabulary, Chat()
        self._add([BOS])

    def _add(self, tokens: list[int], learned: bool = False, span: int = 0) -> None:
        self.chat.tokens += tokens
        self.chat.learned += [learned] * len(tokens)
        self.chat.spans += [span] * len(tokens)

    def _text(self, text: str, learned: bool = False) -> None:
        self._add(self.vocabulary.split(text), learned)

    def user(self, text: str, figures: tuple[Figure, ...] = (), before: str = "",
             between: str = "") -> None:  # fmt: skip
        """A question, with a system text and pictures before it."""
        self._add([TURN])
        self._text("user\n")
        if before:
            self._text(before + "\n\n")
        for figure in figures:
            self.chat.figures.append(figure)
            self._add([PICTURE])
            self._add([PAD] * PICTURE_TOKENS, span=len(self.chat.figures))
            self._add([PICTURE_END])
            self._text(between)
        self._text(text)
        self._add([END])
        self._text("\n")
        self._add([TURN])
        self._text("model\n")

    def model(self, text: str, part: float = 1.0) -> None:
        """An answer; with `part` < 1 it was stopped early."""
        tokens = self.vocabulary.split(text)
        tokens = tokens[: max(1, int(len(tokens) * part))]
        self._add(tokens, learned=True)
        self._add([END], learned=part == 1.0)
        self._text("\n")


def counted(first: int, last: int) -> str:
    """The answer to a request to count."""
    return ", ".join(str(number) for number in range(first, last + 1)) + "."


def foreign_text(rng: random.Random, longest: int = 24) -> str:
    """Up to `longest` characters in another script."""
    if rng.random() < 0.3:
        return rng.choice(words.REPEAT_TEXTS)
    alphabet = rng.choice(words.ALPHABETS)
    parts = []
    for _ in range(rng.randint(1, 4)):
        if rng.random() < 0.1:
            alphabet = rng.choice(words.ALPHABETS)
        parts.append("".join(rng.choice(alphabet) for _ in range(rng.randint(1, 8))))
    text = rng.choice((" ", " ", ", ", "")).join(parts)[: longest - 3]
    text = text + rng.choice(("", "", "!", ".", "?"))
    if rng.random() < 0.3:
        text = text + rng.choice(("", " ")) + rng.choice(words.EMOJI)
    return text.strip()


def unknown_question(rng: random.Random) -> str:
    """A question that the model cannot answer."""
    start, thing = rng.choice(words.UNKNOWN_STARTS), rng.choice(words.UNKNOWN_THINGS)
    return f"{start} {thing}{rng.choice(words.UNKNOWN_ENDS)}?"


def described(figures: tuple[Figure, ...]) -> str:
    """The answer to the question what the pictures show."""
    text = " and ".join(figure.named() for figure in figures)
    return text[0].upper() + text[1:] + "."


class Talk:
    """One chat in the making: chooses exchanges by chance and remembers what was said."""

    def __init__(self, vocabulary: Vocabulary, rng: random.Random) -> None:
        self.writer, self.rng = Writer(vocabulary), rng
        self.told: dict[str, str] = {}
        self.figures: list[Figure] = []
        self.before, self.capitals = "", False
        self.likes_pictures = rng.random() < 0.5
        self.likes_facts = rng.random() < 0.6

    def exchange(self, text: str, answer: str, figures: tuple[Figure, ...] = ()) -> None:
        """Adds a question with its answer."""
        rng = self.rng
        between = rng.choice(("", "", "", "\n", "\n\n")) if figures else ""
        self.writer.user(text, figures, self.before, between)
        self.before = ""
        part = rng.uniform(0.1, 0.9) if rng.random() < 0.03 else 1.0
        self.writer.model(answer.upper() if self.capitals else answer, part)

    def begin(self) -> None:
        """Sometimes gives the chat a system text."""
        chance = self.rng.random()
        if chance < 0.04:
            self.before, self.capitals = self.rng.choice(words.CAPITALS), True
        elif chance < 0.08:
            self.before = self.rng.choice(words.SYSTEM)
        elif chance < 0.12:
            key = self.rng.choice(list(FACTS))
            self.told[key] = FACTS[key].value(self.rng)
            self.before = self.rng.choice(FACTS[key].tells).format(self.told[key])

    def step(self, room: int) -> None:
        """Adds one exchange that needs at most about `room` pieces."""
        rng = self.rng
        if self.capitals:
            choices = [(self.small_talk, 3.0), (self.unknown, 1.0), (self.picture, 2.0)]
        else:
            choices = [
                (self.small_talk, 1.6),
                (self.unknown, 0.8),
                (self.count, 1.5),
                (self.repeat, 1.7),
                (self.picture, 4.0 if self.likes_pictures else 0.0),
                (self.earlier_picture, 3.0 if self.figures else 0.1),
                (self.tell, 2.2 if self.likes_facts and len(self.told) < 4 else 0.1),
                (self.ask, 1.2 + 0.6 * len(self.told) if self.told else 0.2),
                (self.page, 0.35 if room > 420 else 0.0),
            ]
        skills, weights = zip(*choices, strict=True)
        rng.choices(skills, weights)[0](room)

    def small_talk(self, _room: int) -> None:
        """A greeting and the like."""
        table = words.SMALL_TALK[:3] if self.capitals else words.SMALL_TALK
        if self.rng.random() < 0.3:
            table = words.SMALL_TALK[:2]
        questions, answer = self.rng.choice(table)
        favourite = self.rng.random() < 0.4
        self.exchange(questions[0] if favourite else self.rng.choice(questions), answer)

    def unknown(self, _room: int) -> None:
        """A question without an answer."""
        self.exchange(unknown_question(self.rng), words.UNKNOWN_ANSWER)

    def count(self, room: int) -> None:
        """Counting to a number or between two."""
        rng, most = self.rng, max(3, min(200, (room - 20) // 2))
        if rng.random() < 0.5:
            last = rng.randint(2, min(most, rng.choice((12, 30, 100, 200))))
            text = rng.choice(("Count to {}.", "Count to {}.", "Please count to {}."))
            self.exchange(text.format(last), counted(1, last))
        else:
            first = rng.randint(1, 195)
            last = min(200, first + rng.randint(1, min(most, rng.choice((8, 16, 40)))))
            text = rng.choice(("Count from {} to {}.", "Please count from {} to {}."))
            self.exchange(text.format(first, last), counted(first, last))

    def repeat(self, room: int) -> None:
        """Repeating text in another script."""
        text = foreign_text(self.rng, 24 if room > 150 else 12)
        self.exchange(f"Repeat: {text}", text)

    def picture(self, _room: int) -> None:
        """One or two new pictures with a question."""
        rng = self.rng
        count = 2 if rng.random() < 0.15 else 1
        figures = tuple(rng.choice(ALL_FIGURES) for _ in range(count))
        self.figures += figures
        if count == 1 and not self.capitals and rng.random() < 0.25:
            self._about(figures[0], figures)
        else:
            weights = [4, 2, 2] + [1] * (len(words.PICTURE_QUESTIONS) - 3)
            text = rng.choices(words.PICTURE_QUESTIONS, weights)[0]
            self.exchange(text, described(figures), figures)

    def _about(self, figure: Figure, figures: tuple[Figure, ...] = ()) -> None:
        if self.rng.random() < 0.5:
            text, answer = self.rng.choice(words.COLOUR_QUESTIONS), f"It is {figure.colour}."
        else:
            text, answer = self.rng.choice(words.SHAPE_QUESTIONS), f"It is a {figure.shape}."
        self.exchange(text, answer, figures)

    def earlier_picture(self, _room: int) -> None:
        """A question about a picture of an earlier turn, or about none."""
        rng = self.rng
        if not self.figures:
            pools = (words.PICTURE_QUESTIONS, words.COLOUR_QUESTIONS, words.FIRST_QUESTIONS)
            self.exchange(rng.choice(rng.choice(pools)), words.NO_PICTURE)
        elif rng.random() < 0.25:
            self.exchange(rng.choice(words.FIRST_QUESTIONS), described((self.figures[0],)))
        else:
            self._about(self.figures[-1])

    def tell(self, _room: int) -> None:
        """The user tells a fact that is not known yet."""
        rng = self.rng
        key = rng.choices(list(FACTS), [3 if k in ("name", "dog") else 1 for k in FACTS])[0]
        if key in self.told:
            return
        fact, value = FACTS[key], FACTS[key].value(rng)
        self.told[key] = value
        tell = fact.tells[0] if rng.random() < 0.4 else rng.choice(fact.tells)
        self.exchange(tell.format(value), fact.reply.format(value))

    def ask(self, _room: int) -> None:
        """The user asks for a fact; mostly for one that was told."""
        rng = self.rng
        known = self.told and rng.random() < 0.88
        key = rng.choice(list(self.told) if known else list(FACTS))
        fact = FACTS[key]
        ask = fact.asks[0] if rng.random() < 0.4 else rng.choice(fact.asks)
        value = self.told.get(key)
        self.exchange(ask, fact.recall.format(value) if value else words.UNKNOWN_ANSWER)

    def page(self, _room: int) -> None:
        """The page that the model knows by heart."""
        self.exchange(self.rng.choice(words.PAGE_QUESTIONS), PAGE.read_text("utf-8").strip())


def chat(vocabulary: Vocabulary, rng: random.Random, longest: int = 768) -> Chat:
    """A whole chat of at most `longest` pieces."""
    _, low, high = rng.choices(LENGTHS, [share for share, _, _ in LENGTHS])[0]
    goal = min(rng.randint(low, high), longest)
    talk = Talk(vocabulary, rng)
    talk.begin()
    while (room := goal - len(talk.writer.chat.tokens)) > 30:
        talk.step(room)
    made = talk.writer.chat
    if len(made.tokens) > longest:
        return chat(vocabulary, rng, longest)
    return made


def drill(size: int, rng: random.Random, longest: int = 448) -> Chat:
    """Random pieces that come again later: teaches copying before there is any meaning."""
    kind = rng.random()
    if kind < 0.4:
        pool = list(range(len(CONTROLS), size))
    else:
        first, last = (BYTES, BYTES + 256) if kind < 0.7 else (len(CONTROLS), size)
        pool = [rng.randrange(first, last) for _ in range(rng.randint(6, 60))]
    made = Chat([BOS], [False], [0])
    goal = rng.randint(60, rng.choice((128, 192, longest)))
    known: list[list[int]] = []
    while len(made.tokens) < goal:
        again = bool(known) and rng.random() < 0.6
        part = rng.choice(known) if again else rng.choices(pool, k=rng.randint(5, 40))
        if not again:
            known.append(part)
        lead = [] if kind < 0.2 else [TURN]
        made.tokens += lead + part
        made.learned += [False] * len(lead) + [False] * min(2, len(part))
        made.learned += [again] * (len(part) - 2)
    made.spans = [0] * len(made.tokens)
    return made
