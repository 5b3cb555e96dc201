"""Sets of facts about one target and one task, drawn by Hypothesis.

Days are few and close together, so that facts meet: the same periods, the same revisions, the
same instants, amendments before and after the day, deadlines that pass between reports.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st

from domain.bound import Relation
from domain.deadline import (
    BeforeEventDeadline,
    BeforeMonthDeadline,
    ContinuousDeadline,
    DateDeadline,
    Deadline,
    ExternalDeadline,
    MonthDeadline,
    MultiYearDeadline,
    PeriodDeadline,
    RecurringDeadline,
    UnresolvedDeadline,
    WindowDeadline,
    WithinYearDeadline,
    YearEndDeadline,
)
from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.history import Fact
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
    Band,
    Baseline,
    Compound,
    Count,
    EntityFraction,
    ForAll,
    Growth,
    Maintenance,
    Member,
    Milestone,
    Part,
    Rank,
    Reduction,
    Rule,
    SimpleRule,
    Stakes,
    Threshold,
)
from domain.task import TaskReported, TaskState
from tests.builders import TARGET_ID, TASK_ID, target, target_withdrawn, task, task_withdrawn

FIRST_DAY = date(2021, 11, 1)
LAST_DAY = date(2023, 3, 31)
DAYS = (LAST_DAY - FIRST_DAY).days

numbers = st.integers(-50, 150).map(lambda n: Decimal(n) / 2)
positive = st.integers(1, 40).map(Decimal)
relations = st.sampled_from(Relation)
days = st.integers(0, DAYS).map(lambda n: FIRST_DAY + timedelta(days=n))
periods = st.sampled_from(
    ["2021", "2022", "2022-S1", "2022-S2", "2022-Q1", "2022-Q2", "2022-Q4", "2022-06", "2022-12",
     "2023-Q1", "2021-01-01/2022-12-31", "2022-01-01/2022-12-31", "2022-06-15"]
).map(Period.parse)  # fmt: skip
frequencies: st.SearchStrategy[Frequency] = st.sampled_from(["A", "S", "Q", "M"])
deadlines: st.SearchStrategy[Deadline] = st.one_of(
    st.just(YearEndDeadline(2022)),
    st.builds(MonthDeadline, st.just(2022), st.integers(1, 12)),
    st.builds(BeforeMonthDeadline, st.just(2022), st.integers(1, 12)),
    st.builds(DateDeadline, days, st.booleans()),
    st.just(UnresolvedDeadline("Theo chỉ đạo")),
    st.just(BeforeEventDeadline("đưa vào sử dụng chính thức")),
    st.just(ExternalDeadline("Theo thời gian yêu cầu của các cơ quan TW")),
    st.tuples(days, days).map(lambda pair: WindowDeadline(min(pair), max(pair))),
    st.sampled_from(["2022-Q3", "2022-S1", "2022-02-10/2022-05-20"]).map(
        lambda code: PeriodDeadline(Period.parse(code))
    ),
    st.sampled_from([WithinYearDeadline(2022), MultiYearDeadline(2022, 2023)]),
    st.just(ContinuousDeadline()),
    st.builds(RecurringDeadline, st.one_of(st.none(), frequencies)),
    st.builds(RecurringDeadline, frequencies, st.none(), st.integers(1, 31), st.booleans()),
    st.builds(
        RecurringDeadline, st.just("A"), st.integers(1, 12), st.integers(1, 28), st.booleans()
    ),
)
values: st.SearchStrategy[Value] = st.one_of(
    st.builds(Number, numbers),
    st.builds(Ratio, st.integers(0, 40).map(Decimal), positive),
    st.builds(Bounded, relations, numbers),
    st.builds(Done, st.booleans()),
)
bands = st.builds(
    lambda low, width, strict: Band(low, low + width, strict), numbers, positive, st.booleans()
)
_spans: st.SearchStrategy[Frequency | None] = st.one_of(st.none(), frequencies)
baselines = st.one_of(
    st.none(), st.builds(Baseline, numbers, st.sampled_from(["2021", "2021-Q4"]).map(Period.parse))
)
_measured: st.SearchStrategy[Literal["change", "level"]] = st.sampled_from(["change", "level"])
point_rules: st.SearchStrategy[SimpleRule] = st.one_of(
    st.builds(Threshold, relations, numbers),
    bands,
    st.builds(Rank, st.integers(1, 63)),
    st.builds(Count, positive, st.booleans()),
    st.builds(EntityFraction, st.just(1), st.integers(1, 4), st.one_of(st.none(), st.just(18))),
    st.just(ForAll()),
    st.just(Milestone()),
)
simple_rules: st.SearchStrategy[SimpleRule] = st.one_of(
    point_rules,
    st.builds(Count, positive, st.booleans(), frequencies),
    st.builds(Growth, relations, numbers, _measured, _spans, baselines),
    st.builds(Reduction, relations, numbers, _measured, _spans, baselines),
    st.builds(Maintenance, relations, numbers),
)
PARTS = ("cap-tinh", "cap-huyen")
rules: st.SearchStrategy[Rule] = st.one_of(
    simple_rules,
    st.tuples(simple_rules, simple_rules).map(
        lambda pair: Compound(
            tuple(Part(name, name, rule) for name, rule in zip(PARTS, pair, strict=True))
        )
    ),
    st.tuples(simple_rules, simple_rules).map(
        lambda pair: Compound(
            (
                Part(PARTS[0], "tỷ lệ", pair[0]),
                Part(PARTS[1], "trong đó", pair[1], share_of=PARTS[0]),
            )
        )
    ),
)
scopes = st.sampled_from(["H20", "H20", "H20.14", "H20.15"])
_agencies = st.sampled_from(["H20.14", "H20.15"])
_instants = st.integers(0, 3).map(lambda n: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=n))
_reports = st.builds(EventRef, _agencies, st.sampled_from(["m-1", "m-2", "m-3"]))


@st.composite
def _stamps(draw: st.DrawFn, revision: int = 1, *, dated: bool = True) -> Stamp:
    # An event says one thing: no two facts drawn here share an event.
    ref = EventRef(draw(_agencies), f"e-{draw(st.uuids())}")
    on = draw(days) if dated else None
    return Stamp(ref, draw(_instants), draw(st.integers(revision, 3)), on)


_measurements = st.builds(
    Measurement,
    indicator_id=st.just("chi-so"),
    scope=scopes,
    period=periods,
    value=values,
    status=st.sampled_from(ObservationStatus),
    part=st.sampled_from([None, None, *PARTS]),
    definition=st.sampled_from([1, 1, 2]),
    # Left alone, a text of any characters would be drawn, of which no event may hold some.
    phrase=st.sampled_from(["", "khoảng 60%"]),
    source_kind=st.sampled_from([None, "derived"]),
)
_members = st.builds(
    Member, st.sampled_from(["H20.14", "H20.15"]), st.sampled_from([Decimal(0), Decimal(5)]), days
)
_groups = st.one_of(
    st.just(()), st.lists(_members, max_size=2, unique_by=lambda one: one.agency).map(tuple)
)
_set = st.builds(
    target,
    rules,
    unit=st.sampled_from(["%", "người"]),
    scope=scopes,
    period=st.sampled_from(["2022", "2022-S1", "2022-01-01/2023-12-31"]),
    deadline=deadlines,
    definition=st.sampled_from([1, 1, 2]),
    frequency=frequencies,
    at=_stamps(),
)
stakes = st.one_of(
    st.none(),
    st.builds(
        lambda cost, more: Stakes(cost, cost + more),
        st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(3)]),
        positive,
    ),
)
_targets = st.builds(
    lambda fact, members, stakes: replace(
        fact, target=replace(fact.target, members=members, stakes=stakes)
    ),
    _set,
    _groups,
    stakes,
)
_tasks = st.builds(task, deadline=deadlines, quantity=st.one_of(st.none(), rules), at=_stamps())
_task_reports = st.builds(
    lambda made, state, on, quantity, scope, quantities: TaskReported(
        Stamp(made.event, made.occurred_at, 1, on),
        TASK_ID,
        scope,
        on,
        state,
        "",
        quantity,
        None,
        tuple(quantities.items()),
    ),
    _stamps(),
    st.sampled_from(TaskState),
    days,
    st.one_of(st.none(), values),
    scopes,
    st.dictionaries(st.sampled_from(PARTS), values, max_size=2),
)
_settled = st.sampled_from([TARGET_ID, TASK_ID, "chi-tieu-khac"])

reported: st.SearchStrategy[Fact] = st.one_of(
    st.builds(ReportStated, _stamps(dated=False), _reports, _measurements),
    st.builds(ReportWithdrawn, _stamps(2, dated=False), _reports, st.just("Nhập nhầm")),
)
evaluations = st.builds(
    EvaluationConfirmed, _stamps(), _settled, scopes, periods, st.sampled_from(Verdict)
)
facts: st.SearchStrategy[Fact] = st.one_of(
    reported,
    reported,
    _targets,
    _tasks,
    _task_reports,
    st.builds(DeadlineResolved, _stamps(), _settled, days),
    evaluations,
    st.builds(lambda at: target_withdrawn(at=at), _stamps(2)),
    st.builds(lambda at: task_withdrawn(at=at), _stamps(2)),
)
fact_lists = st.lists(facts, max_size=14)
