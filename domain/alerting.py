"""The life of an alert: opened, updated, closed. Pure: what is known in, what changed out.

A target has at most one open alert. Silence never closes one: only a measurement, a verdict,
an amendment or a withdrawal does. A target that has been past its deadline without a result
keeps the alert that it has, and gets no new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.reasons import Phase, Verdict, Words

_REACHED = (Verdict.EXCEEDED, Verdict.MET)


class Risk(StrEnum):
    """Why there is an alert; the last three as they were said before forecasts."""

    LIKELY_MISS = "likely_miss"
    MISSED_IN_A_PERIOD = "missed_in_a_period"
    MISSING_REPORT = "missing_report"
    SUSPICIOUS_VALUE = "suspicious_value"
    TASK_AT_RISK = "task_at_risk"
    TASK_OVERDUE = "task_overdue"
    TASK_STALE = "task_stale"
    SHORT_OF_PACE = "short_of_pace"
    LARGE_GAP = "large_gap"
    NO_REPORT = "no_report"


class Outcome(StrEnum):
    """How an alert ended."""

    AVERTED = "averted"
    MISSED = "missed"
    UNDETERMINED = "undetermined"
    WITHDRAWN = "withdrawn"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


class ClosingReason(StrEnum):
    """What ended an alert."""

    TARGET_WITHDRAWN = "target_withdrawn"
    OFFICIALLY_REACHED = "officially_reached"
    OFFICIALLY_MISSED = "officially_missed"
    OFFICIALLY_UNDETERMINED = "officially_undetermined"
    OFFICIALLY_WITHOUT_DATA = "officially_without_data"
    REACHED = "reached"
    MISSED_AT_DEADLINE = "missed_at_deadline"
    CHANCE_LOW = "chance_low"
    AMENDED = "amended"
    CAUSE_WITHDRAWN = "cause_withdrawn"
    REPORTED = "reported"
    EVALUATED = "evaluated"
    VALUE_CORRECTED = "value_corrected"
    VALUE_BORNE_OUT = "value_borne_out"
    TASK_DONE = "task_done"
    TASK_REPORTED = "task_reported"
    CLOSED_BY_HAND = "closed_by_hand"
    DEADLINE_OPEN = "deadline_open"
    PACE_SUFFICES = "pace_suffices"


RISK_WORDS: dict[Risk, Words] = {
    Risk.LIKELY_MISS: Words("Có nguy cơ chưa đạt", "Likely to miss"),
    Risk.MISSED_IN_A_PERIOD: Words(
        "Đã có kỳ chưa tới mức đề ra", "A period has fallen short already"
    ),
    Risk.MISSING_REPORT: Words("Quá hạn chưa có báo cáo", "A report is overdue"),
    Risk.SUSPICIOUS_VALUE: Words("Số liệu có vẻ nhầm", "A reported value looks wrong"),
    Risk.TASK_AT_RISK: Words("Nhiệm vụ có nguy cơ trễ hạn", "A task is likely to be late"),
    Risk.TASK_OVERDUE: Words("Nhiệm vụ đã quá hạn", "A task is overdue"),
    Risk.TASK_STALE: Words("Nhiệm vụ lâu không được báo cáo", "A task has long been silent"),
    Risk.SHORT_OF_PACE: Words("Tốc độ hiện nay chưa đủ", "The pace so far does not suffice"),
    Risk.LARGE_GAP: Words(
        "Còn thiếu quá nửa, thời gian còn lại chưa tới một nửa",
        "More than half is missing with less than half of the time left",
    ),
    Risk.NO_REPORT: Words(
        "Đã qua nửa thời gian mà chưa có số liệu",
        "Half of the time is gone and nothing has been reported",
    ),
}

OUTCOME_WORDS: dict[Outcome, Words] = {
    Outcome.AVERTED: Words("Hết nguy cơ", "Averted"),
    Outcome.MISSED: Words("Chưa đạt", "Missed"),
    Outcome.UNDETERMINED: Words("Không xác định", "Undetermined"),
    Outcome.WITHDRAWN: Words("Đã rút", "Withdrawn"),
    Outcome.RESOLVED: Words("Đã giải quyết", "Resolved"),
    Outcome.DISMISSED: Words("Đã khép lại", "Closed by hand"),
}

CLOSING_WORDS: dict[ClosingReason, Words] = {
    ClosingReason.TARGET_WITHDRAWN: Words(
        "Chỉ tiêu đã được rút khỏi kế hoạch", "The target was withdrawn from its plan"
    ),
    ClosingReason.OFFICIALLY_REACHED: Words(
        "Đã được xác nhận đạt hoặc vượt", "Confirmed as met or exceeded"
    ),
    ClosingReason.OFFICIALLY_MISSED: Words("Đã được xác nhận chưa đạt", "Confirmed as missed"),
    ClosingReason.OFFICIALLY_UNDETERMINED: Words(
        "Đã được xác nhận không xác định", "Confirmed as undetermined"
    ),
    ClosingReason.OFFICIALLY_WITHOUT_DATA: Words(
        "Đã được xác nhận chưa có số liệu", "Confirmed as being without data"
    ),
    ClosingReason.REACHED: Words("Kết quả đã tới mức đề ra", "The result has reached the target"),
    ClosingReason.MISSED_AT_DEADLINE: Words(
        "Đã qua hạn, kết quả chưa tới mức đề ra", "Past its deadline, short of the target"
    ),
    ClosingReason.CHANCE_LOW: Words(
        "Theo số liệu mới, khả năng không kịp đã thấp",
        "With the newest figures a miss has become unlikely",
    ),
    ClosingReason.AMENDED: Words(
        "Mức đề ra hoặc thời hạn đã được điều chỉnh, khả năng không kịp đã thấp",
        "The target or its deadline was amended, and a miss has become unlikely",
    ),
    ClosingReason.CAUSE_WITHDRAWN: Words(
        "Số liệu làm phát sinh cảnh báo đã được đính chính hoặc rút lại",
        "The figures that raised the alert were corrected or withdrawn",
    ),
    ClosingReason.REPORTED: Words("Báo cáo còn thiếu đã có", "The missing report has come"),
    ClosingReason.EVALUATED: Words(
        "Chỉ tiêu đã được đánh giá, không còn chờ báo cáo",
        "The target was evaluated: the report is not waited for any more",
    ),
    ClosingReason.VALUE_CORRECTED: Words(
        "Số liệu đã được đính chính hoặc rút lại", "The value was corrected or withdrawn"
    ),
    ClosingReason.VALUE_BORNE_OUT: Words(
        "Số liệu của kỳ sau cho thấy số liệu này có thể đúng",
        "A later period bears the value out",
    ),
    ClosingReason.TASK_DONE: Words("Nhiệm vụ đã hoàn thành", "The task is done"),
    ClosingReason.TASK_REPORTED: Words(
        "Nhiệm vụ đã có báo cáo mới", "The task was reported on again"
    ),
    ClosingReason.CLOSED_BY_HAND: Words("Có người đóng cảnh báo", "Somebody closed the alert"),
    ClosingReason.PACE_SUFFICES: Words(
        "Theo số liệu mới, không còn dấu hiệu chưa đạt",
        "With what is now known, nothing points to a miss",
    ),
    ClosingReason.DEADLINE_OPEN: Words(
        "Chỉ tiêu không còn thời hạn xác định", "The target no longer has a resolved deadline"
    ),
}


_OFFICIAL_ENDINGS: dict[Verdict, tuple[Outcome, ClosingReason]] = {
    Verdict.EXCEEDED: (Outcome.AVERTED, ClosingReason.OFFICIALLY_REACHED),
    Verdict.MET: (Outcome.AVERTED, ClosingReason.OFFICIALLY_REACHED),
    Verdict.MISSED: (Outcome.MISSED, ClosingReason.OFFICIALLY_MISSED),
    Verdict.UNDETERMINED: (Outcome.UNDETERMINED, ClosingReason.OFFICIALLY_UNDETERMINED),
    Verdict.NO_DATA: (Outcome.UNDETERMINED, ClosingReason.OFFICIALLY_WITHOUT_DATA),
}


@dataclass(frozen=True, slots=True)
class Alert:
    """Where a target's latest alert stands. `opening` counts its alerts, `seq` its changes.

    `basis` names all that the risk rests on, so that a change of it can be told.
    """

    opening: int
    seq: int
    open: bool
    risk: Risk
    basis: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a target on a day.

    `assessed`: measurements were there to be assessed, so that no risk means the risk is
    gone, not that nothing is known. `due_on` is None while the deadline is unresolved.
    """

    due_on: date | None
    phase: Phase
    provisional: Verdict
    official: Verdict | None
    risk: Risk | None
    basis: str
    assessed: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A new alert, the target's n-th."""

    risk: Risk
    basis: str
    opening: int
    seq: int = 1


