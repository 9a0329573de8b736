"""How a vacancy is put into words and figures for strangers."""

from __future__ import annotations

import datetime

from baigong.domains.codes.selectors import entry_of
from baigong.domains.vacancies.public import PublicVacancyDetail
from baigong.domains.vacancies.public_rows import PublicVacancy
from baigong.domains.workers.enums import Shift
from baigong.faces.frame import figures
from baigong.foundation import clock

SHIFTS = {Shift.DAY: "白班", Shift.TWO: "两班倒", Shift.THREE: "三班倒", Shift.ANY: "班次可商量"}
GROUPS = {
    "6": "生产制造", "4": "服务和销售", "2": "专业技术", "3": "办公文员", "5": "农林牧渔", "1": "单位管理",
    "8": "其他",
}  # fmt: skip
# Ranks of the education table; one word for each, because a vacancy states a minimum.
_EDUCATION = ("", "小学", "初中", "高中或中专", "大专", "本科", "硕士", "博士")
PAY_UNKNOWN = "工资没写明"
# For machines that must be told an end: a post stays here until it is closed, so the day moves on with today.
VALID_DAYS = 30


def yuan(fen: int) -> str:
    """Return fen as plain yuan: “6500”, with cents only where there are any."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def pay_figure(vacancy: PublicVacancy) -> str:
    """Return the pay a month without its unit: “6500–8500”, “6500”; empty when no figure is known."""
    low, high = vacancy.pay_from_fen_month, vacancy.pay_to_fen_month
    if low is not None and high is not None:
        return yuan(low) if low == high else f"{yuan(low)}–{yuan(high)}"
    if low is not None:
        return yuan(low)
    return f"最多{yuan(high)}" if high is not None else ""


def pay_unit(vacancy: PublicVacancy) -> str:
    """Return the unit of `pay_figure`, which says whether the figure is only where pay begins."""
    return "元/月起" if vacancy.pay_to_fen_month is None else "元/月"


def pay_words(vacancy: PublicVacancy) -> str:
    """Return the pay in words, as the employer wrote it when there is no figure."""
    figure = pay_figure(vacancy)
    return f"{figure}{pay_unit(vacancy)}" if figure else vacancy.pay_text or PAY_UNKNOWN


def facts(vacancy: PublicVacancy) -> list[str]:
    """Return what is said of the work besides employer, place and pay."""
    found = [SHIFTS.get(Shift(vacancy.shift), "")] if vacancy.shift else []
    if vacancy.has_lodging:
        found.append("包住")
    if vacancy.benefits:
        found.append(vacancy.benefits)
    return found


def facts_text(vacancy: PublicVacancy) -> str:
    """Return one sentence about a vacancy, for feeds and for descriptions of pages."""
    people = f"招{vacancy.headcount}人" if vacancy.headcount else ""
    parts = [vacancy.employer_name, vacancy.place_label, people, pay_words(vacancy)]
    return "，".join(part for part in (*parts, *facts(vacancy)) if part) + "。"


def published_words(since: datetime.datetime, today: datetime.date) -> str:
    """Return when a vacancy was published: 今天, 昨天 or the day."""
    day = clock.day_of(since)
    past = (today - day).days
    if past in (0, 1):
        return ("今天公开", "昨天公开")[past]
    return f"{figures.day(day, 'text' if day.year == today.year else 'year')}公开"


def requirements(detail: PublicVacancyDetail) -> list[tuple[str, str]]:
    """Return what the post asks of a person, label and words; nothing asked, nothing listed."""
    found = []
    if 0 < detail.education_rank < len(_EDUCATION):
        found.append(("学历", f"{_EDUCATION[detail.education_rank]}及以上"))
    skill = entry_of("skill", str(detail.skill_level)) if detail.skill_level is not None else None
    if skill is not None:
        found.append(("技能", f"{skill.label}及以上"))
    if detail.certificates:
        found.append(("证书", "、".join(detail.certificates)))
    return found


def valid_through(vacancy: PublicVacancy) -> datetime.date:
    """Return until when machines may show a vacancy without looking again."""
    return max(clock.today(), clock.day_of(vacancy.public_since)) + datetime.timedelta(days=VALID_DAYS)
