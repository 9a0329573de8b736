"""Which columns hold ciphertexts, under which key each row lies, and sealing a batch of them anew."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Count, F, Func

from baigong.foundation.facts.models import Fact
from baigong.foundation.privacy.envelope import seal, unseal
from baigong.foundation.privacy.errors import SealBroken
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.privacy.secret import Secret, open_inside
from baigong.foundation.rotation.models import ResealPermit
from baigong.foundation.scope.conditions import mark_of
from baigong.foundation.scope.declaration import ScopedBy

BATCH = 200
EVIDENCE = frozenset({"audit.change.before"})
"""Sealed values under a MAC of the audit: they keep their ciphertext, and retiring a root keeps their key."""


class KeyId(Func):
    """The id of the key in a ciphertext's head, read by the database."""

    output_field = models.CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="lower(hex(substr(%(expressions)s, 3, 4)))", **context
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "encode(substring(%(expressions)s from 3 for 4), 'hex')"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One encrypted field of one model."""

    model: type[models.Model]
    field: EncryptedTextField

    @property
    def label(self) -> str:
        return self.field.logical_name

    @property
    def is_of_a_fact(self) -> bool:
        return issubclass(self.model, Fact)

    def counts(self) -> Counter[str]:
        """Return how many rows lie under each key."""
        rows = self._keyed().values("sealed_under").annotate(rows=Count("pk")).order_by()
        return Counter({row["sealed_under"]: row["rows"] for row in rows})

    def reseal(self, active: str) -> Iterator[int]:
        """Seal every row under another key anew, a batch a transaction; yields how many each batch did.

        A row that somebody changes meanwhile is left alone: it was sealed under the active key just then.
        """
        last: Any = None
        while True:
            waiting = self._keyed().exclude(sealed_under=active).order_by("pk")
            waiting = waiting.filter(pk__gt=last) if last is not None else waiting
            rows = list(waiting.values_list("pk", self.field.attname)[:BATCH])
            if not rows:
                return
            last = rows[-1][0]
            yield self._exchange(rows)

    def _keyed(self) -> Any:
        name = self.field.attname
        rows = self.model._default_manager.filter(**{f"{name}__isnull": False})
        return rows.annotate(sealed_under=KeyId(F(name)))

    @transaction.atomic
    def _exchange(self, rows: list[tuple[Any, Secret]]) -> int:
        exchanges = [(key, *self._anew(key, secret)) for key, secret in rows]
        permits = self._permit(exchanges) if self.is_of_a_fact else []
        done = self._write(exchanges)
        ResealPermit.objects.filter(id__in=[permit.id for permit in permits]).delete()
        return done

    def _anew(self, key: Any, secret: Secret) -> tuple[bytes, bytes]:
        """Return the old and the new ciphertext, which were both opened and said the same."""
        row_id = str(key)
        bound = secret.bound_to(row_id)
        plain = open_inside(bound).encode()
        fresh = seal(self.label, row_id, plain)
        if unseal(self.label, row_id, fresh) != plain:
            raise SealBroken(f"“{self.label}”行号{row_id}重封后打开不一样，没有换。请检查密钥文件。")
        return bound.sealed_bytes(), fresh

    def _permit(self, exchanges: list[tuple[Any, bytes, bytes]]) -> list[ResealPermit]:
        table, column = self.model._meta.db_table, self.field.column
        return ResealPermit.objects.bulk_create(
            ResealPermit(
                table_name=table, column_name=column, row_key=_as_text(key), was=was, becomes=becomes
            )
            for key, was, becomes in exchanges
        )

    def _write(self, exchanges: list[tuple[Any, bytes, bytes]]) -> int:
        table, column, key_field = self.model._meta.db_table, self.field.column, self.model._meta.pk
        mark = mark_of(table) if isinstance(getattr(self.model, "scoped_by", None), ScopedBy) else ""
        statement = (
            f'UPDATE "{table}" SET "{column}" = %s '  # noqa: S608 (own names)
            f'WHERE "{key_field.column}" = %s AND "{column}" = %s {mark}'
        )
        values = [
            (becomes, key_field.get_db_prep_value(key, connection), was) for key, was, becomes in exchanges
        ]
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)
            return int(cursor.rowcount)


def sealed_columns() -> list[SealedColumn]:
    """Return every encrypted field whose rows are sealed anew, by logical name."""
    found = [
        SealedColumn(model, field)
        for model in apps.get_models()
        if not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField) and field.logical_name not in EVIDENCE
    ]
    return sorted(found, key=lambda each: each.label)


def _as_text(key: Any) -> str:
    """Return a key as the trigger reads it from the row: as this engine keeps it."""
    if isinstance(key, uuid.UUID) and connection.vendor == "sqlite":
        return key.hex
    return str(key)
