"""How many records are taken at a time: fewer after a batch at which PostgreSQL was lost.

On a slow host a full batch may take longer than a transaction or a statement may last. To
try the same again would never end; a half may go through, and what it leaves is little.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from infra.logs import get_logger
from infra.postgres import is_unavailable

_log = get_logger("projector.pace")


class Pace:
    """The number of records to take next: `records`, between 1 and the limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.records = limit
        self._borne = True

    @contextmanager
    def work(self) -> Iterator[None]:
        """Do a batch within; where PostgreSQL is lost meanwhile, the next is half as large."""
        try:
            yield
        except Exception as error:
            if is_unavailable(error):
                self._borne = False
                self.records = max(1, self.records // 2)
                _log.warning("batch_halved", records=self.records, error=type(error).__name__)
            raise
        self._borne = True

    def caught_up(self) -> None:
        """Nothing waits: full batches again, if the smaller one has gone through.

        A fetch that came back empty right after a loss says nothing.
        """
        if self._borne:
            self.records = self._limit
