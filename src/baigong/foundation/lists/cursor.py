"""A position in a list: the order's value and the key of the row beside it, as one word in the address.

The word is plain, not secret: it holds nothing but what its reader saw in that row, and a forged one only
names another position in the same scoped list.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from baigong.foundation.lists.errors import ListRequestError

LONGEST = 600


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row's place in one order; `number` is the page that begins or ends here, when known."""

    sort: str
    is_descending: bool
    value: Any
    key: Any
    number: int | None = None


def write_cursor(cursor: Cursor) -> str:
    """Return the cursor as one word."""
    value = None if cursor.value is None else _text_of(cursor.value)
    parts = [cursor.sort, int(cursor.is_descending), value, str(cursor.key), cursor.number]
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def read_cursor(word: str, *, column: Any, key: Any) -> Cursor:
    """Return the cursor a word stands for; `column` and `key` are the fields its two values belong to.

    :raises ListRequestError: for anything `write_cursor` would not have written.
    """
    try:
        if len(word) > LONGEST:
            raise ValueError("too long")
        padded = word + "=" * (-len(word) % 4)
        parts = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
        sort, is_descending, value, identifier, number = parts
        cursor = Cursor(
            sort=_checked(sort, str),
            is_descending=bool(_checked(is_descending, int)),
            value=_value_of(column, value),
            key=_value_of(key, _checked(identifier, str)),
            number=None if number is None else _page_number(number),
        )
    except (ValueError, TypeError, ValidationError, binascii.Error, RecursionError):
        raise broken_cursor() from None
    if cursor.key is None or (cursor.value is None and not column.null):
        raise broken_cursor()
    return cursor


def broken_cursor() -> ListRequestError:
    return ListRequestError("翻页的位置读不出来，可能地址没有复制完整。请从第1页重新打开。", code="cursor")


def _checked(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(value)
    return value


def _page_number(value: Any) -> int:
    if not 1 <= _checked(value, int) <= 10_000_000:
        raise ValueError(value)
    return int(value)


def _text_of(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _value_of(column: Any, text: str | None) -> Any:
    """Return a value of the field from its text, checked as if somebody had entered it."""
    if text is None:
        return None
    value = column.to_python(_checked(text, str))
    if isinstance(column, models.DateTimeField) and value.utcoffset() is None:
        raise ValueError(text)
    if isinstance(value, str) and "\x00" in value:
        raise ValueError(text)
    column.run_validators(value)
    return value
