"""Every field is strict and bounded: what is refused, what is read, and in which spelling."""

import unicodedata
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.fields import (
    AgencyId,
    Contract,
    Day,
    EventId,
    Exact,
    Instant,
    PeriodCode,
    Phrase,
    Sentence,
    Slug,
    Text,
    Unit,
    decimal_text,
)


class Sample(Contract):
    """One field of each kind."""

    text: Text = ""
    sentence: Sentence = "x"
    phrase: Phrase = ""
    unit: Unit = ""
    agency: AgencyId = "H20"
    slug: Slug = "a"
    event_id: EventId = "a"
    period: PeriodCode = "2022"
    day: Day | None = None
    instant: Instant | None = None
    exact: Exact | None = None


def read(field: str, json_text: str) -> Sample:
    """Read one field from the JSON that a sender wrote."""
    return Sample.model_validate_json(f'{{"{field}":{json_text}}}')


def written(sample: Sample, field: str) -> object:
    """Return a field as it is written again."""
    return sample.model_dump(mode="json")[field]


def refusal(field: str, json_text: str) -> str:
    """Return the type of error with which a field is refused."""
    with pytest.raises(ValidationError) as caught:
        read(field, json_text)
    return caught.value.errors()[0]["type"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('"25.94"', "25.94"),
        ('"25.940"', "25.94"),
        ("25.94", "25.94"),
        ("25.0", "25"),
        ('"-0"', "0"),
        ("-0.0", "0"),
        ('"0.000"', "0"),
        ('"007"', "7"),
        ("1e5", "100000"),
        ("0.00001", "0.00001"),
        ("1E-6", "0.000001"),
        ("12345678901234", "12345678901234"),
        ("12345678901234.5", "12345678901234.5"),
        ("99999999999999.0", "99999999999999"),
        ('"12345678901234.123456"', "12345678901234.123456"),
        ('"-12345678901234.123456"', "-12345678901234.123456"),
    ],
)
def test_a_decimal_is_read_exactly(sent: str, kept: str) -> None:
    """As a string, or as a JSON number that no reader rounds; one spelling is kept."""
    assert written(read("exact", sent), "exact") == kept


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ('"1e5"', "decimal_form"),
        ('"25,94"', "decimal_form"),
        ('"1.234,5"', "decimal_form"),
        ('"+1"', "decimal_form"),
        ('" 7"', "decimal_form"),
        ('"7\\n"', "decimal_form"),
        ('"1_000"', "decimal_form"),
        ('"\\u0661\\u0662"', "decimal_form"),
        ('".5"', "decimal_form"),
        ('"5."', "decimal_form"),
        ('""', "decimal_form"),
        ('"NaN"', "decimal_form"),
        ('"0.1234567"', "decimal_form"),
        ('"123456789012345"', "decimal_form"),
        ("NaN", "decimal_form"),
        ("1e999", "decimal_form"),
        ("1e-300", "decimal_form"),
        ("0.0000001", "decimal_form"),
        ("1e15", "decimal_form"),
        ("0.30000000000000004", "decimal_digits"),
        ("1234567890.123456", "decimal_digits"),
        ("1234567890123456", "decimal_digits"),
        ("9" * 4000, "decimal_form"),
        ("true", "decimal_type"),
        ("[1]", "decimal_type"),
        ("{}", "decimal_type"),
    ],
)
def test_what_is_no_exact_decimal_is_refused(sent: str, error: str) -> None:
    """Nothing is guessed and nothing is rounded."""
    assert refusal("exact", sent) == error


@given(st.decimals(-(10**14) + 1, 10**14 - 1, places=6))
def test_a_decimal_of_the_domain_can_always_be_written(number: Decimal) -> None:
    """What came in as a string goes out in a status, all twenty digits of it."""
    sample = Sample(exact=number)
    assert read("exact", f'"{written(sample, "exact")}"') == sample


def test_a_decimal_is_written_plainly() -> None:
    """No exponent, no zeros at the end."""
    assert [decimal_text(Decimal(text)) for text in ("1E+3", "1.50", "100", "0.0")] == [
        "1000",
        "1.5",
        "100",
        "0",
    ]


@pytest.mark.parametrize("field", ["text", "sentence", "phrase", "unit"])
@pytest.mark.parametrize(
    "sign",
    ["\x00", "\x1b", "\x85", "\r", "\u00ad", "\u061c", "\u200b", "\u200f", "\u2028", "\u202e",
     "\u2060", "\u2066", "\ufeff", "\U000e0041"],
)  # fmt: skip
def test_signs_that_cannot_be_seen_are_refused(field: str, sign: str) -> None:
    """Control, direction, zero-width and tag characters are not words."""
    assert refusal(field, orjson.dumps(f"Sở{sign}TTTT").decode()) == "text_control"


def test_lines_and_tabs_are_words() -> None:
    """A reason may have two lines."""
    assert read("text", '"một\\n\\thai"').text == "một\n\thai"


