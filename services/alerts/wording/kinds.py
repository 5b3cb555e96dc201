"""What alerts of a missing report, a doubtful value and a task say. Pure."""

from __future__ import annotations

from contracts.alert_evidence import Evidence, ForecastEvidence, Silence, Suspicion
from contracts.alerts import AlertData
from domain.reasons import Words
from domain.task import TaskState
from services.alerts.wording.said import (
    UPDATE,
    amount,
    asked_of,
    chance_words,
    day,
    name,
    period_said,
)

MEMBERS_SAID = 12
FIGURE, REPORT = Words("số liệu", "figure"), Words("báo cáo", "report")
"""What is waited for: of a milestone, or of several parts, no one figure tells."""
_STATE_WORDS: dict[TaskState, Words] = {
    TaskState.NOT_STARTED: Words("chưa triển khai", "not started"),
    TaskState.IN_PROCEDURE: Words("đang làm thủ tục", "in procedure"),
    TaskState.IN_PROGRESS: Words("đang triển khai", "in progress"),
    TaskState.IN_USE: Words("đã đưa vào sử dụng", "in use"),
    TaskState.DONE: Words("hoàn thành", "done"),
}


def report_words(said: AlertData) -> list[Words]:
    """Say which report is missing, since when, who is silent, and what is asked of them."""
    silence, named = said.evidence.silence, name(said)
    if silence is None:
        return [Words(f"{named.vi}: thiếu báo cáo.", f"{named.en}: a report is missing.")]
    about, due = period_said(silence.period), day(silence.due_on)
    what = FIGURE if said.evidence.target_value is not None else REPORT
    mark = Words("Cần theo dõi. ", "To watch. ") if said.stage == "watch" else Words("", "")
    if not (said.lead or silence.members):
        head = Words(
            f"{mark.vi}{named.vi}: chưa có {what.vi} của {about} và chưa giao đơn vị nào báo cáo.",
            f"{mark.en}{named.en}: no {what.en} of {silence.period}, and nobody is charged with"
            " it.",
        )
    elif said.due_on is not None and said.due_on < said.decision.as_of:
        head = Words(
            f"{mark.vi}{named.vi}: đã quá thời hạn {day(said.due_on)} mà chưa có {what.vi} của "
            f"{about}.",
            f"{mark.en}{named.en}: past its deadline {day(said.due_on)} without any {what.en} of"
            f" {silence.period}.",
        )
    elif said.stage == "at_risk":
        head = Words(
            f"{named.vi}: sắp đến hạn {day(said.due_on)} mà chưa có {what.vi} nào.",
            f"{named.en}: due {day(said.due_on)}, and there is no {what.en} at all.",
        )
    elif said.stage == "watch":
        head = Words(
            f"{mark.vi}{named.vi}: đã qua nửa {about} mà chưa có {what.vi} nào.",
            f"{mark.en}{named.en}: half of {silence.period} is gone without any {what.en}.",
        )
    elif silence.periods > 1:
        head = Words(
            f"{named.vi}: {silence.periods} kỳ liền không có báo cáo, gần nhất là {about}.",
            f"{named.en}: no report for {silence.periods} periods on end, the last being"
            f" {silence.period}.",
        )
    else:
        head = Words(
            f"{named.vi}: đã qua ngày {due} mà chưa có báo cáo của {about}.",
            f"{named.en}: {due} has passed, and the report of {silence.period} has not come.",
        )
    ask = Words(f"gửi báo cáo của {about}", f"send the report of {silence.period}")
    return [head, *_silent(silence), *_before(said), *asked_of(said, ask)]


def _silent(silence: Silence) -> list[Words]:
    if not silence.members:
        return []
    number = len(silence.members) + silence.omitted
    if silence.of and number >= silence.of:
        vi, en = f"Cả {silence.of} đơn vị đều chưa báo cáo", f"None of the {silence.of} reported"
    else:
        vi = f"{number} trong {silence.of} đơn vị chưa báo cáo"
        en = f"{number} of {silence.of} have not reported"
    shown = ", ".join(silence.members[:MEMBERS_SAID])
    more = number - min(len(silence.members), MEMBERS_SAID)
    vi, en = f"{vi}: {shown}", f"{en}: {shown}"
    if more:
        vi, en = f"{vi} và {more} đơn vị khác", f"{en} and {more} others"
    return [Words(f"{vi}.", f"{en}.")]


def _before(said: AlertData) -> list[Words]:
    evidence = said.evidence
    if not evidence.value_period:
        return []
    about = period_said(evidence.value_period)
    return [
        Words(
            f"Số liệu gần nhất: {evidence.value_text} ({about}).",
            f"The last figure: {evidence.value_text} ({evidence.value_period}).",
        )
    ]


def input_words(said: AlertData) -> list[Words]:
    """Say what looks wrong about a value, and what to do."""
    doubt, named = said.evidence.suspicion, name(said)
    if doubt is None:
        return [Words(f"{named.vi}: số liệu có vẻ nhầm.", f"{named.en}: a value looks wrong.")]
    about = period_said(doubt.period)
    head = Words(
        f"{named.vi}: số liệu {doubt.value_text} ({about}) có vẻ nhầm.",
        f"{named.en}: the value {doubt.value_text} ({doubt.period}) looks wrong.",
    )
    ask = Words(
        f"Đề nghị {doubt.event.agency} kiểm tra, đính chính hoặc xác nhận; "
        "trong lúc chờ, số liệu này không dùng để đánh giá nguy cơ.",
        f"{doubt.event.agency} is asked to check and to correct or confirm it; until then it does"
        " not count towards any risk.",
    )
    return [head, _why(doubt, said.evidence.unit), ask]


