"""Make a plan's report from what was loaded. Pure: the same rows give the same tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.obligation import Obligation, ReportState
from domain.scorecard import scorecard_words
from domain.vietnamese.words import date_words
from services.api.load import Moment, PlanPicture
from services.api.reports.silent import (
    SilentAgency,
    Unresolved,
    silent_agencies,
    unresolved_groups,
)
from services.api.reports.table import Cells, Column, Heading, Report, Table
from services.api.reports.target_rows import ReportRow, silent_on, target_rows
from services.api.reports.task_rows import task_rows
from services.api.reports.values import ReportYear
from services.api.scorecard_answers import scorecard_of
from services.api.views import Names
from services.api.wording import plan_number

_TARGET_COLUMNS = (
    Column("Stt", 6, centred=True),
    Column("Tên chỉ tiêu", 50),
    Column("Kết quả thực hiện", 20, centred=True),
    Column("Ước cả năm", 16, centred=True),
    Column("Đánh giá", 16, centred=True),
    Column("Ghi chú", 28),
)
_TASK_COLUMNS = (
    Column("Stt", 6, centred=True),
    Column("Tên nhiệm vụ", 50),
    Column("Tình trạng thực hiện", 20, centred=True),
    Column("Thời hạn", 16, centred=True),
    Column("Đánh giá", 16, centred=True),
    Column("Ghi chú", 28),
)
_SILENT_COLUMNS = (
    Column("Stt", 6, centred=True),
    Column("Đơn vị chưa báo cáo", 34),
    Column("Dòng", 10, centred=True),
    Column("Chỉ tiêu, nhiệm vụ", 52),
    Column("Kỳ báo cáo", 18, centred=True),
    Column("Chưa báo cáo từ ngày", 16, centred=True),
)
_PROVISIONAL = (
    "“(tạm tính)”: kết quả nếu đánh giá tại ngày báo cáo, chưa được cấp có thẩm quyền xác nhận;"
    " trước thời điểm đánh giá chưa chỉ tiêu nào bị kết luận là chưa đạt."
)
_ESTIMATES = (
    "“Ước cả năm”: số ước do đơn vị báo cáo; “chưa có ước”: chưa đến hạn đánh giá mà chưa có"
    " đơn vị nào báo cáo ước cả năm."
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a report says, before it is put into tables."""

    headline: tuple[str, ...]
    targets: tuple[ReportRow, ...]
    tasks: tuple[ReportRow, ...]
    silent: tuple[SilentAgency, ...]
    unresolved: tuple[Unresolved, ...]
    owing: int


def content(
    picture: PlanPicture, owed: Sequence[Obligation], moment: Moment, names: Names
) -> Content:
    """Return what the report of a plan says on a day."""
    year = ReportYear.of(picture.plan.period, moment.as_of)
    silent = silent_on(owed, names)
    with_target = frozenset(known.status.row for known in picture.targets)
    with_task = frozenset(known.status.row for known in picture.tasks)
    targets = target_rows(picture.plan, picture.targets, with_task, year, names, silent)
    tasks = task_rows(picture.plan, picture.tasks, with_target, names, silent)
    said = [scorecard_words(scorecard_of(picture.targets))]
    missing = sum(not row.followed for row in targets)
    if missing:
        said.append(f"Ngoài ra {missing:02d} dòng chỉ tiêu của kế hoạch chưa được theo dõi")
    return Content(
        headline=tuple(said),
        targets=tuple(targets),
        tasks=tuple(tasks),
        silent=silent_agencies(owed, names),
        unresolved=unresolved_groups(owed, names),
        owing=sum(one.state is ReportState.OWING for one in owed),
    )


def report(picture: PlanPicture, said: Content, moment: Moment, names: Names) -> Report:
    """Return the report of a plan as tables."""
    day = date_words(moment.as_of)
    tables = [
        Table(
            name="Chỉ tiêu",
            title="KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
            columns=_TARGET_COLUMNS,
            lines=_lines(said.targets),
            empty="Kế hoạch chưa có chỉ tiêu nào.",
            notes=(_PROVISIONAL, _ESTIMATES),
        )
    ]
    if said.tasks:
        tables.append(
            Table(
                name="Nhiệm vụ",
                title="TÌNH HÌNH THỰC HIỆN CÁC NHIỆM VỤ",
                columns=_TASK_COLUMNS,
                lines=_lines(said.tasks),
                empty="",
            )
        )
    tables.append(_silent_table(said, day))
    return Report(
        title=picture.plan.title,
        issuer=names.full(picture.plan.issuer),
        number=plan_number(picture.plan),
        as_of=moment.as_of,
        basis=f"Số liệu tính đến ngày {day}; lập từ nhật ký sự kiện đến vị trí"
        f" (phân vùng:số thứ tự) {' '.join(moment.known_at) or 'chưa có sự kiện nào'}",
        headline=said.headline,
        tables=tuple(tables),
    )


def _silent_table(said: Content, day: str) -> Table:
    notes = [
        f"Chưa biết những đơn vị nào phải báo cáo: {one.group} (dòng {', '.join(one.numbers)});"
        " danh bạ chưa ghi thành viên của nhóm này."
        for one in said.unresolved
    ]
    if said.owing:
        notes.append(f"Còn {said.owing} báo cáo chưa đến hạn gửi.")
    # A line per row, not per agency: no line of a sheet can be higher than a page.
    silent = [(one.agency, row) for one in said.silent for row in one.rows]
    reports = sum(one.reports for one in said.silent)
    counted = f": {len(said.silent)} ĐƠN VỊ, {reports} BÁO CÁO" if silent else ""
    return Table(
        name="Đơn vị chưa báo cáo",
        title=f"ĐƠN VỊ QUÁ HẠN CHƯA BÁO CÁO{counted}",
        columns=_SILENT_COLUMNS,
        lines=tuple(
            Cells((str(number), agency, row.number, row.text, row.periods, row.since_on))
            for number, (agency, row) in enumerate(silent, start=1)
        ),
        empty=f"Tính đến ngày {day} không có đơn vị nào quá hạn chưa báo cáo.",
        notes=tuple(notes),
    )


def _lines(rows: Iterable[ReportRow]) -> tuple[Heading | Cells, ...]:
    """Return rows under the headings of their sections."""
    lines: list[Heading | Cells] = []
    section = ""
    for row in rows:
        if row.section != section:
            section = row.section
            lines.append(Heading(section))
        cells = (row.number, row.text, row.result, row.estimate, row.verdict, row.note)
        lines.append(Cells(cells, attention=row.needs_reason))
    return tuple(lines)
