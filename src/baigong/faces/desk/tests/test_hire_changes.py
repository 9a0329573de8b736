"""At the desk a hire is ended, and what was entered by mistake is taken back with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baigong.domains.placements.hiring import add_proof, hire
from baigong.domains.placements.models import Engagement, Introduction, Proof
from baigong.domains.placements.services import introduce
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope

WHY = "点错了人，是同名的另一位"


@pytest.fixture
def hired(world: Any) -> Engagement:
    with system_scope("test"):
        made = introduce(by="t", vacancy=world.vacancy, registration=world.entries[0], on=clock.today())
        return hire(by="t", role="county_officer", introduction=made, on=clock.today())


def text(response: Any) -> str:
    return str(response.content.decode())


def end(client: Client, hired: Engagement, **said: str) -> Any:
    given = {"last_day": str(clock.today()), "ended_because": "expired", **said}
    return client.post(reverse("desk:hire_end", args=[hired.id]), given, follow=True)


def correct(client: Client, hired: Engagement, what: str, reason: str = WHY) -> Any:
    address = reverse("desk:hire_correct", args=[hired.id])
    return client.post(address, {"what": what, "reason": reason}, follow=True)


def test_a_leaving_is_shown_everywhere_the_hire_is(desk: Client, world: Any, hired: Engagement) -> None:
    shown = text(end(desk, hired))
    assert "已经离岗" in shown and "合同或期限到期" in shown and "不再计为补上" in shown
    assert "记下离岗" not in shown
    vacancy = text(desk.get(reverse("desk:vacancy", args=[world.vacancy.id])))
    assert "已离岗" in vacancy and "合同或期限到期" in vacancy and "已录用" not in vacancy
    assert "离岗（合同或期限到期）" in text(desk.get(f"/desk/firms/{world.firm.id}/"))
    assert "已补0人，还缺12人" in text(desk.get("/desk/firms/"))


def test_a_leaving_that_does_not_fit_is_told_beside_its_field(desk: Client, hired: Engagement) -> None:
    for said, words in (
        ({"last_day": "2999-01-01"}, "日期在今天之后"),
        ({"last_day": "2020-01-01"}, "早于到岗的那天"),
        ({"ended_because": ""}, "还没选离岗原因"),
    ):
        answer = end(desk, hired, **said)
        assert answer.status_code == 400 and words in text(answer)


def test_a_leaving_is_taken_back(desk: Client, hired: Engagement) -> None:
    end(desk, hired)
    assert "还不计为补上" in text(correct(desk, hired, "left"))
    with system_scope("test"):
        assert Engagement.objects.get().ends_before is None


def test_a_mistaken_hire_leads_back_to_the_vacancy(desk: Client, world: Any, hired: Engagement) -> None:
    shown = text(correct(desk, hired, "hire"))
    assert "已更正" in shown and "已介绍" in shown and "记已录用" in shown
    assert desk.get(reverse("desk:hire", args=[hired.id])).status_code == 404
    with system_scope("test"):
        assert Introduction.objects.get().state == "introduced"


def test_a_proof_is_chosen_from_those_of_the_page(desk: Client, hired: Engagement) -> None:
    with system_scope("test"):
        proof = add_proof(by="t", engagement=hired, kind="contract", signed_on=clock.today())
    refused = correct(desk, hired, "hire")
    assert refused.status_code == 400 and "还有1份凭据" in text(refused)
    assert "至少四个字" in text(correct(desk, hired, f"proof:{proof.id}", "错了"))
    assert "这一条已经不在了" in text(correct(desk, hired, f"proof:{hired.id}"))
    assert "还没有凭据" in text(correct(desk, hired, f"proof:{proof.id}"))
    with system_scope("test"):
        assert Proof.objects.get().voided_reason == WHY


def test_who_works_elsewhere_changes_nothing(elsewhere: Client, hired: Engagement) -> None:
    before = AuditEntry.objects.count()
    assert end(elsewhere, hired).status_code == correct(elsewhere, hired, "hire").status_code == 404
    assert AuditEntry.objects.count() == before
