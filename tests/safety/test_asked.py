"""Wherever something personal is asked, the form says why and who will see it (reliability 123; PIPL 17)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

import baigong.faces
from baigong.foundation.privacy.asked import asked, of_others
from baigong.foundation.privacy.catalogue import personal_fields

# What a field about somebody is called in the forms.
PERSONAL = {
    "full_name", "identity_number", "phone", "birth_date", "birth_year", "contact_name", "contact_phone",
    "display_name", "applicant_name", "group_codes", "name_shown", "address",
}  # fmt: skip
# Form and field: what is asked there is about nobody.
NOBODYS = {
    ("ClaimForm", "address"): "where a firm is",
    ("JoinForm", "address"): "where a firm is",
    ("FirmForm", "address"): "where a firm is",
    ("NewFirmForm", "address"): "where a firm is",
    ("FirmCorrectionForm", "address"): "where a firm is",
}


def _forms(base: type[forms.BaseForm] = forms.BaseForm) -> Iterator[Any]:
    for each in base.__subclasses__():
        if each.__module__.startswith("baigong.faces."):
            yield each
        yield from _forms(each)


@pytest.fixture(scope="module")
def every_form() -> list[Any]:
    """Every form of every face, and of their views."""
    for module in pkgutil.walk_packages(baigong.faces.__path__, "baigong.faces."):
        if ".tests" not in module.name and ".cli" not in module.name:
            importlib.import_module(module.name)
    return sorted(set(_forms()), key=lambda form: (form.__module__, form.__qualname__))


def silent(found: list[Any]) -> list[str]:
    """Return the fields about somebody that say nothing of why."""
    return [
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in found
        for name in form.base_fields
        if name in PERSONAL and (form.__name__, name) not in NOBODYS and name not in getattr(form, "ASKS", {})
    ]


def test_no_form_asks_for_something_personal_without_a_reason(every_form: list[Any]) -> None:
    assert len(every_form) > 60
    assert silent(every_form) == []


def test_twin_a_form_that_says_nothing_is_found() -> None:
    class Curious(forms.Form):
        phone = forms.CharField()

    assert [name.rpartition(".")[2] for name in silent([Curious])] == ["phone"]


def test_every_reason_is_in_the_register_and_speaks_of_whom_it_is_about(every_form: list[Any]) -> None:
    told = [form for form in every_form if hasattr(form, "ASKS")]
    assert len(told) >= 15
    for form in told:
        for name in form.ASKS.values():
            said = of_others(asked(name)) if getattr(form, "OF_OTHERS", False) else asked(name)
            assert said.purpose and said.basis and said.retention and said.seen_by
            assert not getattr(form, "OF_OTHERS", False) or "您" not in said.seen_by, form
    assert {field.name for field in personal_fields()} >= {"person.phone", "organisation.contact_phone"}


def test_what_an_officer_asks_of_somebody_is_said_of_that_person(db: None) -> None:
    class Door(forms.Form):
        ASKS = {"phone": "person.phone"}
        OF_OTHERS = True
        phone = forms.CharField()

    page = Template("{{ form }}").render(Context({"form": Door()}))
    assert "为什么要填，谁看得到" in page and "登记地的村居、镇街、县级经办人" in page and "您" not in page
