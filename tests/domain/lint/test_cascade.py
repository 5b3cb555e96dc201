"""Findings between a plan and the plan above it."""

from datetime import date

import pytest

from domain.deadline import YearEndDeadline
from domain.draft import CitedDocument, Party, PlanDraft
from domain.lint.findings import LintCode
from domain.lint.issuers import level_of, place_of
from domain.period import Period
from domain.target import Rule
from tests.domain.lint.plans import above, at_least, codes, plan, row

ACCOUNTS = "Tỷ lệ dân số từ 15 tuổi trở lên có tài khoản thanh toán"
SIGNATURE = "Tỷ lệ dân số trưởng thành có chữ ký số hoặc chữ ký điện tử cá nhân"
COMMUNE = Party("UBND xã", "Ủy ban nhân dân xã Tân Hạnh", "people_committee")


def _above(text: str, rule: Rule, year: int) -> PlanDraft:
    """The province's plan to 2030, signed two years before."""
    return plan(
        row("1", text, rule, deadline=YearEndDeadline(year)),
        id="ke-hoach-2030",
        number="90/KH-UBND",
        issued_on=date(2022, 3, 1),
        period=Period.parse("2022-01-01/2030-12-31"),
    )


def _commune(rule: Rule, province: str) -> PlanDraft:
    cited = CitedDocument("90/KH-UBND", date(2022, 3, 1), f"Ủy ban nhân dân tỉnh {province}", 3)
    target = row("1", ACCOUNTS, rule, deadline=YearEndDeadline(2025))
    years = Period.parse("2024-01-01/2030-12-31")
    title = "KẾ HOẠCH chuyển đổi số xã Tân Hạnh"
    return plan(target, id="xa", issuer=COMMUNE, title=title, period=years, documents=(cited,))


@pytest.mark.parametrize(("rule", "below"), [(at_least("70"), True), (at_least("90"), False)])
def test_a_target_below_the_plan_above(rule: Rule, below: bool) -> None:
    """A commune asks for 70 % where its province asks for 80 % of the same year."""
    expected = [(LintCode.BELOW_PARENT, "1")] if below else []
    province = _above(ACCOUNTS, at_least("80"), 2025)
    assert codes(_commune(rule, "Vĩnh Long"), province) == expected


def test_plans_of_two_provinces_are_not_compared() -> None:
    """A commune that names another province is not under this one."""
    province = _above(ACCOUNTS, at_least("80"), 2025)
    assert LintCode.BELOW_PARENT not in dict(codes(_commune(at_least("70"), "Trà Vinh"), province))


def test_a_yearly_target_that_is_already_that_of_a_later_year() -> None:
    """80 % for 2024 and 80 % for 2025: nothing is left to rise; 100 % cannot rise at all."""
    year = plan(row("1", ACCOUNTS, at_least("80")))

    assert codes(year, _above(ACCOUNTS, at_least("80"), 2025)) == [(LintCode.SAME_AS_LATER, "1")]
    assert codes(year, _above(ACCOUNTS, at_least("85"), 2025)) == []
    full = plan(row("1", ACCOUNTS, at_least("100")))
    assert codes(full, _above(ACCOUNTS, at_least("100"), 2025)) == []


@pytest.mark.parametrize(("year", "steep"), [(2026, True), (2030, False)])
def test_a_steep_rise(year: int, steep: bool) -> None:
    """From 5 % to 50 % within two years is worth a look; within six it is not."""
    now = plan(row("1", "Tỷ lệ dân số trưởng thành có chữ ký số cá nhân", above("5")))
    expected = [(LintCode.STEEP_RISE, "1")] if steep else []
    assert codes(now, _above(SIGNATURE, above("50"), year)) == expected


def test_plans_of_two_years_are_compared_by_definition() -> None:
    """The same matter of other machines breaks the series; the later plan is none above."""
    machines = "Tỷ lệ máy tính cài đặt phần mềm phòng chống mã độc"
    first = plan(row("1", machines, at_least("90")))
    next_year = {"id": "ke-hoach-2025", "number": "7/KH-UBND", "period": Period.parse("2025")}
    due = YearEndDeadline(2025)
    changed = row("1", f"{machines} của cơ quan nhà nước", at_least("90"), deadline=due)
    same = row("1", machines, at_least("90"), deadline=due)

    assert codes(first, plan(changed, **next_year)) == [(LintCode.DEFINITION_CHANGED, "1")]
    assert codes(first, plan(same, **next_year)) == []


def test_the_level_and_place_of_an_issuer_are_those_its_name_says_first() -> None:
    """A commune's name may go on with its district and province; *thị xã* is no *xã*."""
    commune = "Ủy ban nhân dân xã Nghi Hưng, huyện Nghi Lộc, tỉnh Nghệ An"

    assert (level_of(commune), place_of(commune)) == (3, "nghi hưng")
    assert level_of("Ủy ban nhân dân thị xã Bình Minh") == 2
    assert level_of("Thủ tướng Chính phủ") == 0
    assert level_of("Ủy ban nhân dân thành phố Cần Thơ") == 1
