"""Certificates at the desk: the picture is read for a purpose that is written down, what was seen counts as checked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baigong.domains.parties.credentials import add_credential, credentials_of
from baigong.domains.parties.models import Credential
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.scope import system_scope

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64
PURPOSE = {"purpose": "核对登记信息", "words": ""}


@pytest.fixture
def certificate(world: Any, settings: Any, tmp_path: Path) -> Credential:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    entry = world.entries[0]
    with system_scope("test"):
        return add_credential(
            by="seeker", person_id=entry.person_id, place_path=entry.place_path, county_id=entry.county_id,
            kind="skill_level", label="焊工四级", number="S000017", content=io.BytesIO(PICTURE), file_name="a.png",
        )  # fmt: skip


def page_of(world: Any) -> str:
    return f"/desk/people/{world.entries[0].id}/"


def test_the_picture_is_read_for_a_purpose(desk: Client, world: Any, certificate: Credential) -> None:
    page = desk.get(page_of(world)).content.decode()
    assert "焊工四级" in page and "S000017" not in page
    address = f"{page_of(world)}certificates/{certificate.id}/read/"
    assert "没写为什么看" in desk.post(address, {}, follow=True).content.decode()
    assert not AuditEntry.objects.filter(act="parties.read_credential").exists()
    answer = desk.post(address, PURPOSE)
    assert (answer.content, answer["Content-Type"], answer["Cache-Control"]) == (
        PICTURE,
        "image/png",
        "no-store",
    )
    entry = AuditEntry.objects.get(act="parties.read_credential")
    assert entry.purpose == "核对登记信息"


def test_what_was_seen_counts_as_checked_and_says_the_same(
    desk: Client, world: Any, certificate: Credential
) -> None:
    address = f"{page_of(world)}certificates/{certificate.id}/check/"
    assert "记成已核对" in desk.post(address, follow=True).content.decode()
    with system_scope("test"):
        [now] = credentials_of(certificate.person_id)
        assert (now.certainty, now.source) == (Certainty.CHECKED, Source.OFFICER)
        assert (now.label, now.file_id, bytes(now.number_index)) == (
            certificate.label, certificate.file_id, bytes(certificate.number_index),
        )  # fmt: skip
        assert Credential.objects.get(id=certificate.id).superseded_at is not None
    assert desk.post(address).status_code == 404
    again = f"{page_of(world)}certificates/{now.id}/"
    assert "已经核对过了" in desk.post(f"{again}check/", follow=True).content.decode()
    assert desk.post(f"{again}read/", PURPOSE).content == PICTURE


def test_a_certificate_without_a_picture_says_so(desk: Client, world: Any) -> None:
    entry = world.entries[0]
    with system_scope("test"):
        bare = add_credential(
            by="seeker", person_id=entry.person_id, place_path=entry.place_path, county_id=entry.county_id,
            kind="skill_level", label="叉车证",
        )  # fmt: skip
    address = f"{page_of(world)}certificates/{bare.id}/read/"
    assert "没有传照片" in desk.post(address, PURPOSE, follow=True).content.decode()


def test_another_county_and_another_person_have_none(
    desk: Client, elsewhere: Client, world: Any, certificate: Credential
) -> None:
    for step in ("read", "check"):
        address = f"{page_of(world)}certificates/{certificate.id}/{step}/"
        assert elsewhere.post(address, PURPOSE).status_code == 404
        others = f"/desk/people/{world.entries[1].id}/certificates/{certificate.id}/{step}/"
        assert desk.post(others, PURPOSE).status_code == 404
