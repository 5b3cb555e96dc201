"""The plan file: what is saved is what is loaded, for every draft."""

from hypothesis import HealthCheck, given, settings

from domain.draft import PlanDraft
from services.cli.plan.catalogue import normal
from services.cli.plan.plan_file import dumps, loads
from tests.services.cli.plan.drafts import drafts

slow = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@slow
@given(drafts)
def test_what_is_saved_is_what_is_loaded(draft: PlanDraft) -> None:
    """Any draft, written as a plan file and read again, is the same draft in normal form."""
    written = dumps(draft)
    assert loads(written.encode(), "plan.yaml") == normal(draft)


@slow
@given(drafts)
def test_writing_is_stable(draft: PlanDraft) -> None:
    """A plan file that was read and written again is the same file, letter for letter."""
    written = dumps(draft)
    assert dumps(loads(written.encode(), "plan.yaml")) == written
