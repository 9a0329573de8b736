from __future__ import annotations

import json

import pytest

from baigong.foundation.privacy import envelope
from baigong.foundation.privacy.errors import KeyFileBad, SealBroken, UnknownKey
from baigong.foundation.privacy.keys import (
    create_key_file,
    current_ring,
    forget_rings,
    read_key_file,
    rotate,
)


@pytest.fixture
def key_file(settings):
    return settings.BAIGONG_KEY_FILE


def test_key_file_is_for_its_owner_only(key_file):
    assert key_file.stat().st_mode & 0o777 == 0o600
    key_file.chmod(0o644)
    with pytest.raises(KeyFileBad, match="别人也能读"):
        read_key_file(key_file)


def test_key_file_is_never_written_over(key_file):
    before = key_file.read_bytes()
    with pytest.raises(KeyFileBad, match="不覆盖"):
        create_key_file(key_file)
    assert key_file.read_bytes() == before


@pytest.mark.parametrize(
    "content", ["", "[]", '{"version": 2}', '{"version": 1, "active": "a", "roots": {}}']
)
def test_a_damaged_key_file_is_refused(tmp_path, content):
    path = tmp_path / "keys.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileBad):
        read_key_file(path)


def test_missing_key_file_says_what_to_do(tmp_path):
    with pytest.raises(KeyFileBad, match="密钥备份"):
        read_key_file(tmp_path / "none.json")


def test_after_rotation_old_data_opens_and_new_data_uses_the_new_key(key_file):
    old = envelope.seal("test.name", "1", b"old")
    index_key = current_ring().index_key("test.name")
    key_id = rotate(key_file)
    new = envelope.seal("test.name", "1", b"new")
    assert new[2:6].hex() == key_id != old[2:6].hex()
    assert envelope.unseal("test.name", "1", old) == b"old"
    assert current_ring().index_key("test.name") == index_key
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_key_turned_by_another_process_is_found(key_file):
    stale = current_ring()
    content = json.loads(key_file.read_text())
    rotate(key_file)
    sealed = envelope.seal("test.name", "1", b"new")
    from baigong.foundation.privacy import keys

    keys._rings[key_file] = stale
    assert envelope.unseal("test.name", "1", sealed) == b"new"
    assert content["active"] == stale.active


def test_a_lost_key_is_loud(key_file):
    sealed = envelope.seal("test.name", "1", b"value")
    content = json.loads(key_file.read_text())
    rotate(key_file)
    turned = json.loads(key_file.read_text())
    del turned["roots"][content["active"]]
    key_file.write_text(json.dumps(turned))
    forget_rings()
    with pytest.raises(UnknownKey, match=content["active"]):
        envelope.unseal("test.name", "1", sealed)


@pytest.mark.parametrize("algorithm", ["AES-256-GCM", "SM4-GCM"])
def test_every_changed_byte_is_noticed(key_file, settings, algorithm):
    settings.BAIGONG_ENCRYPTION = algorithm
    sealed = envelope.seal("test.name", "1", "张三".encode())
    assert envelope.unseal("test.name", "1", sealed).decode() == "张三"
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises((SealBroken, UnknownKey)):
            envelope.unseal("test.name", "1", bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            envelope.unseal("test.name", "1", sealed[:length])


def test_both_algorithms_open_whatever_is_chosen_now(key_file, settings):
    settings.BAIGONG_ENCRYPTION = "SM4-GCM"
    sealed = envelope.seal("test.name", "1", b"value")
    settings.BAIGONG_ENCRYPTION = "AES-256-GCM"
    assert envelope.unseal("test.name", "1", sealed) == b"value"
    settings.BAIGONG_ENCRYPTION = "ROT13"
    with pytest.raises(KeyFileBad, match="ROT13"):
        envelope.seal("test.name", "1", b"value")


def _pairs_that_open(rows):
    opened = 0
    for name, row_id, _ in rows:
        for other_name, other_id, sealed in rows:
            if (name, row_id) != (other_name, other_id):
                try:
                    envelope.unseal(name, row_id, sealed)
                except SealBroken:
                    continue
                opened += 1
    return opened


def test_no_ciphertext_opens_in_another_row_or_field(key_file):
    cells = [(name, str(row)) for name in ("test.name", "test.phone") for row in range(50)]
    assert _pairs_that_open([(n, r, envelope.seal(n, r, r.encode())) for n, r in cells]) == 0


def test_twin_without_the_context_moved_ciphertexts_open(key_file, monkeypatch):
    monkeypatch.setattr(envelope, "context", lambda name, row_id: b"")
    rows = [("test.name", str(row), envelope.seal("test.name", str(row), b"x")) for row in range(10)]
    assert _pairs_that_open(rows) == 90


def test_no_key_shows_in_a_repr(key_file):
    ring = current_ring()
    ring.key("field/test.name", ring.active)
    assert repr(ring) == f"<KeyRing active={ring.active} roots=1>"
