"""Write docs/reference/ anew."""

from infra.local.settings import SOURCE_TREE
from services.cli.reference import (
    codes,
    events,
    lint_codes,
    measures,
    plan_file,
    plan_language,
    variables,
)

FOLDER = SOURCE_TREE / "docs" / "reference"
NOTE = "<!-- Written by `python -m services.cli.reference`; change the code, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    made = {
        "events.md": events.page(),
        "plan-file.md": plan_file.page(),
        "refusal-codes.md": codes.page(),
        "lint-codes.md": lint_codes.page(),
        "metrics.md": measures.page(),
        "plan-language.md": plan_language.page(),
        "settings.md": variables.page(),
    }
    return {name: NOTE + text for name, text in made.items()}


def main() -> None:
    """Write the folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
