"""The yes to keeping the identity number may follow a no, to the same notice, and be taken back again."""

from __future__ import annotations

import datetime
from typing import Any

from django.test import Client

from baigong.domains.parties.models import Person
from baigong.domains.seekers.notice import notice_version
from baigong.domains.seekers.tests.seeking import number_of
from baigong.foundation.scope import system_scope

NUMBER_BORN_OTHERWISE = datetime.date(1991, 1, 1)
NUMBER = number_of(31).number18


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_no_becomes_a_yes_and_a_no_again(newcomer: Client, world: Any) -> None:
    said = {"full_name": "王小明", "identity_number": NUMBER, "place": world.places["1.1.1"].path}
    newcomer.post("/me/record/start/", said)
    page = text_of(newcomer.get("/me/consent/"))
    notice = "存不存由您单独定。不勾照样找活。勾了以后可以在“资料给谁看”里撤回。"
    assert notice in page and f"告知书{notice_version()}版" in page and "checked" not in page
    without = newcomer.post("/me/consent/", {"leave": "give", "identity_number": NUMBER})
    assert without.status_code == 422 and "前面打勾" in text_of(without)
    wrong = newcomer.post("/me/consent/", {"leave": "give", "identity_number": "37", "sensitive": "on"})
    assert wrong.status_code == 422
    other = number_of(32, NUMBER_BORN_OTHERWISE).number18
    refused = newcomer.post("/me/consent/", {"leave": "give", "identity_number": other, "sensitive": "on"})
    assert refused.status_code == 422 and "出生日期对不上" in text_of(refused)
    given = {"leave": "give", "identity_number": NUMBER, "sensitive": "on"}
    page = text_of(newcomer.post("/me/consent/", given, follow=True))
    assert "随时可以在这里撤回" in page and "撤回单独同意" in page and NUMBER not in page
    assert _kept() == [True]
    gone = text_of(newcomer.post("/me/consent/", {"sensitive": "withdraw"}, follow=True))
    assert "身份证号已经删掉" in gone and "现在同意" in gone
    assert _kept() == [False]


def _kept() -> list[bool]:
    with system_scope("test"):
        return [row.identity_number is not None for row in Person.objects.filter(source="person")]
