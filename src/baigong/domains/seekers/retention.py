"""The person and everything about the person: cleared when the term after the service is over."""

from __future__ import annotations

from baigong.domains.parties.models import Person
from baigong.domains.seekers.keeping import clear_due_persons, due_persons, give_notices
from baigong.foundation import clock
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule
from baigong.foundation.retention.rules import rule
from baigong.foundation.scope import system_scope

rule(
    "seekers.persons",
    label="服务终止的人",
    term=Person._meta.get_field("full_name").retention,
    due=lambda: due_persons(clock.today()).count(),
    clear=clear_due_persons,
    covers=(
        "person.full_name", "person.identity_number", "person.phone", "person.birth_date", "person.address",
        "credential.number", "registration.note", "case_step.said",
    ),
)  # fmt: skip


@handler("seekers.retention_notices", lane="short")
def notices(context: JobContext) -> dict[str, int]:
    """Tell people before their data go."""
    with system_scope("到期清除前告知"):
        return {"told": give_notices()}


schedule("seekers-retention-notices", "seekers.retention_notices", daily(3, 10))
