# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A conversation in the format that a Gemma model was trained on."""

import re
from collections.abc import Callable, Sequence

from desktop.domain.conversation import DocumentPart, Message, Role, ThoughtPart
from desktop.domain.prompt import Audio, Control, Picture, Piece, Prompt, PromptStyle, Words

Read = Callable[[DocumentPart], str]  # the words that are taken of a document


def unread(document: DocumentPart) -> str:
    """For chats without documents."""
    raise LookupError(document.sha256)


def render(
    style: PromptStyle,
    messages: Sequence[Message],
    instructions: str = "",
    thinking: bool = False,
    read: Read = unread,
) -> Prompt:
    """The prompt that asks for the next answer.

    Pictures, sounds and documents stand before the words, as the models were trained. Thoughts are
    left out.

    Args:
        messages: one branch, oldest first; the last one is the question, or the beginning of its
            answer, with which the model goes on. Answers without words are left out together with
            their question, so that the turns alternate.
        instructions: what the model is told before everything else, or "".
        thinking: let the model think first (TURNS_4 alone can).
        read: gives the words of the documents.
    """
    turns, writer = _turns(messages), _Writer(read)
    match style:
        case PromptStyle.TURNS:
            return _turns_of_gemma(writer, turns, instructions.strip())
        case PromptStyle.TURNS_4:
            return _turns_of_gemma_4(writer, turns, instructions.strip(), thinking)
        case PromptStyle.PLAIN:
            return _plain(writer, turns, instructions.strip())


def alone(message: Message, read: Read = unread) -> Prompt:
    """A message without all that stands around it, for counting."""
    writer = _Writer(read)
    writer.media(message)
    writer.words(message.text.strip(), by_model=message.role is Role.MODEL)
    return Prompt(tuple(writer.pieces))


def _turns(messages: Sequence[Message]) -> list[Message]:
    """Question, answer, question, …"""
    turns: list[Message] = []
    for message in messages:
        if message.role is Role.USER:
            if len(turns) % 2:
                turns.pop()
            turns.append(message)
        elif len(turns) % 2 and message.text.strip():
            turns.append(message)
    return turns


def _beginning(turns: Sequence[Message]) -> Message | None:
    """The answer with which the model goes on, when the chat ends with one."""
    return turns[-1] if turns and turns[-1].role is Role.MODEL else None


class _Writer:
    """Pieces in order; control texts side by side become one, since they are tokenized as one."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.pieces: list[Piece] = []

    def control(self, text: str) -> None:
        last = self.pieces[-1] if self.pieces else None
        if isinstance(last, Control):
            self.pieces[-1] = Control(last.text + text)
        elif text:
            self.pieces.append(Control(text))

    def words(self, text: str, *, by_model: bool = False) -> None:
        if text:
            self.pieces.append(Words(text, by_model))

    def media(self, message: Message, apart: str = "") -> None:
        """Pictures, then sounds, then documents. apart: written around each picture."""
        for image in message.images:
            self.control(apart)
            self.pieces.append(Picture(image.sha256))
            self.control(apart)
        self.pieces += [Audio(sound.sha256) for sound in message.sounds]
        for document in message.documents:
            self.words(fenced(document.name, self._read(document)))


def fenced(name: str, text: str) -> str:
    """A document as it stands in a prompt: its name, and its words within a fence of Markdown."""
    longest = max(map(len, re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{' '.join(name.split())}\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n"


def _turns_of_gemma(writer: _Writer, turns: Sequence[Message], instructions: str) -> Prompt:
    """Gemma 1 to 3n: there is no turn for instructions, they stand before the first question."""
    goes_on = _beginning(turns)
    writer.control("<bos>")
    for place, message in enumerate(turns):
        writer.control(f"<start_of_turn>{message.role.value}\n")
        if instructions and not place:
            writer.words(instructions)
            writer.control("\n\n")
        # The models' own processor sets every picture apart from what is around it.
        writer.media(message, "\n\n")
        writer.words(message.text.strip(), by_model=message.role is Role.MODEL)
        if message is not goes_on:
            writer.control("<end_of_turn>\n")
    if goes_on is None:
        writer.control("<start_of_turn>model\n")
    return Prompt(tuple(writer.pieces), goes_on=goes_on is not None)


# A thought that is over already: the model goes straight to its answer. It stays before answers
# that came so, although the models' own template leaves it out of the history: the history is then
# what was read, and no answer has to be read again (15 seconds a turn on a small computer).
_NO_THOUGHT = "<|channel>thought\n<channel|>"


def _turns_of_gemma_4(
    writer: _Writer, turns: Sequence[Message], instructions: str, thinking: bool
) -> Prompt:
    goes_on = _beginning(turns)
    writer.control("<bos>")
    if instructions or thinking:
        writer.control("<|turn>system\n")
        if thinking:
            writer.control("<|think|>\n")
        writer.words(instructions)
        writer.control("<turn|>\n")
    for message in turns:
        writer.control(f"<|turn>{message.role.value}\n")
        if message.role is Role.MODEL and (message is goes_on or not _thought(message)):
            writer.control(_NO_THOUGHT)
        writer.media(message)
        writer.words(message.text.strip(), by_model=message.role is Role.MODEL)
        if message is not goes_on:
            writer.control("<turn|>\n")
    if goes_on is None:
        writer.control("<|turn>model\n")
        if not thinking:
            writer.control(_NO_THOUGHT)
    return Prompt(tuple(writer.pieces), goes_on=goes_on is not None)


def _thought(message: Message) -> bool:
    return any(isinstance(part, ThoughtPart) for part in message.parts)


# A base model goes on with whatever it reads, and the smallest goes on best with a list of
# questions and their answers.
_ASKS, _ANSWERS = "Question:", "Answer:"


def _plain(writer: _Writer, turns: Sequence[Message], instructions: str) -> Prompt:
    """Questions and answers written out; an answer ends where the next question would begin."""
    goes_on = _beginning(turns)
    writer.control("<bos>")
    if instructions:
        writer.words(instructions)
        writer.control("\n\n")
    for message in turns:
        by_model = message.role is Role.MODEL
        writer.control(_ANSWERS if by_model else _ASKS)
        writer.media(message)
        writer.words(f" {message.text.strip()}", by_model=by_model)
        if message is not goes_on:
            writer.control("\n\n" if by_model else "\n")
    if goes_on is None:
        writer.control(_ANSWERS)
    stops = (f"\n{_ASKS}", f"\n{_ANSWERS}")
    return Prompt(tuple(writer.pieces), stops, goes_on is not None)
