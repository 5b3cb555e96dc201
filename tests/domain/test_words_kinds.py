"""Words of every kind of rule and deadline; the parsers read them back."""

from decimal import Decimal

import pytest

from domain.bound import Relation
from domain.deadline import (
    BeforeEventDeadline,
    BeforeMonthDeadline,
    ContinuousDeadline,
    DateDeadline,
    Deadline,
    ExternalDeadline,
    MonthDeadline,
    MultiYearDeadline,
    PeriodDeadline,
    RecurringDeadline,
    UnresolvedDeadline,
    WindowDeadline,
    WithinYearDeadline,
    YearEndDeadline,
)
from domain.period import Period
from domain.target import (
    Band,
    Baseline,
    Compound,
    Count,
    EntityFraction,
    ForAll,
    Growth,
    Maintenance,
    Member,
    Milestone,
    Part,
    Rank,
    Reduction,
    Rule,
)
from domain.vietnamese.words import deadline_words, period_words, rule_words
from tests.builders import above, at_least, compound, count, day

AT_LEAST, ABOVE = Relation.AT_LEAST, Relation.ABOVE
AT_MOST, BELOW = Relation.AT_MOST, Relation.BELOW
IN_2020 = Baseline(Decimal(1200), Period.parse("2020"), "Niên giám thống kê")


def members(*minimums: int) -> tuple[Member, ...]:
    """Return members with these minimums."""
    since = day("2023-01-03")
    return tuple(Member(f"H20.{at}", Decimal(least), since) for at, least in enumerate(minimums))


