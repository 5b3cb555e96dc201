"""Why a row of a draft is not published. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.publication import Publication
from domain.draft import DraftRow, DraftTarget
from domain.plan import RowKind
from domain.reasons import Words
from domain.target import Compound, Rule
from domain.vietnamese.review import REVIEW_WORDS, Review

BLOCKING = (Review.TARGET_NOT_UNDERSTOOD, Review.DEADLINE_NOT_UNDERSTOOD)
"""Notes with which a row is not published, until the officer has decided it."""
NO_INDICATOR = Words(
    "Chưa chọn chỉ số; ghi mục indicator", "No indicator is chosen; fill in `indicator`"
)
SEVERAL_QUANTITIES = Words(
    "Nhiệm vụ có nhiều mức không ghép được với nhau", "The task's quantities cannot be joined"
)

STAKES_OF_A_TASK = Words(
    "Mục stakes chỉ dùng cho chỉ tiêu; hãy bỏ đi",
    "`stakes` are of targets alone; leave them out",
)


def blocked_by(
    row: DraftRow, standing: Publication, begun: frozenset[str] = frozenset()
) -> Iterator[Words]:
    """Yield why a row is not published; nothing where it is, or where it states nothing.

    `begun` are the indicators whose first definition is in the file itself.
    """
    if row.kind is RowKind.OTHER:
        return
    codes = dict.fromkeys(note.code for note in row.notes if not row.reviewed)
    if row.kind is RowKind.TARGET and not row.targets:
        codes[Review.TARGET_NOT_UNDERSTOOD] = None
    if row.deadline is None and row.deadline_text.strip():
        codes[Review.DEADLINE_NOT_UNDERSTOOD] = None
    yield from (REVIEW_WORDS[code] for code in BLOCKING if code in codes)
    for party in row.lead:
        if party.agency is None:
            words = REVIEW_WORDS[Review.AGENCY_UNKNOWN]
            name = party.text or party.name
            yield Words(f"Đơn vị chủ trì “{name}”: {words.vi}", f"Lead “{name}”: {words.en}")
    if row.kind is RowKind.TARGET:
        for target in row.targets:
            yield from _unmeasurable(target, standing, begun)
        return
    if not _joinable(row):
        yield SEVERAL_QUANTITIES
    if any(target.stakes for target in row.targets):
        yield STAKES_OF_A_TASK


def _joinable(row: DraftRow) -> bool:
    """Tell whether a task's quantities make one: its status has one unit for all its parts."""
    if len(row.targets) < 2:
        return True
    nested = any(isinstance(target.rule, Compound) for target in row.targets)
    return not nested and len({target.unit for target in row.targets}) == 1


def _unmeasurable(
    target: DraftTarget, standing: Publication, begun: frozenset[str]
) -> Iterator[Words]:
    choice = target.indicator
    if choice is None:
        yield NO_INDICATOR
        return
    known = next((one for one in standing.indicators if one.id == choice.id), None)
    if known is None:
        if choice.existing:
            yield Words(
                f"Chưa có chỉ số {choice.id}: công bố trước kế hoạch định nghĩa nó, hoặc ghi "
                "existing: false",
                f"There is no indicator {choice.id} yet: publish the plan that defines it "
                "first, or write existing: false",
            )
        elif choice.definition > 1 and choice.id not in begun:
            yield Words(
                f"Chỉ số {choice.id} chưa có định nghĩa nào; bắt đầu từ định nghĩa 1",
                f"The indicator {choice.id} is not defined yet; begin with definition 1",
            )
        return
    if choice.definition > known.revision:
        return
    missing = set(parts_of(target.rule)) - set(known.definitions.get(choice.definition, ()))
    if missing:
        yield Words(
            f"Định nghĩa {choice.definition} của {choice.id} không có phần "
            f"{', '.join(sorted(missing))}; tăng định nghĩa (id@{known.revision + 1})",
            f"Definition {choice.definition} of {choice.id} lacks parts; raise the definition",
        )


def parts_of(rule: Rule) -> tuple[str, ...]:
    """Return the ids of a rule's parts."""
    return tuple(part.id for part in rule.parts) if isinstance(rule, Compound) else ()
