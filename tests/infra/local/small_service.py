"""A small service: answers 200 on its port, says one JSON line, notes its end in a file."""

import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import FrameType

name, port, notes = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])


class _Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Say that the service is ready."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Stay silent."""


def _end(_number: int, _frame: FrameType | None) -> None:
    with notes.open("a") as file:
        file.write(f"{name} ended\n")
    sys.exit(0)


signal.signal(signal.SIGTERM, signal.SIG_IGN if "deaf" in sys.argv else _end)
sys.stdout.write(f'{{"event": "started", "service": "{name}"}}\n')
sys.stdout.flush()
HTTPServer(("127.0.0.1", port), _Ready).serve_forever()
