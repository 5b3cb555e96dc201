"""What the command line says of an environment that it cannot use."""

from __future__ import annotations

import pytest

from infra.settings import SettingsError
from services.cli.settings import load


@pytest.mark.parametrize("name", ["CHITIEU_INGEST_URL", "CHITIEU_API_URL"])
@pytest.mark.parametrize("value", ["chitieu.gov.vn", "localhost:8080", "ftp://x", ""])
def test_an_address_without_its_scheme_is_told_with_what_would_be_right(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vietnamese first: the variable, how an address begins, and one that is right."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load()
    said = str(refused.value)
    assert said.startswith(f"{name}: phải bắt đầu bằng http:// hoặc https://")
    assert " / must begin with http:// or https://" in said
    assert said.endswith(f"{name}=http://127.0.0.1:8080")
    assert "String should match" not in said


def test_a_wrong_value_never_comes_back_in_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold a password."""
    monkeypatch.setenv("CHITIEU_INGEST_URL", "user:bi-mat@chitieu.gov.vn")
    with pytest.raises(SettingsError) as refused:
        load()
    assert "bi-mat" not in str(refused.value)
