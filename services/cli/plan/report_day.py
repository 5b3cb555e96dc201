"""Does the alerts' file wait for a plan's reports until the day that the plan names?

A status speaks of one target and does not know the plan's duties, so alerts take the day from
their file. Where a plan is published or amended the two can part, and nobody would be told.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.draft import PlanDraft


def tell_where_it_differs(draft: PlanDraft) -> None:
    """Warn, on the way of errors, where the file of CHITIEU_ALERTS_FILE names another day."""
    from services.cli.console import CommandFailed, err
    from services.cli.settings import load

    file = load().alerts_file
    try:
        warning = None if file is None else difference(draft, file)
    except CommandFailed as wrong:  # a plan can stand while the alerts' file is being mended
        warning = str(wrong)
    if warning is not None:
        err().print(f"! {warning}", markup=False, soft_wrap=True)


def difference(draft: PlanDraft, file: Path) -> str | None:
    """Return what differs and what to do; None where a duty of the plan names the file's day.

    Raises:
        CommandFailed: the file is not right; each line says where.
    """
    from domain.vietnamese.words import date_words
    from services.cli.alerts.routing import configured

    days = sorted({duty.due_on for duty in draft.duties if duty.due_on is not None})
    if not days:
        return None
    named = configured(file).rules.report_due.get(draft.id)
    if named in days:
        return None
    plan_says = ", ".join(map(date_words, days))
    file_says = "chưa nêu / no day" if named is None else date_words(named)
    return (
        f"hạn báo cáo / day of report: {draft.id}: {plan_says}; {file}: {file_says}. "
        "Cảnh báo theo tệp, không theo kế hoạch / alerts go by the file: sửa / set "
        f"`rules: {{report_due: {{{draft.id}: {days[0].isoformat()}}}}}`, "
        "rồi khởi động lại / then restart alerts"
    )
