# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""docs/faults.md names tests; they are there."""

import ast
from pathlib import Path

UNIT = Path(__file__).parents[1]
TABLE = UNIT.parents[1] / "docs" / "faults.md"


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_fault_has_a_test_that_is_there() -> None:
    assert len(rows()) > 40
    for row in rows():
        assert len(row) == 4 and all(row), row
        name, _, test = row[3].partition("::")
        tree = ast.parse((UNIT / name).read_text("utf-8"))
        found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert test in found, row[3]
