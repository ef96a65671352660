# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Makes vocabulary.json from the texts of the synthetic chats."""

import argparse
import random
from pathlib import Path

import words
from chats import PAGE, unknown_question
from facts import FACTS, made_up_name
from pictures import ALL_FIGURES
from vocabulary import Vocabulary

ALWAYS = ("Count from to. Please count. Repeat:", "user\n", "model\n")
SIZE = 1760
VOCABULARY = Path(__file__).resolve().parent / "vocabulary.json"


def corpus() -> tuple[list[str], list[str]]:
    """Texts from which the vocabulary is learned, and words that should be whole pieces."""
    rng = random.Random(5)
    texts = [PAGE.read_text("utf-8")] * 40
    for questions, answer in words.SMALL_TALK:
        texts += [*questions, answer] * 12
    groups = [words.PICTURE_QUESTIONS, words.COLOUR_QUESTIONS, words.SHAPE_QUESTIONS]
    groups += [words.FIRST_QUESTIONS, words.PAGE_QUESTIONS, words.CAPITALS, words.SYSTEM]
    for group in groups:
        texts += group * 20
    for fact in FACTS.values():
        texts += [text.format("") for text in (*fact.tells, *fact.asks, fact.recall)] * 40
        texts += [fact.reply.format(""), *ALWAYS] * 40
    texts += [unknown_question(rng) for _ in range(2000)]
    texts += [words.UNKNOWN_ANSWER, words.NO_PICTURE] * 50
    texts += [f"{figure.named()} and {figure.named()}. It is a" for figure in ALL_FIGURES] * 20
    texts += [f" {made_up_name(rng)}" for _ in range(400)]
    spaced = (words.NAMES, words.PETS, words.TINTS, words.TOWNS, words.CODES)
    whole = ["\u2581" + word for group in spaced for word in group]
    return texts, [*whole, *words.PETS]


def main() -> None:
    """Reads the command line and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=VOCABULARY, help="the file to write")
    options = parser.parse_args()
    vocabulary = Vocabulary.made_from(*corpus(), SIZE)
    vocabulary.save(options.to)
    print(f"{len(vocabulary)} pieces")


if __name__ == "__main__":
    main()
