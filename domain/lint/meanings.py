"""What each kind of finding is, in words: for the reference, and for who reads only the code."""

from __future__ import annotations

from domain.lint.findings import LintCode
from domain.reasons import Words

MEANINGS: dict[LintCode, Words] = {
    LintCode.IMPOSSIBLE: Words("Mức đề ra vượt quá 100%", "A threshold above 100 %"),
    LintCode.TARGET_NOT_UNDERSTOOD: Words(
        "Chưa hiểu mức đề ra của chỉ tiêu", "A target's threshold that was not understood"
    ),
    LintCode.DEADLINE_NOT_UNDERSTOOD: Words(
        "Chưa hiểu thời hạn, hoặc ngày không có trong lịch",
        "A deadline that was not understood, or a day that does not exist",
    ),
    LintCode.DEADLINE_MISSING: Words("Không ghi thời hạn", "A row without a deadline"),
    LintCode.DEADLINE_UNRESOLVED: Words(
        "Thời hạn chờ một sự kiện chưa biết ngày", "A deadline that waits for an event"
    ),
    LintCode.DEADLINE_OUTSIDE_PLAN: Words(
        "Thời hạn ngoài thời gian của kế hoạch", "A deadline outside the plan's years"
    ),
    LintCode.DUE_AFTER_REPORT: Words(
        "Dòng đến hạn sau ngày phải báo cáo", "Rows due after the report is"
    ),
    LintCode.LEAD_MISSING: Words("Không có đơn vị chủ trì", "A row without a lead agency"),
    LintCode.LEAD_UNCLEAR: Words(
        "Ô gộp bị mất, không rõ đơn vị chủ trì", "Rows whose lead was lost with merged cells"
    ),
    LintCode.AGENCY_UNKNOWN: Words("Chưa nhận ra cơ quan", "An agency that was not recognised"),
    LintCode.OBJECTIVE_UNASSIGNED: Words(
        "Mục tiêu của phần lời không dòng nào giao", "An objective of the text in no row"
    ),
    LintCode.TEXT_DIFFERS: Words(
        "Phần lời và phụ lục ghi hai mức", "Two thresholds, in the text and in the appendix"
    ),
    LintCode.PROSE_DEADLINE_DIFFERS: Words(
        "Phần lời và phụ lục ghi hai thời hạn", "Two deadlines, in the text and in the appendix"
    ),
    LintCode.NAME_DIFFERS: Words(
        "Một việc mang hai tên trong phần lời và phụ lục", "One thing under two names"
    ),
    LintCode.NUMBERING_BROKEN: Words(
        "Số thứ tự nhảy hoặc lặp; phụ lục không ghi số",
        "Numbers of rows or sections skip or repeat; an appendix without a number",
    ),
    LintCode.PROVISIONAL_KEY: Words("Kế hoạch chưa có số, ngày", "A plan without number or day"),
    LintCode.UNIT_WITHOUT_NUMBERS: Words(
        "Ghi đơn vị tiền ở bảng không có số tiền", "A unit of money over a table without money"
    ),
    LintCode.STRICTNESS_NOT_SHARED: Words(
        "Chữ trên/dưới đứng trước một trong nhiều số", "*Above* before one of several numbers"
    ),
    LintCode.APPROXIMATE: Words("Khoảng … trở lên", "*About … or more*"),
    LintCode.BELOW_LAST_RESULT: Words(
        "Mức đề ra thấp hơn kết quả năm trước", "A threshold below last year's result"
    ),
    LintCode.BELOW_PARENT: Words(
        "Mức đề ra thấp hơn kế hoạch cấp trên cùng năm",
        "A threshold below that of the plan above, for the same year",
    ),
    LintCode.STEEP_RISE: Words(
        "Mức phải tăng từ năm lần trở lên trong ba năm", "A fivefold rise within three years"
    ),
    LintCode.SAME_AS_LATER: Words(
        "Mức năm nay đã bằng mức của năm sau", "The threshold is already that of a later year"
    ),
    LintCode.NO_LATER_ROW: Words(
        "Chỉ tiêu của thời hạn trước không có ở thời hạn sau",
        "Targets of an earlier horizon that a later one drops",
    ),
    LintCode.DEFINITION_CHANGED: Words(
        "Cùng nội dung, định nghĩa khác năm trước", "The same matter under another definition"
    ),
    LintCode.NEAR_DUPLICATE: Words(
        "Hai chỉ tiêu gần như một, khác mẫu số", "Nearly one target, with two denominators"
    ),
    LintCode.DUPLICATE_ROW: Words("Hai dòng giống hệt nhau", "A row that repeats another"),
    LintCode.DOCUMENT_COLLISION: Words(
        "Số của kế hoạch trùng số văn bản nơi khác",
        "A plan's number that is another document's too",
    ),
    LintCode.DOCUMENT_DATE_DIFFERS: Words(
        "Một số văn bản, một năm, hai ngày", "One number of one year with two days"
    ),
    LintCode.DOCUMENT_UNDATED: Words(
        "Viện dẫn không ghi năm một số có ở nhiều năm", "A number of two years cited without one"
    ),
    LintCode.DOCUMENT_FORM: Words(
        "Một ký hiệu văn bản viết nhiều cách", "One symbol of documents written in several ways"
    ),
    LintCode.TOTAL_DIFFERS: Words(
        "Tổng in ra khác tổng các dòng", "A printed total that its rows do not add up to"
    ),
    LintCode.PROSE_AMOUNT_DIFFERS: Words(
        "Số tiền trong phần lời khác bảng hoặc chỗ khác",
        "An amount of the text that differs from the table, or from another one",
    ),
    LintCode.INVESTMENT_DIFFERS: Words(
        "Một dự án ghi hai tổng mức đầu tư", "One project with two total investments"
    ),
    LintCode.PROJECT_TWICE: Words(
        "Một dự án có vốn ở hai bảng cùng năm", "One project funded in two tables of one year"
    ),
    LintCode.YEAR_DIFFERS: Words(
        "Tên ghi năm trước năm bố trí vốn", "A name of an earlier year than its money"
    ),
    LintCode.VERDICT_DIFFERS: Words(
        "Đánh giá in ra khác kết quả theo quy tắc", "A printed verdict that the rule does not give"
    ),
    LintCode.MISSED_WITHOUT_REASON: Words(
        "Chưa đạt mà không ghi lý do", "A target missed without a reason"
    ),
    LintCode.EVIDENCE_DIFFERS: Words(
        "Bảng ghi đủ, phần lời ghi còn thiếu", "All in the table, fewer in the text"
    ),
    LintCode.DONE_AGAIN: Words(
        "Việc đã ghi hoàn thành lại được giao", "What was called done is assigned again"
    ),
    LintCode.SPELLING: Words("Cách viết lạ của một từ quen", "A rare spelling of a common word"),
    LintCode.REPEATED_WORD: Words("Một chữ viết hai lần", "A word written twice"),
}
