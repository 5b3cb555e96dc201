"""One rebuild from the choice of a version to the swap: build, prove, ask, swap, prune.

Killed anywhere, it is begun again by the same command: what is built stays, and a version is
either wholly live or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import orjson
from asyncpg.exceptions import LockNotAvailableError

from infra.clock import Clock
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Session
from infra.sql import load_queries
from services.projector.apply import Applier
from services.projector.cache import SubjectCache
from services.projector.rebuild import versions
from services.projector.rebuild.building import Building, building_of
from services.projector.rebuild.catching_up import CatchUp
from services.projector.rebuild.crew import Built, Worker, build_all
from services.projector.rebuild.expectation import Expectation
from services.projector.rebuild.gate import Live, Proof, only_here, prove, see_live
from services.projector.rebuild.partition import Job
from services.projector.rebuild.program import program
from services.projector.rebuild.reading import LogReader
from services.projector.rebuild.record import Report, proof_told
from services.projector.rebuild.steps import reached
from services.projector.rebuild.stops import no_former
from services.projector.rebuild.swap import Swapped, swap
from services.projector.rebuild.versions import Attempt
from services.projector.rebuild.worker import Setting
from services.projector.redrive import redrive
from services.projector.refusals import Refused
from services.projector.settings import ProjectorSettings
from services.projector.views import enter
from services.projector.witness import check_log

ALMOST_THERE_RECORDS = 5_000
CATCH_UPS = 20

_log = get_logger("projector.rebuild")
_build = load_queries("services.projector.rebuild", "build.sql")
_versions = load_queries("services.projector.rebuild", "versions.sql")


class Onlooker(Protocol):
    """Is told how a rebuild goes, and asked before it swaps."""

    def phase(self, name: str, records: int) -> None:
        """A phase begins, of so many records, or of an unknown amount of work (0)."""

    def done(self, records: int) -> None:
        """So many records of the phase are done."""

    def may_swap(self, report: Report) -> bool:
        """Whether to swap, given what was proved."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    dry_run: bool = False
    back: bool = False
    expectation: Expectation | None = None


