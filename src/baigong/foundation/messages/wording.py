"""What a message may say: no identity number, no mobile number, no bank card."""

from __future__ import annotations

import re
import unicodedata

from baigong.foundation.messages.errors import MessageRefused

# Separators people put between the digits of a number do not hide it.
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-·.]+(?=\d)")
_RUN = re.compile(r"\d(?:[\s\-·.]*\d)+[Xx]?")
_COVER = "〔号码〕"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # a row's id names nobody
_PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{15}|\d{17}[\dXx]|\d{16}|\d{19})(?!\d)")


def without_numbers(text: str) -> str:
    """Return words others wrote as a message may carry them: a number of a person in them is covered."""
    covered = _RUN.sub(lambda run: _COVER if _names_a_number(run[0]) else run[0], text)
    if not _names_a_number(covered):
        return covered
    # Written with signs that only become digits when normalised: then the whole text is.
    joined = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text))
    return _PERSONAL.sub(_COVER, joined)


def refuse_personal(*texts: str) -> None:
    """Let only texts pass that name no number of a person.

    :raises MessageRefused: when one does; the sentence does not repeat it.
    """
    for said in texts:
        if _names_a_number(_UUID.sub(" ", said)):
            raise MessageRefused(
                "personal", "消息里不能写证件号、手机号或银行卡号。请去掉号码，改成链接到那一页。"
            )


def _names_a_number(text: str) -> bool:
    joined = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text))
    return bool(_PERSONAL.search(text) or _PERSONAL.search(joined))
