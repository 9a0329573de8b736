"""One vacancy as a line of a list, and the addresses lists lead to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from baigong.domains.policies.selectors import organisation_groups
from baigong.domains.vacancies.public import PublicPage
from baigong.domains.vacancies.public_distance import HowFar
from baigong.domains.vacancies.public_rows import PublicVacancy
from baigong.domains.workers.enums import Shift
from baigong.faces.portal import wording
from baigong.faces.portal.distances import far_words, is_measured
from baigong.foundation import clock


def line(vacancy: PublicVacancy) -> dict[str, Any]:
    return {
        "vacancy": vacancy,
        "url": reverse("portal:job", args=[vacancy.id]),
        "pay": wording.pay_figure(vacancy),
        "pay_unit": wording.pay_unit(vacancy),
        "pay_words": vacancy.pay_text or wording.PAY_UNKNOWN,
        "facts": wording.facts(vacancy),
        "far": "",
        "is_measured": False,
        "groups": [],
        "shift_words": wording.SHIFTS.get(Shift(vacancy.shift), "") if vacancy.shift else "",
        "published": wording.published_words(vacancy.public_since, clock.today()),
    }


def lines(vacancies: Iterable[PublicVacancy]) -> list[dict[str, Any]]:
    return [line(vacancy) for vacancy in vacancies]


def lines_of(page: PublicPage) -> list[dict[str, Any]]:
    """Return the lines of a search, with how far each is and what puts it first, where that was asked."""
    groups = organisation_groups() if page.put_first else {}
    return [
        line(vacancy)
        | {
            **_far(page.how_far.get(vacancy.id)),
            "groups": [groups[code] for code in page.put_first.get(vacancy.id, ()) if code in groups],
        }
        for vacancy in page.vacancies
    ]


def _far(far: HowFar | None) -> dict[str, Any]:
    return {} if far is None else {"far": far_words(far), "is_measured": is_measured(far)}


def list_url(query: str) -> str:
    return reverse("portal:jobs") + (f"?{query}" if query else "")
