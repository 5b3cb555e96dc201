"""Signed webhooks as a channel: a CloudEvent, signed as Standard Webhooks says.

The receiver checks the signature over id, time and body with a shared secret, and knows a duplicate
by `webhook-id`. Only 2xx is success; a redirect is not followed; 410 ends the channel; 429 and
502 to 504 ask to be left alone for a while; 400, 413 and 422 refuse this one body.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpx
import orjson
from pydantic import SecretStr
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from contracts.alerts import AlertChanged
from contracts.codec import encode
from infra.clock import Clock
from services.alerts.channels.addresses import NotAllowed, NotResolved, Pinned, pinned
from services.alerts.channels.kinds import Network
from services.alerts.channels.port import Delivered, Failed, Notice, Outcome

BODY_BYTES_MAX = 20_000
ANSWER_SECONDS = 15.0
NAMED_MAX, WORDS_MAX = 20, 1_000
IPV6 = 6
_IDENTITY = (
    *("alert", "seq", "opening", "state", "kind", "stage", "target", "indicator", "plan", "row"),
    *("scope", "due_on", "opened_on", "closed_on"),
)
_GONE, _TOO_MANY = 410, 429
_BODY_REFUSED = (400, 413, 422)
_BUSY = (_TOO_MANY, 502, 503, 504)
_SUCCESS, _REDIRECT = range(200, 300), range(300, 400)


class WebhookChannel:
    """Posts each notice to one address. `url` and `secrets` are asked for at each attempt."""

    timeout_seconds = 25.0

    def __init__(
        self,
        name: str,
        *,
        url: Callable[[], SecretStr],
        secrets: Callable[[], Sequence[SecretStr]],
        allowed: Sequence[Network],
        clock: Clock,
        ca_file: str | None = None,
    ) -> None:
        self.name = name
        self._url = url
        self._secrets = secrets
        self._allowed = tuple(allowed)
        self._clock = clock
        trust = ssl.create_default_context()
        if ca_file:
            trust.load_verify_locations(ca_file)
        self._client = httpx.AsyncClient(
            timeout=ANSWER_SECONDS,
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
            verify=trust,
        )

    async def deliver(self, notice: Notice) -> Outcome:
        """Post once; the address is resolved anew and that very address is called."""
        parts = urlsplit(self._url().get_secret_value())
        if not self._sound(parts):
            return Failed("address_not_allowed", final=True)
        try:
            place = await pinned(parts, self._allowed)
        except NotAllowed as refused:
            # A resolver can be wrong for minutes; what the file says stays wrong.
            return Failed("address_not_allowed", final=refused.written)
        except NotResolved:
            return Failed("not_resolved")
        body = body_of(notice)
        at = self._clock.now()
        request = self._client.build_request(
            "POST",
            _at(parts, place),
            content=body,
            headers={
                "host": parts.netloc,
                "content-type": "application/cloudevents+json",
                "user-agent": "chitieu",
                "webhook-id": str(notice.id),
                "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": signatures(self._secrets(), str(notice.id), at, body),
            },
            extensions={"sni_hostname": parts.hostname},
        )
        try:
            answer = await self._client.send(request, stream=True)
            await answer.aclose()  # what it says besides is not read
        except httpx.TimeoutException:
            return Failed("timeout")
        except httpx.HTTPError as error:
            cause = error.__cause__ or error.__context__
            tls = isinstance(cause, ssl.SSLError) or "CERTIFICATE" in str(error)
            return Failed("tls_failed" if tls else "not_reached")
        return _outcome(answer, at)

    def _sound(self, parts: SplitResult) -> bool:
        """Whether it is an address of the web, encrypted unless it leads to a network named."""
        encrypted = parts.scheme == "https" or (parts.scheme == "http" and bool(self._allowed))
        return encrypted and bool(parts.hostname) and parts.username is None

    async def close(self) -> None:
        """Close connections."""
        await self._client.aclose()


def _at(parts: SplitResult, place: Pinned) -> str:
    """Return the address to call: the same, with the name's own address in place of the name."""
    host = f"[{place.ip}]" if place.ip.version == IPV6 else str(place.ip)
    return urlunsplit((parts.scheme, f"{host}:{place.port}", parts.path or "/", parts.query, ""))


def may_sign(secret: SecretStr) -> bool:
    """Whether the library can sign with a secret: whsec_ and base64, or base64 alone."""
    try:
        Webhook(secret.get_secret_value())
    except (ValueError, EmptyWebhookSecretError):
        return False
    return True


def signatures(secrets: Sequence[SecretStr], notice: str, at: datetime, body: bytes) -> str:
    """Return one signature for each secret, so that a receiver may know either."""
    text = body.decode()
    # The library takes the clock's face for UTC.
    return " ".join(
        Webhook(s.get_secret_value()).sign(notice, at.astimezone(UTC), text) for s in secrets
    )


def body_of(notice: Notice) -> bytes:
    """Return a CloudEvent of less than BODY_BYTES_MAX: the change, or the words of a notice."""
    if notice.kind == "alert":
        return _change(notice.changes[0])
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(notice.id),
            "source": "/chitieu/alerts",
            "type": f"vn.chitieu.notice.{notice.kind}.v1",
            "time": notice.at.astimezone(UTC).isoformat(),
            "datacontenttype": "application/json",
            "data": {"subject": notice.written.subject, "text": notice.written.text[:4_000]},
        }
    )


def _change(change: AlertChanged) -> bytes:
    """Return a change as it stands on the topic; where that is too long, what tells it apart.

    That is marked `shortened`, and the whole is at `GET /v1/alerts/{id}`.
    """
    whole = encode(change)
    if len(whole) < BODY_BYTES_MAX:
        return whole
    told = orjson.loads(whole)
    said = change.data
    data = {name: told["data"][name] for name in _IDENTITY if name in told["data"]}
    data["lead"], data["addressees"] = said.lead[:NAMED_MAX], said.addressees[:NAMED_MAX]
    data["words"] = {"vi": said.words.vi[:WORDS_MAX], "en": said.words.en[:WORDS_MAX]}
    return orjson.dumps({**told, "data": data, "shortened": True}, option=orjson.OPT_SORT_KEYS)


def _outcome(answer: httpx.Response, now: datetime) -> Outcome:
    status = answer.status_code
    if status in _SUCCESS:
        return Delivered()
    if status == _GONE:
        return Failed("http_410", final=True, gone=True)
    if status in _BODY_REFUSED:
        return Failed(f"http_{status}", "message", final=True)
    if status in _REDIRECT:
        return Failed("redirected")
    if status in _BUSY:
        return Failed(f"http_{status}", wait_seconds=_wait(answer.headers.get("retry-after"), now))
    return Failed(f"http_{status}")


def _wait(asked: str | None, now: datetime) -> float | None:
    """Return the seconds that Retry-After asks for, as a number or as a moment."""
    if not asked or len(asked) > 100:
        return None
    if asked.strip().isdecimal():
        return float(asked.strip()[:9])
    try:
        until = parsedate_to_datetime(asked)
    except (ValueError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
