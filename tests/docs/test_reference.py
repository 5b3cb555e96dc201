"""docs/reference/ says what the code says, and leaves nothing out."""

from pathlib import Path

import pytest

from contracts.envelope import EVENT_TYPES
from contracts.problems import FieldCode
from contracts.rejections import RefusalCode
from contracts.schemas import messages
from infra.local.settings import SOURCE_TREE
from infra.metrics import COUNTERS, GAUGES, HISTOGRAMS
from infra.settings import PREFIX
from services.cli.reference import measures, variables
from services.cli.reference.__main__ import FOLDER, pages


def committed(name: str) -> str:
    """A page as it is kept."""
    return (FOLDER / name).read_text(encoding="utf-8")


def test_the_committed_pages_are_those_made_from_the_code() -> None:
    """Equal, page by page."""
    made = pages()
    stale = [name for name in made if committed(name) != made[name]]
    assert not stale, f"{stale} differ from the code: run python -m services.cli.reference"


def test_every_type_of_event_has_its_section() -> None:
    """Each event and each published message has a heading of its name."""
    headings = committed("events.md").splitlines()
    assert [m.name for m in messages() if f"### {m.name}" not in headings] == []
    assert all(f"### {name}" in headings for name in EVENT_TYPES)


def test_every_part_that_a_field_links_to_has_its_section() -> None:
    """No link within the page of events leads nowhere."""
    page = committed("events.md")
    anchors = {
        line.lstrip("# ").lower().replace(" ", "-").replace(".", "")
        for line in page.splitlines()
        if line.startswith("#")
    }
    linked = {part.partition(")")[0] for part in page.split("](#")[1:]}
    assert linked - anchors == set()


@pytest.mark.parametrize("code", [*RefusalCode, *FieldCode])
def test_every_refusal_code_has_its_row(code: RefusalCode | FieldCode) -> None:
    """A program that meets a code finds its words in both languages."""
    rows = [r for r in committed("refusal-codes.md").splitlines() if r.startswith(f"| `{code}`")]
    assert rows
    assert all(len(row.split("|")[-2].strip()) > 0 for row in rows)


def test_every_metric_has_its_row_and_a_service_that_sets_it() -> None:
    """A metric in the table is documented, and is not a name without a use."""
    page, used = committed("metrics.md"), measures.uses()
    for name in (*COUNTERS, *GAUGES, *HISTOGRAMS):
        assert f"| `chitieu_{name}` |" in page
        assert name in used, f"no service sets {name}"


@pytest.mark.parametrize("group", variables.GROUPS)
def test_every_setting_has_its_row_and_words(group: str) -> None:
    """A setting without a docstring is undocumented; all of a class are on the page."""
    page = committed("settings.md")
    for name, _, meaning in variables.own_fields(variables.GROUPS[group]):
        assert f"| `{PREFIX}{name.upper()}` |" in page
        assert meaning.endswith("."), f"{group}: {name} has no words"


def test_every_settings_class_is_on_the_page() -> None:
    """A settings.py that is added comes onto the page too."""
    files = {
        path.relative_to(SOURCE_TREE).as_posix()
        for folder in ("infra", "services")
        for path in (SOURCE_TREE / folder).glob("**/settings.py")
    }
    shown = {kind.__module__.replace(".", "/") + ".py" for kind in variables.GROUPS.values()}
    assert files == shown


def test_the_pages_are_in_one_folder_and_nothing_else_is() -> None:
    """What lies in docs/reference/ is made; hand-written words belong beside it."""
    assert {path.name for path in Path(FOLDER).iterdir()} == set(pages())
