"""What is shown on a page is held against what came, word for word but for two things."""

from __future__ import annotations

import pytest

from tests.docs.blocks import Block

SHOWN = ('{"id":"e1","status":"accepted","position":"…:…"}', "HTTP 201")


@pytest.mark.parametrize(
    ("came", "missing"),
    [
        ('{"id":"e1","status":"accepted","position":"3:17"}\nHTTP 201', []),
        (
            '{"status":503}{"id":"e1","status":"duplicate","position":"3:17"}\nHTTP 200',
            [],
        ),
        ('{"id":"e2","status":"duplicate","position":"3:17"}\nHTTP 200', [SHOWN[0]]),
        ('{"id":"e1","status":"rejected"}\nHTTP 422', [*SHOWN]),
    ],
    ids=["taken", "sent again", "another event", "refused"],
)
def test_what_was_sent_again_is_a_duplicate_and_nothing_else_is_let_pass(
    came: str, missing: list[str]
) -> None:
    """Both curl and chitieu repeat after a 503, even where the first was taken after all."""
    assert Block(1, "send", SHOWN).missing(came) == missing
