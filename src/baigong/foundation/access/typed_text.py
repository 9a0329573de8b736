"""What nobody types and no page can show is taken out of every request before anything reads it.

Control characters, halves of surrogate pairs, signs that turn the direction of reading, and code points that are no
characters: no keyboard makes them, they come along when text is copied from elsewhere, and nobody who sees the field
could find and mend them. Left in, a NUL stops a PostgreSQL statement, a control character breaks XML, and a turned
name reads as another. Joiners, combining marks and rare 汉字 of four bytes are writing and stay (reliability test 57).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

# Tab and line ends are writing. U+202A-202E and U+2066-2069 turn the direction of what follows.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_NO_COOKIE = re.compile(r"[\x00-\x1f\x7f]")


def typed_text(text: str) -> str:
    """Return the text without what is no writing; most texts come back as they are."""
    return _NO_TEXT.sub("", text)


class TypedTextMiddleware:
    """Cleans the question, the form and the cookies of a request; files are read by those who ask for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(_NO_COOKIE.search(value) for value in request.COOKIES.values()):
            request.COOKIES = {
                name: value for name, value in request.COOKIES.items() if not _NO_COOKIE.search(value)
            }
        request.GET = cleaned(request.GET)  # type: ignore[assignment]  # as immutable as before
        if request.method == "POST":
            request.POST = cleaned(request.POST)  # type: ignore[assignment]  # the same
        return self.get_response(request)


def cleaned(said: QueryDict) -> QueryDict:
    """Return what was said, itself when nothing had to be taken out."""
    if not any(_NO_TEXT.search(text) for name, values in said.lists() for text in (name, *values)):
        return said
    kept = QueryDict(mutable=True, encoding=said.encoding)
    for name, values in said.lists():
        kept.setlist(typed_text(name), [typed_text(value) for value in values])
    kept._mutable = False
    return kept
