# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The download engine when servers lie, files change and disks are full.

Nothing wrong is taken for right, and nothing right is lost.
"""

import contextlib
import gzip
import random
from collections.abc import Iterator
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.fetcher import Progress
from desktop.services.files import refusal
from desktop.services.http import Http
from tests.fakes.fetching import CONTENT, KEY, Bench, again, cut
from tests.fakes.gate import Person
from tests.fakes.hub import Fault, HubServer


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer({KEY: CONTENT}) as server:
        yield server


@pytest.fixture
def bench(hub: HubServer, tmp_path: Path) -> Bench:
    return Bench(hub, tmp_path)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(ignore_range=True),
        Fault(body=CONTENT[5:], headers={"Content-Range": "bytes 5-299999/300000"}),
        Fault(headers={"Content-Range": "words"}),
        Fault(headers={"Content-Range": None}),
        Fault(pack=True),
        Fault(status=416, headers={"Content-Range": "bytes */300000"}),
        Fault(status=416, headers={"Content-Range": None}),
    ],
    ids=["200", "another start", "nonsense", "none", "gzip", "416", "416 without a size"],
)
def test_a_range_that_is_not_honoured_costs_nothing_that_is_here(
    bench: Bench, fault: Fault
) -> None:
    cut(bench, 100_000)
    second = again(bench)
    bench.hub.misbehave(fault)
    got: list[int] = []
    second.fetch(lambda progress: got.append(progress.got))
    assert second.is_right()
    assert min(got) == 100_000


def test_a_packed_file_is_unpacked(bench: Bench) -> None:
    bench.hub.misbehave(Fault(pack=True))
    bench.fetch()
    assert bench.is_right()
    assert len(gzip.compress(CONTENT)) != len(CONTENT)


def test_a_file_that_was_replaced_is_noticed_before_a_byte_is_taken(bench: Bench) -> None:
    cut(bench, 100_000)
    bench.hub.files[KEY] = random.Random(8).randbytes(len(CONTENT))
    second = again(bench)
    error = second.fails(Problem.CONTENT_WRONG)
    assert error.values["changed"] is True
    assert second.part.got == 100_000
    bench.hub.files[KEY] = CONTENT
    third = again(bench)
    third.fetch()
    assert third.is_right()
    assert third.ranges()[-1] == "bytes=100000-"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Linked-Etag": None, "X-Linked-Size": "299999"},
        {"X-Linked-Etag": f'"{"0" * 64}"', "X-Linked-Size": None},
    ],
    ids=["size", "hash"],
)
def test_each_thing_the_hub_says_of_a_file_is_believed_alone(
    bench: Bench, headers: dict[str, str | None]
) -> None:
    bench.hub.misbehave(Fault("hub", headers=headers))
    assert bench.fails(Problem.CONTENT_WRONG).values["changed"] is True
    assert bench.part.got == 0


def test_without_the_hubs_word_another_etag_means_another_file(bench: Bench) -> None:
    """A plain mirror: the part is doubted rather than mixed."""
    silent = Fault("hub", headers={"X-Linked-Etag": None, "X-Linked-Size": None})
    bench.hub.misbehave(silent, Fault(cut_after=100_000, headers={"ETag": '"old"'}))
    bench.waits = ()
    bench.fails(Problem.OFFLINE)
    bench.hub.misbehave(silent)
    second = again(bench)
    second.fetch()
    assert second.is_right()
    asked = [a for a in bench.hub.asked if a.of == "network"]
    assert asked[-1].headers["if-range"] == '"old"'


@pytest.mark.parametrize(
    "fault",
    [
        Fault(headers={"Content-Length": "300001"}),
        Fault(headers={"Content-Length": "299999"}),
        Fault(body=CONTENT + b"more", headers={"Content-Length": None}),
        Fault("hub", headers={"X-Linked-Size": "9" * 5000}),
    ],
    ids=["too long", "too short", "unsaid and too much", "no number that anybody reads"],
)
def test_a_length_that_is_a_lie_does_no_harm(bench: Bench, fault: Fault) -> None:
    bench.hub.misbehave(fault)
    bench.fetch()
    assert bench.is_right()


def test_the_page_of_a_captive_portal_is_not_taken_for_the_file(bench: Bench) -> None:
    page = b"<html>Please log in</html>"
    bench.hub.misbehave(
        Fault("hub", status=200, body=page, headers={"Content-Type": "text/html", "Location": None})
    )
    bench.fails(Problem.WRONG_ANSWER)
    assert bench.part.got == 0


def test_a_captive_portal_on_the_way_is_not_taken_for_the_file(bench: Bench) -> None:
    cut(bench, 100_000)
    page = {"Content-Type": "text/html; charset=utf-8", "Content-Range": None}
    bench.hub.misbehave(Fault(status=200, body=b"<html>Please log in</html>", headers=page))
    second = again(bench)
    assert second.fails(Problem.WRONG_ANSWER).values["portal"] is True
    assert second.part.got == 100_000


def test_a_loop_of_redirects_ends(bench: Bench) -> None:
    here = f"{bench.hub.endpoint}/owner/name/resolve/main/model.gguf"
    bench.hub.misbehave(*(Fault("hub", location=here) for _ in range(9)))
    bench.fails(Problem.WRONG_ANSWER)
    assert len(bench.hub.asked) == 6


@pytest.mark.expected_logs("an address was refused")
@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "http://192.0.2.1/model.gguf",
        "ftp://127.0.0.1/x",
        "http://a:b@127.0.0.1/",
    ],
)
def test_a_redirect_to_where_nobody_should_go_is_refused(bench: Bench, target: str) -> None:
    bench.hub.misbehave(Fault("hub", location=target))
    bench.fails(Problem.FORBIDDEN_ADDRESS)


def test_what_is_not_there(bench: Bench) -> None:
    bench.hub.files["owner/name/other.gguf"] = bench.hub.files.pop(KEY)
    bench.fails(Problem.NOT_FOUND)
    del bench.hub.files["owner/name/other.gguf"]
    bench.fails(Problem.REPOSITORY_GONE)


def test_a_gate(bench: Bench) -> None:
    bench.hub.gate.closed.add("owner/name")
    ada = bench.hub.gate.people["hf_good"] = Person()
    bench.fails(Problem.TOKEN_MISSING)
    bench.http = Http(bench.hub.endpoint, lambda: "hf_bad")
    bench.fails(Problem.TOKEN_REFUSED)
    bench.http = Http(bench.hub.endpoint, lambda: "hf_good")
    bench.fails(Problem.GATE_NOT_ACCEPTED)
    ada.asked["owner/name"] = "accepted"
    bench.fetch()
    assert bench.is_right()


def test_a_disk_that_is_too_small_is_known_before_the_first_byte(bench: Bench) -> None:
    bench.free = lambda folder: 100_000
    error = bench.fails(Problem.DISK_FULL)
    missing = error.values["missing"]
    assert isinstance(missing, int) and missing >= 200_000
    assert not bench.hub.asked


def test_what_is_here_counts_for_the_room_that_is_needed(bench: Bench) -> None:
    cut(bench, 290_000)
    second = again(bench)
    second.free = lambda folder: (64 << 20) + 10_000
    second.fetch()
    assert second.is_right()


@contextlib.contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system refuses to let any file grow beyond."""
    resource = pytest.importorskip("resource", reason="limits the size of files; POSIX only")
    import signal

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_the_room_for_the_whole_file_is_taken_before_its_bytes(bench: Bench) -> None:
    with files_of_at_most(150_000):
        bench.fails(Problem.FILE_TOO_LARGE)
    assert not list(bench.folder.iterdir())


