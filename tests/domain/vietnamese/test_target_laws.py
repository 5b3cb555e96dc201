"""Laws of the parsers: what is rendered is read back, and no text makes them fail."""

import unicodedata
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from domain.measurement import Bounded, Done, Number, Ratio, Value
from domain.target import EntityFraction, SimpleRule
from domain.vietnamese import targets
from domain.vietnamese.numbers import parse_amount, parse_number
from domain.vietnamese.reading import NotUnderstood, Understood
from domain.vietnamese.results import parse_result, parse_task_state, parse_verdict
from domain.vietnamese.review import Review
from domain.vietnamese.targets import parse_target
from domain.vietnamese.words import number_words, rule_words, value_words
from tests.domain.vietnamese.drawn_rules import NUMBERS, RELATIONS, RULES, WHOLE, as_read


@given(RULES)
@example((EntityFraction(7, 24), "sở"))
@example((EntityFraction(24, 24, 24), "sở"))
def test_a_rule_is_read_back_from_its_own_words(ruled: tuple[SimpleRule, str]) -> None:
    """Rendering and reading are each other's inverse on every kind of simple rule.

    Of a for-all rule the words tell the minimums and how many have each, not who they are.
    """
    rule, unit = ruled
    reading = parse_target(rule_words(rule, unit))
    assert isinstance(reading, Understood)
    assert [target.rule for target in reading.value] == [as_read(rule)]
    assert reading.value[0].unit == unit


@given(st.decimals(-(10**12), 10**12, allow_nan=False, places=4))
def test_a_number_is_read_back_from_its_own_words(number: Decimal) -> None:
    """Decimal comma, thousands dots, sign."""
    reading = parse_number(number_words(number))
    assert isinstance(reading, Understood)
    assert reading.value == number
    assert not reading.notes


VALUES: st.SearchStrategy[Value] = st.one_of(
    st.builds(Number, NUMBERS),
    st.builds(Bounded, RELATIONS, NUMBERS),
    st.builds(Ratio, st.integers(0, 9999).map(Decimal), WHOLE),
    st.builds(Done, st.booleans()),
)


@given(VALUES, st.sampled_from(["%", "% GRDP", "", "người", "cuộc"]))
def test_a_value_is_read_back_from_its_own_words(value: Value, unit: str) -> None:
    """A number, a bound, a ratio with the percentage that it makes, done or not."""
    reading = parse_result(value_words(value, unit))
    assert isinstance(reading, Understood)
    assert reading.value.value == value


WORDS = st.sampled_from(
    [
        *"0123456789%≥</-–,;.()“”", "10", "1.000", "1,5", "1.2.3", "trên", "dưới", "đạt", "từ",
        "tối thiểu", "ít nhất", "đến", "lên", "xuống còn", "tăng", "giảm", "trở lên", "thứ", "top",
        "nhóm", "hạng", "mỗi", "xã", "cấp tỉnh", "cấp huyện", "trong đó", "lần lượt", "và", "số",
        "năm 2025", "so với", "tỷ đồng", "triệu", "người", "1/3", "duy trì", "một nửa", "tất cả",
        "hai phần ba", "<sup>(1)</sup>", "\u0301", "điểm %", "Đề án 06",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=200) | st.lists(WORDS, max_size=40).map(" ".join)


@given(TEXTS)
@example("%")
@example("\u0130" * 20 + " 5%")
@example("0/0 xã")
@example("1/3 số")
@example("top 0")
def test_no_text_makes_a_parser_fail(text: str) -> None:
    """Every answer is a value or a reason, and its spans lie within the text."""
    for reading in (
        parse_target(text),
        parse_target(text, "%"),
        parse_result(text),
        parse_task_state(text),
        parse_verdict(text),
        parse_amount(text),
        parse_number(text),
    ):
        assert 0 <= reading.span.start <= reading.span.end <= len(text)
        if isinstance(reading, Understood):
            spans = [note.span for note in reading.notes if note.span]
            assert all(0 <= span.start <= span.end <= len(text) for span in spans)


@given(TEXTS)
def test_accents_composed_or_apart_make_no_difference(text: str) -> None:
    """NFC and NFD of one text give equal rules, or the same reason."""
    composed = parse_target(unicodedata.normalize("NFC", text))
    apart = parse_target(unicodedata.normalize("NFD", text))
    if isinstance(composed, NotUnderstood):
        assert isinstance(apart, NotUnderstood)
        assert apart.reason is composed.reason
    else:
        assert isinstance(apart, Understood)
        assert [one.rule for one in apart.value] == [one.rule for one in composed.value]


def test_a_megabyte_of_noise_is_refused_unread() -> None:
    """The bound is on the length of the text as it was given."""
    for noise in ("1", "1.", "a%", "((((", "trên 5%, ", "1 000 ", "“"):
        text = noise * (1_000_000 // len(noise))
        for reading in (parse_target(text), parse_result(text), parse_number(text)):
            assert isinstance(reading, NotUnderstood)
            assert reading.reason is Review.TEXT_TOO_LONG


def test_the_longest_text_is_read_whatever_it_repeats() -> None:
    """No pattern takes time beyond all proportion on text that almost matches it."""
    for noise in (
        "1", "1.", "1,", "1 000 ", "1-", "1/", "a ", "( ", "“", "trên ", "trên 5%, ",
        "5% cấp xã, ", "ngày ", "so với ", "thứ ", "top 1 ", "mỗi xã có 1 tổ; ", "a.", "được ",
        "lên 1 ", "-", "\u0301",
        "năm 2025 ", "cấp tỉnh, ", "□", "tăng giảm ", "phấn đấu ", "* ",
    ):  # fmt: skip
        text = (noise * targets.MAX_TEXT)[: targets.MAX_TEXT]
        assert parse_target(text) is not None
