"""What is backed up: the database and the folder of encrypted files, as the settings name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from baigong.foundation.backup.errors import BackupError


@dataclass(frozen=True, slots=True)
class Place:
    """One installation's data: `database` is Django's description of it."""

    database: Mapping[str, Any]
    vendor: str
    files_folder: Path
    key_file: Path

    @property
    def sqlite_file(self) -> Path:
        return Path(str(self.database["NAME"]))


def this_place() -> Place:
    """Return the place of the running installation."""
    connection = connections["default"]
    return Place(
        database=dict(connection.settings_dict),
        vendor=connection.vendor,
        files_folder=Path(settings.BAIGONG_FILE_FOLDER),
        key_file=Path(settings.BAIGONG_KEY_FILE),
    )


def refuse_keys_inside(place: Place) -> None:
    """Stop when copying the files would copy the keys along.

    :raises BackupError: code `keys-inside-files`.
    """
    if place.key_file.resolve().is_relative_to(place.files_folder.resolve()):
        raise BackupError(
            f"密钥文件{place.key_file}放在加密文件的文件夹里，备份会把它一起带走。请把密钥移到别处，"
            "并改BAIGONG_KEY_FILE。",
            code="keys-inside-files",
        )
