"""Ids: one spelling for one agency, a topic of its own for each, the same alert on every replay."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import (
    AGENCY_ID_PATTERN,
    SLUG_PATTERN,
    MalformedId,
    agency_slug,
    alert_id,
    canonical_agency_id,
    canonical_slug,
)

agencies = st.from_regex(AGENCY_ID_PATTERN, fullmatch=True).filter(lambda text: len(text) <= 64)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("H20.14", "H20.14"),
        ("000.00.14.H20", "H20.14"),
        ("000.02.14.H20", "H20.14.02"),
        ("001.00.14.H20", "H20.14.00.001"),
        ("000.00.00.H20", "H20"),
        ("H20.14.00", "H20.14"),
        ("H20.00.000", "H20"),
        ("G14", "G14"),
        ("local:nhnn-dong-thap", "local:nhnn-dong-thap"),
    ],
)
def test_an_agency_has_one_spelling(written: str, kept: str) -> None:
    """QĐ 20/2020 from general to specific, QCVN 102 the other way round: one agency."""
    assert canonical_agency_id(written) == kept


@pytest.mark.parametrize(
    "text",
    ["", "H20.", "h20.14", "H2.14", "H20.1234", "20.14", "00.14.H20", "Sở TTTT", "local:",
     "local:a_b", "local:a.b", "local:A", "local:-a", "H20.14\n", "H20.1\u0661", "H20" + ".1" * 9,
     "local:" + "a" * 60],
)  # fmt: skip
def test_what_is_no_agency_id_is_refused(text: str) -> None:
    """No case, no blank and no digit of another script is guessed right."""
    with pytest.raises(MalformedId):
        canonical_agency_id(text)


@given(agencies)
def test_a_canonical_id_is_its_own(text: str) -> None:
    """Making it canonical again changes nothing."""
    canonical = canonical_agency_id(text)
    assert canonical_agency_id(canonical) == canonical


@given(agencies, agencies)
def test_two_agencies_never_share_a_topic(one: str, other: str) -> None:
    """The slug of an inbound topic tells who speaks on it."""
    first, second = canonical_agency_id(one), canonical_agency_id(other)
    assert (agency_slug(first) == agency_slug(second)) == (first == second)
    assert set(agency_slug(first)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.from_regex(SLUG_PATTERN, fullmatch=True).filter(lambda text: len(text) <= 96))
def test_a_slug_is_kept_as_it_is(text: str) -> None:
    """There is no second spelling to bring it into."""
    assert canonical_slug(text) == text


@pytest.mark.parametrize("text", ["", "A", "a b", "a--b", ".a", "a/b", "đ", "a\n", "a" * 97])
def test_what_is_no_slug_is_refused(text: str) -> None:
    """Lower-case ASCII words joined by one sign."""
    with pytest.raises(MalformedId):
        canonical_slug(text)


def test_an_alert_has_the_same_id_on_every_replay() -> None:
    """It follows from target, scope, deadline and the number of its opening alone."""
    first = alert_id("t", "H20", date(2023, 12, 31), 1)
    assert first == "c90ee509-64d3-5c70-ac0b-b3b7cc5f04dd"
    others = [
        alert_id("u", "H20", date(2023, 12, 31), 1),
        alert_id("t", "H20.14", date(2023, 12, 31), 1),
        alert_id("t", "H20", None, 1),
        alert_id("t", "H20", date(2023, 12, 31), 2),
    ]
    assert len({first, *others}) == 5
