# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How fast a model will be on a computer, before it is there, and how good the forecast was.

Every token that is written reads all active weights once; every token that is read costs two
operations for each of them, and in every layer some work for each of its values. What really
happened corrects the next forecast.
"""

import statistics
from dataclasses import dataclass, replace

from desktop.domain.computer import Computer, Run, Speeds
from desktop.domain.memory import caches, read_lazily
from desktop.domain.model import Architecture, Model, ModelFile
from desktop.domain.plan import CacheType, Measured, Plan

GB = 1e9
WORDS_A_TOKEN = 0.75
TYPICAL = 1024  # tokens that stand before an answer
FOUR, EIGHT = 4.5, 8.5  # bits of a weight in Q4_0 and Q8_0
BLOCK = 256  # values in a block of the "K" quantizations
# Speed of Q5_0 beside Q8_0 while reading and while writing: llama.cpp has no quick way for it.
UNEVEN, UNEVEN_WRITING = 0.75, 0.55
SHARE = 0.9  # of the measured speeds that is reached: matrices of real models have other sizes
SLOWER = 0.8  # of the processor's speed: what a few words on a graphics processor have to reach
# Share of the speed of eight bits that a projector reaches, whose weights have sixteen and whose
# attention is not quantized: measured with the eyes of Gemma 3 and of Gemma 4 E2B on AVX-512.
EYES = 0.4
# Tokens of a picture where the model leaves a choice: what Gemma 4's own processor takes when it is
# not told otherwise. The most, 1,120, takes four times as long to look at and to keep in mind.
USUAL_DETAIL = 280
MOST_RUNS = 100
ALIKE = 0.5  # a run that is off by more than a factor of two says something else was going on


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of one file on one computer.

    Attributes:
        words: a second, written. reading: tokens a second of a prompt.
        picture: seconds for one picture, 0.0 for models without eyes.
        measured: the words are from a real run of this file.
    """

    words: float
    reading: float
    picture: float
    measured: bool


def forecast(model: Model, file: ModelFile, computer: Computer) -> Forecast | None:
    """None when nothing is known about the computer."""
    speeds = computer.speeds or usual_speeds(computer)
    if speeds is None:
        return None
    tokens = tokens_a_second(model, file, speeds)
    own = [run.tokens for run in computer.runs if run.of == (model.id, file.quantization, file.id)]
    tokens = own[-1] if own else tokens * correction(computer.runs)
    reading = reading_speed(model, file, speeds)
    picture = 0.0
    if model.sees:
        tokens_read = min(model.architecture.picture_tokens, USUAL_DETAIL)
        looking = picture_operations(model.architecture, tokens_read)
        picture = looking / (EYES * speeds.compute_eight) + tokens_read / reading
    return Forecast(WORDS_A_TOKEN * tokens, reading, picture, bool(own))


def planned(
    model: Model, file: ModelFile, computer: Computer, plan: Plan, usual: Plan
) -> float | None:
    """Words a second with a plan for this computer; None when nobody knows.

    Only what the processor does with all its cores and flash attention can be told before it was
    tried, and what is recommended (`usual`) once it has answered.
    """
    speeds = computer.speeds or usual_speeds(computer)
    told = forecast(model, file, computer)
    if speeds is None or told is None:
        return None

    def way(plan: Plan) -> tuple[object, ...]:
        return plan.gpu_layers, plan.split, plan.threads, plan.flash_attention

    bare = tokens_a_second(model, file, speeds)
    if way(plan) == way(usual) and (told.measured or not plan.gpu_layers):
        words = told.words
    elif way(plan) == (0, (), computer.cores, None):
        words = WORDS_A_TOKEN * bare
    else:
        return None
    return words * tokens_a_second(model, file, speeds, plan.cache) / bare


def is_slower(measured: Measured, model: Model, file: ModelFile, computer: Computer) -> bool:
    """A plan with layers on graphics processors writes more slowly than the processor would."""
    speeds = computer.speeds or usual_speeds(computer)
    if speeds is None:
        return False
    return measured.generating < SLOWER * tokens_a_second(model, file, speeds)


