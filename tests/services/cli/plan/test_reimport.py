"""A plan read again keeps its ids and what the officer decided, and says what changed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bound import Relation
from domain.deadline import DateDeadline, YearEndDeadline
from domain.draft import DraftRow, PlanDraft
from domain.period import Period
from domain.target import Threshold
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.ids import Item, match
from services.cli.plan.plan_file import dumps, loads
from services.cli.plan.reimport import put_together, related
from tests.builders import stakes
from tests.services.cli.plan.small_plan import (
    CATALOGUE,
    HEALTH,
    ICT,
    OPEN_DATA,
    RECORDS,
    edited,
    plan,
    threshold,
)


def filed(draft: PlanDraft) -> PlanDraft:
    """Return a draft as its file holds it."""
    return loads(dumps(draft).encode(), "plan.yaml")


def row(draft: PlanDraft, id_: str) -> DraftRow:
    """Return a row by its id."""
    return next(one for one in draft.rows if one.id == id_)


def said(one: DraftRow) -> list[str]:
    """Return what the notes say that the document changed."""
    return [note.detail for note in one.notes if note.code is Review.SOURCE_CHANGED]


def test_the_same_document_changes_nothing() -> None:
    """Imported again from the same document, the file stays as it was, letter for letter."""
    old = filed(plan())
    again = put_together(old, plan())
    assert dumps(again.draft) == dumps(old)
    assert (again.kept, again.new, again.gone, again.changed) == (3, (), (), ())


def test_what_the_officer_edited_stays() -> None:
    """Target, deadline and lead that were edited in the file stay, and removed notes stay away."""
    target = replace(OPEN_DATA.targets[0], rule=Threshold(Relation.AT_LEAST, Decimal(65)))
    old = edited(filed(plan()), RECORDS.id, deadline=DateDeadline(date(2023, 12, 1)), notes=())
    old = edited(old, OPEN_DATA.id, targets=(target,), lead=(HEALTH,))
    again = put_together(filed(old), plan()).draft
    assert row(again, RECORDS.id).deadline == DateDeadline(date(2023, 12, 1))
    assert row(again, RECORDS.id).notes == ()
    assert row(again, OPEN_DATA.id).targets == (target,)
    assert [party.name for party in row(again, OPEN_DATA.id).lead] == [HEALTH.name]


def test_what_the_officer_said_is_at_stake_stays() -> None:
    """No document prints it: another level in one is taken over, and his word stays."""
    target = replace(OPEN_DATA.targets[0], stakes=stakes("1", "5"))
    old = filed(edited(plan(), OPEN_DATA.id, targets=(target,)))
    assert row(put_together(old, plan()).draft, OPEN_DATA.id).targets == (target,)
    now = replace(OPEN_DATA, targets=(threshold(Relation.ABOVE, 65, target.subject, "Trên 65%"),))
    one = row(put_together(old, plan(now, CATALOGUE, RECORDS)).draft, OPEN_DATA.id)
    assert one.targets == (replace(now.targets[0], stakes=stakes("1", "5")),)
    [note] = said(one)
    assert note.startswith("chỉ tiêu: trước «")
    assert "(chi phí xử lý 1, thiệt hại nếu không đạt 5 (cùng đơn vị))" in note


def test_what_the_document_changed_is_taken_over_and_noted() -> None:
    """A deadline that only the document changed is the new one, and a note gives the old words."""
    changed = replace(
        OPEN_DATA,
        deadline=YearEndDeadline(2024, "Cuối năm 2024"),
        deadline_text="Cuối năm 2024",
    )
    again = put_together(filed(plan()), plan(changed, CATALOGUE, RECORDS))
    one = row(again.draft, OPEN_DATA.id)
    assert one.deadline == YearEndDeadline(2024, "Cuối năm 2024")
    assert said(one) == ["thời hạn: trước «Cuối năm 2023»"]
    assert again.changed == (OPEN_DATA.id,)


def test_where_both_changed_the_officer_stands_and_is_told() -> None:
    """Edited in the file and changed in the document: his words stay, the document's are noted."""
    old = filed(edited(plan(), OPEN_DATA.id, lead=(HEALTH,)))
    now = replace(OPEN_DATA, lead=(replace(ICT, text="Sở TT&TT"),))
    one = row(put_together(old, plan(now, CATALOGUE, RECORDS)).draft, OPEN_DATA.id)
    assert [party.name for party in one.lead] == [HEALTH.name]
    assert said(one) == ["đơn vị chủ trì: văn bản nay ghi «Sở TT&TT»"]


def test_a_reviewed_row_stays_and_is_shown_again_when_its_text_changes() -> None:
    """A row marked reviewed keeps its target; that the document differs puts it up for review."""
    old = filed(edited(plan(), RECORDS.id, reviewed=True))
    text = "83% dân số có hồ sơ sức khỏe điện tử"
    target = threshold(Relation.AT_LEAST, 83, "Dân số có hồ sơ sức khỏe điện tử", text)
    now = replace(RECORDS, text=text, targets=(target,))
    one = row(put_together(old, plan(OPEN_DATA, CATALOGUE, now)).draft, RECORDS.id)
    assert one.targets[0].rule == Threshold(Relation.AT_LEAST, Decimal(90))
    assert one.text == text
    assert not one.reviewed
    assert any("văn bản nay ghi «83%" in words for words in said(one))


