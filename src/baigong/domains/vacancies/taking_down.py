"""Taking a published vacancy from the public again, without closing it."""

from __future__ import annotations

from django.db import transaction

from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.outbox import withdraw
from baigong.domains.vacancies.public_addresses import note_addresses
from baigong.domains.vacancies.telling import tell_owner
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes


@transaction.atomic
def take_down_vacancy(*, by: str, vacancy: Vacancy, reason: str = "") -> bool:
    """Hide a vacancy from the public; officers go on working with it. Return whether it was public.

    Every outlet outside is asked to take it down too. The firm hears of it with the reason, unless its own people
    did it.
    """
    held = Vacancy.objects.select_for_update().get(id=vacancy.id)
    if held.public_since is None:
        return False
    note_addresses([held])
    before, held.public_since, held.updated_at = {"public_since": held.public_since}, None, clock.now()
    held.save(update_fields=["public_since", "updated_at"])
    record_changes(
        by=by,
        instance=held,
        before=before,
        after={"public_since": None},
        place_path=held.place_path,
        purpose="撤下公开岗位",
    )
    withdraw(by=by, vacancies=[held])
    tell_owner(by=by, vacancy=held, deed="从门户撤下", reason=reason.strip())
    return True
