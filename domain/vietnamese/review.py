"""Why a reading needs a person's eye: conventions, doubts, and what was not understood."""

from __future__ import annotations

from enum import StrEnum

from domain.reasons import Words


class Review(StrEnum):
    """The codes of the `review:` notes of a plan file."""

    # Not understood.
    EMPTY = "empty"
    NO_NUMBER = "no_number"
    NUMBER_AMBIGUOUS = "number_ambiguous"
    SEVERAL_NUMBERS = "several_numbers"
    UNIT_UNKNOWN = "unit_unknown"
    TARGET_NOT_UNDERSTOOD = "target_not_understood"
    RESULT_NOT_UNDERSTOOD = "result_not_understood"
    DEADLINE_NOT_UNDERSTOOD = "deadline_not_understood"
    DEADLINE_MISSING = "deadline_missing"
    DATE_IMPOSSIBLE = "date_impossible"
    TEXT_TOO_LONG = "text_too_long"
    # Understood by a convention.
    STRICTNESS_NOT_SHARED = "strictness_not_shared"
    APPROXIMATE = "approximate"
    FRACTION_BASE = "fraction_base"
    BASELINE_MISSING = "baseline_missing"
    STRICT_BAND = "strict_band"
    NUMBER_REPAIRED = "number_repaired"
    IMPOSSIBLE = "impossible"
    MEMBERS_UNKNOWN = "members_unknown"
    SEVERAL_INDICATORS = "several_indicators"
    YEAR_ASSUMED = "year_assumed"
    AVERAGE_RATE = "average_rate"
    WORD_FOR_NUMBER = "word_for_number"
    # Agencies.
    AGENCY_UNKNOWN = "agency_unknown"
    ISSUER_UNKNOWN = "issuer_unknown"
    TITLE_MISSING = "title_missing"
    AGENCY_TYPO = "agency_typo"
    AGENCY_AMBIGUOUS = "agency_ambiguous"
    GROUP_UNRESOLVED = "group_unresolved"
    # Tables.
    CELL_INHERITED = "cell_inherited"
    CELL_AMBIGUOUS = "cell_ambiguous"
    COLUMN_UNKNOWN = "column_unknown"
    LEAD_MISSING = "lead_missing"
    UNASSIGNED = "unassigned"
    KIND_ASSUMED = "kind_assumed"
    DIRECTION_ASSUMED = "direction_assumed"
    INDICATOR_PROPOSED = "indicator_proposed"
    DEFINITION_CHANGED = "definition_changed"
    PROVISIONAL_KEY = "provisional_key"
    # Imported again.
    SOURCE_CHANGED = "source_changed"
    SOURCE_REMOVED = "source_removed"


