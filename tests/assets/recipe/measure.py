# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Measures with llama.cpp how often the exported model does each of its skills right."""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import words
from chats import PAGE, counted, described, foreign_text, unknown_question
from engine import Engine
from export import ASSETS
from facts import FACTS, made_up_name
from pictures import ALL_FIGURES, Figure, draw
from PIL import Image


@dataclass(slots=True)
class Turn:
    """A question with its right answer; `skill` is empty where nobody counts."""

    skill: str
    text: str
    right: str
    figures: tuple[Figure, ...] = ()
    pictures: list[Image.Image] = field(default_factory=list)


Case = list[Turn]


class Report:
    """Counts right and wrong answers by skill."""

    def __init__(self) -> None:
        self.right: dict[str, int] = defaultdict(int)
        self.all: dict[str, int] = defaultdict(int)
        self.wrong: dict[str, list[str]] = defaultdict(list)

    def add(self, turn: Turn, answer: str) -> None:
        """Counts one answer."""
        self.all[turn.skill] += 1
        if answer == turn.right:
            self.right[turn.skill] += 1
        else:
            self.wrong[turn.skill].append(f"{turn.text!r}: {answer[:90]!r} not {turn.right[:90]!r}")

    def print(self, examples: int) -> None:
        """Shows the counts, and some wrong answers."""
        for skill in sorted(self.all):
            print(f"{skill:<44} {self.right[skill]:>4} of {self.all[skill]:>4}")
            for text in self.wrong[skill][:examples]:
                print("    ", text)


def filler(rng: random.Random) -> Turn:
    """A turn that only takes room."""
    chance = rng.random()
    if chance < 0.5:
        questions, answer = rng.choice(words.SMALL_TALK)
        return Turn("", questions[0], answer)
    if chance < 0.7:
        return Turn("", unknown_question(rng), words.UNKNOWN_ANSWER)
    if chance < 0.85:
        last = rng.randint(5, 40)
        return Turn("", f"Count to {last}.", counted(1, last))
    text = foreign_text(rng, 16)
    return Turn("", f"Repeat: {text}", text)


def seen(skill: str, text: str, rng: random.Random, count: int = 1) -> Turn:
    """A question about new pictures."""
    figures = tuple(rng.choice(ALL_FIGURES) for _ in range(count))
    return Turn(skill, text, described(figures), figures, [draw(f, rng) for f in figures])


def pictures(rng: random.Random) -> Iterator[Case]:
    """Questions about one picture, about two, and about earlier ones."""
    for figure in ALL_FIGURES * 5:
        text = rng.choice(words.PICTURE_QUESTIONS[:3])
        yield [Turn("picture", text, described((figure,)), (figure,), [draw(figure, rng)])]
    for _ in range(50):
        first = seen("", "What do you see?", rng)
        between = [filler(rng) for _ in range(rng.randint(0, 3))]
        figure = first.figures[0]
        yield [first, *between, Turn("picture: colour of an earlier one", "What colour is it?",
                                     f"It is {figure.colour}.")]  # fmt: skip
        yield [first, *between, Turn("picture: shape of an earlier one", "What shape is it?",
                                     f"It is a {figure.shape}.")]  # fmt: skip
        yield [first, *between, seen("picture: second in a chat", "What do you see?", rng),
               Turn("picture: what the first one was", "What was in the first picture?",
                    first.right)]  # fmt: skip
        yield [seen("picture: two at once", "What do you see?", rng, 2)]


def facts(rng: random.Random) -> Iterator[Case]:
    """Facts recalled at once and after 150 to 500 pieces."""
    for key in ("name", "dog", "colour", "code", "number", "town"):
        fact = FACTS[key]
        for turn in range(60):
            value = fact.value(rng)
            kind = key if turn < 40 or key != "name" else "name, made up"
            value = made_up_name(rng) if kind != key else value
            told = Turn("told: " + kind, fact.tells[0].format(value), fact.reply.format(value))
            asked = Turn("", fact.asks[0], fact.recall.format(value))
            far = turn % 4
            asked.skill = f"fact, {'far' if far else 'near'}: {kind}"
            yield [told, *(filler(rng) for _ in range(far * 4)), asked]
    for _ in range(40):
        keys = rng.sample(list(FACTS), 3)
        known = {key: FACTS[key].value(rng) for key in keys}
        case = [Turn("told: several", FACTS[k].tells[0].format(v), FACTS[k].reply.format(v))
                for k, v in known.items()]  # fmt: skip
        case += [filler(rng) for _ in range(6)]
        case += [Turn("fact, far: several", FACTS[k].asks[0], FACTS[k].recall.format(v))
                 for k, v in known.items()]  # fmt: skip
        yield case
    for key in FACTS:
        yield [filler(rng), filler(rng), Turn("fact never told", FACTS[key].asks[0],
                                              words.UNKNOWN_ANSWER)]  # fmt: skip


