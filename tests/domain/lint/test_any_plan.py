"""Lint and diff answer for every draft, whatever is in it."""

from hypothesis import HealthCheck, given, settings

from domain.draft import PlanDraft
from domain.draft_diff import diff
from domain.lint.findings import Finding
from domain.lint.run import lint
from tests.services.cli.plan.drafts import drafts

some = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@some
@given(drafts, drafts)
def test_any_two_plans_are_linted(one: PlanDraft, other: PlanDraft) -> None:
    """Every finding stands in a plan that was given; the heaviest come first."""
    findings: tuple[Finding, ...] = lint([one, other])

    assert {quote.plan for finding in findings for quote in finding.quotes} <= {one.id, other.id}
    assert [f.severity for f in findings] == sorted((f.severity for f in findings), reverse=True)
    assert lint([one, other]) == findings


@some
@given(drafts, drafts)
def test_a_difference_goes_both_ways(one: PlanDraft, other: PlanDraft) -> None:
    """A plan is the same as itself; what differs one way differs the other way too."""
    assert diff(one, one) == ()
    assert bool(diff(one, other)) == bool(diff(other, one))
