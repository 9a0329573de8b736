"""What was asked to leave the house: one's own, what waits for one's second look, and taking it; on every face."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.exchange.handouts import (
    Handed,
    HandoutError,
    Limits,
    decide,
    handouts_of,
    rows_today,
    take,
    waiting_for,
)
from baigong.foundation.exchange.models import Handout, HandoutState

NONE_SUCH = "没有这一份，或不归您看。请刷新，再选。"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class HandoutForm(forms.Form):
    """Which handout."""

    handout = forms.UUIDField(error_messages={"invalid": NONE_SUCH, "required": NONE_SUCH})


class DecideForm(HandoutForm):
    """Which handout, and whether one agrees."""

    answer = forms.ChoiceField(
        choices=[("yes", "同意"), ("no", "不同意")], error_messages={"invalid_choice": "请点同意或不同意。"}
    )


@dataclass(frozen=True, slots=True)
class HandoutPage:
    """The page of one face: the namespace of its addresses, the figures in force, and who the second person is.

    `circle` is whose handouts these are (`Asked.circle`), `second` how the second person is called.
    """

    namespace: str
    limits: Limits
    circle: str = ""
    second: str = "同一地方的另一个人"

    @property
    def url(self) -> str:
        return reverse(f"{self.namespace}:handouts")

    @property
    def take_url(self) -> str:
        return reverse(f"{self.namespace}:handout_take")


def register(request: HttpRequest, page: HandoutPage) -> HttpResponse:
    """The list; sent, it decides on somebody else's."""
    if request.method == "POST":
        _decide(request, page)
        return HttpResponseRedirect(page.url)
    by = standing_of(request).scope.actor
    shown = {
        "title": "导出",
        "facts": f"今天导出{rows_today(by)}行，一天最多{page.limits.day_rows}行",
        "waiting": waiting_for(by, page.circle),
        "own": [(row, _may_take(row)) for row in handouts_of(by, page.circle)],
        "page": page,
    }
    return render(request, "frame/handouts.html", shown)


def take_one(request: HttpRequest, page: HandoutPage) -> HttpResponse:
    """Hand an agreed file to whoever asked for it."""
    form, why = HandoutForm(request.POST), NONE_SUCH
    if form.is_valid():
        by, handout_id = standing_of(request).scope.actor, form.cleaned_data["handout"]
        try:
            content = take(by=by, handout_id=handout_id, circle=page.circle)
        except Handout.DoesNotExist:
            why = NONE_SUCH
        except HandoutError as error:
            why = error.sentence
        else:
            return _file(content, "导出.xlsx")
    messages.error(request, why)
    return HttpResponseRedirect(page.url)


def answer_of(request: HttpRequest, page: HandoutPage, handed: Handed, name: str) -> HttpResponse:
    """Return the file, or the way to where it waits for a second person."""
    if handed.content is not None:
        return _file(handed.content, name)
    count, alone = handed.row.row_count, page.limits.alone_rows
    messages.success(
        request, f"这一份有{count}行，超过{alone}行要第二个人同意。已经送审，同意以后在这一页取。"
    )
    return HttpResponseRedirect(page.url)


def _decide(request: HttpRequest, page: HandoutPage) -> None:
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有办：请在列表里点同意或不同意。")
        return
    by, agrees = standing_of(request).scope.actor, form.cleaned_data["answer"] == "yes"
    handout_id = form.cleaned_data["handout"]
    try:
        decide(by=by, handout_id=handout_id, agrees=agrees, limits=page.limits, circle=page.circle)
    except Handout.DoesNotExist:
        messages.error(request, NONE_SUCH)
    except HandoutError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "同意了，要的人现在可以取。" if agrees else "记下了，文件已经销毁。")


def _may_take(row: Handout) -> bool:
    return row.state == HandoutState.OPEN and row.open_until is not None and row.open_until > clock.now()


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "no-store",
        },
    )