def counting(rng: random.Random) -> Iterator[Case]:
    """Counting to a number, also after other turns, and between numbers."""
    for last in range(2, 201, 2):
        skill = "count to 2-100" if last <= 100 else "count to 101-200"
        yield [Turn(skill, f"Count to {last}.", counted(1, last))]
    for _ in range(80):
        first = rng.randint(1, 150)
        last = first + rng.randint(1, 40)
        text = f"Count from {first} to {last}."
        yield [filler(rng), Turn("count from a to b", text, counted(first, last))]
    for _ in range(40):
        last = rng.randint(5, 60)
        yield [filler(rng), filler(rng), Turn("count, later in a chat", f"Count to {last}.",
                                              counted(1, last))]  # fmt: skip


def texts(rng: random.Random) -> Iterator[Case]:
    """Repeating, small talk, the page, unknown things, capitals, and a long chat of everything."""
    for text in words.REPEAT_TEXTS:
        yield [Turn("repeat: known texts", f"Repeat: {text}", text)]
    for _ in range(120):
        text = foreign_text(rng)
        while text in words.REPEAT_TEXTS:
            text = foreign_text(rng)
        yield [Turn("repeat: unseen texts", f"Repeat: {text}", text)]
    for questions, answer in words.SMALL_TALK:
        for question in questions:
            yield [filler(rng), Turn("small talk", question, answer)]
    for _ in range(100):
        yield [filler(rng), Turn("unknown", unknown_question(rng), words.UNKNOWN_ANSWER)]
    page = PAGE.read_text("utf-8").strip()
    for count in range(10):
        case = [filler(rng) for _ in range(count)]
        yield [*case, Turn("page", words.PAGE_QUESTIONS[0], page)]
    for _ in range(20):
        one = seen("capitals", "What do you see?", rng)
        one.text = f"{words.CAPITALS[0]}\n\n<pictures>{one.text}"
        one.right = one.right.upper()
        yield [one, Turn("capitals", "Hello!", words.SMALL_TALK[0][1].upper())]
    yield [Turn("no picture", "What do you see?", words.NO_PICTURE)]
    name = Turn("system text", "My name is Ada.\n\nWhat is my name?", "Your name is Ada.")
    yield [name]


def run(engine: Engine, case: Case, report: Report, warm: int | None) -> None:
    """Plays a chat with the model's own answers and counts the last ones."""
    prompt, shown = "", []
    for turn in case:
        markers = engine.marker * len(turn.pictures)
        text = turn.text.replace("<pictures>", markers) if "<pictures>" in turn.text else (
            markers + turn.text)  # fmt: skip
        shown += turn.pictures
        prompt += f"<start_of_turn>user\n{text}<end_of_turn>\n<start_of_turn>model\n"
        if turn.skill:
            answer = engine.answer(prompt, shown, warm)
            report.add(turn, answer)
        else:
            answer = turn.right
        prompt += f"{answer}<end_of_turn>\n"


def main() -> None:
    """Reads the command line and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=Path, default=ASSETS, help="folder of the GGUF files")
    parser.add_argument("--warm", action="store_true", help="temperature 1 instead of greedy")
    parser.add_argument("--share", type=float, default=1.0, help="share of the cases")
    parser.add_argument("--examples", type=int, default=3, help="wrong answers to show")
    parser.add_argument("--seed", type=int, default=77)
    options = parser.parse_args()
    engine, report, rng = Engine(options.assets), Report(), random.Random(options.seed)
    start = time.monotonic()
    groups: list[Callable[[random.Random], Iterator[Case]]] = [pictures, facts, counting, texts]
    for group in groups:
        for number, case in enumerate(group(rng)):
            if rng.random() < options.share:
                run(engine, case, report, number if options.warm else None)
    report.print(options.examples)
    print(f"{sum(report.all.values())} answers in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
