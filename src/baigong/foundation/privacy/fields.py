"""Model fields for personal information: one that encrypts, one that finds."""

from __future__ import annotations

import base64
import functools
import uuid
from collections.abc import Sequence
from typing import Any, NoReturn

from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import class_prepared, pre_save

from baigong.foundation.privacy import kinds
from baigong.foundation.privacy.blind import blind_index, declare
from baigong.foundation.privacy.errors import QueryRefused
from baigong.foundation.privacy.secret import Secret, open_inside

SEALED_PREFIX = "sealed:"


class EncryptedAttribute(DeferredAttribute):
    """Binds each value to its row when it is read or saved, so that it cannot travel to another."""

    field: EncryptedTextField

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Secret) or instance.pk is None:
            return value
        bound = value.bound_to(row_id_of(instance))
        instance.__dict__[self.field.attname] = bound
        return bound

    def __set__(self, instance: models.Model, value: object) -> None:
        if isinstance(value, str):
            value = Secret(self.field.logical_name, self.field.kind, plain=value)
        if isinstance(value, Secret):
            value = self.field.adopt(value)
            if not instance._state.adding:  # while adding, the key may still change
                value = value.bound_to(row_id_of(instance))
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field):  # type: ignore[type-arg]  # only the stubs are generic
    """Text sealed for its logical name and row; reads as a `Secret`, is never queried but for NULL.

    `name` is the logical name bound into every ciphertext: it may never change, whatever table and column do.
    `purpose`, `basis` and `retention` feed the record of processing; a system check demands them.
    The primary key must be known before insert (UUIDv7). `bulk_update` must list the blind index as well.
    """

    description = "加密文本"
    empty_strings_allowed = False
    descriptor_class = EncryptedAttribute

    def __init__(
        self,
        *,
        name: str,
        kind: str,
        purpose: str = "",
        basis: str = "",
        retention: str = "",
        **options: Any,
    ) -> None:
        self.logical_name, self.kind = name, kind
        self.purpose, self.basis, self.retention = purpose, basis, retention
        options["editable"] = False
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        field_name, path, arguments, options = super().deconstruct()
        options.pop("editable", None)
        return field_name, path, arguments, {**options, "name": self.logical_name, "kind": self.kind}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        return [*super().check(**options), *self._check_declaration()]

    def _check_declaration(self) -> list[checks.CheckMessage]:
        found: list[checks.CheckMessage] = []
        if not (self.purpose and self.basis and self.retention):
            found.append(
                checks.Error("个人信息字段要写明用途、依据和保存期限。", obj=self, id="privacy.E001")
            )
        if not kinds.kind_exists(self.kind):
            found.append(checks.Error(f"没有“{self.kind}”这种个人信息。", obj=self, id="privacy.E002"))
        if self.primary_key or self.unique or getattr(self, "db_index", False):
            found.append(checks.Error("密文不能作主键或索引，请用盲索引。", obj=self, id="privacy.E003"))
        return found

    def adopt(self, secret: Secret) -> Secret:
        """Return the secret as one of this field; raises `QueryRefused` for another field's ciphertext."""
        if secret.name != self.logical_name:
            raise QueryRefused(f"“{secret.name}”的密文不能放进“{self.logical_name}”。请重新录入。")
        return secret

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith(SEALED_PREFIX):
            return self._sealed(base64.b64decode(value[len(SEALED_PREFIX) :]))
        return value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Secret | None:
        return None if value is None else self._sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Secret | None:
        secret: Secret | None = getattr(model_instance, self.attname)
        return secret

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Secret):
            raise QueryRefused(f"“{self.logical_name}”是加密字段，不能用update()写入。请逐行保存。")
        if not value.is_fresh:
            open_inside(value)  # came in sealed: prove that it is this row's before it overwrites anything
        return connection.Database.Binary(value.sealed_bytes())

    def stored_column(self, rows: Sequence[models.Model], connection: Any) -> list[Any]:
        """Return what the driver takes of this field for many rows that are written for the first time."""
        held = [row.__dict__[self.attname] for row in rows]
        binary = connection.Database.Binary
        return [
            None
            if value is None
            else binary(value.sealed_for(row_id_of(row)))
            if type(value) is Secret and value.is_fresh
            else self.get_db_prep_value(self.pre_save(row, True), connection)
            for row, value in zip(rows, held, strict=True)
        ]

    def value_to_string(self, obj: models.Model) -> str:
        secret = self.value_from_object(obj)
        return SEALED_PREFIX + base64.b64encode(secret.sealed_bytes()).decode("ascii")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise QueryRefused(f"“{self.logical_name}”是加密字段，不能用来查询。请用它的盲索引。")

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise QueryRefused(f"“{self.logical_name}”是加密字段，不能用来查询。请用它的盲索引。")

    def formfield(self, *arguments: Any, **options: Any) -> None:
        """No model form: its masked initial value would be saved back as the value."""

    def _sealed(self, sealed: bytes) -> Secret:
        return Secret(self.logical_name, self.kind, sealed=sealed)


