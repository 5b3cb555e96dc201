"""Drafts for tests: one made by hand, and any that a plan file can hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from domain import deadline as dl
from domain import target as dt
from domain.bound import Relation
from domain.draft import (
    CitedDocument,
    DraftDuty,
    DraftProject,
    DraftRow,
    DraftTable,
    DraftTarget,
    IndicatorChoice,
    Objective,
    Party,
    PlanDraft,
    PrintedTotal,
    Statement,
    TableRole,
    YearAmount,
)
from domain.measurement import Bounded, Done, Number, Ratio
from domain.period import Period
from domain.plan import RowKind
from domain.task import TaskState
from domain.vietnamese.reading import Note, Span
from domain.vietnamese.review import Review
from services.cli.plan.plan_file_text import tidy

SIGNS = "aáằĐđ ươ%-.,;:#'\"{}[]&*!|>?@`~0123456789\n\t/()ỹ\u00a0\U0001f600"
words = st.one_of(
    st.text(SIGNS, max_size=24),
    st.text(max_size=12),
    st.lists(st.sampled_from(["tỷ lệ", "100%", "- a:", "# b", "hộ", '"c']), max_size=60).map(
        " ".join
    ),
    st.sampled_from(
        ["null", "true", "~", "1_000", "01", "4.50", "2023-12-31", "0x1", "=", "<<", "yes"]
    ),
).map(tidy)
said = words.filter(bool)
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
agency_ids = st.one_of(slugs.map("local:{}".format), st.integers(1, 9).map("H2{}".format))
days = st.dates(date(2001, 1, 1), date(2099, 12, 31))
years = st.integers(2000, 2100)
numbers = st.decimals(-(10**9), 10**9, places=3)
lines = st.integers(1, 10_000)
whole = st.integers(1, 1000)
relations = st.sampled_from(Relation)
frequencies = st.sampled_from(["A", "S", "Q", "M"])
periods = st.sampled_from(["2023", "2023-S1", "2023-Q3", "2023-06", "2021-01-01/2025-12-31"]).map(
    Period.parse
)
maybe_frequency = st.none() | frequencies

changes = {
    "relation": relations,
    "percent": numbers,
    "measured": st.sampled_from(["change", "level"]),
    "each": maybe_frequency,
    "baseline": st.none() | st.builds(dt.Baseline, numbers, periods, words),
}
simple_rules: st.SearchStrategy[dt.SimpleRule] = st.one_of(
    st.builds(dt.Threshold, relations, numbers),
    st.builds(lambda a, b: dt.Band(a, a + b), numbers, st.decimals(1, 9, places=1)),
    st.builds(dt.Rank, whole),
    st.builds(dt.Count, numbers, st.booleans(), maybe_frequency),
    st.builds(dt.Growth, **changes),
    st.builds(dt.Reduction, **changes),
    st.builds(dt.Maintenance, relations, numbers),
    st.builds(
        dt.ForAll,
        st.lists(st.builds(dt.Member, agency_ids, numbers, days), max_size=3).map(tuple),
        st.none() | numbers,
    ),
    st.builds(lambda a, b: dt.EntityFraction(a, a + b), whole, whole),
    st.just(dt.Milestone()),
)
compounds = st.builds(
    lambda first, second: dt.Compound((dt.Part("cap-tinh", *first), dt.Part("cap-xa", *second))),
    st.tuples(said, simple_rules),
    st.tuples(said, simple_rules, st.sampled_from([None, "cap-tinh"])),
)
rules: st.SearchStrategy[dt.Rule] = simple_rules | compounds
months = st.integers(1, 12)
deadlines: st.SearchStrategy[dl.Deadline] = st.one_of(
    st.builds(dl.DateDeadline, days, st.booleans(), words),
    st.builds(dl.MonthDeadline, years, months, words),
    st.builds(dl.BeforeMonthDeadline, st.integers(2001, 2100), months, words),
    st.builds(dl.PeriodDeadline, periods, words),
    st.builds(lambda a, b, text: dl.WindowDeadline(min(a, b), max(a, b), text), days, days, words),
    st.builds(dl.YearEndDeadline, years, words),
    st.builds(dl.WithinYearDeadline, years, words),
    st.builds(
        lambda a, b, text: dl.MultiYearDeadline(min(a, b), max(a, b), text), years, years, words
    ),
    st.builds(dl.ContinuousDeadline, words),
    st.builds(dl.RecurringDeadline, st.just("A"), months, st.integers(1, 28), st.booleans(), words),
    st.builds(dl.BeforeEventDeadline, said, words),
    st.builds(dl.ExternalDeadline, said),
    st.builds(dl.UnresolvedDeadline, said),
)
spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda two: Span(*sorted(two)))
notes = st.builds(Note, st.sampled_from(Review), st.none() | spans, words)
some_notes = st.lists(notes, max_size=2).map(tuple)
kinds = st.sampled_from(["agency", "group", "ministry"])
parties = st.builds(Party, words, said, kinds, st.none() | agency_ids, st.booleans())
some_parties = st.lists(parties, max_size=3).map(tuple)
units = st.sampled_from(["", "%", "% GRDP", "người"])
choices = st.builds(
    IndicatorChoice,
    slugs,
    said,
    units,
    st.integers(1, 3),
    st.booleans(),
    words,
    st.sampled_from(["higher", "lower"]),
)
costs = st.decimals(Decimal("0.001"), 10**9, places=3)
stakes = st.builds(lambda cost, more: dt.Stakes(cost, cost + more), costs, costs)
targets = st.builds(
    DraftTarget, rules, units, words, st.none() | choices, words, st.none() | stakes
)
some_targets = st.lists(targets, max_size=2).map(tuple)
values = st.one_of(
    st.builds(Number, numbers),
    st.builds(Ratio, whole.map(Decimal), whole.map(Decimal)),
    st.builds(Bounded, relations, numbers),
    st.builds(Done, st.booleans()),
)
states = st.none() | st.sampled_from(TaskState)
rows = st.builds(
    DraftRow,
    id=slugs,
    table=slugs,
    number=words,
    printed_number=words,
    section=words,
    text=words,
    kind=st.sampled_from(RowKind),
    targets=some_targets,
    deadline=st.none() | deadlines,
    deadline_text=words,
    lead=some_parties,
    coordinators=some_parties,
    line=st.none() | lines,
    notes=some_notes,
    state=states,
    result_text=words,
    result=st.none() | values,
    verdict=words,
    remark=words,
    reviewed=st.booleans(),
    imported=slugs,
)
amounts = st.none() | st.decimals(0, 10**9, places=3)
projects = st.builds(
    DraftProject,
    id=slugs,
    table=slugs,
    number=words,
    section=words,
    name=words,
    agency=st.none() | parties,
    total_investment=amounts,
    amounts=st.lists(st.builds(YearAmount, years, amounts, words), max_size=2).map(tuple),
    years=st.none() | st.tuples(years, years),
    decision=words,
    objective=words,
    source=words,
    status_text=words,
    status=states,
    remark=words,
    line=st.none() | lines,
    notes=some_notes,
)
tables = st.builds(
    DraftTable, slugs, words, st.sampled_from(TableRole), lines, st.just(("STT", "Nội dung")), units
)
duties = st.builds(
    DraftDuty,
    some_parties,
    st.none() | parties,
    st.none() | parties,
    st.none() | days,
    maybe_frequency,
    words,
    lines,
    st.booleans(),
)


def _several(one: st.SearchStrategy, by_id: bool = False) -> st.SearchStrategy:
    unique = (lambda item: item.id) if by_id else None
    return st.lists(one, max_size=2, unique_by=unique).map(tuple)


drafts = st.builds(
    PlanDraft,
    id=slugs,
    issuer=parties,
    title=words,
    number=st.none() | words,
    issued_on=st.none() | days,
    period=periods,
    focal_point=st.none() | parties,
    source=words,
    tables=_several(tables, by_id=True),
    rows=_several(rows, by_id=True),
    objectives=_several(
        st.builds(
            Objective, words, words, lines, some_targets, st.none(), some_notes, st.none() | years
        )
    ),
    projects=_several(projects, by_id=True),
    totals=_several(
        st.builds(PrintedTotal, words, st.none() | words, st.none() | years, numbers, lines, words)
    ),
    duties=_several(duties),
    statements=_several(st.builds(Statement, words, lines)),
    documents=_several(st.builds(CitedDocument, words, st.none() | days, words, lines, words)),
    agencies=some_parties,
    revision=st.integers(1, 99),
    notes=some_notes,
)
