"""The record of processing (PIPL 55, 56; GB/T 35273): what is kept of people, why, how long, and who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLResolver, get_resolver

from baigong.domains.users.enums import Role
from baigong.faces.oversight.wording import kind_label
from baigong.foundation.access.checks import all_routes
from baigong.foundation.access.routes import policy_of
from baigong.foundation.privacy.catalogue import PersonalField, personal_fields
from baigong.foundation.privacy.fields import BlindIndexField
from baigong.foundation.retention.rules import rules

SENSITIVE_KINDS = frozenset({"identity_number", "address", "bank_account"})
# Which page's button shows the whole values of which rows.
SHOWN_BY = {"parties.person": "person_reveal", "parties.organisation": "firm_reveal"}
NAMES = {
    "full_name": "姓名", "identity_number": "身份证号", "phone": "手机号", "address": "住址",
    "birth_date": "出生日期", "contact_name": "联系人", "contact_phone": "联系电话", "number": "证书编号",
    "note": "备注", "original_name": "文件名", "file_name": "文件名", "samples": "样例", "cells": "表格内容",
    "changes": "改动", "before_sealed": "原值", "text": "正文", "contact": "联系方式",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One personal field as the law wants it recorded."""

    of: str
    field: str
    level: str
    purpose: str
    basis: str
    retention: str
    is_cleared: bool
    is_searched: bool
    seen_by: str


def processing_record() -> list[RecordRow]:
    """Return every personal field of the installation, those of people first."""
    cleared = {name for rule in rules() for name in rule.covers}
    rows = [_row(field, cleared) for field in personal_fields()]
    return sorted(rows, key=lambda row: (row.of != "个人", row.of, row.field))


def _row(field: PersonalField, cleared: set[str]) -> RecordRow:
    model: Any = apps.get_model(field.model)
    indexed = {each.source for each in model._meta.local_fields if isinstance(each, BlindIndexField)}
    is_sensitive = field.kind in SENSITIVE_KINDS
    words = str(model._meta.get_field(field.field).verbose_name)
    return RecordRow(
        of=_of(field, model),
        field=NAMES.get(field.field, words),
        level="敏感个人信息" if is_sensitive else "个人信息",
        purpose=field.purpose,
        basis=field.basis,
        retention=field.retention,
        is_cleared=field.name in cleared,
        is_searched=field.field in indexed,
        seen_by=_seen_by(field.model),
    )


def _of(field: PersonalField, model: Any) -> str:
    known = kind_label(field.model)
    return known if known != field.model else str(model._meta.verbose_name)


def _seen_by(model: str) -> str:
    roles = _roles_of(SHOWN_BY.get(model, ""))
    if not roles:
        return "页面上只显示打星号的"
    return "、".join(Role(role).label for role in Role.values if role in roles) + "；要写用途，逐次留痕"


def _roles_of(route_name: str) -> frozenset[str]:
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == "desk":
            for _, pattern in all_routes(entry):
                policy = policy_of(pattern)
                if pattern.name == route_name and policy is not None:
                    return policy.roles
    return frozenset()
