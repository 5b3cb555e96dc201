"""What we publish beside statuses, alerts and refusals, fits its own schema and reads back."""

from datetime import UTC, datetime
from decimal import Decimal

import orjson
import pytest
from pydantic import ValidationError

from contracts.alert_evidence import Window
from contracts.alerts import ALERT_ADAPTER, AlertChanged
from contracts.codec import encode
from contracts.problems import FieldCode, FieldProblem
from contracts.rejections import Refusal, RefusalCode, Rejection
from contracts.schemas import ALERT_NAME, REJECTION_NAME
from tests.contracts.events import violations
from tests.services.api.alert_rows import alert, evidence


def test_an_alert_is_read_back_as_it_was_sent() -> None:
    """With its evidence: both windows, figures exact, words of both languages."""
    sent = AlertChanged(
        specversion="1.0",
        id="6f1c1d0e-6a1b-5f43-9c3e-000000000001:1",
        source="/chitieu/alerts",
        type="vn.chitieu.alert.opened.v1",
        subject="6f1c1d0e-6a1b-5f43-9c3e-000000000001",
        time=datetime(2023, 9, 15, 2, 0, tzinfo=UTC),
        data=alert(),
    )
    raw = encode(sent)
    assert ALERT_ADAPTER.validate_json(raw) == sent
    assert not violations(ALERT_NAME, orjson.loads(raw))


@pytest.mark.parametrize(
    ("figure", "kept"),
    [("-0.000000", "0"), ("0.100000", "0.1"), ("1E+3", "1000"), ("-12.5", "-12.5")],
)
def test_a_figure_has_one_spelling(figure: str, kept: str) -> None:
    """As every decimal: plain, without zeros at the end, no negative zero."""
    window = _window(Decimal(figure))
    assert orjson.loads(encode(window))["pace_per_year"] == kept


@pytest.mark.parametrize("figure", [Decimal("0.1234567"), Decimal("NaN"), 0.5, "1e5", "1,5"])
def test_a_figure_is_rounded_before_it_is_told(figure: object) -> None:
    """At most six decimals, never a float."""
    with pytest.raises(ValidationError, match="at most 6 decimals"):
        _window(figure)


def _window(pace: object) -> Window:
    return Window.model_validate({**dict(evidence().windows[0]), "pace_per_year": pace})


def test_a_rejection_is_read_back_as_it_was_sent() -> None:
    """With every field problem, and the bytes as they came."""
    problems = (FieldProblem.of(FieldCode.DECIMAL_COMMA, "data.value.value", "25.94"),)
    refusal = Refusal.unreadable(problems)
    sent = Rejection(
        id="r-1",
        agency="H20.14",
        way="kafka",
        source_topic="in.h20-14.v1",
        source_partition=0,
        source_offset=7,
        code=refusal.code,
        field=refusal.field,
        vi=refusal.vi,
        en=refusal.en,
        problems=refusal.problems,
        received_sha256="0" * 64,
        size_bytes=2,
        raw_base64="e30=",
        rejected_at=datetime(2023, 1, 10, tzinfo=UTC),
    )
    raw = encode(sent)
    assert Rejection.model_validate_json(raw) == sent
    assert not violations(REJECTION_NAME, orjson.loads(raw))


def test_a_refusal_is_led_by_its_first_problem() -> None:
    """One problem speaks for itself; several are summed up, and listed."""
    comma = FieldProblem.of(FieldCode.DECIMAL_COMMA, "data.value.value")
    deep = FieldProblem.of(FieldCode.TOO_DEEP)
    alone, several = Refusal.unreadable((comma,)), Refusal.unreadable((deep, comma))
    assert (alone.code, alone.vi) == (RefusalCode.INVALID_FIELD, comma.vi)
    assert (several.code, several.problems) == (RefusalCode.TOO_DEEP, (deep, comma))
    assert several.vi != deep.vi


def test_a_refusal_s_words_name_the_ids_that_they_speak_of() -> None:
    """And nothing that a sender could have written freely."""
    refusal = Refusal.of(RefusalCode.ID_CONFLICT, "id", id="m-1", agency="H20.14")
    assert "m-1" in refusal.vi
    assert "H20.14" in refusal.en
