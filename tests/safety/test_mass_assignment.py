"""A form changes what it asks about, whatever else is sent with it (reliability test 19)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import models
from tests.safety.forms_sent import ELSEWHERE, FORMS, OWN
from tests.safety.hostile_values import EVIL, hostile, is_evil
from tests.safety.walking import Walk, routes

from baigong.domains.claims.models import FirmClaim
from baigong.domains.commissioners.models import PublicContact
from baigong.domains.facilities.models import Facility
from baigong.domains.parties.models import Credential, Organisation, Person
from baigong.domains.placements.models import Engagement, InsuranceSpan, Introduction, Proof
from baigong.domains.policies.models import (
    BundleEntry,
    Interpretation,
    PolicyBundle,
    PolicyItem,
    PolicyVersion,
)
from baigong.domains.seekers.models import DataCopy, RecordClaim
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.units.models import ReportingUnit, UnitMember
from baigong.domains.users.models import Post, User
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.faces.desk.forms import ReportForm
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.privacy.secret import Secret
from baigong.foundation.scope import system_scope

MODELS: tuple[type[models.Model], ...] = (
    Organisation, Person, Registration, Need, NeedReport, Vacancy, Introduction, Engagement, Proof, InsuranceSpan,
    ImportBatch, Post, User, FirmClaim, Facility, RecordClaim, Credential, DataCopy,
    BundleEntry, Interpretation, PolicyBundle, PolicyItem, PolicyVersion, PublicContact, ReportingUnit, UnitMember,
)  # fmt: skip
# Who sends the forms of a face; those of the desk are a county officer's.
SENT_BY = {"employer/": ("employer", OWN), "survey/": ("village_officer", OWN), "me/": ("seeker", OWN)}


def snapshot() -> dict[tuple[str, str], dict[str, Any]]:
    with system_scope("记下每一行"):
        return {
            (model._meta.model_name or "", str(row["pk"])): {name: _bytes(each) for name, each in row.items()}
            for model in MODELS
            for row in model._default_manager.values("pk", *_columns(model))
        }


def _columns(model: type[models.Model]) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields]


def _bytes(value: Any) -> Any:
    """A sealed value is compared by its bytes: sealed anew, even the same words would differ."""
    return value.sealed_bytes() if isinstance(value, Secret) else value


def harm(walk: Walk, form: str, said: dict[str, str], allowed: set[str]) -> list[str]:
    """Send a form with every column beside it and return what changed that should not have."""
    address = "/" + _where(form).format(**walk.ids[OWN])
    who = next((who for face, who in SENT_BY.items() if form.startswith(face)), ("county_officer", "1.1"))
    ids = walk.ids[OWN] | {
        "place_id": str(walk.world.places[OWN].id),
        "person_id": str(walk.world.persons[OWN].id),
    }
    said = {name.format(**ids): words.format(**ids) for name, words in said.items()}
    before = snapshot()
    response = walk.client(*who).post(address, hostile(walk) | said)
    assert response.status_code in (200, 302), (address, response.status_code)
    found = []
    for (model, key), row in snapshot().items():
        old = before.get((model, key))
        if model == "user":
            row.pop("last_login", None)
        for name, value in row.items():
            if old is not None and old[name] != value and f"{model}.{name}" not in allowed:
                found.append(f"{model}.{name}: {old[name]} -> {value}")
            if old is None and is_evil(walk, value):
                found.append(f"new {model}.{name}: {value}")
    return found


def test_every_form_is_sent_or_stands_aside_with_its_reason() -> None:
    words = {"interview": "{step}", "facilities": "{record_list}"}
    sent = {_shape("/".join(words.get(part, part) for part in _where(form).split("/"))) for form in FORMS}
    posted = {_shape(route.where) for route in routes("POST")}
    aside = {_shape(where) for where in ELSEWHERE}
    assert (posted - sent - aside, (sent | aside) - posted, sent & aside) == (set(), set(), set())
    assert all(reason.strip() for reason in ELSEWHERE.values())


def _where(form: str) -> str:
    return form if form.startswith(("employer/", "survey/", "me/")) else f"desk/{form}"


def _shape(where: str) -> str:
    return re.sub(r"<[^>]*>|\{[^}]*\}", "*", where)


def test_a_sealed_value_that_changes_is_seen(walk: Walk) -> None:
    """Twin: a telephone number sealed anew does not pass for the old one."""
    before = snapshot()
    with system_scope("改一个电话"):
        person = walk.world.persons[OWN]
        person.phone = "13900009999"
        person.save(update_fields=["phone"])
    key = ("person", str(person.pk))
    assert snapshot()[key]["phone"] != before[key]["phone"]
    assert isinstance(before[key]["phone"], bytes)


@pytest.mark.parametrize("form", FORMS)
def test_only_what_the_form_asks_changes(walk: Walk, form: str) -> None:
    said, allowed = FORMS[form]
    assert harm(walk, form, said, allowed) == []


def test_a_form_that_passes_on_what_it_was_sent_is_found(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the report hands on every column it was sent."""
    true = ReportForm.learnt.fget  # type: ignore[attr-defined]  # a property

    def careless(self: ReportForm) -> dict[str, Any]:
        learnt: dict[str, Any] = true(self)
        return learnt | {name: self.data[name] for name in ("plan_text", "pay_text") if name in self.data}

    monkeypatch.setattr(ReportForm, "learnt", property(careless))
    form = "firms/{firm_id}/needs/{need_id}/report/"
    found = harm(walk, form, *FORMS[form])
    assert any(EVIL in line for line in found)
