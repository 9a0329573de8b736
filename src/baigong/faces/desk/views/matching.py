"""The best people for a vacancy, the best vacancies for a person, why not a named one, and introducing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.selectors import tokens_of_name
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.matching import (
    best_for_registration,
    best_for_vacancy,
    kept_reasons,
)
from baigong.domains.placements.selectors import explanation_of, registration_in_scope
from baigong.domains.placements.services import introduce
from baigong.domains.placements.why_not import (
    registered_named,
    vacancies_named,
    vacancy_in_sight,
    why_not_here,
)
from baigong.domains.places.models import Place
from baigong.domains.shortages.selectors import is_said_filled
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.selectors import desk_vacancy
from baigong.domains.workers.models import Registration
from baigong.faces.desk.roles import AT_WORK
from baigong.faces.desk.views.match_cards import card_reasons, introduce_action, person_cards, vacancy_cards
from baigong.faces.desk.views.vacancies import pay_of, vacancy_or_404
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

MOST_TYPED = 20
OPEN_CARDS = 5


def registration_or_404(registration_id: UUID) -> Registration:
    """Return a current registration the scope sees.

    :raises Http404: when there is none.
    """
    found = registration_in_scope(registration_id)
    if found is None:
        raise Http404("registration")
    return found


def people_for_vacancy(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """The twenty best people for a vacancy, and why not somebody asked for by name or by link."""
    vacancy = vacancy_or_404(vacancy_id)
    is_filled = is_said_filled(vacancy.need_id)
    found = [] if vacancy.closed_on or is_filled else best_for_vacancy(vacancy, on=clock.today())
    places = Place.objects.filter(id__in={each.row.place_id for each in found})
    towns = {str(key): name for key, name in places.values_list("id", "name")}
    words = request.GET.get("name", "")
    context = {
        "title": f"{vacancy.title}：谁合适",
        "vacancy": vacancy,
        "is_filled": is_filled,
        "is_asked": bool(words),
        "name_find_url": reverse("desk:vacancy_find", args=[vacancy.id]),
        **_in_two(person_cards(found, vacancy, towns, may_introduce=_may_introduce(request))),
        "choices": _person_choices(words),
        "asked": _asked(vacancy, request.GET.get("person", "")),
        "facts": f"{vacancy.employer_name}，招{vacancy.headcount}人，{pay_of(vacancy)}",
        "crumbs": [
            {"label": "岗位", "url": reverse("desk:vacancies")},
            {"label": vacancy.title, "url": reverse("desk:vacancy", args=[vacancy.id])},
            {"label": "谁合适", "url": ""},
        ],
    }
    return render(request, "desk/work/vacancy_match.html", context)


def find_person(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """Turn the typed name into words that say nothing of it, so that no name stands in an address."""
    words = ".".join(tokens_of_name(request.POST.get("name", "").strip()[:MOST_TYPED]))
    address = reverse("desk:vacancy_match", args=[vacancy_or_404(vacancy_id).id])
    return redirect(f"{address}?{urlencode({'name': words})}#why-not" if words else f"{address}#why-not")


def vacancies_for_person(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """The best vacancies for a person, and why not one asked for by its words or by link."""
    registration = registration_or_404(registration_id)
    found = best_for_registration(registration, on=clock.today())
    typed = request.GET.get("name", "").strip()[:40]
    name = str(registration.person.full_name)
    context = {
        "title": f"{name}：哪些岗位合适",
        "registration": registration,
        "typed": typed,
        "is_asked": bool(typed),
        **_in_two(
            vacancy_cards(
                found, registration, standing_of(request).scope.places, may_introduce=_may_introduce(request)
            )
        ),
        "choices": _vacancy_choices(typed),
        "asked": _asked_vacancy(registration, request.GET.get("vacancy", "")),
        "facts": f"{registration.place.name}，{registration.get_state_display()}",
        "crumbs": [
            {"label": "求职人员", "url": reverse("desk:people")},
            {"label": name, "url": reverse("desk:person", args=[registration.id])},
            {"label": "哪些岗位合适", "url": ""},
        ],
    }
    return render(request, "desk/work/person_match.html", context)


def _in_two(cards: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the first cards, which stand open, and the rest behind one line that says what they score."""
    rest = cards[OPEN_CARDS:]
    scores = f"{rest[0]['score']}–{rest[-1]['score']}分" if rest else ""
    return {"cards": cards[:OPEN_CARDS], "more_cards": rest, "more_scores": scores, "card_count": len(cards)}


