"""What firms let an officer do in their name: those that rely on oneself, and a paper entered (BZ-4b)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.users.mandates import MandateError, grant_mandate
from baigong.domains.users.models import Post
from baigong.faces.desk.forms_mandate import PaperMandateForm
from baigong.faces.desk.views.firms import firm_or_404
from baigong.faces.frame.mandate_lines import mandate_lines
from baigong.foundation.access.standing import standing_of


def held(request: HttpRequest) -> HttpResponse:
    """The firms that let the asker act for them today."""
    mandates = mandate_lines(UUID(standing_of(request).scope.actor))
    shown = {
        "title": "受委托代办",
        "facts": f"{len(mandates)}份委托有效" if mandates else "",
        "mandates": mandates,
    }
    return render(request, "desk/mandates.html", shown)


def enter(request: HttpRequest, firm_id: UUID) -> HttpResponse:
    """Enter a paper by which a firm lets the asker act for it."""
    firm, standing = firm_or_404(firm_id), standing_of(request)
    form = PaperMandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = grant_mandate(
                by=standing.scope.actor,
                organisation=firm,
                post=Post.objects.get(id=standing.post_id),
                matter=form.cleaned_data["matter"],
                document=form.cleaned_data["document"],
                ends_before=form.ends_before,
            )
        except MandateError as error:
            form.refuse(error)
        else:
            messages.success(
                request, f"登记好了：{firm.name}委托您{given.get_matter_display()}。企业随时可以撤回。"
            )
            return redirect("desk:firm", firm.id)
    shown = {
        "title": "登记纸质委托",
        "firm": firm,
        "form": form,
        "crumbs": [
            {"label": "缺工企业", "url": reverse("desk:firms")},
            {"label": firm.name, "url": reverse("desk:firm", args=[firm.id])},
            {"label": "登记纸质委托", "url": ""},
        ],
    }
    return render(request, "desk/mandate_form.html", shown, status=422 if form.is_bound else 200)
