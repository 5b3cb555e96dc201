"""What became of a fact in an explanation, and why, with words for people.

Every fact that speaks of a target or task has one of four roles. The reason names it exactly,
so that nobody need guess why a report that was sent is not the one that counts.
"""

from __future__ import annotations

from enum import StrEnum

from domain.reasons import Words


class Role(StrEnum):
    """What a fact is to an explanation."""

    DECIDES = "decides"
    USED = "used"
    SUPERSEDED = "superseded"
    NOT_COUNTED = "not_counted"


class Because(StrEnum):
    """Why a fact has its role."""

    STATES_TARGET = "states_target"
    WITHDRAWS_TARGET = "withdraws_target"
    FIXES_DEADLINE = "fixes_deadline"
    OFFICIAL_VERDICT = "official_verdict"
    DECIDING_VALUE = "deciding_value"
    PART_OF_SUM = "part_of_sum"
    LEANED_ON = "leaned_on"
    LATEST_STATE = "latest_state"
    DECIDING_QUANTITY = "deciding_quantity"

    DEFINES_INDICATOR = "defines_indicator"
    LAST_WORDING = "last_wording"
    DAY_FIXED_BY_PLAN = "day_fixed_by_plan"
    TAKES_BACK = "takes_back"
    IN_SERIES = "in_series"
    EARLIER_TURN = "earlier_turn"
    LATER_PART_ONLY = "later_part_only"
    MEMBER_BESIDE = "member_beside"
    EARLIER_STATE = "earlier_state"
    NOT_YET_SPEAKING = "not_yet_speaking"

    CORRECTED = "corrected"
    REPORT_WITHDRAWN = "report_withdrawn"
    FIRMER_REPORT = "firmer_report"
    LATER_REPORT = "later_report"
    MEMBERS_FIRMER = "members_firmer"
    AMENDED = "amended"
    RESOLVED_AGAIN = "resolved_again"
    EVALUATED_AGAIN = "evaluated_again"
    DEFINED_AGAIN = "defined_again"

    NOT_IN_FORCE_YET = "not_in_force_yet"
    AFTER_AS_OF = "after_as_of"
    OTHER_SCOPE = "other_scope"
    OTHER_PART = "other_part"
    OTHER_DEFINITION = "other_definition"
    BEFORE_PERIOD = "before_period"
    BEFORE_WINDOW = "before_window"
    AFTER_DEADLINE = "after_deadline"
    OTHER_PERIOD = "other_period"
    NOT_A_MEMBER_YET = "not_a_member_yet"

    @property
    def role(self) -> Role:
        """The role that this reason gives a fact."""
        return _ROLES[self]

    @property
    def words(self) -> Words:
        """The reason in words."""
        return BECAUSE_WORDS[self]


ROLE_WORDS: dict[Role, Words] = {
    Role.DECIDES: Words("Quyết định", "Decides"),
    Role.USED: Words("Được xét", "Considered"),
    Role.SUPERSEDED: Words("Đã bị thay thế", "Superseded"),
    Role.NOT_COUNTED: Words("Không tính", "Not counted"),
}

