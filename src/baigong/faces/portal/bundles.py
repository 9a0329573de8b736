"""Bundles of policies for everybody: put together for somebody, on one page to read and to print (M12.2, SD-3.3a)."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.policies.audiences import (
    audience_labels,
    audiences_met_by,
    firm_audiences,
    person_audiences,
)
from baigong.domains.policies.public_bundles import PublicBundle, public_bundle, public_bundles
from baigong.domains.policies.tags import tag_labels
from baigong.faces.portal.policies import lines_of

_CRUMB = {"label": "人社政策", "url": ""}


class BundleQuestion(forms.Form):
    """For whom, and what about."""

    who = forms.ChoiceField(label="给谁", required=False)
    tag = forms.ChoiceField(label="标签", required=False)

    def __init__(self, asked: Any) -> None:
        super().__init__(asked)
        for name, codes in (("who", audience_labels()), ("tag", tag_labels())):
            self.fields[name].choices = [("", ""), *((code, code) for code in codes)]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields[name].error_messages["invalid_choice"] = "请从下面重新选。"


def bundles(request: HttpRequest) -> HttpResponse:
    """The bundles, for whom they are and how many policies are in each; a question it cannot read shows none."""
    form = BundleQuestion(request.GET)
    shown: dict[str, Any] = {
        "title": "政策包",
        "values": {},
        "tags": list(tag_labels().items()),
        "crumbs": [_policies(), {"label": "政策包"}],
    }
    shown |= _audiences()
    if not form.is_valid():
        return render(request, "portal/bundles.html", shown | {"refusal": _refusal(form)}, status=400)
    given = form.cleaned_data
    found = public_bundles(audience=given["who"], tag=given["tag"])
    shown |= {"values": {name: value for name, value in given.items() if value}, "bundles": found}
    return render(request, "portal/bundles.html", shown)


def bundle(request: HttpRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """One bundle whole; asked for somebody, it says which of its policies are meant for them."""
    found, form = public_bundle(bundle_id), BundleQuestion(request.GET)
    if found is None:
        raise Http404
    crumbs = [_policies(), {"label": "政策包", "url": reverse("portal:bundles")}, {"label": found.row.title}]
    shown: dict[str, Any] = {"title": found.row.title, "bundle": found, "crumbs": crumbs} | _audiences()
    if not form.is_valid():
        return render(request, "portal/bundle.html", shown | {"refusal": _refusal(form)}, status=400)
    who = form.cleaned_data["who"]
    groups = _groups(found, who)
    fitting = sum(line["fits"] for _, lines in groups for line in lines)
    shown |= {"groups": groups, "who": who, "who_label": audience_labels().get(who, ""), "fitting": fitting}
    return render(request, "portal/bundle.html", shown)


def _groups(found: PublicBundle, who: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the policies by field in the office's order: employment, insurance, talent, labour (SD-3.3a)."""
    lines, met = lines_of(each.policy for each in found.entries), audiences_met_by(who)
    grouped: dict[str, list[dict[str, Any]]] = {}
    for line, entry in zip(lines, found.entries, strict=True):
        is_meant = line["standing"] == "valid" and bool(met.intersection(entry.policy.row.audience_codes))
        label = entry.policy.row.get_field_display()
        grouped.setdefault(label, []).append(line | {"note": entry.note, "fits": is_meant})
    return list(grouped.items())


def _policies() -> dict[str, str]:
    return _CRUMB | {"url": reverse("portal:policies")}


def _audiences() -> dict[str, Any]:
    return {"firms": list(firm_audiences().items()), "people": list(person_audiences().items())}


def _refusal(form: forms.Form) -> str:
    name, errors = next(iter(form.errors.items()))
    return f"“{form.fields[name].label}”这一项读不懂：{errors[0]}"
