"""Verdicts, phases and the reasons behind them, with words for people.

Every word a reader sees of a verdict comes from here: Vietnamese first, English beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said in Vietnamese and in English."""

    vi: str
    en: str


class Verdict(StrEnum):
    """What a target's result amounts to (column *Đánh giá*, plus the two that it lacks)."""

    EXCEEDED = "vuot"
    MET = "dat"
    MISSED = "chua_dat"
    UNDETERMINED = "khong_xac_dinh"
    NO_DATA = "chua_co_so_lieu"


class Phase(StrEnum):
    """Where a target stands on its way to its evaluation."""

    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"
    PAST_DUE = "past_due"
    DEADLINE_UNRESOLVED = "deadline_unresolved"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why a verdict is what it is."""

    ABOVE_TARGET = "above_target"
    ON_TARGET = "on_target"
    WITHIN_BAND = "within_band"
    SHORT_OF_TARGET = "short_of_target"
    BOUND_STRADDLES = "bound_straddles"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    COMPLETED_LATE = "completed_late"
    ALL_MEET = "all_meet"
    NOT_ALL_MEET = "not_all_meet"
    HELD_SO_FAR = "held_so_far"
    HELD_WHERE_REPORTED = "held_where_reported"
    HELD_THROUGHOUT = "held_throughout"
    MISSED_IN_A_PERIOD = "missed_in_a_period"
    PERIODS_MISSING = "periods_missing"
    NOT_BY_PERIOD = "not_by_period"
    NO_BASELINE = "no_baseline"
    BASELINE_NOT_POSITIVE = "baseline_not_positive"
    BASELINE_OTHER_SPAN = "baseline_other_span"
    SIGN_UNCLEAR = "sign_unclear"
    BASE_UNKNOWN = "base_unknown"
    BASE_DIFFERS = "base_differs"
    OTHER_DENOMINATOR = "other_denominator"
    WORST_PART = "worst_part"
    NO_REPORT = "no_report"
    NO_REPORT_IN_PERIOD = "no_report_in_period"
    LAST_PERIOD_MISSING = "last_period_missing"
    PART_OF_PERIOD_ONLY = "part_of_period_only"
    SPAN_NOT_WHOLE = "span_not_whole"
    BEFORE_WINDOW_ONLY = "before_window_only"
    REPORTED_AFTER_DEADLINE = "reported_after_deadline"
    OTHER_DEFINITION_ONLY = "other_definition_only"
    NOT_COMPARABLE = "not_comparable"
    PARTIAL_COVERAGE = "partial_coverage"
    INCOMPLETE_COVERAGE = "incomplete_coverage"
    NOT_SUMMABLE = "not_summable"
    WITHDRAWN = "withdrawn"
    NO_QUANTITY = "no_quantity"
    QUANTITY_NOT_REPORTED = "quantity_not_reported"


VERDICT_WORDS: dict[Verdict, Words] = {
    Verdict.EXCEEDED: Words("Vượt", "Exceeded"),
    Verdict.MET: Words("Đạt", "Met"),
    Verdict.MISSED: Words("Chưa đạt", "Missed"),
    Verdict.UNDETERMINED: Words("Không xác định", "Undetermined"),
    Verdict.NO_DATA: Words("Chưa có số liệu", "No data"),
}

PHASE_WORDS: dict[Phase, Words] = {
    Phase.NOT_DUE: Words("Chưa đến hạn", "Not yet due"),
    Phase.DUE_SOON: Words("Sắp đến hạn", "Due soon"),
    Phase.PAST_DUE: Words("Đã qua hạn", "Past due"),
    Phase.DEADLINE_UNRESOLVED: Words("Chưa xác định thời hạn", "Deadline not resolved"),
    Phase.WITHDRAWN: Words("Đã rút", "Withdrawn"),
}

REASON_WORDS: dict[Reason, Words] = {
    Reason.ABOVE_TARGET: Words("Kết quả cao hơn mức đề ra", "The result is beyond the target"),
    Reason.ON_TARGET: Words("Kết quả bằng mức đề ra", "The result is on the target"),
    Reason.WITHIN_BAND: Words(
        "Kết quả nằm trong khoảng đề ra", "The result lies within the band asked for"
    ),
    Reason.SHORT_OF_TARGET: Words("Kết quả chưa tới mức đề ra", "The result falls short"),
    Reason.BOUND_STRADDLES: Words(
        "Chỉ biết cận của kết quả, chưa đủ để kết luận",
        "Only a bound of the result is known, on both sides of the target",
    ),
    Reason.COMPLETED: Words("Đã hoàn thành", "Completed"),
    Reason.NOT_COMPLETED: Words("Chưa hoàn thành", "Not completed"),
    Reason.COMPLETED_LATE: Words("Hoàn thành sau thời hạn", "Completed after the deadline"),
    Reason.ALL_MEET: Words("Mọi đơn vị đạt mức của mình", "Every member meets its minimum"),
    Reason.NOT_ALL_MEET: Words(
        "Còn đơn vị chưa tới mức của mình", "Some member falls short of its minimum"
    ),
    Reason.HELD_SO_FAR: Words(
        "Đạt trong mọi kỳ báo cáo đã qua", "Met in every reporting period so far"
    ),
    Reason.HELD_WHERE_REPORTED: Words(
        "Đạt trong các kỳ đã báo cáo; còn kỳ đã qua chưa có số liệu",
        "Met in the periods reported; a past one is still missing",
    ),
    Reason.HELD_THROUGHOUT: Words(
        "Đạt trong mọi kỳ báo cáo", "Met in every reporting period to the end"
    ),
    Reason.MISSED_IN_A_PERIOD: Words(
        "Có kỳ báo cáo chưa tới mức đề ra", "Some reporting period falls short of the target"
    ),
    Reason.PERIODS_MISSING: Words(
        "Có kỳ báo cáo không có số liệu nên chưa thể kết luận",
        "Some reporting period was never reported, so that nothing can be concluded",
    ),
    Reason.NOT_BY_PERIOD: Words(
        "Định lượng theo từng kỳ; báo cáo nhiệm vụ không nêu kỳ nên chưa thể kết luận",
        "Asked for in each of several periods, which the report of a task does not tell apart",
    ),
    Reason.NO_BASELINE: Words(
        "Chưa có số liệu gốc để so sánh", "There is no baseline to compare with"
    ),
    Reason.BASELINE_NOT_POSITIVE: Words(
        "Số liệu gốc bằng 0 hoặc âm nên không tính được tỷ lệ tăng, giảm",
        "The baseline is zero or negative: no change in per cent can be taken from it",
    ),
    Reason.BASELINE_OTHER_SPAN: Words(
        "Kỳ của số liệu và kỳ gốc không cùng độ dài nên không so sánh được",
        "The period reported and that of the baseline differ in length",
    ),
    Reason.SIGN_UNCLEAR: Words(
        "Mức giảm được báo cáo bằng số âm: chưa rõ là giảm hay tăng",
        "A reduction was reported as a negative number: a fall or a rise is not clear",
    ),
    Reason.BASE_UNKNOWN: Words(
        "Chưa biết tổng số đơn vị để tính tỷ lệ", "How many entities there are is not known"
    ),
    Reason.BASE_DIFFERS: Words(
        "Báo cáo tính trên số đơn vị khác với tổng số đơn vị của chỉ tiêu nên chưa thể kết luận",
        "The report counts out of another number of entities than the target has",
    ),
    Reason.OTHER_DENOMINATOR: Words(
        "Mẫu số của tỷ trọng khác tử số của phần mà nó thuộc về",
        "The share's denominator is not the numerator of the part that it is a share of",
    ),
    Reason.WORST_PART: Words("Theo phần thấp nhất của chỉ tiêu", "As the worst of its parts"),
    Reason.NO_REPORT: Words("Chưa có báo cáo nào", "Nothing has been reported"),
    Reason.NO_REPORT_IN_PERIOD: Words(
        "Chưa có báo cáo của kỳ này, chỉ có số liệu từ kỳ trước",
        "Nothing reported for this period, only for ones that began earlier",
    ),
    Reason.LAST_PERIOD_MISSING: Words(
        "Kỳ báo cáo vừa qua chưa có số liệu", "The last reporting period has not been reported"
    ),
    Reason.SPAN_NOT_WHOLE: Words(
        "Chỉ có số liệu của một phần kỳ; cần số liệu của cả kỳ",
        "Only a part of the period is reported; a value of the whole is needed",
    ),
    Reason.BEFORE_WINDOW_ONLY: Words(
        "Chỉ có kết quả trước ngày bắt đầu của thời hạn",
        "Only results from before the first day of the deadline's window",
    ),
    Reason.PART_OF_PERIOD_ONLY: Words(
        "Chỉ có số đếm của từng phần kỳ; cần số lũy kế từ đầu kỳ",
        "Only parts of the period are counted; a count from its first day is needed",
    ),
    Reason.REPORTED_AFTER_DEADLINE: Words(
        "Chỉ có số liệu của kỳ kết thúc sau thời hạn",
        "Only periods that end after the deadline are reported",
    ),
    Reason.OTHER_DEFINITION_ONLY: Words(
        "Chỉ có số liệu theo định nghĩa khác của chỉ số (gián đoạn chuỗi)",
        "Reported only under another definition of the indicator (break in series)",
    ),
    Reason.NOT_COMPARABLE: Words(
        "Kết quả không so sánh được với mức đề ra", "The result cannot be compared with the target"
    ),
    Reason.PARTIAL_COVERAGE: Words(
        "Tạm tính trên các đơn vị đã báo cáo; còn đơn vị chưa có số liệu",
        "So far, of the members that have reported; some are still missing",
    ),
    Reason.INCOMPLETE_COVERAGE: Words(
        "Còn đơn vị chưa có số liệu nên chưa kết luận được cho cả phạm vi",
        "Some members have no figures, so that nothing can be said of the whole",
    ),
    Reason.NOT_SUMMABLE: Words(
        "Số liệu của các đơn vị không cộng được với nhau (thiếu tử số, mẫu số)",
        "The members' figures cannot be added (numerator or denominator missing)",
    ),
    Reason.WITHDRAWN: Words("Đã được rút khỏi kế hoạch", "Withdrawn from the plan"),
    Reason.NO_QUANTITY: Words("Nhiệm vụ không có định lượng", "The task names no quantity"),
    Reason.QUANTITY_NOT_REPORTED: Words(
        "Báo cáo chưa nêu số lượng đã thực hiện", "No report names the quantity done so far"
    ),
}

WORST_FIRST = (
    Verdict.MISSED,
    Verdict.NO_DATA,
    Verdict.UNDETERMINED,
    Verdict.MET,
    Verdict.EXCEEDED,
)


def worst(verdicts: list[Verdict]) -> Verdict:
    """Return the worst of several verdicts: that of a compound target, or of a row."""
    return min(verdicts, key=WORST_FIRST.index)


def shown_words(provisional: Verdict, official: Verdict | None, phase: Phase) -> Words:
    """Return what a reader is shown.

    Before its evaluation time a target is never shown as *chưa đạt*, only as short of the
    mark so far; afterwards the confirmed verdict counts, else the provisional one, marked.
    """
    if official is not None:
        return VERDICT_WORDS[official]
    words = VERDICT_WORDS[provisional]
    if provisional in (Verdict.NO_DATA, Verdict.UNDETERMINED) or phase is Phase.WITHDRAWN:
        return words
    if phase is Phase.PAST_DUE:
        return Words(f"{words.vi} (chờ xác nhận)", f"{words.en} (to be confirmed)")
    if provisional is Verdict.MISSED:
        return Words("Tạm tính: chưa tới mức đề ra", "So far: short of the target")
    return Words(f"Tạm tính: {words.vi.lower()}", f"So far: {words.en.lower()}")
