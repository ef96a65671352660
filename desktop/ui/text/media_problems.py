# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words of what goes wrong with pictures, sounds and documents."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.domain.errors import Problem
from desktop.ui.text.problem_text import ProblemText, model_of, name_of, number_of

translate = QCoreApplication.translate


def of_senses(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    """What a model cannot see or hear."""
    instead = str(values.get("instead") or "")
    other = translate("Problem", "{name} can; your message waits for you.").format(name=instead)
    see = translate("Problem", "Get a model that sees; your message waits for you.")
    hear = translate("Problem", "Get a model that hears; your message waits for you.")
    return {
        Problem.CANNOT_SEE: ProblemText(
            translate("Problem", "{name} cannot see pictures").format(name=model_of(values)),
            translate("Problem", "Your message and its pictures are kept."),
            other if instead else see,
        ),
        Problem.CANNOT_HEAR: ProblemText(
            translate("Problem", "{name} cannot hear").format(name=model_of(values)),
            translate("Problem", "Your message and its sounds are kept."),
            other if instead else hear,
        ),
    }


def of_pictures(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    """Pictures that cannot be shown."""
    name = name_of(values)
    kept = translate("Problem", "Nothing else was changed.")
    most = int(number_of(values, "most")) or 8
    return {
        Problem.PICTURE_MISSING: ProblemText(
            translate("Problem", "The file cannot be read"),
            translate("Problem", "{name} is not there, or may not be opened.").format(name=name),
            translate("Problem", "Add it again."),
        ),
        Problem.PICTURE_UNKNOWN: ProblemText(
            translate("Problem", "This file cannot be read"),
            translate(
                "Problem", "{name} is of a kind that cannot be shown to a model. {kept}"
            ).format(name=name, kept=kept),
            translate("Problem", "Use a picture, a text, a PDF, a Word document or a sound."),
        ),
        Problem.PICTURE_DAMAGED: ProblemText(
            translate("Problem", "The picture is damaged"),
            translate("Problem", "{name} ends too early or is broken. {kept}").format(
                name=name, kept=kept
            ),
            translate("Problem", "Open it in another program, save it again, and add that."),
        ),
        Problem.PICTURE_TOO_LARGE: ProblemText(
            translate("Problem", "The picture is too large"),
            translate(
                "Problem", "{name} has more than 100 million pixels or 200 MB. {kept}"
            ).format(name=name, kept=kept),
            translate("Problem", "Make it smaller, or cut out the part that matters."),
        ),
        Problem.TOO_MANY_PICTURES: ProblemText(
            translate("Problem", "Too many files"),
            translate("Problem", "One message takes %n files. The first ones are kept.", "", most),
            translate("Problem", "Send these, then add the others."),
        ),
    }


def of_sounds(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    """Sounds that cannot be heard."""
    name = name_of(values)
    kept = translate("Problem", "Nothing else was changed.")
    return {
        Problem.SOUND_MISSING: ProblemText(
            translate("Problem", "The sound cannot be read"),
            translate("Problem", "{name} is not there, or may not be opened.").format(name=name),
            translate("Problem", "Add it again."),
        ),
        Problem.SOUND_DAMAGED: ProblemText(
            translate("Problem", "This sound cannot be heard"),
            translate("Problem", "{name} is damaged or of another kind. {kept}").format(
                name=name, kept=kept
            ),
            translate("Problem", "Use WAV, MP3 or FLAC."),
        ),
        Problem.SOUND_TOO_LONG: ProblemText(
            translate("Problem", "The sound is too long"),
            translate("Problem", "{name} is longer than half an hour. {kept}").format(
                name=name, kept=kept
            ),
            translate("Problem", "Cut out the part that matters."),
        ),
    }


def of_documents(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    """Documents that cannot be read."""
    name = name_of(values)
    kept = translate("Problem", "Nothing else was changed.")
    again = translate("Problem", "Open it in another program, save it again, and add that.")
    return {
        Problem.DOCUMENT_MISSING: ProblemText(
            translate("Problem", "The document is gone"),
            translate("Problem", "{name} is no longer among the files of your chats.").format(
                name=name
            ),
            translate("Problem", "Add it again."),
        ),
        Problem.DOCUMENT_DAMAGED: ProblemText(
            translate("Problem", "The document is damaged"),
            translate("Problem", "{name} ends too early or is broken. {kept}").format(
                name=name, kept=kept
            ),
            again,
        ),
        Problem.DOCUMENT_LOCKED: ProblemText(
            translate("Problem", "The document has a password"),
            translate("Problem", "{name} cannot be read without it. {kept}").format(
                name=name, kept=kept
            ),
            translate("Problem", "Open it in another program, save it without, and add that."),
        ),
        Problem.DOCUMENT_TOO_LARGE: ProblemText(
            translate("Problem", "The document is too large"),
            translate("Problem", "{name} holds more than any model reads at once. {kept}").format(
                name=name, kept=kept
            ),
            translate("Problem", "Cut out the part that matters."),
        ),
        Problem.DOCUMENT_EMPTY: ProblemText(
            translate("Problem", "There are no words in this document"),
            translate("Problem", "{name} is empty. {kept}").format(name=name, kept=kept),
            translate("Problem", "Look whether it is the file you meant."),
        ),
    }
