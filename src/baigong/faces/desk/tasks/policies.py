"""Policies handed in, due for a second reading, and such that end."""

from __future__ import annotations

import datetime

from django.urls import reverse

from baigong.domains.policies.ending import own_plan_endings
from baigong.domains.policies.listing import count_due, count_ending, count_submitted
from baigong.faces.desk.roles import ABOVE_COUNTIES, POLICY_WRITERS
from baigong.faces.desk.tasks.line import Task, clock_of, task_of


def policies(on: datetime.date, role: str) -> list[Task]:
    """Policies handed in, for who publishes them, to be read through again, and soon to end (BZ-W2d, RP-21, JH-14a)."""
    tasks, waiting, due = [], count_submitted() if role in ABOVE_COUNTIES else 0, count_due(on)
    if waiting:
        url = f"{reverse('desk:policies')}?state=submitted"
        title, why = f"{waiting}条政策报来了，等市里公布", "公布前看一看内容和对象写清了没有。"
        tasks.append(task_of(("待办", ""), title, why, url, "去看"))
    if due:
        url = f"{reverse('desk:policies')}?state=due"
        tasks.append(
            task_of(("待办", ""), f"{due}条政策到了复核日期", "看看还对不对，再定下次。", url, "去复核")
        )
    ending = count_ending(on) if role in POLICY_WRITERS else 0
    if ending:
        url, why = f"{reverse('desk:policies')}?state=ending", "接着办的要公布新的一条，并写明由它代替。"
        tasks.append(task_of(("待办", "soon"), f"{ending}条政策即将到期", why, url, "去看"))
    for plan in own_plan_endings(on) if role in POLICY_WRITERS else ():
        left = clock_of(plan.last_day, on)
        why = f"最后一天是{plan.last_day}。接着办的，请准备新的方案。"
        tasks.append(task_of(left, f"“{plan.title}”即将到期", why, reverse("desk:plans"), "去看"))
    return tasks
