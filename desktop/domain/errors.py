# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The failures that a person can meet.

    Exception
    + AppError    a Problem with its values: shown in words (ui/text/) with what to do next
    x Cancelled   the person stopped it: nothing is shown

Everything else that is raised is our own mistake and goes to the crash handler.
"""

import json
from enum import StrEnum
from typing import Self


class Problem(StrEnum):
    """What went wrong. Every one has its words and its next step in ui/text/ (a test looks)."""

    # a model's files
    FILE_MISSING = "file_missing"
    FILE_NOT_GGUF = "file_not_gguf"
    FILE_DAMAGED = "file_damaged"
    ARCHITECTURE_UNKNOWN = "architecture_unknown"
    PROJECTOR_MISMATCH = "projector_mismatch"
    FILE_FOREIGN = "file_foreign"  # of a form that only another program reads
    PROJECTOR_ALONE = "projector_alone"
    PART_MISSING = "part_missing"  # of a model in several files
    MOVE_FAILED = "move_failed"  # the copy is not what the file was
    MERGE_FAILED = "merge_failed"
    TRASH_FAILED = "trash_failed"
    DISK_SILENT = "disk_silent"
    # the engine
    OUT_OF_MEMORY = "out_of_memory"
    LOAD_FAILED = "load_failed"
    ENGINE_FAILED = "engine_failed"
    ENGINE_DIED = "engine_died"  # the process that the engine ran in
    PROCESSOR_TOO_OLD = "processor_too_old"
    MODEL_NEWER = "model_newer"  # than the engine
    CONTEXT_FULL = "context_full"
    MESSAGE_TOO_LONG = "message_too_long"
    CANNOT_SEE = "cannot_see"
    CANNOT_HEAR = "cannot_hear"
    # pictures
    PICTURE_MISSING = "picture_missing"
    PICTURE_UNKNOWN = "picture_unknown"
    PICTURE_DAMAGED = "picture_damaged"
    PICTURE_TOO_LARGE = "picture_too_large"
    TOO_MANY_PICTURES = "too_many_pictures"
    # sounds
    SOUND_MISSING = "sound_missing"
    SOUND_DAMAGED = "sound_damaged"
    SOUND_TOO_LONG = "sound_too_long"
    # documents
    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_DAMAGED = "document_damaged"
    DOCUMENT_LOCKED = "document_locked"
    DOCUMENT_TOO_LARGE = "document_too_large"
    DOCUMENT_EMPTY = "document_empty"
    # the network
    OFFLINE = "offline"
    PROXY_FAILED = "proxy_failed"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    SERVER_FAILED = "server_failed"
    NOT_FOUND = "not_found"
    TOO_MANY_REQUESTS = "too_many_requests"
    WRONG_ANSWER = "wrong_answer"
    FORBIDDEN_ADDRESS = "forbidden_address"
    HUB_NOT_ENCRYPTED = "hub_not_encrypted"
    # repositories whose owner wants to know who takes their files; see domain/gate.py
    TOKEN_MISSING = "token_missing"
    TOKEN_REFUSED = "token_refused"
    TOKEN_TOO_NARROW = "token_too_narrow"
    GATE_NOT_ACCEPTED = "gate_not_accepted"
    GATE_PENDING = "gate_pending"
    GATE_REFUSED = "gate_refused"
    REPOSITORY_GONE = "repository_gone"
    # downloads and the disk
    CONTENT_WRONG = "content_wrong"
    DISK_FULL = "disk_full"
    DISK_AWAY = "disk_away"
    FILE_TOO_LARGE = "file_too_large"  # for its file system
    FOLDER_NOT_WRITABLE = "folder_not_writable"
    NO_SOURCE = "no_source"
    NAME_NO_TEXT = "name_no_text"
    PLACE_TAKEN = "place_taken"
    LIST_DAMAGED = "list_damaged"
    LIST_UNREADABLE = "list_unreadable"
    # the catalogue
    CATALOGUE_WRONG = "catalogue_wrong"
    CATALOGUE_OLD = "catalogue_old"
    # licences
    LICENCE_UNAVAILABLE = "licence_unavailable"
    LICENCE_NOT_ACCEPTED = "licence_not_accepted"
    # a mistake of ours, which is in a crash report
    UNEXPECTED = "unexpected"
    # our own data
    DATA_NEWER = "data_newer"
    STORE_NEWER = "store_newer"
    STORE_DAMAGED = "store_damaged"


_PLAIN = (str, int, float, bool)


class AppError(Exception):
    """A failure to be shown to the person.

    Args:
        problem: what went wrong.
        detail: technical words for the log and for "Details"; never a secret, never a chat's text.
        values: what the words of the problem need (`name=…`, `bytes=…`); see ui/text/.
    """

    def __init__(self, problem: Problem, *, detail: str = "", **values: object) -> None:
        super().__init__(problem, detail, values)
        self.problem = problem
        self.detail = detail
        self.values = values

    def record(self) -> str:
        """Everything as one JSON text, to be kept with a message that failed."""
        values = {key: value for key, value in self.values.items() if isinstance(value, _PLAIN)}
        return json.dumps({"problem": self.problem, "detail": self.detail, "values": values})

    @classmethod
    def of_record(cls, record: str) -> Self:
        """The error that was kept; a record that cannot be read is ENGINE_FAILED."""
        try:
            kept = json.loads(record)
            return cls(Problem(kept["problem"]), detail=kept["detail"], **kept["values"])
        except (ValueError, KeyError, TypeError):
            return cls(Problem.ENGINE_FAILED, detail=record)

    def __str__(self) -> str:
        values = ", ".join(f"{key}={value!r}" for key, value in self.values.items())
        return f"{self.problem} ({values}) {self.detail}".strip()


class Cancelled(Exception):
    """The person stopped what was going on. The state is as it was before, or as kept so far."""
