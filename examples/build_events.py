"""Write the events beside the plan files as JSON lines: `python -m examples.build_events`.

The files are committed; a test holds them equal to what this script makes.
"""

from __future__ import annotations

import json
from pathlib import Path

from examples import plan_2022, plan_2023
from examples.building import EXAMPLES, Event

PLANS = {"dong_thap_2022": plan_2022.files, "dong_thap_2023": plan_2023.files}


def build() -> dict[Path, str]:
    """Return the text of every event file, by its path below `examples/`."""
    return {
        Path(folder) / name: "".join(_line(event) for event in events)
        for folder, files in PLANS.items()
        for name, events in files().items()
    }


def main() -> None:
    """Write the files."""
    for path, text in build().items():
        (EXAMPLES / path).parent.mkdir(exist_ok=True)
        (EXAMPLES / path).write_text(text, encoding="utf-8")


def _line(event: Event) -> str:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    main()