def _why(doubt: Suspicion, unit: str) -> Words:
    before = amount(doubt.before, unit) if doubt.before is not None else None
    when = period_said(doubt.before_period) if doubt.before_period else ""
    if doubt.kind == "decimal_point":
        vi, en = "Có thể sai dấu phẩy", "The decimal comma may be missing"
        if doubt.fits is not None:
            fits = amount(doubt.fits, unit)
            vi, en = f"{vi}: {fits.vi} thì hợp lý", f"{en}: {fits.en} would fit"
        if before:
            vi, en = f"{vi} hơn (kỳ trước {before.vi})", f"{en} (before: {before.en})"
        return Words(f"{vi}.", f"{en}.")
    if before is None:
        return Words("", "")
    if doubt.kind == "cumulative_falls":
        return Words(
            f"Số lũy kế không thể giảm so với {before.vi} ({when}).",
            f"A running total cannot fall below {before.en} ({doubt.before_period}).",
        )
    return Words(
        f"So với {before.vi} ({when}), mức thay đổi này lớn hơn mọi thay đổi từng thấy ở loại "
        "số liệu này.",
        f"From {before.en} ({doubt.before_period}) this is a greater change than any seen in values"
        " of this kind.",
    )


def task_words(said: AlertData) -> list[Words]:
    """Say that a task is overdue, silent or about to be late, how likely, and what is asked."""
    head = _task_head(said)
    if said.stage == "watch":
        head = Words(f"Cần theo dõi. {head.vi}", f"To watch. {head.en}")
    return [head, _last_word(said), *_task_chance(said), *asked_of(said, UPDATE)]


def _task_head(said: AlertData) -> Words:
    evidence, named, due = said.evidence, name(said), day(said.due_on)
    heard = evidence.task is not None and bool(evidence.task.state)
    if evidence.risk == "task_overdue":
        return Words(
            f"{named.vi}: đã quá hạn {due} mà chưa hoàn thành.",
            f"{named.en}: past its deadline {due} and not done.",
        )
    if evidence.risk == "task_stale":
        return Words(
            f"{named.vi}: đã lâu không có báo cáo, chưa rõ có kịp hạn {due} hay không."
            if heard
            else f"{named.vi}: chưa rõ có kịp hạn {due} hay không.",
            f"{named.en}: long without a word, so that nobody knows whether {due} will be kept.",
        )
    if evidence.method == "forecast" and evidence.forecast is not None:
        chance = _late(evidence, evidence.forecast)
        return Words(
            f"{named.vi}: {chance.vi} không hoàn thành đúng hạn {due}.",
            f"{named.en}: {chance.en} of not being done by {due}.",
        )
    return Words(
        f"{named.vi}: sắp đến hạn {due} mà chưa "
        f"{'triển khai' if heard else 'rõ đã triển khai hay chưa'}.",
        f"{named.en}: due {due}, and not known to be under way.",
    )


def _task_chance(said: AlertData) -> list[Words]:
    """Say how likely a task is late and when it will be done, and by what that is told."""
    evidence, told = said.evidence, said.evidence.forecast
    task = evidence.task
    if told is None or task is None or task.done_early_on is None:
        return []
    chance, lines = _late(evidence, told), []
    if evidence.method != "forecast":
        lines.append(
            Words(
                f"Xét thời gian đã qua: {chance.vi} không đúng hạn.",
                f"By the time that is gone: {chance.en} of being late.",
            )
        )
    early, late = day(task.done_early_on), day(task.done_late_on)
    if told.record is not None:
        number = f"{told.record.windows:,}"
        by = Words(
            f"theo {number.replace(',', '.')} nhiệm vụ đã kết thúc", f"by {number} tasks that ended"
        )
    else:
        by = Words(
            "ước lượng rộng, vì chưa có nhiệm vụ nào đã kết thúc để so",
            "a wide guess, as no task has ended yet to compare with",
        )
    lines.append(
        Words(
            f"Có 8 phần 10 khả năng xong trong khoảng {early} đến {late} ({by.vi}).",
            f"It will be done between {early} and {late} in 8 cases of 10 ({by.en}).",
        )
    )
    return lines


def _late(evidence: Evidence, told: ForecastEvidence) -> Words:
    return chance_words(told.chance, sure=evidence.sure)


def _last_word(said: AlertData) -> Words:
    task = said.evidence.task
    if task is None or task.state_on is None or not task.state:
        return Words("Chưa có báo cáo nào về nhiệm vụ này.", "Nothing was ever reported of it.")
    state = _STATE_WORDS[TaskState(task.state)]
    mark = Words(" (minh họa)", " (illustrative)") if said.evidence.illustrative else Words("", "")
    return Words(
        f"Báo cáo gần nhất ngày {day(task.state_on)}: {state.vi}{mark.vi}.",
        f"Last reported on {day(task.state_on)}: {state.en}{mark.en}.",
    )
