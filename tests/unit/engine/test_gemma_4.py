# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Thinking and markers with the real vocabulary of Gemma 4, which the source of the engine carries.

No Gemma 4 is small enough for a test; its vocabulary alone tells what each of its tokens becomes.
"""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.conversation import Role
from desktop.domain.prompt import Control, PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.answer_text import AnswerText
from desktop.services.engine.native import encoded, native
from desktop.services.engine.protocol import Channel
from desktop.services.engine.vocabulary import CONTROL, USER_DEFINED, Vocabulary

from .conftest import said

MEMBER = "vendor/llama.cpp/models/ggml-vocab-gemma-4.gguf"
MARKERS = ("<|turn>", "<turn|>", "<|channel>", "<channel|>", "<|think|>", "<|image>", "<eos>")


@pytest.fixture(scope="module")
def vocabulary(engine_source: Path, request: pytest.FixtureRequest) -> Iterator[Vocabulary]:
    """Of Gemma 4: 262,144 tokens."""
    assert request.config.cache is not None
    file = request.config.cache.mkdir("gemma-4") / "vocabulary.gguf"
    if not file.exists():
        with tarfile.open(engine_source) as source:
            member = next(m for m in source if m.name.endswith(MEMBER))
            data = source.extractfile(member)
            assert data is not None
            part = file.with_suffix(".part")
            part.write_bytes(data.read())
            part.replace(file)
    llama = native().llama
    parameters = llama.llama_model_default_params()
    parameters.vocab_only = True
    model = llama.llama_model_load_from_file(encoded(str(file)), parameters)
    assert model
    yield Vocabulary(llama, llama.llama_model_get_vocab(model))
    llama.llama_model_free(model)


def shown(vocabulary: Vocabulary, tokens: list[int]) -> dict[Channel, str]:
    """What an answer of these tokens shows, up to the one that ends it."""
    texts = dict.fromkeys(Channel, "")

    def take(channel: Channel, text: str) -> None:
        texts[channel] += text

    answer = AnswerText(vocabulary, (), take)
    for token in tokens:
        if vocabulary.pieces[token] is None:
            break
        answer.add(token)
    answer.finish()
    return texts


def test_a_thought_stands_apart_from_the_answer(vocabulary: Vocabulary) -> None:
    tokens = vocabulary.control("<|channel>thought\nIs it? I think so.<channel|>Yes.<turn|>\nNo.")
    texts = shown(vocabulary, tokens)
    assert texts == {Channel.THOUGHT: "Is it? I think so.", Channel.TEXT: "Yes."}


@pytest.mark.parametrize("thought", ["", "\n", " \n \n"])
def test_an_empty_thought_is_none(vocabulary: Vocabulary, thought: str) -> None:
    tokens = vocabulary.control(f"<|channel>thought\n{thought}<channel|>Yes.<turn|>")
    assert shown(vocabulary, tokens) == {Channel.THOUGHT: "", Channel.TEXT: "Yes."}


def test_no_marker_reaches_the_screen(vocabulary: Vocabulary) -> None:
    llama, handle = native().llama, vocabulary.handle
    names = {
        token: llama.llama_vocab_get_text(handle, token).decode("utf-8", "replace")
        for token in range(vocabulary.size())
    }
    steers = [
        token
        for token, name in names.items()
        if llama.llama_vocab_get_attr(handle, token) & (CONTROL | USER_DEFINED)
        or name.startswith("<unused")
    ]
    assert len(steers) > 6000
    assert [names[token] for token in steers if vocabulary.pieces[token]] == []
    for token in vocabulary.control("<turn|>") + vocabulary.control("<eos>"):
        assert vocabulary.pieces[token] is None


def test_our_markers_are_single_tokens(vocabulary: Vocabulary) -> None:
    assert [marker for marker in MARKERS if vocabulary.single(marker) is None] == []
    chat = [said(Role.USER, "One?"), said(Role.MODEL, "Yes."), said(Role.USER, "Two?")]
    prompt = render(PromptStyle.TURNS_4, chat, "Be short.", thinking=True)
    controls = [p.text for p in prompt.pieces if isinstance(p, Control)]
    tokens = [token for text in controls for token in vocabulary.control(text)]
    assert [tokens.count(vocabulary.single(m) or 0) for m in ("<|turn>", "<turn|>")] == [5, 4]
    assert vocabulary.single("<|think|>") in tokens


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.one_of(st.text(max_size=8), st.sampled_from((*MARKERS, "<", "|", ">"))), max_size=6)
)
def test_nothing_that_people_type_steers_it(vocabulary: Vocabulary, parts: list[str]) -> None:
    text = "".join(parts)
    tokens = vocabulary.words(text)
    attribute = native().llama.llama_vocab_get_attr
    assert not [t for t in tokens if attribute(vocabulary.handle, t) & (CONTROL | USER_DEFINED)]
    assert vocabulary.text(tokens) == text.encode("utf-8", "replace").decode()
