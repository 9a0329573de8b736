"""Two of the same person or firm in a small county, and a picture of everything a merge may touch."""

from __future__ import annotations

import datetime
from typing import Any

from baigong.domains.duplicates.finding import find_duplicates
from baigong.domains.duplicates.models import DuplicateCandidate
from baigong.domains.parties.models import Organisation, Party, Person, PersonNameToken
from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.parties.organisations import add_organisations, new_organisation
from baigong.domains.parties.services import PersonFacts
from baigong.domains.placements.models import Introduction
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.shortages.models import Need
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.entering import Resident, enter_resident
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.privacy.secret import Secret, open_inside
from baigong.foundation.scope import Scope, enter, system_scope
from baigong.foundation.scope.models import Share
from baigong.kernels.identity import mint_test_identity_number, parse_identity_number

START = datetime.date(2026, 1, 1)
PHONE = "13800002201"
# What differs by design: when something was last touched, and what happened to the pair itself.
NOT_COMPARED = {"updated_at", "superseded_at", "voided_at", "voided_reason"}


class County:
    """A county of two villages with a town above, and another county beside it."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        with system_scope("test"):
            for key, name, kind, code, parent in (
                ("city", "云泽市", "city", "990000", ""),
                ("county", "北渡县", "county", "990001", "city"),
                ("town", "柳塘镇", "town", "990001001", "county"),
                ("one", "石磨村", "village", "990001001001", "town"),
                ("two", "前窑村", "village", "990001001002", "town"),
                ("far", "前窑县", "county", "990002", "city"),
                ("far_one", "远山村", "village", "990002001", "far"),
            ):
                self.places[key] = add_place(
                    name=name, kind=kind, code=code, parent=self.places.get(parent), valid_from=START
                )

    def scope(self, key: str = "county") -> Scope:
        return Scope(actor=f"officer-{key}", label=key, places=(self.places[key].path,))

    def resident(self, name: str, number: int | None, at: str = "one", **more: Any) -> Registration:
        """Enter somebody at a village; without a number the year stands in."""
        place, days_ago = self.places[at], more.pop("days_ago", 5)
        phone = more.pop("phone", PHONE)
        parsed = None
        if number is not None:
            text = mint_test_identity_number("371602", datetime.date(1985, 5, 3), number, "female")
            parsed = parse_identity_number(text)
        day = clock.today() - datetime.timedelta(days=days_ago)
        resident = Resident(PersonFacts(name, parsed, phone=phone), place, day, 1985)
        with enter(self.scope(at)):
            entry, _ = enter_resident(by="t", resident=resident, values={"occupation_text": "电焊工", **more})
        return entry

    def firm(self, name: str, code: str = "", at: str = "town") -> Organisation:
        place = self.places[at]
        facts = OrganisationFacts(name, place.id, place.path, place.county_id, credit_code=code)
        with system_scope("test"):
            firm = new_organisation(facts, source="officer", source_id="t")
            add_organisations([firm])
        return firm

    def need(self, firm: Organisation, label: str) -> Need:
        place = self.places["town"]
        with system_scope("test"):
            need: Need = Need.objects.create(
                organisation=firm,
                place=place,
                label=label,
                headcount=3,
                place_path=place.path,
                county_id=place.county_id,
            )
        return need

    def vacancy(self, firm: Organisation, title: str = "焊工") -> Vacancy:
        place = self.places["town"]
        with system_scope("test"):
            vacancy: Vacancy = Vacancy.objects.create(
                organisation=firm,
                place=place,
                employer_name=firm.name,
                title=title,
                headcount=3,
                place_path=place.path,
                county_id=place.county_id,
            )
        return vacancy


def look() -> list[DuplicateCandidate]:
    """Run the nightly look and return the open candidates."""
    with system_scope("test"):
        find_duplicates()
        return list(DuplicateCandidate.objects.filter(standing="open").order_by("found_at", "id"))


def picture() -> dict[str, Any]:
    """Return everything alive that a merge may touch, in plain values."""
    with system_scope("test"):
        shown: dict[str, Any] = {}
        for model in (Party, Person, Organisation, Introduction, Need, Vacancy):
            for row in model.objects.all():
                shown[f"{model.__name__} {row.pk}"] = _values(row)
        for row in Registration.objects.filter(superseded_at__isnull=True, voided_at__isnull=True):
            shown[f"Registration {row.pk}"] = _values(row)
        for token in PersonNameToken.objects.all():
            shown[f"token {token.person_id} {bytes(token.token).hex()} {token.place_path}"] = True
        for share in Share.objects.filter(ends_before__isnull=True):
            shown[f"share {share.object_id} {share.to_place_path} {share.to_party_id} {share.purpose}"] = True
    return shown


def _values(row: Any) -> dict[str, Any]:
    found = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name not in NOT_COMPARED:
            found[field.name] = open_inside(value) if isinstance(value, Secret) else value
    return found
