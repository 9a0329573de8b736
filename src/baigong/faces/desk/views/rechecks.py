"""Second calls: a sample drawn by a seed, answers, the share of errors."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.canvass.enums import Finding
from baigong.domains.canvass.models import Recheck
from baigong.domains.canvass.rechecks import (
    CHECKED,
    RecheckError,
    answers_of,
    draw_sample,
    recheck_in_sight,
    rechecks,
    sample_of,
    tally_of,
)
from baigong.domains.canvass.rechecks import answer as record_answer
from baigong.domains.canvass.rhythm import SAMPLE, figure_at
from baigong.domains.places.models import Place
from baigong.faces.desk.choices import places_of
from baigong.faces.desk.people_rows import rows_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

MOST_ROWS = 200


class DrawForm(forms.Form):
    """Which place below one's own, and how many."""

    place = forms.ChoiceField(label="抽查哪里", error_messages={"invalid_choice": "请选您管的下级地方。"})
    count = forms.IntegerField(
        label="抽几人",
        min_value=1,
        max_value=MOST_ROWS,
        error_messages={"invalid": "请填整数。", "max_value": f"一次最多抽{MOST_ROWS}人。"},
    )

    def __init__(self, *arguments: object, places: list[Place], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # the stubs ask for less
        self.by_id = {str(place.id): place for place in places}
        choices = [(key, place.name) for key, place in self.by_id.items()]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


def register(request: HttpRequest) -> HttpResponse:
    """The samples drawn so far, and the form that draws one; nobody checks their own place."""
    standing, on = standing_of(request), clock.today()
    below = [place for place in places_of(standing) if str(place.id) != standing.place_id]
    rows = figure_at(SAMPLE, standing.scope.places[0] if standing.scope.places else "", on)
    form = DrawForm(request.POST or None, initial={"count": rows}, places=below)
    if request.method == "POST" and form.is_valid():
        try:
            drawn = draw_sample(
                by=standing.scope.actor,
                place=form.by_id[form.cleaned_data["place"]],
                count=form.cleaned_data["count"],
                on=on,
            )
        except RecheckError as error:
            form.add_error(None, error.sentence)
        else:
            return HttpResponseRedirect(reverse("desk:recheck", args=[drawn.id]))
    shown = {"title": "抽查", "form": form, "below": below, "samples": rechecks()}
    is_wrong = request.method == "POST"
    return render(request, "desk/quality/rechecks.html", shown, status=422 if is_wrong else 200)


def _or_404(recheck_id: UUID) -> Recheck:
    found = recheck_in_sight(recheck_id)
    if found is None:
        raise Http404
    return found


def recheck(request: HttpRequest, recheck_id: UUID) -> HttpResponse:
    """The people of one sample, what was found of each, and the share of errors."""
    found = _or_404(recheck_id)
    sample = sample_of(found)
    rows = rows_of([entry for entry, _ in sample])
    labels = dict(CHECKED)
    lines = [
        (row, answer, "、".join(labels[code] for code in answer.wrong_fields) if answer else "")
        for row, (_, answer) in zip(rows, sample, strict=True)
    ]
    shown = {
        "title": f"抽查{found.place.name}",
        "facts": f"{found.drawn_on}从{found.drawn_from}人里抽{len(lines)}人，种子{found.seed}",
        "crumbs": [{"label": "抽查", "url": reverse("desk:rechecks")}, {"label": found.place.name}],
        "recheck": found,
        "lines": lines,
        "tally": tally_of(found, answers_of(found)),
        "findings": Finding.choices,
        "checked": CHECKED,
        "may_answer": any(
            found.place_path.startswith(path) and found.place_path != path
            for path in standing_of(request).scope.places
        ),
    }
    return render(request, "desk/quality/recheck.html", shown)


def answer(request: HttpRequest, recheck_id: UUID) -> HttpResponse:
    """Record what the second call found of one person."""
    found = _or_404(recheck_id)
    try:
        record_answer(
            by=standing_of(request).scope.actor,
            recheck=found,
            registration_id=UUID(request.POST.get("registration", "")),
            finding=request.POST.get("finding", ""),
            wrong_fields=request.POST.getlist("wrong_fields"),
        )
    except ValueError as error:
        messages.error(request, getattr(error, "sentence", "这一条不在这次抽查里。请刷新，再选。"))
    else:
        messages.success(request, "记下了。")
    return HttpResponseRedirect(reverse("desk:recheck", args=[found.id]))
