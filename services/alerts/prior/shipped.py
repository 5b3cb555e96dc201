"""Read what decisions are made by: what ships for a scale, and what the province has fitted.

Its own files (`chitieu alerts fit --into DIR`) lie in the folder that CHITIEU_ALERTS_PARAMETERS
names, one a class and version. They take the place of what ships, the latest version first.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import ValidationError

from contracts.parameters import ParametersData
from domain.forecast.parameters import ClassParameters, default_parameters
from domain.forecast.question import Scale

HERE = Path(__file__).parent


class NotParameters(Exception):
    """A file holds no parameters; the text says which, and why."""


@cache
def shipped() -> tuple[ClassParameters, ...]:
    """Return the parameters that ship, by class; other scales have the wide default."""
    return _read(HERE)


def of_files(own: Path | None = None) -> tuple[ClassParameters, ...]:
    """Return all parameters in files, the province's own last: of a class the later one counts.

    In force is what is told on the topic of alerts; files speak until there is any.

    Raises:
        NotParameters: a file of the province's own is not right, or the folder is missing.
    """
    return (*shipped(), *own_of(own))


def ships() -> tuple[ClassParameters, ...]:
    """Return what there is for every class: the wide default where no parameters ship."""
    named = {one.class_id for one in shipped()}
    scales = [scale for scale in Scale if scale.value not in named]
    return (*(default_parameters(scale.value, scale) for scale in scales), *shipped())


def own_of(folder: Path | None) -> tuple[ClassParameters, ...]:
    """Return the province's own parameters; none where no folder is named.

    Raises:
        NotParameters: a file is not right, or the folder is missing.
    """
    if folder is None:
        return ()
    if not folder.is_dir():
        raise NotParameters(
            f"không có thư mục / there is no folder {folder}: `chitieu alerts fit --into {folder}`"
        )
    return _read(folder)


def _read(folder: Path) -> tuple[ClassParameters, ...]:
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(ParametersData.model_validate_json(path.read_bytes()).to_domain())
        except (ValidationError, OSError) as error:
            first = str(error).splitlines()[0]
            raise NotParameters(
                f"{path} không phải tham số dự báo / holds no parameters: {first}"
            ) from error
    return tuple(sorted(found, key=lambda one: (one.class_id, one.version)))
