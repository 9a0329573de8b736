"""Kinds of personal value: how each is masked when shown and normalised before it is indexed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from baigong.kernels.identity import (
    IdentityError,
    mask_identity_number,
    mask_name,
    mask_phone,
    parse_phone,
    upgrade_15,
)

_SHOWN_OF_ADDRESS = 6
STARS = "＊＊＊"
Reading = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of value is shown (`mask`) and compared (`normalise`)."""

    code: str
    mask: Reading
    normalise: Reading


_kinds: dict[str, Kind] = {}


def normalise_text(plain: str) -> str:
    """Full width to half width, no blanks, capital letters (so x equals X)."""
    return "".join(unicodedata.normalize("NFKC", plain).split()).upper()


def register_kind(code: str, *, mask: Reading, normalise: Reading = normalise_text) -> None:
    """Add a kind, or replace one; `normalise` is given text already through `normalise_text`."""
    _kinds[code] = Kind(code, mask, normalise)


def kind_exists(code: str) -> bool:
    """Whether a field may name this kind."""
    return code in _kinds


def mask(kind: str, plain: str) -> str:
    """Return the masked form of a value; all hidden when its rule would hide nothing."""
    masked = _kinds[kind].mask(plain)
    return STARS if masked == plain and plain else masked


def normalise(kind: str, plain: str) -> str:
    """Return the form in which equal values are equal (NFKC, no blanks, capitals, then the kind's rule)."""
    return _kinds[kind].normalise(normalise_text(plain))


def normalise_identity_number(plain: str) -> str:
    """A number of the first generation (15 digits) as its 18 characters."""
    return upgrade_15(plain) if len(plain) == 15 and plain.isascii() and plain.isdigit() else plain


def normalise_phone(plain: str) -> str:
    """A number without country code, dashes and extension; as it stands when it is none."""
    try:
        return parse_phone(plain).number
    except IdentityError:
        return plain


def mask_address(plain: str) -> str:
    """Show an address down to the county (its first six characters), hide the rest."""
    return plain[:_SHOWN_OF_ADDRESS] + STARS if len(plain) > 2 * _SHOWN_OF_ADDRESS else STARS


def mask_all(plain: str) -> str:
    """Show nothing, not even the length."""
    return STARS if plain else ""


def mask_tail(plain: str) -> str:
    """Show the last four of a long number (bank card), nothing of a short one."""
    return STARS + plain[-4:] if len(plain) >= 12 else mask_all(plain)


def mask_file_name(plain: str) -> str:
    """Show a file name's ending only: names of people stand in file names."""
    ending = plain.rpartition(".")[2]
    plausible = "." in plain and ending.isascii() and ending.isalnum() and len(ending) <= 5
    return f"{STARS}.{ending}" if plausible else mask_all(plain)


register_kind("name", mask=mask_name)
register_kind("phone", mask=mask_phone, normalise=normalise_phone)
register_kind("identity_number", mask=mask_identity_number, normalise=normalise_identity_number)
register_kind("address", mask=mask_address)
register_kind("bank_account", mask=mask_tail)
register_kind("file_name", mask=mask_file_name)
register_kind("text", mask=mask_all)
