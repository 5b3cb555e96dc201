"""One small draft made by hand: three rows, two agencies, as an import would make it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from domain.bound import Relation
from domain.deadline import BeforeMonthDeadline, YearEndDeadline
from domain.draft import DraftRow, DraftTable, DraftTarget, Party, PlanDraft, TableRole
from domain.period import Period
from domain.plan import RowKind
from domain.target import Threshold
from domain.vietnamese.reading import Note, Span
from domain.vietnamese.review import Review
from services.cli.plan.imports_again import marked

PROVINCE = Party("UBND tỉnh", "Ủy ban nhân dân tỉnh Đồng Tháp", "people_committee", "H20")
ICT = Party("Sở TTTT", "Sở Thông tin và Truyền thông", "agency", "H20.14")
HEALTH = Party("Sở Y tế", "Sở Y tế", "agency", "local:so-y-te-dong-thap", proposed=True)


def threshold(relation: Relation, value: int, subject: str, text: str) -> DraftTarget:
    """Return a target in per cent."""
    return DraftTarget(Threshold(relation, Decimal(value)), "%", text, None, subject)


OPEN_DATA = DraftRow(
    id="cds.pl7.i-4",
    table="phu-luc-vii",
    number="I.4",
    printed_number="4",
    section="I. XÂY DỰNG DỮ LIỆU SỐ",
    text="Trên 60% cơ quan nhà nước cấp tỉnh tham gia cung cấp dữ liệu mở",
    kind=RowKind.TARGET,
    targets=(
        threshold(
            Relation.ABOVE,
            60,
            "Cơ quan nhà nước cấp tỉnh tham gia cung cấp dữ liệu mở",
            "Trên 60% cơ quan nhà nước cấp tỉnh tham gia cung cấp dữ liệu mở",
        ),
    ),
    deadline=YearEndDeadline(2023, "Cuối năm 2023"),
    deadline_text="Cuối năm 2023",
    lead=(ICT,),
    line=10,
    notes=(Note(Review.MEMBERS_UNKNOWN, Span(9, 31)),),
)
CATALOGUE = DraftRow(
    id="cds.pl7.i-7",
    table="phu-luc-vii",
    number="I.7",
    printed_number="7",
    section="I. XÂY DỰNG DỮ LIỆU SỐ",
    text="Ban hành danh mục dữ liệu dùng chung trong cơ quan nhà nước",
    kind=RowKind.TASK,
    deadline=BeforeMonthDeadline(2023, 5, "Trước tháng 05/2023"),
    deadline_text="Trước tháng 05/2023",
    lead=(ICT,),
    line=11,
)
RECORDS = DraftRow(
    id="cds.pl7.iv-11",
    table="phu-luc-vii",
    number="IV.11",
    printed_number="11",
    section="IV. XÃ HỘI SỐ",
    text="90% dân số có hồ sơ sức khỏe điện tử",
    kind=RowKind.TARGET,
    targets=(
        threshold(
            Relation.AT_LEAST,
            90,
            "Dân số có hồ sơ sức khỏe điện tử",
            "90% dân số có hồ sơ sức khỏe điện tử",
        ),
    ),
    deadline_text="Khi có hướng dẫn",
    lead=(HEALTH,),
    coordinators=(ICT,),
    line=12,
    notes=(Note(Review.DEADLINE_NOT_UNDERSTOOD, Span(0, 16)),),
)


def plan(*rows: DraftRow) -> PlanDraft:
    """Return a plan of some rows, marked as import marks it."""
    return marked(
        PlanDraft(
            id="dong-thap-cds-2023",
            issuer=PROVINCE,
            title="Kế hoạch chuyển đổi số năm 2023",
            number=None,
            issued_on=None,
            period=Period.parse("2023"),
            focal_point=ICT,
            source="ke-hoach.docx",
            tables=(DraftTable("phu-luc-vii", "Phụ lục VII", TableRole.ASSIGNMENT, 9),),
            rows=rows or (OPEN_DATA, CATALOGUE, RECORDS),
        )
    )


def edited(draft: PlanDraft, id_: str, **changes: Any) -> PlanDraft:
    """Return the plan with one row changed, as an officer would in the file."""
    rows = tuple(replace(row, **changes) if row.id == id_ else row for row in draft.rows)
    return replace(draft, rows=rows)
