"""People and firms' contacts whose values stand nowhere else, and the tables that bring them in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baigong.kernels.identity.minting import mint_test_identity_number

SUPPLY = ("姓名", "身份证号", "联系电话", "户籍地", "求职工种", "期望月薪", "摸排人")
FIRM = ("企业名称", "联系人", "联系电话")
SHORTAGE = (*FIRM, "缺工工种", "缺工人数", "月薪")
VACANCY = (*FIRM, "岗位名称", "招聘人数", "月薪", "工作地点")
LISTS = {"workers": SUPPLY, "shortages": SHORTAGE, "vacancies": VACANCY, "employers": FIRM}


@dataclass(frozen=True)
class Canary:
    """Somebody whose values, by field name, may stand in the clear only where that is written down."""

    kind: str
    firm: str
    values: dict[str, str]


def person(number: int) -> Canary:
    """Somebody of a name, birthday, number, phone and home of their own; there are 16,384 of them."""
    born = datetime.date(1959, 1, 1) + datetime.timedelta(days=number)
    values = {
        "full_name": f"鸮鷟{chr(0x9E00 + number % 128)}{chr(0x9D80 + number // 128)}",
        "identity_number": mint_test_identity_number("371603", born, number % 500, "male"),
        "phone": f"1998{number % 10_000:04d}{(number * 7 + 13) % 1000:03d}",
        "birth_date": born.isoformat(),
        "address": f"鸬鹚鸲鹆路{9000 + number}号鹣鲽院",
    }
    return Canary("parties.person", "", values)


def contact(number: int) -> Canary:
    values = {
        "contact_name": f"鸱鸺{chr(0x9E80 + number)}鸰",
        "contact_phone": f"17786{number:03d}{(number * 7 + 13) % 1000:03d}",
    }
    return Canary("parties.organisation", f"试县第{number + 1}铆焊厂", values)


def supply_rows(people: Sequence[Canary]) -> list[list[str]]:
    """The people, one of them twice and two with a mistyped number or phone."""
    rows = [
        [v["full_name"], v["identity_number"], v["phone"], v["address"], "电焊工", "6000", "秦专员"]
        for v in (each.values for each in people)
    ]
    name, number, phone, address, *rest = rows[0]
    wrong_number = [
        name,
        number[:16] + ("1" if number[16] == "0" else "0") + number[17],
        phone,
        address,
        *rest,
    ]
    return [*rows, rows[1], wrong_number, [name, "", phone + "12", address, *rest]]


def firm_rows(firms: Sequence[Canary], *rest: str) -> list[list[str]]:
    """The firms with their contacts, and one row that cannot go in."""
    rows = [[each.firm, *each.values.values(), *rest] for each in firms]
    return [*rows, ["", *firms[0].values.values(), *rest]]


def quoting(canary: Canary) -> Any:
    """Return a fault whose message, and whose cause's message, quote somebody, as a database's may."""

    def fail(*_: Any, **__: Any) -> Any:
        told = "，".join(canary.values.values())
        try:
            raise KeyError(told)
        except KeyError as error:
            raise ValueError(f"读不懂“{told}”") from error

    return fail
