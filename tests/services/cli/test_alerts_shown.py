"""Alerts in a terminal: names, numbers of rows, per cent as people say them; ids where needed."""

from __future__ import annotations

from typing import Any

import pytest

from services.api.rows import Agency
from services.api.views import Names
from services.cli.alerts.naming import percent
from services.cli.alerts.shown import lines, title
from services.cli.alerts.shown import table as table_of

NAMES = Names({"H20.14": Agency("H20.14", "Sở Thông tin và Truyền thông", "Sở TTTT")})
WORDS = {"vi": "Chủ trì: H20.14.", "en": "Lead: H20.14."}


def item(number: str = "10", row: str = "ke-hoach.phu-luc-v.10") -> dict[str, Any]:
    """An alert of a task as the api answers it."""
    return {
        "alert_id": "6f1c1d0e-6a1b-5f43-9c3e-000000000001",
        "target_id": row,
        "outcome": None,
        "words": WORDS,
        "chance": "trên 90%",
        "due_on": "2023-12-31",
        "lead": ["H20.14"],
        "detail": {
            "kind": "task",
            "stage": "overdue",
            "number": number,
            "row": row,
            "text": "Mua sắm thiết bị",
            "addressees": ["H20.14", "H20.99"],
            "evidence": {"forecast": {"chance": "0.9999"}},
            "handling": {},
        },
    }


@pytest.mark.parametrize(
    ("number", "row", "said"),
    [
        ("10", "ke-hoach.phu-luc-v.10", "10 Phụ lục V. Mua sắm thiết bị"),
        ("II.4", "ke-hoach.phu-luc-vii.ii-4", "II.4. Mua sắm thiết bị"),
        ("10", "cds2023-10", "10. Mua sắm thiết bị"),
        ("", "ke-hoach.phu-luc-v.a", "Mua sắm thiết bị"),
    ],
)
def test_a_number_that_is_in_several_appendices_is_told_with_its_own(
    number: str, row: str, said: str
) -> None:
    """Given a row / on naming it / expect what the officer finds it by in the printed plan."""
    assert title(item(number, row)["detail"]) == said


def test_an_alert_that_ended_rests_no_more_and_its_chance_is_the_last_one_told() -> None:
    """Given it was snoozed and taken / while open expect both; once ended neither."""
    one = item()
    one["detail"]["handling"] = {
        "snooze": {"until_on": "2023-12-14"},
        "acknowledgement": {
            "commitment": {"responsible": "Phòng KH", "by_on": "2023-11-30", "action": "Giao ban"}
        },
    }
    told = {"alert": one, "events": [], "deliveries": []}
    _, head, _, _, handled, *_ = lines(told, NAMES)
    assert "tạm hoãn đến 14/12/2023; Phòng KH, hạn 30/11/2023: Giao ban" in handled
    one["outcome"] = "averted"
    _, ended, _, _, handled, *_ = lines(told, NAMES)
    assert (handled, "lúc báo lần cuối: khả năng" in ended, "lúc báo" in head) == (
        "Xử lý: —",
        True,
        False,
    )
    assert "khả năng" not in lines({**told, "alert": {**one, "chance": None}}, NAMES)[1]


def test_the_table_has_names_and_the_whole_alert_their_ids_too() -> None:
    """Given an agency of the directory and one that is not / expect its name, and an id."""
    from rich.console import Console

    console = Console(width=200)
    with console.capture() as shown:
        console.print(table_of([item()], NAMES))
    assert "Sở TTTT; H20.99" in shown.get()
    assert "H20.14" not in shown.get()
    assert "trên 90%" in shown.get()
    whole = lines({"alert": item(), "events": [], "deliveries": []}, NAMES)
    assert "Phải xử lý: Sở TTTT (H20.14); H20.99" in whole
    assert "Chủ trì: Sở TTTT." in whole
    assert "khả năng không đạt trên 90%" in whole[1]
    assert "Nhiệm vụ: ke-hoach.phu-luc-v.10" in whole


def test_a_share_is_told_as_people_write_it() -> None:
    """Given a share with many decimals / expect per cent with a comma."""
    assert percent("0.076923") == "7,7%"
    assert percent(1) == "100%"
    assert percent("0.7234", decimals=0) == "72%"
