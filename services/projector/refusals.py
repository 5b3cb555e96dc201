"""Why the projector stops rather than go on: each reason a code, and words in two languages.

To skip, to guess or to start over would make the read model wrong without anyone knowing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from infra.health import Reason

FOREIGN_RECORD = "foreign_record"


class Refused(Exception):
    """The projector must not go on, and trying again would not help; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.code}: {reason.en}")
        self.reason = reason

    def __reduce__(self) -> tuple[type[Refused], tuple[Reason]]:
        """Cross from one process to another whole."""
        return Refused, (self.reason,)


def unreadable_record(partition: int, offset: int, problem: str) -> Reason:
    """A record of the log is no event that this program knows; its subject waits behind it."""
    return Reason(
        "unreadable_record",
        f"bản ghi {partition}:{offset} của nhật ký không đọc được ({problem}); không bỏ qua: các "
        "sự kiện sau của đối tượng này chờ phía sau; hãy kiểm tra phiên bản chương trình và ai đã "
        "ghi vào nhật ký, rồi chạy 'chitieu redrive'",
        f"record {partition}:{offset} of the log cannot be read ({problem}); nothing is skipped, "
        "later events of its subject wait behind it: check this program's version and who wrote "
        "to the log, then run 'chitieu redrive'",
    )


def foreign_record(partition: int, offset: int, problem: str) -> Reason:
    """A record is none of ingest's: no canonical JSON, or not under its subject as the key."""
    return Reason(
        FOREIGN_RECORD,
        f"bản ghi {partition}:{offset} không phải do dịch vụ tiếp nhận ghi ({problem}); được giữ "
        "riêng, không áp dụng; hãy kiểm tra quyền ghi vào nhật ký",
        f"record {partition}:{offset} was not written by ingest ({problem}); it is put aside and "
        "not applied: check who may write to the log",
    )


def cannot_judge(problem: str) -> Reason:
    """Folding or judging a subject raised: a fault of this program."""
    return Reason(
        "cannot_judge",
        f"chương trình không xét được đối tượng này ({problem}); số liệu giữ như trước; hãy cập "
        "nhật chương trình rồi chạy 'chitieu redrive'",
        f"the program cannot judge this subject ({problem}); what is shown stays as it was: "
        "update the program, then run 'chitieu redrive'",
    )


def cannot_store(problem: str) -> Reason:
    """PostgreSQL does not take a subject's rows because of what they hold."""
    return Reason(
        "cannot_store",
        f"PostgreSQL không nhận dữ liệu của đối tượng này ({problem}); số liệu giữ như trước; hãy "
        "cập nhật chương trình rồi chạy 'chitieu redrive'",
        f"PostgreSQL does not take this subject's data ({problem}); what is shown stays as it "
        "was: update the program, then run 'chitieu redrive'",
    )


def parked_limit(subjects: int, events: int, max_subjects: int, max_events: int) -> Reason:
    """More would wait than may: something is wrong with more than a few subjects."""
    return Reason(
        "parked_limit",
        f"quá nhiều sự kiện phải chờ: {subjects} đối tượng (tối đa {max_subjects}), {events} sự "
        f"kiện (tối đa {max_events}); không bỏ sự kiện nào, vì thế dừng lại; hãy sửa nguyên nhân "
        "và chạy 'chitieu redrive', hoặc tăng CHITIEU_MAX_PARKED_SUBJECTS, "
        "CHITIEU_MAX_PARKED_EVENTS",
        f"too much would wait: {subjects} subjects (at most {max_subjects}), {events} events (at "
        f"most {max_events}); nothing is dropped, so this stops: mend the cause and run 'chitieu "
        "redrive', or raise CHITIEU_MAX_PARKED_SUBJECTS, CHITIEU_MAX_PARKED_EVENTS",
    )


def log_not_from_start(partition: int, begins: int) -> Reason:
    """A partition without position must be read from offset 0, and its head is gone."""
    return Reason(
        "log_head_missing",
        f"phân vùng {partition} của nhật ký bắt đầu ở {begins}, không phải 0: phần đầu đã mất; "
        "hãy khôi phục nhật ký từ bản lưu trữ",
        f"partition {partition} of the log begins at {begins}, not at 0: its head is gone; "
        "restore the log from its archive",
    )


