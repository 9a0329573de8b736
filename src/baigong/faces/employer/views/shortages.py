"""The month's shortage on one page: last month's figures stand there, only what changed is touched (SD-2.1.1a)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.codes.selectors import entry_of
from baigong.domains.parties.models import Organisation
from baigong.domains.shortages.enums import ContactWay
from baigong.domains.shortages.opening import open_need
from baigong.domains.shortages.reading import likeliest_code, pay_values
from baigong.domains.shortages.selectors import NeedLine, need_lines, open_needs_of
from baigong.domains.shortages.services import ShortageError, report_need
from baigong.domains.shortages.striking_off import say_filled
from baigong.faces.employer.acting import actor, for_firm
from baigong.faces.employer.forms import EmployeesForm, NeedForm, NewNeeds
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.facts.models import Source
from baigong.kernels.pay import parse_pay
from baigong.kernels.titles import rank_occupations

SUGGESTED = 3
_LONGEST_TRADE = 40


@for_firm
def report(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """Show last month's figures of each open line, and take this month's."""
    lines = need_lines(open_needs_of(firm.id))
    if request.method != "POST":
        return _page(request, firm, lines, _Forms(lines, None))
    if "more" in request.POST:
        return _page(request, firm, lines, _Forms(lines, _one_more(request.POST)))
    given = _Forms(lines, _as_before(lines, request.POST) if "same" in request.POST else request.POST)
    if not given.are_valid():
        return _page(request, firm, lines, given, status=422)
    try:
        said = _reported(request, firm, given)
    except ShortageError as error:
        given.employees.add_error(None, error.sentence)
        return _page(request, firm, lines, given, status=422)
    messages.success(request, said)
    return redirect(f"{reverse('employer:shortages')}?sent=1")


class _Forms:
    """The forms of the page: one for each open line, the new lines, and how many work there."""

    def __init__(self, lines: list[NeedLine], data: Any) -> None:
        employees = next((each.last_report.employees for each in lines if each.last_report), None)
        self.employees = EmployeesForm(data, initial={"employees": employees})
        self.lines = [
            (line, NeedForm(data, prefix=str(line.need.id), initial=_initial(line))) for line in lines
        ]
        self.new = NewNeeds(data, prefix="new")
        for form in self.new.forms:
            form.empty_permitted = True

    def are_valid(self) -> bool:
        checked = [self.employees.is_valid(), self.new.is_valid()]
        return all([*checked, *(form.is_valid() for _, form in self.lines)])


def _initial(line: NeedLine) -> dict[str, Any]:
    need = line.need
    low, high = need.pay_from_fen_month, need.pay_to_fen_month
    figures = "-".join(str(fen // 100) for fen in (low, high) if fen)
    return {
        "headcount": line.gap,
        "kind": need.kind,
        "skill_text": need.skill_text,
        "plan_text": need.plan_text,
        "pay_text": need.pay_text or (f"{figures}元/月" if figures else ""),
        "cause_codes": need.cause_codes,
        "is_urgent": need.is_urgent,
    }


def _as_before(lines: list[NeedLine], posted: Any) -> Any:
    """Return the sending with every open line as it stood: the button that says nothing has changed."""
    data = posted.copy()
    for line in lines:
        for name, value in _initial(line).items():
            key = f"{line.need.id}-{name}"
            data.setlist(key, value if isinstance(value, list) else [str(value)])
        if not line.need.is_urgent:
            del data[f"{line.need.id}-is_urgent"]
    return data


def _one_more(posted: Any) -> Any:
    """Return the sending with one more empty new line."""
    data = posted.copy()
    total = data.get("new-TOTAL_FORMS", "1")
    data["new-TOTAL_FORMS"] = str(min(int(total) + 1, 20)) if total.isdigit() else "1"
    return data


def _page(
    request: HttpRequest, firm: Organisation, lines: list[NeedLine], given: _Forms, *, status: int = 200
) -> HttpResponse:
    wrong = sum(bool(form.errors) for _, form in given.lines) + sum(bool(f.errors) for f in given.new.forms)
    is_checked = status == 422
    shown = {
        "title": "报缺工",
        "facts": f"{clock.today():%Y年%m月}，{len(lines)}条在报" if lines else f"{clock.today():%Y年%m月}",
        "firm": firm,
        "given": given,
        "wrong": wrong + bool(given.employees.errors) if is_checked else 0,
        "is_checked": is_checked,
        "draft_key": f"shortages-{standing_of(request).post_id}",
        "trades_url": reverse("employer:trades"),
        "gap": sum(line.gap for line in lines),
    }
    return render(request, "employer/shortages.html", shown, status=status)


@transaction.atomic
def _reported(request: HttpRequest, firm: Organisation, given: _Forms) -> str:
    """Write all lines or none; return what was done in words."""
    employees, by = given.employees.cleaned_data["employees"], actor(request)
    filled = 0
    for line, form in given.lines:
        values = _values(form, known_pay=_initial(line)["pay_text"])
        report_need(
            by=by,
            need=line.need,
            contact_way=ContactWay.FORM,
            values=values,
            employees=employees,
            source=Source.EMPLOYER,
        )
        if form.cleaned_data["headcount"] == 0:
            # The firm's word strikes nothing off: an office verifies it first (BZ-G1c).
            filled += say_filled(by=by, need=line.need, on=clock.today())
    opened = [_opened(by, firm, form, employees) for form in given.new.forms if form.has_changed()]
    if not given.lines and not opened:
        raise ShortageError("nothing", "一条也没有填。请在“新添一个工种”里写上缺什么、缺几人。")
    parts = [
        f"报上了{len(given.lines)}条" if given.lines else "",
        f"其中{filled}条报已招满，等就业部门核实" if filled else "",
    ]
    parts.append("，".join(f"新添“{label}”（{occupation}）" for label, occupation in opened))
    return "，".join(part for part in parts if part) + "。"


def _values(form: NeedForm, *, known_pay: str = "") -> dict[str, Any]:
    """Return what the form says by the need's field names; a pay left as it stood is not read anew."""
    given = form.cleaned_data
    values: dict[str, Any] = {
        "headcount": given["headcount"],
        "cause_codes": given["cause_codes"],
        "is_urgent": given["is_urgent"],
    }
    # What a firm leaves empty of these it does not take back.
    told = {name: given[name].strip() for name in ("kind", "skill_text", "plan_text")}
    values |= {name: words for name, words in told.items() if words}
    if given["pay_text"] != known_pay:
        values |= pay_values(parse_pay(given["pay_text"])) or {
            "pay_text": "",
            "pay_from_fen_month": None,
            "pay_to_fen_month": None,
        }
    return values


