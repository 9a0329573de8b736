"""Whether somebody may be placed at all, and who is a young worker with protected hours and work.

Sources: Labour Law 15 (nobody under sixteen is hired), 58 and 64 (from sixteen to under eighteen: no mine, no
poisonous or harmful work, no labour of the fourth grade), Law on the Protection of Minors 61, Provisions on the
Prohibition of Child Labour 2 and 6 (whoever finds work for a child answers for it as well).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .months import age_on

ADULT_YEARS = 18


class WorkingAge(StrEnum):
    """Where somebody stands by age on a day."""

    UNDER = "under"
    YOUNG = "young"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class UnderAge:
    """The sentence for somebody too young; it names the law and never the day of birth."""

    least_years: int

    @property
    def sentence(self) -> str:
        return (
            f"不满{self.least_years}周岁，法律不许招用，也不能登记求职（劳动法第十五条、禁止使用童工规定）。"
            f"满{self.least_years}周岁那天起可以再来。遇到困难打12355青少年服务台。"
        )


YOUNG_NOTICE = (
    "满16不满18周岁可以登记求职。按劳动法第五十八条、第六十四条，不能做矿山井下、有毒有害、"
    "国家规定的第四级体力劳动强度和其他禁忌的活，不上夜班，用工单位要定期安排体检并到人社部门登记。"
)


def working_age(birth: date, on: date, *, least_years: int) -> WorkingAge:
    """Return where somebody born on a day stands on `on`; the birthday itself counts.

    `least_years` is the plan's figure (least-working-age), 16 by law. A birth after `on` is under age.
    """
    if birth > on:
        return WorkingAge.UNDER
    years = age_on(birth, on)
    if years < least_years:
        return WorkingAge.UNDER
    return WorkingAge.YOUNG if years < ADULT_YEARS else WorkingAge.FULL
