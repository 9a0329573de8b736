"""Firms short of workers: the list, one firm on one line of time, a report of what was learnt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.agreements.selectors import agreements_of
from baigong.domains.codes.selectors import entry_of
from baigong.domains.commissioners.selectors import answerers, liaison_of
from baigong.domains.parties.correcting import may_correct
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.selectors import organisation_in_sight
from baigong.domains.policies.fitting import FittingPolicy, fitting_policies
from baigong.domains.reports.monitoring import INSURED, SOURCES, monitoring_of
from baigong.domains.shortages.enums import ContactWay
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import (
    SORTS,
    FirmLine,
    all_firms,
    closed_needs_of,
    firm_lines,
    lines_of,
    need_in_sight,
    need_lines,
    open_needs_of,
)
from baigong.domains.shortages.services import ShortageError, report_need
from baigong.domains.shortages.timeline import KINDS, firm_timeline
from baigong.domains.statuses.audiences import firm_audience
from baigong.domains.statuses.selectors import statuses_of
from baigong.domains.users.actors import actors_named
from baigong.domains.users.mandates import mandates_of
from baigong.faces.desk.choices import path_choices
from baigong.faces.desk.forms import (
    ALL_FIRMS,
    WAITING_FIRMS,
    YUAN,
    FirmFilter,
    PurposeForm,
    ReportForm,
)
from baigong.faces.desk.listing import timeline_entries
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

CONTACT_LABELS = {"contact_name": "联系人", "contact_phone": "联系电话"}
PAGE_SIZE = 50
SHOWN_AT_FIRST = 30
MOST_POLICIES, MOST_CLOSED = 5, 20


def register(request: HttpRequest) -> HttpResponse:
    """The firms with open needs, the largest gap first unless asked otherwise; or all firms by name."""
    sorts = [(code, label) for code, label in SORTS]
    form = FirmFilter(request.GET or None, places=path_choices(standing_of(request)), sorts=sorts)
    form.fields["sort"].required = False
    shown: dict[str, Any] = {"title": "缺工企业", "base": reverse("desk:firms"), "filter_form": form}
    if form.is_bound and not form.is_valid():
        problem = "这个条件用不了。请从列出的选项里选。"
        return render(request, "desk/firms.html", shown | {"problem": problem}, status=400)
    given = form.cleaned_data if form.is_bound else {}
    # Only a firm with an open need can lack one of its four facts.
    is_whole = given.get("which") == ALL_FIRMS and not given.get("clear")
    shown |= (_all_firms if is_whole else _short_firms)(request, given)
    shown["clear_url"] = reverse("desk:firms") if any(given.values()) else ""
    return render(request, "desk/firms.html", shown)


def _short_firms(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    sort, is_waiting = given.get("sort") or SORTS[0][0], given.get("which") == WAITING_FIRMS
    lines = firm_lines(
        place=given.get("place", ""),
        sort=sort,
        only_unclear=given.get("clear") == "missing",
        only_waiting=is_waiting,
        words=given.get("q", "").strip(),
    )
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "title": "待核销的缺工" if is_waiting else "缺工企业",
        "lines": page.object_list,
        "pager": _pager(request, page, dict(SORTS)[sort]),
        "facts": _waiting_facts(lines) if is_waiting else _short_facts(lines),
    }


def _short_facts(lines: list[FirmLine]) -> str:
    """Count who lacks somebody as every figure does; what only waits to be verified is said beside it."""
    short = [line for line in lines if line.is_short]
    gap, unclear = sum(line.gap for line in short), sum(bool(line.unclear) for line in short)
    waiting = sum(line.waiting for line in lines)
    also = f"，另有{waiting}条待核销" if waiting else ""
    return f"{len(short)}家，还缺{gap}人，四清有缺项的{unclear}家{also}"


def _waiting_facts(lines: list[FirmLine]) -> str:
    return f"{len(lines)}家，企业报已招满、等核实的{sum(line.waiting for line in lines)}条"


def _all_firms(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """Whoever is registered here, by name whatever the order asked for; one page is read and no more."""
    firms = all_firms(place=given["place"], words=given["q"].strip())
    page = Paginator(firms, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "title": "全部企业",
        "lines": lines_of(list(page.object_list)),
        "pager": _pager(request, page, dict(SORTS)["name"]),
        "facts": f"共{page.paginator.count:,}家",
    }


def _pager(request: HttpRequest, page: Any, sort_label: str) -> dict[str, str]:
    query = request.GET.copy()
    urls = {}
    for name, exists, number in (
        ("previous_url", page.has_previous(), page.number - 1),
        ("next_url", page.has_next(), page.number + 1),
    ):
        query["page"] = str(number)
        urls[name] = f"{request.path}?{query.urlencode()}" if exists else ""
    return urls | {
        "range_text": f"第{page.start_index()}–{page.end_index()}家",
        "total_text": f"共{page.paginator.count}家",
        "sort_text": f"按{sort_label}",
    }


def firm(request: HttpRequest, firm_id: UUID) -> HttpResponse:
    """One firm: what it lacks and all that happened."""
    return firm_page(request, firm_or_404(firm_id), PurposeForm())


def firm_or_404(firm_id: UUID) -> Organisation:
    """Return a firm in sight."""
    found = organisation_in_sight(firm_id)
    if found is None:
        raise Http404
    return found


def firm_page(
    request: HttpRequest, found: Organisation, form: PurposeForm, revealed: dict[str, str] | None = None
) -> HttpResponse:
    """Draw the page; `revealed` values are shown in this one answer and kept nowhere."""
    lines = need_lines(open_needs_of(found.id))
    kind = request.GET.get("kind", "")
    if kind and kind not in dict(KINDS):
        raise BadRequest("kind")  # never the whole history for a word that is not known
    entries = timeline_entries(firm_timeline(found.id, kind=kind))
    is_whole = "all" in request.GET
    response = render(
        request,
        "desk/firm.html",
        {
            "title": found.name,
            "firm": found,
            "may_correct": may_correct(found),
            "lines": lines,
            "closed": _closed_lines(found),
            "gap": sum(line.gap for line in lines),
            "done": sum(line.done for line in lines),
            "need_count": sum(line.need_count for line in lines),
            "purpose_form": form,
            "form": form,
            "commissioner": answerers([found.id], clock.today()).get(found.id),
            "liaison": liaison_of(found.place_path, clock.today()),
            "policies": _policies(found),
            "mandates": mandates_of(found.id),
            "identity": _identity(found),
            **_monitoring(found),
            "kinds": KINDS,
            "kind": kind,
            "entries": entries if is_whole else entries[:SHOWN_AT_FIRST],
            "more": 0 if is_whole else max(len(entries) - SHOWN_AT_FIRST, 0),
            "contact": [(label, getattr(found, name) or "没有") for name, label in CONTACT_LABELS.items()],
            "revealed": [(CONTACT_LABELS[name], value) for name, value in (revealed or {}).items()],
            "crumbs": [{"label": "缺工企业", "url": reverse("desk:firms")}, {"label": found.name}],
            "facts": _facts(found),
        },
        status=422 if form.is_bound and form.errors else 200,
    )
    if revealed:
        response["Cache-Control"] = "no-store"
    return response


def _facts(found: Organisation) -> str:
    return "，".join(filter(None, (found.place.name, found.get_nature_display(), found.size_label)))


def _closed_lines(found: Organisation) -> list[tuple[Need, str]]:
    """Return the needs struck off last, each with who verified it."""
    needs = closed_needs_of(found.id, limit=MOST_CLOSED)
    names = actors_named({need.closed_by for need in needs if need.closed_by})
    return [(need, names[need.closed_by].name if need.closed_by else "") for need in needs]


def _identity(found: Organisation) -> list[tuple[str, list[str]]]:
    """Return what the firm is taken for: its kind, size and industry, its statuses and its agreements in force."""
    today, industry = clock.today(), entry_of("industry", found.industry_code)
    return [
        ("企业性质", [found.get_nature_display()]),
        ("规模", [found.size_label]),
        ("行业", [f"{industry.label}（{industry.code}）" if industry else found.industry_code]),
        ("认定", [each.words for each in statuses_of(found.id, today, "organisation")]),
        ("协议", [each.words for each in agreements_of(found.id, today)]),
    ]


def _monitoring(found: Organisation) -> dict[str, Any]:
    """Return the firm's months, and which of the sources said nothing in any of them."""
    lines = monitoring_of(found.id, clock.today())
    silent = [
        label
        for number, (_, label) in enumerate(SOURCES)
        if all(line.figures[number] is None for line in lines)
    ]
    months = [
        {
            "line": line,
            "figures": [
                (figure, line.change if code == INSURED else None)
                for (code, _), figure in zip(SOURCES, line.figures, strict=True)
            ],
        }
        for line in lines
    ]
    return {"months": months, "month_sources": [label for _, label in SOURCES], "silent": silent}


