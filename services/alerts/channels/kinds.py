"""The kinds of channel that the configuration file knows, and what each must be told.

No secret stands in the file: it names the environment variable, or the file, that holds one.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.alerts.configuration.part import Part

Network: TypeAlias = IPv4Network | IPv6Network

_HOST = r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$"
_ADDRESS = r"^[^@\s<>\",;:]+@[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]$"

Address = Annotated[str, Field(pattern=_ADDRESS, max_length=254)]
Port = Annotated[int, Field(ge=1, le=65_535)]


def _network(text: str) -> str:
    try:
        ip_network(text)
    except ValueError:
        raise PydanticCustomError("network", "a network such as 10.20.0.0/16") from None
    return text


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    else:
        good = good and not parts.username and not parts.password and not parts.fragment
    if not good:
        raise PydanticCustomError(
            "web_address", "an address such as https://hooks.example.vn/chitieu, without a password"
        )
    return url


WebAddress = Annotated[str, Field(max_length=2_000), AfterValidator(_web_address)]


class SecretRef(Part):
    """Where a secret is: in an environment variable, or in a file. Exactly one is named."""

    env: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")] | None = None
    file: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None

    @model_validator(mode="after")
    def _one(self) -> SecretRef:
        if (self.env is None) == (self.file is None):
            raise PydanticCustomError("secret_place", "either env: NAME or file: PATH")
        return self


class AnyKind(Part):
    """What all channels have. `note` is free text; any change of a channel lets it start anew."""

    note: Annotated[str, Field(max_length=500)] = ""
    concurrency: Annotated[int, Field(ge=1, le=16)] = 4
    """Messages under way at a time."""

    @property
    def gathers(self) -> bool:
        """Whether many alerts can go in one message, a digest."""
        return False

    @property
    def addressed(self) -> bool:
        """Whether a message is for somebody; else the channel itself is where it goes."""
        return False


class LogKind(AnyKind):
    """The service's own log."""

    kind: Literal["log"]


class EmailKind(AnyKind):
    """A mail server. Without encryption only on this machine's own address or by wish."""

    kind: Literal["email"]
    server: Annotated[str, Field(pattern=_HOST)]
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Annotated[str, Field(min_length=1, max_length=254)] | None = None
    password: SecretRef | None = None
    sender: Address
    sender_name: Annotated[str, Field(max_length=120)] = "Chỉ tiêu"
    ca_file: Annotated[str, Field(max_length=1_000)] | None = None
    """Certificates to trust besides the system's."""

    @model_validator(mode="after")
    def _login(self) -> EmailKind:
        if (self.user is None) != (self.password is None):
            raise PydanticCustomError("login", "user and password together, or neither")
        if self.password is not None and self.security == "none":
            raise PydanticCustomError("login_in_clear", "a password needs starttls or tls")
        return self

    @property
    def gathers(self) -> bool:
        """People read one mail rather than forty."""
        return True

    @property
    def addressed(self) -> bool:
        """To mail addresses."""
        return True


class WebhookKind(AnyKind):
    """An address that takes signed messages (Standard Webhooks).

    `url_from` is for an address that holds a token. All of `secrets` sign, so that the receiver
    can change from one to the next. `allow`: networks that may be called though not public.
    """

    kind: Literal["webhook"]
    url: WebAddress | None = None
    url_from: SecretRef | None = None
    secrets: Annotated[tuple[SecretRef, ...], Field(min_length=1, max_length=4)]
    allow: Annotated[
        tuple[Annotated[str, AfterValidator(_network)], ...], Field(max_length=20)
    ] = ()
    ca_file: Annotated[str, Field(max_length=1_000)] | None = None

    @model_validator(mode="after")
    def _one_address(self) -> WebhookKind:
        if (self.url is None) == (self.url_from is None):
            raise PydanticCustomError("one_address", "either url or url_from")
        if self.url is not None and self.url.startswith("http:") and not self.allow:
            raise PydanticCustomError(
                "unencrypted", "https, or http to a network named under allow"
            )
        return self

    @property
    def networks(self) -> tuple[Network, ...]:
        """The networks that may be called although they are not public."""
        return tuple(ip_network(text) for text in self.allow)


class AppriseKind(AnyKind):
    """Telegram and the others that apprise knows; the secret is apprise's address, or several."""

    kind: Literal["apprise"]
    urls: SecretRef

    @property
    def gathers(self) -> bool:
        """A chat is read by people, too."""
        return True


class ZaloKind(AnyKind):
    """A Zalo Official Account. Recipients are user ids of that account's followers.

    `tokens` is a file that this program writes: a refresh makes the old refresh token void.
    """

    kind: Literal["zalo"]
    app_id: Annotated[str, Field(pattern=r"^[0-9]{1,30}$")]
    secret_key: SecretRef
    tokens: Annotated[str, Field(min_length=1, max_length=1_000)]
    message_url: WebAddress = "https://openapi.zalo.me/v3.0/oa/message/cs"
    refresh_url: WebAddress = "https://oauth.zaloapp.com/v4/oa/access_token"

    @property
    def gathers(self) -> bool:
        """Read by people, and the account's messages are counted."""
        return True

    @property
    def addressed(self) -> bool:
        """To followers of the account."""
        return True


class KafkaKind(AnyKind):
    """Another topic, of the receiver's; everything stands on `chitieu.alerts.v1` anyway."""

    kind: Literal["kafka"]
    topic: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,200}$")]

    @model_validator(mode="after")
    def _not_ours(self) -> KafkaKind:
        if "chitieu." in self.topic or self.topic.startswith("in."):
            raise PydanticCustomError("own_topic", "a topic that is not one of chitieu's own")
        return self


Kind = Annotated[
    LogKind | EmailKind | WebhookKind | AppriseKind | ZaloKind | KafkaKind,
    Field(discriminator="kind"),
]
