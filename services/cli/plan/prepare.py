"""From a draft and what stands to the steps of its publication, and what stops it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
from pydantic import ValidationError

from contracts.publication import Publication
from contracts.validation_words import field_problems
from domain.draft import PlanDraft, TableRole
from domain.reasons import Words
from services.cli.plan.group_members import directory_of, named_agencies, registrations
from services.cli.plan.later_members import with_later_members
from services.cli.plan.money_events import money, states
from services.cli.plan.plan_events import Says
from services.cli.plan.publication import Compared, Wanted, compare, first_event
from services.cli.plan.publishable import publishable
from services.cli.plan.row_members import Surroundings
from services.cli.plan.row_things import Remark, shortened, thing_id

FLAWS_TOLD = 5
_GROUND = ("agency", "indicator", "plan")


@dataclass(frozen=True, slots=True)
class Options:
    """What the officer asked for, and the day it is (`today` never ahead of the clock)."""

    today: date
    effective_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The steps; the rows that are held back; what to know; and what stops all of it."""

    compared: Compared
    source: str
    blocked: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    problems: tuple[Remark, ...]

    def without(self, sent: frozenset[str]) -> Prepared:
        """Leave out the reports that ingest has already."""
        return replace(self, compared=self.compared.without(sent))


def prepare(draft: PlanDraft, standing: Publication, options: Options) -> Prepared:
    """Return what is to be sent so that the file's content stands."""
    plan_on = draft.issued_on or draft.period.start_on
    remarks: list[Remark] = []
    problems: list[Remark] = []
    if draft.issuer.agency is None:
        problems.append(_no_issuer(draft))
        return Prepared(Compared(), "", (), (), tuple(problems))
    source = standing.asker.agency or draft.issuer.agency
    missing = registrations(draft, standing, plan_on, remarks)
    if missing and "directory" not in standing.asker.scopes:
        problems.append(_not_registered(missing))
    registered = {one.agency for one in standing.directory} | {one.id for one in missing}
    if source not in registered:
        problems.append(_unknown_source(source))
    known = directory_of(standing, missing, plan_on)
    around = Surroundings(standing, known, plan_on, tuple(named_agencies(draft).values()))
    found = publishable(draft, around)
    remarks += found.remarks
    remarks += _results_tables(draft)
    says = _says(source, standing, options, plan_on)
    wanted = [*missing, *found.wanted, *money(draft, remarks)]
    wanted += _reports(draft, standing, source, says, remarks, wanted)
    valid, refused = _validated(wanted, says)
    problems += [one for one in refused if one.row is None]
    blocked = [*found.blocked, *(one for one in refused if one.row is not None)]
    held = _held(draft, blocked)
    valid = list(with_later_members(valid, known, plan_on, says))
    try:
        compared = compare(valid, standing, says, held=held)
        if standing.effective_on and not any(step.kind == "plan" for step in compared.steps):
            # The plan stands as the file has it: what is new here belongs to that publication.
            again = replace(says, first_on=options.effective_on or standing.effective_on)
            compared = compare(valid, standing, again, held=held)
    except ValidationError as error:
        # What only an amendment says: its reason, or members that joined.
        compared = Compared()
        problems += map(Remark, _flaws(error, {}))
    kept = tuple(dict.fromkeys(remarks))
    return Prepared(compared, source, tuple(blocked), kept, tuple(problems))


def _held(draft: PlanDraft, blocked: Iterable[Remark]) -> frozenset[str]:
    """Return the rows that are held back, and the projects of their money, which names no row."""
    rows = {one.row for one in blocked if one.row}
    return frozenset(rows | {f"project/{thing_id(draft.id, row)}" for row in rows})


def _results_tables(draft: PlanDraft) -> Iterator[Remark]:
    for table in draft.tables:
        if table.role is TableRole.RESULTS:
            words = Words(
                "Bảng kết quả của kế hoạch trước: không công bố",
                "A table of an earlier plan's results: not published",
            )
            yield Remark(words, table.line, shortened(table.heading))


