"""The key file: several root keys, one of them active, and everything else derived by HKDF.

The file lives outside the database folder and outside the backup of it. It is JSON, mode 0600:
`{"version": 1, "active": "<key id>", "index": "<base64>", "roots": {"<key id>": "<base64>"}}`, and since keys are
turned also `made` (when each root was made) and `kept` (of retired roots: the derived keys the evidence needs).
New data is sealed under the active root; older roots stay to open what they sealed. The index root does not
turn with them: another one would make every blind index unfindable, so it needs a re-index of its own.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from baigong.foundation import clock
from baigong.foundation.privacy.errors import KeyFileBad, UnknownKey

ROOT_BYTES = 32
KEY_ID_BYTES = 4
_SALT = b"baigong key ring 1"


class KeyRing:
    """The opened key file; derived keys are kept, roots and keys never show in a repr."""

    __slots__ = ("_derived", "_index_root", "_kept", "_roots", "active", "made")

    def __init__(
        self,
        active: str,
        roots: Mapping[str, bytes],
        index_root: bytes,
        *,
        made: Mapping[str, str] | None = None,
        kept: Mapping[str, Mapping[str, bytes]] | None = None,
    ) -> None:
        self.active = active
        self.made = dict(made or {})
        self._roots = dict(roots)
        self._index_root = index_root
        self._kept = {key_id: dict(keys) for key_id, keys in (kept or {}).items()}
        self._derived: dict[tuple[str, str, int], bytes] = {
            (purpose, key_id, len(key)): key
            for key_id, keys in self._kept.items()
            for purpose, key in keys.items()
        }

    def __repr__(self) -> str:
        return f"<KeyRing active={self.active} roots={len(self._roots)}>"

    def holds(self, key_id: str) -> bool:
        """Whether something under this key id can be opened or, for a retired root, at least be proved."""
        return key_id in self._roots or key_id in self._kept

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The roots that are here, in order of their making as far as that is known."""
        return tuple(sorted(self._roots, key=lambda key_id: (self.made.get(key_id, ""), key_id)))

    @property
    def retired_ids(self) -> tuple[str, ...]:
        """The roots that are gone but for the keys of the evidence."""
        return tuple(sorted(self._kept))

    def key(self, purpose: str, key_id: str, *, length: int = 32) -> bytes:
        """Return the key of `length` bytes for one purpose under one root; raises `UnknownKey`."""
        derived = self._derived.get((purpose, key_id, length))
        if derived is None:
            root = self._roots.get(key_id)
            if root is None:
                raise UnknownKey(f"密钥文件里没有编号{key_id}的密钥，这份数据打不开。请从密钥备份取回它。")
            derived = _derive(root, purpose, length)
            self._derived[(purpose, key_id, length)] = derived
        return derived

    def index_key(self, name: str) -> bytes:
        """Return the key of one field's blind index."""
        derived = self._derived.get((name, "index", ROOT_BYTES))
        if derived is None:
            derived = _derive(self._index_root, f"blind index/{name}", ROOT_BYTES)
            self._derived[(name, "index", ROOT_BYTES)] = derived
        return derived


