# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a model is good at, whether it fits, and what its smaller files cost, in words."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop.domain.catalogue import Closeness, closeness
from desktop.domain.computer import Computer
from desktop.domain.fit import ROOM, Fit, Offer
from desktop.domain.model import Model, ModelFile, Step
from desktop.domain.recommendation import Reason, Recommendation
from desktop.ui.text.amounts import (
    duration_words,
    memory_number,
    memory_words,
    number,
    percent_words,
    size_words,
    words_speed,
)

translate = QCoreApplication.translate

MOSTLY = 0.1  # of the memory at most is elsewhere than in the graphics card
GOOD_FORECAST = 0.1  # what one does not notice
USUAL_LINE = 11_000_000  # bytes a second, before anything was measured: 100 megabits


def good_at_words(codes: Sequence[str]) -> str:
    """ "Good at photos, everyday questions and longer texts."; "" when no code is known."""
    words = _good_at()
    return _sentence([words[code] for code in codes if code in words])


def _good_at() -> dict[str, str]:
    return {
        "photos": translate("GoodAt", "photos"),
        "everyday": translate("GoodAt", "everyday questions"),
        "long": translate("GoodAt", "longer texts"),
        "hard": translate("GoodAt", "hard questions"),
        "code": translate("GoodAt", "code"),
        "languages": translate("GoodAt", "many languages"),
        "fast": translate("GoodAt", "quick answers"),
        "small": translate("GoodAt", "older computers"),
        "trying": translate("GoodAt", "trying things out"),
        "translation": translate("GoodAt", "translating"),
        "medical": translate("GoodAt", "medical texts"),
    }


def _sentence(words: list[str]) -> str:
    if not words:
        return ""
    if len(words) == 1:
        return translate("GoodAt", "Good at {one}.").format(one=words[0])
    comma = translate("GoodAt", ", ", "between the things a model is good at")
    sentence = translate("GoodAt", "Good at {some} and {last}.")
    return sentence.format(some=comma.join(words[:-1]), last=words[-1])


def capability_words(sees: bool, short: bool = False) -> str:
    """ "sees pictures", or "text only"."""
    if not sees:
        return translate("Capability", "text only")
    return translate("Capability", "sees") if short else translate("Capability", "sees pictures")


def abilities_words(model: Model) -> str:
    """ "sees pictures, hears, thinks", or "text only"."""
    comma = translate("Capability", ", ", "between the things a model can do")
    abilities = [
        (model.sees, translate("Capability", "sees pictures")),
        (model.hears, translate("Capability", "hears")),
        (model.thinks, translate("Capability", "thinks")),
    ]
    can = [words for able, words in abilities if able]
    return comma.join(can) if can else capability_words(False)


def fit_words(offer: Offer, computer: Computer | None) -> str:
    """ "Needs 6 of your 16 GB", and whether that is tight or too much."""
    if computer is None:
        return translate("Fit", "Needs {memory}").format(memory=memory_words(offer.memory))
    needed = memory_number(offer.memory)
    has = memory_number(computer.memory, installed=True)
    if offer.fit is Fit.TOO_LARGE:
        return translate("Fit", "Does not fit: needs {memory}").format(
            memory=memory_words(offer.memory)
        )
    if offer.on_devices:
        return _card_words(offer)
    if offer.fit is Fit.TIGHT:
        words = translate("Fit", "Needs {needed} of your {has} GB, a tight fit")
        return words.format(needed=needed, has=has)
    return translate("Fit", "Needs {needed} of your {has} GB").format(needed=needed, has=has)


def _card_words(offer: Offer) -> str:
    needed, there = memory_number(offer.memory), memory_number(offer.on_devices)
    if offer.fit is Fit.TIGHT:
        words = translate("Fit", "Needs {needed} GB, {there} in the graphics card, a tight fit")
    elif needed == there or offer.main < MOSTLY * offer.memory:
        words = translate("Fit", "Needs {needed} GB in the graphics card")
    else:
        words = translate("Fit", "Needs {needed} GB, {there} in the graphics card")
    return words.format(needed=needed, there=there)


def why_not_words(offer: Offer, computer: Computer, instead: str) -> str:
    """Why a model does not fit, and which one does.

    Args:
        instead: the name of the best model that fits, or "".
    """
    has = memory_words(computer.memory, installed=True)
    if offer.memory > computer.memory:
        why = translate("Fit", "This model needs {memory}; this computer has {has}.")
    else:
        why = translate(
            "Fit",
            "This model needs {memory} and leaves too little of the {has} here for the rest.",
        )
    words = why.format(memory=memory_words(offer.memory), has=has)
    if instead:
        best = translate("Fit", "{name} is the best one that fits.").format(name=instead)
        words = f"{words} {best}"
    return words


def missing_words(missing: int, offer: Offer | None, computer: Computer) -> str:
    """Why a plan does not fit now: how many bytes are missing, and what would do instead."""
    words = translate("Fit", "That is {size} more than is free now.").format(
        size=size_words(missing)
    )
    if offer is None:
        return words
    if offer.main <= computer.memory_free:
        would = translate("Fit", "{words} {name} would fit: it takes {memory}.")
    else:
        would = translate("Fit", "{words} {name} takes the least: {memory}.")
    name = file_name_words(offer)
    return would.format(words=words, name=name, memory=size_words(offer.main))


