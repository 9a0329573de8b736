"""Forgery of forms: a token, or for the few forms that stand on shared pages the browser's own word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


def takes_own_origin(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a form without a token in, when the browser says it was sent from a page of this site.

    For forms on pages kept for everybody, which can hold nobody's token. Another site cannot write `Origin`.
    """
    view.takes_own_origin = True  # type: ignore[attr-defined]  # read by the middleware below
    return view


class OriginOrTokenMiddleware(CsrfViewMiddleware):
    """Django's check; a view marked `takes_own_origin` is content with a true `Origin`."""

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> Any:
        is_marked = getattr(callback, "takes_own_origin", False)
        if is_marked and "HTTP_ORIGIN" in request.META and self._origin_verified(request):  # type: ignore[attr-defined]  # Django's, not in the stubs
            request.csrf_processing_done = True  # type: ignore[attr-defined]  # as Django's own _accept does
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)
