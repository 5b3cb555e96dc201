"""E-mail as a channel: one message per recipient, the same bytes on every attempt.

The Message-ID is made of the notice's id, so a mailbox can know a duplicate; messages of one alert
refer to it, so a mail program shows them together.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import aiosmtplib
from pydantic import SecretStr

from services.alerts.channels.kinds import EmailKind
from services.alerts.channels.port import Delivered, Failed, Notice, Outcome

SERVER_SECONDS = 20.0
GOODBYE_SECONDS = 2.0
_PERMANENT, _AUTHENTICATION = 500, 535


class MailChannel:
    """Hands each notice to a mail server. `password` is asked for each time it is needed."""

    timeout_seconds = 30.0

    def __init__(
        self, name: str, kind: EmailKind, password: Callable[[], SecretStr] | None
    ) -> None:
        self.name = name
        self._kind = kind
        self._password = password

    async def deliver(self, notice: Notice) -> Outcome:
        """Send one message; a refusal for good (5xx) of the address or the text is final.

        One of us, at the greeting or as the sender, is not: the setting can be put right.
        """
        kind = self._kind
        # It reads the system's certificates, and the others would wait.
        trust = await asyncio.to_thread(_trust, kind)
        client = aiosmtplib.SMTP(
            hostname=kind.server,
            port=kind.port,
            use_tls=kind.security == "tls",
            start_tls=kind.security == "starttls",
            tls_context=trust,
            username=kind.user,
            password=self._password().get_secret_value() if self._password else None,
            timeout=SERVER_SECONDS,
        )
        try:
            await client.connect()
            await client.send_message(
                message_of(notice, kind), sender=kind.sender, recipients=[notice.recipient]
            )
            with suppress(aiosmtplib.SMTPException):  # it was taken, however they part
                await client.quit(timeout=GOODBYE_SECONDS)
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [one.code for one in error.recipients]
            return replace(_refused(codes, "recipient_refused"), blame="recipient")
        except aiosmtplib.SMTPAuthenticationError:
            return Failed("login_refused")
        except aiosmtplib.SMTPDataError as error:
            refused = _refused([error.code], "refused")
            return replace(refused, blame="message") if refused.final else refused
        except aiosmtplib.SMTPResponseException as error:
            return replace(_refused([error.code], "refused"), final=False)
        except (aiosmtplib.SMTPException, OSError) as error:
            tls = isinstance(error.__cause__ or error, ssl.SSLError)
            return Failed("tls_failed" if tls else "not_reached")
        finally:
            client.close()  # without a word: who has been told to stop does not wait for an answer
        return Delivered()

    async def close(self) -> None:
        """Nothing is held between messages."""


def _refused(codes: list[int], code: str) -> Failed:
    final = bool(codes) and all(number >= _PERMANENT for number in codes)
    return Failed(code if final else "not_now", final=final)


def _trust(kind: EmailKind) -> ssl.SSLContext | None:
    if kind.security == "none":
        return None
    context = ssl.create_default_context()
    if kind.ca_file:
        context.load_verify_locations(kind.ca_file)
    return context


def message_of(notice: Notice, kind: EmailKind) -> EmailMessage:
    """Return the message: plain text first, HTML beside it, and headers for programs."""
    user, _, domain = kind.sender.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = notice.written.subject
    message["From"] = Address(kind.sender_name, user, domain)
    message["To"] = notice.recipient
    message["Date"] = notice.at
    message["Message-ID"] = f"<{notice.id}@{domain}>"
    message["List-Id"] = f"Canh bao chi tieu <canh-bao.chi-tieu.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Chitieu-Notice"] = str(notice.id)
    if notice.kind == "alert" and notice.changes:
        message["References"] = f"<{notice.changes[0].data.alert}@{domain}>"
    message.set_content(notice.written.text)
    message.add_alternative(notice.written.html, subtype="html")
    # Otherwise drawn by chance, and a duplicate would be another message to a mailbox.
    message.set_boundary(f"=_{notice.id.hex}")
    return message
