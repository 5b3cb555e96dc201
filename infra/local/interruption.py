"""Ctrl-C, SIGTERM and SIGHUP as one `KeyboardInterrupt` wherever the program is, and none lost.

Python drops an exception that is raised inside a finalizer or a weak reference's callback, and
tells `sys.unraisablehook` alone. A signal that comes at such a moment would be heard by nobody,
and the program would stay; so it is sent once more.
"""

import os
import signal
import sys
from threading import Timer
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Long enough for the finalizer to have ended, too short for anybody to wait.
AGAIN_SECONDS = 0.05


class Interruptions:
    """The signals that end a program, taken (in the main thread) until they are given back."""

    def __init__(self) -> None:
        self._old_handlers = {number: signal.signal(number, _interrupt) for number in STOP_SIGNALS}
        self._old_hook = sys.unraisablehook
        sys.unraisablehook = self._unraisable

    def ignore(self) -> None:
        """Take no further one: the end is bounded, a second Ctrl-C must not cut it short."""
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def give_back(self) -> None:
        """Let the signals do what they did before."""
        sys.unraisablehook = self._old_hook
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)

    def _unraisable(self, dropped: "sys.UnraisableHookArgs") -> None:
        if isinstance(dropped.exc_value, KeyboardInterrupt):
            Timer(AGAIN_SECONDS, os.kill, (os.getpid(), signal.SIGINT)).start()
        else:
            self._old_hook(dropped)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt(signal.Signals(number).name)
