# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Repositories whose owner wants to know who takes their files: what the Hub's refusals mean."""

import re

from desktop.domain.errors import Problem

# What a person can do something about, in the order in which one meets it.
GATE_PROBLEMS = (
    Problem.TOKEN_MISSING,
    Problem.TOKEN_REFUSED,
    Problem.TOKEN_TOO_NARROW,
    Problem.GATE_NOT_ACCEPTED,
    Problem.GATE_PENDING,
    Problem.GATE_REFUSED,
    Problem.REPOSITORY_GONE,
)
TOKEN_PROBLEMS = GATE_PROBLEMS[:3]
# The Hub's tokens; a password that is pasted by mistake is none, and is not sent anywhere.
TOKEN = re.compile(r"hf_[!-~]{1,500}")


def meaning(status: int, code: str, words: str, signed: bool) -> Problem | None:
    """What a refusal of the Hub means; None when it is none of the Hub's own.

    The codes cannot tell "ask first" from "wait" and "refused", so the words decide where they are
    known; whoever is not on the list otherwise has not asked yet.

    Args:
        code, words: the headers X-Error-Code and X-Error-Message. signed: a token was sent.

    Source: answers of the Hub to auth-check and resolve, and huggingface_hub's hf_raise_for_status.
    """
    said = words.casefold()
    if status == 401:
        if code == "GatedRepo":
            return Problem.TOKEN_REFUSED if signed else Problem.TOKEN_MISSING
        return Problem.TOKEN_REFUSED if signed else Problem.REPOSITORY_GONE
    if status == 403 and code == "GatedRepo":
        if "awaiting" in said:
            return Problem.GATE_PENDING
        return Problem.GATE_REFUSED if "rejected" in said else Problem.GATE_NOT_ACCEPTED
    if status == 403 and "fine-grained" in said:
        return Problem.TOKEN_TOO_NARROW
    if (status == 403 and "disabled" in said) or code == "RepoNotFound":
        return Problem.REPOSITORY_GONE
    return None
