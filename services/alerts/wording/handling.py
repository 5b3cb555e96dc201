"""What people did with an alert, and what fell due, in words: Vietnamese first. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from contracts.alert_handling import (
    Acknowledgement,
    ClosedByHand,
    Commitment,
    Escalation,
    Note,
    Reminder,
    Resumption,
    Snooze,
    Speaker,
)
from contracts.common import Words
from domain.alert_handling import Standing
from domain.vietnamese.words import amount_words, date_words

_CENT = Decimal("0.01")
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def acknowledged(taken: Acknowledgement, unit: str) -> Words:
    """Say who took an alert, and what he promised."""
    promise = _promise(taken.commitment, unit)
    who = _who(taken.by)
    return _said(
        f"{who} đã tiếp nhận cảnh báo. Việc sẽ làm: {_ended(taken.commitment.action)} {promise.vi}",
        f"{who} took the alert. To be done: {_ended(taken.commitment.action)} {promise.en}",
    )


def snoozed(snooze: Snooze) -> Words:
    """Say until when an alert rests, and why."""
    day, reason, who = date_words(snooze.until_on), _ended(snooze.reason), _who(snooze.by)
    if snooze.until == "date":
        vi, en = f"đến ngày {day}", f"until {day}"
    else:
        vi = f"đến khi có số liệu mới, muộn nhất là ngày {day}"
        en = f"until the next report, at the latest until {day}"
    return _said(
        f"{who} tạm hoãn cảnh báo {vi}. Lý do: {reason}",
        f"{who} lets the alert rest {en}. Reason: {reason}",
    )


def noted(note: Note) -> Words:
    """Say what was noted."""
    who = _who(note.by)
    return _said(f"{who} ghi chú: {note.text}", f"{who} notes: {note.text}")


def closed(closed_by: ClosedByHand) -> Words:
    """Say who closed an alert, and why."""
    who, reason = _who(closed_by.by), _ended(closed_by.reason)
    return _said(
        f"{who} đóng cảnh báo. Lý do: {reason} Nếu số liệu mới xấu hơn, cảnh báo kế tiếp sẽ mở.",
        f"{who} closed the alert. Reason: {reason} Should newer figures be worse, the next opens.",
    )


def resumed(resumption: Resumption, unit: str) -> Words:
    """Say why an alert is back."""
    if resumption.promise is None:
        if resumption.reason == "next_report":
            return _said(
                "Đã có số liệu mới, hết tạm hoãn; cảnh báo được mở lại.",
                "A new report has come, so the rest is over; the alert is back.",
            )
        if resumption.reason == "stage_worse":
            return _said(
                "Cảnh báo đã lên mức xấu hơn, nên hết tạm hoãn.",
                "The alert has come to a worse stage, so its rest is over.",
            )
        day = date_words(resumption.on)
        return _said(
            f"Hết thời gian tạm hoãn (ngày {day}); cảnh báo được mở lại.",
            f"The rest is over ({day}); the alert is back.",
        )
    commitment = resumption.promise.commitment
    promise, by_on = _promise(commitment, unit), date_words(commitment.by_on)
    who = resumption.promise.by.agency
    if resumption.reason == "promise_unmeasured":
        return _said(
            f"Cam kết của {who} đã đến hạn ({by_on}), nhưng không có số liệu của phần đã cam kết "
            f"để đối chiếu; cảnh báo được mở lại. {promise.vi}",
            f"The promise of {who} is due ({by_on}), but nothing is known of the part promised; "
            f"the alert is back. {promise.en}",
        )
    now_vi = now_en = ""
    if commitment.value is not None and resumption.value is not None:
        now = _amount(resumption.value, unit)
        now_vi, now_en = f" Hiện nay: {now}.", f" At present: {now}."
    return _said(
        f"Cam kết của {who} đã quá hạn ({by_on}) mà chưa đạt; cảnh báo được mở lại. "
        f"{promise.vi}{now_vi}",
        f"The promise of {who} lapsed ({by_on}) unfulfilled; the alert is back. "
        f"{promise.en}{now_en}",
    )


def escalated(level: Escalation, now: Standing) -> Words:
    """Say to whom an alert has gone up, and what came of it before."""
    to = f" ({', '.join(level.to)})" if level.to else ""
    if level.level == 1:
        since = date_words(now.since_on)
        vi, en = f"Chưa có ai tiếp nhận kể từ ngày {since}", f"Nobody has taken it since {since}"
    else:
        # The chain counts from the last step, which is not since when nobody has taken it.
        below = level.level - 1
        vi = f"Đã báo cấp {below} mà chưa có ai tiếp nhận"
        en = f"Level {below} was told, and nobody has taken it"
    return _said(
        f"Chuyển lên cấp {level.level}: {level.role}{to}. {vi}.",
        f"Escalated to level {level.level}: {level.role}{to}. {en}.",
    )


def reminded(reminder: Reminder, now: Standing) -> Words:
    """Say why an alert is repeated."""
    if reminder.why == "deadline_near" and now.due_on is not None:
        due, left = date_words(now.due_on), (now.due_on - now.today).days
        return _said(
            f"Nhắc lại lần {reminder.number}: còn {left} ngày đến hạn {due}.",
            f"Reminder {reminder.number}: {left} days are left until {due}.",
        )
    return _said(
        f"Nhắc lại lần {reminder.number}: đã qua một kỳ báo cáo, cảnh báo chưa được xử lý.",
        f"Reminder {reminder.number}: a reporting period has passed, and nobody has acted.",
    )


def _promise(commitment: Commitment, unit: str) -> Words:
    who, day = commitment.responsible, date_words(commitment.by_on)
    if commitment.value is None:
        return Words(
            vi=f"Cam kết: {who} hoàn thành chậm nhất ngày {day}.",
            en=f"Promised: done by {who} by {day}.",
        )
    value = _amount(commitment.value, unit)
    return Words(
        vi=f"Cam kết: {who} đưa kết quả đến {value} chậm nhất ngày {day}.",
        en=f"Promised: {who} brings it to {value} by {day}.",
    )


def _who(by: Speaker) -> str:
    return f"{by.agency} ({by.role})" if by.role else by.agency


def _amount(value: Decimal, unit: str) -> str:
    return amount_words(value.quantize(_CENT, context=_CONTEXT), unit)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _said(vi: str, en: str) -> Words:
    return Words(vi=vi, en=en)
