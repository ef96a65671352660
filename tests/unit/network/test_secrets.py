# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets live in the keyring, or for this run."""

from collections.abc import Iterator

import keyring
import pytest

from desktop.services.secrets import HUB_TOKEN, SERVICE, Secrets
from tests.fakes.keyring import MemoryKeyring


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before, memory = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def test_a_secret_is_in_the_keyring(ring: MemoryKeyring) -> None:
    Secrets().set(HUB_TOKEN, "hf_x")
    assert ring.kept == {(SERVICE, HUB_TOKEN): "hf_x"}
    later = Secrets()
    assert later.get(HUB_TOKEN) == "hf_x"
    assert later.get(HUB_TOKEN) == "hf_x"
    assert ring.reads == 1
    assert later.kept
    later.set(HUB_TOKEN, "")
    later.set(HUB_TOKEN, "")
    assert not ring.kept
    assert later.get(HUB_TOKEN) == ""


def test_without_a_keyring_it_lives_for_this_run() -> None:
    secrets = Secrets()  # tests run with the keyring that always fails
    secrets.set(HUB_TOKEN, "hf_x")
    assert secrets.get(HUB_TOKEN) == "hf_x"
    assert not secrets.kept
    assert Secrets().get(HUB_TOKEN) == ""
