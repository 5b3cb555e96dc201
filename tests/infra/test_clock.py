"""The clock: days of Viet Nam, sortable ids, and a twin for tests."""

from datetime import UTC, date, datetime
from uuid import UUID

from infra.clock import Clock, SettableClock


def test_business_day_is_the_day_in_viet_nam() -> None:
    """At 17:30 UTC it is already tomorrow in Hà Nội."""
    clock = SettableClock(datetime(2023, 9, 14, 17, 30, tzinfo=UTC))
    assert clock.business_day() == date(2023, 9, 15)


def test_fixed_day_leaves_instants_real() -> None:
    """A fixed business day changes the day only, never the time of the log."""
    clock = Clock(fixed_day=date(2023, 9, 15))
    assert clock.business_day() == date(2023, 9, 15)
    assert clock.now().year >= 2024
    assert clock.now().tzinfo is UTC


def test_ids_are_uuid7_and_sort_by_time() -> None:
    """A later id sorts after an earlier one, and both are RFC 9562 version 7."""
    clock = SettableClock(datetime(2023, 1, 1, tzinfo=UTC))
    first = clock.new_id()
    clock.advance(1)
    second = clock.new_id()
    assert first < second
    assert {UUID(first).version, UUID(Clock().new_id()).version} == {7}
    assert UUID(Clock().new_id()).variant == "specified in RFC 4122"


def test_settable_clock_never_runs_backwards_in_intervals() -> None:
    """Setting an earlier instant moves the wall clock back, not the monotonic one."""
    clock = SettableClock(datetime(2023, 1, 2, tzinfo=UTC))
    clock.advance(5)
    clock.set(datetime(2023, 1, 1, tzinfo=UTC))
    assert clock.monotonic() == 5.0
    assert clock.now() == datetime(2023, 1, 1, tzinfo=UTC)


def test_secrets_have_the_length_asked_for() -> None:
    """256 bits unless told otherwise, and no two alike."""
    assert len(Clock().secret_token()) == 32
    assert Clock().secret_token() != Clock().secret_token()
