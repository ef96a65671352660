# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words of every Problem: what happened, what is kept, and what to do next."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.domain.errors import AppError, Problem
from desktop.ui.text.amounts import memory_words, size_words, words_number
from desktop.ui.text.library_problems import of_coming_back, of_library, of_list, of_places
from desktop.ui.text.media_problems import (
    of_documents,
    of_pictures,
    of_senses,
    of_sounds,
)
from desktop.ui.text.problem_text import ProblemText, model_of, name_of, number_of

translate = QCoreApplication.translate


def problem_text(error: AppError) -> ProblemText:
    """The words for an error; every Problem has some (a test looks)."""
    values = error.values
    groups = (
        _of_files,
        of_library,
        of_places,
        of_coming_back,
        of_list,
        _of_engine,
        _of_processes,
        of_senses,
        of_pictures,
        of_sounds,
        of_documents,
        _of_network,
        _of_servers,
        _of_tokens,
        _of_gates,
        _of_disk,
        _of_other_disks,
        _of_data,
    )
    for group in groups:
        found = group(values).get(error.problem)
        if found is not None:
            return found
    raise KeyError(error.problem)


def _of_files(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    name = name_of(values)
    return {
        Problem.FILE_MISSING: ProblemText(
            translate("Problem", "The model's file is not there"),
            translate("Problem", "{name} was moved or deleted. Your chats are kept.").format(
                name=name
            ),
            translate("Problem", "Put it back, or get the model again."),
        ),
        Problem.FILE_NOT_GGUF: ProblemText(
            translate("Problem", "This file is not a model"),
            translate("Problem", "{name} is not a GGUF file. Nothing was changed.").format(
                name=name
            ),
            translate("Problem", "Choose another file, or get a model."),
        ),
        Problem.FILE_DAMAGED: ProblemText(
            translate("Problem", "The model's file is damaged"),
            translate("Problem", "{name} ends too early or its content is broken.").format(
                name=name
            ),
            translate("Problem", "Get the model again."),
        ),
        Problem.ARCHITECTURE_UNKNOWN: ProblemText(
            translate("Problem", "This is not a Gemma model"),
            translate("Problem", "{name} is a model of another kind.").format(name=name),
            translate("Problem", "Choose a Gemma model."),
        ),
        Problem.MODEL_NEWER: ProblemText(
            translate("Problem", "This model is newer than this program"),
            translate("Problem", "{name} is of a kind that came later.").format(name=name),
            translate("Problem", "Get a newer version of Jewelbox, or choose another model."),
        ),
        Problem.PROJECTOR_MISMATCH: ProblemText(
            translate("Problem", "The part that sees belongs to another model"),
            translate("Problem", "{name} does not go with this model.").format(name=name),
            translate("Problem", "Get the model again, then both parts fit."),
        ),
    }


def _of_engine(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    needed = number_of(values, "bytes")
    memory = translate("Problem", "The model needs {memory}.").format(memory=memory_words(needed))
    kept = translate("Problem", "Your question and the answer so far are kept.")
    smaller = translate("Problem", "Close other programs and try again, or choose a smaller model.")
    if values.get("instead"):
        words = translate("Problem", "Close other programs and try again, or take {name} ({file}).")
        smaller = words.format(name=values["instead"], file=values.get("file", ""))
    return {
        Problem.OUT_OF_MEMORY: ProblemText(
            translate("Problem", "Not enough memory"),
            f"{memory} {kept}" if needed else kept,
            smaller,
        ),
        Problem.LOAD_FAILED: ProblemText(
            translate("Problem", "The model could not be started"),
            translate("Problem", "{name} could not be opened. {kept}").format(
                name=model_of(values), kept=kept
            ),
            translate("Problem", "Try again. If it happens again, get the model again."),
        ),
        Problem.ENGINE_FAILED: ProblemText(
            translate("Problem", "The answer stopped"),
            kept,
            translate("Problem", "Try again. The details say more."),
        ),
        Problem.CONTEXT_FULL: ProblemText(
            translate("Problem", "This chat has become too long for the model"),
            translate("Problem", "It cannot keep more in mind. Everything written so far is kept."),
            translate("Problem", "Go on without the oldest part, or ask in a new chat."),
        ),
        Problem.MESSAGE_TOO_LONG: ProblemText(
            translate("Problem", "This message is too long for the model"),
            _too_long(values),
            translate("Problem", "Shorten it, or send it in several parts."),
        ),
    }


def _too_long(values: Mapping[str, object]) -> str:
    """Tokens as words, rounded as people would."""
    needed, room = (number_of(values, key) for key in ("needed", "room"))
    kept = translate("Problem", "It is kept.")
    if not room:
        return kept
    words = translate("Problem", "It has about {needed} words; {room} fit. {kept}")
    return words.format(needed=words_number(needed), room=words_number(room), kept=kept)


def _of_processes(_: Mapping[str, object]) -> dict[Problem, ProblemText]:
    kept = translate("Problem", "Your question and the answer so far are kept.")
    return {
        Problem.ENGINE_DIED: ProblemText(
            translate("Problem", "The model stopped unexpectedly"),
            kept,
            translate("Problem", "Try again: it starts anew, where it can harm nothing else."),
        ),
        Problem.PROCESSOR_TOO_OLD: ProblemText(
            translate("Problem", "This computer's processor cannot run models"),
            translate("Problem", "It lacks instructions that the engine is made of. {kept}").format(
                kept=kept
            ),
            translate("Problem", "Use a newer computer."),
        ),
    }


def _of_network(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    host = str(values.get("name") or translate("Problem", "This address"))
    kept = translate("Problem", "What has been fetched so far is kept.")
    return {
        Problem.OFFLINE: ProblemText(
            translate("Problem", "No connection"),
            translate("Problem", "The server could not be reached. {kept}").format(kept=kept),
            translate("Problem", "Look at the network and try again."),
        ),
        Problem.PROXY_FAILED: ProblemText(
            translate("Problem", "The proxy does not let anything through"),
            translate("Problem", "It could not be reached, or it refused. {kept}").format(
                kept=kept
            ),
            translate("Problem", "Check the proxy in Settings, Network."),
        ),
        Problem.CERTIFICATE_UNKNOWN: ProblemText(
            translate("Problem", "Nobody vouches for this server"),
            translate(
                "Problem",
                "Its certificate is not one that this computer trusts, so nothing was sent.",
            ),
            translate(
                "Problem",
                "In a company's network, ask for its certificate to be installed on this computer.",
            ),
        ),
        Problem.TOO_MANY_REQUESTS: ProblemText(
            translate("Problem", "The server asks for a pause"),
            translate("Problem", "Too much was fetched in a short time. {kept}").format(kept=kept),
            translate("Problem", "Try again in a few minutes."),
        ),
        Problem.FORBIDDEN_ADDRESS: ProblemText(
            translate("Problem", "This address is not allowed"),
            translate("Problem", "{name} is not a place that models are fetched from.").format(
                name=host
            ),
            translate("Problem", "Check the address in Settings, Network."),
        ),
    }


def _of_servers(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    kept = translate("Problem", "What has been fetched so far is kept.")
    return {
        Problem.SERVER_FAILED: ProblemText(
            translate("Problem", "The server does not work"),
            translate("Problem", "It answered with an error. {kept}").format(kept=kept),
            translate("Problem", "Try again later."),
        ),
        Problem.NOT_FOUND: ProblemText(
            translate("Problem", "It is no longer there"),
            translate("Problem", "The server does not have this file at this place."),
            translate("Problem", "Choose another file or another model."),
        ),
        Problem.CATALOGUE_WRONG: ProblemText(
            translate("Problem", "This is no list of models"),
            translate("Problem", "What came does not follow the rules for such a list."),
            translate("Problem", "The list from before is still used. Check the address."),
        ),
        Problem.CATALOGUE_OLD: ProblemText(
            translate("Problem", "This list is not newer"),
            translate("Problem", "The list that is in use is as new as this one, or newer."),
            translate("Problem", "There is nothing to do."),
        ),
        Problem.WRONG_ANSWER: ProblemText(
            translate("Problem", "The server sent something else"),
            translate(
                "Problem", "A network that asks for a login first does this too. {kept}"
            ).format(kept=kept),
            translate("Problem", "Open any page in the browser, then try again."),
        ),
    }


def _of_tokens(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    return {
        Problem.HUB_NOT_ENCRYPTED: ProblemText(
            translate("Problem", "Others could read the token on its way"),
            translate("Problem", "The address of this Hub begins with http, not with https."),
            translate("Problem", "Enter an address with https in Settings, Network."),
        ),
        Problem.TOKEN_MISSING: ProblemText(
            translate("Problem", "This model asks who takes it"),
            translate("Problem", "Its files are given only to people with an account at the Hub."),
            translate("Problem", "Make a token with your account, and sign in with it."),
        ),
        Problem.TOKEN_REFUSED: ProblemText(
            translate("Problem", "The Hub does not know this token"),
            translate(
                "Problem",
                "It was not copied whole, was taken back, or has run out. A token begins with hf_.",
            ),
            translate("Problem", "Copy it once more, or make a new one."),
        ),
        Problem.TOKEN_TOO_NARROW: ProblemText(
            translate("Problem", "The token may not read this model"),
            translate("Problem", "It lacks the right to read public repositories that are gated."),
            translate("Problem", "Give it that right at the Hub, or make a new one."),
        ),
    }


def _of_gates(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    return {
        Problem.GATE_NOT_ACCEPTED: ProblemText(
            translate("Problem", "You have not agreed on the model's page yet"),
            translate(
                "Problem", "Your token is good. The owner of the model wants to be asked first."
            ),
            translate("Problem", "Open the page, agree there, then check again."),
        ),
        Problem.GATE_PENDING: ProblemText(
            translate("Problem", "Your request waits for an answer"),
            translate(
                "Problem",
                "The owner of the model has it and decides. That may take minutes or days.",
            ),
            translate("Problem", "Check again later; the download waits for you."),
        ),
        Problem.GATE_REFUSED: ProblemText(
            translate("Problem", "The owner of the model has refused your request"),
            translate("Problem", "Only they can change that. Nothing is wrong with your token."),
            translate("Problem", "Write to them on the model's page, or choose another model."),
        ),
        Problem.REPOSITORY_GONE: ProblemText(
            translate("Problem", "The model is no longer at this place"),
            translate("Problem", "Its owner has removed, renamed or closed it."),
            translate("Problem", "Choose another file or another model."),
        ),
    }


def _of_disk(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    missing = number_of(values, "missing")
    free = translate("Problem", "Free {size} and try again, or choose another disk in Settings.")
    some = translate(
        "Problem", "Free some space and try again, or choose another disk in Settings."
    )
    folder = str(values.get("folder") or translate("Problem", "the folder for models"))
    return {
        Problem.CONTENT_WRONG: ProblemText(
            translate("Problem", "The file is not what it should be"),
            translate(
                "Problem", "{name} differs from the published one, so it was not used."
            ).format(name=name_of(values)),
            translate("Problem", "Fetch it again."),
        ),
        Problem.DISK_FULL: ProblemText(
            translate("Problem", "The disk is full"),
            translate("Problem", "What has been written so far is kept."),
            free.format(size=size_words(missing)) if missing else some,
        ),
        Problem.FOLDER_NOT_WRITABLE: ProblemText(
            translate("Problem", "Nothing can be written there"),
            translate("Problem", "Writing into {folder} is not allowed.").format(folder=folder),
            translate("Problem", "Choose another folder in Settings, Models and disk."),
        ),
    }


def _of_other_disks(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    folder = str(values.get("folder") or translate("Problem", "the folder for models"))
    return {
        Problem.DISK_AWAY: ProblemText(
            translate("Problem", "The disk is not connected"),
            translate(
                "Problem", "{folder} is not there. What has been written to it is kept."
            ).format(folder=folder),
            translate("Problem", "Connect it, or choose another disk."),
        ),
        Problem.FILE_TOO_LARGE: ProblemText(
            translate("Problem", "This disk takes no file so large"),
            translate(
                "Problem",
                "{folder} is on a disk that is formatted for small files, as memory cards are: "
                "4 GB and no more.",
            ).format(folder=folder),
            translate("Problem", "Choose another disk."),
        ),
    }


def _of_data(values: Mapping[str, object]) -> dict[Problem, ProblemText]:
    file = str(values.get("file") or "")
    return {
        Problem.LICENCE_UNAVAILABLE: ProblemText(
            translate("Problem", "The terms could not be fetched"),
            translate("Problem", "What could not be shown cannot be accepted yet."),
            translate("Problem", "Try again, or open them in the browser."),
        ),
        Problem.LICENCE_NOT_ACCEPTED: ProblemText(
            translate("Problem", "The terms are not accepted yet"),
            translate("Problem", "This model can be used as soon as they are."),
            translate("Problem", "Read them, and accept them if you agree."),
        ),
        Problem.UNEXPECTED: ProblemText(
            translate("Problem", "That did not work, and it should have"),
            translate("Problem", "A report was written on this computer. Your chats are kept."),
            translate("Problem", "Try again, or start Jewelbox anew."),
        ),
        Problem.DATA_NEWER: ProblemText(
            translate("Problem", "Your data was written by a newer Jewelbox"),
            translate("Problem", "It is safe and was not touched."),
            translate("Problem", "Start the newer Jewelbox, or install it again."),
        ),
        Problem.STORE_NEWER: ProblemText(
            translate("Problem", "Your chats were written by a newer Jewelbox"),
            translate("Problem", "They are safe and were not touched. {file}")
            .format(file=file)
            .strip(),
            translate("Problem", "Start the newer Jewelbox, or install it again."),
        ),
        Problem.STORE_DAMAGED: ProblemText(
            translate("Problem", "Your chats cannot be opened"),
            translate("Problem", "Their file is damaged. It was not touched. {file}")
            .format(file=file)
            .strip(),
            translate(
                "Problem",
                "Repairing saves all that can still be read, and keeps the damaged file.",
            ),
        ),
    }
