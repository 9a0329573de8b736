"""One signed call, one JSON answer; every refusal is `{"error", "sentence"}` with its status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from baigong.foundation.access.visitors import client_address
from baigong.foundation.exchange.workbooks import batch_problems_workbook
from baigong.foundation.feeds.calling import MINUTE
from baigong.foundation.feeds.errors import FeedError, NotSignedError
from baigong.foundation.feeds.pushing import Call, deliver, may_be_signed
from baigong.foundation.feeds.reading import batch_to_return, read_receipt
from baigong.foundation.feeds.receipts import receipt_of
from baigong.foundation.feeds.receiving import scope_of
from baigong.foundation.scope import enter

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_MANY = 429
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def _answered(act: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a call, or say why not in the one form errors have."""
    try:
        response = act()
    except FeedError as error:
        response = _json({"error": error.code, "sentence": error.sentence}, error.status)
        if error.status == TOO_MANY:
            response["Retry-After"] = str(int(MINUTE.total_seconds()))
    response["Cache-Control"] = "no-store"
    return response


def _json(answer: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})


def _call_of(request: HttpRequest) -> Call:
    if not may_be_signed(request.headers):
        raise NotSignedError
    if request.content_type in _FORMS:
        raise FeedError("form", "请把文件原样放在请求体里，不要用表单上传。", status=415)
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise FeedError("too_large", "一次最多送5MB。请分成几份，或改走文件交换目录。", status=413) from error
    return Call(request.method or "", request.path, request.headers, body, _address_of(request))


def _address_of(request: HttpRequest) -> str:
    """Return from where a call comes, "" where that cannot be said: then it comes from no agreed address."""
    try:
        return client_address(request)
    except PermissionDenied:
        return ""


@csrf_exempt  # no cookie is asked here: the signature says who calls
def push(request: HttpRequest, feed_name: str) -> HttpResponse:
    """A file for a feed; 202 when it is new, 200 with the first receipt when it was here before."""

    def act() -> HttpResponse:
        feed, delivery, is_new = deliver(_call_of(request), feed_name=feed_name)
        with enter(scope_of(feed)):
            return _json(receipt_of(feed, delivery), 202 if is_new else 200)

    return _answered(act)


def receipt(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """What became of a delivery."""
    return _answered(lambda: _json(read_receipt(_call_of(request), delivery_id)))


def rejects(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """The rows that stayed out, as a workbook with the reason beside each cell."""

    def act() -> HttpResponse:
        feed, batch = batch_to_return(_call_of(request), delivery_id)
        with enter(scope_of(feed)):
            response = HttpResponse(batch_problems_workbook(batch), content_type=WORKBOOK)
        response["Content-Disposition"] = f'attachment; filename="{feed.name}-rejects.xlsx"'
        return response

    return _answered(act)
