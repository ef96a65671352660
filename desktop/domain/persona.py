# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whom a model is to be in a chat, and questions that are asked again and again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

ICONS = ("persona", "edit", "world", "document", "thinks", "picture", "hears", "speed")
LONGEST_NAME, LONGEST_TEXT = 80, 100_000  # letters
HOTTEST = 2.0
_VARIABLE = re.compile(r"\{\{\s*([^{}\n]{1,60}?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Persona:
    """ValueError for what is too long or out of its range.

    Attributes:
        icon: one of ICONS.
        instructions: what the model is told at the start of the chat.
        model: id of the installed model that answers, "" for whichever is chosen.
        temperature: how freely it chooses its words, None as recommended.
    """

    id: str
    name: str
    icon: str = ICONS[0]
    instructions: str = ""
    model: str = ""
    temperature: float | None = None

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME or len(self.instructions) > LONGEST_TEXT:
            raise ValueError("too long")
        if self.temperature is not None and not 0 <= self.temperature <= HOTTEST:
            raise ValueError(f"temperature is not from 0 to {HOTTEST}")


@dataclass(frozen=True, slots=True)
class SavedPrompt:
    """The beginning of a question, with variables in two braces: {{language}}."""

    id: str
    name: str
    text: str = ""

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME or len(self.text) > LONGEST_TEXT:
            raise ValueError("too long")

    @property
    def variables(self) -> tuple[str, ...]:
        """Their names, each once, in order."""
        return tuple(dict.fromkeys(_VARIABLE.findall(self.text)))

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with values for its variables; one without a value stays as it is."""
        return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), self.text)


@dataclass(frozen=True, slots=True)
class Cast:
    """All personas and prompts, in the order they are shown in."""

    personas: tuple[Persona, ...] = ()
    prompts: tuple[SavedPrompt, ...] = ()

    def persona(self, persona_id: str) -> Persona | None:
        """The persona of this id."""
        return next((one for one in self.personas if one.id == persona_id), None)
