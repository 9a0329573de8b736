"""What stands outside although it is closed here, what waits to be put up, and asking outlets for one vacancy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baigong.domains.policies.selectors import pack_for
from baigong.domains.vacancies.models import OutletWish
from baigong.domains.vacancies.outbox import CONTENT
from baigong.domains.vacancies.posting import ask_outlets, take_down_again
from baigong.domains.vacancies.reconciling import MOST_SHOWN, OrderLine, counts_by_channel, order_lines
from baigong.domains.vacancies.services import VacancyError
from baigong.faces.desk.views.vacancies import vacancy_or_404
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

HOURS_OF_A_DAY = 24
STATES = {
    "queued": ("排队送出", "wait"),
    "handed_out": ("已送出，等回执", "on"),
    "failed": ("没办成", "late"),
    "not_sent": ("未发出（没接通）", "late"),
    "to_do": ("等人去办", "wait"),
    "posted": ("已登出", "done"),
    "taken_down": ("已撤下", "off"),
}


# A take-down that nothing carries out is for people to do, whatever the outlet.
BY_PEOPLE = {"not_sent": ("没接通，请人去撤下", "late"), "to_do": ("请人去撤下", "late")}


def register(request: HttpRequest) -> HttpResponse:
    """Orders nobody has done yet: take-downs first, by outlet and the oldest first; then what is to go up."""
    channel = request.GET.get("channel", "")
    down, up = counts_by_channel(OutletWish.TAKE_DOWN), counts_by_channel(OutletWish.PUT_UP)
    is_right = not channel or channel in {*down, *up}
    labels = _labels(request)
    shown = {
        wish: order_lines(wish, channel) if is_right else []
        for wish in (OutletWish.TAKE_DOWN, OutletWish.PUT_UP)
    }
    context = {
        "title": "外部渠道",
        "facts": f"应下架未下架{sum(down.values())}处，等着登出{sum(up.values())}处",
        "channels": [
            {"code": code, "label": labels.get(code, code), "down": down.get(code, 0), "up": up.get(code, 0)}
            for code in sorted({*down, *up})
        ],
        "channel": channel,
        "down": [_row(line) for line in shown[OutletWish.TAKE_DOWN]],
        "up": [_row(line) for line in shown[OutletWish.PUT_UP]],
        "most": MOST_SHOWN,
        "today": clock.today(),
    }
    return render(request, "desk/work/outlets.html", context, status=200 if is_right else 400)


def _labels(request: HttpRequest) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in standing_of(request).scope.places:
        found |= {each.code: each.label for each in pack_for(path).channel_list(CONTENT)}
    return found


def _row(line: OrderLine) -> dict[str, Any]:
    is_down = line.order.wish == OutletWish.TAKE_DOWN
    words, shape = (BY_PEOPLE if is_down else {}).get(line.state, STATES[line.state])
    return {
        "line": line,
        "words": words,
        "shape": shape,
        "age": waiting_text(line.waiting_hours),
        "reason": line.receipt.note if line.receipt and line.state == "failed" else "",
    }


def waiting_text(hours: int) -> str:
    """Return how long something has been waiting, in days from the second day on."""
    if hours < 1:
        return "不到1小时"
    return f"{hours}小时" if hours < HOURS_OF_A_DAY else f"{hours // HOURS_OF_A_DAY}天"


def ask(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """Ask the outlets that were ticked to put a vacancy up, or one that failed to take it down once more."""
    found, by = vacancy_or_404(vacancy_id), standing_of(request).scope.actor
    down = request.POST.get("down", "")
    try:
        if down:
            is_asked = take_down_again(by=by, vacancy=found, channel=down)
            words = "又送了一次撤下的请求。" if is_asked else "这个渠道没接通，或者已经撤下，没有再送。"
            messages.success(request, words)
        else:
            asked = ask_outlets(by=by, vacancy=found, channels=request.POST.getlist("outlet"))
            words = f"记下了，{asked}个渠道要登出。" if asked else "选的渠道已经登着，或者正在办。"
            messages.success(request, words)
    except VacancyError as error:
        messages.error(request, error.sentence)
    return redirect("desk:vacancy", found.id)
