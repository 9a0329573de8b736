"""Before a request is answered its process hears what is no longer true of what it keeps."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from baigong.foundation.freshness.keeping import hear


class FreshnessMiddleware:
    """Stands behind the static files and the kept pages, which ask for news themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hear()
        return self.get_response(request)