@dataclass(slots=True)
class Flow:
    """One run; put together by `main.rebuild`."""

    settings: ProjectorSettings
    wish: Wish
    onlooker: Onlooker
    crew: Sequence[Worker]
    clock: Clock
    metrics: Metrics
    topic: str
    keeper: Session
    log: LogReader
    _caught_up: int = 0

    async def run(self) -> Report:
        """Run it; the report says how it ended."""
        begun = self.clock.monotonic()
        live = await self._live()
        await check_log(self.settings.kafka_bootstrap, self.topic, live.positions)
        attempt = await self._attempt()
        reached("begun")
        report = Report(attempt.id, attempt.version, live.version, attempt.kind, attempt.program)
        report.processes = len(self.crew)
        if attempt.state == "building":
            await self._build(attempt, live, report)
        async with building_of(self._url, attempt.version, "chitieu-rebuild-tail") as building:
            await building.prepare()
            catch_up = self._catch_up(building)
            proof = await self._prove(attempt, building, catch_up, report)
            report.seconds = self.clock.monotonic() - begun
            await self._decide(attempt, building, catch_up, proof, report)
            if self.wish.dry_run:
                await self._drop(attempt.version)
        report.seconds = self.clock.monotonic() - begun
        return report

    @property
    def _url(self) -> str:
        return self.settings.database_url.get_secret_value()

    async def _live(self) -> Live:
        async with self.keeper.transaction():
            return await see_live(self.keeper)

    async def _attempt(self) -> Attempt:
        """Choose the version: a new one, one that was begun by the same rules, the former one."""
        found = await versions.read_versions(self.keeper)
        if self.wish.back:
            if found.former is None:
                raise Refused(no_former())
            now = self.clock.now()
            return await versions.begin_back(self.keeper, found, found.former, program(), now)
        chosen: Attempt | None = None
        for one in await versions.unfinished(self.keeper):
            # A former version that was to come back was built by whatever program it was.
            same = one.kind == "rebuild" and one.program == program()
            if same and one.version in found.others and chosen is None:
                chosen = one
        for number in found.others:
            if chosen is None or number != chosen.version:
                await self._drop(number)
        return chosen or await versions.begin(self.keeper, program(), self.clock.now())

    async def _build(self, attempt: Attempt, live: Live, report: Report) -> None:
        """Build the partitions that are left, then the indexes."""
        started = self.clock.monotonic()
        jobs = await self._jobs(attempt, live)
        self.onlooker.phase("build", sum(job.next_offset for job in jobs))
        setting = Setting(self.settings.kafka_bootstrap, self.topic, self._url, attempt.version)
        built = await build_all(self.crew, setting, jobs, self._tell)
        reached("partitions_built")
        report.records = sum(job.next_offset for job in jobs)
        report.rss_mib = max(built.rss_mib, default=0)
        indexing = self.clock.monotonic()
        report.build_seconds = indexing - started
        self.onlooker.phase("index", 0)
        await versions.finish_tables(self.keeper, attempt, self.clock.now())
        report.index_seconds = self.clock.monotonic() - indexing
        reached("indexed")

    def _tell(self, built: Built) -> None:
        self.onlooker.done(built.records)

    async def _jobs(self, attempt: Attempt, live: Live) -> Sequence[Job]:
        async with self.keeper.transaction():
            await enter(self.keeper, attempt.version)
            done = {row[0] for row in await self.keeper.fetch(_build["built_partitions"])}
        jobs = []
        for number, position in live.positions.items():
            days = [stone.day for stone in live.milestones.get(number, ())]
            first = min([*days, position.swept_to])
            if number not in done:
                jobs.append(Job(number, position.next_offset, position.swept_to, first))
        return jobs

    def _catch_up(self, building: Building) -> CatchUp:
        cache = SubjectCache(self.settings.cached_facts)
        applier = Applier(
            building.statements,
            cache,
            self.metrics,
            self.clock,
            limits=self.settings.parked_limits,
        )
        return CatchUp(self.log, applier, self.topic, self._tell_caught_up)

    def _tell_caught_up(self, records: int) -> None:
        self._caught_up += records
        self.onlooker.done(self._caught_up)

    async def _prove(
        self, attempt: Attempt, building: Building, catch_up: CatchUp, report: Report
    ) -> Proof:
        """Catch up until little is left, then hold live still and compare."""
        expectation = await self._expectation(report)
        for _ in range(CATCH_UPS):
            live = await self._live()
            behind = catch_up.behind(live.positions) if catch_up.positions else None
            if behind is not None and behind <= ALMOST_THERE_RECORDS:
                break
            self._caught_up = 0
            self.onlooker.phase("catch_up", behind or 0)
            await catch_up.to(live.positions, live.milestones)
        await self._redrive(building, catch_up)
        reached("caught_up")
        started = self.clock.monotonic()
        self.onlooker.phase("prove", 0)
        proof = await prove(self._url, building, catch_up, expectation)
        report.proof_seconds = self.clock.monotonic() - started
        report.proof = proof_told(proof, expectation)
        report.expectation = expectation.model_dump() if expectation else None
        report.outcome = "proved" if proof.passed else "refused"
        await versions.set_state(
            self.keeper, attempt, report.outcome, self.clock.now(), report.told_as()
        )
        reached("proved")
        return proof

    async def _redrive(self, building: Building, catch_up: CatchUp) -> None:
        """Apply what live has applied by a redrive since this version met it and let it wait."""
        for _, subject, _ in sorted(await only_here(building, await self._live())):
            async for _done in redrive(building.statements, subject=subject):
                catch_up.forget()

    async def _expectation(self, report: Report) -> Expectation | None:
        """What is declared; on the way back, what was declared on the way there."""
        if self.wish.expectation is not None or not self.wish.back:
            return self.wish.expectation
        kept = await self.keeper.fetchval(_versions["expectation_of"], report.replaces)
        if kept is None or kept == b"null":
            return None
        return Expectation.model_validate(orjson.loads(kept)).backwards()

    async def _decide(
        self,
        attempt: Attempt,
        building: Building,
        catch_up: CatchUp,
        proof: Proof,
        report: Report,
    ) -> None:
        """Swap, unless it must not or is not wished; then drop what nobody needs."""
        if report.outcome == "refused" or self.wish.dry_run:
            return
        if not self.onlooker.may_swap(report):
            report.outcome = "declined"
            return
        if catch_up.behind((await self._live()).positions) > ALMOST_THERE_RECORDS:
            # Whoever was asked took his time: what came meanwhile is to be proved, too.
            proof = await self._prove(attempt, building, catch_up, report)
            if not proof.passed:
                return
        self.onlooker.phase("swap", 0)

        async def keep(swapped: Swapped) -> None:
            report.told, report.tail = swapped.told, swapped.tail
            report.outcome = "swapped"
            now = self.clock.now()
            await versions.set_state(building.session, attempt, "swapped", now, report.told_as())

        await swap(building, catch_up, report.replaces, proof, keep)
        for number in (await versions.read_versions(self.keeper)).others:
            await self._drop(number)
        reached("pruned")

    async def _drop(self, version: int) -> None:
        """Drop what nobody sees; where somebody holds it, a dump for one, the next run does."""
        try:
            await versions.drop(self.keeper, version, self.clock.now())
        except LockNotAvailableError:
            _log.warning("version_kept", version=version, because="its tables are in use")
