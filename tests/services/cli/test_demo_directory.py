"""The demonstration on a stack whose directory stands already."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.codec import decode
from contracts.publication import StandingAgency
from examples.building import EXAMPLES
from services.cli.demo_directory import stands_alike

EVENTS = {
    event.subject: event
    for event in map(
        decode, (EXAMPLES / "dong_thap_2022" / "01_directory.jsonl").read_bytes().splitlines()
    )
}
HEALTH = EVENTS["agency/local:so-y-te-dong-thap"]
DISTRICTS = EVENTS["agency/local:ubnd-cap-huyen-dong-thap"]
PLAN = decode((EXAMPLES / "dong_thap_2022" / "04_results_http.jsonl").read_bytes().splitlines()[0])


def standing(name: str = "Sở Y tế", **changes: object) -> StandingAgency:
    """The department of health as the publication of a plan registers it."""
    values = {
        "agency": "local:so-y-te-dong-thap",
        "statement": "registered",
        "revision": 1,
        "effective_on": date(2022, 7, 6),
        "name": name,
        "kind": "agency",
    }
    return StandingAgency.model_validate(values | changes)


@pytest.mark.parametrize("name", ["Sở Y tế", "Sở Y tế tỉnh Đồng Tháp", "sở y tế tỉnh Đồng Tháp"])
def test_an_agency_that_a_plan_file_registered_stands_alike(name: str) -> None:
    """The file names it with or without its province."""
    assert stands_alike(HEALTH, [standing(name)])


@pytest.mark.parametrize(
    "other",
    [
        standing("Sở Y"),
        standing("Sở Y tếp"),
        standing("Sở Tài chính"),
        standing(kind="group"),
        standing(agency="local:so-tai-chinh-dong-thap"),
        standing(statement="succeeded"),
    ],
)
def test_an_agency_of_another_meaning_does_not(other: StandingAgency) -> None:
    """Another name, kind or agency; or one that is no more."""
    assert not stands_alike(HEALTH, [other])


def test_a_group_stands_alike_with_the_same_members_only() -> None:
    """Members are what a group means: registered without them it is another."""
    twelve = DISTRICTS.data.members
    group = {"agency": "local:ubnd-cap-huyen-dong-thap", "kind": "group", "name": "UBND cấp huyện"}
    assert stands_alike(DISTRICTS, [standing(**group, members=twelve[::-1])])
    assert not stands_alike(DISTRICTS, [standing(**group, members=twelve[1:])])
    assert not stands_alike(DISTRICTS, [standing(**group)])


def test_what_is_no_agency_never_stands_alike() -> None:
    """A report that was refused stays refused."""
    assert not stands_alike(PLAN, [standing()])