def file_name_words(offer: Offer) -> str:
    """ "Gemma 3 1B (Q4_0)"."""
    return f"{offer.model.name} ({offer.file.quantization})"


def computer_words(computer: Computer) -> str:
    """ "This computer has 16 GB of memory, 8 processor cores and 212 GB free on the disk"."""
    cores = translate("Computer", "%n processor cores", "", computer.cores)
    sentence = translate(
        "Computer", "This computer has {memory} of memory, {cores} and {disk} free on the disk"
    )
    return sentence.format(
        memory=memory_words(computer.memory, installed=True),
        cores=cores,
        disk=size_words(computer.disk_free),
    )


def download_words(size: int, speed: float = 0.0) -> str:
    """ "5.2 GB to download, about 8 minutes"; the time is a guess until a speed is known."""
    seconds = size / (speed or USUAL_LINE)
    words = translate("Download", "{size} to download, {time}")
    return words.format(size=size_words(size), time=duration_words(seconds))


def step_words(step: Step | None) -> str:
    """A place on the scale; "" off the scale."""
    if step is None:
        return ""
    return {
        Step.SMALLER: translate("Step", "Smaller"),
        Step.MIDDLE: translate("Step", "Middle"),
        Step.BETTER: translate("Step", "Better"),
    }[step]


def closeness_words(file: ModelFile) -> tuple[str, str]:
    """How near a file is to the full model, and the measurement behind it ("" without one)."""
    words = {
        Closeness.SAME: translate("Closeness", "As good as the full model"),
        Closeness.HARD_TO_TELL: translate("Closeness", "Hard to tell from the full model"),
        Closeness.CLOSE: translate("Closeness", "Close to the full model"),
        Closeness.NOTICEABLE: translate("Closeness", "A little less exact"),
        Closeness.MUCH_LESS: translate("Closeness", "Much less exact: fewer than four bits"),
        Closeness.UNKNOWN: translate("Closeness", "How exact it is, its name does not say"),
    }[closeness(file)]
    if file.same_top:
        measured = translate(
            "Closeness", "Picks the same next word as the full model {times} times in 100"
        )
        if file.trained:  # beside which it was measured
            measured = translate(
                "Closeness",
                "Picks the same next word as the model trained for four bits does in sixteen,"
                " {times} times in 100",
            )
        lines = [measured.format(times=file.same_top)]
        if file.divergence:
            apart = translate("Closeness", "Divergence from it {number} (Kullback-Leibler)")
            lines.append(apart.format(number=number(file.divergence, 4)))
    elif file.perplexity:
        measured = translate("Closeness", "Perplexity {number}, where less is better")
        lines = [measured.format(number=number(file.perplexity, 2))]
    else:
        return words, ""
    lines.append(translate("Closeness", "Measured by {who}").format(who=file.measured))
    return words, ". ".join(lines)


def speed_here_words(offer: Offer) -> str:
    """ "about 9 words a second here"; "" when nobody knows."""
    speed = words_speed(offer.words_per_second)
    if not speed:
        return ""
    if offer.measured:
        return translate("Fit", "{speed}, measured here").format(speed=speed)
    return translate("Fit", "{speed} here").format(speed=speed)


def picture_words(offer: Offer) -> str:
    """ "a picture takes about 40 seconds"; "" without eyes, and when nobody knows."""
    if not offer.picture or offer.projector is None:
        return ""
    time = duration_words(offer.picture)
    return translate("Fit", "A picture takes {time}").format(time=time)


def forecast_words(offer: Offer) -> str:
    """How good the forecast was, once a run has shown it; "" before."""
    if offer.off is None:
        return ""
    if abs(offer.off) < GOOD_FORECAST:
        return translate("Fit", "As fast as was forecast")
    percent = percent_words(abs(offer.off))
    if offer.off > 0:
        return translate("Fit", "The forecast was {percent} too fast").format(percent=percent)
    return translate("Fit", "The forecast was {percent} too slow").format(percent=percent)


def reason_words(found: Recommendation) -> str:
    """Why this model is recommended, in one sentence."""
    if found.reason is Reason.SMALLEST:
        return translate("Reason", "There is little free memory here; this model needs the least.")
    if found.reason is Reason.SMALLEST_DISK:
        return translate("Reason", "There is little room on the disk; this model needs the least.")
    if found.better is None:
        return translate("Reason", "It is the best one, and there is room for it here.")
    words = {
        Reason.MEMORY: translate(
            "Reason", "It is the best one that fits: {name} needs {memory} of free memory."
        ),
        Reason.SPEED: translate(
            "Reason",
            "It is the best one that writes as fast as one reads: {name} is slower here.",
        ),
        Reason.DISK: translate(
            "Reason", "It is the best one there is room for on the disk: {name} has {size}."
        ),
    }[found.reason]
    better = found.better
    # What has to stay free for everything else counts: without it the sentence would not be true.
    memory = memory_words(better.main + ROOM)
    return words.format(name=better.model.name, memory=memory, size=size_words(better.size))
