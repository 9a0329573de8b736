"""The Chinese sentences of the reasons. Words only: verdicts and points come from ``criteria``.

Names of places, occupations, levels and certificates are handed in by the caller as ``labels``, keyed
``kind:code`` (``area:990101``, ``region:9901``, ``place:…``, ``occupation:6-18-02-04``, ``education:4``,
``skill:3``, ``certificate:…``, ``shift:…``, ``contract:…``); what has no label is shown as its code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .facts import LawfulAge, Seeker, Vacancy
from .occupations import MAJOR, MIDDLE, MINOR, judge_wish, segments
from .outcomes import OPEN, UNKNOWN_POST, UNKNOWN_SEEKER, Outcome
from .setting import Setting

Labels = Mapping[str, str]
NOT_KNOWN = "待补"
NOT_ASKED = "不限"


def label(labels: Labels, kind: str, code: object) -> str:
    """The caller's name for a code, or the code itself."""
    return labels.get(f"{kind}:{code}", str(code))


def _listed(labels: Labels, kind: str, codes: Iterable[str]) -> str:
    return "、".join(label(labels, kind, code) for code in codes)


def yuan(amount_fen: int) -> str:
    """``650000`` → ``6500``; odd fen are kept: ``6500.50``."""
    whole, rest = divmod(amount_fen, 100)
    return str(whole) if rest == 0 else f"{whole}.{rest:02d}"


def pay_range(low: int | None, high: int | None) -> str:
    """A monthly range as people write it."""
    if low is None and high is None:
        return ""
    if high is None:
        return f"{yuan(low or 0)}元起"
    if low is None:
        return f"不超过{yuan(high)}元"
    return f"{yuan(low)}元" if low == high else f"{yuan(low)}–{yuan(high)}元"


