"""The firm's own record, and who looked at it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.codes.selectors import entry_of
from baigong.domains.commissioners.selectors import answerers, liaison_of
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisations import update_organisations
from baigong.domains.users.onlookers import onlookers_of
from baigong.faces.employer.acting import actor, administers, for_administrator, for_firm
from baigong.faces.employer.forms_firm import FirmForm
from baigong.foundation import clock


@for_firm
def record_page(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """What the register says of the firm; contact data stay masked."""
    shown = {
        "title": firm.name,
        "firm": firm,
        "industry": _industry(firm.industry_code),
        "may_edit": administers(request),
        "commissioner": answerers([firm.id], clock.today()).get(firm.id),
        "liaison": liaison_of(firm.place_path, clock.today()),
    }
    return render(request, "employer/firm.html", shown)


def _industry(code: str) -> str:
    found = entry_of("industry", code)
    return f"{found.label}（{code}）" if found else code


@for_administrator
def edit(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """Change address, industry, size and contact; what stood there before stays in the history."""
    initial = {"address": firm.address, "industry": firm.industry_code, "size_label": firm.size_label}
    form = FirmForm(request.POST or None, initial=initial)
    for name, kept in (("contact_name", firm.contact_name), ("contact_phone", firm.contact_phone)):
        if kept:
            form.fields[name].help_text = f"现在是{kept}，不改就空着"
    if request.method == "POST" and form.is_valid():
        update_organisations(by=actor(request), updates=[(firm, form.values)], place_path=firm.place_path)
        messages.success(request, "改好了，原来的写法留在变更记录里。")
        return redirect("employer:firm")
    shown = {
        "title": "改单位资料",
        "form": form,
        "crumbs": [{"label": "单位资料", "url": reverse("employer:firm")}, {"label": "改", "url": ""}],
    }
    return render(request, "employer/firm_edit.html", shown, status=422 if form.is_bound else 200)


@for_firm
def looked(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """Who read or changed the firm's record: role and office, why, when."""
    shown = {"title": "谁看过我们", "facts": firm.name, "entries": onlookers_of(firm)}
    return render(request, "employer/looked.html", shown)
