"""`chitieu rebuild` before and after the work: options that mean nothing, and its exit codes."""

from __future__ import annotations

import io
from typing import Any, get_args

import pytest

from infra.rebuilding import Onlooker, Report, Wish
from infra.rebuilding import Outcome as OfTables
from services.cli.console import DONE, REFUSED, USAGE, CommandFailed
from services.cli.rebuild import DIFFERS, EXIT_CODES, Asked
from services.cli.rebuild_tables import run
from services.cli.rebuild_views import Teller
from services.projector.rebuild.record import Outcome as OfViews


async def _never(_servers: dict[str, Any], _wish: Wish, _onlooker: Onlooker) -> Report:
    raise AssertionError("nothing is to be done")


def test_processes_of_tables_are_refused_as_they_would_mean_nothing() -> None:
    """Ledger and alerts are rebuilt in one process: a number of them is not passed over."""
    asked = Asked(
        yes=True,
        dry_run=False,
        back=False,
        processes=4,
        expect=None,
        json=False,
        listing=False,
        report=None,
        drop=False,
    )
    with pytest.raises(CommandFailed, match=r"--processes: .* only with --of views") as refused:
        run(asked, _never)
    assert refused.value.exit_code == USAGE
    assert "--help" in refused.value.next_step


def test_a_no_ends_with_the_same_code_whatever_was_to_be_replaced() -> None:
    """Views and tables alike: it is refused by whoever was asked. Rows that differ are 4."""
    codes = {one: EXIT_CODES.get(one, DONE) for one in (*get_args(OfViews), *get_args(OfTables))}
    assert codes == {
        "swapped": DONE,
        "proved": DONE,
        "equal": DONE,
        "replaced": DONE,
        "declined": REFUSED,
        "refused": DIFFERS,
        "differs": DIFFERS,
    }


@pytest.mark.parametrize(
    ("answer", "agreed"), [("c\n", True), ("Y\n", True), ("k\n", False), ("\n", False), ("", False)]
)
def test_only_a_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, answer: str, agreed: bool) -> None:
    """Anything else is a no, also nobody there any more."""
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    with Teller(yes=False, terminal=False) as teller:
        assert teller.agreed(["proved"], "Swap? ") is agreed
