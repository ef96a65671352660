# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The kinds of facts that a user tells and asks for later."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import words


@dataclass(frozen=True, slots=True)
class Fact:
    """A kind of fact: how it is told, acknowledged, asked for and recalled."""

    tells: tuple[str, ...]
    reply: str
    asks: tuple[str, ...]
    recall: str
    value: Callable[[random.Random], str]


def made_up_name(rng: random.Random) -> str:
    """A name that no list holds."""
    pairs = (
        rng.choice("bdfghjklmnprstvwz") + rng.choice("aeiou") for _ in range(rng.randint(1, 3))
    )
    return ("".join(pairs) + rng.choice("klmnrstxz" + "aeiou")).capitalize()


def _name(rng: random.Random) -> str:
    return rng.choice(words.NAMES) if rng.random() < 0.7 else made_up_name(rng)


def _pet(rng: random.Random) -> str:
    return rng.choice(words.PETS)


NOTED = "I will remember that."


def _about_the_user() -> dict[str, Fact]:
    return {
        "name": Fact(
            ("My name is {}.", "I am {}.", "I am called {}.", "Call me {}."), "Hello, {}.",
            ("What is my name?", "Do you know my name?", "Who am I?", "What am I called?"),
            "Your name is {}.", _name),
        "colour": Fact(
            ("My favourite colour is {}.",), NOTED,
            ("What is my favourite colour?", "Which colour do I like?"),
            "Your favourite colour is {}.", lambda rng: rng.choice(words.TINTS)),
        "code": Fact(
            ("The code word is {}.", "Remember the code word {}."), NOTED,
            ("What is the code word?", "Tell me the code word."), "The code word is {}.",
            lambda rng: rng.choice(words.CODES)),
        "number": Fact(
            ("My number is {}.", "Remember the number {}."), NOTED,
            ("What is my number?", "Which number did I tell you?"), "Your number is {}.",
            lambda rng: str(rng.randint(2, 9999 if rng.random() < 0.5 else 99))),
        "town": Fact(
            ("I live in {}.", "My home is in {}."), NOTED,
            ("Where do I live?", "Which town do I live in?"), "You live in {}.",
            lambda rng: rng.choice(words.TOWNS)),
    }  # fmt: skip


def _all() -> dict[str, Fact]:
    table = _about_the_user()
    for animal in words.ANIMALS:
        table[animal] = Fact(
            (f"My {animal} is called {{}}.", f"My {animal}'s name is {{}}."),
            "{} is a good name.",
            (f"What is my {animal} called?", f"What is the name of my {animal}?"),
            f"Your {animal} is called {{}}.", _pet)  # fmt: skip
    for person in words.KIN:
        table[person] = Fact(
            (f"My {person} is called {{}}.",), NOTED,
            (f"What is my {person} called?", f"What is the name of my {person}?"),
            f"Your {person} is called {{}}.", _name)  # fmt: skip
    return table


FACTS = _all()
