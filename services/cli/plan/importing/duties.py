"""Who reports to whom and by when, and who is the focal point, from the prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from domain.deadline import DateDeadline, RecurringDeadline, due_on
from domain.draft import DraftDuty, Party
from domain.period import Frequency
from domain.vietnamese.agencies import Place, parse_agencies
from domain.vietnamese.deadlines import parse_deadline
from domain.vietnamese.reading import Understood
from domain.vietnamese.review import Review
from services.cli.plan.importing.objectives import of_the_past
from services.cli.plan.importing.prose import FOOTNOTE, Item
from services.cli.plan.importing.words import sentences

_REPORTS = re.compile(r"\bbáo cáo\b", re.IGNORECASE)
_WHEN = re.compile(
    r"(?:trước|chậm nhất|muộn nhất)(?:\s+(?:là|vào))?\s+(?:ngày\s+)?\d{1,2}"
    r"(?:\s*/\s*\d{1,2}(?:\s*/\s*20\d\d)?|\s+tháng\s+\d{1,2}(?:\s+năm\s+20\d\d)?)?"
    r"(?:\s+(?:hằng|hàng)\s+(?:năm|quý|tháng))?(?:\s+của\s+tháng\s+cuối\s+quý)?",
    re.IGNORECASE,
)
_HOW_OFTEN = re.compile(
    r"(?:định kỳ\s+)?(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần)|định kỳ(?:\s+(?:06|6) tháng)?",
    re.IGNORECASE,
)
_THROUGH = re.compile(r"\(?\s*\b(?:thông qua|qua)\s+(?P<who>[^)(,;.]{3,120})", re.IGNORECASE)
_AGENCY = r"(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|sở|phòng|văn phòng|ban chỉ đạo|bộ|chủ tịch)"
_RECIPIENT = re.compile(
    rf"(?:về|gửi|cho|lên|trình|đề xuất|báo cáo)\s+(?P<who>{_AGENCY}[^()]{{0,120}})", re.IGNORECASE
)
_WHO_ENDS = re.compile(
    r"\s*(?:\(|,|;|\.|\btrước\b|\bqua\b|\bthông qua\b|\bđể\b|\bxem xét\b|\bcác biện pháp\b)"
)
_GIVEN = re.compile(
    r"(?:yêu cầu|đề nghị|giao)\s+(?P<who>.{3,260}?)\s+(?:khẩn trương|thực hiện|chủ động"
    r"|có trách nhiệm|nghiêm túc|triển khai|định kỳ|báo cáo|là|tổ chức|căn cứ|tổng hợp)\b",
    re.IGNORECASE,
)
_FOCAL = re.compile(
    r"(?:giao\s+|phân công\s+)?(?P<who>[^.;:]{3,120}?)\s+(?:là|làm)\s+"
    r"(?:cơ quan|đơn vị|bộ phận|công chức)?\s*(?:thường trực|đầu mối)",
    re.IGNORECASE,
)
_GATHERS = re.compile(
    r"(?:phản ánh|gửi|báo cáo)\s+(?:kịp thời\s+)?(?:về|qua|đến|cho|tới)\s+(?P<who>[^.;:()]{3,120}?)"
    r"\s*\)?\s*(?:để\s+)?(?:được\s+)?tổng hợp",
    re.IGNORECASE,
)
_SUBJECT_ENDS = re.compile(
    r"\s+(?:là|có trách nhiệm|định kỳ|tổng hợp|chủ trì|căn cứ|tổ chức|chịu trách nhiệm|hằng|hàng"
    r"|thường xuyên|thực hiện)\b|\s*[:(]",
    re.IGNORECASE,
)
_LONGEST = 1_500
_LONGEST_SUBJECT = 200


def find_duties(items: Sequence[Item], place: Place, year: int | None) -> tuple[DraftDuty, ...]:
    """Return the report duties of the plan, each with the sentence that states it."""
    duties = []
    for item in items:
        if item.level == FOOTNOTE or of_the_past(item.path):
            continue
        for sentence in sentences(item.text):
            duty = _duty(sentence[:_LONGEST], item, place, year)
            if duty:
                duties.append(duty)
    return tuple(duties)


def find_focal_point(items: Sequence[Item], place: Place) -> Party | None:
    """Return the agency through which reports go: *cơ quan đầu mối*, or who gathers them."""
    for pattern in (_FOCAL, _GATHERS, _THROUGH):
        for item in items:
            if item.level == FOOTNOTE or of_the_past(item.path):
                continue
            for sentence in sentences(item.text):
                if pattern is _THROUGH and not _REPORTS.search(sentence):
                    continue
                if (found := pattern.search(sentence)) and (party := _first(found["who"], place)):
                    return party
    return None


def _duty(sentence: str, item: Item, place: Place, year: int | None) -> DraftDuty | None:
    reports = _REPORTS.search(sentence)
    if not reports:
        return None
    due, frequency, when = _when(sentence, year)
    if not when:
        return None
    through = _THROUGH.search(sentence)
    recipient = _RECIPIENT.search(sentence[reports.start() :])
    if not recipient and not through:
        return None
    whole = _WHO_ENDS.split(recipient["who"], maxsplit=1)[0] if recipient else ""
    reporters = _reporters(sentence, reports.start(), place)
    if not reporters and item.path:
        reporters = _known(item.path[-1].text, place)
    return DraftDuty(
        reporters,
        _first(through["who"], place) if through else None,
        _first(whole, place) if whole else None,
        due,
        frequency,
        sentence,
        item.line,
    )


def _reporters(sentence: str, reports_at: int, place: Place) -> tuple[Party, ...]:
    """Return who is told to report: whom the sentence addresses, else its own subject."""
    if given := _GIVEN.search(sentence):
        reporters = _known(given["who"], place)
        if reporters:
            return reporters
    subject = _SUBJECT_ENDS.split(sentence[:reports_at], maxsplit=1)[0].strip(" ,;:-")
    return _known(subject, place) if 2 < len(subject) < _LONGEST_SUBJECT else ()


def _when(sentence: str, year: int | None) -> tuple[date | None, Frequency | None, bool]:
    """Return the last day, how often, and whether the sentence says any of it."""
    if found := _WHEN.search(sentence):
        reading = parse_deadline(found.group(), year)
        if isinstance(reading, Understood):
            match reading.value:
                case DateDeadline() as deadline:
                    return due_on(deadline), None, True
                case RecurringDeadline(frequency=frequency):
                    return None, frequency, True
                case deadline:
                    return due_on(deadline), None, True
    if found := _HOW_OFTEN.search(sentence):
        reading = parse_deadline(found.group(), year)
        if isinstance(reading, Understood) and isinstance(reading.value, RecurringDeadline):
            return None, reading.value.frequency, True
        return None, None, True
    return None, None, False


def _first(text: str, place: Place) -> Party | None:
    parties = _known(text, place)
    return parties[0] if parties else None


def _known(text: str, place: Place) -> tuple[Party, ...]:
    """Return the agencies of a phrase that are truly agencies, not any words at all."""
    found = parse_agencies(text, place)
    unknown = {
        note.span.of(text)
        for note in found.notes
        if note.code is Review.AGENCY_UNKNOWN and note.span
    }
    return tuple(party for party in found.parties if party.text not in unknown)
