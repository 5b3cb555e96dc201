"""The kinds of field that a plan file is made of: words, agencies by name, review notes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticKnownError

from contracts.fields import AgencyId, Contract, Unit, read_day
from domain.task import TaskState
from domain.vietnamese.review import Review
from services.cli.plan.plan_file_text import tidy
from services.cli.plan.plan_file_yaml import WrittenDecimal, WrittenInt

TEXT_MAX_LENGTH = 50_000
CELLS_MAX = 500


def _as_written(value: object) -> object:
    return value.text if isinstance(value, WrittenInt | WrittenDecimal) else value


def _review_code(value: object) -> Review:
    try:
        return Review(str(value))
    except ValueError:
        known = ", ".join(code.value for code in Review)
        raise PydanticKnownError("enum", {"expected": known}) from None


Words = Annotated[
    str,
    BeforeValidator(_as_written),
    StringConstraints(max_length=TEXT_MAX_LENGTH),
    AfterValidator(tidy),
]
"""Words; a number that stands where words do keeps its digits (`number: 01`)."""
AnyDay = Annotated[date, BeforeValidator(read_day)]
"""A day of any year: plans name documents that are older than any event."""
AnyYear = Annotated[int, Field(ge=1, le=9999)]
LineNumber = Annotated[int, Field(ge=1)]
State = Literal[
    "chua_trien_khai", "dang_lam_thu_tuc", "dang_trien_khai", "da_dua_vao_su_dung", "hoan_thanh"
]
STATES = {state.value: state for state in TaskState}


class AgencyRef(Contract):
    """An agency by its name, or by the words that the plan prints for it.

    Both are written where the words alone might mean several.
    """

    text: Words
    name: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_words(cls, value: Any) -> Any:
        written = _as_written(value)
        return {"text": written} if isinstance(written, str) else value


Parties = Annotated[tuple[AgencyRef, ...], Field(max_length=CELLS_MAX)]


class AgencyModel(Contract):
    """An agency under its canonical name: its id, and how the plan prints it.

    `name` only where two agencies have one name, and the key tells them apart.
    """

    name: Words | None = None
    id: AgencyId | None = None
    kind: Words = "agency"
    proposed: bool = False
    printed: Annotated[tuple[Words, ...], Field(max_length=CELLS_MAX)] = ()
    members: Annotated[tuple[Words, ...], Field(max_length=500)] = ()


class IndicatorModel(Contract):
    """An indicator under its id (`id@2`: its second definition)."""

    name: Words
    unit: Unit = ""
    direction: Literal["higher", "lower"] = "higher"
    existing: bool = False
    change: Words = ""


class ReviewModel(Contract):
    """What to look at. `words` and `quote` are for the reader; `code` decides."""

    code: Annotated[Review, BeforeValidator(_review_code)]
    words: Words = ""
    quote: Words = ""
    span: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None
    detail: Words = ""


Reviews = Annotated[tuple[ReviewModel, ...], Field(max_length=CELLS_MAX)]
