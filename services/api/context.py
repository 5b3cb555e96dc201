"""What every route of the api is given, and the questions that JSON and pages share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from infra.clock import Clock
from infra.problems import ProblemError
from services.api.judging import Judging
from services.api.known import KnownAtOutOfRange, check_not_ahead, parse_known
from services.api.load import Asked
from services.api.params import Anything, OnDay
from services.api.refusals import bad_known_at
from services.api.store import Reading, Store
from services.api.waiting import LogPosition, wait_until_applied


@dataclass(frozen=True, slots=True)
class Api:
    """The parts that routes use; made once, in main.

    `local`: an operator's key is taken. `alerts_url`: where pages send commands on alerts.
    """

    store: Store
    clock: Clock
    as_of_facts_max: int
    judging: Judging = field(default_factory=Judging)
    local: bool = False
    alerts_url: str | None = None

    def asked(self, as_of: date | None) -> Asked:
        """Return what was asked for, with the business day and the bound beside it."""
        return Asked(as_of, self.clock.business_day(), self.as_of_facts_max, self.judging)

    @asynccontextmanager
    async def looking(self, question: OnDay) -> AsyncIterator[tuple[Reading, Asked]]:
        """Open a look for a question about any day, as known now or at `known_at`.

        Where only `known_at` is given the day is that of the instant, but not one after the
        business day (which a local stack may have fixed). All that the look returns of records
        was known then.

        Raises:
            NotYetApplied: the record that `after` names was not applied in time.
            ProblemError: `known_at` lies in the future, or names a partition that is not there.
        """
        async with self.reading(question) as reading:
            yield reading, await self.ask(reading, question.as_of, question.known_at)

    async def ask(
        self,
        reading: Reading,
        as_of: date | None,
        known_at: str | None,
        *,
        field: str = "known_at",
    ) -> Asked:
        """Limit a look to what was known at `known_at`, and return what is asked of it.

        `field` is the parameter that said so, for a refusal.

        Raises:
            ProblemError: as `looking` does.
        """
        asked = self.asked(as_of)
        if known_at is None:
            reading.limit_to(None)
            return asked
        known, now = parse_known(known_at), self.clock.now()
        try:
            check_not_ahead(known, now)
            cut = await reading.cut(known, now)
        except KnownAtOutOfRange as error:
            raise ProblemError(bad_known_at(field, error.right)) from None
        reading.limit_to(cut)
        day = as_of or min(cut.day or asked.business_day, asked.business_day)
        return replace(asked, as_of=day, cut=cut)

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
