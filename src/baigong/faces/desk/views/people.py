"""The supply list: register, one person, a new entry of the same person, a masked workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.cases.aid_plans import is_plan_wanted, plans_of
from baigong.domains.parties.credentials import credentials_of
from baigong.domains.parties.selectors import tokens_of_name
from baigong.domains.seekers.keeping import hold_of
from baigong.domains.seekers.relatives import requests_about
from baigong.domains.statuses.selectors import statuses_of
from baigong.domains.users.export_leaves import leave_in_force
from baigong.domains.workers.models import Registration
from baigong.domains.workers.reading import occupation_codes
from baigong.domains.workers.selectors import (
    REGISTER,
    current_entry,
    register_page,
    register_total,
    registration_in_sight,
)
from baigong.domains.workers.services import RegistrationError, revise_registration
from baigong.domains.workers.timeline import person_timeline
from baigong.faces.desk.choices import path_choices
from baigong.faces.desk.forms import YUAN, PeopleFilter, PurposeForm, RegistrationForm
from baigong.faces.desk.forms_aid import AidPlanForm
from baigong.faces.desk.forms_relatives import RelativeForm
from baigong.faces.desk.listing import headings_of, jump_of, pager_of, timeline_entries
from baigong.faces.desk.people_question import COUNT, MOST_TOKENS, NAME, question_of
from baigong.faces.desk.people_rows import FACT_LABELS, UNKNOWN, person_facts, rows_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.lists import ListRequestError

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register(request: HttpRequest) -> HttpResponse:
    """The register: filters, four orders, pages by position; a broken question is refused, never widened."""
    base = reverse("desk:people")
    places = path_choices(standing_of(request))
    shown: dict[str, Any] = {
        "title": "求职人员",
        "base": base,
        "filter_form": PeopleFilter(request.GET or None, places=places),
    }
    try:
        asked, narrow = question_of(request.GET)
    except ListRequestError as error:
        return render(request, "desk/people.html", shown | {"problem": str(error)}, status=400)
    page = register_page(asked, narrow=narrow)
    exact = asked.of
    if page.is_total_capped and request.GET.get(COUNT) == "exact":
        exact = register_total(asked, narrow=narrow)
    name = request.GET.get(NAME, "")
    kept = urlencode([(NAME, name)]) if name else ""
    shown |= {
        "page": page,
        "rows": rows_of(page.rows),
        "pager": pager_of(base, asked, page, unit="人", kept=kept, exact=exact),
        "jump": jump_of(base, asked, page, exact, kept=kept),
        "headings": headings_of(base, REGISTER, asked, kept=kept, keep=("pay",)),
        "values": asked.values,
        "name_words": name,
        "sort_word": f"{asked.sort.code}.{'desc' if asked.is_descending else 'asc'}",
        "clear_url": base if asked.values or name else "",
        "query": request.GET.urlencode(),
        "leave": leave_in_force(standing_of(request).post_id, clock.today()),
        "purpose_form": PurposeForm(auto_id="plain_%s"),
        "facts": f"共{page.total_text if exact is None else f'{exact:,}'}人",
    }
    return render(request, "desk/people.html", shown)


def find(request: HttpRequest) -> HttpResponse:
    """Turn a typed name into words that say nothing of it, so that no name stands in an address."""
    typed = request.POST.get("full_name", "").strip()[:MOST_TOKENS]
    words = ".".join(tokens_of_name(typed)) if typed else ""
    return HttpResponseRedirect(
        f"{reverse('desk:people')}?{urlencode({NAME: words})}" if words else reverse("desk:people")
    )


def entry_or_404(registration_id: UUID) -> Registration:
    """Return the entry; another place's entry is as good as none."""
    found = registration_in_sight(registration_id)
    if found is None or found.person is None:
        raise Http404
    return found


