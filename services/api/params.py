"""What may be asked, parameter by parameter, each bounded; an unknown one is refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from contracts.fields import AgencyId, Slug, Text
from contracts.status import PhaseWord, VerdictWord
from domain.period import FIRST_YEAR, LAST_YEAR
from services.api.known import (
    KNOWN_AT_MAX_LENGTH,
    KnownAtOutOfRange,
    MalformedKnownAt,
    is_day,
    parse_known,
)
from services.api.paging import CURSOR_MAX_LENGTH
from services.api.waiting import WAIT_SECONDS_DEFAULT, WAIT_SECONDS_MAX

LIMIT_DEFAULT = 50
LIMIT_MAX = 200

StateWord = Literal[
    "chua_trien_khai", "dang_lam_thu_tuc", "dang_trien_khai", "da_dua_vao_su_dung", "hoan_thanh"
]


def _day(value: object) -> object:
    """Take a day as YYYY-MM-DD only; a form that is sent without a day has asked for none."""
    if value == "":
        return None
    if isinstance(value, str) and not is_day(value):
        raise PydanticCustomError("day_form", "a day as YYYY-MM-DD")
    return value


def _known_at(value: object) -> object:
    """Take what can be read as a day, an instant or positions; it is kept as it was written."""
    if value == "":
        return None
    if isinstance(value, str) and len(value) <= KNOWN_AT_MAX_LENGTH:
        try:
            parse_known(value)
        except MalformedKnownAt:
            raise PydanticCustomError("known_at_form", "a day, an instant or positions") from None
        except KnownAtOutOfRange as error:
            raise PydanticCustomError(
                "known_at_range", "out of range: {right}", {"right": error.right}
            ) from None
    return value


def _known_year(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("date_range", "a day between the years 2000 and 2100")
    return day


PastDay = Annotated[Annotated[date, AfterValidator(_known_year)] | None, BeforeValidator(_day)]
KnownAtText = Annotated[
    Annotated[str, Field(max_length=KNOWN_AT_MAX_LENGTH)] | None, BeforeValidator(_known_at)
]
_Position = Annotated[str, Field(pattern=r"^[0-9]{1,4}:[0-9]{1,18}$")]
_Words = Annotated[Text, Field(max_length=200)]

Name = Annotated[Slug, Path(description="Id: chữ thường không dấu, nối bằng . _ hoặc -.")]


class Anything(BaseModel):
    """What every question may carry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: _Position | None = Field(
        default=None,
        examples=["3:1204"],
        description="Chờ đến khi bản ghi `partition:offset` này đã được áp dụng, rồi mới trả lời.",
    )
    wait_seconds: Annotated[float, Field(ge=0, le=WAIT_SECONDS_MAX)] = Field(
        default=WAIT_SECONDS_DEFAULT, description="Chờ `after` lâu nhất bao nhiêu giây."
    )


class OnDay(Anything):
    """A question that may be about another day."""

    as_of: PastDay = Field(
        default=None,
        description="Đánh giá lại như tại ngày này (YYYY-MM-DD), theo mọi sự kiện đã biết đến nay"
        " hoặc đến known_at.",
        examples=["2023-09-15"],
    )
    known_at: KnownAtText = Field(
        default=None,
        description=(
            "Chỉ theo những gì đã biết đến thời điểm này: một ngày (hết ngày đó, giờ Việt Nam),"
            " một thời điểm RFC 3339, hoặc vị trí trên nhật ký như trong known_at của câu trả lời"
            " (`0:17,1:4`; phân vùng không nêu: chưa biết gì). Thiếu as_of: ngày của thời điểm này."
        ),
        examples=["2023-11-30", "2023-11-30T17:00:00+07:00", "0:17,1:4"],
    )


class Paged(Anything):
    """A question for a list, page by page."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT
    cursor: Annotated[str | None, Field(max_length=CURSOR_MAX_LENGTH)] = Field(
        default=None, description="`next_cursor` của trang trước, gửi lại nguyên văn."
    )


class PlansAsked(Paged, OnDay):
    """A question for plans."""


class TargetsAsked(Paged, OnDay):
    """A question for targets; of the past with `plan` or `indicator` only."""

    plan: Slug | None = None
    verdict: VerdictWord | None = Field(
        default=None, description="Đánh giá chính thức, nếu chưa có thì tạm tính."
    )
    phase: PhaseWord | None = None
    lead: AgencyId | None = None
    indicator: Slug | None = None
    q: _Words | None = Field(
        default=None, description="Có trong tên chỉ tiêu, không phân biệt hoa thường."
    )


class TasksAsked(Paged, OnDay):
    """A question for tasks; of the past with `plan` only."""

    plan: Slug | None = None
    state: StateWord | None = None
    phase: PhaseWord | None = None
    lead: AgencyId | None = None
    overdue: bool | None = None
    q: _Words | None = Field(
        default=None, description="Có trong tên nhiệm vụ, không phân biệt hoa thường."
    )
