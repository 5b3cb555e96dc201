"""Facts of the domain in few words; `tests/scenario.py` holds the sentence around them.

Every builder makes one fact and fills in what the test does not speak of. Facts are made for
one scope (the province, `H20`) and one year (2022) unless the test says otherwise.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.bound import Relation
from domain.deadline import Deadline, YearEndDeadline
from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.identity import EventRef, Stamp
from domain.measurement import (
    Bounded,
    Done,
    Measurement,
    Number,
    ObservationStatus,
    Ratio,
    ReportStated,
    ReportWithdrawn,
    Value,
)
from domain.period import Frequency, Period
from domain.reasons import Verdict
from domain.target import (
    Compound,
    Count,
    Part,
    Rule,
    SimpleRule,
    Stakes,
    Target,
    TargetStated,
    TargetWithdrawn,
    Threshold,
)
from domain.task import Task, TaskReported, TaskState, TaskStated, TaskWithdrawn

PROVINCE = "H20"
FOCAL_POINT = "H20.14"
TARGET_ID = "chi-tieu"
TASK_ID = "nhiem-vu"
INDICATOR_ID = "chi-so"

_numbers = itertools.count(1)


def day(text: str) -> date:
    """Return the day of an ISO text."""
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    """Return the instant of an ISO text, UTC where it names no zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def stamp(
    *,
    event: str | None = None,
    agency: str = FOCAL_POINT,
    at: str = "2022-01-01",
    revision: int = 1,
    effective_on: str | None = None,
) -> Stamp:
    """Return a stamp; without a name the event gets the next number."""
    name = event or f"e-{next(_numbers)}"
    effective = day(effective_on) if effective_on else None
    return Stamp(EventRef(agency, name), instant(at), revision, effective)


def at_least(number: str) -> Threshold:
    """*đạt X% trở lên*."""
    return Threshold(Relation.AT_LEAST, Decimal(number))


def above(number: str) -> Threshold:
    """*trên X%*."""
    return Threshold(Relation.ABOVE, Decimal(number))


def at_most(number: str) -> Threshold:
    """*xếp thứ X trở lên*: lower is better."""
    return Threshold(Relation.AT_MOST, Decimal(number))


def below(number: str) -> Threshold:
    """*dưới X%*."""
    return Threshold(Relation.BELOW, Decimal(number))


def count(minimum: str) -> Count:
    """*ít nhất X cuộc*."""
    return Count(Decimal(minimum))


def compound(**rules: SimpleRule) -> Compound:
    """Return a rule of several parts, each under its id."""
    return Compound(tuple(Part(name, name, rule) for name, rule in rules.items()))


def stakes(cost: str, loss: str) -> Stakes:
    """What acting costs, and what a miss loses."""
    return Stakes(Decimal(cost), Decimal(loss))


def value(words: str) -> Value:
    """Read `25.94`, `16/18`, `> 85`, `>= 85`, `< 2000`, `<= 30`, `done`, `not done`."""
    relations = {">=": "at_least", ">": "above", "<=": "at_most", "<": "below"}
    if words in ("done", "not done"):
        return Done(words == "done")
    for sign, name in relations.items():
        if words.startswith(sign):
            return Bounded(Relation(name), Decimal(words.removeprefix(sign).strip()))
    if "/" in words:
        numerator, denominator = words.split("/")
        return Ratio(Decimal(numerator), Decimal(denominator))
    return Number(Decimal(words))


def target(
    rule: Rule,
    *,
    name: str = TARGET_ID,
    unit: str = "%",
    scope: str = PROVINCE,
    period: str = "2022",
    deadline: Deadline | None = None,
    definition: int = 1,
    frequency: Frequency = "A",
    stakes: Stakes | None = None,
    at: Stamp | None = None,
) -> TargetStated:
    """Return a target set on 2022-01-01, due at the end of the year unless told otherwise."""
    return TargetStated(
        at or stamp(effective_on="2022-01-01"),
        Target(
            id=name,
            indicator_id=INDICATOR_ID,
            plan_id="ke-hoach",
            row_id="dong-1",
            number="1",
            section="",
            text="Tỷ lệ hồ sơ thủ tục hành chính xử lý trực tuyến",
            scope=scope,
            unit=unit,
            rule=rule,
            period=Period.parse(period),
            deadline=deadline or YearEndDeadline(2022),
            lead=(FOCAL_POINT,),
            definition=definition,
            frequency=frequency,
            stakes=stakes,
        ),
    )


