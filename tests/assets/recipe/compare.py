# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Compares llama.cpp with the training's own code: pieces of texts and scores of answers."""

import argparse
import itertools
import math
import random
from pathlib import Path

import numpy as np
import torch
from chats import Chat, chat, foreign_text
from engine import Engine
from export import ASSETS, load
from make_vocabulary import VOCABULARY, corpus
from model import WINDOW, Tiny
from pictures import draw, fitted
from PIL import Image
from vocabulary import BYTES, CONTROLS, PICTURE, PICTURE_END, Vocabulary


def texts_split_alike(engine: Engine, vocabulary: Vocabulary) -> int:
    """Number of texts for which both give the same pieces; fails at the first that differs."""
    rng = random.Random(3)
    texts = corpus()[0][::9] + [foreign_text(rng) for _ in range(500)]
    texts += ["1, 2, 34, 567. 12345", "a,b, c ,d", "  two  spaces", "naïve café, 東京", "x" * 50]
    for text in texts:
        if engine.split(text) != vocabulary.split(text):
            raise SystemExit(f"split differently: {text!r}")
    return len(texts)


def _prompt(one: Chat, vocabulary: Vocabulary, marker: str) -> str:
    """The text of a chat without its first piece, with a marker for every picture."""
    text, start = "", 1
    for place, number in enumerate(one.tokens):
        if number in (PICTURE, PICTURE_END):
            text += _with_controls(one.tokens[start:place], vocabulary)
            text += marker if number == PICTURE else ""
            start = place + 1 if number == PICTURE_END else place + 17
    return text + _with_controls(one.tokens[start:], vocabulary)


def _with_controls(numbers: list[int], vocabulary: Vocabulary) -> str:
    runs = itertools.groupby(numbers, lambda number: number if number < len(CONTROLS) else None)
    return "".join(
        vocabulary.join(list(run)) if control is None else vocabulary.pieces[control]
        for control, run in runs
    )


def own_scores(tiny: Tiny, one: Chat, pictures: list[Image.Image]) -> np.ndarray:
    """Scores after the last piece of a chat, by the training's code."""
    length = math.ceil(len(one.tokens) / WINDOW) * WINDOW
    rest = length - len(one.tokens)
    tokens = torch.tensor([one.tokens + [0] * rest])
    spans = torch.tensor([one.spans + [-1] * rest])
    seen = torch.from_numpy(np.stack([fitted(p) for p in pictures])) if pictures else None
    with torch.no_grad():
        hidden = tiny(tokens, spans, seen)
        return tiny.tongue.logits(hidden[0, len(one.tokens) - 1]).numpy()


def main() -> None:
    """Reads the command line and compares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("tiny-work"), help="checkpoints")
    parser.add_argument("--assets", type=Path, default=ASSETS, help="folder of the GGUF files")
    options = parser.parse_args()
    vocabulary, tiny = Vocabulary.load(VOCABULARY), load(options.work / "tiny.pt")
    engine, rng = Engine(options.assets), random.Random(4)
    print("texts split alike:", texts_split_alike(engine, vocabulary))
    worst, alike, shift = 0.0, 0, 0.0
    for _ in range(40):
        one = chat(vocabulary, rng)
        end = max(place for place, learned in enumerate(one.learned) if learned)
        one = Chat(one.tokens[:end], one.learned[:end], one.spans[:end], one.figures)
        if max(one.spans) != len(one.figures) or not one.tokens[-1] >= BYTES + 256:
            continue
        prompt = _prompt(one, vocabulary, engine.marker)
        pictures = [draw(figure, rng) for figure in one.figures]
        if "\ufffd" in prompt:  # an answer was stopped inside a character: no text says that
            continue
        own = own_scores(tiny, one, pictures)
        engine.read(prompt, pictures)
        other = engine.scores()
        worst, shift = max(worst, float(np.abs(own - other).max())), shift + 1
        alike += int(own.argmax() == other.argmax())
    print(f"chats: {int(shift)}, same best piece: {alike}, largest difference: {worst:.3f}")


if __name__ == "__main__":
    main()
