"""The same form twice acts once; the same key with other words is refused (reliability 2.0, double clicks)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from tests.safety.walking import Walk

from baigong.domains.placements.models import Proof
from baigong.domains.shortages.models import NeedReport
from baigong.foundation import clock
from baigong.foundation.access import routes as guards
from baigong.foundation.scope import system_scope

OWN = "1.1.1.1"


def report_form(**changed: Any) -> dict[str, Any]:
    form = {"reported_on": str(clock.today()), "contact_way": "call", "headcount_open": "4"}
    return form | {"idempotency_key": str(uuid.uuid4())} | changed


@pytest.fixture
def desk(walk: Walk) -> Client:
    return walk.client("county_officer", "1.1")


def where(walk: Walk) -> str:
    ids = walk.ids[OWN]
    return f"/desk/firms/{ids['firm_id']}/needs/{ids['need_id']}/report/"


def reports(walk: Walk) -> int:
    with system_scope("数一数记了几次"):
        return NeedReport.objects.filter(need_id=walk.ids[OWN]["need_id"]).count()


def test_twice_acts_once(walk: Walk, desk: Client) -> None:
    form, before = report_form(), reports(walk)
    first, second = desk.post(where(walk), form), desk.post(where(walk), form)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert reports(walk) == before + 1


def test_a_proof_sent_three_times_is_one_proof(walk: Walk, desk: Client) -> None:
    hire = walk.ids[OWN]["engagement_id"]
    form = {
        "kind": "contract", "signed_on": str(clock.today()), "starts_on": str(clock.today()),
        "source": "officer", "certainty": "1", "idempotency_key": str(uuid.uuid4()),
    }  # fmt: skip
    assert [desk.post(f"/desk/hires/{hire}/proof/", form).status_code for _ in range(3)] == [302] * 3
    with system_scope("数一数凭据"):
        assert Proof.objects.filter(engagement_id=hire).count() == 1


def test_the_same_key_with_other_words_is_refused(walk: Walk, desk: Client) -> None:
    form, before = report_form(), reports(walk)
    assert desk.post(where(walk), form).status_code == 302
    answer = desk.post(where(walk), form | {"headcount_open": "9"})
    assert answer.status_code == 409 and "用别的内容提交过" in answer.content.decode()
    assert reports(walk) == before + 1


def test_the_key_of_somebody_else_is_another_key(walk: Walk, desk: Client) -> None:
    form, before = report_form(), reports(walk)
    assert desk.post(where(walk), form).status_code == 302
    assert walk.client("town_officer", "1.1.1").post(where(walk), form).status_code == 302
    assert reports(walk) == before + 2


def test_a_form_with_errors_may_be_mended_and_sent_again(walk: Walk, desk: Client) -> None:
    form, before = report_form(headcount_open="-1"), reports(walk)
    assert desk.post(where(walk), form).status_code == 422
    assert desk.post(where(walk), form | {"headcount_open": "2"}).status_code == 302
    assert reports(walk) == before + 1


def test_without_the_key_it_acts_twice(walk: Walk, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the guard forgets keys."""
    monkeypatch.setattr(guards, "once", lambda request, act: act())
    form, before = report_form(), reports(walk)
    desk.post(where(walk), form), desk.post(where(walk), form)
    assert reports(walk) == before + 2
