"""One spelling for what is under a MAC, the same on both engines and on every reading."""

from __future__ import annotations

import datetime
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from baigong.foundation.audit.errors import NotAuditable
from baigong.foundation.privacy.keys import KEY_ID_BYTES, current_ring, ring_holding
from baigong.foundation.privacy.secret import Secret

_ALREADY_PLAIN = (str, int, bool, type(None))
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def plain(value: Any) -> Any:
    """Return a value as JSON that reads back the same from every engine; refuses personal values."""
    if isinstance(value, Secret):
        raise NotAuditable(f"审计里不能写“{value.name}”的原值。请列为个人信息字段。")
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, _ALREADY_PLAIN):
        return value
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, bytes | bytearray):
        return [plain(inner) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, uuid.UUID | Decimal | float):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    raise NotAuditable(f"审计里写不了{type(value).__name__}。请先转成文字或数字。")


def canonical(values: Sequence[Any]) -> bytes:
    """Return the bytes of already plain values."""
    return _encoder.encode(values).encode()


def instant(at: datetime.datetime) -> str:
    """Return an instant to the microsecond, in UTC."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def make_mac(purpose: str, content: bytes) -> bytes:
    """Return `key id 4 | HMAC-SHA256 32` under the active key."""
    ring = current_ring()
    key = ring.key(f"audit/{purpose}", ring.active)
    return bytes.fromhex(ring.active) + hmac.digest(key, content, "sha256")


def mac_holds(purpose: str, content: bytes, mac: bytes) -> bool:
    """Whether a MAC made by `make_mac` belongs to this content; a key we do not hold means no."""
    key_id = mac[:KEY_ID_BYTES].hex()
    ring = ring_holding(key_id)
    if len(mac) != KEY_ID_BYTES + 32 or not ring.holds(key_id):
        return False
    key = ring.key(f"audit/{purpose}", key_id)
    return hmac.compare_digest(mac[KEY_ID_BYTES:], hmac.digest(key, content, "sha256"))
