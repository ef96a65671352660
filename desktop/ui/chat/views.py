# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which view shows a message."""

from desktop.domain.conversation import Message
from desktop.presenters.conversation import Conversation
from desktop.presenters.library import Library
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.question_view import QuestionView
from desktop.ui.chat.text_style import TextStyle


def made_question(style: TextStyle, conversation: Conversation, message: Message) -> QuestionView:
    """The view of a question; what can be done with it is joined already."""
    question = QuestionView(style, conversation, message)
    question.take_back.connect(conversation.take_back)
    question.version_wanted.connect(conversation.show_version)
    question.show_version(*conversation.version(message.id))
    return question


def made_answer(
    style: TextStyle, conversation: Conversation, library: Library, message: Message
) -> AnswerView:
    """The view of an answer; what can be done with it is joined already."""
    known = library.find(message.model)
    answer = AnswerView(style, message, known.name if known else "")
    answer.try_again.connect(conversation.try_again)
    answer.oldest_forgotten.connect(conversation.forget_oldest)
    answer.go_on.connect(conversation.go_on)
    answer.repeat.connect(conversation.repeat)
    answer.version_wanted.connect(conversation.show_version)
    answer.change_wanted.connect(conversation.change)
    answer.new_chat_wanted.connect(conversation.new)
    return answer
