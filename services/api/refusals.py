"""Turn what cannot be answered into problems: which parameter, what was wrong, what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.problems import FieldCode, FieldProblem
from domain.vietnamese.words import date_words
from infra.problems import Problem
from services.api.answers import ProblemAnswer
from services.api.load import Asked
from services.api.store import TooMany
from services.api.waiting import NotYetApplied

PROBLEMS_MAX = 10
NAME_MAX_LENGTH = 64

KNOWN_AT_FORMS = "2023-11-30 / 2023-11-30T17:00:00+07:00 / 0:17,1:4"

_CODES: Mapping[str, tuple[FieldCode, str]] = {
    "extra_forbidden": (FieldCode.UNKNOWN_FIELD, ""),
    "literal_error": (FieldCode.NOT_ALLOWED, "{expected}"),
    "string_pattern_mismatch": (FieldCode.WRONG_FORM, "3:1204"),
    "string_too_long": (FieldCode.TOO_LONG, "≤ {max_length}"),
    "too_long": (FieldCode.TOO_LONG, "≤ {max_length}"),
    "greater_than_equal": (FieldCode.OUT_OF_RANGE, "≥ {ge}"),
    "less_than_equal": (FieldCode.OUT_OF_RANGE, "≤ {le}"),
    "int_parsing": (FieldCode.WRONG_TYPE, "50"),
    "float_parsing": (FieldCode.WRONG_TYPE, "5"),
    "bool_parsing": (FieldCode.WRONG_TYPE, "true, false"),
    "uuid_parsing": (FieldCode.WRONG_FORM, "00000000-0000-0000-0000-000000000000"),
    "day_form": (FieldCode.DATE_FORM, "2023-09-15"),
    "date_from_datetime_parsing": (FieldCode.DATE_FORM, "2023-09-15"),
    "date_range": (FieldCode.OUT_OF_RANGE, "2000-01-01 – 2100-12-31"),
    "known_at_form": (FieldCode.WRONG_FORM, KNOWN_AT_FORMS),
    "from_missing": (FieldCode.MISSING, "from=2023-06-30, from_known_at=2023-06-30"),
    "narrower": (FieldCode.MISSING, "as_of, known_at: {one}"),
    "order": (FieldCode.OUT_OF_RANGE, "{right}"),
    "known_at_range": (FieldCode.OUT_OF_RANGE, "{right}"),
    "text_control": (FieldCode.TEXT_CONTROL, ""),
    "agency_id": (FieldCode.AGENCY_ID, "H20.14, 000.00.14.H20, local:nhnn-dong-thap"),
    "slug": (FieldCode.SLUG, "kinh-te-so-grdp (a-z 0-9 . _ -)"),
    "cursor": (FieldCode.WRONG_FORM, "next_cursor"),
}

_NAMES: Mapping[str, str] = {
    "plan": "kế hoạch",
    "target": "chỉ tiêu",
    "task": "nhiệm vụ",
    "indicator": "chỉ số",
    "alert": "cảnh báo",
}
_MANY: Mapping[str, str] = {
    "targets": "chỉ tiêu",
    "tasks": "nhiệm vụ",
    "subjects": "chỉ tiêu và nhiệm vụ",
    "facts": "sự kiện",
    "projects": "dự án",
    "definitions": "định nghĩa",
    "obligations": "báo cáo phải gửi",
    "marks": "cảnh báo đã chấm",
}


def bad_parameters(details: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the problem of parameters that validation refused; `details` is never empty."""
    problems = [_field_problem(detail) for detail in details[:PROBLEMS_MAX]]
    first = problems[0]
    right = f" ({first.expected})" if first.expected else ""
    return Problem(
        status=422,
        code="bad_parameter",
        title="Tham số không hợp lệ / Bad parameter",
        detail=f"Tham số {first.field}: {first.vi}{right}",
        detail_en=f"Parameter {first.field}: {first.en}{right}",
        field=first.field,
        extra={"problems": [problem.model_dump(mode="json") for problem in problems]},
    )


