"""What a publication says to its officer: what to know, the steps, what became of them."""

from __future__ import annotations

from collections.abc import Iterable

from services.cli.console import err, out
from services.cli.plan.prepare import Prepared
from services.cli.plan.row_things import Remark
from services.cli.plan.sending import Progress

REMARKS_SHOWN = 40
RACE_CODES = ("already_stated", "revision_not_higher", "id_conflict", "withdrawn")
SIGNS = {"state": "+", "amend": "~", "withdraw": "-", "report": "="}


def show(prepared: Prepared, *, steps: bool) -> None:
    """Print what to know; the steps where they are asked for."""
    grouped: dict[tuple[str, str], list[Remark]] = {}
    for remark in prepared.remarks:
        grouped.setdefault((remark.words.vi, remark.label), []).append(remark)
    for alike in list(grouped.values())[:REMARKS_SHOWN]:
        more = f" (và {len(alike) - 1} dòng khác / more)" if len(alike) > 1 else ""
        err().print(f"· {remark_words(alike[0])}{more}", markup=False, soft_wrap=True, style="dim")
    if len(grouped) > REMARKS_SHOWN:
        err().print(f"… và {len(grouped) - REMARKS_SHOWN} lưu ý khác / more")
    if not steps:
        return
    for step in prepared.compared.steps:
        name = step.event.type.removeprefix("vn.chitieu.").removesuffix(".v1")
        where = f" (dòng {step.line})" if step.line else ""
        said = f"{step.reason.vi} / {step.reason.en}"
        out().print(
            f"{SIGNS[step.act]} {name} r{step.revision} {step.id}{where}: {said}",
            markup=False,
            soft_wrap=True,
        )


def remark_words(remark: Remark) -> str:
    """Return what to know of a line: where it stands, Vietnamese first."""
    where = f"dòng {remark.line}: " if remark.line else ""
    label = f"{remark.label}: " if remark.label else ""
    return f"{where}{label}{remark.words.vi} / {remark.words.en}"


def tell(progress: Progress, prepared: Prepared) -> None:
    """Print what became of the steps, and what to do next."""
    for step, outcome in progress.refused:
        err().print(f"✗ {step.label or step.id}: {outcome.words()}", markup=False, soft_wrap=True)
    if not prepared.compared.steps:
        out().print(f"Không có gì thay đổi / nothing has changed: {progress.words()}")
    else:
        out().print(f"Đã công bố / published {progress.words()}: {progress.summary.words_both()}")
    if by_table := progress.words_by_table():
        out().print(f"  theo bảng / by table: {by_table}", markup=False, highlight=False)
    if any(outcome.code in RACE_CODES for _, outcome in progress.refused):
        err().print(
            "Next: có người vừa công bố bản khác; chạy lại với --dry-run để xem / somebody has "
            "published another version meanwhile; run again with --dry-run to see what stands",
            markup=False,
            soft_wrap=True,
        )
    elif progress.refused:
        _next_step([outcome.code for _, outcome in progress.refused])


def _next_step(codes: Iterable[str]) -> None:
    steps = {
        "scope_missing": "use a key with the scope plan:<issuer>; `chitieu agency key new`",
        "not_the_issuer": "use a key with the scope plan:<issuer>; `chitieu agency key new`",
        "unknown_agency": "`chitieu agency add` registers an agency",
        "unknown_part": "raise the indicator's definition in the file (id@2)",
    }
    for said in dict.fromkeys(steps[code] for code in codes if code in steps):
        err().print(f"Next: {said}", markup=False, soft_wrap=True)
