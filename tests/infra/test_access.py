"""API keys: recognisable, unguessable, kept as a digest, and worth exactly their scopes."""

from datetime import UTC, datetime

import pytest

from infra.access import (
    bearer_token,
    check_scope,
    generate_key,
    matches,
    parse_key,
)
from infra.clock import Clock, SettableClock


def test_a_key_is_recognised_by_its_digest_alone() -> None:
    """What is shown once is enough to prove oneself; what is kept is not."""
    key = generate_key(Clock().secret_token)
    presented = parse_key(key.text)
    assert presented is not None
    assert presented.key_id == key.key_id
    assert matches(presented, key.secret_sha256)
    assert key.secret_sha256.hex() not in key.text


def test_another_secret_does_not_match() -> None:
    """Knowing a key's id is worth nothing."""
    key, other = (generate_key(Clock().secret_token) for _ in range(2))
    forged = parse_key(f"chitieu_{key.key_id}_{other.text.rsplit('_', 1)[1]}")
    assert forged is not None
    assert not matches(forged, key.secret_sha256)


def test_a_key_keeps_its_secret_out_of_logs() -> None:
    """The secret stands in no representation of a key."""
    key = generate_key(SettableClock(datetime(2023, 1, 1, tzinfo=UTC)).secret_token)
    secret = key.text.rsplit("_", 1)[1]
    assert secret not in repr(key) + repr(parse_key(key.text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "chitieu_",
        "chitieu_a_b",
        "Chitieu_" + "a" * 16 + "_" + "a" * 52,
        "chitieu_" + "a" * 16 + "_" + "a" * 51 + "đ",
        "chitieu_" + "a" * 16 + "_" + "a" * 52 + "\n",
        "x" * 100_000,
    ],
)
def test_other_text_is_no_key(text: str) -> None:
    """Anything not of our form is refused without a look-up."""
    assert parse_key(text) is None


def test_bearer_header_is_read_in_any_case() -> None:
    """The scheme's case is free, other schemes and empty tokens are nothing."""
    assert bearer_token("bearer chitieu_x") == "chitieu_x"
    assert [bearer_token(h) for h in (None, "", "Basic abc", "Bearer ", "Bearer")] == [None] * 5


@pytest.mark.parametrize("scope", ["report", "plan", "plan:H20.14", "plan:local:x", "alerts"])
def test_known_scopes_pass(scope: str) -> None:
    """Each scope of the design is accepted as it is."""
    assert check_scope(scope) == scope


@pytest.mark.parametrize("scope", ["", "Report", "plan:", "report:H20", "plan:a b", "admin"])
def test_unknown_scopes_are_refused_in_words(scope: str) -> None:
    """A scope that would never be asked for is a mistake worth telling."""
    with pytest.raises(ValueError, match="use report, plan, plan:<issuer>, directory or alerts"):
        check_scope(scope)
