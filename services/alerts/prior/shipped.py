"""Read what ships: the parameters of scales of which there is data, each with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from contracts.parameters import ParametersData
from domain.forecast.parameters import ClassParameters

HERE = Path(__file__).parent


@cache
def shipped() -> tuple[ClassParameters, ...]:
    """Return the parameters that ship, by class; other scales have the wide default."""
    return tuple(
        ParametersData.model_validate_json(path.read_bytes()).to_domain()
        for path in sorted(HERE.glob("*.json"))
    )
