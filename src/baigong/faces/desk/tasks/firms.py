"""What waits about firms: claims, shortages to make clear or to verify, helpers owed, posts still up elsewhere."""

from __future__ import annotations

import datetime

from django.urls import reverse

from baigong.domains.claims.selectors import count_claims_to_decide
from baigong.domains.commissioners.named_helpers import firms_owed_a_helper
from baigong.domains.shortages.selectors import (
    count_unclear_needs,
    count_waiting_needs,
    unclear_needs,
    waiting_needs,
)
from baigong.domains.shortages.services import missing_facts
from baigong.domains.vacancies.reconciling import count_still_up, is_any_over
from baigong.faces.desk.tasks.line import SHOWN_OF_A_KIND, Task, task_of
from baigong.foundation.scope import current_scope


def firm_claims() -> list[Task]:
    """Claims of firms to be compared, in one line."""
    waiting = count_claims_to_decide()
    if not waiting:
        return []
    title = f"{waiting}份企业认领等核对"
    return [
        task_of(
            ("待办", ""),
            title,
            "两边的记录对一对，通过以后企业才能自己报。",
            reverse("desk:claims"),
            "去核对",
        )
    ]


def said_filled() -> list[Task]:
    """Shortages a firm says are filled, which somebody of an office verifies or refuses (BZ-G1c)."""
    needs = waiting_needs(limit=SHOWN_OF_A_KIND)
    tasks = [
        task_of(
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
        tasks.append(task_of(("待办", ""), f"另有{rest}条缺工待核销", "等得最久的先办。", url, "看全部"))
    return tasks


def unclear() -> list[Task]:
    """Shortages of which one of the four clear facts is missing, the largest first."""
    needs = unclear_needs(limit=SHOWN_OF_A_KIND)
    tasks = [
        task_of(
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
            task_of(("待办", ""), f"另有{rest}个缺工岗位四清不全", "按还缺人数排好了。", url, "看全部")
        )
    return tasks


def helpers(on: datetime.date) -> list[Task]:
    """Firms the plan owes a named helper and that have none (HA-1c)."""
    places = current_scope().places
    owed = firms_owed_a_helper(places[0], on) if places else []
    why = "重点企业、重大项目和急缺到数的企业，方案要有专人。"
    title = f"{len(owed)}家企业该有专人帮办，还没有派"
    return [task_of(("待办", ""), title, why, reverse("desk:helpers"), "去派")] if owed else []


def outlets() -> list[Task]:
    """What came down here and stands on elsewhere (AH-4.3b)."""
    waiting = count_still_up()
    if not waiting:
        return []
    due = ("超时", "over") if is_any_over() else ("待办", "")
    why = "岗位已关闭、撤下或招满，别处还挂着，求职的人会白跑。"
    return [task_of(due, f"{waiting}处岗位应下架还没下架", why, reverse("desk:outlets"), "去下架")]
