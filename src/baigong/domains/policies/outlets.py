"""Ways by which a version leaves the house for a channel: an interface, and one that drops signed files.

An outlet is connected by the installation's settings, never by a plan. `FolderOutlet` writes two files into a folder
that the channel's own system reads: the policy as JSON, and the HMAC-SHA256 of those bytes as hex beside it.
Threats: a file read half written (it is renamed into place), a file changed on the way (the signature).
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


class OutletError(Exception):
    """The outlet did not take it; the sentence names no content."""


class Outlet(Protocol):
    """Takes one version for a channel; taking the same name twice leaves one."""

    def take(self, name: str, content: dict[str, Any]) -> None:
        """Hand over one version.

        :raises OutletError: when it could not be handed over.
        """


@dataclass(frozen=True, slots=True)
class FolderOutlet:
    """Drops files into a folder; `secret` signs them."""

    folder: Path
    secret: str

    def take(self, name: str, content: dict[str, Any]) -> None:
        body = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest().encode()
        try:
            # The signature first: whoever sees the policy finds its signature beside it.
            self._place(f"{name}.json.hmac", signature)
            self._place(f"{name}.json", body)
        except OSError as error:
            raise OutletError(f"投放文件夹写不进去（{type(error).__name__}）。请管理员核对。") from None

    def _place(self, name: str, body: bytes) -> None:
        aside = self.folder / f".{name}.part"
        with aside.open("wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(self.folder / name)


def outlet_of(channel: str) -> Outlet | None:
    """Return the outlet the installation connected to a channel, None when people note it by hand."""
    folder = settings.BAIGONG_CHANNEL_FOLDERS.get(channel)
    return FolderOutlet(Path(folder), settings.BAIGONG_CHANNEL_SECRET) if folder else None


def is_connected(channel: str) -> bool:
    """Return whether a channel has an outlet."""
    return channel in settings.BAIGONG_CHANNEL_FOLDERS