class Words:
    """Asks, has and sentence of every criterion for one pair."""

    def __init__(self, seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels) -> None:
        self.seeker = seeker
        self.vacancy = vacancy
        self.setting = setting
        self.labels = labels

    def of(self, name: str, outcome: Outcome) -> tuple[str, str, str]:
        """``(asks, has, sentence)`` of the named criterion."""
        spoken: Callable[[Outcome], tuple[str, str, str]] = getattr(self, f"_{name}")
        return spoken(outcome)

    def _place(self, outcome: Outcome) -> tuple[str, str, str]:
        seeker, vacancy, commute = self.seeker, self.vacancy, self.setting.commute
        asks = label(self.labels, "area", vacancy.area) or label(self.labels, "place", vacancy.place_path)
        has = label(self.labels, "area", seeker.area) or _listed(self.labels, "place", seeker.wish_places)
        minutes = commute.between(seeker.area, vacancy.area)
        region = commute.shared_region(seeker.area, vacancy.area)
        shared = vacancy.area if minutes == 0 else region
        kind = "area" if minutes == 0 else "region"
        near = f"同在{label(self.labels, kind, shared)}" if shared else f"单程约{minutes}分钟"
        if shared and minutes:
            near += f"，单程约{minutes}分钟"
        wished = _listed(self.labels, "place", seeker.wish_places)
        hit = [wish for wish in seeker.wish_places if wish and vacancy.place_path.startswith(wish)]
        sentence = {
            "wish": near if minutes == 0 else f"本岗在意向地区{_listed(self.labels, 'place', hit)}",
            "commute": near,
            "outside_wish": f"{near}，但意向地区是{wished}",
            "lodging": "路远，愿住宿舍，本岗有住宿",
            UNKNOWN_SEEKER: "住处和意向地区待补",
            UNKNOWN_POST: "本岗没有写明地点",
        }.get(outcome.kind, self._too_far(minutes))
        return asks or "没有写明", has or NOT_KNOWN, sentence

    def _too_far(self, minutes: int | None) -> str:
        limit = self.setting.weights.commute_limit_minutes
        way = "不在通勤范围" if minutes is None else f"单程约{minutes}分钟，超出{limit}分钟"
        wished = "，也不在意向地区" if self.seeker.wish_places else ""
        willing = "不愿住宿" if self.seeker.wants_lodging is False else "愿不愿住宿待补"
        return f"{way}{wished}，{willing if self.vacancy.has_lodging else '本岗没有住宿'}"

    def _occupation(self, outcome: Outcome) -> tuple[str, str, str]:
        asks = _listed(self.labels, "occupation", self.vacancy.occupations)
        has = _listed(self.labels, "occupation", self.seeker.occupations)
        wish, code, order = self._best_wish()
        wished, offered = (label(self.labels, "occupation", item) for item in (wish, code))
        rank = "首选" if order == 0 else f"第{order + 1}"
        sentence = {
            "same": f"{offered}，正是{rank}意向",
            "covered": f"{rank}意向{wished}与本岗{offered}同在一类",
            "same_minor": f"意向{wished}与本岗{offered}同属{self._group(code, MINOR)}",
            "same_middle": f"意向{wished}与本岗{offered}同属{self._group(code, MIDDLE)}，工种不同",
            UNKNOWN_SEEKER: "求职意向待补",
            UNKNOWN_POST: "本岗工种没有编码",
        }.get(outcome.kind, f"意向{has}，与本岗{asks}不是一类工种")
        return asks or "没有编码", has or NOT_KNOWN, sentence

    def _best_wish(self) -> tuple[str, str, int]:
        """The wish and code that decided, chosen as the judgement chooses them."""
        best, chosen = -1, ("", "", 0)
        for order, wish in enumerate(self.seeker.occupations):
            for code in self.vacancy.occupations:
                percent = judge_wish(wish, code, order, self.setting.weights).percent
                if percent > best:
                    best, chosen = percent, (wish, code, order)
        return chosen

    def _group(self, code: str, depth: int) -> str:
        name = {MAJOR: "大类", MIDDLE: "中类", MINOR: "小类"}[depth]
        group = "-".join(segments(code)[:depth])
        return f"{name}{label(self.labels, 'occupation', group)}"

    def _pay(self, outcome: Outcome) -> tuple[str, str, str]:
        seeker, vacancy = self.seeker, self.vacancy
        asks = pay_range(vacancy.pay_from_fen, vacancy.pay_to_fen)
        wish = pay_range(seeker.pay_from_fen, seeker.pay_to_fen) if seeker.pay_from_fen is not None else ""
        pair = f"期望{wish}，本岗{asks}"
        over = (seeker.pay_from_fen or 0) - (vacancy.pay_to_fen or 0)
        sentence = {
            "pay": pair,
            "pay_upper": f"{pair}，够到上半段",
            "pay_open": f"{pair}，能否给到要问企业",
            "pay_tolerance": f"{pair}，高出上限{yuan(over)}元，可以商量",
            UNKNOWN_SEEKER: f"期望薪酬待补，本岗{asks}",
            UNKNOWN_POST: "本岗没有写薪酬",
        }.get(outcome.kind, f"{pair}，高出上限{yuan(over)}元")
        return asks or "没有写明", wish or NOT_KNOWN, sentence

    def _education(self, outcome: Outcome) -> tuple[str, str, str]:
        has, asks = self.seeker.education_rank, self.vacancy.education_rank
        return self._level("education", "学历", "", has, asks, outcome)

    def _skill(self, outcome: Outcome) -> tuple[str, str, str]:
        has, asks = self.seeker.skill_level, self.vacancy.skill_level
        return self._level("skill", "技能等级", "证", has, asks, outcome)

    def _level(
        self, kind: str, name: str, suffix: str, has: int | None, asks: int | None, outcome: Outcome
    ) -> tuple[str, str, str]:
        asked = NOT_ASKED if asks is None else label(self.labels, kind, asks)
        held = NOT_KNOWN if has is None else label(self.labels, kind, has)
        own = f"持{held}{suffix}" if suffix else f"{name}{held}"
        if suffix and has == 0:
            own = f"没有{name}证"
        sentence = {
            OPEN: f"本岗不限{name}",
            "enough": f"{own}，满足要求",
            "nearly": f"{own}，比要求的{asked}差一点",
            UNKNOWN_SEEKER: f"{name}待补，本岗要{asked}以上",
        }.get(outcome.kind, f"{own}，本岗要{asked}以上")
        return asked if asks is None else f"{asked}以上", own if has is not None else NOT_KNOWN, sentence

    def _certificate(self, outcome: Outcome) -> tuple[str, str, str]:
        asked, seeker = self.vacancy.certificates, self.seeker
        sure = (seeker.certificates or frozenset()) | seeker.certificates_checked
        known = (sure | seeker.certificates_declared) & asked
        asks = _listed(self.labels, "certificate", sorted(asked))
        is_silent = seeker.certificates is None and not known
        has = NOT_KNOWN if is_silent else _listed(self.labels, "certificate", sorted(known))
        lacking = _listed(self.labels, "certificate", sorted(asked - sure))
        sentence = {
            OPEN: "本岗不要证书",
            "held": f"持{asks}，满足要求",
            "declared": f"本人说有{lacking}，还没核对",
            UNKNOWN_SEEKER: f"有没有{lacking}待补",
        }.get(outcome.kind, f"没有{lacking}，本岗必须持证")
        return asks or NOT_ASKED, has or "没有", sentence

    def _shift(self, outcome: Outcome) -> tuple[str, str, str]:
        return self._acceptance("shift", "班次", self.seeker.shifts, self.vacancy.shift, outcome)

    def _contract(self, outcome: Outcome) -> tuple[str, str, str]:
        form = self.vacancy.contract_form
        return self._acceptance("contract", "用工形式", self.seeker.contract_forms, form, outcome)

    def _acceptance(
        self, kind: str, name: str, accepts: frozenset[str], offered: str | None, outcome: Outcome
    ) -> tuple[str, str, str]:
        asks = NOT_ASKED if offered is None else label(self.labels, kind, offered)
        has = _listed(self.labels, kind, sorted(accepts))
        sentence = {
            OPEN: f"本岗没有限定{name}",
            "accepted": f"{asks}，可以接受",
            UNKNOWN_SEEKER: f"能否接受{asks}待补",
        }.get(outcome.kind, f"本岗是{asks}，只接受{has}")
        return asks, has or NOT_KNOWN, sentence

    def _age(self, outcome: Outcome) -> tuple[str, str, str]:
        limit, year = self.vacancy.lawful_age, self.seeker.birth_year
        if limit is None:
            return NOT_ASKED, "不看年龄", "本岗不看年龄"
        asks, has = _age_span(limit), NOT_KNOWN if year is None else f"{year}年出生"
        sentence = {
            "lawful": f"{has}，符合{limit.basis}",
            "birthday": f"{has}，是否到龄要核对生日（{limit.basis}）",
            UNKNOWN_SEEKER: f"出生年份待补，本岗须{asks}（{limit.basis}）",
        }.get(outcome.kind, f"{has}，本岗须{asks}（{limit.basis}）")
        return asks, has, sentence

    def _experience(self, outcome: Outcome) -> tuple[str, str, str]:
        years, asked = self.seeker.experience_years, self.vacancy.experience_years
        asks = f"{asked}年以上" if asked else NOT_ASKED
        has = NOT_KNOWN if years is None else f"{years}年"
        sentence = {
            OPEN: "本岗不限经验",
            "enough": f"干过{has}，满足要求",
            UNKNOWN_SEEKER: f"工作经验待补，本岗要{asks}",
        }.get(outcome.kind, f"干过{has}，本岗要{asks}" if years else f"没有经验，本岗要{asks}")
        return asks, has, sentence

    def _lodging(self, outcome: Outcome) -> tuple[str, str, str]:
        wants = self.seeker.wants_lodging
        asks = "有住宿" if self.vacancy.has_lodging else "没有住宿"
        has = {None: NOT_KNOWN, True: "要住宿", False: "不要住宿"}[wants]
        sentence = {
            "lodging": "本岗有住宿",
            OPEN: "不要住宿",
            UNKNOWN_SEEKER: "要不要住宿待补，本岗没有住宿",
        }.get(outcome.kind, "要住宿，本岗没有住宿")
        return asks, has, sentence

    def _priority(self, outcome: Outcome) -> tuple[str, str, str]:
        is_person = outcome.kind == "person"
        sentence = "此人是优先帮扶的人" if is_person else "本岗不在优先保障之列"
        if outcome.percent and not is_person:
            sentence = "本岗是优先保障的岗位"
        asks = "优先保障" if outcome.percent and not is_person else "没有列入"
        return asks, "优先帮扶" if is_person else "", sentence


def _age_span(limit: LawfulAge) -> str:
    if limit.minimum is not None and limit.maximum is not None:
        return f"{limit.minimum}–{limit.maximum}岁"
    if limit.maximum is not None:
        return f"不超过{limit.maximum}岁"
    return f"满{limit.minimum or 0}岁"
