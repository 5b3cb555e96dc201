"""The words of an alert's evidence: one table, for whoever shows an alert.

Keys are the words of `contracts/alerts.py`; a test holds both equal.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

from domain.reasons import Words

_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_STEPS = ((Decimal(10), Decimal(1)), (Decimal(1), Decimal("0.1")))
_FINEST = Decimal("0.01")
UNSURE_AT_MOST = Decimal("0.9")
"""What rests on one report is never said to be likelier than this."""
_SURE_AT_MOST = Decimal("0.99")

METHOD_WORDS: dict[str, Words] = {
    "forecast": Words(
        "dự báo từ các báo cáo đã có và từ các chỉ tiêu cùng loại",
        "a forecast from the reports so far and from targets of its kind",
    ),
    "by_period": Words("so từng kỳ với mức đề ra", "each period against the target"),
    "report_due": Words(
        "so hạn báo cáo với báo cáo đã nhận", "the reports owed against those that came"
    ),
    "likeness": Words(
        "so số liệu mới với các kỳ trước", "the new value against those of earlier periods"
    ),
    "task_dates": Words(
        "so thời hạn với báo cáo gần nhất của nhiệm vụ", "the deadline against the task's last word"
    ),
    "linear_pace": Words(
        "so tốc độ đến nay với tốc độ cần", "the pace so far against the pace needed"
    ),
    "gap_and_time": Words(
        "so phần còn thiếu với thời gian còn lại", "what is missing against the time left"
    ),
    "no_report_by_half_time": Words(
        "đã qua nửa thời gian mà chưa có số liệu", "half of the time is gone without a report"
    ),
}
WINDOW_WORDS: dict[str, Words] = {
    "longest": Words("khoảng dài nhất", "longest window"),
    "last": Words("khoảng gần nhất", "last window"),
}
GRADE_WORDS: dict[str, Words] = {
    "khong_so_lieu": Words("không có số liệu", "no measurement"),
    "mot_so_lieu": Words("một số liệu", "one measurement"),
    "hai_so_lieu": Words("hai số liệu", "two measurements"),
    "tu_ba_so_lieu": Words("từ ba số liệu", "three measurements or more"),
}
QUALITY_WORDS: dict[str, Words] = {
    "estimated": Words("có số ước hoặc sơ bộ", "estimated or provisional values"),
    "derived": Words("có số suy ra", "derived values"),
    "illustrative": Words("có số minh họa", "illustrative values"),
    "bounded": Words("có số chỉ biết cận", "values of which only a bound is known"),
}
"""Each where the evidence's field of that name is true, in this order."""


def percent_words(chance: Decimal, *, sure: bool) -> str:
    """Return a chance in whole percent, never 0 or 100; not `sure`, of one report, up to 90."""
    most = _SURE_AT_MOST if sure else UNSURE_AT_MOST
    if chance > most:
        return f"trên {most * 100:.0f}%"
    if chance < 1 - _SURE_AT_MOST:
        return "dưới 1%"
    return f"{(chance * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)}%"


def rough_ends(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Return an interval's ends as roughly as they are known: the wider, the fewer decimals."""
    step = next((step for width, step in _STEPS if high - low >= width), _FINEST)
    return low.quantize(step, context=_CONTEXT), high.quantize(step, context=_CONTEXT)
