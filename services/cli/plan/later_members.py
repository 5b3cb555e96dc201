"""What the directory has come to since a plan's day: the members that an amendment names. Pure.

A target is stated with the members of the plan's day. A later change of the directory alters no
status by itself: it is published as `target.amended`, which the officer sees before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from contracts.render_rules import member_message, rule_message
from contracts.targets import TargetState
from domain.directory import Directory
from domain.membership import changes
from services.cli.plan.plan_events import Says
from services.cli.plan.publication import Wanted, first_event


def with_later_members(
    wanted: Iterable[Wanted], known: Directory, plan_on: date, says: Says
) -> Iterator[Wanted]:
    """Yield things; targets whose members have changed since with their later state, too.

    The change is followed day by day, so that who joins holds from the day on which he joined,
    whenever it is published.
    """
    days = [day for day in _days(known) if plan_on < day <= says.amended_on]
    for one in wanted:
        data = first_event(one, says).data if days and one.kind == "target" else None
        if not isinstance(data, TargetState) or not data.lead:
            yield one
            continue
        begun = target = data.as_target(one.subject.partition("/")[2])
        for day in days:
            for change in changes((target,), known, day):
                target = change.amended
        if target == begun:
            yield one
            continue
        members = tuple(member_message(member) for member in target.members)
        later = {**one.state, "rule": rule_message(target.rule), "members": members}
        yield replace(one, later=later)


def _days(known: Directory) -> list[date]:
    """Return the days on which anything of the directory changed."""
    stamps = [one.stamp for own in known.stated.values() for one in own]
    stamps += [one.stamp for own in known.succeeded.values() for one in own]
    return sorted({stamp.effective_on for stamp in stamps if stamp.effective_on})
