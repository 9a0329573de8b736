"""The pages anybody may open: first page, list of vacancies, one vacancy."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from baigong.domains.places.selectors import path_labels
from baigong.domains.vacancies.public import (
    PublicPage,
    PublicPlace,
    newest_public,
    public_overview,
    public_places,
    public_vacancy,
    search_public,
    trade_counts,
)
from baigong.domains.vacancies.public_addresses import alike, alike_to_gone
from baigong.domains.vacancies.public_rows import PublicVacancy
from baigong.domains.workers.enums import Shift
from baigong.faces.portal import trades, wording
from baigong.faces.portal.distances import far_notes
from baigong.faces.portal.lines import line, lines, lines_of, list_url
from baigong.faces.portal.paging import pager
from baigong.faces.portal.searching import (
    ASKED_SHIFTS,
    KEYS,
    KILOMETRES,
    LONGEST_WORDS,
    PAY_STEPS,
    Asked,
    SearchForm,
    names_of,
    origin_of,
    read,
)
from baigong.foundation.lists.errors import ListRequestError
from baigong.foundation.shared_pages.news import tells_of

LATEST_COUNT = 6
TITLE_COUNT = 6
# With few results on the page, people are told what each condition costs them.
FEW = 5
ALIKE_COUNT = 5


def home(request: HttpRequest) -> HttpResponse:
    """The question 想干什么活, what is open now, and what came last."""
    context = {
        "title": "百工在此，各得其所",
        "overview": public_overview(TITLE_COUNT),
        "latest": lines(newest_public(LATEST_COUNT)),
        "places": public_places(),
    }
    return render(request, "portal/home.html", context)


def jobs(request: HttpRequest) -> HttpResponse:
    """The list: whole page, or only its results when a script asks."""
    places = public_places()
    form = SearchForm(request.GET, places)
    if not form.is_valid():
        return _refused(request, places, _first_error(form))
    asked = read(form, places)
    try:
        page = search_public(
            asked.search, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        )
    except ListRequestError as error:
        return _refused(request, places, str(error))
    context = _list_context(asked, page, places)
    is_partial = _wants_partial(request)
    answer = render(request, "portal/parts/results.html" if is_partial else "portal/jobs.html", context)
    patch_vary_headers(answer, ("HX-Request",))
    if is_partial:
        answer["HX-Push-Url"] = list_url(asked.address())
    return answer


def job(request: HttpRequest, vacancy_id: uuid.UUID) -> HttpResponse:
    """One vacancy; one that came down says so (410), and what was never public looks like what never was."""
    detail = public_vacancy(vacancy_id)
    if detail is None:
        others = alike_to_gone(vacancy_id, ALIKE_COUNT)
        if others is None:
            raise Http404
        return _gone(request, others)
    summary = detail.summary
    context: dict[str, Any] = {
        "title": summary.title,
        "detail": detail,
        "line": line(summary),
        "requirements": wording.requirements(detail),
        "summary_text": wording.facts_text(summary),
        "shift_words": wording.SHIFTS.get(Shift(summary.shift)) if summary.shift else "",
        "low_yuan": wording.yuan(summary.pay_from_fen_month or 0),
        "high_yuan": wording.yuan(summary.pay_to_fen_month or 0),
        "valid_through": wording.valid_through(summary),
        "regions": path_labels(detail.place_path),
        "others": lines(
            alike(
                detail.occupation_codes, detail.occupation_group, detail.place_path, ALIKE_COUNT,
                beside=vacancy_id,
            )
        ),
        "firm_url": reverse("portal:firm", args=[detail.employer_id]),
        "alike_url": list_url(urlencode({"q": summary.title[:LONGEST_WORDS]})),
        "crumbs": [{"label": "找工作", "url": reverse("portal:jobs")}, {"label": summary.title}],
    }  # fmt: skip
    shown = [vacancy_id, *(each["vacancy"].id for each in context["others"])]
    return tells_of(render(request, "portal/job.html", context), (key.hex for key in shown))


def _gone(request: HttpRequest, others: tuple[PublicVacancy, ...]) -> HttpResponse:
    crumbs = [{"label": "找工作", "url": reverse("portal:jobs")}, {"label": "已经撤下的岗位"}]
    context = {"title": "这个岗位已经不招了", "others": lines(others), "crumbs": crumbs}
    return render(request, "portal/gone.html", context, status=410)


def _wants_partial(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _first_error(form: SearchForm) -> str:
    name, errors = next(iter(form.errors.items()))
    return f"“{form.fields[name].label}”这一项读不懂：{errors[0]}"


def _refused(request: HttpRequest, places: tuple[PublicPlace, ...], sentence: str) -> HttpResponse:
    context = {"title": "找工作", "places": places, "refusal": sentence, "values": {}} | _choices({})
    return render(request, "portal/jobs.html", context, status=400)


def _choices(values: Any) -> dict[str, Any]:
    """The options of the form, with a trade or an amount somebody typed into the address among them."""
    steps = sorted({*PAY_STEPS, *([values["pay"]] if "pay" in values else [])})
    return {"trades": trades.options(values.get("trade", "")), "pay_steps": steps, "shifts": ASKED_SHIFTS,
            "kilometres": KILOMETRES}  # fmt: skip


def _list_context(asked: Asked, page: PublicPage, places: tuple[PublicPlace, ...]) -> dict[str, Any]:
    names, origin = names_of(asked, places), origin_of(asked, places)
    query = asked.address()
    return {
        "title": "找工作",
        "places": places,
        "values": asked.values,
        "page": page,
        "lines": lines_of(page),
        "far_notes": far_notes(asked, page, origin),
        "chips": _chips(asked, names, origin),
        "clear_url": reverse("portal:jobs") if names or origin else "",
        "relaxations": _relaxations(asked, page, names),
        "understood": asked.search.understood(),
        "literal_url": list_url(asked.address(literal="yes")),
        "loose_url": list_url(asked.address(leave="literal")),
        "pager": pager(page, reverse("portal:jobs"), query, asked.search.order),
        "sorts": _sorts(asked, origin),
        "branches": _branches(asked),
        "feed_url": reverse("portal:feed") + (f"?{query}" if query else ""),
    } | _choices(asked.values)


def _chips(asked: Asked, names: dict[str, str], origin: PublicPlace | None) -> list[dict[str, str]]:
    """The conditions set, and the place distances are measured from unless one names it; where each is given up."""
    given = [(label, KEYS[name]) for name, label in names.items()]
    if origin is not None and "within" not in names:
        given.append((f"离{origin.name}", "near"))
    return [{"label": label, "url": list_url(asked.address(leave=key))} for label, key in given]


def _sorts(asked: Asked, origin: PublicPlace | None) -> list[dict[str, Any]]:
    offered = [("new", "最新公开"), ("pay", "工资高"), ("key", "重点企业在前")]
    offered += [("near", "最近的在前")] if origin is not None else []
    return [
        {
            "label": label,
            "url": list_url(asked.address(sort=code)),
            "is_current": asked.search.order == code,
        }
        for code, label in offered
    ]


def _branches(asked: Asked) -> list[dict[str, Any]]:
    """The trades below the one chosen that have posts, each with how many under the other conditions."""
    below = trades.children(asked.values.get("trade", ""))
    counts = trade_counts(asked.search, [code for code, _ in below]) if below else {}
    return [
        {"label": label, "count": counts[code], "url": list_url(asked.address(trade=code))}
        for code, label in below
        if counts[code]
    ]


def _relaxations(asked: Asked, page: PublicPage, names: dict[str, str]) -> list[dict[str, Any]]:
    """What giving up one condition would add, the largest gain first; only while results are few.

    When nothing is found and giving up one does not help, what each condition finds alone.
    """
    if page.total > FEW:
        return []
    gains: list[dict[str, Any]] = [
        {"words": f"不限{label}", "count": page.total_without[name] - page.total,
         "url": list_url(asked.address(leave=KEYS[name]))}
        for name, label in names.items()
    ]  # fmt: skip
    if not page.total and not any(gain["count"] for gain in gains):
        gains = [
            {
                "words": f"只要{label}",
                "count": page.total_only[name],
                "url": list_url(asked.only(KEYS[name])),
            }
            for name, label in names.items()
        ]
    return sorted((gain for gain in gains if gain["count"] > 0), key=lambda gain: -gain["count"])
