"""The firm's tasks, gathered from what waits for it: people, colleagues, old figures, advertisements."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.urls import reverse

from baigong.domains.claims.selectors import claims_on_firm
from baigong.domains.parties.models import Organisation
from baigong.domains.placements.firm import firm_introductions, with_people
from baigong.domains.policies.fitting import fitting_policies
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.shortages.selectors import need_lines, open_needs_of
from baigong.domains.statuses.audiences import firm_audience
from baigong.domains.vacancies.firm import firm_vacancies
from baigong.domains.vacancies.screening import findings_of
from baigong.faces.employer.wording import clock_words
from baigong.foundation.messages.selectors import unread_count

FIGURES_DAYS = "need-figures-days"
SHOWN_OF_A_KIND = 10
_URGENCIES = {"over": 0, "soon": 1, "": 2}
Task = dict[str, Any]


def tasks_of(firm: Organisation, on: datetime.date, *, is_administrator: bool) -> list[Task]:
    """Return what waits for the firm on a day: overdue first, then today's, then the rest."""
    colleagues = _claims(firm, on) if is_administrator else []
    tasks = [*_people(firm, on), *colleagues, *_shortages(firm, on), *_vacancies(firm), *_ending(firm, on)]
    return sorted(tasks, key=lambda task: _URGENCIES[task["urgency"]])


def old_figures(firm: Organisation, on: datetime.date) -> list[str]:
    """Return the trades whose figures are older than the term in force at the firm's place."""
    days = int(parameter_at(FIGURES_DAYS, firm.place_path, on))
    before = on - datetime.timedelta(days=days)
    lines = need_lines(open_needs_of(firm.id))
    return [
        line.need.label
        for line in lines
        if not line.is_waiting and (line.last_report is None or line.last_report.reported_on < before)
    ]


def _ending(firm: Organisation, on: datetime.date) -> list[Task]:
    """Policies meant for firms like this one that end soon (JH-14a)."""
    found = fitting_policies(firm_audience(firm, on), firm.place_path)
    ending = [each for each in found if each.days_left is not None]
    if not ending:
        return []
    title = f"{len(ending)}条可能用得上的政策快到期"
    why = f"“{ending[0].policy.row.title}”到{ending[0].policy.row.last_day}止。"
    return [_task(("待办", ""), title, why, reverse("employer:policies"), "去看")]


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


def _people(firm: Organisation, on: datetime.date) -> list[Task]:
    rows = firm_introductions(firm.id, group="waiting")
    tasks = []
    for each in with_people(rows[:SHOWN_OF_A_KIND], on=on):
        row = each.row
        due = clock_words(row.due_on, on) if row.due_on else ("待办", "")
        why = f"应聘“{row.vacancy.title}”，{row.introduced_on:%m-%d}介绍，现在是“{row.get_state_display()}”。"
        url = reverse("employer:introduction", args=[row.id])
        tasks.append(_task(due, f"给{each.name}一个答复", why, url, "去答复"))
    rest = rows.count() - len(tasks)
    if rest > 0:
        url = reverse("employer:people")
        tasks.append(_task(("待办", ""), f"另有{rest}人在等答复", "等得最久的在前。", url, "看全部"))
    return tasks


def unread_task(user_id: uuid.UUID) -> list[Task]:
    """Return the one task that leads to messages not read yet."""
    waiting = unread_count(user_id)
    if not waiting:
        return []
    said = f"{waiting}条消息没读"
    return [_task(("待办", ""), said, "谁来了、谁在等，都写在消息里。", reverse("mine:inbox"), "去看")]


def _claims(firm: Organisation, on: datetime.date) -> list[Task]:
    url = reverse("employer:colleagues")
    return [
        _task(
            clock_words(claim.due_on, on) if claim.due_on else ("待办", ""),
            f"{claim.claimant.display_name}说是本单位的人，请核对",
            "是同事就加进来，不认识就说不是；到期没回会转到县里。",
            url,
            "去核对",
        )
        for claim in claims_on_firm(firm.id)[:SHOWN_OF_A_KIND]
    ]


def _shortages(firm: Organisation, on: datetime.date) -> list[Task]:
    old = old_figures(firm, on)
    if not old:
        return []
    named = "、".join(old[:3]) + ("等" if len(old) > 3 else "")
    title = f"{len(old)}条缺工的数旧了：{named}"
    why = "没变化点一下就行，两分钟报完。"
    return [_task(("待办", "soon"), title, why, reverse("employer:shortages"), "去报缺工")]


def _vacancies(firm: Organisation) -> list[Task]:
    drafts = [line.vacancy for line in firm_vacancies(firm.id, state="draft")[:SHOWN_OF_A_KIND]]
    found = findings_of(drafts)
    tasks = []
    for vacancy in drafts:
        url = reverse("employer:vacancy", args=[vacancy.id])
        blocking = [each for each in found[vacancy.id] if each.is_blocking]
        if blocking:
            title = f"“{vacancy.title}”还不能公开，要改{len(blocking)}处"
            tasks.append(_task(("待办", "soon"), title, blocking[0].sentence_zh, url, "去改"))
        else:
            why = "公开以后，求职的人在门户上才看得到。"
            tasks.append(_task(("待办", ""), f"“{vacancy.title}”写好了，还没公开", why, url, "去公开"))
    return tasks
