"""Whom a rule counts: the groups that a plan's words mean, and nobody where that is not plain."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.draft import DraftTarget, IndicatorChoice, Party, PlanDraft
from domain.plan import RowKind
from domain.target import Compound, EntityFraction, ForAll, Part
from services.cli.plan.prepare import Prepared
from tests.services.cli.plan.publishing import FOCAL, PROVINCE, PaperIngest, draft, row

DEPARTMENTS = Party("Các sở, ngành Tỉnh", "Các sở, ngành Tỉnh", "group", "local:so-nganh")
DISTRICTS = Party("UBND cấp huyện", "UBND cấp huyện", "group", "local:ubnd-cap-huyen")
LAP_VO = Party("Lấp Vò", "UBND huyện Lấp Vò", "people_committee", "H20.31")
TAN_HONG = Party("Tân Hồng", "UBND huyện Tân Hồng", "people_committee", "H20.32")
HEALTH = Party("Sở Y tế", "Sở Y tế", "agency", "H20.15")
# Seed 004, Phụ lục I, row 8.
EACH = (
    "Mỗi sở, ngành, đăng ký thực hiện ít nhất 01 mô hình chuyển đổi số tiêu biểu; mỗi huyện, "
    "thành phố đăng ký thực hiện ít nhất 02 mô hình chuyển đổi số tiêu biểu."
)


def plan(text: str, *lead: Party) -> PlanDraft:
    """A plan of one for-all target in these words."""
    indicator = IndicatorChoice("mo-hinh", "Mô hình chuyển đổi số", "%")
    aim = DraftTarget(ForAll(), "%", text, indicator)
    return with_groups(draft(row("i-8", aim, text=text, lead=lead)))


def with_groups(bare: PlanDraft) -> PlanDraft:
    """The plan with the two groups of the province and their members."""
    return draft(
        *bare.rows,
        agencies=(PROVINCE, FOCAL, DEPARTMENTS, DISTRICTS, LAP_VO, TAN_HONG, HEALTH),
        members={
            "local:so-nganh": ("Sở Thông tin và Truyền thông", "Sở Y tế"),
            "local:ubnd-cap-huyen": ("UBND huyện Lấp Vò", "UBND huyện Tân Hồng"),
        },
    )


def data(prepared: Prepared, kind: str) -> object:
    """What the one target or task is stated as."""
    [step] = [one for one in prepared.compared.steps if one.kind == kind]
    return step.event.data


def minima(prepared: Prepared) -> dict[str, Decimal]:
    """What each member of the for-all has to reach."""
    rule = data(prepared, "target").rule  # type: ignore[attr-defined] # a target's
    return {member.agency: member.minimum for member in rule.members}


def test_every_member_has_the_minimum_of_its_own_group() -> None:
    """One for each department, two for each district, as the plan's row says."""
    published = PaperIngest().publish(plan(EACH, DEPARTMENTS, DISTRICTS))
    assert minima(published) == {"H20.14": 1, "H20.15": 1, "H20.31": 2, "H20.32": 2}


def test_without_leads_the_groups_that_the_file_names_are_meant() -> None:
    """A table of results names nobody who leads; one group too many that fits is one too many."""
    published = PaperIngest().publish(plan(EACH))
    assert minima(published) == {"H20.14": 1, "H20.15": 1, "H20.31": 2, "H20.32": 2}
    other = Party("Các sở khác", "Các sở khác", "group", "local:so-khac")
    bare = plan(EACH)
    doubtful = replace(bare, agencies=(*bare.agencies, other))
    assert minima(PaperIngest().publish(doubtful)) == {}


@pytest.mark.parametrize(
    "lead",
    [
        (DEPARTMENTS,),
        (DEPARTMENTS, DISTRICTS, FOCAL),
        (Party("", "Các huyện và các sở", "group", "local:so-nganh"), DISTRICTS),
    ],
    ids=["one-lead-only", "a-lead-too-many", "a-lead-that-fits-both"],
)
def test_where_the_groups_do_not_fit_the_leads_nobody_is_named(lead: tuple[Party, ...]) -> None:
    """A minimum given to the wrong agency would be worse than none; it is said."""
    published = PaperIngest().publish(plan(EACH, *lead))
    assert minima(published) == {}
    assert any("mức tối thiểu" in one.words.vi for one in published.remarks)


def test_a_fraction_of_a_group_named_word_for_word_is_of_its_members() -> None:
    """*1/3 UBND cấp huyện* is of the two districts; *1/3 số sở* names no group of the file."""
    parts = (
        Part("so", "Đánh giá cho 1/3 số sở", EntityFraction(1, 3)),
        Part("huyen", "1/3 UBND cấp huyện", EntityFraction(1, 3)),
    )
    quantity = DraftTarget(Compound(parts), "đơn vị", "1/3 số sở và 1/3 UBND cấp huyện")
    task = row("v-4", quantity, kind=RowKind.TASK)
    stated = data(PaperIngest().publish(with_groups(draft(task))), "task")
    assert [part.rule.of for part in stated.quantity.parts] == [None, 2]  # type: ignore[attr-defined] # a task's
