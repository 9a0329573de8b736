"""Holding a person's data back from clearing, by a document; and ending it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from baigong.domains.seekers.keeping import end_hold, hold
from baigong.faces.desk.views.people import entry_or_404
from baigong.foundation.access.standing import standing_of

UNSAID = "没写依据的文书或解除的原因，没有办。请写明名称和编号，再点按钮。"


class HoldForm(forms.Form):
    """The document a hold rests on, or why it ends."""

    words = forms.CharField(max_length=120)
    ends = forms.BooleanField(required=False)


def person(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """Hold the data of one person, or end the hold."""
    entry, form = entry_or_404(registration_id), HoldForm(request.POST)
    by = standing_of(request).scope.actor
    if not form.is_valid():
        messages.error(request, UNSAID)
    elif form.cleaned_data["ends"]:
        ended = end_hold(by=by, person_id=entry.person_id, reason=form.cleaned_data["words"])
        messages.success(request, "已解除保全，到期会照常清除。" if ended else "这个人的资料没有在保全。")
    else:
        hold(by=by, person=entry.person, document=form.cleaned_data["words"])
        messages.success(request, "已保全，解除以前不会清除，本人也不能删除。")
    return HttpResponseRedirect(reverse("desk:person", args=[entry.id]))
