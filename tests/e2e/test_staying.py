"""A stack whose start is interrupted: Ctrl-C leaves nothing behind."""

import signal
from pathlib import Path

import pytest

from services.cli.console import INTERRUPTED
from tests.e2e.staying import staying
from tests.services.cli.process import CHITIEU, processes_that_name

pytestmark = pytest.mark.integration


def test_ctrl_c_in_the_middle_of_a_start_leaves_nothing(
    servers_dir: Path, kafka_bootstrap: str, database_url: str
) -> None:
    """The exit code is that of an interruption, and what had begun is ended."""
    servers = {"CHITIEU_KAFKA_BOOTSTRAP": kafka_bootstrap, "CHITIEU_DATABASE_URL": database_url}
    folder = servers_dir / "interrupted"
    with staying([*CHITIEU, "up"], folder, servers) as up:
        up.wait_until_said("starting projector")
        code = up.press_ctrl_c()

    # Where it came inside `exec`, Python ends by the signal itself, which is 130 to a shell too.
    assert code in (INTERRUPTED, -signal.SIGINT)
    assert "Traceback" not in up.said()
    assert processes_that_name(folder) == []
