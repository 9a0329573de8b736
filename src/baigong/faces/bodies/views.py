"""The desk of agencies, schools and departments: what they send, what they agreed on, what they may read (M01.5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.agreements.selectors import agreements_as_party
from baigong.domains.places.models import Place
from baigong.domains.statuses.credit import credit_records, leave_to_read
from baigong.domains.users.enums import Role
from baigong.domains.users.mandate_desk import desk_of, gives_a_desk
from baigong.domains.users.mandates import mandates_held
from baigong.faces.bodies.forms import CreditSearch, HandInForm
from baigong.faces.bodies.lines import delivery_line, feed_line, list_title
from baigong.faces.frame import figures
from baigong.faces.frame.paging import pager_of
from baigong.foundation import clock
from baigong.foundation.access.standing import Standing, standing_of
from baigong.foundation.exchange.contract import list_names, spec_of
from baigong.foundation.exchange.workbooks import batch_problems_workbook, template_workbook
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.handing_in import (
    hand_in,
    own_deliveries,
    own_delivery,
    own_feed,
    own_feeds,
    rows_to_mend,
)
from baigong.foundation.feeds.models import Feed, FeedWay
from baigong.foundation.feeds.receiving import scope_of
from baigong.foundation.scope import enter, system_scope

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def home(request: HttpRequest) -> HttpResponse:
    """What is to be sent today, for whom one acts, what holds with others."""
    standing, on = standing_of(request), clock.today()
    lines = [feed_line(each) for each in own_feeds(on)]
    to_send = [line for line in lines if line["is_by_hand"] and line["shape"] != "done"]
    said = f"有{len(to_send)}份数据该送了" if to_send else "没有要送的数据"
    shown = {
        "title": f"{figures.day(on, 'weekday')}，{said}",
        "facts": standing.place_label,
        "lines": lines,
        "agreements": agreements_as_party(_body_id(standing), on),
        "mandates": _mandates(request) if standing.role == Role.AGENCY else None,
        "may_read_credit": standing.role == Role.DEPARTMENT and leave_to_read(_body_id(standing), on),
    }
    return render(request, "bodies/home.html", shown)


def _mandates(request: HttpRequest) -> list[dict[str, Any]]:
    user: Any = request.user
    return [
        {"firm": each.organisation.name, "matter": each.get_matter_display(), "last_day": each.last_day,
         "desk": desk_of(each) if gives_a_desk(each) else ""}
        for each in mandates_held(user.id)
    ]  # fmt: skip


def feeds(request: HttpRequest) -> HttpResponse:
    """Every feed of the own body, late ones first."""
    lines = [feed_line(each) for each in own_feeds(clock.today())]
    late = sum(line["shape"] == "late" for line in lines)
    facts = f"{len(lines)}项，{late}项迟了" if lines else ""
    return render(request, "bodies/feeds.html", {"title": "报送数据", "facts": facts, "lines": lines})


def feed(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """One feed: hand a file in, and what became of those before."""
    found = _feed_or_404(feed_id)
    form = HandInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answer = _handed_in(request, found, form)
        if answer is not None:
            return answer
    shown = {
        "title": found.title,
        "feed": found,
        "list_title": list_title(found.list_name),
        "may_hand_in": found.way == FeedWay.HAND and found.withdrawn_at is None,
        "form": form,
        "lines": [delivery_line(each) for each in own_deliveries(found)],
        "crumbs": [{"label": "报送数据", "url": reverse("bodies:feeds")}, {"label": found.title, "url": ""}],
    }
    return render(request, "bodies/feed.html", shown, status=422 if form.is_bound else 200)


def _handed_in(request: HttpRequest, found: Feed, form: HandInForm) -> HttpResponse | None:
    file = form.cleaned_data["file"]
    try:
        _, is_new = hand_in(
            by=standing_of(request).scope.actor, feed=found, file_name=file.name, data=file.read(),
            as_of=form.cleaned_data["as_of"],
        )  # fmt: skip
    except FeedError as error:
        form.add_error("as_of" if error.code in ("as_of", "older") else "file", error.sentence)
        return None
    if is_new:
        messages.success(request, "收到了，正在入库。过一会儿刷新，看进了多少行、退了多少行。")
    else:
        messages.info(request, "这份文件送过了，下面是那一次的结果，没有重复入库。")
    return HttpResponseRedirect(reverse("bodies:feed", args=[found.id]))


def template(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """The empty workbook of the list a feed goes to."""
    found = _feed_or_404(feed_id)
    if found.list_name not in list_names():
        raise Http404("list")
    return _file(template_workbook(spec_of(found.list_name)), f"{found.name}-template.xlsx")


def rejects(request: HttpRequest, feed_id: UUID, delivery_id: UUID) -> HttpResponse:
    """The rows of one's own file that stayed out, with the reason beside each cell."""
    found = _feed_or_404(feed_id)
    delivery = own_delivery(found, delivery_id)
    if delivery is None:
        raise Http404("delivery")
    try:
        batch = rows_to_mend(by=standing_of(request).scope.actor, feed=found, delivery=delivery)
    except FeedError as error:
        messages.error(request, error.sentence)
        return HttpResponseRedirect(reverse("bodies:feed", args=[found.id]))
    with enter(scope_of(found)):
        return _file(batch_problems_workbook(batch), f"{found.name}-rejects.xlsx")


def credit(request: HttpRequest) -> HttpResponse:
    """What stands against firms' credit at the department's place; each look is written down (FX-6b, M02.5)."""
    standing, on = standing_of(request), clock.today()
    department, form = _body_id(standing), CreditSearch(request.GET or None)
    leave = leave_to_read(department, on)
    shown: dict[str, Any] = {"title": "信用记录", "form": form, "leave": leave}
    if leave is None:
        return render(request, "bodies/credit.html", shown)
    if form.errors:
        return render(request, "bodies/credit.html", shown, status=400)
    words = form.cleaned_data["q"].strip() if form.is_bound else ""
    page = credit_records(
        by=standing.scope.actor, department_id=department, place_path=_place_path(standing.place_id), on=on,
        words=words, page=request.GET.get("page"),
    )  # fmt: skip
    shown |= {
        "facts": f"{page.paginator.count}条",
        "rows": page.object_list,
        "is_asked": bool(words),
        "pager": pager_of(request, page, unit="条", sort_text="新的在前"),
    }
    return render(request, "bodies/credit.html", shown)


def _body_id(standing: Standing) -> UUID:
    """Return whom the post acts for; the table asks one of every body's post."""
    if not standing.party_id:
        raise Http404("body")
    return UUID(standing.party_id)


def _place_path(place_id: str) -> str:
    with system_scope("部门在哪个地方任职"):
        return str(Place.objects.values_list("path", flat=True).get(id=place_id))


def _feed_or_404(feed_id: UUID) -> Feed:
    found = own_feed(feed_id)
    if found is None:
        raise Http404("feed")
    return found


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
