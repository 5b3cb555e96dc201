"""Settings: refused in words, shown without secrets."""

import pytest
from pydantic import SecretStr

from infra.settings import ServiceSettings, SettingsError, load_settings, without_password

URL = "postgresql://chitieu:m4tkhau@db.local:5432/chitieu"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KAFKA_BOOTSTRAP", "DATABASE_URL", "TODAY", "LOCAL", "TOPIC_NAMESPACE"):
        monkeypatch.delenv(f"CHITIEU_{name}", raising=False)


def test_environment_is_read_with_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    """CHITIEU_<FIELD> sets a field."""
    monkeypatch.setenv("CHITIEU_KAFKA_BOOTSTRAP", "127.0.0.1:9092")
    monkeypatch.setenv("CHITIEU_DATABASE_URL", URL)
    assert load_settings(ServiceSettings).kafka_bootstrap == "127.0.0.1:9092"


def test_missing_settings_are_named_together() -> None:
    """Whoever starts a service learns every missing variable at once."""
    with pytest.raises(SettingsError) as refusal:
        load_settings(ServiceSettings)
    assert str(refusal.value).splitlines() == [
        "CHITIEU_KAFKA_BOOTSTRAP is not set",
        "CHITIEU_DATABASE_URL is not set",
    ]


def test_business_day_is_fixed_only_on_the_local_stack() -> None:
    """CHITIEU_TODAY outside the local stack is refused."""
    with pytest.raises(SettingsError, match="only on the local stack"):
        load_settings(
            ServiceSettings, kafka_bootstrap="k:9092", database_url=URL, today="2023-09-15"
        )
    local = load_settings(
        ServiceSettings, kafka_bootstrap="k:9092", database_url=URL, today="2023-09-15", local=True
    )
    assert local.shown()["today"] == "2023-09-15"


def test_nothing_shown_or_raised_holds_the_password() -> None:
    """Neither the line at start, nor repr, nor a refusal tells the password."""
    settings = load_settings(ServiceSettings, kafka_bootstrap="k:9092", database_url=URL)
    assert settings.shown()["database_url"] == "postgresql://***@db.local:5432/chitieu"
    assert "m4tkhau" not in repr(settings) + str(settings.shown())
    with pytest.raises(SettingsError) as refusal:
        load_settings(ServiceSettings, kafka_bootstrap="no port", database_url=URL)
    assert "m4tkhau" not in str(refusal.value)
    assert "CHITIEU_KAFKA_BOOTSTRAP" in str(refusal.value)


def test_other_secrets_are_masked() -> None:
    """A subclass's secret fields are masked as well."""

    class WithSecret(ServiceSettings):
        """One more secret."""

        webhook_secret: SecretStr = SecretStr("kin")

    settings = load_settings(WithSecret, kafka_bootstrap="k:9092", database_url=URL)
    assert settings.shown()["webhook_secret"] == "**********"


def test_an_unreadable_address_is_masked_whole() -> None:
    """What cannot be taken apart is not shown at all."""
    assert without_password("postgresql://u:p@h:notaport/db") == "**********"
