"""What is asked of the register of people, read from the address or from the form beside the list."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.db.models import Q
from django.http import QueryDict

from baigong.domains.parties.selectors import persons_with_tokens
from baigong.domains.workers.selectors import REGISTER
from baigong.foundation.lists import ListRequest, ListRequestError

NAME = "name"
COUNT = "count"
MOST_TOKENS = 40


def question_of(query: QueryDict) -> tuple[ListRequest, Q | None]:
    """Return the request and what narrows it by name.

    :raises ListRequestError: for a question that cannot be understood, which is never widened.
    """
    asked = ListRequest.from_query(REGISTER, query, also=(NAME, COUNT))
    words = query.get(NAME, "").split(".") if query.get(NAME) else []
    if not words:
        return asked, None
    try:
        if len(words) > MOST_TOKENS:
            raise ValueError(len(words))
        return asked, persons_with_tokens(words)
    except ValueError:
        raise ListRequestError("按姓名查找的地址不完整。请重新输入姓名查找。", code="name") from None


def question_sent(words: str) -> QueryDict:
    """Return the question a form beside the list sends along, without the page."""
    query = QueryDict(mutable=True)
    for key, value in parse_qsl(words):
        if key not in ("page", "after", "before", "of", COUNT):
            query.appendlist(key, value)
    return query
