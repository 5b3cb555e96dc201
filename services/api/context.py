"""What every route of the api is given, and the questions that JSON and pages share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

from infra.clock import Clock
from services.api.judging import Judging
from services.api.load import Asked
from services.api.params import Anything
from services.api.store import Reading, Store
from services.api.waiting import LogPosition, wait_until_applied


@dataclass(frozen=True, slots=True)
class Api:
    """The parts that routes use; made once, in main. `local`: an operator's key is taken."""

    store: Store
    clock: Clock
    as_of_facts_max: int
    judging: Judging = field(default_factory=Judging)
    local: bool = False

    def asked(self, as_of: date | None) -> Asked:
        """Return what was asked for, with the business day and the bound beside it."""
        return Asked(as_of, self.clock.business_day(), self.as_of_facts_max, self.judging)

    @asynccontextmanager
    async def reading(self, question: Anything) -> AsyncIterator[Reading]:
        """Wait for what the question wants applied, then open one consistent look.

        Raises:
            NotYetApplied: the record was not applied in time.
        """
        if question.after is not None:
            wanted = LogPosition.parse(question.after)
            await wait_until_applied(
                self.store, self.clock, wanted, within_seconds=question.wait_seconds
            )
        async with self.store.reading() as reading:
            yield reading
