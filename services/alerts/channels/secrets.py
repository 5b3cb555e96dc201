"""Read a secret from where the configuration says it is: an environment variable or a file.

A file is read each time, so that a secret can be changed without a restart.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from services.alerts.channels.kinds import SecretRef

BYTES_MAX = 16 * 1024

Environment = Callable[[str], str | None]
"""Gives the value of an environment variable, None where it is not set."""


class SecretMissing(Exception):
    """A secret is not where the configuration says; the text names the place, never the value."""


def read_secret(ref: SecretRef, environment: Environment) -> SecretStr:
    """Return a secret, without blanks around it. Raises SecretMissing."""
    value = _from_file(ref.file) if ref.file is not None else environment(ref.env or "")
    if not value or not value.strip():
        if ref.file is not None:
            raise SecretMissing(f"tệp {ref.file} trống / the file holds nothing")
        raise SecretMissing(f"biến {ref.env} chưa đặt hoặc trống / the variable holds nothing")
    return SecretStr(value.strip())


def _from_file(name: str) -> str:
    try:
        with Path(name).open("rb") as file:
            raw = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise SecretMissing(
            f"không đọc được tệp {name} / the file cannot be read ({error.strerror})"
        ) from None
    if len(raw) > BYTES_MAX:
        raise SecretMissing(f"tệp {name} quá lớn / the file is too large for a secret")
    return raw.decode("utf-8", "replace")
