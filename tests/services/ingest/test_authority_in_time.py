"""Who may say what, as of which day: withdrawals, amendments and targets of later years."""

from __future__ import annotations

from tests.services.ingest import events
from tests.services.ingest.deciding import ADMITTED, after, knowing, said, unled
from tests.services.ingest.events import BANK, DISTRICT, FOCAL_POINT, LEAD


def test_the_lead_of_a_withdrawn_target_reports_no_more_for_the_whole() -> None:
    """The right ends with the duty."""
    known = after(events.target_withdrawn())
    assert said(known, events.report(), "report") == "not_a_reporter"


def test_a_new_lead_takes_over_with_the_amendment() -> None:
    """Who leads is what the latest revision of the target says."""
    known = after(events.target_amended(lead=[BANK]))
    assert said(known, events.report(source=BANK), "report") == ADMITTED
    assert said(known, events.report(source=LEAD), "report") == "not_a_reporter"


LATER = "2023-12-31"


def test_what_holds_from_a_later_day_gives_and_takes_no_right_before_it() -> None:
    """A lead, a focal point or a withdrawal of the year's end changes nothing in September."""
    withdrawn = after(events.target_withdrawn(effective_on=LATER))
    assert said(withdrawn, events.report(), "report") == ADMITTED
    amended = after(events.target_amended(lead=[BANK], effective_on=LATER))
    assert said(amended, events.report(), "report") == ADMITTED
    assert said(amended, events.report(source=BANK), "report") == "not_a_reporter"
    content = events.plan_data(focal_point=BANK, revision=2, reason="đổi", effective_on=LATER)
    replaced = after(events.event("plan.amended", f"plan/{events.PLAN}", content))
    on_behalf_of = {
        "agency": DISTRICT,
        "letter": {"number": "12/CV-STC", "issued_on": "2023-01-05"},
    }
    for source, answer in ((FOCAL_POINT, ADMITTED), (BANK, "not_the_focal_point")):
        message = events.report(source=source, scope=DISTRICT, on_behalf_of=on_behalf_of)
        assert said(replaced, message, "report") == answer


def test_of_amendments_the_highest_revision_in_force_says_who_leads() -> None:
    """One for the year's end leaves the one before it in force; a later one may repeal it."""
    soon = events.target_amended(2, lead=[BANK], effective_on="2023-09-15")
    known = after(soon, events.target_amended(3, lead=[LEAD], effective_on=LATER))
    assert said(known, events.report(source=BANK), "report") == ADMITTED
    assert said(known, events.report(), "report") == "not_a_reporter"
    known = after(
        events.target_amended(2, lead=[BANK], effective_on=LATER),
        events.target_amended(3, lead=[DISTRICT], effective_on="2023-09-01"),
    )
    assert said(known, events.report(source=DISTRICT), "report") == ADMITTED


def test_who_leads_a_target_of_next_year_may_report_its_history_now() -> None:
    """Before its first day a target is as it was first stated."""
    known = knowing([*unled(), events.target(effective_on="2024-01-01")])
    assert said(known, events.report(), "report") == ADMITTED
