from __future__ import annotations

import datetime
import io
import os
import random
import uuid
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile
from django.test import RequestFactory

from baigong.foundation import clock
from baigong.foundation.files import chunks, sealing, services
from baigong.foundation.files.chunks import CHUNK_BYTES
from baigong.foundation.files.errors import FileBroken, FileMissing
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.sealing import place_of
from baigong.foundation.files.services import destroy, destroy_expired, open_file, store, sweep_orphans
from baigong.foundation.privacy.errors import PrivacyError
from baigong.foundation.privacy.keys import rotate
from baigong.foundation.scope import system_scope

CANARY = "金丝雀甲乙丙丁".encode()
SEALED_CHUNK = CHUNK_BYTES + 16
HEADER = 25

pytestmark = pytest.mark.django_db


def keep(content, **options):
    return store(content, **{"kind": "upload", "original_name": "张三身份证.jpg", "by": "user:1", **options})


def everything_on_disk(folder):
    return b"".join(
        path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".json"
    )


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_001]
)
def test_kept_and_read_back(size):
    content = os.urandom(size)
    kept = keep(io.BytesIO(content))
    assert kept.size == size
    with open_file(kept.id) as file:
        assert file.read() == content


def test_reader_seeks(installation):
    content = os.urandom(3 * CHUNK_BYTES + 17)
    with open_file(keep(content).id) as file:
        for start, length in [(0, 5), (CHUNK_BYTES - 2, 9), (3 * CHUNK_BYTES, 17), (len(content), 1)]:
            file.seek(start)
            assert file.read(length) == content[start : start + length]
        assert file.seek(-5, io.SEEK_END) == len(content) - 5
        assert file.read() == content[-5:]


def test_a_workbook_opens_from_the_store():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("sheet.xml", CANARY * 50_000)
    kept = keep(buffer.getvalue())
    with open_file(kept.id) as file, zipfile.ZipFile(file) as archive:
        assert archive.read("sheet.xml").startswith(CANARY)


def test_nothing_plain_on_disk_and_only_for_the_owner(installation):
    kept = keep(CANARY * 30_000)
    stored = everything_on_disk(installation)
    assert len(stored) > 30_000 and CANARY not in stored and "张三".encode() not in stored
    assert place_of(kept.id).stat().st_mode & 0o777 == 0o600
    assert str(kept.original_name) == "＊＊＊.jpg"
    assert "张三" not in str(kept)


def test_same_content_has_the_same_keyed_fingerprint():
    import hashlib

    one, two = keep(CANARY), keep(CANARY)
    assert bytes(one.sha256) == bytes(two.sha256) == services.content_fingerprint(CANARY)
    assert bytes(one.sha256) != hashlib.sha256(CANARY).digest()


@pytest.mark.parametrize(
    "left", [0, HEADER - 1, HEADER, HEADER + 5, HEADER + SEALED_CHUNK, HEADER + 2 * SEALED_CHUNK]
)
def test_a_file_cut_short_does_not_open(left):
    kept = keep(os.urandom(2 * CHUNK_BYTES + 100))
    os.truncate(place_of(kept.id), left)
    with pytest.raises(FileBroken):
        open_file(kept.id)


def test_twin_without_the_last_mark_a_cut_goes_unseen(monkeypatch):
    monkeypatch.setattr(chunks, "chunk_nonce", lambda number, last: number.to_bytes(12, "big"))
    kept = keep(os.urandom(2 * CHUNK_BYTES + 100))
    os.truncate(place_of(kept.id), HEADER + SEALED_CHUNK)
    with open_file(kept.id) as file:
        assert len(file.read()) == CHUNK_BYTES


def test_chunks_in_another_order_do_not_open():
    kept = keep(os.urandom(3 * CHUNK_BYTES))
    raw = place_of(kept.id).read_bytes()
    head, body = raw[:HEADER], raw[HEADER:]
    swapped = head + body[SEALED_CHUNK : 2 * SEALED_CHUNK] + body[:SEALED_CHUNK] + body[2 * SEALED_CHUNK :]
    place_of(kept.id).write_bytes(swapped)
    with open_file(kept.id) as file, pytest.raises(FileBroken):
        file.read()


def test_one_file_in_place_of_another_does_not_open():
    one, two = keep(b"one"), keep(b"two")
    place_of(two.id).write_bytes(place_of(one.id).read_bytes())
    with pytest.raises(FileBroken):
        open_file(two.id)


