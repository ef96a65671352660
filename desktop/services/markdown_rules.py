# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What answers have beside CommonMark: formulas and footnotes, as rules for markdown-it.

Formulas by themselves begin a line with $$ or \\[ and end before the next empty line: so
domain/markdown.py knows their end, too. Notes are marks like [^1]; what explains them is read as an
ordinary paragraph that begins with such a mark.
"""

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from desktop.domain.markdown import CLOSING, FORMULA

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

NOTE = re.compile(r"\[\^([\w-]{1,32})\]")
DEFINED = re.compile(r"^ {0,3}\[\^([\w-]{1,32})\]:", re.MULTILINE)
TASK = re.compile(r"(<li>(?:\n?<p>)?)\[([ xX])\][ \t]+")  # in HTML
# A price is no formula: "$5 and $6". So there is no space inside the signs, and no digit behind.
INLINE = re.compile(
    r"\$\$(?!\$)[^$]+\$\$"
    r"|\$(?![\s$])(?:\\.|[^\\$\n])*?(?<![\s\\])\$(?![\d$])"
    r"|\\\((?:(?!\\\)).)+\\\)"
    r"|\\\[(?:(?!\\\]).)+\\\]",
    re.DOTALL,
)


@cache
def parser_of_answers() -> "MarkdownIt":
    """The one for the thread of the window."""
    return _parser()


def _parser() -> "MarkdownIt":
    """Imported when the first answer is shown: it takes its time."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": True})
    parser.enable(["table", "strikethrough", "linkify"])
    assert parser.linkify is not None
    # Only what says what it is: "main.py" and "README.md" would be addresses in Paraguay, Moldova.
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    _add_rules(parser)
    return parser


def page_of(text: str) -> str:
    """An answer as HTML. Raw HTML is text, and nothing in it is fetched by being shown."""
    found = set(DEFINED.findall(text))
    rendered: str = _parser().render(text, {"notes": found})
    return TASK.sub(lambda task: f"{task[1]}{'☐' if task[2] == ' ' else '☑'} ", rendered)


def _add_rules(parser: "MarkdownIt") -> None:
    """Teach a parser formulas ("formula", "formula_block") and notes ("note")."""
    parser.block.ruler.before(
        "fence", "formula_block", _formula_block, {"alt": ["paragraph", "blockquote", "list"]}
    )
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.inline.ruler.before("link", "note", _note)
    parser.block.ruler.at("reference", _reference_but_no_note)
    parser.add_render_rule("formula", _source)
    parser.add_render_rule("formula_block", _source_by_itself)
    parser.add_render_rule("note", _raised)
    parser.add_render_rule("image", _link)


def _formula_block(state: "StateBlock", line: int, end: int, silent: bool) -> bool:
    """Lines from an opening sign to its closing one, or to the end of what could be a formula."""
    if state.is_code_block(line):
        return False
    opening = FORMULA.match(_line(state, line))
    if opening is None:
        return False
    if silent:
        return True
    closing = CLOSING[opening[1]]
    lines = [_line(state, line).strip()]
    after = ""
    place = line + 1
    while place < end and not state.isEmpty(place) and state.sCount[place] >= state.blkIndent:
        words = _line(state, place).strip()
        place += 1
        before, found, after = words.partition(closing)
        lines.append(before + found)
        if found:
            break
    token = state.push("formula_block", "", 0)
    token.content = "\n".join(lines)
    token.map = [line, place]
    state.line = place
    if after.strip():
        state.push("paragraph_open", "p", 1)
        rest = state.push("inline", "", 0)
        rest.content, rest.map, rest.children = after.strip(), [place - 1, place], []
        state.push("paragraph_close", "p", -1)
    return True


def _line(state: "StateBlock", line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _formula(state: "StateInline", silent: bool) -> bool:
    """A formula among words, $…$ or \\(…\\)."""
    if state.src[state.pos] not in "$\\":
        return False
    found = INLINE.match(state.src, state.pos)
    if found is None or not any(sign.isalnum() for sign in found[0]):
        return False
    if not silent:
        state.push("formula", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _note(state: "StateInline", silent: bool) -> bool:
    """The mark of a footnote. One that is no number has to be explained somewhere."""
    if state.src[state.pos] != "[":
        return False
    found = NOTE.match(state.src, state.pos)
    if found is None or not (found[1].isdigit() or found[1] in state.env.get("notes", ())):
        return False
    if not silent:
        state.push("note", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _reference_but_no_note(state: "StateBlock", line: int, end: int, silent: bool) -> bool:
    """The address of links, as in CommonMark; but what explains a footnote stays."""
    from markdown_it.rules_block import reference

    return not NOTE.match(_line(state, line)) and reference(state, line, end, silent)


# As HTML, for other programs


def _source(_: object, tokens: "Sequence[Token]", place: int, *__: object) -> str:
    return html.escape(tokens[place].content)


def _source_by_itself(_: object, tokens: "Sequence[Token]", place: int, *__: object) -> str:
    return f"<p>{html.escape(tokens[place].content)}</p>\n"


def _raised(_: object, tokens: "Sequence[Token]", place: int, *__: object) -> str:
    return f"<sup>{html.escape(tokens[place].content)}</sup>"


def _link(_: object, tokens: "Sequence[Token]", place: int, *__: object) -> str:
    """A picture would be fetched by whoever takes it."""
    address = str(tokens[place].attrGet("src") or "")
    words = tokens[place].content or address
    return f'<a href="{html.escape(address)}">{html.escape(words)}</a>'
