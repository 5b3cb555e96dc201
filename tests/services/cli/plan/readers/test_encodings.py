"""Vietnamese that is not Unicode is refused by name, never read as garbage."""

from pathlib import Path

import pytest

from services.cli.console import CommandFailed
from services.cli.plan.readers import read
from services.cli.plan.readers.legacy import refuse_if_not_unicode

UNICODE = "Ủy ban nhân dân tỉnh ban hành Kế hoạch chuyển đổi số; các sở, ngành thực hiện đầy đủ."
TCVN3 = "ñy ban nh©n d©n tØnh ban hµnh KÕ ho¹ch chuyÓn ®æi sè; c¸c së, ngµnh thùc hiÖn ®Çy ®ñ."
VNI = "UÛy ban nhaân daân tænh ban haønh Keá hoaïch chuyeån ñoåi soá; caùc sôû, ngaønh thöïc hieän."
AS_1258 = (
    "U\u0309y ban nhân dân ti\u0309nh ban hành Kê\u0301 hoa\u0323ch chuyê\u0309n đô\u0309i sô\u0301"
)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TCVN3.encode("latin-1"), "TCVN3"),
        (TCVN3.encode(), "TCVN3"),
        (VNI.encode("latin-1"), "VNI"),
        (VNI.encode(), "VNI"),
        (AS_1258.encode("cp1258"), "Windows-1258"),
        (UNICODE.encode().decode("cp1252", errors="replace").encode(), "sai bảng mã"),
        (UNICODE.encode("ascii", errors="replace") * 2, "đã mất"),
        ("Grüße".encode("latin-1"), "UTF-8"),
        (b"\x00\x01\x02\x80" * 100, "không phải văn bản"),
    ],
    ids=["tcvn3", "tcvn3 in utf-8", "vni", "vni in utf-8", "1258", "twice", "lost", "?", "binary"],
)
def test_other_encodings_are_refused(tmp_path: Path, data: bytes, name: str) -> None:
    """The refusal names the encoding and says how to save the file."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(CommandFailed) as refused:
        read(path)
    assert name in str(refused.value)
    assert "UTF-8" in refused.value.next_step or ".docx" in refused.value.next_step


@pytest.mark.parametrize(
    "text",
    [
        UNICODE,
        "Nghị quyết về công nghệ ® của ACME™, diện tích 5 km², nhiệt độ 30°C, ± 5%",
        "Đã hoàn thành chưa? Vì sao? Ai làm? Bao giờ xong?",
        "Báo cáo của Nguyễn Văn Ñ, Jürgen Müller và François",
        "Plain English text, without one accent.",
    ],
)
def test_unicode_is_not_taken_for_another(text: str) -> None:
    """Foreign names, signs and questions among Vietnamese words are no old encoding."""
    refuse_if_not_unicode(text * 20)
