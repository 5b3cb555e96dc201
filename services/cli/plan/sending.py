"""Ask ingest what of a plan stands, and send it the rest, a few events at a time.

What was taken counts wherever the sending ends: the next run asks again and goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.codec import encode
from contracts.publication import Asker, Publication
from domain.draft import PlanDraft
from services.cli.event_lines import EventLine, batches
from services.cli.ingest_client import IngestClient, Outcome, Summary
from services.cli.plan.prepare import Prepared
from services.cli.plan.publication import Act, Compared, Step

ASKED_AT_ONCE = 100
SENT_AT_ONCE = 20
GROUND = ("agency", "indicator", "plan")
"""What the rest builds on: where one of these is refused, the rest is not sent."""


def ask_standing(client: IngestClient, draft: PlanDraft) -> Publication:
    """Return what stands of a plan, with the directory and the indicators that it will use.

    Raises:
        CommandFailed: the key may not publish this plan, or ingest refuses for another reason.
        httpx.TransportError: no answer.
    """
    wanted = indicators_of(draft)
    path = f"/v1/plans/{draft.id}/publication"
    chunks = [wanted[at : at + ASKED_AT_ONCE] for at in range(0, len(wanted), ASKED_AT_ONCE)]
    first, *others = chunks or [[]]
    found = Publication.model_validate_json(client.get(path, indicator=first, directory="true"))
    for chunk in others:
        more = Publication.model_validate_json(client.get(path, indicator=chunk))
        indicators = {one.id: one for one in (*found.indicators, *more.indicators)}
        found = found.model_copy(update={"indicators": tuple(indicators.values())})
    return found


def nothing_standing(draft: PlanDraft) -> Publication:
    """Return the answer of an ingest that knows nothing, for a file that is compared with none."""
    asker = Asker(agency=None, every_agency=True, scopes=("directory", "plan", "report"))
    return Publication(plan=draft.id, effective_on=None, asker=asker, things=(), indicators=())


def indicators_of(draft: PlanDraft) -> list[str]:
    """Return the ids of the indicators that a draft names."""
    used = (t.indicator.id for row in draft.rows for t in row.targets if t.indicator)
    return sorted(set(used))


def reported_already(client: IngestClient, prepared: Prepared) -> frozenset[str]:
    """Return the ids of those of the plan's reports that are on the log."""
    reports = [step.event for step in prepared.compared.steps if step.act is Act.REPORT]
    return frozenset(
        event.id for event in reports if client.position(event.source, event.id) is not None
    )


@dataclass(slots=True)
class Progress:
    """How far a publication has come, in rows of the plan and in events.

    `tables` are the names of the rows' tables, in the plan's order.
    """

    compared: Compared
    tables: Mapping[str, str] = field(default_factory=dict)
    summary: Summary = field(default_factory=Summary)
    taken: set[str] = field(default_factory=set)
    refused: list[tuple[Step, Outcome]] = field(default_factory=list)

    @property
    def rows_done(self) -> int:
        """The rows of which everything stands."""
        return len(self._done())

    def words(self) -> str:
        """Return how many rows stand: `52/55 dòng / rows`."""
        return f"{self.rows_done}/{len(self.compared.rows)} dòng / rows"

    def words_by_table(self) -> str:
        """Return the same by table, `Phụ lục VI 24/24, Phụ lục VII 52/55`; of one table nothing."""
        asked = Counter(name for row, name in self.tables.items() if row in self.compared.rows)
        done = Counter(self.tables.get(row) for row in self._done())
        return ", ".join(f"{n} {done[n]}/{of}" for n, of in asked.items()) if len(asked) > 1 else ""

    def _done(self) -> set[str]:
        steps = self.compared.steps
        return self.compared.rows - {
            step.row for step in steps if step.row and step.event.id not in self.taken
        }


def send(
    client: IngestClient,
    progress: Progress,
    source: str,
    told: Callable[[Progress], None],
) -> None:
    """Send the steps in order; `told` is called after every few of them.

    Raises:
        CommandFailed: nobody answers; what was taken is in `progress`.
    """
    steps = progress.compared.steps
    ground = [step for step in steps if step.kind in GROUND]
    rest = [step for step in steps if step.kind not in GROUND]
    for stage in (ground, rest):
        for batch in _batches(stage, source):
            outcomes = client.send([line for _, line in batch])
            progress.summary.add(outcomes)
            for (step, _), outcome in zip(batch, outcomes, strict=True):
                if outcome.kind == "rejected":
                    progress.refused.append((step, outcome))
                else:
                    progress.taken.add(step.event.id)
            told(progress)
        if progress.refused:
            return


def _batches(steps: Sequence[Step], source: str) -> Iterator[list[tuple[Step, EventLine]]]:
    lines = [(step, EventLine(source, step.line or 0, encode(step.event))) for step in steps]
    for at in range(0, len(lines), SENT_AT_ONCE):
        few = lines[at : at + SENT_AT_ONCE]
        done = 0
        for batch in batches(line for _, line in few):
            yield few[done : done + len(batch)]
            done += len(batch)
