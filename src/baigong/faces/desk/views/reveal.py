"""Showing plain personal values: by POST, with a purpose, written down, once."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from baigong.domains.cases.selectors import steps_of
from baigong.domains.parties.selectors import organisation_in_sight
from baigong.faces.desk.forms import PurposeForm
from baigong.faces.desk.people_rows import REVEALED
from baigong.faces.desk.record_forms import VoidForm
from baigong.faces.desk.record_more import CASE_LISTS
from baigong.faces.desk.views.firms import CONTACT_LABELS, firm_page
from baigong.faces.desk.views.people import entry_or_404, person_page
from baigong.faces.desk.views.records import record_page, row_or_404, spec_or_404
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.reveal import reveal, reveal_many


def person(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """A person's name, numbers and address, in the answer to this one sending."""
    entry = entry_or_404(registration_id)
    form = PurposeForm(request.POST)
    revealed = None
    if form.is_valid():
        revealed = reveal(
            entry.person,
            REVEALED,
            by=standing_of(request).scope.actor,
            purpose=form.words_for_audit,
            place_path=entry.place_path,
        )
    return person_page(request, entry, form, _in_order(revealed, REVEALED))


def firm(request: HttpRequest, firm_id: UUID) -> HttpResponse:
    """A firm's contact, in the answer to this one sending."""
    found = organisation_in_sight(firm_id)
    if found is None:
        raise Http404
    form = PurposeForm(request.POST)
    revealed = None
    if form.is_valid():
        revealed = reveal(
            found,
            CONTACT_LABELS,
            by=standing_of(request).scope.actor,
            purpose=form.words_for_audit,
            place_path=found.place_path,
        )
    return firm_page(request, found, form, _in_order(revealed, tuple(CONTACT_LABELS)))


def words(request: HttpRequest, record_list: str, record_id: UUID) -> HttpResponse:
    """What people wrote of a case themselves, in the answer to this one sending."""
    spec = spec_or_404(record_list)
    row = row_or_404(spec, record_id)
    form, found = PurposeForm(request.POST), {}
    said = [step for step in steps_of(row.pk) if step.said is not None] if spec.name in CASE_LISTS else []
    if form.is_valid() and said:
        plain = reveal_many(
            said,
            ["said"],
            by=standing_of(request).scope.actor,
            purpose=form.words_for_audit,
            place_path=row.place_path,
        )
        found = {step.id: plain[str(step.pk)]["said"] for step in said}
    response = record_page(request, spec, row, VoidForm(), words=(form, found))
    response["Cache-Control"] = "no-store"
    return response


def _in_order(revealed: dict[str, str] | None, names: tuple[str, ...]) -> dict[str, str]:
    return {name: revealed[name] or "没有" for name in names} if revealed else {}
