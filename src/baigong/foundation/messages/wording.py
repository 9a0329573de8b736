"""What a message may say: no identity number, no mobile number, no bank card."""

from __future__ import annotations

import re
import unicodedata

from baigong.foundation.messages.errors import MessageRefused

# Separators people put between the digits of a number do not hide it.
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-·.]+(?=\d)")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # a row's id names nobody
_PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{15}|\d{17}[\dXx]|\d{16}|\d{19})(?!\d)")


def refuse_personal(*texts: str) -> None:
    """Let only texts pass that name no number of a person.

    :raises MessageRefused: when one does; the sentence does not repeat it.
    """
    for said in texts:
        text = _UUID.sub(" ", said)
        joined = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text))
        if _PERSONAL.search(text) or _PERSONAL.search(joined):
            raise MessageRefused(
                "personal", "消息里不能写证件号、手机号或银行卡号。请去掉号码，改成链接到那一页。"
            )
