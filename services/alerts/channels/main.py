"""Construct the channels that the configuration names, with the secrets that they need."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import SecretStr

from infra.clock import Clock
from infra.kafka import Producer
from services.alerts.channels.chat import AppriseMissing, ChatChannel
from services.alerts.channels.kafka_topic import KafkaChannel
from services.alerts.channels.kinds import (
    AppriseKind,
    EmailKind,
    KafkaKind,
    Kind,
    SecretRef,
    WebhookKind,
    ZaloKind,
)
from services.alerts.channels.log import LogChannel
from services.alerts.channels.mail import MailChannel
from services.alerts.channels.port import Channel
from services.alerts.channels.secrets import Environment, SecretMissing, read_secret
from services.alerts.channels.webhook import WebhookChannel, may_sign
from services.alerts.channels.zalo import TokensUnusable, ZaloChannel, read_tokens
from services.alerts.configuration.document import Configuration


class ChannelUnusable(Exception):
    """A channel cannot work as it is configured; `lacks` says what to do, Vietnamese first."""

    def __init__(self, name: str, lacks: str) -> None:
        super().__init__(f"kênh / channel {name}: {lacks}")
        self.lacks = lacks


def open_channel(
    name: str,
    kind: Kind,
    *,
    environment: Environment,
    clock: Clock,
    kafka_bootstrap: str | None,
) -> Channel:
    """Construct one channel; nothing is connected yet.

    Raises:
        ChannelUnusable: a secret is not where the file says, or an extra is not installed.
    """

    def secret(ref: SecretRef) -> Callable[[], SecretStr]:
        read_secret(ref, environment)
        return lambda: read_secret(ref, environment)

    try:
        return _opened(name, kind, secret, clock, kafka_bootstrap)
    except SecretMissing as error:
        raise ChannelUnusable(name, str(error)) from None
    except AppriseMissing:
        raise ChannelUnusable(
            name, "chưa cài apprise / apprise is not installed: pip install 'chitieu[apprise]'"
        ) from None
    except TokensUnusable:
        raise ChannelUnusable(
            name,
            "tệp tokens phải là JSON có access_token và refresh_token"
            " / the file of tokens must hold access_token and refresh_token as JSON",
        ) from None
    except OSError as error:
        raise ChannelUnusable(name, f"{error.filename}: {error.strerror}") from None


def _opened(
    name: str,
    kind: Kind,
    secret: Callable[[SecretRef], Callable[[], SecretStr]],
    clock: Clock,
    kafka_bootstrap: str | None,
) -> Channel:
    match kind:
        case EmailKind():
            return MailChannel(name, kind, secret(kind.password) if kind.password else None)
        case WebhookKind():
            return _webhook(name, kind, secret, clock)
        case AppriseKind():
            return ChatChannel(name, secret(kind.urls), threads=kind.concurrency)
        case ZaloKind():
            read_tokens(Path(kind.tokens))
            return ZaloChannel(name, kind, secret(kind.secret_key))
        case KafkaKind():
            if kafka_bootstrap is None:
                raise ChannelUnusable(name, "chưa nêu Kafka / Kafka is not named here")
            own = Producer(kafka_bootstrap, client_id=f"chitieu-alerts-{name}")
            return KafkaChannel(name, kind.topic, own)
    return LogChannel(name)


def _webhook(
    name: str,
    kind: WebhookKind,
    secret: Callable[[SecretRef], Callable[[], SecretStr]],
    clock: Clock,
) -> WebhookChannel:
    signing = [secret(ref) for ref in kind.secrets]
    for ref, read in zip(kind.secrets, signing, strict=True):
        if not may_sign(read()):
            raise ChannelUnusable(
                name,
                f"bí mật ở {ref.env or ref.file} không phải base64 / is no base64: "
                "ví dụ / for example: openssl rand -base64 32",
            )

    def secrets() -> Sequence[SecretStr]:
        return [read() for read in signing]

    fixed = kind.url
    url = secret(kind.url_from) if kind.url_from is not None else lambda: SecretStr(fixed or "")
    return WebhookChannel(
        name,
        url=url,
        secrets=secrets,
        allowed=kind.networks,
        clock=clock,
        ca_file=kind.ca_file,
    )


def open_channels(
    configuration: Configuration,
    *,
    environment: Environment,
    clock: Clock,
    kafka_bootstrap: str | None,
) -> dict[str, Channel]:
    """Construct all channels of the file, and the log. Raises ChannelUnusable."""
    found = {}
    for name in configuration.channel_names:
        kind = configuration.channel(name)
        if kind is not None:
            found[name] = open_channel(
                name, kind, environment=environment, clock=clock, kafka_bootstrap=kafka_bootstrap
            )
    return found


def revision_of(kind: Kind) -> str:
    """Return a digest of how a channel is configured; no secret is in it."""
    return hashlib.sha256(kind.model_dump_json().encode()).hexdigest()[:16]
