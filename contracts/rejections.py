"""What was refused and why: `chitieu.rejected.v1`, and the words of every refusal.

A refusal's code is stable and is all that a program needs; the words are for people. They
name ids, which are ASCII, and never quote free text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from contracts.fields import AgencyId, Contract, EventId, Instant
from contracts.problems import FieldCode, FieldProblem
from domain.reasons import Words

RAW_MAX_BYTES = 16 * 1024


class RefusalCode(StrEnum):
    """Why an event was refused."""

    # It cannot be read: the field problems say more.
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    NOT_UTF8 = "not_utf8"
    BYTE_ORDER_MARK = "byte_order_mark"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    TOO_DEEP = "too_deep"
    DUPLICATE_KEY = "duplicate_key"
    NUMBER_FORM = "number_form"
    NOT_A_BATCH = "not_a_batch"
    BATCH_TOO_LONG = "batch_too_long"
    UNKNOWN_TYPE = "unknown_type"
    RESERVED_FIELD = "reserved_field"
    CONTENT_TYPE = "content_type"
    INVALID_FIELD = "invalid_field"
    # Who says it.
    SOURCE_NOT_ALLOWED = "source_not_allowed"
    UNKNOWN_INBOUND_TOPIC = "unknown_inbound_topic"
    SCOPE_MISSING = "scope_missing"
    NOT_THE_ISSUER = "not_the_issuer"
    NOT_THE_OWNER = "not_the_owner"
    NOT_A_REPORTER = "not_a_reporter"
    NOT_THE_FOCAL_POINT = "not_the_focal_point"
    LETTER_MISSING = "letter_missing"
    # What it says, against what is known.
    ID_CONFLICT = "id_conflict"
    OCCURRED_IN_THE_FUTURE = "occurred_in_the_future"
    PERIOD_NOT_BEGUN = "period_not_begun"
    PERIOD_NOT_ENDED = "period_not_ended"
    UNKNOWN_AGENCY = "unknown_agency"
    UNKNOWN_PLAN = "unknown_plan"
    UNKNOWN_ROW = "unknown_row"
    UNKNOWN_INDICATOR = "unknown_indicator"
    UNKNOWN_DEFINITION = "unknown_definition"
    DEFINITION_MISSING = "definition_missing"
    UNKNOWN_PART = "unknown_part"
    UNKNOWN_TASK_PART = "unknown_task_part"
    UNKNOWN_AMOUNT = "unknown_amount"
    UNKNOWN_TARGET = "unknown_target"
    UNKNOWN_TASK = "unknown_task"
    UNKNOWN_REPORT = "unknown_report"
    OTHER_SUBJECT = "other_subject"
    OTHER_SCOPE = "other_scope"
    OTHER_PERIOD = "other_period"
    DEADLINE_NOT_OPEN = "deadline_not_open"
    TARGET_MISSING = "target_missing"
    TARGET_NOT_EXPECTED = "target_not_expected"
    ALREADY_STATED = "already_stated"
    REVISION_NOT_HIGHER = "revision_not_higher"
    WITHDRAWN = "withdrawn"
    # Not the sender's fault.
    INTERNAL_FAULT = "internal_fault"


_UNREADABLE = Words(
    "Không đọc được sự kiện; xem danh sách lỗi.", "The event cannot be read; see the errors."
)
REFUSAL_WORDS: dict[RefusalCode, Words] = {
    RefusalCode.SOURCE_NOT_ALLOWED: Words(
        "Khóa hoặc chủ đề này chỉ được gửi sự kiện của {agency}; source phải là {agency}.",
        "This key or topic speaks for {agency} only; the source must be {agency}.",
    ),
    RefusalCode.UNKNOWN_INBOUND_TOPIC: Words(
        "Chủ đề {topic} không thuộc cơ quan nào đã đăng ký.",
        "The topic {topic} belongs to no registered agency.",
    ),
    RefusalCode.SCOPE_MISSING: Words(
        "Khóa hoặc chủ đề này không có quyền {scope}.",
        "This key or topic lacks the scope {scope}.",
    ),
    RefusalCode.NOT_THE_ISSUER: Words(
        "Chỉ người có quyền plan:{issuer} được gửi sự kiện này về kế hoạch của {issuer}.",
        "Only a holder of plan:{issuer} may send this event on a plan of {issuer}.",
    ),
    RefusalCode.NOT_THE_OWNER: Words(
        "Chỉ tiêu thống kê này do {owner} định nghĩa; chỉ {owner} được định nghĩa lại.",
        "The indicator was defined by {owner}, who alone may redefine it.",
    ),
    RefusalCode.NOT_A_REPORTER: Words(
        "{agency} không được báo cáo cho phạm vi {scope}: chỉ đơn vị chủ trì, đầu mối của kế hoạch "
        "(khi chủ trì là một nhóm hoặc không nêu), hoặc chính {scope}.",
        "{agency} may not report for the scope {scope}: only the lead, the plan's focal point "
        "(under a group lead, or where none is named), or {scope} itself.",
    ),
    RefusalCode.NOT_THE_FOCAL_POINT: Words(
        "Chỉ đầu mối của kế hoạch được báo cáo thay; {agency} không phải là đầu mối.",
        "Only the plan's focal point may report on behalf of others; {agency} is not.",
    ),
    RefusalCode.LETTER_MISSING: Words(
        "Báo cáo thay phải nêu văn bản của {agency}: số, ngày hoặc mã băm của tệp.",
        "A report on behalf needs the letter of {agency}: its number, or its file's digest.",
    ),
    RefusalCode.ID_CONFLICT: Words(
        "Mã {id} đã được {agency} dùng cho một sự kiện có nội dung khác; hãy dùng mã mới.",
        "The id {id} was used by {agency} for an event of other content; use a new id.",
    ),
    RefusalCode.OCCURRED_IN_THE_FUTURE: Words(
        "Thời điểm time muộn hơn hiện tại quá {minutes} phút.",
        "The time is more than {minutes} minutes ahead.",
    ),
    RefusalCode.PERIOD_NOT_BEGUN: Words(
        "Kỳ hoặc ngày {period} chưa bắt đầu (ngày làm việc: {today}).",
        "The period or day {period} has not begun (business day: {today}).",
    ),
    RefusalCode.PERIOD_NOT_ENDED: Words(
        "Kỳ {period} chưa kết thúc (ngày làm việc: {today}): chỉ nhận số ước (E) hoặc sơ bộ (P).",
        "The period {period} has not ended (business day: {today}): send an estimate (E) or a "
        "provisional value (P).",
    ),
    RefusalCode.UNKNOWN_AGENCY: Words(
        "Cơ quan {name} chưa được đăng ký; gửi agency.registered trước.",
        "The agency {name} is not registered; send agency.registered first.",
    ),
    RefusalCode.UNKNOWN_PLAN: Words(
        "Không có kế hoạch {name}; gửi plan.issued trước.",
        "There is no plan {name}; send plan.issued first.",
    ),
    RefusalCode.UNKNOWN_ROW: Words(
        "Kế hoạch {plan} không có dòng {name}.", "The plan {plan} has no row {name}."
    ),
    RefusalCode.UNKNOWN_INDICATOR: Words(
        "Không có chỉ tiêu thống kê {name}; gửi indicator.defined trước.",
        "There is no indicator {name}; send indicator.defined first.",
    ),
    RefusalCode.UNKNOWN_DEFINITION: Words(
        "Chỉ tiêu thống kê {indicator} không có định nghĩa {name}; các định nghĩa: {known}.",
        "The indicator {indicator} has no definition {name}; there are: {known}.",
    ),
    RefusalCode.DEFINITION_MISSING: Words(
        "Chỉ tiêu thống kê {indicator} có nhiều định nghĩa ({known}); phải nêu definition.",
        "The indicator {indicator} has several definitions ({known}); name one in definition.",
    ),
    RefusalCode.UNKNOWN_PART: Words(
        "Định nghĩa {definition} của {indicator} không có phần {name}; các phần: {known}.",
        "Definition {definition} of {indicator} has no part {name}; there are: {known}.",
    ),
    RefusalCode.UNKNOWN_TASK_PART: Words(
        "Định lượng của nhiệm vụ {task} không có phần {name}; các phần: {known}.",
        "The quantity of task {task} has no part {name}; there are: {known}.",
    ),
    RefusalCode.UNKNOWN_AMOUNT: Words(
        "Dự án {name} không có khoản {line} trong kế hoạch {plan}: không có gì để rút.",
        "The project {name} has no amount {line} in the plan {plan}: nothing to withdraw.",
    ),
    RefusalCode.UNKNOWN_TARGET: Words(
        "Không có chỉ tiêu {name}; gửi target.set trước.",
        "There is no target {name}; send target.set first.",
    ),
    RefusalCode.UNKNOWN_TASK: Words(
        "Không có nhiệm vụ {name}; gửi task.assigned trước.",
        "There is no task {name}; send task.assigned first.",
    ),
    RefusalCode.UNKNOWN_REPORT: Words(
        "Không có báo cáo {name} của {agency}.", "There is no report {name} of {agency}."
    ),
    RefusalCode.OTHER_SUBJECT: Words(
        "{name} thuộc {subject}; subject của sự kiện phải là {subject}.",
        "{name} belongs to {subject}; the event's subject must be {subject}.",
    ),
    RefusalCode.OTHER_SCOPE: Words(
        "Phạm vi của {name} là {scope}.", "The scope of {name} is {scope}."
    ),
    RefusalCode.OTHER_PERIOD: Words(
        "Kỳ của {name} là {period}; kỳ đánh giá phải nằm trong kỳ đó.",
        "The period of {name} is {period}; the period evaluated must lie within it.",
    ),
    RefusalCode.DEADLINE_NOT_OPEN: Words(
        "Thời hạn của {name} không để mở; muốn đổi thời hạn, gửi {use}.",
        "The deadline of {name} is not open; to change it send {use}.",
    ),
    RefusalCode.TARGET_MISSING: Words(
        "Sự kiện về một chỉ tiêu phải nêu data.target.",
        "An event on a target must name it in data.target.",
    ),
    RefusalCode.TARGET_NOT_EXPECTED: Words(
        "Sự kiện về một nhiệm vụ không có data.target.",
        "An event on a task has no data.target.",
    ),
    RefusalCode.ALREADY_STATED: Words(
        "{thing} đã có; muốn thay đổi, gửi {use} với revision cao hơn {revision}.",
        "{thing} is known already; to change it send {use} with a revision above {revision}.",
    ),
    RefusalCode.REVISION_NOT_HIGHER: Words(
        "Revision đã biết của {thing} là {revision}; phải gửi số cao hơn.",
        "The known revision of {thing} is {revision}; send a higher one.",
    ),
    RefusalCode.WITHDRAWN: Words(
        "{thing} đã bị rút; không nhận thêm sự kiện.",
        "{thing} has been withdrawn; it takes no more events.",
    ),
    RefusalCode.INTERNAL_FAULT: Words(
        "Hệ thống gặp lỗi khi xử lý sự kiện này; người vận hành đã được báo, hãy gửi lại sau.",
        "Ingest failed on this event by a fault of its own; its operators are told, send it again "
        "later.",
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an event is refused: a stable code, the field, and words for people."""

    code: RefusalCode
    field: str
    vi: str
    en: str
    problems: tuple[FieldProblem, ...] = ()

    @classmethod
    def of(cls, code: RefusalCode, field: str, /, **names: object) -> Refusal:
        """Return a refusal in its code's own words, with the ids that they name."""
        words = REFUSAL_WORDS[code]
        return cls(code, field, words.vi.format_map(names), words.en.format_map(names))

    @classmethod
    def unreadable(cls, problems: tuple[FieldProblem, ...]) -> Refusal:
        """Return the refusal of an event that cannot be read, led by its first problem."""
        first = problems[0]
        code = _OF_FIELD_CODE.get(first.code, RefusalCode.INVALID_FIELD)
        words = _UNREADABLE if len(problems) > 1 else Words(first.vi, first.en)
        return cls(code, first.field, words.vi, words.en, problems)


_OF_FIELD_CODE = {
    code: RefusalCode(code.value)
    for code in FieldCode
    if code.value in {refusal.value for refusal in RefusalCode}
}


class Rejection(Contract):
    """The message on `chitieu.rejected.v1`, whose key is the agency.

    `agency` is whom the credential or the topic speaks for (null where that is nobody);
    `event_*` are what the sender wrote, where that could be read. `raw_base64` are the first
    RAW_MAX_BYTES of what was sent; `received_sha256` is the digest of all of it.
    """

    id: Annotated[str, Field(max_length=36)]
    agency: AgencyId | None
    event_id: EventId | None = None
    event_type: Annotated[str, Field(max_length=128)] | None = None
    event_subject: Annotated[str, Field(max_length=128)] | None = None
    way: Literal["http", "kafka"]
    source_topic: Annotated[str, Field(max_length=249)] | None = None
    source_partition: int | None = None
    source_offset: int | None = None
    code: RefusalCode
    field: str
    vi: str
    en: str
    problems: tuple[FieldProblem, ...] = ()
    received_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size_bytes: int
    raw_base64: str
    rejected_at: Instant
