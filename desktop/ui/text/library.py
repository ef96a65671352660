# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of a model on this computer, in words."""

import time
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from desktop.domain.library import Entry, Place, Program
from desktop.domain.overview import Freeable
from desktop.presenters.work_queue import Task, Work
from desktop.ui.text.amounts import date_words, size_words
from desktop.ui.text.models import capability_words

translate = QCoreApplication.translate

# Names of products, the same in every language.
PROGRAMS = {
    Program.LM_STUDIO: "LM Studio",
    Program.OLLAMA: "Ollama",
    Program.JAN: "Jan",
    Program.GPT4ALL: "GPT4All",
    Program.LLAMA_CPP: "llama.cpp",
    Program.HUB: "Hugging Face",
}
MOUNTED = ("media", "mnt", "Volumes")


def program_name(program: str) -> str:
    """What people call another program; "" for none."""
    return PROGRAMS[Program(program)] if program in set(Program) else ""


def second_line(entry: Entry) -> str:
    """What it can do, its quantization, and whose it is."""
    model = entry.installed
    words = [model.name] if entry.own_name else []
    words += [capability_words(model.sees), model.quantization]
    program = program_name(entry.program)
    if program:
        words.append(translate("Library", "in {program}").format(program=program))
    return " · ".join(word for word in words if word)


def used_words(entry: Entry) -> str:
    """When it answered last, or how it came here."""
    if not entry.used:
        return {
            "package": translate("Library", "came with Jewelbox"),
            "download": translate("Library", "downloaded, never used"),
        }.get(entry.installed.origin, translate("Library", "never used"))
    if time.strftime("%x", time.localtime(entry.used)) == time.strftime("%x"):
        return translate("Library", "used today")
    return translate("Library", "used {date}").format(date=date_words(entry.used))


def checked_words(entry: Entry) -> str:
    """Whether its content is right, as far as that is known."""
    if entry.damaged:
        return translate("Library", "Its content is not what it was. Repair fetches what differs.")
    if not entry.checked:
        return translate("Library", "Its content was not checked yet")
    words = translate("Library", "Its content was right on {date}")
    return words.format(date=date_words(entry.checked))


def origin_words(entry: Entry) -> str:
    """Where its files are from, one a line."""
    program = program_name(entry.program)
    if entry.sources:
        return "\n".join(
            translate("Library", "{repository} on the Hub, revision {revision}").format(
                repository=file.repository, revision=file.revision[:8]
            )
            for file in {(one.repository, one.revision): one for one in entry.sources}.values()
        )
    words = {
        "package": translate("Library", "It came with Jewelbox"),
        "download": translate("Library", "It was downloaded from the Hub"),
    }.get(entry.installed.origin, translate("Library", "A file of your own"))
    if program:
        words = translate("Library", "{program} has downloaded it").format(program=program)
    if not entry.added:
        return words
    since = translate("Library", "{words}, in this list since {date}")
    return since.format(words=words, date=date_words(entry.added))


def disk_of(path: str) -> str:
    """The name of the disk on which a path is, "" where it does not tell."""
    parts = PurePath(path).parts
    if len(parts) > 1 and parts[1] in MOUNTED:
        # /media/PERSON/DISK, /run/media is a link to it in most systems; /mnt/DISK, /Volumes/DISK
        place = 3 if parts[1] == "media" and len(parts) > 4 else 2
        return parts[place] if len(parts) > place else ""
    if len(parts) > 4 and parts[1:3] == ("run", "media"):
        return parts[4]
    return PurePath(path).drive.rstrip("\\/")


def away_words(entry: Entry) -> str:
    """Why it is not here, and that it comes back."""
    if entry.place is Place.GONE:
        return translate("Library", "was at {path}").format(path=entry.installed.weights)
    disk = disk_of(entry.installed.weights)
    if disk:
        words = translate("Library", "on the disk “{disk}”, which is not connected")
        return words.format(disk=disk)
    return translate("Library", "on a disk or in a folder that is not connected")


def sharing_words(entry: Entry) -> str:
    """Who else loses something when the file goes; "" for nobody."""
    program = program_name(entry.program)
    if program:
        words = translate(
            "Library", "{program} uses this file, too. It would have to download it again."
        )
        return words.format(program=program)
    if entry.copies:
        words = translate("Library", "What looks like the same is also here, and stays:\n{places}")
        return words.format(places="\n".join(entry.copies))
    return ""


def freed_words(freeable: Freeable) -> str:
    """What could be freed; "" for nothing."""
    unused, twice = freeable.unused, freeable.twice
    words = []
    if unused:
        models = translate("Library", "{size} in models that were not used for two months")
        words.append(models.format(size=size_words(unused)))
    if twice:
        words.append(translate("Library", "{size} in second copies").format(size=size_words(twice)))
    if not words:
        return ""
    comma = translate("Library", ", ", "between the things that could be freed")
    return translate("Library", "Could be freed: {what}").format(what=comma.join(words))


def work_words(work: Work) -> str:
    """What is done just now."""
    return {
        Task.LOOK: translate("Library", "Looking into your folders"),
        Task.OPEN: translate("Library", "Looking at {name}"),
        Task.CHECK: translate("Library", "Checking {name}"),
        Task.MOVE: translate("Library", "Moving {name}"),
        Task.MERGE: translate("Library", "Comparing the copies of {name}"),
    }[work.task].format(name=work.name)
