"""E-mail: headers for programs, words for people, encryption, and what is refused for good."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from services.alerts.channels.kinds import EmailKind, SecretRef
from services.alerts.channels.mail import MailChannel, message_of
from services.alerts.channels.port import Delivered, Failed
from services.alerts.wording.notices import Writer
from tests.services.alerts.channels.rigs import PASSWORD
from tests.services.alerts.channels.test_every_channel import notice
from tests.services.alerts.receivers import Mailbox, mail_server

KIND = EmailKind(
    kind="email",
    server="localhost",
    security="none",
    sender="canhbao@chitieu.vn",
    sender_name="Chỉ tiêu Đồng Tháp",
)


def channel_to(box: Mailbox, **more: object) -> MailChannel:
    """A channel to a mail server of this machine."""
    kind = KIND.model_copy(update={"port": box.port, **more})
    return MailChannel("thu", kind, (lambda: SecretStr(PASSWORD)) if kind.user else None)


def test_a_message_is_the_same_on_every_attempt_and_says_what_it_is() -> None:
    """Id, thread, list and that no person wrote it; the subject in Vietnamese."""
    first, second = (message_of(notice("sotttt@example.vn"), KIND) for _ in range(2))
    assert first["Message-ID"] == f"<{notice('sotttt@example.vn').id}@chitieu.vn>"
    assert bytes(first) == bytes(second)
    assert str(first["Subject"]).startswith("[Chỉ tiêu] Cảnh báo mới – có nguy cơ chưa đạt")
    assert first["Auto-Submitted"] == "auto-generated"
    assert "canh-bao.chi-tieu.chitieu.vn" in first["List-Id"]
    assert first["References"] == f"<{notice('').changes[0].data.alert}@chitieu.vn>"
    assert first.get_content_type() == "multipart/alternative"
    assert bytes(first).isascii()


def test_a_subject_cannot_bring_headers_of_its_own() -> None:
    """Whatever stands in a target's text."""
    given = notice("a@b.vn")
    [change] = given.changes
    text = "Chỉ tiêu\r\nBcc: nguoi-khac@example.vn"
    evil = change.model_copy(update={"data": change.data.model_copy(update={"text": text})})
    written = Writer().alert(evil)
    assert "\n" not in written.subject
    message_of(replace(given, written=written), KIND)


def test_what_a_target_says_is_text_and_never_html() -> None:
    """Whoever wrote it."""
    [change] = notice("").changes
    said = change.data.model_copy(update={"text": "<script>alert(1)</script>"})
    html = Writer().alert(change.model_copy(update={"data": said})).html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "src=" not in html
    assert "url(" not in html


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine's own, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.public_bytes(Encoding.PEM)
    )
    return path


async def test_login_and_words_go_encrypted(certificate: Path) -> None:
    """By STARTTLS, to a server whose certificate is trusted; to no other."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    async with mail_server(context) as box:
        ways = {"security": "starttls", "user": "chitieu", "password": SecretRef(env="X")}
        trusting = channel_to(box, **ways, ca_file=str(certificate))
        assert await trusting.deliver(notice("a@b.vn")) == Delivered()
        assert box.logins == [f"chitieu:{PASSWORD}"]
        said = await channel_to(box, **ways).deliver(notice("a@b.vn"))
        assert said == Failed("tls_failed")
        assert len(box.messages) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("550 no such user", Failed("refused", "message", final=True)),
        ("452 full", Failed("not_now")),
        ("421 closing", Failed("not_now")),
    ],
)
async def test_a_refusal_for_good_is_not_tried_again(answer: str, said: Failed) -> None:
    """5xx is for good, 4xx is for now."""
    async with mail_server() as box:
        box.answer = answer
        assert await channel_to(box, server="127.0.0.1").deliver(notice("a@b.vn")) == said


async def test_a_server_that_is_away_is_told_as_such() -> None:
    """Nobody listens there."""
    box = Mailbox(port=1)
    said = await channel_to(box, server="127.0.0.1").deliver(notice("a@b.vn"))
    assert said == Failed("not_reached")


def test_a_mail_names_its_alert_where_there_is_no_page_to_link_to() -> None:
    """By the short id that the page and the command line know it by."""
    [change] = notice("a@b.vn").changes
    assert f"Mã cảnh báo: {str(change.data.alert)[:8]}\n" in Writer().alert(change).text