def target_withdrawn(*, at: Stamp, name: str = TARGET_ID) -> TargetWithdrawn:
    """Return the withdrawal of a target."""
    return TargetWithdrawn(at, name, "Điều chỉnh kế hoạch")


def report(
    words: str,
    *,
    period: str = "2022",
    status: str = "A",
    scope: str = PROVINCE,
    part: str | None = None,
    definition: int = 1,
    of: str | None = None,
    at: Stamp | None = None,
) -> ReportStated:
    """Return a report, or with `of` the correction of the report of that event id."""
    made = at or stamp()
    return ReportStated(
        made,
        EventRef(made.event.agency, of) if of else made.event,
        Measurement(
            indicator_id=INDICATOR_ID,
            scope=scope,
            period=Period.parse(period),
            value=value(words),
            status=ObservationStatus(status),
            part=part,
            definition=definition,
        ),
    )


def report_withdrawn(of: str, *, at: Stamp) -> ReportWithdrawn:
    """Return the withdrawal of the report of an event id."""
    return ReportWithdrawn(at, EventRef(at.event.agency, of), "Nhập nhầm")


def resolved(due_on: str, *, of: str = TARGET_ID, at: Stamp | None = None) -> DeadlineResolved:
    """Return the resolution of an open deadline."""
    return DeadlineResolved(at or stamp(effective_on="2022-01-01"), of, day(due_on))


def confirmed(
    verdict: Verdict,
    *,
    of: str = TARGET_ID,
    scope: str = PROVINCE,
    period: str = "2022",
    reason: str = "",
    at: Stamp | None = None,
) -> EvaluationConfirmed:
    """Return an official verdict, of the last day of 2022 unless told otherwise."""
    made = at or stamp(effective_on="2022-12-31")
    return EvaluationConfirmed(made, of, scope, Period.parse(period), verdict, reason)


def task(
    *,
    name: str = TASK_ID,
    deadline: Deadline | None = None,
    quantity: Rule | None = None,
    unit: str = "",
    at: Stamp | None = None,
) -> TaskStated:
    """Return a task assigned on 2022-01-01, due at the end of the year."""
    return TaskStated(
        at or stamp(effective_on="2022-01-01"),
        Task(
            id=name,
            plan_id="ke-hoach",
            row_id="dong-9",
            number="9",
            section="",
            text="Công bố chính thức nền tảng dữ liệu số nông nghiệp",
            scope=PROVINCE,
            period=Period.parse("2022"),
            deadline=deadline or YearEndDeadline(2022),
            lead=(FOCAL_POINT,),
            quantity=quantity,
            unit=unit,
        ),
    )


def task_withdrawn(*, at: Stamp, name: str = TASK_ID) -> TaskWithdrawn:
    """Return the withdrawal of a task."""
    return TaskWithdrawn(at, name, "Điều chỉnh kế hoạch")


def task_report(
    state: TaskState,
    *,
    on: str,
    quantity: str | None = None,
    name: str = TASK_ID,
    scope: str = PROVINCE,
    parts: Mapping[str, str] | None = None,
    at: Stamp | None = None,
) -> TaskReported:
    """Return the state of a task on a day, with its quantity, or the parts of it."""
    made = (at or stamp())._replace(effective_on=day(on))
    held = value(quantity) if quantity else None
    each = tuple((part, value(words)) for part, words in (parts or {}).items())
    return TaskReported(made, name, scope, day(on), state, quantity=held, quantities=each)
