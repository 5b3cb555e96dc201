"""Events as a sender writes them, and the published schemas that he may check them with."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped] # no stubs

from contracts.schemas import FOLDER

REPORTED: dict[str, Any] = {
    "specversion": "1.0",
    "id": "m-1",
    "source": "H20.14",
    "type": "vn.chitieu.measurement.reported.v1",
    "subject": "indicator/kinh-te-so-grdp",
    "time": "2023-01-10T09:00:00+07:00",
    "data": {
        "scope": "H20",
        "period": "2022",
        "value": {"kind": "number", "value": "3.7"},
        "observation_status": "E",
        "phrase": "ước đạt 3,7% GRDP",
        "provenance": {"kind": "printed", "source": "Kế hoạch CĐS 2023, mục kinh tế số"},
    },
}


def with_data(**data: object) -> dict[str, Any]:
    """Return the reported event with some of its data replaced."""
    return {**REPORTED, "data": {**REPORTED["data"], **data}}


@cache
def _validator(schema: str) -> Any:
    published = orjson.loads((FOLDER / f"{schema}.json").read_bytes())
    Draft202012Validator.check_schema(published)
    return Draft202012Validator(published, format_checker=FormatChecker())


def violations(schema: str, message: object) -> list[str]:
    """Return what a published schema has against a message; nothing if it fits."""
    return [error.message for error in _validator(schema).iter_errors(message)]