def test_a_lone_surrogate_is_no_json() -> None:
    """It could not be written in UTF-8."""
    assert refusal("text", '"\\ud800"') == "json_invalid"


@pytest.mark.parametrize("blank", ['""', '" "', '"\\n"', '"\\u00a0"'])
def test_a_sentence_is_never_blank(blank: str) -> None:
    """Nor does it become so when blanks at its ends are dropped."""
    assert refusal("sentence", blank) == "string_too_short"


@pytest.mark.parametrize(
    ("field", "limit"), [("text", 4000), ("sentence", 4000), ("phrase", 300), ("unit", 40)]
)
def test_text_is_bounded_before_and_after_its_change_of_form(field: str, limit: int) -> None:
    """U+0958 becomes two signs under NFC: what would be kept is what is counted."""
    assert getattr(read(field, f'"{"đ" * limit}"'), field) == "đ" * limit
    assert refusal(field, f'"{"đ" * (limit + 1)}"') == "string_too_long"
    assert refusal(field, f'"{chr(0x958) * limit}"') == "string_too_long"


@given(st.text(max_size=80))
def test_text_is_kept_in_one_form(text: str) -> None:
    """Whatever is admitted reads back as itself: NFC, no Ð, no blanks at the ends."""
    try:
        kept = Sample(text=text).text
    except ValidationError:
        return
    assert Sample(text=kept).text == kept
    assert kept == unicodedata.normalize("NFC", kept).strip()
    assert "\u00d0" not in kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2023-01-10T09:00:00+07:00", "2023-01-10T02:00:00Z"),
        ("2023-01-10T02:00:00Z", "2023-01-10T02:00:00Z"),
        ("2023-01-10t02:00:00z", "2023-01-10T02:00:00Z"),
        ("2023-01-10T02:00:00.5Z", "2023-01-10T02:00:00.500000Z"),
        ("2023-01-10T02:00:00.123456789Z", "2023-01-10T02:00:00.123456Z"),
        ("2000-01-01T07:00:00+07:00", "2000-01-01T00:00:00Z"),
    ],
)
def test_an_instant_is_rfc_3339_kept_in_utc(sent: str, kept: str) -> None:
    """With an offset, always; to the microsecond."""
    assert written(read("instant", f'"{sent}"'), "instant") == kept


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ('"2023-01-10T09:00:00"', "instant_form"),
        ('"2023-01-10 09:00:00Z"', "instant_form"),
        ('"2023-01-10T09:00Z"', "instant_form"),
        ('"2023-01-10T09:00:00+0700"', "instant_form"),
        ('"2023-02-30T09:00:00Z"', "instant_form"),
        ('"2023-01-10T24:00:00Z"', "instant_form"),
        ('"2023-01-10T09:00:00+24:00"', "instant_form"),
        ('"1673316000"', "instant_form"),
        ("1673316000", "datetime_type"),
        ('"0001-01-01T00:00:00+07:00"', "instant_range"),
        ('"9999-12-31T23:59:59-07:00"', "instant_range"),
        ('"2000-01-01T00:00:00+07:00"', "instant_range"),
        ('"2101-01-01T00:00:00Z"', "instant_range"),
    ],
)
def test_what_is_no_instant_is_refused(sent: str, error: str) -> None:
    """No number, no local time, no year that a change of zone would not survive."""
    assert refusal("instant", sent) == error


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ('"10/01/2023"', "date_form"),
        ('"2023-1-1"', "date_form"),
        ('"2023-02-30"', "date_form"),
        ('"2023-01-10T00:00:00"', "date_form"),
        ('"1673308800"', "date_form"),
        ("1673308800", "date_type"),
        ('"1999-12-31"', "date_range"),
        ('"2101-01-01"', "date_range"),
    ],
)
def test_what_is_no_day_is_refused(sent: str, error: str) -> None:
    """A day is `2023-09-15`, between the years 2000 and 2100."""
    assert refusal("day", sent) == error


@pytest.mark.parametrize("sent", ["M 1", "tiếng", "", "a" * 129, "a\\n"])
def test_an_event_id_is_visible_ascii(sent: str) -> None:
    """It is compared byte by byte, and stands in addresses and logs."""
    assert refusal("event_id", f'"{sent}"').startswith("string_")


@pytest.mark.parametrize("sent", ["Kinh-te", "kinh te", "kinh_", "-a", "a..b", "đ", "", "a" * 97])
def test_a_slug_is_ascii_words(sent: str) -> None:
    """Ids have no second spelling."""
    assert refusal("slug", f'"{sent}"') in ("slug", "string_too_long")


def test_an_agency_s_older_id_is_kept_as_the_newer_one() -> None:
    """`000.00.14.H20` names `H20.14`."""
    assert read("agency", '"000.00.14.H20"').agency == "H20.14"
    assert refusal("agency", '"Sở TTTT"') == "agency_id"


def test_a_period_out_of_its_notation_is_refused() -> None:
    """With an example of each notation in the words."""
    assert refusal("period", '"Quý 3/2023"') == "period"
