"""The life of an alert: opened, updated, closed. Pure: what is known in, what changed out.

There is at most one open alert of a kind of one thing in one place. Silence never closes one:
only what names an ending does, a measurement, a verdict, an amendment, a correction. What each
kind of alert takes for an ending is in `domain.alert_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.reasons import Words


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


class Stage(StrEnum):
    """How far it has come. `watch` is kept and shown, and asks nobody to act."""

    WATCH = "watch"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"
    STALE = "stale"


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
    Risk.MISSING_REPORT: Words("Chưa có báo cáo của kỳ", "No report of the period"),
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

STAGE_WORDS: dict[Stage, Words] = {
    Stage.WATCH: Words("Cần theo dõi", "Watch"),
    Stage.AT_RISK: Words("Có nguy cơ", "At risk"),
    Stage.OVERDUE: Words("Quá hạn", "Overdue"),
    Stage.STALE: Words("Lâu không có tin", "Stale"),
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
        "Chỉ tiêu đã được điều chỉnh, khả năng không kịp nay dưới ngưỡng cảnh báo",
        "The target was amended, and a miss is now less likely than what is warned of",
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


@dataclass(frozen=True, slots=True)
class Alert:
    """Where the latest alert of a kind stands. `opening` counts them, `seq` its changes.

    `basis` names all that it rests on, so that a change of it can be told. `dismissed`: somebody
    closed it, so that the same basis opens no other.
    """

    opening: int
    seq: int
    open: bool
    risk: Risk
    basis: str
    stage: Stage = Stage.AT_RISK
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known on a day of the thing that alerts of one kind are about.

    `risk` and `stage` are what there would be to tell, both None where there is nothing. `absence`
    says that this rests on something not having come, `ending_waits` that the ending does, and
    `other_deadline` that the open alert was told of another one, by which its stage went.
    """

    risk: Risk | None
    stage: Stage | None
    basis: str
    may_open: bool = True
    ending: tuple[Outcome, ClosingReason] | None = None
    absence: bool = False
    ending_waits: bool = False
    other_deadline: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A new alert, the n-th of its kind."""

    risk: Risk
    stage: Stage
    basis: str
    opening: int
    seq: int = 1


@dataclass(frozen=True, slots=True)
class Updated:
    """The risk, its stage, or what it rests on, is another."""

    risk: Risk
    stage: Stage
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
    """Return what happens to an alert, or None where nothing does.

    `absence_settled` says that all has been quiet for long enough to call what is missing
    absent. Only then does an absence open an alert or make one worse, and only then does an ending
    that rests on one come: what is missing may be on its way.
    """
    if alert is None or not alert.open:
        return _opening(alert, now, absence_settled=absence_settled)
    if now.ending and (absence_settled or not now.ending_waits):
        return Closed(*now.ending, seq=alert.seq + 1)
    if now.risk is None or now.stage is None:
        return None
    stage = _stage_of(alert, now, now.stage)
    if now.absence and not absence_settled and (now.risk, stage) != (alert.risk, alert.stage):
        return None
    if (now.risk, stage, now.basis) == (alert.risk, alert.stage, alert.basis):
        return None
    return Updated(now.risk, stage, now.basis, seq=alert.seq + 1)


def after(alert: Alert | None, change: Change) -> Alert:
    """Return where the alert stands after a change.

    Raises:
        ValueError: something other than an opening happens to an alert that does not exist.
    """
    match change:
        case Opened(risk=risk, stage=stage, basis=basis, opening=opening, seq=seq):
            return Alert(opening, seq, open=True, risk=risk, basis=basis, stage=stage)
        case Updated(risk=risk, stage=stage, basis=basis, seq=seq) if alert is not None:
            return Alert(alert.opening, seq, open=True, risk=risk, basis=basis, stage=stage)
        case Closed(seq=seq) if alert is not None:
            return replace(alert, seq=seq, open=False, dismissed=False)
    raise ValueError("only an opening can happen to an alert that does not exist")


def _opening(alert: Alert | None, now: Situation, *, absence_settled: bool) -> Opened | None:
    if now.risk is None or now.stage is None or not now.may_open or now.ending:
        return None
    if now.absence and not absence_settled:
        return None
    if alert is not None and alert.dismissed and alert.basis == now.basis:
        return None
    return Opened(now.risk, now.stage, now.basis, opening=alert.opening + 1 if alert else 1)


def _stage_of(alert: Alert, now: Situation, stage: Stage) -> Stage:
    """Return the stage that an open alert goes to: what was at risk is not merely watched again.

    Save where nothing but the nearness of a deadline that was put off had made it so.
    """
    if now.absence and now.other_deadline:
        return stage
    worse = stage is Stage.WATCH and alert.stage is Stage.AT_RISK
    return alert.stage if worse else stage
