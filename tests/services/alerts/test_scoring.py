"""Alerts are marked when the verdict comes, once, and again when it turns out otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from contracts.alerts import AlertChanged
from contracts.scores import SCORED_TYPE
from contracts.status import TargetStatus
from domain.reasons import Verdict
from services.alerts.assessing.held import Held, received
from services.alerts.assessing.lifecycle import step
from services.alerts.configuration.rules import Rules
from services.alerts.prior.shipped import shipped
from services.alerts.scoring.hook import Lives, mark
from services.alerts.scoring.marks import scored
from tests.builders import above, confirmed, report, stamp
from tests.services.alerts.statuses import judged, status_changed, target_2023

AT = datetime(2024, 1, 2, 3, 0, tzinfo=UTC)
PARAMETERS = Rules().parameters(shipped())
NAME = "kinh-te-so-2023"
BEHIND = (
    target_2023(above("60"), unit="%"),
    report("20", period="2021", at=stamp(event="m-2021")),
    report("22", period="2022", at=stamp(event="m-2022")),
)
SHORT = report("25", period="2023", at=stamp(event="m-2023"))


def lived(
    *statuses: tuple[TargetStatus, str, bool],
) -> tuple[Held, list[AlertChanged], list[AlertChanged]]:
    """Take step and mark for each status; what is held, all that was told, and the marks of it."""
    held: Held | None = None
    told: list[AlertChanged] = []
    for seq, (status, on, settled) in enumerate(statuses, start=1):
        data = status_changed(status, seq=seq, as_of=on).data
        newer = received(data, held, AT)
        assert newer is not None
        taken = step(newer, at=AT, absence_settled=settled, parameters=PARAMETERS)
        told += taken.changes
        found = mark(taken.held, lives(told), at=AT, settled=settled)
        held = found.held
        told += [change for _, change in found.changes]
    assert held is not None
    return held, told, [change for change in told if change.type == SCORED_TYPE]


def lives(told: Sequence[AlertChanged]) -> Lives:
    """What each alert of a forecast has told."""
    mine = [change for change in told if change.data.kind == "target"]
    names = dict.fromkeys(change.data.alert for change in mine)
    return {name: [one for one in mine if one.data.alert == name] for name in names}


def status_on(on: str, *more: object) -> TargetStatus:
    """The status of the target on a day, with further facts."""
    return judged(*BEHIND, *more, on=on)  # type: ignore[arg-type]  # facts of several kinds


def test_a_confirmed_miss_marks_its_alert_at_once() -> None:
    """Given a warning and a confirmed miss / expect one mark, its lead and words, after the end."""
    missed = confirmed(Verdict.MISSED, of=NAME, period="2023", at=stamp(event="c-1"))
    _, told, marks = lived(
        (status_on("2023-05-01"), "2023-05-01", False),
        (status_on("2024-01-02", SHORT, missed), "2024-01-02", False),
    )
    [done] = marks
    score = done.data.score
    assert score is not None
    assert (score.mark, score.official, score.verdict) == ("hit", True, "chua_dat")
    assert (score.warned_on, score.lead_days) == (date(2023, 5, 1), 244)
    assert "Báo đúng: kết quả chưa đạt; đã cảnh báo trước hạn 244 ngày" in done.data.words.vi
    assert [change.data.seq for change in told if change.data.kind == "target"] == [1, 2, 3]


def test_an_open_alert_that_is_marked_still_says_what_is_feared() -> None:
    """Given a mark on an alert that stays open / expect its words as they were, then the mark."""
    missed = confirmed(Verdict.MISSED, of=NAME, period="2023", at=stamp(event="c-1"))
    ended = status_on("2024-01-02", SHORT, missed)
    _, told, [done] = lived(
        (status_on("2023-05-01"), "2023-05-01", False), (ended, "2024-01-02", False)
    )
    warned = next(change for change in told if change.data.kind == "target")
    assert warned.data.state == "open"
    assert done.data.score is not None
    data = status_changed(ended, seq=2, as_of="2024-01-02").data
    marked = scored([warned], done.data.score, data, at=AT, settled=True).data.words
    assert marked.vi.startswith(warned.data.words.vi)
    assert "Báo đúng" in marked.vi


def test_a_verdict_that_is_not_confirmed_waits_for_the_hold() -> None:
    """Given a result that falls short, not confirmed / before the hold / expect to look again."""
    before, _, none = lived(
        (status_on("2023-05-01"), "2023-05-01", False),
        (status_on("2024-01-02", SHORT), "2024-01-02", False),
    )
    assert none == []
    assert before.review_on == date(2024, 1, 2)
    _, _, [done] = lived(
        (status_on("2023-05-01"), "2023-05-01", False),
        (status_on("2024-01-02", SHORT), "2024-01-02", True),
    )
    assert done.data.score is not None
    assert not done.data.score.official
    assert "tạm, chờ xác nhận" in done.data.words.vi


def test_what_is_confirmed_otherwise_marks_again_and_the_same_does_not() -> None:
    """Given a mark, then the same status, then another verdict / expect two marks."""
    short = status_on("2024-01-02", SHORT)
    met = confirmed(Verdict.MET, of=NAME, period="2023", at=stamp(event="c-2"))
    _, _, marks = lived(
        (status_on("2023-05-01"), "2023-05-01", False),
        (short, "2024-01-02", True),
        (short, "2024-01-02", True),
        (status_on("2024-01-02", SHORT, met), "2024-01-02", False),
    )
    assert [change.data.score.mark for change in marks if change.data.score] == ["hit", "false"]


def test_the_marked_alert_is_what_is_held() -> None:
    """Given an alert was marked / expect the next change of it to follow the mark."""
    missed = confirmed(Verdict.MISSED, of=NAME, period="2023", at=stamp(event="c-1"))
    held, _, [done] = lived(
        (status_on("2023-05-01"), "2023-05-01", False),
        (status_on("2024-01-02", SHORT, missed), "2024-01-02", False),
    )
    life = held.life("target")
    assert life is not None
    assert (life.alert.seq, life.said) == (done.data.seq, done.data)
    assert replace(life.alert, seq=2) == replace(life.alert, seq=done.data.seq - 1)
