"""Unified social credit codes (统一社会信用代码, GB 32100-2015).

Eighteen characters without I, O, S, V and Z: registering office, kind of body, six digits of the
division, nine of the organisation code (GB 11714, with a check of its own), one check character
modulo 31. It sees every single wrong character and every swap of neighbours.
"""

from dataclasses import dataclass

from .cleaning import compact, is_scientific, length_sentence, looks_like_damaged_number
from .errors import IdentityError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# An organisation code's letters count on from A=10 with none left out, unlike the 31 of the whole code.
_ORGANISATION_VALUES = {
    character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
_LOOKALIKES = {"I": "数字1", "O": "数字0", "S": "数字5", "V": "字母U", "Z": "数字2"}
_OLD_FORMS = {9: "老的组织机构代码", 15: "老的营业执照注册号"}


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code that has passed its check. `warnings` are sentences that do not stop it being used."""

    code: str
    division_code: str
    organisation_code: str
    warnings: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        """Registering office and kind: 91 enterprise, 92 sole trader, 93 farmers' cooperative, …"""
        return self.code[:2]

    @property
    def is_public_body(self) -> bool:
        """An authority (11) or public institution (12), which most subsidies leave out."""
        return self.prefix in ("11", "12")

    @property
    def is_sole_trader(self) -> bool:
        """个体工商户 (92)."""
        return self.prefix == "92"


def check_character(first17: str) -> str:
    """The 18th character that belongs to the first 17."""
    total = sum(ALPHABET.index(each) * weight for each, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714)."""
    pairs = zip(first8, _ORGANISATION_WEIGHTS, strict=True)
    remainder = -sum(_ORGANISATION_VALUES[character] * weight for character, weight in pairs) % 11
    return "X" if remainder == 10 else str(remainder)


def parse_credit_code(text: str) -> CreditCode:
    """Read a credit code as typed, or raise `IdentityError`.

    Codes: empty, length, letter, checksum, stored_as_number.
    """
    code = compact(text).replace("-", "")
    if not code:
        raise IdentityError("empty", "没有填统一社会信用代码。")
    if is_scientific(code):
        raise IdentityError(
            "stored_as_number", "这一格被存成了数字，末尾几位已丢失。请把该列设为文本，再重新填写。"
        )
    if len(code) != 18:
        raise IdentityError("length", _length_sentence(code))
    _refuse_letters(code)
    if code[17] != check_character(code[:17]):
        if looks_like_damaged_number(code):
            raise IdentityError(
                "stored_as_number", "末尾是000，像被存成了数字。请把该列设为文本，再重新填写。"
            )
        raise IdentityError("checksum", "第18位校验码对不上，多半是抄错一位。请对照营业执照逐位核对。")
    warnings: tuple[str, ...] = ()
    if code[16] != organisation_check_character(code[8:16]):
        warnings = ("第9至17位的主体标识码校验不符，请对照营业执照核对。",)
    return CreditCode(code, code[2:8], code[8:17], warnings)


def _length_sentence(code: str) -> str:
    old = _OLD_FORMS.get(len(code)) if code.isalnum() and code.isascii() else None
    if old is not None:
        return f"这是{len(code)}位，像{old}。请填营业执照上的18位统一社会信用代码。"
    return length_sentence("统一社会信用代码", 18, len(code))


def _refuse_letters(code: str) -> None:
    for place, character in enumerate(code, start=1):
        if character in _LOOKALIKES:
            raise IdentityError(
                "letter",
                f"第{place}位是字母{character}，代码里没有字母{character}。可能是{_LOOKALIKES[character]}。",
            )
        if character not in ALPHABET:
            raise IdentityError("letter", f"第{place}位是“{character}”，代码只有数字和大写字母。")
        if 3 <= place <= 8 and not character.isdecimal():
            raise IdentityError("letter", f"第{place}位是字母{character}，第3至8位只能是数字。")
