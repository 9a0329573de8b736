"""Firms the plan owes a named helper: who has none, and giving one (HA-1c)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.commissioners.enums import AssignmentKind
from baigong.domains.commissioners.errors import AssignmentError
from baigong.domains.commissioners.named_helpers import firms_owed_a_helper, least_urgent
from baigong.domains.commissioners.services import assign
from baigong.domains.commissioners.workload import loads
from baigong.faces.desk.commissioner_forms import AssignForm, labelled
from baigong.faces.desk.exporting import place_path_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of


def register(request: HttpRequest) -> HttpResponse:
    """The firms without a helper, the most urgent first, and the form that gives them one."""
    return _page(request)


def give(request: HttpRequest) -> HttpResponse:
    """Give the ticked firms a helper."""
    on = clock.today()
    owed = firms_owed_a_helper(place_path_of(standing_of(request)), on)
    form = AssignForm(request.POST, posts=labelled(loads(on)), firms=[line.organisation for line in owed])
    if not form.is_valid():
        return _page(request, form)
    try:
        assign(
            by=standing_of(request).scope.actor, post=form.chosen_post, targets=form.chosen_firms,
            on=form.cleaned_data["on"], kind=AssignmentKind.HELPER,
        )  # fmt: skip
    except AssignmentError as error:
        form.add_error("post" if error.code == "reach" else None, error.sentence)
        return _page(request, form)
    name, count = form.chosen_post.user.display_name, len(form.chosen_firms)
    messages.success(request, f"{name}从{form.cleaned_data['on']}起专人帮办{count}家企业。")
    return redirect("desk:helpers")


def _page(request: HttpRequest, sent: AssignForm | None = None) -> HttpResponse:
    on, path = clock.today(), place_path_of(standing_of(request))
    lines = firms_owed_a_helper(path, on)
    form = sent or AssignForm(posts=labelled(loads(on)), firms=[], initial={"on": on})
    form.fields["post"].label = "帮办专人"
    shown = {
        "title": "专人帮办",
        "facts": f"还有{len(lines)}家没有专人" if lines else "",
        "lines": lines,
        "least": least_urgent(path, on),
        "form": form,
        "crumbs": [
            {"label": "服务专员", "url": reverse("desk:commissioners")},
            {"label": "专人帮办", "url": ""},
        ],
    }
    return render(request, "desk/named_helpers.html", shown, status=422 if sent else 200)
