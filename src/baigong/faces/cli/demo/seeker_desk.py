"""What waits for one job-seeker in the demonstration: an invitation, fitting jobs, a look at the telephone."""

from __future__ import annotations

import datetime

from baigong.domains.parties.models import Person
from baigong.domains.placements.services import invite
from baigong.domains.places.models import Place
from baigong.domains.seekers.jobs import jobs_for
from baigong.domains.seekers.joining import Said, claim_record
from baigong.domains.seekers.notice import notice_version
from baigong.domains.seekers.wishes import own_entries, say_wishes, trades_like
from baigong.domains.users.enums import Role
from baigong.domains.users.models import User
from baigong.domains.users.services import open_party_account
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.enums import WorkState
from baigong.foundation.audit.reveal import reveal
from baigong.foundation.privacy.secret import open_inside
from baigong.kernels.identity import mint_test_identity_number, parse_identity_number

PHONE, OTHER_PHONE = "13900009101", "13900009102"
_WISH = "烧电焊"


def fill_phone(village: Place, today: datetime.date) -> None:
    """Give the persona who looks for work something to answer, and the village a claim to decide."""
    user = User.objects.filter(username="seeker", person_id__isnull=False).first()
    if user is None or user.person_id is None:
        return
    user.phone = PHONE
    user.save(update_fields=["phone", "phone_index"])
    _wishes(user)
    _invitation(user, today)
    _look(user)
    _claim(village)


def _wishes(user: User) -> None:
    values = {
        "state": WorkState.SEEKING,
        "occupation_text": _WISH,
        "occupation_codes": [trades_like(_WISH)[0][0]],
        "pay_from_fen_month": 500_000,
        "wants_lodging": True,
    }
    assert user.person_id is not None
    say_wishes(by=str(user.id), person_id=user.person_id, values=values)


def _invitation(user: User, today: datetime.date) -> None:
    assert user.person_id is not None
    entry = own_entries(user.person_id)[0]
    found = jobs_for(entry, on=today)
    if found:
        vacancy = Vacancy.objects.get(id=found[0].row.id)
        invite(by="demo", vacancy=vacancy, registration=entry, on=today, score=found[0].score)


def _look(user: User) -> None:
    clerk = User.objects.get(username="village")
    person = Person.objects.get(id=user.person_id)
    reveal(person, ("phone",), by=str(clerk.id), purpose="介绍岗位前电话核实", place_path=person.place_path)


def _claim(village: Place) -> None:
    """Somebody whose name is written otherwise in the village's list."""
    claimant = open_party_account(
        by="demo", phone=OTHER_PHONE, display_name="马大姐", role=Role.SEEKER, place=village
    )
    kept = Person.objects.filter(
        place_path=village.path, identity_index__isnull=False, withdrawn_at__isnull=True
    ).last()
    number = (
        open_inside(kept.identity_number)
        if kept is not None and kept.identity_number is not None
        else mint_test_identity_number("371600", datetime.date(1985, 3, 4), 77, "female")
    )
    said = Said("马小花", parse_identity_number(number), OTHER_PHONE, village, agreed_to=notice_version())
    claim_record(by=str(claimant.id), claimant=claimant, said=said)
