"""An explanation as text for a terminal, from the api's answer; words only, nothing decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.evidence_words import ROLE_WORDS, Role
from domain.vietnamese.coverage import coverage_words
from domain.vietnamese.words import date_words
from infra.clock import BUSINESS_ZONE
from services.api.explanation.answers import EvidenceItem, ExplanationAnswer, PartItem
from services.api.target_views import document_words
from services.api.wording import OBSERVATION_WORDS
from services.cli.rederive import Verified

LINES_MAX = {Role.DECIDES: 40, Role.USED: 10, Role.SUPERSEDED: 20, Role.NOT_COUNTED: 10}
MEMBERS_MAX = 12
DIFFERENCES_MAX = 20
HEADINGS = ("GIẢI TRÌNH", "Kết luận", "KHỚP", "KHÁC", *(one.vi for one in ROLE_WORDS.values()))


def lines(told: ExplanationAnswer) -> Iterator[str]:
    """Yield the explanation line by line; a blank line stands between its parts."""
    kind = "CHỈ TIÊU" if told.kind == "target" else "NHIỆM VỤ"
    yield f"GIẢI TRÌNH {kind} {told.number}: {told.plan_line.text}"
    yield f"Tại ngày {date_words(told.as_of)}, biết đến {' '.join(told.known_at) or 'chưa có gì'}"
    if told.unsettled is not None:
        yield f"Chưa chốt: {told.unsettled.words.vi}"
    if told.parked is not None:
        yield told.parked.note.vi
    yield ""
    yield f"Kết luận: {told.headline}"
    for number, sentence in enumerate(told.sentences, start=1):
        yield f"{number}. {sentence}"
    yield from _parts(told)
    yield from _evidence(told)


def verified_lines(done: Verified, told: ExplanationAnswer) -> Iterator[str]:
    """Yield what deriving the status again from the log has shown."""
    if not done.differences:
        yield (
            f"KHỚP: {done.facts} sự kiện của {done.subject}, đọc lại từ nhật ký, cho đúng trạng"
            f" thái, lý do và từng byte như đã trả lời, tại ngày {date_words(told.as_of)}."
        )
        yield "The log itself gives this very status, these reasons and these bytes."
        return
    yield (
        f"KHÁC: {len(done.differences)} chỗ không khớp giữa nhật ký và câu trả lời"
        " / the log and the answer differ:"
    )
    for one in done.differences[:DIFFERENCES_MAX]:
        yield f"  {one.what}: nhật ký / log: {one.log} · trả lời / answer: {one.answer}"
    if len(done.differences) > DIFFERENCES_MAX:
        yield f"  … và {len(done.differences) - DIFFERENCES_MAX} chỗ khác / and more"


def _parts(told: ExplanationAnswer) -> Iterator[str]:
    for part in told.parts:
        if part.coverage is not None:
            yield ""
            yield from _members(part)


def _members(part: PartItem) -> Iterator[str]:
    found = part.coverage
    if found is None:
        return
    yield f"Các đơn vị: {coverage_words(found.covered, found.reported, found.of).vi}"
    for one in found.contributions[:MEMBERS_MAX]:
        short = ", chưa tới mức đề ra" if one.short else ""
        yield f"  {one.agency}: {one.value_text or 'chưa có số liệu'}{short}"
    rest = found.of - min(MEMBERS_MAX, len(found.contributions))
    if rest:
        yield f"  … và {rest} đơn vị khác"


def _evidence(told: ExplanationAnswer) -> Iterator[str]:
    for role, most in LINES_MAX.items():
        own = [item for item in told.evidence if item.role is role]
        if not own:
            continue
        yield ""
        yield f"{ROLE_WORDS[role].vi} ({len(own)}):"
        for item in own[:most]:
            yield from _item(item)
        rest = Counter(item.because_words.vi for item in own[most:])
        if rest:
            yield f"  … {'; '.join(f'{number} × {words}' for words, number in rest.items())}"
    if told.omitted:
        yield f"… và {told.omitted} sự kiện không tính khác"


def _item(item: EvidenceItem) -> Iterator[str]:
    event = f"{item.event.agency}/{item.event.event_id} tại {item.event.position}"
    said_on = date_words(item.occurred_at.astimezone(BUSINESS_ZONE).date())
    value = f": {item.value_text}" if item.value_text else ""
    if item.observation_status not in (None, "A"):
        value += f" ({OBSERVATION_WORDS[item.observation_status].vi})"
    period = f" [{item.period}]" if item.period else ""
    yield f"  • {item.words}{value}{period}"
    document = document_words(item.document)
    yield f"    {event}, ngày {said_on}" + (f"; {document}" if document else "")
