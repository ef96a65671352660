# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words on screen: found in the code, kept in resources/translations/*.ts, built to .qm.

We look for them ourselves. PySide's lupdate (6.11) drops a `translate("X", "%n files", "", len(y))`
without a word and takes the plural of `translate("X", "%n files", "", n)` for a singular.

English needs a file too, for its plurals only.
"""

import ast
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from making.places import ROOT

SOURCE = "en"
FORMS = 2  # of a plural, in the languages that we have
MAY_LACK = 0.1  # of the texts, before a language is offered
LRELEASE = "from PySide6.scripts.pyside_tool import lrelease; lrelease()"
FOLDER = ROOT / "resources/translations"
QUOTES = {'"': "&quot;", "'": "&apos;"}


class Unclear(Exception):
    """A call of translate() whose words cannot be read from the code."""


@dataclass(frozen=True)
class Message:
    """One text for the screen. Two are the same when context, text and remark are."""

    context: str
    text: str
    remark: str = ""
    plural: bool = field(default=False, compare=False)
    note: str = field(default="", compare=False)


def messages_of(source: str, file: str) -> Iterator[Message]:
    """All texts in a module, in the order of its lines.

    Raises:
        Unclear: with the file and the line.
    """
    lines = source.splitlines()
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if ast.unparse(call.func) in ("translate", "QCoreApplication.translate"):
            try:
                yield _message(call, _note(lines, call.lineno))
            except ValueError as error:
                raise Unclear(f"{file}:{call.lineno}: {error}") from error


def _message(call: ast.Call, note: str) -> Message:
    texts = [_literal(argument) for argument in call.args[:3]]
    if len(texts) < 2:
        raise ValueError("translate() needs a context and a text")
    plural = len(call.args) > 3 or any(word.arg == "n" for word in call.keywords)
    if plural != ("%n" in texts[1]):
        raise ValueError("a plural has %n in its text and a number as fourth argument")
    return Message(texts[0], texts[1], texts[2] if len(texts) > 2 else "", plural, note)


def _literal(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str | None):
        return argument.value or ""
    raise ValueError("translate() takes plain text: no variables, no f-strings")


def _note(lines: list[str], line: int) -> str:
    """What the lines "#: …" above a call tell the translator."""
    notes: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.strip().startswith("#:"):
            break
        notes.insert(0, text.strip()[2:].strip())
    return " ".join(notes)


def messages() -> list[Message]:
    """All texts of the application, each once."""
    found: dict[Message, None] = {}
    for file in sorted((ROOT / "desktop").rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        found.update(dict.fromkeys(messages_of(file.read_text("utf-8"), place)))
    return list(found)


@dataclass(frozen=True)
class Translation:
    """What a translator wrote; a plural has several forms. A draft is not finished."""

    forms: tuple[str, ...]
    finished: bool = True


def known(text: str) -> dict[Message, Translation]:
    """The translations in a .ts file."""
    translated = {}
    for context in ElementTree.fromstring(text).iter("context"):
        for item in context.iter("message"):
            key = Message(
                context.findtext("name", ""),
                item.findtext("source", ""),
                item.findtext("comment", ""),
            )
            translation = item.find("translation")
            if translation is not None:
                forms = tuple(form.text or "" for form in translation.iter("numerusform"))
                forms = forms or (translation.text or "",)
                if any(forms):
                    translated[key] = Translation(forms, translation.get("type") is None)
    return translated


def written(language: str, texts: Iterable[Message], have: dict[Message, Translation]) -> str:
    """A .ts file as Linguist writes it, without places, so it changes only when words do."""
    contexts: dict[str, list[Message]] = {}
    for message in texts:
        if message.plural or language != SOURCE:
            contexts.setdefault(message.context, []).append(message)
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="{SOURCE}">')
    for name in sorted(contexts):
        lines += ["<context>", f"    <name>{escape(name, QUOTES)}</name>"]
        for message in contexts[name]:
            lines += _lines(message, have.get(message))
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def _lines(message: Message, translation: Translation | None) -> Iterator[str]:
    forms = translation.forms if translation else ("",) * (FORMS if message.plural else 1)
    yield '    <message numerus="yes">' if message.plural else "    <message>"
    yield f"        <source>{escape(message.text, QUOTES)}</source>"
    if message.remark:
        yield f"        <comment>{escape(message.remark, QUOTES)}</comment>"
    if message.note:
        yield f"        <extracomment>{escape(message.note, QUOTES)}</extracomment>"
    finished = translation is not None and translation.finished and all(forms)
    state = "" if finished else ' type="unfinished"'
    if message.plural:
        yield f"        <translation{state}>"
        for form in forms:
            yield f"            <numerusform>{escape(form, QUOTES)}</numerusform>"
        yield "        </translation>"
    else:
        yield f"        <translation{state}>{escape(forms[0], QUOTES)}</translation>"
    yield "    </message>"


def refresh(folder: Path = FOLDER) -> list[str]:
    """Bring the .ts files up to the code; the names of those that were not."""
    texts, changed = messages(), []
    for file in sorted(folder.glob("*.ts")):
        before = file.read_text("utf-8")
        after = written(file.stem, texts, known(before))
        if after != before:
            changed.append(file.name)
            file.write_text(after, "utf-8", newline="\n")
    return changed


def stale() -> list[str]:
    """Which .ts files do not say what the code says."""
    texts = messages()
    files = {file: file.read_text("utf-8") for file in sorted(FOLDER.glob("*.ts"))}
    return [f.name for f, old in files.items() if written(f.stem, texts, known(old)) != old]


def unfinished() -> dict[str, int]:
    """How many texts each language still lacks."""
    files = sorted(FOLDER.glob("*.ts"))
    return {file.stem: file.read_text("utf-8").count('type="unfinished"') for file in files}


def ready(text: str) -> bool:
    """Whether enough of a .ts file is translated to be offered: nobody wants half a language."""
    return text.count('type="unfinished"') <= text.count("<message") * MAY_LACK


def build(python: Path, folder: Path = FOLDER) -> None:
    """The .qm files that the application loads, where they are missing or old.

    Args:
        python: one that has PySide6.
    """
    for file in sorted(folder.glob("*.ts")):
        built = file.with_suffix(".qm")
        if file.stem != SOURCE and not ready(file.read_text("utf-8")):
            built.unlink(missing_ok=True)
        elif not built.exists() or built.stat().st_mtime_ns < file.stat().st_mtime_ns:
            command = [str(python), "-c", LRELEASE, "-silent", str(file), "-qm", str(built)]
            subprocess.run(command, check=True)