def test_a_disk_that_fills_up_on_the_way(bench: Bench) -> None:
    bench.hub.misbehave(Fault(cut_after=100_000))

    def tell(progress: Progress) -> None:
        if progress.got == 100_000:
            bench.free = lambda folder: 0

    with pytest.raises(AppError) as caught:
        bench.fetch(tell)
    assert caught.value.problem is Problem.DISK_FULL and caught.value.values["missing"]
    assert not bench.wanted.target.exists()
    second = again(bench)
    second.fetch()
    assert second.is_right() and second.ranges()[-1] == "bytes=100000-"


def test_what_the_disk_refuses_has_its_name(tmp_path: Path) -> None:
    """Only of a full disk is it known what would help by itself."""
    found = {code: refusal(OSError(code, ""), tmp_path / "x") for code in (ENOSPC, EDQUOT, EFBIG)}
    full, quota = found[ENOSPC], found[EDQUOT]
    assert (full.problem, full.values["quota"]) == (Problem.DISK_FULL, False)
    assert (quota.problem, quota.values["quota"]) == (Problem.DISK_FULL, True)
    assert found[EFBIG].problem is Problem.FILE_TOO_LARGE


def test_another_file_of_that_name_is_never_written_over(bench: Bench) -> None:
    bench.wanted.target.write_bytes(b"mine")
    with pytest.raises(AppError) as caught:
        bench.fetch()
    assert caught.value.problem is Problem.CONTENT_WRONG
    assert bench.wanted.target.read_bytes() == b"mine"
    bench.wanted.target.write_bytes(CONTENT)  # put there by hand, and right
    bench.fetch()
    assert not bench.hub.asked


def test_a_part_of_another_file_is_not_gone_on_from(bench: Bench) -> None:
    cut(bench, 100_000)
    journal = bench.part.journal_path
    journal.write_text(journal.read_text().replace('"size":300000', '"size":300001'))
    second = again(bench)
    second.fetch()
    assert second.is_right()
    assert second.ranges()[-1] == ""


@pytest.mark.parametrize("text", ["", "{", "[]", '{"size": "x"}', "\x00\xff"])
def test_a_damaged_journal_costs_nothing_that_came(bench: Bench, text: str) -> None:
    cut(bench, 100_000)
    bench.part.journal_path.write_text(text)
    second = again(bench)
    second.fetch()
    assert second.is_right()
    assert second.ranges()[-1] == "bytes=100000-"  # the blocks say what is here


def test_taking_away_an_unfinished_file_leaves_nothing(bench: Bench) -> None:
    cut(bench, 100_000)
    StreamFetcher(bench.http).discard(bench.wanted)
    assert not list(bench.folder.iterdir())


def test_a_folder_that_cannot_be_written(bench: Bench) -> None:
    (bench.folder / "file").write_text("")
    bench.folder = bench.folder / "file"
    with pytest.raises(AppError) as caught:
        bench.fetch()
    assert caught.value.problem is Problem.FOLDER_NOT_WRITABLE