class BlindIndexAttribute(DeferredAttribute):
    """Follows its source: a value just typed in is fingerprinted on reading, so the two never part."""

    field: BlindIndexField

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is not None and self.field.source in instance.__dict__:
            source = getattr(instance, self.field.source)
            if source is None:
                return None
            if source.is_fresh:
                return self.field.fingerprint(source)
        return super().__get__(instance, cls)

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class BlindIndexField(models.BinaryField):  # type: ignore[type-arg]  # only the stubs are generic
    """The keyed fingerprint of an encrypted field beside it; filter it with `blind_index(name, value)`.

    It is computed from its source, never assigned. Saving the source alone is refused.
    """

    description = "盲索引"
    descriptor_class = BlindIndexAttribute

    def __init__(self, *, source: str, name: str, **options: Any) -> None:
        self.source, self.logical_name = source, name
        options["editable"] = False
        options["max_length"] = 32
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        field_name, path, arguments, options = super().deconstruct()
        for fixed in ("editable", "max_length"):
            options.pop(fixed, None)
        return field_name, path, arguments, {**options, "source": self.source, "name": self.logical_name}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            pre_save.connect(self._refuse_half_save, sender=cls, weak=False)
            class_prepared.connect(self._declare_kind, sender=cls, weak=False)

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        if self._source_field(self.model) is not None:
            return super().check(**options)
        missing = checks.Error(f"盲索引的来源“{self.source}”不是加密字段。", obj=self, id="privacy.E004")
        return [*super().check(**options), missing]

    def fingerprint(self, secret: Secret) -> bytes:
        """Return the fingerprint of an opened or freshly typed value."""
        return blind_index(self.logical_name, open_inside(secret))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        kept: bytes | None = getattr(model_instance, self.attname)
        if kept is None and (source := getattr(model_instance, self.source)) is not None:
            return self.fingerprint(source)
        return kept

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            raise QueryRefused(f"“{self.logical_name}”的盲索引不能直接用原文查。请先算blind_index。")
        return super().get_prep_value(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in ("exact", "in", "isnull"):
            return super().get_lookup(lookup_name)
        raise QueryRefused(f"盲索引“{self.logical_name}”只能查相等，不能查{lookup_name}。")

    def _source_field(self, model: type[models.Model]) -> EncryptedTextField | None:
        field = next((f for f in model._meta.local_fields if f.name == self.source), None)
        return field if isinstance(field, EncryptedTextField) else None

    def _declare_kind(self, sender: Any, **_: Any) -> None:
        source = self._source_field(sender)
        if source is not None:
            declare(self.logical_name, source.kind)

    def _refuse_half_save(self, sender: Any, update_fields: Any = None, **_: Any) -> None:
        if update_fields and self.source in update_fields and self.name not in update_fields:
            raise QueryRefused(f"保存“{self.source}”要连同盲索引“{self.name}”一起，否则查不到。")


def row_id_of(instance: models.Model) -> str:
    """Return the row id in the one spelling that is bound into ciphertexts."""
    key = instance.pk
    return _spelled(key) if isinstance(key, uuid.UUID) else str(instance._meta.pk.to_python(key))


# Every personal value of a row asks for the same spelling, most of them twice.
_spelled = functools.lru_cache(maxsize=4096)(str)