REVIEW_WORDS: dict[Review, Words] = {
    Review.EMPTY: Words("Ô trống", "The cell is empty"),
    Review.NO_NUMBER: Words("Không có con số nào", "There is no number"),
    Review.NUMBER_AMBIGUOUS: Words(
        "Con số có thể hiểu theo hai cách; ghi lại cho rõ",
        "The number can be read in two ways; write it out",
    ),
    Review.SEVERAL_NUMBERS: Words(
        "Có nhiều con số, không rõ số nào là mức đề ra",
        "Several numbers; it is not clear which is the threshold",
    ),
    Review.UNIT_UNKNOWN: Words("Không rõ đơn vị tính", "The unit is not clear"),
    Review.TARGET_NOT_UNDERSTOOD: Words(
        "Chưa hiểu mức đề ra của chỉ tiêu; ghi mục target của dòng này",
        "The threshold was not understood; fill in `target` of this row",
    ),
    Review.RESULT_NOT_UNDERSTOOD: Words("Chưa hiểu kết quả này", "The result was not understood"),
    Review.DEADLINE_NOT_UNDERSTOOD: Words(
        "Chưa hiểu thời hạn; ghi mục deadline của dòng này",
        "The deadline was not understood; fill in `deadline` of this row",
    ),
    Review.DEADLINE_MISSING: Words("Không ghi thời hạn", "No deadline is given"),
    Review.DATE_IMPOSSIBLE: Words("Không có ngày này trong lịch", "There is no such day"),
    Review.TEXT_TOO_LONG: Words("Đoạn văn quá dài để đọc", "The text is too long to be read"),
    Review.STRICTNESS_NOT_SHARED: Words(
        "Chữ trên/dưới chỉ áp dụng cho số đứng liền sau, không cho các số tiếp theo",
        "The word for above/below is taken with the next number only, not with those after it",
    ),
    Review.APPROXIMATE: Words(
        "Khoảng … trở lên: hiểu là từ mức đó trở lên",
        "Approximate, yet a minimum: read as at least that number",
    ),
    Review.FRACTION_BASE: Words(
        "Chưa rõ phân số tính trên tổng số đơn vị nào",
        "It is not said of how many entities the fraction is taken",
    ),
    Review.BASELINE_MISSING: Words(
        "Không ghi mức gốc để so sánh", "The baseline to compare with is not given"
    ),
    Review.STRICT_BAND: Words(
        "Trên a - b: hiểu là khoảng không gồm a, đến b",
        "Above a to b: read as a band without its lower end",
    ),
    Review.NUMBER_REPAIRED: Words(
        "Con số viết khác chuẩn, đã đọc lại", "The number is written in an unusual way; repaired"
    ),
    Review.IMPOSSIBLE: Words(
        "Mức vượt quá 100%, không thể đạt", "More than 100 % cannot be reached"
    ),
    Review.MEMBERS_UNKNOWN: Words(
        "Chưa biết danh sách các đơn vị phải đạt", "The entities that must meet it are not known"
    ),
    Review.SEVERAL_INDICATORS: Words(
        "Một dòng có nhiều chỉ số, tách thành nhiều chỉ tiêu",
        "One row names several indicators; split into several targets",
    ),
    Review.YEAR_ASSUMED: Words(
        "Không ghi năm, hiểu là năm của kế hoạch", "No year is given; the plan's year is assumed"
    ),
    Review.AVERAGE_RATE: Words(
        "Tăng, giảm bình quân: hiểu là năm nào cũng phải đạt mức đó",
        "An average rate: read as one that every single year must reach",
    ),
    Review.WORD_FOR_NUMBER: Words(
        "Mức đề ra viết bằng chữ, đã hiểu thành số", "The threshold is in words; read as a number"
    ),
    Review.AGENCY_UNKNOWN: Words(
        "Chưa nhận ra cơ quan này; thêm vào mục agencies", "Unknown agency; add it to `agencies`"
    ),
    Review.ISSUER_UNKNOWN: Words(
        "Chưa rõ cơ quan ban hành: nhập lại với --issuer, hoặc ghi plan.issuer",
        "The issuer is not known: import again with --issuer, or write `plan.issuer`",
    ),
    Review.TITLE_MISSING: Words(
        "Không thấy tên kế hoạch: nhập lại với --title, hoặc ghi plan.title",
        "The plan has no title: import again with --title, or write `plan.title`",
    ),
    Review.AGENCY_TYPO: Words("Tên cơ quan viết sai, đã sửa", "The agency's name was misspelt"),
    Review.AGENCY_AMBIGUOUS: Words(
        "Tên có thể chỉ nhiều cơ quan", "The name may mean several agencies"
    ),
    Review.GROUP_UNRESOLVED: Words(
        "Nhóm cơ quan chưa có danh sách thành viên", "The group has no members in the directory"
    ),
    Review.CELL_INHERITED: Words(
        "Ô gộp: lấy theo dòng trên", "A merged cell: taken from the row above"
    ),
    Review.CELL_AMBIGUOUS: Words(
        "Không rõ nội dung thuộc cột nào", "It is not clear to which column the cell belongs"
    ),
    Review.COLUMN_UNKNOWN: Words("Không nhận ra cột này", "The column is not recognised"),
    Review.LEAD_MISSING: Words("Không ghi đơn vị chủ trì", "No lead agency is given"),
    Review.UNASSIGNED: Words(
        "Mục tiêu nêu trong phần lời, không giao cho đơn vị nào",
        "An objective of the prose that no row assigns to anyone",
    ),
    Review.KIND_ASSUMED: Words(
        "Chưa chắc là chỉ tiêu hay nhiệm vụ", "It is not certain whether a target or a task"
    ),
    Review.DIRECTION_ASSUMED: Words(
        "Không ghi chiều so sánh; hiểu là không vượt quá mức này",
        "Whether more or less is better is not said; read as at most this number",
    ),
    Review.INDICATOR_PROPOSED: Words(
        "Đề xuất chỉ số; cán bộ quyết định", "A proposed indicator; the officer decides"
    ),
    Review.DEFINITION_CHANGED: Words(
        "Cùng tên gọi nhưng khác định nghĩa: gián đoạn chuỗi số liệu",
        "The same name with another definition: a break in the series",
    ),
    Review.PROVISIONAL_KEY: Words(
        "Kế hoạch chưa có số hoặc ngày: dùng mã tạm",
        "The plan has no number or date yet: a provisional key is used",
    ),
    Review.SOURCE_CHANGED: Words(
        "Văn bản nhập lại đã khác; xem phần nào cần sửa theo",
        "The document says another thing now; see what to follow",
    ),
    Review.SOURCE_REMOVED: Words(
        "Không còn trong văn bản nhập lại; xóa nếu đúng là đã bỏ",
        "No longer in the document; delete it if it was dropped",
    ),
}
