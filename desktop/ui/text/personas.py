# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Words of personas and prompts, with some to start from."""

from PySide6.QtCore import QCoreApplication

from desktop.domain.persona import Persona, SavedPrompt

translate = QCoreApplication.translate


def icon_words(icon: str) -> str:
    """What a sign shows."""
    return {
        "persona": translate("Personas", "Person"),
        "edit": translate("Personas", "Pen"),
        "world": translate("Personas", "Globe"),
        "document": translate("Personas", "Page"),
        "thinks": translate("Personas", "Lamp"),
        "picture": translate("Personas", "Picture"),
        "hears": translate("Personas", "Sound"),
        "speed": translate("Personas", "Dial"),
    }[icon]


def temperature_choices() -> tuple[tuple[str, float | None], ...]:
    """Words and the temperature that they stand for; None as recommended."""
    return (
        (translate("Personas", "As recommended"), None),
        (translate("Personas", "Careful: always the likeliest word"), 0.0),
        (translate("Personas", "Even"), 0.5),
        (translate("Personas", "Free: more surprises"), 1.3),
    )


def starting_personas() -> tuple[Persona, ...]:
    """Some to start from."""
    return (
        Persona(
            "starter-proofreader",
            translate("Personas", "Proofreader"),
            "edit",
            translate(
                "Personas",
                "You correct texts. Give the corrected text first, then a short list of what you"
                " changed and why. Keep the writer's tone and meaning.",
            ),
            temperature=0.0,
        ),
        Persona(
            "starter-teacher",
            translate("Personas", "Patient teacher"),
            "thinks",
            translate(
                "Personas",
                "You explain one step at a time, in plain words and with an example from everyday"
                " life. After each step you ask one short question to see whether it was"
                " understood.",
            ),
        ),
    )


def starting_prompts() -> tuple[SavedPrompt, ...]:
    """Some to start from."""
    return (
        SavedPrompt(
            "starter-translate",
            translate("Personas", "Translate"),
            translate("Personas", "Translate this into {{language}}, in a {{tone}} tone:\n"),
        ),
    )
