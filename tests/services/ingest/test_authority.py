"""Who may say what: a table of senders and events, each with its answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.access import Credential
from services.ingest.known import Known
from tests.services.ingest import events
from tests.services.ingest.deciding import ADMITTED, after, knowing, said, unled, verdict
from tests.services.ingest.events import BANK, DISTRICT, FOCAL_POINT, GROUP, LEAD, PROVINCE, Event

LETTER = {"number": "12/CV-STC", "issued_on": "2023-01-05"}


def led_by(*lead: str) -> Known:
    """The world with a target and a task that these lead."""
    return knowing([*unled(), events.target(lead=list(lead)), events.task(lead=list(lead))])


@pytest.mark.parametrize(
    ("lead", "source", "scope", "answer"),
    [
        ([LEAD], LEAD, PROVINCE, ADMITTED),
        ([LEAD], LEAD, LEAD, ADMITTED),
        ([LEAD], LEAD, DISTRICT, "not_a_reporter"),
        ([LEAD], FOCAL_POINT, PROVINCE, "not_a_reporter"),
        ([LEAD], DISTRICT, PROVINCE, "not_a_reporter"),
        ([LEAD], DISTRICT, DISTRICT, ADMITTED),
        ([LEAD], BANK, DISTRICT, "not_a_reporter"),
        ([LEAD], PROVINCE, PROVINCE, ADMITTED),
        ([LEAD, BANK], BANK, PROVINCE, ADMITTED),
        ([GROUP], FOCAL_POINT, PROVINCE, ADMITTED),
        ([GROUP], LEAD, PROVINCE, "not_a_reporter"),
        ([GROUP], LEAD, LEAD, ADMITTED),
        ([], FOCAL_POINT, PROVINCE, ADMITTED),
        ([], LEAD, PROVINCE, "not_a_reporter"),
        ([], DISTRICT, DISTRICT, ADMITTED),
    ],
)
def test_a_report_comes_from_the_lead_the_focal_point_or_for_ones_own(
    lead: list[str], source: str, scope: str, answer: str
) -> None:
    """The same for a value and for a task's status."""
    known = led_by(*lead)
    assert said(known, events.report(source=source, scope=scope), "report") == answer
    assert said(known, events.task_status(source, scope=scope), "report") == answer


@pytest.mark.parametrize(
    ("source", "behalf", "scope", "letter", "answer"),
    [
        (FOCAL_POINT, DISTRICT, DISTRICT, LETTER, ADMITTED),
        (FOCAL_POINT, LEAD, PROVINCE, LETTER, ADMITTED),
        (FOCAL_POINT, LEAD, PROVINCE, {"file_sha256": "a" * 64}, ADMITTED),
        (FOCAL_POINT, DISTRICT, PROVINCE, LETTER, "not_a_reporter"),
        (FOCAL_POINT, LEAD, PROVINCE, {"title": "Công văn"}, "letter_missing"),
        (BANK, LEAD, PROVINCE, LETTER, "not_the_focal_point"),
        (LEAD, DISTRICT, DISTRICT, LETTER, "not_the_focal_point"),
    ],
)
def test_the_focal_point_reports_on_behalf_with_the_letter(
    source: str, behalf: str, scope: str, letter: dict[str, Any], answer: str
) -> None:
    """Only he, only with the letter, and only what the named agency itself might report."""
    on_behalf_of = {"agency": behalf, "letter": letter}
    message = events.report(source=source, scope=scope, on_behalf_of=on_behalf_of)
    assert said(after(), message, "report") == answer
    status = events.task_status(source, scope=scope, on_behalf_of=on_behalf_of)
    assert said(after(), status, "report") == answer


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (DISTRICT, ADMITTED),
        (LEAD, "not_a_reporter"),
        (FOCAL_POINT, ADMITTED),
        (BANK, "not_a_reporter"),
    ],
)
def test_a_report_of_ones_own_unit_is_corrected_by_its_reporter_or_the_focal_point(
    source: str, answer: str
) -> None:
    """The lead answers for the whole scope, not for a unit's own number."""
    known = after(events.report(name="r", source=DISTRICT, scope=DISTRICT))
    message = events.corrected("r", of=DISTRICT, source=source, scope=DISTRICT)
    assert said(known, message, "report") == answer
    taken_back = events.report_withdrawn("r", of=DISTRICT, source=source)
    assert said(known, taken_back, "report") == answer


