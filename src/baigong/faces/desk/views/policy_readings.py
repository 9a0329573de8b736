"""How a policy is to be read, said under it at the desk and taken back; each is one sending (PD-END)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baigong.domains.policies.interpretations import (
    interpretations_of,
    publish_interpretation,
    withdraw_interpretation,
)
from baigong.faces.desk.policy_forms import InterpretationForm
from baigong.faces.desk.views.policies import policy_or_404
from baigong.faces.desk.views.policy_steps import actor_of, done, for_those_who_let_out, with_form


@for_those_who_let_out
def interpret(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Publish how it is to be read under it."""
    item, form = policy_or_404(policy_id), InterpretationForm(request.POST, prefix="reading")
    return with_form(
        request,
        item,
        "interpretation_form",
        form,
        lambda: publish_interpretation(by=actor_of(request), item=item, values=form.cleaned_data),
        "解读已公布，在公开页的下面看得到。",
    )


@for_those_who_let_out
def withdraw_reading(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Take back how it is to be read; which of its interpretations is in what is sent."""
    item = policy_or_404(policy_id)
    chosen = {str(each.id): each for each in interpretations_of(item)}.get(request.POST.get("reading", ""))
    if chosen is None:
        messages.error(request, "这条政策下面没有这一条解读。请刷新看现在有哪些。")
        return redirect("desk:policy", item.id)
    reason = request.POST.get("reason", "")
    return done(
        request,
        item,
        lambda: withdraw_interpretation(by=actor_of(request), interpretation=chosen, reason=reason),
        "解读已撤下，原因记下了。",
    )
