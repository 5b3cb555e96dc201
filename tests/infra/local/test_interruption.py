"""Signals that end a program, also those that come at a moment Python drops exceptions."""

import os
import signal
import sys
from collections.abc import Iterator
from time import sleep

import pytest

from infra.local.interruption import STOP_SIGNALS, Interruptions


@pytest.fixture(name="interruptions")
def _interruptions() -> Iterator[Interruptions]:
    taken = Interruptions()
    yield taken
    taken.give_back()


class InterruptedAtItsEnd:
    """An object in whose finalizer a signal comes."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        sleep(0)


def _end_and_wait() -> None:
    InterruptedAtItsEnd()
    sleep(60)


@pytest.mark.parametrize("number", STOP_SIGNALS)
@pytest.mark.usefixtures("interruptions")
def test_each_signal_interrupts_by_its_name(number: signal.Signals) -> None:
    """Given one of the signals, expect an interruption that says which."""
    with pytest.raises(KeyboardInterrupt, match=number.name):
        os.kill(os.getpid(), number)


@pytest.mark.usefixtures("interruptions")
def test_a_signal_inside_a_finalizer_is_heard_all_the_same() -> None:
    """Given Ctrl-C while Python finalizes an object, expect the interruption right after it."""
    # Sent again from a thread: all that it may hit has to stand inside the block.
    with pytest.raises(KeyboardInterrupt):
        _end_and_wait()


def test_what_else_a_finalizer_raises_is_told_as_before(
    interruptions: Interruptions, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given an error in a finalizer, expect Python's own words for it, and no interruption."""
    interruptions.give_back()
    sys.unraisablehook, old = sys.__unraisablehook__, sys.unraisablehook
    taken = Interruptions()

    class Broken:
        def __del__(self) -> None:
            raise ValueError("broken at its end")

    broken = Broken()
    del broken
    taken.give_back()
    sys.unraisablehook = old

    assert "ValueError: broken at its end" in capsys.readouterr().err


def test_once_the_end_has_begun_no_signal_cuts_it_short(interruptions: Interruptions) -> None:
    """Given signals that are ignored from here on, expect that one more changes nothing."""
    interruptions.ignore()
    for number in STOP_SIGNALS:
        os.kill(os.getpid(), number)