def test_the_lead_corrects_what_the_focal_point_reported_for_the_whole_scope() -> None:
    """First reporter, lead, focal point: each may."""
    known = led_by(GROUP)
    report = events.report(name="r", source=FOCAL_POINT)
    assert said(known, report, "report") == ADMITTED
    known = knowing([*unled(), events.target(lead=[GROUP, LEAD]), report])
    message = events.corrected("r", of=FOCAL_POINT, source=LEAD)
    assert said(known, message, "report") == ADMITTED


def test_a_correction_cannot_move_a_report_to_where_its_sender_may_not_report() -> None:
    """The new scope is asked for as if it were reported anew."""
    known = after(events.report(name="r", source=DISTRICT, scope=DISTRICT))
    message = events.corrected("r", of=DISTRICT, source=DISTRICT, scope=PROVINCE)
    assert said(known, message, "report") == "not_a_reporter"


INTRUDER = DISTRICT
OWN_PLAN = "huyen-2023"


def _intruded(scope: str, *more: Event) -> Known:
    """A district's own plan, itself the focal point, with a target on the province's indicator."""
    own = {"issuer": INTRUDER, "focal_point": INTRUDER}
    plan = events.event("plan.issued", f"plan/{OWN_PLAN}", events.plan_data(**own))
    grip = events.target(target="cua-huyen", plan=OWN_PLAN, scope=scope, lead=[INTRUDER])
    return after(events.report(name="r"), plan, grip, *more)


@pytest.mark.parametrize("scope", [INTRUDER, PROVINCE])
@pytest.mark.parametrize(
    ("message", "answer"),
    [
        (events.report(source=INTRUDER), "not_a_reporter"),
        (events.corrected("r", source=INTRUDER), "not_a_reporter"),
        (events.report_withdrawn("r", source=INTRUDER), "not_a_reporter"),
        (
            events.report(source=INTRUDER, on_behalf_of={"agency": LEAD, "letter": LETTER}),
            "not_the_focal_point",
        ),
        (
            events.report(
                source=INTRUDER, scope=BANK, on_behalf_of={"agency": BANK, "letter": LETTER}
            ),
            "not_the_focal_point",
        ),
    ],
)
def test_a_plan_of_ones_own_gives_no_right_over_anothers_numbers(
    scope: str, message: Event, answer: str
) -> None:
    """Whatever scope, lead and focal point it names on an indicator that another owns."""
    assert said(_intruded(scope), message, "report", "plan") == answer
    assert said(_intruded(scope), events.report(), "report") == ADMITTED


def test_ones_own_plan_says_who_reports_for_ones_own_scope() -> None:
    """A district may set a lead for itself on an indicator that the province owns."""
    own = events.target(target="cua-huyen-2", plan=OWN_PLAN, scope=INTRUDER, lead=[BANK])
    known = _intruded(INTRUDER, own)
    assert said(known, events.report(source=BANK, scope=INTRUDER), "report") == ADMITTED
    assert said(known, events.report(source=BANK), "report") == "not_a_reporter"


def test_a_correction_on_behalf_of_another_asks_whose_number_it_was() -> None:
    """The focal point of a scope has no say on behalf of others over reports of another scope."""
    known = _intruded(INTRUDER)
    message = events.corrected(
        "r",
        source=INTRUDER,
        scope=INTRUDER,
        on_behalf_of={"agency": INTRUDER, "letter": LETTER},
    )
    assert said(known, message, "report") == "not_a_reporter"


