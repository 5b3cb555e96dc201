"""The published JSON Schemas are those of the models, and say what is refused."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from contracts import schemas
from contracts.codec import decode
from tests.contracts.events import REPORTED, violations


def test_the_folder_is_what_the_models_say() -> None:
    """Run `python -m contracts.schemas` and commit what it changes."""
    kept = {path.name: path.read_bytes() for path in schemas.FOLDER.iterdir()}
    assert kept == schemas.files()


def test_writing_replaces_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema of a type that is no more does not stay behind."""
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "vn.chitieu.gone.v1.json").write_text("{}")
    monkeypatch.setattr(schemas, "FOLDER", folder)
    schemas.main()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == schemas.files()


def test_every_schema_is_found_by_the_index() -> None:
    """The index names each file once, with the topic that its messages travel on."""
    index = orjson.loads((schemas.FOLDER / "index.json").read_bytes())
    named = [entry["schema"] for entry in index]
    assert sorted([*named, "index.json"]) == sorted(schemas.files())
    for entry in index:
        schema = orjson.loads((schemas.FOLDER / entry["schema"]).read_bytes())
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"].endswith(entry["name"])
        assert entry["topic"].startswith("chitieu.")


WRONG: list[tuple[str, list[str], object]] = [
    ("no such field", ["data", "ghi_chu"], "x"),
    ("a status of no code list", ["data", "observation_status"], "X"),
    ("an agency in no known form", ["source"], "Sở TTTT"),
    ("a period in no notation", ["data", "period"], "năm 2022"),
    ("a decimal comma", ["data", "value", "value"], "25,94"),
    ("a slug with a blank", ["data", "part"], "cấp tỉnh"),
    ("another type", ["type"], "vn.chitieu.measurement.corrected.v1"),
    ("another version of CloudEvents", ["specversion"], "0.3"),
    ("a boolean for a number", ["data", "value", "value"], True),
    ("an id with a blank", ["id"], "m 1"),
]


@pytest.mark.parametrize(("what", "path", "wrong"), WRONG)
def test_model_and_schema_refuse_the_same(what: str, path: list[str], wrong: object) -> None:
    """What the schema lets a sender check beforehand is what ingest will say."""
    event: dict[str, Any] = deepcopy(REPORTED)
    assert not violations("vn.chitieu.measurement.reported.v1", event)
    inner = event
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = wrong
    assert violations("vn.chitieu.measurement.reported.v1", event), what
    with pytest.raises(ValidationError):
        decode(orjson.dumps(event))