def person(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """One person: masked facts, what happened, and the way to ask for plain values."""
    return person_page(request, entry_or_404(registration_id), PurposeForm())


def person_page(
    request: HttpRequest,
    registration: Registration,
    form: PurposeForm,
    revealed: dict[str, str] | None = None,
    relative_form: RelativeForm | None = None,
    aid_form: AidPlanForm | None = None,
) -> HttpResponse:
    """Draw the page; `revealed` values are shown in this one answer and kept nowhere."""
    entry = current_entry(registration)
    sent = relative_form or aid_form
    response = render(
        request,
        "desk/person.html",
        {
            "title": str(entry.person.full_name),
            "entry": entry,
            "held": hold_of(entry.person_id),
            "person_facts": [*person_facts(entry), ("认定和身份", _statuses(entry))],
            "purpose_form": form,
            "certificates": [
                {"row": each, "form": PurposeForm(auto_id=f"id_%s_{each.id}")}
                for each in credentials_of(entry.person_id)
            ],
            "form": sent or form,
            "aid_form": aid_form or AidPlanForm(),
            "aid_plans": plans_of(entry.person_id),
            "may_state_plan": is_plan_wanted(entry),
            "relative_form": relative_form or RelativeForm(),
            "relative_requests": requests_about(entry.person_id),
            "actor": standing_of(request).scope.actor,
            "entries": timeline_entries(person_timeline(entry.person_id)),
            "revealed": [(FACT_LABELS[name], value) for name, value in (revealed or {}).items()],
            "crumbs": [{"label": "求职人员", "url": reverse("desk:people")}, {"label": "这个人"}],
            "facts": f"{entry.place.name}，{entry.get_state_display()}",
        },
        status=422 if sent or (form.is_bound and form.errors) else 200,
    )
    if revealed:
        response["Cache-Control"] = "no-store"
    return response


def _statuses(entry: Registration) -> str:
    held = statuses_of(entry.person_id, clock.today(), "person")
    return "；".join(each.words for each in held) or UNKNOWN


def edit(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """A new entry of the person that takes the place of the present one."""
    entry = current_entry(entry_or_404(registration_id))
    form = RegistrationForm(request.POST or None, initial=_initial(entry))
    if request.method == "POST" and form.is_valid():
        try:
            fresh = revise_registration(
                by=standing_of(request).scope.actor,
                registration=entry,
                changes=_changes(entry, form.cleaned_data),
            )
        except RegistrationError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "已记下新的登记，原来的还在经过里。")
            return HttpResponseRedirect(reverse("desk:person", args=[fresh.id]))
    crumbs = [
        {"label": "求职人员", "url": reverse("desk:people")},
        {"label": str(entry.person.full_name), "url": reverse("desk:person", args=[entry.id])},
        {"label": "改登记"},
    ]
    status = 422 if form.is_bound else 200
    shown = {"title": "改登记", "form": form, "entry": entry, "crumbs": crumbs}
    return render(request, "desk/person_edit.html", shown, status=status)


def _initial(entry: Registration) -> dict[str, Any]:
    pay = entry.pay_from_fen_month
    return {
        "state": entry.state,
        "occupation_text": entry.occupation_text,
        "pay_yuan": pay // YUAN if pay else None,
        "wish_places_text": entry.wish_places_text,
        "next_contact_on": entry.next_contact_on,
    }


def _changes(entry: Registration, given: dict[str, Any]) -> dict[str, Any]:
    """Return the entry's fields from the form; an emptied box means that nothing is known any more."""
    changes = {
        name: given[name] for name in ("state", "occupation_text", "wish_places_text", "next_contact_on")
    }
    pay = given["pay_yuan"]
    known = entry.pay_from_fen_month
    # Fen that the form cannot show are kept as long as the yuan are not changed.
    changes["pay_from_fen_month"] = known if known and pay == known // YUAN else (pay * YUAN if pay else None)
    if changes["occupation_text"] != entry.occupation_text:
        codes = occupation_codes(changes["occupation_text"])
        changes |= {"occupation_codes": codes, "occupation_group": codes[0][0] if codes else ""}
    return changes
