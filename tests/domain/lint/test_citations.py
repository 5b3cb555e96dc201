"""Findings on numbers of documents."""

from datetime import date

import pytest

from domain.draft import CitedDocument, Party
from domain.lint.findings import LintCode
from tests.domain.lint.plans import codes, plan

NGHE_AN = Party("UBND tỉnh", "Ủy ban nhân dân tỉnh Nghệ An", "people_committee")


def cited(number: str, day: date | None, issuer: str = "", line: int = 5) -> CitedDocument:
    """Return a citation."""
    return CitedDocument(number, day, issuer, line, number)


@pytest.mark.parametrize(
    ("second", "forms"),
    [("05/NQ-TU", True), ("05-NQ/TU", False), ("05/KH-TU", False)],
)
def test_one_symbol_written_in_two_ways(second: str, forms: bool) -> None:
    """*04-NQ/TU* and *05/NQ-TU* are of one kind; another kind is written otherwise."""
    documents = (cited("04-NQ/TU", None), cited(second, None))
    assert codes(plan(documents=documents)) == ([(LintCode.DOCUMENT_FORM, "")] if forms else [])


def test_a_plans_number_that_is_another_issuers_too() -> None:
    """12/KH-UBND of this province and of another one: the issuer must be said with it."""
    other = cited("12/KH-UBND", date(2024, 4, 15), "Ủy ban nhân dân tỉnh Nghệ An")

    assert codes(plan(documents=(other,))) == [(LintCode.DOCUMENT_COLLISION, "")]
    given = plan(id="nghe-an", issuer=NGHE_AN, issued_on=date(2024, 4, 15))
    assert codes(plan(), given) == [(LintCode.DOCUMENT_COLLISION, "")]


def test_a_plans_own_number_of_another_year_is_no_slip() -> None:
    """Numbers begin anew each year; a citation of the plan itself is no collision either."""
    earlier = cited("12/KH-UBND", date(2021, 2, 3), "Ủy ban nhân dân tỉnh Vĩnh Long")
    itself = cited("12/KH-UBND", date(2024, 1, 10), "Ủy ban nhân dân tỉnh")

    assert codes(plan(documents=(earlier,))) == []
    assert codes(plan(documents=(itself,))) == []


def test_two_days_for_one_number_of_one_year() -> None:
    """749/QĐ-TTg is of 3 June 2020; 6 March is a slip. Provinces share their symbols."""
    days = (date(2020, 6, 3), date(2020, 3, 6))
    state = tuple(cited("749/QĐ-TTg", day) for day in days)
    elsewhere = plan(id="khac", number="9/KH-UBND", documents=(cited("80/KH-UBND", days[0]),))
    here = plan(documents=(cited("80/KH-UBND", days[1]),))

    assert codes(plan(documents=state)) == [(LintCode.DOCUMENT_DATE_DIFFERS, "")]
    assert codes(here, elsewhere) == []


def test_a_number_of_two_years_cited_without_its_year() -> None:
    """50/NQ-CP is of 2020 and of 2022: dated they are two documents, bare it is not said which."""
    both = (cited("50/NQ-CP", date(2020, 4, 17)), cited("50/NQ-CP", date(2022, 4, 8)))
    bare = cited("50/NQ-CP", None, line=9)

    assert codes(plan(documents=both)) == []
    assert codes(plan(documents=(*both, bare))) == [(LintCode.DOCUMENT_UNDATED, "")]
    assert codes(plan(documents=(both[0], bare))) == []
