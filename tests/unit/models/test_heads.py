# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Files of the stand-in Hub are looked at before they are downloaded, and nothing comes twice."""

import hashlib
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.memory import memory_of
from desktop.domain.model import FileKind, Model, ModelFile
from desktop.domain.plan import Plan
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.fetcher import Wanted
from desktop.services.downloads.part import Part
from desktop.services.engine.gguf_header import read_header
from desktop.services.http import Http
from desktop.services.models import heads as heads_module
from desktop.services.models.heads import MOST_KEPT, Heads
from desktop.services.stop import Stop
from tests.benchmarks.memory_table import shapes
from tests.fakes.hub import Fault, HubServer
from tests.fakes.sparse import write_sparse

TINY = Path(__file__).parents[2] / "assets" / "tiny.gguf"
KEY = "owner/name/model.gguf"


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as server:
        yield server


@pytest.fixture
def http(hub: HubServer) -> Iterator[Http]:
    client = Http(hub.endpoint, connect=5.0, silence=5.0)
    yield client
    client.close()


@pytest.fixture
def heads(hub: HubServer, http: Http, tmp_path: Path) -> Heads:
    return Heads(http, lambda: hub.endpoint, lambda file: file, tmp_path / "heads")


def offered(hub: HubServer, content: bytes, key: str = KEY) -> ModelFile:
    """Put it on the Hub; how the catalogue would name it."""
    hub.files[key] = content
    owner, name, path = key.split("/")
    digest = hashlib.sha256(content).hexdigest()
    repository = f"{owner}/{name}"
    return ModelFile(FileKind.WEIGHTS, repository, "main", path, len(content), digest, "Q4_0")


def small_gemma(folder: Path) -> tuple[Model, bytes]:
    """A Gemma 3 with all its words and next to nothing else: its head has 7 MB."""
    model = next(model for model in shapes() if model.id == "gemma-3-270m")
    shape = replace(model.architecture, layers=6, global_layers=1, width=64, feed_forward=64)
    model = replace(model, architecture=shape)
    write_sparse(folder / "small.gguf", model)
    return model, (folder / "small.gguf").read_bytes()


def ranges(hub: HubServer) -> list[str]:
    return [asked.headers.get("range", "") for asked in hub.asked if asked.of == "network"]


def test_what_a_file_would_take_is_known_from_its_head(
    hub: HubServer, heads: Heads, tmp_path: Path
) -> None:
    model, content = small_gemma(tmp_path)
    found = heads.look(offered(hub, content), Stop())
    assert found.facts.architecture == "gemma3"
    assert found.facts.context == model.context
    assert found.file.quantization == "Q4_0"
    assert list(found.memories) == [2048, 8192, 32_768]
    for context, memory in found.memories.items():
        plan = Plan("", context=context, checkpoints=0)
        ours = memory_of(model.architecture, plan, memory.weights)
        ours = replace(ours, vocabulary=memory.vocabulary)  # the file has few words
        assert memory.global_cache == pytest.approx(ours.global_cache, abs=2e4)
        assert memory.total == pytest.approx(ours.total, rel=0.1)  # no real shape
    assert ranges(hub) == [f"bytes=0-{heads_module.FIRST - 1}"]


