# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The journal of blocks: neither a kill nor a power cut turns it into a lie."""

import hashlib
import random
from pathlib import Path

import pytest

from desktop.services.downloads.blocks import RECORD, Block, BlockLog, records_of
from desktop.services.downloads.fetcher import Wanted
from desktop.services.downloads.part import Part
from desktop.services.stop import Stop

MB = 1 << 20
CONTENT = random.Random(4).randbytes(4 * MB)


def block(start: int, length: int = 10) -> Block:
    return Block(start, length, hashlib.sha256(str(start).encode()).digest())


def written(path: Path, *blocks: Block) -> BlockLog:
    log = BlockLog(path)
    log.load(1000)
    log.open()
    for each in blocks:
        log.add(each)
    log.close()
    return log


def read(path: Path) -> BlockLog:
    log = BlockLog(path)
    log.load(1000)
    return log


def test_blocks_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "blocks"
    assert read(path).blocks == {}
    written(path, block(0), block(500))
    written(path, block(10))
    log = read(path)
    assert log.blocks == {start: block(start) for start in (0, 10, 500)}
    assert log.unsure.keys() == {0, 10, 500}
    assert path.read_bytes() == records_of([block(0), block(500)]) + records_of([block(10)])


def test_what_was_synced_is_sure(tmp_path: Path) -> None:
    path = tmp_path / "blocks"
    log = written(path, block(0), block(10))
    log.open()
    before = log.records
    log.add(block(20))  # while the data are being synced
    log.synced(before)
    log.close()
    assert log.unsure.keys() == read(path).unsure.keys() == {20}


def test_a_block_that_came_again_is_not_sure_for_its_predecessor(tmp_path: Path) -> None:
    path = tmp_path / "blocks"
    log = written(path, block(0))
    log.open()
    before = log.records
    log.drop(block(0))
    log.add(block(0))
    log.synced(before)
    log.close()
    assert read(path).unsure.keys() == {0}


@pytest.mark.parametrize("cut", [1, 47, 48, 60])
def test_half_a_record_is_none_and_is_written_over(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "blocks"
    written(path, block(0), block(10), block(20))
    with path.open("r+b") as file:
        file.truncate(3 * RECORD.size - cut)
    assert 20 not in read(path).blocks
    written(path, block(30))
    assert 30 in read(path).blocks


def test_behind_a_wrong_sum_all_is_looked_at_again(tmp_path: Path) -> None:
    path = tmp_path / "blocks"
    written(path, block(0), block(10), block(20))
    data = bytearray(path.read_bytes())
    data[RECORD.size + 20] ^= 1
    path.write_bytes(data)
    log = read(path)
    assert log.blocks.keys() == log.unsure.keys() == {0, 20}
    log.open()
    log.close()
    again = read(path)  # and it is whole now
    assert again.blocks == log.blocks
    assert path.stat().st_size == 2 * RECORD.size


def test_a_block_outside_of_the_file_is_none(tmp_path: Path) -> None:
    written(tmp_path / "blocks", block(0), block(995))
    assert read(tmp_path / "blocks").blocks.keys() == {0}


@pytest.mark.expected_logs("not what was received")
def test_a_power_cut_that_loses_data_the_journal_names_loses_nothing_else(tmp_path: Path) -> None:
    """The record reached the disk, the block did not: it reads as zeros."""
    wanted = Wanted("", tmp_path / "file", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    with Part(wanted).opened(Stop()) as part:
        part.begin("")
        part.reserve()
        part.write(0, [CONTENT[:MB]])
        part.sync()
        part.write(MB, [CONTENT[MB : 2 * MB]])
        part.write(2 * MB, [CONTENT[2 * MB : 3 * MB]])
        kept = part.blocks_path.read_bytes()
    part.blocks_path.write_bytes(kept)  # without the sync of the end
    with part.path.open("r+b") as file:
        file.seek(2 * MB)
        file.write(bytes(MB))
    after = Part(wanted)
    assert after.got == 3 * MB
    with after.opened(Stop()):
        assert after.got == 2 * MB
        assert after.gaps() == [(2 * MB, 4 * MB)]
    assert Part(wanted).got == 2 * MB


def test_the_room_is_taken_at_once(tmp_path: Path) -> None:
    wanted = Wanted("", tmp_path / "file", 50 * MB, "0" * 64)
    with Part(wanted).opened(Stop()) as part:
        part.begin("")
        part.reserve()
        part.write(0, [b"x"])
        assert part.path.stat().st_size == 50 * MB
    assert part.got == 1
