"""The firm's own lists taken out as workbooks; above the limit somebody else of the firm agrees first."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baigong.domains.parties.models import Organisation
from baigong.domains.policies.handing_out import limits_at
from baigong.faces.employer.acting import for_firm
from baigong.faces.employer.lists import CHOICES, list_of
from baigong.faces.frame import handing_out
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.exchange.exporting import Exporter, export_list
from baigong.foundation.exchange.handouts import HandoutError

PURPOSE = "企业导出自己的清单"


class ListForm(forms.Form):
    """Which of the firm's lists."""

    list = forms.ChoiceField(choices=CHOICES)


def _page(firm: Organisation) -> handing_out.HandoutPage:
    return handing_out.HandoutPage(
        "employer",
        limits_at(firm.place_path, clock.today()),
        circle=f"firm:{firm.id}",
        second="本单位的另一个人",
    )


@for_firm
def register(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """What people of the firm asked for; sent, it decides on a colleague's."""
    return handing_out.register(request, _page(firm))


@for_firm
def take_one(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """Hand an agreed file to whoever asked for it."""
    return handing_out.take_one(request, _page(firm))


@for_firm
def workbook(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """One of the firm's lists, masked and marked, or the way to where it waits for a colleague."""
    form, scope, page = ListForm(request.POST), standing_of(request).scope, _page(firm)
    if not form.is_valid():
        messages.error(request, "没有这张清单，没有导出。请在岗位、人选或报缺工那一页点“下载表格”。")
        return redirect("employer:home")
    export = list_of(form.cleaned_data["list"], firm)
    exporter = Exporter(scope.actor, scope.label, PURPOSE, page.limits, page.circle)
    try:
        handed = export_list(export, form="xlsx", place_path=firm.place_path, exporter=exporter)
    except HandoutError as error:
        messages.error(request, error.sentence)
        return redirect(page.url)
    return handing_out.answer_of(request, page, handed, f"{firm.name}{export.title}{clock.today()}.xlsx")
