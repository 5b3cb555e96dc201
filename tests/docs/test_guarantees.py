"""docs/guarantees.md names tests that exist, and says no more and no less than is checked."""

from __future__ import annotations

import ast
import re

from infra.local.settings import SOURCE_TREE
from tests.faults.checker import PROMISES
from tests.faults.flaws import FLAWS
from tests.faults.nemesis import FAULTS
from tests.faults.struck import (
    ENDED_WITHIN_SECONDS,
    RECOVERED_WITHIN_SECONDS,
    UNREADY_WITHIN_SECONDS,
)

PAGE = (SOURCE_TREE / "docs" / "guarantees.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| \*\*(P\d+)\*\* \|(.*)$", re.MULTILINE)


def functions(path: str) -> set[str]:
    """Return the tests in a file."""
    tree = ast.parse((SOURCE_TREE / path).read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in tree.body if isinstance(node, kinds)}


def test_every_test_that_the_page_names_exists() -> None:
    """A promise whose proof was renamed is a promise without proof."""
    named = NAMED.findall(PAGE)
    assert len(named) > 30
    assert [f"{path}::{name}" for path, name in named if name not in functions(path)] == []


def test_every_promise_stands_there_with_a_test() -> None:
    """P1 to P16, each once, each with what proves it; the checker's own among them."""
    rows = dict(ROW.findall(PAGE))
    assert list(rows) == [f"P{number}" for number in range(1, 17)]
    assert set(PROMISES) <= set(rows)
    assert [promise for promise, row in rows.items() if not NAMED.search(row)] == []


def test_every_fault_is_described() -> None:
    """Whoever reads a run's lines finds what was done."""
    assert [kind for kind in FAULTS if f"`{kind}`" not in PAGE] == []


def test_the_times_are_those_asserted() -> None:
    """A bound that is changed in the tests is changed on the page."""
    bounds = {
        "a kill, a cut, a black hole": RECOVERED_WITHIN_SECONDS["kill"],
        "a crash of PostgreSQL, a full disk": RECOVERED_WITHIN_SECONDS["postgres"],
        "a crash or stop of Kafka": RECOVERED_WITHIN_SECONDS["broker"],
        "a killed rebuild: until the next has ended": RECOVERED_WITHIN_SECONDS["rebuild"],
        "a killed archive: until the next has ended and is checked": RECOVERED_WITHIN_SECONDS[
            "archive"
        ],
        "nothing can go on: until `/ready` says so": UNREADY_WITHIN_SECONDS,
        "SIGTERM: until the end": ENDED_WITHIN_SECONDS,
    }
    assert [what for what, s in bounds.items() if f"| {what} | {s:g} s |" not in PAGE] == []
    assert RECOVERED_WITHIN_SECONDS["cut"] == RECOVERED_WITHIN_SECONDS["kill"]
    assert f"{sum(map(len, FLAWS.values()))} lỗi cố ý" in PAGE
