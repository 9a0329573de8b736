"""Masked forms for screens, exports and public notices."""

import re
from functools import lru_cache
from importlib.resources import files

_PARTS = re.compile(r"[·•\s]+")


@lru_cache(maxsize=1)
def compound_surnames() -> frozenset[str]:
    """Surnames of two characters still met today. A whole name of two is never read as one of them."""
    text = files(__package__).joinpath("compound_surnames.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def mask_identity_number(number: str) -> str:
    """First six and last four characters; 110101********1234. Anything too short is hidden whole."""
    if len(number) <= 10:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def mask_name(name: str) -> str:
    """The surname and a star for each further character: 张*, 欧阳**; 买**·*** for names in parts."""
    stripped = name.strip()
    parts = [part for part in _PARTS.split(stripped) if part]
    if len(parts) > 1:
        joint = "·" if re.search("[·•]", stripped) else " "
        return joint.join([_keep(parts[0], 1), *(_keep(part, 0) for part in parts[1:])])
    kept = 2 if len(stripped) > 2 and stripped[:2] in compound_surnames() else 1
    return _keep(stripped, kept if len(stripped) > 1 else 0)


def mask_phone(number: str) -> str:
    """138****5678 for mobiles, 0543-****678 for landlines, the last three or four digits otherwise."""
    area, dash, local = number.rpartition("-")
    if dash:
        return f"{area}-****{local[4:]}"
    if len(number) == 11:
        return f"{number[:3]}****{number[-4:]}"
    return "*" * len(number) if len(number) < 8 else "*" * (len(number) - 4) + number[-4:]


def _keep(text: str, kept: int) -> str:
    return text[:kept] + "*" * (len(text) - kept)