def create_key_file(path: Path) -> None:
    """Make a new key file with one root; refuses to write over an existing one (its data would be lost)."""
    key_id = os.urandom(KEY_ID_BYTES).hex()
    content = {
        "version": 1,
        "active": key_id,
        "index": _encode(os.urandom(ROOT_BYTES)),
        "roots": {key_id: _encode(os.urandom(ROOT_BYTES))},
        "made": {key_id: clock.now().isoformat()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_name(f".{path.name}.{key_id}")
    _write(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)
    try:
        os.link(whole, path)  # at once and whole: of two that make it, one wins, and nobody reads half a file
    except FileExistsError as error:
        raise KeyFileBad(f"{path}已有密钥文件，不覆盖。要换密钥请用轮换。") from error
    finally:
        whole.unlink()


def new_key_id() -> str:
    """Return an id for a root that is to be made."""
    return os.urandom(KEY_ID_BYTES).hex()


def rotate(path: Path, key_id: str = "") -> str:
    """Add a root and make it the active one; older roots stay. Returns its id, a new one unless given."""
    key_id = key_id or new_key_id()
    with _alone(path):
        content = _load(path)
        content["roots"][key_id] = _encode(os.urandom(ROOT_BYTES))
        content["active"] = key_id
        content.setdefault("made", {})[key_id] = clock.now().isoformat()
        _replace(path, content)
    return key_id


def retire(path: Path, key_id: str, *, kept_purposes: Iterable[str]) -> None:
    """Take a root out of the file; of what was derived from it only the keys of `kept_purposes` stay.

    Whatever else is still sealed under it can never be opened again with this file.

    :raises KeyFileBad: for the active root, or one that is not there.
    """
    with _alone(path):
        content = _load(path)
        if key_id == content["active"] or key_id not in content["roots"]:
            raise KeyFileBad("这把密钥正在用，或已经不在密钥文件里，不能停用。")
        root = _decode(content["roots"].pop(key_id))
        keys = {purpose: _encode(_derive(root, purpose, ROOT_BYTES)) for purpose in kept_purposes}
        content.setdefault("kept", {})[key_id] = keys
        _replace(path, content)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two who turn keys at once would each write a file that lacks the other's root."""
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, content: Mapping[str, object]) -> None:
    beside = path.with_name(f"{path.name}.{os.urandom(KEY_ID_BYTES).hex()}")
    _write(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)
    beside.replace(path)
    forget_rings()


def read_key_file(path: Path) -> KeyRing:
    """Open a key file; raises `KeyFileBad` when it is missing, readable by others or malformed."""
    content = _load(path)
    try:
        roots = {key_id: _decode(text) for key_id, text in content["roots"].items()}
        kept = {
            key_id: {purpose: _decode(text) for purpose, text in keys.items()}
            for key_id, keys in content.get("kept", {}).items()
        }
        ring = KeyRing(
            content["active"], roots, _decode(content["index"]), made=content.get("made"), kept=kept
        )
    except (KeyError, AttributeError, TypeError, ValueError, binascii.Error) as error:
        raise KeyFileBad(f"{path}不是完整的密钥文件。请从密钥备份取回。") from error
    if ring.active not in roots:
        raise KeyFileBad(f"{path}里没有启用的密钥{ring.active}。请从密钥备份取回。")
    return ring


LOOK_AGAIN_SECONDS = 1.0
_rings: dict[object, KeyRing] = {}
_seen: dict[object, tuple[float, object]] = {}
_last: tuple[object, KeyRing, float] | None = None


def current_ring() -> KeyRing:
    """Return the key ring of this installation (`BAIGONG_KEY_FILE`).

    At most once a second it is looked whether the file was exchanged: after a turn every process must soon seal
    under the new key, or there would never be an end of rows under the old one.
    """
    global _last
    path, now, last = settings.BAIGONG_KEY_FILE, time.monotonic(), _last
    if last is not None and last[0] is path and now - last[2] <= LOOK_AGAIN_SECONDS:
        return last[1]  # asked for every value that is sealed
    ring, (looked_at, face) = _rings.get(path), _seen.get(path, (0.0, None))
    if ring is None or now - looked_at > LOOK_AGAIN_SECONDS:
        looked_at, present = now, _face(Path(path))
        if ring is None or present != face:
            ring = _rings[path] = read_key_file(Path(path))
        _seen[path] = (looked_at, present)
    _last = (path, ring, looked_at)
    return ring


def _face(path: Path) -> object:
    """Return what tells one version of the file from another; None when it is away for the moment."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def ring_holding(key_id: str) -> KeyRing:
    """Return the ring that holds this key id, read again once: another process may have turned it."""
    ring = current_ring()
    if not ring.holds(key_id):
        forget_rings()
        ring = current_ring()
    return ring


def forget_rings() -> None:
    """Drop the opened key files, so that the next use reads them again."""
    global _last
    _rings.clear()
    _seen.clear()
    _last = None


def _derive(root: bytes, purpose: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=_SALT, info=purpose.encode()).derive(root)


def _load(path: Path) -> dict[str, Any]:
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError as error:
        raise KeyFileBad(f"没找到密钥文件{path}。新装先建密钥文件，旧装从密钥备份取回。") from error
    with os.fdopen(handle, "rb") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise KeyFileBad(f"密钥文件{path}别人也能读。请改成只有本账户可读（chmod 600）。")
        try:
            content = json.loads(file.read())
        except ValueError as error:
            raise KeyFileBad(f"{path}不是完整的密钥文件。请从密钥备份取回。") from error
    if not isinstance(content, dict) or content.get("version") != 1:
        raise KeyFileBad(f"{path}不是本版本的密钥文件。请从密钥备份取回。")
    opened: dict[str, Any] = content
    return opened


def _write(handle: int, content: Mapping[str, object]) -> None:
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _decode(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != ROOT_BYTES:
        raise ValueError(len(raw))
    return raw
