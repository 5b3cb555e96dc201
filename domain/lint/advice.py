"""What to do about each kind of finding, in words for the officer who answers for the plan."""

from __future__ import annotations

from domain.lint.findings import LintCode
from domain.reasons import Words

ADVICE: dict[LintCode, Words] = {
    LintCode.IMPOSSIBLE: Words(
        "Sửa mức đề ra: tỷ lệ không thể vượt 100%", "Correct the threshold: no share exceeds 100 %"
    ),
    LintCode.TARGET_NOT_UNDERSTOOD: Words(
        "Ghi mục target của dòng này trong tệp kế hoạch", "Fill in `target` of this row"
    ),
    LintCode.DEADLINE_NOT_UNDERSTOOD: Words(
        "Ghi mục deadline của dòng này trong tệp kế hoạch", "Fill in `deadline` of this row"
    ),
    LintCode.DEADLINE_MISSING: Words("Bổ sung thời hạn", "Give a deadline"),
    LintCode.DEADLINE_UNRESOLVED: Words(
        "Khi biết ngày, gửi sự kiện deadline.resolved; đến lúc đó chỉ tiêu không bị coi là quá hạn",
        "Send deadline.resolved once the day is known; until then it is never overdue",
    ),
    LintCode.DEADLINE_OUTSIDE_PLAN: Words(
        "Kiểm tra năm của thời hạn, có thể chép từ kế hoạch khác",
        "Check the year; it may have been copied from another plan",
    ),
    LintCode.DUE_AFTER_REPORT: Words(
        "Báo cáo năm sẽ phải ghi số ước cả năm cho các dòng này",
        "The yearly report will need an estimate for the whole year for these rows",
    ),
    LintCode.LEAD_MISSING: Words("Giao đơn vị chủ trì", "Assign a lead agency"),
    LintCode.LEAD_UNCLEAR: Words(
        "Xem văn bản gốc rồi ghi mục lead của các dòng này trong tệp kế hoạch",
        "Look at the document and fill in `lead` of these rows",
    ),
    LintCode.AGENCY_UNKNOWN: Words(
        "Thêm cơ quan vào mục agencies, hoặc sửa tên", "Add the agency to `agencies`, or its name"
    ),
    LintCode.OBJECTIVE_UNASSIGNED: Words(
        "Bổ sung một dòng giao chỉ tiêu này cho đơn vị chủ trì",
        "Add a row that assigns this objective to a lead agency",
    ),
    LintCode.TEXT_DIFFERS: Words(
        "Thống nhất mức đề ra giữa phần lời và phụ lục",
        "Make the text and the appendix say the same",
    ),
    LintCode.PROSE_DEADLINE_DIFFERS: Words(
        "Thống nhất thời hạn giữa phần lời và phụ lục",
        "Make the deadline the same in text and appendix",
    ),
    LintCode.NAME_DIFFERS: Words("Thống nhất tên gọi", "Use one name"),
    LintCode.NUMBERING_BROKEN: Words(
        "Kiểm tra xem có dòng hoặc mục bị thiếu", "Check whether a row or section is missing"
    ),
    LintCode.PROVISIONAL_KEY: Words(
        "Ghi số và ngày khi kế hoạch được ký", "Fill in number and date once the plan is signed"
    ),
    LintCode.UNIT_WITHOUT_NUMBERS: Words(
        "Bỏ dòng đơn vị tính ở bảng không có số tiền", "Remove the unit of a table without money"
    ),
    LintCode.STRICTNESS_NOT_SHARED: Words(
        "Ghi rõ trên/từ cho từng mức", "Say above or at least for each of the numbers"
    ),
    LintCode.APPROXIMATE: Words(
        "Bỏ chữ khoảng, hoặc ghi một khoảng giá trị", "Drop the approximation, or give a range"
    ),
    LintCode.BELOW_LAST_RESULT: Words(
        "Cân nhắc nâng mức đề ra, hoặc nêu lý do hạ mức",
        "Consider a higher threshold, or say why it is lower",
    ),
    LintCode.BELOW_PARENT: Words(
        "Nâng mức đề ra cho bằng kế hoạch cấp trên, hoặc nêu lý do",
        "Raise the threshold to that of the parent plan, or say why not",
    ),
    LintCode.STEEP_RISE: Words(
        "Kiểm tra tính khả thi của bước nhảy", "Check whether the jump is feasible"
    ),
    LintCode.SAME_AS_LATER: Words(
        "Kiểm tra: mức năm nay đã bằng mức của thời hạn sau",
        "Check: the threshold already equals the one of a later year",
    ),
    LintCode.NO_LATER_ROW: Words(
        "Ghi rõ chỉ tiêu còn giữ sau thời hạn này hay không",
        "Say whether the target is kept after this year",
    ),
    LintCode.DEFINITION_CHANGED: Words(
        "Coi là gián đoạn chuỗi số liệu, hoặc dùng lại định nghĩa cũ",
        "Treat as a break in series, or use the former definition",
    ),
    LintCode.NEAR_DUPLICATE: Words(
        "Gộp hai chỉ tiêu, hoặc ghi rõ mẫu số khác nhau",
        "Merge the two, or make the different denominators plain",
    ),
    LintCode.DUPLICATE_ROW: Words("Bỏ dòng trùng", "Remove the row that repeats another"),
    LintCode.DOCUMENT_COLLISION: Words(
        "Ghi kèm cơ quan ban hành và ngày", "Cite the issuer and the date too"
    ),
    LintCode.DOCUMENT_DATE_DIFFERS: Words(
        "Kiểm tra ngày của văn bản được viện dẫn", "Check the day of the document cited"
    ),
    LintCode.DOCUMENT_UNDATED: Words(
        "Ghi kèm ngày của văn bản được viện dẫn", "Cite the document with its day"
    ),
    LintCode.DOCUMENT_FORM: Words(
        "Ghi số, ký hiệu văn bản theo một cách", "Write the document's number in one way"
    ),
    LintCode.TOTAL_DIFFERS: Words("Tính lại tổng", "Add up again"),
    LintCode.PROSE_AMOUNT_DIFFERS: Words(
        "Thống nhất số tiền giữa các chỗ", "Make the amounts agree"
    ),
    LintCode.INVESTMENT_DIFFERS: Words(
        "Thống nhất tên và tổng mức đầu tư của dự án",
        "Use one name and one total investment for the project",
    ),
    LintCode.PROJECT_TWICE: Words(
        "Kiểm tra dự án có bị bố trí vốn hai lần", "Check that the project is not funded twice"
    ),
    LintCode.YEAR_DIFFERS: Words("Kiểm tra năm trong tên", "Check the year in the name"),
    LintCode.VERDICT_DIFFERS: Words(
        "Kiểm tra kết quả và đánh giá đã ghi", "Check the printed result and verdict"
    ),
    LintCode.MISSED_WITHOUT_REASON: Words("Ghi lý do chưa đạt", "Say why the target was missed"),
    LintCode.EVIDENCE_DIFFERS: Words(
        "Đối chiếu kết quả trong bảng với phần lời", "Compare the table with the text"
    ),
    LintCode.DONE_AGAIN: Words(
        "Kiểm tra việc đã ghi hoàn thành hay còn phải làm",
        "Check whether it is done already, or still to do",
    ),
    LintCode.SPELLING: Words("Sửa chính tả", "Correct the spelling"),
    LintCode.REPEATED_WORD: Words("Bỏ chữ lặp", "Remove the repeated word"),
}
