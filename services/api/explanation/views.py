"""What the printed page *Giải trình* shows: as many facts as one sheet holds, the rest counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.evidence_words import Role
from domain.vietnamese.words import date_words
from infra.clock import BUSINESS_ZONE
from services.api.coverage_views import CoverageLine, coverage_lines
from services.api.explanation.answers import EvidenceItem, ExplanationAnswer, Place
from services.api.target_views import EVENT_WORDS, document_words
from services.api.views import Names
from services.api.wording import OBSERVATION_WORDS, period_words

ROWS_MAX = {Role.DECIDES: 12, Role.USED: 5, Role.SUPERSEDED: 7, Role.NOT_COUNTED: 4}
"""Rows of each role that are printed; a sheet holds no more."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A fact as a row of the printed table."""

    role: str
    words: str
    what: str
    said: str
    agency: str
    said_on: str
    document: str
    event: str
    position: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The parts of the page that are more than the answer's own words."""

    title: str
    known_of_subject: str
    rows: tuple[EvidenceRow, ...]
    others: tuple[tuple[str, int], ...]
    coverage: tuple[CoverageLine, ...]
    signers: tuple[str, ...]


def sheet(told: ExplanationAnswer, names: Names) -> Sheet:
    """Return what the page shows of an explanation."""
    printed = _printed(told.evidence)
    rest = Counter(item.because_words.vi for item in told.evidence if item not in printed)
    lead = names.full(told.lead[0]) if told.lead else names.full(told.scope)
    return Sheet(
        title="Giải trình chỉ tiêu" if told.kind == "target" else "Giải trình nhiệm vụ",
        known_of_subject=_known_of(told.known_at, told.facts.partition),
        rows=tuple(_row(item, names) for item in printed),
        others=tuple(sorted(rest.items(), key=lambda pair: (-pair[1], pair[0]))),
        coverage=coverage_lines(told.status, names) if told.status.kind == "target" else (),
        signers=("Người lập biểu", f"Thủ trưởng {lead}"),
    )


def cited(place: Place) -> str:
    """Return an event's name as it is cited."""
    return f"{place.agency}/{place.event_id}"


def _printed(evidence: Sequence[EvidenceItem]) -> list[EvidenceItem]:
    """Return the rows that a sheet holds; of those considered or not counted the latest."""
    chosen: list[EvidenceItem] = []
    for role, most in ROWS_MAX.items():
        own = [item for item in evidence if item.role is role]
        chosen += own[:most] if role is Role.DECIDES else own[-most:]
    return chosen


def _known_of(known_at: Iterable[str], partition: int | None) -> str:
    return next((one for one in known_at if one.partition(":")[0] == str(partition)), "")


def _row(item: EvidenceItem, names: Names) -> EvidenceRow:
    name = item.type.removeprefix("vn.chitieu.").removesuffix(".v1")
    return EvidenceRow(
        role=item.role.value,
        words=item.words,
        what=EVENT_WORDS.get(name, name),
        said=_said(item),
        agency=names.short(item.event.agency),
        said_on=date_words(item.occurred_at.astimezone(BUSINESS_ZONE).date()),
        document=document_words(item.document),
        event=cited(item.event),
        position=item.event.position or "",
    )


def _said(item: EvidenceItem) -> str:
    period = f" ({period_words(item.period).lower()})" if item.period else ""
    mark = ""
    if item.observation_status not in (None, "A"):
        mark = f", {OBSERVATION_WORDS[item.observation_status].vi}"
    return f"{item.value_text}{mark}{period}"
