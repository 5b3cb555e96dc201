"""A supervisor as `chitieu up` is one: a stack of one small service, with or without servers.

Arguments: directory, port, "services" or "servers", and words to put before the service's command.
"""

import sys
from pathlib import Path

from infra.local.stack import LocalStack
from tests.infra.local.programs import small_service

directory, port, kind, before = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
with LocalStack(directory, say=print) as stack:
    if kind == "servers":
        stack.start_servers()
    service = small_service("first", port, directory / "notes", before=before)
    stack.start_services([service], addresses={"first": service.ready_url})
    stack.wait()
