"""What a command is answered: the alert as it is now, or why nothing was done. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import orjson

from contracts.alert_commands import CommandWord
from contracts.codec import encode
from contracts.problems import FieldCode, FieldProblem
from domain.alert_handling import (
    FORBIDDEN_BY_STATE,
    UNABLE_WORDS,
    Standing,
    Unable,
    latest_promise,
    latest_rest,
)
from domain.reasons import Words
from domain.vietnamese.words import date_words, number_words
from infra.problems import MEDIA_TYPE, Problem
from services.alerts.handling.commands import Done, Refusal, Refused

_TITLE = "Không thực hiện được / Not carried out"
_NOT_JSON = frozenset(
    {
        FieldCode.NOT_JSON,
        FieldCode.NOT_UTF8,
        FieldCode.BYTE_ORDER_MARK,
        FieldCode.EMPTY,
        FieldCode.TOO_DEEP,
        FieldCode.DUPLICATE_KEY,
        FieldCode.NOT_AN_OBJECT,
    }
)

CONTENT_TYPE = Problem(
    status=415,
    code="content_type_not_supported",
    title="Kiểu nội dung / Content type",
    detail="Gửi Content-Type: application/json, mã hóa UTF-8.",
    detail_en="Send Content-Type: application/json, in UTF-8.",
)
SCOPE_MISSING = Problem(
    status=403,
    code="scope_missing",
    title="Không có quyền / No such scope",
    detail="Khóa này không có quyền alerts; hãy nhờ người vận hành cấp khóa có quyền đó.",
    detail_en="The key lacks the scope alerts; ask the operator for one that has it.",
)
WRONG_PARAMETER = Problem(
    status=400,
    code="wrong_parameter",
    title="Tham số sai / Wrong parameter",
    detail="agency là một mã cơ quan; Idempotency-Key là 1 đến 128 ký tự ASCII; "
    "If-Match là số thứ tự seq của cảnh báo.",
    detail_en="agency is an agency id; Idempotency-Key is 1 to 128 ASCII characters; "
    "If-Match is the seq of the alert.",
)
NO_SUCH_ALERT = Problem(
    status=404,
    code="no_such_alert",
    title="Không tìm thấy / Not found",
    detail="Không có cảnh báo này.",
    detail_en="There is no such alert.",
)
_REFUSED: Mapping[Refusal, Problem] = {
    Refusal.NO_SUCH_ALERT: NO_SUCH_ALERT,
    Refusal.NOT_YOURS: Problem(
        status=403,
        code="not_yours",
        title="Không phải cảnh báo của cơ quan này / Not yours",
        detail="Chỉ đơn vị chủ trì, phối hợp, đơn vị phải xử lý và các cấp được báo lên mới được "
        "xử lý cảnh báo này.",
        detail_en="Only the lead, the coordinators, those who must act and those it was escalated "
        "to may handle this alert.",
    ),
    Refusal.CHANGED_MEANWHILE: Problem(
        status=412,
        code="alert_changed",
        title="Cảnh báo đã thay đổi / The alert has changed",
        detail="Cảnh báo đã thay đổi sau lần xem trước; hãy xem lại rồi gửi.",
        detail_en="The alert has changed since it was read; look at it again, then send.",
        field="if-match",
    ),
    Refusal.KEY_REUSED: Problem(
        status=409,
        code="idempotency_key_reused",
        title="Khóa Idempotency-Key đã dùng / Key used before",
        detail="Khóa này đã dùng cho một yêu cầu khác; hãy chọn khóa mới cho mỗi yêu cầu.",
        detail_en="The key was used for another command; choose a new one for each.",
        field="idempotency-key",
    ),
    Refusal.NOT_READY: Problem(
        status=503,
        code="alert_not_ready",
        title="Chưa sẵn sàng / Not ready",
        detail="Đang đọc lại trạng thái của chỉ tiêu này; hãy gửi lại nguyên văn sau ít phút.",
        detail_en="The status of this target is being read again; send it again in some minutes.",
        retry_after_seconds=30,
    ),
}
_OF_VALUE = (Unable.VALUE_MISSING, Unable.VALUE_NOT_COUNTED, Unable.VALUE_NO_BETTER)


def _described(status: str) -> dict[str, Any]:
    return {"description": status, "content": {MEDIA_TYPE: {}}}


DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {"description": "Carried out, now or before (`again`): the alert as it was after it."},
    400: _described("The body is not JSON, or a parameter is wrong."),
    401: _described("No key, a wrong or a revoked one."),
    403: _described("The key lacks the scope, or the alert concerns others."),
    404: _described("There is no such alert."),
    409: _described("The state of the alert forbids it, or the Idempotency-Key was used."),
    412: _described("The alert has changed since (If-Match)."),
    413: _described("The body is too large."),
    415: _described("Not application/json."),
    422: _described("A field is wrong."),
    429: _described("Too many commands wait."),
    503: _described("Unknown or not now: send it again unchanged."),
}


def done(outcome: Done) -> dict[str, object]:
    """Return the answer to a command that was carried out."""
    said = outcome.change.data
    words = said.handling.words
    return {
        "alert_id": str(said.alert),
        "seq": said.seq,
        "type": outcome.change.type,
        "state": said.state,
        "again": outcome.again,
        "words": {"vi": words.vi, "en": words.en} if words else None,
        "alert": orjson.loads(encode(said)),
    }


def unreadable(problems: Sequence[FieldProblem]) -> Problem:
    """Return the problem of a body that is no such command."""
    first = problems[0]
    right = f" ({first.expected})" if first.expected else ""
    where = f"{first.field}: " if first.field else ""
    return Problem(
        status=400 if first.code in _NOT_JSON else 422,
        code=first.code.value,
        title="Nội dung không hợp lệ / Not a valid command",
        detail=f"{where}{first.vi}{right}",
        detail_en=f"{where}{first.en}{right}",
        field=first.field or None,
        extra={"errors": [problem.model_dump(mode="json") for problem in problems]},
    )


def refused(outcome: Refused, word: CommandWord) -> Problem:
    """Return the problem of a command that changed nothing."""
    why = outcome.why
    seq = {"seq": outcome.said.seq} if outcome.said else {}
    if isinstance(why, Refusal):
        return replace(_REFUSED[why], extra=seq)
    words, right = UNABLE_WORDS[why], _right(why, word, outcome.now)
    day = "by_on" if word == "acknowledge" else "until"
    return Problem(
        status=409 if why in FORBIDDEN_BY_STATE else 422,
        code=why.value,
        title=_TITLE,
        detail=f"{words.vi}{right.vi}.",
        detail_en=f"{words.en}{right.en}.",
        field=None if why in FORBIDDEN_BY_STATE else "value" if why in _OF_VALUE else day,
        extra=seq,
    )


def _right(why: Unable, word: CommandWord, now: Standing | None) -> Words:
    """Return what would be right, where it depends on the alert."""
    if now is None:
        return Words("", "")
    match why:
        case Unable.DAY_NOT_AHEAD:
            return _day("hôm nay là", "today is", now.today)
        case Unable.DAY_AFTER_DEADLINE if now.due_on is not None:
            return _day("hạn là", "due", now.due_on)
        case Unable.DAY_TOO_FAR:
            last = latest_promise(now) if word == "acknowledge" else latest_rest(now)
            return _day("muộn nhất là", "at the latest", last)
        case Unable.VALUE_MISSING | Unable.VALUE_NO_BETTER if now.value is not None:
            side = Words("trên", "above") if now.higher_is_better else Words("dưới", "below")
            value = number_words(now.value)
            return Words(f" (value: {side.vi} {value})", f" (value: {side.en} {now.value:f})")
        case Unable.VALUE_NOT_COUNTED:
            return Words(" (bỏ trống value)", " (leave value out)")
        case _:
            return Words("", "")


def _day(vi: str, en: str, day: date) -> Words:
    return Words(f" ({vi} {date_words(day)})", f" ({en} {day.isoformat()})")
