"""The quick way of writing rows stores what the field's own way stores, on this engine."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection, models

from baigong.foundation.facts.bulk import _converter

INSTANT = datetime.datetime(
    2026, 3, 5, 23, 59, 58, 123456, tzinfo=datetime.timezone(datetime.timedelta(hours=8))
)
VALUES: list[tuple[type[models.Field[Any, Any]], Any]] = [
    (models.DateField, datetime.date(2026, 3, 5)),
    (models.DateField, None),
    (models.DateField, INSTANT),
    (models.DateField, "2026-03-05"),
    (models.DateTimeField, INSTANT),
    (models.DateTimeField, INSTANT.astimezone(datetime.UTC).replace(microsecond=0)),
    (models.DateTimeField, None),
    (models.PositiveSmallIntegerField, 7),
    (models.URLField, "https://a.example/"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_what_is_stored_is_what_the_field_stores(kind: type[models.Field[Any, Any]], value: Any) -> None:
    field = kind()
    with connection.cursor():
        assert _converter(field, connection)(value) == field.get_db_prep_save(value, connection)