def bad_cursor() -> Problem:
    """Return the problem of a cursor that this api did not hand out."""
    return bad_parameters([{"type": "cursor", "loc": ("query", "cursor")}])


def bad_known_at(field: str, right: str) -> Problem:
    """Return the problem of a known_at that means nothing that can be."""
    return bad_parameters(
        [{"type": "known_at_range", "loc": ("query", field), "ctx": {"right": right}}]
    )


def narrower(fields: str) -> Problem:
    """Return the problem of a look back over everything: it needs one of some parameters."""
    first = fields.partition(",")[0]
    return bad_parameters([{"type": "narrower", "loc": ("query", first), "ctx": {"one": fields}}])


def bad_order(field: str, right: str) -> Problem:
    """Return the problem of a later look that is before the earlier one."""
    return bad_parameters([{"type": "order", "loc": ("query", field), "ctx": {"right": right}}])


def missing(what: str) -> dict[int | str, dict[str, Any]]:
    """Return how OpenAPI describes the answer where a path names nothing that is there."""
    return {404: {"model": ProblemAnswer, "description": f"There is no such {what}."}}


def not_found(kind: str, name: str, asked: Asked | None = None) -> Problem:
    """Return the problem of a thing that is not there, or not yet then."""
    what = _NAMES[kind]
    if asked is None or asked.as_of is None:
        vi, en = f"Không có {what} {name}.", f"There is no {kind} {name}."
    else:
        vi = f"Không có {what} {name}, hoặc chưa có hiệu lực vào ngày {date_words(asked.as_of)}"
        en = f"There is no {kind} {name}, or none in force on {asked.as_of.isoformat()}"
        vi += ", hoặc lúc đó chưa biết." if asked.cut else "."
        en += ", or not known then." if asked.cut else "."
    return Problem(
        status=404,
        code=f"no_such_{kind}",
        title="Không tìm thấy / Not found",
        detail=vi,
        detail_en=en,
    )


def too_many(error: TooMany) -> Problem:
    """Return the problem of an answer that would grow without bound."""
    of_facts = error.what == "facts"
    more_vi = ", hoặc nhờ người vận hành tăng CHITIEU_AS_OF_FACTS_MAX" if of_facts else ""
    more_en = ", or have the operator raise CHITIEU_AS_OF_FACTS_MAX" if of_facts else ""
    return Problem(
        status=422,
        code="answer_too_large",
        title="Câu trả lời quá lớn / Answer too large",
        detail=f"Cần hơn {error.limit} {_MANY[error.what]} cho một câu trả lời;"
        f" hãy hỏi từng chỉ tiêu, hoặc bỏ as_of và known_at{more_vi}.",
        detail_en=f"The answer needs more than {error.limit} {error.what};"
        f" ask target by target, or without as_of and known_at{more_en}.",
    )


def not_yet_applied(error: NotYetApplied) -> Problem:
    """Return the problem of a record that was waited for in vain."""
    wanted = f"{error.wanted.partition}:{error.wanted.offset}"
    return Problem(
        status=504,
        code="not_yet_applied",
        title="Chưa áp dụng đến bản ghi đó / Not yet applied",
        detail=f"Đã chờ {error.waited_seconds:g} giây, bản ghi {wanted} chưa được áp dụng;"
        " hãy hỏi lại sau.",
        detail_en=f"Waited {error.waited_seconds:g} s; record {wanted} is not applied yet;"
        " ask again later.",
        field="after",
        retry_after_seconds=1,
        extra={
            "after": wanted,
            "applied": f"{error.wanted.partition}:{error.next_offset - 1}"
            if error.next_offset
            else None,
        },
    )


def _field_problem(detail: Mapping[str, Any]) -> FieldProblem:
    code, expected = _CODES.get(detail["type"], (FieldCode.INVALID, ""))
    path = [str(part) for part in detail["loc"][1:]]
    name = ".".join(path)[:NAME_MAX_LENGTH]
    shown = "".join(sign if "!" <= sign <= "~" else "?" for sign in name)
    return FieldProblem.of(code, shown, expected.format_map(detail.get("ctx", {})))