def log_cut(partition: int, offset: int, begins: int, ends: int) -> Reason:
    """The record applied last is outside what the log still holds."""
    return Reason(
        "log_cut",
        f"bản ghi đã áp dụng {partition}:{offset} không còn trong nhật ký (hiện có từ {begins} đến "
        f"trước {ends}): nhật ký đã bị cắt hoặc tạo lại; hãy khôi phục từ bản lưu trữ",
        f"the applied record {partition}:{offset} is no longer on the log (it holds {begins} up to "
        f"{ends}): the log was cut or created anew; restore it from its archive",
    )


def other_log(partition: int, offset: int) -> Reason:
    """The record at the place of the one applied last is another."""
    return Reason(
        "other_log",
        f"bản ghi {partition}:{offset} khác với bản ghi đã áp dụng: đây không phải cùng một nhật "
        "ký; hãy trỏ tới đúng Kafka hoặc khôi phục nhật ký từ bản lưu trữ",
        f"record {partition}:{offset} differs from the one that was applied: this is not the same "
        "log; point to the right Kafka, or restore the log from its archive",
    )


def gap_in_log(partition: int, expected: int, found: int) -> Reason:
    """Offsets of the log are contiguous, as it is neither compacted nor transactional."""
    return Reason(
        "gap_in_log",
        f"phân vùng {partition} thiếu bản ghi từ {expected} đến trước {found}; hãy khôi phục nhật "
        "ký từ bản lưu trữ",
        f"partition {partition} lacks the records {expected} up to {found}; restore the log from "
        "its archive",
    )


def day_goes_back(business_day: date, swept_to: date, partition: int) -> Reason:
    """What was judged as of a later day cannot be shown for an earlier one."""
    return Reason(
        "business_day_goes_back",
        f"ngày nghiệp vụ {business_day:%d/%m/%Y} sớm hơn ngày đã xét {swept_to:%d/%m/%Y} (phân "
        f"vùng {partition}): ngày không lùi; hãy dùng ngày từ {swept_to:%d/%m/%Y} trở đi hoặc cơ "
        "sở dữ liệu khác",
        f"the business day {business_day} is before {swept_to}, up to which partition {partition} "
        f"is judged: the day never goes back; use {swept_to} or later (CHITIEU_TODAY), or another "
        "database",
    )


def clock_behind(business_day: date, swept_to: date, partition: int) -> Reason:
    """Another process's clock has reached a later day; no refusal, as this one's will too."""
    return Reason(
        "clock_behind",
        f"theo đồng hồ máy này hôm nay là {business_day:%d/%m/%Y}, nhưng phân vùng {partition} đã "
        f"được xét đến {swept_to:%d/%m/%Y}; đang chờ sang ngày, nếu kéo dài hãy chỉnh đồng hồ",
        f"by this machine's clock it is {business_day}, and partition {partition} is judged up to "
        f"{swept_to}; waiting for that day: if this lasts, set the clock right",
    )


def topic_differs(words: str) -> Reason:
    """A topic is not as declared; partition count and retention are part of what a log means."""
    return Reason(
        "topic_mismatch",
        f"chủ đề Kafka khác với khai báo: {words}",
        f"a Kafka topic differs from its declaration: {words}",
    )


def event_told_twice(agency: str, event_id: str, first: str, second: str) -> Reason:
    """One id names events of two subjects; live keeps what came first, which was chance."""
    return Reason(
        "event_told_twice",
        f"sự kiện {event_id} của {agency} có hai lần trong nhật ký cho hai đối tượng ({first} và "
        f"{second}); không dựng lại được, phiên bản đang phục vụ giữ nguyên; hãy tìm xem ai đã ghi "
        "bản ghi thứ hai và kiểm tra quyền ghi vào nhật ký",
        f"event {event_id} of {agency} stands on the log under two subjects ({first} and "
        f"{second}); it cannot be rebuilt, and what is served stays as it is: find out who wrote "
        "the other, and check who may write to the log",
    )


def not_migrated(missing: Sequence[str]) -> Reason:
    """The database is older than this program."""
    names = ", ".join(missing) or "tất cả / all"
    return Reason(
        "not_migrated",
        f"cơ sở dữ liệu còn thiếu các bước nâng cấp ({names}): hãy chạy 'chitieu migrate'",
        f"the database lacks migrations ({names}): run 'chitieu migrate'",
    )


def no_live_views() -> Reason:
    """The read model was never created."""
    return Reason(
        "no_live_views",
        "chưa có phiên bản khung nhìn nào: hãy chạy 'chitieu migrate'",
        "no version of the views exists: run 'chitieu migrate'",
    )
