"""An import of the sample list at one place, and the table its effects go to."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from baigong.foundation.exchange import services
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.ids import uuid7
from baigong.foundation.scope import enter

_spec = importlib.util.spec_from_file_location("sample_list", Path(__file__).with_name("sample_list.py"))
assert _spec and _spec.loader
sample_list: Any = importlib.util.module_from_spec(_spec)
sys.modules["sample_list"] = sample_list
_spec.loader.exec_module(sample_list)


@pytest.fixture
def effects(transactional_db: None) -> Iterator[Callable[[str], Counter[int]]]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS exchange_test_effect")
        cursor.execute(
            "CREATE TABLE exchange_test_effect (what varchar(4) NOT NULL, number integer NOT NULL)"
        )

    def read(what: str) -> Counter[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM exchange_test_effect WHERE what = %s", [what])
            return Counter(row[0] for row in cursor.fetchall())

    yield read
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE exchange_test_effect")


@pytest.fixture
def upload(effects: Any) -> Iterator[Callable[..., ImportBatch]]:
    """Hand the sample file in, inside the officer's scope, which stays entered."""

    def hand_in(data: bytes = b"") -> ImportBatch:
        return services.upload_file(
            by="officer",
            list_name="sample",
            place_id=uuid7(),
            place_path=sample_list.PLACE,
            county_id="7a",
            file_name="样表.csv",
            data=data or sample_list.csv_file(),
        )

    sample_list.SAMPLE.by.clear()
    with enter(sample_list.SCOPE):
        yield hand_in