_DECIDING: dict[Because, Words] = {
    Because.STATES_TARGET: Words(
        "Nội dung kế hoạch đang có hiệu lực", "The plan's statement in force"
    ),
    Because.WITHDRAWS_TARGET: Words("Rút khỏi kế hoạch", "Takes it out of the plan"),
    Because.FIXES_DEADLINE: Words(
        "Ấn định thời hạn mà kế hoạch để ngỏ", "Fixes the deadline that the plan left open"
    ),
    Because.OFFICIAL_VERDICT: Words("Đánh giá chính thức", "The official verdict"),
    Because.DECIDING_VALUE: Words("Số liệu quyết định", "The value that decides"),
    Because.PART_OF_SUM: Words(
        "Được cộng vào kết quả chung của các đơn vị", "Added to the members' common value"
    ),
    Because.LEANED_ON: Words(
        "Kỳ khác mà kết luận cũng dựa vào", "Another period that the finding rests on, too"
    ),
    Because.LATEST_STATE: Words("Tình trạng mới nhất", "The latest state"),
    Because.DECIDING_QUANTITY: Words("Số lượng quyết định", "The quantity that decides"),
}
_USED: dict[Because, Words] = {
    Because.DEFINES_INDICATOR: Words(
        "Định nghĩa chỉ số mà chỉ tiêu dùng", "The definition that the target uses"
    ),
    Because.LAST_WORDING: Words(
        "Nội dung trước khi rút khỏi kế hoạch", "The wording before it was withdrawn"
    ),
    Because.DAY_FIXED_BY_PLAN: Words(
        "Kế hoạch đã ghi thời hạn nên văn bản này không đổi thời hạn",
        "The plan names the deadline itself, which this does not change",
    ),
    Because.TAKES_BACK: Words("Rút một báo cáo", "Takes a report back"),
    Because.IN_SERIES: Words(
        "Nằm trong chuỗi số liệu; số liệu khác quyết định",
        "Stands in the series; another value decides",
    ),
    Because.EARLIER_TURN: Words(
        "Thuộc kỳ báo cáo đã qua, không còn nói về hiện tại",
        "Of a reporting period long over, which no longer speaks for today",
    ),
    Because.LATER_PART_ONLY: Words(
        "Chỉ đếm một phần sau của kỳ, không phải từ ngày đầu kỳ",
        "Counts a later part of the period only, not from its first day",
    ),
    Because.MEMBER_BESIDE: Words(
        "Số liệu của một đơn vị, đặt bên cạnh kết quả quyết định",
        "A member's value, shown beside the one that decides",
    ),
    Because.EARLIER_STATE: Words(
        "Báo cáo tiến độ khác; báo cáo khác quyết định",
        "Another report of progress; a different one decides",
    ),
    Because.NOT_YET_SPEAKING: Words(
        "Đánh giá chưa phải cho lần đánh giá này nên chưa được nêu",
        "A verdict that is not, or not yet, one on this evaluation",
    ),
}
_SUPERSEDED: dict[Because, Words] = {
    Because.CORRECTED: Words("Đã được đính chính", "Corrected by a later revision"),
    Because.REPORT_WITHDRAWN: Words("Báo cáo đã được rút", "The report was taken back"),
    Because.FIRMER_REPORT: Words(
        "Có số liệu chắc chắn hơn cho cùng kỳ", "A firmer value of the same period counts"
    ),
    Because.LATER_REPORT: Words(
        "Có báo cáo sau cho cùng kỳ", "A later report of the same period counts"
    ),
    Because.MEMBERS_FIRMER: Words(
        "Tổng của đủ các đơn vị chắc chắn hơn ước tính cho cả phạm vi",
        "The complete sum of the members is firmer than an estimate of the whole",
    ),
    Because.AMENDED: Words("Kế hoạch đã được điều chỉnh", "The plan was amended"),
    Because.RESOLVED_AGAIN: Words(
        "Thời hạn đã được xác định lại", "The deadline was resolved anew"
    ),
    Because.EVALUATED_AGAIN: Words(
        "Có đánh giá sau, hoặc cho kỳ sau", "A later verdict, or one on a later period, counts"
    ),
    Because.DEFINED_AGAIN: Words(
        "Định nghĩa này đã được phát biểu lại", "This definition was stated anew"
    ),
}
_NOT_COUNTED: dict[Because, Words] = {
    Because.NOT_IN_FORCE_YET: Words(
        "Có hiệu lực sau ngày xem xét", "In force only after the day in question"
    ),
    Because.AFTER_AS_OF: Words(
        "Kỳ báo cáo chưa kết thúc vào ngày xem xét",
        "Its period is not over on the day in question",
    ),
    Because.OTHER_SCOPE: Words("Cho phạm vi khác", "Of another scope"),
    Because.OTHER_PART: Words(
        "Cho phần mà chỉ tiêu này không đặt ra", "Of a part that this target does not ask for"
    ),
    Because.OTHER_DEFINITION: Words(
        "Theo định nghĩa khác của chỉ số (gián đoạn chuỗi)",
        "Under another definition of the indicator (break in series)",
    ),
    Because.BEFORE_PERIOD: Words(
        "Kỳ bắt đầu trước thời kỳ của chỉ tiêu", "Its period begins before the target's"
    ),
    Because.BEFORE_WINDOW: Words(
        "Trước ngày bắt đầu của thời hạn", "Before the first day that counts"
    ),
    Because.AFTER_DEADLINE: Words("Kỳ kết thúc sau thời hạn", "Its period ends after the deadline"),
    Because.OTHER_PERIOD: Words("Đánh giá cho thời kỳ khác", "A verdict on another period"),
    Because.NOT_A_MEMBER_YET: Words(
        "Đơn vị chưa thuộc nhóm trong kỳ đó", "Not yet a member of the group in that period"
    ),
}
_BY_ROLE = {
    Role.DECIDES: _DECIDING,
    Role.USED: _USED,
    Role.SUPERSEDED: _SUPERSEDED,
    Role.NOT_COUNTED: _NOT_COUNTED,
}
_ROLES = {because: role for role, group in _BY_ROLE.items() for because in group}
BECAUSE_WORDS = {because: words for group in _BY_ROLE.values() for because, words in group.items()}
