"""Mainland phone numbers as people type them and spreadsheets keep them."""

import re
from dataclasses import dataclass
from typing import Literal

from .cleaning import compact, is_scientific, length_sentence
from .errors import IdentityError

_SEVERAL = re.compile(r"[/、,;|]|或")
_EXTENSION = re.compile(r"(.+?)(?:转|EXT\.?|#)(\d{1,6})|(0\d{2,3}-?\d{7,8})-(\d{1,6})")
_SEPARATORS = re.compile(r"[-()._·–—]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})")
_SERVICE = re.compile(r"[48]00\d{7}")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in one normal form: 13812345678, 0543-3188678 or 4001234567."""

    number: str
    kind: Literal["mobile", "landline", "service"]
    extension: str = ""

    def __repr__(self) -> str:
        return f"Phone({self.kind})"


def parse_phone(text: str) -> Phone:
    """Read a mobile, landline (with area code) or 400/800 number, or raise `IdentityError`.

    Takes +86, 0086, spaces, dashes, brackets, extensions and the ".0" of a numeric cell.
    Codes: empty, several, stored_as_number, letter, length, prefix, area_code.
    """
    cleaned = compact(text)
    if not cleaned:
        raise IdentityError("empty", "没有填电话。")
    if is_scientific(cleaned):
        raise IdentityError(
            "stored_as_number", "这一格被存成了数字，号码不全。请把该列设为文本，再重新填写。"
        )
    cleaned = re.sub(r"^(?:TEL|电话|手机|联系电话)?:?", "", re.sub(r"(?<=\d{7})\.0$", "", cleaned))
    if len([part for part in _SEVERAL.split(cleaned) if part]) > 1:
        raise IdentityError("several", "这一格有不止一个号码，请只留一个，另一个填到备注。")
    main, extension = _split_extension(cleaned)
    digits = _SEPARATORS.sub("", main)
    for place, character in enumerate(digits.removeprefix("+"), start=1):
        if character not in "0123456789":
            raise IdentityError("letter", f"第{place}位是“{character}”，电话只有数字。请核对。")
    return _classify(_national(digits), extension)


def _split_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.fullmatch(text)
    if found is None:
        return text, ""
    return (found[1], found[2]) if found[1] else (found[3], found[4])


def _national(digits: str) -> str:
    """The number without +86, 0086 or 86, and without the 0 once dialled before mobiles."""
    for code in ("+86", "0086", "86"):
        if digits.startswith(code) and len(digits) >= len(code) + 10:
            digits = digits.removeprefix(code)
            break
    digits = digits.removeprefix("+")
    return digits[1:] if re.fullmatch(r"01[3-9]\d{9}", digits) else digits


def _classify(digits: str, extension: str) -> Phone:
    if _MOBILE.fullmatch(digits):
        return Phone(digits, "mobile", extension)
    if found := _LANDLINE.fullmatch(digits):
        return Phone(f"{found[1]}-{found[2]}", "landline", extension)
    if _SERVICE.fullmatch(digits):
        return Phone(digits, "service", extension)
    raise _refusal(digits)


def _refusal(digits: str) -> IdentityError:
    if len(digits) in (7, 8) and digits[:1] not in ("0", "1"):
        return IdentityError("area_code", "这是座机但缺区号。请写成“区号-号码”。")
    if digits.startswith("0"):
        return IdentityError("length", f"座机连区号应为10至12位，这里是{len(digits)}位，或区号不对。请核对。")
    if len(digits) == 11:
        return IdentityError("prefix", f"手机号以13至19开头，这里是{digits[:2]}。请核对前两位。")
    return IdentityError("length", length_sentence("手机号", 11, len(digits)))
