# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What one can want of a model, what the generations are, and why some Gemmas are not here."""

from PySide6.QtCore import QCoreApplication

from desktop.domain.catalogue import Absent, PinState, Why
from desktop.domain.choosing import Purpose
from desktop.domain.model import ModelFile

translate = QCoreApplication.translate


def purpose_words(purpose: Purpose) -> str:
    """A purpose in a word or two."""
    return {
        Purpose.PHOTOS: translate("Purpose", "Photos"),
        Purpose.LONG: translate("Purpose", "Long documents"),
        Purpose.FAST: translate("Purpose", "Fastest"),
        Purpose.BEST: translate("Purpose", "Best answers"),
        Purpose.OLDER: translate("Purpose", "Older computers"),
        Purpose.CODE: translate("Purpose", "Code"),
        Purpose.TRANSLATION: translate("Purpose", "Translation"),
        Purpose.MEDICAL: translate("Purpose", "Medical texts"),
        Purpose.SOUNDS: translate("Purpose", "Hears"),
        Purpose.THINKS: translate("Purpose", "Thinks first"),
        Purpose.FITS: translate("Purpose", "Fits here"),
        Purpose.FREE: translate("Purpose", "No rules of use"),
    }[purpose]


def purpose_sentence(purpose: Purpose) -> str:
    """What to know when one wants this."""
    return {
        Purpose.PHOTOS: translate(
            "Purpose", "These see pictures. Gemma 4 reads smaller print in them than Gemma 3 does."
        ),
        Purpose.LONG: translate(
            "Purpose", "These remember a whole book in one chat. A long text needs more memory."
        ),
        Purpose.FAST: translate(
            "Purpose", "These read few numbers for each word, so the words come quickly."
        ),
        Purpose.BEST: translate(
            "Purpose", "What fits here, the newest and largest first. Larger ones know more."
        ),
        Purpose.OLDER: translate(
            "Purpose", "These need 4 GB of memory or less. Do not ask the smallest ones for facts."
        ),
        Purpose.CODE: translate(
            "Purpose", "Gemma 4 writes better code than CodeGemma, which is two years older."
        ),
        Purpose.TRANSLATION: translate(
            "Purpose", "TranslateGemma does nothing else; the others translate and chat."
        ),
        Purpose.MEDICAL: translate(
            "Purpose",
            "For people who study or build medical software. No model is a doctor: what it says may"
            " be wrong, and must not decide about anybody’s health.",
        ),
        Purpose.SOUNDS: translate("Purpose", "These were made to hear speech as well."),
        Purpose.THINKS: translate(
            "Purpose", "These can think before they answer: slower, and better at hard questions."
        ),
        Purpose.FITS: translate("Purpose", "These fit into the memory of this computer."),
        Purpose.FREE: translate(
            "Purpose", "Their licence, Apache 2.0, does not say what they may be used for."
        ),
    }[purpose]


def generations() -> list[tuple[str, str]]:
    """Each generation with what to know of it, newest first."""
    return [
        (
            translate("Generation", "Gemma 4, 2026"),
            translate(
                "Generation",
                "The best at every size. Sees, and can think first; the smaller ones hear."
                " Free to use under Apache 2.0.",
            ),
        ),
        (
            translate("Generation", "Gemma 3n, 2025"),
            translate("Generation", "Made for phones: quick and small. Text only here."),
        ),
        (
            translate("Generation", "Gemma 3, 2025"),
            translate("Generation", "Well tried. Sees from 4B on; the tiny ones run anywhere."),
        ),
        (
            translate("Generation", "Gemma 2 and 1, 2024"),
            translate(
                "Generation", "Text only, and short memory. For comparing, and for older projects."
            ),
        ),
        (
            translate("Generation", "CodeGemma, MedGemma, TranslateGemma"),
            translate(
                "Generation", "Gemmas that learned one task: code, medical texts, languages."
            ),
        ),
    ]


def caution_words(code: str) -> str:
    """What one must know first of a model; "" for a code that is not known."""
    return {
        "medical": translate("Caution", "Not a doctor. For study and for building software only."),
        "only_translates": translate("Caution", "Translates, and does nothing else."),
        "stranger": translate(
            "Caution", "Made by others from a Gemma. Nobody has tried it for you."
        ),
        "old": translate("Caution", "An early generation. Newer ones are better at everything."),
    }.get(code, "")


def absent_words(absent: Absent, instead: str) -> str:
    """Why a Gemma is not here, and what to take. instead: the name of that model."""
    why = {
        Why.EMBEDS: translate(
            "Absent", "{name} turns texts into numbers for searching. It cannot chat."
        ),
        Why.JUDGES: translate("Absent", "{name} judges whether texts are harmful. It cannot chat."),
        Why.FOR_TRAINING: translate(
            "Absent", "{name} has to be trained for one task before it is of use. It cannot chat."
        ),
        Why.CALLS_FUNCTIONS: translate(
            "Absent", "{name} turns sentences into commands for programs. It cannot chat."
        ),
        Why.COMPLETES_CODE: translate(
            "Absent", "{name} completes lines of code in an editor. It cannot chat."
        ),
        Why.SPLITS_TEXTS: translate(
            "Absent", "{name} splits texts into single statements. It cannot chat."
        ),
        Why.NEEDS_SERVICE: translate(
            "Absent", "{name} asks a service of Google’s for every answer. It cannot work alone."
        ),
        Why.RESEARCH: translate("Absent", "{name} was made for research. It cannot chat."),
        Why.NO_ENGINE: translate(
            "Absent", "{name} is built in a way that the engine of Jewelbox cannot run."
        ),
        Why.NO_KNOWN_FILE: translate(
            "Absent", "{name} could run, but no file of it is known well enough to be offered."
        ),
    }[absent.why].format(name=absent.name)
    take = translate("Absent", "Take {instead} instead.").format(instead=instead)
    return f"{why} {take}"


def pin_words(file: ModelFile, state: PinState) -> str:
    """What to know of a file's content before it is fetched; "" when all is well."""
    if state is PinState.CHANGED:
        return translate(
            "Pin", "This file was replaced on the Hub. Choose another, or a newer list."
        )
    if state is PinState.GONE:
        return translate("Pin", "This file is gone from the Hub. Choose another, or a newer list.")
    if state is PinState.OUTDATED:
        return translate(
            "Pin", "There is a newer version on the Hub. This one is still there and complete."
        )
    if not file.is_pinned:
        return translate("Pin", "Not pinned: what this file holds, the Hub says at the download.")
    return ""
