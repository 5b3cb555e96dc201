"""Numbers, money and ratios as the documents print them."""

from decimal import Decimal

import pytest

from domain.vietnamese.numbers import Amount, parse_amount, parse_number
from domain.vietnamese.reading import NotUnderstood, Understood
from domain.vietnamese.review import Review

PLAIN = [
    ("99,21", "99.21"),
    ("46,81", "46.81"),
    ("3.081", "3081"),
    ("75.152", "75152"),
    ("1.234", "1234"),
    ("1,234", "1.234"),
    ("12.345,6", "12345.6"),
    ("1.234.567", "1234567"),
    ("01", "1"),
    ("002", "2"),
    ("100%", "100"),
    ("100 %", "100"),
    ("-5,5", "-5.5"),
    ("2023", "2023"),
]
REPAIRED = [
    ("96.6%", "96.6"),
    ("105, 24", "105.24"),
    ("0.5", "0.5"),
    ("1 000 000", "1000000"),
]
AMBIGUOUS = ["1.23.4", "1,2,3", "1,234.5", "1.23,4", "01.234", "12.34.56", "5 10", "3 mô hình 5"]
AMOUNTS = [
    ("105, 24 tỷ", "105240", "triệu đồng"),
    ("153,85 tỷ đồng", "153850", "triệu đồng"),
    ("114 tỷ", "114000", "triệu đồng"),
    ("350 trđ", "350", "triệu đồng"),
    ("4.341 triệu đồng", "4341", "triệu đồng"),
    ("12.400 triệu", "12400", "triệu đồng"),
    ("500 nghìn đồng", "0.5", "triệu đồng"),
    ("300 nghìn", "0.3", "triệu đồng"),
    ("1,2 triệu thuê bao", "1200000", "thuê bao"),
    ("2,5 triệu lượt/năm", "2500000", "lượt/năm"),
    ("0,1%", "0.1", "%"),
    ("0,1 điểm %", "0.1", "điểm %"),
    ("5% GRDP", "5", "% GRDP"),
    ("80 phần trăm", "80", "%"),
    ("1 cuộc", "1", "cuộc"),
    ("320", "320", ""),
]


@pytest.mark.parametrize(("text", "value"), PLAIN)
def test_a_number_follows_the_rule_of_commas_and_dots(text: str, value: str) -> None:
    """The comma is decimal, groups of three behind a dot are thousands."""
    reading = parse_number(text)
    assert isinstance(reading, Understood)
    assert reading.value == Decimal(value)
    assert not reading.notes


@pytest.mark.parametrize(("text", "value"), REPAIRED)
def test_an_unusual_number_is_repaired_and_says_so(text: str, value: str) -> None:
    """The decimal dot, and blanks within a number."""
    reading = parse_number(text)
    assert isinstance(reading, Understood)
    assert reading.value == Decimal(value)
    assert [note.code for note in reading.notes] == [Review.NUMBER_REPAIRED]


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_a_number_that_no_rule_decides_is_not_understood(text: str) -> None:
    """Two ways to read it are one too many."""
    reading = parse_number(text)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason is Review.NUMBER_AMBIGUOUS


@pytest.mark.parametrize(("text", "value", "unit"), AMOUNTS)
def test_an_amount_brings_its_unit_and_money_is_in_million_dong(
    text: str, value: str, unit: str
) -> None:
    """Per cent and percentage points are two units."""
    reading = parse_amount(text)
    assert isinstance(reading, Understood)
    assert reading.value == Amount(Decimal(value), unit)


@pytest.mark.parametrize(("text", "reason"), [("", Review.EMPTY), ("không có", Review.NO_NUMBER)])
def test_no_number_is_said_to_be_none(text: str, reason: Review) -> None:
    """An empty cell is not a cell of words."""
    reading = parse_number(text)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason is reason