@dataclass(frozen=True, slots=True)
class Updated:
    """The risk, or what it rests on, is another."""

    risk: Risk
    basis: str
    seq: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The alert is over."""

    outcome: Outcome
    reason: ClosingReason
    seq: int


Change = Opened | Updated | Closed


def decide(alert: Alert | None, now: Situation, *, absence_settled: bool) -> Change | None:
    """Return what happens to a target's alert, or None where nothing does.

    `absence_settled` says that the target has been quiet for long enough to call a report
    absent. Only then does its absence open an alert or change one's risk, and only then does a
    result that falls short at the deadline end one: a better one may be on its way.
    """
    risk = now.risk
    if risk is Risk.NO_REPORT and not absence_settled:
        risk = Risk.NO_REPORT if alert and alert.open and alert.risk is Risk.NO_REPORT else None
    if alert is None or not alert.open:
        if risk is None or not _may_open(now):
            return None
        return Opened(risk, now.basis, opening=alert.opening + 1 if alert else 1)
    ending = _ending(now)
    if ending and (absence_settled or ending[1] is not ClosingReason.MISSED_AT_DEADLINE):
        return Closed(*ending, seq=alert.seq + 1)
    if risk is not None and (risk, now.basis) != (alert.risk, alert.basis):
        return Updated(risk, now.basis, seq=alert.seq + 1)
    return None


def after(alert: Alert | None, change: Change) -> Alert:
    """Return where the alert stands after a change.

    Raises:
        ValueError: something other than an opening happens to an alert that does not exist.
    """
    match change:
        case Opened(risk=risk, basis=basis, opening=opening, seq=seq):
            return Alert(opening, seq, open=True, risk=risk, basis=basis)
        case Updated(risk=risk, basis=basis, seq=seq) if alert is not None:
            return Alert(alert.opening, seq, open=True, risk=risk, basis=basis)
        case Closed(seq=seq) if alert is not None:
            return Alert(alert.opening, seq, open=False, risk=alert.risk, basis=alert.basis)
    raise ValueError("only an opening can happen to an alert that does not exist")


def _may_open(now: Situation) -> bool:
    return (
        now.due_on is not None
        and now.phase in (Phase.NOT_DUE, Phase.DUE_SOON)
        and now.official is None
        and now.provisional not in _REACHED
    )


def _ending(now: Situation) -> tuple[Outcome, ClosingReason] | None:
    if now.phase is Phase.WITHDRAWN:
        return Outcome.WITHDRAWN, ClosingReason.TARGET_WITHDRAWN
    if now.official is not None:
        return _OFFICIAL_ENDINGS[now.official]
    if now.provisional in _REACHED:
        return Outcome.AVERTED, ClosingReason.REACHED
    if now.phase is Phase.PAST_DUE:
        missed = now.provisional is Verdict.MISSED
        return (Outcome.MISSED, ClosingReason.MISSED_AT_DEADLINE) if missed else None
    if now.due_on is None:
        return Outcome.AVERTED, ClosingReason.DEADLINE_OPEN
    if now.assessed and now.risk is None:
        return Outcome.AVERTED, ClosingReason.PACE_SUFFICES
    return None