def _may_introduce(request: HttpRequest) -> bool:
    return standing_of(request).role in AT_WORK


def _person_choices(words: str) -> list[dict[str, str]]:
    """Return the people of that name to choose from; the name stays masked, town and day tell them apart.

    :raises Http404: for words that no search made.
    """
    try:
        found = registered_named(words.split(".") if words else [])
    except ValueError as error:
        raise Http404("name") from error
    return [
        {
            "query": urlencode({"name": words, "person": str(each.id)}),
            "label": str(each.person.full_name),
            "remark": f"{each.place.name}，{each.get_state_display()}，{each.surveyed_on}登记",
        }
        for each in found
    ]


def _vacancy_choices(typed: str) -> list[dict[str, str]]:
    """Return the vacancies in sight whose title or firm holds what was typed."""
    return [
        {
            "query": urlencode({"name": typed, "vacancy": str(each.id)}),
            "label": each.title,
            "remark": f"{each.employer_name}，已关闭" if each.closed_on else each.employer_name,
        }
        for each in vacancies_named(typed)
    ]


def _asked(vacancy: Vacancy, word: str) -> dict[str, Any] | None:
    registration = registration_or_404(_id_of(word)) if word else None
    return (
        None
        if registration is None
        else why_not_box(registration, vacancy, str(registration.person.full_name))
    )


def _asked_vacancy(registration: Registration, word: str) -> dict[str, Any] | None:
    if not word:
        return None
    vacancy = vacancy_in_sight(_id_of(word))
    if vacancy is None:
        raise Http404("vacancy")
    return why_not_box(registration, vacancy, vacancy.title)


def _id_of(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError as error:
        raise Http404("id") from error


def why_not_box(registration: Registration, vacancy: Vacancy, name: str) -> dict[str, Any]:
    """Return the answer for one pair: what keeps it from the lists, score and ranks, or what fails and its mending.

    A vacancy of another place is introduced to by that place's own desk, so it has no button here.
    """
    pair = why_not_here(registration, vacancy, on=clock.today())
    answer = pair.answer
    verdict = "差一点" if answer.failed and answer.mendable else "不合适" if answer.failed else "合适"
    words = "、".join([absence.title for absence in pair.absences] or [verdict])
    return {
        "heading": f"{name}：{words}",
        "answer": answer,
        "absences": pair.absences,
        "reasons": card_reasons(answer.explanation),
        "may_introduce": pair.may_be_introduced and desk_vacancy(vacancy.id) is not None,
        "action": introduce_action(vacancy, registration),
    }


def introduce_person(request: HttpRequest, vacancy_id: UUID, registration_id: UUID) -> HttpResponse:
    """Introduce a person to a vacancy, keeping the score and the reasons of today."""
    vacancy, registration = vacancy_or_404(vacancy_id), registration_or_404(registration_id)
    today = clock.today()
    explanation = explanation_of(registration, vacancy, on=today)
    try:
        introduce(
            by=standing_of(request).scope.actor,
            vacancy=vacancy,
            registration=registration,
            on=today,
            score=explanation.score,
            reasons=kept_reasons(explanation),
        )
        messages.success(
            request, f"已把{registration.person.full_name}介绍给{vacancy.employer_name}，等单位回音。"
        )
    except PlacementError as error:
        messages.warning(request, error.sentence)
    return redirect("desk:vacancy", vacancy.id)
