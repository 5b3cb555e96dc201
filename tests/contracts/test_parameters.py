"""Parameters are told so that every decision can be made again, to the last digit."""

import hashlib
from pathlib import Path

import orjson
import pytest
import rfc8785
from pydantic import ValidationError

from contracts.codec import encode
from contracts.parameters import (
    PARAMETERS_ADAPTER,
    PARAMETERS_TYPE,
    ParametersData,
    is_parameters,
)
from domain.forecast.parameters import default_parameters
from domain.forecast.question import Scale
from services.alerts.prior.shipped import shipped
from tests.contracts.events import violations

GOLDEN = Path(__file__).with_name("golden_parameters")
DIGESTS = {
    "vn.chitieu.parameters.fitted.v1.json": (
        "58e9c1eed237faae6d8a78f0640488be478236f46ec3cc2e189c5c14bdf7bf41"
    ),
}


@pytest.mark.parametrize("name", sorted(DIGESTS))
def test_golden_parameters_are_read_and_written_as_they_were(name: str) -> None:
    """Its bytes come back for ever, as canonical JSON that fits the published schema."""
    raw = (GOLDEN / name).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == DIGESTS[name]
    assert encode(PARAMETERS_ADAPTER.validate_json(raw)) == raw == rfc8785.dumps(orjson.loads(raw))
    assert not violations(PARAMETERS_TYPE, orjson.loads(raw))
    assert is_parameters(raw)


@pytest.mark.parametrize("scale", Scale)
def test_what_is_told_gives_back_the_very_numbers(scale: Scale) -> None:
    """A default, through its decimal strings and back, is equal to itself."""
    usual = default_parameters(scale.value, scale)
    told = orjson.dumps(ParametersData.of(usual).model_dump(mode="json"))
    assert ParametersData.model_validate_json(told).to_domain() == usual


def test_what_ships_says_whose_it_is_and_what_it_was_fitted_on() -> None:
    """Percentages, scores and ranks have a prior; each names its data and their digest."""
    told = {one.class_id: one for one in shipped()}
    assert set(told) == {"percent", "score", "rank"}
    assert "WHO" in told["percent"].source.vi
    assert "CC0" in told["score"].source.vi
    for one in told.values():
        assert len(one.fitted_on) == 64
        assert one.windows > 1000
        assert ParametersData.of(one).to_domain() == one


@pytest.mark.parametrize("wrong", [1.5, "1,5", "nan", "1e5", ""])
def test_a_number_that_is_no_decimal_string_is_refused(wrong: object) -> None:
    """Not a float, not a comma: what is told must be read the same everywhere."""
    told = ParametersData.of(shipped()[0]).model_dump(mode="json")
    with pytest.raises(ValidationError):
        ParametersData.model_validate_json(orjson.dumps({**told, "fast_pace": wrong}))
