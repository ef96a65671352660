# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Draws the figures that the test model learns to name, and brings them to the size it reads."""

import io
import math
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

SIZE = 112  # pixels a side that the model reads
COLOURS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "red": ((220, 30, 30), (255, 0, 0)),
    "green": ((30, 150, 50), (0, 128, 0), (20, 200, 40), (0, 255, 0)),
    "blue": ((30, 60, 210), (0, 0, 255)),
    "yellow": ((245, 215, 30), (255, 255, 0)),
    "black": ((15, 15, 15), (0, 0, 0)),
    "white": ((250, 250, 250), (255, 255, 255)),
    "orange": ((250, 135, 20), (255, 165, 0)),
    "purple": ((130, 40, 160), (128, 0, 128)),
}
SHAPES = ("circle", "square", "triangle", "star")
GROUNDS = (
    (255, 255, 255),
    (255, 255, 255),
    (211, 211, 211),
    (235, 235, 235),
    (190, 190, 190),
    (128, 128, 128),
    (70, 70, 75),
    (225, 235, 250),
    (250, 240, 215),
    (220, 240, 220),
    (250, 225, 230),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a picture shows."""

    colour: str
    shape: str

    def named(self) -> str:
        """The figure with its article, as in `an orange star`."""
        article = "an" if self.colour[0] in "aeiou" else "a"
        return f"{article} {self.colour} {self.shape}"


ALL_FIGURES = tuple(Figure(colour, shape) for colour in COLOURS for shape in SHAPES)


def figure_at(index: int) -> Figure:
    """The figure of a label from 0 to 31."""
    return ALL_FIGURES[index]


def _corners(shape: str, turn: float) -> list[tuple[float, float]]:
    """Corners on the unit circle, turned by `turn` radians."""
    if shape == "square":
        angles = [math.pi * (0.25 + i / 2) for i in range(4)]
        radii = [1.0] * 4
    elif shape == "triangle":
        angles = [math.pi * (-0.5 + i * 2 / 3) for i in range(3)]
        radii = [1.0] * 3
    else:
        angles = [math.pi * (-0.5 + i / 5) for i in range(10)]
        radii = [1.0, 0.42] * 5
    return [
        (r * math.cos(a + turn), r * math.sin(a + turn)) for a, r in zip(angles, radii, strict=True)
    ]


def _varied(colour: tuple[int, int, int], by: int, rng: random.Random) -> tuple[int, ...]:
    return tuple(max(0, min(255, part + rng.randint(-by, by))) for part in colour)


def _ground(fill: tuple[int, ...], rng: random.Random) -> tuple[int, ...]:
    """A background that differs clearly from the figure."""
    while True:
        ground = _varied(rng.choice(GROUNDS), 5, rng)
        if sum(abs(a - b) for a, b in zip(ground, fill, strict=True)) > 120:
            return ground


def draw(figure: Figure, rng: random.Random) -> Image.Image:
    """A picture of the figure: any size, place, background and compression."""
    width = rng.randint(90, 180)
    height = width if rng.random() < 0.6 else rng.randint(90, 180)
    fill = _varied(rng.choice(COLOURS[figure.colour]), 12, rng)
    scale = 2
    image = Image.new("RGB", (width * scale, height * scale), _ground(fill, rng))
    short = min(width, height) * scale
    radius = short * rng.uniform(0.21, 0.47)
    x = rng.uniform(radius, width * scale - radius)
    y = rng.uniform(radius, height * scale - radius)
    if rng.random() < 0.3:
        x, y = width * scale / 2, height * scale / 2
    pen = ImageDraw.Draw(image)
    if figure.shape == "circle":
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
    else:
        turn = rng.uniform(-0.3, 0.3) if rng.random() < 0.5 else 0.0
        pen.polygon([(x + radius * a, y + radius * b) for a, b in _corners(figure.shape, turn)],
                    fill=fill)  # fmt: skip
    image = image.resize((width, height), Image.Resampling.LANCZOS)
    return _compressed(image, rng) if rng.random() < 0.4 else image


def _compressed(image: Image.Image, rng: random.Random) -> Image.Image:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=rng.randint(40, 95))
    return Image.open(data).convert("RGB")


def fitted(image: Image.Image) -> np.ndarray:
    """The picture as llama.cpp reads it: shape (112, 112, 3), black beside the longer side."""
    scale = min(SIZE / image.width, SIZE / image.height)
    width = min(math.ceil(image.width * scale), SIZE)
    height = min(math.ceil(image.height * scale), SIZE)
    whole = Image.new("RGB", (SIZE, SIZE))
    small = image.resize((width, height), Image.Resampling.BILINEAR)
    whole.paste(small, ((SIZE - width) // 2, (SIZE - height) // 2))
    return np.asarray(whole)


def gallery(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Many pictures, shape (count, 112, 112, 3), and the labels of their figures."""
    rng = random.Random(seed)
    pictures = np.empty((count, SIZE, SIZE, 3), np.uint8)
    labels = np.empty(count, np.int64)
    for place in range(count):
        labels[place] = place % len(ALL_FIGURES)
        pictures[place] = fitted(draw(figure_at(int(labels[place])), rng))
    return pictures, labels
