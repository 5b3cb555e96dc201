"""Read the alerts' configuration file; what is wrong is told by line, with what would be right."""

from __future__ import annotations

from pathlib import Path

import orjson
from pydantic import ValidationError

from services.alerts.configuration.check import problems
from services.alerts.configuration.document import DEFAULT, Configuration
from services.alerts.configuration.flaws import ConfigurationRefused, Flaw, model_flaws
from services.alerts.configuration.yaml_values import read_yaml

FILE_BYTES_MAX = 1024 * 1024


def load_configuration(path: Path | None) -> Configuration:
    """Return what a file says, or the default where none is named.

    Raises:
        ConfigurationRefused: no such file, or what is wrong in it, line by line.
    """
    if path is None:
        return DEFAULT
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        vi, en = f"không đọc được tệp ({error.strerror})", "the file cannot be read"
        raise ConfigurationRefused(str(path), (Flaw(None, "", vi, en),)) from None
    return parse_configuration(raw, name=str(path))


def parse_configuration(raw: bytes, *, name: str) -> Configuration:
    """Return what the text of a file says. Raises ConfigurationRefused."""
    if len(raw) > FILE_BYTES_MAX:
        flaw = Flaw(None, "", "tệp lớn hơn 1 MiB", "the file is larger than 1 MiB")
        raise ConfigurationRefused(name, (flaw,))
    plain, lines = read_yaml(raw, name=name)
    try:
        found = Configuration.model_validate_json(orjson.dumps(plain))
    except ValidationError as error:
        raise ConfigurationRefused(name, model_flaws(error, plain, lines)) from None
    if flaws := problems(found, lines):
        raise ConfigurationRefused(name, flaws)
    return found
