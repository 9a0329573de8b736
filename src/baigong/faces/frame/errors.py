"""Error pages: say what happened, what is safe, what to do next, and a number to name on the telephone.

They touch no table and no session, so that they still come when those are the fault.
"""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader

from baigong.faces.frame.full_disk import is_full

logger = logging.getLogger("baigong.faces.frame")


def fault_number(request: HttpRequest) -> str:
    """The request's own number where one was given on the way in, else a fresh short one."""
    given = getattr(request, "reference", "") or getattr(request, "request_id", "")
    return str(given) or secrets.token_hex(3).upper()


def _page(request: HttpRequest, name: str, status: int, **more: str) -> HttpResponse:
    body = loader.get_template(name).render({"number": fault_number(request), **more})
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    return _page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a sentence carried by the refusal is shown, because it says whom to ask."""
    return _page(request, "403.html", 403, reason=str(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the page is not here, or is not this person's to see; both look the same."""
    return _page(request, "404.html", 404)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: the file or the form is larger than the site accepts."""
    return _page(request, "413.html", 413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from this site or sat open too long."""
    return _page(request, "403_csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: the number on the page is the number in the log. 507 when it was the disk that took no more."""
    number = fault_number(request)
    logger.error("fault %s at %s", number, request.path, exc_info=True)
    if is_full(sys.exc_info()[1]):
        return HttpResponse(loader.get_template("507.html").render({"number": number}), status=507)
    body = loader.get_template("500.html").render(
        {"number": number, "reading": request.method in {"GET", "HEAD"}}
    )
    return HttpResponse(body, status=500)
