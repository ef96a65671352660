# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Personas and prompts as values, and on the disk."""

from pathlib import Path

import pytest

from desktop.domain.persona import LONGEST_TEXT, Cast, Persona, SavedPrompt
from desktop.services.personas import PersonaFile


def test_variables_are_named_once_and_filled() -> None:
    prompt = SavedPrompt("1", "T", "Into {{language}}, {{ tone }}; {{language}} {{}} {x} {{a\nb}}")
    assert prompt.variables == ("language", "tone")
    filled = prompt.filled({"language": "{{tone}} French"})
    assert filled == "Into {{tone}} French, {{ tone }}; {{tone}} French {{}} {x} {{a\nb}}"


@pytest.mark.parametrize("temperature", [-0.1, 2.1])
def test_what_is_out_of_range_is_refused(temperature: float) -> None:
    with pytest.raises(ValueError, match="temperature"):
        Persona("1", "Ada", temperature=temperature)
    with pytest.raises(ValueError, match="too long"):
        SavedPrompt("1", "T", "a" * (LONGEST_TEXT + 1))


def test_they_are_kept(tmp_path: Path) -> None:
    file = PersonaFile(tmp_path / "personas.json")
    assert file.load() == Cast()
    cast = Cast(
        (Persona("1", "Ada", "edit", "Be kind.", "tiny", 0.5), Persona("2", "Grace")),
        (SavedPrompt("3", "Translate", "Into {{language}}"),),
    )
    file.save(cast)
    assert file.load() == cast
    assert cast.persona("2") == cast.personas[1] and cast.persona("") is None


@pytest.mark.expected_logs("could not be read|is not allowed")
def test_what_others_wrote_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "personas.json"
    path.write_text("{", "utf-8")
    assert PersonaFile(path).load() == Cast()
    path.write_text(
        '{"personas": [{"id": "1", "name": "Ada", "temperature": 9}, {"id": 2, "name": "x"},'
        ' {"id": "3", "name": "Grace", "later": true}], "prompts": 4}',
        "utf-8",
    )
    assert PersonaFile(path).load() == Cast()
    path.write_text(path.read_text("utf-8").replace('"prompts": 4', '"prompts": []'), "utf-8")
    assert PersonaFile(path).load() == Cast((Persona("3", "Grace"),))