@pytest.mark.parametrize("place", range(HEADER + 20))
def test_every_changed_byte_is_noticed(place):
    kept = keep(b"some")
    raw = bytearray(place_of(kept.id).read_bytes())
    raw[place] ^= 1
    place_of(kept.id).write_bytes(raw)
    with pytest.raises((FileBroken, PrivacyError)):
        open_file(kept.id)


def served_though_flipped(content, flips=200):
    """Flip one bit of a kept file at a time; how often the file was given out all the same."""
    kept, seeded = keep(content), random.Random(94)
    raw, served = bytearray(place_of(kept.id).read_bytes()), 0
    for _ in range(flips):
        bit = seeded.randrange(8 * len(raw))
        raw[bit // 8] ^= 1 << bit % 8
        place_of(kept.id).write_bytes(raw)
        try:
            with open_file(kept.id) as file:
                file.read()
            served += 1
        except (FileBroken, PrivacyError):
            pass
        raw[bit // 8] ^= 1 << bit % 8
    return served


def test_none_of_two_hundred_flipped_bits_is_served():
    """Reliability test 94: attachments, error workbooks and exports all lie in this store."""
    assert served_though_flipped(os.urandom(2 * CHUNK_BYTES + 100)) == 0


def test_twin_where_a_chunk_is_opened_without_its_tag_nearly_every_flip_is_served(monkeypatch):
    class Unproved:
        """Opens what it sealed and looks at no tag."""

        def encrypt(self, nonce, plain, context):
            return plain + b"\0" * 16

        def decrypt(self, nonce, sealed, context):
            return sealed[:-16]

    monkeypatch.setattr(sealing, "_cipher", lambda header, file_id: Unproved())
    assert served_though_flipped(os.urandom(CHUNK_BYTES), flips=40) >= 30


@pytest.mark.parametrize("algorithm", ["AES-256-GCM", "SM4-GCM"])
def test_files_open_after_rotation(settings, algorithm):
    settings.BAIGONG_ENCRYPTION = algorithm
    kept = keep(CANARY)
    rotate(settings.BAIGONG_KEY_FILE)
    with open_file(kept.id) as file:
        assert file.read() == CANARY


def test_missing_row_and_missing_content():
    with pytest.raises(FileMissing, match="到期"):
        open_file(uuid.uuid4())
    kept = keep(b"some")
    place_of(kept.id).unlink()
    with pytest.raises(FileMissing, match="备份"):
        open_file(kept.id)


def test_a_failed_upload_leaves_nothing(installation):
    class Torn(io.BytesIO):
        def read(self, *arguments):
            raise OSError("torn")

    with pytest.raises(OSError, match="torn"):
        keep(Torn())
    assert everything_on_disk(installation / "files") == b""
    assert StoredFile.objects.count() == 0


def test_destroyed_after_the_transaction(django_capture_on_commit_callbacks):
    kept = keep(b"some")
    with django_capture_on_commit_callbacks() as later:
        destroy(kept.id)
    assert place_of(kept.id).exists()
    later[0]()
    assert not place_of(kept.id).exists()


def test_expired_files_go(django_capture_on_commit_callbacks):
    now = clock.now()
    old = keep(b"old", expires_at=now - datetime.timedelta(seconds=1))
    keep(b"new", expires_at=now + datetime.timedelta(days=1))
    keep(b"for ever")
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_expired() == 1
    assert not place_of(old.id).exists()
    assert StoredFile.objects.count() == 2


def test_content_without_a_row_is_swept_after_a_day():
    kept, orphan = keep(b"kept"), keep(b"orphan")
    with system_scope("test"):
        StoredFile.objects.filter(id=orphan.id).delete()
    assert sweep_orphans() == 0
    with clock.at(clock.now() + datetime.timedelta(days=2)):
        assert sweep_orphans() == 1
    assert place_of(kept.id).exists() and not place_of(orphan.id).exists()


def _upload():
    file = io.BytesIO(CANARY * 200_000)
    file.name = "甲.xlsx"
    return RequestFactory().post("/", {"file": file}).FILES["file"]


def test_a_large_upload_is_never_plain_on_disk():
    upload = _upload()
    assert isinstance(upload, InMemoryUploadedFile)
    assert upload.read() == CANARY * 200_000


def test_twin_the_usual_handler_writes_it_plain(settings):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    upload = _upload()
    assert isinstance(upload, TemporaryUploadedFile)
    assert Path(upload.temporary_file_path()).read_bytes().startswith(CANARY)
    upload.close()
