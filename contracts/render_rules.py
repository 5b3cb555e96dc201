"""The domain's deadlines and rules as messages: the way back of `to_domain`."""

from __future__ import annotations

from contracts import deadlines, rules
from domain import deadline as dl
from domain import target as dt


def deadline_message(deadline: dl.Deadline) -> deadlines.Deadline:
    """Return a deadline as it crosses a boundary."""
    text = deadline.text
    match deadline:
        case dl.DateDeadline(on=on, exclusive=exclusive):
            return deadlines.DateDeadline(kind="date", on=on, exclusive=exclusive, text=text)
        case dl.WindowDeadline(start_on=start_on, end_on=end_on):
            return deadlines.WindowDeadline(
                kind="window", start_on=start_on, end_on=end_on, text=text
            )
        case dl.PeriodDeadline(period=period):
            return deadlines.PeriodDeadline(kind="period", period=period.code, text=text)
        case dl.ContinuousDeadline():
            return deadlines.ContinuousDeadline(kind="continuous", text=text)
        case dl.RecurringDeadline(frequency=frequency, month=month, day=day, exclusive=exclusive):
            return deadlines.RecurringDeadline(
                kind="recurring",
                frequency=frequency,
                month=month,
                day=day,
                exclusive=exclusive,
                text=text,
            )
        case dl.BeforeEventDeadline(event=event):
            return deadlines.BeforeEventDeadline(kind="before_event", event=event, text=text)
        case dl.ExternalDeadline():
            return deadlines.ExternalDeadline(kind="external", text=text)
        case dl.UnresolvedDeadline():
            return deadlines.UnresolvedDeadline(kind="unresolved", text=text)
        case _:
            return _year_or_month(deadline)


def _year_or_month(
    deadline: dl.MonthDeadline
    | dl.BeforeMonthDeadline
    | dl.YearEndDeadline
    | dl.WithinYearDeadline
    | dl.MultiYearDeadline,
) -> deadlines.Deadline:
    text = deadline.text
    match deadline:
        case dl.MonthDeadline(year=year, month=month):
            return deadlines.MonthDeadline(kind="month", year=year, month=month, text=text)
        case dl.BeforeMonthDeadline(year=year, month=month):
            return deadlines.BeforeMonthDeadline(
                kind="before_month", year=year, month=month, text=text
            )
        case dl.YearEndDeadline(year=year):
            return deadlines.YearEndDeadline(kind="year_end", year=year, text=text)
        case dl.WithinYearDeadline(year=year):
            return deadlines.WithinYearDeadline(kind="within_year", year=year, text=text)
        case dl.MultiYearDeadline(first_year=first, last_year=last):
            return deadlines.MultiYearDeadline(
                kind="multi_year", first_year=first, last_year=last, text=text
            )


def simple_rule_message(rule: dt.SimpleRule) -> rules.SimpleRule:
    """Return a rule of one part as it crosses a boundary."""
    match rule:
        case dt.Threshold(relation=relation, value=value):
            return rules.ThresholdRule(kind="threshold", relation=relation.value, value=value)
        case dt.Band(low=low, high=high, strict_low=strict):
            return rules.BandRule(kind="band", low=low, high=high, strict_low=strict)
        case dt.Rank(worst=worst):
            return rules.RankRule(kind="rank", worst=worst)
        case dt.Count(minimum=minimum, strict=strict, per=per):
            return rules.CountRule(kind="count", minimum=minimum, strict=strict, per=per)
        case dt.Growth() | dt.Reduction():
            return _change_message(rule)
        case dt.Maintenance(relation=relation, value=value):
            return rules.MaintenanceRule(kind="maintenance", relation=relation.value, value=value)
        case dt.ForAll(members=members, minimum=least):
            own = tuple(
                rules.Member(agency=m.agency, minimum=m.minimum, valid_from=m.valid_from)
                for m in members
            )
            return rules.ForAllRule(kind="for_all", members=own, minimum=least)
        case dt.EntityFraction(numerator=numerator, denominator=denominator, of=of):
            return rules.EntityFractionRule(
                kind="entity_fraction", numerator=numerator, denominator=denominator, of=of
            )
        case dt.Milestone():
            return rules.MilestoneRule(kind="milestone")


def _change_message(rule: dt.Growth | dt.Reduction) -> rules.GrowthRule | rules.ReductionRule:
    from_ = rule.baseline
    baseline = (
        rules.Baseline(value=from_.value, period=from_.period.code, source=from_.source)
        if from_
        else None
    )
    if isinstance(rule, dt.Growth):
        return rules.GrowthRule(
            kind="growth",
            relation=rule.relation.value,
            percent=rule.percent,
            measured=rule.measured,
            each=rule.each,
            baseline=baseline,
        )
    return rules.ReductionRule(
        kind="reduction",
        relation=rule.relation.value,
        percent=rule.percent,
        measured=rule.measured,
        each=rule.each,
        baseline=baseline,
    )


def rule_message(rule: dt.Rule) -> rules.Rule:
    """Return a rule as it crosses a boundary."""
    if not isinstance(rule, dt.Compound):
        return simple_rule_message(rule)
    return rules.CompoundRule(
        kind="compound",
        parts=tuple(
            rules.RulePart(
                id=part.id,
                text=part.text,
                rule=simple_rule_message(part.rule),
                share_of=part.share_of,
            )
            for part in rule.parts
        ),
    )


def member_message(member: dt.Member) -> rules.GroupMember:
    """Return a member of a group lead as it crosses a boundary."""
    return rules.GroupMember(
        agency=member.agency, minimum=member.minimum, valid_from=member.valid_from
    )


def stakes_message(stakes: dt.Stakes) -> rules.Stakes:
    """Return cost and loss as they cross a boundary."""
    return rules.Stakes(cost=stakes.cost, loss=stakes.loss)
