"""Free text of a vacancy as strangers may read it: no markup, no invisible characters, no person.

Employers write telephone numbers and names into descriptions; the public page carries none of them
(model 1.7): whoever is interested calls the office, which introduces.
"""

from __future__ import annotations

import html
import re
import unicodedata

WITHHELD = "（联系方式不公开）"

_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[A-Za-z][^<>]*>", re.IGNORECASE | re.DOTALL)
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")
_HAN = r"\u4e00-\u9fff"
_TITLE = "先生|女士|小姐|经理|主任|老师|师傅|主管|老板|总监|总|姐|哥"
_CONTACTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
        r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|\d{15})(?![0-9A-Za-z])",
        r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)",
        r"(?<!\d)[(（]?0\d{2,3}[)）]?[- —–]?\d{7,8}(?!\d)",
        r"(?:微信|微信号|[Vv][Xx]|[Ww]e[Cc]hat|[Qq]{2}|电话|手机|座机|热线)(?:号码|号|同号)?\s*[:：]?\s*[A-Za-z0-9][A-Za-z0-9_-]{4,19}",
        rf"(?:招聘)?(?:联系人|负责人|联络人)\s*[:：]?\s*[{_HAN}·]{{2,4}}(?![{_HAN}])",
        rf"(?:联系人|负责人|联络人)\s*[:：]\s*[{_HAN}·]{{1,8}}",
        rf"(?:联系|请找|找|咨询|致电|加)\s*[:：]?\s*[{_HAN}]{{1,3}}?(?:{_TITLE})",
    )
)
_REPEATED = re.compile(rf"(?:{WITHHELD}[\s,，、；;/]*)+")


def public_text(text: str) -> str:
    """Return `text` without markup, control characters, numbers one can call, and names of contacts."""
    bare = _TAG.sub("", _BREAK.sub("\n", text))
    plain = _TAG.sub("", _BREAK.sub("\n", html.unescape(bare))).translate(_WIDE_DIGITS)
    kept = "".join(mark if mark == "\n" else _visible(mark) for mark in plain.replace("\r\n", "\n"))
    for contact in _CONTACTS:
        kept = contact.sub(WITHHELD, kept)
    lines = (" ".join(line.split()) for line in _REPEATED.sub(WITHHELD, kept).split("\n"))
    return "\n".join(line for line in lines if line)


def public_line(text: str) -> str:
    """Return `text` as one public line."""
    return " ".join(public_text(text).split())


def _visible(mark: str) -> str:
    kind = unicodedata.category(mark)
    if kind == "Cf" or kind == "Cs":
        return ""
    return " " if kind[0] in "CZ" else mark
