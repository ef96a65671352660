# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which view shows a message."""

from desktop.domain.conversation import Message, Role
from desktop.presenters.conversation import Conversation
from desktop.presenters.library import Library
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.message_view import MessageView
from desktop.ui.chat.question_view import QuestionView
from desktop.ui.chat.text_style import TextStyle


def made_view(
    style: TextStyle, conversation: Conversation, library: Library, message: Message
) -> MessageView:
    """The view of a message; what can be done with the message is joined already."""
    if message.role is Role.USER:
        question = QuestionView(style, conversation, message)
        question.take_back.connect(conversation.take_back)
        question.version_wanted.connect(conversation.show_version)
        question.show_version(*conversation.version(message.id))
        return question
    known = library.find(message.model)
    answer = AnswerView(style, message, known.name if known else "")
    answer.try_again.connect(conversation.try_again)
    answer.oldest_forgotten.connect(conversation.forget_oldest)
    answer.go_on.connect(conversation.go_on)
    answer.repeat.connect(conversation.repeat)
    answer.version_wanted.connect(conversation.show_version)
    answer.show_version(*conversation.version(message.id))
    answer.change_wanted.connect(conversation.change)
    answer.new_chat_wanted.connect(conversation.new)
    return answer
