# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words for files that are not taken into the library, and for what could not be done there."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.domain.errors import Problem
from desktop.ui.text.problem_text import ProblemText, name_of

translate = QCoreApplication.translate


def of_library(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    """The problems of files that are to be models."""
    name = name_of(values)
    return {
        Problem.FILE_FOREIGN: ProblemText(
            translate("Problem", "Only Ollama can read this file"),
            translate(
                "Problem", "{name} holds the part that sees within the model, in Ollama's own form."
            ).format(name=name),
            translate("Problem", "Get the model here; both programs can be used side by side."),
        ),
        Problem.PROJECTOR_ALONE: ProblemText(
            translate("Problem", "This file is only the part that sees"),
            translate("Problem", "{name} belongs to a model.").format(name=name),
            translate("Problem", "Open the model's own file; this one is found beside it."),
        ),
        Problem.NAME_NO_TEXT: ProblemText(
            translate("Problem", "The file's name cannot be read"),
            translate("Problem", "{name} was named on another kind of computer.").format(name=name),
            translate("Problem", "Give the file another name."),
        ),
        Problem.PART_MISSING: ProblemText(
            translate("Problem", "A part of the model is missing"),
            translate("Problem", "{name} is one of several files, and not all are there.").format(
                name=name
            ),
            translate("Problem", "Put all of them into one folder, and open one of them."),
        ),
    }


def of_places(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    """The problems of putting them elsewhere."""
    name = name_of(values)
    return {
        Problem.MOVE_FAILED: ProblemText(
            translate("Problem", "The copy is not what the file is"),
            translate("Problem", "{name} was left where it is, and the copy was removed.").format(
                name=name
            ),
            translate("Problem", "Check the model, and try again or choose another disk."),
        ),
        Problem.MERGE_FAILED: ProblemText(
            translate("Problem", "The two files cannot become one"),
            translate("Problem", "{name} differs in some byte, or is on another disk.").format(
                name=name
            ),
            translate("Problem", "Both stay as they are."),
        ),
        Problem.TRASH_FAILED: ProblemText(
            translate("Problem", "It cannot be moved to the trash"),
            translate(
                "Problem", "{name} is on a disk without a trash, or may not be changed."
            ).format(name=name),
            translate("Problem", "Delete the file by hand if you do not need it."),
        ),
        Problem.DISK_SILENT: ProblemText(
            translate("Problem", "A folder with models does not answer"),
            translate(
                "Problem", "Its disk or network is silent. What is known of its models stays."
            ),
            translate("Problem", "Look whether it is connected; it is looked into again then."),
        ),
    }


def of_coming_back(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    """The problems of making them again what they were."""
    name = name_of(values)
    return {
        Problem.NO_SOURCE: ProblemText(
            translate("Problem", "It cannot be repaired from here"),
            translate(
                "Problem",
                "{name} belongs to another program, or nobody knows where its content is from.",
            ).format(name=name),
            translate("Problem", "Get the model anew from where it came. This file stays."),
        ),
        Problem.PLACE_TAKEN: ProblemText(
            translate("Problem", "Another file is in its place now"),
            translate("Problem", "{name} is still in the trash.").format(name=name),
            translate("Problem", "Move that file away, and bring this one back from the trash."),
        ),
    }


def of_list(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    """The problems of the list of all models."""
    name = name_of(values)
    return {
        Problem.LIST_DAMAGED: ProblemText(
            translate("Problem", "The list of your models was damaged"),
            translate(
                "Problem",
                "The models are found again; names and notes may be lost. The old list is {name}.",
            ).format(name=name),
            translate("Problem", "Look into Models whether all are there."),
        ),
        Problem.LIST_UNREADABLE: ProblemText(
            translate("Problem", "The list of your models cannot be read just now"),
            translate("Problem", "Another program may hold it. Nothing was changed."),
            translate("Problem", "Try again in a moment."),
        ),
    }
