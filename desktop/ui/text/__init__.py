# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Words for what the lower floors know only as codes and numbers."""

from desktop.ui.text.amounts import (
    amount_words,
    date_words,
    duration_words,
    memory_number,
    memory_words,
    percent_words,
    size_words,
    speed_words,
    words_speed,
)
from desktop.ui.text.licences import licence_words, origin_words
from desktop.ui.text.models import (
    capability_words,
    closeness_words,
    computer_words,
    download_words,
    fit_words,
    good_at_words,
    step_words,
    why_not_words,
)
from desktop.ui.text.problem_text import ProblemText
from desktop.ui.text.problems import problem_text

__all__ = [
    "ProblemText",
    "amount_words",
    "capability_words",
    "closeness_words",
    "computer_words",
    "date_words",
    "download_words",
    "duration_words",
    "fit_words",
    "good_at_words",
    "licence_words",
    "memory_number",
    "memory_words",
    "origin_words",
    "percent_words",
    "problem_text",
    "size_words",
    "speed_words",
    "step_words",
    "why_not_words",
    "words_speed",
]