def _opened(by: str, firm: Organisation, form: Any, employees: int | None) -> tuple[str, str]:
    label = " ".join(form.cleaned_data["label"].split())
    suggested = [each.code for each in rank_occupations(label, limit=SUGGESTED)]
    chosen = form.cleaned_data["occupation_code"]
    code = chosen if chosen in suggested else likeliest_code(label)
    open_need(
        by=by,
        organisation=firm,
        place=firm.place,
        label=label,
        contact_way=ContactWay.FORM,
        values=_values(form) | {"occupation_code": code},
        employees=employees,
        source=Source.EMPLOYER,
    )
    return label, occupation_label(code)


def occupation_label(code: str) -> str:
    """Return the official name of an occupation, and what to say where none fits."""
    found = entry_of("occupation", code)
    return found.label if found else "没找到对应的职业，经办会补"


@for_firm
def trades(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """The occupations a trade as people call it may be, to choose from while the page is filled in."""
    name = next((key for key in request.GET if key.endswith("-label")), "")
    typed = request.GET.get(name, "").strip()[:_LONGEST_TRADE]
    found = rank_occupations(typed, limit=SUGGESTED) if typed else ()
    shown = {
        "typed": typed,
        "field": name.removesuffix("label") + "occupation_code",
        "choices": [(each.code, occupation_label(each.code)) for each in found],
    }
    return render(request, "employer/parts/trades.html", shown)