def test_moved_renumbered_and_new_rows() -> None:
    """Rows keep their ids through other numbers and places; a new row never takes an old id."""
    moved = replace(RECORDS, id="cds.pl7.i-4", number="I.4", printed_number="4")
    pushed = replace(OPEN_DATA, id="cds.pl7.i-5", number="I.5", printed_number="5")
    new = replace(
        CATALOGUE, id="cds.pl7.i-7", number="I.7", text="Xây dựng kho dữ liệu dùng chung của Tỉnh"
    )
    again = put_together(filed(plan()), plan(moved, pushed, new))
    assert row(again.draft, RECORDS.id).number == "I.4"
    assert row(again.draft, OPEN_DATA.id).number == "I.5"
    assert again.new == ("cds.pl7.i-7-2",)
    assert again.gone == (CATALOGUE.id,)
    assert Review.SOURCE_REMOVED in {note.code for note in row(again.draft, CATALOGUE.id).notes}


def test_rows_of_other_tables_are_no_less_there() -> None:
    """Where only one table is read again, the rows of the others stay without a word."""
    other = replace(CATALOGUE, id="cds.pl5.1", table="phu-luc-v", text="Dự án kho dữ liệu số")
    old = filed(plan(OPEN_DATA, other))
    again = put_together(old, plan(OPEN_DATA), partly=True)
    assert row(again.draft, other.id).notes == ()


def test_agencies_that_were_decided_are_decided() -> None:
    """An id that the officer gave in `agencies` stands for the same words in new rows, too."""
    named = replace(HEALTH, agency="H20.9", proposed=False)
    old = filed(edited(plan(), RECORDS.id, lead=(named,)))
    late = replace(
        CATALOGUE, id="cds.pl7.v-1", number="V.1", text="Số hóa bệnh án điện tử", lead=(HEALTH,)
    )
    again = put_together(old, plan(OPEN_DATA, CATALOGUE, RECORDS, late)).draft
    assert row(again, late.id).lead[0].agency == "H20.9"


def test_a_group_that_was_found_is_asked_about_no_more() -> None:
    """A note that the directory has answered since goes; nothing else of the row changes."""
    asked = replace(OPEN_DATA, notes=(*OPEN_DATA.notes, Note(Review.GROUP_UNRESOLVED)))
    old = filed(plan(asked, CATALOGUE, RECORDS))
    assert row(put_together(old, plan()).draft, OPEN_DATA.id) == row(filed(plan()), OPEN_DATA.id)


def test_a_row_that_comes_back_is_there_again() -> None:
    """Gone from one version of the document, back in the next: the note of its going goes."""
    gone = put_together(filed(plan()), plan(OPEN_DATA, RECORDS)).draft
    back = put_together(filed(gone), plan()).draft
    assert row(back, CATALOGUE.id).notes == ()


def test_a_plan_filled_in_by_hand_keeps_its_number() -> None:
    """Number, date and id that the officer wrote are not blanked by a draft without them."""
    old = replace(filed(plan()), number="59/KH-UBND", issued_on=date(2023, 3, 1), id="kh-59")
    again = put_together(filed(old), plan()).draft
    assert (again.number, again.issued_on, again.id) == ("59/KH-UBND", date(2023, 3, 1), "kh-59")


def test_another_plan_is_not_taken_for_this_one() -> None:
    """Under one id some rows must be found again; under two, head and most rows must be one."""
    other = plan(
        replace(OPEN_DATA, text="80% thôn, bản có Internet cáp quang"),
        replace(CATALOGUE, text="Tổ chức hội thảo về chuyển đổi số nông nghiệp"),
        replace(RECORDS, text="Bồi dưỡng 200 cán bộ cấp xã về kỹ năng số"),
    )
    assert not related(plan(), other)
    assert related(plan(), plan(OPEN_DATA, RECORDS))
    numbered = replace(plan(), id="59-kh-ubnd-2023")
    assert related(plan(), numbered)
    assert not related(plan(), replace(numbered, period=Period.parse("2024")))


some_words = st.sampled_from(["tỷ lệ", "hộ dân", "có", "dữ liệu mở", "xã"])
texts = st.lists(some_words, min_size=1, max_size=6)
numbers = st.sampled_from(["1", "2", "3"])
one_item = st.builds(Item, st.uuids().map(str), st.just("t"), numbers, texts.map(" ".join))
items = st.lists(one_item, max_size=8)


@settings(max_examples=50)
@given(items, items)
def test_no_id_stands_for_two_rows(old: list[Item], new: list[Item]) -> None:
    """Whatever stood and whatever is read, each old row is found again at most once."""
    pairs = match(old, new)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= {one.id for one in new}
    assert set(pairs.values()) <= {one.id for one in old}


@settings(max_examples=40)
@given(items)
def test_a_row_is_most_like_itself(rows: list[Item]) -> None:
    """Read again unchanged, every row is found again, in an order that keeps equal rows apart."""
    fresh = [replace(one, id=f"new-{one.id}") for one in rows]
    assert set(match(rows, fresh)) == {one.id for one in fresh}
