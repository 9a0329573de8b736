"""Which of what two entries say may be chosen, field by field; what belongs together is chosen together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baigong.domains.parties.enums import PartyKind
from baigong.foundation.privacy.secret import Secret, open_inside


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose; `columns` go together, `is_personal` shows masked."""

    name: str
    label: str
    columns: tuple[str, ...]
    is_personal: bool = False


_PERSON = (
    Choice("full_name", "姓名", ("full_name",), True),
    Choice(
        "identity_number",
        "身份证号",
        ("identity_number", "identity_index", "birth_date", "number_missing", "birth_year", "sex"),
        True,
    ),
    Choice("phone", "电话", ("phone",), True),
    Choice("address", "住址", ("address",), True),
)
_ORGANISATION = (
    Choice("name", "名称", ("name", "name_pinyin")),
    Choice("credit_code", "统一社会信用代码", ("credit_code", "provisional_key", "code_missing")),
    Choice("nature", "性质", ("nature",)),
    Choice("industry_code", "行业", ("industry_code",)),
    Choice("size_label", "规模", ("size_label",)),
    Choice("address", "地址", ("address",)),
    Choice("contact_name", "联系人", ("contact_name",), True),
    Choice("contact_phone", "联系电话", ("contact_phone",), True),
)
# Follows the number and is never compared or told by itself.
_FOLLOWS = {"identity_index"}


def choices_for(kind: str) -> tuple[Choice, ...]:
    """Return what may be chosen of a kind of party."""
    return _PERSON if kind == PartyKind.PERSON else _ORGANISATION


def plain_of(row: Any, column: str) -> Any:
    """Return a column's value for comparing and copying; shown to nobody."""
    value = getattr(row, column)
    return open_inside(value) if isinstance(value, Secret) else value


def differs(choice: Choice, left: Any, right: Any) -> bool:
    """Say whether two entries say different things where something may be chosen."""
    said = [
        tuple(plain_of(row, column) or "" for column in choice.columns if column not in _FOLLOWS)
        for row in (left, right)
    ]
    return said[0] != said[1]


def says(choice: Choice, row: Any) -> bool:
    """Say whether an entry says anything there."""
    return bool(plain_of(row, choice.columns[0]))


def fuller(choices: tuple[Choice, ...], left: Any, right: Any) -> Any:
    """Return which entry should stay unless somebody says otherwise: the fuller one, else the older."""
    counted = [sum(says(choice, row) for choice in choices) for row in (left, right)]
    has_key = [says(choices[1], row) for row in (left, right)]
    return right if (has_key[1], counted[1]) > (has_key[0], counted[0]) else left


def taken_over(
    choices: tuple[Choice, ...], chosen: Mapping[str, str], stays: Any, goes: Any
) -> dict[str, Any]:
    """Return the columns of the entry that stays which take the other's value, with that value in plain."""
    values: dict[str, Any] = {}
    for choice in choices:
        if chosen.get(choice.name) == str(goes.id) and differs(choice, stays, goes):
            values |= {column: plain_of(goes, column) for column in choice.columns if column not in _FOLLOWS}
    return values