@pytest.mark.parametrize(
    ("rule", "unit", "words"),
    [
        (Band(Decimal(15), Decimal(20)), "% GRDP", "từ 15 đến 20% GRDP"),
        (Band(Decimal(70), Decimal(80), True), "%", "trên 70 đến 80%"),
        (Rank(30), "", "thứ 30 trở lên"),
        (Count(Decimal(50), strict=True), "doanh nghiệp", "nhiều hơn 50 doanh nghiệp"),
        (Count(Decimal(2), per="A"), "văn bản", "ít nhất 2 văn bản/năm"),
        (Count(Decimal(1), per="Q"), "cuộc", "ít nhất 1 cuộc/quý"),
        (Growth(AT_LEAST, Decimal(7), each="A"), "%", "tăng tối thiểu 7%/năm"),
        (Growth(ABOVE, Decimal("7.5"), each="S"), "%", "tăng trên 7,5% mỗi 6 tháng"),
        (Growth(AT_MOST, Decimal(5)), "%", "tăng tối đa 5%"),
        (Growth(BELOW, Decimal(30)), "%", "tăng dưới 30%"),
        (Reduction(BELOW, Decimal(30)), "%", "giảm ít hơn 30%"),
        (
            Reduction(AT_LEAST, Decimal(30), "level", baseline=IN_2020),
            "thủ tục",
            "giảm tối thiểu 30% so với năm 2020 (1.200) (tính từ số liệu từng kỳ)",
        ),
        (Maintenance(AT_LEAST, Decimal(100)), "%", "duy trì từ 100% trở lên"),
        (Maintenance(ABOVE, Decimal(80)), "%", "duy trì trên 80%"),
        (ForAll(minimum=Decimal(1)), "lĩnh vực", "mỗi đơn vị ít nhất 1 lĩnh vực"),
        (ForAll(members(2, 2)), "mô hình", "mỗi đơn vị ít nhất 2 mô hình"),
        (ForAll(members(1, 1, 2)), "%", "mỗi đơn vị ít nhất 1 (2 đơn vị), 2 (1 đơn vị)"),
        (EntityFraction(1, 3), "sở", "1/3 số sở"),
        (EntityFraction(1, 3, of=18), "", "1/3 số đơn vị (trên 18)"),
        (
            Compound((Part("a", "a", at_least("50")), Part("b", "b", at_least("80"), "a"))),
            "%",
            "«a» từ 50% trở lên; trong đó «b» chiếm từ 80% trở lên",
        ),
        (
            compound(
                **{"cap-tinh": above("90"), "cap-huyen-cap-xa": at_least("60")},
            ),
            "%",
            "cấp tỉnh trên 90%; cấp huyện và cấp xã từ 60% trở lên",
        ),
        (
            compound(**{"chung": at_least("80"), "cap-tinh": at_least("90")}),
            "%",
            "chung từ 80% trở lên; trong đó cấp tỉnh từ 90% trở lên",
        ),
        (
            Compound(
                (
                    Part("tong-so", "đạt 50%", at_least("50")),
                    Part("trong-do", "qua trung gian chiếm 80%", at_least("80"), "tong-so"),
                )
            ),
            "%",
            "tổng số từ 50% trở lên; trong đó chiếm từ 80% trở lên",
        ),
        (
            Compound(
                (
                    Part("so", "Đánh giá cho 1/3 số sở", EntityFraction(1, 3)),
                    Part("ubnd-cap-huyen", "1/3 UBND cấp huyện", EntityFraction(1, 3, of=12)),
                )
            ),
            "đơn vị",
            "1/3 số sở; 1/3 số UBND cấp huyện (trên 12)",
        ),
        (
            Compound(
                (
                    Part("muc-1", "Thi", count("2")),
                    Part("b", "b", at_least("80"), "c"),
                    Part("c", "c", Milestone()),
                )
            ),
            "cuộc",
            "«Thi» (muc-1) ít nhất 2 cuộc; «b» trong phần c từ 80 cuộc trở lên; «c» hoàn thành",
        ),
    ],
)
def test_a_rule_of_each_kind_in_words(rule: Rule, unit: str, words: str) -> None:
    """No two kinds share a form, so that the words can be read back."""
    assert rule_words(rule, unit) == words


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (DateDeadline(day("2023-11-30")), "Ngày 30/11/2023"),
        (DateDeadline(day("2023-11-30"), exclusive=True), "Trước ngày 30/11/2023"),
        (MonthDeadline(2023, 9), "Tháng 09/2023"),
        (BeforeMonthDeadline(2023, 9), "Trước tháng 09/2023"),
        (PeriodDeadline(Period.parse("2023-Q3")), "Quý III/2023"),
        (PeriodDeadline(Period.parse("2023-S1")), "6 tháng đầu năm 2023"),
        (PeriodDeadline(Period.parse("2023-06")), "Kỳ tháng 06/2023"),
        (
            WindowDeadline(day("2023-10-01"), day("2023-10-15")),
            "Từ ngày 01/10/2023 đến 15/10/2023",
        ),
        (YearEndDeadline(2023), "Cuối năm 2023"),
        (WithinYearDeadline(2023), "Trong năm 2023"),
        (MultiYearDeadline(2022, 2025), "2022 - 2025"),
        (ContinuousDeadline("Kiểm tra thường xuyên"), "Thường xuyên"),
        (RecurringDeadline("A"), "Hằng năm"),
        (RecurringDeadline("S"), "Mỗi 6 tháng"),
        (RecurringDeadline(None), "Định kỳ"),
        (RecurringDeadline("A", 12, 1, exclusive=True), "Trước ngày 01/12 hằng năm"),
        (RecurringDeadline("A", 12, 1), "Ngày 01/12 hằng năm"),
        (RecurringDeadline("A", 12, None, exclusive=True), "Trước tháng 12 hằng năm"),
        (RecurringDeadline("M", None, 25, exclusive=True), "Trước ngày 25 hằng tháng"),
        (BeforeEventDeadline("đưa vào sử dụng"), "Trước khi đưa vào sử dụng"),
        (ExternalDeadline("Theo yêu cầu của TW"), "Theo yêu cầu của TW"),
        (UnresolvedDeadline("Theo chỉ đạo"), "Theo chỉ đạo"),
    ],
)
def test_a_deadline_of_each_kind_in_words(deadline: Deadline, words: str) -> None:
    """Of what has a form of its own, that form, whatever the plan wrote."""
    assert deadline_words(deadline) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2022", "năm 2022"),
        ("2023-S2", "6 tháng cuối năm 2023"),
        ("2023-Q4", "quý IV/2023"),
        ("2023-06", "tháng 06/2023"),
        ("2023-06-30", "ngày 30/06/2023"),
        ("2023-01-01/2023-09-15", "từ 01/01/2023 đến 15/09/2023"),
    ],
)
def test_a_period_in_words(code: str, words: str) -> None:
    """As it stands within a sentence."""
    assert period_words(Period.parse(code)) == words
