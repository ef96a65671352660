# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A language that nobody speaks: 40 % longer, with accents, in brackets that show what is cut."""

from PySide6.QtCore import QObject, QTranslator

ACCENTS = str.maketrans("aeiouycnAEIOUCN", "àéîöüýçñÀÉÎÖÜÇÑ")
FILLER = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt "
LONGER = 0.4


def pseudo(text: str) -> str:
    """The text, longer; what stands in braces stays."""
    pieces = text.split("{")
    shown = pieces[0].translate(ACCENTS)
    for piece in pieces[1:]:
        name, _, rest = piece.partition("}")
        shown += "{" + name + "}" + rest.translate(ACCENTS)
    more = max(round(len(text) * LONGER) - 2, 1)
    filler = (FILLER * (more // len(FILLER) + 1))[:more].strip()
    return f"[{shown} {filler}]" if len(text) > 3 else shown


class PseudoTranslator(QTranslator):
    """Translates everything."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def translate(self, context: str, text: str, remark: str | None = None, n: int = -1) -> str:
        """Only our own words; formats of dates are none. A plural keeps its number."""
        qts = context.startswith("Q") and context[1:2].isupper()
        if qts or "yyyy" in text:
            return text
        return pseudo(text.replace("%n", "{%n}")).replace("{%n}", "%n")

    def isEmpty(self) -> bool:
        """It has something to say."""
        return False
