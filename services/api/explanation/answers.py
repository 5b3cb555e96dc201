"""The JSON answer of *Giải trình*: the argument behind one status, part by part, fact by fact.

`sentences` say it in Vietnamese for a reader; everything else is there for programs, above all
for `chitieu explain --verify`, which derives the same from the log itself.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from contracts.common import Document, Provenance
from contracts.rules import SimpleRule
from contracts.status import Coverage, PhaseWord, TargetStatus, TaskStatus, VerdictWord
from domain.evidence_words import Because, Role
from domain.explanation import HowDue
from services.api.answers import Answer, Known, ParkedItem, Words


class Place(Answer):
    """An event, and where it lies on the log (null: it is not among the facts known)."""

    agency: str
    event_id: str
    position: str | None = Field(examples=["3:1204"])


class PlanLine(Answer):
    """The line of the plan as printed, and the event that stated the plan."""

    plan_id: str
    title: str
    number: str | None
    issued_on: date | None
    issuer: str
    row_id: str
    row_number: str
    section: str
    text: str
    stated_by: Place | None


class DeadlineItem(Answer):
    """The deadline in the plan's words, the day that it comes to, and how."""

    words: str
    due_on: date | None
    how: HowDue
    how_words: Words
    resolved_by: Place | None


class VerdictItem(Answer):
    """Both verdicts, with their reasons; `shown` is what a reader is to be shown."""

    provisional: VerdictWord
    reason: str
    reason_words: Words
    official: VerdictWord | None
    official_reason: str
    confirmed_by: Place | None
    shown: Words
    phase: PhaseWord
    phase_words: Words


class CutItem(Answer):
    """A point of the axis, exact (`165/2` is 82,5): on it (0), just above (1) or below (-1)."""

    value: str
    epsilon: Literal[-1, 0, 1]


class ComparisonItem(Answer):
    """What was compared, cut against cut; null where there is no limit, or no place.

    A value from `value_low` to `value_high` was held against a mark from `asked_low` to
    `asked_high`. `base`: the level that a change is counted from, and the event that says it
    (null: the plan does).
    """

    words: str
    value_low: CutItem | None
    value_high: CutItem | None
    asked_low: CutItem | None
    asked_high: CutItem | None
    higher_is_better: bool | None
    base: str | None
    base_stated_by: Place | None


class PartItem(Answer):
    """One part: what is asked, what counts, and what it amounts to."""

    part: str | None
    text: str
    rule: SimpleRule
    rule_words: str
    verdict: VerdictWord
    reason: str
    reason_words: Words
    value_text: str
    period: str | None
    comparison: ComparisonItem | None
    coverage: Coverage | None
    rests_on: list[Place]


class EvidenceItem(Answer):
    """A fact that speaks of the target or task: what became of it, why, and where it lies.

    `by` is the event that took its place. `record_sha256` is of the record's bytes on the log.
    """

    role: Role
    role_words: Words
    because: Because
    because_words: Words
    by: Place | None
    words: str
    event: Place
    type: str
    occurred_at: datetime
    received_at: datetime
    scope: str | None = None
    period: str | None = None
    part: str | None = None
    definition: int | None = None
    value_text: str = ""
    phrase: str = ""
    observation_status: str | None = None
    source_kind: str | None = None
    document: Document | None = None
    provenance: Provenance | None = None
    record_sha256: str


class FactsItem(Answer):
    """All facts of the subject that were known: how many, and one digest of their bytes.

    `sha256` is of the lines `agency<TAB>id<TAB>sha256 of the record`, sorted. `of_others` of
    the facts speak of other targets of the same indicator only.
    """

    subject: str
    partition: int | None
    count: int
    sha256: str
    of_others: int


class ExplanationAnswer(Known):
    """Why a status is what it is. `status` is what the read model says.

    `consistent`: it is what its facts amount to when judged again for this answer. `omitted`:
    how many facts that do not count are left out of a long `evidence`.
    """

    kind: Literal["target", "task"]
    name: str
    number: str
    text: str
    scope: str
    unit: str
    lead: list[str]
    plan_line: PlanLine
    rule_words: str
    deadline: DeadlineItem
    verdict: VerdictItem
    headline: str
    review_after: date | None
    sentences: list[str]
    parts: list[PartItem]
    evidence: list[EvidenceItem]
    omitted: int
    facts: FactsItem
    parked: ParkedItem | None
    status: TargetStatus | TaskStatus = Field(discriminator="kind")
    consistent: bool
