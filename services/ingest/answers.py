"""What HTTP answers: one object for an event that is on the log, problem+json for one refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.rejections import Refusal, RefusalCode
from infra.problems import Problem
from services.ingest.offers import Outcome

_STATUS: Mapping[RefusalCode, int] = {
    RefusalCode.ID_CONFLICT: 409,
    RefusalCode.TOO_LARGE: 413,
    RefusalCode.SOURCE_NOT_ALLOWED: 403,
    RefusalCode.UNKNOWN_INBOUND_TOPIC: 403,
    RefusalCode.SCOPE_MISSING: 403,
    RefusalCode.NOT_THE_ISSUER: 403,
    RefusalCode.NOT_THE_OWNER: 403,
    RefusalCode.NOT_A_REPORTER: 403,
    RefusalCode.NOT_THE_FOCAL_POINT: 403,
}
_TITLE = "Sự kiện bị từ chối / Event refused"

CONTENT_TYPE = Problem(
    status=415,
    code="content_type_not_supported",
    title="Kiểu nội dung / Content type",
    detail="Gửi Content-Type: application/cloudevents+json, application/cloudevents-batch+json "
    "hoặc application/json, mã hóa UTF-8.",
    detail_en="Send Content-Type: application/cloudevents+json, "
    "application/cloudevents-batch+json or application/json, in UTF-8.",
)
EVENT_NOT_FOUND = Problem(
    status=404,
    code="event_not_found",
    title="Không có sự kiện / No such event",
    detail="Cơ quan này chưa gửi sự kiện nào mang mã đó, hoặc sự kiện đã bị từ chối.",
    detail_en="The agency has sent no event of that id, or it was refused.",
)
WRONG_PARAMETER = Problem(
    status=422,
    code="wrong_parameter",
    title="Tham số sai / Wrong parameter",
    detail="agency là một mã cơ quan; cursor là giá trị next của trang trước; limit từ 1 đến 200.",
    detail_en="agency is an agency id; cursor is the value next of the page before; "
    "limit is 1 to 200.",
)


def http_status(code: RefusalCode) -> int:
    """Return the status with which a refusal is answered."""
    return _STATUS.get(code, 422)


def refused(refusal: Refusal) -> Problem:
    """Return the problem for one refused event."""
    return Problem(
        status=http_status(refusal.code),
        code=refusal.code.value,
        title=_TITLE,
        detail=refusal.vi,
        detail_en=refusal.en,
        field=refusal.field or None,
        extra={"errors": _errors(refusal)},
    )


def _errors(refusal: Refusal) -> list[dict[str, str]]:
    if refusal.problems:
        return [problem.model_dump(mode="json") for problem in refusal.problems]
    return [
        {
            "field": refusal.field,
            "code": refusal.code.value,
            "vi": refusal.vi,
            "en": refusal.en,
            "expected": "",
        }
    ]


def on_the_log(outcome: Outcome) -> dict[str, object]:
    """Return the answer for an event that was accepted, or is a duplicate of one that was.

    Without `position` it is the answer to a dry run.
    """
    answer: dict[str, object] = {
        "id": outcome.id,
        "agency": outcome.agency,
        "status": outcome.status,
    }
    if outcome.position:
        answer["position"] = str(outcome.position)
    return answer


def batch(outcomes: Sequence[Outcome]) -> tuple[int, dict[str, object]]:
    """Return the status and body for a batch: 200 where nothing was refused, else 207."""
    counts = {"accepted": 0, "duplicate": 0, "rejected": 0}
    for outcome in outcomes:
        counts[outcome.status] += 1
    results = [_result(outcome) for outcome in outcomes]
    return (207 if counts["rejected"] else 200), {"results": results, **counts}


def _result(outcome: Outcome) -> dict[str, object]:
    if outcome.refusal is None:
        return on_the_log(outcome)
    told = refused(outcome.refusal).as_dict()
    shown = {name: told[name] for name in ("code", "detail", "detail_en", "errors")}
    return {
        "id": outcome.id,
        "agency": outcome.agency,
        "status": "rejected",
        "http_status": told["status"],
        "field": outcome.refusal.field,
        **shown,
    }