def test_a_long_head_is_fetched_in_growing_pieces(
    hub: HubServer, heads: Heads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(heads_module, "FIRST", 3 << 20)
    _, content = small_gemma(tmp_path)
    heads.look(offered(hub, content), Stop())
    mebibytes = 1 << 20
    assert ranges(hub) == [
        f"bytes=0-{3 * mebibytes - 1}",
        f"bytes={3 * mebibytes}-{6 * mebibytes - 1}",
        f"bytes={6 * mebibytes}-{12 * mebibytes - 1}",
    ]


def test_the_head_is_the_beginning_of_the_download(
    hub: HubServer, heads: Heads, http: Http, tmp_path: Path
) -> None:
    _, content = small_gemma(tmp_path)
    file = offered(hub, content)
    heads.look(file, Stop())
    heads.look(file, Stop())  # again without a byte
    target = tmp_path / "models" / "model.gguf"
    wanted = Wanted(f"{hub.endpoint}/owner/name/resolve/main/model.gguf", target, file.size,
                    file.sha256, file.revision)  # fmt: skip
    heads.hand_over(wanted)
    assert Part(wanted).got == heads_module.FIRST
    StreamFetcher(http).fetch(wanted, lambda progress: None, Stop())
    assert target.read_bytes() == content
    assert ranges(hub) == [f"bytes=0-{heads_module.FIRST - 1}", f"bytes={heads_module.FIRST}-"]
    assert list((tmp_path / "heads").iterdir()) == []


def test_a_download_that_is_further_than_the_head_stays(
    hub: HubServer, heads: Heads, tmp_path: Path
) -> None:
    file = offered(hub, TINY.read_bytes())
    heads.look(file, Stop())
    target = tmp_path / "model.gguf"
    wanted = Wanted("", target, file.size, file.sha256)
    with Part(wanted).opened(Stop()) as part:
        part.begin("further")
        part.write(0, [TINY.read_bytes()])
    heads.hand_over(wanted)
    assert Part(wanted).etag == "further"
    heads.hand_over(replace(wanted, sha256="0" * 64))  # nothing is known of another file


def test_a_whole_small_file_is_looked_at_too(hub: HubServer, heads: Heads) -> None:
    found = heads.look(offered(hub, TINY.read_bytes()), Stop())
    assert found.memories.keys() == {2048}
    assert found.memories[2048].weights == read_header(TINY).data


def of_architecture(name: bytes) -> bytes:
    """The tiny model, which says that it is something else of the same length."""
    return TINY.read_bytes().replace(b"gemma3", name)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<html>no model</html>" * 10, Problem.FILE_NOT_GGUF),
        (TINY.read_bytes()[:2000], Problem.FILE_DAMAGED),
        (of_architecture(b"llama9"), Problem.ARCHITECTURE_UNKNOWN),
        (
            TINY.read_bytes().replace(b"blk.0.attn_q.weight", b"blk.0.attn_x.weight"),
            Problem.LOAD_FAILED,
        ),
    ],
    ids=["no GGUF", "cut", "another architecture", "a tensor is missing"],
)
def test_what_this_engine_does_not_take_is_refused_with_the_reason(
    hub: HubServer, heads: Heads, content: bytes, problem: Problem
) -> None:
    with pytest.raises(AppError) as caught:
        heads.look(offered(hub, content), Stop())
    assert caught.value.problem is problem


def test_another_architecture_is_refused_at_its_first_bytes(
    hub: HubServer, heads: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads_module, "FIRST", 4096)
    with pytest.raises(AppError) as caught:
        heads.look(offered(hub, of_architecture(b"llama9")), Stop())
    assert caught.value.values["architecture"] == "llama9"
    assert ranges(hub) == ["bytes=0-4095"]


def test_a_head_that_claims_to_be_endless_is_refused(
    hub: HubServer, heads: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads_module, "FIRST", 1 << 16)
    key = struct.pack("<Q", 5) + b"a.key"
    text = key + struct.pack("<IQ", 8, 1 << 40)  # a text of a terabyte
    content = b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + text + bytes(300_000)
    with pytest.raises(AppError) as caught:
        heads.look(offered(hub, content), Stop())
    assert caught.value.problem is Problem.FILE_DAMAGED
    assert ranges(hub) == ["bytes=0-65535"]


@pytest.mark.parametrize(
    "fault", [Fault(ignore_range=True), Fault(headers={"ETag": None})], ids=["no ranges", "no name"]
)
def test_servers_without_manners_do(hub: HubServer, heads: Heads, fault: Fault) -> None:
    hub.misbehave(fault)
    assert heads.look(offered(hub, TINY.read_bytes()), Stop()).memories


def test_an_answer_that_ends_early_is_gone_on_from(hub: HubServer, heads: Heads) -> None:
    file = offered(hub, TINY.read_bytes())
    hub.misbehave(Fault(cut_after=1000))
    with pytest.raises(AppError) as caught:
        heads.look(file, Stop())
    assert caught.value.problem is Problem.OFFLINE
    heads.look(file, Stop())
    assert ranges(hub)[1].startswith("bytes=1000-")


def test_a_stop_ends_the_look(hub: HubServer, heads: Heads) -> None:
    file, stop = offered(hub, TINY.read_bytes()), Stop()
    hub.misbehave(Fault(hold_after=1000))

    def stop_when_held() -> None:
        hub.held.wait()
        stop.set()
        hub.release()

    thread = threading.Thread(target=stop_when_held)
    thread.start()
    with pytest.raises(Cancelled):
        heads.look(file, stop)
    thread.join()


def test_only_so_many_heads_are_kept(hub: HubServer, heads: Heads, tmp_path: Path) -> None:
    content = TINY.read_bytes()
    folder = tmp_path / "heads"
    folder.mkdir()
    for number in range(MOST_KEPT + 3):
        (folder / f"{number:064}.part").write_bytes(b"old")
        (folder / f"{number:064}.part.json").write_bytes(b"{}")
    heads.look(offered(hub, content), Stop())
    assert len(list(folder.glob("*.part"))) == MOST_KEPT + 1
    assert len(list(folder.glob("*.json"))) == MOST_KEPT + 1