def tokens_a_second(
    model: Model, file: ModelFile, speeds: Speeds, cache: CacheType = CacheType.F16
) -> float:
    """Of the processor, from the measured speeds alone."""
    shape = model.architecture
    held = file.size - read_lazily(shape, file.size, file.quantization)
    if shape.streams > 1:  # Gemma 3n holds its own embeddings, but reads a row of them
        held -= int(file.size * _own_share(shape, model))
    read = held * (model.active / model.parameters if shape.experts_used else 1.0)
    share = _eight_share(model, file)
    seconds = read * ((1 - share) / speeds.four + share / speeds.eight)
    if _is_uneven(model, file):
        layers = max(read - shape.vocabulary * shape.width * EIGHT / 8, 0.0)
        seconds += layers / speeds.eight * (1 / UNEVEN_WRITING - 1)
    seconds += sum(caches(shape, TYPICAL, 512, cache)) / speeds.eight
    return SHARE / (seconds + shape.layers * speeds.layer)


def reading_speed(model: Model, file: ModelFile, speeds: Speeds) -> float:
    """Tokens a second of a prompt; from the measured speeds alone."""
    shape = model.architecture
    # Of a prompt's tokens only the last one meets the matrix of the vocabulary.
    worked = max(model.active * GB - shape.vocabulary * shape.width, 0.0)
    share = _eight_share(model, file)
    compute = speeds.compute + share * (speeds.compute_eight - speeds.compute)
    if _is_uneven(model, file):
        compute = UNEVEN * speeds.compute_eight
    values = shape.width + shape.heads * shape.global_head_dim + shape.feed_forward
    return 1 / (2 * worked / compute + shape.layers * values * speeds.value)


def picture_operations(shape: Architecture, tokens: int) -> float:
    """For one picture of so many tokens: two for each weight and patch, and in every layer four for
    each pair of patches and value.
    """
    eyes = shape.eyes
    if eyes is None:
        return 0.0
    patches = tokens * eyes.merged
    if not eyes.layers:
        return 2.0 * patches * eyes.width * (eyes.patch + eyes.width)
    matrices = 4 * eyes.width**2 + (3 if eyes.gated else 2) * eyes.width * eyes.hidden
    return float(eyes.layers * (2 * patches * matrices + 4 * patches**2 * eyes.width))


def correction(runs: tuple[Run, ...]) -> float:
    """What other models' runs say about forecasts here: their median share, 1 where none is."""
    shares = [run.tokens / run.forecast for run in runs if run.forecast > 0]
    told = [share for share in shares if ALIKE <= share <= 1 / ALIKE]
    return statistics.median(told) if told else 1.0


def error(run: Run) -> float | None:
    """How far the forecast was off, as a share of what was measured; None where there was none."""
    return run.forecast / run.tokens - 1 if run.forecast > 0 and run.tokens > 0 else None


def with_run(runs: tuple[Run, ...], run: Run) -> tuple[Run, ...]:
    """The runs and one more; of the same file there is one, in which the later ones weigh more."""
    before = [known for known in runs if known.of == run.of]
    if before:
        run = replace(run, tokens=(before[-1].tokens + run.tokens) / 2)
    return (*(known for known in runs if known.of != run.of), run)[-MOST_RUNS:]


def usual_speeds(computer: Computer) -> Speeds | None:
    """What kinds of computers usually have; None when not even the cores are known."""
    if computer.cores < 1:
        return None
    name = computer.processor.casefold()
    if "apple m" in name:
        kinds = (("ultra", 600), ("max", 350), ("pro", 180), ("", 90))
        memory = next(speed for word, speed in kinds if word in name) * GB
    else:
        most = 150 if "epyc" in name or "xeon" in name or "threadripper" in name else 40
        memory = min(computer.cores * 8, most) * GB
    compute = computer.cores * 25e9
    return Speeds(
        four=0.78 * memory,
        eight=0.94 * memory,
        compute=compute,
        layer=20e-6,
        compute_eight=0.7 * compute,
        value=10e-9 / computer.cores,
    )


def _is_uneven(model: Model, file: ModelFile) -> bool:
    """Rows that "K" blocks do not divide are kept as Q5_0 and Q8_0 (Gemma 3 270M and 1B)."""
    return bool(model.architecture.width % BLOCK) and "_K" in file.quantization


def _eight_share(model: Model, file: ModelFile) -> float:
    """How far a file is from four bits to eight: 0 to 1."""
    bits = min(max(8 * file.size / (model.parameters * GB), FOUR), EIGHT)
    return (bits - FOUR) / (EIGHT - FOUR)


def _own_share(shape: Architecture, model: Model) -> float:
    own = shape.layers * shape.layer_embedding * shape.vocabulary
    return min(own / (model.parameters * GB), 0.9)
