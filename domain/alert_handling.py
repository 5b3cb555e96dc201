"""What people may do with an alert, and what falls due while nobody does. Pure.

A promise binds until its day: if the alert still stands short of it then, it re-opens. A rest
ends with the next report or its day. An alert that nobody has taken goes up the plan's chain
by working days, and is repeated once per reporting period and near the deadline. Days are
business days and come as arguments; so do working days and the chain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.reasons import Words

SNOOZE_DAYS_MAX = 90
PROMISE_DAYS_MAX = 366

WorkingDays = Callable[[date, date], int]
"""How many working days lie after the first day, up to and with the second."""


class Unable(StrEnum):
    """Why a command cannot be carried out."""

    CLOSED = "alert_closed"
    DEADLINE_PASSED = "deadline_passed"
    DAY_NOT_AHEAD = "day_not_ahead"
    DAY_AFTER_DEADLINE = "day_after_deadline"
    DAY_TOO_FAR = "day_too_far"
    VALUE_MISSING = "value_missing"
    VALUE_NOT_COUNTED = "value_not_counted"
    VALUE_NO_BETTER = "value_no_better"


FORBIDDEN_BY_STATE = frozenset({Unable.CLOSED, Unable.DEADLINE_PASSED})
"""What no other content of the command would mend."""

UNABLE_WORDS: dict[Unable, Words] = {
    Unable.CLOSED: Words(
        "Cảnh báo đã đóng, không xử lý thêm được", "The alert is closed; nothing can be done to it"
    ),
    Unable.DEADLINE_PASSED: Words(
        "Chỉ tiêu đã quá hạn, không tạm hoãn cảnh báo được",
        "The deadline has passed, so the alert cannot rest",
    ),
    Unable.DAY_NOT_AHEAD: Words("Ngày phải sau hôm nay", "The day must lie after today"),
    Unable.DAY_AFTER_DEADLINE: Words(
        "Ngày phải không muộn hơn hạn của chỉ tiêu", "The day must not lie after the deadline"
    ),
    Unable.DAY_TOO_FAR: Words("Ngày quá xa", "The day is too far ahead"),
    Unable.VALUE_MISSING: Words(
        "Phải nêu giá trị cam kết đạt", "The value that is promised is missing"
    ),
    Unable.VALUE_NOT_COUNTED: Words(
        "Cảnh báo này không đo bằng số, không cam kết giá trị được",
        "This alert is not about a number, so no value can be promised",
    ),
    Unable.VALUE_NO_BETTER: Words(
        "Giá trị cam kết phải tốt hơn giá trị hiện nay",
        "The value promised must be better than the present one",
    ),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised: by when, and the value to reach; None: the alert itself to be over."""

    by_on: date
    value: Decimal | None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The newest value of a part of a target, and the direction in which it is better."""

    value: Decimal
    higher_is_better: bool


@dataclass(frozen=True, slots=True)
class Rest:
    """Until when an alert rests; `next_report`: one about a later day than `newest_on`, too."""

    until_on: date
    next_report: bool
    newest_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert as people see it on a day.

    `sought`: it is more than watched, so people are told of it. `counted`: a number tells how far
    it is; `higher_is_better` is its direction, `value` the newest, `newest_on` the day that the
    newest report is about. `level` and `since_on` are how far up it went and on which day,
    `touched_on` the last day on which anybody was told or spoke. `period_days`: between reports.
    `elsewhere` is the newest of the part that was promised where `part`, the worst one, is another.
    """

    today: date
    open: bool
    sought: bool
    opened_on: date
    due_on: date | None
    counted: bool
    higher_is_better: bool
    part: str | None
    value: Decimal | None
    newest_on: date | None
    promise: Promise | None
    rest: Rest | None
    level: int
    since_on: date
    touched_on: date
    period_days: int
    elsewhere: Reading | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The plan's chain: after how many working days at a level the next one is told.

    `before_deadline`: how many working days before the deadline the alert is repeated.
    """

    waits: tuple[int, ...] = ()
    each_period: bool = False
    before_deadline: tuple[int, ...] = ()


class Why(StrEnum):
    """Why something falls due."""

    PROMISE_LAPSED = "promise_lapsed"
    PROMISE_UNMEASURED = "promise_unmeasured"
    NEXT_REPORT = "next_report"
    DATE_REACHED = "date_reached"
    REPORTING_PERIOD = "reporting_period"
    DEADLINE_NEAR = "deadline_near"


@dataclass(frozen=True, slots=True)
class Resume:
    """The alert re-opens: its rest is over, or its promise has lapsed."""

    why: Why


@dataclass(frozen=True, slots=True)
class Escalate:
    """The next level is told."""

    level: int


@dataclass(frozen=True, slots=True)
class Remind:
    """Those who know are told once more."""

    why: Why


Due = Resume | Escalate | Remind


def unable_to_promise(now: Standing, promise: Promise) -> Unable | None:
    """Return why an alert cannot be taken with this promise."""
    if not now.open:
        return Unable.CLOSED
    if promise.by_on <= now.today:
        return Unable.DAY_NOT_AHEAD
    ahead = now.due_on is not None and now.due_on > now.today
    if ahead and now.due_on is not None and promise.by_on > now.due_on:
        return Unable.DAY_AFTER_DEADLINE
    if promise.by_on > latest_promise(now):
        return Unable.DAY_TOO_FAR
    if promise.value is None:
        return Unable.VALUE_MISSING if now.counted else None
    if not now.counted:
        return Unable.VALUE_NOT_COUNTED
    return Unable.VALUE_NO_BETTER if _reached(_own(now), promise.value) else None


def unable_to_rest(now: Standing, until_on: date | None) -> Unable | None:
    """Return why an alert cannot rest until a day; None: until the next report."""
    if not now.open:
        return Unable.CLOSED
    if now.due_on is not None and now.due_on <= now.today:
        return Unable.DEADLINE_PASSED
    if until_on is None:
        return None
    if until_on <= now.today:
        return Unable.DAY_NOT_AHEAD
    if now.due_on is not None and until_on > now.due_on:
        return Unable.DAY_AFTER_DEADLINE
    return Unable.DAY_TOO_FAR if until_on > latest_rest(now) else None


def unable_to_speak(now: Standing) -> Unable | None:
    """Return why nothing can be noted, and nothing closed."""
    return None if now.open else Unable.CLOSED


def latest_promise(now: Standing) -> date:
    """Return the latest day that can be promised where no deadline is ahead."""
    return now.today + timedelta(days=PROMISE_DAYS_MAX)


def latest_rest(now: Standing) -> date:
    """Return the day on which a rest ends at the latest: never beyond the deadline."""
    longest = now.today + timedelta(days=SNOOZE_DAYS_MAX)
    return longest if now.due_on is None else min(longest, now.due_on)


def kept(now: Standing) -> bool:
    """Whether what was promised is there, by the newest of the very part that was promised."""
    promise = now.promise
    return promise is not None and promise.value is not None and _reached(there(now), promise.value)


def there(now: Standing) -> Reading | None:
    """Return what there is of what was promised; None where no value of it is known."""
    same = now.promise is None or now.promise.part == now.part
    return _own(now) if same else now.elsewhere


def due(now: Standing, chain: Chain, working_days: WorkingDays) -> Due | None:
    """Return the first thing that falls due on a day; done, the next may.

    A lapsed promise comes before all: it ends a rest, too.
    """
    if not now.open:
        return None
    if now.promise is not None and now.today > now.promise.by_on and not kept(now):
        return Resume(_broken(now, now.promise))
    if now.rest is not None and (over := _rest_over(now, now.rest)):
        return Resume(over)
    if not now.sought:
        return None
    promised = now.promise is not None and now.today <= now.promise.by_on
    bound = promised or now.rest is not None
    if not bound and now.level < len(chain.waits):
        # A promise that was kept, while the alert stands, gives no more time than it took.
        since = max(now.since_on, now.promise.by_on) if now.promise else now.since_on
        if working_days(since, now.today) >= chain.waits[now.level]:
            return Escalate(now.level + 1)
    return _reminder(now, chain, working_days, bound=bound)


def _own(now: Standing) -> Reading | None:
    return Reading(now.value, now.higher_is_better) if now.value is not None else None


def _reached(found: Reading | None, value: Decimal) -> bool:
    if found is None:
        return False
    return found.value >= value if found.higher_is_better else found.value <= value


def _broken(now: Standing, promise: Promise) -> Why:
    """Where another part is the worst by now, and nothing is known of the one, it is not broken."""
    unknown = promise.value is not None and promise.part != now.part and now.elsewhere is None
    return Why.PROMISE_UNMEASURED if unknown else Why.PROMISE_LAPSED


def _rest_over(now: Standing, rest: Rest) -> Why | None:
    newer = now.newest_on is not None and (rest.newest_on is None or now.newest_on > rest.newest_on)
    if rest.next_report and newer:
        return Why.NEXT_REPORT
    return Why.DATE_REACHED if now.today >= rest.until_on else None


def _reminder(
    now: Standing, chain: Chain, working_days: WorkingDays, *, bound: bool
) -> Remind | None:
    """Near the deadline they are reminded whatever was promised or put off; else only if not."""
    if now.due_on is not None and now.touched_on < now.today <= now.due_on:
        left, left_then = (working_days(day, now.due_on) for day in (now.today, now.touched_on))
        if any(left <= mark < left_then for mark in chain.before_deadline):
            return Remind(Why.DEADLINE_NEAR)
    waited = (now.today - now.touched_on).days >= now.period_days
    return Remind(Why.REPORTING_PERIOD) if chain.each_period and waited and not bound else None