@pytest.mark.parametrize(
    "message",
    [
        events.event("plan.issued", "plan/moi", events.plan_data()),
        events.event(
            "plan.amended", f"plan/{events.PLAN}", events.plan_data(revision=2, reason="bổ sung")
        ),
        events.target(target="khac"),
        events.target_amended(),
        events.target_withdrawn(),
        events.event("task.assigned", "task/khac", events.task_data()),
        events.task_amended(),
        events.task_withdrawn(),
        events.deadline(),
        events.evaluation(),
    ],
    ids=lambda message: str(message["type"]),
)
@pytest.mark.parametrize(
    ("source", "scopes", "answer"),
    [
        (PROVINCE, ["plan"], ADMITTED),
        (PROVINCE, ["plan:H20"], ADMITTED),
        (FOCAL_POINT, ["plan:H20"], ADMITTED),
        (FOCAL_POINT, ["plan"], "not_the_issuer"),
        (BANK, ["plan:H21"], "not_the_issuer"),
        (PROVINCE, ["report", "directory"], "scope_missing"),
    ],
)
def test_a_plan_is_spoken_of_by_who_holds_its_issuers_scope(
    message: Event, source: str, scopes: list[str], answer: str
) -> None:
    """Plain `plan` is one's own plans; `plan:<issuer>` those of an issuer."""
    assert said(after(), {**message, "source": source}, *scopes) == answer


def test_a_target_cannot_be_moved_out_of_anothers_plan() -> None:
    """An amendment needs the scope of the plan that the target is in, too."""
    own = events.event("plan.issued", "plan/ngan-hang", events.plan_data(issuer=BANK))
    known = after(own)
    message = {**events.target_amended(plan="ngan-hang"), "source": BANK}
    assert said(known, message, "plan") == "not_the_issuer"


def test_an_issued_plan_cannot_be_taken_over_by_naming_another_issuer() -> None:
    """Both the issuer before and the one after must be the sender's to speak for."""
    content = events.plan_data(issuer=BANK, revision=2, reason="đổi chủ")
    message = events.event("plan.amended", f"plan/{events.PLAN}", content, source=BANK)
    assert said(after(), message, "plan") == "not_the_issuer"


@pytest.mark.parametrize(
    ("source", "scopes", "answer"),
    [
        (PROVINCE, ["plan"], ADMITTED),
        (FOCAL_POINT, ["plan:H20"], ADMITTED),
        (BANK, ["plan"], "not_the_owner"),
    ],
)
def test_an_indicator_is_redefined_by_who_defined_it(
    source: str, scopes: list[str], answer: str
) -> None:
    """Or by a holder of that agency's plan scope."""
    assert said(after(), events.redefined(source=source), *scopes) == answer


def test_the_directory_has_a_scope_of_its_own() -> None:
    """Neither reporting nor planning lets anybody register an agency."""
    message = {**events.agency("H20.77"), "source": PROVINCE}
    assert said(after(), message, "directory") == ADMITTED
    assert said(after(), message, "plan", "report", "alerts") == "scope_missing"


KNOWN = after(events.report(name="r"))
EVERY_EVENT = [
    events.report(),
    events.corrected("r"),
    events.report_withdrawn("r"),
    events.task_status(),
    events.plan(),
    events.indicator("khac"),
    events.target(target="khac"),
    events.task_amended(),
    events.evaluation(),
    events.deadline(),
    events.agency("H20.77"),
]


@given(
    st.sampled_from(EVERY_EVENT),
    st.sampled_from([PROVINCE, FOCAL_POINT, LEAD, DISTRICT, BANK]),
    st.sampled_from([PROVINCE, FOCAL_POINT, LEAD, DISTRICT, BANK]),
    st.sets(st.sampled_from(["report", "plan", "plan:H20", "directory", "alerts"])),
)
def test_nobody_speaks_in_anothers_name(
    message: Event, source: str, agency: str, scopes: set[str]
) -> None:
    """Whatever the event and the scopes: the source is the credential's agency, or refused."""
    who = Credential("key", agency, frozenset(scopes))
    answer = verdict(KNOWN, {**message, "source": source}, who)
    assert (answer[0] == "source_not_allowed") == (source != agency)
