"""A port that was found free is still free when its server starts, whoever else looks for one."""

import os
import subprocess
import sys

from infra.local.process import free_port
from infra.local.settings import SOURCE_TREE

NEIGHBOUR = """
import os
os.getpid = lambda: {pid}  # so that both begin to look at the same place
from infra.local.process import free_port
print(free_port(), free_port())
"""


def test_no_process_is_given_the_port_that_another_one_has_and_does_not_use_yet() -> None:
    """Between the look at a port and the start of its server lie seconds."""
    ours = {free_port() for _ in range(3)}
    found = subprocess.run(
        [sys.executable, "-c", NEIGHBOUR.format(pid=os.getpid())],
        cwd=SOURCE_TREE,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    theirs = {int(port) for port in found.stdout.split()}
    assert len(theirs) == 2
    assert not ours & theirs
