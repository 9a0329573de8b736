"""The register of people as a workbook: masked for officers, in plain for who has the leave for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from baigong.domains.policies.handing_out import limits_in_plain
from baigong.faces.desk.exporting import TooManyError, workbook_of_people
from baigong.faces.desk.exporting_plain import plain_workbook_of_people
from baigong.faces.desk.forms import PurposeForm
from baigong.faces.desk.people_question import question_of, question_sent
from baigong.faces.desk.views.handouts import answer_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.errors import PurposeMissing
from baigong.foundation.exchange.handouts import HandoutError
from baigong.foundation.lists import ListRequestError


def export_plain(request: HttpRequest) -> HttpResponse:
    """The same in plain, for who has the leave, with a purpose; each person is written down as seen."""
    query, form = question_sent(request.POST.get("query", "")), PurposeForm(request.POST)
    back = HttpResponseRedirect(f"{reverse('desk:people')}?{query.urlencode()}")
    if not form.is_valid():
        messages.error(request, "没有导出：请写用途，至少四个字。")
        return back
    try:
        asked, narrow = question_of(query)
        handed = plain_workbook_of_people(asked, narrow, standing_of(request), purpose=form.words_for_audit)
    except (ListRequestError, TooManyError, HandoutError, PurposeMissing) as error:
        messages.error(request, str(error))
        return back
    return answer_of(
        request, handed, "求职人员实名.xlsx", limits_in_plain(handed.row.place_path, clock.today())
    )


def export(request: HttpRequest) -> HttpResponse:
    """A masked workbook of what the register now shows, with a line in the audit."""
    query = question_sent(request.POST.get("query", ""))
    try:
        asked, narrow = question_of(query)
        handed = workbook_of_people(asked, narrow, standing_of(request))
    except (ListRequestError, TooManyError, HandoutError) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(f"{reverse('desk:people')}?{query.urlencode()}")
    return answer_of(request, handed, "求职人员.xlsx")
