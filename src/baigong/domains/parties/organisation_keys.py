"""By what an organisation is known again: its credit code, or until that is known its name at its county."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from typing import Any

from baigong.domains.parties.enums import OrganisationNature

LONGEST_NAME = 120
_LONGEST_PINYIN = 200
# The office that registered a body and its kind stand in the first two places of its code (GB 32100).
_NATURE_OF_PREFIX = {
    "11": OrganisationNature.GOVERNMENT,
    "12": OrganisationNature.INSTITUTION,
    "92": OrganisationNature.SOLE_TRADER,
    "93": OrganisationNature.COOPERATIVE,
}
_NATURE_WORDS = (
    ("劳务派遣", OrganisationNature.DISPATCH),
    ("人力资源服务", OrganisationNature.AGENCY),
    ("个体", OrganisationNature.SOLE_TRADER),
    ("合作社", OrganisationNature.COOPERATIVE),
    ("事业", OrganisationNature.INSTITUTION),
    ("机关", OrganisationNature.GOVERNMENT),
    ("院校", OrganisationNature.SCHOOL),
    ("学校", OrganisationNature.SCHOOL),
)


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What a list says of an organisation; empty means the list says nothing, never "erase it"."""

    name: str
    place_id: Any
    place_path: str
    county_id: str
    credit_code: str = ""
    nature: str = ""
    industry_code: str = ""
    size_label: str = ""
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""

    @property
    def provisional_key(self) -> str:
        return provisional_key(self.name, self.place_path, self.county_id)

    @property
    def values(self) -> dict[str, str]:
        """Return what may be changed on an organisation already known, by its field names."""
        return {
            "nature": self.nature,
            "industry_code": self.industry_code,
            "size_label": self.size_label,
            "address": self.address,
            "contact_name": self.contact_name,
            "contact_phone": self.contact_phone,
        }


def normalised_name(name: str) -> str:
    """Return a name for comparing: half width, lower case, without blanks (（集团） equals (集团))."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def provisional_key(name: str, place_path: str, county_id: str) -> str:
    """Return the key of an organisation without a code: its county's path and its name.

    The county and not the village: two lists may name different places of one firm, and a registrar lets a
    name be used once.
    """
    return f"{county_path(place_path, county_id)}{normalised_name(name)}"[:200]


def county_path(place_path: str, county_id: str) -> str:
    """Return the path down to the county, or the whole path where there is no county above."""
    head, found, _ = place_path.partition(f"{county_id}/") if county_id else ("", "", "")
    return head + found if found else place_path


@functools.lru_cache(maxsize=8192)
def name_pinyin(name: str) -> str:
    """Return the spelling by which names are sorted and looked for."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (its tables take half a second; most commands never need them)

    return "".join(lazy_pinyin(normalised_name(name)))[:_LONGEST_PINYIN]


def nature_of(text: str, credit_code: str) -> str:
    """Return the nature a code proves or a text says; empty when neither does."""
    proven = _NATURE_OF_PREFIX.get(credit_code[:2])
    if proven:
        return proven
    said = next((nature for word, nature in _NATURE_WORDS if word in text), None)
    if said:
        return said
    is_enterprise = "企业" in text or "公司" in text or credit_code[:2] == "91"
    return OrganisationNature.ENTERPRISE if is_enterprise else ""
