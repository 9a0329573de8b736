"""Cases whose day has come, and plans of aid to look at again."""

from __future__ import annotations

import datetime

from django.urls import reverse

from baigong.domains.cases.due import cases_due, count_plans_due
from baigong.faces.desk.tasks.line import SHOWN_OF_A_KIND, SOON, Task, clock_of, task_of


def cases(on: datetime.date) -> list[Task]:
    """Cases due by tomorrow, the longest over first, and how many plans of aid wait to be looked at."""
    tasks = []
    for case in cases_due(on + SOON)[:SHOWN_OF_A_KIND]:
        assert case.due_on is not None
        who = case.responsible_text or case.department_text
        why = f"{case.get_kind_display()}，{f'{who}办' if who else '还没有定谁办'}。"
        url = reverse("desk:record", args=["cases", case.id])
        tasks.append(
            task_of(clock_of(case.due_on, on), f"“{case.label}”要在{case.due_on:%m-%d}办结", why, url, "去办")
        )
    rest = cases_due(on + SOON).count() - len(tasks) if len(tasks) == SHOWN_OF_A_KIND else 0
    if rest > 0:
        title = f"另有{rest}件事项到了期限"
        tasks.append(
            task_of(("待办", ""), title, "按期限排好了。", reverse("desk:records", args=["cases"]), "看全部")
        )
    return [*tasks, *_plans(on)]


def _plans(on: datetime.date) -> list[Task]:
    waiting = count_plans_due(on)
    if not waiting:
        return []
    url = reverse("desk:records", args=["aid_plans"])
    title = f"{waiting}份帮扶方案到了复核日期"
    return [task_of(("待办", ""), title, "看看办到哪一步，再定下次。", url, "去复核")]
