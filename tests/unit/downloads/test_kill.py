# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments of a download, in a program of its own."""

import sys
from pathlib import Path

import pytest

from tests.benchmarks.downloads import write_random
from tests.benchmarks.downloads_kill import BLOCK, killed
from tests.benchmarks.fast_hub import serving

SIZE, KILLS, RATE = 40_000_000, 8, 40_000_000


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="sends with sendfile")
def test_a_kill_costs_half_a_second_at_most(tmp_path: Path) -> None:
    sha256 = write_random(tmp_path / "file", SIZE)
    with serving(tmp_path / "file", sha256, RATE) as hub:
        kills, right = killed(hub, tmp_path, sha256, SIZE, KILLS)
        sent = hub.sent
    assert kills >= KILLS // 2
    assert right
    assert sorted(path.name for path in (tmp_path / "ours").iterdir()) == ["blocks", "model.gguf"]
    assert sent <= 1.02 * SIZE + kills * BLOCK