def _policies(found: Organisation) -> list[FittingPolicy]:
    return fitting_policies(firm_audience(found, clock.today()), found.place_path)[:MOST_POLICIES]


def firm_and_need(firm_id: UUID, need_id: UUID) -> tuple[Organisation, Need]:
    """Return a firm in sight and one of its needs that is not struck off."""
    need = need_in_sight(need_id, firm_id)
    if need is None:
        raise Http404
    return firm_or_404(firm_id), need


def report(request: HttpRequest, firm_id: UUID, need_id: UUID) -> HttpResponse:
    """Write down what a contact taught of one need."""
    found, need = firm_and_need(firm_id, need_id)
    form = ReportForm(request.POST or None, initial=_initial(need))
    back = reverse("desk:firm", args=[firm_id])
    if request.method == "POST" and form.is_valid() and _reported(request, need, form):
        messages.success(request, f"已记下“{need.label}”的情况。")
        return HttpResponseRedirect(back)
    shown = about(found, "记联系") | {"title": f"记一次联系：{need.label}", "form": form}
    return render(request, "desk/need_report.html", shown, status=422 if form.is_bound else 200)


def about(found: Organisation, label: str) -> dict[str, Any]:
    """Return what every page about one of the firm's needs shows of the firm."""
    crumbs = [
        {"label": "缺工企业", "url": reverse("desk:firms")},
        {"label": found.name, "url": reverse("desk:firm", args=[found.id])},
        {"label": label},
    ]
    return {"firm": found, "crumbs": crumbs, "facts": found.name}


def _initial(need: Need) -> dict[str, Any]:
    """Everything already known, so that a contact only changes what has changed."""
    low, high = need.pay_from_fen_month, need.pay_to_fen_month
    return {
        "headcount_open": need.headcount,
        "contact_way": ContactWay.CALL,
        "kind": need.kind,
        "skill_text": need.skill_text,
        "plan_text": need.plan_text,
        "cause_codes": need.cause_codes,
        "pay_from_yuan": low // YUAN if low else None,
        "pay_to_yuan": high // YUAN if high else None,
    }


def _reported(request: HttpRequest, need: Need, form: ReportForm) -> bool:
    given = form.cleaned_data
    try:
        report_need(
            by=standing_of(request).scope.actor,
            need=need,
            contact_way=given["contact_way"],
            values=form.learnt,
            employees=given["employees"],
            reported_on=given["reported_on"],
        )
    except ShortageError as error:
        form.add_error(None, error.sentence)
        return False
    return True
