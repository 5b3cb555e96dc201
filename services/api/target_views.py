"""One target, and one task, in full: series, parts, and the events behind them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.common import Document, Provenance
from contracts.status import SeriesPoint, TargetStatus, TaskStatus
from domain.identity import EventRef
from domain.vietnamese.words import date_words, rule_words
from infra.clock import BUSINESS_ZONE
from services.api.answers import EventItem
from services.api.assemble import event_items
from services.api.badges import Badge, Mark, part_badge, point_marks
from services.api.rows import LoggedEvent
from services.api.series import parts_of, runs
from services.api.views import Names
from services.api.wording import period_words

EVENT_WORDS: Mapping[str, str] = {
    "indicator.defined": "Định nghĩa chỉ số",
    "indicator.redefined": "Định nghĩa lại chỉ số",
    "target.set": "Đặt chỉ tiêu",
    "target.amended": "Điều chỉnh chỉ tiêu",
    "target.withdrawn": "Rút chỉ tiêu",
    "measurement.reported": "Báo cáo kết quả",
    "measurement.corrected": "Đính chính kết quả",
    "measurement.withdrawn": "Rút báo cáo",
    "deadline.resolved": "Xác định thời hạn",
    "evaluation.confirmed": "Xác nhận đánh giá",
    "task.assigned": "Giao nhiệm vụ",
    "task.amended": "Điều chỉnh nhiệm vụ",
    "task.withdrawn": "Rút nhiệm vụ",
    "task.status_reported": "Báo cáo tiến độ",
}


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One report of the series; `break_before`: it cannot be compared with the line above."""

    period: str
    part: str
    value: str
    marks: tuple[Mark, ...]
    definition: int
    break_before: bool
    event: str
    position: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a compound target."""

    text: str
    asks: str
    value: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event behind a status."""

    what: str
    agency: str
    event_id: str
    position: str
    decides: bool
    occurred_on: str
    document: str
    provenance: str


def series_lines(
    status: TargetStatus, logged: Mapping[EventRef, LoggedEvent]
) -> tuple[SeriesLine, ...]:
    """Return the series part by part, oldest first, with a mark at each break."""
    texts = {part.part: part.text for part in status.parts}
    several = len(status.parts) > 1
    lines = []
    for part in parts_of(status):
        for number, run in enumerate(runs(status.series, part)):
            lines += [
                _series_line(
                    point,
                    texts.get(part, "") if several else "",
                    break_before=number > 0 and index == 0,
                    logged=logged.get(EventRef(point.event.agency, point.event.id)),
                )
                for index, point in enumerate(run.points)
            ]
    return tuple(lines)


def part_lines(status: TargetStatus) -> tuple[PartLine, ...]:
    """Return the parts of a compound target; none for a simple one."""
    if len(status.parts) < 2:
        return ()
    return tuple(
        PartLine(
            text=part.text,
            asks=rule_words(part.rule.to_domain(), status.unit),
            value=part.value_text,
            badge=part_badge(status, part.verdict),
        )
        for part in status.parts
    )


def event_lines(
    status: TargetStatus | TaskStatus, logged: Mapping[EventRef, LoggedEvent], names: Names
) -> tuple[EventLine, ...]:
    """Return the events behind a status, the deciding ones first."""
    return tuple(_event_line(item, names) for item in event_items(status, logged))


def document_words(document: Document | None) -> str:
    """Return a document in one line: number, day, issuer, title."""
    if document is None:
        return ""
    day = f"ngày {date_words(document.issued_on)}" if document.issued_on else ""
    head = " ".join(part for part in (document.number or "", day) if part)
    return ", ".join(part for part in (head, document.issuer, document.title) if part)


def provenance_words(provenance: Provenance | None) -> str:
    """Return where a value comes from, and how far it is what a document prints."""
    if provenance is None:
        return ""
    kind = {"printed": "In trong tài liệu", "derived": "Suy ra", "illustrative": "Minh họa"}
    said = [kind[provenance.kind], provenance.source or "", provenance.note or ""]
    return ": ".join(part for part in said if part)


def _series_line(
    point: SeriesPoint, part: str, *, break_before: bool, logged: LoggedEvent | None
) -> SeriesLine:
    return SeriesLine(
        period=period_words(point.period),
        part=part,
        value=point.value_text,
        marks=point_marks(point),
        definition=point.definition,
        break_before=break_before,
        event=f"{point.event.agency}/{point.event.id}",
        position=logged.position if logged else "",
    )


def _event_line(item: EventItem, names: Names) -> EventLine:
    name = (item.type or "").removeprefix("vn.chitieu.").removesuffix(".v1")
    return EventLine(
        what=EVENT_WORDS.get(name, name or "Sự kiện"),
        agency=names.short(item.agency),
        event_id=f"{item.agency}/{item.event_id}",
        position=item.position or "",
        decides=item.decides,
        occurred_on=date_words(item.occurred_at.astimezone(BUSINESS_ZONE).date())
        if item.occurred_at
        else "",
        document=document_words(item.document),
        provenance=provenance_words(item.provenance),
    )


def _day(instant: datetime | None) -> str:
    return date_words(instant.astimezone(BUSINESS_ZONE).date()) if instant else ""
