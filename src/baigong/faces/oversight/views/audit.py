"""The audit trail: searched, one entry with its neighbours, taken as a workbook. Nothing here changes it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from baigong.faces.frame.handing_out import answer_of
from baigong.faces.oversight.forms import BeforeForm, TrailForm
from baigong.faces.oversight.sight import own_place, sightline_of
from baigong.faces.oversight.taking_out import hand_out_entries
from baigong.faces.oversight.trail import actors_asked, details_of, rows_of, trail_form
from baigong.faces.oversight.views.handouts import page_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.searching import (
    entries_for,
    entry_in_sight,
    neighbours_of,
    page_before,
)
from baigong.foundation.exchange.handouts import HandoutError

MOST_ROWS = 10_000
ALL = "all"
_TABS = (("", "查看明文和导出"), (ALL, "全部"))


def entries(request: HttpRequest) -> HttpResponse:
    """Who saw or did what and why; what left the mask first."""
    sightline, tab = sightline_of(request), request.GET.get("tab", "")
    form, before = trail_form(request, sightline, data=request.GET), BeforeForm(request.GET)
    is_known = tab in dict(_TABS) and form.is_valid() and before.is_valid()
    shown = {
        "title": "审计记录",
        "form": form,
        "tab": tab,
        "tabs": [(code, label, _with(request.GET, tab=code, before="")) for code, label in _TABS],
        "query": request.GET.urlencode(),
        "is_asked": any(form.data.get(name) for name in form.fields),
    }
    if not is_known:
        return render(request, "oversight/entries.html", shown | {"problem": True}, status=400)
    found = entries_for(form.question(actors_asked(form), is_sensitive=tab != ALL), sightline)
    rows, further = page_before(found, before.entry_id)
    pager = {
        "previous_url": _with(request.GET, before="") if before.entry_id else "",
        "next_url": _with(request.GET, before=str(further)) if further else "",
        "range_text": f"这一页{len(rows)}条",
        "sort_text": "新的在前",
    }
    return render(request, "oversight/entries.html", shown | {"rows": rows_of(rows), "pager": pager})


def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry whole, and what the same person did just before and after."""
    sightline = sightline_of(request)
    found = entry_in_sight(entry_id, sightline)
    if found is None:
        raise Http404
    [row] = rows_of([found])
    sealed = f"第{found.sequence}号，已封存" if found.sequence else "还没封存（每十分钟封存一次）"
    facts = [
        ("时间", clock.minute_of(found.at)),
        ("何人", row["actor"].name),
        ("账号", row["actor"].username or "—"),
        ("角色和单位", f"{row['actor'].role}　{row['actor'].office}".strip() or "—"),
        ("对象", f"{row['kind']}，{found.count}个"),
        ("涉及的地方", row["place"] or "—"),
        ("用途", found.purpose or "没有写"),
        *details_of(found),
        ("封存", sealed),
        ("记录编号", str(found.id)),
    ]
    shown = {
        "title": row["act"],
        "facts_of_entry": facts,
        "entry": found,
        "object_ids": found.object_ids[:200],
        "unlisted": found.count - min(len(found.object_ids), 200),
        "rows": rows_of(neighbours_of(found, sightline)),
        "crumbs": [
            {"label": "审计记录", "url": reverse("oversight:entries")},
            {"label": clock.minute_of(found.at)},
        ],
    }
    return render(request, "oversight/entry.html", shown)


def export(request: HttpRequest) -> HttpResponse:
    """The entries a search found as a workbook, or the way to where it waits; taking it is itself written down."""
    asked = QueryDict(request.POST.get("query", ""))
    sightline = sightline_of(request)
    form = trail_form(request, sightline, data=asked)
    if not form.is_valid() or asked.get("tab", "") not in dict(_TABS):
        messages.error(request, "筛选条件看不懂，没有导出。请重新筛选。")
        return HttpResponseRedirect(reverse("oversight:entries"))
    found = entries_for(form.question(actors_asked(form), is_sensitive=asked.get("tab") != ALL), sightline)
    rows = list(found[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        messages.error(request, f"超过{MOST_ROWS}条，不能一次导出。请缩短时间或选一个人，再导出。")
        return HttpResponseRedirect(f"{reverse('oversight:entries')}?{asked.urlencode()}")
    page = page_of(request)
    try:
        handed = hand_out_entries(
            rows_of(rows), _filters(form), standing=standing_of(request), place=own_place(request), page=page
        )
    except HandoutError as error:
        messages.error(request, error.sentence)
        return HttpResponseRedirect(f"{reverse('oversight:entries')}?{asked.urlencode()}")
    return answer_of(request, page, handed, f"审计记录{clock.today()}.xlsx")


def _filters(form: TrailForm) -> list[str]:
    """Return which questions were asked; of the words only codes, days and ids."""
    return [f"{name}={form.data.get(name)}" for name in form.fields if form.data.get(name)]


def _with(query: QueryDict, **changed: str) -> str:
    """Return the address of the same search with some of it changed; empty values leave it."""
    turned = query.copy()
    for name, value in changed.items():
        turned[name] = value
    kept = [(name, value) for name, value in turned.items() if value]
    after = QueryDict(mutable=True)
    for name, kept_value in kept:
        after[name] = str(kept_value)
    return f"?{after.urlencode()}"
