"""A target of many members as a message: bounded, in words, and read back as it was written."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from contracts.codec import encode
from contracts.render import target_status_message
from contracts.status import CONTRIBUTIONS_MAX, TargetStatus
from domain.history import Fact, fold
from domain.status import judge_target
from domain.target import Member
from tests.builders import TARGET_ID, at_least, day, report, target


def told(*facts: Fact, members: int, on: str) -> TargetStatus:
    """Return the message of a target of 80 % with so many members."""
    stated = target(at_least("80"))
    names = [f"local:don-vi-{number:03d}" for number in range(members)]
    group = tuple(Member(name, Decimal(0), day("2022-01-01")) for name in names)
    fact = replace(stated, target=replace(stated.target, members=group))
    judged = judge_target(fold([fact, *facts]), TARGET_ID, day(on)).status
    assert judged is not None
    return target_status_message(judged)


def test_a_part_of_the_members_is_never_shown_without_how_many() -> None:
    """The value names its coverage wherever it is shown, and who lacks what stands beside it."""
    facts = [
        report("2/3", scope="local:don-vi-000"),
        report("1/2", scope="local:don-vi-001"),
        report("90", scope="local:don-vi-002"),
    ]

    message = told(*facts, members=30, on="2022-12-31")

    words = "3/5 (60%) (3/30 đơn vị đã báo cáo, 2 đơn vị cộng được)"
    assert message.value_text == message.parts[0].value_text == words
    coverage = message.parts[0].coverage
    assert coverage is not None
    assert (coverage.covered, coverage.reported, coverage.of, coverage.decides) == (2, 3, 30, True)
    assert [(one.agency, one.share, one.lack) for one in coverage.contributions[:3]] == [
        ("local:don-vi-001", "counted", Decimal("0.6")),
        ("local:don-vi-000", "counted", Decimal("0.4")),
        ("local:don-vi-002", "percentage_only", None),
    ]


def test_a_great_many_members_do_not_make_a_message_too_large() -> None:
    """Those who explain the gap are named first; how many are left out is told."""
    facts = [report("1/2", scope=f"local:don-vi-{number:03d}") for number in range(500)]

    message = told(*facts, members=500, on="2022-12-31")

    coverage = message.parts[0].coverage
    assert coverage is not None
    assert (coverage.covered, len(coverage.contributions)) == (500, CONTRIBUTIONS_MAX)
    assert coverage.omitted == 500 - CONTRIBUTIONS_MAX
    assert len(encode(message)) < 40_000


def test_a_sum_that_no_message_can_carry_is_not_told() -> None:
    """Two numbers of fourteen digits may add up to fifteen."""
    many = "99999999999999"
    facts = [report(f"{many}/{many}", scope=f"local:don-vi-00{number}") for number in range(2)]

    message = told(*facts, members=2, on="2023-01-01")

    assert (message.provisional_verdict, message.reason) == ("khong_xac_dinh", "not_summable")
    assert TargetStatus.model_validate_json(encode(message)) == message


def test_a_status_with_members_is_what_its_encoding_reads_as() -> None:
    """Lacks that no decimal ends are told to six places."""
    facts = [report("1/3", scope="local:don-vi-000"), report("done", scope="local:don-vi-001")]

    message = told(*facts, members=3, on="2022-12-31")

    assert TargetStatus.model_validate_json(encode(message)) == message
