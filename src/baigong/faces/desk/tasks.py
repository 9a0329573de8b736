"""The day's tasks, gathered from what each domain says is waiting."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from django.urls import resolve, reverse

from baigong.domains.claims.selectors import count_claims_to_decide
from baigong.domains.commissioners.helpers import firms_owed_a_helper
from baigong.domains.parties.selectors import names_of_organisations, persons_in_sight
from baigong.domains.placements.enums import OPEN_STATES, IntroductionState
from baigong.domains.placements.models import Introduction
from baigong.domains.policies.ending import own_plan_endings
from baigong.domains.policies.listing import count_due, count_ending, count_submitted
from baigong.domains.seekers.claims import count_record_claims
from baigong.domains.shortages.selectors import (
    count_unclear_needs,
    count_waiting_needs,
    unclear_needs,
    waiting_needs,
)
from baigong.domains.shortages.services import missing_facts
from baigong.domains.users.enums import WORKING_ROLES
from baigong.domains.vacancies.reconciling import count_still_up, is_any_over
from baigong.domains.workers.selectors import contacts_due, count_contacts_due
from baigong.faces.desk.roles import ABOVE_COUNTIES, POLICY_WRITERS
from baigong.foundation import clock
from baigong.foundation.access.routes import Policy
from baigong.foundation.exchange.contract import Outcome, spec_of
from baigong.foundation.exchange.models import BatchState, ImportBatch
from baigong.foundation.exchange.runs import STEPS, stopped_job
from baigong.foundation.jobs.quarantine import reason_of
from baigong.foundation.scope import current_scope

SHOWN_OF_A_KIND = 10
# An introduction whose answer is due within so many days is spoken of already.
SOON = datetime.timedelta(days=1)
_URGENCIES = {"over": 0, "soon": 1, "": 2}
Task = dict[str, Any]


def tasks_of(on: datetime.date, role: str) -> list[Task]:
    """Return the tasks of the current scope on a day: overdue ones first, then today's, then the rest.

    A task whose page is not open to the role is somebody else's.
    """
    tasks = [
        *(_introductions(on) if role in WORKING_ROLES else ()),  # the others may note no answer
        *_imports(),
        *_contacts(on),
        *_claims(),
        *_record_claims(),
        *_said_filled(),
        *_unclear(),
        *_policies(on, role),
        *_helpers(on),
        *_outlets(),
    ]
    own = [task for task in tasks if _is_open_to(role, task["url"])]
    return sorted(own, key=lambda task: _URGENCIES[task["urgency"]])


def _is_open_to(role: str, url: str) -> bool:
    policy: Policy = resolve(urlsplit(url).path).func.policy  # type: ignore[attr-defined]  # set by route
    return policy.allows_role(role)


def clock_of(due: datetime.date, on: datetime.date) -> tuple[str, str]:
    """Return the time left in words and its urgency."""
    days = (due - on).days
    if days < 0:
        return f"超{-days}天", "over"
    return ("今天", "soon") if days == 0 else (f"剩{days}天", "")


def _task(due: tuple[str, str], title: str, why: str, url: str, label: str) -> Task:
    return {
        "clock": due[0],
        "urgency": due[1],
        "title": title,
        "why": why,
        "url": url,
        "action_label": label,
        "is_primary": due[1] == "over",
    }


def _introductions(on: datetime.date) -> list[Task]:
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
        tasks.append(_task(clock_of(row.due_on, on), title, why, url, "问本人" if is_invited else "问结果"))
    return tasks


def _imports() -> list[Task]:
    waiting = ImportBatch.objects.filter(
        state__in=(BatchState.MAPPING, BatchState.CHECKED, BatchState.FAILED), withdrawn_at__isnull=True
    )
    tasks = []
    for batch in waiting.order_by("-recorded_at")[:SHOWN_OF_A_KIND]:
        words = {
            BatchState.MAPPING: ("等您认列", "认完列才能查错。", "去认列"),
            BatchState.CHECKED: ("查完了，等您入库", _counted(batch), "去入库"),
            BatchState.FAILED: ("读不了", batch.failure, "看原因"),
        }[BatchState(batch.state)]
        url = reverse("desk:import_batch", args=[batch.id])
        title = f"{clock.day_of(batch.recorded_at):%m-%d}上传的{_list_title(batch.list_name)}{words[0]}"
        tasks.append(_task(("待办", ""), title, words[1], url, words[2]))
    return [*_stopped_imports(), *tasks]


def _stopped_imports() -> list[Task]:
    at_work = ImportBatch.objects.filter(state__in=list(STEPS), withdrawn_at__isnull=True)
    tasks = []
    for batch in at_work.order_by("-recorded_at")[:SHOWN_OF_A_KIND]:
        job = stopped_job(batch)
        if job is not None:
            url = reverse("desk:import_batch", args=[batch.id])
            title = f"{batch.recorded_at:%m-%d}上传的{_list_title(batch.list_name)}做到一半停下了"
            tasks.append(_task(("待办", "over"), title, f"原因：{reason_of(job)}。", url, "接着做"))
    return tasks


def _list_title(name: str) -> str:
    try:
        return spec_of(name).title
    except KeyError:
        return name


def _counted(batch: ImportBatch) -> str:
    good = sum(batch.counts.get(outcome, 0) for outcome in Outcome.ACCEPTED)
    return f"{good}行可以入库，{batch.counts.get(Outcome.WRONG, 0)}行有误。"


def _contacts(on: datetime.date) -> list[Task]:
    tasks = []
    for row in contacts_due(on, limit=SHOWN_OF_A_KIND):
        assert row.next_contact_on is not None
        name = str(row.person.full_name) if row.person else "有人"
        why = f"{row.place.name}，{row.get_state_display()}，想做{row.occupation_text or '什么还没说'}。"
        url = reverse("desk:person", args=[row.id])
        tasks.append(_task(clock_of(row.next_contact_on, on), f"联系{name}", why, url, "看这个人"))
    rest = count_contacts_due(on) - len(tasks)
    if tasks and rest > 0:
        url = f"{reverse('desk:people')}?sort=contact.asc"
        tasks.append(_task(("待办", ""), f"另有{rest}人到了联系日期", "按下次联系排好了。", url, "看全部"))
    return tasks


def _claims() -> list[Task]:
    waiting = count_claims_to_decide()
    if not waiting:
        return []
    title = f"{waiting}份企业认领等核对"
    return [
        _task(
            ("待办", ""),
            title,
            "两边的记录对一对，通过以后企业才能自己报。",
            reverse("desk:claims"),
            "去核对",
        )
    ]


def _record_claims() -> list[Task]:
    waiting = count_record_claims()
    title, why = f"{waiting}个求职者认领登记等核实", "本人填的和登记的没有全对上，核实了本人才能自己办。"
    found = _task(("待办", ""), title, why, reverse("desk:record_claims"), "去核实")
    return [found] if waiting else []


def _policies(on: datetime.date, role: str) -> list[Task]:
    """Policies handed in, for who publishes them, to be read through again, and soon to end (BZ-W2d, RP-21, JH-14a)."""
    tasks, waiting, due = [], count_submitted() if role in ABOVE_COUNTIES else 0, count_due(on)
    if waiting:
        url = f"{reverse('desk:policies')}?state=submitted"
        title, why = f"{waiting}条政策报来了，等市里公布", "公布前看一看内容和对象写清了没有。"
        tasks.append(_task(("待办", ""), title, why, url, "去看"))
    if due:
        url = f"{reverse('desk:policies')}?state=due"
        tasks.append(
            _task(("待办", ""), f"{due}条政策到了复核日期", "看看还对不对，再定下次。", url, "去复核")
        )
    ending = count_ending(on) if role in POLICY_WRITERS else 0
    if ending:
        url, why = f"{reverse('desk:policies')}?state=ending", "接着办的要公布新的一条，并写明由它代替。"
        tasks.append(_task(("待办", "soon"), f"{ending}条政策即将到期", why, url, "去看"))
    for plan in own_plan_endings(on) if role in POLICY_WRITERS else ():
        left = clock_of(plan.last_day, on)
        why = f"最后一天是{plan.last_day}。接着办的，请准备新的方案。"
        tasks.append(_task(left, f"“{plan.title}”即将到期", why, reverse("desk:plans"), "去看"))
    return tasks


def _helpers(on: datetime.date) -> list[Task]:
    """Firms the plan owes a named helper and that have none (HA-1c)."""
    places = current_scope().places
    owed = firms_owed_a_helper(places[0], on) if places else []
    why = "重点企业、重大项目和急缺到数的企业，方案要有专人。"
    title = f"{len(owed)}家企业该有专人帮办，还没有派"
    return [_task(("待办", ""), title, why, reverse("desk:helpers"), "去派")] if owed else []


def _said_filled() -> list[Task]:
    """Shortages a firm says are filled, which somebody of an office verifies or refuses (BZ-G1c)."""
    needs = waiting_needs(limit=SHOWN_OF_A_KIND)
    tasks = [
        _task(
            ("待办", ""),
            f"{need.organisation.name}报“{need.label}”已招满，请核实",
            f"{need.filled_on:%m-%d}报的。招满了就销号，没招满退回在招。",
            reverse("desk:need_close", args=[need.organisation_id, need.id]),
            "去核实",
        )
        for need in needs
    ]
    rest = count_waiting_needs() - len(tasks)
    if rest > 0:
        url = f"{reverse('desk:firms')}?which=waiting"
        tasks.append(_task(("待办", ""), f"另有{rest}条缺工待核销", "等得最久的先办。", url, "看全部"))
    return tasks


def _outlets() -> list[Task]:
    """What came down here and stands on elsewhere (AH-4.3b)."""
    waiting = count_still_up()
    if not waiting:
        return []
    due = ("超时", "over") if is_any_over() else ("待办", "")
    why = "岗位已关闭、撤下或招满，别处还挂着，求职的人会白跑。"
    return [_task(due, f"{waiting}处岗位应下架还没下架", why, reverse("desk:outlets"), "去下架")]


def _unclear() -> list[Task]:
    needs = unclear_needs(limit=SHOWN_OF_A_KIND)
    tasks = [
        _task(
            ("待办", ""),
            f"{need.organisation.name}的“{need.label}”缺{'、'.join(missing_facts(need))}",
            "四清是人数、类型、技能、薪资。",
            reverse("desk:need_report", args=[need.organisation_id, need.id]),
            "去补清",
        )
        for need in needs
    ]
    rest = count_unclear_needs() - len(tasks)
    if rest > 0:
        url = f"{reverse('desk:firms')}?clear=missing"
        tasks.append(
            _task(("待办", ""), f"另有{rest}个缺工岗位四清不全", "按还缺人数排好了。", url, "看全部")
        )
    return tasks
