"""A firm's own lists as they go out: its posts, the people on the way to it, what it is short of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from baigong.domains.codes.selectors import label_of
from baigong.domains.parties.models import Organisation
from baigong.domains.placements.firm import firm_introductions, with_people
from baigong.domains.shortages.selectors import need_lines, open_needs_of
from baigong.domains.vacancies.firm import firm_vacancies
from baigong.faces.employer.wording import channel_of, pay_of, state_of
from baigong.foundation import clock
from baigong.foundation.exchange.exporting import ListExport

_Rows = Iterator[tuple[str, list[Any]]]
VACANCY_HEADINGS = (
    "岗位", "招聘人数", "月薪", "班次", "提供住宿", "工作地点", "介绍来（人）", "到岗（人）", "还要（人）", "状态",
)  # fmt: skip
PEOPLE_HEADINGS = ("姓名", "岗位", "介绍日期", "怎么来的", "到哪一步", "哪天起", "面试日期", "应答复日期")
NEED_HEADINGS = ("工种", "还缺（人）", "已到岗（人）", "月薪", "缺工原因", "急缺", "上次上报", "还没写明")


def _vacancies(firm: Organisation) -> _Rows:
    for line in firm_vacancies(firm.id, state="all"):
        row = line.vacancy
        yield (
            str(row.id),
            [
                row.title, row.headcount, pay_of(row), row.get_shift_display(), row.has_lodging,
                row.workplace_text, line.introduced, line.hired, line.still_wanted, state_of(row)[1],
            ],
        )  # fmt: skip


def _people(firm: Organisation) -> _Rows:
    """Yield names as the page shows them: masked, and of those who have not agreed the surname alone."""
    for each in with_people(firm_introductions(firm.id, group="all"), on=clock.today()):
        row = each.row
        yield (
            str(row.id),
            [
                each.name, row.vacancy.title, row.introduced_on, channel_of(row), row.get_state_display(),
                row.state_since, row.interview_on, row.due_on,
            ],
        )  # fmt: skip


def _needs(firm: Organisation) -> _Rows:
    for line in need_lines(open_needs_of(firm.id)):
        need, last = line.need, line.last_report
        causes = "、".join(label_of("cause", code) for code in need.cause_codes)
        yield (
            str(need.id),
            [
                need.label, line.gap, line.done, need.pay_text, causes, need.is_urgent,
                last.reported_on if last else None, "、".join(line.missing_facts),
            ],
        )  # fmt: skip


_LISTS: dict[str, tuple[str, tuple[str, ...], Callable[[Organisation], _Rows], str]] = {
    "vacancies": ("岗位", VACANCY_HEADINGS, _vacancies, "vacancy"),
    "people": ("人选", PEOPLE_HEADINGS, _people, "introduction"),
    "needs": ("缺工", NEED_HEADINGS, _needs, "need"),
}
CHOICES = [(name, title) for name, (title, *_) in _LISTS.items()]


def list_of(name: str, firm: Organisation) -> ListExport:
    """Return one of the firm's lists, ready to go out.

    :raises KeyError: for a name that is none of `CHOICES`.
    """
    title, headings, rows, kind = _LISTS[name]
    return ListExport(f"firm-{name}", title, headings, lambda place_path: rows(firm), kind)
