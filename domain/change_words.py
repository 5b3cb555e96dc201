"""What a difference between two looks is called, Vietnamese first."""

from __future__ import annotations

from collections.abc import Mapping

from domain.changes import Because, Change, ChangedField
from domain.reasons import Words

CHANGE_WORDS: Mapping[Change, Words] = {
    Change.ADDED: Words("Thêm", "Added"),
    Change.REMOVED: Words("Rút", "Removed"),
    Change.CHANGED: Words("Thay đổi", "Changed"),
}
FIELD_WORDS: Mapping[ChangedField, Words] = {
    ChangedField.TEXT: Words("Nội dung", "Text"),
    ChangedField.ASKS: Words("Mức đề ra", "Asked for"),
    ChangedField.VALUE: Words("Kết quả", "Result"),
    ChangedField.VERDICT: Words("Đánh giá", "Verdict"),
    ChangedField.STATE: Words("Tình trạng", "State"),
    ChangedField.PHASE: Words("Giai đoạn", "Phase"),
    ChangedField.DEADLINE: Words("Thời hạn", "Deadline"),
    ChangedField.LEAD: Words("Đơn vị chủ trì, phối hợp", "Lead and coordinators"),
    ChangedField.STAKES: Words("Chi phí và thiệt hại", "Cost and loss"),
}
BECAUSE_WORDS: Mapping[Because, Words] = {
    Because.STATED: Words("Được giao trong kế hoạch", "Stated by the plan"),
    Because.AMENDED: Words("Kế hoạch được điều chỉnh", "Amended"),
    Because.WITHDRAWN: Words("Được rút khỏi kế hoạch", "Withdrawn from the plan"),
    Because.REPORTED: Words("Có báo cáo mới", "A new report"),
    Because.CORRECTED: Words("Báo cáo được đính chính", "A report was corrected"),
    Because.REPORT_WITHDRAWN: Words("Báo cáo được rút lại", "A report was taken back"),
    Because.DEADLINE_RESOLVED: Words("Thời hạn được xác định", "The deadline was resolved"),
    Because.EVALUATED: Words("Đánh giá chính thức được xác nhận", "Officially evaluated"),
    Because.TIME_PASSED: Words("Thời gian trôi qua", "Time passed"),
    Because.OTHER_EVENTS: Words("Sự kiện khác có liên quan", "Other events of the subject"),
}
