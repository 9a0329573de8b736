"""Ways by which something published leaves the house for a channel: signed files in a folder, or a signed push.

An outlet is connected by the installation's settings, never by a plan. `FolderOutlet` writes two files into a folder
that the channel's own system reads: the content as JSON, and the HMAC-SHA256 of those bytes as hex beside it.
`PushOutlet` sends the same by the signed push of `foundation/messages/gateways`; the answer is the receipt: JSON with
`state` (`posted`, `taken_down`), `link` and, where it is refused, `reason`, all optional.
Threats: a file read half written (it is renamed into place), content changed on the way (the signature), an answer
that says too much (numbers of people are covered, only encrypted addresses are kept, all is cut).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from baigong.foundation.messages.gateways import GatewayError, GatewayRefusal, post_signed
from baigong.foundation.messages.wording import without_numbers

LONGEST_LINK, LONGEST_REASON = 300, 120
POSTED = "posted"


class OutletError(Exception):
    """The outlet did not take it; the sentence names no content. `is_final`: nor will it, however often asked."""

    def __init__(self, sentence: str, *, is_final: bool = False) -> None:
        super().__init__(sentence)
        self.is_final = is_final


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an outlet answered: the state it says it reached ("" when it only took it), and where it stands."""

    state: str = ""
    link: str = ""


class Outlet(Protocol):
    """Takes one thing for a channel; taking the same name twice leaves one."""

    def take(self, name: str, content: dict[str, Any]) -> Receipt:
        """Hand over one thing.

        :raises OutletError: when it could not be handed over.
        """


@dataclass(frozen=True, slots=True)
class FolderOutlet:
    """Drops files into a folder; `secret` signs them."""

    folder: Path
    secret: str

    def take(self, name: str, content: dict[str, Any]) -> Receipt:
        body = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest().encode()
        try:
            # The signature first: whoever sees the content finds its signature beside it.
            self._place(f"{name}.json.hmac", signature)
            self._place(f"{name}.json", body)
        except OSError as error:
            raise OutletError(f"投放文件夹写不进去（{type(error).__name__}）。请管理员核对。") from None
        return Receipt()

    def _place(self, name: str, body: bytes) -> None:
        aside = self.folder / f".{name}.part"
        with aside.open("wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(self.folder / name)


@dataclass(frozen=True, slots=True)
class PushOutlet:
    """Pushes to the address of the channel's own system; `secret` signs it, the name is its idempotency key."""

    url: str
    secret: str

    def take(self, name: str, content: dict[str, Any]) -> Receipt:
        try:
            said = _read(post_signed(self.url, self.secret, content, key=name))
        except GatewayRefusal as error:
            why = without_numbers(_text(_read(error.answer), "reason"))[:LONGEST_REASON] or str(error)
            raise OutletError(f"对方不收：{why}", is_final=True) from None
        except GatewayError as error:
            raise OutletError(f"没送到对方（{error}）。") from None
        link = _text(said, "link")
        is_kept = link.startswith("https://") and len(link) <= LONGEST_LINK
        return Receipt(_text(said, "state"), link if is_kept else "")


def _read(answer: bytes) -> dict[str, Any]:
    """Return what an answer says; one that cannot be read says nothing."""
    try:
        said = json.loads(answer)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value.strip() if isinstance(value, str) else ""


def outlet_of(channel: str) -> Outlet | None:
    """Return the outlet the installation connected to a channel, None when people note it by hand."""
    folder = settings.BAIGONG_CHANNEL_FOLDERS.get(channel)
    if folder:
        return FolderOutlet(Path(folder), settings.BAIGONG_CHANNEL_SECRET)
    url = settings.BAIGONG_CHANNEL_PUSH.get(channel)
    return PushOutlet(url, settings.BAIGONG_CHANNEL_SECRET) if url else None


def is_connected(channel: str) -> bool:
    """Return whether a channel has an outlet."""
    return channel in settings.BAIGONG_CHANNEL_FOLDERS or channel in settings.BAIGONG_CHANNEL_PUSH


def any_connected() -> bool:
    """Return whether the installation connected any channel at all."""
    return bool(settings.BAIGONG_CHANNEL_FOLDERS or settings.BAIGONG_CHANNEL_PUSH)
