"""What waits about people: answers to introductions, calls to make, claims on records."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.urls import reverse

from baigong.domains.parties.selectors import names_of_organisations, persons_in_sight
from baigong.domains.placements.enums import OPEN_STATES, IntroductionState
from baigong.domains.placements.models import Introduction
from baigong.domains.seekers.claims import count_record_claims
from baigong.domains.workers.selectors import contacts_due, count_contacts_due
from baigong.faces.desk.tasks.line import SHOWN_OF_A_KIND, SOON, Task, clock_of, task_of


def introductions(on: datetime.date) -> list[Task]:
    """Introductions whose answer is due by tomorrow, and invitations to ask the person about."""
    is_due = Q(state__in=OPEN_STATES, due_on__lte=on + SOON) | Q(state=IntroductionState.INVITED)
    due = Introduction.objects.filter(is_due, withdrawn_at__isnull=True)
    rows = list(due.select_related("vacancy").order_by("due_on", "id")[:SHOWN_OF_A_KIND])
    firms = names_of_organisations(row.organisation_id for row in rows)
    people = persons_in_sight(row.person_id for row in rows)
    tasks = []
    for row in rows:
        person = people.get(row.person_id)
        firm, name = firms.get(row.organisation_id, "单位"), str(person.full_name) if person else "有人"
        is_invited = row.state == IntroductionState.INVITED
        title = (
            f"{firm}邀请{name}去“{row.vacancy.title}”，请问本人同不同意"
            if is_invited
            else f"{name}介绍到“{row.vacancy.title}”，还没有结果"
        )
        why = f"{firm}，{row.introduced_on:%m-%d}介绍，现在是“{row.get_state_display()}”。"
        url = reverse("desk:vacancy", args=[row.vacancy_id])
        assert row.due_on is not None
        tasks.append(task_of(clock_of(row.due_on, on), title, why, url, "问本人" if is_invited else "问结果"))
    return tasks


def contacts(on: datetime.date) -> list[Task]:
    """People to be called, by the day."""
    tasks = []
    for row in contacts_due(on, limit=SHOWN_OF_A_KIND):
        assert row.next_contact_on is not None
        name = str(row.person.full_name) if row.person else "有人"
        why = f"{row.place.name}，{row.get_state_display()}，想做{row.occupation_text or '什么还没说'}。"
        url = reverse("desk:person", args=[row.id])
        tasks.append(task_of(clock_of(row.next_contact_on, on), f"联系{name}", why, url, "看这个人"))
    rest = count_contacts_due(on) - len(tasks)
    if tasks and rest > 0:
        url = f"{reverse('desk:people')}?sort=contact.asc"
        tasks.append(task_of(("待办", ""), f"另有{rest}人到了联系日期", "按下次联系排好了。", url, "看全部"))
    return tasks


def record_claims() -> list[Task]:
    """Claims of people on their records, in one line."""
    waiting = count_record_claims()
    title, why = f"{waiting}个求职者认领登记等核实", "本人填的和登记的没有全对上，核实了本人才能自己办。"
    found = task_of(("待办", ""), title, why, reverse("desk:record_claims"), "去核实")
    return [found] if waiting else []
