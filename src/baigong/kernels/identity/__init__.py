"""Identity numbers, credit codes, phones and names: read as typed, checked, masked. No storage, no clock."""

from .cleaning import looks_like_damaged_number
from .credit import CreditCode, parse_credit_code
from .errors import IdentityError
from .masks import mask_identity_number, mask_name, mask_phone
from .minting import (
    is_test_credit_code,
    is_test_identity_number,
    mint_test_credit_code,
    mint_test_identity_number,
)
from .numbers import PROVINCE_CODES, IdentityNumber, Sex, conflicts, parse_identity_number, upgrade_15
from .phones import Phone, parse_phone

__all__ = [
    "PROVINCE_CODES",
    "CreditCode",
    "IdentityError",
    "IdentityNumber",
    "Phone",
    "Sex",
    "conflicts",
    "is_test_credit_code",
    "is_test_identity_number",
    "looks_like_damaged_number",
    "mask_identity_number",
    "mask_name",
    "mask_phone",
    "mint_test_credit_code",
    "mint_test_identity_number",
    "parse_credit_code",
    "parse_identity_number",
    "parse_phone",
    "upgrade_15",
]
