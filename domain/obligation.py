"""Who owes which report for which period, by when, and whether it is there: *nghĩa vụ báo cáo*.

Each member of a group owes its own report; the focal point owes the synthesis, unless the
members' reports add up to it; a single lead owes that of the whole scope. The rows follow from
plan, targets, tasks and directory alone: a report changes the state of a row, and never whether
there is one. When something was reported is told by its first event, so that a later correction
does not make it late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.period import Period
from domain.reasons import Words
from domain.reporting import DueBy


class ReportState(StrEnum):
    """Where a report that is owed stands on a day."""

    REPORTED = "reported"
    LATE = "late"
    OWING = "owing"
    SILENT = "silent"
    NOT_APPLICABLE = "not_applicable"


class Why(StrEnum):
    """Why an obligation is in its state."""

    IN_TIME = "in_time"
    ESTIMATE_ONLY = "estimate_only"
    SOME_PARTS = "some_parts"
    AFTER_DUE = "after_due"
    NOTHING_REPORTED = "nothing_reported"
    INTERIM_ONLY = "interim_only"
    PARTS_MISSING = "parts_missing"
    OTHER_DEFINITION = "other_definition"
    TASK_FINISHED = "task_finished"
    ADDED_UP = "added_up"
    JOINED_LATER = "joined_later"
    GROUP_NOT_RESOLVED = "group_not_resolved"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """As what an agency owes a report."""

    LEAD = "lead"
    MEMBER = "member"
    SYNTHESIS = "synthesis"
    GROUP = "group"


STATE_WORDS: dict[ReportState, Words] = {
    ReportState.REPORTED: Words("Đã báo cáo", "Reported"),
    ReportState.LATE: Words("Báo cáo trễ", "Reported late"),
    ReportState.OWING: Words("Chưa đến hạn báo cáo", "Not yet due"),
    ReportState.SILENT: Words("Quá hạn chưa báo cáo", "Silent: due and not reported"),
    ReportState.NOT_APPLICABLE: Words("Không áp dụng", "Not applicable"),
}

WHY_WORDS: dict[Why, Words] = {
    Why.IN_TIME: Words("Báo cáo đúng hạn", "Reported in time"),
    Why.ESTIMATE_ONLY: Words(
        "Đúng hạn, mới là số ước hoặc sơ bộ", "In time, as an estimate or a provisional value"
    ),
    Why.SOME_PARTS: Words(
        "Đã báo cáo một phần các nội dung của chỉ tiêu", "Some parts of the target are reported"
    ),
    Why.AFTER_DUE: Words("Báo cáo sau hạn", "Reported after it was due"),
    Why.NOTHING_REPORTED: Words("Chưa có báo cáo của kỳ này", "Nothing reported for this period"),
    Why.INTERIM_ONLY: Words(
        "Mới có số liệu giữa kỳ, chưa có báo cáo của cả kỳ",
        "Only interim figures, none for the whole period",
    ),
    Why.PARTS_MISSING: Words("Còn thiếu một số phần của chỉ tiêu", "Some parts are missing"),
    Why.OTHER_DEFINITION: Words(
        "Chỉ có số liệu theo định nghĩa khác của chỉ số",
        "Reported only under another definition of the indicator",
    ),
    Why.TASK_FINISHED: Words("Nhiệm vụ đã hoàn thành", "The task is finished"),
    Why.ADDED_UP: Words(
        "Được cộng từ báo cáo của mọi đơn vị, không cần báo cáo riêng",
        "Added up from the reports of all members, so that none of its own is needed",
    ),
    Why.JOINED_LATER: Words("Vào nhóm sau kỳ này", "Joined the group after this period"),
    Why.GROUP_NOT_RESOLVED: Words(
        "Chưa biết những ai phải báo cáo: danh bạ chưa ghi thành viên của nhóm",
        "Who owes it is not known: the directory names no member of the group",
    ),
    Why.WITHDRAWN: Words("Đã được rút khỏi kế hoạch", "Withdrawn from the plan"),
}

ROLE_WORDS: dict[Role, Words] = {
    Role.LEAD: Words("chủ trì", "lead"),
    Role.MEMBER: Words("thành viên", "member"),
    Role.SYNTHESIS: Words("đầu mối tổng hợp", "synthesis by the focal point"),
    Role.GROUP: Words("nhóm", "group"),
}


@dataclass(frozen=True, slots=True)
class Obligation:
    """One report that one agency owes about one target or task and one period.

    `scope` is whose unit or area it is to cover; `reported_on` the day (in Viet Nam) on which it
    was first sent; `missing` the parts of the target that are not reported.
    """

    plan_id: str
    kind: str
    subject_id: str
    row_id: str
    number: str
    text: str
    indicator_id: str | None
    agency: str
    role: Role
    scope: str
    period: Period
    due_on: date
    due_by: DueBy
    state: ReportState
    why: Why
    reported_on: date | None = None
    missing: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What tells it from every other obligation of its plan."""
        return (self.kind, self.subject_id, self.agency, self.role.value, self.period.code)