def _says(source: str, standing: Publication, options: Options, plan_on: date) -> Says:
    begun_on = standing.effective_on or plan_on
    amended_on = options.effective_on or max(options.today, begun_on)
    first_on = amended_on if standing.effective_on else options.effective_on or plan_on
    says = Says(source, first_on, amended_on, options.today)
    if options.reason:
        says = replace(says, reason=options.reason, dropped=options.reason)
    return says


def _reports(
    draft: PlanDraft,
    standing: Publication,
    source: str,
    says: Says,
    remarks: list[Remark],
    wanted: Sequence[Wanted],
) -> list[Wanted]:
    """Return the printed states of tasks, where this key may report them and their day has come."""
    found = list(states(draft))
    if not found:
        return []
    if "report" not in standing.asker.scopes or source != draft.issuer.agency:
        words = Words(
            "Hiện trạng in trong kế hoạch không gửi được bằng khóa này (cần quyền report của "
            "cơ quan ban hành)",
            "The states that the plan prints need a key of the issuer with the scope report",
        )
        remarks.append(Remark(words))
        return []
    tasks = {one.id for one in wanted if one.kind == "task"}
    known = {one.id for one in standing.things if one.kind == "task" and not one.withdrawn}
    dated = []
    for one in found:
        day = says.amended_on if one.id in known else says.first_on
        if one.id not in tasks:
            continue
        if day > says.today:
            words = Words(
                "Hiện trạng chỉ gửi được khi đến ngày hiệu lực",
                "A state can be reported from its day on only",
            )
            remarks.append(Remark(words, one.line, one.label))
            continue
        dated.append(replace(one, state={**one.state, "effective_on": day}))
    return dated


def _validated(wanted: Sequence[Wanted], says: Says) -> tuple[list[Wanted], list[Remark]]:
    """Keep what fits the contracts; of the rest say which field does not."""
    valid: list[Wanted] = []
    refused: list[Remark] = []
    for one in wanted:
        try:
            first_event(one, says)
        except ValidationError as error:
            row = None if one.kind in _GROUND else one.row or one.id
            flaws = _flaws(error, one.state)
            refused += (Remark(words, one.line, one.label, row) for words in flaws)
        else:
            valid.append(one)
    return valid, refused


def _flaws(error: ValidationError, state: Mapping[str, Any]) -> Iterator[Words]:
    """Yield what does not fit the contract, by field; of many the first ones."""
    plain = orjson.loads(orjson.dumps(dict(state), default=str))
    for problem in field_problems(error, plain)[:FLAWS_TOLD]:
        right = f" → {problem.expected}" if problem.expected else ""
        yield Words(f"{problem.field}: {problem.vi}{right}", f"{problem.field}: {problem.en}")


def _no_issuer(draft: PlanDraft) -> Remark:
    name = draft.issuer.text or draft.issuer.name
    if not name:
        return Remark(
            Words(
                "Chưa biết cơ quan ban hành: nhập lại với --issuer 'Ủy ban nhân dân tỉnh …', hoặc "
                "ghi plan.issuer và mục agencies",
                "The issuer is not known: import again with --issuer, or write plan.issuer and "
                "its entry under `agencies`",
            )
        )
    return Remark(
        Words(
            f"Cơ quan ban hành “{name}” chưa có mã; ghi id của nó trong mục agencies",
            f"The issuer “{name}” has no agency id; write its id under `agencies`",
        )
    )


def _unknown_source(source: str) -> Remark:
    return Remark(
        Words(
            f"Cơ quan của khóa, {source}, chưa có trong danh bạ: `chitieu agency add`",
            f"The key's own agency, {source}, is not in the directory: `chitieu agency add`",
        )
    )


def _not_registered(missing: Sequence[Wanted]) -> Remark:
    names = "; ".join(f"{one.id} ({one.label})" for one in missing)
    return Remark(
        Words(
            f"Chưa có trong danh bạ: {names}. Khóa này không có quyền directory: "
            "đăng ký bằng `chitieu agency add`, hoặc dùng khóa có quyền đó",
            f"Not in the directory: {len(missing)} agencies, and this key lacks the scope "
            "directory: `chitieu agency add` registers them",
        )
    )
