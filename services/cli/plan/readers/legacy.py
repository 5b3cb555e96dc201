"""Recognise Vietnamese that is not Unicode: TCVN3, VNI, text read in a wrong encoding.

Fonts of the 1990s draw `Uỷ ban nh©n d©n` as Vietnamese, so such text can be inside a valid
UTF-8, Word or Excel file. Read as it stands it is garbage that looks like text; it is refused.
"""

from __future__ import annotations

import re
import unicodedata

from services.cli.plan.readers.refusals import FileProblem, FileRefused

# Letters that Vietnamese in Unicode has and neither old encoding uses.
_UNICODE_VIETNAMESE = re.compile(r"[\u1ea0-\u1ef9\u0110\u0111\u0102\u0103\u01a0\u01a1\u01af\u01b0]")
# What both encodings put in words: signs and letters that Vietnamese does not have.
_FOREIGN = re.compile(r"(?<=[A-Za-z])[©®µ¸¶·¹¨»¾¼½¬­ª«²±¦£¤¥]|[äåæëîïñöøûüßçÄÅÆËÎÏÑÖØÛÜÇ]")
_TCVN3_ONLY = re.compile(r"(?<=[A-Za-z])[©®µ¸¶·¹¨»¾¼½¬ª«]|ß")
_VNI_ONLY = re.compile(r"[aeoAEO][âêôäåæëïöøûõùïÂÄÅÆËÏÖØÛÕÙ]|[öô][ôûùøõï]")
_TWICE = re.compile(r"á[º»][\u0080-\u00bf\u2010-\u203a\u0152-\u0178]|Ä[\u0090\u2018‘]|Æ°|Æ¡")
_LOST = re.compile(r"[^\W\d_]{0,6}[A-Za-zÀ-ỹ]\?[a-zÀ-ỹ][^\W\d_]{0,6}|(?<!\w)\?[a-z]{1,4}(?!\w)")
_COMBINED_1258 = re.compile(r"[\u00c0-\u01b0a-zA-Z][\u0300\u0301\u0303\u0309\u0323]")

ENOUGH = 5
"""Fewer than this many signs are an accident: a trade mark, a foreign name."""
_SAMPLE = 400_000


def refuse_if_not_unicode(text: str) -> None:
    """Raise `FileRefused` where the text is Vietnamese in an encoding of old fonts."""
    sample = unicodedata.normalize("NFC", text[:_SAMPLE])
    twice = len(_TWICE.findall(sample))
    true_letters = len(_UNICODE_VIETNAMESE.findall(sample))
    if twice >= ENOUGH and twice * 2 > true_letters:
        raise FileRefused(FileProblem.ENCODING_TWICE)
    if (code := old_encoding(sample)) is not None:
        raise FileRefused(code)
    lost = _LOST.findall(sample)
    if len(lost) >= ENOUGH * 2 and len(lost) * 2 > true_letters:
        raise FileRefused(FileProblem.LETTERS_LOST, detail=", ".join(lost[:3]))
    if sample.count("\ufffd") >= ENOUGH:
        raise FileRefused(FileProblem.LETTERS_LOST, detail="\ufffd")


def old_encoding(text: str) -> FileProblem | None:
    """Return TCVN3 or VNI where the text's letters are those of such fonts."""
    foreign = len(_FOREIGN.findall(text))
    letters = sum(map(str.isalpha, text))
    true_letters = len(_UNICODE_VIETNAMESE.findall(text))
    if foreign < ENOUGH or foreign * 50 < letters or foreign <= true_letters * 2:
        return None
    vni, tcvn3 = len(_VNI_ONLY.findall(text)), len(_TCVN3_ONLY.findall(text))
    return FileProblem.ENCODING_VNI if vni > tcvn3 else FileProblem.ENCODING_TCVN3


def name_encoding(data: bytes) -> FileProblem:
    """Return what bytes that are no UTF-8 most likely are."""
    if (code := old_encoding(data[:_SAMPLE].decode("latin-1"))) is not None:
        return code
    as_1258 = data[:_SAMPLE].decode("cp1258", errors="replace")
    if len(_COMBINED_1258.findall(as_1258)) >= ENOUGH:
        return FileProblem.ENCODING_1258
    return FileProblem.ENCODING_UNKNOWN
